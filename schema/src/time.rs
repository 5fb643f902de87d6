//! Moments and days. The schema has no clock: whoever calls passes the time in.

use chrono::{DateTime, NaiveDate, Utc};
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

    /// The day of this moment, in UTC.
    pub fn date(self) -> Date {
        self.utc().date_naive()
    }
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
