use sigstore_field::Field;

use crate::schemas;

/// A header of a request or an answer. What is not known of it may be a key to something, and is
/// not shown.
pub fn header(name: &str, value: &str) -> Field {
    schemas::HEADERS.text(name, value)
}
