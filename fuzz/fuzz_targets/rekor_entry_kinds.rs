//! The canonical form of a body of any kind reads as the same body, and is its own canonical form;
//! what a proposed entry is stored as can be read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sigstore_crypto::AwsLcSuite;
use sigstore_rekor_kinds::AnyBody;
use sigstore_rekor_proposals::Proposal;

fuzz_target!(|bytes: &[u8]| {
    let read = AnyBody::parse(bytes).ok();
    let sent = Proposal::parse(bytes).ok();
    let stored = sent.and_then(|proposal| proposal.canonicalise(&AwsLcSuite).ok());
    for body in read.into_iter().chain(stored) {
        let canonical = body.canonical();
        let again = AnyBody::parse(&canonical).expect("what was written can be read");
        assert_eq!(again.canonical(), canonical);
        assert_eq!(again, body);
        let _ = (body.artifact(), body.index_keys(&AwsLcSuite));
    }
});
