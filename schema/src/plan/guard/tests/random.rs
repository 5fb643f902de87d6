//! Honest changes in any order, and mutations of them by the thousand.

use proptest::prelude::*;

use super::*;

/// What one device does in the order test.
#[derive(Clone, Debug)]
enum Act {
    Title(u8),
    Type(usize, String),
    Erase(usize),
    Item(usize),
    Remove,
    Meet(usize),
}

fn acts() -> impl Strategy<Value = Vec<(usize, Act)>> {
    let act = prop_oneof![
        any::<u8>().prop_map(Act::Title),
        (any::<usize>(), "[a-zé😀 ]{1,4}").prop_map(|(at, text)| Act::Type(at, text)),
        any::<usize>().prop_map(Act::Erase),
        any::<usize>().prop_map(Act::Item),
        Just(Act::Remove),
        (0..3_usize).prop_map(Act::Meet),
    ];
    proptest::collection::vec((0..3_usize, act), 1..40)
}

fn perform(doc: &mut Automerge, ids: &Ids, act: &Act) {
    let mut tx = doc.transaction();
    let length = tx.length(&ids.text);
    match act {
        Act::Title(n) => tx.put(&ids.plan, "title", i64::from(*n)).unwrap(),
        Act::Type(at, text) => tx.splice_text(&ids.text, at % (length + 1), 0, text).unwrap(),
        Act::Erase(at) if length > 0 => tx.splice_text(&ids.text, at % length, 1, "").unwrap(),
        Act::Item(at) => tx.insert(&ids.list, at % (tx.length(&ids.list) + 1), "item").unwrap(),
        Act::Remove => tx.delete(&ids.plan, "title").unwrap(),
        Act::Erase(_) | Act::Meet(_) => {}
    }
    tx.commit();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn honest_changes_converge_in_any_order(
        acts in acts(),
        order in any::<proptest::sample::Index>(),
        batch in 1..9_usize,
        now in any::<bool>(),
    ) {
        let (start, ids) = base();
        let mut devices: Vec<Automerge> = (0..3).map(|n| start.clone().with_actor(actor(n + 2))).collect();
        for (device, act) in &acts {
            if let Act::Meet(other) = act {
                let mut other = devices[*other].clone();
                devices[*device].merge(&mut other).unwrap();
            } else {
                perform(&mut devices[*device], &ids, act);
            }
        }
        let mut expected = devices[0].clone();
        for device in &mut devices[1..] {
            expected.merge(device).unwrap();
        }
        let mut waiting = expected.get_changes(&start.get_heads());
        let middle = if waiting.is_empty() { 0 } else { order.index(waiting.len()) };
        waiting.rotate_left(middle);
        if order.index(2) == 1 {
            waiting.reverse();
        }
        let reload = if now { Reload::Now } else { Reload::Later };
        let mut doc = start.clone();
        while !waiting.is_empty() {
            let before = waiting.len();
            let mut later = Vec::new();
            for part in waiting.chunks(batch) {
                let chunks: Vec<&[u8]> = part.iter().map(Change::raw_bytes).collect();
                for (change, verdict) in part.iter().zip(apply(&mut doc, &chunks, reload)) {
                    match verdict {
                        Ok(hash) => prop_assert_eq!(hash, change.hash()),
                        Err(ChangeRefusal::MissingDependency(_)) => later.push(change.clone()),
                        Err(other) => return Err(TestCaseError::fail(format!("{other:?}"))),
                    }
                }
            }
            prop_assert!(later.len() < before, "nothing moved");
            waiting = later;
        }
        prop_assert_eq!(doc.get_heads(), expected.get_heads());
        prop_assert_eq!(doc.hydrate(None), expected.hydrate(None));
        prop_assert!(loads(&doc));
    }
}

