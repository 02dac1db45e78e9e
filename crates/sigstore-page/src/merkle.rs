use crate::inclusion::{Inclusion, InclusionNode};
use sigstore_json::hex;

use crate::html::Html;
use crate::threads::Threads;
use crate::words::count;

/// The way from an entry to the root of its log, with every hash on it.
pub(crate) struct Drawing<'d> {
    pub(crate) inclusion: &'d Inclusion,
    pub(crate) threads: &'d Threads,
}

/// Pixels from one level to the next.
const LEVEL: usize = 58;

const LEGEND: &str = "Blue: computed from the entry, the root on top. Grey: from the proof.";

/// Of a box.
const HEIGHT: usize = 26;

/// Where the middle of a left, a right and a lonely box is, in percent.
const LEFT: &str = "25%";
const RIGHT: &str = "75%";
const MIDDLE: &str = "50%";

impl Drawing<'_> {
    pub(crate) fn draw(&self, html: &mut Html) {
        let Inclusion { index, size, leaf, nodes, .. } = self.inclusion;
        html.element("figure", &[("class", "merkle")], |html| {
            html.element("figcaption", &[], |html| {
                html.text("Entry ");
                html.leaf("strong", &[], &index.to_string());
                html.text(" of a tree of ");
                html.leaf(
                    "strong",
                    &[],
                    &count(usize::try_from(*size).unwrap_or(usize::MAX), "entry", "entries"),
                );
                html.text(match nodes.as_deref() {
                    Some([]) => ": its hash is the root.",
                    Some(_) => ": its hash, joined with those of the proof, leads to the root.",
                    None => ": the number of hashes in the proof does not fit index and size.",
                });
            });
            if let Some(nodes) = nodes {
                chart(html, leaf, nodes);
                if !nodes.is_empty() {
                    html.leaf("p", &[("class", "muted legend")], LEGEND);
                }
                self.hashes(html, leaf, nodes);
            }
            self.roots(html);
        });
    }

    /// Whether the root that was computed is the one that was told, and the one that was signed.
    fn roots(&self, html: &mut Html) {
        let computed = self.inclusion.root();
        let told =
            [("in the checkpoint", self.inclusion.signed), ("in the proof", self.inclusion.told)];
        html.element("ul", &[("class", "times")], |html| {
            for (place, root) in told.into_iter().filter_map(|(place, root)| Some((place, root?))) {
                let same = computed == Some(root);
                let (class, mark, text) = match same {
                    true => ("kept", "✓ ", "The computed root is the one "),
                    false => ("broken", "✗ ", "The computed root is not the one "),
                };
                html.element("li", &[("class", class)], |html| {
                    html.leaf("span", &[("class", "mark"), ("aria-hidden", "true")], mark);
                    html.text(&format!("{text}{place}: "));
                    self.threads.value(html, &hex(&root));
                });
            }
        });
    }

    /// The same as text: each node with what it is the hash of.
    fn hashes(&self, html: &mut Html, leaf: &[u8; 32], nodes: &[InclusionNode]) {
        html.element("details", &[("class", "hashes")], |html| {
            html.leaf("summary", &[], "Every hash");
            html.element("ol", &[], |html| {
                html.element("li", &[], |html| {
                    html.leaf("span", &[("class", "muted")], "SHA-256(00 ‖ entry) = ");
                    self.threads.value(html, &hex(leaf));
                });
                for node in nodes {
                    html.element("li", &[], |html| {
                        html.leaf(
                            "span",
                            &[("class", "muted")],
                            match node.left {
                                true => "SHA-256(01 ‖ hash of the proof ‖ the one before) = ",
                                false => "SHA-256(01 ‖ the one before ‖ hash of the proof) = ",
                            },
                        );
                        self.threads.value(html, &hex(&node.hash));
                        html.leaf("span", &[("class", "muted")], ", with ");
                        self.threads.value(html, &hex(&node.sibling));
                    });
                }
            });
        });
    }
}

/// The root on top, the entry at the bottom; on each level the computed hash and the one from the
/// proof, on the sides on which they are joined.
fn chart(html: &mut Html, leaf: &[u8; 32], nodes: &[InclusionNode]) {
    let levels = nodes.len();
    let height = (levels * LEVEL + HEIGHT + 4).to_string();
    let attributes = [("class", "chart"), ("width", "100%"), ("height", &*height)];
    let hidden = [("aria-hidden", "true"), ("focusable", "false")];
    html.element("svg", &[&attributes[..], &hidden].concat(), |html| {
        let y = |level: usize| (levels - level) * LEVEL + 2;
        // Where the computed hash of a level stands is for the proof above it to say.
        let side = |level: usize| match nodes.get(level) {
            Some(node) if node.left => RIGHT,
            Some(_) => LEFT,
            None => MIDDLE,
        };
        for (level, node) in nodes.iter().enumerate() {
            let other = if node.left { LEFT } else { RIGHT };
            join(html, side(level), y(level), side(level + 1), y(level + 1), "way");
            join(html, other, y(level), side(level + 1), y(level + 1), "aside");
        }
        for (level, node) in nodes.iter().enumerate() {
            let other = if node.left { LEFT } else { RIGHT };
            node_box(html, other, y(level), "aside", &node.sibling);
        }
        node_box(html, side(0), y(0), if levels == 0 { "root" } else { "leaf" }, leaf);
        for (level, node) in (1..).zip(nodes) {
            let class = if level == levels { "root" } else { "way" };
            node_box(html, side(level), y(level), class, &node.hash);
        }
    });
}

fn join(html: &mut Html, x: &str, y: usize, above: &str, top: usize, class: &'static str) {
    let (y, top) = (y.to_string(), (top + HEIGHT).to_string());
    let line = [("class", class), ("x1", x), ("y1", &*y), ("x2", above), ("y2", &*top)];
    html.element("line", &line, |_| ());
}

fn node_box(html: &mut Html, x: &str, y: usize, class: &str, hash: &[u8; 32]) {
    let top = y.to_string();
    html.element("svg", &[("x", x), ("y", &top), ("overflow", "visible")], |html| {
        let class = format!("node {class}");
        html.element("g", &[("class", &class)], |html| {
            let height = HEIGHT.to_string();
            let shape = [("x", "-66"), ("width", "132"), ("height", &*height), ("rx", "5")];
            html.element("rect", &shape, |_| ());
            let text = hex(hash);
            let (start, end) =
                (text.get(..8).unwrap_or_default(), text.get(60..).unwrap_or_default());
            let attributes = [("y", "17"), ("text-anchor", "middle")];
            html.leaf("text", &attributes, &format!("{start}…{end}"));
        });
    });
}
