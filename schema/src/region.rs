//! The region space: what municipalities share, and what they took back.

mod confirmed;
mod emptied;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use self::confirmed::Confirmations;
use self::emptied::Said;
use crate::attachment::Attachment;
use crate::charter::{Charter, Tried};
use crate::encoding::{self, EncodingError};
use crate::id::{ContentHash, DeviceId, MunicipalityCode, RecordId, SharedId};
use crate::publication::{self, ConsentError, Emptied, Publication, Published, Purged, Signed, WithdrawnVersions};
use crate::record::{Kind, Record, RecordError, Statements};
use crate::role::Action;
use crate::shared::SharedItem;
use crate::space::{BodyFate, Refusal, SpaceState, Taken, apply_charter, require_member};
use crate::statement::{Consent, SignedStatement, Withdrawal};
use crate::time::{Date, Timestamp};

/// Longest body of a record of a kind that this build does not know, in bytes. It is passed on unread and no withdrawal reaches it, so
/// there is no room for a text in it.
pub const MOST_UNKNOWN: u32 = 512;

/// Names a section across the region.
pub type SectionKey = (MunicipalityCode, SharedId);

/// What the region has of one municipality, by section.
pub type OwnSections = BTreeMap<SharedId, OwnSection>;

/// What the region has of one section: for the municipality that shares it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnSection {
    /// The versions that may be shown, oldest first; none when the newest has ended.
    pub shown: Vec<Version>,
    /// The versions that nobody is shown and everybody keeps, oldest first.
    pub held: Vec<Held>,
    /// The highest number of a version that counts, whether it is shown or not; 0 without any.
    pub last: u32,
    /// The withdrawals that count, and when each first came.
    pub withdrawals: BTreeMap<Signed, (Withdrawal, Timestamp)>,
}

/// A version that lies on every disk of the region without being shown, until it is taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The version.
    pub version: Version,
    /// Whether its consent counts: it does not show because it ended, or something later does.
    pub counts: bool,
    /// Whether its last day has passed.
    pub ended: bool,
}

/// The state of a region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionState {
    charter: Tried,
    sections: BTreeMap<SectionKey, Section>,
    /// Those of which a version names files: few, and looked for after every batch of records.
    with_files: BTreeSet<SectionKey>,
    /// Those of which something was ever taken back: few too.
    with_withdrawals: BTreeSet<SectionKey>,
    /// Who confirmed which purge.
    confirmed: Confirmations,
    /// Publications of which the own municipality says that a withdrawal emptied them.
    emptied: Said,
}

/// Everything that is known of one section.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Section {
    /// Ascending by [`Version::key`], without room to spare: nearly every section has one version.
    versions: Vec<Version>,
    /// Of nearly every section nothing was withdrawn.
    withdrawn: Option<Box<Withdrawn>>,
}

/// What was withdrawn of one section.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Withdrawn {
    /// What the withdrawals that count take back.
    versions: WithdrawnVersions,
    /// Every withdrawal that was taken in, by its hash and whoever signed it, and the time of the earliest record with it.
    all: BTreeMap<Signed, (Withdrawal, Timestamp)>,
    /// The records that carry them, by author and number. A log that forked does not reach everybody any more.
    carried: BTreeMap<ContentHash, BTreeSet<(DeviceId, u64)>>,
    /// Those of them that count.
    counting: BTreeMap<ContentHash, Date>,
}

impl Withdrawn {
    /// The day of a withdrawal, by the clocks of whoever signed it and of whoever brought it: the later one.
    fn day_of(&self, withdrawal: &ContentHash) -> Option<Date> {
        let named = self.all.iter().filter(|(by, _)| by.statement == *withdrawal);
        named.map(|(_, (withdrawal, time))| withdrawal.date.max(time.date())).max()
    }
}

impl Section {
    /// Where a version is, or where it would go.
    fn place_of(&self, key: (u32, Signed, Signed)) -> Result<usize, usize> {
        self.versions.binary_search_by_key(&key, Version::key)
    }

    /// Whether a version, or the standing consent that it came under, was taken back.
    fn is_withdrawn(&self, version: u32, consent: &Consent) -> bool {
        let covers = |number| self.withdrawn.as_ref().is_some_and(|withdrawn| withdrawn.versions.covers(number));
        covers(version) || covers(consent.version)
    }

