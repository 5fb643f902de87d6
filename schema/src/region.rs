//! The region space: what municipalities share, and what they took back.

use std::collections::{BTreeMap, BTreeSet};

use crate::charter::Charter;
use crate::encoding;
use crate::id::{ContentHash, DeviceId, MunicipalityCode, RecordId, SharedId};
use crate::publication::{self, ConsentError, Publication, Published, Purged};
use crate::record::{Kind, Record, RecordError};
use crate::shared::SharedItem;
use crate::space::{BodyFate, Refusal, SpaceState, Taken, apply_charter};
use crate::statement::{Audience, Consent, SignedStatement};
use crate::time::{Date, Timestamp};

/// Names a section across the region.
pub type SectionKey = (MunicipalityCode, SharedId);

/// The state of a region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionState {
    charter: Charter,
    sections: BTreeMap<SectionKey, Section>,
    /// Who confirmed which purge, in which record.
    confirmed: BTreeMap<(SectionKey, u32), BTreeSet<(DeviceId, u64)>>,
}

/// Everything that is known of one section.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Section {
    /// By version, then by consent: two devices may have given the same number.
    versions: BTreeMap<(u32, ContentHash), Version>,
    withdrawn_through: u32,
    withdrawn_on: Option<Date>,
}

/// One version that this node holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The records that carry it, by author and number: more than one when several devices published it.
    records: BTreeMap<RecordId, (DeviceId, u64)>,
    /// Names the consent.
    statement: ContentHash,
    /// The consent.
    pub consent: Consent,
    /// The alderman's device that gave it.
    pub signer: DeviceId,
    /// When it was first published, by the publisher's clock.
    pub time: Timestamp,
    /// What is shared.
    pub item: SharedItem,
}

/// A withdrawal, as everyone remembers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WithdrawnSection {
    /// Which section.
    pub key: SectionKey,
    /// The last version that was withdrawn.
    pub through: u32,
    /// The day.
    pub date: Option<Date>,
    /// The devices that confirmed to have deleted it.
    pub confirmed: BTreeSet<DeviceId>,
}

impl RegionState {
    /// A region in which nothing happened yet.
    pub fn new(charter: Charter) -> Self {
        Self { charter, sections: BTreeMap::new(), confirmed: BTreeMap::new() }
    }

    /// The newest version of every section that may be shown to municipalities on `today`.
    pub fn visible(&self, today: Date) -> impl Iterator<Item = (&SectionKey, &Version)> {
        self.sections
            .iter()
            .filter_map(move |(key, section)| self.shown(section, today).next_back().map(|version| (key, version)))
    }

    /// The versions of one section that may be shown on `today`, oldest first.
    pub fn history(&self, key: &SectionKey, today: Date) -> Vec<&Version> {
        self.sections.get(key).into_iter().flat_map(|section| self.shown(section, today)).collect()
    }

    /// The last version of a section that was withdrawn; 0 when none was.
    pub fn withdrawn_through(&self, key: &SectionKey) -> u32 {
        self.sections.get(key).map_or(0, |section| section.withdrawn_through)
    }

    /// Whether what a consent covers is here, or was withdrawn.
    pub fn knows(&self, consent: &Consent) -> bool {
        self.sections.get(&(consent.municipality, consent.section)).is_some_and(|section| {
            consent.version <= section.withdrawn_through
                || section.versions.values().any(|version| version.consent == *consent)
        })
    }

