//! Lives the example's past: writes, asks, consents, decides, through the same commands that people use.

use std::collections::{BTreeMap, BTreeSet};

use deelbaar_schema::act::Outcome;
use deelbaar_schema::disclosure::Sharing;
use deelbaar_schema::field::{Field, Mask};
use deelbaar_schema::gate::Phase;
use deelbaar_schema::id::{ItemId, RecordId};
use deelbaar_schema::personal;
use deelbaar_schema::plan::{Comment, PlanEdit};
use deelbaar_schema::projection;
use deelbaar_schema::shared::SharedItem;
use deelbaar_sync::workspace::random;

use super::example::{Example, ExampleItem, Share, State};
use super::nodes::{DemoError, Device};
use crate::engine::{Ask, Command, CommandError, View};
use crate::words;

/// Lives the past of one municipality on its two devices. Returns the ids of its items by their key in the example.
pub async fn replay(
    example: &Example,
    officer: &Device,
    alderman: &Device,
) -> Result<BTreeMap<String, ItemId>, DemoError> {
    let mut failed = None;
    let fresh = || match random::<16>() {
        Ok(bytes) => ItemId::from_bytes(*bytes),
        Err(error) => {
            failed = Some(error);
            ItemId::from_bytes([0; 16])
        }
    };
    let items = example.items(fresh, words::theme);
    if let Some(error) = failed {
        return Err(error.into());
    }
    write(officer, &items)?;
    // What came of something is shared with it; what was changed after sharing is decided on as it is now.
    let (early, late): (Vec<&ExampleItem>, Vec<&ExampleItem>) =
        items.iter().partition(|item| is_carried_out(item) && item.share != Share::Changed);
    decide(officer, alderman, early).await?;
    share(officer, alderman, &items).await?;
    change(officer, &items)?;
    decide(officer, alderman, late).await?;
    ask_again(officer, &items)?;
    Ok(items.into_iter().map(|item| (item.key, item.item.id)).collect())
}

fn write(officer: &Device, items: &[ExampleItem]) -> Result<(), DemoError> {
    let written = items.iter().map(|item| {
        let mut new = item.item.clone();
        if new.kind.needs_decision() {
            new.details.retain(|field, _| !Field::RECORDED.contains(field));
        }
        PlanEdit::Add(new)
    });
    let mut edits: Vec<PlanEdit> = written.collect();
    for item in items {
        if let Some(text) = &item.comment {
            edits.push(PlanEdit::AddComment(Comment {
                id: ItemId::from_bytes(*random::<16>()?),
                item: item.item.id,
                author: officer.workspace.device(),
                time: officer.workspace.clock().now(),
                text: text.clone(),
            }));
        }
    }
    let plan = officer.workspace.municipality();
    plan.edit_plan(&officer.workspace.key(), &edits).map_err(CommandError::from)?;
    Ok(())
}

async fn share(officer: &Device, alderman: &Device, items: &[ExampleItem]) -> Result<(), DemoError> {
    let past =
        |item: &&ExampleItem| matches!(item.share, Share::Shared | Share::Changed | Share::Withdrawn | Share::Refused);
    for item in items.iter().filter(past) {
        request(officer, item.item.id, &item.without)?;
        let asked = alderman.until("a request for consent", |view| consent_for(view, item.item.id).is_some()).await?;
        let Some(request) = consent_for(&asked, item.item.id) else { continue };
        let answer = if item.share == Share::Refused {
            Command::DeclineConsent { request, returned: false, note: item.share_note.clone() }
        } else {
            Command::GiveConsent {
                request,
                without: item.without.clone(),
                sharing: Sharing::REGION,
                note: String::new(),
            }
        };
        alderman.engine.execute(answer)?;
        if item.share == Share::Withdrawn {
            alderman.engine.execute(Command::Withdraw { item: item.item.id, version: None })?;
        }
    }
    Ok(())
}

