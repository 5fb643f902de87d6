//! The story that `demo --headless` plays: each step acts, waits for what must follow, and checks what must not.

use std::time::{Duration, Instant};

use deelbaar_schema::act::Outcome;
use deelbaar_schema::disclosure::Sharing;
use deelbaar_schema::field::Mask;
use deelbaar_schema::gate::{Phase, Visibility};
use deelbaar_schema::id::{ItemId, MunicipalityCode};
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::role::Role;

use super::nodes::{DemoError, Device, Nodes};
use super::replay::decision_for;
use crate::engine::{Ask, Command, Done, View};
use crate::{format, tr};

const LEUSDEN: u16 = 327;
const SOEST: u16 = 342;
const WOUDENBERG: u16 = 351;

/// What happened in one step.
#[derive(Debug, Clone)]
pub struct Told {
    /// Name of the step, for programs.
    pub step: &'static str,
    /// What happened, for people.
    pub text: String,
    /// What was seen, for programs.
    pub facts: serde_json::Value,
    /// How long it took.
    pub took: Duration,
}

/// Plays the story; hands over each step as soon as it is done.
pub async fn play(nodes: &mut Nodes, mut tell: impl FnMut(Told)) -> Result<(), DemoError> {
    let shared = timed(share(nodes), &mut tell).await?;
    timed(edit(nodes, shared), &mut tell).await?;
    Box::pin(timed(catch_up(nodes), &mut tell)).await?;
    timed(gate(nodes), &mut tell).await?;
    timed(withdraw(nodes, shared), &mut tell).await
}

async fn timed<T>(
    step: impl Future<Output = Result<(T, Told), DemoError>>,
    tell: &mut impl FnMut(Told),
) -> Result<T, DemoError> {
    let began = Instant::now();
    let (value, mut told) = step.await?;
    told.took = began.elapsed();
    tell(told);
    Ok(value)
}

fn told(step: &'static str, text: String, facts: serde_json::Value) -> Told {
    Told { step, text, facts, took: Duration::ZERO }
}

fn code(number: u16) -> Result<MunicipalityCode, DemoError> {
    MunicipalityCode::from_number(number).ok_or_else(|| DemoError::Wrong(number.to_string()))
}

fn pair(nodes: &Nodes, number: u16) -> Result<(&Device, &Device), DemoError> {
    let code = code(number)?;
    Ok((nodes.device(code, Role::PolicyOfficer)?, nodes.device(code, Role::Alderman)?))
}

fn shows(view: &View, title: &str) -> bool {
    view.region.sections.iter().any(|section| section.item.title == title)
}

/// Writes a section, asks consent, gives it.
async fn publish(officer: &Device, alderman: &Device, title: &str, text: &str) -> Result<ItemId, DemoError> {
    let add = Command::Add { kind: ItemKind::Section, title: title.to_owned(), parent: None };
    let Done::Added(item) = officer.engine.execute(add)? else { return Err(DemoError::Wrong(title.to_owned())) };
    officer.engine.execute(Command::SetBody { item, base: String::new(), text: text.to_owned() })?;
    officer.ask_consent(item, Mask::none(), Vec::new())?;
    let asked = |view: &View| view.inbox.iter().any(|e| e.item == item && matches!(e.ask, Ask::Consent { .. }));
    let view = alderman.until(title, asked).await?;
    let request = view.inbox.iter().find(|e| e.item == item).map(|e| e.request);
    let request = request.ok_or_else(|| DemoError::Late(title.to_owned()))?;
    let give = Command::GiveConsent { request, without: Mask::none(), sharing: Sharing::REGION, note: String::new() };
    alderman.engine.execute(give)?;
    Ok(item)
}

async fn share(nodes: &Nodes) -> Result<(ItemId, Told), DemoError> {
    let (officer, alderman) = pair(nodes, LEUSDEN)?;
    let (title, text) = (tr!("demo-title"), tr!("demo-text"));
    let item = publish(officer, alderman, &title, &text).await?;
    for device in &nodes.devices {
        device.until(&title, |view| shows(view, &title)).await?;
    }
    let facts = serde_json::json!({ "title": title, "nodes": nodes.devices.len() });
    Ok((item, told("share", tr!("demo-shared", title = title.as_str(), count = nodes.devices.len()), facts)))
}

async fn edit(nodes: &Nodes, item: ItemId) -> Result<((), Told), DemoError> {
    let (officer, alderman) = pair(nodes, LEUSDEN)?;
    let (before, after) = (tr!("demo-text"), tr!("demo-text-later"));
    officer.engine.execute(Command::SetBody { item, base: before, text: after.clone() })?;
    let arrived = |view: &View| view.item(item).is_some_and(|view| view.item.body == after);
    let view = alderman.until("a later edit", arrived).await?;
    let changed = view.item(item).map(|item| item.visibility);
    if !matches!(changed, Some(Visibility::Shared { changed: true, .. })) {
        return Err(DemoError::Wrong("a changed section does not show as changed".into()));
    }
    let own = code(LEUSDEN)?;
    let mut looked = 0;
    for device in nodes.devices.iter().filter(|device| device.code != own) {
        if device.region_holds(&after)? {
            return Err(DemoError::Wrong(format!("{} holds a private edit", device.municipality)));
        }
        looked += 1;
    }
    let facts = serde_json::json!({ "nodes_without_the_edit": looked });
    Ok(((), told("edit stays home", tr!("demo-stays-home", count = looked), facts)))
}

