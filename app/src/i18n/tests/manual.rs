//! What the Dutch manual says that a screen says, it says.

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

use super::*;

const MANUAL: &str = include_str!("../../../../docs/manual/README.md");

/// Stands in italics, and on no screen of Deelbaar.
const NOT_OURS: [(&str, &str); 8] = [
    ("vinger radio giraf pruim", "four words as an example"),
    ("Opslaan als", "of a word processor"),
    ("Tekst zonder opmaak (.txt)", "of a word processor"),
    ("uitnodigen", "typed in the palette, whose own tests look for it"),
    ("back-up", "the same"),
    ("wachtwoord", "the same"),
    ("mandaat", "the same"),
    ("intrekken", "the same"),
];

/// What stands between single asterisks, with whatever white space there is as one space.
fn labels() -> Vec<String> {
    let mut labels = Vec::new();
    for (at, part) in MANUAL.replace("**", "").split("```").enumerate() {
        // Outside code, paragraph by paragraph: one that is not closed does not turn all that follows.
        for paragraph in part.split("\n\n").filter(|_| at % 2 == 0) {
            assert_eq!(paragraph.matches('*').count() % 2, 0, "{paragraph}");
            let quoted = paragraph.split('*').skip(1).step_by(2);
            labels.extend(quoted.map(|label| label.split_whitespace().collect::<Vec<_>>().join(" ")));
        }
    }
    labels
}

/// Every way to say a pattern, with "…" for what is filled in.
fn said(pattern: &Pattern<&str>) -> Vec<String> {
    pattern.elements.iter().fold(vec![String::new()], |before, element| {
        let ways = match element {
            PatternElement::TextElement { value } => vec![(*value).to_owned()],
            PatternElement::Placeable { expression } => filled(expression),
        };
        before.iter().flat_map(|text| ways.iter().map(move |way| format!("{text}{way}"))).collect()
    })
}

fn filled(expression: &Expression<&str>) -> Vec<String> {
    match expression {
        Expression::Select { variants, .. } => variants.iter().flat_map(|variant| said(&variant.value)).collect(),
        Expression::Inline(InlineExpression::StringLiteral { value }) => vec![(*value).to_owned()],
        Expression::Inline(InlineExpression::Placeable { expression }) => filled(expression),
        Expression::Inline(_) => vec!["…".to_owned()],
    }
}

/// Every text that a screen can say.
fn screen_texts() -> Vec<String> {
    let resource = fluent_syntax::parser::parse(SOURCES[0].1).unwrap();
    let on_a_screen = |id: &str| !["cli-", "holder-", "demo-"].iter().any(|start| id.starts_with(start));
    let values = resource.body.iter().filter_map(|entry| match entry {
        Entry::Message(message) if on_a_screen(message.id.name) => message.value.as_ref(),
        _ => None,
    });
    let all = values.flat_map(said);
    all.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// Whether a text is this label, or begins with it: up to a comma, a colon, the end of a sentence or what is filled in.
fn shows(text: &str, label: &str) -> bool {
    text.strip_prefix(label).is_some_and(|rest| rest.is_empty() || rest.starts_with([',', '.', ':', ';', '…']))
}

#[test]
fn every_label_in_the_manual_stands_on_a_screen() {
    let (labels, texts) = (labels(), screen_texts());
    assert!(labels.len() > 150 && texts.len() > 1_000, "{} labels, {} texts", labels.len(), texts.len());
    let exempt = |label: &str| NOT_OURS.iter().any(|(known, _)| *known == label);
    let shown = |label: &str| texts.iter().any(|text| shows(text, label));
    let wrong: BTreeSet<&String> = labels.iter().filter(|label| !exempt(label) && !shown(label)).collect();
    assert!(wrong.is_empty(), "on no screen: {wrong:#?}");
    for (label, why) in NOT_OURS {
        assert!(labels.iter().any(|known| known == label), "not in the manual any more: {label} ({why})");
    }
}
