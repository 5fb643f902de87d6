//! A municipality with somebody of every role, and for each of them something of their own to try every row on.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use deelbaar_schema::act::{Outcome, What};
use deelbaar_schema::attachment::{Attachment, ChunkList};
use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::disclosure::Sharing;
use deelbaar_schema::field::Mask;
use deelbaar_schema::id::{AttachmentId, ContentHash, DeviceId, ItemId, PersonId, RecordId, RootKey};
use deelbaar_schema::plan::{ItemKind, NewItem, PlanEdit};
use deelbaar_schema::role::{Action, Role};
use deelbaar_schema::statement::{Mandate, SignedStatement, Statement};
use deelbaar_schema::time::{Date, Term};
use deelbaar_sync::clock::Clock;
use deelbaar_sync::workspace::{Person, Root, random, random_key, words_of};
use deelbaar_tests::{Device, LEUSDEN, SOEST, term};

use crate::mandates::{self, Mandated, Standing};

/// The file beside every [spare](Objects::spare) item.
pub const BESIDE: AttachmentId = AttachmentId::from_bytes([0xfe; 16]);

/// What things are tried on. Nobody but who may uses any of it up, and everybody has a copy.
pub struct Objects {
    /// To submit, comment on and share.
    pub draft: ItemId,
    /// To put beside something.
    pub file: PathBuf,
    /// To put above the one before it.
    pub second_of_two: ItemId,
    /// To edit, and to remove after the file [beside](BESIDE) it: one for each role, as two may.
    pub spare: BTreeMap<Role, ItemId>,
    /// A text to read in, or to write.
    pub text: PathBuf,
    /// To take back.
    pub recalled: (ItemId, RecordId),
    /// To decide on.
    pub submitted: (ItemId, RecordId),
    /// To decide on under a mandate.
    pub mandated: Mandated,
    /// To start.
    pub agreed: (ItemId, RecordId),
    /// To finish.
    pub running: (ItemId, RecordId),
    /// To give consent for.
    pub asked: (ItemId, RecordId),
    /// Asked, to take the request back.
    pub retracted: (ItemId, RecordId),
    /// To refuse consent for.
    pub declined: (ItemId, RecordId),
    /// Shared for good, and changed since; the act that gave the consent.
    pub standing: (ItemId, RecordId),
    /// To withdraw.
    pub shared: ItemId,
    /// To end.
    pub mandate: ContentHash,
    /// Another policy officer, who can be given a mandate.
    pub clerk: DeviceId,
    /// Of somebody whose role changes.
    pub member: DeviceId,
    /// To remove.
    pub lost: DeviceId,
    /// The words of the second keys.
    pub second: BTreeMap<Root, String>,
}

/// The town.
pub struct Town {
    /// By role; the policy officer began the municipality and the region and holds their keys.
    pub devices: BTreeMap<Role, Device>,
    /// More policy officers, by the mandate that they have.
    pub colleagues: BTreeMap<Standing, Device>,
    /// Takes in what others hand over.
    pub honest: Device,
    /// For every role.
    pub objects: Arc<Objects>,
}

/// The day of the tests.
pub fn today() -> Date {
    Clock::system().today()
}

/// The content of an activity, for its decision.
pub fn content(device: &Device, item: ItemId) -> ContentHash {
    device.workspace.municipality().look(|state| state.item(item).unwrap().substance().unwrap())
}

impl Town {
    /// Sets it up, everybody offline and with everything.
    pub async fn new() -> Self {
        let officer = Device::found(LEUSDEN).await;
        // Takes part, to be dismissed.
        let mut soest = Box::pin(officer.municipality(SOEST)).await;
        // A node that is only dropped goes on, and would tell one door what was done at another.
        soest.go_offline().await;
        let mut devices = BTreeMap::new();
        for role in Role::ALL.into_iter().filter(|role| *role != Role::PolicyOfficer) {
            // Whoever does not read the plan begins as somebody who does: otherwise there is nothing to try anything on.
            let begins_as = if role.may(Action::ReadPlan) { role } else { Role::Reader };
            devices.insert(role, Box::pin(officer.colleague(begins_as)).await);
        }
        let honest = Box::pin(officer.colleague(Role::Reader)).await;
        let colleagues = Box::pin(mandates::colleagues(&officer)).await;
        let alderman = &devices[&Role::Alderman];
        alderman.meet(&officer);
        let mandated = Mandated::new(&officer, alderman, &colleagues).await;
        let objects = Arc::new(objects(&officer, alderman, mandated).await);
        devices.insert(Role::PolicyOfficer, officer);
        let mut town = Self { devices, colleagues, honest, objects };
        town.has_everything().await;
        // Whoever else has the key: the role decides all the same.
        let officer = &town.devices[&Role::PolicyOfficer];
        let words = officer.workspace.recovery_words(None).unwrap();
        let (_, words) = words.iter().find(|(root, _)| *root == Root::Municipality).unwrap();
        for (role, device) in &town.devices {
            device.workspace.restore_key(words).unwrap();
            if !role.may(Action::ReadPlan) {
                officer.workspace.change_role(device.workspace.device(), *role, term(), None).unwrap();
            }
        }
        town.has_everything().await;
        for device in town.devices.values_mut().chain(town.colleagues.values_mut()).chain([&mut town.honest]) {
            device.go_offline().await;
        }
        town
    }

    /// The same town once more, for another door: nothing that is done there shows here.
    pub fn copy(&self) -> Self {
        let devices = self.devices.iter().map(|(role, device)| (*role, device.copied())).collect();
        let colleagues = self.colleagues.iter().map(|(has, device)| (*has, device.copied())).collect();
        Self { devices, colleagues, honest: self.honest.copied(), objects: Arc::clone(&self.objects) }
    }

