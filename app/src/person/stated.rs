//! What is stated about members and powers, by somebody or about them.

use std::collections::BTreeSet;

use deelbaar_schema::charter::Charter;
use deelbaar_schema::id::{ContentHash, DeviceId, PersonId};
use deelbaar_schema::record::{Kind, Record};
use deelbaar_schema::statement::{Enrolment, Statement};
use deelbaar_sync::store::StoreError;
use deelbaar_sync::workspace::Workspace;
use serde_json::Value as Json;

use super::moment;
use crate::engine::log::{People, merged, of_charter, statements};
use crate::{log, words};

/// Every enrolment that lies here, counting or not.
pub(super) fn enrolments(workspace: &Workspace) -> Result<Vec<Enrolment>, StoreError> {
    let (own, region) = (workspace.municipality(), workspace.region());
    let records: Vec<Record> = [own.records_of(Kind::Charter)?, region.records_of(Kind::Charter)?].concat();
    let enrolment = |(_, statement)| match statement {
        Statement::Enrolment(enrolment) => Some(enrolment),
        _ => None,
    };
    Ok(records.iter().flat_map(statements).filter_map(enrolment).collect())
}

/// What somebody with these devices wrote down, and what is said about them.
pub(super) fn by_or_about(
    workspace: &Workspace,
    devices: &BTreeSet<DeviceId>,
) -> Result<Vec<(String, Json)>, StoreError> {
    let (own, region) = (workspace.municipality().charter(), workspace.region().charter());
    let people = People { own: &own, region: &region };
    let (here, there) = (Theirs::of(&own, devices), Theirs::of(&region, devices));
    let mut entries = merged(
        of_charter(workspace.municipality(), &people, |author, said| here.concerns(author, said))?,
        of_charter(workspace.region(), &people, |author, said| there.concerns(author, said))?,
    );
    entries.sort_by_key(|entry| entry.time);
    let line = |entry| {
        let Json::Array(mut data) = log::json(&[entry]) else { return (String::new(), Json::Null) };
        // The devices of others are theirs, also the one with which somebody was let in.
        for act in data.iter_mut().filter_map(Json::as_object_mut) {
            act.retain(|name, _| !matches!(name.as_str(), "device" | "object"));
            if let Some(terms) = act.get_mut("terms").and_then(Json::as_object_mut) {
                terms.remove("asks");
            }
        }
        let (who, what) = (words::who(&entry.who), words::log_kind(entry.what));
        let text = format!("{}  {who}: {what} · {}", moment(entry.time), entry.on);
        (text.trim_end_matches(" · ").to_owned(), data.into_iter().next().unwrap_or_default())
    };
    Ok(entries.iter().map(line).collect())
}

/// By what statements name somebody in one space.
struct Theirs<'a> {
    devices: &'a BTreeSet<DeviceId>,
    persons: BTreeSet<PersonId>,
    /// Their enrolments, and the mandates that they were given.
    statements: BTreeSet<ContentHash>,
}

impl<'a> Theirs<'a> {
    fn of(charter: &Charter, devices: &'a BTreeSet<DeviceId>) -> Self {
        let members = charter.members().filter(|member| devices.contains(&member.device));
        let (persons, mut statements): (BTreeSet<_>, BTreeSet<_>) =
            members.map(|member| (member.enrolment.person, member.statement)).unzip();
        let given = charter.mandates().into_iter().filter(|given| persons.contains(&given.mandate.person));
        statements.extend(given.map(|given| given.hash));
        Self { devices, persons, statements }
    }

    fn concerns(&self, author: &DeviceId, statement: &Statement) -> bool {
        self.devices.contains(author)
            || match statement {
                Statement::Enrolment(enrolment) => self.devices.contains(&enrolment.device),
                Statement::EnrolmentEnd(end) => self.statements.contains(&end.enrolment),
                Statement::Countersignature(agreed) => self.statements.contains(&agreed.statement),
                Statement::Revocation(removed) => self.devices.contains(&removed.device),
                Statement::Mandate(mandate) => {
                    self.persons.contains(&mandate.person) || !self.devices.is_disjoint(&mandate.asks)
                }
                Statement::MandateEnd(end) => self.statements.contains(&end.mandate),
                _ => false,
            }
    }
}
