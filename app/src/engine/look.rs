//! Builds a [`View`] from a workspace.

mod beyond;
mod region;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use deelbaar_schema::act::{Track, What};
use deelbaar_schema::charter::{Charter, Member};
use deelbaar_schema::gate::{
    ConsentState, DecisionState, GivenConsent, KeptAct, OpenRequest, Phase, Shared, Visibility,
};
use deelbaar_schema::id::{ContentHash, DeviceId, ItemId, MunicipalityCode, SharedId};
use deelbaar_schema::municipality::MunicipalityState;
use deelbaar_schema::plan::{Item, ItemKind};
use deelbaar_schema::projection;
use deelbaar_schema::region::OwnSections;
use deelbaar_schema::role::Action;
use deelbaar_schema::shared::{SharedItem, Snapshot, files_in};
use deelbaar_schema::space::SpaceState;
use deelbaar_schema::statement::{Audience, Statement};
use deelbaar_schema::text::{MAX_NAME, MAX_TITLE, cut, fits};
use deelbaar_schema::time::Date;
use deelbaar_sync::store::StoreError;
use deelbaar_sync::workspace::Root;

use super::executor::Executor;
use super::log::facts::{self, Source};
use super::log::{self, Author, LogEntry};
use super::news;
use super::powers;
use super::undo::{Direction, Step, Way, signed_since};
use super::view::{
    ApplicantView, Ask, Can, CommentView, ConsentView, Event, EventKind, InboxEntry, ItemView, Me, Part, PowersView,
    RegionView, Revision, Stopped, Turns, View, Who, WithdrawnView,
};

/// The parts of a view that are built again only when their records changed.
#[derive(Default)]
pub(super) struct Built {
    heights: (u64, u64),
    reads: bool,
    day: Option<Date>,
    items: Arc<Vec<ItemView>>,
    removed: Arc<Vec<ItemView>>,
    inbox: Arc<Vec<InboxEntry>>,
    region: Arc<RegionView>,
    purges: Vec<WithdrawnView>,
    /// What the region has of the own municipality: when that changed.
    in_region: OwnSections,
    log: Arc<Vec<LogEntry>>,
    read: Read,
}

/// What takes long to find for the log, as far as it was found before.
#[derive(Default)]
struct Read {
    /// The titles of removed items that acts are about: reading them takes the plan's history.
    titles: BTreeMap<ItemId, String>,
    named: facts::Named,
}

impl Executor {
    /// What there is to see now.
    pub fn view(&self) -> View {
        self.look_with(&mut Built::default())
    }

    /// The same, reusing what did not change.
    pub(super) fn look_with(&self, built: &mut Built) -> View {
        let workspace = &self.workspace;
        let (today, now) = (workspace.clock().today(), workspace.clock().now());
        let heights = (workspace.municipality().count(), workspace.region().count());
        let new_day = built.day != Some(today);
        let new_records = built.heights != heights;
        let mut new_there = new_day;
        if built.heights.1 != heights.1 || new_day {
            built.region = Arc::new(self.region(today));
            let before = std::mem::replace(&mut built.in_region, workspace.in_region());
            new_there |= before != built.in_region;
        }
        let reads = workspace.reads_plan();
        let new_role = built.reads != reads;
        // The own items show of the region only what it has of them, and what became of withdrawals.
        if !reads {
            // What came in another role stays on this device and shows no more.
            (built.items, built.removed, built.inbox) = Default::default();
        } else if built.heights.0 != heights.0 || new_there || new_role || built.purges != built.region.withdrawn {
            let me = workspace.device();
            built.purges.clone_from(&built.region.withdrawn);
            let (purges, in_region) = (&built.purges, &built.in_region);
            (built.items, built.removed, built.inbox) = workspace.municipality().look(|state| {
                let looker = Looker { state, me, today, purges, in_region };
                let (items, removed) = looker.items();
                (Arc::new(items), Arc::new(removed), Arc::new(looker.inbox()))
            });
        }
        if new_records || new_day || new_role {
            built.log = Arc::new(self.log(reads, &built.in_region, &mut built.read));
        }
        (built.heights, built.day, built.reads) = (heights, Some(today), reads);
        let [(undo, undo_stopped), (redo, redo_stopped)] = if reads { self.steps() } else { Default::default() };
        let powers = || workspace.municipality().look(|state| powers::look(state, &workspace.device(), today));
        View {
            me: self.me(),
            today,
            now,
            items: Arc::clone(&built.items),
            removed: Arc::clone(&built.removed),
            inbox: Arc::clone(&built.inbox),
            log: Arc::clone(&built.log),
            region: Arc::clone(&built.region),
            powers: if reads { powers() } else { PowersView::default() },
            unseen: news::unseen(workspace.store(), &built.region, workspace.code()),
            status: self.status(&built.region, heights),
            applicants: self
                .applicants
                .iter()
                .map(|asked| ApplicantView {
                    device: asked.applicant.device,
                    name: asked.applicant.name.clone(),
                    invitation: asked.applicant.invitation.clone(),
                    id: asked.applicant.id,
                    words: asked.applicant.words,
                })
                .collect(),
            invitations: self.invitations(),
            undo,
            undo_stopped,
            redo,
            redo_stopped,
        }
    }

