use sigstore_local::LogChoice;

use crate::support::{CONFORMANCE, Sigstore, code, done, program};

#[test]
fn the_conformance_program_signs() {
    let sigstore = Sigstore::start("conformance-sign", LogChoice::V1);
    sigstore.file("a.txt", "hello");
    let statement = "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"name\":\"a.txt\",\"digest\":\
         {\"sha256\":\"2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824\"}}],\
         \"predicateType\":\"https://example.com/x\",\"predicate\":{}}";
    sigstore.file("statement.json", statement);
    let token = sigstore.token("you@example.com");
    let run = |arguments: &[&str]| program(CONFORMANCE, &sigstore.folder, arguments);
    let verify = |bundle: &str| {
        let issuer = sigstore.instance.oidc_url();
        let who =
            ["--certificate-identity", "you@example.com", "--certificate-oidc-issuer", issuer];
        let root = ["--trusted-root", "trusted_root.json", "a.txt"];
        run(&[&["verify-bundle", "--bundle", bundle][..], &who, &root].concat())
    };
    let documents =
        ["--trusted-root", "trusted_root.json", "--signing-config", "signing_config.json"];
    let token = ["--identity-token", &token];
    let plain = ["sign-bundle", token[0], token[1], "--bundle", "plain.json"];
    done(run(&[&plain[..], &documents, &["a.txt"]].concat()));
    done(verify("plain.json"));
    let in_toto = ["sign-bundle", "--in-toto", token[0], token[1], "--bundle", "in-toto.json"];
    done(run(&[&in_toto[..], &documents, &["statement.json"]].concat()));
    done(verify("in-toto.json"));
    // A statement is no other file, and a token is needed.
    let other = run(&[&in_toto[..], &documents, &["a.txt"]].concat());
    assert_eq!(code(&other), 3);
    assert_ne!(code(&run(&["sign-bundle", "--bundle", "x.json", "a.txt"])), 0);
    let no_token =
        ["sign-bundle", "--staging", "--identity-token", "x", "--bundle", "x.json", "a.txt"];
    assert_eq!(code(&run(&no_token)), 3);
    assert!(!sigstore.folder.join("x.json").exists());
}
