//! A region as large as the country, made by signing records directly: hundreds of municipalities, thousands of sections.

use std::collections::BTreeSet;
use std::path::Path;

use deelbaar_schema::charter::Pair;
use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::disclosure::Sharing;
use deelbaar_schema::encoding;
use deelbaar_schema::field::{Field, Mask, Value};
use deelbaar_schema::id::{DeviceId, ItemId, MunicipalityCode, PersonId, SharedId};
use deelbaar_schema::plan::{Item, ItemKind};
use deelbaar_schema::projection::project;
use deelbaar_schema::publication::{Emptied, Publication};
use deelbaar_schema::record::{Kind, LogHead, Record, WireRecord};
use deelbaar_schema::role::Role;
use deelbaar_schema::statement::{Admission, Consent, Countersignature, SignedStatement, Statement, Withdrawal};
use deelbaar_schema::time::{Date, Timestamp};
use deelbaar_sync::clock::Clock;
use deelbaar_sync::workspace::{
    Identity, NewRegion, Person, Workspace, found_municipality, public_enrolment, random, random_key,
};

use crate::term;

/// Municipalities of the Netherlands.
pub const MUNICIPALITIES: u16 = 342;
/// Sections that each shares.
pub const SECTIONS: u32 = 60;
/// Bytes of text of a section.
pub const TEXT: usize = 2048;

/// Text of about two to three bits a character, as Dutch prose has for a compressor, or of six bits: letters by chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writing {
    /// Words of a vocabulary of 8,192, the common ones more often.
    Prose,
    /// Letters by chance: nothing to compress but the alphabet.
    Noise,
}

/// Numbers that are the same in every run.
pub struct Chance(blake3::OutputReader);

impl Chance {
    /// The numbers of `name`.
    pub fn new(name: &str) -> Self {
        Self(blake3::Hasher::new().update(name.as_bytes()).finalize_xof())
    }

    /// The next bytes.
    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.fill(&mut bytes);
        bytes
    }

    /// The next number below `end`.
    pub fn below(&mut self, end: u32) -> u32 {
        u32::try_from((u64::from(u32::from_le_bytes(self.bytes())) * u64::from(end)) >> 32).unwrap()
    }

    /// A text of `length` bytes.
    pub fn text(&mut self, writing: Writing, length: usize) -> String {
        const ALPHABET: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .";
        let mut text = String::with_capacity(length + 16);
        while text.len() < length {
            match writing {
                Writing::Noise => text.push(ALPHABET[self.below(64) as usize].into()),
                Writing::Prose => {
                    // The square makes low numbers common, as in prose.
                    let word = self.below(8192) * self.below(8192) / 8192;
                    text.push_str(&word_of(word));
                    text.push(' ');
                }
            }
        }
        text.truncate(length);
        text
    }
}

/// A made-up word of four to nine letters.
fn word_of(number: u32) -> String {
    const SYLLABLES: [&str; 20] = [
        "ge", "meen", "te", "raad", "in", "clu", "sie", "toe", "gang", "taal", "huis", "ver", "buurt", "werk", "en",
        "mee", "doen", "plan", "be", "leid",
    ];
    let mut number = number as usize;
    let mut word = String::new();
    while word.is_empty() || number > 0 {
        word.push_str(SYLLABLES[number % 20]);
        number /= 20;
    }
    word
}

/// One device that writes in the region.
struct Author {
    key: SecretKey,
    log: LogHead,
}

impl Author {
    fn new(key: SecretKey) -> Self {
        Self { key, log: LogHead::EMPTY }
    }

    fn write(&mut self, region: &Workspace, kind: Kind, body: Vec<u8>) -> WireRecord {
        let record = Record::create(&self.key, region.region_space(), self.log, now(), kind, body).unwrap();
        self.log = self.log.advance(&record).unwrap();
        record.to_wire()
    }
}

/// The day on which aldermen sign.
fn day() -> Date {
    Date::from_ymd_opt(2026, 11, 1).unwrap()
}

fn now() -> Timestamp {
    Clock::system().now()
}

/// A municipality of the country: its alderman's device goes on sharing.
pub struct Sharer {
    code: MunicipalityCode,
    alderman: Author,
    shared: u32,
    /// The sections that it shares today, and where in its alderman's log.
    sections: Vec<(SharedId, u64)>,
    officer: Identity,
}