    /// The region, as this device received it.
    pub(super) fn region(&self, today: Date) -> RegionView {
        let own = self.workspace.identity().municipality.keys;
        self.workspace.region().look(|region| region::region_view(region, &own, today))
    }

    /// What can be taken back and what can be done again, or why not.
    fn steps(&self) -> [(Option<Step>, Option<Stopped>); 2] {
        // Copies: the stack is not held while the plan is looked at.
        let next = [Direction::Undo, Direction::Redo].map(|direction| {
            let undo = self.undo();
            undo.next(direction).map(Way::glance).map(|(step, grounds)| (direction, step, grounds))
        });
        next.map(|next| {
            let Some((direction, step, grounds)) = next else { return (None, None) };
            let look = |state: &MunicipalityState| signed_since(&grounds, state).map(|kept| Stopped::of(kept, state));
            let Some(stopped) = self.workspace.municipality().look(look) else { return (Some(step), None) };
            let all = self.undo().all_grounds(direction);
            let free = |state: &MunicipalityState| all.iter().any(|grounds| signed_since(grounds, state).is_none());
            let goes_on = self.workspace.municipality().look(free);
            (None, Some(Stopped { goes_on, ..stopped }))
        })
    }

    fn me(&self) -> Me {
        let identity = self.workspace.identity();
        let person = self.workspace.person();
        Me {
            name: person.name,
            person: person.id,
            role: person.role,
            term: person.term,
            municipality: self.workspace.code(),
            municipality_name: short_name(identity.municipality.name.clone()),
            region_name: short_name(identity.region.name.clone()),
            device: self.workspace.device(),
            seconds: Root::ALL.into_iter().filter(|of| self.workspace.holds_second(*of).unwrap_or_default()).collect(),
            may_invite_municipalities: self.workspace.root_key(Root::Region).is_some(),
            plan_left: self.workspace.plan_left(),
            part: self.part(),
            holds_municipality_key: self.workspace.root_key(Root::Municipality).is_some(),
        }
    }

    fn part(&self) -> Part {
        let (code, keys) = (self.workspace.code(), self.workspace.identity().municipality.keys);
        let today = self.workspace.clock().today();
        self.workspace.region().look(|region| {
            let charter = region.charter();
            match charter.dismissed(code) {
                Some(last) if last < today => return Part::Ended(last),
                Some(last) => return Part::Until(last),
                None => {}
            }
            let holding = charter.admitted_keys(code);
            if holding.is_empty() || holding.contains(&keys) {
                return Part::Takes;
            }
            // The latest admission of those that hold.
            let anew = charter.municipalities().find(|admission| admission.municipality == code);
            anew.map_or(Part::Takes, |anew| Part::Elsewhere(anew.term.from))
        })
    }

