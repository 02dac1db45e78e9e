//! Whatever a service answers, it is read or refused. The first byte chooses the question.
#![no_main]

use http::Response;
use libfuzzer_sys::fuzz_target;
use sigstore_crypto::AwsLcSuite;
use sigstore_fulcio_client::{Configuration, Proof, SigningCertV1, SigningCertV2, TrustBundle};
use sigstore_oidc_client::{Discovery, KeySetRequest};
use sigstore_rekor_client::{CheckpointV2, CreateEntry, LogInfo};
use sigstore_transport::Exchange;

const STATUSES: [u16; 8] = [200, 201, 400, 404, 409, 422, 500, 503];

fuzz_target!(|input: (u8, u8, &[u8])| {
    let (question, status, body) = input;
    let status = STATUSES[usize::from(status) % STATUSES.len()];
    let response = Response::builder().status(status).header("content-type", "application/json");
    let response =
        response.header("location", "/api/v1/log/entries/00").body(body.to_vec()).unwrap();
    let proof = Proof::Csr { pem: "" };
    match question % 8 {
        0 => drop(SigningCertV2 { token: "", proof }.reply(response)),
        1 => drop(SigningCertV1 { token: "", proof }.reply(response)),
        2 => drop(TrustBundle.reply(response)),
        3 => drop(Configuration.reply(response)),
        4 => drop(CreateEntry { proposed: "", suite: &AwsLcSuite }.reply(response)),
        5 => drop(LogInfo.reply(response)),
        6 => drop(CheckpointV2.reply(response)),
        _ => {
            let issuer = "https://issuer.example";
            drop(KeySetRequest { issuer }.reply(response.clone()));
            drop(Discovery { issuer }.reply(response));
        }
    }
});