impl Sharer {
    /// The identity of its first device, a policy officer's, which knows nothing yet.
    pub fn officer(&self) -> &Identity {
        &self.officer
    }
}

/// The founder's workspace, with everything that the others shared.
pub struct Country {
    /// The founder's.
    pub workspace: Workspace,
    /// The others.
    pub sharers: Vec<Sharer>,
    writing: Writing,
    chance: Chance,
}

impl Country {
    /// Founds a region in `dir` and lets `municipalities` share `sections` each.
    pub fn found(dir: &Path, municipalities: u16, sections: u32, writing: Writing) -> Self {
        let founder = Person {
            id: PersonId::from_bytes(*random::<16>().unwrap()),
            name: "Projectleider".into(),
            role: Role::PolicyOfficer,
            term: term(),
        };
        let new = NewRegion {
            region: "Nederland".into(),
            municipality: MunicipalityCode::from_number(9999).unwrap(),
            municipality_name: "Begin".into(),
            person: founder,
        };
        let workspace = Workspace::found(dir, new, Clock::system()).unwrap();
        let mut country = Self { workspace, sharers: Vec::new(), writing, chance: Chance::new("country") };
        for number in 0..municipalities {
            country.admit(MunicipalityCode::from_number(number).unwrap());
        }
        for _ in 0..sections {
            let records = (0..country.sharers.len()).map(|at| country.share(at)).collect();
            country.take(records);
        }
        country
    }

    fn take(&self, records: Vec<WireRecord>) {
        let accepted = self.workspace.region().accept(records).unwrap();
        assert!(accepted.refused.is_empty(), "{:?}", accepted.refused.first());
    }

    /// From now on what is shared is written like this.
    pub fn writing(&mut self, writing: Writing) {
        self.writing = writing;
    }

    /// Admits a municipality, with its first device and its alderman.
    pub fn admit(&mut self, code: MunicipalityCode) {
        let municipality = found_municipality(code, code.to_string()).unwrap();
        let (key, second) = (municipality.key, municipality.second);
        let mut officer = Author::new(random_key().unwrap());
        let alderman = Author::new(random_key().unwrap());
        let region = self.workspace.region_space();
        let admission = Admission {
            region,
            municipality: code,
            name: code.to_string(),
            keys: Pair { key: key.root(), second: second.root() },
            term: term(),
        };
        let mut person = |role, name: String| {
            let id = PersonId::from_bytes(self.chance.bytes());
            Person { id, name, role, term: term() }
        };
        let sits = person(Role::PolicyOfficer, "Beleidsadviseur".into());
        let decides = person(Role::Alderman, format!("Wethouder {code}"));
        let enrol =
            |device, person| SignedStatement::sign(&public_enrolment(region, code, device, person), &key).unwrap();
        let first = enrol(officer.key.device(), &sits);
        let chosen = enrol(alderman.key.device(), &decides);
        let agreed = Countersignature { space: region, of: code.into(), statement: chosen.hash() };
        let agreed = SignedStatement::sign(&Statement::Countersignature(agreed), &second).unwrap();
        self.workspace.admit(admission, first, None).unwrap();
        let record = officer.write(&self.workspace, Kind::Charter, encoding::encode(&vec![chosen, agreed]).unwrap());
        self.take(vec![record]);
        let region = self.workspace.identity().region.clone();
        let mut identity = Identity::new(&officer.key, (municipality.founding, Some(key)), (region, None), sits);
        identity.sponsor = Some(self.workspace.device());
        self.sharers.push(Sharer { code, alderman, shared: 0, sections: Vec::new(), officer: identity });
    }