    /// Whether a later consent replaced the standing one that a version came under.
    fn is_overtaken(&self, version: &Version, counts: impl Fn(&Version) -> bool) -> bool {
        let since = version.consent.version + 1..=version.version;
        let later = |other: &&Version| since.contains(&other.consent.version);
        version.revision.is_some() && self.versions.iter().filter(later).any(counts)
    }

    /// What the municipality that shares it has to know of it.
    fn of_own(&self, asked: &Asked<'_>, today: Date) -> OwnSection {
        let any = newest(asked, self, today).is_some();
        let (mut shown, mut held) = (Vec::new(), Vec::new());
        for version in &self.versions {
            let (counts, sharing) = (asked.counts(version), &version.consent.sharing);
            let ended = sharing.ended_on(today);
            if any && !ended && has_begun(asked, self, version, today) {
                shown.push(version.clone());
            } else if !counts || sharing.begun_on(today) {
                held.push(Held { version: version.clone(), counts, ended });
            }
        }
        let counting = self.versions.iter().filter(|version| asked.counts(version));
        let last = counting.map(|version| version.version).max().unwrap_or(0);
        let counts = |withdrawn: &Withdrawn| {
            let counting =
                |(by, _): &(&Signed, &(Withdrawal, Timestamp))| withdrawn.counting.contains_key(&by.statement);
            withdrawn.all.iter().filter(counting).map(|(by, all)| (*by, all.clone())).collect()
        };
        OwnSection { shown, held, last, withdrawals: self.withdrawn.as_deref().map(counts).unwrap_or_default() }
    }

    /// Derives anew which withdrawals count, and returns the records of what they take back.
    fn derive_withdrawn(&mut self, charter: &Charter) -> Vec<RecordId> {
        let Some(withdrawn) = &mut self.withdrawn else { return Vec::new() };
        let counts =
            |(signed, w): &(&Signed, &Withdrawal)| charter.may_withdraw(&signed.signer, w.municipality, w.date);
        (withdrawn.counting, withdrawn.versions) = Default::default();
        for (signed, withdrawal) in withdrawn.all.iter().map(|(signed, (all, _))| (signed, all)).filter(counts) {
            withdrawn.counting.insert(signed.statement, withdrawal.date);
            withdrawn.versions.add(withdrawal);
        }
        let mut versions = std::mem::take(&mut self.versions);
        let purged = versions.extract_if(.., |version| self.is_withdrawn(version.version, &version.consent));
        let purged = purged.flat_map(|version| version.records).map(|(record, _, _)| record).collect();
        self.versions = versions;
        purged
    }
}

/// One version that this node holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The records that carry it, by author and number: more than one when several devices published it.
    records: Vec<(RecordId, DeviceId, u64)>,
    /// Its number.
    pub version: u32,
    /// The day of the consent, or of the revision.
    pub date: Date,
    /// The consent.
    pub consent: Consent,
    /// The alderman's signature under it.
    pub given: Signed,
    /// The officer's, when it came later under a standing consent.
    pub revision: Option<Signed>,
    /// When it was first published, by the publisher's clock.
    pub time: Timestamp,
    /// What is shared.
    pub item: SharedItem,
}

impl Version {
    /// Its number, and who signed what: two devices may have given the same number, or signed the same words.
    fn key(&self) -> (u32, Signed, Signed) {
        (self.version, self.revision.unwrap_or(self.given), self.given)
    }

    /// Names what makes it a version: the revision, or else the consent.
    pub fn statement(&self) -> ContentHash {
        self.revision.unwrap_or(self.given).statement
    }

    /// The records that carry it: more than one when several devices published it.
    pub fn records(&self) -> impl Iterator<Item = RecordId> {
        self.records.iter().map(|(record, _, _)| *record)
    }

    fn carried_by(&mut self, record: RecordId, author: DeviceId, seq: u64) {
        if let Err(at) = self.records.binary_search(&(record, author, seq)) {
            self.records.insert(at, (record, author, seq));
        }
    }

    fn signatures(&self) -> impl Iterator<Item = Signed> {
        std::iter::once(self.given).chain(self.revision)
    }
}

/// A section of which something was withdrawn, as everyone remembers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WithdrawnSection {
    /// Which section.
    pub key: SectionKey,
    /// The last day on which something was.
    pub date: Option<Date>,
    /// The devices that confirmed to have deleted all of it that they can have had.
    pub confirmed: BTreeSet<DeviceId>,
    /// The devices that were enrolled after all of it was withdrawn: they had it never.
    pub had_it_never: BTreeSet<DeviceId>,
}

