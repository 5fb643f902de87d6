//! The decision gate: an activity or conversation is carried out only after a decision on exactly that content.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::{ActError, Acts, Bench, KeptAct};
use crate::act::{Act, Outcome, Track, What};
use crate::field::Field;
use crate::id::{ContentHash, DeviceId, RecordId};
use crate::plan::{Item, Stage};
use crate::role::Action;
use crate::statement::Body;
use crate::time::{Date, Timestamp};

/// Where an activity or conversation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// A first thought.
    Idea,
    /// Being worked out.
    Draft,
    /// Given up before any decision.
    Dropped,
    /// With the alderman (*ter besluitvorming*).
    Submitted,
    /// May start.
    Agreed,
    /// Not now.
    Held,
    /// Back with the policy officer.
    SentBack,
    /// Not.
    Refused,
    /// Going on.
    Running,
    /// Over.
    Finished,
}

impl Phase {
    /// The name in what the command line prints; after a decision that of its outcome.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Idea => Stage::Idea.name(),
            Self::Draft => Stage::Draft.name(),
            Self::Dropped => Stage::Dropped.name(),
            Self::Submitted => "submitted",
            Self::Agreed => Outcome::Agreed.name(),
            Self::Held => Outcome::Held.name(),
            Self::SentBack => Outcome::SentBack.name(),
            Self::Refused => Outcome::Refused.name(),
            Self::Running => "running",
            Self::Finished => "finished",
        }
    }
}

/// What follows from the acts on an activity or conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionState {
    /// Where it stands.
    pub phase: Phase,
    /// The content differs from what the phase is about: it must be put forward again.
    pub changed: bool,
    /// It was started while the decision was turned elsewhere. Replicas that met cannot both be right: people decide.
    pub contradiction: bool,
    /// Since when, by the clock of whoever acted.
    pub since: Option<Timestamp>,
    /// The act that brought it here.
    pub by: Option<RecordId>,
    /// Conditions or a remark of the alderman, with the decision that holds.
    pub note: String,
}

impl DecisionState {
    /// Whether carrying out may begin.
    pub fn may_start(&self) -> bool {
        self.phase == Phase::Agreed && !self.changed
    }

    /// Whether there is something to record: it is being carried out, or was.
    pub fn may_record(&self) -> bool {
        matches!(self.phase, Phase::Running | Phase::Finished)
    }

    /// Whether it may be put to the alderman.
    pub fn may_submit(&self) -> bool {
        match self.phase {
            Phase::Idea | Phase::Draft | Phase::SentBack | Phase::Held | Phase::Refused => true,
            Phase::Submitted | Phase::Agreed | Phase::Running => self.changed,
            Phase::Dropped | Phase::Finished => false,
        }
    }

    fn before_any_act(item: &Item) -> Self {
        let phase = match item.stage() {
            Stage::Idea => Phase::Idea,
            Stage::Draft => Phase::Draft,
            Stage::Dropped => Phase::Dropped,
        };
        Self { phase, changed: false, contradiction: false, since: None, by: None, note: String::new() }
    }
}

impl Acts {
    /// Where `item` stands.
    pub fn decision_state(&self, bench: Bench<'_>, item: &Item) -> DecisionState {
        let last: Vec<&KeptAct> =
            self.last(bench, item.id, Track::Decision).iter().filter_map(|id| self.get(id)).collect();
        // Of acts that do not know of each other the most restrictive one shows; the id breaks ties.
        let Some(decisive) = last.iter().copied().max_by_key(|kept| (restriction(&kept.act.what), kept.id)) else {
            return DecisionState::before_any_act(item);
        };
        let going_on = |kept: &&KeptAct| matches!(kept.act.what, What::Start { .. } | What::Finish { .. });
        let turned = matches!(&decisive.act.what, What::Decide { outcome, .. } if *outcome != Outcome::Agreed);
        let contradiction = turned && last.iter().any(going_on);
        let mut state = DecisionState {
            phase: phase(&decisive.act.what, item),
            changed: false,
            contradiction,
            since: Some(decisive.time),
            by: Some(decisive.id),
            note: self.conditions(&decisive.act.what).unwrap_or_default(),
        };
        if contradiction {
            state.phase = Phase::Running;
        }
        state.changed = state.phase != Phase::Finished
            && self.content_of(&decisive.act.what).is_some_and(|content| item.substance() != Ok(content));
        state
    }

