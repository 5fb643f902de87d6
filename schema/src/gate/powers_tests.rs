//! Mandates and deciding bodies, from the side of whoever would like to decide without them.

use super::*;
use crate::act::{External, Outcome};
use crate::charter::{CharterError, MandateError};
use crate::encoding;
use crate::fixture::*;
use crate::id::ContentHash;
use crate::municipality::MunicipalityState;
use crate::plan::ItemKind;
use crate::record::Kind;
use crate::space::{Refusal, SpaceState as _};
use crate::statement::{Body, Competence, Mandate, MandateEnd, SignedStatement, Statement};
use crate::time::Term;

/// Has `device` state something about powers.
fn arrange(state: &mut MunicipalityState, device: u8, statement: &Statement) -> Result<ContentHash, Refusal> {
    let signed = SignedStatement::sign(statement, &key(device)).unwrap();
    let hash = signed.hash();
    let record = record(state, device, Kind::Charter, encoding::encode(&vec![signed]).unwrap(), TODAY);
    take(state, &record).map(|_| hash)
}

/// A mandate for a person.
fn mandate(state: &MunicipalityState, person: u8, kind: ItemKind, from: &str, until: &str) -> Statement {
    Statement::Mandate(Mandate {
        space: state.charter().space(),
        municipality: LEUSDEN,
        person: crate::id::PersonId::from_bytes([person; 16]),
        kinds: [kind].into(),
        asks: [OFFICER, ALDERMANS_TABLET].map(|device| key(device).device()).into(),
        term: Term { from: day(from), until: Some(day(until)) },
    })
}

/// From today the college decides on activities.
fn college_decides(state: &MunicipalityState) -> Statement {
    Statement::Competence(Competence {
        space: state.charter().space(),
        municipality: LEUSDEN,
        kind: ItemKind::Activity,
        body: Body::College,
        from: day(TODAY),
    })
}

fn submitted_by(device: u8) -> (MunicipalityState, RecordId, ContentHash) {
    let mut state = leusden_with_activity();
    let content = state.item(ACTIVITY).unwrap().substance().unwrap();
    let submission = act_on(&mut state, device, What::Submit { content }, TODAY).unwrap();
    (state, submission, content)
}

fn agree(submission: RecordId, content: ContentHash, under: Option<ContentHash>, external: Option<External>) -> What {
    What::Decide { submission, content, outcome: Outcome::Agreed, under, external, note: String::new() }
}

fn college(number: &str) -> External {
    External { body: Body::College, number: number.into(), date: day(TODAY) }
}

fn phase(state: &MunicipalityState) -> Phase {
    state.decision(state.item(ACTIVITY).unwrap()).phase
}

#[test]
fn an_officer_decides_under_a_mandate_and_only_as_far_as_it_goes() {
    let (mut state, submission, content) = submitted_by(ALDERMANS_TABLET);
    let what = |under| agree(submission, content, under, None);
    let refused = |state: &mut MunicipalityState, under, on| match act_on(state, OFFICER, what(under), on) {
        Err(Refusal::Act(error)) => error,
        other => panic!("expected a refusal, got {other:?}"),
    };
    assert_eq!(refused(&mut state, None, TODAY), ActError::Charter(CharterError::Role));
    let unknown = Some(ContentHash::from_bytes([9; 32]));
    assert_eq!(refused(&mut state, unknown, TODAY), ActError::Mandate(MandateError::None));
    // For somebody else, for another kind, for other days.
    let others = mandate(&state, 3, ItemKind::Activity, TODAY, "2026-05-01");
    let others = arrange(&mut state, ALDERMAN, &others).unwrap();
    assert_eq!(refused(&mut state, Some(others), TODAY), ActError::Mandate(MandateError::None));
    let talks = mandate(&state, 1, ItemKind::Conversation, TODAY, "2026-05-01");
    let talks = arrange(&mut state, ALDERMAN, &talks).unwrap();
    assert_eq!(refused(&mut state, Some(talks), TODAY), ActError::Mandate(MandateError::Kind(ItemKind::Activity)));
    let good = mandate(&state, 1, ItemKind::Activity, TODAY, "2026-05-01");
    let good = arrange(&mut state, ALDERMAN, &good).unwrap();
    let late = ActError::Mandate(MandateError::Over(day("2026-05-01")));
    assert_eq!(refused(&mut state, Some(good), "2026-05-02"), late);
    assert_eq!(phase(&state), Phase::Submitted);
    act_on(&mut state, OFFICER, what(Some(good)), "2026-05-01").unwrap();
    assert_eq!(phase(&state), Phase::Agreed);
}

