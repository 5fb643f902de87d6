//! Fixtures are in own words; the seed documents are read only where they stand beside the checkout.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::*;

mod files;
mod properties;
mod seeds;

fn read(name: &str, text: &str) -> ImportedDocument {
    let document = parse(name, text.as_bytes()).unwrap();
    assert_sound(&document);
    assert_nothing_lost(text, &document);
    document
}

/// The tree as indented lines, the way a reader would see it.
fn tree(document: &ImportedDocument) -> Vec<String> {
    document
        .sections
        .iter()
        .map(|section| {
            let number = section.number.as_ref().map(|number| format!("{number} ")).unwrap_or_default();
            format!("{}{number}{}", "  ".repeat(usize::from(section.level) - 1), section.title)
        })
        .collect()
}

fn body_of<'a>(document: &'a ImportedDocument, title: &str) -> &'a str {
    &document.sections.iter().find(|section| section.title == title).unwrap().body
}

fn left_out(document: &ImportedDocument) -> Vec<&String> {
    document
        .notes
        .iter()
        .flat_map(|note| match note {
            ImportNote::ContentsLeftOut(lines) | ImportNote::FurnitureLeftOut(lines) => lines.as_slice(),
            _ => &[],
        })
        .collect()
}

fn assert_sound(document: &ImportedDocument) {
    for (at, section) in document.sections.iter().enumerate() {
        let expected = section.parent.map_or(1, |parent| {
            assert!(parent < at, "a parent comes first");
            document.sections[parent].level + 1
        });
        assert_eq!(section.level, expected, "{}", section.title);
    }
}

/// How often each word occurs. Emphasis marks count for nothing, whether inside or around a word.
fn words(text: &str, into: &mut BTreeMap<String, i64>, step: i64) {
    let plain = text.replace(['*', '_', '`'], "");
    for word in plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        *into.entry(word.to_owned()).or_default() += step;
    }
}

/// Every word of the source is in a number, a title, a body or a note about what was left out; no word is new.
fn assert_nothing_lost(source: &str, document: &ImportedDocument) {
    let mut balance = BTreeMap::new();
    let decoded = decode::decode(source.as_bytes()).unwrap();
    words(&inline::simplify_html(&decoded.text), &mut balance, 1);
    for section in &document.sections {
        for text in [section.number.as_deref().unwrap_or(""), &section.title, &section.body] {
            words(text, &mut balance, -1);
        }
    }
    let title = document.title.as_deref().unwrap_or("");
    if !document.sections.iter().any(|section| inline::key(title).ends_with(&inline::key(&section.title))) {
        words(title, &mut balance, -1);
    }
    for line in left_out(document) {
        words(line, &mut balance, -1);
    }
    // A text without a title borrows the file's name, which all tests choose to be this.
    balance.retain(|word, count| *count != 0 && word != "naamloos");
    assert!(balance.is_empty(), "lost (+) or invented (-): {balance:?}");
}

const PLAN: &str = "\
Plan voor een open dorp

Uitgave van het college, maart 2026

Inhoudsopgave

Voorwoord\t2
1 Onze koers ........ 3
1.1 Waar we naartoe gaan ........ 3
1.2 Wat ons drijft ........ 5
2 Wat we gaan doen ........ 8
2.1 Gebouwen ........ 8


Voorwoord

Een dorp is pas af als iedereen de deur door kan. Dat is de gedachte achter dit plan.

Onze koers



1 Onze koers

1.1 Waar we naartoe gaan

Over vier jaar kan elke inwoner zonder hulp het gemeentehuis in.

Wat we daarvan merken

De balie krijgt minder klachten en meer bezoek.

1.2 Wat ons drijft

We werken met drie regels.

1 Vraag het de mensen zelf

Niemand kent een drempel zo goed als wie er elke dag voor staat.

2 Begin klein

Eén hellingbaan deze maand is meer waard dan tien volgend jaar.

3 Vertel wat er misging

Van een mislukking leert de hele regio.

2 Wat we gaan doen

2.1 Gebouwen

We lopen ieder jaar vijf gebouwen na:

1. het gemeentehuis
2. de bibliotheek
3. de sporthal

2.1.1 De schouw

Een groep ervaringsdeskundigen kijkt mee.

Thema 1: Lopen

Stoepen zijn vlak en breed genoeg voor een rolstoel.

Thema 2: Lezen

Borden zijn leesbaar van een afstand van drie meter.

Colofon

Gemeente Voorbeeld
Postbus 1
";

