use sigstore_json::{Error, Node, Object, hex_bytes};
use sigstore_record::{Original, Side, Transcribed, Turn};
use sigstore_traits::UnixTime;

use crate::name;

/// Where a message and its halves stand; `None` if nobody says, and the times do.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Place {
    pub(crate) message: Option<u64>,
    pub(crate) request: Option<u64>,
    pub(crate) reply: Option<u64>,
}

/// Numbered halves first, as they are numbered; of the others a question stands before an answer
/// of the same time.
pub(crate) type Order = (bool, u64, UnixTime, Side);

impl Place {
    pub(crate) fn turns(
        self,
        message: usize,
        told: &Transcribed,
    ) -> impl Iterator<Item = (Order, Turn)> {
        let order = |turn: Option<u64>, time, side| {
            ((turn.is_none(), turn.unwrap_or(0), time, side), Turn { message, side })
        };
        let reply = told.reply.as_ref();
        let request = order(self.request, told.request.time, Side::Request);
        let reply = reply.map(|reply| order(self.reply, reply.time, Side::Reply));
        [Some(request), reply].into_iter().flatten()
    }
}

/// What a capture says of one half.
#[derive(Default)]
pub(crate) struct Half<'n> {
    pub(crate) turn: Option<u64>,
    pub(crate) time: Option<UnixTime>,
    pub(crate) uri: Option<Node<'n>>,
    pub(crate) original: Option<Original>,
}

impl<'n> Half<'n> {
    pub(crate) fn read(half: &Object<'n>) -> Result<Self, Error> {
        Ok(Self {
            turn: half.optional("turn").map(Node::uint64).transpose()?,
            time: half.optional("time").map(name::time).transpose()?,
            uri: half.optional("uri"),
            original: half.optional("original").map(original).transpose()?,
        })
    }
}

fn original(node: Node<'_>) -> Result<Original, Error> {
    let told = node.object()?;
    let (length, digest) = (told.required("bytes")?, told.required("sha256")?);
    let number = length.uint64()?;
    let sha256 = hex_bytes(digest.string()?).and_then(|bytes| bytes.try_into().ok());
    Ok(Original {
        length: usize::try_from(number)
            .map_err(|_| length.error("a number of bytes", number.to_string()))?,
        sha256: sha256.ok_or_else(|| digest.error("32 bytes in hex", "something else"))?,
        unreadable: match told.optional("unreadable") {
            Some(why) => Some(why.string()?.into()),
            None => None,
        },
    })
}
