//! Removed devices: the same records give the same state in whatever order they come.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::act::{Outcome, Track, What};
use crate::disclosure::Sharing;
use crate::field::Mask;
use crate::fixture::*;
use crate::gate::Phase;
use crate::plan::{ItemKind, NewItem};
use crate::projection;
use crate::record::LogHead;
use crate::statement::{Revocation, SignedStatement, Statement};

/// Leusden's plan as one device sees it, and that device's own log.
struct Desk {
    state: MunicipalityState,
    seed: u8,
    head: LogHead,
}

impl Desk {
    fn of(seed: u8) -> Self {
        let charter = leusden().charter().clone();
        let device = key(seed).device();
        let state = MunicipalityState::new(charter, LEUSDEN, region_charter().space(), device).unwrap();
        Self { state, seed, head: LogHead::EMPTY }
    }

    fn next(&mut self, kind: Kind, body: Vec<u8>) -> Record {
        let record =
            Record::create(&key(self.seed), self.state.charter().space(), self.head, at(TODAY), kind, body).unwrap();
        self.head = self.head.advance(&record).unwrap();
        record
    }

    fn add(&mut self, item: u8, title: &str) -> Record {
        let item = NewItem::titled(ItemId::from_bytes([item; 16]), ItemKind::Activity, title);
        let edited = self.state.edit(&[PlanEdit::Add(item)], at(TODAY), self.head.next_seq).unwrap();
        self.next(Kind::PlanChange, edited.change.unwrap())
    }

    fn act(&mut self, item: ItemId, what: What) -> Record {
        let after = self.state.acts().last(self.state.bench(), item, what.track());
        let record = self.next(Kind::Act, encoding::encode(&Act { item, after, what }).unwrap());
        take(&mut self.state, &record).unwrap();
        record
    }

    fn learn<'a>(&mut self, records: impl IntoIterator<Item = &'a Record>) {
        for record in records {
            take(&mut self.state, record).unwrap();
        }
    }

    fn titles(&self) -> Vec<&str> {
        self.state.plan().items.values().map(|item| item.title.as_str()).collect()
    }
}

fn removal(desk: &mut Desk, device: u8, counts_below: u64) -> Record {
    let revocation = Statement::Revocation(Revocation {
        space: desk.state.charter().space(),
        municipality: LEUSDEN,
        device: key(device).device(),
        counts_below,
        keeps: BTreeSet::new(),
    });
    let signed = SignedStatement::sign(&revocation, &key(LEUSDEN_ROOT)).unwrap();
    desk.next(Kind::Charter, encoding::encode(&vec![signed]).unwrap())
}

#[test]
fn what_a_removed_device_wrote_later_stays_out_of_sight_until_a_colleague_built_on_it() {
    let (mut thief, mut officer, mut other) = (Desk::of(ALDERMANS_TABLET), Desk::of(OFFICER), Desk::of(OFFICER));
    let (kept, late) = (thief.add(1, "kept"), thief.add(2, "late"));
    let removal = removal(&mut officer, ALDERMANS_TABLET, 1);
    for order in [[&kept, &late, &removal], [&removal, &kept, &late], [&kept, &removal, &late]] {
        let mut desk = Desk::of(READER);
        desk.learn(order);
        assert_eq!(desk.titles(), ["kept"]);
    }
    // A colleague who had not heard of the removal worked on.
    other.learn([&kept, &late]);
    let built = other.add(3, "built on it");
    for order in [[&kept, &late, &removal, &built], [&removal, &kept, &late, &built]] {
        let mut desk = Desk::of(READER);
        desk.learn(order);
        assert_eq!(desk.titles(), ["kept", "late", "built on it"]);
    }
}

#[test]
fn who_knows_of_the_removal_does_not_build_on_what_came_after_it() {
    let (mut thief, mut officer) = (Desk::of(ALDERMANS_TABLET), Desk::of(OFFICER));
    let (kept, late) = (thief.add(1, "kept"), thief.add(2, "late"));
    let removal = removal(&mut officer, ALDERMANS_TABLET, 1);
    officer.learn([&removal, &kept, &late]);
    let own = officer.add(3, "own");
    assert_eq!(officer.titles(), ["kept", "own"]);
    let mut reader = Desk::of(READER);
    reader.learn([&kept, &late, &removal, &own]);
    assert_eq!(reader.titles(), ["kept", "own"]);
}

#[test]
fn a_removed_device_itself_can_make_nothing_more() {
    let (mut tablet, mut officer) = (Desk::of(ALDERMANS_TABLET), Desk::of(OFFICER));
    let removal = removal(&mut officer, ALDERMANS_TABLET, 0);
    tablet.learn([&removal]);
    let item = NewItem::titled(ItemId::from_bytes([1; 16]), ItemKind::Activity, "late");
    let error = tablet.state.edit(&[PlanEdit::Add(item)], at(TODAY), 0).unwrap_err();
    assert_eq!(error, PlanError::Charter(CharterError::Revoked));
    let request = tablet.next(Kind::Act, Vec::new());
    assert!(tablet.state.may_append(&request, day(TODAY)).is_err());
}