fn request(officer: &Device, item: ItemId, without: &Mask) -> Result<(), DemoError> {
    // The example's contact addresses are those of offices; its officer looked at them.
    let found = officer.workspace.municipality().look(|state| {
        let section = state.section_of(item);
        let projected =
            projection::project(state.item(item)?, without, &BTreeSet::new(), state.municipality(), section);
        let shared = SharedItem::parse(projected.ok()?.bytes()).ok()?;
        Some(personal::find_in(&shared))
    });
    let confirmed = found.unwrap_or_default().into_iter().map(|found| found.finding.text).collect();
    officer.ask_consent(item, without.clone(), confirmed)?;
    Ok(())
}

fn consent_for(view: &View, item: ItemId) -> Option<RecordId> {
    let asks = |ask: &Ask| matches!(ask, Ask::Consent { .. });
    view.inbox.iter().find(|entry| entry.item == item && asks(&entry.ask)).map(|entry| entry.request)
}

/// The submission of an item that waits for a decision.
pub fn decision_for(view: &View, item: ItemId) -> Option<RecordId> {
    let asks = |ask: &Ask| matches!(ask, Ask::Decision { .. });
    view.inbox.iter().find(|entry| entry.item == item && asks(&entry.ask)).map(|entry| entry.request)
}

fn change(officer: &Device, items: &[ExampleItem]) -> Result<(), DemoError> {
    for item in items.iter().filter(|item| item.share == Share::Changed) {
        if let Some(text) = item.changed.clone() {
            let base = item.item.body.clone();
            officer.engine.execute(Command::SetBody { item: item.item.id, base, text })?;
        }
    }
    Ok(())
}

fn is_carried_out(item: &ExampleItem) -> bool {
    matches!(item.state, State::Running | State::Finished)
}

/// Records what came of something that is or was carried out.
fn record(officer: &Device, item: &ExampleItem) -> Result<(), DemoError> {
    for field in Field::RECORDED {
        if let Some(value) = item.item.details.get(&field).cloned() {
            officer.engine.execute(Command::SetField { item: item.item.id, field, value: Some(value) })?;
        }
    }
    Ok(())
}

async fn decide(officer: &Device, alderman: &Device, items: Vec<&ExampleItem>) -> Result<(), DemoError> {
    for item in items {
        let id = item.item.id;
        let outcome = match item.state {
            State::Idea | State::Draft | State::Dropped => continue,
            State::Submitted => None,
            State::Agreed | State::Running | State::Finished => Some(Outcome::Agreed),
            State::Held => Some(Outcome::Held),
            State::SentBack => Some(Outcome::SentBack),
            State::Refused => Some(Outcome::Refused),
        };
        officer.engine.execute(Command::Submit { item: id })?;
        let Some(outcome) = outcome else { continue };
        let asked = alderman.until("a submission", |view| decision_for(view, id).is_some()).await?;
        let Some(request) = decision_for(&asked, id) else { continue };
        alderman.engine.execute(Command::Decide { request, outcome, external: None, note: item.note.clone() })?;
        if is_carried_out(item) {
            let agreed = |view: &View| {
                view.item(id).and_then(|item| item.decision.as_ref()).is_some_and(|d| d.phase == Phase::Agreed)
            };
            officer.until("a decision", agreed).await?;
            officer.engine.execute(Command::Start { item: id })?;
            if item.state == State::Finished {
                officer.engine.execute(Command::Finish { item: id })?;
            }
            record(officer, item)?;
        }
    }
    Ok(())
}

/// What waits for the alderman when the demo opens.
fn ask_again(officer: &Device, items: &[ExampleItem]) -> Result<(), DemoError> {
    let open = |item: &&ExampleItem| {
        item.share == Share::Asked || (item.share == Share::Changed && item.key == CHANGED_AND_ASKED)
    };
    for item in items.iter().filter(open) {
        request(officer, item.item.id, &item.without)?;
    }
    Ok(())
}

/// The one changed activity for which the officer has asked consent again.
const CHANGED_AND_ASKED: &str = "act-taaltraining";
