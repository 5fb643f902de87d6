//! Small repairs inside a line: HTML that converters leave behind, and emphasis marks in titles.

use std::borrow::Cow;

/// A tag longer than this is not a tag.
const MAX_TAG: usize = 300;

/// Tags that converters leave in Markdown and that carry no words: removed, or replaced by what they mean.
/// Anything else between angle brackets stays as it is.
pub(super) fn simplify_html(text: &str) -> Cow<'_, str> {
    if !text.contains('<') && !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['<', '&']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let (replacement, length) = tag(from).or_else(|| entity(from)).unwrap_or((from.get(..1).unwrap_or(""), 1));
        out.push_str(replacement);
        rest = from.get(length..).unwrap_or("");
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// What the tag at the start of `from` becomes, and its length in bytes.
fn tag(from: &str) -> Option<(&'static str, usize)> {
    let head = from.as_bytes().get(1..from.len().min(MAX_TAG))?;
    let end = head.iter().position(|&b| matches!(b, b'>' | b'<' | b'\n'))?;
    if head.get(end) != Some(&b'>') {
        return None;
    }
    let inner = from.get(1..=end)?;
    let name: String = inner
        .trim_start_matches('/')
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let after = inner.trim_start_matches('/').get(name.len()..)?;
    if !(after.is_empty() || after.starts_with([' ', '/'])) {
        return None;
    }
    let replacement = match name.as_str() {
        "b" | "strong" | "i" | "em" | "u" | "sup" | "sub" | "span" | "ul" | "ol" | "div" | "font" => "",
        "p" | "br" | "td" | "tr" | "table" => " ",
        "li" if inner.starts_with('/') => "",
        "li" => " • ",
        "input" if inner.contains("checkbox") => {
            if after.contains("checked") {
                "☑"
            } else {
                "☐"
            }
        }
        _ => return None,
    };
    Some((replacement, end + 2))
}

fn entity(from: &str) -> Option<(&'static str, usize)> {
    const ENTITIES: [(&str, &str); 6] =
        [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " "), ("&quot;", "\""), ("&euro;", "€")];
    ENTITIES.iter().find(|(name, _)| from.starts_with(name)).map(|(name, text)| (*text, name.len()))
}

/// A heading without emphasis marks, link targets and closing `#` signs; white space becomes single spaces.
pub(super) fn title(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    let trimmed = out.trim_end_matches('#').trim_end();
    unlink(&trimmed.replace(['*', '`'], "")).trim().trim_matches('_').trim().to_owned()
}

/// `[words](#)` and `[words](#place)` become `words`: links inside the document point nowhere after import.
/// Other links stay, so that no address is lost.
fn unlink(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(middle) = rest.find("](#") {
        let (before, from) = rest.split_at(middle);
        let (Some(open), Some(close)) = (before.rfind('['), from.find(')')) else {
            break;
        };
        // A target with words in it is kept whole: nothing may disappear.
        if from.get(3..close).is_none_or(|target| !target.is_empty()) {
            break;
        }
        out.push_str(before.get(..open).unwrap_or(""));
        out.push_str(before.get(open + 1..).unwrap_or(""));
        rest = from.get(close + 1..).unwrap_or("");
        if rest.starts_with(char::is_alphanumeric) {
            out.push(' ');
        }
    }
    out.push_str(rest);
    out
}

/// Letters and digits in lower case: two texts with the same key are the same words.
pub(super) fn key(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