#[test]
fn a_removed_alderman_decides_nothing_after_and_nothing_starts_on_it() {
    let (mut officer, mut alderman, mut unaware) = (Desk::of(OFFICER), Desk::of(ALDERMAN), Desk::of(ALDERMANS_TABLET));
    let plan = officer.add(7, "Dialoogavond");
    let content = officer.state.item(ACTIVITY).unwrap().substance().unwrap();
    let submit = officer.act(ACTIVITY, What::Submit { content });
    alderman.learn([&plan, &submit]);
    let outcome = Outcome::Agreed;
    let decide = alderman.act(
        ACTIVITY,
        What::Decide { submission: submit.id(), content, outcome, under: None, external: None, note: String::new() },
    );
    unaware.learn([&plan, &submit, &decide]);
    let start = unaware.act(ACTIVITY, What::Start { decision: decide.id(), content });
    let removal = removal(&mut officer, ALDERMAN, 0);
    for order in [[&plan, &submit, &decide, &start, &removal], [&removal, &plan, &submit, &decide, &start]] {
        let mut desk = Desk::of(READER);
        desk.learn(order);
        let state = desk.state.decision(desk.state.item(ACTIVITY).unwrap());
        assert_eq!((state.phase, state.contradiction), (Phase::Submitted, false));
    }
    officer.learn([&removal, &decide]);
    let what = What::Start { decision: decide.id(), content };
    let after = officer.state.acts().last(officer.state.bench(), ACTIVITY, Track::Decision);
    let forbidden = officer.next(Kind::Act, encoding::encode(&Act { item: ACTIVITY, after, what }).unwrap());
    let error = officer.state.may_append(&forbidden, day(TODAY)).unwrap_err();
    assert_eq!(error, Refusal::Act(crate::gate::ActError::Charter(CharterError::Revoked)));
}

#[test]
fn a_forged_decision_on_ones_own_request_is_kept_and_does_not_count() {
    let (mut officer, mut tablet, mut alderman) = (Desk::of(OFFICER), Desk::of(ALDERMANS_TABLET), Desk::of(ALDERMAN));
    let plan = officer.add(7, "Dialoogavond");
    tablet.learn([&plan]);
    let content = tablet.state.item(ACTIVITY).unwrap().substance().unwrap();
    let submit = tablet.act(ACTIVITY, What::Submit { content });
    alderman.learn([&plan, &submit]);
    let outcome = Outcome::Agreed;
    let decide = alderman.act(
        ACTIVITY,
        What::Decide { submission: submit.id(), content, outcome, under: None, external: None, note: String::new() },
    );
    officer.learn([&submit, &decide]);
    let phase = officer.state.decision(officer.state.item(ACTIVITY).unwrap()).phase;
    assert_eq!(phase, Phase::Submitted);
}

#[test]
fn what_was_never_carried_out_has_no_outcome() {
    let (mut officer, mut alderman) = (Desk::of(OFFICER), Desk::of(ALDERMAN));
    let plan = officer.add(7, "Dialoogavond");
    let edits = Field::RECORDED.map(|field| PlanEdit::SetField {
        item: ACTIVITY,
        field,
        value: Some(crate::field::Value::Line("Er kwamen veertig mensen.".into())),
    });
    for edit in &edits {
        let error = officer.state.edit(std::slice::from_ref(edit), at(TODAY), officer.head.next_seq).unwrap_err();
        assert_eq!(error, PlanError::Act(ActError::NotCarriedOut));
    }
    let mut new = NewItem::titled(ItemId::from_bytes([8; 16]), ItemKind::Conversation, "Gesprek");
    new.details.insert(Field::Outcome, crate::field::Value::Line("Goed.".into()));
    let error = officer.state.edit(&[PlanEdit::Add(new)], at(TODAY), officer.head.next_seq).unwrap_err();
    assert_eq!(error, PlanError::Act(ActError::NotCarriedOut));

    // A device that does it all the same is taken in, and ignored, until the activity is carried out.
    let forged = officer.state.plan.edit(&edits, at(TODAY)).unwrap().change.unwrap();
    let forged = officer.next(Kind::PlanChange, forged);
    let content = officer.state.item(ACTIVITY).unwrap().substance().unwrap();
    let submit = officer.act(ACTIVITY, What::Submit { content });
    let mut reader = Desk::of(READER);
    reader.learn([&plan, &forged, &submit]);
    let recorded = |desk: &Desk| {
        let item = desk.state.item(ACTIVITY).unwrap();
        let snapshot =
            projection::project(&desk.state.shown(item), &Mask::none(), &BTreeSet::new(), LEUSDEN, section()).unwrap();
        let shared = String::from_utf8(snapshot.bytes().to_vec()).unwrap().contains("veertig");
        assert_eq!(desk.state.shown(item).details.contains_key(&Field::Outcome), shared);
        assert!(item.details.contains_key(&Field::Outcome), "it is there");
        shared
    };
    assert!(!recorded(&reader));
    alderman.learn([&plan, &forged, &submit]);
    let outcome = Outcome::Agreed;
    let decide = alderman.act(
        ACTIVITY,
        What::Decide { submission: submit.id(), content, outcome, under: None, external: None, note: String::new() },
    );
    reader.learn([&decide]);
    assert!(!recorded(&reader));
    officer.learn([&decide]);
    let start = officer.act(ACTIVITY, What::Start { decision: decide.id(), content });
    reader.learn([&start]);
    assert!(recorded(&reader));
    officer.state.edit(&edits[..1], at(TODAY), officer.head.next_seq).unwrap();
}

