use sigstore_field::{Field, Meaning};
use sigstore_json::hex;
use sigstore_traits::UnixTime;

use crate::armour;

/// The most packets that are told.
const MAX_PACKETS: usize = 100;

/// The packets of an armoured key or signature (RFC 9580 sections 4 and 6): of keys the fingerprint,
/// of users the name, of signatures who made them.
pub(crate) fn fields(text: &str) -> Vec<Field> {
    let bytes = armour::bytes(&armoured(text));
    let (mut rest, mut fields) = (bytes.as_slice(), Vec::new());
    while let Some((tag, body, after)) = packet(rest) {
        if fields.len() == MAX_PACKETS {
            break;
        }
        fields.push(packet_field(tag, body));
        rest = after;
    }
    if !rest.is_empty() {
        let why = "a packet is cut short, or is none";
        fields.push(Field::unreadable("rest", &format!("{} bytes", rest.len()), why));
    }
    fields
}

/// What stands between the headers and the checksum.
fn armoured(text: &str) -> String {
    let lines = text.lines().skip_while(|line| !line.trim().is_empty()).skip(1);
    lines.take_while(|line| !line.starts_with(['=', '-'])).collect()
}

/// Tag and body of a packet, and what follows (RFC 9580 section 4.2). Bodies in parts are those of
/// messages, which are no keys.
fn packet(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (first, rest) = bytes.split_first()?;
    let (tag, length, rest) = match first {
        0xc0.. => {
            let (length, rest) = length(rest)?;
            (first & 0x3f, length, rest)
        }
        0x80.. => {
            let octets = 1_usize << (first & 0x03);
            let (length, rest) = rest.split_at_checked(octets.min(4))?;
            (first >> 2 & 0x0f, number(length), rest)
        }
        _ => return None,
    };
    let (body, after) = rest.split_at_checked(length)?;
    Some((tag, body, after))
}

fn length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    match bytes {
        [short @ 0..=191, rest @ ..] => Some((usize::from(*short), rest)),
        [high @ 192..=223, low, rest @ ..] => {
            Some(((usize::from(*high) - 192) * 256 + usize::from(*low) + 192, rest))
        }
        [255, rest @ ..] => {
            let (length, rest) = rest.split_first_chunk::<4>()?;
            Some((number(length), rest))
        }
        _ => None,
    }
}

fn number(octets: &[u8]) -> usize {
    octets.iter().fold(0, |number, octet| number << 8 | usize::from(*octet))
}

fn packet_field(tag: u8, body: &[u8]) -> Field {
    match tag {
        2 => Field::group("signature", signature(body)),
        6 => Field::group("key", key(body)),
        13 => Field::word("user", Meaning::Identity, &String::from_utf8_lossy(body)),
        14 => Field::group("subkey", key(body)),
        5 | 7 => Field::hidden("secret key", body),
        tag => Field::plain("packet", format!("of type {tag}, {} bytes", body.len())),
    }
}

/// ```text
/// version, creation time in four octets, [lengths in version 6], algorithm, key   -- section 5.5.2
/// ```
fn key(body: &[u8]) -> Vec<Field> {
    let [version, time @ .., algorithm] = body.get(..6).unwrap_or_default() else {
        return Vec::new();
    };
    let seconds = i64::try_from(number(time)).unwrap_or_default();
    let mut fields = vec![
        Field::plain("version", version.to_string()),
        Field::plain("algorithm", algorithm_name(*algorithm)),
        Field::new("created", Meaning::Time, UnixTime::from_seconds(seconds).to_string()),
    ];
    if *version == 4 {
        let fingerprint = fingerprint(body);
        let text = hex(&fingerprint).to_uppercase();
        fields.push(Field::new("fingerprint", Meaning::Identity, text).same(&fingerprint));
    }
    fields
}

/// SHA-1 over `0x99`, the length in two octets, and the body (RFC 9580 section 5.5.4.2).
fn fingerprint(body: &[u8]) -> [u8; 20] {
    let length = u16::try_from(body.len()).unwrap_or(u16::MAX);
    let mut sha1 = sha1_smol::Sha1::new();
    sha1.update(&[0x99]);
    sha1.update(&length.to_be_bytes());
    sha1.update(body);
    sha1.digest().bytes()
}

/// ```text
/// version 4, type, key algorithm, hash algorithm, hashed subpackets, others, …   -- section 5.2.3
/// ```
fn signature(body: &[u8]) -> Vec<Field> {
    let [version, kind, algorithm, hash] = body.get(..4).unwrap_or_default() else {
        return Vec::new();
    };
    let mut fields = vec![
        Field::plain("version", version.to_string()),
        Field::plain("type", format!("0x{kind:02x}")),
        Field::plain("algorithm", algorithm_name(*algorithm)),
        Field::plain("hash algorithm", hash_name(*hash)),
    ];
    fields.extend(body.get(4..).filter(|_| *version == 4).and_then(issuer));
    fields
}

/// The key that made it, out of its subpackets (sections 5.2.3.12 and 5.2.3.35).
fn issuer(rest: &[u8]) -> Option<Field> {
    let (hashed, rest) = area(rest)?;
    let (other, _) = area(rest)?;
    [hashed, other].into_iter().find_map(|mut area| {
        while let Some((length, rest)) = length(area) {
            let (subpacket, after) = rest.split_at_checked(length)?;
            area = after;
            match subpacket {
                [33, 4, id @ ..] | [16, id @ ..] => {
                    let text = hex(id).to_uppercase();
                    return Some(Field::new("issuer", Meaning::Identity, text).same(id));
                }
                _ => {}
            }
        }
        None
    })
}

fn area(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<2>()?;
    rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))
}

/// RFC 9580 section 9.1.
fn algorithm_name(number: u8) -> String {
    let name = match number {
        1..=3 => "RSA",
        16 => "Elgamal",
        17 => "DSA",
        18 => "ECDH",
        19 => "ECDSA",
        22 => "EdDSA",
        25 => "X25519",
        27 => "Ed25519",
        _ => return number.to_string(),
    };
    name.into()
}

/// RFC 9580 section 9.5.
fn hash_name(number: u8) -> String {
    let name = match number {
        1 => "MD5",
        2 => "SHA-1",
        8 => "SHA-256",
        9 => "SHA-384",
        10 => "SHA-512",
        11 => "SHA-224",
        _ => return number.to_string(),
    };
    name.into()
}