impl RegionState {
    /// A region in which nothing happened yet.
    pub fn new(charter: Charter) -> Self {
        Self {
            charter: Tried::new(charter),
            sections: BTreeMap::new(),
            with_files: BTreeSet::new(),
            with_withdrawals: BTreeSet::new(),
            confirmed: Confirmations::default(),
            emptied: Said::default(),
        }
    }

    /// The newest version of every section that may be shown to municipalities on `today`. When the newest has ended, no
    /// earlier one comes back.
    pub fn visible(&self, today: Date) -> impl Iterator<Item = (&SectionKey, &Version)> {
        let asked = Asked::of(&self.charter);
        self.sections.iter().filter_map(move |(key, section)| Some((key, newest(&asked, section, today)?)))
    }

    /// The files of every section that may be shown on `today`, with who shares them.
    pub fn shared_files(&self, today: Date) -> Vec<(MunicipalityCode, &Attachment)> {
        let sections = self.with_files.iter().filter_map(|key| Some((key, self.sections.get(key)?)));
        let asked = Asked::of(&self.charter);
        let newest = sections.filter_map(|(key, section)| Some((key, newest(&asked, section, today)?)));
        newest.flat_map(|(key, version)| self.files_of(key, version).into_iter().map(|file| (key.0, file))).collect()
    }

    /// The versions of one section that may be shown on `today`, oldest first.
    pub fn history(&self, key: &SectionKey, today: Date) -> Vec<&Version> {
        let asked = Asked::of(&self.charter);
        let begun = self.sections.get(key).into_iter().flat_map(|section| begun(&asked, section, today));
        begun.filter(|version| !version.consent.sharing.ended_on(today)).collect()
    }

    /// The files that `version` of a section shares. A newer version under a standing consent has only those that the alderman
    /// saw: of the version that was consented to, for as long as that is here.
    pub fn files_of<'a>(&'a self, key: &SectionKey, version: &'a Version) -> Vec<&'a Attachment> {
        let files = version.item.files.iter();
        if version.revision.is_none() {
            return files.collect();
        }
        let same = |other: &&Version| other.revision.is_none() && other.given == version.given;
        let consented = self.sections.get(key).and_then(|section| section.versions.iter().find(same));
        let seen = |hash| consented.is_some_and(|seen| seen.item.files.iter().any(|file| file.hash == hash));
        files.filter(|file| seen(file.hash)).collect()
    }

    /// What a municipality shares on `today`, what lies here of it all the same, and what it ever took back, by section.
    pub fn sections_of(&self, municipality: MunicipalityCode, today: Date) -> OwnSections {
        let asked = Asked::of(&self.charter);
        let ids = (municipality, SharedId::from_bytes([0; 16]))..=(municipality, SharedId::from_bytes([u8::MAX; 16]));
        let own = self.sections.range(ids).map(|((_, id), section)| (*id, section.of_own(&asked, today)));
        own.filter(|(_, own)| own.last > 0 || !own.held.is_empty() || !own.withdrawals.is_empty()).collect()
    }

    /// Whether a withdrawal counts here, and came in a record, by author and number, that `reaches` everybody.
    pub fn knows_withdrawal(
        &self,
        key: &SectionKey,
        withdrawal: &ContentHash,
        reaches: impl Fn(&DeviceId, u64) -> bool,
    ) -> bool {
        let known = self.sections.get(key).and_then(|section| section.withdrawn.as_ref());
        known.is_some_and(|known| {
            let carried = known.carried.get(withdrawal).into_iter().flatten();
            known.counting.contains_key(withdrawal) && carried.into_iter().any(|(author, seq)| reaches(author, *seq))
        })
    }

    /// Whether a version, made by a consent or a revision with this hash, is here or was withdrawn.
    pub fn knows(&self, consent: &Consent, version: u32, statement: &ContentHash) -> bool {
        self.sections.get(&(consent.municipality, consent.section)).is_some_and(|section| {
            let named = |known: &Version| known.version == version && known.key().1.statement == *statement;
            section.is_withdrawn(version, consent) || section.versions.iter().any(named)
        })
    }

    /// Whether a version under the consent with this hash lies here, whether it counts or not.
    pub fn keeps(&self, consent: &ContentHash) -> bool {
        let versions = self.sections.values().flat_map(|section| section.versions.iter());
        versions.into_iter().any(|version| version.given.statement == *consent)
    }

