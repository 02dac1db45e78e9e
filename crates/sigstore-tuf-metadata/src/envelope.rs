use std::collections::BTreeSet;

use sigstore_json::{Limits, Node, Number, Object, Value, hex_bytes, olpc_canonical, parse};
use sigstore_traits::{Rule, RuleKind};

use crate::limits::{MAX_SIGNATURES, R_48};
use crate::signers::R_13;
use crate::{Error, Fault, Role};

/// See [`Envelope::parse`].
pub(crate) static R_10: Rule = Rule {
    id: "R-10",
    title: "A signature is over the OLPC canonical JSON of all that `signed` holds, members that nobody knows included; a number that is no integer has no such form and is refused.",
    source: "TUF 1.0.34 sections 4.1 and 4.2.1; OLPC Canonical JSON",
    kind: RuleKind::Refusal,
    place: "sigstore-tuf-metadata Envelope::parse",
};

/// A file of metadata whose signatures are not yet checked.
///
/// ```text
/// { "signed": { "_type": …, "spec_version": …, "version": …, "expires": …, … },
///   "signatures": [ { "keyid": "…", "sig": "hex" }, … ] }
/// ```
#[derive(Debug)]
pub(crate) struct Envelope<'b> {
    document: Value<'b>,
    pub(crate) canonical: String,
    pub(crate) signatures: Vec<Signature>,
}

#[derive(Debug)]
pub(crate) struct Signature {
    pub(crate) key_id: String,
    /// None if they are not hex: then no key made them.
    pub(crate) bytes: Option<Vec<u8>>,
}

impl<'b> Envelope<'b> {
    /// Reads the frame of a file.
    ///
    /// A key id that stands twice among the signatures is refused, whatever the signatures are (R-13).
    pub(crate) fn parse(role: &Role, bytes: &'b [u8]) -> Result<Self, Error> {
        let in_role = |fault: Fault| fault.of(role);
        // A million values of five bytes each are the longest file that there may be.
        let max = usize::try_from(role.max_length()).unwrap_or(usize::MAX);
        let document = parse(bytes, &Limits::new(max).values(1_000_000))
            .map_err(|error| in_role(error.into()))?;
        let (canonical, signatures) = Self::frame(&document).map_err(in_role)?;
        Ok(Self { document, canonical, signatures })
    }

    fn frame(document: &Value<'_>) -> Result<(String, Vec<Signature>), Fault> {
        let object = document.node().object()?;
        let signed = object.required("signed")?;
        let canonical = olpc_canonical(signed.value()).ok_or_else(|| {
            Fault::at(signed, &R_10, "integers of 64 bits only", "another number")
        })?;
        Ok((canonical, signatures(object.required("signatures")?)?))
    }

    /// What is signed, to be read by `read`.
    pub(crate) fn signed<T>(
        &self,
        role: &Role,
        read: impl FnOnce(&Object<'_>) -> Result<T, Fault>,
    ) -> Result<T, Error> {
        let signed = || self.document.node().object()?.required("signed")?.object();
        signed().map_err(Fault::from).and_then(|object| read(&object)).map_err(|f| f.of(role))
    }
}

fn signatures(node: Node<'_>) -> Result<Vec<Signature>, Fault> {
    let elements = node.array()?;
    if elements.len() > MAX_SIGNATURES {
        return Err(Fault::at(node, &R_48, "at most 256 signatures", &elements.len().to_string()));
    }
    let mut seen = BTreeSet::new();
    elements
        .map(|element| {
            let object = element.object()?;
            let id = object.required("keyid")?;
            let key_id = id.string()?;
            if !seen.insert(key_id) {
                return Err(Fault::at(id, &R_13, "each key id once", key_id));
            }
            let hex = object.required("sig")?.string()?.to_ascii_lowercase();
            Ok(Signature { key_id: key_id.into(), bytes: hex_bytes(&hex) })
        })
        .collect()
}

/// The integer here: in TUF a number and never a string, of which ProtoJSON would take some.
pub(crate) fn integer(node: Node<'_>) -> Result<u64, Fault> {
    match node.value() {
        Value::Number(Number::Unsigned(number)) => Ok(*number),
        Value::String(text) => Err(node.error("a number", text.as_ref()).into()),
        _ => Ok(node.uint64()?),
    }
}
