//! The files of a dump: data, no code.

use sigstore_record::Half;
use sigstore_record::Side::{Reply, Request};

use crate::dump::{Files, Item, Source};
use crate::index::{ARTIFACT, Look};
use crate::take;

const CERTIFY: &[&str] = &["fulcio-v1-signing-cert", "fulcio-v2-signing-cert"];
const PROMISE: &[&str] = &["ct-add-pre-chain", "ct-add-chain"];
const STAMP: &[&str] = &["tsa-timestamp"];
const LOG: &[&str] = &["rekor-v1-create-entry", "rekor-v2-create-entry"];
/// Where a token comes from; one that was there before is first seen on its way to Fulcio.
const TOKEN: &[Source] =
    &[(&["oidc-token", "oidc-mint", "ambient-token"], Reply), (CERTIFY, Request)];
/// A log that has the entry already does not answer with it: it is read then.
const LOGGED: &[Source] = &[(LOG, Reply), (&["rekor-v1-entry"], Reply)];

/// Only Rekor v1 makes promises.
const V1: &[&str] = &["=set-payload.json"];
const STATEMENT: &[&str] = &["statement.json"];
const STATEMENT_V1: &[&str] = &["statement.json", "=set-payload.json"];

const fn item(
    name: &'static str,
    sources: &'static [Source],
    take: fn(&Files<'_>, &Half<'_>) -> Option<Vec<u8>>,
    looks: &'static [Look],
) -> Item {
    Item { name, sources, take, looks }
}

const SHOW_HEADER: &[Look] = &[Look(&[], "jq -c . %own%")];
const SHOW_CLAIMS: &[Look] = &[Look(&[], "jq -r '.iss, .email // .sub' %own%")];
const SHOW_TOKEN: &[Look] = &[Look(
    &[],
    r#"diff <(jq -Rr 'split(".")[1] | gsub("-"; "+") | gsub("_"; "/")' %own% | base64 -d 2>/dev/null | jq -S .) <(jq -S . %jwt-claims.json%)"#,
)];
const SHOW_PROMISE: &[Look] = &[
    Look(
        &[],
        "jq -r --slurpfile s %own% '.ctlogs[] | select(.logId.keyId == $s[0].id) | .baseUrl' %trusted_root.json%",
    ),
    Look(&[], "jq -r .id %own% | base64 -d | xxd -p -c 32"),
];

