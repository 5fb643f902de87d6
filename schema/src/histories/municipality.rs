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
        let (by, what, day) = match *step {
            Step::Submit { by, day } => (by, What::Submit { content }, day),
            Step::Decide { by, of, day, under, outcome, college } => {
                let Some(submission) = self.submitted.get(of % self.submitted.len().max(1)).copied() else { return };
                let under = under.and_then(|at| self.mandates.get(at % self.mandates.len().max(1)).copied());
                let outcome = [Outcome::Agreed, Outcome::Agreed, Outcome::Held, Outcome::Refused][outcome];
                let external = college.then(|| External { body: Body::College, number: "7".into(), date: on(day) });
                (by, What::Decide { submission, content, outcome, under, external, note: String::new() }, day)
            }
            Step::Start { by, of, day } => {
                let Some(decision) = self.decided.get(of % self.decided.len().max(1)).copied() else { return };
                (by, What::Start { decision, content }, day)
            }
            _ => return,
        };
        let (submits, decides) = (matches!(what, What::Submit { .. }), matches!(what, What::Decide { .. }));
        let after = what.answers().into_iter().collect();
        let act = Act { item: ACTIVITY, after, what };
        let id = self.append(DEVICES[by], Kind::Act, encoding::encode(&act).unwrap(), on(day));
        if submits {
            self.submitted.push(id);
        }
        if decides {
            self.decided.push(id);
        }
    }
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
        3 => (device(), 0..DAYS).prop_map(|(by, day)| Step::Submit { by, day }),
        4 => ((device(), which.clone(), 0..DAYS), prop::option::of(which.clone()), 0..4usize, any::<bool>()).prop_map(
            |((by, of, day), under, outcome, college)| Step::Decide { by, of, day, under, outcome, college }
        ),
        2 => (device(), which, 0..DAYS).prop_map(|(by, of, day)| Step::Start { by, of, day }),
    ]
}

/// Something is decided, also under a mandate; what follows in a history may undo it.
fn opening() -> Vec<Step> {
    let decide = |by, of, day, under| Step::Decide { by, of, day, under, outcome: 0, college: false };
    vec![
        Step::Mandate { by: 1, person: 0, asks: 0b1111, from: 0, days: DAYS },
        Step::Submit { by: 0, day: 1 },
        Step::Submit { by: 2, day: 2 },
        decide(1, 0, 5, None),
        decide(0, 1, 6, Some(0)),
        Step::Start { by: 2, of: 0, day: 7 },
    ]
}

fn counted(state: &MunicipalityState) -> Vec<&KeptAct> {
    state.acts().all().filter(|kept| state.acts().judge(state.bench(), kept).is_ok()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]
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
        let item = one.item(ACTIVITY).unwrap();
        prop_assert_eq!(one.decision(item), other.decision(item));

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
        keys::check(&history, charter, Whose::Municipality)?;
    }
}

/// The generator makes histories in which something counts: otherwise the rules would hold of nothing.
#[test]
fn the_histories_are_not_empty() {
    use proptest::strategy::ValueTree as _;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut decided, mut mandated, mut renewed, mut removed) = (0, 0, 0, 0);
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
        renewed += usize::from(!state.charter().speaks_for(key(KEYS[0]).root(), LEUSDEN));
        removed += state.acts().all().count() - decisions.len();
    }
    assert!(decided > 30 && mandated > 0 && renewed > 5 && removed > 30, "{decided} {mandated} {renewed} {removed}");
}
