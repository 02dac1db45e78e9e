use sigstore_json::Node;
use sigstore_record::{Head, Said, Transcribed};

use crate::half::{Half, Place};
use crate::notes::Notes;
use crate::{Error, bytes, name};

/// A file that changed hands.
pub(crate) fn read(node: Node<'_>, notes: &mut Notes) -> Result<(Place, Transcribed), Error> {
    let file = node.object()?;
    let half = Half::read(&file)?;
    let document = name::document(file.required("document")?)?;
    let head = Head::File(document, file.required("name")?.string()?.into());
    let body = bytes::read(&file)?.unwrap_or_default();
    let time = name::time(file.required("time")?)?;
    let request = Said { original: half.original, ..Said::bare(head, body, time) };
    let from = name::party(file.required("from")?)?;
    let to = Some(name::party(file.required("to")?)?);
    let place = Place {
        message: Some(file.required("message")?.uint64()?),
        request: half.turn,
        reply: None,
    };
    notes.finish(file, &["step", "kind", "title", "fields"]);
    Ok((place, Transcribed { from, to, asked: None, request, reply: None }))
}
