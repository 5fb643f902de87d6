//! A small region for tests: Leusden and Soest, each with an officer's and an alderman's device.

use crate::act::{Act, Track, What};
use crate::attachment::{Attachment, ChunkList};
use crate::charter::{Charter, Founded, Founding, Pair};
use crate::crypto::SecretKey;
use crate::disclosure::Sharing;
use crate::encoding;
use crate::field::{Field, Mask, Value};
use crate::id::{AttachmentId, ContentHash, ItemId, MunicipalityCode, PersonId, RecordId, SharedId};
use crate::municipality::MunicipalityState;
use crate::plan::{ItemKind, NewItem, PlanEdit};
use crate::projection;
use crate::record::{Kind, LogHead, Record};
use crate::region::RegionState;
use crate::role::Role;
use crate::shared::Snapshot;
use crate::space::{Refusal, SpaceState, Taken};
use crate::statement::{Admission, Consent, Countersignature, Enrolment, SignedStatement, Statement, Withdrawal};
use crate::time::{Date, Term, Timestamp};

pub const LEUSDEN: MunicipalityCode = MunicipalityCode::from_number(327).unwrap();
pub const SOEST: MunicipalityCode = MunicipalityCode::from_number(342).unwrap();

/// Seeds of the keys.
pub const REGION: u8 = 1;
pub const LEUSDEN_ROOT: u8 = 2;
pub const SOEST_ROOT: u8 = 3;
/// The second person of the region and of each municipality: 100 + its root.
pub const SECOND: u8 = 100;
pub const OFFICER: u8 = 10;
pub const ALDERMAN: u8 = 11;
/// The alderman's own second device, enrolled as officer.
pub const ALDERMANS_TABLET: u8 = 12;
pub const READER: u8 = 13;
pub const SOEST_OFFICER: u8 = 20;
pub const SOEST_ALDERMAN: u8 = 21;

pub fn key(seed: u8) -> SecretKey {
    SecretKey::from_seed(&[seed; 32])
}

