//! Whatever an archive says: what was read of it is shown the same once it was written again, and
//! writing it a second time changes nothing.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sigstore_har::{Capture, write};
use sigstore_record::Secrets;
use sigstore_show::{Style, text};

fuzz_target!(|archive: &[u8]| {
    let Ok(capture) = Capture::parse(archive) else { return };
    let exposed = write(&capture.conversation, Secrets::Exposed);
    let again = Capture::parse(exposed.as_bytes()).unwrap().conversation;
    let shown = |conversation| text(conversation, Style::default());
    assert_eq!(shown(&again), shown(&capture.conversation));
    let masked = write(&capture.conversation, Secrets::Masked);
    let again = Capture::parse(masked.as_bytes()).unwrap().conversation;
    assert_eq!(write(&again, Secrets::Masked), masked);
});
