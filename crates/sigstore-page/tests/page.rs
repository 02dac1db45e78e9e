//! What is on a page, and what can't come onto one.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "made/markup.rs"]
mod markup;
#[path = "made/scenes.rs"]
mod scenes;

use std::collections::BTreeSet;

use markup::Element;
use scenes::{LIVES, MARKUP, hostile, life, live, verified};
use sigstore_crypto::AwsLcSuite;
use sigstore_field::{Field, Text};
use sigstore_json::{base64, hex};
use sigstore_page::{Inclusion, PageOptions, page};
use sigstore_record::{Conversation, Decoded, Decoder, Secrets, Side, Turn};
use sigstore_report::Verdict;
use sigstore_traits::SignatureSuite;

fn drawn(conversation: &Conversation) -> String {
    page(conversation, &PageOptions::default())
}

fn read(conversation: &Conversation) -> Element {
    markup::read(&drawn(conversation))
}

/// Every conversation of these tests.
fn everything() -> Vec<(String, Conversation)> {
    let verified = verified().into_iter().map(|(name, _, own)| (name.to_owned(), own));
    verified.chain([("hostile".to_owned(), hostile())]).collect()
}

fn id(turn: Turn) -> String {
    let reply = if turn.side == Side::Reply { "-reply" } else { "" };
    format!("m{}{reply}", turn.message + 1)
}

#[test]
fn the_same_record_gives_the_same_bytes() {
    for name in LIVES {
        assert_eq!(drawn(live(name).conversation()), drawn(life(name).conversation()));
    }
}

#[test]
fn every_message_opens_to_its_fields_and_its_bytes() {
    for name in LIVES {
        let lived = life(name);
        let mut decoder = Decoder::new();
        let decoded = decoder.follow(lived.conversation());
        let page = read(lived.conversation());
        assert_eq!(page.of_class("turn").count(), decoded.halves().len());
        for half in decoded.halves() {
            let turn = page.by_id(&id(half.turn())).expect("a message");
            assert_eq!(turn.name, "details");
            let who = turn.of_class("who").next().unwrap().text();
            let (from, to) = (half.message().from().name(), half.message().to().name());
            let expected = match half.turn().side {
                Side::Request => format!("{from} → {to}"),
                Side::Reply => format!("{to} → {from}"),
            };
            assert_eq!(who, expected);
            let mut number = 0;
            half.fields().iter().for_each(|field| has_field(turn, half.turn(), field, &mut number));
            has_bytes(turn, &decoded, half.turn());
        }
    }
}

/// Name and text of a field stand at its place, and of all in it.
fn has_field(page: &Element, turn: Turn, field: &Field, number: &mut usize) {
    let place = page.by_id(&format!("{}.{number}", id(turn))).expect("a field");
    let row = place.of_class("field").next().unwrap();
    assert_eq!(row.of_class("label").next().unwrap().text(), field.name());
    let value = row.of_class("value").next().unwrap().text();
    match field.text() {
        Text::Shown(text) => assert_eq!(&value, text),
        Text::Masked(mask) => {
            assert_eq!(
                value,
                format!("secret, {} bytes SHA-256 {}", mask.length(), hex(mask.sha256()))
            );
        }
    }
    *number += 1;
    field.fields().iter().for_each(|child| has_field(place, turn, child, number));
}

fn has_bytes(page: &Element, decoded: &Decoded<'_>, turn: Turn) {
    let bytes = decoded.bytes(turn, Secrets::Masked).unwrap();
    let shown = page.of_class("raw").next().map(|raw| raw.all().last().unwrap().text());
    match str::from_utf8(&bytes) {
        Ok("") => assert_eq!(shown, None),
        Ok(text) => assert_eq!(shown.as_deref(), Some(text)),
        Err(_) => assert!(shown.unwrap().starts_with("00000000  ")),
    }
}

#[test]
fn of_a_long_body_the_beginning_is_shown() {
    let lived = life(LIVES[0]);
    let options = {
        let mut options = PageOptions::default();
        options.max_raw = 10;
        options
    };
    let page = markup::read(&page(lived.conversation(), &options));
    let raw = page.by_id("m2").unwrap().of_class("raw").next().unwrap();
    let root = lived.file("trusted_root.json").unwrap();
    let pre = raw.all().into_iter().find(|element| element.name == "pre").unwrap().text();
    assert_eq!(pre.as_bytes(), &root[..10]);
    assert!(raw.text().ends_with(&format!("… and {} bytes more", root.len() - 10)));
}

