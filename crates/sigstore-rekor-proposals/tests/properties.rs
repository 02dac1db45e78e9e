//! Any proposed timestamp is stored as it came, and no message stops its reader.
#![allow(clippy::unwrap_used)]

use proptest::collection::vec;
use proptest::prelude::*;
use sigstore_json::base64;
use sigstore_rekor_kinds::Rfc3161V001;
use sigstore_rekor_proposals::{CoseSign1, Proposal};

proptest! {
    #[test]
    fn a_proposal_of_a_timestamp_is_stored_as_it_came(response in vec(any::<u8>(), 0..100)) {
        let text = format!(r#"{{"apiVersion":"0.0.1","kind":"rfc3161","spec":{{"tsr":{{"content":"{}"}}}}}}"#, base64(&response));
        let proposal = Proposal::parse(text.as_bytes()).unwrap();
        prop_assert_eq!(proposal, Proposal::Rfc3161V001(Rfc3161V001 { response }));
    }

    #[test]
    fn no_message_stops_the_reader(message in vec(any::<u8>(), 0..64)) {
        let message = [&[0xd2, 0x84][..], &message].concat();
        let _ = CoseSign1::parse(&message);
    }
}
