//! Everything in this crate that reads bytes or text, fed with bytes that were valid and then spoiled. How one searches longer
//! stands in the crate `deelbaar-fuzz`.

use std::hint::black_box;
use std::path::Path;

use deelbaar_fuzz::{Corpus, Reads, Target, cases, every_decoder_has_a_target, grows_with_the_text, target};
use deelbaar_schema::municipality::MunicipalityState;
use deelbaar_schema::personal;
use deelbaar_schema::record::Kind;
use deelbaar_sync::store::Store;
use tempfile::TempDir;

use crate::engine::fuzzed as engine;
use crate::format::{self, parse_costs, parse_date, parse_hours, parse_money};
use crate::i18n::{Lang, with_language};
use crate::import::{self, ImportedDocument};
use crate::ui::kit::{Block, parse_markdown};
use crate::ui::preferences::Preferences;

/// Which files read bytes or text: lines that do, targets. None where the bytes are of this build (themes, the example region, a document that it just made),
/// or are taken as text and as nothing else.
const READS: &[Reads] = &[
    ("app/src/attach/wire.rs", 2, &["wire"]),
    ("app/src/cli/person.rs", 2, &[]),
    ("app/src/cli/report.rs", 6, &["report"]),
    ("app/src/cli/secrets.rs", 1, &[]),
    ("app/src/cli/session.rs", 1, &[]),
    ("app/src/demo/example.rs", 2, &[]),
    ("app/src/engine/log.rs", 1, &["report"]),
    ("app/src/engine/log/facts.rs", 1, &["report"]),
    ("app/src/engine/news.rs", 1, &["news"]),
    ("app/src/engine/undo.rs", 1, &["undo"]),
    ("app/src/format/parse.rs", 2, &["amounts", "dates"]),
    ("app/src/import/decode.rs", 3, &["import"]),
    ("app/src/import/furniture/pages.rs", 1, &["import"]),
    ("app/src/ui/kit/markdown/parse.rs", 1, &["markdown"]),
    ("app/src/ui/preferences.rs", 1, &["preferences"]),
    ("app/src/words.rs", 1, &[]),
];

/// Records of every kind that has a body which is shown, by the folders of the corpus of `deelbaar-sync`.
const BODIES: [(Kind, &str); 6] = [
    (Kind::Charter, "charter"),
    (Kind::Act, "act"),
    (Kind::Publication, "publication"),
    (Kind::Withdrawal, "statement"),
    (Kind::Purged, "purged"),
    (Kind::Emptied, "emptied"),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn targets() -> Vec<Target<'static>> {
    let mut all = vec![
        target("import", documents(), |bytes| {
            let read = ["plan.md", "plan.txt", "plan"].map(|name| import::parse(name, bytes));
            for document in read.iter().flatten() {
                assert_sound(document, bytes.len());
            }
            read.iter().any(Result::is_ok)
        }),
        target(
            "markdown",
            texts(&["# Kop\n\nEen *tekst* met [een link](https://a.nl \"titel\").\n\n1. een\n   > twee\n\n[a]: /b"]),
            is_markdown,
        ),
        target("amounts", texts(&["€ 1.234,56", "-12,5", "650,-", "1.000.000", "40", "99999"]), |bytes| {
            let text = String::from_utf8_lossy(bytes);
            [Lang::Nl, Lang::En].into_iter().any(|lang| with_language(lang, || is_amount(&text)))
        }),
        target("dates", texts(&["29-11-2026", "3 mei 2026", "2026-11-29", "1/2/27", "1 January 2026"]), |bytes| {
            let Ok(date) = parse_date(&String::from_utf8_lossy(bytes)) else { return false };
            assert_eq!(parse_date(&format::date_input(date)), Ok(date), "{date}");
            true
        }),
        report(),
        preferences(),
    ];
    all.extend(of_the_engine());
    #[cfg(unix)]
    all.push(target("wire", crate::attach::fuzzed::messages(), crate::attach::fuzzed::is_message));
    all
}

fn texts(all: &[&str]) -> Vec<Vec<u8>> {
    all.iter().map(|text| text.as_bytes().to_vec()).collect()
}

