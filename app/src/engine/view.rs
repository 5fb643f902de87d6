//! What there is to see, as one immutable value. The window draws the newest; the command line prints from it.

mod standing;
mod turns;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use deelbaar_schema::act::External;
use deelbaar_schema::disclosure::{Disclosure, Sharing};
use deelbaar_schema::field::Mask;
use deelbaar_schema::gate::{ActError, DecisionState, Visibility};
use deelbaar_schema::id::{ContentHash, DeviceId, ItemId, MunicipalityCode, PersonId, RecordId, SharedId};
use deelbaar_schema::plan::{Comment, Item, ItemKind};
use deelbaar_schema::role::{Action, Role};
use deelbaar_schema::shared::SharedItem;
use deelbaar_schema::statement::{Audience, Body};
use deelbaar_schema::time::{Date, Term, Timestamp};
use deelbaar_sync::net::Invitation;

pub use standing::*;
pub use turns::Turns;

use super::log::{Author, LogEntry};
use super::undo::Step;

/// Everything that this device shows.
#[derive(Debug, Clone)]
pub struct View {
    /// Who sits here.
    pub me: Me,
    /// The day.
    pub today: Date,
    /// When this view was made.
    pub now: Timestamp,
    /// The plan, in outline order per kind. Shared with the view before when nothing changed.
    pub items: Arc<Vec<ItemView>>,
    /// What is or was shared and is not in the plan, by title: a colleague removed it meanwhile, or only the region knows it. It
    /// can be taken back like any other. One that no record of the municipality names has as its id what the region calls it;
    /// once it was taken back nobody knows its title, which is empty then.
    pub removed: Arc<Vec<ItemView>>,
    /// What waits for the alderman, oldest first.
    pub inbox: Arc<Vec<InboxEntry>>,
    /// Every act, newest first.
    pub log: Arc<Vec<LogEntry>>,
    /// Who decides on what.
    pub powers: PowersView,
    /// The region.
    pub region: Arc<RegionView>,
    /// What others share, or a newer version of it, that came since somebody at this device last looked.
    pub unseen: Vec<SharedId>,
    /// Who was seen when, and who has what.
    pub status: StatusView,
    /// Who asks to join, and waits.
    pub applicants: Vec<ApplicantView>,
    /// Invitations that somebody may still use.
    pub invitations: Vec<deelbaar_sync::net::OpenInvitation>,
    /// What Undo would take back.
    pub undo: Option<Step>,
    /// Why Undo takes nothing back, while there is something older.
    pub undo_stopped: Option<Stopped>,
    /// What Redo would do again.
    pub redo: Option<Step>,
    /// Why Redo does nothing again, while there is something.
    pub redo_stopped: Option<Stopped>,
}

/// Undo reached an act: what is older than that on the same item is not taken back. The same for Redo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stopped {
    /// The title of what it is on.
    pub title: String,
    /// The act.
    pub what: EventKind,
    /// Whose.
    pub who: Who,
    /// When, by their clock.
    pub time: Timestamp,
    /// There is something on other items behind it: once this was said, the next try goes on with that.
    pub goes_on: bool,
}

/// The person at this device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Me {
    /// Name.
    pub name: String,
    /// The same on every device of this person.
    pub person: PersonId,
    /// Role today; on a day without one the last that there was, or that comes.
    pub role: Role,
    /// From when until when.
    pub term: Term,
    /// Code of the municipality.
    pub municipality: MunicipalityCode,
    /// Its name.
    pub municipality_name: String,
    /// Name of the region.
    pub region_name: String,
    /// This device.
    pub device: DeviceId,
    /// May invite municipalities: holds the region's key.
    pub may_invite_municipalities: bool,
    /// The second person's keys that lie here still and must be handed over.
    pub seconds: Vec<deelbaar_sync::workspace::Root>,
    /// How many records of the plan lie here from an earlier role, although the role of today gets nothing of it.
    pub plan_left: u64,
    /// Whether the region lets the municipality take part, as far as this device was told.
    pub part: Part,
    /// Holds the municipality's key. In which role that lets colleagues in: see [`View::manages`].
    pub holds_municipality_key: bool,
}

/// The part that the own municipality takes in the region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Part {
    /// It takes part, or nothing else is known.
    #[default]
    Takes,
    /// It takes part until this day.
    Until(Date),
    /// It took part until this day.
    Ended(Date),
    /// It takes part with other keys than this device knows, from this day on: it began anew elsewhere.
    Elsewhere(Date),
}

impl Me {
    /// As colleagues see this person.
    #[must_use]
    pub fn who(&self) -> Who {
        Who { name: self.name.clone(), role: Some(self.role) }
    }
}

