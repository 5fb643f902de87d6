//! Headings, details, differences and formatted text.

use std::fmt::Write as _;

use egui::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use proptest::prelude::*;

use super::*;
use crate::i18n::{Lang, with_language, with_pseudo_locale};
use crate::ui::icon::Icon;
use crate::ui::kit::*;
use crate::ui::theme::Type;

fn run(kind: DiffKind, text: &str) -> DiffRun {
    DiffRun { kind, text: text.to_owned() }
}

#[test]
fn headings_have_their_level() {
    let mut harness = harness(|ui| {
        page_header(ui, "Activiteiten", "Een activiteit begint na een besluit.", |_| {});
        heading(ui, Level::Two, "Dialoogavond");
        heading(ui, Level::Three, "Weg");
    });
    harness.run();
    for (name, level) in [("Activiteiten", 1), ("Dialoogavond", 2), ("Weg", 3)] {
        let node = harness.get_by_role_and_label(Role::Heading, name);
        assert_eq!(node.accesskit_node().data().level(), Some(level));
    }
}

/// egui begins a row with the space after a word that fills the row before.
#[test]
fn no_row_begins_with_a_space() {
    let text = "Toegankelijkheidsschouw centrum";
    let mut rows = Vec::new();
    let mut shown = harness(|ui| {
        let word = paint::galley(ui, "Toegankelijkheidsschouw", Type::Heading2, egui::Color32::BLACK, f32::INFINITY);
        let width = word.size().x + 1.0;
        let laid = paint::galley(ui, text, Type::Heading2, egui::Color32::BLACK, width);
        rows = laid.rows.iter().map(|row| row.text()).collect();
        ui.set_max_width(width);
        heading(ui, Level::Two, text);
        strong(ui, text);
    });
    shown.run();
    // What is read is what was written.
    shown.get_by_role_and_label(Role::Heading, text);
    assert!(shown.query_all_by_value(text).next().is_some());
    drop(shown);
    assert_eq!(rows, ["Toegankelijkheidsschouw", "centrum"]);
}

#[test]
fn a_narrow_page_puts_its_actions_below_the_title() {
    let mut harness = harness(|ui| {
        ui.set_max_width(320.0);
        page_header(ui, "Activiteiten", "", |ui| {
            ui.add(Button::primary("Nieuwe activiteit"));
        });
    });
    harness.run();
    let title = harness.get_by_role(Role::Heading).rect();
    let button = harness.get_by_role(Role::Button).rect();
    assert!(button.top() >= title.bottom(), "{button:?} {title:?}");
    assert!(button.right() <= 340.0);
}

#[test]
fn details_read_as_key_and_value() {
    let mut harness = harness(|ui| {
        details(ui, &[("Wanneer", "9 april 2026"), ("Partners", "")]);
    });
    harness.run();
    harness.get_by_value("Wanneer: 9 april 2026");
    assert!(harness.query_by_value("Partners: ").is_none());
}

/// In a column of 180 points "programmasecretaris" would be cut in three beside its key.
#[test]
fn a_long_word_stands_below_its_key_and_is_not_cut() {
    let mut harness = harness(|ui| {
        ui.set_max_width(180.0);
        details(ui, &[("Contactpersoon", "programmasecretaris"), ("Uren", "8 uur")]);
    });
    harness.run();
    let height = |value: &str| harness.get_by_value(value).rect().height();
    let (one, two) = (height("Uren: 8 uur"), height("Contactpersoon: programmasecretaris"));
    assert!(two > one && two < one + 1.5 * Type::Body.line_height(), "{one} {two}");
}

#[test]
fn an_empty_screen_names_the_first_step() {
    let mut harness = harness(|ui| {
        let button = Button::primary("Gesprek plannen");
        empty_state(ui, Icon::Users, "Nog geen gesprekken", "Plan het eerste.", Some(button));
    });
    harness.run();
    harness.get_by_role_and_label(Role::Heading, "Nog geen gesprekken");
    harness.get_by_role_and_label(Role::Button, "Gesprek plannen");
}