    /// The municipality's key, as everybody knows it.
    pub fn municipality_key(&self) -> RootKey {
        self.devices[&Role::PolicyOfficer].workspace.identity().founding(Root::Municipality).keys.key
    }

    /// Waits until everybody has all that they get, and their role.
    async fn has_everything(&self) {
        let all = &self.devices[&Role::PolicyOfficer].workspace;
        let same = |d: &Device| {
            let own = &d.workspace;
            own.region().digest() == all.region().digest()
                && (!own.reads_plan() || own.municipality().digest() == all.municipality().digest())
        };
        for device in self.devices.values().chain(self.colleagues.values()).chain([&self.honest]) {
            device.until("everything", same).await;
        }
    }
}

async fn meets(device: &Device, what: &str, id: RecordId) {
    device.until(what, |d| d.workspace.municipality().look(|s| s.acts().get(&id).is_some())).await;
}

/// Makes everything: what the officer does, then what the alderman does, and so on.
async fn objects(officer: &Device, alderman: &Device, mandated: Mandated) -> Objects {
    let standing = Sharing { standing: true, ..Sharing::REGION };
    let ask = |name: &str, sharing: &Sharing| {
        let item = officer.add(ItemKind::Section, name, "Tekst.");
        (item, officer.request_for(item, Mask::none(), sharing.clone(), String::new()))
    };
    let put_forward = |name: &str| {
        let item = officer.add(ItemKind::Activity, name, "Tekst.");
        (item, officer.submit(item))
    };
    let draft = officer.add(ItemKind::Activity, "Concept", "Tekst.");
    let spare = Role::ALL.map(|role| (role, officer.add(ItemKind::Activity, role.name(), "Tekst.")));
    let two = ["a", "b"].map(|order| {
        let id = ItemId::from_bytes(*random::<16>().unwrap());
        NewItem { order: order.into(), ..NewItem::titled(id, ItemKind::Inventory, order) }
    });
    let second_of_two = two[1].id;
    officer.edit(&two.map(PlanEdit::Add));
    for (_, item) in spare {
        officer.edit(&[PlanEdit::SetFile { item, file: BESIDE, attachment: Some(beside()) }]);
    }
    let [agreed, running, recalled, submitted] = ["Besloten", "Bezig", "Terug", "Voorgelegd"].map(put_forward);
    let (standing, shared) = (ask("Doorlopend", &standing), ask("Gedeeld", &Sharing::REGION));
    let retracted = ask("Toch niet", &Sharing::REGION);
    let (declined, asked) = (ask("Nee", &Sharing::REGION), ask("Gevraagd", &Sharing::REGION));
    meets(alderman, "every request", asked.1).await;

    for (item, _) in [standing, shared] {
        alderman.consent(item);
    }
    let state = alderman.workspace.municipality().look(|s| s.acts().consent_state(s.bench(), standing.0));
    let consent = state.given[0].id;
    let mandate = mandate(officer, alderman);
    let [decision, allowed] =
        [agreed, running].map(|(item, submission)| alderman.decide(item, submission, Outcome::Agreed));
    meets(officer, "every decision", allowed).await;

    let start = What::Start { decision: allowed, content: content(officer, running.0) };
    let start = officer.workspace.act(running.0, start).unwrap();
    officer.edit(&[PlanEdit::SetTitle { item: standing.0, title: "Doorlopend, nieuw".into() }]);
    let words = |key: &Option<SecretKey>| words_of(key.as_ref().unwrap());
    Objects {
        draft,
        second_of_two,
        file: PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")),
        spare: spare.into(),
        text: PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../CHANGELOG.md")),
        recalled,
        submitted,
        mandated,
        agreed: (agreed.0, decision),
        running: (running.0, start),
        asked,
        retracted,
        declined,
        standing: (standing.0, consent),
        shared: shared.0,
        mandate,
        clerk: enrolled(officer, Role::PolicyOfficer),
        member: enrolled(officer, Role::Reader),
        lost: enrolled(officer, Role::Reader),
        second: [(Root::Municipality, words(&officer.second)), (Root::Region, words(&officer.region_second))].into(),
    }
}

/// A file as the plan names it. Its content is nowhere.
pub fn beside() -> Attachment {
    let list = ChunkList::of_content(1, vec![ContentHash::of(b"1")]).unwrap();
    Attachment::new("begroting.pdf", &list, "").unwrap()
}

/// A mandate for the officer.
fn mandate(officer: &Device, alderman: &Device) -> ContentHash {
    let mandate = Statement::Mandate(Mandate {
        space: alderman.workspace.municipality().space(),
        municipality: LEUSDEN,
        person: officer.workspace.identity().person.id,
        kinds: [ItemKind::Conversation].into(),
        asks: [officer.workspace.device()].into(),
        term: Term { from: today(), until: Some(today() + chrono::Days::new(30)) },
    });
    alderman.workspace.arrange(&mandate).unwrap();
    SignedStatement::sign(&mandate, &alderman.workspace.key()).unwrap().hash()
}

/// The device of somebody who is never seen.
fn enrolled(officer: &Device, role: Role) -> DeviceId {
    let (device, id) = (random_key().unwrap().device(), PersonId::from_bytes(*random::<16>().unwrap()));
    let person = Person { id, name: device.short(), role, term: term() };
    officer.workspace.enrol(device, &person, None).unwrap();
    device
}
