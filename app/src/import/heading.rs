//! What a single line or block could be a heading of. Whether it is one depends on its neighbours and is
//! decided in [`super::sequence`] and [`super::plain`].

use super::inline;
use super::lines::Block;

/// Longest numbered heading, in characters. The longest in real plans is about 150.
const MAX_NUMBERED: usize = 250;
/// Longest heading without a number.
const MAX_UNNUMBERED: usize = 150;

/// A heading that a block could be, by its looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    pub mark: Mark,
    /// As printed, without a closing point.
    pub number: Option<String>,
    pub title: String,
}

/// How a candidate is marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mark {
    /// `2.4.6`
    Dotted(Vec<u16>),
    /// `3`, `3.`, `3)`, `2a` or `B`: a chapter or a place in a sequence.
    Ordinal(Ordinal),
    /// `Thema 6: ...`, `Hoofdstuk 2`: a word and a number. `top` when the word means a chapter.
    Labelled { number: u16, top: bool },
    /// `Voorwoord`, `Colofon`: a chapter by its name.
    Named(Place),
    /// A short line that could be a heading without number. `loud` when it is bold or in capitals.
    Bare { loud: bool },
}

/// Where a chapter with a well-known name stands in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Before the numbered chapters.
    Front,
    /// After them; an appendix may start its own numbering.
    Back,
}

/// A place in a sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ordinal {
    pub form: Form,
    pub value: u16,
    /// The `a` of `2a`, counted from 1.
    pub suffix: Option<u16>,
}

/// How an ordinal is printed; one sequence has one form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// `3`
    Bare,
    /// `3.`
    Point,
    /// `3)`
    Bracket,
    /// `B`
    Letter,
}

const LABELS: [&str; 14] = [
    "thema",
    "pijler",
    "spoor",
    "speerpunt",
    "doel",
    "opgave",
    "actielijn",
    "programma",
    "theme",
    "pillar",
    "paragraaf",
    "artikel",
    "stap",
    "fase",
];
const TOP_LABELS: [&str; 4] = ["hoofdstuk", "deel", "chapter", "part"];
const BACK_LABELS: [&str; 4] = ["bijlage", "appendix", "annex", "aanhangsel"];
const FRONT: [&str; 15] = [
    "voorwoord",
    "woordvooraf",
    "tengeleide",
    "inleiding",
    "samenvatting",
    "managementsamenvatting",
    "bestuurlijkesamenvatting",
    "publiekssamenvatting",
    "preface",
    "foreword",
    "introduction",
    "summary",
    "executivesummary",
    "vooraf",
    "leesvervangendesamenvatting",
];
const BACK: [&str; 15] = [
    "colofon",
    "nawoord",
    "slotwoord",
    "totslot",
    "bijlage",
    "bijlagen",
    "literatuur",
    "literatuurlijst",
    "bronnen",
    "bronvermelding",
    "begrippenlijst",
    "afkortingen",
    "appendix",
    "references",
    "glossary",
];
/// Words that a heading never ends with: the line was cut off. "Aan" and "uit" are not among them, for they may
/// end a verb.
const NEVER_LAST: [&str; 22] = [
    "de", "het", "een", "en", "of", "van", "met", "voor", "te", "om", "naar", "tot", "als", "dat", "die", "alle",
    "onze", "we", "the", "and", "for", "to",
];

/// What `block` could be a heading of.
pub(super) fn candidate(block: &Block<'_>) -> Option<Candidate> {
    let text = block.text.as_str();
    if block.lines.len() > 3 || text.len() > MAX_NUMBERED * 4 || text.contains('\t') {
        return None;
    }
    // A heading over several lines is one that was wrapped: only its last line may be short.
    let wrapped_ok = block
        .lines
        .split_last()
        .is_some_and(|(_, rest)| rest.iter().all(|line| line.len() >= 60 || is_lone_number(line)));
    if wrapped_ok && let Some(found) = numbered(text).or_else(|| lettered(text)) {
        return Some(found);
    }
    if let Some(found) = labelled(text) {
        return Some(found);
    }
    if block.lines.len() > 1 && !text.ends_with('?') {
        return None;
    }
    named(text).or_else(|| bare(text))
}

/// True for a line that is a heading on its own looks, so that it may stand without white space around it.
pub(super) fn stands_out(line: &str) -> bool {
    line.len() <= 160
        && !line.contains('\t')
        && numbered(line.trim()).is_some_and(|found| matches!(found.mark, Mark::Dotted(_)))
        && !line.ends_with(['.', ',', ';', ':'])
}