    /// An item as it is shown and shared: what was recorded of an activity or conversation that was never carried out is left
    /// out. No device makes such a record itself; one that does finds it ignored.
    pub fn as_carried_out<'a>(&self, bench: Bench<'_>, item: &'a Item) -> Cow<'a, Item> {
        let recorded = Field::RECORDED.iter().any(|field| item.details.contains_key(field));
        if !recorded || !item.kind.needs_decision() || self.decision_state(bench, item).may_record() {
            return Cow::Borrowed(item);
        }
        let mut shown = item.clone();
        shown.details.retain(|field, _| !Field::RECORDED.contains(field));
        Cow::Owned(shown)
    }

    /// What the alderman wrote with the decision that an act is, or rests on: conditions hold while it is carried out.
    fn conditions(&self, what: &What) -> Option<String> {
        match what {
            What::Decide { note, .. } => Some(note.clone()),
            What::Start { decision: before, .. } | What::Finish { start: before } => {
                self.get(before).and_then(|kept| self.conditions(&kept.act.what))
            }
            _ => None,
        }
    }

    /// The content that an act of the decision track is about.
    fn content_of(&self, what: &What) -> Option<ContentHash> {
        match what {
            What::Submit { content } | What::Decide { content, .. } | What::Start { content, .. } => Some(*content),
            What::Finish { start } => match self.get(start).map(|kept| &kept.act.what) {
                Some(What::Start { content, .. }) => Some(*content),
                _ => None,
            },
            _ => None,
        }
    }

    pub(super) fn check_decision_track(
        &self,
        bench: Bench<'_>,
        act: &Act,
        author: &DeviceId,
        day: Date,
    ) -> Result<(), ActError> {
        match &act.what {
            What::Submit { .. } => bench.authorise(author, Action::Ask, day).map(drop),
            What::Recall { submission } => {
                bench.authorise(author, Action::Ask, day)?;
                self.submission(submission, act).map(drop)
            }
            What::Decide { submission, content, under, external, .. } => {
                match under {
                    None => bench.authorise(author, Action::Decide, day).map(drop)?,
                    Some(mandate) => {
                        bench.authorise(author, Action::Ask, day)?;
                        bench.charter.knows_mandate(mandate, author)?;
                    }
                }
                if external.as_ref().is_some_and(|e| e.body == Body::Alderman || e.number.trim().is_empty()) {
                    return Err(ActError::NoNumber);
                }
                if external.as_ref().is_some_and(|external| external.date > day) {
                    return Err(ActError::NotYetDecided);
                }
                let put_forward = self.submission(submission, act)?;
                if put_forward == *content { Ok(()) } else { Err(ActError::ContentChanged) }
            }
            What::Start { decision, content } => {
                bench.authorise(author, Action::CarryOut, day)?;
                match self.named(decision, act.item).map(|kept| &kept.act.what) {
                    Ok(What::Decide { outcome: Outcome::Agreed, content: decided, .. }) if decided == content => Ok(()),
                    Ok(What::Decide { outcome: Outcome::Agreed, .. }) => Err(ActError::ContentChanged),
                    Ok(_) => Err(ActError::NoDecision),
                    // Also one that is not here: it may come yet, and whoever passes the start on is not to blame.
                    Err(error) => Err(error),
                }
            }
            What::Finish { start } => {
                bench.authorise(author, Action::CarryOut, day)?;
                match &self.named(start, act.item)?.act.what {
                    What::Start { .. } => Ok(()),
                    _ => Err(ActError::NoDecision),
                }
            }
            _ => Err(ActError::Unknown),
        }
    }

