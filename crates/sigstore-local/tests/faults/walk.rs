//! A signature from nothing to the bundle: sign-in, certificate, timestamp, log.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::{Request, Response, Uri};
use sigstore_crypto::{AwsLcSuite, KeyKind, PrivateKey};
use sigstore_ed25519ph::WithEd25519ph;
use sigstore_hyper::{Error as HyperError, HyperTransport};
use sigstore_jwt::{Expectations, IdentityToken, KeySet, check};
use sigstore_oidc_client::{
    AuthorizationRequest, Discovery, ENTROPY, KeySetRequest, PUBLIC_CLIENT_ID, loopback_redirect,
};
use sigstore_sign::{Content, ProofForm, Public, Signing};
use sigstore_signing_config::SigningConfig;
use sigstore_traits::{Refusal, UnixTime};
use sigstore_transport::{Exchange, Failure as Unasked, Transport, ask};
use sigstore_trust_root::TrustedRoot;
use sigstore_verify::Artifact;

use crate::lab::{authority, random};
use crate::message::Message;

/// The time of everything.
pub(crate) const NOW: UnixTime = UnixTime::from_seconds(1_795_426_917);
pub(crate) const ALICE: &str = "alice@example.org";
const SUITE: WithEd25519ph<AwsLcSuite> = WithEd25519ph(AwsLcSuite);

/// Long enough for every answer that comes, and under the guard.
const PATIENCE: Duration = Duration::from_secs(8);
/// For a server that is known to answer nothing.
const HASTE: Duration = Duration::from_millis(300);

/// Where the services are.
pub(crate) struct Route {
    /// The issuer, as its tokens name it.
    pub(crate) issuer: String,
    /// Where its configuration is asked for.
    pub(crate) discovery: String,
    /// Where its keys are, if not where it says.
    pub(crate) keys: Option<String>,
    /// Where a code is spent, if not where it says.
    pub(crate) token: Option<String>,
    pub(crate) config: String,
    pub(crate) trusted_root: String,
    /// The server that is not waited for long.
    pub(crate) hasty: Option<String>,
}

/// What came of it.
#[derive(Default)]
pub(crate) struct Outcome {
    /// Without it there is a bundle, and only then.
    pub(crate) failure: Option<Failure>,
    /// How long was waited between attempts, in seconds.
    pub(crate) pauses: Vec<u64>,
    /// What no error may show.
    pub(crate) secrets: Vec<String>,
}

/// An error as a caller sees it.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) step: &'static str,
    pub(crate) peer: String,
    pub(crate) code: &'static str,
    pub(crate) public: Public,
    /// All that can be printed of it.
    pub(crate) text: String,
}

pub(crate) fn walk(route: &Route) -> Outcome {
    let pauses = Arc::new(Mutex::new(Vec::new()));
    let carrier = Carrier::new(route, &pauses);
    let mut secrets = Vec::new();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let failure = runtime.block_on(async {
        let token = sign_in(route, &carrier, &mut secrets).await?;
        sign(route, &carrier, &token).await
    });
    let pauses = pauses.lock().unwrap().clone();
    Outcome { failure: failure.err(), pauses, secrets }
}

/// Two transports: the hurried one goes to one host only.
struct Carrier {
    patient: HyperTransport,
    hurried: Option<(String, HyperTransport)>,
}

impl Carrier {
    fn new(route: &Route, pauses: &Arc<Mutex<Vec<u64>>>) -> Self {
        let transport = |most| {
            let pauses = Arc::clone(pauses);
            let builder = HyperTransport::builder().timeout_at_most(most).pause(move |pause| {
                pauses.lock().unwrap().push(pause.as_secs());
                std::future::ready(())
            });
            builder.build().unwrap()
        };
        let hurried = route.hasty.clone().map(|host| (host, transport(HASTE)));
        Self { patient: transport(PATIENCE), hurried }
    }
}

impl Transport for Carrier {
    type Error = HyperError;

    async fn send(
        &self,
        request: Request<Vec<u8>>,
        max_reply: usize,
    ) -> Result<Response<Vec<u8>>, HyperError> {
        let authority = request.uri().authority().unwrap().to_string();
        let hurried = self.hurried.iter().find(|(host, _)| *host == authority);
        let transport = hurried.map_or(&self.patient, |(_, transport)| transport);
        transport.send(request, max_reply).await
    }

    fn may_have_arrived(error: &HyperError) -> bool {
        HyperTransport::may_have_arrived(error)
    }
}

