//! A checkpoint has one spelling.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sigstore_checkpoint::Checkpoint;

fuzz_target!(|note: &str| {
    if let Ok(checkpoint) = Checkpoint::parse(note) {
        assert_eq!(checkpoint.to_string(), note);
        let _ = checkpoint.rekor_v1_name();
        for line in checkpoint.signatures() {
            let _ = line.cosignature();
        }
    }
});