/// An item of the plan with everything that follows from the acts on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemView {
    /// The item.
    pub item: Item,
    /// Depth in the outline, from 0.
    pub depth: usize,
    /// Who can see it.
    pub visibility: Visibility,
    /// Consent was asked and not answered.
    pub asked: bool,
    /// What was asked is what would go now: nothing of it changed since.
    pub asked_as_is: bool,
    /// The last request was returned (`true`) or refused, and why.
    pub declined: Option<(bool, String)>,
    /// Where an activity or conversation stands.
    pub decision: Option<DecisionState>,
    /// What this person can do with it now.
    pub can: Can,
    /// What happened to it, oldest first.
    pub history: Vec<Event>,
    /// Comments, oldest first.
    pub comments: Vec<CommentView>,
    /// The consent under which it is shared.
    pub consent: Option<ConsentView>,
    /// What would change for readers, when a newer version can be shared under a standing consent.
    pub revision: Option<Box<Revision>>,
    /// The versions that are shared, oldest first, and since when.
    pub versions: Vec<(u32, Timestamp)>,
    /// Which of those shows now, and which take its place on their first day.
    pub turns: Turns,
    /// Of those, which came under the standing consent of which: taking back the one takes back the others.
    pub carried: BTreeMap<u32, Vec<u32>>,
    /// The versions that nobody is shown and everybody in the region keeps until they are taken back, and since when.
    pub held: Vec<(u32, Timestamp)>,
    /// Per other municipality: every device confirmed to have deleted what was withdrawn, or not heard from yet.
    pub purges: Vec<(MunicipalityCode, bool)>,
}

impl ItemView {
    /// Whether it is shared, ever was, or lies in the region all the same.
    pub fn is_in_region(&self) -> bool {
        self.visibility != Visibility::Private || !self.held.is_empty()
    }
}

/// The consent under which something is shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentView {
    /// Who gave it.
    pub by: Who,
    /// Whoever gave it, or confirmed it last, may still give consent today.
    pub stood_for: bool,
    /// The day.
    pub date: Date,
    /// Conditions or a remark that came with it, for colleagues only.
    pub note: String,
    /// A successor who confirmed it, and when.
    pub confirmed: Option<(Who, Timestamp)>,
}

/// A newer version that can be shared under a standing consent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// What is shared now.
    pub now: SharedItem,
    /// What would be.
    pub next: SharedItem,
}

/// What this person can do with an item now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "one switch a button")]
pub struct Can {
    /// Edit it.
    pub edit: bool,
    /// Put it to the alderman.
    pub submit: bool,
    /// Take the submission back.
    pub recall: bool,
    /// Begin to carry it out.
    pub start: bool,
    /// End it.
    pub finish: bool,
    /// Ask consent to share it.
    pub request_consent: bool,
    /// Take that back, while it is not answered.
    pub recall_consent: bool,
    /// Share it as it is now, under a standing consent.
    pub revise: bool,
    /// Stand for what a predecessor consented to.
    pub confirm: bool,
    /// Take back what was shared.
    pub withdraw: bool,
}

/// Something that happened to an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When, by the clock of whoever did it.
    pub time: Timestamp,
    /// Who, in the role of that day.
    pub who: Who,
    /// Whose act it is.
    pub by: Author,
    /// What.
    pub what: EventKind,
    /// A remark that came with it.
    pub note: String,
    /// In whose name, when a decision was made under a mandate.
    pub mandate: Option<Who>,
    /// What another body decided, when a decision records that.
    pub external: Option<External>,
    /// Whether it counts: not when its author was removed before it, or could not make it.
    pub counts: bool,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    /// Put to the alderman.
    Submitted,
    /// Taken back.
    Recalled,
    /// Decided.
    Decided(deelbaar_schema::act::Outcome),
    /// Begun.
    Started,
    /// Ended.
    Finished,
    /// Consent asked.
    ConsentRequested(Audience),
    /// Consent given, for this version.
    ConsentGiven(u32),
    /// A newer version shared under a standing consent.
    Revised(u32),
    /// A successor stands for the consent.
    ConsentConfirmed,
    /// Consent refused.
    ConsentRefused,
    /// Returned with a remark.
    ConsentReturned,
    /// The request taken back.
    ConsentRecalled,
    /// Withdrawn.
    Withdrawn,
}

/// A person, as colleagues see them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Who {
    /// Name; empty when unknown.
    pub name: String,
    /// Role.
    pub role: Option<Role>,
}

