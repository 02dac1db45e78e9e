/// What a field is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Meaning {
    /// Nothing that is compared.
    Plain,
    /// A digest, or an id that is one.
    Digest,
    /// A public key.
    Key,
    /// A signature.
    Signature,
    /// A certificate.
    Certificate,
    /// A point in time.
    Time,
    /// Who somebody is.
    Identity,
    /// A random value that comes back.
    Random,
    /// An identity token, shown without its signature.
    Token,
    /// Something that must not be shown.
    Secret,
    /// A document inside the message, or the body.
    Document,
    /// What it should be can't be read.
    Unreadable,
}

impl Meaning {
    /// Its name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Digest => "digest",
            Self::Key => "key",
            Self::Signature => "signature",
            Self::Certificate => "certificate",
            Self::Time => "time",
            Self::Identity => "identity",
            Self::Random => "random",
            Self::Token => "token",
            Self::Secret => "secret",
            Self::Document => "document",
            Self::Unreadable => "unreadable",
        }
    }
}