#[test]
fn every_link_of_the_record_is_a_link_of_the_page() {
    for name in LIVES {
        let lived = life(name);
        let mut decoder = Decoder::new();
        let decoded = decoder.follow(lived.conversation());
        let page = read(lived.conversation());
        assert!(decoded.links().len() > 10);
        for link in decoded.links() {
            let place = page.by_id(&format!("{}.{}", id(link.later.turn), link.later.field));
            let links = place.unwrap().of_class("links").next().expect("links");
            let target = format!("#{}.{}", id(link.earlier.turn), link.earlier.field);
            let found = links.all().into_iter().any(|element| element.attribute("href") == target);
            assert!(found, "{link:?}");
        }
    }
}

/// Two fields of the same bytes are on one thread, wherever they stand; those of other bytes are
/// not, and where a digest is, there is what it is the digest of.
#[test]
fn equal_values_are_on_one_thread() {
    let lived = life("v1-pop-message-email");
    let page = read(lived.conversation());
    let digest = hex(&AwsLcSuite.sha256(&[lived.file("artifact").unwrap()]));
    let values: Vec<_> = page.of_class("value").collect();
    let telling = values.iter().filter(|value| value.text() == digest).collect::<Vec<_>>();
    let numbers: BTreeSet<_> = telling.iter().map(|value| value.attribute("data-v")).collect();
    assert!(telling.len() >= 4 && numbers.len() == 1, "{telling:?}");
    let number = *numbers.first().unwrap();
    let thread = page.by_id(&format!("v{number}")).unwrap();
    assert_eq!(thread.attribute("data-thread"), number);
    let places = thread.of_class("places").next().unwrap();
    let places: Vec<_> = places
        .all()
        .into_iter()
        .map(|own| own.attribute("href"))
        .filter(|own| !own.is_empty())
        .collect();
    // The file itself, the entry that is asked for and the one that was logged, the bundle.
    assert_eq!(places[0], "#m1.0");
    for message in ["#m15.", "#m15-reply.", "#m16."] {
        assert!(places.iter().any(|place| place.starts_with(message)), "{message} {places:?}");
    }
    for place in places {
        let field = page.by_id(&place[1..]).unwrap().of_class("value").next().unwrap();
        assert!(field.attribute("data-v").split(' ').any(|own| own == number));
    }
}

/// Numbers are too short to be compared as bytes.
#[test]
fn the_index_of_an_entry_is_on_a_thread() {
    let page = read(life("v1-pop-message-email").conversation());
    let indices = page.of_class("field").filter(|own| own.text() == "logIndex1003");
    let numbers: Vec<_> = indices
        .map(|own| own.of_class("value").next().unwrap().attribute("data-v").to_owned())
        .collect();
    assert_eq!(numbers.len(), 2);
    assert!(!numbers[0].is_empty() && numbers[0] == numbers[1]);
}

#[test]
fn a_page_is_well_formed_and_leads_nowhere_else() {
    const ELEMENTS: &str = "html head meta title style body a header p h1 h2 h3 section strong ol \
        ul li span b nav main div details summary i time code pre figure figcaption svg g line \
        rect circle text dl dt dd footer aside script button";
    const ATTRIBUTES: &str = "lang charset http-equiv content name class id href aria-label \
        aria-labelledby aria-hidden focusable width height x y dx x1 x2 y1 y2 cx cy r rx overflow \
        text-anchor data-v data-thread datetime title tabindex open hidden type";
    let (elements, attributes): (BTreeSet<_>, BTreeSet<_>) =
        (ELEMENTS.split_whitespace().collect(), ATTRIBUTES.split_whitespace().collect());
    let lives = LIVES.map(|name| read(life(name).conversation()));
    let others = everything().into_iter().map(|(_, conversation)| read(&conversation));
    for page in lives.into_iter().chain(others).chain([read(&Conversation::new())]) {
        let mut ids = BTreeSet::new();
        for element in page.all() {
            assert!(elements.contains(&*element.name), "{}", element.name);
            for name in element.attributes.keys() {
                assert!(attributes.contains(&**name), "{name}");
            }
            let id = element.attribute("id");
            assert!(id.is_empty() || ids.insert(id), "{id} twice");
        }
        for element in page.all() {
            let named = element.attribute("aria-labelledby");
            assert!(named.is_empty() || ids.contains(named), "{named}");
            if let Some(href) = element.attributes.get("href") {
                assert!(ids.contains(href.strip_prefix('#').unwrap()), "{href}");
            }
        }
    }
}

