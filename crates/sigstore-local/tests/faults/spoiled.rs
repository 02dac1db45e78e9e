//! What is done instead of answering.

use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use serde_json::{Value, json};

use crate::fault::Fault;
use crate::message::Message;
use crate::step::Step;

/// What a server does with a question.
pub(crate) enum Deed {
    /// Writes this and ends the connection.
    End(Vec<u8>),
    /// Writes this and cuts the connection.
    Cut(Vec<u8>),
    /// Writes this and keeps the connection, silently.
    Hold(Vec<u8>),
    /// Writes this, and then spaces without end, slowly.
    Drip(Vec<u8>),
    /// Writes this, and then parts without end.
    Pour(Vec<u8>, Vec<u8>),
}

/// Answers the questions of one step with one fault.
pub(crate) struct Spoiler {
    pub(crate) step: Step,
    pub(crate) fault: Option<Fault>,
    /// Whose answers they are.
    pub(crate) upstream: String,
    /// An answer to an earlier question.
    pub(crate) earlier: Option<Message>,
}

/// More than any client reads.
const TOO_LARGE: usize = 1 << 40;

impl Spoiler {
    /// What is done with the question of this number, from 1. `last` gets what the service said.
    pub(crate) fn deed(
        &self,
        question: &Message,
        number: usize,
        last: &mut Option<Message>,
    ) -> Deed {
        let Some(fault) = self.fault else { return Deed::End(self.told(question, last).bytes()) };
        if number > failures(fault) {
            return Deed::End(self.told(question, last).bytes());
        }
        match fault {
            Fault::Reset => Deed::Cut(Vec::new()),
            Fault::Silent => Deed::Hold(Vec::new()),
            Fault::NotHttp => Deed::End(b"220 mail.example ESMTP\r\n".to_vec()),
            Fault::Bad => refuse(400),
            Fault::Failing => refuse(500),
            Fault::Busy | Fault::BusyTwice => refuse(503),
            Fault::TooMany => Deed::End(refusal(429).with("retry-after", "3").bytes()),
            Fault::Redirect => {
                let elsewhere = "http://elsewhere.example/";
                Deed::End(refusal(307).with("location", elsewhere).bytes())
            }
            Fault::Empty => Deed::End(Message::answer(200, "application/json", "").bytes()),
            Fault::LostAndBad if number > 1 => refuse(400),
            Fault::Lost | Fault::LostAndBad => {
                self.told(question, last);
                refuse(502)
            }
            _ => self.spoil(fault, &self.told(question, last)),
        }
    }

    /// What the service says, perhaps to another question than was asked.
    fn told(&self, question: &Message, last: &mut Option<Message>) -> Message {
        let question = match (self.step, self.fault) {
            // TimeStampReq: the digest is an OCTET STRING of 32 bytes, the nonce stands last.
            (Step::Timestamp, Some(Fault::SomebodyElse)) => {
                let digest = position(&question.body, &[0x04, 0x20]) + 2;
                question.with_body(flipped(&question.body, digest))
            }
            (Step::Timestamp, Some(Fault::Stale)) => {
                question.with_body(flipped(&question.body, question.body.len() - 1))
            }
            _ => question.clone(),
        };
        let answer = question.ask(&self.upstream);
        *last = Some(answer.clone());
        answer
    }

    /// The answer, as the fault makes it.
    fn spoil(&self, fault: Fault, answer: &Message) -> Deed {
        let whole = answer.bytes();
        let half = whole.len() - answer.body.len().div_ceil(2);
        let half = || whole[..half].to_vec();
        Deed::End(match fault {
            Fault::ResetInBody => return Deed::Cut(half()),
            Fault::Stalled => return Deed::Hold(half()),
            Fault::Truncated => half(),
            Fault::Dripping => return Deed::Drip(answer.with_body("").bytes_of_length(1_000)),
            Fault::Oversized => return Deed::Hold(answer.bytes_of_length(TOO_LARGE)),
            Fault::Endless => {
                let chunk = [b"10000\r\n", &[b' '; 0x10000][..], b"\r\n"].concat();
                return Deed::Pour(answer.chunked_head(), chunk);
            }
            Fault::WrongType => answer.with("content-type", "text/html").bytes(),
            Fault::Garbage => answer.with_body(b"<html>\xff\0".to_vec()).bytes(),
            Fault::Signature => answer.with_body(self.other_signature(&answer.body)).bytes(),
            Fault::Checkpoint => answer.with_body(self.other_checkpoint(&answer.body)).bytes(),
            Fault::SomebodyElse if self.step == Step::Token => self.somebody_else().bytes(),
            // The service itself was another one, or another question was asked.
            Fault::Sct | Fault::SomebodyElse | Fault::Stale => {
                self.earlier.as_ref().unwrap_or(answer).bytes()
            }
            other => panic!("{other:?} is no change of an answer"),
        })
    }

