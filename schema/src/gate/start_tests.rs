//! Starting on an old decision, by hand: what turned it in the meantime was known.

use super::*;
use crate::act::{External, Outcome};
use crate::encoding;
use crate::fixture::*;
use crate::municipality::MunicipalityState;
use crate::record::Kind;
use crate::space::Refusal;

/// Hands an act over, whatever its device's own rules say. It is taken in.
fn by_hand(state: &mut MunicipalityState, device: u8, after: Vec<RecordId>, what: What) -> RecordId {
    let body = encoding::encode(&Act { item: ACTIVITY, after, what }).unwrap();
    let record = record(state, device, Kind::Act, body, TODAY);
    take(state, &record).unwrap();
    record.id()
}

fn decide(submission: RecordId, outcome: Outcome, external: Option<External>) -> What {
    let content = leusden_with_activity().item(ACTIVITY).unwrap().substance().unwrap();
    What::Decide { submission, content, outcome, under: None, external, note: String::new() }
}

fn status(state: &MunicipalityState) -> DecisionState {
    state.decision(state.item(ACTIVITY).unwrap())
}

fn submit(state: &mut MunicipalityState) -> RecordId {
    let content = state.item(ACTIVITY).unwrap().substance().unwrap();
    act_on(state, OFFICER, What::Submit { content }, TODAY).unwrap()
}

fn start(state: &MunicipalityState, decision: RecordId) -> What {
    What::Start { decision, content: state.item(ACTIVITY).unwrap().substance().unwrap() }
}

fn agreed() -> (MunicipalityState, RecordId, RecordId) {
    let mut state = leusden_with_activity();
    let submission = submit(&mut state);
    let decision = act_on(&mut state, ALDERMAN, decide(submission, Outcome::Agreed, None), TODAY).unwrap();
    (state, submission, decision)
}

#[test]
fn nothing_starts_on_a_decision_that_was_turned() {
    type Turn = fn(&mut MunicipalityState, RecordId) -> RecordId;
    let turns: [(Turn, Phase); 5] = [
        (|state, of| act_on(state, ALDERMAN, decide(of, Outcome::Refused, None), TODAY).unwrap(), Phase::Refused),
        (|state, of| act_on(state, ALDERMAN, decide(of, Outcome::Held, None), TODAY).unwrap(), Phase::Held),
        (|state, of| act_on(state, ALDERMAN, decide(of, Outcome::SentBack, None), TODAY).unwrap(), Phase::SentBack),
        (|state, of| act_on(state, OFFICER, What::Recall { submission: of }, TODAY).unwrap(), Phase::Draft),
        (|state, _| submit(state), Phase::Submitted),
    ];
    for (turn, phase) in turns {
        let (mut state, submission, decision) = agreed();
        let turned = turn(&mut state, submission);
        let what = start(&state, decision);
        let refused = act_on(&mut state, OFFICER, what.clone(), TODAY);
        assert_eq!(refused, Err(Refusal::Act(ActError::NoDecision)), "{phase:?}");
        let started = by_hand(&mut state, OFFICER, vec![turned], what.clone());
        assert_eq!(status(&state).phase, phase, "the start is there and does not count");
        // Nor does anything that builds on it, or a second one that also names the decision itself.
        by_hand(&mut state, OFFICER, vec![started], What::Finish { start: started });
        by_hand(&mut state, OFFICER, vec![decision, started, turned], what);
        assert_eq!(status(&state).phase, phase);
        assert!(!status(&state).may_record() && !status(&state).contradiction);
    }
}

/// Whoever knew two answers at once knew that one of them was no.
#[test]
fn nothing_starts_where_one_of_two_answers_was_no() {
    let (mut state, submission, decision) = agreed();
    let refuse = decide(submission, Outcome::Refused, None);
    let refused = act_after(&mut state, ALDERMAN, Some(vec![submission]), refuse, TODAY).unwrap();
    let what = start(&state, decision);
    by_hand(&mut state, OFFICER, vec![decision, refused], what);
    assert_eq!(status(&state).phase, Phase::Refused);
}

#[test]
fn a_later_yes_allows_it_again() {
    let (mut state, _, decision) = agreed();
    let again = submit(&mut state);
    let yes = act_on(&mut state, ALDERMAN, decide(again, Outcome::Agreed, None), TODAY).unwrap();
    let what = start(&state, decision);
    assert!(act_on(&mut state, OFFICER, what, TODAY).is_err(), "it was put forward again since");
    let what = start(&state, yes);
    act_on(&mut state, OFFICER, what, TODAY).unwrap();
    assert_eq!(status(&state).phase, Phase::Running);
}

#[test]
fn what_another_body_will_decide_is_not_recorded_yet() {
    let mut state = leusden_with_activity();
    let submission = submit(&mut state);
    let external = |date: &str| Some(External { body: Body::College, number: "2026-14".into(), date: day(date) });
    let tomorrow = decide(submission, Outcome::Agreed, external("2026-04-02"));
    assert_eq!(
        act_on(&mut state, ALDERMAN, tomorrow, TODAY),
        Err(Refusal::Act(ActError::NotYetDecided)),
        "through every door"
    );
    act_on(&mut state, ALDERMAN, decide(submission, Outcome::Agreed, external(TODAY)), TODAY).unwrap();
    assert!(status(&state).may_start());
}