    /// Sections of which something was withdrawn.
    pub fn withdrawn(&self) -> impl Iterator<Item = WithdrawnSection> + '_ {
        self.sections.iter().filter(|(_, section)| section.withdrawn_through > 0).map(|(key, section)| {
            let through = section.withdrawn_through;
            // A confirmation of a later withdrawal covers the earlier ones.
            let confirmed = self.confirmed.range((*key, through)..=(*key, u32::MAX)).flat_map(|(_, devices)| devices);
            let confirmed = confirmed.filter(|(device, seq)| self.charter.counts(device, *seq).is_ok());
            let confirmed = confirmed.map(|(device, _)| *device).collect();
            WithdrawnSection { key: *key, through, date: section.withdrawn_on, confirmed }
        })
    }

    fn apply_one(&mut self, record: &Record, today: Date) -> Result<Taken, Refusal> {
        let header = record.header();
        if header.kind == Kind::Charter {
            return apply_charter(&mut self.charter, record).map(|()| Taken::KEEP);
        }
        self.charter.knows(&header.author)?;
        match header.kind {
            Kind::Publication => self.publish(record, today),
            Kind::Withdrawal => self.withdraw(record),
            Kind::Purged => self.confirm(record),
            Kind::Unknown(_) => Ok(Taken::KEEP),
            Kind::Charter | Kind::PlanChange | Kind::Act => Err(Refusal::Kind),
        }
    }

    fn publish(&mut self, record: &Record, today: Date) -> Result<Taken, Refusal> {
        // A head without its body: somebody purged it, or holds it back. It says nothing.
        let Some(body) = record.body() else { return Ok(Taken::KEEP) };
        let author = record.header().author;
        let Published { consent, statement, signer, item } =
            Publication::decode(body)?.check(&self.charter, &author)?;
        let section = self.sections.entry((consent.municipality, consent.section)).or_default();
        if consent.version <= section.withdrawn_through {
            return Ok(Taken { body: BodyFate::Withdrawn, purge: Vec::new() });
        }
        if consent.embargo.is_some_and(|day| today < day) {
            return Ok(Taken { body: BodyFate::Embargoed, purge: Vec::new() });
        }
        let time = record.header().time;
        let key = (consent.version, statement);
        let fresh = || Version { records: BTreeMap::new(), statement, time, signer, item, consent };
        let version = section.versions.entry(key).or_insert_with(fresh);
        version.records.insert(record.id(), (author, record.header().seq));
        version.time = version.time.min(time);
        Ok(Taken::KEEP)
    }

    fn withdraw(&mut self, record: &Record) -> Result<Taken, Refusal> {
        let signed: SignedStatement = encoding::decode(record.body().ok_or(RecordError::BodyMissing)?)?;
        let withdrawal = publication::check_withdrawal(&signed, &self.charter)?;
        self.charter.belongs_to(&record.header().author, withdrawal.municipality).map_err(ConsentError::Publisher)?;
        let section = self.sections.entry((withdrawal.municipality, withdrawal.section)).or_default();
        // Of several, the furthest; of equally far ones, the first day.
        let known = (section.withdrawn_through, std::cmp::Reverse(section.withdrawn_on));
        if (withdrawal.through, std::cmp::Reverse(Some(withdrawal.date))) > known {
            section.withdrawn_through = withdrawal.through;
            section.withdrawn_on = Some(withdrawal.date);
        }
        let through = section.withdrawn_through;
        let versions = std::mem::take(&mut section.versions);
        let (purged, kept) =
            versions.into_iter().partition::<BTreeMap<_, _>, _>(|((version, _), _)| *version <= through);
        section.versions = kept;
        let purge = purged.into_values().flat_map(|version| version.records.into_keys()).collect();
        Ok(Taken { body: BodyFate::Keep, purge })
    }

    fn confirm(&mut self, record: &Record) -> Result<Taken, Refusal> {
        let purged: Purged = encoding::decode(record.body().ok_or(RecordError::BodyMissing)?)?;
        if purged.region != self.charter.space() {
            return Err(ConsentError::OtherRegion.into());
        }
        let key = ((purged.municipality, purged.section), purged.through);
        self.confirmed.entry(key).or_default().insert((record.header().author, record.header().seq));
        Ok(Taken::KEEP)
    }

    /// Whether this device has confirmed the purge of everything that was withdrawn; otherwise what it has not.
    pub fn to_confirm(&self, device: &DeviceId) -> Vec<Purged> {
        self.withdrawn()
            .filter(|withdrawn| !withdrawn.confirmed.contains(device))
            .map(|withdrawn| Purged {
                region: self.charter.space(),
                municipality: withdrawn.key.0,
                section: withdrawn.key.1,
                through: withdrawn.through,
            })
            .collect()
    }
}

impl RegionState {
    /// The versions of a section that may be shown on `today`, oldest first.
    fn shown<'a>(&'a self, section: &'a Section, today: Date) -> impl DoubleEndedIterator<Item = &'a Version> {
        section.versions.values().filter(move |version| {
            let consent = &version.consent;
            consent.embargo.is_none_or(|day| day <= today)
                && consent.until.is_none_or(|day| today <= day)
                && matches!(consent.audience, Audience::Region | Audience::Public)
                && self.counts(version)
        })
    }

    /// Whether neither the alderman's device nor every publisher's was removed before, and the municipality took part.
    fn counts(&self, version: &Version) -> bool {
        let Consent { municipality, date, .. } = version.consent;
        self.charter.takes_part(municipality, date)
            && self.charter.stands(&version.signer, municipality, &version.statement).is_ok()
            && version.records.values().any(|(author, seq)| self.charter.counts(author, *seq).is_ok())
    }

    /// The consents and withdrawals of `signer` for `municipality` that count today: what a removal of it keeps.
    pub fn standing_statements(&self, signer: &DeviceId, municipality: MunicipalityCode) -> BTreeSet<ContentHash> {
        let own = |version: &&Version| version.signer == *signer && version.consent.municipality == municipality;
        let all = self.sections.values().flat_map(|section| section.versions.values());
        all.filter(own).filter(|version| self.counts(version)).map(|version| version.statement).collect()
    }
}

impl SpaceState for RegionState {
    fn charter(&self) -> &Charter {
        &self.charter
    }

    fn apply(&mut self, records: &[Record], today: Date) -> Vec<Result<Taken, Refusal>> {
        records.iter().map(|record| self.apply_one(record, today)).collect()
    }
}

#[cfg(test)]
mod tests;