/// Plans as people have them: with headings by numbers or marks, a table of contents, lists, page numbers, another encoding.
fn documents() -> Vec<Vec<u8>> {
    let plain = "Plan voor een dorp\n\nInhoudsopgave\n1 Koers ........ 3\n1.1 Waarheen ........ 4\n\n3\n\u{c}1 Koers\n\nEen alinea \
                 die over\ntwee regels gaat.\n\n1.1 Waarheen\n\n- een\n- twee\na) drie\n\nThema 2: Wonen\nNaam\tUren\nTaal\t12\n";
    let marked = "# Plan\n\n## 1. Koers\n\nEen **vette** tekst &amp; meer.\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\nKop\n===\n\n```\n# geen \
                  kop\n```\n<p>html</p> [link](#kop)\n";
    let wide: Vec<u8> = [0xfeff_u16].into_iter().chain(plain.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    vec![plain.into(), marked.into(), wide, b"Caf\xe9 \x96 een plan\n\n1 Kop\n\nTekst.".to_vec()]
}

/// Parents come first, and no more comes out than went in: a sign becomes a few at most.
fn assert_sound(document: &ImportedDocument, length: usize) {
    for (at, section) in document.sections.iter().enumerate() {
        assert!(section.parent.is_none_or(|parent| parent < at), "a parent comes first");
    }
    let bytes: usize = document.sections.iter().map(|section| section.title.len() + section.body.len()).sum();
    assert!(bytes <= 4 * length + 1024, "{bytes} bytes of {length}");
}

/// The first two bytes say what stands out.
fn is_markdown(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let at = |number: usize| usize::from(*bytes.get(number).unwrap_or(&0));
    for marks in [vec![], vec![0..at(0), at(0)..at(0) + at(1)], vec![0..at(2), at(3) + 300..usize::MAX]] {
        let blocks = parse_markdown(&text, &marks);
        black_box(blocks.iter().flat_map(Block::links).count());
        let shown: usize = blocks.iter().flat_map(|block| &block.spans).map(|span| span.text.len()).sum();
        assert!(shown <= 8 * text.len() + 64, "{shown} bytes of {}", text.len());
    }
    std::str::from_utf8(bytes).is_ok()
}

fn is_amount(text: &str) -> bool {
    let money = parse_money(text);
    if let Ok(cents) = money {
        assert_eq!(parse_money(&format::money_input(cents)), Ok(cents), "as it is shown again");
        drop((format::money(cents), format::money_short(cents), parse_costs(text)));
    }
    money.is_ok() | parse_hours(text).is_ok()
}

/// What `dump` shows: the kind of the body in the first byte, then the body.
fn report() -> Target<'static> {
    let corpus = root().join("sync").join("corpus");
    let of_kind = |(number, (_, folder)): (usize, &(Kind, &str))| {
        let bodies = cases(&corpus.join(folder)).into_iter().take(2);
        bodies.map(move |body| [&[u8::try_from(number).unwrap()], &body[..]].concat()).collect::<Vec<_>>()
    };
    let seeds = BODIES.iter().enumerate().flat_map(of_kind).collect();
    target("report", seeds, |bytes| {
        let Some((number, body)) = bytes.split_first() else { return false };
        BODIES.get(usize::from(*number)).is_some_and(|(kind, _)| crate::cli::report_fuzzed::shows(*kind, body))
    })
}

fn preferences() -> Target<'static> {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("preferences.json");
    let mut set = Preferences::load(&path);
    set.set_zoom(150);
    for folder in ["data", "data-2"] {
        set.name_folder(folder.into(), "Leusden".into(), deelbaar_schema::time::Timestamp(86_400_000));
    }
    set.save().unwrap();
    let seed = std::fs::read(&path).unwrap();
    let folders = ["data", "data-2", "data-3"].map(str::to_owned);
    target("preferences", vec![seed], move |bytes| {
        std::fs::write(dir.path().join("preferences.json"), bytes).unwrap();
        let mut read = Preferences::load(&path);
        let valid = read != Preferences::load(&dir.path().join("nothing"));
        assert!((100..=200).contains(&read.zoom()) && read.zoom_factor() >= 1.0);
        drop((read.municipalities_in(&folders), read.language(), read.lock_after(), read.theme(None)));
        read.step_zoom(true);
        read.save().unwrap();
        valid
    })
}

/// What lies in the store.
fn of_the_engine() -> [Target<'static>; 2] {
    let dir = TempDir::new().unwrap();
    let workspace = crate::fixture::leusden(&dir.path().join("workspace"));
    let state = workspace.municipality().look(MunicipalityState::clone);
    let store = Store::create(&dir.path().join("store")).unwrap();
    let (undo, of_news) = (engine::undo(&store, &state), store.clone());
    let undoes = move |bytes: &[u8]| dir.path().exists() && engine::undoes(&store, &state, bytes);
    [
        target("undo", vec![undo], undoes).slow(100),
        target("news", vec![engine::seen()], move |bytes| engine::sees(&of_news, bytes)).slow(100),
    ]
}

fn corpus() -> Corpus {
    Corpus::of(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn spoiled_bytes_break_no_decoder() {
    corpus().check(&targets());
}

/// Every target for so many seconds as `DEELBAAR_FUZZ_SECONDS` says.
#[test]
#[ignore = "takes as long as it is given"]
fn search_for_bytes_that_break_a_decoder() {
    corpus().search(&targets());
}

#[test]
fn what_reads_bytes_has_a_target() {
    every_decoder_has_a_target(root(), &["app/src"], READS, &targets());
}

/// Fragments of which many could take more time than each alone.
const SHAPES: [&str; 44] = [
    "a",
    " ",
    "\n",
    "\r\n",
    "\t",
    "-",
    "- ",
    "- a\n",
    "> ",
    ">",
    "* ",
    "*a*",
    "**",
    "_a_",
    "[",
    "![",
    "[a](",
    "[a](b)",
    "[a]: b\n",
    "](",
    "`",
    "``` ",
    "```\n",
    "<a>",
    "<",
    "<!--",
    "&amp;",
    "&",
    "#",
    "# a\n",
    "1. a\n",
    "1.1 A\n\n",
    "1",
    "0 ",
    "06-",
    "a@b.nl ",
    "@",
    "a.",
    "NL91 ",
    "| a |\n",
    "A\t1\n",
    "\u{c}",
    "\\",
    "é",
];

#[test]
fn time_grows_with_a_text_and_not_faster() {
    for shape in SHAPES {
        let import = |text: &str| drop(["plan.md", "plan.txt"].map(|name| import::parse(name, text.as_bytes())));
        grows_with_the_text(shape, import).unwrap();
        grows_with_the_text(shape, |text| drop(parse_markdown(text, &[]))).unwrap();
        grows_with_the_text(shape, |text| drop(personal::find(text))).unwrap();
    }
}