/// Signs Alice in: the token, checked.
async fn sign_in(
    route: &Route,
    carrier: &Carrier,
    secrets: &mut Vec<String>,
) -> Result<IdentityToken, Failure> {
    let discovery = Discovery { issuer: &route.issuer };
    let config = asked("discovery", &discovery, &address(&route.discovery), carrier).await?;
    let place = route.keys.as_deref().map_or_else(|| config.jwks_uri.clone(), address);
    let keys = asked("keys", &KeySetRequest { issuer: &route.issuer }, &place, carrier).await?;
    let keys = KeySet::parse(&keys, &SUITE);
    let keys = keys.map_err(|error| failure("keys", place.to_string(), &error))?;

    let redirect_uri = loopback_redirect(1);
    let sign_in = AuthorizationRequest {
        config: &config,
        client_id: PUBLIC_CLIENT_ID,
        redirect_uri: &redirect_uri,
        connector_id: None,
    };
    let (page, pending) = sign_in.begin(&entropy(), &SUITE).unwrap();
    let code = pending.callback(&browse(&page)).unwrap();
    let request = pending.token_request(&code);
    secrets.extend([request.code.to_owned(), request.verifier.to_owned()]);
    let endpoint = || config.token_endpoint.clone().unwrap();
    let place = route.token.as_deref().map_or_else(endpoint, address);
    let answer = asked("token", &request, &place, carrier).await?;
    secrets.extend(answer.id_token().split('.').skip(1).map(str::to_owned));
    let token = IdentityToken::parse(answer.id_token());
    let token = token.map_err(|error| failure("token", place.to_string(), &error))?;

    let (issuer, nonce) = (route.issuer.as_str(), Some(pending.nonce()));
    let audience = PUBLIC_CLIENT_ID;
    let expected = Expectations { issuer, audience, nonce, now: NOW, leeway_seconds: 0 };
    let checked = check(&token, &keys, &SUITE, &expected).map(|_| ());
    checked.map_err(|error| failure("token", issuer.into(), &error))?;
    Ok(token)
}

/// Signs something, up to the verified bundle.
async fn sign(route: &Route, carrier: &Carrier, token: &IdentityToken) -> Result<(), Failure> {
    let trust = TrustedRoot::load(route.trusted_root.as_bytes(), SUITE).unwrap();
    let services = SigningConfig::parse(route.config.as_bytes()).unwrap().services(NOW).unwrap();
    let fill = |bytes: &mut [u8]| random(next())(bytes);
    let (clock, entropy) = (|| NOW, fill);
    let signing = Signing { trust: &trust, transport: carrier, clock: &clock, entropy: &entropy };
    let finished = async {
        let recorders = signing.recorders(&services.recorders)?;
        let identity = signing.identity(token)?;
        let key = PrivateKey::generate(KeyKind::P256).unwrap();
        let form = ProofForm::Possession;
        let credential = signing.certify(&identity, key, form, &services.ca).await?;
        let needs = signing.needs(&credential, &recorders)?;
        let artifact = Artifact::read(&b"artifact"[..], &needs, &SUITE).unwrap();
        let signed = signing.sign(&credential, Content::Artifact(&artifact), &recorders)?;
        signing.log(signing.stamp(signed).await?).await
    };
    finished.await.map(|_| ()).map_err(|error: sigstore_sign::Error<HyperError>| Failure {
        step: error.step.name(),
        peer: error.peer.clone().unwrap_or_default(),
        code: error.code(),
        public: error.public.clone(),
        text: format!("{error} {error:?}"),
    })
}

/// Puts a question of the sign-in.
async fn asked<E>(
    step: &'static str,
    exchange: &E,
    place: &Uri,
    carrier: &Carrier,
) -> Result<E::Reply, Failure>
where
    E: Exchange<Error: Refusal> + Sync,
{
    let reply = ask(exchange, place, carrier).await;
    reply.map_err(|error| match error {
        Unasked::Question(error) | Unasked::Answer(error) => {
            failure(step, place.to_string(), &error)
        }
        Unasked::Transport(error) => failure(step, place.to_string(), &error),
    })
}

/// Nothing of a sign-in is public.
fn failure(step: &'static str, peer: String, error: &(impl Refusal + std::fmt::Debug)) -> Failure {
    let facts = error.facts();
    let text = format!("step {step} ({peer}): {facts} {error:?}");
    Failure { step, peer, code: facts.code, public: Public::default(), text }
}

fn address(text: &str) -> Uri {
    text.parse().unwrap()
}

/// What Alice does: opens the page, types her address, and is sent back. The query of that.
fn browse(page: &Uri) -> String {
    let issuer = page.to_string();
    let issuer = authority(&issuer);
    let line = format!("GET {}", page.path_and_query().unwrap());
    let form = Message::request(&line, issuer, "text/plain", "").ask(issuer);
    let form = String::from_utf8(form.body).unwrap();
    let (_, login) = form.split_once("name=\"request\" value=\"").unwrap();
    let (login, _) = login.split_once('"').unwrap();
    let body = format!("request={login}&email=alice%40example.org");
    let urlencoded = "application/x-www-form-urlencoded";
    let back = Message::request("POST /auth/login", issuer, urlencoded, &body).ask(issuer);
    back.header("location").unwrap().split_once('?').unwrap().1.to_owned()
}

/// Other numbers each time, over all tests.
fn next() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

fn entropy() -> [u8; ENTROPY] {
    let mut bytes = [0; ENTROPY];
    random(next())(&mut bytes);
    bytes
}
