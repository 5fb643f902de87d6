//! Activity money and hours of a municipality per year (seed 000, question 10): passing a limit warns, it forbids nothing.

use chrono::Datelike as _;
use deelbaar_schema::field::{Field, Value};
use deelbaar_schema::gate::Phase;
use deelbaar_schema::plan::ItemKind;

use crate::engine::{ItemView, View};

/// Activity money of a municipality in a year: € 3.000.
pub const ACTIVITY_MONEY_CENTS: i64 = 300_000;
/// Hours of the adviser in a year.
pub const HOURS: i64 = 400;

/// What activities and conversations of one year add up to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Planned {
    /// Costs, in euro cents; never below 0, whatever a colleague's device wrote.
    pub cents: i64,
    /// Hours; never below 0.
    pub hours: i64,
}

impl Planned {
    /// How much the money is over its limit; 0 when it is not.
    #[must_use]
    pub fn cents_over(self) -> i64 {
        (self.cents - ACTIVITY_MONEY_CENTS).max(0)
    }

    /// How many hours are over the limit; 0 when none are.
    #[must_use]
    pub fn hours_over(self) -> i64 {
        (self.hours - HOURS).max(0)
    }
}

/// What is planned for `year`. What has no date counts for this year; what was refused or dropped never counts.
#[must_use]
pub fn planned(view: &View, year: i32) -> Planned {
    let kinds = [ItemKind::Activity, ItemKind::Conversation];
    view.of_kind(&kinds).filter(|item| counts(item)).fold(Planned::default(), |sum, item| {
        let day = item.item.date(Field::From).or(item.item.date(Field::Until)).unwrap_or(view.today);
        if day.year() != year {
            return sum;
        }
        let hours = match item.item.details.get(&Field::Hours) {
            Some(Value::Hours(hours)) => (*hours).max(0),
            _ => 0,
        };
        Planned {
            cents: sum.cents.saturating_add(item.item.costs().unwrap_or(0).max(0)),
            hours: sum.hours.saturating_add(hours),
        }
    })
}

fn counts(item: &ItemView) -> bool {
    let phase = item.decision.as_ref().map(|decision| decision.phase);
    !matches!(phase, Some(Phase::Refused | Phase::Dropped))
}
