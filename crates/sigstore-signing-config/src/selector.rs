use sigstore_json::Object;

use crate::Error;
use crate::service::uint32;

/// How many services of a list sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selector {
    /// All of them.
    All,
    /// One, whichever.
    Any,
    /// So many, of different operators.
    Exact(u32),
}

impl Selector {
    /// ```json
    /// {"selector": "EXACT", "count": 2}
    /// ```
    ///
    /// A list without services needs none.
    pub(crate) fn read(
        config: &Object<'_>,
        name: &'static str,
        services: usize,
        unknown: &mut Vec<String>,
    ) -> Result<Self, Error> {
        let place = |inside| format!("{}.{name}{inside}", config.node().path());
        let undefined =
            |found: &str| Error::Selector { place: place(".selector"), found: found.into() };
        let Some(node) = config.optional(name) else {
            return if services == 0 { Ok(Self::Any) } else { Err(undefined("nothing")) };
        };
        let configuration = node.object()?;
        let selector = configuration.optional("selector").ok_or_else(|| undefined("nothing"))?;
        let count = configuration.optional("count").map(uint32).transpose()?;
        unknown.extend(configuration.unknown());
        match (selector.string()?, count) {
            ("ALL", _) => Ok(Self::All),
            ("ANY", _) => Ok(Self::Any),
            ("EXACT", Some(count)) if count > 0 => Ok(Self::Exact(count)),
            ("EXACT", _) => Err(Error::Count { place: place(".count") }),
            (other, _) => Err(undefined(other)),
        }
    }
}
