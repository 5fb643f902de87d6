//! The log: every act, also those about members, powers and the region. Built when records change, newest first.

use deelbaar_schema::act::External;
use deelbaar_schema::charter::{Charter, Founded};
use deelbaar_schema::encoding;
use deelbaar_schema::id::{ContentHash, DeviceId, ItemId, MunicipalityCode, PersonId, SpaceId};
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::record::{Kind, Record};
use deelbaar_schema::role::Role;
use deelbaar_schema::space::SpaceState;
use deelbaar_schema::statement::{Body, SignedStatement, Statement};
use deelbaar_schema::time::{Date, Timestamp};
use deelbaar_sync::replica::Replica;
use deelbaar_sync::store::StoreError;

use super::look::who;
use super::view::{Event, EventKind, Who};

/// One act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    /// When, by the clock of whoever did it.
    pub time: Timestamp,
    /// Who, in the role of that day.
    pub who: Who,
    /// Whose act it is.
    pub by: Author,
    /// What.
    pub what: LogKind,
    /// On what: an item, a person, a municipality.
    pub on: String,
    /// The item, when it is about one.
    pub item: Option<ItemId>,
    /// The item is not in the plan any more; `on` is the title that it had.
    pub removed: bool,
    /// A remark that came with it.
    pub note: String,
    /// In whose name.
    pub mandate: Option<Who>,
    /// What another body decided, when it records that.
    pub external: Option<External>,
    /// Whether it counts.
    pub counts: bool,
}

/// Whose act it is, whatever they are called and whatever they did on that day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Author {
    /// Somebody of a municipality, under their pseudonym in the region: the same for each of their devices.
    Person(MunicipalityCode, PersonId),
    /// A device that nobody enrolled, as far as is known here.
    Device(DeviceId),
}

impl Author {
    /// Whose device it was on `day`, by the charter of `region` itself or of a municipality in it.
    pub(super) fn of(charter: &Charter, region: &SpaceId, device: &DeviceId, day: Date) -> Self {
        let Some(enrolment) = charter.named(device, day) else { return Self::Device(*device) };
        let person = if charter.space() == *region { enrolment.person } else { enrolment.person.in_region(region) };
        Self::Person(enrolment.municipality, person)
    }

    /// Of which municipality, when it is known.
    #[must_use]
    pub const fn municipality(&self) -> Option<MunicipalityCode> {
        match self {
            Self::Person(code, _) => Some(*code),
            Self::Device(_) => None,
        }
    }

    /// The beginning of the id, to tell apart who is called the same.
    #[must_use]
    pub fn short(&self) -> String {
        match self {
            Self::Person(_, person) => person.short(),
            Self::Device(device) => device.short(),
        }
    }
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
    /// That of its second person was.
    SecondRenewed,
    /// The region's key was.
    RegionKeyRenewed,
    /// That of its second person was.
    RegionSecondRenewed,
    /// The second person agreed to an alderman, or to a new key.
    Countersigned,
    /// A device was removed.
    Removed,
    /// A mandate was given.
    MandateGiven,
    /// A mandate was ended.
    MandateEnded,
    /// It was said which body decides on a kind.
    BodySet(ItemKind, Body),
    /// The region's relay was named, or taken away.
    RelaySet,
}

/// Kinds of acts, as one looks for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// Asking for a decision, and deciding.
    Decisions,
    /// Asking for consent, giving it, and taking it back.
    Consents,
    /// Carrying out.
    Work,
    /// Who takes part.
    Members,
    /// Who may decide.
    Powers,
}

impl Topic {
    /// Every kind, in the order of the screen.
    pub const ALL: [Self; 5] = [Self::Decisions, Self::Consents, Self::Work, Self::Members, Self::Powers];

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Decisions => "decisions",
            Self::Consents => "consents",
            Self::Work => "work",
            Self::Members => "members",
            Self::Powers => "powers",
        }
    }

    /// Of which kind an act is.
    #[must_use]
    pub const fn of(kind: LogKind) -> Self {
        match kind {
            LogKind::Item(EventKind::Submitted | EventKind::Recalled | EventKind::Decided(_)) => Self::Decisions,
            LogKind::Item(EventKind::Started | EventKind::Finished) => Self::Work,
            LogKind::Item(
                EventKind::ConsentRequested(_)
                | EventKind::ConsentGiven(_)
                | EventKind::Revised(_)
                | EventKind::ConsentConfirmed
                | EventKind::ConsentRefused
                | EventKind::ConsentReturned
                | EventKind::ConsentRecalled
                | EventKind::Withdrawn,
            ) => Self::Consents,
            LogKind::Charter(CharterKind::MandateGiven | CharterKind::MandateEnded | CharterKind::BodySet(..)) => {
                Self::Powers
            }
            LogKind::Charter(_) => Self::Members,
        }
    }
}

