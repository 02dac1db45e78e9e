//! The events of target `sigstore::check`.

use std::cell::RefCell;
use std::fmt;
use std::sync::Once;

use sigstore_traits::Refusal;
use sigstore_verify::{CHECKS, Check, Examination, Outcome, Policy};
use sigstore_world::{Draft, Made};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::{Interest, set_global_default};
use tracing::{Event, Level, Metadata, Subscriber};

use crate::{Input, envelope, hello, naming};

/// The names and values of one event, in order.
type Told = Vec<(&'static str, String)>;

thread_local! {
    /// What was told on this thread, while someone listens.
    static HEARD: RefCell<Option<Vec<Told>>> = const { RefCell::new(None) };
}

/// Hears the events of threads that listen.
struct Listener;

impl Subscriber for Listener {
    fn register_callsite(&self, _: &'static Metadata<'static>) -> Interest {
        // Whether anyone listens changes.
        Interest::sometimes()
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "sigstore::check" && HEARD.with_borrow(Option::is_some)
    }

    fn event(&self, event: &Event<'_>) {
        assert_eq!(*event.metadata().level(), Level::INFO);
        let mut told = Fields(Vec::new());
        event.record(&mut told);
        HEARD.with_borrow_mut(|heard| heard.as_mut().unwrap().push(told.0));
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        panic!("a verification has no spans")
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

struct Fields(Told);

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.push((field.name(), value.to_owned()));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.0.push((field.name(), value.to_string()));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        panic!("{} is no text: {value:?}", field.name());
    }
}

/// What is told meanwhile.
fn heard(run: impl FnOnce()) -> Vec<Told> {
    static LISTEN: Once = Once::new();
    LISTEN.call_once(|| set_global_default(Listener).unwrap());
    HEARD.set(Some(Vec::new()));
    run();
    HEARD.take().unwrap()
}

/// What `verify` and `examine` tell of this bundle, and what `examine` returns.
fn told(draft: Draft) -> (Vec<Told>, Vec<Told>, Examination) {
    let made: Made = draft.make();
    let policy: Policy = naming(&made);
    let suite = sigstore_ed25519ph::WithEd25519ph(sigstore_crypto::AwsLcSuite);
    let Input { artifact, bundle, trust } = Input::new(&made, &policy, suite);
    let verify = heard(|| {
        let _ = sigstore_verify::verify(&artifact, &bundle, &trust, &policy);
    });
    let mut examination = None;
    let examine = heard(|| {
        examination = sigstore_verify::examine(&artifact, &bundle, &trust, &policy).ok();
    });
    (verify, examine, examination.unwrap())
}

/// The event that an outcome stands for, if it is one of a check that was made.
fn event((check, outcome): &(&'static Check, Outcome)) -> Option<Told> {
    let (rule, kept, (name, value)) = match outcome {
        Outcome::Kept(proof) => (check.rule, true, ("proof", proof.to_string())),
        Outcome::Broken(why) => (why.rule(), false, ("why", why.to_string())),
        _ => return None,
    };
    Some(vec![
        ("check", check.name.into()),
        ("rule", rule.id.into()),
        ("spec", rule.source.into()),
        ("kept", kept.to_string()),
        (name, value),
    ])
}

fn events(examination: &Examination) -> Vec<Told> {
    examination.checks().iter().filter_map(event).collect()
}

#[test]
fn each_check_that_holds_is_told_in_order() {
    for draft in [hello(), envelope().both_logs(), hello().managed_key()] {
        let (verify, examine, examination) = told(draft);
        assert!(examination.is_verified());
        assert_eq!(examine, events(&examination));
        assert_eq!(verify, examine);
    }
}

#[test]
fn the_first_refusal_is_the_last_that_verify_tells() {
    let draft = hello().promise(|promise| *promise.last_mut().unwrap() ^= 1);
    let (verify, examine, examination) = told(draft);
    let all = events(&examination);
    assert_eq!(examine, all);
    let refusal = all.iter().position(|event| event[0].1 == "promise").unwrap();
    assert_eq!(verify, all[..=refusal]);
    assert_eq!(
        all[refusal],
        [
            ("check", "promise".to_owned()),
            ("rule", "V-40".to_owned()),
            (
                "spec",
                "sigstore protobuf-specs sigstore_rekor.proto, TransparencyLogEntry.inclusion_promise"
                    .to_owned()
            ),
            ("kept", "false".to_owned()),
            (
                "why",
                format!(
                    "the promise is not signed by the log at tlogEntries[0]: expected a signature \
                     of log {} (V-40)",
                    sigstore_world::World::new().rekor_v1.id()
                )
            ),
        ]
    );
}

/// What is waived or does not apply is no check that was made.
#[test]
fn checks_that_are_not_made_are_not_told() {
    let (_, examine, examination) = told(hello().managed_key());
    let made = |(_, outcome): &&(&'static Check, Outcome)| matches!(outcome, Outcome::Kept(_));
    assert_eq!(examine.len(), examination.checks().iter().filter(made).count());
    assert!(examine.len() < CHECKS.len());
}
