use std::fmt;

use http::Uri;
use sigstore_traits::{Facts, Refusal, Rule, RuleKind, facts};

pub(crate) static S_62: Rule = Rule {
    id: "S-62",
    title: "The path of an API is appended to the base address of its service, whose own path stays, with one slash between them.",
    source: "sigstore protobuf-specs sigstore_trustroot.proto, Service.url",
    kind: RuleKind::Refusal,
    place: "sigstore-transport at",
};

/// The address of `path` (with its query, if it has one) below `base`.
///
/// # Errors
/// [`AddressError`] if the base has no scheme or host, or has a query, or the whole is no address.
pub fn at(base: &Uri, path: &str) -> Result<Uri, AddressError> {
    let error = || AddressError { base: base.to_string(), path: path.to_owned() };
    let (Some(scheme), Some(authority), None) = (base.scheme(), base.authority(), base.query())
    else {
        return Err(error());
    };
    let (prefix, path) = (base.path().trim_end_matches('/'), path.trim_start_matches('/'));
    let whole = format!("{prefix}/{path}");
    let built = Uri::builder().scheme(scheme.clone()).authority(authority.clone());
    built.path_and_query(whole).build().map_err(|_| error())
}

/// The address of a service can't be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressError {
    /// The base address that was given.
    pub base: String,
    /// What was to be appended.
    pub path: String,
}

impl AddressError {
    facts! {
        pub const CODES; fn row(&self);
        Self { base, path } => "address-not-usable", &S_62,
            "the address of a service can't be made", "",
            format_args!("{base} with {path}"), "scheme://host, perhaps with a path, and no query";
    }
}

impl Refusal for AddressError {
    fn facts(&self) -> Facts {
        self.row()
    }
}

impl fmt::Display for AddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.facts().fmt(f)
    }
}

impl std::error::Error for AddressError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(base: &'static str, path: &str) -> Option<String> {
        at(&Uri::from_static(base), path).ok().map(|uri| uri.to_string())
    }

    #[test]
    fn s_62_kept_the_prefix_stays_and_no_slash_is_doubled() {
        for base in ["https://a.example/x", "https://a.example/x/"] {
            let whole = joined(base, "/api/v2/log/entries?a=b");
            assert_eq!(whole.as_deref(), Some("https://a.example/x/api/v2/log/entries?a=b"));
        }
        let whole = joined("http://a.example:3000", "api/v1/log");
        assert_eq!(whole.as_deref(), Some("http://a.example:3000/api/v1/log"));
    }

    #[test]
    fn s_62_broken_a_base_that_is_none() {
        for base in ["/only/a/path", "a.example:443", "https://a.example/?q=1"] {
            assert_eq!(
                at(&Uri::from_static(base), "/x"),
                Err(AddressError { base: base.into(), path: "/x".into() }),
            );
        }
        assert_eq!(joined("https://a.example", "a b"), None);
    }
}
