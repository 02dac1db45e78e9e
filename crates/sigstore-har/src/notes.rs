use sigstore_json::Object;

/// The most that is noted of one archive.
const MAX_NOTES: usize = 100;

/// What was read past, by path, for whoever wants to know.
#[derive(Debug, Default)]
pub(crate) struct Notes(pub(crate) Vec<String>);

impl Notes {
    pub(crate) fn add(&mut self, note: String) {
        if self.0.len() < MAX_NOTES {
            self.0.push(note);
        }
    }

    /// Ends the reading of an object: members that were not asked for, and that are none of these
    /// of HAR 1.2 that nothing is made of, are noted.
    pub(crate) fn finish(&mut self, object: Object<'_>, passed: &[&'static str]) {
        for name in passed {
            // Asked for, and not used.
            let _ = object.optional(name);
        }
        object.unknown().into_iter().for_each(|path| self.add(path));
    }
}
