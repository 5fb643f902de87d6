//! Nothing is carried out, and nothing is recorded of it, without a decision that holds: activities and conversations alike,
//! and through every door: the window's commands, the command line, a document that is read in, and a device that makes the
//! records by hand.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set up must fail loudly")]

use std::path::Path;

use deelbaar::engine::{Command, CommandError, Done, Executor};
use deelbaar_schema::act::{Act, Outcome, What};
use deelbaar_schema::charter::{CharterError, MandateError};
use deelbaar_schema::encoding;
use deelbaar_schema::field::{Field, Value};
use deelbaar_schema::gate::{ActError, DecisionState, Phase};
use deelbaar_schema::id::{ContentHash, ItemId, RecordId};
use deelbaar_schema::plan::{ItemKind, NewItem, Plan, PlanEdit, PlanModel};
use deelbaar_schema::record::Kind;
use deelbaar_schema::role::Role;
use deelbaar_schema::space::Refusal;
use deelbaar_sync::workspace::random;
use deelbaar_tests::binary::Folder;
use deelbaar_tests::{Device, LEUSDEN, forge};

const KINDS: [ItemKind; 2] = [ItemKind::Activity, ItemKind::Conversation];
const HELD: &str = "Er kwamen veertig mensen.";

/// How far something came without a decision that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stand {
    /// Nobody asked.
    Undecided,
    /// It waits.
    Submitted,
    /// It was taken back.
    Recalled,
    /// The answer was no, or not now.
    Answered(Outcome),
    /// The answer was yes, and then it was taken back.
    RecalledAfterYes,
    /// The answer was yes, to what it was before.
    ChangedAfterYes,
}

impl Stand {
    const ALL: [Self; 8] = [
        Self::Undecided,
        Self::Submitted,
        Self::Recalled,
        Self::Answered(Outcome::Held),
        Self::Answered(Outcome::SentBack),
        Self::Answered(Outcome::Refused),
        Self::RecalledAfterYes,
        Self::ChangedAfterYes,
    ];

    /// Where that leaves it.
    fn phase(self) -> Phase {
        match self {
            Self::Undecided => Phase::Idea,
            Self::Submitted => Phase::Submitted,
            Self::Recalled | Self::RecalledAfterYes => Phase::Draft,
            Self::Answered(Outcome::Held) => Phase::Held,
            Self::Answered(Outcome::SentBack) => Phase::SentBack,
            Self::Answered(Outcome::Refused) => Phase::Refused,
            Self::Answered(Outcome::Agreed) | Self::ChangedAfterYes => Phase::Agreed,
        }
    }
}

/// Leusden with its alderman and somebody who reads along, and of both kinds something in every stand.
struct Town {
    officer: Device,
    reader: Device,
    undecided: Vec<(Stand, ItemId)>,
    /// One of each kind that may start, and its decision.
    allowed: Vec<(ItemId, RecordId)>,
}

impl Town {
    async fn new() -> Self {
        let officer = Device::found(LEUSDEN).await;
        let alderman = officer.colleague(Role::Alderman).await;
        let mut reader = officer.colleague(Role::Reader).await;
        let (mut undecided, mut allowed) = (Vec::new(), Vec::new());
        for kind in KINDS {
            for stand in Stand::ALL {
                let item = officer.add(kind, &format!("{} {stand:?}", kind.name()), "Tekst.");
                bring_to(stand, item, &officer, &alderman).await;
                undecided.push((stand, item));
            }
            let item = officer.add(kind, &format!("{} besloten", kind.name()), "Tekst.");
            let decision = agree(item, &officer, &alderman).await;
            allowed.push((item, decision));
        }
        let all = officer.workspace.municipality();
        reader.until("everything", |d| d.workspace.municipality().digest() == all.digest()).await;
        for (stand, item) in &undecided {
            let (decision, changed) = (decision(&reader, *item), *stand == Stand::ChangedAfterYes);
            assert_eq!((decision.phase, decision.changed, decision.may_start()), (stand.phase(), changed, false));
        }
        let mut officer = officer;
        officer.go_offline().await;
        reader.go_offline().await;
        Self { officer, reader, undecided, allowed }
    }
}

/// Puts it forward, and waits until the alderman has that.
async fn submit(item: ItemId, officer: &Device, alderman: &Device) -> RecordId {
    let submission = officer.submit(item);
    let has = |d: &Device| d.workspace.municipality().look(|s| s.acts().get(&submission).is_some());
    alderman.until("what was put forward", has).await;
    submission
}

async fn answer(item: ItemId, outcome: Outcome, officer: &Device, alderman: &Device) -> (RecordId, RecordId) {
    let submission = submit(item, officer, alderman).await;
    let decision = alderman.decide(item, submission, outcome);
    let has = |d: &Device| d.workspace.municipality().look(|s| s.acts().get(&decision).is_some());
    officer.until("the answer", has).await;
    (submission, decision)
}

