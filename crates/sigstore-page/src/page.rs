use sigstore_crypto::AwsLcSuite;
use sigstore_json::base64;
use sigstore_record::{Conversation, Decoded, Decoder, Document};
use sigstore_report::Verdict;
use sigstore_traits::SignatureSuite;

use crate::certified::Certified;
use crate::checks::Checks;
use crate::html::Html;
use crate::inclusion::Inclusion;
use crate::summary::{self, Summary};
use crate::talk::Talk;
use crate::threads::Threads;
use crate::{PageOptions, lifetime, merkle};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The page of a conversation, as one HTML file in UTF-8.
///
/// It is made from the conversation alone; equal conversations give equal pages.
pub fn page(conversation: &Conversation, options: &PageOptions) -> String {
    let mut decoder = Decoder::new();
    let decoded = decoder.follow(conversation);
    let threads = Threads::of(&decoded);
    let (lifetimes, inclusions) = (Certified::all(&decoded), Inclusion::all(&decoded));
    let page = Page { decoded: &decoded, threads: &threads, options, lifetimes, inclusions };
    let mut html = Html::new();
    html.own("<!DOCTYPE html>\n");
    html.element("html", &[("lang", "en")], |html| {
        html.element("head", &[], |html| page.head(html));
        html.element("body", &[], |html| page.body(html));
    });
    html.own("\n");
    html.into_string()
}

struct Page<'d> {
    decoded: &'d Decoded<'d>,
    threads: &'d Threads,
    options: &'d PageOptions,
    lifetimes: Vec<Certified>,
    inclusions: Vec<Inclusion>,
}

impl Page<'_> {
    fn head(&self, html: &mut Html) {
        html.void("meta", &[("charset", "utf-8")]);
        let policy = [("http-equiv", "Content-Security-Policy"), ("content", &*policy())];
        html.void("meta", &policy);
        let width = [("name", "viewport"), ("content", "width=device-width, initial-scale=1")];
        html.void("meta", &width);
        html.void("meta", &[("name", "color-scheme"), ("content", "light dark")]);
        html.void("meta", &[("name", "referrer"), ("content", "no-referrer")]);
        html.leaf("title", &[], &self.title());
        html.element("style", &[], |html| html.own(STYLE));
    }

    fn body(&self, html: &mut Html) {
        html.leaf("a", &[("class", "skip"), ("href", "#main")], "Skip to the content");
        html.element("header", &[], |html| {
            html.leaf("p", &[("class", "brand")], "A Sigstore record");
            html.leaf("h1", &[], &self.name());
            self.verdicts(html);
        });
        let sections = self.sections();
        navigation(html, &sections);
        html.element("main", &[("id", "main")], |html| {
            for section in &sections {
                let title = format!("{}-title", section.id);
                let attributes = [("id", section.id), ("aria-labelledby", &*title)];
                html.element("section", &attributes, |html| {
                    html.leaf("h2", &[("id", &title)], section.title);
                    html.leaf("p", &[("class", "about")], section.about);
                    (section.draw)(self, html);
                });
            }
        });
        html.element("footer", &[], |html| {
            html.leaf("p", &[], "This page is made from a record alone. It loads nothing and sends nothing; secrets stand in it as their length and SHA-256.");
        });
        html.element(
            "aside",
            &[("id", "card"), ("aria-label", "Everywhere this value occurs"), ("hidden", "")],
            |_| (),
        );
        html.element("script", &[], |html| html.own(SCRIPT));
    }

    /// The file that all of this is about.
    fn name(&self) -> String {
        let report = self.decoded.reports().first().map(|report| report.artifact_name().to_owned());
        let handed = || {
            let given = [Document::Artifact, Document::Statement, Document::Bundle];
            let mut halves = self.decoded.halves().iter();
            let half =
                halves.find(|half| half.document().is_some_and(|own| given.contains(&own)))?;
            Some(half.fields().first()?.name().to_owned())
        };
        let name = report.or_else(handed).unwrap_or_else(|| "A conversation".into());
        name.rsplit('/').next().unwrap_or(&name).to_owned()
    }

    fn title(&self) -> String {
        let reports = self.decoded.reports();
        let refused = reports.iter().any(|report| report.verdict() == Verdict::Refused);
        let verdict = match (reports.is_empty(), refused) {
            (true, _) => "not verified",
            (false, true) => Verdict::Refused.name(),
            (false, false) => Verdict::Verified.name(),
        };
        format!("{}: {verdict}", self.name())
    }

    fn verdicts(&self, html: &mut Html) {
        let threads = self.threads;
        if self.decoded.reports().is_empty() {
            summary::none(html);
        }
        for (number, report) in self.decoded.reports().iter().enumerate() {
            Summary { number, report, threads }.draw(html);
        }
    }

    /// What there is to draw.
    fn sections(&self) -> Vec<&'static Section> {
        SECTIONS.iter().filter(|section| (section.is_there)(self)).collect()
    }
}