    /// Whether a withdrawal would take back nothing that counts.
    pub fn spares_what_counts(&self, withdrawal: &Withdrawal) -> bool {
        let asked = Asked::of(&self.charter);
        let goes = |version: &&Version| withdrawal.takes(version.version, version.consent.version);
        let section = self.sections.get(&(withdrawal.municipality, withdrawal.section));
        section.is_none_or(|section| !section.versions.iter().filter(goes).any(|version| asked.counts(version)))
    }

    /// Sections of which something was withdrawn.
    pub fn withdrawn(&self) -> impl Iterator<Item = WithdrawnSection> + '_ {
        self.counting_withdrawals().map(|(key, withdrawn)| {
            let of = |withdrawal| self.confirmed.of(&self.charter, *key, withdrawal);
            let all: Vec<_> = withdrawn.counting.keys().map(|w| (of(*w), withdrawn.day_of(w))).collect();
            let done = |device: &DeviceId| {
                let never = |day: Option<Date>| day.is_some_and(|day| self.confirmed.came_after(device, day));
                all.iter().all(|(said, day)| said.contains(device) || never(*day))
            };
            let confirmed = all.iter().flat_map(|(said, _)| said).copied().filter(done).collect();
            let last = all.iter().filter_map(|(_, day)| *day).max();
            let mut had_it_never = last.map(|last| self.confirmed.all_after(last)).unwrap_or_default();
            // Whoever says that it deleted it had it: from a store that it took over.
            had_it_never.retain(|device| !all.iter().any(|(said, _)| said.contains(device)));
            WithdrawnSection { key: *key, date: withdrawn.counting.values().max().copied(), confirmed, had_it_never }
        })
    }

    /// The sections of which a withdrawal counts.
    fn counting_withdrawals(&self) -> impl Iterator<Item = (&SectionKey, &Withdrawn)> {
        let withdrawn = |key| self.sections.get(key).and_then(|section| section.withdrawn.as_deref());
        let all = self.with_withdrawals.iter().filter_map(move |key| Some((key, withdrawn(key)?)));
        all.filter(|(_, withdrawn)| !withdrawn.counting.is_empty())
    }

    fn apply_one(&mut self, record: &Record, today: Date) -> Result<Taken, Refusal> {
        let header = record.header();
        if header.kind == Kind::Charter {
            apply_charter(&mut self.charter, record)?;
            self.confirmed.note_enrolments(record);
            return Ok(Taken { body: BodyFate::Keep, purge: self.derive_withdrawn_anew() });
        }
        self.charter.rest();
        self.charter.knows(&header.author)?;
        match header.kind {
            Kind::Publication => self.publish(record, today),
            Kind::Withdrawal => self.withdraw(record),
            Kind::Purged => self.confirm(record),
            Kind::Emptied => self.empty(record),
            // What an earlier build kept stays in its place.
            Kind::Unknown(_) if header.body_len > MOST_UNKNOWN && record.statements() != Statements::Kept => {
                Err(Refusal::UnknownTooLong)
            }
            Kind::Unknown(_) => Ok(Taken::KEEP),
            Kind::Charter | Kind::PlanChange | Kind::Act => Err(Refusal::Kind),
        }
    }

    fn publish(&mut self, record: &Record, today: Date) -> Result<Taken, Refusal> {
        // A head without its body: somebody purged it, or holds it back. It says nothing.
        let Some(body) = record.body() else { return Ok(Taken::KEEP) };
        let author = record.header().author;
        let published = Publication::decode(body)?.check(&self.charter, &author, record.statements())?;
        let Published { version, date, consent, given, revision, item } = published;
        let key = (consent.municipality, consent.section);
        let section = self.sections.entry(key).or_default();
        if section.is_withdrawn(version, &consent) {
            return Ok(Taken { body: BodyFate::Withdrawn, purge: Vec::new() });
        }
        // What this device kept was due once: it is known, and shows when its day comes.
        if record.statements() != Statements::Kept && !consent.sharing.begun_on(today) {
            return Ok(Taken { body: BodyFate::Embargoed, purge: Vec::new() });
        }
        let time = record.header().time;
        let new = Version { records: Vec::with_capacity(1), version, date, consent, given, revision, time, item };
        let at = section.place_of(new.key()).unwrap_or_else(|at| {
            section.versions.reserve_exact(1);
            section.versions.insert(at, new);
            at
        });
        let version = &mut section.versions[at];
        version.carried_by(record.id(), author, record.header().seq);
        version.time = version.time.min(time);
        if !version.item.files.is_empty() {
            self.with_files.insert(key);
        }
        Ok(Taken::KEEP)
    }

    fn withdraw(&mut self, record: &Record) -> Result<Taken, Refusal> {
        let signed: SignedStatement = encoding::decode(record.body().ok_or(RecordError::BodyMissing)?)?;
        let (withdrawal, by) = publication::check_withdrawal(&signed, &self.charter, record.statements())?;
        self.charter.belongs_to(&record.header().author, withdrawal.municipality).map_err(ConsentError::Publisher)?;
        let key = (withdrawal.municipality, withdrawal.section);
        let section = self.sections.entry(key).or_default();
        self.with_withdrawals.insert(key);
        let carrier = (record.header().author, record.header().seq);
        let known = section.withdrawn.get_or_insert_default();
        known.carried.entry(signed.hash()).or_default().insert(carrier);
        let time = record.header().time;
        let first = known.all.entry(Signed { statement: signed.hash(), signer: by }).or_insert((withdrawal, time));
        first.1 = first.1.min(time);
        let purge = section.derive_withdrawn(&self.charter);
        self.forget_files();
        Ok(Taken { body: BodyFate::Keep, purge })
    }

    /// After a statement about membership: which withdrawals count can change only for a municipality that was admitted with
    /// several pairs of keys.
    fn derive_withdrawn_anew(&mut self) -> Vec<RecordId> {
        let mut purge = Vec::new();
        for key in self.with_withdrawals.iter().filter(|(code, _)| self.charter.was_admitted_anew(*code)) {
            purge.extend(
                self.sections.get_mut(key).into_iter().flat_map(|section| section.derive_withdrawn(&self.charter)),
            );
        }
        self.forget_files();
        purge
    }

    fn forget_files(&mut self) {
        let names = |section: &Section| section.versions.iter().any(|version| !version.item.files.is_empty());
        self.with_files.retain(|key| self.sections.get(key).is_some_and(names));
    }

    fn confirm(&mut self, record: &Record) -> Result<Taken, Refusal> {
        let purged = Purged::decode(record.body().ok_or(RecordError::BodyMissing)?)?;
        if purged.iter().any(|purged| purged.region != self.charter.space()) {
            return Err(ConsentError::OtherRegion.into());
        }
        for purged in &purged {
            self.confirmed.add(record.header().author, record.header().seq, purged);
        }
        Ok(Taken::KEEP)
    }

    fn empty(&mut self, record: &Record) -> Result<Taken, Refusal> {
        let emptied: Emptied = encoding::decode(record.body().ok_or(RecordError::BodyMissing)?)?;
        if emptied.region != self.charter.space() {
            return Err(ConsentError::OtherRegion.into());
        }
        if emptied.places.len() > Emptied::MOST {
            return Err(EncodingError::Malformed.into());
        }
        // Nobody says this of another municipality's publications.
        for device in emptied.places.iter().map(|(author, _)| author).chain([&record.header().author]) {
            self.charter.belongs_to(device, emptied.municipality).map_err(ConsentError::Publisher)?;
        }
        self.emptied.add(record.header().author, record.header().seq, emptied);
        Ok(Taken::KEEP)
    }

    /// Whether a device need not say any more of a publication, by author and number, that it was emptied: it did, or may not.
    pub fn has_said_emptied(&self, by: &DeviceId, author: &DeviceId, seq: u64) -> bool {
        self.emptied.has_said(by, &(*author, seq))
    }

    /// Whether one confirmation more of this device, of what a municipality took back, would be remembered.
    pub fn may_confirm(&self, device: &DeviceId, municipality: MunicipalityCode) -> bool {
        self.confirmed.may_say(device, municipality)
    }

    /// What was withdrawn and of which this device has not confirmed that it deleted it. Of what was withdrawn before it was
    /// enrolled a device had nothing, unless it took over the store of one that was there before: `took_over`.
    pub fn to_confirm(&self, device: &DeviceId, took_over: bool) -> Vec<Purged> {
        let after = |withdrawn: &Withdrawn, withdrawal: &ContentHash| {
            !took_over && withdrawn.day_of(withdrawal).is_some_and(|day| self.confirmed.came_after(device, day))
        };
        let all = self.counting_withdrawals().flat_map(|(key, withdrawn)| {
            withdrawn.counting.keys().filter(move |w| !after(withdrawn, w)).map(move |w| (*key, *w))
        });
        let said = |key, withdrawal| self.confirmed.of(&self.charter, key, withdrawal).contains(device);
        all.filter(|(key, withdrawal)| !said(*key, *withdrawal))
            .map(|((municipality, section), withdrawal)| Purged {
                region: self.charter.space(),
                municipality,
                section,
                withdrawal,
            })
            .collect()
    }
}

