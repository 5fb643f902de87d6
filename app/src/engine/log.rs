//! The log: every act, also those about members, powers and the region. Built when records change, newest first.

pub(super) mod facts;
mod names;

use std::collections::{BTreeMap, BTreeSet};

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
use deelbaar_sync::workspace::Root;

pub use self::facts::{Facts, Terms};
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
    /// Another item of the plan or the log is called the same.
    pub alike: bool,
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
    /// What it names, for whoever checks it.
    pub facts: Facts,
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

/// What happened to an item, as log entries. `title`: what it is called, whether another item is called the same, and whether it
/// was removed.
pub(super) fn of_item(
    item: ItemId,
    (title, alike, removed): (&str, bool, bool),
    history: impl Iterator<Item = (Event, Facts)>,
) -> impl Iterator<Item = LogEntry> {
    history.map(move |(event, facts)| LogEntry {
        time: event.time,
        who: event.who,
        by: event.by,
        what: LogKind::Item(event.what),
        on: title.to_owned(),
        item: Some(item),
        alike,
        removed,
        note: event.note,
        mandate: event.mandate,
        external: event.external,
        counts: event.counts,
        facts,
    })
}

/// What was stated in a space about members and powers, as far as it is `wanted` of who wrote it down and what it says.
pub(crate) fn of_charter<S: SpaceState>(
    replica: &Replica<S>,
    people: &People<'_>,
    wanted: impl Fn(&DeviceId, &Statement) -> bool,
) -> Result<Vec<LogEntry>, StoreError> {
    let (records, charter) = (replica.records_of(Kind::Charter)?, replica.charter());
    let space = if charter.space() == people.region.space() { Root::Region } else { Root::Municipality };
    let read: Vec<(&Record, Vec<Named>)> = records.iter().map(|record| (record, named(record))).collect();
    let said = read.iter().flat_map(|(_, all)| all).map(|named| (named.hash, &named.statement)).collect();
    let told = Told { charter: &charter, people, said, space };
    Ok(read.iter().flat_map(|(record, all)| told.of_record(record, all, &wanted)).collect())
}

/// How far apart the two records of one act are at most.
const TOGETHER: i64 = 60 * 1000;

/// The acts of both spaces. Letting in and removing is stated in both at once: that is one act, and shows once, unless it
/// counts in one only.
pub(crate) fn merged(mut own: Vec<LogEntry>, region: Vec<LogEntry>) -> Vec<LogEntry> {
    let mut left: Vec<usize> = (0..own.len()).collect();
    let mut new = Vec::new();
    for entry in region {
        let same = left.iter().position(|place| own.get(*place).is_some_and(|other| is_same(&entry, other)));
        match same.map(|at| left.swap_remove(at)).and_then(|place| own.get_mut(place)) {
            Some(told) => told.facts.region_record = entry.facts.record,
            None => new.push(entry),
        }
    }
    own.extend(new);
    own
}

/// Whether the records of two spaces tell of one act.
fn is_same(entry: &LogEntry, other: &LogEntry) -> bool {
    // What the second person agreed to has another id in each space.
    let on = entry.on == other.on || entry.what == LogKind::Charter(CharterKind::Countersigned);
    let close = entry.time.0.abs_diff(other.time.0) <= TOGETHER.unsigned_abs();
    on && close && (&entry.who, entry.by, entry.what, entry.counts) == (&other.who, other.by, other.what, other.counts)
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

    /// The region or municipality of which something is.
    fn founded(&self, of: Founded) -> String {
        match of {
            Founded::Region => self.region.founding().name.clone(),
            Founded::Municipality(code) => self.municipality(code),
        }
    }

    /// Colleagues by their person.
    fn person(&self, person: &PersonId) -> String {
        let mut theirs = self.own.members().filter(|member| member.enrolment.person == *person);
        theirs.find_map(|member| member.enrolment.name).unwrap_or_default()
    }

    /// The devices of a colleague.
    fn devices(&self, person: &PersonId) -> Vec<String> {
        let theirs = self.own.members().filter(|member| member.enrolment.person == *person);
        let devices: BTreeSet<DeviceId> = theirs.map(|member| member.device).collect();
        devices.iter().map(ToString::to_string).collect()
    }
}

