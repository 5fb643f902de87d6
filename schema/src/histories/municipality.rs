//! Histories of a municipality: who decides, under what, and until when.

use super::*;
use crate::gate::KeptAct;
use crate::municipality::MunicipalityState;

impl History {
    pub(super) fn arrange(&mut self, step: &Step) {
        let (space, municipality) = (self.space, LEUSDEN);
        let (by, statement, day) = match *step {
            Step::Mandate { by, person: whose, asks, from, days } => {
                let asked = DEVICES.iter().enumerate().filter(|(at, _)| asks >> at & 1 == 1);
                let asks = asked.map(|(_, device)| key(*device).device()).collect();
                let term = Term { from: on(from), until: Some(on(from.saturating_add(days))) };
                let kinds = [ItemKind::Activity].into();
                let mandate = Mandate { space, municipality, person: person(whose), kinds, asks, term };
                (by, Statement::Mandate(mandate), on(from))
            }
            Step::EndMandate { of, by, last } => {
                let Some(mandate) = self.mandates.get(of % self.mandates.len().max(1)).copied() else { return };
                (by, Statement::MandateEnd(MandateEnd { space, municipality, mandate, last_day: on(last) }), on(last))
            }
            Step::Competence { by, college, from } => {
                let body = if college { Body::College } else { Body::Alderman };
                let kind = ItemKind::Activity;
                (by, Statement::Competence(Competence { space, municipality, kind, body, from: on(from) }), on(from))
            }
            _ => return,
        };
        let signed = SignedStatement::sign(&statement, &key(DEVICES[by])).unwrap();
        if matches!(statement, Statement::Mandate(_)) {
            self.mandates.push(signed.hash());
        }
        self.append(DEVICES[by], Kind::Charter, encoding::encode(&vec![signed]).unwrap(), day);
    }

    pub(super) fn act(&mut self, step: &Step) {
        let content = leusden_with_activity().item(ACTIVITY).unwrap().substance().unwrap();
        let (by, what, day, knows) = match *step {
            Step::Submit { by, day, knows } => (by, What::Submit { content }, day, knows),
            Step::Decide { by, of, day, under, outcome, college, knows } => {
                let Some(submission) = self.submitted.get(of % self.submitted.len().max(1)).copied() else { return };
                let under = under.and_then(|at| self.mandates.get(at % self.mandates.len().max(1)).copied());
                let outcome = [Outcome::Agreed, Outcome::Agreed, Outcome::Held, Outcome::Refused][outcome];
                let external = college.then(|| External { body: Body::College, number: "7".into(), date: on(day) });
                (by, What::Decide { submission, content, outcome, under, external, note: String::new() }, day, knows)
            }
            Step::Start { by, of, day, knows } => {
                let Some(decision) = self.decided.get(of % self.decided.len().max(1)).copied() else { return };
                (by, What::Start { decision, content }, day, knows)
            }
            _ => return,
        };
        let (submits, decides) = (matches!(what, What::Submit { .. }), matches!(what, What::Decide { .. }));
        let id = self.append_act(by, what, day, knows);
        if submits {
            self.submitted.push(id);
        }
        if decides {
            self.decided.push(id);
        }
    }
}

/// Mostly nothing but what it answers; else anything.
fn knows() -> impl Strategy<Value = u32> {
    prop_oneof![1 => Just(0), 1 => any::<u32>()]
}

fn step() -> impl Strategy<Value = Step> {
    let which = 0..8usize;
    prop_oneof![
        4 => stated(),
        2 => (device(), 0..3u8, any::<u8>(), 0..DAYS, 0..DAYS)
            .prop_map(|(by, person, asks, from, days)| Step::Mandate { by, person, asks, from, days }),
        1 => (which.clone(), device(), 0..DAYS).prop_map(|(of, by, last)| Step::EndMandate { of, by, last }),
        1 => (device(), any::<bool>(), 0..DAYS)
            .prop_map(|(by, college, from)| Step::Competence { by, college, from }),
        4 => consents::step(),
        3 => (device(), 0..DAYS, knows()).prop_map(|(by, day, knows)| Step::Submit { by, day, knows }),
        4 => ((device(), which.clone(), 0..DAYS), prop::option::of(which.clone()), 0..4usize, any::<bool>(), knows())
            .prop_map(|((by, of, day), under, outcome, college, knows)| Step::Decide {
                by, of, day, under, outcome, college, knows
            }),
        2 => (device(), which, 0..DAYS, knows()).prop_map(|(by, of, day, knows)| Step::Start { by, of, day, knows }),
        3 => (device(), 0..DAYS, any::<bool>(), prop::bool::weighted(0.2))
            .prop_map(|(by, day, learns, removes)| Step::Edit { by, day, learns, removes }),
    ]
}

/// Something is decided, also under a mandate; what follows in a history may undo it.
fn opening() -> Vec<Step> {
    let decide = |by, of, day, under| Step::Decide { by, of, day, under, outcome: 0, college: false, knows: 0 };
    let mut all = vec![
        Step::Mandate { by: 1, person: 0, asks: 0b1111, from: 0, days: DAYS },
        Step::Submit { by: 0, day: 1, knows: 0 },
        Step::Submit { by: 2, day: 2, knows: 0 },
        decide(1, 0, 5, None),
        decide(0, 1, 6, Some(0)),
        Step::Start { by: 2, of: 0, day: 7, knows: 0 },
    ];
    all.extend(consents::opening());
    all
}