#[test]
fn a_diff_groups_words_that_change_together() {
    let runs = word_diff("volgen in oktober een training", "volgen in september tot november een training");
    assert_eq!(
        runs,
        [
            run(DiffKind::Same, "volgen in "),
            run(DiffKind::Removed, "oktober"),
            run(DiffKind::Inserted, "september tot november"),
            run(DiffKind::Same, " een training"),
        ]
    );
}

#[test]
fn a_diff_can_be_put_back_together() {
    let texts = ["", "een", "een twee", "twee  een\n\ndrie", "é 👩‍👩‍👧 a", "a\nb\nc", "x y z"];
    for old in texts {
        for new in texts {
            let runs = word_diff(old, new);
            let side = |gone: DiffKind| -> String {
                let kept = runs.iter().filter(|run| run.kind != gone);
                kept.flat_map(|run| run.text.split_whitespace()).collect()
            };
            let squeezed = |text: &str| text.split_whitespace().collect::<String>();
            assert_eq!(side(DiffKind::Inserted), squeezed(old), "{old:?} {new:?}");
            assert_eq!(side(DiffKind::Removed), squeezed(new), "{old:?} {new:?}");
        }
    }
}

#[test]
fn a_diff_is_said_in_words() {
    let runs = word_diff("in oktober een", "in september een");
    let mut harness = {
        let runs = runs.clone();
        harness(move |ui| {
            diff_view(ui, &runs);
        })
    };
    harness.run();
    let text = "in [verwijderd: oktober] [toegevoegd: september] een";
    assert_eq!(spoken_diff(&runs), text);
    harness.get_by_value(text);
}

#[test]
fn markdown_becomes_headings_lists_and_quotes() {
    let blocks = parse_markdown("# Titel\n\nEen **vet** woord.\n\n- a\n- b\n  1. c\n\n> citaat\n", &[]);
    let kinds: Vec<_> = blocks.iter().map(|block| (block.kind.clone(), block.depth)).collect();
    assert_eq!(
        kinds,
        [
            (BlockKind::Heading(1), 0),
            (BlockKind::Paragraph, 0),
            (BlockKind::Item("•".into()), 0),
            (BlockKind::Item("•".into()), 0),
            (BlockKind::Item("1.".into()), 1),
            (BlockKind::Paragraph, 1),
        ]
    );
    assert!(blocks[1].spans[1].bold);
    assert!(blocks[5].quoted);
}

#[test]
fn nothing_in_shared_text_acts_by_itself() {
    let text = "[a](javascript:alert(1)) [b](https://user@boos.example/x) ![foto](http://x/y.png) <b>";
    let blocks = parse_markdown(text, &[]);
    let links: Vec<_> = blocks.iter().flat_map(Block::links).collect();
    assert_eq!(links, [("b", "https://user@boos.example/x")]);
    let shown: String = blocks[0].spans.iter().map(|span| span.text.as_str()).collect();
    assert!(shown.contains("[afbeelding: foto]") && shown.contains("<b>"), "{shown}");
    let mut harness = harness(move |ui| markdown(ui, text, Level::Two));
    harness.run();
    harness.get_by_role_and_label(Role::Link, "b (opent boos.example)");
}

