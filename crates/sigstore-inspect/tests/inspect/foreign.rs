//! What other programs say of the same keys.

use sigstore_field::{Field, Text};
use sigstore_inspect::{Kind, Thing};

use crate::things::{ssh_signature, thing};

fn text<'f>(field: &'f Field, path: &[&str]) -> &'f str {
    match field.at(path).unwrap().text() {
        Text::Shown(text) => text,
        Text::Masked(_) => panic!("masked"),
    }
}

#[test]
fn keys_of_other_formats_have_the_fingerprints_of_their_programs() {
    let read = |bytes: &[u8]| Thing::read(bytes, None).unwrap();
    let ssh = read(&thing(Kind::Ssh));
    assert_eq!(
        (text(ssh.field(), &["fingerprint"]), text(ssh.field(), &["comment"])),
        ("SHA256:DxXrgUCnJkF4hi5BxUXdX2srZPHFvU5UHDUCmg5j844", "made-for-tests")
    );
    let signature = read(&ssh_signature());
    assert_eq!(signature.kind(), Kind::Ssh);
    assert_eq!(text(signature.field(), &["fingerprint"]), text(ssh.field(), &["fingerprint"]));
    assert_eq!(text(signature.field(), &["namespace"]), "file");

    let pgp = read(&thing(Kind::Pgp));
    let fingerprint = "BD3AA502C1129DFEFE516E13680C658EA9DCB3E6";
    assert_eq!(text(pgp.field(), &["key", "fingerprint"]), fingerprint);
    assert_eq!(text(pgp.field(), &["signature", "issuer"]), fingerprint);
    assert_eq!(text(pgp.field(), &["user"]), "Made For Tests <tests@example.org>");

    let minisign = read(&thing(Kind::Minisign));
    assert_eq!(text(minisign.field(), &["key id"]), "9D92931126AE543F");
}

/// A key of minisign without its comment is known by its first bytes.
#[test]
fn a_bare_key_of_minisign() {
    let whole = String::from_utf8(thing(Kind::Minisign)).unwrap();
    let bare = Thing::read(whole.lines().nth(1).unwrap().as_bytes(), None).unwrap();
    assert_eq!(bare.kind(), Kind::Minisign);
    assert_eq!(text(bare.field(), &["key id"]), "9D92931126AE543F");
}
