//! Honest changes in any order, and every hostile one, built for real.
//!
//! Most hostile changes are honest ones taken apart (`decode`), changed, and encoded again by the library itself, so
//! that they are well-formed in all but one way. The rest is changed byte by byte and given a right checksum.

use std::num::NonZeroU64;
use std::sync::Once;

use automerge::legacy::{ElementId, Key, MarkData, ObjectId, OpId, OpType};
use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ExpandedChange, ObjId, ObjType, ROOT, ScalarValue, TextEncoding};

use super::*;

mod amount;
mod random;

/// In debug builds the library notices for itself that it gives something else back.
const NOT_FAITHFUL: ChangeRefusal =
    if cfg!(debug_assertions) { ChangeRefusal::Panicked } else { ChangeRefusal::NotFaithful };

/// Panics of the library are expected here; their messages would drown a real failure.
fn quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !info.location().is_some_and(|l| l.file().contains("automerge") || l.file().contains("hexane")) {
                usual(info);
            }
        }));
    });
}

fn actor(n: u8) -> ActorId {
    ActorId::from([n; 16])
}

/// Ids of the objects in the document of [`base`].
struct Ids {
    plan: ObjId,
    text: ObjId,
    list: ObjId,
}

/// A document by actor 1 with a map, a text and a list. Operations: 1 plan, 2 text, 3–13 characters, 14 list,
/// 15–17 items, 18 title.
fn base() -> (Automerge, Ids) {
    quiet();
    let mut doc = Automerge::new_with_encoding(TextEncoding::UnicodeCodePoint).with_actor(actor(1));
    let mut tx = doc.transaction();
    let plan = tx.put_object(ROOT, "plan", ObjType::Map).unwrap();
    let text = tx.put_object(&plan, "text", ObjType::Text).unwrap();
    tx.splice_text(&text, 0, 0, "hello world").unwrap();
    let list = tx.put_object(&plan, "list", ObjType::List).unwrap();
    for n in 0..3 {
        tx.insert(&list, n, i64::try_from(n).unwrap()).unwrap();
    }
    tx.put(&plan, "title", "Taalcafé").unwrap();
    tx.commit_with(CommitOptions::default().with_time(1));
    (doc, Ids { plan, text, list })
}

