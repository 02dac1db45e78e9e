use sigstore_crypto::{KeyKind, PrivateKey};
use sigstore_sign::{Content, Error, Finished, ProofForm, Signing};
use sigstore_verify::Artifact;
use sigstore_world::statement;

use crate::lab::{Lab, SUITE, Unreachable, claims, run, services, token};

/// From a token to a bundle, at these versions of Rekor.
pub(crate) fn walk(
    lab: &Lab,
    logs: &[u32],
    is_statement: bool,
) -> Result<Finished, Error<Unreachable>> {
    let (clock, entropy) = (|| lab.now(), |bytes: &mut [u8]| bytes.fill(0x41));
    let trust = lab.trust();
    let signing = Signing { trust: &trust, transport: lab, clock: &clock, entropy: &entropy };
    run(async {
        let services = services(logs);
        let recorders = signing.recorders(&services.recorders)?;
        let token = token(&claims());
        let identity = signing.identity(&token)?;
        let key = PrivateKey::generate(KeyKind::P256).unwrap();
        let form = ProofForm::Possession;
        let credential = signing.certify(&identity, key, form, &services.ca).await?;
        let needs = signing.needs(&credential, &recorders)?;
        let artifact = Artifact::read(&b"artifact"[..], &needs, &SUITE).unwrap();
        let statement = statement(b"artifact");
        let content = match is_statement {
            true => Content::Statement(statement.as_bytes()),
            false => Content::Artifact(&artifact),
        };
        let signed = signing.sign(&credential, content, &recorders)?;
        signing.log(signing.stamp(signed).await?).await
    })
}