/// A root key and that of its second person.
pub fn pair(root: u8) -> Pair {
    Pair { key: key(root).root(), second: key(SECOND + root).root() }
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub const TODAY: &str = "2026-04-01";

pub fn at(day_text: &str) -> Timestamp {
    Timestamp(day(day_text).and_hms_opt(9, 0, 0).unwrap().and_utc().timestamp_millis())
}

fn members(code: MunicipalityCode) -> Vec<(u8, u8, Role)> {
    if code == LEUSDEN {
        vec![
            (OFFICER, 1, Role::PolicyOfficer),
            (ALDERMAN, 2, Role::Alderman),
            (ALDERMANS_TABLET, 2, Role::PolicyOfficer),
            (READER, 3, Role::Reader),
        ]
    } else {
        vec![(SOEST_OFFICER, 4, Role::PolicyOfficer), (SOEST_ALDERMAN, 5, Role::Alderman)]
    }
}

fn add(charter: &mut Charter, statement: &Statement, by: u8) {
    charter.add(&SignedStatement::sign(statement, &key(by)).unwrap().verify().unwrap()).unwrap();
}

fn enrol(charter: &mut Charter, code: MunicipalityCode, root: u8) {
    for (device, person, role) in members(code) {
        let statement = Statement::Enrolment(Enrolment {
            space: charter.space(),
            municipality: code,
            device: key(device).device(),
            person: PersonId::from_bytes([person; 16]),
            name: None,
            role,
            term: Term { from: day("2026-01-01"), until: Some(day("2026-12-31")) },
        });
        add(charter, &statement, root);
        if role == Role::Alderman {
            let statement = SignedStatement::sign(&statement, &key(root)).unwrap().hash();
            let countersignature = Countersignature { space: charter.space(), of: code.into(), statement };
            add(charter, &Statement::Countersignature(countersignature), SECOND + root);
        }
    }
}

pub fn region_charter() -> Charter {
    let founding = Founding { of: Founded::Region, name: "Regio".into(), keys: pair(REGION), nonce: [1; 16] };
    let mut charter = Charter::new(founding).unwrap();
    for (code, root) in [(LEUSDEN, LEUSDEN_ROOT), (SOEST, SOEST_ROOT)] {
        let admission = Statement::Admission(Admission {
            region: charter.space(),
            municipality: code,
            name: code.to_string(),
            keys: pair(root),
            term: Term::since(day("2025-01-01")),
        });
        add(&mut charter, &admission, REGION);
        enrol(&mut charter, code, root);
    }
    charter
}

pub fn region() -> RegionState {
    RegionState::new(region_charter())
}

pub fn leusden() -> MunicipalityState {
    let founding = Founding { of: LEUSDEN.into(), name: "Leusden".into(), keys: pair(LEUSDEN_ROOT), nonce: [2; 16] };
    let mut charter = Charter::new(founding).unwrap();
    enrol(&mut charter, LEUSDEN, LEUSDEN_ROOT);
    MunicipalityState::new(charter, LEUSDEN, region_charter().space(), key(OFFICER).device()).unwrap()
}

pub const ACTIVITY: ItemId = ItemId::from_bytes([7; 16]);

/// Leusden with one activity in its plan.
pub fn leusden_with_activity() -> MunicipalityState {
    let mut state = leusden();
    let item = NewItem { body: "Een avond.".into(), ..NewItem::titled(ACTIVITY, ItemKind::Activity, "Dialoogavond") };
    state.edit(&[PlanEdit::Add(item)], at(TODAY), 0).unwrap();
    state
}

/// A record as `device` makes it; the place in its log does not matter to a state.
pub fn record(state: &impl SpaceState, device: u8, kind: Kind, body: Vec<u8>, day_text: &str) -> Record {
    Record::create(&key(device), state.charter().space(), LogHead::EMPTY, at(day_text), kind, body).unwrap()
}

pub fn take<S: SpaceState>(state: &mut S, record: &Record) -> Result<Taken, Refusal> {
    state.apply(std::slice::from_ref(record), day(TODAY)).remove(0)
}

/// Makes and applies an act on [`ACTIVITY`] that follows whatever was last.
pub fn act_on(state: &mut MunicipalityState, device: u8, what: What, day_text: &str) -> Result<RecordId, Refusal> {
    act_after(state, device, None, what, day_text)
}

/// The same, but made by someone who knew only `after`.
pub fn act_after(
    state: &mut MunicipalityState,
    device: u8,
    after: Option<Vec<RecordId>>,
    what: What,
    day_text: &str,
) -> Result<RecordId, Refusal> {
    let track = what.track();
    let after = after.unwrap_or_else(|| state.acts().last(state.bench(), ACTIVITY, track));
    let act = Act { item: ACTIVITY, after, what };
    let record = record(state, device, Kind::Act, encoding::encode(&act).unwrap(), day_text);
    // Through both doors: that of other devices, and that of the device which makes the act.
    let mut next = state.clone();
    take(&mut next, &record)?;
    state.may_append(&record, day(day_text))?;
    *state = next;
    Ok(record.id())
}

/// A file with a name of its own as content.
pub fn file(name: &str) -> Attachment {
    let list = ChunkList::of_content(name.len() as u64, vec![ContentHash::of(name.as_bytes())]).unwrap();
    Attachment::new(name, &list, "").unwrap()
}

/// Puts a file beside the activity, or takes it away.
pub fn set_file(state: &mut MunicipalityState, id: u8, attachment: Option<Attachment>) {
    let edit = PlanEdit::SetFile { item: ACTIVITY, file: AttachmentId::from_bytes([id; 16]), attachment };
    state.edit(&[edit], at(TODAY), 0).unwrap();
}

/// Fills in a field of the activity.
pub fn set(state: &mut MunicipalityState, field: Field, line: &str) {
    let edit = PlanEdit::SetField { item: ACTIVITY, field, value: Some(Value::Line(line.into())) };
    state.edit(&[edit], at(TODAY), 0).unwrap();
}

pub fn last(state: &MunicipalityState, track: Track) -> Vec<RecordId> {
    state.acts().last(state.bench(), ACTIVITY, track)
}

pub fn section() -> SharedId {
    leusden().section_of(ACTIVITY)
}

pub fn snapshot(state: &MunicipalityState, without: &Mask) -> Snapshot {
    let chosen = state.item(ACTIVITY).unwrap().files.values().map(|file| file.hash).collect();
    projection::project(state.item(ACTIVITY).unwrap(), without, &chosen, LEUSDEN, section()).unwrap()
}

/// Leusden's consent for version 1 of `snapshot`, in force.
pub fn consent_for(snapshot: &Snapshot) -> Consent {
    Consent {
        region: region_charter().space(),
        municipality: LEUSDEN,
        section: section(),
        version: 1,
        sharing: Sharing::REGION,
        snapshot: snapshot.hash(),
        without: Mask::none(),
        date: day(TODAY),
    }
}

pub fn sign_consent(consent: &Consent, by: u8) -> SignedStatement {
    SignedStatement::sign(&Statement::Consent(consent.clone()), &key(by)).unwrap()
}

pub fn sign_withdrawal(from: u32, through: u32, by: u8) -> SignedStatement {
    let withdrawal = Withdrawal {
        region: region_charter().space(),
        municipality: LEUSDEN,
        section: section(),
        from,
        through,
        date: day(TODAY),
    };
    SignedStatement::sign(&Statement::Withdrawal(withdrawal), &key(by)).unwrap()
}
