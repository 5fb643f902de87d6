//! What the documentation says of the code stays true.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set up must fail loudly")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn is_rust(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "rs")
}

/// Every Rust file of the tree.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if is_rust(&path) {
            found.push(path);
        }
    }
}

/// The names of all functions under a `#[test]`, or in `proptest!`.
fn tests() -> BTreeSet<String> {
    let mut files = Vec::new();
    for folder in ["schema", "sync", "app", "tests"] {
        for part in ["src", "tests", "benches"] {
            let folder = root().join(folder).join(part);
            if folder.is_dir() {
                sources(&folder, &mut files);
            }
        }
    }
    let mut names = BTreeSet::new();
    for file in files {
        let text = read(&file);
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        for (at, line) in lines.iter().enumerate() {
            let attribute = line.starts_with("#[test") || line.starts_with("#[tokio::test");
            let function = lines[at + 1..].iter().find(|line| line.contains("fn ")).filter(|_| attribute);
            let name = function.and_then(|line| line.split("fn ").nth(1)?.split(['(', '<']).next());
            names.extend(name.map(str::to_owned));
        }
    }
    names
}

/// What stands between backquotes.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

fn is_a_test_name(word: &str) -> bool {
    word.matches('_').count() >= 2
        && word.chars().all(|sign| sign == '_' || sign.is_ascii_lowercase() || sign.is_ascii_digit())
}

#[test]
fn every_test_that_the_threat_model_names_exists() {
    let (text, tests) = (read(&root().join("docs/threat-model.md")), tests());
    let named: BTreeSet<&str> = quoted(&text).filter(|word| is_a_test_name(word)).collect();
    assert!(named.len() > 50, "only {} tests are named", named.len());
    let missing: Vec<&&str> = named.iter().filter(|name| !tests.contains(**name)).collect();
    assert!(missing.is_empty(), "no such test: {missing:#?}");
}

/// Whether the file, or one of the folder, has this test.
fn has_test(place: &Path, name: &str) -> bool {
    let mut files = Vec::new();
    if place.is_dir() {
        sources(place, &mut files);
    } else {
        files.push(place.to_owned());
    }
    files.iter().any(|file| read(file).contains(&format!("fn {name}(")))
}

/// Where a file stands beside a test, the test is in it.
#[test]
fn every_test_of_the_threat_model_is_in_the_file_beside_it() {
    let text = read(&root().join("docs/threat-model.md"));
    let parts: Vec<&str> = text.split('`').collect();
    let beside = parts.windows(3).filter(|part| is_a_test_name(part[0]) && part[1] == " (");
    let named: Vec<(&str, &str)> = beside.map(|part| (part[0], part[2])).collect();
    assert!(named.len() > 50, "only {} tests stand beside a file", named.len());
    let wrong: Vec<_> = named.iter().filter(|(name, place)| !has_test(&root().join(place), name)).collect();
    assert!(wrong.is_empty(), "not in the file beside it: {wrong:#?}");
}

#[test]
fn every_file_that_the_threat_model_and_the_protocol_name_exists() {
    for (document, least) in [("docs/threat-model.md", 50), ("docs/protocol.md", 10), ("docs/architecture.md", 2)] {
        let text = read(&root().join(document));
        let whole = |word: &&str| ["schema/", "sync/", "app/", "tests/"].iter().any(|crate_| word.starts_with(crate_));
        let named: BTreeSet<&str> = quoted(&text).filter(whole).filter(|word| is_rust(Path::new(word))).collect();
        assert!(named.len() >= least, "{document} names {} files", named.len());
        for word in named {
            assert!(root().join(word).is_file(), "{document} names {word}");
        }
    }
}

/// A passage that is there twice was pasted twice.
#[test]
fn no_passage_of_the_protocol_stands_there_twice() {
    let text = read(&root().join("docs/protocol.md"));
    let mut seen = BTreeSet::new();
    for line in text.lines().filter(|line| line.len() > 60 && !line.starts_with('|')) {
        assert!(seen.insert(line), "twice: {line}");
    }
    for (at, line) in text.lines().enumerate() {
        let inside = line.split('`').step_by(2).any(|part| part.contains("## "));
        assert!(!inside || line.starts_with("## ") || line.starts_with("### "), "line {} breaks off: {line}", at + 1);
    }
}