#[test]
fn the_policy_names_the_styles_and_the_script_and_nothing_else() {
    let page = read(&hostile());
    let all = page.all();
    let content = |name: &str| {
        let mut found = all.iter().filter(|element| element.name == name);
        let text = found.next().unwrap().text();
        assert_eq!(found.next(), None);
        text
    };
    assert_eq!(content("style"), include_str!("../src/page.css"));
    assert_eq!(content("script"), include_str!("../src/page.js"));
    let digest = |text: &str| base64(&AwsLcSuite.sha256(&[text.as_bytes()]));
    let expected = format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        digest(&content("style")),
        digest(&content("script")),
    );
    let policy = |own: &&&Element| own.attribute("http-equiv") == "Content-Security-Policy";
    assert_eq!(all.iter().find(policy).unwrap().attribute("content"), expected);
    for word in [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval",
        "fetch",
        "import",
    ] {
        assert!(!content("script").contains(word), "{word}");
    }
    assert!(!content("style").contains("url("));
}

/// Wherever markup comes in it comes out as text, and it does come out.
#[test]
fn markup_from_outside_is_text() {
    let page = read(&hostile());
    let all = page.all();
    let texts_of = |class: &str| page.of_class(class).map(Element::text).collect::<Vec<_>>();
    let has = |class: &str| texts_of(class).iter().any(|text| text.contains(MARKUP));
    for class in ["label", "value", "links", "sentence", "facts", "hint", "raw", "name", "places"] {
        assert!(has(class), "{class}");
    }
    for name in ["title", "h1", "dd", "figcaption", "pre"] {
        let found = all.iter().any(|own| own.name == name && own.text().contains("ATTACK"));
        assert!(found, "{name}");
    }
    let drawn = drawn(&hostile());
    assert!(!drawn.contains("<img") && !drawn.contains("onerror=alert(1)\""));
    assert_eq!(drawn.matches("</script>").count(), 1);
    assert_eq!(drawn.matches("</style>").count(), 1);
}

#[test]
fn no_secret_is_on_a_page() {
    for name in LIVES {
        let lived = life(name);
        let page = drawn(lived.conversation());
        for turn in lived.conversation().turns() {
            let masked = lived.conversation().bytes(*turn, Secrets::Masked).unwrap();
            let exposed = lived.conversation().bytes(*turn, Secrets::Exposed).unwrap();
            let exposed = String::from_utf8_lossy(&exposed);
            if exposed.as_bytes() == masked {
                continue;
            }
            // The signatures of tokens, which make them good.
            for part in exposed.split(['"', '&', '=']).filter(|part| part.starts_with("eyJ")) {
                let signature = part.rsplit('.').next().unwrap();
                assert!(signature.len() > 40 && !page.contains(signature), "{name}");
            }
        }
    }
}

#[test]
fn what_broke_comes_first_with_found_and_expected() {
    for (name, check, conversation) in verified() {
        let report = &conversation.reports()[0];
        let page = read(&conversation);
        let drawn = drawn(&conversation);
        assert_eq!(report.first_broken().map(|check| check.check.name), check, "{name}");
        let verdict = page.of_class("verdict").next().unwrap();
        assert_eq!(verdict.has_class("good"), report.verdict() == Verdict::Verified);
        let Some(broken) = report.first_broken() else {
            assert!(page.of_class("reason").next().is_none());
            continue;
        };
        let error = broken.error.as_ref().unwrap();
        let reason = page.of_class("reason").next().expect("a reason");
        let told = |class: &str| {
            let rows = reason.of_class(class).filter(|own| own.name == "dd");
            rows.map(Element::text).collect::<String>()
        };
        assert_eq!(told("where"), error.place, "{name}");
        assert_eq!(told("found"), error.found, "{name}");
        assert_eq!(told("expected"), error.expected, "{name}");
        assert!(reason.text().contains(error.rule.title) && reason.text().contains(error.rule.id));
        assert!(drawn.find("class=\"reason\"") < drawn.find("<nav"));
        let place = page.by_id(&format!("check-1-{}", broken.check.name)).unwrap();
        assert!(place.has_class("broken") && place.attributes.contains_key("open"));
    }
}

#[test]
fn every_check_stands_under_its_step() {
    let mut others = 0;
    for (_, _, conversation) in verified() {
        let report = &conversation.reports()[0];
        let page = read(&conversation);
        for own in report.checks() {
            let id = format!("checks-1-{}", own.check.step.name());
            let section =
                page.of_class("checks").find(|own| own.attribute("aria-labelledby") == id);
            let place = section.unwrap().by_id(&format!("check-1-{}", own.check.name)).unwrap();
            assert!(place.has_class(own.outcome));
            let rule = own.error.as_ref().map_or(own.check.rule, |error| error.rule);
            others += usize::from(rule.id != own.check.rule.id);
            let text = place.of_class("rule").next().unwrap().text();
            assert!(text.starts_with(rule.id) && text.contains(rule.source), "{text}");
            for (name, _) in own.evidence.iter() {
                assert!(place.text().contains(&name.replace('_', " ")), "{name}");
            }
        }
    }
    assert!(others > 0, "a check can break by another rule than its own");
}