async fn agree(item: ItemId, officer: &Device, alderman: &Device) -> RecordId {
    answer(item, Outcome::Agreed, officer, alderman).await.1
}

async fn bring_to(stand: Stand, item: ItemId, officer: &Device, alderman: &Device) {
    let recall = |submission| officer.workspace.act(item, What::Recall { submission }).unwrap();
    match stand {
        Stand::Undecided => {}
        Stand::Submitted => drop(submit(item, officer, alderman).await),
        Stand::Recalled => {
            let submission = submit(item, officer, alderman).await;
            recall(submission);
        }
        Stand::Answered(outcome) => drop(answer(item, outcome, officer, alderman).await),
        Stand::RecalledAfterYes => {
            let (submission, _) = answer(item, Outcome::Agreed, officer, alderman).await;
            recall(submission);
        }
        Stand::ChangedAfterYes => {
            agree(item, officer, alderman).await;
            officer.edit(&[PlanEdit::SetTitle { item, title: "Iets heel anders".into() }]);
        }
    }
}

fn decision(device: &Device, item: ItemId) -> DecisionState {
    device.workspace.municipality().look(|state| state.decision(state.item(item).unwrap()))
}

/// What the device shows that came of it.
fn shown(device: &Device, item: ItemId) -> Option<Value> {
    let state = device.workspace.municipality();
    state.look(|state| state.shown(state.item(item).unwrap()).details.get(&Field::Outcome).cloned())
}

fn plan(device: &Device) -> PlanModel {
    device.workspace.municipality().look(|state| state.plan().clone())
}

