/// One value of DER, read as far as it goes.
///
/// ```text
/// identifier octets, length octets, content octets   -- X.690 section 8.1.1
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Tlv<'a> {
    /// The first identifier octet.
    pub tag: u8,
    /// The number of the tag, if it does not fit into that (X.690 section 8.1.2.4).
    pub high: Option<u32>,
    /// Where it begins.
    pub offset: usize,
    /// How many octets come before the content.
    pub header: usize,
    /// How many octets of content it says that it has.
    pub length: usize,
    /// Those that are there.
    pub content: &'a [u8],
}

/// Why no value begins here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// The octets end in the header.
    Ends,
    /// A length that is not written in DER: indefinite, or of more than four octets.
    Length,
    /// The number of a tag beyond 28 bits.
    Tag,
}

impl Broken {
    /// The same in words.
    pub const fn why(self) -> &'static str {
        match self {
            Self::Ends => "the bytes end in tag or length",
            Self::Length => "the length is none of DER",
            Self::Tag => "the number of the tag is too large",
        }
    }
}

const CONSTRUCTED: u8 = 0x20;
const HIGH: u8 = 0x1f;

impl<'a> Tlv<'a> {
    /// The value at the start of `bytes`, which stand at `offset` of the whole, and what follows.
    /// Content that is cut short is shorter than `length`.
    ///
    /// # Errors
    /// If tag or length can't be read.
    pub fn read(bytes: &'a [u8], offset: usize) -> Result<(Self, &'a [u8]), Broken> {
        let (tag, rest) = bytes.split_first().ok_or(Broken::Ends)?;
        let (high, rest) = match tag & HIGH {
            HIGH => high_tag(rest).map(|(number, rest)| (Some(number), rest))?,
            _ => (None, rest),
        };
        let (length, rest) = length(rest)?;
        let header = bytes.len() - rest.len();
        let (content, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        Ok((Self { tag: *tag, high, offset, header, length, content }, after))
    }

    /// Whether values stand in it (X.690 section 8.1.2.5).
    pub const fn is_constructed(&self) -> bool {
        self.tag & CONSTRUCTED != 0
    }

    /// Whether all of the content is there.
    pub const fn is_whole(&self) -> bool {
        self.content.len() == self.length
    }

    /// Where the content begins.
    pub const fn inside(&self) -> usize {
        self.offset + self.header
    }

    /// The values inside, as far as they can be read.
    pub fn children(&self) -> Vec<Tlv<'a>> {
        let (mut rest, mut found) = (self.content, Vec::new());
        while let Ok((value, after)) = Tlv::read(rest, 0) {
            found.push(value);
            rest = after;
        }
        found
    }
}

fn high_tag(bytes: &[u8]) -> Result<(u32, &[u8]), Broken> {
    let (mut number, mut rest) = (0_u32, bytes);
    for _ in 0..4 {
        let (octet, after) = rest.split_first().ok_or(Broken::Ends)?;
        number = number << 7 | u32::from(octet & 0x7f);
        rest = after;
        if octet & 0x80 == 0 {
            return Ok((number, rest));
        }
    }
    Err(Broken::Tag)
}

fn length(bytes: &[u8]) -> Result<(usize, &[u8]), Broken> {
    let (first, rest) = bytes.split_first().ok_or(Broken::Ends)?;
    let octets = match first {
        0..=0x7f => return Ok((usize::from(*first), rest)),
        0x81..=0x84 => usize::from(first & 0x7f),
        _ => return Err(Broken::Length),
    };
    let (octets, rest) = rest.split_at_checked(octets).ok_or(Broken::Ends)?;
    Ok((octets.iter().fold(0, |length, octet| length << 8 | usize::from(*octet)), rest))
}