impl RegionState {
    /// The consents and revisions of `signer` for `municipality` that count today: what a removal of it keeps.
    pub fn standing_statements(&self, signer: &DeviceId, municipality: MunicipalityCode) -> BTreeSet<ContentHash> {
        let all = self.sections.values().flat_map(|section| section.versions.iter());
        let asked = Asked::of(&self.charter);
        let counted = all.filter(|version| version.consent.municipality == municipality && asked.counts(version));
        let theirs = counted.flat_map(Version::signatures).filter(|by| by.signer == *signer);
        theirs.map(|by| by.statement).collect()
    }
}

/// The newest version of a section, unless it ended.
fn newest<'a>(asked: &Asked<'_>, section: &'a Section, today: Date) -> Option<&'a Version> {
    begun(asked, section, today).next_back().filter(|newest| !newest.consent.sharing.ended_on(today))
}

/// The versions of a section that count and of which the first day is there, oldest first.
fn begun<'a>(asked: &Asked<'_>, section: &'a Section, today: Date) -> impl DoubleEndedIterator<Item = &'a Version> {
    section.versions.iter().filter(move |version| has_begun(asked, section, version, today))
}

fn has_begun(asked: &Asked<'_>, section: &Section, version: &Version, today: Date) -> bool {
    version.consent.sharing.begun_on(today)
        && asked.counts(version)
        && !section.is_overtaken(version, |other| asked.counts(other))
}

