use sigstore_field::{Field, Relation};

/// What is in a document, and what else it stands for.
#[derive(Default)]
pub(crate) struct Parts {
    pub(crate) fields: Vec<Field>,
    pub(crate) values: Vec<(Relation, Vec<u8>)>,
}

impl Parts {
    /// The field of the document, with all that.
    pub(crate) fn of(self, document: Field) -> Field {
        let stand =
            |field: Field, (relation, value): &(_, Vec<u8>)| field.stands_for(*relation, value);
        self.values.iter().fold(document.with(self.fields), stand)
    }
}

impl From<Vec<Field>> for Parts {
    fn from(fields: Vec<Field>) -> Self {
        Self { fields, values: Vec::new() }
    }
}