fn record(item: ItemId, field: Field) -> Command {
    Command::SetField { item, field, value: Some(Value::Line(HELD.into())) }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_starts_without_a_decision_by_the_commands_of_the_window() {
    let Town { officer, undecided, allowed, .. } = Box::pin(Town::new()).await;
    let mut executor = Executor::new(officer.workspace.clone(), None);
    let before = officer.workspace.municipality().count();
    for (stand, item) in undecided {
        let start = executor.execute(Command::Start { item });
        let expected = if stand == Stand::ChangedAfterYes { ActError::ContentChanged } else { ActError::NoDecision };
        assert!(matches!(&start, Err(CommandError::Act(why)) if *why == expected), "{stand:?}: {start:?}");
        let finish = executor.execute(Command::Finish { item });
        assert!(matches!(finish, Err(CommandError::NotNow)), "{stand:?}: {finish:?}");
        for field in Field::RECORDED {
            let recorded = executor.execute(record(item, field));
            assert!(matches!(recorded, Err(CommandError::Act(ActError::NotCarriedOut))), "{stand:?}: {recorded:?}");
        }
        let view = executor.view();
        let can = view.item(item).unwrap().can;
        assert_eq!((can.start, can.finish), (false, false), "{stand:?}");
        assert_eq!((decision(&officer, item).phase, shown(&officer, item)), (stand.phase(), None), "{stand:?}");
    }
    assert_eq!(officer.workspace.municipality().count(), before, "no record of any of it");
    for (item, _) in allowed {
        executor.execute(Command::Start { item }).unwrap();
        executor.execute(record(item, Field::Outcome)).unwrap();
        executor.execute(Command::Finish { item }).unwrap();
        assert_eq!((decision(&officer, item).phase, shown(&officer, item).is_some()), (Phase::Finished, true));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_starts_without_a_decision_on_the_command_line() {
    let Town { officer, undecided, allowed, .. } = Box::pin(Town::new()).await;
    let folder = Folder::of(officer).await;
    let records = || folder.json(&["status"])["records"].clone();
    let before = records();
    for (stand, item) in undecided {
        let id = item.to_string();
        folder.fails(1, &["activity", "start", &id]);
        folder.fails(1, &["activity", "finish", &id]);
        for flag in ["--outcome", "--lessons"] {
            let said = folder.fails(1, &["activity", "edit", &id, flag, HELD]);
            assert!(said.contains("running or finished"), "{stand:?}: {said}");
        }
        let shown = folder.json(&["activity", "show", &id]);
        let (phase, outcome) = (shown["phase"].as_str().unwrap(), &shown["fields"]["outcome"]);
        assert_eq!((phase, outcome.is_null()), (stand.phase().name(), true), "{stand:?}");
    }
    for kind in [&[][..], &["--conversation"]] {
        folder.fails(1, &[&["activity", "add", "Al geweest", "--outcome", HELD], kind].concat());
    }
    assert_eq!(records(), before, "no record of any of it");
    for (item, _) in allowed {
        let id = item.to_string();
        folder.json(&["activity", "start", &id]);
        folder.json(&["activity", "edit", &id, "--outcome", HELD]);
        assert_eq!(folder.json(&["activity", "finish", &id])["phase"], "finished");
    }
}

/// Documents that say of everything here that it was decided on, is going on, and how it went; and one that describes the plan
/// of a municipality with activities that run.
fn documents(plan: &PlanModel) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for item in plan.items.values() {
        let (id, kind, title) = (item.id, item.kind.name(), item.title.as_str());
        let said = format!("Besluit: akkoord. Stand: in uitvoering. Resultaat: {HELD}");
        let front =
            format!("---\nid: {id}\nkind: {kind}\nphase: running\noutcome: {HELD}\n---\n\n# {title}\n\n{said}\n");
        let json = format!(r#"{{"id":"{id}","kind":"{kind}","title":"{title}","phase":"running","outcome":"{HELD}"}}"#);
        all.extend([(format!("{title}.md"), front.into_bytes()), (format!("{title}.txt"), json.into_bytes())]);
    }
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/example/05-leusden.toml");
    all.push(("leusden.txt".into(), std::fs::read(example).unwrap()));
    all
}

/// A document brings sections: nothing that is decided on, and nothing about what is.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_starts_without_a_decision_by_a_document_that_is_read_in() {
    let Town { officer, undecided, .. } = Box::pin(Town::new()).await;
    let mut executor = Executor::new(officer.workspace.clone(), None);
    let (before, acts) = (plan(&officer), officer.workspace.municipality().look(|s| s.acts().clone()));
    let documents = documents(&before);
    assert!(documents.len() > 2 * undecided.len());
    for (name, bytes) in &documents {
        let done = executor.execute(Command::Import { name: name.clone(), bytes: bytes.clone() });
        assert!(matches!(done, Ok(Done::Imported { sections, .. }) if sections > 0), "{name}: {done:?}");
    }
    let after = plan(&officer);
    for (id, item) in &after.items {
        if let Some(old) = before.items.get(id) {
            assert_eq!(item, old, "what was there stays as it was");
        } else {
            assert_eq!(item.kind, ItemKind::Section, "{}", item.title);
            assert!(item.details.keys().all(|field| [Field::Number, Field::Source].contains(field)), "{item:?}");
        }
    }
    assert!(after.items.len() >= before.items.len() + documents.len());
    assert!(before.items.keys().all(|id| after.items.contains_key(id)));
    officer.workspace.municipality().look(|state| assert_eq!(state.acts(), &acts, "no act of any of it"));

    // The same on the command line.
    drop(executor);
    let folder = Folder::of(officer).await;
    let stand = folder.json(&["activities"]);
    assert_eq!(stand.as_array().unwrap().len(), before.items.len());
    for (at, (_, bytes)) in documents.iter().rev().take(3).enumerate() {
        let file = folder.file(&format!("{at}.md"), std::str::from_utf8(bytes).unwrap());
        folder.json(&["import", &file]);
    }
    assert_eq!(folder.json(&["activities"]), stand);
}

/// What a dishonest officer's device hands to a colleague's.
struct ByHand<'a> {
    officer: &'a Device,
    reader: &'a Device,
}

impl ByHand<'_> {
    /// Hands over a record, and says why it was refused.
    fn offer(&self, kind: Kind, body: Vec<u8>) -> (RecordId, Option<Refusal>) {
        let replica = self.reader.workspace.municipality();
        let record = forge::next(replica, &self.officer.workspace.key(), kind, body);
        let refused = replica.accept(vec![record.to_wire()]).unwrap().refused;
        (record.id(), refused.into_iter().map(|(_, _, why)| why).next())
    }

    /// An act that knows all that happened to the item.
    fn act(&self, item: ItemId, what: What) -> (RecordId, Option<Refusal>) {
        let last = |what: &What| {
            let state = self.reader.workspace.municipality();
            state.look(|state| state.acts().last(state.bench(), item, what.track()))
        };
        let after = last(&what);
        self.offer(Kind::Act, encoding::encode(&Act { item, after, what }).unwrap())
    }

    fn acts(&self, item: ItemId) -> Vec<(RecordId, What)> {
        let state = self.reader.workspace.municipality();
        state.look(|state| state.acts().on(item).map(|kept| (kept.id, kept.act.what.clone())).collect())
    }

    /// Writes in the plan whatever its own rules say.
    fn write(&self, edits: &[PlanEdit]) {
        let records = self.reader.workspace.municipality().records().unwrap();
        let changes = records.iter().filter(|record| record.header().kind == Kind::PlanChange);
        let changes: Vec<&[u8]> = changes.map(|record| record.body().unwrap()).collect();
        let mut plan = Plan::new(&self.officer.workspace.device()).unwrap();
        assert!(plan.receive(&changes).unwrap().iter().all(Result::is_ok));
        let change = plan.edit(edits, forge::now()).unwrap().change.unwrap();
        assert_eq!(self.offer(Kind::PlanChange, change).1, None, "it is taken in");
    }

    /// Starts and finishes on whatever there is, and decides itself.
    fn try_all(&self, (stand, item): (Stand, ItemId), elsewhere: RecordId) {
        let unknown = RecordId::from_bytes([7; 32]);
        let content = self.reader.workspace.municipality().look(|s| s.item(item).unwrap().substance().unwrap());
        let mut named = self.acts(item);
        let start = |decision| self.act(item, What::Start { decision, content });
        let refused = |why: ActError| Some(Refusal::Act(why));
        assert_eq!(start(unknown).1, refused(ActError::Unknown), "{stand:?}");
        assert_eq!(start(elsewhere).1, refused(ActError::OtherItem), "{stand:?}");
        for (id, what) in named.clone() {
            let (started, why) = start(id);
            match what {
                // It is a decision, and it was turned since: kept, and nothing.
                What::Decide { outcome: Outcome::Agreed, content: decided, .. } if decided == content => {
                    assert_eq!((stand, why), (Stand::RecalledAfterYes, None));
                    named.push((started, What::Start { decision: id, content }));
                }
                What::Decide { outcome: Outcome::Agreed, .. } => assert_eq!(why, refused(ActError::ContentChanged)),
                _ => assert_eq!(why, refused(ActError::NoDecision), "{stand:?} {what:?}"),
            }
        }
        for (id, what) in named {
            let why = self.act(item, What::Finish { start: id }).1;
            let expected = if matches!(what, What::Start { .. }) { None } else { refused(ActError::NoDecision) };
            assert_eq!(why, expected, "{stand:?} {what:?}");
        }
        for (submission, _) in self.acts(item).iter().filter(|(_, what)| matches!(what, What::Submit { .. })) {
            let decide = |under: Option<ContentHash>| {
                let (submission, outcome, external, note) = (*submission, Outcome::Agreed, None, String::new());
                self.act(item, What::Decide { submission, content, outcome, under, external, note }).1
            };
            assert_eq!(decide(None), refused(ActError::Charter(CharterError::Role)), "{stand:?}");
            let made_up = Some(ContentHash::of(b"een mandaat"));
            assert_eq!(decide(made_up), refused(ActError::Mandate(MandateError::None)), "{stand:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_starts_without_a_decision_by_records_that_are_made_by_hand() {
    let Town { officer, reader, undecided, allowed } = Box::pin(Town::new()).await;
    let by_hand = ByHand { officer: &officer, reader: &reader };
    for (at, (stand, item)) in undecided.iter().copied().enumerate() {
        let before = decision(&reader, item);
        // A decision on another item of the same kind.
        by_hand.try_all((stand, item), allowed[at / Stand::ALL.len()].1);
        assert_eq!(decision(&reader, item), before, "{stand:?}");
    }
    // What came of it is written all the same, also of what is new: it is there, and nobody is shown it.
    let outcome = |item| PlanEdit::SetField { item, field: Field::Outcome, value: Some(Value::Line(HELD.into())) };
    let items: Vec<ItemId> = undecided.iter().map(|(_, item)| *item).collect();
    by_hand.write(&items.iter().copied().map(outcome).collect::<Vec<_>>());
    let added = KINDS.map(|kind| {
        let mut new = NewItem::titled(ItemId::from_bytes(*random::<16>().unwrap()), kind, "Al geweest");
        new.details.insert(Field::Outcome, Value::Line(HELD.into()));
        new
    });
    by_hand.write(&added.clone().map(PlanEdit::Add));
    let view = Executor::new(reader.workspace.clone(), None).view();
    for item in items.into_iter().chain(added.map(|new| new.id)) {
        assert!(plan(&reader).items[&item].details.contains_key(&Field::Outcome), "it is there");
        assert_eq!((decision(&reader, item).may_record(), shown(&reader, item)), (false, None));
        assert!(!view.item(item).unwrap().item.details.contains_key(&Field::Outcome));
    }
    // And where there is a decision the same hand does what it may.
    for (item, allows) in allowed {
        let content = reader.workspace.municipality().look(|s| s.item(item).unwrap().substance().unwrap());
        let (start, refused) = by_hand.act(item, What::Start { decision: allows, content });
        assert_eq!((refused, decision(&reader, item).phase), (None, Phase::Running));
        assert_eq!(by_hand.act(item, What::Finish { start }).1, None);
        by_hand.write(&[outcome(item)]);
        assert_eq!((decision(&reader, item).phase, shown(&reader, item).is_some()), (Phase::Finished, true));
    }
}