/// A charter, and what it was asked: one alderman consented to nearly all that a municipality shares.
struct Asked<'a> {
    charter: &'a Charter,
    held: RefCell<BTreeMap<(DeviceId, Action, MunicipalityCode, Date), bool>>,
    /// The number below which the records of a device count.
    limits: RefCell<BTreeMap<DeviceId, u64>>,
}

impl<'a> Asked<'a> {
    fn of(charter: &'a Charter) -> Self {
        Self { charter, held: RefCell::default(), limits: RefCell::default() }
    }

    fn held(&self, signed: &Signed, action: Action, code: MunicipalityCode, day: Date) -> bool {
        let ask = || self.charter.authorise(&signed.signer, action, code, day).is_ok();
        *self.held.borrow_mut().entry((signed.signer, action, code, day)).or_insert_with(ask)
    }

    /// Whether whoever signed held the role that it takes, neither their device nor every publisher's was removed before, and
    /// the municipality took part.
    fn counts(&self, version: &Version) -> bool {
        let municipality = version.consent.municipality;
        let stands = |signed: Signed| self.charter.stands(&signed.signer, municipality, &signed.statement).is_ok();
        let limit = |author| *self.limits.borrow_mut().entry(author).or_insert_with(|| self.charter.limit_of(&author));
        self.held(&version.given, Action::Consent, municipality, version.consent.date)
            && version.revision.is_none_or(|by| self.held(&by, Action::Ask, municipality, version.date))
            && version.signatures().all(stands)
            && version.records.iter().any(|(_, author, seq)| *seq < limit(*author))
    }
}

impl SpaceState for RegionState {
    fn charter(&self) -> &Charter {
        &self.charter
    }

    fn shared_charter(&self) -> Arc<Charter> {
        self.charter.shared()
    }

    /// What was shared can be taken back also after the municipality left.
    fn may_append(&self, record: &Record, today: Date) -> Result<(), Refusal> {
        let header = record.header();
        match header.kind {
            Kind::Withdrawal => Ok(self.charter.counts(&header.author, header.seq)?),
            _ => require_member(&self.charter, record, today),
        }
    }

    fn apply(&mut self, records: &[Record], today: Date) -> Vec<Result<Taken, Refusal>> {
        records.iter().map(|record| self.apply_one(record, today)).collect()
    }

    fn is_emptied(&self, author: &DeviceId, seq: u64) -> bool {
        self.emptied.holds(&self.charter, &(*author, seq))
    }
}

#[cfg(test)]
mod confirmed_tests;
#[cfg(test)]
mod tests;
