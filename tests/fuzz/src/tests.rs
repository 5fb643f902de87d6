use std::collections::BTreeSet;

use super::sources::reading_lines;
use super::*;

/// Where a test keeps its cases.
fn corpus(dir: &str) -> Corpus {
    let place = std::env::temp_dir().join(format!("deelbaar-fuzz-{}-{dir}", std::process::id()));
    fs::remove_dir_all(&place).ok();
    let corpus = Corpus(place);
    corpus.keep("one", "seed", b"valid bytes");
    corpus
}

fn said(run: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(run)).unwrap_err();
    panic.downcast_ref::<String>().unwrap().clone()
}

#[test]
fn what_breaks_is_kept_and_replayed() {
    let corpus = corpus("breaks");
    let breaks = || {
        vec![target("one", vec![b"valid bytes".to_vec()], |bytes| {
            assert!(bytes.len() < 200, "too long for it");
            true
        })]
    };
    let first = said(|| corpus.check(&breaks()));
    assert!(first.contains("one breaks"), "{first}");
    let found: Vec<_> = corpus.cases("one").into_iter().filter(|case| case.len() >= 200).collect();
    assert_eq!(found.len(), 1);
    assert_eq!(said(|| corpus.check(&breaks())), first, "the same case, before anything is spoiled");
    corpus.check(&[target("one", vec![b"valid bytes".to_vec()], |_| true)]);
    fs::remove_dir_all(corpus.0).unwrap();
}

#[test]
fn a_target_that_stops_at_a_checksum_is_told() {
    let corpus = corpus("stops");
    let seed = || vec![b"valid bytes".to_vec()];
    let never = said(|| corpus.check(&[target("one", seed(), |_| false)]));
    assert!(never.contains("seed 0 is not valid"), "{never}");
    let stops = || target("one", seed(), |bytes| bytes == b"valid bytes");
    let stopped = said(|| corpus.check(&[stops()]));
    assert!(stopped.contains("nothing spoiled gets"), "{stopped}");
    corpus.check(&[stops().sealed()]);
    let new = said(|| corpus.check(&[stops().sealed(), target("two", seed(), |_| true)]));
    assert!(new.contains("two has no cases"), "{new}");
    let gone = said(|| corpus.check(&[target("two", seed(), |_| true)]));
    assert!(gone.contains("no target reads"), "{gone}");
    fs::remove_dir_all(corpus.0).unwrap();
}

#[test]
fn time_that_grows_faster_than_the_text_is_seen() {
    let each = |text: &str| text.bytes().filter(|byte| std::hint::black_box(*byte) == b'x').count();
    grows_with_the_text("a", |text| drop(std::hint::black_box(each(text).to_string()))).unwrap();
    let pairs = |text: &str| (0..text.len()).step_by(8).map(|at| each(&text[at..])).sum::<usize>();
    grows_with_the_text("a", |text| drop(std::hint::black_box(pairs(text).to_string()))).unwrap_err();
}

#[cfg(target_os = "linux")]
#[test]
fn memory_that_one_input_takes_is_seen() {
    let memory = Memory::now();
    drop(std::hint::black_box(vec![1_u8; 100 * 1024 * 1024]));
    assert!(memory.grown() > 64 * 1024 * 1024);
}

#[test]
fn one_seed_gives_the_same_inputs_and_they_differ() {
    let pool = Pool::new(&[b"{\"a\": [1, 2]}".to_vec(), vec![0; 40]], &[]);
    let run = || {
        let mut dice = Dice::of(7);
        (0..500).map(|_| pool.spoiled(&mut dice)).collect::<Vec<_>>()
    };
    assert_eq!(run(), run());
    assert!(run().iter().collect::<BTreeSet<_>>().len() > 400);
}

#[test]
fn lines_of_tests_and_comments_read_nothing() {
    let source = "\
use x;
/// Not encoding::decode.
fn f() {
    encoding::decode(bytes);
    #[cfg(test)]
    glance::from_le_bytes();
    u32::from_le_bytes(length);
}
#[cfg(test)]
mod tests {
    fn g() {
        encoding::decode(bytes);
    }
}
#[cfg(test)]
use y::from_utf8;
impl FromStr for Z {}
";
    assert_eq!(reading_lines(source), 3);
}
