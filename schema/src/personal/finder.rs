//! Finding numbers and addresses in running text, as people write them.

use std::collections::BTreeSet;
use std::ops::Range;

use super::reading::Reading;
use super::{Finding, Kind};

/// Everything in `written` that looks like data about a person, in order, without overlap: as it reads, where it is written.
pub fn find(written: &str) -> Vec<Finding> {
    let reading = Reading::of(written);
    let finding = |(kind, range): (Kind, Range<usize>)| {
        let range = reading.written(&range);
        written.get(range.clone()).map(|part| Finding { kind, range, text: part.to_owned() })
    };
    find_read(&reading.text).into_iter().filter_map(finding).collect()
}

/// The same in a text as it reads.
fn find_read(text: &str) -> Vec<(Kind, Range<usize>)> {
    let addresses = addresses(text);
    let digits = Digits { text, groups: groups(text) };
    let mut found: Vec<(Kind, Range<usize>)> = Vec::new();
    let mut ahead = addresses.iter().peekable();
    let mut at = 0;
    while let Some(group) = digits.groups.get(at) {
        while ahead.next_if(|address| address.end <= group.start).is_some() {}
        let limit = ahead.peek().map_or(text.len(), |address| address.start);
        let seen = found.last().map_or(0, |(_, range)| range.end);
        let hit = digits.telephone(at, seen).map(|hit| (Kind::Telephone, hit));
        let hit = hit.or_else(|| digits.bsn(at, seen).map(|hit| (Kind::Bsn, hit)));
        match hit.filter(|(_, (range, _))| range.end <= limit) {
            Some((kind, (range, count))) => {
                found.push((kind, range));
                at += count;
            }
            None => at += 1,
        }
    }
    found.extend(addresses.into_iter().map(|range| (Kind::Email, range)));
    found.sort_by_key(|(_, range)| range.start);
    found
}

// --- e-mail --------------------------------------------------------------------------------------------------------

fn addresses(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (sign, _) in text.match_indices('@') {
        let (Some(before), Some(after)) = (text.get(..sign), text.get(sign + 1..)) else { continue };
        let name = |c: &char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-' | '\'');
        let length: usize = before.chars().rev().take_while(name).map(char::len_utf8).sum();
        let local = before.get(sign - length..).unwrap_or_default().trim_start_matches(|c: char| !c.is_alphanumeric());
        let start = sign - local.len();
        let free = found.last().is_none_or(|last| last.end <= start);
        if let Some(length) = domain(after).filter(|_| free && !local.is_empty()) {
            found.push(start..sign + 1 + length);
        }
    }
    found
}

/// The length of the domain name that `text` begins with.
fn domain(text: &str) -> Option<usize> {
    let part = |c: &char| c.is_alphanumeric() || matches!(c, '.' | '-');
    let length: usize = text.chars().take_while(part).map(char::len_utf8).sum();
    let name = text.get(..length)?;
    if !name.starts_with(char::is_alphanumeric) {
        return None;
    }
    let mut ends = name.match_indices('.').filter_map(|(dot, _)| {
        let letters: usize = name.get(dot + 1..)?.chars().take_while(|c| c.is_alphabetic()).map(char::len_utf8).sum();
        (letters >= 2).then_some(dot + 1 + letters)
    });
    ends.next_back()
}

// --- numbers -------------------------------------------------------------------------------------------------------

/// Longest runs of digits.
fn groups(text: &str) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    for (at, _) in text.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_digit()) {
        match groups.last_mut() {
            Some(last) if last.end == at => last.end = at + 1,
            _ => groups.push(at..at + 1),
        }
    }
    groups
}

/// Where a number stands and how many groups it takes.
type Hit = (Range<usize>, usize);

/// The few signs between two groups of digits of one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Gap<'a> {
    /// Spaces, dashes, dots, brackets, strokes; those before the end of the line.
    signs: &'a str,
    /// The number goes on at the next line.
    broken: bool,
}

impl<'a> Gap<'a> {
    /// The longest, with spaces before the next line and the signs of a quotation there.
    const LONGEST: usize = 24;

