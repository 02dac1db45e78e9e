"""Goes through pages of sigscope as a reader does: PAGE... Each must open, connect and load nothing.

With SCREENSHOTS=FOLDER in the environment it leaves pictures there, for people to look at.
"""

import base64
import os
import pathlib
import sys
import tempfile

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from chromium import browser

WIDTHS = [360, 1280]
SCHEMES = ["light", "dark"]


def check(holds, what):
    if not holds:
        raise AssertionError(what)


class Reader:
    def __init__(self, driver, page):
        self.driver = driver
        self.page = page

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def run(self, script, *arguments):
        return self.driver.execute_script(f"return {script}", *arguments)

    def look(self, width, scheme, media="", scripts=True):
        """Loads the page on such a screen."""
        command = self.driver.execute_cdp_cmd
        metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        command("Emulation.setDeviceMetricsOverride", metrics)
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        command("Emulation.setEmulatedMedia", {"media": media, "features": features})
        command("Emulation.setScriptExecutionDisabled", {"value": not scripts})
        self.driver.get("about:blank")
        self.driver.get(self.page.as_uri())

    def picture(self, name, whole=True):
        folder = os.environ.get("SCREENSHOTS")
        if not folder:
            return
        answer = self.driver.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": whole})
        file = pathlib.Path(folder) / f"{self.page.stem}-{name}.png"
        file.write_bytes(base64.b64decode(answer["data"]))

    def quiet(self):
        """Nothing was complained of, nothing was loaded, nothing from outside became an element."""
        log = self.driver.get_log("browser")
        check(log == [], log)
        check(self.run("performance.getEntriesByType('resource').length") == 0, "it loads")
        check(self.run("document.images.length + document.scripts.length") == 1, "elements")

    def fits(self, width):
        wide = self.run("document.documentElement.scrollWidth")
        check(wide <= width, f"{wide} pixels on {width}")

    def opens(self):
        """Every message, with the keyboard."""
        for turn in self.all(".turn"):
            check(not turn.get_property("open"), "open before")
            turn.find_element(By.TAG_NAME, "summary").send_keys(Keys.ENTER)
            check(turn.get_property("open"), "it does not open")
            open_ = turn.find_element(By.CSS_SELECTOR, ".open")
            check(open_.is_displayed() and open_.size["height"] > 30, "nothing to see")
            raw = turn.find_elements(By.CSS_SELECTOR, ".raw > summary")
            if raw:
                raw[0].send_keys(Keys.ENTER)
                check(turn.find_element(By.CSS_SELECTOR, ".raw pre").is_displayed(), "no bytes")
                raw[0].send_keys(Keys.ENTER)

    def connects(self):
        """Each thread lights up at all its places, and lines join them."""
        light = """(([number]) => {
            const own = document.querySelector(`.turn [data-v~="${number}"]`);
            own.dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
            const places = document.querySelectorAll(`#v${number} .places li`).length;
            const hot = document.querySelectorAll(`.turn [data-v~="${number}"].hot`).length;
            const points = document.querySelectorAll(".lines circle").length;
            const paths = document.querySelectorAll(".lines path").length;
            return [places, hot, points, paths];
        })(arguments)"""
        threads = [thread.get_attribute("data-thread") for thread in self.all("[data-thread]")]
        for number in threads:
            places, hot, points, paths = self.run(light, number)
            check(places > 1 and hot == places, f"thread {number}: {hot} of {places}")
            check(points >= places and paths > 0, f"thread {number}: {points}, {paths}")
        return len(threads)

    def card(self):
        """A value shows all its places, and the way back."""
        self.run("document.getElementById('open-all').click()")
        value = next(value for value in self.all(".turn a[data-v]") if value.is_displayed())
        ActionChains(self.driver).move_to_element(value).perform()
        check("hot" in value.get_attribute("class"), "the pointer lights nothing up")
        value.send_keys(Keys.ENTER)
        card = self.driver.find_element(By.ID, "card")
        number = value.get_attribute("data-v").split(" ")[0]
        places = self.run(f"document.querySelectorAll('#v{number} .places li').length")
        listed = card.find_elements(By.CSS_SELECTOR, ".places a")
        check(card.is_displayed() and len(listed) == places, "the card")
        self.picture("card", whole=False)
        ActionChains(self.driver).send_keys(Keys.ESCAPE).perform()
        check(not card.is_displayed(), "the card stays")
        check(self.driver.switch_to.active_element == value, "the way back")
        value.send_keys(Keys.ENTER)
        last = card.find_elements(By.CSS_SELECTOR, ".places a")[-1]
        target = last.get_attribute("href").split("#")[1]
        last.send_keys(Keys.ENTER)
        check(self.driver.find_element(By.ID, target).is_displayed(), "the way there")

    def without_scripts(self):
        """Everything opens all the same, and a value leads to its places."""
        self.look(1280, "light", scripts=False)
        check(not any(own.is_displayed() for own in self.all(".buttons")), "idle buttons")
        turn = self.all(".turn")[0]
        turn.find_element(By.TAG_NAME, "summary").send_keys(Keys.ENTER)
        check(turn.find_element(By.CSS_SELECTOR, ".fields").is_displayed(), "it does not open")

    def on_paper(self):
        """What can't be opened is open."""
        self.look(794, "dark", media="print", scripts=False)
        seen = "every((own) => own.checkVisibility() && own.offsetHeight > 30)"
        check(self.run(f"[...document.querySelectorAll('.turn > .open')].{seen}"), "closed on paper")
        check(not any(own.is_displayed() for own in self.all("nav")), "links on paper")
        white = self.run("getComputedStyle(document.documentElement).getPropertyValue('--panel')")
        check(white.strip() == "#fff", f"{white} on paper")

    def read(self):
        threads, grounds = 0, set()
        for width in WIDTHS:
            for scheme in SCHEMES:
                self.look(width, scheme)
                self.fits(width)
                self.picture(f"{width}-{scheme}")
                self.quiet()
                grounds.add(self.run("getComputedStyle(document.body).backgroundColor"))
        check(len(grounds) == len(SCHEMES), f"grounds {grounds}")
        for width in WIDTHS:
            self.look(width, "light")
            self.opens()
            self.fits(width)
            self.picture(f"{width}-open")
            threads = self.connects()
            self.quiet()
        turns = len(self.all(".turn"))
        self.look(1280, "dark")
        self.card()
        self.quiet()
        self.without_scripts()
        self.on_paper()
        print(f"{self.page.stem}: {turns} turns, {threads} threads", flush=True)


with tempfile.TemporaryDirectory() as profile:
    driver = browser(profile)
    try:
        for argument in sys.argv[1:]:
            Reader(driver, pathlib.Path(argument).resolve()).read()
    finally:
        driver.quit()
