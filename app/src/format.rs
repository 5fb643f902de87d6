//! Dates, times and money as the screens show and accept them: one tested function each.
//!
//! All functions speak the current language ([`crate::i18n::language`]). The order of day, month
//! and year and the names of months live in the Fluent files, so a translator owns them.

use std::time::Duration;

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, Timelike as _};
use deelbaar_schema::time::Timestamp;

use crate::i18n::{Lang, language};
use crate::tr;

mod parse;

pub use parse::{Invalid, parse_costs, parse_date, parse_hours, parse_money};

/// Keeps the euro sign and the amount on one line.
const NO_BREAK_SPACE: char = '\u{a0}';

/// "9 apr 2026".
#[must_use]
pub fn date_short(date: NaiveDate) -> String {
    tr!("date-short", day = date.day(), month = date.month(), year = date.year().to_string())
}

/// "9 apr", for lists where the year is clear.
#[must_use]
pub fn date_day_month(date: NaiveDate) -> String {
    tr!("date-day-month", day = date.day(), month = date.month())
}

/// "april 2026".
#[must_use]
pub fn date_month(date: NaiveDate) -> String {
    tr!("date-month", month = date.month(), year = date.year().to_string())
}

/// "8 seconden", "4 minuten": rounded up.
#[must_use]
pub fn waiting(wait: Duration) -> String {
    let seconds = wait.as_millis().div_ceil(1000);
    if seconds < 60 {
        tr!("wait-seconds", count = u32::try_from(seconds).unwrap_or(u32::MAX))
    } else {
        tr!("wait-minutes", count = u32::try_from(seconds.div_ceil(60)).unwrap_or(u32::MAX))
    }
}

/// "donderdag 9 april 2026".
#[must_use]
pub fn date_long(date: NaiveDate) -> String {
    tr!(
        "date-long",
        weekday = date.weekday().number_from_monday(),
        day = date.day(),
        month = date.month(),
        year = date.year().to_string()
    )
}

/// "9 apr 2026 – 11 okt 2026"; one date when both ends are the same day.
#[must_use]
pub fn period(from: NaiveDate, until: NaiveDate) -> String {
    if from == until {
        return date_short(from);
    }
    let start = if from.year() == until.year() { date_day_month(from) } else { date_short(from) };
    tr!("date-period", from = start, until = date_short(until))
}

/// The way a date is typed, "09-04-2026"; what [`parse_date`] reads back.
#[must_use]
pub fn date_input(date: NaiveDate) -> String {
    date.format("%d-%m-%Y").to_string()
}

/// "09:41".
#[must_use]
pub fn time(time: NaiveTime) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// "9 apr 2026, 09:41".
#[must_use]
pub fn date_time(moment: NaiveDateTime) -> String {
    tr!("date-and-time", date = date_short(moment.date()), time = time(moment.time()))
}

/// The Dutch date and time of a record's clock, in milliseconds since the epoch (UTC), wherever the device is: its day is the
/// one by which the record is judged. `None` outside the calendar, which a hostile peer may send.
#[must_use]
pub fn local(milliseconds: i64) -> Option<NaiveDateTime> {
    DateTime::from_timestamp_millis(milliseconds)?;
    Some(Timestamp(milliseconds).dutch())
}

/// "2 dagen geleden", "gisteren", "over 3 weken".
///
/// Within a day the clock counts, beyond it the calendar: yesterday evening is "gisteren" this
/// morning, however few hours passed.
#[must_use]
pub fn relative(moment: NaiveDateTime, now: NaiveDateTime) -> String {
    let days = (now.date() - moment.date()).num_days();
    if days == 0 {
        let minutes = (now - moment).num_minutes();
        return relative_minutes(minutes);
    }
    relative_days(days)
}

/// "vandaag", "gisteren", "2 dagen geleden", "over 3 weken"; for dates without a time.
#[must_use]
pub fn relative_date(date: NaiveDate, today: NaiveDate) -> String {
    relative_days((today - date).num_days())
}

fn relative_minutes(minutes: i64) -> String {
    match minutes {
        0 => tr!("time-just-now"),
        1..60 => tr!("time-minutes-ago", count = minutes),
        60.. => tr!("time-hours-ago", count = minutes / 60),
        -59..0 => tr!("time-in-minutes", count = -minutes),
        _ => tr!("time-in-hours", count = -minutes / 60),
    }
}

const DAYS_PER_WEEK: i64 = 7;
const DAYS_PER_MONTH: i64 = 30;
const DAYS_PER_YEAR: i64 = 365;

fn relative_days(days: i64) -> String {
    match days {
        0 => tr!("time-today"),
        1 => tr!("time-yesterday"),
        2..14 => tr!("time-days-ago", count = days),
        14..60 => tr!("time-weeks-ago", count = days / DAYS_PER_WEEK),
        60..730 => tr!("time-months-ago", count = days / DAYS_PER_MONTH),
        730.. => tr!("time-years-ago", count = days / DAYS_PER_YEAR),
        -1 => tr!("time-tomorrow"),
        -13..=-2 => tr!("time-in-days", count = -days),
        -59..=-14 => tr!("time-in-weeks", count = -days / DAYS_PER_WEEK),
        -729..=-60 => tr!("time-in-months", count = -days / DAYS_PER_MONTH),
        _ => tr!("time-in-years", count = -days / DAYS_PER_YEAR),
    }
}

/// "€ 1.234,56" (English "€1,234.56") from integer cents. The Dutch space does not break.
#[must_use]
pub fn money(cents: i64) -> String {
    let (_, decimal) = separators(language());
    let fraction = cents.unsigned_abs() % 100;
    format!("{}{decimal}{fraction:02}", euros(cents))
}

/// "€ 2.150" when there are no cents, otherwise as [`money`]; for totals and lists.
#[must_use]
pub fn money_short(cents: i64) -> String {
    if cents % 100 == 0 { euros(cents) } else { money(cents) }
}

/// The way an amount is typed, "1234,56"; what [`parse_money`] reads back.
#[must_use]
pub fn money_input(cents: i64) -> String {
    let (_, decimal) = separators(language());
    let sign = if cents < 0 { "-" } else { "" };
    let absolute = cents.unsigned_abs();
    format!("{sign}{}{decimal}{:02}", absolute / 100, absolute % 100)
}

/// "12.345" (English "12,345").
#[must_use]
pub fn number(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{}", grouped(value.unsigned_abs()))
}

/// "840 kB", "1,4 MB": how large a file is.
#[must_use]
pub fn size(bytes: u64) -> String {
    const MEGA: u64 = 1_000_000;
    match bytes {
        0..1000 => tr!("size-bytes", count = bytes),
        1000..MEGA => tr!("size-kilo", count = (bytes / 1000).to_string()),
        _ => {
            let tenths = bytes / (MEGA / 10);
            let mark = if language() == Lang::Nl { ',' } else { '.' };
            tr!("size-mega", count = format!("{}{mark}{}", tenths / 10, tenths % 10))
        }
    }
}

fn euros(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let amount = grouped(cents.unsigned_abs() / 100);
    match language() {
        Lang::Nl => format!("{sign}€{NO_BREAK_SPACE}{amount}"),
        Lang::En => format!("{sign}€{amount}"),
    }
}

/// The grouping and the decimal separator of a language.
fn separators(lang: Lang) -> (char, char) {
    match lang {
        Lang::Nl => ('.', ','),
        Lang::En => (',', '.'),
    }
}

fn grouped(value: u64) -> String {
    let (group, _) = separators(language());
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(group);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests;