/// The number at the start of `text` and what follows it.
pub(super) fn split_number(text: &str) -> Option<(Vec<u16>, Option<char>, Form, &str)> {
    let mut parts = Vec::new();
    let mut rest = text;
    loop {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 || digits > 2 || parts.len() >= 6 {
            return None;
        }
        let (number, after) = rest.split_at(digits);
        parts.push(number.parse().ok()?);
        rest = after;
        match rest.strip_prefix('.') {
            Some(after) if after.starts_with(|c: char| c.is_ascii_digit()) => rest = after,
            _ => break,
        }
    }
    let mut suffix = None;
    if parts.len() == 1
        && let Some(letter @ 'a'..='h') = rest.chars().next()
        && rest.get(1..).is_some_and(|after| after.starts_with(|c: char| c == '.' || c == ')' || c.is_whitespace()))
    {
        suffix = Some(letter);
        rest = rest.get(1..)?;
    }
    let (form, rest) = if let Some(after) = rest.strip_prefix('.') {
        (Form::Point, after)
    } else if let Some(after) = rest.strip_prefix(')') {
        (Form::Bracket, after)
    } else {
        (Form::Bare, rest)
    };
    (rest.is_empty() || rest.starts_with(char::is_whitespace)).then(|| (parts, suffix, form, rest.trim_start()))
}

/// The number at the start of `text` as printed, without a closing point or bracket.
pub(super) fn printed_number(text: &str) -> String {
    let first = text.split_whitespace().next().unwrap_or("");
    first.trim_end_matches(['.', ')']).to_owned()
}

/// "11." or "2.1" on a line of its own.
pub(super) fn is_lone_number(line: &str) -> bool {
    line.len() <= 12
        && split_number(line.trim())
            .is_some_and(|(parts, _, form, rest)| rest.is_empty() && (parts.len() > 1 || form != Form::Bare))
}

fn numbered(text: &str) -> Option<Candidate> {
    let text = text.strip_prefix("**").unwrap_or(text);
    let (parts, suffix, form, rest) = split_number(text)?;
    let title = inline::title(rest);
    let dotted = parts.len() > 1;
    if !numbered_title(&title, dotted) {
        return None;
    }
    let number = printed_number(text);
    let value = parts.first().copied()?;
    let suffix = suffix.map(|c| u16::from(c as u8 - b'a') + 1);
    let mark = if dotted { Mark::Dotted(parts) } else { Mark::Ordinal(Ordinal { form, value, suffix }) };
    Some(Candidate { mark, number: Some(number), title: title.strip_suffix('.').unwrap_or(&title).to_owned() })
}

/// `B Meedoen`: one capital letter and a title.
fn lettered(text: &str) -> Option<Candidate> {
    let mut chars = text.chars();
    let letter = chars.next().filter(char::is_ascii_uppercase)?;
    let rest = chars.as_str();
    let rest = rest.strip_prefix(['.', ')']).unwrap_or(rest);
    let title = inline::title(rest.strip_prefix(' ')?);
    let value = u16::from(letter as u8 - b'A') + 1;
    (numbered_title(&title, false) && title.chars().count() <= MAX_UNNUMBERED).then(|| Candidate {
        mark: Mark::Ordinal(Ordinal { form: Form::Letter, value, suffix: None }),
        number: Some(letter.to_string()),
        title,
    })
}

fn numbered_title(title: &str, dotted: bool) -> bool {
    let length = title.chars().count();
    let starts_well = title.chars().next().is_some_and(|c| c.is_uppercase() || is_quote(c));
    // One closing point is forgiven, a text of several sentences is not a title.
    let several = several_sentences(title);
    let sentence = title.ends_with('.') && (length > 130 || several);
    starts_well
        && length <= MAX_NUMBERED
        && !(title.ends_with([',', ';', ':']) || sentence || several && !dotted)
        && title.chars().filter(|c| c.is_alphabetic()).count() >= 2
}

/// A full stop inside, other than that of an abbreviation.
fn several_sentences(title: &str) -> bool {
    const ABBREVIATIONS: [&str; 14] =
        ["bijv", "bv", "o.a", "d.w.z", "nr", "art", "evt", "incl", "excl", "ca", "m.b.t", "n.a.v", "resp", "par"];
    title.match_indices(". ").any(|(at, _)| {
        let before = title.get(..at).unwrap_or("");
        let word = before.rsplit([' ', '(', '/']).next().unwrap_or("").to_lowercase();
        !ABBREVIATIONS.contains(&word.as_str())
    })
}

