/// Why an answer is none to the question. The texts are for people to read, and have 200
/// characters at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// The service refused, in its own form.
    Refused {
        /// The status.
        status: u16,
        /// The code in the body, if there is one.
        code: Option<u32>,
        /// The words of the service.
        message: String,
    },
    /// The answer is of another status or form, and no refusal either.
    NotUnderstood {
        /// The status.
        status: u16,
        /// What the answer says that it is.
        content_type: Option<String>,
        /// How it begins.
        body_start: String,
    },
}
