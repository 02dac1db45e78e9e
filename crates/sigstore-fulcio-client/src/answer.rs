use sigstore_answer::Unusable;
use sigstore_traits::{Rule, RuleKind};

use crate::Error;

pub(crate) static S_6: Rule = Rule {
    id: "S-6",
    title: "An answer of Fulcio is waited for 30 seconds and read up to 1 MiB.",
    source: "sigstore/sigstore-go pkg/sign/certificate.go; sigstore/rekor-tiles CLIENTS.md, Handling Longer Requests",
    kind: RuleKind::Shape,
    place: "sigstore-fulcio-client Exchange::ABOUT, Exchange::MAX_REPLY",
};

pub(crate) static S_35: Rule = Rule {
    id: "S-35",
    title: "An answer of another status is a refusal, kept with its status, code and message; one without them is kept by its first 200 characters.",
    source: "gRPC-Gateway error body (google.rpc.Status in JSON); sigstore/fulcio pkg/server/grpc_server.go",
    kind: RuleKind::Refusal,
    place: "sigstore-fulcio-client Exchange::reply",
};

/// The most bytes of an answer that are read. A real one has less than 10,000.
pub const MAX_REPLY: usize = 1 << 20;

impl From<Unusable> for Error {
    fn from(unusable: Unusable) -> Self {
        match unusable {
            Unusable::Refused { status, code, message } => Self::Refused { status, code, message },
            Unusable::NotUnderstood { status, content_type, body_start } => {
                Self::NotUnderstood { status, content_type, body_start }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use http::{Response, StatusCode, header};
    use sigstore_transport::{Exchange, Service};

    use super::*;
    use crate::{Configuration, RootCertV1, SigningCertV1, SigningCertV2, TrustBundle};

    fn answer(status: u16, content_type: &str, body: &str) -> Response<Vec<u8>> {
        let mut response = Response::new(body.as_bytes().to_vec());
        *response.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
        let value = content_type.parse().unwrap_or(header::HeaderValue::from_static(""));
        response.headers_mut().insert(header::CONTENT_TYPE, value);
        response
    }

    #[test]
    fn s_6_shape_every_question_has_its_limits() {
        fn limits<E: Exchange>(_: Option<E>) -> (Service, u64, bool, usize) {
            (E::ABOUT.service, E::ABOUT.timeout.as_secs(), E::ABOUT.repeatable, E::MAX_REPLY)
        }
        let expected = (Service::CertificateAuthority, 30, true, 1 << 20);
        assert_eq!(limits(None::<SigningCertV2<'_>>), expected);
        assert_eq!(limits(None::<SigningCertV1<'_>>), expected);
        assert_eq!(limits(Some(TrustBundle)), expected);
        assert_eq!(limits(Some(RootCertV1)), expected);
        assert_eq!(limits(Some(Configuration)), expected);
    }

    #[test]
    fn s_35_kept_a_refusal_in_json() {
        let body = r#"{"code":3,"message":"no","details":[]}"#;
        assert_eq!(
            Configuration.reply(answer(400, "application/json", body)),
            Err(Error::Refused { status: 400, code: Some(3), message: "no".into() }),
        );
    }

    #[test]
    fn s_35_broken_a_refusal_in_another_form() {
        let refusals = ["", "<html>", "[]", r#"{"code":3}"#, r#"{"code":"x","message":"no"}"#];
        for body in refusals {
            assert_eq!(
                Configuration.reply(answer(502, "text/html", body)),
                Err(Error::NotUnderstood {
                    status: 502,
                    content_type: Some("text/html".into()),
                    body_start: body.into(),
                }),
            );
        }
    }

    #[test]
    fn s_35_broken_a_success_of_another_status_or_form() {
        let good = r#"{"issuers":[]}"#;
        assert_eq!(Configuration.reply(answer(200, "application/json", good)), Ok(Vec::new()));
        for (status, body) in [(204, ""), (201, good), (200, "<html>"), (200, "")] {
            let Err(Error::NotUnderstood { status: kept, body_start, .. }) =
                Configuration.reply(answer(status, "text/plain", body))
            else {
                unreachable!("{status} {body}")
            };
            assert_eq!((kept, body_start.as_str()), (status, body));
        }
    }

    #[test]
    fn s_35_broken_long_texts_are_shortened() {
        let long = "ä".repeat(300);
        let body = format!(r#"{{"message":"{long}"}}"#);
        assert_eq!(
            Configuration.reply(answer(400, "application/json", &body)),
            Err(Error::Refused { status: 400, code: None, message: "ä".repeat(200) }),
        );
    }
}
