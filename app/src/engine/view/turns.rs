//! Versions of one item under several consents, each with a first day.

use deelbaar_schema::time::Date;

use crate::{format, tr};

/// Versions of one item that show one after the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Turns {
    /// What shows now, or is about to.
    pub now: Option<u32>,
    /// What waits for its first day, and that day, in that order.
    pub waiting: Vec<(u32, Date)>,
}

impl Turns {
    /// What becomes of the versions that wait when another one shows from `first` on, in sentences.
    #[must_use]
    pub fn beside(&self, first: Date) -> Vec<String> {
        let said = |(version, day): &(u32, Date)| {
            let (version, date) = (*version, format::date_long(*day));
            if *day < first {
                tr!("turns-before", version = version, date = date, until = format::date_long(first))
            } else {
                tr!("turns-never", version = version, date = date)
            }
        };
        self.waiting.iter().map(said).collect()
    }

    /// What shows now and what from when, in sentences; none while nothing takes the place of anything.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        if self.waiting.len() + usize::from(self.now.is_some()) < 2 {
            return Vec::new();
        }
        let now = self.now.map(|version| tr!("turns-now", version = version));
        let then = |(version, day): &(u32, Date)| tr!("turns-then", version = *version, date = format::date_long(*day));
        now.into_iter().chain(self.waiting.iter().map(then)).collect()
    }
}
