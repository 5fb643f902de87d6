//! The log: every act, also those about members, powers and the region. Built when records change, newest first.

use std::collections::BTreeMap;

use deelbaar_schema::act::External;
use deelbaar_schema::charter::{Charter, Member};
use deelbaar_schema::encoding;
use deelbaar_schema::id::{ContentHash, DeviceId, ItemId, PersonId};
use deelbaar_schema::record::{Kind, Record};
use deelbaar_schema::role::Role;
use deelbaar_schema::space::SpaceState;
use deelbaar_schema::statement::{SignedStatement, Statement};
use deelbaar_schema::time::Timestamp;
use deelbaar_sync::replica::Replica;
use deelbaar_sync::store::StoreError;

use super::view::{Event, EventKind, Who};

/// One act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    /// When, by the clock of whoever did it.
    pub time: Timestamp,
    /// Who.
    pub who: Who,
    /// What.
    pub what: LogKind,
    /// On what: an item, a person, a municipality.
    pub on: String,
    /// The item, when it is about one.
    pub item: Option<ItemId>,
    /// A remark that came with it.
    pub note: String,
    /// In whose name.
    pub mandate: Option<Who>,
    /// What another body decided, when it records that.
    pub external: Option<External>,
    /// Whether it counts.
    pub counts: bool,
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogKind {
    /// Something with an item.
    Item(EventKind),
    /// Something with members or powers.
    Charter(CharterKind),
}

/// What was stated about members or powers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CharterKind {
    /// A municipality was admitted to the region.
    Admitted,
    /// A municipality left the region.
    Dismissed,
    /// A device was let in, in this role.
    Enrolled(Role),
    /// A role was ended.
    RoleEnded,
    /// The municipality's key was replaced.
    KeyRenewed,
    /// The second person agreed to an alderman, or to a new key.
    Countersigned,
    /// A device was removed.
    Removed,
    /// A mandate was given.
    MandateGiven,
    /// A mandate was ended.
    MandateEnded,
    /// It was said which body decides.
    BodySet,
}

/// What happened to an item, as log entries.
pub(super) fn of_item(item: ItemId, title: &str, history: &[Event]) -> impl Iterator<Item = LogEntry> {
    history.iter().map(move |event| LogEntry {
        time: event.time,
        who: event.who.clone(),
        what: LogKind::Item(event.what),
        on: title.to_owned(),
        item: Some(item),
        note: event.note.clone(),
        mandate: event.mandate.clone(),
        external: event.external.clone(),
        counts: event.counts,
    })
}

/// What was stated in a space about members and powers. What this device wrote in both spaces at once shows twice, once for
/// each: it counts in each by itself.
pub(super) fn of_charter<S: SpaceState>(replica: &Replica<S>, people: &People) -> Result<Vec<LogEntry>, StoreError> {
    let records = replica.records_of(Kind::Charter)?;
    Ok(replica.look(|state| records.iter().flat_map(|record| of_record(state.charter(), people, record)).collect()))
}

/// Whose device is whose, as this device may know it: colleagues by name, also for what they stated in the region.
pub(super) struct People(BTreeMap<DeviceId, Who>);

impl People {
    /// Of several enrolments of a device the first one names it: colleagues come before the region.
    pub(super) fn new(members: impl IntoIterator<Item = Member>) -> Self {
        let mut people = BTreeMap::new();
        for member in members {
            let name = member.enrolment.name.unwrap_or_default();
            people.entry(member.device).or_insert(Who { name, role: Some(member.enrolment.role) });
        }
        Self(people)
    }

    fn who(&self, device: &DeviceId) -> Who {
        self.0.get(device).cloned().unwrap_or_default()
    }

    /// A name, or the beginning of the device's id.
    fn called(&self, device: &DeviceId) -> String {
        self.0.get(device).map(|who| who.name.clone()).filter(|name| !name.is_empty()).unwrap_or_else(|| device.short())
    }
}

fn of_record(charter: &Charter, people: &People, record: &Record) -> Vec<LogEntry> {
    let header = record.header();
    let statements: Vec<SignedStatement> =
        record.body().and_then(|body| encoding::decode(body).ok()).unwrap_or_default();
    let counts = charter.counts(&header.author, header.seq).is_ok();
    let described = statements.iter().filter_map(|signed| describe(charter, people, &signed.read_kept().ok()?));
    described
        .map(|(kind, on)| LogEntry {
            time: header.time,
            who: people.who(&header.author),
            what: LogKind::Charter(kind),
            on,
            item: None,
            note: String::new(),
            mandate: None,
            external: None,
            counts,
        })
        .collect()
}

fn describe(charter: &Charter, people: &People, statement: &Statement) -> Option<(CharterKind, String)> {
    let person = |person: &PersonId| {
        let names: BTreeMap<PersonId, String> =
            charter.members().filter_map(|member| Some((member.enrolment.person, member.enrolment.name?))).collect();
        names.get(person).cloned().unwrap_or_default()
    };
    Some(match statement {
        Statement::Admission(admission) => (CharterKind::Admitted, admission.name.clone()),
        Statement::Dismissal(dismissal) => (CharterKind::Dismissed, dismissal.municipality.to_string()),
        Statement::Enrolment(e) => (CharterKind::Enrolled(e.role), people.called(&e.device)),
        Statement::EnrolmentEnd(end) => (CharterKind::RoleEnded, ended(charter, people, &end.enrolment)),
        Statement::Renewal(renewal) => (CharterKind::KeyRenewed, renewal.municipality.to_string()),
        Statement::Countersignature(c) => (CharterKind::Countersigned, c.statement.short()),
        Statement::Revocation(r) => (CharterKind::Removed, people.called(&r.device)),
        Statement::Mandate(mandate) => (CharterKind::MandateGiven, person(&mandate.person)),
        Statement::MandateEnd(end) => (CharterKind::MandateEnded, end.mandate.short()),
        Statement::Competence(competence) => (CharterKind::BodySet, competence.kind.name().to_owned()),
        Statement::Consent(_) | Statement::Withdrawal(_) | Statement::Revision(_) => return None,
    })
}

/// Whose role an end is about.
fn ended(charter: &Charter, people: &People, enrolment: &ContentHash) -> String {
    let member = charter.members().find(|member| member.statement == *enrolment);
    member.map_or_else(|| enrolment.short(), |member| people.called(&member.device))
}

/// Every act, newest first; the record breaks ties so that the order is the same everywhere.
pub(super) fn sorted(mut entries: Vec<LogEntry>) -> Vec<LogEntry> {
    entries.sort_by(|a, b| (b.time, &b.on, b.item).cmp(&(a.time, &a.on, a.item)));
    entries
}
