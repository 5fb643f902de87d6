//! Reading dates and amounts as people type them: forgiving in form, never guessing a value.

use chrono::NaiveDate;

use super::separators;
use crate::i18n::language;
use crate::tr;

/// Input that could not be read. [`Invalid::message`] tells the user what to write instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invalid {
    /// Not written as a date.
    Date,
    /// Written as a date, but the calendar has no such day.
    NoSuchDay,
    /// Not an amount in euros.
    Money,
    /// Less than nothing in euros.
    Negative,
    /// Not a number of whole hours.
    Hours,
}

impl Invalid {
    /// The sentence to show under the field.
    #[must_use]
    pub fn message(self) -> String {
        match self {
            Self::Date => tr!("date-invalid"),
            Self::NoSuchDay => tr!("date-no-such-day"),
            Self::Money => tr!("money-invalid"),
            Self::Negative => tr!("item-negative"),
            Self::Hours => tr!("item-hours-invalid"),
        }
    }
}

/// Reads `dd-mm-jjjj`, also with `/`, `.` or spaces, with a month's name, or in ISO order.
/// A year of two digits lies in this century.
pub fn parse_date(input: &str) -> Result<NaiveDate, Invalid> {
    let lower = input.trim().to_lowercase();
    let parts: Vec<&str> = lower
        .split(|c: char| c.is_whitespace() || matches!(c, '-' | '/' | '.'))
        .filter(|part| !part.is_empty())
        .collect();
    let [first, middle, last] = parts.as_slice() else {
        return Err(Invalid::Date);
    };
    let (day, year) = if first.len() == 4 { (*last, *first) } else { (*first, *last) };
    NaiveDate::from_ymd_opt(year_of(year)?, month_of(middle)?, digits(day)?).ok_or(Invalid::NoSuchDay)
}

fn digits(text: &str) -> Result<u32, Invalid> {
    if text.chars().all(|c| c.is_ascii_digit()) { text.parse().ok().ok_or(Invalid::Date) } else { Err(Invalid::Date) }
}

fn year_of(text: &str) -> Result<i32, Invalid> {
    let year = i32::try_from(digits(text)?).ok().ok_or(Invalid::Date)?;
    match text.len() {
        2 => Ok(2000 + year),
        4 => Ok(year),
        _ => Err(Invalid::Date),
    }
}

/// The first three letters of every month, Dutch and English together.
const MONTHS: [(&str, u32); 16] = [
    ("jan", 1),
    ("feb", 2),
    ("mrt", 3),
    ("maa", 3),
    ("mar", 3),
    ("apr", 4),
    ("mei", 5),
    ("may", 5),
    ("jun", 6),
    ("jul", 7),
    ("aug", 8),
    ("sep", 9),
    ("okt", 10),
    ("oct", 10),
    ("nov", 11),
    ("dec", 12),
];

fn month_of(text: &str) -> Result<u32, Invalid> {
    if text.chars().all(|c| c.is_ascii_digit()) {
        return digits(text);
    }
    MONTHS.iter().find(|(letters, _)| text.starts_with(letters)).map(|(_, month)| *month).ok_or(Invalid::Date)
}

/// Reads an amount such as `650`, `1.234,56`, `€ 650,-` or `-12,5` into cents.
///
/// A separator before one or two last digits is the decimal one, whichever sign it is. A
/// separator before three digits groups thousands, but only the grouping sign of the current
/// language may stand alone there: `1,234` in Dutch is refused, not guessed.
pub fn parse_money(input: &str) -> Result<i64, Invalid> {
    let compact: String = input.chars().filter(|c| !c.is_whitespace() && *c != '€').collect();
    let compact = compact.replace('−', "-");
    let (negative, amount) = match compact.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, compact.as_str()),
    };
    let amount = amount.strip_suffix(",-").or_else(|| amount.strip_suffix(".-")).unwrap_or(amount);
    let (whole, fraction) = split_decimals(amount);
    let cents = match fraction.len() {
        0 => 0,
        1 => 10 * unsigned(fraction)?,
        _ => unsigned(fraction)?,
    };
    let total = euros_of(whole, !fraction.is_empty())?
        .checked_mul(100)
        .and_then(|euros| euros.checked_add(cents))
        .ok_or(Invalid::Money)?;
    Ok(if negative { -total } else { total })
}

/// Reads what something costs, in cents: [`parse_money`], and not below zero.
pub fn parse_costs(input: &str) -> Result<i64, Invalid> {
    let cents = parse_money(input)?;
    if cents < 0 { Err(Invalid::Negative) } else { Ok(cents) }
}

/// Reads whole hours, from 0 to 99,999.
pub fn parse_hours(input: &str) -> Result<i64, Invalid> {
    let text = input.trim();
    if text.len() > 5 { Err(Invalid::Hours) } else { digits(text).map(i64::from).map_err(|_invalid| Invalid::Hours) }
}

/// Splits off one or two digits after the last separator.
fn split_decimals(amount: &str) -> (&str, &str) {
    if let Some(index) = amount.rfind(['.', ',']) {
        let fraction = &amount[index + 1..];
        if (1..=2).contains(&fraction.len()) {
            return (&amount[..index], fraction);
        }
    }
    (amount, "")
}

fn euros_of(whole: &str, has_decimals: bool) -> Result<i64, Invalid> {
    let (group, _) = separators(language());
    let mut groups = whole.split(['.', ',']);
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    let foreign = whole.contains(['.', ',']) && !whole.contains(group) && !has_decimals;
    let mixed = whole.contains('.') && whole.contains(',');
    let well_grouped = rest.is_empty() || ((1..=3).contains(&first.len()) && rest.iter().all(|part| part.len() == 3));
    if foreign || mixed || !well_grouped {
        return Err(Invalid::Money);
    }
    unsigned(&(first.to_owned() + &rest.concat()))
}

fn unsigned(text: &str) -> Result<i64, Invalid> {
    if text.is_empty() || !text.chars().all(|c| c.is_ascii_digit()) {
        return Err(Invalid::Money);
    }
    text.parse().ok().ok_or(Invalid::Money)
}
