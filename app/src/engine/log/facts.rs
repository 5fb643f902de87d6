//! What an act names, for whoever checks it: the record that carries it, the content that it is on, and its terms.

use std::collections::BTreeMap;

use deelbaar_schema::act::What;
use deelbaar_schema::disclosure::Sharing;
use deelbaar_schema::encoding;
use deelbaar_schema::field::{Field, Mask};
use deelbaar_schema::gate::KeptAct;
use deelbaar_schema::id::{ContentHash, DeviceId, ItemId, RecordId};
use deelbaar_schema::municipality::MunicipalityState;
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::publication::Signed;
use deelbaar_schema::record::Kind;
use deelbaar_schema::region::{OwnSections, RegionState, Version};
use deelbaar_schema::role::Role;
use deelbaar_schema::statement::{Body, SignedStatement, Statement, Withdrawal};
use deelbaar_schema::time::Date;
use deelbaar_sync::replica::Replica;
use deelbaar_sync::workspace::Root;

/// What an act names. What it does not name is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The record that carries it, as `audit --verify` and `dump` name it.
    pub record: Option<RecordId>,
    /// The space of that record.
    pub space: Option<Root>,
    /// The record in the region that says the same, of what is stated in both spaces at once.
    pub region_record: Option<RecordId>,
    /// The device that wrote it down.
    pub device: Option<DeviceId>,
    /// The act that it answers.
    pub answers: Option<RecordId>,
    /// What kind of item it is on, while that is known.
    pub item_kind: Option<ItemKind>,
    /// The version of the shared section.
    pub version: Option<u32>,
    /// Names the content: of what was put forward and decided on, or of the bytes that are shared.
    pub content: Option<ContentHash>,
    /// The mandate that it gives or ends, or under which it was done.
    pub mandate: Option<ContentHash>,
    /// What a line about it in the log of the system has as its object, where that is an id the beginning of it. Several when it is
    /// one of those.
    pub object: Vec<String>,
    /// On which terms.
    pub terms: Terms,
}

/// The terms of an act. What it has none of is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    /// For whom something is shared, and how. Of an answer without consent: what was asked.
    pub sharing: Option<Sharing>,
    /// The fields that stay at home.
    pub without: Vec<Field>,
    /// The first and the last version that are taken back.
    pub taken_back: Option<(u32, u32)>,
    /// On which kinds of items somebody may decide, or a body does.
    pub kinds: Vec<ItemKind>,
    /// The devices on whose submissions a mandate is.
    pub asks: Vec<DeviceId>,
    /// In which role somebody is let in, or was.
    pub role: Option<Role>,
    /// Which body decides.
    pub body: Option<Body>,
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
    /// The number of the first record of a removed device that does not count.
    pub counts_below: Option<u64>,
}

impl Terms {
    /// The terms of sharing.
    fn of_sharing(sharing: &Sharing, without: &Mask) -> Self {
        let without = without.fields().filter(|field| field.shareable()).collect();
        Self { sharing: Some(sharing.clone()), without, from: sharing.embargo, until: sharing.until, ..Self::default() }
    }

    /// From when until when.
    #[must_use]
    pub fn between(from: impl Into<Option<Date>>, until: Option<Date>) -> Self {
        Self { from: from.into(), until, ..Self::default() }
    }
}

