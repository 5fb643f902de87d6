//! Moments and days. The schema has no clock: whoever calls passes the time in.
//!
//! A day is a Dutch day, for every device and every record (decision 0021): the same instant gives the same day wherever and
//! by whichever build it is judged, so no table of time zones and no setting of a machine takes part.

use chrono::{DateTime, Datelike as _, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// A calendar day, in the Dutch civil calendar.
pub type Date = NaiveDate;

/// Milliseconds since 1970-01-01T00:00:00Z. An author's claim: shown to people, never trusted for order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// As a UTC moment; moments that no calendar can show become the epoch.
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }

    /// What a Dutch clock shows at this moment.
    pub fn dutch(self) -> NaiveDateTime {
        let utc = self.utc().naive_utc();
        utc.checked_add_signed(dutch_offset(utc)).unwrap_or(utc)
    }

    /// The Dutch day of this moment: the day that terms, embargoes and last days are about.
    pub fn date(self) -> Date {
        self.dutch().date()
    }
}

/// How far Dutch clocks are ahead of UTC: two hours from the last Sunday of March, 01:00 UTC, until the last Sunday of October,
/// 01:00 UTC, otherwise one. The rule of Directive 2000/84/EC, for all years. It is part of what records mean: when the law
/// changes, the new rule is added here for moments from then on, in a build that is there before then.
fn dutch_offset(utc: NaiveDateTime) -> TimeDelta {
    let turn = |month| Some(last_sunday(utc.year(), month)?.and_time(NaiveTime::from_hms_opt(1, 0, 0)?));
    let summer = turn(3).is_some_and(|begins| begins <= utc) && turn(10).is_some_and(|ends| utc < ends);
    TimeDelta::hours(if summer { 2 } else { 1 })
}

/// The last Sunday of a month of 31 days.
fn last_sunday(year: i32, month: u32) -> Option<Date> {
    let last = Date::from_ymd_opt(year, month, 31)?;
    last.checked_sub_days(Days::new(last.weekday().num_days_from_sunday().into()))
}

/// Days during which something holds, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Term {
    /// First day.
    pub from: Date,
    /// Last day; `None` while open-ended.
    pub until: Option<Date>,
}

impl Term {
    /// An open-ended term.
    pub fn since(from: Date) -> Self {
        Self { from, until: None }
    }

    /// Whether `day` lies in the term.
    pub fn contains(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }

    /// Whether every day of `other` from `today` on lies in this term.
    pub fn covers(&self, other: &Self, today: Date) -> bool {
        let ends = self.until.is_none_or(|until| other.until.is_some_and(|other| other <= until));
        self.from <= other.from.max(today) && ends
    }

    /// Of several terms of one device, the one with the highest rank tells its role on `day`: one that holds before one that
    /// does not; on the last day of a role the one that goes on, so that a change counts at once; then the one that began
    /// last.
    pub fn rank_on(&self, day: Date) -> (bool, bool, Date, Date) {
        let until = self.until.unwrap_or(Date::MAX);
        (self.contains(day), day < until, self.from, until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(moment: &str) -> Timestamp {
        Timestamp(moment.parse::<DateTime<Utc>>().unwrap().timestamp_millis())
    }

    #[test]
    fn a_day_begins_and_ends_at_dutch_midnight_in_winter_and_in_summer() {
        for (utc, dutch) in [
            // Winter: an hour ahead.
            ("2026-01-14T22:59:59.999Z", "2026-01-14T23:59:59.999"),
            ("2026-01-14T23:00:00Z", "2026-01-15T00:00:00"),
            ("2026-01-15T00:59:00Z", "2026-01-15T01:59:00"),
            ("2026-01-15T01:00:00Z", "2026-01-15T02:00:00"),
            // Summer: two.
            ("2026-07-14T21:59:59.999Z", "2026-07-14T23:59:59.999"),
            ("2026-07-14T22:00:00Z", "2026-07-15T00:00:00"),
            ("2026-07-14T23:59:00Z", "2026-07-15T01:59:00"),
            ("2026-07-15T00:00:00Z", "2026-07-15T02:00:00"),
            // The turn of the year.
            ("2026-12-31T23:00:00Z", "2027-01-01T00:00:00"),
        ] {
            let (moment, dutch) = (at(utc), dutch.parse::<NaiveDateTime>().unwrap());
            assert_eq!((moment.dutch(), moment.date()), (dutch, dutch.date()), "{utc}");
        }
    }

    /// The days on which the clock is changed, as they were announced.
    #[test]
    fn summer_time_begins_and_ends_on_the_last_sundays_at_one_utc() {
        let turns = [
            ("2024-03-31", "2024-10-27"),
            ("2025-03-30", "2025-10-26"),
            ("2026-03-29", "2026-10-25"),
            ("2027-03-28", "2027-10-31"),
            ("2028-03-26", "2028-10-29"),
            ("2029-03-25", "2029-10-28"),
        ];
        for (begins, ends) in turns {
            let clock = |day: &str, time: &str| at(&format!("{day}T{time}Z")).dutch().time().to_string();
            assert_eq!(clock(begins, "00:59:59"), "01:59:59", "{begins}");
            assert_eq!(clock(begins, "01:00:00"), "03:00:00", "{begins}");
            assert_eq!(clock(ends, "00:59:59"), "02:59:59", "{ends}");
            assert_eq!(clock(ends, "01:00:00"), "02:00:00", "{ends}");
        }
    }

    proptest! {
        #[test]
        fn every_moment_has_a_day_and_a_later_moment_none_that_is_earlier(
            moment in any::<i64>(),
            at in -62_135_596_800_000_i64..253_402_300_799_000,
            later in 0..100_000_000_i64,
        ) {
            Timestamp(moment).date();
            prop_assert!(Timestamp(at).date() <= Timestamp(at + later).date());
        }
    }
}
