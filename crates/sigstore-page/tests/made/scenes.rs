//! Conversations to draw: lives, refusals at each step, and one in which everything that comes
//! from outside is markup.

use std::sync::OnceLock;

use http::{Request, Response};
use sigstore_bundle::Bundle;
use sigstore_crypto::AwsLcSuite;
use sigstore_engine::Identity as Subject;
use sigstore_lives::{Life, Lived};
use sigstore_record::{Conversation, Document, Party};
use sigstore_report::{Report, TrustSource};
use sigstore_traits::UnixTime;
use sigstore_trust_root::TrustedRoot;
use sigstore_verify::{Artifact, Identity, Policy, examine, needs};
use sigstore_world::{Draft, Made, World, statement};

pub(crate) const DATA: &[u8] = b"hello sigstore\n";

/// What an attacker would write, with a word by which it is found again.
pub(crate) const MARKUP: &str =
    "</script></style>--><img src=x onerror=alert(1)>\"'&amp;#x3c;ATTACK";

/// Lives of both logs, of a message and of an envelope, with a login and with a token of CI.
pub(crate) const LIVES: [&str; 4] = [
    "v1-pop-message-email",
    "v2-csr-dsse-workflow",
    "v1-csr-dsse-username",
    "v2-message-managed-key",
];

/// A life of the fixtures.
pub(crate) fn live(name: &str) -> Lived {
    Life::all().into_iter().find(|life| life.name() == name).expect("a life of this name").live()
}

/// The same, lived once.
pub(crate) fn life(name: &str) -> &'static Lived {
    static LIVED: OnceLock<Vec<Lived>> = OnceLock::new();
    let lived = LIVED.get_or_init(|| LIVES.map(live).into());
    let place = LIVES.iter().position(|own| *own == name).expect("one of these lives");
    &lived[place]
}

/// Documents and a report, as `verify` has them; the check that breaks first, if one does.
pub(crate) fn verified() -> Vec<(&'static str, Option<&'static str>, Conversation)> {
    let world = World::new;
    let hello = || world().message(DATA).timestamps(1);
    let other = || world().message(b"another artifact\n").timestamps(1).make();
    let refused =
        |name, check, draft: Draft| (name, Some(check), examined(draft.make(), DATA, None));
    let forged = |draft: Draft| draft.certificate(|der| flip(der, 400));
    vec![
        ("accepted", None, examined(hello().make(), DATA, None)),
        (
            "accepted-statement",
            None,
            examined(world().dsse(&statement(DATA)).rekor_v2().make(), DATA, None),
        ),
        refused("refused-certified", "certificate-path", forged(hello())),
        refused(
            "refused-sct",
            "sct",
            hello().scts(|scts| {
                let last = scts[0].len() - 1;
                scts[0][last] ^= 1;
            }),
        ),
        (
            "refused-identified",
            Some("identity"),
            examined(hello().make(), DATA, Some("mallory@example.com")),
        ),
        refused("refused-logged", "inclusion", hello().proof(|proof| proof.hashes[0][0] ^= 1)),
        refused(
            "refused-in-time",
            "certificate-in-time",
            hello().stamped_after(7200).logged_after(60),
        ),
        ("refused-about", Some("entry-digest"), examined(other(), DATA, None)),
        refused(
            "refused-signed",
            "signature",
            hello().signature(|signature| {
                let last = signature.len() - 1;
                signature[last] ^= 1;
            }),
        ),
    ]
}

fn flip(bytes: &mut [u8], at: usize) {
    bytes[at] ^= 1;
}

/// What an examination of a bundle finds, with the documents before it.
pub(crate) fn examined(made: Made, artifact: &[u8], identity: Option<&str>) -> Conversation {
    let mut conversation = handed(&made, artifact, "hello.txt");
    conversation.conclude(report(&made, artifact, "hello.txt", identity.unwrap_or(&made.identity)));
    conversation
}

fn handed(made: &Made, artifact: &[u8], name: &str) -> Conversation {
    let mut conversation = Conversation::new();
    let now = World::new().now;
    let mut hand = |document, name: &str, bytes: &[u8]| {
        conversation.hand(Party::User, Party::Client, document, name, bytes.to_vec(), now);
    };
    hand(Document::Artifact, name, artifact);
    hand(Document::TrustedRoot, "trusted_root.json", made.trusted_root_json.as_bytes());
    hand(Document::Bundle, &format!("{name}.sigstore.json"), made.bundle_json.as_bytes());
    conversation
}