#[test]
fn only_an_alderman_gives_a_mandate_or_says_who_decides() {
    let mut state = leusden_with_activity();
    let given = mandate(&state, 1, ItemKind::Activity, TODAY, "2026-05-01");
    for statement in [&given, &college_decides(&state)] {
        for device in [OFFICER, READER, LEUSDEN_ROOT, SOEST_ALDERMAN] {
            assert_eq!(
                arrange(&mut state, device, statement),
                Err(Refusal::Charter(CharterError::WrongKey)),
                "{device}"
            );
        }
    }
    assert!(state.charter().mandates().is_empty());
    assert_eq!(state.charter().competent(ItemKind::Activity, day(TODAY)), Body::Alderman);
}

#[test]
fn a_mandate_ends_when_it_is_ended_and_with_the_term_of_who_gave_it() {
    let (mut state, submission, content) = submitted_by(ALDERMANS_TABLET);
    let given = mandate(&state, 1, ItemKind::Activity, TODAY, "2027-05-01");
    let hash = arrange(&mut state, ALDERMAN, &given).unwrap();
    let officer = key(OFFICER).device();
    let asker = state.acts().get(&submission).unwrap().author;
    let holds = |state: &MunicipalityState, on: &str| {
        state.charter().mandate_for(&officer, &asker, ItemKind::Activity, day(on)).map(drop)
    };
    assert_eq!(holds(&state, "2026-12-31"), Ok(()));
    // The alderman's term ends with the year.
    let out = CharterError::OutsideTerm(day("2027-01-01"));
    assert_eq!(holds(&state, "2027-01-01"), Err(MandateError::Giver(out)));
    let listed = |state: &MunicipalityState, on: &str| state.charter().mandates_in_force(day(on)).len();
    assert_eq!((listed(&state, "2026-12-31"), listed(&state, "2027-01-01")), (1, 0));
    act_on(&mut state, OFFICER, agree(submission, content, Some(hash), None), "2026-04-03").unwrap();
    let space = state.charter().space();
    let end =
        Statement::MandateEnd(MandateEnd { space, municipality: LEUSDEN, mandate: hash, last_day: day("2026-04-03") });
    arrange(&mut state, ALDERMAN, &end).unwrap();
    assert_eq!(holds(&state, "2026-04-03"), Ok(()));
    assert_eq!(holds(&state, "2026-04-04"), Err(MandateError::Over(day("2026-04-03"))));
    // What was decided under it stays.
    assert_eq!(phase(&state), Phase::Agreed);
}

#[test]
fn a_mandate_does_not_let_anybody_answer_their_own_request() {
    let (mut state, submission, content) = submitted_by(OFFICER);
    let given = mandate(&state, 1, ItemKind::Activity, TODAY, "2026-05-01");
    let hash = arrange(&mut state, ALDERMAN, &given).unwrap();
    let result = act_on(&mut state, OFFICER, agree(submission, content, Some(hash), None), TODAY);
    assert_eq!(result, Err(Refusal::Act(ActError::OwnRequest)));
}

/// Of several mandates the one that comes nearest says why, and an own request comes before all of them.
#[test]
fn whoever_may_not_decide_hears_why() {
    let why = |given: &[(ItemKind, &str, &str)], author, on: &str| {
        let (mut state, submission, _) = submitted_by(author);
        for (kind, from, until) in given {
            let given = mandate(&state, 1, *kind, from, until);
            arrange(&mut state, ALDERMAN, &given).unwrap();
        }
        let asked = state.acts().get(&submission).unwrap();
        state.may_decide(&key(OFFICER).device(), asked, ItemKind::Activity, day(on)).unwrap_err()
    };
    let (talk, activity) = (ItemKind::Conversation, ItemKind::Activity);
    assert_eq!(why(&[], ALDERMANS_TABLET, TODAY), MandateError::None.into());
    let other = [(talk, TODAY, "2026-06-01")];
    assert_eq!(why(&other, ALDERMANS_TABLET, TODAY), MandateError::Kind(activity).into());
    let over = [other[0], (activity, "2026-01-01", "2026-02-01"), (activity, "2026-01-01", "2026-03-01")];
    assert_eq!(why(&over, ALDERMANS_TABLET, TODAY), MandateError::Over(day("2026-03-01")).into());
    let later = [other[0], (activity, "2026-05-01", "2026-06-01")];
    assert_eq!(why(&later, ALDERMANS_TABLET, TODAY), MandateError::NotYet(day("2026-05-01")).into());
    assert_eq!(why(&[(activity, TODAY, "2026-06-01")], OFFICER, TODAY), ActError::OwnRequest);
    assert_eq!(why(&[], OFFICER, TODAY), ActError::OwnRequest);
    let (state, submission, _) = submitted_by(OFFICER);
    let asked = state.acts().get(&submission).unwrap();
    let may = |device| state.may_decide(&key(device).device(), asked, activity, day(TODAY));
    assert_eq!(may(READER), Err(CharterError::Role.into()));
    assert_eq!(may(ALDERMAN), Ok(None));
}

