//! How long titles and names may be where people enter them.
//!
//! What other devices recorded may be longer: it is taken in all the same, so that everybody derives the same, and cut where
//! it is shown in passing.

use std::borrow::Cow;

/// Longest title, in characters.
pub const MAX_TITLE: usize = 200;
/// Longest name of a person, a municipality or a region, in characters.
pub const MAX_NAME: usize = 120;

/// Whether a text has at most `most` characters.
pub fn fits(text: &str, most: usize) -> bool {
    text.chars().nth(most).is_none()
}

/// A text of at most `most` characters: of a longer one the beginning, with an ellipsis as the last character.
pub fn cut(text: &str, most: usize) -> Cow<'_, str> {
    if fits(text, most) {
        return Cow::Borrowed(text);
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    Cow::Owned(format!("{}…", kept.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_ends_in_an_ellipsis_and_a_short_one_stays() {
        assert_eq!(cut("éénvoud", 7), "éénvoud");
        assert_eq!(cut("éénvoudig", 7), "éénvou…");
        assert_eq!(cut("vijf woorden", 6), "vijf…");
        assert_eq!(cut("", 0), "");
        for most in 1..20 {
            assert!(fits(&cut("een twee drie vier vijf", most), most));
        }
    }
}
