//! Which lines of the sources read bytes, and whether a target reads them too.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::Target;

/// What stands in a line that reads bytes or text as something.
const SIGNS: [&str; 15] = [
    "encoding::decode",
    "postcard::from_bytes",
    "take_from_bytes",
    "serde_json::from_",
    "toml::from_",
    "from_be_bytes",
    "from_le_bytes",
    "from_utf8",
    "split_first_chunk",
    "impl FromStr for",
    "zstd::stream",
    ".decompress(",
    "Mnemonic::parse",
    "Parser::new",
    "text.parse().ok()",
];

/// One file that reads: how many lines of it do, and which targets come there. None, where nothing from outside comes: then
/// the list says why.
pub type Reads = (&'static str, usize, &'static [&'static str]);

/// Compares what stands in the sources of `folders`, below `root`, with a list of it. A decoder that is new makes it fail.
pub fn every_decoder_has_a_target(root: &Path, folders: &[&str], list: &[Reads], targets: &[Target<'_>]) {
    let mut found = BTreeMap::new();
    for folder in folders {
        look_in(root, &root.join(folder), &mut found);
    }
    let listed: BTreeMap<String, usize> = list.iter().map(|(file, lines, _)| ((*file).to_owned(), *lines)).collect();
    assert_eq!(found, listed, "lines that read bytes, by file; a new one needs a target (left: found, right: listed)");
    for (file, _, names) in list {
        for name in *names {
            assert!(targets.iter().any(|target| target.name() == *name), "{file}: there is no target {name}");
        }
    }
    for target in targets {
        let read = list.iter().any(|(_, _, names)| names.contains(&target.name()));
        assert!(read, "no file is said to be read by the target {}", target.name());
    }
}

fn look_in(root: &Path, folder: &Path, found: &mut BTreeMap<String, usize>) {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap().to_str().unwrap();
        if is_of_tests(name) {
            continue;
        }
        if path.is_dir() {
            look_in(root, &path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            let lines = reading_lines(&fs::read_to_string(&path).unwrap());
            if lines > 0 {
                let shown =
                    path.strip_prefix(root).unwrap().components().map(|part| part.as_os_str().to_str().unwrap());
                found.insert(shown.collect::<Vec<_>>().join("/"), lines);
            }
        }
    }
}

fn is_of_tests(name: &str) -> bool {
    let name = name.strip_suffix(".rs").unwrap_or(name);
    name.ends_with("tests") || ["fuzz", "fuzzed", "fixture", "histories"].contains(&name)
}

/// How many lines read, outside tests and comments. The sources are as `rustfmt` leaves them.
pub(super) fn reading_lines(source: &str) -> usize {
    let mut lines = source.lines();
    let mut reading = 0;
    while let Some(line) = lines.next() {
        let code = line.trim_start();
        if code == "#[cfg(test)]" {
            let indent = &line[..line.len() - code.len()];
            let what = lines.next().unwrap_or_default();
            if what.ends_with('{') {
                let end = format!("{indent}}}");
                lines.by_ref().take_while(|line| *line != end).for_each(drop);
            }
        } else if !code.starts_with("//") && SIGNS.iter().any(|sign| code.contains(sign)) {
            reading += 1;
        }
    }
    reading
}
