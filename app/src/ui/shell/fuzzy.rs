//! Finding things by a few letters of their name.

/// How well `query` matches `text`; `None` when it does not. Every word of the query must be found: as the start of a word
/// best, within a word less, as letters in order least.
pub(super) fn score(query: &str, text: &str) -> Option<u32> {
    let text = fold(text);
    let mut total = 0;
    for word in fold(query).split_whitespace() {
        total += score_word(word, &text)?;
    }
    Some(total)
}

/// Whether every word of the query is the start of a word in `text`, and then how well it matches: as well as the start of a
/// word, and a little better than one in somebody's title.
pub(super) fn starts(query: &str, text: &str) -> Option<u32> {
    let (query, text) = (fold(query), fold(text));
    let found = |word: &str| text.split(|c: char| !c.is_alphanumeric()).any(|part| part.starts_with(word));
    let words: Vec<&str> = query.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let all = !words.is_empty() && words.iter().all(|word| found(word));
    all.then(|| words.iter().map(|_| STARTS_WORD + 2).sum())
}

const STARTS_TEXT: u32 = 40;
const STARTS_WORD: u32 = 30;
const WITHIN: u32 = 20;
const SCATTERED: u32 = 5;
/// Fewer letters than this are found scattered in nearly everything.
const LEAST_SCATTERED: usize = 3;

fn score_word(word: &str, text: &str) -> Option<u32> {
    if text.starts_with(word) {
        return Some(STARTS_TEXT);
    }
    if text.split(|c: char| !c.is_alphanumeric()).any(|part| part.starts_with(word)) {
        return Some(STARTS_WORD);
    }
    if text.contains(word) {
        return Some(WITHIN);
    }
    let mut letters = text.chars();
    let in_order = word.chars().all(|wanted| letters.any(|letter| letter == wanted));
    (in_order && word.chars().count() >= LEAST_SCATTERED).then_some(SCATTERED)
}

/// Small letters without the marks of Dutch and its neighbours, so that "een" finds "één".
fn fold(text: &str) -> String {
    text.chars()
        .flat_map(char::to_lowercase)
        .map(|letter| match letter {
            'á' | 'à' | 'ä' | 'â' | 'ã' | 'å' => 'a',
            'é' | 'è' | 'ë' | 'ê' => 'e',
            'í' | 'ì' | 'ï' | 'î' => 'i',
            'ó' | 'ò' | 'ö' | 'ô' | 'õ' => 'o',
            'ú' | 'ù' | 'ü' | 'û' => 'u',
            'ç' => 'c',
            'ñ' => 'n',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_capitals_do_not_matter() {
        assert!(score("een", "Één loket").is_some());
        assert!(score("IDEE", "ideeën").is_some());
    }

    #[test]
    fn the_start_of_a_name_goes_before_the_rest() {
        let start = score("dia", "Dialoogavond").unwrap();
        let word = score("avo", "Een avond").unwrap();
        let within = score("oog", "Dialoogavond").unwrap();
        let scattered = score("dlg", "Dialoogavond").unwrap();
        assert!(start > word && word > within && within > scattered);
    }

    #[test]
    fn every_word_must_be_found() {
        assert!(score("dialoog leusden", "Dialoogavond · Leusden").is_some());
        assert!(score("dialoog soest", "Dialoogavond · Leusden").is_none());
        assert!(score("dl", "Dialoogavond").is_none());
    }
}