    fn of(between: &'a str) -> Option<Self> {
        if between.len() > Self::LONGEST {
            return None;
        }
        let (signs, broken) = match between.split_once('\n') {
            Some((signs, next)) if next.trim_start_matches([' ', '>']).is_empty() => {
                (signs.trim_end_matches(' '), true)
            }
            Some(_) => return None,
            None => (between, false),
        };
        let fits = |c| matches!(c, ' ' | '-' | '.' | '(' | ')' | '/');
        let fits = signs.chars().count() <= 3 && signs.chars().all(fits) && (broken || !signs.is_empty());
        fits.then_some(Self { signs, broken })
    }
}

struct Digits<'a> {
    text: &'a str,
    groups: Vec<Range<usize>>,
}

impl Digits<'_> {
    fn group(&self, at: usize) -> &str {
        self.groups.get(at).and_then(|range| self.text.get(range.clone())).unwrap_or_default()
    }

    /// What stands between a group and the next, when one number may go on there.
    fn gap(&self, at: usize) -> Option<Gap<'_>> {
        let (one, next) = self.groups.get(at).zip(self.groups.get(at + 1))?;
        Gap::of(self.text.get(one.end..next.start)?)
    }

    fn before(&self, at: usize) -> &str {
        self.text.get(..at).unwrap_or_default()
    }

    fn after(&self, at: usize) -> &str {
        self.text.get(at..).unwrap_or_default()
    }

    /// Every number of at most eight groups on at most two lines that begins here: its digits, the lengths of its groups, its
    /// end.
    fn joined(&self, at: usize) -> impl Iterator<Item = (String, Vec<usize>, usize)> {
        let mut digits = String::new();
        let mut lengths = Vec::new();
        let mut breaks = 0;
        (at..(at + 8).min(self.groups.len())).map_while(move |next| {
            if next > at {
                breaks += usize::from(self.gap(next - 1)?.broken);
            }
            let group = self.group(next);
            if breaks > 1 || digits.len() + group.len() > 15 {
                return None;
            }
            digits.push_str(group);
            lengths.push(group.len());
            Some((digits.clone(), lengths.clone(), self.groups.get(next)?.end))
        })
    }

    fn telephone(&self, at: usize, seen: usize) -> Option<Hit> {
        let first = self.groups.get(at)?.start;
        let plus = self.before(first).ends_with('+');
        let bracket = self.before(first).ends_with('(') && self.gap(at).is_some_and(|gap| gap.signs.starts_with(')'));
        let start = if plus || bracket { first - 1 } else { first };
        if !self.free_before(start, seen, names_a_telephone) || self.is_account(start) {
            return None;
        }
        if !plus {
            let country = self.group(at).len() > 2;
            let hit = self.national(at).or_else(|| if country { self.abroad(at, "00") } else { None });
            return hit.map(|(end, count)| (start..end, count));
        }
        self.abroad(at, "").map(|(end, count)| (start..end, count))
    }

    /// Ten digits with a trunk zero. Two digits before the first gap: only 06.
    fn national(&self, at: usize) -> Option<(usize, usize)> {
        let first = self.group(at);
        let trunk = first.starts_with('0') && !first.starts_with("00") && first.len() > 1;
        if !trunk || (first.len() == 2 && first != "06") {
            return None;
        }
        let (_, lengths, end) = self.joined(at).find(|(digits, ..)| digits.len() >= 10)?;
        let year = self.group(at + 2);
        let day = lengths.starts_with(&[2, 2, 4]) && (year.starts_with("19") || year.starts_with("20"));
        let sound = lengths.iter().sum::<usize>() == 10 && lengths.iter().all(|length| *length > 1) && !day;
        (sound && self.ends_before(end, may_follow)).then_some((end, lengths.len()))
    }

    /// A number with a country, after `prefix`: exactly as long as a Dutch one, otherwise 9 to 13 digits.
    fn abroad(&self, at: usize, prefix: &str) -> Option<(usize, usize)> {
        let mut best = None;
        for (digits, lengths, end) in self.joined(at) {
            let count = lengths.len();
            let another = count > 1 && self.group(at + count - 1).starts_with('0');
            if another && self.national(at + count - 1).is_some() {
                break;
            }
            // A whole number does not go on at the next line.
            if best.is_some() && count > 1 && self.gap(at + count - 2).is_some_and(|gap| gap.broken) {
                break;
            }
            let Some(number) = digits.strip_prefix(prefix).filter(|number| !number.starts_with('0')) else { continue };
            let dutch = number.strip_prefix("31").map(|rest| rest.strip_prefix('0').unwrap_or(rest));
            let long = match dutch {
                Some(rest) => rest.len() == 9,
                None => (9..=13).contains(&number.len()) && (prefix.is_empty() || count > 1),
            };
            if long && self.ends_before(end, may_follow) {
                best = Some((end, count));
            }
            if long && dutch.is_some() {
                break;
            }
        }
        best
    }

    /// Nine digits in the groups in which people write them, or eight without the zero.
    fn bsn(&self, at: usize, seen: usize) -> Option<Hit> {
        const SHAPES: [&[usize]; 7] =
            [&[9], &[8], &[3, 3, 3], &[4, 2, 3], &[3, 2, 3], &[2, 2, 2, 3], &[1, 1, 1, 1, 1, 1, 1, 1, 1]];
        let start = self.groups.get(at)?.start;
        let shaped = |shape: &[usize]| (at..).zip(shape).all(|(next, length)| self.group(next).len() == *length);
        let whole = SHAPES.into_iter().find(|shape| shaped(shape) && self.is_even(at, shape.len()));
        let count = whole.map_or_else(|| self.is_cut(at).then_some(2), |shape| Some(shape.len()))?;
        let end = self.groups.get(at + count - 1)?.end;
        let digits: String = (at..at + count).map(|next| self.group(next)).collect();
        let sound = passes_eleven(&digits) && !is_day(&digits) && !self.is_amount(start, end);
        let free = self.free_before(start, seen, names_a_number) && self.ends_before(end, may_follow);
        (sound && free).then_some((start..end, count))
    }

    /// Whether `count` groups are told apart by the same sign each time, of which one may be the end of a line instead.
    fn is_even(&self, at: usize, count: usize) -> bool {
        let gaps: Option<Vec<Gap<'_>>> = (at..at + count - 1).map(|next| self.gap(next)).collect();
        let Some(gaps) = gaps else { return false };
        let signs: BTreeSet<&str> = gaps.iter().map(|gap| gap.signs).filter(|signs| !signs.is_empty()).collect();
        let broken = gaps.iter().filter(|gap| gap.broken).count();
        signs.len() <= 1 && signs.iter().all(|signs| matches!(*signs, " " | "-" | ".")) && broken <= 1
    }

    /// Whether nine digits were cut in two at the end of a line; two numbers of which one is a year are none.
    fn is_cut(&self, at: usize) -> bool {
        let (one, next) = (self.group(at), self.group(at + 1));
        let is_year = |group: &str| group.len() == 4 && (group.starts_with("19") || group.starts_with("20"));
        let alone = self.gap(at).is_some_and(|gap| gap.broken && matches!(gap.signs, "" | "-"));
        alone && one.len() + next.len() == 9 && one.len().min(next.len()) > 1 && !is_year(one) && !is_year(next)
    }

    /// Not the rest of a longer number, nor of a word but one that `names` it. `seen` is where the number before ended.
    fn free_before(&self, start: usize, seen: usize, names: impl Fn(&str) -> bool) -> bool {
        let before = self.before(start);
        let Some(last) = before.chars().next_back() else { return true };
        let rest = before.get(..before.len() - last.len_utf8()).unwrap_or_default();
        match last {
            '+' => false,
            c if c.is_ascii_digit() => false,
            c if c.is_alphabetic() => names(&last_word(before)),
            _ if seen > 0 && rest.len() == seen => true,
            '.' => !rest.ends_with(|c: char| c.is_ascii_digit()),
            '-' | '/' => {
                let word = last_word(rest);
                !rest.ends_with(|c: char| c.is_ascii_digit())
                    && (word.is_empty() || names(&word) || is_written_out(rest))
            }
            _ => true,
        }
    }

    /// A number that ends here does not go on; letters may stand right after it when `letters` says so of what follows.
    fn ends_before(&self, end: usize, letters: impl Fn(&str) -> bool) -> bool {
        let rest = self.after(end);
        let mut after = rest.chars();
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        match after.next() {
            Some(c) if c.is_ascii_digit() => false,
            Some(c) if c.is_alphabetic() => letters(rest),
            Some('-' | '.') => !digit(after.next()),
            // Cents.
            Some(',') => !(digit(after.next()) && digit(after.next()) && !digit(after.next())),
            _ => true,
        }
    }

    fn is_amount(&self, start: usize, end: usize) -> bool {
        let (before, after) = (self.before(start).trim_end(), self.after(end).trim_start());
        ["€", "EUR", "eur", "euro"].iter().any(|unit| before.ends_with(unit))
            || ["€", "EUR", "euro", ",-", "miljoen"].iter().any(|unit| after.starts_with(unit))
    }

    /// After "NL91 ABNA ": the digits of a bank account.
    fn is_account(&self, start: usize) -> bool {
        let mut before = self.before(start).trim_end().chars().rev().filter(|c| *c != ' ');
        let bank = before.by_ref().take(4).filter(char::is_ascii_uppercase).count() == 4;
        bank && before.by_ref().take(2).filter(char::is_ascii_digit).count() == 2
            && before.take(2).filter(char::is_ascii_uppercase).count() == 2
    }
}

