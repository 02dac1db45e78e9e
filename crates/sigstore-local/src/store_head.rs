use sigstore_engine::{Hash, Tree};
use sigstore_json::{Node, Value};

use crate::reply::{number, object, text};
use crate::{StoreError, hex};

/// The head of a log's tree with an entry in it. Whoever got the entry got this head signed: the
/// tree that is grown again from the store must come to the same.
///
/// ```text
/// {"treeSize":1,"rootHash":"<hex>"}
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    size: u64,
    root: Hash,
}

impl Head {
    pub(crate) fn of(tree: &Tree) -> Self {
        Self { size: tree.size(), root: tree.root() }
    }

    pub(crate) fn to_value(self) -> Value<'static> {
        object([
            ("treeSize", number(self.size)),
            ("rootHash", text(sigstore_json::hex(&self.root))),
        ])
    }

    pub(crate) fn read(node: Node<'_>) -> Result<Self, sigstore_json::Error> {
        let object = node.object()?;
        let (size, root) = (object.required("treeSize")?, object.required("rootHash")?);
        object.finish()?;
        let digits = root.string()?;
        let bytes = hex::decode(digits).and_then(|bytes| bytes.try_into().ok());
        let root = bytes.ok_or_else(|| root.error("64 digits of hex", digits))?;
        Ok(Self { size: size.uint64()?, root })
    }

    /// Compares the tree that was grown again.
    pub(crate) fn check(&self, tree: &Tree) -> Result<(), StoreError> {
        let found = Self::of(tree);
        if found == *self {
            return Ok(());
        }
        Err(StoreError::TreeHead {
            expected_size: self.size,
            expected_root: self.root,
            found_size: found.size,
            found_root: found.root,
        })
    }
}