/// What tells of something that happened to an item.
pub(in crate::engine) enum Source<'a> {
    /// An act of the municipality.
    Act(&'a KeptAct),
    /// A version that only the region has.
    Version(&'a Version),
    /// A withdrawal that only the region has.
    Withdrawal(&'a Signed, &'a Withdrawal),
}

/// What takes long to name, as far as it was named before.
#[derive(Debug, Default)]
pub(in crate::engine) struct Named {
    /// The content of requests: naming it takes a look at all of it.
    contents: BTreeMap<RecordId, ContentHash>,
    /// The records of withdrawals in the region, by what was signed.
    withdrawals: BTreeMap<ContentHash, RecordId>,
}

impl Named {
    /// Looks up the records of withdrawals where one is not known yet: the region remembers what they say, and not which they are.
    pub(in crate::engine) fn look_up(&mut self, region: &Replica<RegionState>, in_region: &OwnSections) {
        let mut all = in_region.values().flat_map(|own| own.withdrawals.keys());
        if all.all(|by| self.withdrawals.contains_key(&by.statement)) {
            return;
        }
        for record in region.records_of(Kind::Withdrawal).unwrap_or_default() {
            let signed: Option<SignedStatement> = record.body().and_then(|body| encoding::decode(body).ok());
            if let Some(signed) = signed {
                self.withdrawals.insert(signed.hash(), record.id());
            }
        }
    }
}

/// What is named by what tells of something that happened to `item`.
pub(in crate::engine) fn of(source: &Source<'_>, item: ItemId, state: &MunicipalityState, named: &mut Named) -> Facts {
    let item_kind = state.item(item).map(|item| item.kind);
    let facts = match source {
        Source::Act(kept) => of_act(kept, state, named),
        Source::Version(version) => Facts {
            record: version.records().next(),
            space: Some(Root::Region),
            device: Some(version.revision.unwrap_or(version.given).signer),
            version: Some(version.version),
            content: version.revision.is_none().then_some(version.consent.snapshot),
            terms: Terms::of_sharing(&version.consent.sharing, &version.consent.without),
            ..Facts::default()
        },
        Source::Withdrawal(by, withdrawal) => Facts {
            record: named.withdrawals.get(&by.statement).copied(),
            space: Some(Root::Region),
            device: Some(by.signer),
            terms: taken_back(withdrawal),
            ..Facts::default()
        },
    };
    let object = if facts.object.is_empty() { vec![item.to_string()] } else { facts.object };
    Facts { item_kind, object, ..facts }
}

fn of_act(kept: &KeptAct, state: &MunicipalityState, named: &mut Named) -> Facts {
    let what = &kept.act.what;
    let answers = what.answers();
    let answered = answers.and_then(|id| state.acts().get(&id));
    let own = subject(kept, named);
    let theirs = answered.map(|kept| subject(kept, named)).unwrap_or_default();
    let mandate = match what {
        What::Decide { under, .. } => *under,
        _ => None,
    };
    // A line about an answer names the request, any other line the item.
    let names_request = matches!(what, What::Decide { .. } | What::GiveConsent { .. } | What::DeclineConsent { .. });
    Facts {
        record: Some(kept.id),
        space: Some(Root::Municipality),
        device: Some(kept.author),
        answers,
        version: own.version.or(theirs.version),
        content: own.content.or(theirs.content),
        mandate,
        object: answers.filter(|_| names_request).iter().map(ToString::to_string).collect(),
        terms: if own.terms == Terms::default() { theirs.terms } else { own.terms },
        ..Facts::default()
    }
}

/// What an act itself says that it is on.
#[derive(Default)]
struct Subject {
    version: Option<u32>,
    content: Option<ContentHash>,
    terms: Terms,
}

fn subject(kept: &KeptAct, named: &mut Named) -> Subject {
    match &kept.act.what {
        What::Submit { content } | What::Decide { content, .. } | What::Start { content, .. } => {
            Subject { content: Some(*content), ..Subject::default() }
        }
        What::RequestConsent { snapshot, without, sharing, .. } => {
            let content = *named.contents.entry(kept.id).or_insert_with(|| ContentHash::of(snapshot));
            Subject { content: Some(content), terms: Terms::of_sharing(sharing, without), ..Subject::default() }
        }
        What::GiveConsent { consent, .. } => match consent.read_kept() {
            Ok(Statement::Consent(consent)) => Subject {
                version: Some(consent.version),
                content: Some(consent.snapshot),
                terms: Terms::of_sharing(&consent.sharing, &consent.without),
            },
            _ => Subject::default(),
        },
        What::Revise { revision, .. } => match revision.read_kept() {
            Ok(Statement::Revision(revision)) => {
                Subject { version: Some(revision.version), content: Some(revision.snapshot), ..Subject::default() }
            }
            _ => Subject::default(),
        },
        What::Withdraw { withdrawal } => match withdrawal.read_kept() {
            Ok(Statement::Withdrawal(withdrawal)) => Subject { terms: taken_back(&withdrawal), ..Subject::default() },
            _ => Subject::default(),
        },
        What::Recall { .. }
        | What::Finish { .. }
        | What::DeclineConsent { .. }
        | What::ConfirmConsent { .. }
        | What::RecallConsent { .. } => Subject::default(),
    }
}

fn taken_back(withdrawal: &Withdrawal) -> Terms {
    Terms { taken_back: Some((withdrawal.from, withdrawal.through)), ..Terms::default() }
}
