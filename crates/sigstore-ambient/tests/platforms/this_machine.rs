use std::time::Duration;

use sigstore_ambient::{ProcessFault, Surroundings, ThisMachine};
use sigstore_hyper::HyperTransport;

#[test]
fn variables_files_and_programs_of_this_machine() {
    let machine = ThisMachine::new(HyperTransport::builder().build().unwrap());
    assert_eq!(machine.variable("CARGO_PKG_NAME").as_deref(), Some("sigstore-ambient"));
    assert_eq!(machine.variable("SIGSTORE_AMBIENT_NO_SUCH_VARIABLE"), None);
    assert_eq!(machine.read("/no/such/file", 10), Ok(None));
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let content = machine.read(manifest, 4096).unwrap().unwrap();
    assert!(content.starts_with(b"[package]"));
    assert_eq!(machine.read(manifest, content.len()).unwrap(), Some(content));
    let end = machine.run("/bin/sh", &["-c", "cat; echo out; echo err >&2; exit 7"], 4).ok();
    // Standard input is empty.
    let end = end.map(|end| (end.code, end.stdout, end.stderr));
    assert_eq!(end, Some((Some(7), b"out\n".to_vec(), b"err\n".to_vec())));
}

#[test]
fn a_program_that_does_not_end() {
    let transport = HyperTransport::builder().build().unwrap();
    let after = Duration::from_millis(100);
    let machine = ThisMachine::new(transport).process_time(after);
    let end = machine.run("/bin/sh", &["-c", "sleep 60"], 10);
    assert_eq!(end.err(), Some(ProcessFault::TimedOut { after }));
    // What the program has started holds its output open.
    let end = machine.run("/bin/sh", &["-c", "sleep 5 &"], 10);
    assert_eq!(end.err(), Some(ProcessFault::TimedOut { after }));
}
