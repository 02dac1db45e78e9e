// What the page does beyond opening and closing: everything can be read without it.
"use strict";
{
  const SVG = "http://www.w3.org/2000/svg";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);
  const talk = byId("talk");
  const card = byId("card");

  // Closed parts open on the way to what is looked for.
  const reveal = (element) => {
    for (let at = element; at; at = at.parentElement) {
      if (at.localName === "details") at.open = true;
    }
  };
  const arrive = () => {
    const target = location.hash && byId(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    reveal(target);
    target.scrollIntoView({ block: "center" });
  };
  addEventListener("hashchange", arrive);
  arrive();

  const make = (name, properties, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  // A value lights up everywhere, and lines join its places in the conversation.
  let lines = null;
  const dark = () => {
    all(".hot").forEach((element) => element.classList.remove("hot"));
    all(".turn.has").forEach((element) => element.classList.remove("has"));
    if (lines) lines.remove();
    lines = null;
  };
  const light = (numbers) => {
    dark();
    for (const number of numbers.split(" ")) {
      const places = all(`[data-v~="${number}"]`);
      places.forEach((element) => element.classList.add("hot"));
      all(`[data-thread="${number}"]`).forEach((element) => element.classList.add("hot"));
      join(places.filter((element) => element.closest(".turn")));
    }
  };
  // A place that is not to be seen is where its message is.
  const anchor = (element) => {
    const turn = element.closest(".turn");
    turn.classList.add("has");
    const seen = element.checkVisibility() ? element : turn.querySelector(".no");
    const [box, origin] = [seen.getBoundingClientRect(), talk.getBoundingClientRect()];
    return { x: box.left - origin.left - 3, y: box.top - origin.top + Math.min(box.height, 24) / 2 };
  };
  const draw = (name, attributes) => {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    lines.append(element);
  };
  const join = (places) => {
    if (!lines) {
      lines = document.createElementNS(SVG, "svg");
      lines.setAttribute("class", "lines");
      lines.setAttribute("aria-hidden", "true");
      talk.append(lines);
    }
    const points = places.map(anchor);
    points.forEach((to, at) => {
      draw("circle", { cx: to.x, cy: to.y, r: 3 });
      const from = points[at - 1];
      if (!from || from.y === to.y) return;
      const bulge = Math.min(from.x, to.x) - Math.min(70, 14 + (to.y - from.y) / 8);
      draw("path", { d: `M${from.x} ${from.y}C${bulge} ${from.y} ${bulge} ${to.y} ${to.x} ${to.y}` });
    });
  };

  // The card: the value in full, and a way to each of its places.
  let origin = null;
  const close = () => {
    if (card.hidden) return;
    card.hidden = true;
    dark();
    if (origin) origin.focus();
  };
  const copy = (code, button) => {
    const done = () => { button.textContent = "Copied"; };
    const select = () => getSelection().selectAllChildren(code);
    if (!navigator.clipboard) return select();
    navigator.clipboard.writeText(code.textContent).then(done, select);
  };
  const show = (value) => {
    const number = value.dataset.v.split(" ")[0];
    const thread = byId(`v${number}`);
    if (!thread) return;
    const code = make("code", { className: "told", textContent: thread.querySelector("code").textContent });
    const button = make("button", { type: "button", textContent: "Copy" });
    button.addEventListener("click", () => copy(code, button));
    const end = make("button", { type: "button", textContent: "Close" });
    end.addEventListener("click", close);
    card.replaceChildren(
      make("h2", { textContent: thread.querySelector(".name").textContent }),
      code,
      make("p", { className: "buttons" }, button, end),
      thread.querySelector(".places").cloneNode(true),
    );
    card.hidden = false;
    origin = value;
    button.focus({ preventScroll: true });
    light(value.dataset.v);
  };

  const valueOf = (event) => event.target.closest("[data-v]");
  const threadOf = (event) => event.target.closest("[data-thread]");
  const numbers = (event) => valueOf(event)?.dataset.v ?? threadOf(event)?.dataset.thread;
  const follow = (event) => {
    const over = numbers(event);
    if (over) light(over);
    else if (card.hidden) dark();
  };
  if (talk) {
    document.addEventListener("pointerover", follow);
    document.addEventListener("focusin", follow);
    document.addEventListener("click", (event) => {
      const value = valueOf(event);
      if (value && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
        event.preventDefault();
        show(value);
      } else if (event.target.closest("#card a")) {
        card.hidden = true;
      }
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
    });
  }

  // Open and close all.
  all(".buttons[hidden]").forEach((element) => { element.hidden = false; });
  const turn = (open) => all(".turn").forEach((element) => { element.open = open; });
  byId("open-all")?.addEventListener("click", () => turn(true));
  byId("close-all")?.addEventListener("click", () => turn(false));

  // On paper nothing can be opened.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = all(".turn, .check, .threads details, .hashes").filter((element) => !element.open);
    opened.forEach((element) => { element.open = true; });
  });
  addEventListener("afterprint", () => opened.forEach((element) => { element.open = false; }));
}
