use std::fmt;

use sigstore_traits::UnixTime;

/// The most things that wait at a time; the oldest gives way.
pub(crate) const MAX_WAITING: usize = 256;

/// What waits under a secret name until it is taken or its time is over.
pub(crate) struct Shelf<T>(Vec<Waiting<T>>);

struct Waiting<T> {
    name: String,
    until: UnixTime,
    thing: T,
}

/// What stands under a name.
pub(crate) enum Found<T> {
    /// In time.
    Waiting(T),
    /// Too late.
    Expired,
    /// Never was there, was taken, or gave way.
    Nothing,
}

impl<T> Shelf<T> {
    pub(crate) fn new() -> Self {
        Self(Vec::new())
    }

    /// Puts a thing there for so many seconds.
    pub(crate) fn put(&mut self, name: String, thing: T, now: UnixTime, seconds: i64) {
        if self.0.len() == MAX_WAITING {
            self.0.remove(0);
        }
        let until = UnixTime::from_seconds(now.seconds().saturating_add(seconds));
        self.0.push(Waiting { name, until, thing });
    }

    /// Looks at what stands under this name.
    pub(crate) fn find(&mut self, name: &str, now: UnixTime) -> Found<&mut T> {
        match self.0.iter_mut().find(|waiting| waiting.name == name) {
            Some(waiting) if now < waiting.until => Found::Waiting(&mut waiting.thing),
            Some(_) => Found::Expired,
            None => Found::Nothing,
        }
    }

    /// What stands under this name in time, and takes it away in any case.
    pub(crate) fn take(&mut self, name: &str, now: UnixTime) -> Option<T> {
        let index = self.0.iter().position(|waiting| waiting.name == name)?;
        let waiting = self.0.remove(index);
        (now < waiting.until).then_some(waiting.thing)
    }

    /// The first thing in time for which `is` holds.
    pub(crate) fn first(&mut self, now: UnixTime, is: impl Fn(&T) -> bool) -> Option<&mut T> {
        let mut waiting = self.0.iter_mut().filter(|waiting| now < waiting.until);
        waiting.find(|waiting| is(&waiting.thing)).map(|waiting| &mut waiting.thing)
    }
}

/// How many; the names are secret.
impl<T> fmt::Debug for Shelf<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Shelf({})", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_or_too_late_is_gone_and_the_oldest_gives_way() {
        let at = UnixTime::from_seconds;
        let mut shelf = Shelf::new();
        shelf.put("a".into(), 1, at(0), 10);
        assert!(matches!(shelf.find("a", at(9)), Found::Waiting(1)));
        assert!(matches!(shelf.find("a", at(10)), Found::Expired));
        assert!(matches!(shelf.find("b", at(0)), Found::Nothing));
        assert_eq!(shelf.take("a", at(9)), Some(1));
        assert_eq!(shelf.take("a", at(9)), None);
        shelf.put("late".into(), 2, at(0), 10);
        assert_eq!(shelf.take("late", at(10)), None);
        for number in 0..=MAX_WAITING {
            shelf.put(number.to_string(), 3, at(0), 10);
        }
        assert!(matches!(shelf.find("0", at(0)), Found::Nothing));
        assert!(matches!(shelf.find("1", at(0)), Found::Waiting(3)));
        assert_eq!(format!("{shelf:?}"), format!("Shelf({MAX_WAITING})"));
    }
}
