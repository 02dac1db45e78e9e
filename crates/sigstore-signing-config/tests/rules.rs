//! Each rule on one good signing config, and on it with one change.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use sigstore_json::{Error as JsonError, ErrorKind};
use sigstore_signing_config::{
    Error, List, MAX_SERVICES, MEDIA_TYPES, Selector, Services, SigningConfig,
};
use sigstore_traits::{Refusal, UnixTime};
use sigstore_trust_root::ClientTrustConfig;

/// Two Rekor v2 shards of one operator and one of another, and a v1 log; all that is needed.
const GOOD: &str = r#"{
  "mediaType": "application/vnd.dev.sigstore.signingconfig.v0.2+json",
  "caUrls": [
    {"url": "https://ca.example", "majorApiVersion": 1,
      "validFor": {"start": "2025-02-01T00:00:00Z"}, "operator": "a.example"},
    {"url": "https://old.ca.example", "majorApiVersion": 1,
      "validFor": {"start": "2024-01-01T00:00:00Z", "end": "2025-03-01T00:00:00Z"}, "operator": "a.example"}
  ],
  "oidcUrls": [
    {"url": "https://issuer.example", "majorApiVersion": 1,
      "validFor": {"start": "2025-01-01T00:00:00Z"}, "operator": "a.example"}
  ],
  "rekorTlogUrls": [
    {"url": "https://next.log.example", "majorApiVersion": 2,
      "validFor": {"start": "2027-01-01T00:00:00Z"}, "operator": "a.example"},
    {"url": "https://log.example", "majorApiVersion": 2,
      "validFor": {"start": "2026-01-01T00:00:00Z"}, "operator": "a.example"},
    {"url": "https://last.log.example", "majorApiVersion": 2,
      "validFor": {"start": "2025-01-01T00:00:00Z"}, "operator": "a.example"},
    {"url": "https://other.log.example", "majorApiVersion": 2,
      "validFor": {"start": "2025-01-01T00:00:00Z"}, "operator": "b.example"},
    {"url": "https://v1.log.example", "majorApiVersion": 1,
      "validFor": {"start": "2020-01-01T00:00:00Z"}, "operator": "c.example"}
  ],
  "rekorTlogConfig": {"selector": "ANY"},
  "tsaUrls": [
    {"url": "https://tsa.example/api/v1/timestamp", "majorApiVersion": 1,
      "validFor": {"start": "2025-01-01T00:00:00Z"}, "operator": "a.example"}
  ],
  "tsaConfig": {"selector": "EXACT", "count": 1}
}"#;

/// 2026-06-01T00:00:00Z
const NOW: UnixTime = UnixTime::from_seconds(1_780_272_000);

fn changed(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "nothing to change: {from}");
    GOOD.replacen(from, to, 1)
}

fn parse(json: &str) -> Result<SigningConfig, Error> {
    SigningConfig::parse(json.as_bytes())
}

fn services(json: &str) -> Result<Services, Error> {
    parse(json)?.services(NOW)
}

fn logs(json: &str) -> Vec<String> {
    let logs = services(json).unwrap().recorders.logs;
    logs.into_iter().map(|log| log.url).collect()
}

fn json_error(place: &str, kind: ErrorKind) -> Error {
    Error::Json(JsonError { kind, place: place.into() })
}

#[test]
fn s_57_kept_both_media_types() {
    assert_eq!(parse(GOOD).unwrap().media_type, MEDIA_TYPES[0]);
    let v01 = r#"{
        "mediaType": "application/vnd.dev.sigstore.signingconfig.v0.1+json",
        "caUrl": "https://ca.example", "oidcUrl": "https://issuer.example",
        "tlogUrls": ["https://log.example", "https://other.log.example"], "more": 1
    }"#;
    let config = parse(v01).unwrap();
    assert_eq!(config.media_type, MEDIA_TYPES[1]);
    assert_eq!(config.unknown_members, ["$.more"]);
    let services = config.services(NOW).unwrap();
    assert_eq!(services.ca.url, "https://ca.example");
    assert_eq!(services.oidc.url, "https://issuer.example");
    assert_eq!(services.recorders.logs.len(), 1);
    assert_eq!(services.recorders.logs[0].version, 1);
    assert_eq!(services.recorders.tsas, []);
}

#[test]
fn s_57_broken_another_media_type() {
    let found = "application/vnd.dev.sigstore.signingconfig.v0.3+json";
    assert_eq!(
        parse(&changed("v0.2+json", "v0.3+json")).unwrap_err(),
        Error::MediaType { place: "$.mediaType".into(), found: found.into() }
    );
    let none = changed("\"mediaType\"", "\"mediatype\"");
    assert_eq!(
        parse(&none).unwrap_err(),
        json_error("$", ErrorKind::MissingMember { name: "mediaType" })
    );
}

