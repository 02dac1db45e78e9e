//! An instance that speaks TLS.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions
)]

#[path = "../../sigstore-local-oidc/tests/support/mod.rs"]
mod support;

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use http::{Request, Response, Version};
use rustls::pki_types::{CertificateDer, ServerName, pem::PemObject};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use sigstore_hyper::{Error as HttpError, HyperTransport, TlsFault};
use sigstore_local::{CA_FILE, Instance, Options};
use sigstore_transport::Transport;
use support::random;

fn options() -> Options {
    Options { tls: true, ..Options::new(Box::new(random())) }
}

fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// What a client gets that trusts these roots besides those of the system.
fn ask(url: &str, roots: Option<&str>) -> Result<Response<Vec<u8>>, HttpError> {
    let builder = HyperTransport::builder();
    let builder = match roots {
        Some(pem) => builder.extra_roots(pem.as_bytes()),
        None => builder,
    };
    let client = builder.build().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(client.send(Request::get(url).body(Vec::new()).unwrap(), 1 << 20))
}

fn urls(instance: &Instance) -> Vec<String> {
    let [v1, v2] = instance.log_urls();
    vec![
        format!("{}/.well-known/openid-configuration", instance.oidc_url()),
        format!("{}/healthz", instance.fulcio_url()),
        format!("{v1}/ping"),
        format!("{v2}/healthz"),
        instance.timestamp_url().replace("/api/v1/timestamp", "/ping"),
    ]
}

/// The host and port of an address.
fn authority(url: &str) -> &str {
    url.strip_prefix("https://").unwrap().split('/').next().unwrap()
}

#[test]
fn every_service_speaks_http_2_in_tls_under_the_authority_of_the_instance() {
    let instance = Instance::start(options()).unwrap();
    let roots = instance.tls_authority();
    assert!(roots.is_some());
    for url in urls(&instance) {
        assert!(url.starts_with("https://127.0.0.1:"), "{url}");
        let response = ask(&url, roots).unwrap();
        assert_eq!((response.status().as_u16(), response.version()), (200, Version::HTTP_2));
        let by_name = url.replace("127.0.0.1", "localhost");
        assert_eq!(ask(&by_name, roots).unwrap().status(), 200);
    }
    let documents = [instance.trusted_root(), instance.signing_config()];
    assert!(documents.iter().all(|document| !document.contains("http://")));
    instance.stop();
}

#[test]
fn who_does_not_know_the_authority_gets_no_connection() {
    let instance = Instance::start(options()).unwrap();
    let other = Instance::start(Options { seed: Some([9; 32]), ..options() }).unwrap();
    for url in urls(&instance) {
        for roots in [None, other.tls_authority()] {
            let host = authority(&url).to_owned();
            let expected = HttpError::Tls { host, fault: TlsFault::UnknownIssuer };
            assert_eq!(ask(&url, roots).err(), Some(expected));
        }
    }
}

#[test]
fn a_client_that_names_no_protocol_gets_http_1_1_and_one_without_tls_nothing() {
    let instance = Instance::start(options()).unwrap();
    let mut roots = RootCertStore::empty();
    let pem = instance.tls_authority().unwrap();
    roots.add(CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider);
    let config = config.with_safe_default_protocol_versions().unwrap();
    let config = Arc::new(config.with_root_certificates(roots).with_no_client_auth());
    let begin = |host: &str| {
        let name = ServerName::try_from("localhost").unwrap();
        let tls = ClientConnection::new(Arc::clone(&config), name).unwrap();
        let stream = TcpStream::connect(authority(instance.fulcio_url())).unwrap();
        let mut stream = StreamOwned::new(tls, stream);
        write!(stream, "GET /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n").unwrap();
        let mut begin = [0; 12];
        stream.read_exact(&mut begin).unwrap();
        String::from_utf8(begin.to_vec()).unwrap()
    };
    assert_eq!(begin("localhost"), "HTTP/1.1 200");
    assert_eq!(begin("example.org"), "HTTP/1.1 421");

    let mut plain = TcpStream::connect(authority(instance.fulcio_url())).unwrap();
    plain.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    let _ = plain.read_to_end(&mut answer);
    assert!(!answer.starts_with(b"HTTP/"), "{answer:?}");
}

#[test]
fn the_authority_is_kept_and_its_key_for_the_owner_alone() {
    let folder = folder("tls-kept");
    let start = || {
        let directory = Some(folder.join("state"));
        let instance = Instance::start(Options { directory, ..options() }).unwrap();
        instance.write(&folder).unwrap();
        fs::read_to_string(folder.join(CA_FILE)).unwrap()
    };
    let first = start();
    assert_eq!(start(), first);
    assert_eq!(first.matches("-----BEGIN CERTIFICATE-----\n").count(), 1);
    assert_eq!(first.matches("-----BEGIN ").count(), 1);
    let files = fs::read_dir(folder.join("state")).unwrap().map(Result::unwrap);
    let names = files.map(|file| {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = file.metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{file:?}");
        }
        file.file_name().into_string().unwrap()
    });
    let mut names: Vec<_> = names.collect();
    names.sort();
    assert_eq!(names, ["journal", "keys", "lock"]);

    let plain = Instance::start(Options { tls: false, ..options() }).unwrap();
    assert_eq!(plain.tls_authority(), None);
}

/// What a program says; `None` if it is not on this machine.
fn said(program: &str, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new(program);
    match command.args(arguments).stdin(std::process::Stdio::null()).output() {
        Ok(output) => {
            let said = [output.stdout, output.stderr].concat();
            Some(String::from_utf8_lossy(&said).into_owned())
        }
        Err(_) => {
            eprintln!("skipped: no {program} on this machine");
            None
        }
    }
}

#[test]
fn openssl_and_curl_find_the_chain_good() {
    let folder = folder("tls-programs");
    let instance = Instance::start(options()).unwrap();
    instance.write(&folder).unwrap();
    let roots = folder.join(CA_FILE);
    let roots = roots.to_str().unwrap();
    let address = authority(instance.fulcio_url());
    let connect = ["s_client", "-connect", address, "-alpn", "h2", "-brief", "-CAfile", roots];
    for name in
        [["-verify_ip", "127.0.0.1"], ["-verify_ip", "::1"], ["-verify_hostname", "localhost"]]
    {
        let Some(said) = said("openssl", &[&connect[..], &name].concat()) else { break };
        assert!(said.contains("Verification: OK"), "{said}");
    }
    if let Some(said) =
        said("openssl", &[&connect[..], &["-verify_hostname", "example.org"]].concat())
    {
        assert!(said.contains("Verification error: hostname mismatch"), "{said}");
    }
    let health = format!("{}/healthz", instance.fulcio_url());
    for version in ["--http1.1", "--http2"] {
        let Some(said) = said("curl", &["-s", version, "--cacert", roots, &health]) else { break };
        assert_eq!(said, r#"{"status":"SERVING"}"#);
    }
}