/// Who decides on what, and in whose name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PowersView {
    /// This person may arrange it.
    pub may_arrange: bool,
    /// And still may tomorrow, when a change of the body that decides takes effect.
    pub may_set_bodies: bool,
    /// Which body decides, per kind of item that needs a decision; the last is how it will be from tomorrow on.
    pub bodies: Vec<(ItemKind, Body, Body)>,
    /// What was arranged about who decides and never takes effect, as whoever signed it was no alderman any more on its first day.
    pub never_began: Vec<NeverBegan>,
    /// Mandates that hold today or later.
    pub mandates: Vec<MandateView>,
    /// Devices of policy officers: to whom a mandate can be given, and whose submissions it covers.
    pub officers: Vec<Officer>,
}

/// A change of the body that decides, which does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeverBegan {
    /// On what.
    pub kind: ItemKind,
    /// Which body would have decided.
    pub body: Body,
    /// From this day on.
    pub from: Date,
    /// Who signed it.
    pub by: Who,
}

/// A device of a policy officer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Officer {
    /// The device.
    pub device: DeviceId,
    /// Whose it is.
    pub person: PersonId,
    /// Their name.
    pub who: Who,
}

/// A mandate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MandateView {
    /// Names it.
    pub mandate: ContentHash,
    /// Who may decide.
    pub to: Who,
    /// In whose name.
    pub by: Who,
    /// On what.
    pub kinds: BTreeSet<ItemKind>,
    /// On whose submissions.
    pub asks: Vec<Who>,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Option<Date>,
}

/// A comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentView {
    /// The comment.
    pub comment: Comment,
    /// Who wrote it.
    pub who: Who,
}

/// Something that waits for the alderman.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxEntry {
    /// The request.
    pub request: RecordId,
    /// The item that it is about.
    pub item: ItemId,
    /// What kind of item.
    pub kind: ItemKind,
    /// Title at the time of asking.
    pub title: String,
    /// Who asked.
    pub who: Who,
    /// When.
    pub time: Timestamp,
    /// A remark of whoever asked.
    pub note: String,
    /// What is asked.
    pub ask: Ask,
    /// Why this person may not answer it. `None` when they may.
    pub barred: Option<ActError>,
    /// In whose name they would decide, when under a mandate.
    pub mandate: Option<Who>,
    /// Who decides on such an item.
    pub body: Body,
}

impl InboxEntry {
    /// Whether this person may answer it.
    #[must_use]
    pub const fn can_answer(&self) -> bool {
        self.barred.is_none()
    }

    /// Whether it waits for this person. What changed since it was put forward waits for whoever asked.
    #[must_use]
    pub const fn waits_for_me(&self) -> bool {
        self.can_answer() && !matches!(self.ask, Ask::Decision { changed: true })
    }
}

/// What is asked of the alderman.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// A decision on an activity or conversation.
    Decision {
        /// The content changed since it was put forward: it must be put forward again.
        changed: bool,
    },
    /// Consent to share.
    Consent {
        /// On which terms.
        sharing: Sharing,
        /// What looks like data about a person, and that whoever asked confirmed.
        confirmed: Vec<String>,
        /// Exactly what would be shared if nothing more is left out. `SharedItem` parsed from the frozen bytes.
        snapshot: Box<SharedItem>,
        /// What the request leaves out.
        without: Mask,
        /// What is shared now, to compare with.
        previous: Option<Box<SharedItem>>,
        /// The number that this version gets.
        version: u32,
    },
}

/// The region, as this device received it.
#[derive(Debug, Clone, Default)]
pub struct RegionView {
    /// Every municipality that ever took part, by name.
    pub municipalities: Vec<MunicipalityView>,
    /// What is shared, own municipality included, newest first.
    pub sections: Vec<SharedView>,
    /// What was withdrawn, newest first; ids and dates only.
    pub withdrawn: Vec<WithdrawnView>,
    /// Municipalities that were admitted with several pairs of keys.
    pub competing: Vec<CompetingView>,
}

/// A municipality that was admitted with several pairs of keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompetingView {
    /// Its code.
    pub municipality: MunicipalityCode,
    /// Its name.
    pub name: String,
    /// Each admission.
    pub admissions: Vec<AdmissionView>,
}

/// One of several admissions of a municipality.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdmissionView {
    /// Names it.
    pub admission: ContentHash,
    /// What it calls the municipality.
    pub name: String,
    /// The first day.
    pub from: Date,
    /// The beginning of its key, to compare aloud.
    pub key: String,
    /// It is that of the municipality of this device.
    pub own: bool,
    /// The municipality takes part under it.
    pub holds: bool,
}