    /// Every act, newest first; of the region alone for whoever does not read the plan. A space that cannot be read now shows
    /// at the next change.
    fn log(&self, reads: bool, in_region: &OwnSections, known: &mut Read) -> Vec<LogEntry> {
        let mut entries = if reads { self.acts(in_region, known) } else { Vec::new() };
        let (municipality, region) = (self.workspace.municipality(), self.workspace.region());
        let (colleagues, others) = (municipality.charter(), region.charter());
        let people = log::People { own: &colleagues, region: &others };
        let read = |charter: Result<Vec<LogEntry>, StoreError>| {
            charter.unwrap_or_else(|error| {
                tracing::warn!("the log is not complete: {error}");
                Vec::new()
            })
        };
        let own = if reads { read(log::of_charter(municipality, &people, |_, _| true)) } else { Vec::new() };
        entries.extend(log::merged(own, read(log::of_charter(region, &people, |_, _| true))));
        log::sorted(entries)
    }

    /// The acts on items of the plan, and what was done with them as only the region knows it. `known`: what was looked up before.
    fn acts(&self, in_region: &OwnSections, known: &mut Read) -> Vec<LogEntry> {
        let (me, today) = (self.workspace.device(), self.workspace.clock().today());
        known.named.look_up(self.workspace.region(), in_region);
        self.workspace.municipality().look(|state| {
            let looker = Looker { state, me, today, purges: &[], in_region };
            let told = looker.told();
            let titles = &mut known.titles;
            titles.retain(|item, _| state.item(*item).is_none());
            let gone = told.keys().filter(|item| state.item(**item).is_none() && !titles.contains_key(item));
            let gone: BTreeSet<ItemId> = gone.copied().collect();
            if !gone.is_empty() {
                let mut found = state.titles_of_removed(&gone);
                // One that was never here is not looked for again.
                titles.extend(gone.into_iter().map(|item| (item, found.remove(&item).unwrap_or_default())));
            }
            let called = |item: &ItemId| {
                let had = titles.get(item).filter(|title| !title.is_empty());
                had.map_or_else(|| looker.title(*item), |title| cut(title, MAX_TITLE).into_owned())
            };
            let called: BTreeMap<ItemId, String> = told.keys().map(|item| (*item, called(item))).collect();
            // Also of items on which nothing was signed yet: which of them an act is on must show.
            let others = state.plan().items.values().filter(|item| !called.contains_key(&item.id));
            let others = others.map(|item| cut(&item.title, MAX_TITLE));
            let mut of_title: BTreeMap<Cow<'_, str>, usize> = BTreeMap::new();
            for title in called.values().map(|title| Cow::from(title.as_str())).chain(others) {
                *of_title.entry(title).or_default() += 1;
            }
            let mut entries = Vec::new();
            for (item, history) in told {
                let title = called.get(&item).map_or("", String::as_str);
                let alike = !title.is_empty() && of_title.get(title).is_some_and(|count| *count > 1);
                let history = history.into_iter().map(|(event, source)| {
                    let facts = facts::of(&source, item, state, &mut known.named);
                    (event, facts)
                });
                entries.extend(log::of_item(item, (title, alike, state.item(item).is_none()), history));
            }
            entries
        })
    }
}

impl Stopped {
    /// Undo stops at this act.
    pub(super) fn of(kept: &KeptAct, state: &MunicipalityState) -> Self {
        let item = state.item(kept.act.item);
        Self {
            title: item.map_or_else(String::new, |item| cut(&item.title, MAX_TITLE).into_owned()),
            what: event(&kept.act.what).0,
            who: who(state.charter(), &kept.author, kept.time.date()),
            time: kept.time,
            goes_on: false,
        }
    }
}

/// Who has a device, in the role of `day`.
pub(super) fn who(charter: &Charter, device: &DeviceId, day: Date) -> Who {
    let enrolment = charter.named(device, day);
    let role = enrolment.as_ref().map(|enrolment| enrolment.role);
    Who { name: enrolment.and_then(|e| e.name).map(short_name).unwrap_or_default(), role }
}

/// Which versions show one after the other.
pub(super) fn turns(consents: &ConsentState, today: Date) -> Turns {
    Turns { now: consents.due(today).map(|given| given.version), waiting: consents.waiting(today) }
}

/// Which versions came under the standing consent of which.
pub(super) fn carried(consents: &ConsentState) -> BTreeMap<u32, Vec<u32>> {
    let all = consents.versions().into_iter().map(|(version, _)| (version, consents.carried_by(version)));
    all.filter(|(_, carried)| !carried.is_empty()).collect()
}

/// A name as it shows: others may have recorded one that is too long.
fn short_name(name: String) -> String {
    if fits(&name, MAX_NAME) { name } else { cut(&name, MAX_NAME).into_owned() }
}