    fn other_signature(&self, body: &[u8]) -> Vec<u8> {
        match self.step {
            Step::Token => change(body, "/id_token", |token| {
                let (signed, signature) = token.rsplit_once('.').unwrap();
                let signature = Base64UrlUnpadded::decode_vec(signature).unwrap();
                let signature = Base64UrlUnpadded::encode_string(&flipped(&signature, 40));
                format!("{signed}.{signature}")
            }),
            Step::Certificate => {
                let leaf = "/signedCertificateEmbeddedSct/chain/certificates/0";
                change(body, leaf, |pem| {
                    let base64: String = pem.lines().filter(|it| !it.starts_with('-')).collect();
                    let der = Base64::decode_vec(&base64).unwrap();
                    write_pem(&flipped(&der, der.len() - 1))
                })
            }
            // The signature of the signer stands last in a TimeStampResp.
            Step::Timestamp => flipped(body, body.len() - 1),
            Step::LogV1 => change(body, "/*/verification/signedEntryTimestamp", |text| {
                let signature = Base64::decode_vec(text).unwrap();
                Base64::encode_string(&flipped(&signature, signature.len() - 1))
            }),
            other => panic!("{other:?} has no signature"),
        }
    }

    fn other_checkpoint(&self, body: &[u8]) -> Vec<u8> {
        let place = match self.step {
            Step::LogV1 => "/*/verification/inclusionProof/checkpoint",
            Step::LogV2 => "/inclusionProof/checkpoint/envelope",
            other => panic!("{other:?} has no checkpoint"),
        };
        // The signature is the last word of the note.
        change(body, place, |note| {
            let (before, signature) = note.trim_end().rsplit_once(' ').unwrap();
            let bytes = Base64::decode_vec(signature).unwrap();
            let signature = Base64::encode_string(&flipped(&bytes, bytes.len() - 1));
            format!("{before} {signature}\n")
        })
    }

    /// The token of another person, who never saw this sign-in.
    fn somebody_else(&self) -> Message {
        let claims = json!({"email": "mallory@example.org", "email_verified": true}).to_string();
        let mint = Message::request("POST /mint", &self.upstream, "application/json", &claims);
        let token = String::from_utf8(mint.ask(&self.upstream).body).unwrap();
        let body = json!({"id_token": token, "access_token": "a", "token_type": "bearer"});
        Message::answer(200, "application/json", &body.to_string())
    }
}

/// How often a service fails in this way before it is well again.
fn failures(fault: Fault) -> usize {
    match fault {
        Fault::TooMany | Fault::Lost => 1,
        Fault::BusyTwice => 2,
        _ => usize::MAX,
    }
}

fn refuse(status: u16) -> Deed {
    Deed::End(refusal(status).bytes())
}

fn refusal(status: u16) -> Message {
    Message::answer(status, "application/json", r#"{"code":13,"message":"no"}"#)
}

/// The bytes with one bit turned.
fn flipped(bytes: &[u8], position: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[position] ^= 1;
    bytes
}

fn position(bytes: &[u8], wanted: &[u8]) -> usize {
    bytes.windows(wanted.len()).position(|window| window == wanted).unwrap()
}

/// The JSON with one string changed; `*` at the beginning is the name of the only member.
fn change(body: &[u8], pointer: &str, change: impl FnOnce(&str) -> String) -> Vec<u8> {
    let mut json: Value = serde_json::from_slice(body).unwrap();
    let (inside, pointer) = match pointer.strip_prefix("/*") {
        Some(rest) => (json.as_object_mut().unwrap().values_mut().next().unwrap(), rest),
        None => (&mut json, pointer),
    };
    let text = inside.pointer_mut(pointer).unwrap();
    *text = change(text.as_str().unwrap()).into();
    serde_json::to_vec(&json).unwrap()
}

fn write_pem(der: &[u8]) -> String {
    let base64 = Base64::encode_string(der);
    let lines: Vec<_> =
        base64.as_bytes().chunks(64).map(|line| str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
}
