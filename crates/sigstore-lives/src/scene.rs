use std::convert::Infallible;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll, Waker};

use http::Request;
use http::header::CONTENT_TYPE;
use sigstore_bundle::Bundle;
use sigstore_engine::{KeyKind, SigningKey};
use sigstore_jwt::{IdentityToken, MAX_TOKEN};
use sigstore_record::{Conversation, Document, Party, Recorder};
use sigstore_server::Observer;
use sigstore_sign::{Content, Credential, Signing};
use sigstore_signing_config::{Services, SigningConfig};
use sigstore_traits::UnixTime;
use sigstore_transport::{About, Service, Transport};
use sigstore_trust_root::TrustedRoot;
use sigstore_verify::Artifact;

use crate::clock::Clock;
use crate::entropy::Entropy;
use crate::files::{ARTIFACT, BUNDLE, Demand, Given, report, statement};
use crate::instance::{Instance, signing_config};
use crate::key::key;
use crate::login::log_in;
use crate::servers::Servers;
use crate::{By, Life, Lived, SUITE, Suite, What, Who};

/// When a life begins: 2026-01-01T12:00:00Z.
const BEGIN: i64 = 1_767_268_800;

/// How many have signed before, so that an entry has something to be proven against.
const OTHERS: u8 = 3;

/// All that a life needs.
pub(crate) struct Scene {
    life: Life,
    conversation: Arc<Mutex<Conversation>>,
    servers: Servers,
    given: Vec<Given>,
    trusted_root: Vec<u8>,
    trust: TrustedRoot<Suite>,
    services: Services,
    /// The client's.
    pub(crate) entropy: Entropy,
    /// Everybody's.
    pub(crate) clock: Clock,
}

impl Life {
    /// Walks this life.
    ///
    /// # Panics
    /// If it does not end with a bundle that verifies.
    pub fn live(&self) -> Lived {
        run(Scene::new(*self).play())
    }
}

impl Scene {
    fn new(life: Life) -> Self {
        let conversation = Arc::default();
        let instance = Arc::new(Instance::new(watch(&conversation)));
        let (root, config) = (instance.trusted_root(), signing_config(life.log));
        let trust = TrustedRoot::load(root.as_bytes(), SUITE).expect("a trusted root");
        let services = SigningConfig::parse(config.as_bytes()).expect("a signing config");
        let services = services.services(UnixTime::from_seconds(BEGIN)).expect("services");
        // Each of the others asks two servers.
        let clock = Clock::at(BEGIN - 2 * i64::from(OTHERS));
        let entropy = Entropy::of(&format!("servers of {}", life.name()));
        Self {
            life,
            conversation,
            servers: Servers { instance, clock: clock.clone(), entropy },
            given: Given::all(life.what, &root, &config),
            trusted_root: root.into_bytes(),
            trust,
            services,
            entropy: Entropy::of(&format!("client of {}", life.name())),
            clock,
        }
    }

    async fn play(self) -> Lived {
        self.others_sign().await;
        for Given { document, name, bytes } in &self.given {
            self.hand(Party::User, Party::Client, *document, name, bytes);
        }
        let bundle = self.sign().await;
        let json = bundle.to_json().into_bytes();
        self.hand(Party::Client, Party::User, Document::Bundle, BUNDLE, &json);
        let demand = Demand::of(self.life.by, &self.key());
        let report = report(&bundle, &self.trust, &self.trusted_root, &demand);
        self.conversation().conclude(report.clone());
        let conversation = std::mem::take(&mut *self.conversation());
        Lived::new(self.given, json, demand, &report, conversation)
    }

    /// What the log holds already. Nobody writes that down.
    async fn others_sign(&self) {
        let (clock, entropy) = (|| self.clock.now(), |bytes: &mut [u8]| self.entropy.fill(bytes));
        let (trust, transport) = (&self.trust, &self.servers);
        let signing = Signing { trust, transport, clock: &clock, entropy: &entropy };
        for number in 0..OTHERS {
            let key = key(KeyKind::P256, &format!("{} {number}", self.life.name()));
            let credential = signing.managed(key).expect("a key");
            self.bundle(&signing, &credential).await;
        }
    }

