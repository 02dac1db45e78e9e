use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use base64ct::{Base64, Encoding};
use http::{HeaderName, Request, Response};
use serde_json::Value;

use crate::corpus;

/// A question to a real server and its answer, as they were recorded.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// `folder/file`, without extension.
    pub name: String,
    /// The question. Its address has a path, and no host.
    pub request: Request<Vec<u8>>,
    /// The answer; `None` if none came.
    pub response: Option<Response<Vec<u8>>>,
}

impl Recorded {
    /// All that stand in these folders of the corpus's exchanges; none if it is absent.
    ///
    /// # Panics
    /// If a file does not have the form that the README.md beside the folders describes.
    pub fn all(folders: &[&str]) -> Vec<Self> {
        let Some(corpus) = corpus() else {
            eprintln!("skipped: the exchanges in {} (no ../shared/corpus)", folders.join(", "));
            return Vec::new();
        };
        let files = folders.iter().flat_map(|folder| {
            let files = fs::read_dir(corpus.join("exchanges").join(folder)).unwrap();
            files.map(move |file| Self::read(folder, &file.unwrap().path()))
        });
        files.collect()
    }

    fn read(folder: &str, file: &Path) -> Self {
        let exchange: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
        let (asked, answered) = (&exchange["request"], &exchange["response"]);
        let mut request = Request::new(body(asked));
        *request.method_mut() = text(&asked["method"]).parse().unwrap();
        *request.uri_mut() = text(&asked["path"]).parse().unwrap();
        for (name, value) in asked["headers"].as_object().unwrap() {
            let name: HeaderName = name.parse().unwrap();
            request.headers_mut().insert(name, text(value).parse().unwrap());
        }
        let status = u16::try_from(answered["status"].as_u64().unwrap()).unwrap();
        let response = (status != 0).then(|| {
            let mut response = Response::builder().status(status);
            for (name, value) in answered["headers"].as_object().unwrap() {
                response = response.header(name, text(value));
            }
            response.body(body(answered)).unwrap()
        });
        let stem = file.file_stem().unwrap().to_str().unwrap();
        Self { name: format!("{folder}/{stem}"), request, response }
    }
}

/// Checks that each exchange comes out as it is listed, and that each one is.
///
/// A line of `listing` is `folder/file | outcome`; one that begins with `#` is a remark. `found` has
/// the names and what came out. Where nothing did there is no corpus, and nothing to check.
///
/// # Panics
/// With the lines as they would have to be.
pub fn assert_as_listed(listing: &str, found: impl IntoIterator<Item = (String, String)>) {
    let lines = listing.lines().filter(|line| !line.starts_with('#'));
    let expected: BTreeMap<_, _> = lines.map(|line| line.split_once(" | ").unwrap()).collect();
    let found: BTreeMap<_, _> = found.into_iter().collect();
    if found.is_empty() {
        return;
    }
    let is_other = |(name, outcome): &(&String, &String)| {
        expected.get(name.as_str()) != Some(&outcome.as_str())
    };
    let other: Vec<_> = found.iter().filter(is_other).collect();
    let other: Vec<_> = other.iter().map(|(name, outcome)| format!("{name} | {outcome}")).collect();
    assert!(other.is_empty(), "not as listed:\n{}", other.join("\n"));
    assert_eq!(expected.len(), found.len(), "a file is listed that is not there");
}

fn body(message: &Value) -> Vec<u8> {
    message["body_base64"].as_str().map_or(Vec::new(), |base64| Base64::decode_vec(base64).unwrap())
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}
