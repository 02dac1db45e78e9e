use sigstore_json::{Node, Value, hex_bytes_of_any_case};
use sigstore_server::value::{count, object, text};

use crate::StoreError;

/// The head of a log's tree with an entry in it. Whoever got the entry got this head signed: the
/// tree that is grown again from the store must come to the same.
///
/// ```text
/// {"treeSize":1,"rootHash":"<hex>"}
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// How many entries the tree has.
    pub size: u64,
    /// Its root.
    pub root: [u8; 32],
}

impl Head {
    /// As the store keeps it.
    pub fn to_value(self) -> Value<'static> {
        object([("treeSize", count(self.size)), ("rootHash", text(sigstore_json::hex(&self.root)))])
    }

    /// Reads what [`to_value`](Self::to_value) writes.
    ///
    /// # Errors
    /// What is not so.
    pub fn read(node: Node<'_>) -> Result<Self, sigstore_json::Error> {
        let object = node.object()?;
        let (size, root) = (object.required("treeSize")?, object.required("rootHash")?);
        object.finish()?;
        let digits = root.string()?;
        let bytes = hex_bytes_of_any_case(digits).and_then(|bytes| bytes.try_into().ok());
        let root = bytes.ok_or_else(|| root.error("64 digits of hex", digits))?;
        Ok(Self { size: size.uint64()?, root })
    }

    /// Compares the head that the tree has now that it was grown again.
    ///
    /// # Errors
    /// [`StoreError::TreeHead`] if it is another.
    pub fn check(&self, found: Self) -> Result<(), StoreError> {
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
