//! What is shared without an item in the plan, and what was done in the region without an act here: a colleague removed the item,
//! the device that consented was lost, or it was removed before its act came home.

use std::collections::{BTreeMap, BTreeSet};

use deelbaar_schema::act::What;
use deelbaar_schema::gate::{ConsentState, Shared, Visibility};
use deelbaar_schema::id::{ContentHash, ItemId, SharedId};
use deelbaar_schema::plan::{Item, ItemKind};
use deelbaar_schema::publication::Signed;
use deelbaar_schema::shared::SharedItem;
use deelbaar_schema::space::SpaceState;
use deelbaar_schema::statement::SignedStatement;
use deelbaar_schema::text::{MAX_TITLE, cut};
use deelbaar_schema::time::{Date, Timestamp};

use super::{Event, EventKind, Events, ItemView, Looker, Source, carried, turns, who};

/// What is shared of an item now; or else what was consented to last, or lies in the region still.
pub(super) fn text_of(consents: &ConsentState, today: Date) -> Option<SharedItem> {
    let here = match consents.shared(today) {
        Some(Shared::There(there)) => return Some(there.item.clone()),
        Some(Shared::Here(given)) => given,
        None => match (consents.given.last(), consents.held.last()) {
            (None, Some(held)) => return Some(held.version.item.clone()),
            (given, _) => given?,
        },
    };
    SharedItem::parse(here.snapshot.bytes()).ok()
}

/// What everybody in the region keeps of an item without being shown it.
pub(super) fn held(consents: &ConsentState) -> Vec<(u32, Timestamp)> {
    consents.held.iter().map(|held| (held.version.version, held.version.time)).collect()
}

/// What an item is called that no record here names: as the region calls it.
fn called(section: SharedId) -> ItemId {
    ItemId::from_bytes(*section.as_bytes())
}

/// The statements about sharing that an act carries.
pub(super) fn signed_in(what: &What) -> impl Iterator<Item = ContentHash> {
    let signed = match what {
        What::GiveConsent { consent, ending, .. } => [Some(consent), ending.as_ref()],
        What::Revise { revision: one, .. } | What::Withdraw { withdrawal: one } => [Some(one), None],
        _ => [None, None],
    };
    signed.into_iter().flatten().map(SignedStatement::hash)
}

impl Looker<'_> {
    /// Every item that the plan, an act or the region knows, by what the region calls it.
    fn sections(&self) -> BTreeMap<SharedId, ItemId> {
        let mut all = self.state.sections();
        for section in self.in_region.keys() {
            all.entry(*section).or_insert_with(|| called(*section));
        }
        all
    }

    /// What is known of the sharing of an item, also of one that no record here names.
    fn consents_in(&self, section: SharedId, item: ItemId) -> ConsentState {
        let acts = self.state.acts().consent_state(self.state.bench(), item);
        acts.with_region(self.in_region.get(&section))
    }

    /// What is or was shared and is not in the plan, by title.
    pub(super) fn removed(&self, events: &mut BTreeMap<ItemId, Vec<Event>>, consent: bool) -> Vec<ItemView> {
        let mut removed: Vec<ItemView> = Vec::new();
        for (section, id) in self.sections().into_iter().filter(|(_, id)| self.state.item(*id).is_none()) {
            let consents = self.consents_in(section, id);
            let text = text_of(&consents, self.today);
            let kind = text.as_ref().and_then(|text| ItemKind::from_name(&text.kind)).unwrap_or(ItemKind::Section);
            // Of what only the region knew nothing is left once it was taken back: that it was shows without a title.
            let title = text.as_ref().map_or("", |text| text.title.as_str());
            let item = Item::new(id, kind, &cut(title, MAX_TITLE));
            let visibility =
                match self.state.acts().visibility(self.state.bench(), &item, section, &consents, self.today) {
                    // There is nothing at home that could have moved on.
                    Visibility::Shared { version, audience, standing, embargo, until, .. } => {
                        Visibility::Shared { version, audience, changed: false, standing, embargo, until }
                    }
                    other => other,
                };
            let held = held(&consents);
            if visibility == Visibility::Private && held.is_empty() {
                continue;
            }
            removed.push(ItemView {
                item,
                depth: 0,
                visibility,
                asked: false,
                asked_as_is: false,
                declined: None,
                decision: None,
                can: self.can_with(&consents, consent),
                history: events.remove(&id).unwrap_or_default(),
                comments: Vec::new(),
                consent: self.consent(&consents),
                revision: None,
                versions: consents.versions(),
                turns: turns(&consents, self.today),
                carried: carried(&consents),
                held,
                purges: self.purges(section),
            });
        }
        let place = |view: &ItemView| (view.item.title.is_empty(), view.item.title.clone(), view.item.id);
        removed.sort_by_cached_key(place);
        removed
    }

    /// The title of an item of the plan; of another one that of what is or was shared of it. Empty when nobody knows it.
    pub(super) fn title(&self, item: ItemId) -> String {
        if let Some(item) = self.state.item(item) {
            return cut(&item.title, MAX_TITLE).into_owned();
        }
        let own = self.state.section_of(item);
        let section = if self.in_region.contains_key(&own) { own } else { SharedId::from_bytes(*item.as_bytes()) };
        let text = text_of(&self.consents_in(section, item), self.today);
        text.map_or_else(String::new, |text| cut(&text.title, MAX_TITLE).into_owned())
    }

    /// What was consented to and taken back in the region without an act here that counts: `known` is what those that do carry.
    pub(super) fn add_events_there<'a>(&'a self, events: &mut Events<'a>, known: &BTreeSet<ContentHash>) {
        let event = |by: &Signed, time: Timestamp, day: Date, what, counts: bool| {
            (!known.contains(&by.statement)).then(|| Event {
                time,
                who: who(self.state.charter(), &by.signer, day),
                by: self.author(&by.signer, day),
                what,
                note: String::new(),
                mandate: None,
                external: None,
                counts,
            })
        };
        // What counts nowhere is told once: by its act, where that is here.
        let carried: BTreeSet<ContentHash> =
            self.state.acts().all().flat_map(|kept| signed_in(&kept.act.what)).collect();
        let sections = self.sections();
        for (section, own) in self.in_region {
            let Some(item) = sections.get(section) else { continue };
            let held = own.held.iter().map(|held| (&held.version, held.counts));
            let there = own.shown.iter().map(|version| (version, true)).chain(held).filter_map(|(version, counts)| {
                let what = match version.revision {
                    Some(_) => EventKind::Revised(version.version),
                    None => EventKind::ConsentGiven(version.version),
                };
                let by = version.revision.unwrap_or(version.given);
                let told = !counts && carried.contains(&by.statement);
                let event = event(&by, version.time, version.date, what, counts).filter(|_| !told);
                Some((event?, Source::Version(version)))
            });
            let withdrawn = own.withdrawals.iter().filter_map(|(by, (withdrawal, time))| {
                let event = event(by, *time, withdrawal.date, EventKind::Withdrawn, true);
                Some((event?, Source::Withdrawal(by, withdrawal)))
            });
            let new: Vec<(Event, Source<'a>)> = there.chain(withdrawn).collect();
            if !new.is_empty() {
                events.entry(*item).or_default().extend(new);
            }
        }
    }
}
