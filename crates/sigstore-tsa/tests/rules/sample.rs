//! A real answer, the certificate of the authority that made it, and changes to both.

use std::sync::OnceLock;

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    self, ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair,
    KeyPair, RsaKeyPair,
};
use sigstore_certificate::{Purpose, load_chain};
use sigstore_crypto::AwsLcSuite;
use sigstore_traits::{AuthorityCertificate, SignatureSuite};
use sigstore_tsa::{Error, Timestamp};

use crate::node::{Body, Node};

pub(crate) const RESPONSE: &[u8] = include_bytes!("../data/response.tsr");
pub(crate) const SHA1_CERT_ID: &[u8] = include_bytes!("../data/sha1-cert-id.tsr");
pub(crate) const REQUEST: &[u8] = include_bytes!("../data/request.tsq");
pub(crate) const CERTIFICATE: &[u8] = include_bytes!("../data/tsa.der");

/// SHA-256 of `hello`.
pub(crate) const HELLO: [u8; 32] = [
    0x2c, 0xf2, 0x4d, 0xba, 0x5f, 0xb0, 0xa3, 0x0e, 0x26, 0xe8, 0x3b, 0x2a, 0xc5, 0xb9, 0xe2, 0x9e,
    0x1b, 0x16, 0x1e, 0x5c, 0x1f, 0xa7, 0x42, 0x5e, 0x73, 0x04, 0x33, 0x62, 0x93, 0x8b, 0x98, 0x24,
];

/// The nonce of the request and the answer.
pub(crate) const NONCE: u64 = 0x5d51_1f44_e3dc_5073;

/// Paths in the answer.
pub(crate) const STATUS: &[usize] = &[0];
pub(crate) const TOKEN: &[usize] = &[1];
pub(crate) const SIGNED_DATA: &[usize] = &[1, 1, 0];
pub(crate) const CONTENT: &[usize] = &[1, 1, 0, 2];
pub(crate) const INFO: &[usize] = &[1, 1, 0, 2, 1, 0, 0];
pub(crate) const CERTIFICATES: &[usize] = &[1, 1, 0, 3];
pub(crate) const SIGNER_INFOS: &[usize] = &[1, 1, 0, 4];
pub(crate) const SIGNER: &[usize] = &[1, 1, 0, 4, 0];
pub(crate) const ATTRIBUTES: &[usize] = &[1, 1, 0, 4, 0, 3];

/// The attributes in their order.
pub(crate) const CONTENT_TYPE: usize = 0;
pub(crate) const MESSAGE_DIGEST: usize = 2;
pub(crate) const SIGNING_CERTIFICATE: usize = 3;

/// A path and one index more.
pub(crate) fn at(path: &[usize], further: &[usize]) -> Vec<usize> {
    [path, further].concat()
}

/// The answer after one change.
pub(crate) fn changed(path: &[usize], change: impl FnOnce(&mut Node)) -> Vec<u8> {
    let mut response = Node::parse(RESPONSE);
    change(response.at(path));
    response.der()
}

/// The answer with other content octets in one place.
pub(crate) fn replaced(path: &[usize], bytes: &[u8]) -> Vec<u8> {
    changed(path, |node| node.body = Body::Bytes(bytes.to_vec()))
}

/// The error of reading bytes that are no timestamp.
pub(crate) fn refused(response: &[u8]) -> Error {
    Timestamp::parse(response).expect_err("this was not to be read")
}

/// The outcome of both steps.
pub(crate) fn checked(
    response: &[u8],
    signer: &AuthorityCertificate<AwsLcSuite>,
) -> Result<(), Error> {
    Timestamp::parse(response)?.check_signer(signer, &AwsLcSuite)
}

/// The certificate of the authority as a trusted root has it.
pub(crate) fn authority() -> AuthorityCertificate<AwsLcSuite> {
    let timestamp = Timestamp::parse(RESPONSE).unwrap();
    let chain: Vec<_> = timestamp.certificates().iter().map(|der| der.to_vec()).collect();
    load_chain(Purpose::TimeStamping, &chain, &AwsLcSuite).unwrap().remove(0)
}

type Sign = dyn Fn(&[u8]) -> Vec<u8>;

/// The same certificate with another key: a stranger who signs changed tokens in its name.
pub(crate) struct Forger {
    sign: Box<Sign>,
    spki: Vec<u8>,
}

impl Forger {
    pub(crate) fn ecdsa(algorithm: &'static EcdsaSigningAlgorithm) -> Self {
        let key = EcdsaKeyPair::generate(algorithm).unwrap();
        let spki = key.public_key().as_der().unwrap().as_ref().to_vec();
        let random = SystemRandom::new();
        let sign = move |message: &[u8]| key.sign(&random, message).unwrap().as_ref().to_vec();
        Self { sign: Box::new(sign), spki }
    }

    pub(crate) fn sha256() -> Self {
        Self::ecdsa(&ECDSA_P256_SHA256_ASN1_SIGNING)
    }

    pub(crate) fn ed25519() -> Self {
        let key = Ed25519KeyPair::generate().unwrap();
        let spki = key.public_key().as_der().unwrap().as_ref().to_vec();
        let sign = move |message: &[u8]| key.sign(message).as_ref().to_vec();
        Self { sign: Box::new(sign), spki }
    }

    pub(crate) fn rsa(encoding: &'static dyn signature::RsaEncoding) -> Self {
        static KEY: OnceLock<RsaKeyPair> = OnceLock::new();
        let key = KEY.get_or_init(|| RsaKeyPair::generate(KeySize::Rsa2048).unwrap());
        let spki = key.public_key().as_der().unwrap().as_ref().to_vec();
        let random = SystemRandom::new();
        let sign = move |message: &[u8]| {
            let mut signature = vec![0; key.public_modulus_len()];
            key.sign(encoding, &random, message, &mut signature).unwrap();
            signature
        };
        Self { sign: Box::new(sign), spki }
    }

    /// The certificate, if this key were its key.
    pub(crate) fn authority(&self) -> AuthorityCertificate<AwsLcSuite> {
        AuthorityCertificate {
            key: AwsLcSuite.key(&self.spki).unwrap(),
            spki: self.spki.clone(),
            ..authority()
        }
    }

    /// The answer after a change, its attributes signed again.
    pub(crate) fn sign(&self, change: impl FnOnce(&mut Node)) -> Vec<u8> {
        self.sign_tagged(0x31, change)
    }

    /// The same, with the attributes signed under another tag.
    pub(crate) fn sign_tagged(&self, tag: u8, change: impl FnOnce(&mut Node)) -> Vec<u8> {
        let mut response = Node::parse(RESPONSE);
        change(&mut response);
        let mut attributes = response.at(ATTRIBUTES).clone();
        attributes.tag = tag;
        let signature = (self.sign)(&attributes.der());
        *response.at(&at(SIGNER, &[5])) = Node::bytes(0x04, &signature);
        response.der()
    }

    /// The outcome of both steps for [`sign`](Self::sign).
    pub(crate) fn check(&self, change: impl FnOnce(&mut Node)) -> Result<(), Error> {
        checked(&self.sign(change), &self.authority())
    }
}
