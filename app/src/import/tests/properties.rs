//! What must hold for any input.

use proptest::prelude::*;

use super::*;

/// Lines that have misled earlier versions, or that look as if they could.
fn tricky_line() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        Just("\u{c}".to_owned()),
        Just("Inhoudsopgave".to_owned()),
        Just("---".to_owned()),
        Just("===".to_owned()),
        Just("```".to_owned()),
        Just("Voorwoord".to_owned()),
        Just("Doel".to_owned()),
        "[1-9](\\.[1-9]){0,3}[.)]? ?[A-Z]?[a-z ]{0,12}[.?]?",
        "[1-3][a-c] [A-Z][a-z]{3,9}",
        "[A-C] [A-Z][a-z]{3,9}",
        "[1-9]{1,3}",
        "#{1,7} [A-Z][a-z]{0,9}( [0-9#*])?",
        "(Thema|Bijlage|Hoofdstuk) [1-4A](: [A-Z][a-z]{2,8})?",
        "[A-Z][a-z]{2,8} ?(\\.{3,8}|\t) ?[0-9]{1,2}",
        "[-*•] [a-zA-Z ]{1,20}",
        "[a-z]{1,8}\t[0-9-]{1,5}\t[a-z]{0,4}",
        "\\*\\*[A-Z][a-z ]{3,12}\\*\\*",
        "[A-Z][a-z]{2,8}( [a-z]{1,8}){0,20}[.,:;]?",
        "‘[A-Z][a-z ]{2,20}\\.’",
        "<(b|li|p|input type=\"checkbox\"|x)>?[a-z &;]{0,9}",
        "\\[[A-Z][a-z]{2,6}\\]\\(#[a-z]{0,3}\\)[a-z]{0,3}",
        "\\PC{0,40}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes_are_read_or_refused(name in "[a-z]{0,4}(\\.(md|txt))?", bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(document) = parse(&name, &bytes) {
            assert_sound(&document);
        }
    }

    #[test]
    fn any_lines_keep_all_their_words(markdown: bool, lines in prop::collection::vec(tricky_line(), 0..60), end in "\n|\r\n|\n\n|\n\n\n\n") {
        let text = lines.join(&end);
        let name = if markdown { "naamloos.md" } else { "naamloos.txt" };
        match parse(name, text.as_bytes()) {
            Ok(document) => {
                assert_sound(&document);
                assert_nothing_lost(&text, &document);
            }
            Err(error) => prop_assert!(matches!(error, ImportError::Empty | ImportError::Binary), "{error}"),
        }
    }

    /// Whatever tree of chapters is written out in the usual way is read back as the same tree.
    #[test]
    fn a_numbered_tree_is_read_back(shape in prop::collection::vec(prop::collection::vec(0_usize..4, 1..5), 1..6), gap in 1_usize..3) {
        let gap = "\n".repeat(gap + 1);
        let (mut text, mut expected) = (String::new(), Vec::new());
        let mut add = |level: usize, heading: String| {
            write!(text, "{heading}{gap}Onder deze kop staat een gewone alinea met tekst.{gap}").unwrap();
            expected.push(format!("{}{heading}", "  ".repeat(level)));
        };
        for (chapter, sections) in (1..).zip(&shape) {
            add(0, format!("{chapter} Hoofdzaak van dit deel"));
            for (section, details) in (1..).zip(sections) {
                add(1, format!("{chapter}.{section} Een onderwerp"));
                for detail in 1..=*details {
                    add(2, format!("{chapter}.{section}.{detail} Een onderdeel"));
                }
            }
        }
        prop_assert_eq!(tree(&read("naamloos.txt", &text)), expected);
    }
}