    /// The content that a submission put forward.
    fn submission(&self, id: &RecordId, act: &Act) -> Result<ContentHash, ActError> {
        match self.named(id, act.item)?.act.what {
            What::Submit { content } => Ok(content),
            _ => Err(ActError::Unknown),
        }
    }
}

/// Whether a decision was made by who could: under a mandate that held, and by the body that decides on such items.
///
/// Whatever is not agreed, such as sending back, needs no other body.
pub(super) fn judge_powers(bench: Bench<'_>, kept: &KeptAct, asked: Option<&KeptAct>) -> Result<(), ActError> {
    let What::Decide { outcome, under, external, .. } = &kept.act.what else { return Ok(()) };
    // An item that was removed has no kind any more; all the rest of a mandate holds on.
    let kind = bench.plan.items.get(&kept.act.item).map(|item| item.kind);
    let day = kept.time.date();
    if let Some(mandate) = under {
        bench.charter.mandated(mandate, &kept.author, asked.map(|asked| &asked.author), kind, day)?;
    }
    let Some(kind) = kind else { return Ok(()) };
    let competent = bench.charter.competent(kind, day);
    let decided = external.as_ref().map_or(Body::Alderman, |external| external.body);
    if *outcome == Outcome::Agreed && competent != Body::Alderman && decided != competent {
        return Err(ActError::OtherBody(competent));
    }
    Ok(())
}

impl Acts {
    /// A decision allows a start as long as nothing turned it that whoever starts knew of: put forward again, taken back, or
    /// decided otherwise. What they did not know of shows as a contradiction: see [`DecisionState`].
    pub(super) fn judge_start(&self, bench: Bench<'_>, start: &KeptAct) -> Result<(), ActError> {
        let What::Start { decision, content } = &start.act.what else { return Ok(()) };
        let before = self.before(&[*decision]);
        let turns = |kept: &KeptAct| match &kept.act.what {
            What::Decide { outcome: Outcome::Agreed, content: decided, .. } => decided != content,
            What::Submit { .. } | What::Recall { .. } | What::Decide { .. } => true,
            _ => false,
        };
        let known = self.before(&start.act.after);
        let since = known.difference(&before).filter_map(|id| self.get(id));
        let mut turned = since.filter(|kept| kept.act.item == start.act.item && turns(kept));
        if turned.any(|kept| self.judge(bench, kept).is_ok()) { Err(ActError::NoDecision) } else { Ok(()) }
    }

    /// These acts and everything that whoever made them knew of.
    pub(super) fn before(&self, acts: &[RecordId]) -> BTreeSet<RecordId> {
        let (mut known, mut left) = (BTreeSet::new(), acts.to_vec());
        while let Some(id) = left.pop() {
            if let Some(kept) = self.get(&id).filter(|_| known.insert(id)) {
                left.extend(&kept.act.after);
                left.extend(kept.act.what.answers());
            }
        }
        known
    }
}

fn restriction(what: &What) -> u8 {
    match what {
        What::Decide { outcome: Outcome::Refused, .. } => 8,
        What::Decide { outcome: Outcome::SentBack, .. } => 7,
        What::Decide { outcome: Outcome::Held, .. } => 6,
        What::Recall { .. } => 5,
        What::Submit { .. } => 4,
        What::Finish { .. } => 3,
        What::Start { .. } => 2,
        What::Decide { outcome: Outcome::Agreed, .. } => 1,
        _ => 0,
    }
}

fn phase(what: &What, item: &Item) -> Phase {
    match what {
        What::Submit { .. } => Phase::Submitted,
        What::Decide { outcome: Outcome::Agreed, .. } => Phase::Agreed,
        What::Decide { outcome: Outcome::Held, .. } => Phase::Held,
        What::Decide { outcome: Outcome::SentBack, .. } => Phase::SentBack,
        What::Decide { outcome: Outcome::Refused, .. } => Phase::Refused,
        What::Start { .. } => Phase::Running,
        What::Finish { .. } => Phase::Finished,
        _ if item.stage() == Stage::Dropped => Phase::Dropped,
        _ => Phase::Draft,
    }
}