/// Small and repeatable; proptest would spend its time on shrinking what is not meant to be small.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).unwrap()
    }

    fn byte(&mut self) -> u8 {
        u8::try_from(self.roll(256)).unwrap()
    }

    fn id(&mut self) -> OpId {
        let by = actor(1 + self.byte() % 3);
        OpId::new(self.roll(40) as u64, &by)
    }

    fn mutate_bytes(&mut self, chunk: &[u8]) -> Vec<u8> {
        let mut bytes = body(chunk).to_vec();
        for _ in 0..=self.roll(3) {
            let at = self.roll(bytes.len());
            match self.roll(4) {
                0 => bytes[at] ^= 1 << self.roll(8),
                1 => bytes[at] = [0, 1, 0x40, 0x7f, 0x80, 0xff][self.roll(6)],
                2 => bytes.insert(at, self.byte()),
                _ => drop(bytes.remove(at)),
            }
        }
        sealed(&bytes)
    }

    fn mutate_operations(&mut self, change: &Change) -> Vec<u8> {
        let forgery = forged(change, |c| {
            for _ in 0..=self.roll(2) {
                let at = self.roll(c.operations.len());
                let other = c.operations[self.roll(c.operations.len())].clone();
                let op = &mut c.operations[at];
                match self.roll(9) {
                    0 => op.pred = vec![self.id()].into(),
                    1 => op.pred = Vec::new().into(),
                    2 => op.obj = ObjectId::Id(self.id()),
                    3 => op.key = Key::Seq(ElementId::Id(self.id())),
                    4 => op.key = Key::Map("title".into()),
                    5 => op.insert = !op.insert,
                    6 => op.action = other.action,
                    7 => c.operations.insert(at, other),
                    _ => c.time = [i64::MIN, i64::MAX, -1, 0, MAX_TIME][self.roll(5)],
                }
            }
        });
        forgery.raw_bytes().to_vec()
    }
}

#[test]
fn ten_thousand_mutations_leave_a_document_that_loads_and_are_judged_alike_everywhere() {
    let (behind, ids) = base();
    let mut other = behind.clone().with_actor(actor(2));
    let acts = [Act::Title(1), Act::Type(3, "éé<>".into()), Act::Item(1), Act::Erase(2), Act::Remove, Act::Title(2)];
    let mut honest_chain = Vec::new();
    for act in &acts {
        perform(&mut other, &ids, act);
        honest_chain.push(other.get_last_local_change().unwrap());
    }
    let mut concurrent = behind.clone();
    perform(&mut concurrent, &ids, &Act::Title(9));
    perform(&mut concurrent, &ids, &Act::Type(0, "HH".into()));
    let concurrent_changes = concurrent.get_changes(&behind.get_heads());
    let mut dice = Dice(0x2545_f491_4f6c_dd1d);
    let mut accepted = 0;
    for round in 0..10_000 {
        let at = dice.roll(honest_chain.len());
        let bytes = if round % 2 == 0 {
            dice.mutate_bytes(honest_chain[at].raw_bytes())
        } else {
            dice.mutate_operations(&honest_chain[at])
        };
        let [mut here, mut there] = [&concurrent, &behind].map(|doc| {
            let mut doc = doc.clone();
            doc.apply_changes(honest_chain[..at].to_vec()).unwrap();
            doc
        });
        let verdict = apply(&mut here, &[&bytes], Reload::Later).remove(0);
        let verdict_there = apply(&mut there, &[&bytes], Reload::Later).remove(0);
        assert_eq!(verdict.is_ok(), verdict_there.is_ok(), "{verdict:?} and {verdict_there:?}");
        if verdict.is_ok() {
            accepted += 1;
            // Not `Reload::Now`: what the rules let through must load of itself.
            assert!(loads(&here) && loads(&there), "round {round}");
            there.apply_changes(concurrent_changes.clone()).unwrap();
            assert_eq!(here.hydrate(None), there.hydrate(None));
        }
    }
    assert!(accepted > 500, "the mutations are too wild to reach the last steps: {accepted}");
}