/// The letters and digits that `before` ends in, in lower case; long words are cut off.
fn last_word(before: &str) -> String {
    let word: Vec<char> = before.chars().rev().take_while(|c| c.is_alphanumeric()).take(24).collect();
    word.into_iter().rev().flat_map(char::to_lowercase).collect()
}

/// Whether `before` ends in a word or a name, as "Jansen" in "Jansen-123456782", and not in the letters of a case number.
fn is_written_out(before: &str) -> bool {
    let mut word = before.chars().rev().take_while(|c| c.is_alphanumeric()).take(24).peekable();
    word.peek().is_some_and(|last| last.is_lowercase()) && word.all(char::is_alphabetic)
}

/// "BSN", "tel", "nr": before a number they say what it is, unlike the letters of a case number.
fn names_a_number(word: &str) -> bool {
    let citizen = ["bsn", "bsnnr", "bsnnummer", "burgerservicenummer", "sofi", "sofinr", "sofinummer"];
    let telephone =
        ["tel", "telnr", "telefoon", "telefoonnr", "telefoonnummer", "mob", "mobiel", "gsm", "fax", "phone"];
    citizen.contains(&word) || telephone.contains(&word) || matches!(word, "nr" | "nummer")
}

/// "T", "bel": with ten digits behind it a telephone number, with nine it may be the number of a case.
fn names_a_telephone(word: &str) -> bool {
    names_a_number(word) || matches!(word, "t" | "m" | "f" | "bel" | "app" | "sms" | "whatsapp" | "op")
}

