//! Everything that this device holds about one person, for a request for access (GDPR article 15).

mod mentions;
mod stated;

use std::collections::BTreeSet;

use deelbaar_schema::charter::Member;
use deelbaar_schema::id::{DeviceId, ItemId, PersonId};
use deelbaar_schema::plan::PlanModel;
use deelbaar_schema::space::SpaceState as _;
use deelbaar_schema::statement::Enrolment;
use deelbaar_schema::time::Timestamp;
use deelbaar_sync::net::{Journal, Peers};
use deelbaar_sync::store::StoreError;
use deelbaar_sync::workspace::Workspace;
use serde_json::{Value as Json, json};

use crate::document::Document;
use crate::engine::View;
use crate::{connections, format, tr, words};

/// About whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// People with this in their name, or the device of which the id begins so.
    Named(String),
    /// Exactly the person whose device this is, with all their devices.
    Owner(DeviceId),
}

/// What is held about somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Whom it is about.
    pub name: String,
    /// How many records of the plan lie here from an earlier role. They were looked through too.
    left: u64,
    held: Vec<Held>,
}

/// A heading, and what is held under it: a line to read and the same as data.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Held {
    name: &'static str,
    lines: Vec<(String, Json)>,
}

/// Looks for everything.
pub fn report(workspace: &Workspace, view: &View, about: &About) -> Result<Report, StoreError> {
    let (name, devices) = match about {
        About::Named(name) => (name.trim().to_owned(), devices_named(workspace, name.trim())?),
        About::Owner(device) => owner(workspace, device),
    };
    // As it lies here, which is more than shows where the role of today does not read it.
    let plan = workspace.municipality().look(|state| state.plan().clone());
    let held = vec![
        Held { name: "enrolments", lines: enrolments(workspace, &devices) },
        Held { name: "acts", lines: acts(workspace, &plan, &devices) },
        Held { name: "members", lines: stated::by_or_about(workspace, &devices)? },
        Held { name: "comments", lines: comments(&plan, &devices) },
        Held { name: "edits", lines: edits(workspace, &devices)? },
        Held { name: "contact", lines: contact(workspace, &devices)? },
        Held { name: "network", lines: network(workspace, &devices)? },
        Held { name: "mentions", lines: mentions::of(workspace, &plan, view, &name) },
    ];
    Ok(Report { name, left: workspace.plan_left(), held })
}

impl Report {
    /// As data.
    #[must_use]
    pub fn json(&self) -> Json {
        let part = |part: &Held| {
            let lines: Json = part.lines.iter().map(|(_, json)| json.clone()).collect();
            (part.name.to_owned(), lines)
        };
        let held: serde_json::Map<String, Json> = self.held.iter().map(part).collect();
        json!({ "asked_for": self.name, "plan_of_an_earlier_role": self.left, "held": held })
    }

    /// To read.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = vec![tr!("person-title", name = self.name.as_str())];
        for part in &self.held {
            text.push(String::new());
            text.push(tr!("person-part", part = part.name, count = part.lines.len()));
            text.extend(part.lines.iter().map(|(line, _)| format!("  {line}")));
        }
        text.push(String::new());
        if self.left > 0 {
            text.push(tr!("person-left", count = self.left));
        }
        text.push(tr!("person-end"));
        text.join("\n")
    }

    /// Both, to keep.
    #[must_use]
    pub fn document(&self, view: &View) -> Document {
        let title = tr!("person-document");
        let document =
            Document::new(format!("{title} {}", self.name), &format!("{title} {} {}", self.name, view.today));
        let data = serde_json::to_string_pretty(&self.json()).unwrap_or_default();
        document.form(tr!("recovery-as-text"), "txt", self.text()).form(tr!("log-as-data"), "json", data)
    }
}

/// The name and all devices of whoever this device belongs to: the same person in the municipality, who has another
/// pseudonym in the region.
fn owner(workspace: &Workspace, device: &DeviceId) -> (String, BTreeSet<DeviceId>) {
    let own: Vec<Member> = workspace.municipality().look(|state| state.charter().members().collect());
    let of = |member: &&Member| member.device == *device;
    // Whoever sits here is known without the municipality's space too, which may have been taken off this device.
    let me = (*device == workspace.device()).then(|| workspace.person());
    let person = own.iter().find(of).map(|member| member.enrolment.person);
    let Some(person) = person.or(me.as_ref().map(|me| me.id)) else {
        return (device.short(), BTreeSet::from([*device]));
    };
    let pseudonym: PersonId = person.in_region(&workspace.region_space());
    let theirs = own.iter().filter(|member| member.enrolment.person == person);
    let name = theirs.clone().find_map(|member| member.enrolment.name.clone());
    let name = name.or(me.map(|me| me.name)).unwrap_or_else(|| device.short());
    let mut devices: BTreeSet<DeviceId> = theirs.map(|member| member.device).chain([*device]).collect();
    devices.extend(workspace.region().look(|region| {
        let members = region.charter().members().filter(|member| member.enrolment.person == pseudonym);
        members.map(|member| member.device).collect::<Vec<_>>()
    }));
    (name, devices)
}

/// The devices of people of this name, or the device with this id; also of those that a renewal of the key left out.
fn devices_named(workspace: &Workspace, name: &str) -> Result<BTreeSet<DeviceId>, StoreError> {
    let wanted = name.to_lowercase();
    let is_theirs = |enrolment: &Enrolment| {
        let named = enrolment.name.as_ref().is_some_and(|known| known.to_lowercase().contains(&wanted));
        named || (wanted.len() >= 8 && enrolment.device.to_string().starts_with(&wanted))
    };
    let ever = stated::enrolments(workspace)?.into_iter().filter(is_theirs);
    Ok(ever.map(|enrolment| enrolment.device).collect())
}

