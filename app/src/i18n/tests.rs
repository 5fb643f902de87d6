//! Both languages say the same things, and switching works.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

use super::*;

mod manual;

/// Every line of a Fluent source that people read, with the id of its message.
fn lines(source: &str) -> Vec<(&str, &str)> {
    let mut id = "";
    let mut lines = Vec::new();
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        if let Some((name, text)) = line.split_once(" = ").filter(|(name, _)| !name.starts_with([' ', '{'])) {
            id = name;
            lines.push((id, text));
        } else {
            lines.push((id, line));
        }
    }
    lines
}

/// Somebody at a window has no command line. Messages that only the command line shows say so in their id.
#[test]
fn no_screen_names_a_command() {
    let only_there = ["cli-", "holder-", "demo-"];
    for (_, source) in SOURCES {
        let lines = lines(source);
        assert!(lines.len() > 1_000);
        for (id, line) in lines.into_iter().filter(|(id, _)| !only_there.iter().any(|start| id.starts_with(start))) {
            let after = line.split("deelbaar ").skip(1);
            let mut commands = after.filter(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()));
            assert_eq!(commands.next(), None, "{id}: {line}");
            assert!(!line.contains('`') && !line.contains(" --"), "{id}: {line}");
        }
    }
}

/// Words of the makers, for which the screens have plain ones.
#[test]
fn screens_speak_plainly() {
    for (id, line) in lines(SOURCES[0].1).into_iter().filter(|(id, _)| !id.starts_with("cli-")) {
        let line = line.to_lowercase();
        for word in ["stukken", "keten", "introducti", "record", "replica", "hash", "peer"] {
            // The name of an argument is not shown.
            assert!(!line.replace(&format!("${word}"), "").contains(word), "{word} in {id}: {line}");
        }
    }
}

/// Every message id of a Fluent source, with the names of its arguments.
fn messages(source: &str) -> BTreeMap<String, BTreeSet<String>> {
    let resource = fluent_syntax::parser::parse(source).unwrap_or_else(|(_, errors)| {
        panic!("the Fluent file has syntax errors: {errors:?}");
    });
    let mut found = BTreeMap::new();
    for entry in resource.body {
        if let Entry::Message(message) = entry {
            let mut names = BTreeSet::new();
            if let Some(pattern) = &message.value {
                pattern_arguments(pattern, &mut names);
            }
            let before = found.insert(message.id.name.to_owned(), names);
            assert!(before.is_none(), "{} is defined twice", message.id.name);
        }
    }
    found
}

fn pattern_arguments(pattern: &Pattern<&str>, names: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            expression_arguments(expression, names);
        }
    }
}

fn expression_arguments(expression: &Expression<&str>, names: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => inline_arguments(inline, names),
        Expression::Select { selector, variants } => {
            inline_arguments(selector, names);
            for variant in variants {
                pattern_arguments(&variant.value, names);
            }
        }
    }
}

fn inline_arguments(inline: &InlineExpression<&str>, names: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            names.insert(id.name.to_owned());
        }
        InlineExpression::Placeable { expression } => expression_arguments(expression, names),
        InlineExpression::FunctionReference { arguments, .. } => {
            for positional in &arguments.positional {
                inline_arguments(positional, names);
            }
        }
        _ => {}
    }
}

#[test]
fn both_languages_have_the_same_ids_and_arguments() {
    let dutch = messages(SOURCES[0].1);
    let english = messages(SOURCES[1].1);
    let ids = |map: &BTreeMap<String, _>| map.keys().cloned().collect::<BTreeSet<_>>();
    let missing: Vec<_> = ids(&dutch).symmetric_difference(&ids(&english)).cloned().collect();
    assert!(missing.is_empty(), "only in one language: {missing:?}");
    for (id, arguments) in &dutch {
        assert_eq!(arguments, &english[id], "arguments of {id}");
    }
}