/// Every device once: with the role that it has today, or else the one that it had or gets last.
pub(super) fn devices(charter: &Charter, today: Date) -> Vec<Member> {
    let mut devices: BTreeMap<DeviceId, Member> = BTreeMap::new();
    for member in charter.members() {
        let rank = |member: &Member| member.enrolment.term.rank_on(today);
        match devices.get(&member.device) {
            Some(known) if rank(known) > rank(&member) => {}
            _ => drop(devices.insert(member.device, member)),
        }
    }
    devices.into_values().collect()
}

/// What happened to items, with what tells of it.
type Events<'a> = BTreeMap<ItemId, Vec<(Event, Source<'a>)>>;

/// Looks at a municipality's state.
struct Looker<'a> {
    state: &'a MunicipalityState,
    me: DeviceId,
    today: Date,
    purges: &'a [WithdrawnView],
    in_region: &'a OwnSections,
}

impl Looker<'_> {
    fn may(&self, action: Action) -> bool {
        self.state.charter().authorise(&self.me, action, self.state.municipality(), self.today).is_ok()
    }

    /// The items of the plan, and [what else is shared](View::removed).
    fn items(&self) -> (Vec<ItemView>, Vec<ItemView>) {
        let mut events = self.events();
        let may =
            (self.may(Action::EditPlan), self.may(Action::Ask), self.may(Action::CarryOut), self.may(Action::Consent));
        let plan = self.state.plan();
        let mut views = Vec::with_capacity(plan.items.len());
        for kind in ItemKind::ALL {
            for (item, depth) in plan.outline(&[kind]) {
                views.push(self.item(item, depth, events.remove(&item.id).unwrap_or_default(), may));
            }
        }
        let removed = self.removed(&mut events, may.3);
        (views, removed)
    }

    fn item(&self, item: &Item, depth: usize, history: Vec<Event>, may: (bool, bool, bool, bool)) -> ItemView {
        let (edit, ask, carry_out, consent) = may;
        let consents = self.state.consents(item.id, self.in_region);
        let visibility = self.state.visibility_by(item, &consents, self.today);
        let shared = consents.shared(self.today);
        let decision = item.kind.needs_decision().then(|| self.state.decision(item));
        let can = Can {
            edit,
            submit: ask && decision.as_ref().is_some_and(DecisionState::may_submit),
            recall_consent: ask && !consents.open.is_empty(),
            recall: ask && decision.as_ref().is_some_and(|d| d.phase == Phase::Submitted),
            start: carry_out && decision.as_ref().is_some_and(DecisionState::may_start),
            finish: carry_out && decision.as_ref().is_some_and(|d| d.phase == Phase::Running && !d.contradiction),
            request_consent: ask
                && !matches!(visibility, Visibility::Shared { changed: false, audience: Audience::Public, .. }),
            revise: ask
                && matches!(visibility, Visibility::Shared { changed: true, standing: true, .. })
                && matches!(shared, Some(Shared::Here(_))),
            ..self.can_with(&consents, consent)
        };
        let shown = self.state.shown(item);
        let section = self.state.section_of(item.id);
        let revision = consents.current().filter(|_| can.revise).and_then(|given| {
            let (without, files) = (&given.consent.without, given.snapshot.files());
            let next = projection::project(&shown, without, &files, self.state.municipality(), section).ok()?;
            let read = |snapshot: &Snapshot| SharedItem::parse(snapshot.bytes()).ok();
            Some(Box::new(Revision { now: read(&given.snapshot)?, next: read(&next)? }))
        });
        let comments = self.state.plan().comments_on(item.id).into_iter().map(|comment| CommentView {
            comment: comment.clone(),
            who: who(self.state.charter(), &comment.author, comment.time.date()),
        });
        let asked_as_is = consents.open.iter().any(|open| self.would_go(&shown, open));
        ItemView {
            item: shown.into_owned(),
            depth,
            visibility,
            asked: !consents.open.is_empty(),
            asked_as_is,
            declined: consents.declined.clone(),
            decision,
            can,
            history,
            comments: comments.collect(),
            consent: self.consent(&consents),
            revision,
            versions: consents.versions(),
            turns: turns(&consents, self.today),
            carried: carried(&consents),
            held: beyond::held(&consents),
            purges: self.purges(section),
        }
    }

    /// Whether what an open request shows is what it would show now.
    fn would_go(&self, item: &Item, open: &OpenRequest) -> bool {
        let files = files_in(&open.snapshot).into_iter().map(|file| file.hash).collect();
        let section = self.state.section_of(item.id);
        let now = projection::project(item, &open.without, &files, self.state.municipality(), section);
        now.is_ok_and(|now| now.bytes() == open.snapshot)
    }

    /// What becomes possible with an item because the region has something of it.
    fn can_with(&self, consents: &ConsentState, consent: bool) -> Can {
        let shared = consents.shared(self.today);
        let confirm = consent && matches!(shared, Some(Shared::Here(given)) if !self.stood_for(given));
        Can { confirm, withdraw: consent && (shared.is_some() || !consents.held.is_empty()), ..Can::default() }
    }

    /// The consent under which something is shared, or was until it ended.
    fn consent(&self, consents: &ConsentState) -> Option<ConsentView> {
        let given = match (consents.shared(self.today), consents.latest()) {
            (Some(Shared::There(there)), _) => {
                let (by, date) = (&there.given.signer, there.consent.date);
                let (who, stood_for) = (who(self.state.charter(), by, date), self.may_consent(by));
                return Some(ConsentView { by: who, stood_for, date, note: String::new(), confirmed: None });
            }
            (_, given) => given?,
        };
        Some(ConsentView {
            by: who(self.state.charter(), &given.by, given.consent.date),
            stood_for: self.stood_for(given),
            date: given.consent.date,
            note: given.note.clone(),
            confirmed: given.confirmed.map(|(by, time)| (who(self.state.charter(), &by, time.date()), time)),
        })
    }

    /// What became elsewhere of what was withdrawn of a section.
    fn purges(&self, section: SharedId) -> Vec<(MunicipalityCode, bool)> {
        self.purges
            .iter()
            .filter(|withdrawn| withdrawn.section == section && withdrawn.municipality == self.state.municipality())
            .flat_map(|withdrawn| &withdrawn.confirmed)
            .filter(|(code, _)| **code != self.state.municipality())
            .map(|(code, (did, of))| (*code, *of > 0 && did >= of))
            .collect()
    }

    fn may_consent(&self, device: &DeviceId) -> bool {
        let (code, today) = (self.state.municipality(), self.today);
        self.state.charter().authorise(device, Action::Consent, code, today).is_ok()
    }

    /// Whether somebody who is alderman today gave a consent or confirmed it.
    fn stood_for(&self, given: &GivenConsent) -> bool {
        self.may_consent(&given.by) || given.confirmed.is_some_and(|(by, _)| self.may_consent(&by))
    }

    /// What happened to each item, oldest first.
    fn events(&self) -> BTreeMap<ItemId, Vec<Event>> {
        let told = self.told().into_iter();
        told.map(|(item, history)| (item, history.into_iter().map(|(event, _)| event).collect())).collect()
    }

    /// The same, with what tells of it.
    fn told(&self) -> Events<'_> {
        let mut events = Events::new();
        let mut signed = BTreeSet::new();
        for kept in self.state.acts().all() {
            let (what, note) = event(&kept.act.what);
            let (mandate, external) = match &kept.act.what {
                What::Decide { under, external, .. } => (under.and_then(|hash| self.giver(&hash)), external.clone()),
                _ => (None, None),
            };
            let day = kept.time.date();
            let (who, by) = (who(self.state.charter(), &kept.author, day), self.author(&kept.author, day));
            let counts = self.state.acts().judge(self.state.bench(), kept).is_ok();
            if counts {
                signed.extend(beyond::signed_in(&kept.act.what));
            }
            let event = Event { time: kept.time, who, by, what, note, mandate, external, counts };
            events.entry(kept.act.item).or_default().push((event, Source::Act(kept)));
        }
        self.add_events_there(&mut events, &signed);
        for list in events.values_mut() {
            list.sort_by_key(|(event, _)| event.time);
        }
        events
    }

    fn author(&self, device: &DeviceId, day: Date) -> Author {
        Author::of(self.state.charter(), &self.state.bench().region, device, day)
    }

    /// The alderman who gave a mandate.
    fn giver(&self, mandate: &ContentHash) -> Option<Who> {
        let mandates = self.state.charter().mandates();
        mandates
            .iter()
            .find(|given| given.hash == *mandate)
            .map(|given| who(self.state.charter(), &given.by, given.mandate.term.from))
    }

    fn inbox(&self) -> Vec<InboxEntry> {
        let acts = self.state.acts();
        let mut entries = Vec::new();
        for item in self.state.plan().items.values() {
            let decision = self.state.decision(item);
            if item.kind.needs_decision() && decision.phase == Phase::Submitted {
                let ask = Ask::Decision { changed: decision.changed };
                let kept = decision.by.and_then(|id| acts.get(&id));
                entries.extend(kept.map(|kept| self.entry(item, kept, ask, String::new())));
            }
            let consents = self.state.consents(item.id, self.in_region);
            for open in &consents.open {
                let Ok(snapshot) = SharedItem::parse(&open.snapshot) else { continue };
                let previous = beyond::text_of(&consents, self.today);
                let ask = Ask::Consent {
                    sharing: open.sharing.clone(),
                    confirmed: open.confirmed.clone(),
                    snapshot: Box::new(snapshot),
                    without: open.without.clone(),
                    previous: previous.map(Box::new),
                    version: consents.next_version(),
                };
                entries.extend(acts.get(&open.id).map(|kept| self.entry(item, kept, ask, open.note.clone())));
            }
        }
        entries.sort_by_key(|entry| (entry.time, entry.request));
        entries
    }

    fn entry(&self, item: &Item, kept: &KeptAct, ask: Ask, note: String) -> InboxEntry {
        let may = match kept.act.what.track() {
            Track::Decision => self.state.may_decide(&self.me, kept, item.kind, self.today),
            Track::Consent => self.state.may_consent(&self.me, kept, self.today).map(|()| None),
        };
        let (mandate, barred) = may.map_or_else(|error| (None, Some(error)), |mandate| (mandate, None));
        let title = match &ask {
            Ask::Consent { snapshot, .. } => snapshot.title.clone(),
            Ask::Decision { .. } => item.title.clone(),
        };
        InboxEntry {
            request: kept.id,
            item: item.id,
            kind: item.kind,
            title: cut(&title, MAX_TITLE).into_owned(),
            who: who(self.state.charter(), &kept.author, kept.time.date()),
            time: kept.time,
            note,
            ask,
            barred,
            mandate: mandate.map(|given| who(self.state.charter(), &given.by, self.today)),
            body: self.state.charter().competent(item.kind, self.today),
        }
    }
}

