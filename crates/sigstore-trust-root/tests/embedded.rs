//! The embedded trusted roots, read with the suite that ships.
#![allow(clippy::unwrap_used)]

use sigstore_crypto::AwsLcSuite;
use sigstore_roots::{ALL, Embedded, GITHUB, PUBLIC_GOOD, STAGING};
use sigstore_traits::{Digest, SignatureSuite, Trust};
use sigstore_trust_root::{LogInstance, TrustedRoot};

fn load(root: &Embedded) -> TrustedRoot<AwsLcSuite> {
    TrustedRoot::load(root.json.as_bytes(), AwsLcSuite).unwrap()
}

#[test]
fn the_digest_of_each_is_the_one_of_its_provenance() {
    for root in ALL {
        let digest = Digest::Sha256(AwsLcSuite.sha256(&[root.json.as_bytes()]));
        assert_eq!(digest.to_string(), format!("sha256:{}", root.sha256));
    }
}

#[test]
fn every_instance_of_each_is_usable() {
    for root in ALL {
        let trusted = load(root);
        let document = trusted.document();
        assert_eq!(trusted.unusable(), [], "{}", root.profile);
        assert_eq!(trusted.unknown_members(), [""; 0], "{}", root.profile);
        for log in document.entry_logs() {
            assert_eq!(trusted.entry_logs(&log.log_id).count(), 1, "{}", log.place);
        }
        for log in document.certificate_logs() {
            let count = trusted.certificate_logs(&log.log_id).count();
            assert_eq!(count, 1, "{}", log.place);
        }
        assert_eq!(
            trusted.certificate_authorities().count(),
            document.certificate_authorities().len()
        );
        assert_eq!(trusted.timestamp_authorities().count(), document.timestamp_authorities().len());
    }
}

#[test]
fn each_has_what_its_instance_runs() {
    let counts = |root| {
        let trusted = load(root);
        let document = trusted.document();
        (
            document.entry_logs().len(),
            document.certificate_authorities().len(),
            document.certificate_logs().len(),
            document.timestamp_authorities().len(),
        )
    };
    assert_eq!(counts(&PUBLIC_GOOD), (2, 2, 2, 1));
    assert_eq!(counts(&STAGING), (4, 1, 4, 1));
    // GitHub signs for private repositories too and keeps no log of it.
    assert_eq!(counts(&GITHUB), (0, 6, 0, 6));
}

/// The one key that is no SubjectPublicKeyInfo: the first certificate log of staging.
#[test]
fn staging_has_the_one_pkcs1_key() {
    let is_pkcs1 = |log: &&LogInstance| log.key_details == "PKCS1_RSA_PKCS1V5";
    let pkcs1 = |root| {
        let trusted = load(root);
        let logs = trusted.document().certificate_logs();
        logs.iter().filter(is_pkcs1).map(|log| log.base_url.clone()).collect::<Vec<_>>()
    };
    assert_eq!(pkcs1(&STAGING), ["https://ctfe.sigstage.dev/test"]);
    assert_eq!(pkcs1(&PUBLIC_GOOD), [""; 0]);
    assert_eq!(pkcs1(&GITHUB), [""; 0]);
}