    /// The record with which a municipality shares one more section.
    pub fn share(&mut self, at: usize) -> WireRecord {
        let sharer = &mut self.sharers[at];
        sharer.shared += 1;
        let section = SharedId::from_bytes(self.chance.bytes());
        sharer.sections.push((section, sharer.alderman.log.next_seq));
        let title = format!("Onderdeel {} van {}", sharer.shared, sharer.code);
        let item = Item {
            body: self.chance.text(self.writing, TEXT),
            details: [(Field::Theme, Value::Line("Taal".into()))].into(),
            ..Item::new(ItemId::from_bytes([0; 16]), ItemKind::Section, &title)
        };
        let snapshot = project(&item, &Mask::none(), &BTreeSet::new(), sharer.code, section).unwrap();
        let consent = Statement::Consent(Consent {
            region: self.workspace.region_space(),
            municipality: sharer.code,
            section,
            version: 1,
            sharing: Sharing::REGION,
            snapshot: snapshot.hash(),
            without: Mask::none(),
            date: day(),
        });
        let consent = SignedStatement::sign(&consent, &sharer.alderman.key).unwrap();
        let body = Publication::new(consent, None, &snapshot).encode().unwrap();
        sharer.alderman.write(&self.workspace, Kind::Publication, body)
    }

    /// The record with which a municipality takes back what it shared in this one.
    pub fn withdraw(&mut self, at: usize, text: &WireRecord) -> WireRecord {
        let consent = Publication::decode(text.body.as_ref().unwrap()).unwrap().consent.verify().unwrap();
        let Statement::Consent(Consent { section, .. }) = *consent.statement() else { panic!("no consent") };
        self.take_back(at, section)
    }

    /// The records with which a municipality takes back so many of the sections that it shares, the newest first, and says
    /// what that emptied.
    pub fn withdraw_newest(&mut self, at: usize, sections: usize) -> Vec<WireRecord> {
        let newest: Vec<_> = self.sharers[at].sections.iter().rev().take(sections).copied().collect();
        assert_eq!(newest.len(), sections, "it does not share so many");
        let mut records: Vec<_> = newest.iter().map(|(section, _)| self.take_back(at, *section)).collect();
        let alderman = self.sharers[at].alderman.key.device();
        let places: Vec<_> = newest.iter().map(|(_, seq)| (alderman, *seq)).collect();
        records.extend(places.chunks(Emptied::MOST).map(|places| self.emptied(at, places.to_vec())));
        records
    }

    /// How many sections a municipality shares.
    pub fn shared(&self, at: usize) -> usize {
        self.sharers[at].sections.len()
    }

    fn take_back(&mut self, at: usize, section: SharedId) -> WireRecord {
        let (region, sharer) = (self.workspace.region_space(), &mut self.sharers[at]);
        sharer.sections.retain(|(other, _)| *other != section);
        let (municipality, date) = (sharer.code, day());
        let withdrawal = Withdrawal { region, municipality, section, from: 1, through: 1, date };
        let signed = SignedStatement::sign(&Statement::Withdrawal(withdrawal), &sharer.alderman.key).unwrap();
        sharer.alderman.write(&self.workspace, Kind::Withdrawal, encoding::encode(&signed).unwrap())
    }

    /// The record with which a municipality says that this publication of its own was emptied.
    pub fn say_emptied(&mut self, at: usize, text: &WireRecord) -> WireRecord {
        let header = text.clone().verify().unwrap().header().clone();
        self.emptied(at, vec![(header.author, header.seq)])
    }

    fn emptied(&mut self, at: usize, places: Vec<(DeviceId, u64)>) -> WireRecord {
        let (region, sharer) = (self.workspace.region_space(), &mut self.sharers[at]);
        let emptied = Emptied { region, municipality: sharer.code, places };
        sharer.alderman.write(&self.workspace, Kind::Emptied, encoding::encode(&emptied).unwrap())
    }

    /// One more section, kept at the founder's.
    pub fn share_one(&mut self, at: usize) {
        let record = self.share(at);
        self.take(vec![record]);
    }

    /// The identity of a colleague's device that was enrolled and knows nothing yet.
    pub fn joiner(&self) -> Identity {
        self.joiner_as(Role::Reader)
    }

    /// The same in another role.
    pub fn joiner_as(&self, role: Role) -> Identity {
        let founder = self.workspace.identity();
        let key = random_key().unwrap();
        let id = PersonId::from_bytes(*random::<16>().unwrap());
        let person = Person { id, name: role.name().into(), role, term: term() };
        self.workspace.enrol(key.device(), &person, None).unwrap();
        let mut identity =
            Identity::new(&key, (founder.municipality.clone(), None), (founder.region.clone(), None), person);
        identity.sponsor = Some(self.workspace.device());
        identity
    }
}
