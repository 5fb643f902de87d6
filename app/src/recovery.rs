//! Recovery words on paper: a card for each root key, as text and as a page to print.

use deelbaar_schema::time::Date;
use deelbaar_sync::store::Passphrase;
use deelbaar_sync::workspace::{Root, Workspace, WorkspaceError};
use zeroize::Zeroizing;

use crate::document::Document;
use crate::{format, tr, words};

/// The words of one root key. Erased when dropped, and never in a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Card {
    /// Which key.
    pub root: Root,
    /// The name of the municipality or the region.
    pub name: String,
    /// The words, with a space between them.
    pub words: Zeroizing<String>,
}

impl std::fmt::Debug for Card {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Card({:?})", self.root)
    }
}

/// The cards of every root key that this device holds; there is one at least.
pub fn cards(workspace: &Workspace, passphrase: Option<&Passphrase>) -> Result<Vec<Card>, WorkspaceError> {
    let all = workspace.recovery_words(passphrase)?;
    if all.is_empty() {
        return Err(WorkspaceError::NoKey);
    }
    let name = |root| workspace.identity().founding(root).name.clone();
    Ok(all.into_iter().map(|(root, words)| Card { root, name: name(root), words }).collect())
}

/// What it is, and the words with their numbers, four on a line.
#[must_use]
pub fn text(cards: &[Card]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(cards.len() * 600));
    for card in cards {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(&title(card));
        for (index, word) in card.words.split(' ').enumerate() {
            text.push(if index % 4 == 0 { '\n' } else { ' ' });
            text.push_str(&Zeroizing::new(format!("{:>2} {word:<9}", index + 1)));
        }
    }
    text
}

/// Of which key the words are.
#[must_use]
pub fn title(card: &Card) -> String {
    tr!("recovery-card", key = words::root(card.root), name = card.name.as_str())
}

/// The same to print: with the date, what it is for, and what to do with it.
#[must_use]
pub fn page(cards: &[Card], today: Date) -> Zeroizing<String> {
    // The full size at once: growing would leave copies of the words in freed memory.
    let mut page = Zeroizing::new(String::with_capacity(4096 + cards.len() * 4096));
    let mut add = |parts: &[&str]| parts.iter().for_each(|part| page.push_str(part));
    let heading = escaped(&tr!("recovery-title"));
    add(&["<!doctype html>\n<html lang=\"", crate::i18n::language().code(), "\">\n<head>\n<meta charset=\"utf-8\">\n"]);
    add(&["<title>", &heading, "</title>\n<style>\n", STYLE, "</style>\n</head>\n<body>\n"]);
    for card in cards {
        let date = tr!("recovery-page-date", date = format::date_long(today));
        add(&["<section>\n<h1>", &escaped(&title(card)), "</h1>\n<p>", &escaped(&date), "</p>\n<ol>\n"]);
        card.words.split(' ').for_each(|word| add(&["<li>", word, "</li>\n"]));
        add(&["</ol>\n"]);
        for sentence in [tr!("recovery-page-what"), tr!("recovery-page-keep"), tr!("recovery-page-use")] {
            add(&["<p>", &escaped(&sentence), "</p>\n"]);
        }
        add(&["</section>\n"]);
    }
    add(&["</body>\n</html>\n"]);
    page
}

/// Both, to keep as a file.
#[must_use]
pub fn document(cards: &[Card], today: Date) -> Document {
    let name = cards.first().map(|card| card.name.clone()).unwrap_or_default();
    let document = Document::new(tr!("recovery-title"), &format!("{} {name}", tr!("recovery-title")));
    let document = document.form(tr!("recovery-as-page"), "html", page(cards, today).as_bytes());
    document.form(tr!("recovery-as-text"), "txt", text(cards).as_bytes()).secret()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// One card a sheet, in letters that can be copied by hand.
const STYLE: &str = "body { font: 12pt sans-serif; margin: 2cm; }
section { break-after: page; max-width: 17cm; }
h1 { font-size: 16pt; }
ol { columns: 3; font: 14pt monospace; line-height: 1.8; }
";

#[cfg(test)]
mod tests {
    use super::*;

    fn card(name: &str) -> Card {
        let words = (1..=24).map(|number| format!("woord{number}")).collect::<Vec<_>>().join(" ");
        Card { root: Root::Municipality, name: name.into(), words: Zeroizing::new(words) }
    }

    #[test]
    fn the_page_holds_every_word_which_key_it_is_the_date_and_what_to_do() {
        let page = page(&[card("Leusden")], "2026-05-03".parse().unwrap());
        for number in 1..=24 {
            assert_eq!(page.matches(&format!("<li>woord{number}</li>")).count(), 1);
        }
        for part in ["sleutel van de gemeente Leusden", "3 mei 2026", "kluis", "Instellingen"] {
            assert!(page.contains(part), "{part} is not in {}", *page);
        }
    }

    #[test]
    fn a_name_does_nothing_in_the_page() {
        let page = page(&[card("<script>alert(1)</script>\"&")], "2026-05-03".parse().unwrap());
        assert!(!page.contains("<script>"));
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&amp;"));
    }

    #[test]
    fn a_card_is_never_in_a_log() {
        assert_eq!(format!("{:?}", card("Leusden")), "Card(Municipality)");
        assert!(!format!("{:?}", document(&[card("Leusden")], "2026-05-03".parse().unwrap())).contains("woord7"));
    }
}