/// True for "2. Kader" directly above a line of text: a heading that needs no white space under it.
pub(super) fn stands_above(line: &str, next: &str) -> bool {
    let text = line.trim();
    let starts = |text: &str| split_number(text).is_some() || super::body::bullet(text).is_some();
    let last = text.rsplit(' ').next().map(inline::key).unwrap_or_default();
    (text.chars().count() < 50 || text.ends_with('?'))
        && !text.ends_with(['.', ',', ';'])
        && !text.contains('\t')
        && !NEVER_LAST.contains(&last.as_str())
        && matches!(numbered(text), Some(Candidate { mark: Mark::Ordinal(Ordinal { form: Form::Point, .. }), .. }))
        && next.trim().chars().next().is_some_and(char::is_uppercase)
        && !starts(next.trim())
}

fn labelled(text: &str) -> Option<Candidate> {
    let title = inline::title(text);
    let italic = text.starts_with('*') && !text.starts_with("**");
    if title.chars().count() > MAX_UNNUMBERED || title.ends_with(['.', ',', ';']) || italic {
        return None;
    }
    let (word, rest) = title.split_once(' ')?;
    let word = word.to_lowercase();
    let top = TOP_LABELS.contains(&word.as_str());
    let back = BACK_LABELS.contains(&word.as_str());
    if !(top || back || LABELS.contains(&word.as_str())) {
        return None;
    }
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
    let (number, after) = rest.split_at(end);
    if after.starts_with('.') && after.len() > 1 && !after.starts_with(". ") {
        return None;
    }
    let after = after.trim_start();
    // "Thema 6: Ouder worden", "Hoofdstuk 2", "Bijlage B - Cijfers", but not "Thema 6 gaat over ouderen".
    let closes = after.is_empty() || after.starts_with([':', '.', '-', '–', '—', '|']);
    let capital = after.chars().next().is_some_and(char::is_uppercase);
    if !closes && !capital {
        return None;
    }
    if back {
        let short = number.len() <= 2 || number.bytes().all(|b| matches!(b, b'I' | b'V' | b'X'));
        return short.then_some(Candidate { mark: Mark::Named(Place::Back), number: None, title });
    }
    let number = number.parse().ok().filter(|n| (1..=99).contains(n))?;
    Some(Candidate { mark: Mark::Labelled { number, top }, number: None, title })
}

fn named(text: &str) -> Option<Candidate> {
    if text.chars().count() > 40 || text.ends_with(['.', ',', ';', ':']) {
        return None;
    }
    let key = inline::key(text);
    let place = if FRONT.contains(&key.as_str()) {
        Place::Front
    } else if BACK.contains(&key.as_str()) {
        Place::Back
    } else {
        return None;
    };
    Some(Candidate { mark: Mark::Named(place), number: None, title: inline::title(text) })
}

fn bare(text: &str) -> Option<Candidate> {
    let bold = text.len() > 4 && text.starts_with("**") && text.ends_with("**");
    let inner = text.trim_start_matches("**").trim_end_matches("**");
    let starts_well = inner.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit());
    if !starts_well || inner.ends_with(['.', ',', ';', ':', '!', '-', '–', '…']) || inner.contains("](") {
        return None;
    }
    let title = inline::title(inner);
    let words: Vec<&str> = title.split(' ').collect();
    let last = words.last().map(|word| inline::key(word)).unwrap_or_default();
    let caption = ["Afbeelding", "Figuur", "Tabel", "Foto", "Bron", "Grafiek", "Kaart"];
    let is_caption = words.first().is_some_and(|word| caption.contains(&word.trim_end_matches(':')));
    let letters = title.chars().filter(|c| c.is_alphabetic()).count();
    if title.chars().count() > MAX_UNNUMBERED
        || words.len() > 24
        || letters < 3
        || letters * 2 < title.chars().count()
        || is_caption
        || (NEVER_LAST.contains(&last.as_str()) && !title.ends_with('?'))
        || several_sentences(&title)
        || inner.starts_with("http")
        || split_number(inner).is_some()
    {
        return None;
    }
    let capitals = letters >= 8 && !title.chars().any(char::is_lowercase);
    Some(Candidate { mark: Mark::Bare { loud: bold || capitals }, number: None, title })
}

pub(super) fn is_quote(c: char) -> bool {
    matches!(c, '‘' | '’' | '“' | '”' | '„' | '\'' | '"' | '‚' | '«')
}
