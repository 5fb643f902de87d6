//! A colleague's device that makes changes of the plan by hand: few bytes that unpack to very much, depth without end, more
//! of everything than any person writes. Through a running session, beside an honest colleague: this device takes in or
//! refuses, answers the honest one meanwhile, and memory stays small.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test that cannot set up must fail loudly"
)]

use std::time::{Duration, Instant};

use automerge::legacy::{Key, ObjectId, Op, OpId, OpType, SortedVec};
use automerge::{Change, ExpandedChange, ObjType, ScalarValue};
use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::id::ItemId;
use deelbaar_schema::plan::guard::MAX_OPS;
use deelbaar_schema::plan::{ItemKind, NewItem, PlanEdit};
use deelbaar_schema::record::{Kind, LogHead, Record, WireRecord};
use deelbaar_schema::role::Role;
use deelbaar_sync::clock::Clock;
use deelbaar_sync::net::{Limits, SessionError};
use deelbaar_sync::workspace::{Workspace, random};
use deelbaar_tests::flood::{Scene, framed, scene_with};
use deelbaar_tests::forge::{head_of, now, taken};
use deelbaar_tests::memory::{Line, Meeting, folder, runtime, until};
use deelbaar_tests::wire::Frame;
use tokio::io::AsyncWriteExt as _;

/// A liar that has the plan, with an honest change of its own to be bent.
struct Bent {
    scene: Scene,
    item: ItemId,
    change: Vec<u8>,
    log: LogHead,
    /// Whether the last that was sent was still being judged when the honest record had arrived.
    overtaken: bool,
}

fn bent() -> Bent {
    bent_with(Limits::USUAL)
}

/// The same, where one device may cost so much.
fn bent_with(limits: Limits) -> Bent {
    let scene = scene_with(limits, Role::PolicyOfficer);
    let item = ItemId::from_bytes(*random::<16>().unwrap());
    let victim = &scene.victim.workspace;
    let new = NewItem { body: "Tekst van de gemeente.".into(), ..NewItem::titled(item, ItemKind::Section, "Taal") };
    victim.municipality().edit_plan(&victim.key(), &[PlanEdit::Add(new)]).unwrap();
    let wires = |records: Vec<Record>| records.iter().map(Record::to_wire).collect::<Vec<_>>();
    let honest = scene.honest.workspace.municipality();
    taken(honest, wires(victim.municipality().records().unwrap()).split_off(usize::try_from(honest.count()).unwrap()));
    let dir = folder();
    let own = Workspace::create(&dir.path().join("liar"), &scene.identity, Clock::system()).unwrap();
    taken(own.municipality(), wires(victim.municipality().records().unwrap()));
    own.municipality().edit_plan(&own.key(), &[PlanEdit::SetTitle { item, title: "Anders".into() }]).unwrap();
    let change = own.municipality().records().unwrap().pop().unwrap().body().unwrap().to_vec();
    let log = head_of(victim.municipality(), &scene.liar.device());
    Bent { scene, item, change, log, overtaken: false }
}

fn forged(change: &[u8], forge: impl FnOnce(&mut ExpandedChange)) -> Change {
    let mut expanded = Change::try_from(change).unwrap().decode();
    forge(&mut expanded);
    Change::from(expanded)
}

/// One value put over and over under one key, replacing nothing: many operations in a few bytes.
fn puts(expanded: &mut ExpandedChange, count: u64) {
    let action = OpType::Put(ScalarValue::Null);
    let put = Op { action, pred: SortedVec::new(), ..expanded.operations[0].clone() };
    expanded.operations = (0..count).map(|_| put.clone()).collect();
}

impl Bent {
    fn record(&mut self, key: &SecretKey, body: Vec<u8>) -> WireRecord {
        let space = self.scene.victim.workspace.municipality().space();
        let record = Record::create(key, space, self.log, now(), Kind::PlanChange, body).unwrap();
        self.log = self.log.advance(&record).unwrap();
        record.to_wire()
    }

    /// Sends these changes as the liar's next records, while an honest record arrives. Returns why the session ended, if it did.
    fn sent(&mut self, changes: Vec<Vec<u8>>) -> Option<SessionError> {
        self.sent_by(100, changes)
    }

    /// The same, so many in a frame.
    fn sent_by(&mut self, in_a_frame: usize, changes: Vec<Vec<u8>>) -> Option<SessionError> {
        let key = self.scene.liar.clone();
        let records: Vec<WireRecord> = changes.into_iter().map(|body| self.record(&key, body)).collect();
        let scene = &self.scene;
        let space = scene.victim.workspace.municipality().space();
        let began = Instant::now();
        let ended = runtime().block_on(async {
            let (mut end, session) = scene.dial_for(space, Line::SOUND).await;
            for batch in records.chunks(in_a_frame) {
                if end.write_all(&framed(&Frame::records(space, batch))).await.is_err() {
                    break;
                }
            }
            let meeting = Meeting::begin(&scene.victim, &scene.honest, Line::SOUND);
            scene.honest_record_arrives(&meeting).await;
            println!("honest after {:?}", began.elapsed());
            let (author, last) = (key.device(), self.log.next_seq);
            let heights = || scene.victim.workspace.municipality().heights().get(&author).copied();
            self.overtaken = heights() != Some(last);
            assert!(until(|| session.is_finished() || heights() == Some(last)).await, "neither taken in nor refused");
            println!("done after {:?}", began.elapsed());
            if session.is_finished() { Some(session.await.unwrap()) } else { None }
        });
        let body = scene.victim.workspace.municipality().look(|state| state.item(self.item).unwrap().body.clone());
        assert_eq!(body, "Tekst van de gemeente.");
        ended
    }
}