/// A part of the page.
struct Section {
    id: &'static str,
    title: &'static str,
    about: &'static str,
    is_there: fn(&Page<'_>) -> bool,
    draw: fn(&Page<'_>, &mut Html),
}

static SECTIONS: &[Section] = &[
    Section {
        id: "conversation",
        title: "The conversation",
        about: "Who said what to whom, from top to bottom. Each line opens to what was said, taken apart, and to its bytes.",
        is_there: |page| page.talk().has_lanes(),
        draw: |page, html| page.draw_talk(html),
    },
    Section {
        id: "documents",
        title: "The documents",
        about: "What was given. Each opens to its decoded form and to its bytes.",
        is_there: |page| !page.talk().has_lanes() && !page.decoded.halves().is_empty(),
        draw: |page, html| page.draw_talk(html),
    },
    Section {
        id: "lifetime",
        title: "The certificate’s time",
        about: "A certificate lives for minutes, its signature for years: what must be proven is that it was made in time.",
        is_there: |page| !page.lifetimes.is_empty(),
        draw: |page, html| page.draw_lifetimes(html),
    },
    Section {
        id: "merkle",
        title: "The way into the log",
        about: "The log’s root stands for every entry in it. These are the hashes that lead there from this entry, computed from the record (RFC 9162).",
        is_there: |page| !page.inclusions.is_empty(),
        draw: |page, html| page.draw_inclusions(html),
    },
    Section {
        id: "threads",
        title: "What hangs together",
        about: "Values that occur in more than one place, in the order in which they were first told. Each opens to every place.",
        is_there: |page| !page.threads.is_empty(),
        draw: |page, html| page.threads.draw(html),
    },
    Section {
        id: "checks",
        title: "The checks",
        about: "All that a verification demands, in the order in which a signature comes to be, with what was found and the rule that demands it.",
        is_there: |page| !page.decoded.reports().is_empty(),
        draw: |page, html| page.draw_checks(html),
    },
    Section {
        id: "told",
        title: "What others say of a verification",
        about: "Whoever made this record says that it was verified, and this is what came of it. Nothing of it was checked here.",
        is_there: |page| page.decoded.reports().is_empty() && !page.decoded.told().is_empty(),
        draw: |page, html| page.draw_told(html),
    },
];

impl Page<'_> {
    fn talk(&self) -> Talk<'_> {
        Talk::new(self.decoded, self.threads, self.options)
    }

    fn draw_talk(&self, html: &mut Html) {
        html.element("p", &[("class", "buttons"), ("hidden", "")], |html| {
            html.leaf("button", &[("type", "button"), ("id", "open-all")], "Open all");
            html.leaf("button", &[("type", "button"), ("id", "close-all")], "Close all");
        });
        self.talk().draw(html);
    }

    fn draw_lifetimes(&self, html: &mut Html) {
        let proven = self.decoded.reports().iter().flat_map(|report| report.times());
        let mut times: Vec<_> = proven.collect();
        times.sort_by_key(|proven| proven.time);
        times.dedup();
        for lifetime in &self.lifetimes {
            lifetime::Drawing { lifetime, times: times.clone() }.draw(html);
        }
    }

    fn draw_inclusions(&self, html: &mut Html) {
        for inclusion in &self.inclusions {
            merkle::Drawing { inclusion, threads: self.threads }.draw(html);
        }
    }

    fn draw_checks(&self, html: &mut Html) {
        let threads = self.threads;
        for (number, report) in self.decoded.reports().iter().enumerate() {
            Checks { number, report, threads }.draw(html);
        }
    }
}

impl Page<'_> {
    /// As text: what looks like a verdict here is one.
    fn draw_told(&self, html: &mut Html) {
        for told in self.decoded.told() {
            html.element("div", &[("class", "raw")], |html| {
                html.element("pre", &[("tabindex", "0")], |html| html.lines(told.text.trim_end()));
            });
        }
    }
}

fn navigation(html: &mut Html, sections: &[&'static Section]) {
    html.element("nav", &[("aria-label", "Parts of this page")], |html| {
        html.element("ul", &[], |html| {
            for section in sections {
                let href = format!("#{}", section.id);
                html.element("li", &[], |html| html.leaf("a", &[("href", &href)], section.title));
            }
        });
    });
}

/// Nothing is loaded; only these very styles and this very script are taken (CSP Level 3).
fn policy() -> String {
    let digest = |text: &str| base64(&AwsLcSuite.sha256(&[text.as_bytes()]));
    let (style, script) = (digest(STYLE), digest(SCRIPT));
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; base-uri 'none'; form-action 'none'"
    )
}