#[test]
fn every_message_can_be_spoken_in_both_languages() {
    for lang in Lang::ALL {
        let (_, source) =
            SOURCES.iter().find(|(path, _)| path.starts_with(lang.code())).expect("a source per language");
        for id in messages(source).keys() {
            assert!(with_language(lang, || loader().has(id)), "{lang:?} lacks {id}");
        }
    }
}

#[test]
fn the_language_switches_at_run_time() {
    assert_eq!(with_language(Lang::Nl, || tr!("kit-close")), "Sluiten");
    assert_eq!(with_language(Lang::En, || tr!("kit-close")), "Close");
}

#[test]
fn arguments_arrive_without_invisible_marks() {
    let text = with_language(Lang::Nl, || tr!("mark-private", municipality = "Leusden"));
    assert_eq!(text, "Alleen Leusden");
}

#[test]
fn plurals_follow_the_number() {
    with_language(Lang::Nl, || {
        assert_eq!(tr!("time-days-ago", count = 1), "1 dag geleden");
        assert_eq!(tr!("time-days-ago", count = 2), "2 dagen geleden");
    });
}

#[test]
fn codes_with_a_country_are_understood() {
    assert_eq!(Lang::from_code("en-GB"), Some(Lang::En));
    assert_eq!(Lang::from_code("nl_NL.UTF-8"), Some(Lang::Nl));
    assert_eq!(Lang::from_code("fr"), None);
}

#[test]
fn the_pseudo_locale_marks_what_went_through_fluent() {
    let text = with_language(Lang::Nl, || with_pseudo_locale(|| tr!("kit-close")));
    assert_eq!(text, "[Sluiten~~]");
}

/// "1 van 1 gemeenten": a number before a word for several stands in a choice, or is never one.
#[test]
fn one_thing_is_not_called_several() {
    let several = [
        ("gemeenten apparaten wijzigingen onderdelen woorden stukken vastleggingen handelingen bytes bestanden minuten dagen \
          weken verzoeken gegevens regels keren tekens nummers collega’s titels"),
        ("municipalities devices changes sections words records acts bytes files minutes days weeks requests characters ids \
          lines times colleagues titles"),
    ];
    // Limits that are never one, and what the example region says of itself.
    let never_one =
        |id: &str, name: &str| name == "most" || name == "all" || id.starts_with("demo-") || NEVER_ONE.contains(&id);
    for ((_, source), several) in SOURCES.into_iter().zip(several) {
        let several: BTreeSet<&str> = several.split_whitespace().collect();
        let mut counted = 0;
        for (id, line) in lines(source) {
            let chosen = line.trim_start().starts_with(['[', '*']);
            for part in line.split("{ $").skip(1) {
                let Some((name, rest)) = part.split_once(" } ") else { continue };
                let word = rest.split(|c: char| !c.is_alphanumeric() && c != '’').next().unwrap_or_default();
                if !several.contains(word) {
                    continue;
                }
                counted += 1;
                let choice = chosen && !line.trim_start().starts_with("[one]");
                assert!(choice || never_one(id, name), "{id}: {line}");
            }
        }
        assert!(counted > 30, "{counted}");
    }
    with_language(Lang::Nl, || {
        let last = "09:41";
        let region = |of: i32| crate::tr!("status-region", count = of, of = of, unknown = 0, last = last);
        assert_eq!(region(1), "Regio: 1 van 1 gemeente bijgewerkt, laatst 09:41");
        assert_eq!(region(7), "Regio: 7 van 7 gemeenten bijgewerkt, laatst 09:41");
        assert_eq!(crate::tr!("participants-waiting", count = 1), "mist hoogstens 1 wijziging");
    });
}

/// Messages of which the number is a limit of several, or that are only said of several.
const NEVER_ONE: [&str; 6] = [
    "clock-ahead-why",
    "explain-too-many-files",
    "files-full",
    "explain-short-passphrase",
    "passphrase-least",
    "cli-ambiguous",
];