#[test]
fn proven_times_stand_in_the_time_of_the_certificate_or_outside() {
    for (name, kept, broken) in [("accepted", 2, 0), ("refused-in-time", 1, 1)] {
        let (_, _, conversation) = verified().into_iter().find(|own| own.0 == name).unwrap();
        let page = read(&conversation);
        let chart = page.of_class("lifetime").next().unwrap();
        let marks = |class| chart.of_class("time").filter(|own| own.has_class(class)).count();
        assert_eq!((marks("kept"), marks("broken")), (kept, broken), "{name}");
        let listed = chart.of_class("times").next().unwrap();
        assert_eq!(listed.of_class("broken").count(), broken);
    }
}

#[test]
fn the_way_into_the_log_ends_in_the_signed_root() {
    for (name, same) in [("accepted", true), ("refused-logged", false)] {
        let (_, _, conversation) = verified().into_iter().find(|own| own.0 == name).unwrap();
        let inclusions = Inclusion::all(&Decoder::new().follow(&conversation));
        let inclusion = &inclusions[0];
        assert_eq!((inclusion.index, inclusion.size), (5, 6));
        assert_eq!(inclusion.root() == inclusion.signed, same, "{name}");
        let page = read(&conversation);
        let merkle = page.of_class("merkle").next().unwrap();
        let root = hex(&inclusion.root().unwrap());
        let drawn = merkle.of_class("root").next().unwrap().text();
        assert_eq!(drawn, format!("{}…{}", &root[..8], &root[60..]));
        let nodes = inclusion.nodes.as_ref().unwrap().len();
        assert_eq!(merkle.of_class("node").count(), 2 * nodes + 1);
        let told = merkle.of_class("times").next().unwrap();
        assert_eq!(told.of_class("kept").count() == 2, same);
        assert!(merkle.text().contains(&root));
    }
}

#[test]
fn what_a_record_does_not_have_is_left_out() {
    let ids = |page: &Element| {
        let main = page.by_id("main").unwrap();
        let sections = main.content.iter().filter_map(|node| match node {
            markup::Node::Element(own) => Some(own.attribute("id").to_owned()),
            markup::Node::Text(_) => None,
        });
        sections.collect::<Vec<_>>()
    };
    let empty = read(&Conversation::new());
    assert_eq!(ids(&empty), [""; 0]);
    assert!(empty.text().contains("Not verified"));
    let (_, _, documents) = verified().swap_remove(0);
    let documents = read(&documents);
    assert_eq!(ids(&documents), ["documents", "lifetime", "merkle", "threads", "checks"]);
    assert_eq!(documents.of_class("wire").count(), 0);
    let lived = read(life("v2-message-managed-key").conversation());
    assert_eq!(ids(&lived), ["conversation", "merkle", "threads", "checks"]);
    assert!(lived.of_class("wire").count() > 0);
}

/// Where nothing was verified, what somebody says of it stands there as text, and no verdict does.
#[test]
fn a_verification_that_is_only_told_is_no_verdict() {
    let lived = life(LIVES[0]);
    let transcript = lived.conversation().transcript(Secrets::Exposed);
    let told = transcript.reports[0].text.clone();
    let page = read(&Conversation::from_transcript(transcript));
    let shown: Vec<_> =
        page.all().into_iter().filter(|own| own.name == "pre").map(Element::text).collect();
    assert!(shown.contains(&told.trim_end().to_owned()));
    assert_eq!(page.of_class("verdict").count(), 1);
    assert_eq!(page.of_class("open").filter(|own| own.name == "section").count(), 1);
    assert_eq!(page.of_class("checks").count(), 0);
    assert_eq!(
        read(lived.conversation()).of_class("raw").filter(|own| own.name == "div").count(),
        0
    );
}

/// A record that was kept gives the page of what was recorded.
#[test]
fn a_kept_record_gives_the_same_page() {
    for name in LIVES {
        let lived = life(name);
        let conversation = lived.conversation();
        let mut kept = Conversation::from_transcript(conversation.transcript(Secrets::Exposed));
        conversation.reports().iter().for_each(|report| kept.conclude(report.clone()));
        assert!(drawn(&kept) == drawn(conversation), "{name}");
    }
}