/// What is stated in a record about members or powers, as it was signed and read.
pub(crate) fn statements(record: &Record) -> impl Iterator<Item = (SignedStatement, Statement)> {
    let signed: Vec<SignedStatement> = record.body().and_then(|body| encoding::decode(body).ok()).unwrap_or_default();
    signed.into_iter().filter_map(|signed| signed.read_kept().ok().map(|statement| (signed, statement)))
}

/// A statement with what names it.
struct Named {
    signed: SignedStatement,
    hash: ContentHash,
    statement: Statement,
}

fn named(record: &Record) -> Vec<Named> {
    statements(record).map(|(signed, statement)| Named { hash: signed.hash(), signed, statement }).collect()
}

/// Tells what is stated in one space.
struct Told<'a> {
    charter: &'a Charter,
    people: &'a People<'a>,
    /// Everything that was stated there, also what does not hold any more.
    said: BTreeMap<ContentHash, &'a Statement>,
    space: Root,
}

/// A statement in words of the log.
struct Described {
    kind: CharterKind,
    on: String,
    object: Vec<String>,
    terms: Terms,
}

impl Told<'_> {
    fn of_record(
        &self,
        record: &Record,
        named: &[Named],
        wanted: impl Fn(&DeviceId, &Statement) -> bool,
    ) -> Vec<LogEntry> {
        let header = record.header();
        let day = header.time.date();
        let wanted = named.iter().filter(|named| wanted(&header.author, &named.statement));
        let described = wanted.filter_map(|named| Some((named, self.describe(day, named)?)));
        described
            .map(|(named, Described { kind, on, object, terms })| LogEntry {
                time: header.time,
                who: self.people.who(&header.author, day),
                by: self.people.author(&header.author, day),
                what: LogKind::Charter(kind),
                on,
                item: None,
                alike: false,
                removed: false,
                note: String::new(),
                mandate: None,
                external: None,
                counts: self.charter.upholds(&named.signed),
                facts: Facts {
                    record: Some(record.id()),
                    space: Some(self.space),
                    device: Some(header.author),
                    mandate: match &named.statement {
                        Statement::Mandate(_) => Some(named.hash),
                        Statement::MandateEnd(end) => Some(end.mandate),
                        _ => None,
                    },
                    object,
                    terms,
                    ..Facts::default()
                },
            })
            .collect()
    }

    fn describe(&self, day: Date, named: &Named) -> Option<Described> {
        let people = self.people;
        let (kind, on, object, terms) = match &named.statement {
            Statement::Admission(a) => {
                let terms = Terms::between(a.term.from, a.term.until);
                (CharterKind::Admitted, a.name.clone(), a.municipality.to_string(), terms)
            }
            Statement::Dismissal(d) => {
                let (on, terms) = (people.municipality(d.municipality), Terms::between(None, Some(d.last_day)));
                (CharterKind::Dismissed, on, d.municipality.to_string(), terms)
            }
            Statement::Enrolment(e) => {
                let terms = Terms { role: Some(e.role), ..Terms::between(e.term.from, e.term.until) };
                (CharterKind::Enrolled(e.role), people.called(&e.device, day), e.device.to_string(), terms)
            }
            Statement::EnrolmentEnd(end) => {
                let Agreed { on, object, role } = self.agreed(&end.enrolment, day);
                (CharterKind::RoleEnded, on, object, Terms { role, ..Terms::between(None, Some(end.last_day)) })
            }
            Statement::Renewal(renewal) => {
                let second = renewal.new.key == renewal.old.key;
                let kind = match renewal.of {
                    Founded::Region if second => CharterKind::RegionSecondRenewed,
                    Founded::Region => CharterKind::RegionKeyRenewed,
                    Founded::Municipality(_) if second => CharterKind::SecondRenewed,
                    Founded::Municipality(_) => CharterKind::KeyRenewed,
                };
                (kind, people.founded(renewal.of), root_of(renewal.of).name().into(), Terms::default())
            }
            Statement::Countersignature(c) => {
                let Agreed { on, object, role } = self.agreed(&c.statement, day);
                (CharterKind::Countersigned, on, object, Terms { role, ..Terms::default() })
            }
            Statement::Revocation(r) => {
                let terms = Terms { counts_below: Some(r.counts_below), ..Terms::default() };
                (CharterKind::Removed, people.called(&r.device, day), r.device.to_string(), terms)
            }
            Statement::Mandate(_) | Statement::MandateEnd(_) => return Some(self.of_mandate(named)),
            Statement::Competence(c) => {
                let terms = Terms { kinds: vec![c.kind], body: Some(c.body), ..Terms::between(c.from, None) };
                (CharterKind::BodySet(c.kind, c.body), String::new(), c.kind.name().into(), terms)
            }
            Statement::Relay(relay) => {
                (CharterKind::RelaySet, relay.urls.join(", "), String::new(), Terms::between(relay.date, None))
            }
            Statement::Consent(_) | Statement::Withdrawal(_) | Statement::Revision(_) => return None,
        };
        let object = Some(object).filter(|object| !object.is_empty()).into_iter().collect();
        Some(Described { kind, on, object, terms })
    }

    /// A mandate that is given or ended. A line about giving one names a device of whoever gets it.
    fn of_mandate(&self, named: &Named) -> Described {
        let (given, end) = match &named.statement {
            Statement::MandateEnd(end) => (self.said.get(&end.mandate).copied(), Some(end)),
            given => (Some(given), None),
        };
        let Some(Statement::Mandate(given)) = given else {
            let mandate = end.map_or(named.hash, |end| end.mandate);
            let (on, object) = (mandate.short(), vec![mandate.to_string()]);
            return Described { kind: CharterKind::MandateEnded, on, object, terms: Terms::default() };
        };
        let (on, kinds) = (self.people.person(&given.person), given.kinds.iter().copied().collect());
        let terms = Terms { kinds, asks: given.asks.iter().copied().collect(), ..Terms::default() };
        match end {
            Some(end) => Described {
                kind: CharterKind::MandateEnded,
                on,
                object: vec![end.mandate.to_string()],
                terms: Terms { until: Some(end.last_day), ..terms },
            },
            None => Described {
                kind: CharterKind::MandateGiven,
                on,
                object: self.people.devices(&given.person),
                terms: Terms { from: Some(given.term.from), until: given.term.until, ..terms },
            },
        }
    }

    /// What the second person agreed to, or what ended: whose device, or which keys. Also of what does not hold any more, as after
    /// a renewal that left it out.
    fn agreed(&self, statement: &ContentHash, day: Date) -> Agreed {
        match self.said.get(statement) {
            Some(Statement::Enrolment(e)) => {
                Agreed { on: self.people.called(&e.device, day), object: e.device.to_string(), role: Some(e.role) }
            }
            Some(Statement::Renewal(renewal)) => {
                Agreed { on: self.people.founded(renewal.of), object: root_of(renewal.of).name().into(), role: None }
            }
            Some(Statement::Admission(a)) => Agreed { on: a.name.clone(), object: statement.to_string(), role: None },
            _ => Agreed { on: statement.short(), object: statement.to_string(), role: None },
        }
    }
}

/// What a statement about another one is on.
struct Agreed {
    on: String,
    object: String,
    role: Option<Role>,
}

fn root_of(of: Founded) -> Root {
    match of {
        Founded::Region => Root::Region,
        Founded::Municipality(_) => Root::Municipality,
    }
}

/// Every act, newest first; the record breaks ties so that the order is the same everywhere.
pub(super) fn sorted(mut entries: Vec<LogEntry>) -> Vec<LogEntry> {
    let place = |entry: &LogEntry| (entry.time, entry.item, entry.facts.record);
    entries.sort_by(|a, b| (place(b), &b.on).cmp(&(place(a), &a.on)));
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
            alike: false,
            removed: false,
            note: String::new(),
            mandate: None,
            external: None,
            counts,
            facts: Facts::default(),
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
