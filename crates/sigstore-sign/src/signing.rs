use http::Uri;
use sigstore_traits::{Rule, RuleKind, Trust, UnixTime};
use sigstore_transport::{About, AddressError, Exchange, Repeated, Transport};

use crate::{Error, Public, Published, Step, Why};

/// See [`Signing`].
pub(crate) static S_1: Rule = Rule {
    id: "S-1",
    title: "A signature comes to be in one order: token, certificate and its checks, signature, timestamps, log entries, verified bundle; each step takes what only the one before it gives.",
    source: "sigstore architecture-docs client-spec.md sections 1.4 and 2.1",
    kind: RuleKind::Shape,
    place: "sigstore-sign Signing",
};

/// What signing needs from outside: whom to trust, who carries questions, what time it is, and
/// what is random.
///
/// A step takes what the one before it gives, so a log can't be asked before the timestamps are
/// there:
///
/// ```compile_fail,E0308
/// # use sigstore_sign::{Signed, Signing};
/// # use sigstore_traits::{SignatureSuite, Trust};
/// # use sigstore_transport::Transport;
/// # fn s_1_shape_no_log_before_the_timestamps<T: Trust + Sync, X: Transport + Sync>(
/// #     signing: &Signing<'_, T, X>,
/// #     signed: Signed<'_>,
/// # ) where
/// #     T::Suite: Sync,
/// # {
/// let logged = signing.log(signed);
/// # }
/// ```
pub struct Signing<'s, T, X> {
    /// The instance that is signed with: everything that its services answer is checked against it.
    pub trust: &'s T,
    /// Carries the questions.
    pub transport: &'s X,
    /// Says what time it is.
    pub clock: &'s (dyn Fn() -> UnixTime + Sync),
    /// Fills with random bytes, from which nonces come.
    pub entropy: &'s (dyn Fn(&mut [u8]) + Sync),
}

impl<T, X> Clone for Signing<'_, T, X> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, X> Copy for Signing<'_, T, X> {}

impl<T: Trust, X: Transport> Signing<'_, T, X> {
    pub(crate) fn now(&self) -> UnixTime {
        (self.clock)()
    }

    /// An error before anyone was asked about this.
    pub(crate) fn error(&self, step: Step, public: &Public, why: Why<X::Error>) -> Error<X::Error> {
        Error { step, peer: None, public: public.clone(), why: Box::new(why) }
    }
}

/// Why there is no usable answer, and whether what was asked for may have been done all the same.
pub(crate) struct Unanswered<X> {
    pub(crate) why: Why<X>,
    pub(crate) done: Published<()>,
}

impl<X> Unanswered<X> {
    /// What was asked for may be public, unless it was refused for sure.
    pub(crate) fn published<I>(&self) -> Published<I> {
        match self.done {
            Published::No => Published::No,
            Published::Perhaps | Published::Yes(()) => Published::Perhaps,
        }
    }
}

/// What is needed of an error of a client.
pub(crate) trait ClientError: Sized {
    /// The error as it is told.
    fn why<X>(self) -> Why<X>;
    /// Whether the service said that it did nothing: the status of its answer is 4xx.
    fn is_refusal(&self) -> bool;
}

impl<T: Trust, X: Transport + Sync> Signing<'_, T, X> {
    /// Puts a question to a service.
    pub(crate) async fn ask<E>(
        &self,
        exchange: &E,
        address: &Uri,
    ) -> Result<E::Reply, Unanswered<X::Error>>
    where
        E: Exchange<Error: ClientError> + Sync,
    {
        self.ask_as(E::ABOUT, exchange, address).await
    }

    /// Puts a question to a service that need not be waited for again if it fails.
    pub(crate) async fn ask_once<E>(
        &self,
        exchange: &E,
        address: &Uri,
    ) -> Result<E::Reply, Unanswered<X::Error>>
    where
        E: Exchange<Error: ClientError> + Sync,
    {
        self.ask_as(E::ABOUT.once(), exchange, address).await
    }

    async fn ask_as<E>(
        &self,
        about: About,
        exchange: &E,
        address: &Uri,
    ) -> Result<E::Reply, Unanswered<X::Error>>
    where
        E: Exchange<Error: ClientError> + Sync,
    {
        let unanswered = |why, arrived| {
            let done = if arrived { Published::Perhaps } else { Published::No };
            Unanswered { why, done }
        };
        let request = exchange.request(address);
        let mut request = request.map_err(|error| unanswered(error.why(), false))?;
        request.extensions_mut().insert(about);
        let response = self.transport.send(request, E::MAX_REPLY).await.map_err(|error| {
            let arrived = X::may_have_arrived(&error);
            unanswered(Why::Transport(error), arrived)
        })?;
        // Of an attempt before, a refusal says nothing.
        let repeated = response.extensions().get::<Repeated>().is_some();
        exchange.reply(response).map_err(|error| {
            let done = repeated || !error.is_refusal();
            unanswered(error.why(), done)
        })
    }
}

/// The address in a signing config.
pub(crate) fn address(url: &str) -> Result<Uri, AddressError> {
    url.parse().map_err(|_| AddressError { base: url.into(), path: String::new() })
}

impl ClientError for sigstore_fulcio_client::Error {
    fn why<X>(self) -> Why<X> {
        Why::Fulcio(self)
    }

    fn is_refusal(&self) -> bool {
        match self {
            Self::Refused { status, .. } | Self::NotUnderstood { status, .. } => {
                (400..500).contains(status)
            }
            _ => false,
        }
    }
}

impl ClientError for sigstore_tsa_client::Error {
    fn why<X>(self) -> Why<X> {
        Why::Tsa(self)
    }

    fn is_refusal(&self) -> bool {
        match self {
            Self::Refused { status, .. } | Self::NotUnderstood { status, .. } => {
                (400..500).contains(status)
            }
            _ => false,
        }
    }
}

impl ClientError for sigstore_rekor_client::Error {
    fn why<X>(self) -> Why<X> {
        Why::Rekor(self)
    }

    fn is_refusal(&self) -> bool {
        match self {
            Self::Refused { status, .. } | Self::NotUnderstood { status, .. } => {
                // 409: an equal entry is there.
                (400..500).contains(status) && *status != 409
            }
            Self::NotFound { .. } | Self::Frozen { .. } => true,
            _ => false,
        }
    }
}