/// What happened to an item, as log entries.
pub(super) fn of_item(
    item: ItemId,
    (title, removed): (&str, bool),
    history: &[Event],
) -> impl Iterator<Item = LogEntry> {
    history.iter().map(move |event| LogEntry {
        time: event.time,
        who: event.who.clone(),
        by: event.by,
        what: LogKind::Item(event.what),
        on: title.to_owned(),
        item: Some(item),
        removed,
        note: event.note.clone(),
        mandate: event.mandate.clone(),
        external: event.external.clone(),
        counts: event.counts,
    })
}

/// What was stated in a space about members and powers, as far as it is `wanted` of who wrote it down and what it says.
pub(crate) fn of_charter<S: SpaceState>(
    replica: &Replica<S>,
    people: &People<'_>,
    wanted: impl Fn(&DeviceId, &Statement) -> bool,
) -> Result<Vec<LogEntry>, StoreError> {
    let (records, charter) = (replica.records_of(Kind::Charter)?, replica.charter());
    Ok(records.iter().flat_map(|record| of_record(&charter, people, &wanted, record)).collect())
}

/// How far apart the two records of one act are at most.
const TOGETHER: i64 = 60 * 1000;

/// The acts of both spaces. Letting in and removing is stated in both at once: that is one act, and shows once, unless it
/// counts in one only.
pub(crate) fn merged(own: Vec<LogEntry>, region: Vec<LogEntry>) -> Vec<LogEntry> {
    let mut left = own.clone();
    let new = region.into_iter().filter(|entry| {
        let same = left.iter().position(|other| {
            // What the second person agreed to has another id in each space.
            let on = entry.on == other.on || entry.what == LogKind::Charter(CharterKind::Countersigned);
            let close = entry.time.0.abs_diff(other.time.0) <= TOGETHER.unsigned_abs();
            on && close
                && (&entry.who, entry.by, entry.what, entry.counts) == (&other.who, other.by, other.what, other.counts)
        });
        same.map(|at| left.swap_remove(at)).is_none()
    });
    let new: Vec<LogEntry> = new.collect();
    own.into_iter().chain(new).collect()
}

/// Whose device is whose, as this device may know it: colleagues by name, also for what they stated in the region.
pub(crate) struct People<'a> {
    pub(crate) own: &'a Charter,
    pub(crate) region: &'a Charter,
}

impl People<'_> {
    /// Where a device is named. Colleagues come before the region.
    fn charter_of(&self, device: &DeviceId, day: Date) -> &Charter {
        if self.own.named(device, day).is_some() { self.own } else { self.region }
    }

    /// In the role of `day`.
    fn who(&self, device: &DeviceId, day: Date) -> Who {
        who(self.charter_of(device, day), device, day)
    }

    fn author(&self, device: &DeviceId, day: Date) -> Author {
        Author::of(self.charter_of(device, day), &self.region.space(), device, day)
    }

    /// A name, or the beginning of the device's id.
    fn called(&self, device: &DeviceId, day: Date) -> String {
        Some(self.who(device, day).name).filter(|name| !name.is_empty()).unwrap_or_else(|| device.short())
    }

    fn municipality(&self, code: MunicipalityCode) -> String {
        let named = self.region.municipalities().find(|admission| admission.municipality == code);
        named.map_or_else(|| code.to_string(), |admission| admission.name.clone())
    }

    /// Colleagues by their person.
    fn person(&self, person: &PersonId) -> String {
        let mut theirs = self.own.members().filter(|member| member.enrolment.person == *person);
        theirs.find_map(|member| member.enrolment.name).unwrap_or_default()
    }
}

/// What is stated in a record about members or powers, as it was signed and read.
pub(crate) fn statements(record: &Record) -> impl Iterator<Item = (SignedStatement, Statement)> {
    let signed: Vec<SignedStatement> = record.body().and_then(|body| encoding::decode(body).ok()).unwrap_or_default();
    signed.into_iter().filter_map(|signed| signed.read_kept().ok().map(|statement| (signed, statement)))
}

fn of_record(
    charter: &Charter,
    people: &People<'_>,
    wanted: impl Fn(&DeviceId, &Statement) -> bool,
    record: &Record,
) -> Vec<LogEntry> {
    let header = record.header();
    let day = header.time.date();
    let described = statements(record).filter(|(_, statement)| wanted(&header.author, statement)).filter_map(
        |(signed, statement)| {
            let (kind, on) = describe(charter, people, day, &statement)?;
            Some((kind, on, charter.upholds(&signed)))
        },
    );
    described
        .map(|(kind, on, counts)| LogEntry {
            time: header.time,
            who: people.who(&header.author, day),
            by: people.author(&header.author, day),
            what: LogKind::Charter(kind),
            on,
            item: None,
            removed: false,
            note: String::new(),
            mandate: None,
            external: None,
            counts,
        })
        .collect()
}