#[test]
fn s_58_kept_every_member_is_read_and_unknown_ones_are_told() {
    let config = parse(&changed("\"operator\": \"a.example\"}", "\"region\": 1}")).unwrap();
    assert_eq!(config.unknown_members, ["$.caUrls[0].region"]);
    assert_eq!(config.certificate_authorities[0].operator, "");
    assert_eq!(config.certificate_authorities[1].place, "$.caUrls[1]");
    assert_eq!(config.logs.len(), 5);
    assert_eq!(config.log_selector, Selector::Any);
    assert_eq!(config.timestamp_authority_selector, Selector::Exact(1));
}

#[test]
fn s_58_broken_members_of_a_service() {
    let url = |found: &str| Error::Url { place: "$.caUrls[0].url".into(), found: found.into() };
    for found in ["ca.example", "ftp://ca.example", "https://", ""] {
        assert_eq!(parse(&changed("https://ca.example", found)).unwrap_err(), url(found));
    }
    assert_eq!(
        parse(&changed("\"start\": \"2025-02-01T00:00:00Z\"", "")).unwrap_err(),
        Error::MissingStart { place: "$.caUrls[0].validFor.start".into() }
    );
    assert_eq!(
        parse(&changed("\"validFor\": {\"start\": \"2025-02-01T00:00:00Z\"}", "\"a\": 1"))
            .unwrap_err(),
        Error::MissingStart { place: "$.caUrls[0].validFor.start".into() }
    );
    assert_eq!(
        parse(&changed("2025-02-01T00:00:00Z", "2025-02-01")).unwrap_err(),
        Error::Timestamp { place: "$.caUrls[0].validFor.start".into(), found: "2025-02-01".into() }
    );
    assert_eq!(
        parse(&changed("\"majorApiVersion\": 1", "\"majorApiVersion\": 4294967296")).unwrap_err(),
        Error::Number { place: "$.caUrls[0].majorApiVersion".into(), found: 1 << 32 }
    );
}

#[test]
fn s_58_broken_selectors() {
    let place = || "$.rekorTlogConfig.selector".to_owned();
    for found in ["SERVICE_SELECTOR_UNDEFINED", "any", ""] {
        assert_eq!(
            parse(&changed("\"ANY\"", &format!("\"{found}\""))).unwrap_err(),
            Error::Selector { place: place(), found: found.into() }
        );
    }
    for without in ["\"rekorTlogConfig\": {}", "\"more\": {}"] {
        assert_eq!(
            parse(&changed("\"rekorTlogConfig\": {\"selector\": \"ANY\"}", without)).unwrap_err(),
            Error::Selector { place: place(), found: "nothing".into() }
        );
    }
    for count in ["", ", \"count\": 0", ", \"count\": null"] {
        assert_eq!(
            parse(&changed(", \"count\": 1", count)).unwrap_err(),
            Error::Count { place: "$.tsaConfig.count".into() }
        );
    }
}

#[test]
fn s_58_broken_too_many_services() {
    let service = r#"{"url": "https://a.example", "validFor": {"start": "2025-02-01T00:00:00Z"}},"#;
    let many = changed("\"caUrls\": [", &format!("\"caUrls\": [{}", service.repeat(MAX_SERVICES)));
    assert_eq!(parse(&many).unwrap_err().code(), "json-too-many-elements");
}

#[test]
fn s_59_kept_the_ends_of_a_period_belong_to_it() {
    let config = parse(GOOD).unwrap();
    for (now, url) in [
        // The last second of the old authority's period, and a month before.
        (1_738_367_999, "https://old.ca.example"),
        (1_738_368_000, "https://ca.example"),
        (1_740_787_200, "https://ca.example"),
    ] {
        let now = UnixTime::from_seconds(now);
        assert_eq!(config.certificate_authority(now).unwrap().url, url);
    }
    let mut old = config;
    old.certificate_authorities.remove(0);
    let end = UnixTime::from_seconds(1_740_787_200);
    assert_eq!(old.certificate_authority(end).unwrap().url, "https://old.ca.example");
}

#[test]
fn s_59_broken_periods_and_versions() {
    let none = |listed, now| Error::NoService { list: List::CertificateAuthorities, listed, now };
    let early = UnixTime::from_seconds(1_700_000_000);
    assert_eq!(parse(GOOD).unwrap().services(early).unwrap_err(), none(2, early));
    for version in ["\"majorApiVersion\": 0", "\"majorApiVersion\": 2", "\"majorApiVersion\": null"]
    {
        let json = changed("\"majorApiVersion\": 1", version);
        assert_eq!(services(&json).unwrap_err(), none(2, NOW));
    }
}