/// Pieces of Markdown; `@` stands for a word.
fn piece() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "@",
        " ",
        "\n",
        "\n\n",
        "\r\n",
        "\t",
        "# @\n",
        "@\n---\n",
        "- @",
        "- ",
        "1. @",
        "7. ",
        "> @",
        "> ",
        "  ",
        "    ",
        "*@*",
        "**",
        "_@",
        "`@`",
        "```@\n@\n```\n",
        "~~~ @ @\n",
        "[@]",
        "[@](https://a.nl/@)",
        "[@](https://a.nl/@ '@')",
        "[@](boos:@ \"@\")",
        "[@](<@ @>)",
        "![@](@ '@')",
        "[@]: @\n",
        "[@]: <@> '@'\n",
        "[a]: https://a.nl/@\n",
        "[a]: /@\n\"@\"\n",
        "[a]",
        "[@][a]",
        "![",
        "](",
        "<!-- @ -->",
        "<b @='@'>",
        "</b>",
        "<https://a.nl/@>",
        "&amp;",
        "&#64;",
        "\\@",
        "\\",
        "***\n",
        "| @ | @ |\n",
        "\0",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Whoever consents to a text has seen every word of it, and marks change none.
    #[test]
    fn every_word_that_is_written_shows(pieces in prop::collection::vec(piece(), 0..24), marks in prop::collection::vec((0_usize..200, 0_usize..20), 0..4)) {
        let mut text = String::new();
        let mut words = 0;
        for sign in pieces.concat().chars() {
            if sign == '@' {
                write!(text, "w{words}x").unwrap();
                words += 1;
            } else {
                text.push(sign);
            }
        }
        let mut marks: Vec<_> = marks.into_iter().map(|(at, length)| at..at + length).collect();
        marks.sort_by_key(|mark| mark.start);
        let shown = |marks: &[std::ops::Range<usize>]| {
            let blocks = parse_markdown(&text, marks);
            let links: Vec<String> = blocks.iter().flat_map(Block::links).map(|(_, url)| url.to_owned()).collect();
            let spans = blocks.into_iter().flat_map(|block| block.spans);
            (spans.map(|span| span.text).collect::<String>(), links)
        };
        let (plain, links) = shown(&[]);
        for word in (0..words).map(|word| format!("w{word}x")) {
            let seen = plain.contains(&word) || links.iter().any(|link| link.contains(&word));
            prop_assert!(seen, "{word} of {text:?} shows nowhere: {plain:?} {links:?}");
        }
        prop_assert_eq!(&shown(&marks).0, &plain);
    }

    #[test]
    fn any_text_at_all_is_shown(text in any::<String>(), marks in prop::collection::vec((0_usize..200, 0_usize..20), 0..4)) {
        let marks: Vec<_> = marks.into_iter().map(|(at, length)| at..at + length).collect();
        drop(parse_markdown(&text, &marks));
    }
}

#[test]
fn where_a_link_in_the_words_of_an_image_leads_shows() {
    let blocks = parse_markdown("![voor [site](https://a.nl/pad) na](plaat.png)", &[]);
    let shown: String = blocks.iter().flat_map(Block::parts).map(|part| part.text.to_owned()).collect();
    assert_eq!(shown, "[afbeelding: voor site (https://a.nl/pad) na] (plaat.png)");
    assert_eq!(blocks.iter().flat_map(Block::links).count(), 0);
}

#[test]
fn numbers_of_a_list_show_as_they_are_written() {
    let markers = |text| -> Vec<String> {
        let blocks = parse_markdown(text, &[]);
        blocks
            .into_iter()
            .filter_map(|block| if let BlockKind::Item(marker) = block.kind { Some(marker) } else { None })
            .collect()
    };
    assert_eq!(markers("1. a\n1. b\n1. c\n"), ["1.", "2.", "3."]);
    assert_eq!(markers("3. a\n4. b\n"), ["3.", "4."]);
    assert_eq!(markers("1. a\n612345678. b\n7. c\n"), ["1.", "612345678.", "7."]);
}

#[test]
fn the_rest_of_an_address_is_shown() {
    let mut harness = harness(|ui| markdown(ui, "[b](https://a.nl/?naam=jan) [c](https://c.nl/)", Level::Two));
    harness.run();
    harness.get_by_label("https://a.nl/?naam=jan");
    assert!(harness.query_by_label("https://c.nl/").is_none());
}

#[test]
fn deep_nesting_does_not_grow_without_end() {
    let text = "> ".repeat(400) + "diep";
    let blocks = parse_markdown(&text, &[]);
    assert!(blocks.iter().all(|block| block.depth <= 6));
}

/// What stands out of a text, part by part.
fn marked(text: &str, what: &[&str]) -> Vec<String> {
    let mut marks: Vec<_> =
        what.iter().flat_map(|part| text.match_indices(part)).map(|(at, part)| at..at + part.len()).collect();
    marks.sort_by_key(|mark| mark.start);
    let blocks = parse_markdown(text, &marks);
    let shown: String = blocks.iter().flat_map(|block| &block.spans).map(|span| span.text.as_str()).collect();
    let plain = parse_markdown(text, &[]);
    let same: String = plain.iter().flat_map(|block| &block.spans).map(|span| span.text.as_str()).collect();
    assert_eq!(shown, same, "marks change nothing of the text");
    let spans = blocks.into_iter().flat_map(|block| block.spans);
    spans.filter(|span| span.marked).map(|span| span.text).collect()
}

