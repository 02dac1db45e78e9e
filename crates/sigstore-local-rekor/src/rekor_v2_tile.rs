/// Which tile is asked for, by the path after `/tile/` (C2SP tlog-tiles).
///
/// ```text
/// <L>/<N>[.p/<W>]    or    entries/<N>[.p/<W>]
/// ```
///
/// `L` is a decimal below 64. `N` is in groups of three digits, all but the last with an `x`
/// before them: 1234067 is `x001/x234/067`. `W` is a decimal from 1 to 255; without it the tile
/// is full. Every number has one spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TilePath {
    /// Of hashes; entries have none.
    pub(crate) level: Option<u8>,
    pub(crate) index: u64,
    pub(crate) width: usize,
}

impl TilePath {
    pub(crate) fn parse(path: &str) -> Option<Self> {
        let (level, rest) = path.split_once('/')?;
        let level = match level {
            "entries" => None,
            digits => Some(u8::try_from(decimal(digits)?).ok().filter(|level| *level < 64)?),
        };
        let (index, width) = match rest.split_once(".p/") {
            None => (rest, 256),
            Some((index, width)) => {
                let width = decimal(width).filter(|width| (1..256).contains(width))?;
                (index, usize::try_from(width).ok()?)
            }
        };
        Some(Self { level, index: parse_index(index)?, width })
    }
}

/// The number, if this is how it is written.
fn parse_index(path: &str) -> Option<u64> {
    let digits: String = path.chars().filter(|character| !matches!(character, '/' | 'x')).collect();
    let index = digits.parse().ok()?;
    (write_index(index) == path).then_some(index)
}

fn write_index(index: u64) -> String {
    let mut path = format!("{:03}", index % 1000);
    let mut rest = index / 1000;
    while rest > 0 {
        path = format!("x{:03}/{path}", rest % 1000);
        rest /= 1000;
    }
    path
}

/// A decimal without sign and leading zeros.
fn decimal(text: &str) -> Option<u64> {
    let value: u64 = text.parse().ok()?;
    (value.to_string() == text).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tile(level: Option<u8>, index: u64, width: usize) -> Option<TilePath> {
        Some(TilePath { level, index, width })
    }

    #[test]
    fn s_52_kept_the_spellings_of_the_specification() {
        assert_eq!(TilePath::parse("0/x001/x234/067"), tile(Some(0), 1_234_067, 256));
        assert_eq!(TilePath::parse("63/005.p/255"), tile(Some(63), 5, 255));
        assert_eq!(TilePath::parse("entries/000.p/1"), tile(None, 0, 1));
        assert_eq!(
            TilePath::parse("entries/x018/x446/x744/x073/x709/x551/615"),
            tile(None, u64::MAX, 256)
        );
    }

    #[test]
    fn s_52_broken_every_other_spelling() {
        for path in [
            "64/000",
            "00/000",
            "+1/000",
            "0",
            "0/",
            "/000",
            "0/0",
            "0/0000",
            "0/x000/000",
            "0/x0010/000",
            "0/001/000",
            "0/x001/x000",
            "0/000.p/0",
            "0/000.p/256",
            "0/000.p/01",
            "0/000.p/",
            "0/000.p/1/",
            "0/+00",
            "data/000",
            "0/-01",
            "entries",
            "entries/x018/x446/x744/x073/x709/x551/616",
        ] {
            assert_eq!(TilePath::parse(path), None, "{path}");
        }
    }
}
