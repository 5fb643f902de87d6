//! The source documents, where `shared/` stands beside the checkout.

use std::path::PathBuf;

use super::*;

fn seed(number: &str) -> Option<(String, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/seeds");
    let found = std::fs::read_dir(&folder).ok().and_then(|entries| {
        entries.filter_map(Result::ok).find(|entry| entry.file_name().to_string_lossy().starts_with(number))
    });
    let Some(entry) = found else {
        println!("skipped: seed {number} is not at {}", folder.display());
        return None;
    };
    Some(("naamloos.txt".to_owned(), std::fs::read_to_string(entry.path()).unwrap()))
}

#[test]
fn seed_002_keeps_its_tree_and_all_its_words() {
    let Some((name, text)) = seed("002") else { return };
    let document = read(&name, &text);
    let tree = tree(&document);
    assert!(tree.len() >= 100, "{}", tree.len());
    let chapters: Vec<_> = tree.iter().filter(|line| !line.starts_with(' ')).map(String::as_str).collect();
    assert_eq!(
        chapters,
        [
            "Amersfoort Inclusieve Stad",
            "Voorwoord",
            "Inleiding",
            "Samenvatting",
            "1 Onze doelen",
            "2 Onze aanpak",
            "3 Onze organisatiestructuur en samenwerking",
            "4 Verdieping op de inhoudelijke thema's",
            "5 Wettelijke kaders en verordeningen",
            "Colofon",
        ]
    );
    for line in [
        "    7 Versterken",
        "    2.4.6 Samenleven in diversiteit",
        "      2.4.7.7 Duurzame Stad",
        "  3.10 Omgaan met persoonsgegevens",
        "  Thema 6: Samenleven in diversiteit",
        "    4.6.3 Inzet",
        "      3 Anti-discriminatieagenda",
    ] {
        assert!(tree.iter().any(|found| found.starts_with(line)), "{line}");
    }
}

#[test]
fn the_other_seeds_lose_no_words() {
    for (number, sections) in [("000", 10), ("001", 1), ("003", 8), ("004", 30)] {
        let Some((name, text)) = seed(number) else { continue };
        assert!(read(&name, &text).sections.len() >= sections, "{number}");
    }
}
