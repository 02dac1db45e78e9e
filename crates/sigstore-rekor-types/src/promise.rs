use sigstore_json::{Number, Value, base64, canonical};
use sigstore_traits::{LogId, Rule, RuleKind};

pub(crate) static V_75: Rule = Rule {
    id: "V-75",
    title: "An inclusion promise signs RFC 8785 JSON of the body, its time, the log's id and the index in the whole log.",
    source: "sigstore protobuf-specs sigstore_rekor.proto, InclusionPromise; RFC 8785",
    kind: RuleKind::Acceptance,
    place: "sigstore-rekor-types set_payload",
};

/// The bytes that a signed entry timestamp (SET) of Rekor v1 is over.
///
/// ```text
/// {"body":"<base64>","integratedTime":1689177396,"logID":"<hex>","logIndex":27122123}
/// ```
///
/// `log_index` is the index of the entry, not that of its inclusion proof.
pub fn set_payload(body: &[u8], integrated_time: i64, log_id: &LogId, log_index: u64) -> Vec<u8> {
    let time = match u64::try_from(integrated_time) {
        Ok(time) => Number::Unsigned(time),
        Err(_) => Number::Negative(integrated_time),
    };
    format!(
        r#"{{"body":"{}","integratedTime":{},"logID":"{log_id}","logIndex":{}}}"#,
        base64(body),
        canonical(&Value::Number(time)),
        canonical(&Value::Number(Number::Unsigned(log_index))),
    )
    .into_bytes()
}