#[test]
fn what_the_college_decides_is_agreed_only_with_its_number() {
    let (mut state, submission, content) = submitted_by(OFFICER);
    let college_decides = college_decides(&state);
    arrange(&mut state, ALDERMAN, &college_decides).unwrap();
    let mut attempt = |external| act_on(&mut state, ALDERMAN, agree(submission, content, None, external), TODAY);
    assert_eq!(attempt(None), Err(Refusal::Act(ActError::OtherBody(Body::College))));
    assert_eq!(attempt(Some(college("  "))), Err(Refusal::Act(ActError::NoNumber)));
    let council = Some(External { body: Body::Council, number: "7".into(), date: day(TODAY) });
    assert_eq!(attempt(council), Err(Refusal::Act(ActError::OtherBody(Body::College))));
    attempt(Some(college("2026-14"))).unwrap();
    assert_eq!(phase(&state), Phase::Agreed);
}

#[test]
fn whatever_the_college_decides_is_recorded_also_under_a_mandate() {
    for (outcome, expected) in [
        (Outcome::Agreed, Phase::Agreed),
        (Outcome::Held, Phase::Held),
        (Outcome::SentBack, Phase::SentBack),
        (Outcome::Refused, Phase::Refused),
    ] {
        let (mut state, submission, content) = submitted_by(ALDERMANS_TABLET);
        let college_decides = college_decides(&state);
        arrange(&mut state, ALDERMAN, &college_decides).unwrap();
        let given = mandate(&state, 1, ItemKind::Activity, TODAY, "2026-05-01");
        let under = Some(arrange(&mut state, ALDERMAN, &given).unwrap());
        let decide =
            |external, note: &str| What::Decide { submission, content, outcome, under, external, note: note.into() };
        let nameless = act_on(&mut state, OFFICER, decide(Some(college("")), ""), TODAY);
        assert_eq!(nameless, Err(Refusal::Act(ActError::NoNumber)), "{outcome:?}");
        let id = act_on(&mut state, OFFICER, decide(Some(college("2026-14")), "Zie besluit."), TODAY).unwrap();
        assert_eq!(phase(&state), expected);
        let What::Decide { external, .. } = &state.acts().get(&id).unwrap().act.what else { unreachable!() };
        assert_eq!(external.as_ref().unwrap().number, "2026-14");
    }
}

#[test]
fn a_forged_decision_past_the_college_is_kept_and_allows_nothing() {
    let (mut state, submission, content) = submitted_by(OFFICER);
    let college_decides = college_decides(&state);
    arrange(&mut state, ALDERMAN, &college_decides).unwrap();
    let after = last(&state, Track::Decision);
    let act = Act { item: ACTIVITY, after, what: agree(submission, content, None, None) };
    let forged = record(&state, ALDERMAN, Kind::Act, encoding::encode(&act).unwrap(), TODAY);
    take(&mut state, &forged).unwrap();
    assert_eq!(phase(&state), Phase::Submitted);
    let start = act_on(&mut state, OFFICER, What::Start { decision: forged.id(), content }, TODAY);
    assert_eq!(start, Err(Refusal::Act(ActError::OtherBody(Body::College))));
}

/// A mandate that ended goes on to have ended when nobody can see any more what kind of item it was about.
#[test]
fn a_decision_under_a_mandate_that_ended_does_not_count_when_its_item_is_removed() {
    let (mut state, submission, content) = submitted_by(ALDERMANS_TABLET);
    let given = mandate(&state, 1, ItemKind::Activity, "2026-01-01", "2026-03-31");
    let hash = arrange(&mut state, ALDERMAN, &given).unwrap();
    let what = agree(submission, content, Some(hash), None);
    let act = crate::act::Act { item: ACTIVITY, after: Vec::new(), what };
    let record = record(&state, OFFICER, Kind::Act, encoding::encode(&act).unwrap(), TODAY);
    take(&mut state, &record).unwrap();
    let judged = |state: &MunicipalityState| {
        let kept = state.acts().get(&record.id()).unwrap();
        state.acts().judge(state.bench(), kept)
    };
    let ended = Err(ActError::Mandate(MandateError::Over(day("2026-03-31"))));
    assert_eq!(judged(&state), ended);
    state.edit(&[crate::plan::PlanEdit::Remove(ACTIVITY)], at(TODAY), 1).unwrap();
    assert!(state.item(ACTIVITY).is_none());
    assert_eq!(judged(&state), ended);
}