/// A word without a space before it, as in "0612345678of": not the digits and letters of a code.
fn may_follow(rest: &str) -> bool {
    !rest.trim_start_matches(char::is_alphabetic).starts_with(|c: char| c.is_ascii_digit())
}

/// Eight digits that are a day: yyyymmdd or ddmmyyyy.
fn is_day(digits: &str) -> bool {
    let number = |range: Range<usize>| digits.get(range).and_then(|part| part.parse::<u32>().ok()).unwrap_or(0);
    let day = |year: u32, month: u32, day: u32| {
        (1900..2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day)
    };
    digits.len() == 8
        && (day(number(0..4), number(4..6), number(6..8)) || day(number(4..8), number(2..4), number(0..2)))
}

/// The eleven-test of a BSN: 9a + 8b + … + 2h − i is a multiple of eleven, and not every digit is zero.
fn passes_eleven(digits: &str) -> bool {
    let mut digits: Vec<i32> = digits.bytes().map(|digit| i32::from(digit) - 48).collect();
    if digits.len() == 8 {
        digits.insert(0, 0);
    }
    let weights = [9, 8, 7, 6, 5, 4, 3, 2, -1];
    let sum: i32 = digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum();
    digits.len() == weights.len() && sum % 11 == 0 && digits.iter().any(|digit| *digit != 0)
}