fn describe(charter: &Charter, people: &People<'_>, day: Date, statement: &Statement) -> Option<(CharterKind, String)> {
    let called = |device: &DeviceId| people.called(device, day);
    Some(match statement {
        Statement::Admission(admission) => (CharterKind::Admitted, admission.name.clone()),
        Statement::Dismissal(dismissal) => (CharterKind::Dismissed, people.municipality(dismissal.municipality)),
        Statement::Enrolment(e) => (CharterKind::Enrolled(e.role), called(&e.device)),
        Statement::EnrolmentEnd(end) => (CharterKind::RoleEnded, enrolled(charter, &end.enrolment, called)),
        Statement::Renewal(renewal) => {
            let second = renewal.new.key == renewal.old.key;
            match renewal.of {
                Founded::Region if second => (CharterKind::RegionSecondRenewed, String::new()),
                Founded::Region => (CharterKind::RegionKeyRenewed, String::new()),
                Founded::Municipality(code) if second => (CharterKind::SecondRenewed, people.municipality(code)),
                Founded::Municipality(code) => (CharterKind::KeyRenewed, people.municipality(code)),
            }
        }
        Statement::Countersignature(c) => (CharterKind::Countersigned, enrolled(charter, &c.statement, called)),
        Statement::Revocation(r) => (CharterKind::Removed, called(&r.device)),
        Statement::Mandate(mandate) => (CharterKind::MandateGiven, people.person(&mandate.person)),
        Statement::MandateEnd(end) => {
            let given = charter.mandates().into_iter().find(|given| given.hash == end.mandate);
            let to = given.map_or_else(|| end.mandate.short(), |given| people.person(&given.mandate.person));
            (CharterKind::MandateEnded, to)
        }
        Statement::Competence(competence) => (CharterKind::BodySet(competence.kind, competence.body), String::new()),
        Statement::Relay(relay) => (CharterKind::RelaySet, relay.urls.join(", ")),
        Statement::Consent(_) | Statement::Withdrawal(_) | Statement::Revision(_) => return None,
    })
}

/// Whose enrolment a statement is about.
fn enrolled(charter: &Charter, enrolment: &ContentHash, called: impl Fn(&DeviceId) -> String) -> String {
    let member = charter.members().find(|member| member.statement == *enrolment);
    member.map_or_else(|| enrolment.short(), |member| called(&member.device))
}

/// Every act, newest first; the record breaks ties so that the order is the same everywhere.
pub(super) fn sorted(mut entries: Vec<LogEntry>) -> Vec<LogEntry> {
    entries.sort_by(|a, b| (b.time, &b.on, b.item).cmp(&(a.time, &a.on, a.item)));
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(time: i64, what: CharterKind, on: &str, counts: bool) -> LogEntry {
        let who = Who { name: "Bo".into(), role: Some(Role::PolicyOfficer) };
        let (time, what) = (Timestamp(time), LogKind::Charter(what));
        LogEntry {
            time,
            who,
            by: Author::Device(DeviceId::from_bytes([1; 32])),
            what,
            on: on.into(),
            item: None,
            removed: false,
            note: String::new(),
            mandate: None,
            external: None,
            counts,
        }
    }

    #[test]
    fn what_was_stated_in_both_spaces_at_once_shows_once() {
        let enrolled = CharterKind::Enrolled(Role::Adviser);
        let own = vec![entry(1000, enrolled, "Kim", true), entry(2000, CharterKind::Countersigned, "ab", true)];
        let region = vec![
            entry(1005, enrolled, "Kim", true),
            entry(2010, CharterKind::Countersigned, "cd", true),
            entry(1000, CharterKind::Admitted, "Leusden", true),
            // Somebody else, another time, or one that does not count: acts of their own.
            entry(1005, enrolled, "Pim", true),
            entry(1005 + 2 * TOGETHER, enrolled, "Kim", true),
            entry(1005, CharterKind::Removed, "Kim", false),
        ];
        let on: Vec<String> = merged(own.clone(), region).into_iter().map(|entry| entry.on).collect();
        assert_eq!(on, ["Kim", "ab", "Leusden", "Pim", "Kim", "Kim"]);
        // Twice in one space is twice.
        assert_eq!(merged(own, vec![entry(1, enrolled, "Kim", true), entry(2, enrolled, "Kim", true)]).len(), 3);
    }
}
