//! Whatever bytes are guessed to be, or said to be, what is written of them has a bound, and a
//! thing is the same as itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sigstore_inspect::{Difference, Kind, Thing};

fuzz_target!(|bytes: &[u8]| {
    let said = bytes.first().and_then(|first| Kind::all().nth(usize::from(first % 64)));
    let guessed = Thing::read(bytes, None).ok();
    let said = said.and_then(|kind| Thing::read(bytes.get(1..)?, Some(kind)).ok());
    for thing in guessed.iter().chain(&said) {
        for written in [thing.to_text(true), thing.to_json(true)] {
            assert!(written.len() < 32 << 20);
        }
        assert_eq!(Difference::between(thing, thing, &[]), []);
    }
});