/// One change by actor 2 on top of `doc`, not applied to it.
fn honest(doc: &Automerge, edit: impl FnOnce(&mut automerge::transaction::Transaction<'_>)) -> Change {
    let mut other = doc.clone().with_actor(actor(2));
    let mut tx = other.transaction();
    edit(&mut tx);
    let hash = tx.commit_with(CommitOptions::default().with_time(2)).0.unwrap();
    other.get_change_by_hash(&hash).unwrap()
}

/// An honest change with something else in it, in the library's own encoding.
fn forged(change: &Change, forge: impl FnOnce(&mut ExpandedChange)) -> Change {
    let mut expanded = change.decode();
    forge(&mut expanded);
    Change::from(expanded)
}

fn body(chunk: &[u8]) -> &[u8] {
    let length_end = chunk.iter().skip(9).position(|byte| byte & 0x80 == 0).unwrap();
    &chunk[9 + length_end + 1..]
}

fn leb128(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value > 0x7f {
        bytes.push(0x80 | u8::try_from(value & 0x7f).unwrap());
        value >>= 7;
    }
    bytes.push(u8::try_from(value).unwrap());
    bytes
}

/// A chunk around any body, with the right length, and the right checksum if the body parses at all.
fn sealed(body: &[u8]) -> Vec<u8> {
    let mut chunk = vec![0x85, 0x6f, 0x4a, 0x83, 0, 0, 0, 0, 1];
    chunk.extend(leb128(body.len() as u64));
    chunk.extend(body);
    // What is too complex would take for ever to parse; its checksum is never looked at.
    if chunk::inspect(&chunk).is_ok()
        && let Ok(Ok(change)) = catch_unwind(|| Change::try_from(&chunk[..]))
    {
        chunk[4..8].copy_from_slice(&change.hash().0[..4]);
    }
    chunk
}

/// Judges one chunk, and checks that a refusal leaves the document alone and usable.
fn judge(doc: &Automerge, chunk: &[u8]) -> Result<ChangeHash, ChangeRefusal> {
    let mut after = doc.clone();
    let verdict = apply(&mut after, &[chunk], Reload::Now).remove(0);
    if verdict.is_err() {
        assert_eq!(after.get_heads(), doc.get_heads());
    }
    assert!(loads(&after));
    verdict
}

fn refusal(doc: &Automerge, change: &Change) -> ChangeRefusal {
    judge(doc, change.raw_bytes()).unwrap_err()
}

fn title_edit(doc: &Automerge, ids: &Ids) -> Change {
    honest(doc, |tx| tx.put(&ids.plan, "title", "Leescafé").unwrap())
}

#[test]
fn an_honest_change_is_applied_once_and_then_known() {
    let (mut doc, ids) = base();
    let change = title_edit(&doc, &ids);
    for _ in 0..2 {
        assert_eq!(apply(&mut doc, &[change.raw_bytes()], Reload::Now), [Ok(change.hash())]);
        assert_eq!(doc.get(&ids.plan, "title").unwrap().unwrap().0.as_str(), Some("Leescafé"));
        assert_eq!(doc.get_actor(), &actor(1), "the document keeps its own actor");
    }
}

#[test]
fn a_change_may_overwrite_and_delete_what_it_made_itself() {
    let (mut doc, ids) = base();
    let change = honest(&doc, |tx| {
        tx.put(&ids.plan, "title", "first").unwrap();
        tx.put(&ids.plan, "title", "second").unwrap();
        let item = tx.put_object(&ids.plan, "item", ObjType::Map).unwrap();
        tx.put(&item, "title", "x").unwrap();
        let text = tx.put_object(&item, "text", ObjType::Text).unwrap();
        tx.splice_text(&text, 0, 0, "abc").unwrap();
        tx.splice_text(&text, 1, 1, "é").unwrap();
        tx.delete(&ids.plan, "item").unwrap();
        tx.put(&ids.list, 1, "set").unwrap();
        tx.delete(&ids.list, 0).unwrap();
        tx.update_text(&ids.text, "hallo wereld").unwrap();
    });
    assert_eq!(apply(&mut doc, &[change.raw_bytes()], Reload::Now), [Ok(change.hash())]);
    assert_eq!(doc.text(&ids.text).unwrap(), "hallo wereld");
}

#[test]
fn a_chunk_tells_its_actor() {
    let (doc, ids) = base();
    let chunk = title_edit(&doc, &ids).raw_bytes().to_vec();
    assert_eq!(actor_of(&chunk), Some(actor(2)));
    assert_eq!(actor_of(&chunk[..40]), None);
}

#[test]
fn an_import_of_three_hundred_kilobytes_is_applied() {
    let (mut doc, ids) = base();
    let change = honest(&doc, |tx| {
        for n in 0..4000 {
            let row = tx.put_object(&ids.plan, format!("row-{n}"), ObjType::Map).unwrap();
            tx.put(&row, "title", format!("activity {n} with some more words to fill the line up to about a tweet"))
                .unwrap();
        }
    });
    assert!(change.raw_bytes().len() > 300_000);
    assert_eq!(apply(&mut doc, &[change.raw_bytes()], Reload::Now), [Ok(change.hash())]);
}

#[test]
fn the_bytes_are_judged_before_the_library_sees_them() {
    let (doc, ids) = base();
    let change = title_edit(&doc, &ids);
    let good = change.raw_bytes().to_vec();
    let with = |at: usize, byte: u8| {
        let mut chunk = good.clone();
        chunk[at] = byte;
        judge(&doc, &chunk).unwrap_err()
    };
    assert_eq!(judge(&doc, &vec![0; MAX_CHUNK + 1]), Err(ChangeRefusal::TooLarge(MAX_CHUNK + 1)));
    for kind in [0, 2, 3, 77] {
        assert_eq!(with(8, kind), ChangeRefusal::NotAChange(kind));
    }
    assert_eq!(judge(&doc, &doc.save()), Err(ChangeRefusal::NotAChange(0)));
    assert_eq!(with(0, 0), ChangeRefusal::Malformed);
    assert_eq!(with(4, !good[4]), ChangeRefusal::WrongChecksum);
    let letter = good.iter().position(|byte| *byte == b'L').unwrap();
    assert_eq!(with(letter, b'l'), ChangeRefusal::WrongChecksum);
    assert_eq!(judge(&doc, &[&good[..], &[0]].concat()), Err(ChangeRefusal::TrailingBytes));
    assert_eq!(judge(&doc, &[&good[..], &good[..]].concat()), Err(ChangeRefusal::TrailingBytes));
    for length in 0..good.len() {
        assert_eq!(judge(&doc, &good[..length]), Err(ChangeRefusal::Malformed), "cut to {length} bytes");
    }
}

#[test]
fn the_same_length_written_in_more_bytes_is_refused() {
    let (doc, ids) = base();
    let good = title_edit(&doc, &ids).raw_bytes().to_vec();
    let padded = [&good[..9], &[good[9] | 0x80, 0], &good[10..]].concat();
    assert!(good[9] < 0x80);
    assert_eq!(judge(&doc, &padded), Err(ChangeRefusal::Malformed));
}

/// A change of actor 2 with the given columns, as `(specification, data)`.
fn with_columns(doc: &Automerge, columns: &[(u64, Vec<u8>)]) -> Vec<u8> {
    let heads = doc.get_heads();
    let mut body = vec![1];
    body.extend(heads[0].0);
    body.push(16);
    body.extend([2; 16]);
    body.extend([1, 19, 0, 0, 0]); // seq, first operation, time, message, other actors
    body.extend(leb128(columns.len() as u64));
    for (column, data) in columns {
        body.extend(leb128(*column));
        body.extend(leb128(data.len() as u64));
    }
    body.extend(columns.iter().flat_map(|(_, data)| data));
    sealed(&body)
}

#[test]
fn a_few_bytes_that_unpack_to_too_much_are_refused_at_once() {
    let (doc, _) = base();
    // Signed LEB128: 2⁶², 2¹⁰, -2⁶².
    let endless = vec![0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0xc0, 0];
    let run = |length: &[u8], value: &[u8]| [length, value].concat();
    let key = [&leb128(100_000)[..], &vec![b'k'; 100_000]].concat();
    let bombs = [
        (
            "operations",
            vec![(0x15, run(&endless, &[1, b'k'])), (0x42, run(&endless, &[1])), (0x70, run(&endless, &[0]))],
        ),
        ("operations without value", vec![(0x42, run(&[0], &leb128(1 << 62)))]),
        ("predecessors", vec![(0x42, vec![1, 1]), (0x70, run(&[1], &leb128(1 << 60)))]),
        ("keys", vec![(0x15, run(&[0x80, 8], &key)), (0x42, vec![0x80, 8, 1])]),
    ];
    for (name, columns) in bombs {
        assert_eq!(judge(&doc, &with_columns(&doc, &columns)), Err(ChangeRefusal::TooComplex), "{name}");
    }
    let cut_short = vec![(0x42, vec![0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40])];
    assert_eq!(judge(&doc, &with_columns(&doc, &cut_short)), Err(ChangeRefusal::Malformed));
}

#[test]
fn more_dependencies_than_devices_are_refused() {
    let (doc, ids) = base();
    let many = forged(&title_edit(&doc, &ids), |c| {
        c.deps = (0..=MAX_DEPS).map(|n| ChangeHash([n.to_le_bytes(); 4].concat().try_into().unwrap())).collect();
    });
    assert_eq!(refusal(&doc, &many), ChangeRefusal::TooComplex);
}

#[test]
fn a_change_without_its_dependency_waits_and_is_not_hostile() {
    let (mut doc, ids) = base();
    let first = title_edit(&doc, &ids);
    let mut ahead = doc.clone();
    ahead.apply_changes([first.clone()]).unwrap();
    let second = honest(&ahead, |tx| tx.put(&ids.plan, "title", "Schrijfcafé").unwrap());
    let verdicts = apply(&mut doc, &[second.raw_bytes(), first.raw_bytes()], Reload::Now);
    assert_eq!(verdicts, [Err(ChangeRefusal::MissingDependency(first.hash())), Ok(first.hash())]);
    assert!(!verdicts[0].as_ref().unwrap_err().is_hostile());
    assert_eq!(apply(&mut doc, &[second.raw_bytes()], Reload::Now), [Ok(second.hash())]);
}

#[test]
fn a_chain_has_no_gap_no_fork_and_no_loose_end() {
    let (mut doc, ids) = base();
    let root = doc.get_heads();
    let first = title_edit(&doc, &ids);
    let fork = honest(&doc, |tx| tx.put(&ids.plan, "title", "another first change").unwrap());
    assert_eq!(refusal(&doc, &forged(&first, |c| c.seq = 2)), ChangeRefusal::WrongSeq(2));
    assert_eq!(refusal(&doc, &forged(&first, |c| c.seq = 0)), ChangeRefusal::WrongSeq(0));
    assert_eq!(refusal(&doc, &forged(&first, |c| c.seq = u64::MAX)), ChangeRefusal::WrongSeq(u64::MAX));
    doc.apply_changes([first.clone()]).unwrap();
    assert_eq!(refusal(&doc, &fork), ChangeRefusal::WrongSeq(1));
    let second = honest(&doc, |tx| tx.put(&ids.plan, "title", "Schrijfcafé").unwrap());
    assert_eq!(refusal(&doc, &forged(&second, |c| c.seq = 3)), ChangeRefusal::WrongSeq(3));
    let loose = forged(&second, |c| {
        c.deps = root.clone();
        c.start_op = first.start_op();
        c.operations[0].pred = first.decode().operations[0].pred.clone();
    });
    assert_eq!(refusal(&doc, &loose), ChangeRefusal::NotADescendant);
    let second_fork = forged(&second, |c| c.time += 1);
    doc.apply_changes([second]).unwrap();
    assert_eq!(refusal(&doc, &second_fork), ChangeRefusal::WrongSeq(2));
}

#[test]
fn operation_numbers_follow_from_the_dependencies() {
    let (doc, ids) = base();
    let change = title_edit(&doc, &ids);
    for found in [1, 18, 20, u64::from(u32::MAX)] {
        let moved = forged(&change, |c| c.start_op = NonZeroU64::new(found).unwrap());
        assert_eq!(refusal(&doc, &moved), ChangeRefusal::WrongStartOp { expected: 19, found });
    }
    // The library itself numbers isolated transactions like this; the plan does not use them.
    let mut ahead = doc.clone();
    ahead.apply_changes([change]).unwrap();
    let mut isolated = ahead.clone().with_actor(actor(3));
    let mut tx = isolated.transaction_at(automerge::PatchLog::inactive(), &doc.get_heads()).unwrap();
    tx.put(&ids.plan, "title", "x").unwrap();
    let isolated_change = tx.commit().0.and_then(|hash| isolated.get_change_by_hash(&hash)).unwrap();
    assert_eq!(refusal(&ahead, &isolated_change), ChangeRefusal::WrongStartOp { expected: 19, found: 20 });
}

#[test]
fn a_time_that_would_break_the_next_honest_change_is_refused() {
    let (doc, ids) = base();
    let change = title_edit(&doc, &ids);
    for time in [i64::MIN, -1, MAX_TIME + 1, i64::MAX] {
        assert_eq!(refusal(&doc, &forged(&change, |c| c.time = time)), ChangeRefusal::UnusualTime);
    }
    for time in [0, MAX_TIME] {
        let unusual = forged(&change, |c| c.time = time);
        assert_eq!(judge(&doc, unusual.raw_bytes()), Ok(unusual.hash()));
    }
}

#[test]
fn dependencies_are_sorted_and_named_once() {
    let (doc, ids) = base();
    let change = title_edit(&doc, &ids);
    let mut twice = body(change.raw_bytes()).to_vec();
    assert_eq!(twice[0], 1);
    twice[0] = 2;
    let dep = twice[1..33].to_vec();
    twice.splice(1..1, dep);
    assert_eq!(judge(&doc, &sealed(&twice)), Err(ChangeRefusal::DisorderedDependencies));
}

#[test]
fn only_a_first_change_names_an_author() {
    let (mut doc, ids) = base();
    let footer = vec![1, 3, b'B', b'o', b'b'];
    let first = forged(&title_edit(&doc, &ids), |c| c.extra_bytes = footer.clone());
    assert!(first.author().is_some());
    assert_eq!(apply(&mut doc, &[first.raw_bytes()], Reload::Now), [Ok(first.hash())]);
    let second = honest(&doc, |tx| tx.put(&ids.plan, "title", "y").unwrap());
    assert_eq!(judge(&doc, second.raw_bytes()), Ok(second.hash()));
    let renamed = forged(&second, |c| c.extra_bytes = footer);
    assert_eq!(refusal(&doc, &renamed), ChangeRefusal::UnexpectedAuthor);
}

#[test]
fn a_change_names_only_what_its_author_could_see() {
    let (doc, ids) = base();
    let change = honest(&doc, |tx| tx.splice_text(&ids.text, 5, 1, "+").unwrap());
    let mut ahead = doc.clone();
    ahead.set_actor(actor(3));
    let mut tx = ahead.transaction();
    let extra = tx.put_object(&ids.plan, "extra", ObjType::Map).unwrap();
    tx.put(&extra, "title", "z").unwrap();
    tx.commit();
    let unseen = OpId::new(19, &actor(3));
    let later_in_the_change = OpId::new(20, &actor(2));
    let nobody = OpId::new(3, &actor(9));
    for id in [unseen, later_in_the_change, nobody] {
        let as_object = forged(&change, |c| {
            c.operations[0].obj = ObjectId::Id(id.clone());
            c.operations[0].key = Key::Map("title".into());
        });
        let as_element = forged(&change, |c| c.operations[0].key = Key::Seq(ElementId::Id(id.clone())));
        let as_predecessor = forged(&change, |c| c.operations[0].pred = vec![id.clone()].into());
        for forgery in [as_object, as_element, as_predecessor] {
            // With and without the concurrent change: all replicas judge alike.
            for replica in [&doc, &ahead] {
                assert_eq!(refusal(replica, &forgery), ChangeRefusal::OutsideHistory, "{id:?}");
            }
        }
    }
}

#[test]
fn objects_are_used_as_what_they_are() {
    let (doc, ids) = base();
    let in_map = title_edit(&doc, &ids);
    let in_text = honest(&doc, |tx| tx.splice_text(&ids.text, 5, 0, "+").unwrap());
    let title = OpId::new(18, &actor(1));
    let list = OpId::new(14, &actor(1));
    for forgery in [
        forged(&in_map, |c| c.operations[0].obj = ObjectId::Id(title)),
        forged(&in_map, |c| c.operations[0].obj = ObjectId::Id(list)),
        forged(&in_map, |c| c.operations[0].insert = true),
        forged(&in_map, |c| c.operations[0].key = Key::Seq(ElementId::Head)),
        forged(&in_text, |c| c.operations[0].insert = false),
        forged(&in_text, |c| c.operations[0].obj = ObjectId::Root),
        forged(&in_text, |c| c.operations[0].key = Key::Map("title".into())),
    ] {
        assert_eq!(refusal(&doc, &forgery), ChangeRefusal::WrongObject);
    }
}

#[test]
fn operations_that_plans_do_not_have_are_refused() {
    let (doc, ids) = base();
    let in_map = title_edit(&doc, &ids);
    let in_text = honest(&doc, |tx| tx.splice_text(&ids.text, 5, 0, "+").unwrap());
    let mark = MarkData { name: "bold".into(), value: ScalarValue::Boolean(true), expand: true };
    let unusual = [
        (&in_text, OpType::MarkBegin(mark)),
        (&in_text, OpType::MarkEnd(true)),
        (&in_text, OpType::Make(ObjType::Map)),
        (&in_text, OpType::Put(ScalarValue::Int(1))),
        (&in_map, OpType::Make(ObjType::Table)),
        (&in_map, OpType::Put(ScalarValue::counter(1))),
        (&in_map, OpType::Increment(1)),
        (&in_map, OpType::Put(ScalarValue::Unknown { type_code: 12, bytes: vec![1] })),
    ];
    for (change, action) in unusual {
        let forgery = forged(change, |c| c.operations[0].action = action.clone());
        assert_eq!(refusal(&doc, &forgery), ChangeRefusal::UnusualOperation, "{action:?}");
    }
    let nothing = forged(&in_map, |c| {
        c.operations[0].action = OpType::Delete;
        c.operations[0].pred = Vec::new().into();
    });
    assert_eq!(refusal(&doc, &nothing), ChangeRefusal::UnusualOperation);
}

#[test]
fn a_mark_that_ends_without_a_begin_would_spoil_the_document() {
    // Why marks are refused: without the rule the library accepts this, and cannot load what it saved.
    let (mut doc, ids) = base();
    let in_text = honest(&doc, |tx| tx.splice_text(&ids.text, 5, 0, "+").unwrap());
    let spoiler = forged(&in_text, |c| c.operations[0].action = OpType::MarkEnd(true));
    doc.apply_changes([spoiler]).unwrap();
    assert!(!loads(&doc));
}

#[test]
fn a_panic_is_caught_and_the_rest_of_the_batch_survives() {
    let (mut doc, ids) = base();
    let in_text = honest(&doc, |tx| tx.splice_text(&ids.text, 5, 0, "+").unwrap());
    // The title is seen by its author, but is no character of the text.
    let forgery = forged(&in_text, |c| {
        c.actor_id = actor(3);
        c.operations[0].key = Key::Seq(ElementId::Id(OpId::new(18, &actor(1))));
    });
    let on_top = forged(&in_text, |c| {
        c.actor_id = actor(4);
        c.deps = vec![forgery.hash()];
        c.start_op = NonZeroU64::new(20).unwrap();
    });
    let chunks = [in_text.raw_bytes(), forgery.raw_bytes(), on_top.raw_bytes(), in_text.raw_bytes()];
    let verdicts = apply(&mut doc, &chunks, Reload::Now);
    let missing = ChangeRefusal::MissingDependency(forgery.hash());
    assert_eq!(verdicts, [Ok(in_text.hash()), Err(ChangeRefusal::Panicked), Err(missing), Ok(in_text.hash())]);
    assert_eq!(doc.text(&ids.text).unwrap(), "hello+ world");
    assert!(loads(&doc));
}

#[test]
fn what_is_not_given_back_as_it_came_is_refused() {
    let (doc, ids) = base();
    let change = title_edit(&doc, &ids);
    // A predecessor that is another field: the library drops it.
    let dropped = forged(&change, |c| c.operations[0].key = Key::Map("other".into()));
    assert_eq!(refusal(&doc, &dropped), NOT_FAITHFUL);
    // An actor that no operation uses: not in the library's own encoding.
    let mut unused = body(change.raw_bytes()).to_vec();
    let others = 33 + 1 + 16 + 1 + 1 + 1 + 1; // deps, actor, seq, first operation, time, message
    assert_eq!(unused[others], 1);
    unused[others] = 2;
    unused.splice(others + 18..others + 18, [&[16][..], &[2; 16]].concat());
    assert_eq!(judge(&doc, &sealed(&unused)), Err(NOT_FAITHFUL));
}

/// Stands in for a document that does not load: the rules leave no known way to make one.
fn has_no_poison(doc: &Automerge) -> bool {
    !doc.keys(ROOT).any(|key| key.starts_with("poison"))
}

/// Changes side by side, each by its own actor, each setting one key of the root.
fn side_by_side(doc: &Automerge, keys: &[&str]) -> Vec<Change> {
    let by = |n: usize, key: &str| {
        forged(&honest(doc, |tx| tx.put(ROOT, key, true).unwrap()), |c| {
            c.actor_id = actor(u8::try_from(n + 10).unwrap());
        })
    };
    keys.iter().enumerate().map(|(n, key)| by(n, key)).collect()
}

#[test]
fn only_the_changes_that_spoil_the_document_are_refused() {
    let (mut doc, _) = base();
    let changes = side_by_side(&doc, &["a", "b", "poison1", "c", "d", "poison2", "e"]);
    let mut with_poison = doc.clone();
    with_poison.apply_changes([changes[2].clone()]).unwrap();
    let on_poison = honest(&with_poison, |tx| tx.put(ROOT, "f", 1).unwrap());
    let chunks: Vec<&[u8]> = changes.iter().chain([&on_poison]).map(Change::raw_bytes).collect();
    let verdicts = apply_tested(&mut doc, &chunks, has_no_poison);
    for (n, verdict) in verdicts.iter().enumerate() {
        match n {
            2 | 5 => assert_eq!(*verdict, Err(ChangeRefusal::Unloadable)),
            7 => assert_eq!(*verdict, Err(ChangeRefusal::MissingDependency(changes[2].hash()))),
            _ => assert_eq!(*verdict, Ok(changes[n].hash())),
        }
    }
    assert_eq!(doc.keys(ROOT).collect::<Vec<_>>(), ["a", "b", "c", "d", "e", "plan"]);
}

#[test]
fn a_document_that_already_does_not_load_is_left_alone() {
    let (mut doc, _) = base();
    let changes = side_by_side(&doc, &["poison", "a"]);
    doc.apply_changes([changes[0].clone()]).unwrap();
    let heads = doc.get_heads();
    let verdicts = apply_tested(&mut doc, &[changes[1].raw_bytes()], has_no_poison);
    assert_eq!(verdicts, [Err(ChangeRefusal::NotTried)]);
    assert!(!ChangeRefusal::NotTried.is_hostile());
    assert_eq!(doc.get_heads(), heads);
}

#[test]
fn a_flood_of_failures_ends_the_trials() {
    let (mut doc, ids) = base();
    let dropped = forged(&title_edit(&doc, &ids), |c| c.operations[0].key = Key::Map("other".into()));
    let flood: Vec<Change> = (20..60).map(|n| forged(&dropped, |c| c.actor_id = actor(n))).collect();
    let late = title_edit(&doc, &ids);
    let chunks: Vec<&[u8]> = flood.iter().chain([&late]).map(Change::raw_bytes).collect();
    let verdicts = apply(&mut doc, &chunks, Reload::Now);
    let failed = verdicts.iter().filter(|v| **v == Err(NOT_FAITHFUL)).count();
    let put_off = verdicts.iter().filter(|v| **v == Err(ChangeRefusal::NotTried)).count();
    assert_eq!((failed, put_off), (MAX_FAILED_TRIALS, chunks.len() - MAX_FAILED_TRIALS));
    assert_eq!(apply(&mut doc, &[late.raw_bytes()], Reload::Now), [Ok(late.hash())]);
}