/// Maps in maps, so many deep.
fn nested(expanded: &mut ExpandedChange, depth: u64) {
    let (start, actor) = (expanded.start_op.get(), expanded.actor_id.clone());
    let first = expanded.operations[0].obj.clone();
    let make = |level: u64| Op {
        action: OpType::Make(ObjType::Map),
        obj: if level == 0 { first.clone() } else { ObjectId::Id(OpId(start + level - 1, actor.clone())) },
        key: Key::Map("dieper".into()),
        pred: SortedVec::new(),
        insert: false,
    };
    expanded.operations = (0..depth).map(make).collect();
}

#[test]
fn few_bytes_that_stand_for_very_many_operations_are_refused_beside_honest_work() {
    let mut bent = bent();
    let bomb = forged(&bent.change, |expanded| puts(expanded, MAX_OPS - 1));
    assert!(bomb.raw_bytes().len() < 200, "{} bytes", bomb.raw_bytes().len());
    // As many as a batch may have, though the first is enough.
    let ended = bent.sent(vec![bomb.raw_bytes().to_vec(); 500]).expect("it goes on");
    bent.scene.blamed_for(&ended, "unpacks to more than allowed");
}

#[test]
fn a_compressed_change_is_not_unpacked() {
    let mut bent = bent();
    let mut large = forged(&bent.change, |expanded| {
        let text = ScalarValue::Str("a".repeat(8 * 1024 * 1024).into());
        expanded.operations[0].action = OpType::Put(text);
    });
    let bomb = large.bytes().into_owned();
    assert!(bomb[8] == 2 && bomb.len() < 100_000, "{} bytes", bomb.len());
    let ended = bent.sent(vec![bomb]).expect("it goes on");
    assert!(ended.is_hostile(), "{ended}");
    bent.scene.blamed_for(&ended, "change");
}

/// Each level is one object more, and the library keeps the whole way to each that differs: 50,000 took 18 GB.
#[test]
fn depth_without_end_is_refused() {
    let mut bent = bent();
    let deep = forged(&bent.change, |expanded| nested(expanded, 50_000));
    let ended = bent.sent(vec![deep.raw_bytes().to_vec()]).expect("it goes on");
    bent.scene.blamed_for(&ended, "plans do not have");
}

/// Changes that everybody takes in, each with a hundred thousand letters.
fn long_changes(bent: &Bent, count: usize) -> Vec<Vec<u8>> {
    let dir = folder();
    let own = Workspace::create(&dir.path().join("liar"), &bent.scene.identity, Clock::system()).unwrap();
    let victim = bent.scene.victim.workspace.municipality();
    taken(own.municipality(), victim.records().unwrap().iter().map(Record::to_wire).collect());
    let before = own.municipality().count();
    for number in 0..count {
        let id = ItemId::from_bytes(*random::<16>().unwrap());
        let body = "abcdefghij".repeat(10_000);
        let new = NewItem { body, ..NewItem::titled(id, ItemKind::Section, &format!("Lang {number}")) };
        own.municipality().edit_plan(&own.key(), &[PlanEdit::Add(new)]).unwrap();
    }
    let records = own.municipality().records().unwrap().split_off(usize::try_from(before).unwrap());
    records.into_iter().map(|record| record.body().unwrap().to_vec()).collect()
}

/// They hold, and few bytes make this device work for long: so it ends too.
#[test]
fn changes_that_hold_and_take_long_end_when_they_took_too_much_time() {
    let mut bent = bent_with(Limits { work_an_hour: Duration::from_millis(300), ..Limits::USUAL });
    let changes = long_changes(&bent, 8);
    let ended = bent.sent_by(1, changes).expect("it goes on");
    bent.scene.only_the_liar_is_blamed_for(&ended, "took too much time");
    let kept = bent.scene.victim.workspace.municipality().heights()[&bent.scene.liar.device()];
    assert!(kept < bent.log.next_seq, "all were taken in before");
}

/// A million letters, as many as years of a plan have, in ten changes.
#[test]
fn a_million_operations_are_taken_in_beside_honest_work() {
    let mut bent = bent();
    let changes = long_changes(&bent, 10);
    assert!(bent.sent(changes).is_none());
    // They take seconds; the honest record is of the other space and waits for nothing of them.
    assert!(bent.overtaken);
    // Both that write and the one that takes in are in this process.
    bent.scene.memory_stayed_within(192);
    let items = bent.scene.victim.workspace.municipality().look(|state| state.plan().items.len());
    assert_eq!(items, 11);
}
