use core::fmt;
use std::borrow::Cow;

/// An object identifier, as the content octets of its DER.
///
/// `Display` and `Debug` write it with dots, such as `1.3.6.1.4.1.57264.1.8`.
///
/// ```text
/// first arc * 40 + second arc, third arc, ...   -- each in base 128, X.690 section 8.19
/// ```
#[derive(Clone, Eq)]
pub struct Oid<'a>(Cow<'a, [u8]>);

/// Object identifiers of one arc differ at their end, so that is looked at first.
impl PartialEq for Oid<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0.last() == other.0.last() && self.0 == other.0
    }
}

impl<'a> Oid<'a> {
    pub(crate) const fn known(octets: &'static [u8]) -> Oid<'static> {
        Oid(Cow::Borrowed(octets))
    }

    /// `None` if an arc is not in its shortest form, or the last one does not end.
    pub fn new(octets: &'a [u8]) -> Option<Self> {
        let mut starts = true;
        for octet in octets {
            if starts && *octet == 0x80 {
                return None;
            }
            starts = *octet < 0x80;
        }
        (starts && !octets.is_empty()).then_some(Self(Cow::Borrowed(octets)))
    }

    /// The content octets.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The same, owned.
    pub fn into_owned(self) -> Oid<'static> {
        Oid(Cow::Owned(self.0.into_owned()))
    }

    /// `None` if one of them has more than 128 bits.
    fn arcs(&self) -> Option<Vec<u128>> {
        let (mut arcs, mut arc) = (Vec::new(), 0_u128);
        for octet in self.0.iter() {
            // What is a multiple of 128 has room for seven bits more.
            arc = arc.checked_mul(128)? + u128::from(octet & 0x7f);
            if *octet >= 0x80 {
                continue;
            }
            if arcs.is_empty() {
                arcs.push((arc / 40).min(2));
                arc -= 40 * (arc / 40).min(2);
            }
            arcs.push(arc);
            arc = 0;
        }
        Some(arcs)
    }
}

impl fmt::Display for Oid<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.arcs() {
            Some(arcs) => {
                let arcs: Vec<_> = arcs.iter().map(u128::to_string).collect();
                f.write_str(&arcs.join("."))
            }
            None => self.0.iter().try_for_each(|octet| write!(f, "{octet:02x}")),
        }
    }
}

impl fmt::Debug for Oid<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn dotted(octets: &[u8]) -> Option<String> {
        Oid::new(octets).map(|oid| oid.to_string())
    }

    #[test]
    fn v_9_kept_object_identifiers_are_written_with_dots() {
        for (octets, text) in [
            (&b"\x00"[..], "0.0"),
            (b"\x27", "0.39"),
            (b"\x28", "1.0"),
            (b"\x4f", "1.39"),
            (b"\x50", "2.0"),
            (b"\x55\x1d\x11", "2.5.29.17"),
            (b"\x88\x37\x03", "2.999.3"),
            (b"\x2b\x06\x01\x04\x01\x83\xbf\x30\x01\x08", "1.3.6.1.4.1.57264.1.8"),
            (b"\x2a\x7f\x81\x00", "1.2.127.128"),
            // The largest arc under 2.25, a UUID.
            (
                b"\x69\x83\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
                "2.25.340282366920938463463374607431768211455",
            ),
            // One bit more.
            (
                b"\x69\x84\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x00",
                "6984808080808080808080808080808080808000",
            ),
        ] {
            assert_eq!(dotted(octets).as_deref(), Some(text));
            assert_eq!(Oid::new(octets).unwrap().as_bytes(), octets);
            assert_eq!(format!("{:?}", Oid::new(octets).unwrap()), text);
        }
    }

    #[test]
    fn v_9_broken_object_identifiers() {
        for octets in [&b""[..], b"\x80", b"\x80\x01", b"\x55\x80\x01", b"\x55\x1d\x91", b"\xff"] {
            assert_eq!(dotted(octets), None, "{octets:02x?}");
        }
    }

    #[test]
    fn object_identifiers_are_equal_if_all_of_them_is() {
        let oid = |octets| Oid::new(octets).unwrap();
        assert_eq!(oid(b"\x55\x1d\x11"), oid(b"\x55\x1d\x11").into_owned());
        assert_ne!(oid(b"\x55\x1d\x11"), oid(b"\x55\x1e\x11"));
        assert_ne!(oid(b"\x55\x1d\x11"), oid(b"\x55\x1d\x12"));
        assert_ne!(oid(b"\x55\x1d\x11"), oid(b"\x1d\x11"));
    }
}
