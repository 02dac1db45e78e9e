//! Names of targets.

use sigstore_tuf_metadata::{Error, MAX_NAME, NameFault, TargetName};

#[test]
fn r_47_kept_names_and_the_files_that_hold_them() {
    for (name, file) in [
        ("trusted_root.json", "trusted_root.json"),
        ("registry.example/keys.json", "registry.example%2Fkeys.json"),
        ("a%2Fb", "a%252Fb"),
        ("...", "..."),
        ("a b/é", "a%20b%2F%C3%A9"),
        ("sha256:00", "sha256%3A00"),
    ] {
        let name = TargetName::parse(name).unwrap();
        assert_eq!(name.file_name(), file);
    }
}

#[test]
fn r_47_broken_what_could_become_a_path() {
    for (found, fault) in [
        ("", NameFault::EmptyPart),
        ("/etc/passwd", NameFault::Absolute),
        ("a//b", NameFault::EmptyPart),
        ("a/", NameFault::EmptyPart),
        (".", NameFault::DotPart),
        ("..", NameFault::DotPart),
        ("../a", NameFault::DotPart),
        ("a/../b", NameFault::DotPart),
        ("a/./b", NameFault::DotPart),
        ("..\\a", NameFault::Character('\\')),
        ("a\0b", NameFault::Character('\0')),
        ("a\nb", NameFault::Character('\n')),
        ("a\u{85}", NameFault::Character('\u{85}')),
        (&*"a".repeat(MAX_NAME + 1), NameFault::TooLong),
    ] {
        let error = Error::TargetName { found: found.into(), fault };
        assert_eq!(TargetName::parse(found), Err(error), "{found:?}");
    }
    assert!(TargetName::parse(&"a".repeat(MAX_NAME)).is_ok());
}