pub(crate) fn report(made: &Made, artifact: &[u8], name: &str, identity: &str) -> Report {
    let bundle = Bundle::parse(made.bundle_json.as_bytes()).expect("a bundle");
    let trust = TrustedRoot::load(made.trusted_root_json.as_bytes(), AwsLcSuite).expect("a root");
    let policy = Policy::identity(Identity::exact(identity, &*made.issuer));
    let needs = needs(&bundle, &policy, &AwsLcSuite).expect("a readable bundle");
    let artifact = Artifact::read(artifact, &needs, &AwsLcSuite).expect("bytes");
    let examined = examine(&artifact, &bundle, &trust, &policy).expect("a readable bundle");
    let source = TrustSource {
        profile: Some("made".into()),
        source: "file",
        sha256: "0".repeat(64),
        made: None,
        unusable: Vec::new(),
    };
    Report::new(name, &artifact, &examined, &policy, source)
}

/// Markup at every place where something from outside enters a record.
pub(crate) fn hostile() -> Conversation {
    let time = UnixTime::from_seconds(1_767_268_800);
    let world = World::new();
    let draft = world.message(DATA).identity(Subject::Email(MARKUP.into())).issuer(MARKUP);
    let draft = draft.fulcio_extension(12, MARKUP).checkpoint_text(|text| {
        text.push_str(MARKUP);
        text.push('\n');
    });
    let draft = draft.trusted_root(|root| {
        for list in ["tlogs", "ctlogs", "certificateAuthorities", "timestampAuthorities"] {
            let name = if list.ends_with("logs") { "baseUrl" } else { "uri" };
            root[list]
                .as_array_mut()
                .expect("a list")
                .iter_mut()
                .for_each(|own| own[name] = MARKUP.into());
        }
    });
    let made = draft.timestamps(1).make();
    let mut conversation = handed(&made, DATA, MARKUP);
    let statement = statement(DATA).replace("artifact", &MARKUP.replace('"', "\\\""));
    let (user, client) = (Party::User, Party::Client);
    conversation.hand(user, client, Document::Statement, MARKUP, statement.into_bytes(), time);
    let json = MARKUP.replace('"', "\\\"");
    let json = format!(r#"{{"{json}":"{json}","list":[{{"{json}":["{json}"]}}],"id":"{json}"}}"#);
    for (party, path) in PLACES {
        let request = Request::post(format!("http://a.example{path}?'&lt;=%3Cimg&{QUERY}"))
            .header("content-type", MARKUP)
            .header("accept", MARKUP)
            .header("x-odd", MARKUP)
            .body(json.clone().into_bytes());
        let response = Response::builder()
            .status(418)
            .header("location", format!("/{MARKUP}?state={MARKUP}&other={MARKUP}"))
            .header("content-type", "text/html")
            .header("server", MARKUP)
            .body(format!("<title>{MARKUP}{MARKUP}</title>{MARKUP}").into_bytes());
        conversation.observe(client, party, &request.unwrap(), &response.unwrap(), time);
    }
    let plain = Response::builder().status(400).body(MARKUP.as_bytes().to_vec()).unwrap();
    let request = Request::get("http://a.example/api/v1/log").body(Vec::new()).unwrap();
    conversation.observe(client, Party::Rekor, &request, &plain, time);
    let silent = conversation.ask_of(client, Party::Rekor, &request, time);
    conversation.silence(silent, MARKUP, time);
    let other = format!("{MARKUP} of another");
    let mut report = report(&made, DATA, MARKUP, &other).with_hint(Some(MARKUP.into()));
    conversation.conclude(report.clone());
    report = self::report(&made, b"other", MARKUP, &made.identity);
    conversation.conclude(report);
    conversation
}

const QUERY: &str =
    "state=%3C/script%3E%22'&nonce=%3Cimg%20src=x%20onerror=alert(1)%3E&code=%3Cb%3E";

/// Of each service one, and of none.
const PLACES: [(Party, &str); 6] = [
    (Party::Issuer, "/token"),
    (Party::Fulcio, "/api/v2/signingCert"),
    (Party::CtLog, "/ct/v1/add-chain"),
    (Party::TimestampAuthority, "/api/v1/timestamp"),
    (Party::Rekor, "/api/v1/log/entries"),
    (Party::Server, "/elsewhere"),
];