#[test]
fn marks_stand_where_they_were_written() {
    assert_eq!(
        marked("# Bel 06-1\n\nOf *mail* naar jan@a.nl, **jan@a.nl**.", &["06-1", "jan@a.nl"]),
        ["06-1", "jan@a.nl", "jan@a.nl"]
    );
    assert_eq!(marked("- één 06-1\n- twee", &["06-1"]), ["06-1"]);
    assert_eq!(marked("`06-1` en `x`", &["06-1"]), ["06-1"]);
    assert_eq!(marked("06-**12** 34", &["06-**12** 34"]), ["06-", "12", " 34"]);
    // Where a link leads, and what an image is, show in their words.
    assert_eq!(marked("Zie [Jan](mailto:jan@a.nl) of [Piet](https://a.nl).", &["jan@a.nl"]), ["Jan"]);
    assert_eq!(marked("![foto](jan@a.nl.png)", &["jan@a.nl"]), ["[afbeelding: foto] (jan@a.nl.png)"]);
    assert_eq!(marked("[a](https://a.nl 'Jan')", &["Jan"]), ["a", " (“Jan”)"]);
    assert_eq!(marked("Tekst.\n\n[a]: jan@a.nl\n", &["jan@a.nl"]), ["[a]: jan@a.nl"]);
    // Written otherwise than it shows.
    assert_eq!(marked("jan&#64;a.nl", &["jan&#64;a.nl"]).concat(), "jan@a.nl");
    assert_eq!(marked("<b>jan@a.nl</b>", &["jan@a.nl"]), ["jan@a.nl"]);
    assert_eq!(marked("bel 06-1\n23 nu", &["06-1\n23"]), ["06-1", "23"]);
    assert_eq!(marked("bel 06\\-12 nu", &["06\\-12"]).concat(), "06-12");
    assert_eq!(marked("bel 06\u{ad}\u{a0}12 nu", &["06\u{ad}\u{a0}12"]).concat(), "06\u{ad}\u{a0}12");
}

#[test]
fn marks_are_said_in_every_kind_of_text() {
    let mut harness = harness(|ui| {
        let [number, contact] = [4..8, 5..9];
        heading_marked(ui, Level::Two, "Bel 06-1", std::slice::from_ref(&number));
        markdown_marked(ui, "# Bel 06-1\n\n- Mail jan@a.nl nu", &[6..10, 19..27], Level::Two);
        details_marked(ui, &[("Contact", "Jan, 06-1", std::slice::from_ref(&contact)), ("Plaats", "Leusden", &[])]);
    });
    harness.run();
    assert_eq!(harness.get_all_by_role_and_label(Role::Heading, "Bel [gemarkeerd: 06-1]").count(), 2);
    harness.get_by_value("• Mail [gemarkeerd: jan@a.nl] nu");
    harness.get_by_value("Contact: Jan, [gemarkeerd: 06-1]");
    harness.get_by_value("Plaats: Leusden");
}

#[test]
fn every_word_of_the_kit_goes_through_fluent() {
    let mut text = String::from("x");
    let harness = with_pseudo_locale(|| {
        let mut harness = harness(move |ui| {
            SearchField::new("[x]", &mut text).show(ui);
            Notice::new(NoticeKind::Info, "").dismissible().show(ui);
            ProgressRow::new("[x]", 0.5).cancellable().show(ui);
            ui.add(&VisibilityMark::Withdrawn);
        });
        harness.run();
        harness
    });
    let buttons: Vec<_> =
        harness.get_all_by_role(Role::Button).filter_map(|node| node.accesskit_node().label()).collect();
    assert_eq!(buttons.len(), 3, "{buttons:?}");
    assert!(buttons.iter().all(|name| name.starts_with('[')), "{buttons:?}");
}

#[test]
fn the_kit_speaks_english() {
    with_language(Lang::En, || {
        let mut harness = harness(|ui| {
            ui.add(&VisibilityMark::Region { version: 2 });
        });
        harness.run();
        harness.get_by_value("Visible to: Region · version 2");
    });
}