    async fn sign(&self) -> Bundle {
        let clock = || self.clock.now();
        let entropy = |bytes: &mut [u8]| self.entropy.fill(bytes);
        let recorder = || Recorder::new(self.servers.clone(), self.conversation.clone(), clock);
        let (client, browser) = (recorder(), recorder().speaking(Party::Browser));
        let (trust, transport) = (&self.trust, &client);
        let signing = Signing { trust, transport, clock: &clock, entropy: &entropy };
        let (form, who) = match self.life.by {
            By::Certificate(form, who) => (form, who),
            By::ManagedKey => {
                let credential = signing.managed(self.key()).expect("a key");
                return self.bundle(&signing, &credential).await;
            }
        };
        let (token, ca) = (self.token(who, &client, &browser).await, &self.services.ca);
        let identity = match who {
            Who::Email => signing.identity(&token),
            // Nothing in the address of the issuer says of which kind it is.
            Who::Workflow | Who::Username => signing.ask_identity(&token, ca).await,
        };
        let identity = identity.expect("an identity");
        let credential = signing.certify(&identity, self.key(), form, ca).await;
        self.bundle(&signing, &credential.expect("a certificate")).await
    }

    async fn bundle<X>(
        &self,
        signing: &Signing<'_, TrustedRoot<Suite>, X>,
        credential: &Credential<SigningKey>,
    ) -> Bundle
    where
        X: Transport<Error = Infallible> + Sync,
    {
        let recorders = signing.recorders(&self.services.recorders).expect("recorders");
        let signed = match self.life.what {
            What::Message => {
                let needs = signing.needs(credential, &recorders).expect("a scheme");
                let artifact = Artifact::read(ARTIFACT, &needs, &SUITE).expect("bytes");
                signing.sign(credential, Content::Artifact(&artifact), &recorders)
            }
            What::Dsse => {
                signing.sign(credential, Content::Statement(statement().as_bytes()), &recorders)
            }
        };
        let stamped = signing.stamp(signed.expect("a signature")).await;
        let finished = signing.log(stamped.expect("a timestamp")).await;
        finished.expect("a log entry").bundle
    }

    async fn token(
        &self,
        who: Who,
        client: &(impl Transport<Error = Infallible> + Sync),
        browser: &(impl Transport<Error = Infallible> + Sync),
    ) -> IdentityToken {
        if who == Who::Email {
            return log_in(self, who.issuer(), client, browser).await;
        }
        let request = Request::post(format!("{}/mint", who.issuer()))
            .header(CONTENT_TYPE, "application/json")
            .extension(About::new(Service::Issuer, "oidc-mint"))
            .body(who.claims().into());
        let Ok(response) = client.send(request.expect("a request"), MAX_TOKEN).await;
        let text = String::from_utf8(response.into_body()).expect("text");
        IdentityToken::parse(&text).expect("a token")
    }

    /// The key that signs in this life.
    fn key(&self) -> SigningKey {
        key(self.life.key_kind(), &self.life.name())
    }

    pub(crate) fn conversation(&self) -> MutexGuard<'_, Conversation> {
        self.conversation.lock().expect("nobody gives up while speaking")
    }

    fn hand(&self, from: Party, to: Party, document: Document, name: &str, bytes: &[u8]) {
        let (bytes, now) = (bytes.to_vec(), self.clock.now());
        self.conversation().hand(from, to, document, name, bytes, now);
    }
}

/// Writes down what servers ask each other, under the address of the one who is asked: of that
/// they see the path only.
fn watch(conversation: &Arc<Mutex<Conversation>>) -> Observer {
    let conversation = Arc::clone(conversation);
    Arc::new(move |seen| {
        let mut request = seen.request.clone();
        let uri = format!("{}{}", seen.url, request.uri());
        *request.uri_mut() = uri.parse().expect("an address");
        let from = seen.from.map_or(Party::Client, Party::from);
        let mut conversation = conversation.lock().expect("nobody gives up while speaking");
        conversation.observe(from, seen.service.into(), &request, seen.response, seen.at);
    })
}

/// Waits for what never waits.
fn run<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("nothing here waits"),
    }
}
