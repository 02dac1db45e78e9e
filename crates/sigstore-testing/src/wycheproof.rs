use std::collections::BTreeMap;
use std::fs;
use std::ops::RangeInclusive;

use serde_json::Value;
use sigstore_traits::{HashAlgorithm, Message, SignatureError, SignatureScheme, SignatureSuite};

use crate::corpus;

/// The Wycheproof vectors of the corpus, and the cases about which the suites decide otherwise.
///
/// A case runs through [`SignatureSuite::key`] and [`SignatureSuite::verify`], with the message
/// and with its digest. A valid one must verify, an invalid one must not; for an exception it is
/// the other way round, so one that no longer holds is a failure.
#[derive(Debug)]
pub struct Wycheproof {
    exceptions: Vec<Exception>,
}

/// What a run found.
#[derive(Clone, Debug, Default)]
pub struct WycheproofReport {
    /// How many files there were.
    pub files: usize,
    /// How many cases there were.
    pub cases: usize,
    /// How many of them verified.
    pub verified: usize,
    /// How many cases each line of the exceptions covers.
    pub exceptions: BTreeMap<String, usize>,
    /// Cases that a suite may take or not, and what it did: `file:number verified` or `refused`.
    pub acceptable: Vec<String>,
    /// What should not be: `file:number`, what it is and what happened.
    pub failures: Vec<String>,
}

#[derive(Debug)]
struct Exception {
    file: String,
    cases: Cases,
    line: String,
}

#[derive(Debug)]
enum Cases {
    Valid,
    Numbers(Vec<RangeInclusive<u64>>),
}

impl Wycheproof {
    /// Reads exceptions, one a line: file, cases, reason, with ` | ` between. Cases are `valid`,
    /// which means all valid ones of the file, or numbers and ranges. `#` begins a comment.
    ///
    /// # Panics
    /// If a line has another form.
    pub fn with_exceptions(text: &str) -> Self {
        let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        Self { exceptions: lines.map(Exception::read).collect() }
    }

    /// Runs all vectors; `None` if the corpus is absent.
    ///
    /// # Panics
    /// If a file is not of the Wycheproof format.
    pub fn run(&self, suite: &impl SignatureSuite) -> Option<WycheproofReport> {
        let mut files: Vec<_> = fs::read_dir(corpus()?.join("wycheproof"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        let mut report = WycheproofReport {
            exceptions: self.exceptions.iter().map(|e| (e.line.clone(), 0)).collect(),
            ..WycheproofReport::default()
        };
        for path in files {
            let file: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
            let name = path.file_name().unwrap().to_str().unwrap();
            report.files += 1;
            for group in file["testGroups"].as_array().unwrap() {
                let verifier = Verifier::of(group, suite);
                for case in group["tests"].as_array().unwrap() {
                    self.judge(name, case, verifier.verifies(case), &mut report);
                }
            }
        }
        let unused = report.exceptions.iter().filter(|(_, count)| **count == 0);
        report.failures.extend(unused.map(|(line, _)| format!("covers no case: {line}")));
        Some(report)
    }

    fn judge(&self, file: &str, case: &Value, verified: bool, report: &mut WycheproofReport) {
        let number = case["tcId"].as_u64().unwrap();
        let is = case["result"].as_str().unwrap();
        let did = if verified { "verified" } else { "refused" };
        report.cases += 1;
        report.verified += usize::from(verified);
        if is == "acceptable" {
            report.acceptable.push(format!("{file}:{number} {did}"));
            return;
        }
        let exception = self.exceptions.iter().find(|exception| exception.covers(file, number, is));
        if let Some(exception) = exception {
            *report.exceptions.entry(exception.line.clone()).or_default() += 1;
        }
        if verified != ((is == "valid") ^ exception.is_some()) {
            let (comment, exception) = (&case["comment"], exception.map(|e| &e.line));
            report.failures.push(format!(
                "{file}:{number} is {is} and was {did}: {comment}, exception {exception:?}"
            ));
        }
    }
}

impl Exception {
    fn read(line: &str) -> Self {
        let parts: Vec<&str> = line.split(" | ").collect();
        let [file, cases, _reason] = parts[..] else {
            panic!("not `file | cases | reason`: {line}");
        };
        Self {
            file: file.to_owned(),
            cases: match cases {
                "valid" => Cases::Valid,
                numbers => Cases::Numbers(numbers.split(' ').map(range).collect()),
            },
            line: line.to_owned(),
        }
    }

    fn covers(&self, file: &str, number: u64, is: &str) -> bool {
        let case = match &self.cases {
            Cases::Valid => is == "valid",
            Cases::Numbers(ranges) => ranges.iter().any(|range| range.contains(&number)),
        };
        case && self.file == file
    }
}

/// `7` or `7-9`.
fn range(text: &str) -> RangeInclusive<u64> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    first.parse().unwrap()..=last.parse().unwrap()
}

/// The key and the scheme of a group; `None` if the suite has no such thing.
struct Verifier<'s, S: SignatureSuite> {
    suite: &'s S,
    key: Option<S::Key>,
    scheme: Option<SignatureScheme>,
}

impl<'s, S: SignatureSuite> Verifier<'s, S> {
    fn of(group: &Value, suite: &'s S) -> Self {
        Self { suite, key: suite.key(&hex(&group["publicKeyDer"])).ok(), scheme: scheme(group) }
    }

    fn verifies(&self, case: &Value) -> bool {
        let (Some(key), Some(scheme)) = (&self.key, self.scheme) else {
            return false;
        };
        let (message, signature) = (hex(&case["msg"]), hex(&case["sig"]));
        let verify = |message| self.suite.verify(key, scheme, message, &signature);
        let verdict = verify(Message::Bytes(&message));
        assert!(matches!(verdict, Ok(()) | Err(SignatureError::Invalid)));
        if let Some(hash) = scheme.hash() {
            let digest = self.suite.digest(hash, &[&message]);
            assert_eq!(verify(Message::Digest(&digest)), verdict);
        }
        verdict.is_ok()
    }
}

fn scheme(group: &Value) -> Option<SignatureScheme> {
    let hash = match group["sha"].as_str() {
        Some("SHA-256") => Some(HashAlgorithm::Sha256),
        Some("SHA-384") => Some(HashAlgorithm::Sha384),
        Some("SHA-512") => Some(HashAlgorithm::Sha512),
        _ => None,
    };
    match group["type"].as_str().unwrap() {
        "EcdsaVerify" | "EcdsaP1363Verify" => hash.map(SignatureScheme::Ecdsa),
        "RsassaPkcs1Verify" => hash.map(SignatureScheme::RsaPkcs1),
        "RsassaPssVerify" | "RsassaPssWithParametersVerify" => hash.map(SignatureScheme::RsaPss),
        "EddsaVerify" => Some(SignatureScheme::Ed25519),
        other => panic!("unknown type {other}"),
    }
}

fn hex(value: &Value) -> Vec<u8> {
    let text = value.as_str().unwrap();
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}