#[test]
fn chapters_sections_principles_and_themes_form_one_tree() {
    let document = read("naamloos.txt", PLAN);
    assert_eq!(document.title.as_deref(), Some("Plan voor een open dorp"));
    assert_eq!(
        tree(&document),
        [
            "Plan voor een open dorp",
            "Voorwoord",
            "1 Onze koers",
            "  1.1 Waar we naartoe gaan",
            "    Wat we daarvan merken",
            "  1.2 Wat ons drijft",
            "    1 Vraag het de mensen zelf",
            "    2 Begin klein",
            "    3 Vertel wat er misging",
            "2 Wat we gaan doen",
            "  2.1 Gebouwen",
            "    2.1.1 De schouw",
            "      Thema 1: Lopen",
            "      Thema 2: Lezen",
            "Colofon",
        ]
    );
    assert_eq!(
        body_of(&document, "Gebouwen"),
        "We lopen ieder jaar vijf gebouwen na:\n\n1. het gemeentehuis\n2. de bibliotheek\n3. de sporthal"
    );
    assert_eq!(body_of(&document, "Colofon"), "Gemeente Voorbeeld  \nPostbus 1");
    assert!(left_out(&document).iter().any(|line| line.starts_with("1.1 Waar we naartoe")));
}

#[test]
fn numbered_lines_without_text_under_them_become_a_list() {
    let document = read(
        "naamloos.txt",
        "1 Koers\n\n1.1 Regels\n\nWij kennen deze regels.\n\n1 Vraag het\n\n2 Begin klein\n\n3 Vertel het\n\n1.2 Slot\n\nDat was het.\n",
    );
    assert_eq!(tree(&document), ["1 Koers", "  1.1 Regels", "  1.2 Slot"]);
    assert_eq!(body_of(&document, "Regels"), "Wij kennen deze regels.\n\n1. Vraag het\n2. Begin klein\n3. Vertel het");
}

#[test]
fn lettered_and_nested_sequences_keep_their_place() {
    let document = read(
        "naamloos.txt",
        "4 Inzet\n\n4.1 Lijnen\n\nZo pakken we het aan.\n\n1 Zelf beginnen\n\nDe gemeente geeft het voorbeeld.\n\n\
         2a Met iedereen\n\nAlle inwoners doen mee.\n\n1) Kennen\n\nWie zijn je buren?\n\n2) Steunen\n\nHelp een handje.\n\n\
         2b Met wie het nodig heeft\n\nSommigen krijgen extra steun.\n\n3 Samen leren\n\nElk jaar kijken we terug.\n",
    );
    assert_eq!(
        tree(&document),
        [
            "4 Inzet",
            "  4.1 Lijnen",
            "    1 Zelf beginnen",
            "    2a Met iedereen",
            "      1 Kennen",
            "      2 Steunen",
            "    2b Met wie het nodig heeft",
            "    3 Samen leren",
        ]
    );
}

#[test]
fn labelled_themes_are_parents_of_their_dotted_sections() {
    let document = read(
        "naamloos.txt",
        "3 Kader\n\n3.1 Geld\n\nEr is budget.\n\n4 Verdieping\n\nPer thema volgt een uitwerking.\n\n\
         Thema 1: Wonen\n\n4.1.1 Stand van zaken\n\nEr is te weinig.\n\n4.1.2 Inzet\n\nWe bouwen.\n\n\
         Thema 2: Werken\n\n4.2.1 Stand van zaken\n\nEr is werk genoeg.\n\n5 Wetten\n\nDe Wmo geldt.\n",
    );
    assert_eq!(
        tree(&document),
        [
            "3 Kader",
            "  3.1 Geld",
            "4 Verdieping",
            "  Thema 1: Wonen",
            "    4.1.1 Stand van zaken",
            "    4.1.2 Inzet",
            "  Thema 2: Werken",
            "    4.2.1 Stand van zaken",
            "5 Wetten",
        ]
    );
}

#[test]
fn figures_dates_and_addresses_are_no_headings() {
    let document = read(
        "naamloos.txt",
        "1 Cijfers\n\n1.1 Inwoners\n\nHet aantal groeit.\n\n3.5 procent meer dan vorig jaar\n\n12.10.2025 was de peildatum.\n\n\
         3800 AB Ergens\n\n1.2 Wonen\n\nEr komen woningen bij.\n",
    );
    assert_eq!(tree(&document), ["1 Cijfers", "  1.1 Inwoners", "  1.2 Wonen"]);
}

#[test]
fn numbered_questions_of_an_assignment_are_chapters() {
    let document = read(
        "naamloos.txt",
        "1. Hoe heet de opdracht?\nSamen verder\n\n2. Wie geeft de opdracht?\n\nDe stuurgroep.\n\n\
         3. Wat is de aanleiding? (bijv. een besluit)\n\nEen vraag van het ministerie.\n\n\
         Hoeveel uren kost het?\n\nVierhonderd uur per jaar\n\n11.\n\nWelke risico's zijn er?\n\nDe verkiezingen kunnen de koers wijzigen.\n",
    );
    assert_eq!(
        tree(&document),
        [
            "1 Hoe heet de opdracht?",
            "2 Wie geeft de opdracht?",
            "3 Wat is de aanleiding? (bijv. een besluit)",
            "Hoeveel uren kost het?",
            "11 Welke risico's zijn er?",
        ]
    );
    assert_eq!(body_of(&document, "Hoe heet de opdracht?"), "Samen verder");
}