/// In the order of a life. Of two of one name the first that can be made counts.
pub(crate) static ITEMS: &[Item] = &[
    item(
        ARTIFACT,
        &[(&["artifact"], Request)],
        take::body,
        &[
            Look(
                STATEMENT,
                "diff <(openssl dgst -sha256 -binary %own% | xxd -p -c 32) <(jq -r '.subject[0].digest.sha256' %statement.json%)",
            ),
            Look(
                V1,
                "diff <(openssl dgst -sha256 -binary %own% | xxd -p -c 32) <(jq -r .spec.data.hash.value %hashedrekord.json%)",
            ),
            Look(
                &[],
                "diff <(openssl dgst -sha256 -binary %own% | base64) <(jq -r .hashedRekordRequestV002.digest %hashedrekord.json%)",
            ),
            Look(&[], "openssl dgst -sha256 -r %own%"),
        ],
    ),
    item(
        "statement.json",
        &[(&["statement"], Request)],
        take::body,
        &[
            Look(
                &[],
                "diff <(jq -r .dsseEnvelope.payload %bundle.sigstore.json% | base64 -d) %own%",
            ),
            Look(&[], "jq -r .predicateType %own%"),
        ],
    ),
    item(
        "trusted_root.json",
        &[(&["trusted-root"], Request)],
        take::body,
        &[Look(&[], "jq -r '.tlogs[].baseUrl, .certificateAuthorities[].uri' %own%")],
    ),
    item(
        "signing_config.json",
        &[(&["signing-config"], Request)],
        take::body,
        &[Look(&[], "jq -r '.caUrls[].url' %own%")],
    ),
    item(
        "openid-configuration.json",
        &[(&["oidc-discovery"], Reply)],
        take::body,
        &[Look(&[], "jq -r .token_endpoint %own%")],
    ),
    item(
        "authorize.url",
        &[(&["oidc-authorization"], Request)],
        take::authorize_url,
        &[Look(&[], r#"jq -Rr 'split("?")[1] | split("&")[]' %own%"#)],
    ),
    item(
        "token-response.json",
        &[(&["oidc-token"], Reply)],
        take::body,
        &[Look(&[], "jq -c keys %own%")],
    ),
    item(
        "jwks.json",
        &[(&["oidc-key-set"], Reply)],
        take::body,
        &[Look(&[], "jq -c '.keys[] | [.kid, .kty]' %own%")],
    ),
    item("jwt", TOKEN, take::token_exposed, SHOW_TOKEN),
    item("jwt.redacted", TOKEN, take::token_redacted, SHOW_TOKEN),
    item("jwt-header.json", TOKEN, take::token_header, SHOW_HEADER),
    item("jwt-claims.json", TOKEN, take::token_claims, SHOW_CLAIMS),
    item(
        "cert-req.json",
        &[(CERTIFY, Request)],
        take::body,
        &[
            Look(&[], "diff <(jq -r .certificateSigningRequest %own% | base64 -d) %csr.pem%"),
            Look(
                &["signing-cert-response.pem"],
                "diff <(jq -r .publicKey.content %own% | base64 -d | openssl pkey -pubin -pubout) <(openssl x509 -in %chain.pem% -noout -pubkey)",
            ),
            Look(
                &[],
                "diff <(jq -r .publicKeyRequest.publicKey.content %own% | openssl pkey -pubin -pubout) <(openssl x509 -in %chain.pem% -noout -pubkey)",
            ),
            Look(&[], "jq -c keys %own%"),
        ],
    ),
    item(
        "csr.pem",
        &[(CERTIFY, Request)],
        take::csr,
        &[
            Look(
                &[],
                "diff <(openssl req -in %own% -noout -pubkey) <(openssl x509 -in %chain.pem% -noout -pubkey)",
            ),
            Look(&[], "openssl req -in %own% -noout -pubkey"),
        ],
    ),
    item("sct.json", &[(PROMISE, Reply)], take::body, SHOW_PROMISE),
    item(
        "signing-cert-response.json",
        &[(CERTIFY, Reply)],
        take::json_body,
        &[
            Look(&[], "diff -B <(jq -r '.[].chain.certificates[]' %own%) %chain.pem%"),
            Look(&[], "jq . %own%"),
        ],
    ),
    item(
        "signing-cert-response.pem",
        &[(CERTIFY, Reply)],
        take::other_body,
        &[Look(&[], "diff -B %own% %chain.pem%")],
    ),
    item(
        "chain.pem",
        &[(CERTIFY, Reply)],
        take::chain,
        &[Look(&[], "openssl x509 -in %own% -noout -dates -ext subjectAltName")],
    ),
    item("sct.json", &[(CERTIFY, Reply)], take::sct, SHOW_PROMISE),
    item(
        "timestamp-request.tsq",
        &[(STAMP, Request)],
        take::body,
        &[Look(&[], "openssl ts -query -in %own% -text")],
    ),
    item(
        "timestamp-response.tsr",
        &[(STAMP, Reply)],
        take::body,
        &[Look(&[], "openssl ts -reply -in %own% -text")],
    ),
    item(
        "crt.b64",
        &[(LOG, Request)],
        take::certificate,
        &[
            Look(&[], "diff <(base64 -d %own% | openssl x509) <(openssl x509 -in %chain.pem%)"),
            Look(&[], "base64 -d %own% | openssl x509 -noout -dates"),
        ],
    ),
    item(
        "sig.b64",
        &[(LOG, Request)],
        take::signature,
        &[
            Look(STATEMENT, "base64 -d %own% | openssl asn1parse -inform DER"),
            Look(
                &[],
                "openssl dgst -sha256 -verify <(openssl x509 -in %chain.pem% -noout -pubkey) -signature <(base64 -d %own%) %data%",
            ),
            Look(&[], "base64 -d %own% | openssl asn1parse -inform DER"),
        ],
    ),
    item(
        "hashedrekord.json",
        &[(LOG, Request)],
        take::body,
        &[Look(
            &[],
            "diff <(jq -r '.spec.signature.content // .hashedRekordRequestV002.signature.content // (.spec.proposedContent.envelope | fromjson | .signatures[0].sig)' %own%) %sig.b64%",
        )],
    ),
    item(
        "logentry.json",
        LOGGED,
        take::log_entry,
        &[
            Look(
                STATEMENT_V1,
                "diff <(openssl dgst -sha256 -binary %statement.json% | xxd -p -c 32) <(jq -r .body %own% | base64 -d | jq -r .spec.payloadHash.value)",
            ),
            Look(
                V1,
                "diff <(jq -r .body %own% | base64 -d | jq -S .) <(jq -S . %hashedrekord.json%)",
            ),
            Look(
                &[],
                "diff <(jq -r .canonicalizedBody %own% | base64 -d | jq -S .spec.hashedRekordV002.signature) <(jq -S .hashedRekordRequestV002.signature %hashedrekord.json%)",
            ),
        ],
    ),
    item(
        "set-payload.json",
        LOGGED,
        take::promise_payload,
        &[Look(
            &[],
            "diff <(jq -S . %own%) <(jq -S '{body, integratedTime, logID, logIndex}' %logentry.json%)",
        )],
    ),
    item(
        "checkpoint.txt",
        LOGGED,
        take::checkpoint,
        &[
            Look(
                V1,
                "diff <(jq -Rrn '[inputs][2]' %own% | base64 -d | xxd -p -c 32) <(jq -r .rootHash %inclusion-proof.json%)",
            ),
            Look(
                &[],
                "diff <(jq -Rrn '[inputs][2]' %own%) <(jq -r .rootHash %inclusion-proof.json%)",
            ),
        ],
    ),
    item(
        "inclusion-proof.json",
        LOGGED,
        take::inclusion_proof,
        &[Look(&[], "jq -c '[.logIndex, .treeSize, (.hashes | length)]' %own%")],
    ),
    item(
        "bundle.sigstore.json",
        &[(&["bundle"], Request)],
        take::body,
        &[
            Look(
                &[],
                "diff <(jq -r '.messageSignature.signature // .dsseEnvelope.signatures[0].sig' %own%) %sig.b64%",
            ),
            Look(&[], "jq -r .mediaType %own%"),
        ],
    ),
    item(
        "report.json",
        &[],
        take::body,
        &[Look(&[], r#"jq -r '.outcome, (.checks[] | .check + " " + .outcome)' %own%"#)],
    ),
];
