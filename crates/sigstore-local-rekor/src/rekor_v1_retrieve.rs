use sigstore_json::{Limits, Node, Object};
use sigstore_rekor_types::Uuid;
use sigstore_traits::{Rule, RuleKind};

use crate::rekor_v1::{leaf_hash, read_uuid};
use crate::rekor_v1_fault::Fault;
use crate::rekor_v1_proposal::Proposal;

pub(crate) static S_45: Rule = Rule {
    id: "S-45",
    title: "At most ten entries are retrieved at once, by ids, indexes and what was uploaded; a list that is there has an element.",
    source: "sigstore/rekor openapi.yaml, SearchLogQuery; pkg/api/entries.go",
    kind: RuleKind::Refusal,
    place: "sigstore-local-rekor RekorV1Server::answer",
};

const MAX_QUERIES: usize = 10;

/// Which entries are wanted: `{"entryUUIDs":["…"],"logIndexes":[0],"entries":[{…}]}`.
#[derive(Debug, PartialEq)]
pub(crate) struct Retrieve {
    /// Those named by their ids, then those by what was uploaded.
    pub(crate) uuids: Vec<Uuid>,
    /// Over all shards.
    pub(crate) indexes: Vec<u64>,
}

impl Retrieve {
    pub(crate) fn parse(body: &[u8], max: usize) -> Result<Self, Fault> {
        if body.is_empty() {
            return Err(Fault::Required("entry", "body"));
        }
        let value = sigstore_json::parse(body, &Limits::new(max)).map_err(Fault::QueryNotJson)?;
        let object = value.node().object().map_err(Fault::QueryNotJson)?;
        let uuids = list(&object, "entryUUIDs")?;
        let indexes = list(&object, "logIndexes")?;
        let entries = list(&object, "entries")?;
        if uuids.len().saturating_add(indexes.len()).saturating_add(entries.len()) > MAX_QUERIES {
            return Err(Fault::TooManyQueries(MAX_QUERIES));
        }
        let named = uuids.into_iter().enumerate().map(|(place, node)| {
            let text = node.string().map_err(Fault::QueryNotJson)?;
            read_uuid(text, &format!("entryUUIDs.{place} in body"))
        });
        let uploaded = entries.into_iter().map(|node| {
            let upload = Proposal::read(node)?.upload;
            Ok(Uuid { tree_id: None, leaf_hash: leaf_hash(&upload.body().canonical()) })
        });
        let index = |node: Node<'_>| {
            let index = node.int64().map_err(Fault::QueryNotJson)?;
            u64::try_from(index).map_err(|_| Fault::BelowMinimum("logIndexes in body", 0))
        };
        Ok(Self {
            uuids: named.chain(uploaded).collect::<Result<_, Fault>>()?,
            indexes: indexes.into_iter().map(index).collect::<Result<_, _>>()?,
        })
    }
}

/// The elements of a list that may be absent and not empty.
fn list<'v>(object: &Object<'v>, name: &'static str) -> Result<Vec<Node<'v>>, Fault> {
    let Some(list) = object.optional(name) else { return Ok(Vec::new()) };
    let elements: Vec<_> = list.array().map_err(Fault::QueryNotJson)?.collect();
    match elements.len() {
        0 => Err(Fault::TooFew(name)),
        1..=MAX_QUERIES => Ok(elements),
        _ => Err(Fault::TooMany(name, MAX_QUERIES)),
    }
}