#[test]
fn page_numbers_and_running_heads_are_left_out_and_reported() {
    let mut text = String::from("Nota open dorp\n\n1 Begin\n\nDit is de eerste bladzijde.\n");
    for page in 2..=5 {
        write!(text, "\n{page}\n\u{c}Nota open dorp\n\nEen alinea op een volgende bladzijde, nummer {page}0.\n")
            .unwrap();
    }
    let document = read("naamloos.txt", &text);
    let left = left_out(&document);
    assert_eq!(left.iter().filter(|line| line.as_str() == "Nota open dorp").count(), 4);
    assert!(["2", "3", "4", "5"].iter().all(|page| left.iter().any(|line| line == page)), "{left:?}");
    assert_eq!(document.title.as_deref(), Some("Nota open dorp"));
    assert!(document.sections.iter().all(|section| !section.body.contains("Nota open dorp")));
}

#[test]
fn the_same_heading_under_each_activity_is_no_running_head() {
    let text = "1 Lezen\n\nDoel\n\nIedereen leest mee.\n\n2 Lopen\n\nDoel\n\nIedereen loopt mee.\n\n3 Praten\n\nDoel\n\nIedereen praat mee.\n";
    let document = read("naamloos.txt", text);
    assert_eq!(document.sections.iter().filter(|section| section.title == "Doel").count(), 3);
}

#[test]
fn a_sentence_that_a_page_cut_in_two_is_whole_again() {
    let document = read(
        "naamloos.txt",
        "1.1 Doel\n\nDe gemeente wil dat alle inwoners van het dorp straks zonder drempel\n\n\n\nnaar binnen kunnen.\n\n1.2 Slot\n\nKlaar.\n",
    );
    assert_eq!(
        body_of(&document, "Doel"),
        "De gemeente wil dat alle inwoners van het dorp straks zonder drempel naar binnen kunnen."
    );
}

#[test]
fn a_text_saved_by_word_has_one_paragraph_per_line() {
    let long = "Dit is een alinea die in een tekstverwerker is geschreven en daarom op een enkele regel staat, hoe lang zij ook \
                wordt, want pas aan het eind van de alinea komt er een nieuwe regel.";
    let text =
        format!("1 Begin\r\n{long}\r\n1.1 Doel\r\n{long}\r\n• punt een\r\n• punt twee\r\n1.2 Slot\r\n{long}\r\n");
    let document = read("naamloos.txt", &text);
    assert_eq!(tree(&document), ["1 Begin", "  1.1 Doel", "  1.2 Slot"]);
    assert!(body_of(&document, "Doel").ends_with("regel.\n\n- punt een\n- punt twee"));
}

#[test]
fn table_rows_become_list_items() {
    let document =
        read("naamloos.txt", "1 Geld\n\n1.1 Begroting\n\nJaar\t2025\t2026\nLasten\t-10\t-12\n\n1.2 Slot\n\nKlaar.\n");
    assert_eq!(body_of(&document, "Begroting"), "- Jaar | 2025 | 2026\n- Lasten | -10 | -12");
    assert!(document.notes.contains(&ImportNote::TableRowsAsList(2)));
}

#[test]
fn markdown_headings_make_the_tree_and_skipped_levels_close_up() {
    let document = read(
        "naamloos.md",
        "# Nota inclusie\n\n## 1. Aanleiding\n\nEen vraag.\n\n#### Detail #\n\n- punt\n\n## *Aanpak*\n\n```\n# geen kop\n```\n\n\
         Slot\n----\n\nTekst onder een streep.\n",
    );
    assert_eq!(document.title.as_deref(), Some("Nota inclusie"));
    assert_eq!(tree(&document), ["1 Aanleiding", "  Detail", "Aanpak", "Slot"]);
    assert_eq!(body_of(&document, "Aanpak"), "```\n# geen kop\n```");
}

#[test]
fn markdown_is_recognised_by_its_look_and_loses_its_contents_list() {
    let document = read(
        "naamloos.txt",
        "Een nota.\n\n## Inhoud\n\n- [Doel](#doel)\n- [Aanpak](#aanpak)\n\n## Doel\n\nMeedoen.\n\n## Aanpak\n\nVragen.\n",
    );
    assert_eq!(tree(&document), ["naamloos", "Doel", "Aanpak"]);
    assert_eq!(left_out(&document).len(), 3);
}

#[test]
fn html_left_by_converters_becomes_plain() {
    let document = read(
        "naamloos.md",
        "# Nota\n\n## Keuze\n\n<input checked=\"\" type=\"checkbox\"/> B &amp; W, <b>vet</b>, 3 < 4\n",
    );
    assert_eq!(body_of(&document, "Keuze"), "☑ B & W, vet, 3 < 4");
}
