use sigstore_json::{Error, Limits, Node, Object};
use sigstore_rekor_types::{HashedRekordV002, Verifier};
use sigstore_traits::{Digest, KeyDetails, Rule, RuleKind};

use crate::rekor_v2::MAX_REQUEST;
use crate::rekor_v2_fault::Fault;

pub(crate) static S_47: Rule = Rule {
    id: "S-47",
    title: "An upload to Rekor v2 holds a digest as long as its algorithm's, a signature and one key or certificate in DER with its algorithm, and nothing else.",
    source: "sigstore/rekor-tiles api/proto/rekor/v2/hashedrekord.proto; pkg/types/hashedrekord/hashedrekord.go; ProtoJSON",
    kind: RuleKind::Refusal,
    place: "sigstore-local-rekor RekorV2Server::answer",
};

pub(crate) static S_48: Rule = Rule {
    id: "S-48",
    title: "Rekor v2 records signatures of RSA PKCS#1 v1.5 with SHA-256, of the three curves with the hash of their size, and of Ed25519ph; pure Ed25519 is refused.",
    source: "sigstore/rekor-tiles internal/algorithmregistry/algorithmregistry.go",
    kind: RuleKind::Refusal,
    place: "sigstore-local-rekor RekorV2Server::answer",
};

const ALGORITHMS: [KeyDetails; 7] = [
    KeyDetails::PkixRsaPkcs1v15_2048Sha256,
    KeyDetails::PkixRsaPkcs1v15_3072Sha256,
    KeyDetails::PkixRsaPkcs1v15_4096Sha256,
    KeyDetails::PkixEcdsaP256Sha256,
    KeyDetails::PkixEcdsaP384Sha384,
    KeyDetails::PkixEcdsaP521Sha512,
    KeyDetails::PkixEd25519Ph,
];

/// A member that protobuf knows by two names.
type Names = [&'static str; 2];

const REQUEST: Names = ["hashedRekordRequestV002", "hashed_rekord_request_v002"];
const DSSE: Names = ["dsseRequestV002", "dsse_request_v002"];
const PUBLIC_KEY: Names = ["publicKey", "public_key"];
const CERTIFICATE: Names = ["x509Certificate", "x509_certificate"];
const KEY_DETAILS: Names = ["keyDetails", "key_details"];
const RAW_BYTES: Names = ["rawBytes", "raw_bytes"];

/// Reads what a client asks to be recorded.
///
/// ```text
/// {"hashedRekordRequestV002":{"digest":"<base64>","signature":{"content":"<base64>",
///   "verifier":{"publicKey":{"rawBytes":"<base64>"},"keyDetails":"PKIX_ECDSA_P256_SHA_256"}}}}
/// ```
///
/// What protobuf can't read is told; what it reads and is not enough is just invalid.
pub(crate) fn read_request(body: &[u8]) -> Result<HashedRekordV002, Fault> {
    if body.is_empty() {
        return Err(Fault::NotHashedRekord);
    }
    let value = sigstore_json::parse(body, &Limits::new(MAX_REQUEST))?;
    let object = value.node().object()?;
    let request = member(&object, REQUEST)?;
    let dsse = member(&object, DSSE)?;
    object.finish()?;
    match (request, dsse) {
        (Some(request), None) => read_hashedrekord(request),
        (None, _) => Err(Fault::NotHashedRekord),
        (Some(_), Some(dsse)) => Err(dsse.error("one request", "two").into()),
    }
}

fn read_hashedrekord(node: Node<'_>) -> Result<HashedRekordV002, Fault> {
    let object = node.object()?;
    let digest = bytes(object.optional("digest"))?;
    let signature = object.optional("signature").map(read_signature).transpose()?;
    object.finish()?;
    let (signature, verifier) = signature.ok_or(Fault::Invalid)?;
    let (key_details, verifier) = verifier.ok_or(Fault::Invalid)?;
    let key_details = key_details.filter(|details| ALGORITHMS.contains(details));
    let key_details = key_details.ok_or(Fault::Invalid)?;
    let hash = key_details.scheme().and_then(|scheme| scheme.hash()).ok_or(Fault::Invalid)?;
    let digest = Digest::new(hash, &digest).ok_or(Fault::Invalid)?;
    let verifier = verifier.ok_or(Fault::Invalid)?;
    Ok(HashedRekordV002 { digest, signature, key_details, verifier })
}

type VerifierParts = (Option<KeyDetails>, Option<Verifier>);

fn read_signature(node: Node<'_>) -> Result<(Vec<u8>, Option<VerifierParts>), Error> {
    let object = node.object()?;
    let content = bytes(object.optional("content"))?;
    let verifier = object.optional("verifier").map(read_verifier).transpose()?;
    object.finish()?;
    Ok((content, verifier))
}

fn read_verifier(node: Node<'_>) -> Result<VerifierParts, Error> {
    let object = node.object()?;
    let details = member(&object, KEY_DETAILS)?.map(read_key_details).transpose()?;
    let key = member(&object, PUBLIC_KEY)?;
    let certificate = member(&object, CERTIFICATE)?;
    object.finish()?;
    let verifier = match (key, certificate) {
        (Some(_), Some(certificate)) => return Err(certificate.error("one verifier", "two")),
        (Some(key), None) => Some(Verifier::PublicKey(read_raw_bytes(key)?)),
        (None, Some(certificate)) => Some(Verifier::Certificate(read_raw_bytes(certificate)?)),
        (None, None) => None,
    };
    Ok((details, verifier))
}

fn read_key_details(node: Node<'_>) -> Result<KeyDetails, Error> {
    let name = node.string()?;
    KeyDetails::from_proto_name(name)
        .ok_or_else(|| node.error("the name of a PublicKeyDetails", name))
}

fn read_raw_bytes(node: Node<'_>) -> Result<Vec<u8>, Error> {
    let object = node.object()?;
    let raw = bytes(member(&object, RAW_BYTES)?)?;
    object.finish()?;
    Ok(raw)
}

/// The member by either of its names, lowerCamelCase or that of the `.proto` file (ProtoJSON).
fn member<'v>(object: &Object<'v>, names: Names) -> Result<Option<Node<'v>>, Error> {
    Ok(object.one_of(&names)?.map(|(_, node)| node))
}

/// Bytes, of which protobuf has none where they are absent.
fn bytes(node: Option<Node<'_>>) -> Result<Vec<u8>, Error> {
    node.map_or(Ok(Vec::new()), Node::bytes)
}