fn enrolments(workspace: &Workspace, devices: &BTreeSet<DeviceId>) -> Vec<(String, Json)> {
    let line = |space: &str, member: &Member| {
        let e = &member.enrolment;
        let name = e.name.clone().unwrap_or_else(|| e.person.to_string());
        let from = format::date_long(e.term.from);
        let term = match e.term.until {
            Some(until) => tr!("cli-member-until", from = from.as_str(), until = format::date_long(until)),
            None => tr!("cli-member-from", from = from.as_str()),
        };
        let text = tr!(
            "person-enrolment",
            space = space,
            name = name.as_str(),
            role = words::role(e.role),
            term = term,
            device = member.device.short()
        );
        let data = json!({
            "space": space, "name": e.name, "pseudonym": e.person, "role": e.role, "from": e.term.from, "until": e.term.until,
            "device": member.device, "removed": member.revoked,
        });
        (text, data)
    };
    let mut all: Vec<(String, Json)> = workspace.municipality().look(|state| {
        let members = state.charter().members().filter(|member| devices.contains(&member.device));
        members.map(|member| line("municipality", &member)).collect()
    });
    all.extend(workspace.region().look(|region| {
        let members = region.charter().members().filter(|member| devices.contains(&member.device));
        members.map(|member| line("region", &member)).collect::<Vec<_>>()
    }));
    all
}

fn acts(workspace: &Workspace, plan: &PlanModel, devices: &BTreeSet<DeviceId>) -> Vec<(String, Json)> {
    let mut acts: Vec<(Timestamp, String, Json)> = workspace.municipality().look(|state| {
        let theirs = state.acts().all().filter(|kept| devices.contains(&kept.author));
        theirs
            .map(|kept| {
                let event = crate::engine::event(&kept.act.what);
                let (what, note) = (words::event(event.0), event.1);
                let title = title_of(plan, kept.act.item);
                let text = format!("{}  {what} · {title}{}", moment(kept.time), remark(&note));
                let data = json!({
                    "time": kept.time.utc().to_rfc3339(), "what": what, "on": title, "note": note, "record": kept.id,
                });
                (kept.time, text, data)
            })
            .collect()
    });
    acts.sort_by_key(|(time, ..)| *time);
    acts.into_iter().map(|(_, text, data)| (text, data)).collect()
}

fn title_of(plan: &PlanModel, item: ItemId) -> String {
    plan.items.get(&item).map_or_else(|| tr!("person-removed"), |item| item.title.clone())
}

fn remark(note: &str) -> String {
    if note.is_empty() { String::new() } else { format!(": {note}") }
}

fn moment(time: Timestamp) -> String {
    format::local(time.0).map(format::date_time).unwrap_or_default()
}

fn comments(plan: &PlanModel, devices: &BTreeSet<DeviceId>) -> Vec<(String, Json)> {
    let theirs = plan.comments.values().filter(|comment| devices.contains(&comment.author));
    theirs
        .map(|comment| {
            let title = title_of(plan, comment.item);
            let text = format!("{}  {title}: {}", moment(comment.time), comment.text);
            (text, json!({ "time": comment.time.utc().to_rfc3339(), "on": title, "text": comment.text }))
        })
        .collect()
}

/// Edits of the plan are kept as changes of an Automerge document: how many records, from when until when, in each space.
fn edits(workspace: &Workspace, devices: &BTreeSet<DeviceId>) -> Result<Vec<(String, Json)>, StoreError> {
    let mut lines = Vec::new();
    let spaces = [("municipality", workspace.municipality().records()?), ("region", workspace.region().records()?)];
    for (space, records) in &spaces {
        for device in devices {
            let theirs = records.iter().filter(|record| record.header().author == *device);
            let times: Vec<Timestamp> = theirs.map(|record| record.header().time).collect();
            if let (Some(first), Some(last)) = (times.iter().min(), times.iter().max()) {
                let (count, first, last) = (times.len(), moment(*first), moment(*last));
                let text = tr!(
                    "person-records",
                    space = *space,
                    device = device.short(),
                    count = count,
                    first = first.as_str(),
                    last = last.as_str()
                );
                let data = json!({ "space": space, "device": device, "records": count, "first": first, "last": last });
                lines.push((text, data));
            }
        }
    }
    Ok(lines)
}

fn contact(workspace: &Workspace, devices: &BTreeSet<DeviceId>) -> Result<Vec<(String, Json)>, StoreError> {
    let peers = Peers::load(workspace.store().clone(), workspace.clock().now())?.all();
    let known = peers.iter().filter(|(device, _)| devices.contains(device));
    Ok(known
        .map(|(device, peer)| {
            let addresses: Vec<String> = peer.addresses.iter().map(ToString::to_string).collect();
            let seen = peer.last_seen.map(moment).unwrap_or_default();
            let text =
                tr!("person-contact", device = device.short(), addresses = addresses.join(", "), seen = seen.as_str());
            (text, json!({ "device": device, "addresses": addresses, "last_seen": seen }))
        })
        .collect())
}

/// What happened on the network with their devices.
fn network(workspace: &Workspace, devices: &BTreeSet<DeviceId>) -> Result<Vec<(String, Json)>, StoreError> {
    let lines = Journal::load(workspace.store().clone())?.lines();
    let theirs = lines.iter().filter(|line| devices.contains(&line.device));
    Ok(theirs
        .map(|line| {
            let (when, what) = (moment(line.when), connections::what(&line.what));
            let data = json!({ "time": line.when.utc().to_rfc3339(), "device": line.device, "what": line.what.name() });
            (format!("{when}  {}: {what}", line.device.short()), data)
        })
        .collect())
}
