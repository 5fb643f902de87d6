//! Few bytes that stand for very much: operations, what is taken away, depth.

use automerge::legacy::{Op, SortedVec};

use super::*;

#[test]
fn many_operations_take_as_many_bytes() {
    let (doc, ids) = base();
    for (value, count) in [(ScalarValue::Null, 40_usize), (ScalarValue::Null, 20_000), ("".into(), 20_000)] {
        let change = forged(&title_edit(&doc, &ids), |c| {
            let put = Op { action: OpType::Put(value), pred: SortedVec::new(), ..c.operations[0].clone() };
            c.operations = vec![put; count];
        });
        assert!(change.raw_bytes().len() < 200, "{count}: {} bytes", change.raw_bytes().len());
        let verdict = judge(&doc, change.raw_bytes());
        assert_eq!(verdict.err(), (count > 100).then_some(ChangeRefusal::TooComplex), "{count}");
    }
}

#[test]
fn a_long_text_is_taken_away_at_once_but_not_again_and_again() {
    let (mut doc, ids) = base();
    let mut tx = doc.transaction();
    let length = tx.length(&ids.text);
    tx.splice_text(&ids.text, length, 0, &"a".repeat(30_000)).unwrap();
    tx.commit_with(CommitOptions::default().with_time(1));
    let taken = honest(&doc, |tx| tx.splice_text(&ids.text, 0, 30_000, "").unwrap());
    assert!(taken.raw_bytes().len() < 200, "{} bytes", taken.raw_bytes().len());
    let mut after = doc.clone();
    assert_eq!(apply(&mut after, &[taken.raw_bytes()], Reload::Now), [Ok(taken.hash())]);
    // The same characters once more, in the next change of the same device.
    let again = forged(&taken, |c| {
        c.seq += 1;
        c.start_op = NonZeroU64::new(taken.start_op().get() + 30_000).unwrap();
        c.deps = vec![taken.hash()];
    });
    assert_eq!(refusal(&after, &again), ChangeRefusal::TooComplex);
    // And twice in one change.
    let twice = forged(&taken, |c| c.operations.extend(c.operations.clone()));
    assert_eq!(refusal(&doc, &twice), ChangeRefusal::TooComplex);
    // Side by side with somebody else who does the same it is fine.
    let mut other = doc.clone().with_actor(actor(3));
    let mut tx = other.transaction();
    tx.splice_text(&ids.text, 0, 30_000, "").unwrap();
    let hash = tx.commit_with(CommitOptions::default().with_time(2)).0.unwrap();
    let beside = other.get_change_by_hash(&hash).unwrap();
    assert_eq!(apply(&mut after, &[beside.raw_bytes()], Reload::Now), [Ok(hash)]);
}

/// The library keeps the whole way to each object that differs: depth would cost its square.
#[test]
fn objects_lie_no_deeper_than_plans_have_them() {
    let (mut doc, ids) = base();
    let nest = |doc: &Automerge, from: &ObjId, levels: usize| {
        honest(doc, |tx| {
            let deepest = |parent: ObjId, _| tx.put_object(&parent, "deeper", ObjType::Map).unwrap();
            (0..levels).fold(from.clone(), deepest);
        })
    };
    // The plan lies one deep itself.
    assert_eq!(refusal(&doc, &nest(&doc, &ids.plan, MAX_DEPTH)), ChangeRefusal::UnusualOperation);
    let fits = nest(&doc, &ids.plan, MAX_DEPTH - 1);
    assert_eq!(apply(&mut doc, &[fits.raw_bytes()], Reload::Now), [Ok(fits.hash())]);
    let mut deepest = ids.plan;
    while let Some((_, object)) = doc.get(&deepest, "deeper").unwrap() {
        deepest = object;
    }
    assert_eq!(refusal(&doc, &nest(&doc, &deepest, 1)), ChangeRefusal::UnusualOperation);
}