async fn catch_up(nodes: &mut Nodes) -> Result<((), Told), DemoError> {
    let away = code(WOUDENBERG)?;
    let roles = [Role::PolicyOfficer, Role::Alderman];
    for role in roles {
        if let Some(place) = nodes.place(away, role) {
            nodes.devices[place].go_off().await;
        }
    }
    let title = tr!("demo-title-meanwhile");
    {
        let (officer, alderman) = pair(nodes, SOEST)?;
        publish(officer, alderman, &title, &tr!("demo-text-meanwhile")).await?;
        for device in nodes.devices.iter().filter(|device| device.code != away) {
            device.until(&title, |view| shows(view, &title)).await?;
        }
    }
    let missed = shows(&nodes.device(away, Role::PolicyOfficer)?.engine.view(), &title);
    if missed {
        return Err(DemoError::Wrong("a node that is off received something".into()));
    }
    let began = Instant::now();
    for role in roles {
        if let Some(place) = nodes.place(away, role) {
            nodes.devices[place].come_back().await?;
        }
    }
    for role in roles {
        nodes.device(away, role)?.until(&title, |view| shows(view, &title)).await?;
    }
    let took = began.elapsed().as_millis();
    let facts = serde_json::json!({ "title": title, "caught_up_ms": u64::try_from(took).unwrap_or(u64::MAX) });
    Ok(((), told("catch up", tr!("demo-caught-up", title = title.as_str()), facts)))
}

async fn gate(nodes: &Nodes) -> Result<((), Told), DemoError> {
    let (officer, alderman) = pair(nodes, LEUSDEN)?;
    let title = tr!("demo-activity");
    let add = Command::Add { kind: ItemKind::Activity, title: title.clone(), parent: None };
    let Done::Added(item) = officer.engine.execute(add)? else { return Err(DemoError::Wrong(title)) };
    officer.engine.execute(Command::Submit { item })?;
    let Err(refused) = officer.engine.execute(Command::Start { item }) else {
        return Err(DemoError::Wrong("an activity started without a decision".into()));
    };
    let view = alderman.until(&title, |view| decision_for(view, item).is_some()).await?;
    let request = decision_for(&view, item).ok_or_else(|| DemoError::Late(title.clone()))?;
    alderman.engine.execute(Command::Decide {
        request,
        outcome: Outcome::Agreed,
        external: None,
        note: String::new(),
    })?;
    let phase = |wanted: Phase| {
        move |view: &View| view.item(item).and_then(|i| i.decision.as_ref()).is_some_and(|d| d.phase == wanted)
    };
    officer.until("the decision", phase(Phase::Agreed)).await?;
    officer.engine.execute(Command::Start { item })?;
    officer.until("the start", phase(Phase::Running)).await?;
    let why = crate::explain::explain(&refused).what;
    let facts = serde_json::json!({ "title": title, "refused": refused.to_string(), "started_after_decision": true });
    Ok(((), told("decision first", tr!("demo-gate", title = title.as_str(), why = why.as_str()), facts)))
}

async fn withdraw(nodes: &Nodes, item: ItemId) -> Result<((), Told), DemoError> {
    let (_, alderman) = pair(nodes, LEUSDEN)?;
    let (title, text) = (tr!("demo-title"), tr!("demo-text"));
    let section = alderman.workspace.municipality().look(|state| state.section_of(item));
    alderman.engine.execute(Command::Withdraw { item, version: None })?;
    for device in &nodes.devices {
        device.until("a withdrawal", |view| !shows(view, &title)).await?;
    }
    let all = |view: &View| {
        let withdrawn = view.region.withdrawn.iter().find(|withdrawn| withdrawn.section == section);
        withdrawn.is_some_and(|w| !w.confirmed.is_empty() && w.confirmed.values().all(|(did, of)| did == of))
    };
    let view = alderman.until("everyone's confirmation", all).await?;
    for device in &nodes.devices {
        if device.region_holds(&text)? {
            return Err(DemoError::Wrong(format!("{} still holds what was withdrawn", device.municipality)));
        }
    }
    let withdrawn = view.region.withdrawn.iter().find(|withdrawn| withdrawn.section == section);
    let confirmed: usize = withdrawn.map(|w| w.confirmed.values().map(|(did, _)| did).sum()).unwrap_or_default();
    let facts = serde_json::json!({ "title": title, "confirmations": confirmed });
    let count = format::number(i64::try_from(confirmed).unwrap_or(i64::MAX));
    Ok(((), told("withdraw", tr!("demo-withdrawn", title = title.as_str(), count = count.as_str()), facts)))
}