impl CompetingView {
    /// Nobody said yet which admission is the true one: nothing counts of the municipality.
    pub fn is_open(&self) -> bool {
        !self.admissions.iter().any(|admission| admission.holds)
    }
}

/// A municipality of the region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MunicipalityView {
    /// Its code.
    pub code: MunicipalityCode,
    /// Its name.
    pub name: String,
    /// Takes part today.
    pub takes_part: bool,
    /// The last day, of one that was dismissed.
    pub last_day: Option<Date>,
}

/// A section that a municipality shares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedView {
    /// Who shares it.
    pub municipality: MunicipalityCode,
    /// Its name.
    pub municipality_name: String,
    /// Its id in the region.
    pub section: SharedId,
    /// The newest version.
    pub version: u32,
    /// For whom.
    pub audience: Audience,
    /// How it was made public.
    pub disclosure: Option<Disclosure>,
    /// The last day on which it is shown.
    pub until: Option<Date>,
    /// The day of consent.
    pub date: Date,
    /// Who consented.
    pub alderman: String,
    /// What is shared.
    pub item: SharedItem,
    /// Earlier versions that are still there, newest first.
    pub earlier: Vec<(u32, Date, SharedItem)>,
}

/// A section that was withdrawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WithdrawnView {
    /// Who withdrew it.
    pub municipality: MunicipalityCode,
    /// Its name.
    pub municipality_name: String,
    /// Its id in the region.
    pub section: SharedId,
    /// The day.
    pub date: Option<Date>,
    /// Whether each municipality's devices confirmed: how many did, of how many.
    pub confirmed: BTreeMap<MunicipalityCode, (usize, usize)>,
}

impl View {
    /// Whether the person at this device may do something today: by their role, and within its term.
    pub fn may(&self, action: Action) -> bool {
        self.me.role.may(action) && self.me.term.contains(self.today)
    }

    /// Whether colleagues are let in, get another role and are removed on this device: by its role, and with the key.
    pub fn manages(&self) -> bool {
        self.me.holds_municipality_key && self.may(Action::ManageDevices)
    }

    /// The names of the aldermen of today, other than this person.
    pub fn aldermen(&self) -> BTreeSet<&str> {
        let colleagues = self.status.colleagues.iter().filter(|one| {
            let here = !one.revoked && one.term.contains(self.today) && one.person != self.me.person;
            here && one.who.role == Some(Role::Alderman) && !one.who.name.is_empty()
        });
        colleagues.map(|one| one.who.name.as_str()).collect()
    }

    /// Somebody of the own municipality as they are today; `None` for whoever takes part no more.
    pub fn colleague(&self, person: &PersonId) -> Option<Who> {
        if self.me.person == *person {
            return self.me.term.contains(self.today).then(|| self.me.who());
        }
        let mut known = self.status.colleagues.iter().filter(|device| device.person == *person && !device.revoked);
        known.find(|device| device.term.contains(self.today)).map(|device| device.who.clone())
    }

    /// The role in which somebody with this invitation is let in today.
    pub fn role_of(&self, invitation: &Invitation) -> Option<Role> {
        match invitation {
            Invitation::Municipality { .. } => Some(Role::PolicyOfficer),
            Invitation::Colleague { role, .. } => Some(*role),
            Invitation::Device(person) => self.colleague(person)?.role,
        }
    }

    /// An item by its id.
    pub fn item(&self, id: ItemId) -> Option<&ItemView> {
        self.items.iter().find(|view| view.item.id == id)
    }

    /// Everything that is or was shared can be among these: the items of the plan, and what is [not in it](Self::removed).
    pub fn everything(&self) -> impl Iterator<Item = &ItemView> {
        self.items.iter().chain(self.removed.iter())
    }

    /// The name of a municipality of the region, or its code.
    pub fn municipality(&self, code: MunicipalityCode) -> String {
        let known = self.region.municipalities.iter().find(|municipality| municipality.code == code);
        known.map_or_else(|| code.to_string(), |municipality| municipality.name.clone())
    }

    /// The other municipalities by name, and whether each confirmed to have deleted what was withdrawn of an item.
    pub fn purges_of(&self, item: &ItemView) -> Vec<(String, bool)> {
        let purges = item.purges.iter().map(|(code, confirmed)| (self.municipality(*code), *confirmed));
        let mut purges: Vec<_> = purges.collect();
        purges.sort();
        purges
    }

    /// The items of these kinds, in outline order.
    pub fn of_kind<'a>(&'a self, kinds: &'a [ItemKind]) -> impl Iterator<Item = &'a ItemView> {
        self.items.iter().filter(|view| kinds.contains(&view.item.kind))
    }
}