/// What an act did, and the remark that came with it.
#[must_use]
pub fn event(what: &What) -> (EventKind, String) {
    match what {
        What::Submit { .. } => (EventKind::Submitted, String::new()),
        What::Recall { .. } => (EventKind::Recalled, String::new()),
        What::Decide { outcome, note, .. } => (EventKind::Decided(*outcome), note.clone()),
        What::Start { .. } => (EventKind::Started, String::new()),
        What::Finish { .. } => (EventKind::Finished, String::new()),
        What::RequestConsent { sharing, note, .. } => (EventKind::ConsentRequested(sharing.audience), note.clone()),
        What::GiveConsent { consent, note, .. } => {
            let version = match consent.read_kept() {
                Ok(Statement::Consent(consent)) => consent.version,
                _ => 0,
            };
            (EventKind::ConsentGiven(version), note.clone())
        }
        What::DeclineConsent { returned: true, note, .. } => (EventKind::ConsentReturned, note.clone()),
        What::DeclineConsent { returned: false, note, .. } => (EventKind::ConsentRefused, note.clone()),
        What::RecallConsent { .. } => (EventKind::ConsentRecalled, String::new()),
        What::Revise { revision, .. } => {
            let version = match revision.read_kept() {
                Ok(Statement::Revision(revision)) => revision.version,
                _ => 0,
            };
            (EventKind::Revised(version), String::new())
        }
        What::ConfirmConsent { .. } => (EventKind::ConsentConfirmed, String::new()),
        What::Withdraw { .. } => (EventKind::Withdrawn, String::new()),
    }
}
