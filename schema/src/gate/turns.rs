//! Of several consents for one section, each with a first day: which shows, and which waits for its day.

use super::{ConsentState, GivenConsent};
use crate::time::Date;

impl ConsentState {
    /// What is shared on `today` under the consents that count here, and what takes its place later, oldest first: a version shows
    /// from its first day until the first day of a later one. One that a later one comes before never shows.
    pub fn turns(&self, today: Date) -> Vec<&GivenConsent> {
        let all: Vec<&GivenConsent> = self.standing().collect();
        let first = |given: &GivenConsent| given.consent.sharing.embargo.unwrap_or(today).max(today);
        let overtaken = |at: usize| all[at + 1..].iter().any(|later| first(later) <= first(all[at]));
        let turns =
            all.iter().enumerate().filter(|(at, given)| !given.consent.sharing.ended_on(today) && !overtaken(*at));
        turns.map(|(_, given)| *given).collect()
    }

    /// The version that the region should have on `today`: of those of which the first day is there the newest, unless it ended.
    pub fn due(&self, today: Date) -> Option<&GivenConsent> {
        self.turns(today).into_iter().find(|given| given.consent.sharing.begun_on(today))
    }

    /// The versions that wait for their first day, and that day, oldest first.
    pub fn waiting(&self, today: Date) -> Vec<(u32, Date)> {
        let turns = self.turns(today).into_iter();
        turns
            .filter_map(|given| Some((given.version, given.consent.sharing.embargo.filter(|day| today < *day)?)))
            .collect()
    }
}