/// A history with everything in it: edits, decisions, consents, and two removals.
fn history() -> Vec<Record> {
    let (mut officer, mut alderman, mut tablet) = (Desk::of(OFFICER), Desk::of(ALDERMAN), Desk::of(ALDERMANS_TABLET));
    let plan = officer.add(7, "Dialoogavond");
    let content = officer.state.item(ACTIVITY).unwrap().substance().unwrap();
    let submit = officer.act(ACTIVITY, What::Submit { content });
    let bytes = snapshot(&officer.state, &Mask::none()).bytes().to_vec();
    let ask = What::RequestConsent {
        snapshot: bytes,
        without: Mask::none(),
        sharing: Sharing::REGION,
        confirmed: Vec::new(),
        note: String::new(),
    };
    let request = officer.act(ACTIVITY, ask);
    alderman.learn([&plan, &submit, &request]);
    let outcome = Outcome::Agreed;
    let decide = alderman.act(
        ACTIVITY,
        What::Decide { submission: submit.id(), content, outcome, under: None, external: None, note: String::new() },
    );
    let signed = sign_consent(&consent_for(&snapshot(&alderman.state, &Mask::none())), ALDERMAN);
    let give = alderman
        .act(ACTIVITY, What::GiveConsent { request: request.id(), consent: signed, ending: None, note: String::new() });
    tablet.learn([&plan, &submit, &decide]);
    let start = tablet.act(ACTIVITY, What::Start { decision: decide.id(), content });
    let early = tablet.add(1, "early");
    let late = tablet.add(2, "late");
    officer.learn([&early]);
    let own = officer.add(3, "own");
    let one = removal(&mut officer, ALDERMANS_TABLET, 2);
    let two = removal(&mut officer, ALDERMAN, 1);
    vec![plan, submit, request, decide, give, start, early, late, own, one, two]
}

/// Offers records until nothing more is taken in, as connected replicas do.
fn settle(records: &[&Record]) -> Desk {
    let mut desk = Desk::of(READER);
    let mut heads: BTreeMap<DeviceId, LogHead> = BTreeMap::new();
    let mut left = true;
    while std::mem::take(&mut left) {
        for record in records {
            let author = record.header().author;
            let head = heads.get(&author).copied().unwrap_or(LogHead::EMPTY);
            if let Ok(next) = head.advance(record)
                && take(&mut desk.state, record).is_ok()
            {
                heads.insert(author, next);
                left = true;
            }
        }
    }
    desk
}

#[test]
fn removal_wins_over_everything_after_it() {
    let history = history();
    let desk = settle(&history.iter().collect::<Vec<_>>());
    let item = desk.state.item(ACTIVITY).unwrap();
    // The decision was before the removal; the consent and the tablet's second change after it; the start before.
    assert_eq!(desk.state.decision(item).phase, Phase::Running);
    assert_eq!(desk.state.visibility(item, day(TODAY)), Visibility::Private);
    assert_eq!(desk.titles(), ["early", "own", "Dialoogavond"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn order_repetition_and_partition_do_not_matter(
        order in Just((0..11usize).collect::<Vec<_>>()).prop_shuffle(),
        again in proptest::collection::vec(0..11usize, 0..6),
        cut in 0..11usize,
    ) {
        let history = history();
        let all = settle(&history.iter().collect::<Vec<_>>());
        // One side had only a part when the rest came.
        let first: Vec<&Record> = order[..cut].iter().map(|at| &history[*at]).collect();
        let rest = order.iter().chain(&again).map(|at| &history[*at]);
        let other = settle(&first.into_iter().chain(rest).collect::<Vec<_>>());
        prop_assert_eq!(all.state.plan(), other.state.plan());
        prop_assert_eq!(all.state.acts(), other.state.acts());
        prop_assert_eq!(all.state.charter(), other.state.charter());
        let (item, same) = (all.state.item(ACTIVITY).unwrap(), other.state.item(ACTIVITY).unwrap());
        prop_assert_eq!(all.state.decision(item), other.state.decision(same));
        prop_assert_eq!(all.state.visibility(item, day(TODAY)), other.state.visibility(same, day(TODAY)));
    }
}