#[test]
fn s_60_kept_the_newest_of_the_highest_version() {
    // The order of the list does not matter: the start does.
    let later = changed(
        "\"start\": \"2024-01-01T00:00:00Z\", \"end\": \"2025-03-01T00:00:00Z\"",
        "\"start\": \"2026-01-01T00:00:00Z\"",
    );
    assert_eq!(services(&later).unwrap().ca.url, "https://old.ca.example");
    let equal = changed(
        "\"start\": \"2024-01-01T00:00:00Z\", \"end\": \"2025-03-01T00:00:00Z\"",
        "\"start\": \"2025-02-01T00:00:00Z\"",
    );
    assert_eq!(services(&equal).unwrap().ca.url, "https://ca.example");
}

#[test]
fn s_60_broken_no_issuer() {
    let json = changed("\"oidcUrls\"", "\"oidcurls\"");
    let error = Error::NoService { list: List::Issuers, listed: 0, now: NOW };
    assert_eq!(services(&json).unwrap_err(), error);
    // A managed key asks for none.
    assert!(parse(&json).unwrap().recorders(NOW).is_ok());
}

#[test]
fn s_61_kept_any_all_and_exact() {
    let (mine, other) = ("https://log.example", "https://other.log.example");
    assert_eq!(logs(GOOD), [mine]);
    assert_eq!(logs(&changed("\"ANY\"", "\"ALL\"")), [mine, other]);
    assert_eq!(logs(&changed("\"ANY\"", "\"EXACT\", \"count\": 1")), [mine]);
    assert_eq!(logs(&changed("\"ANY\"", "\"EXACT\", \"count\": \"2\"")), [mine, other]);
    // Without a v2 log of today the v1 log serves.
    let v1 = GOOD.replace("\"majorApiVersion\": 2", "\"majorApiVersion\": 3");
    assert_eq!(logs(&v1), ["https://v1.log.example"]);
}

#[test]
fn s_61_broken_too_few_operators() {
    let json = changed("\"ANY\"", "\"EXACT\", \"count\": 3");
    let error = Error::TooFew { list: List::Logs, found: 2, count: 3, now: NOW };
    assert_eq!(services(&json).unwrap_err(), error);
    assert_eq!(
        error.to_string(),
        "there are too few services to sign with at rekorTlogUrls: found 2 operators, \
         expected 3 of version 1 or 2 at 2026-06-01T00:00:00Z (S-61)"
    );
    let none = GOOD
        .replace("https://tsa.example", "https://tsb.example")
        .replace("\"EXACT\", \"count\": 1", "\"EXACT\", \"count\": 2");
    let error = Error::TooFew { list: List::TimestampAuthorities, found: 1, count: 2, now: NOW };
    assert_eq!(services(&none).unwrap_err(), error);
    let no_log = changed("\"rekorTlogUrls\"", "\"tlogUrls\"");
    let error = Error::NoService { list: List::Logs, listed: 0, now: NOW };
    assert_eq!(services(&no_log).unwrap_err(), error);
}

#[test]
fn s_63_kept_a_v1_log_needs_no_timestamp_authority() {
    let without =
        changed("\"tsaUrls\"", "\"tsaurls\"").replace("\"EXACT\", \"count\": 1", "\"ANY\"");
    let v1 = without.replace("\"majorApiVersion\": 2", "\"majorApiVersion\": 3");
    let recorders = services(&v1).unwrap().recorders;
    assert_eq!((recorders.logs.len(), recorders.tsas.len()), (1, 0));
}

#[test]
fn s_63_broken_a_v2_log_needs_one() {
    let without =
        changed("\"tsaUrls\"", "\"tsaurls\"").replace("\"EXACT\", \"count\": 1", "\"ANY\"");
    let error = Error::NoTime { log: "https://log.example".into(), now: NOW };
    assert_eq!(services(&without).unwrap_err(), error);
}

#[test]
fn s_57_kept_inside_a_client_trust_config() {
    let json = format!(
        r#"{{
            "mediaType": "application/vnd.dev.sigstore.clienttrustconfig.v0.1+json",
            "trustedRoot": {{"mediaType": "application/vnd.dev.sigstore.trustedroot.v0.2+json"}},
            "signingConfig": {GOOD}
        }}"#
    );
    let value = sigstore_json::parse(json.as_bytes(), &sigstore_trust_root::LIMITS).unwrap();
    let config = ClientTrustConfig::read(value.node()).unwrap();
    let signing = SigningConfig::read(config.signing_config).unwrap();
    assert_eq!(signing.services(NOW), services(GOOD));
    assert_eq!(signing.logs[0].place, "$.signingConfig.rekorTlogUrls[0]");
}