fn counted(state: &MunicipalityState) -> Vec<&KeptAct> {
    state.acts().all().filter(|kept| state.acts().judge(state.bench(), kept).is_ok()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn every_replica_derives_the_same_and_the_rules_hold(
        steps in prop::collection::vec(step(), 0..20),
        arrivals in arrivals(),
    ) {
        let begin = leusden_with_activity();
        let steps = [opening(), steps].concat();
        let history = History::of(begin.charter(), &steps);
        let (one, other) = both(&begin, &history, &arrivals);
        prop_assert_eq!(one.charter(), other.charter());
        prop_assert_eq!(one.acts(), other.acts());
        prop_assert_eq!(counted(&one), counted(&other));
        prop_assert_eq!(one.plan(), other.plan());
        if let Some(item) = one.item(ACTIVITY) {
            prop_assert_eq!(one.decision(item), other.decision(item));
        }

        let charter = one.charter();
        for kept in counted(&one) {
            let day = kept.time.date();
            prop_assert!(!is_past_removal(&history, charter, &kept.author, kept.seq), "{kept:?}");
            let action = kept.act.what.action();
            prop_assert!(could(&history, charter, &kept.author, action, day), "{action:?} on {day}: {kept:?}");
            if let What::Decide { submission, under: Some(mandate), .. } = &kept.act.what {
                let given = charter.mandates().into_iter().find(|given| given.hash == *mandate).unwrap();
                let asker = one.acts().get(submission).unwrap().author;
                prop_assert!(given.mandate.asks.contains(&asker));
                prop_assert!(given.mandate.term.contains(day) && given.until.is_none_or(|until| day <= until));
                prop_assert!(could(&history, charter, &given.by, Action::Decide, day), "whoever gave it was over");
            }
            if kept.act.what.takes_another_person() {
                let asked = one.acts().get(&kept.act.what.answers().unwrap()).unwrap();
                prop_assert!(charter.persons_of(&asked.author).is_disjoint(&charter.persons_of(&kept.author)));
            }
        }
        consents::check(&one, &other)?;
        check_starts(&one)?;
        keys::check(&history, charter, Whose::Municipality)?;
        editing::check(&history, charter, one.plan())?;
    }
}

/// Whatever goes on was started by somebody who knew of nothing that counts and turned the decision.
fn check_starts(state: &MunicipalityState) -> Result<(), TestCaseError> {
    let all = counted(state);
    let before = |of: &[RecordId]| {
        let mut known: BTreeSet<RecordId> = of.iter().copied().collect();
        loop {
            let more = known.iter().filter_map(|id| state.acts().get(id)).flat_map(|kept| kept.act.after.clone());
            let more: BTreeSet<RecordId> = more.chain(known.iter().copied()).collect();
            if more.len() == known.len() {
                return known;
            }
            known = more;
        }
    };
    for start in &all {
        let What::Start { decision, .. } = &start.act.what else { continue };
        let (knew, decided) = (before(&start.act.after), before(&[*decision]));
        for kept in all.iter().filter(|kept| knew.contains(&kept.id) && !decided.contains(&kept.id)) {
            let yes = matches!(kept.act.what, What::Decide { outcome: Outcome::Agreed, .. });
            prop_assert!(yes || matches!(kept.act.what, What::Start { .. }), "turned by {kept:?}");
        }
    }
    Ok(())
}

/// The generator makes histories in which something counts: otherwise the rules would hold of nothing.
#[test]
fn the_histories_are_not_empty() {
    use proptest::strategy::ValueTree as _;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut decided, mut mandated, mut renewed, mut removed) = (0, 0, 0, 0);
    let (mut written, mut hidden, mut gone) = (0, 0, 0);
    let (mut given, mut stopped) = (0, 0);
    for _ in 0..150 {
        let steps = prop::collection::vec(step(), 20).new_tree(&mut runner).unwrap().current();
        let steps = [opening(), steps].concat();
        let mut state = leusden_with_activity();
        let history = History::of(state.charter(), &steps);
        settle(&mut state, &history.records.iter().collect::<Vec<_>>());
        let decisions = counted(&state);
        decided += decisions.iter().filter(|kept| matches!(kept.act.what, What::Decide { .. })).count();
        mandated +=
            decisions.iter().filter(|kept| matches!(kept.act.what, What::Decide { under: Some(_), .. })).count();
        let consents = state.acts().consent_state(state.bench(), ACTIVITY);
        given += consents.given.len();
        let starts = |kept: &&KeptAct| matches!(kept.act.what, What::Start { .. });
        let judged = state.acts().all().filter(starts).map(|kept| state.acts().judge(state.bench(), kept));
        stopped += judged.filter(|judged| *judged == Err(crate::gate::ActError::NoDecision)).count();
        renewed += usize::from(!state.charter().speaks_for(key(KEYS[0]).root(), LEUSDEN));
        removed += state.acts().all().count() - decisions.len();
        let shown = state.plan().items.len();
        let removed = usize::from(state.item(ACTIVITY).is_none());
        written += shown + removed - 1;
        hidden += usize::from(shown < history.edits.len());
        gone += removed;
    }
    assert!(written > 30 && hidden > 10 && gone > 0, "{written} {hidden} {gone}");
    assert!(given > 30 && stopped > 5, "{given} {stopped}");
    assert!(decided > 30 && mandated > 0 && renewed > 5 && removed > 30, "{decided} {mandated} {renewed} {removed}");
}
