//! What the tests that cross crates share: a small region of real devices on loopback.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test that cannot set up must fail loudly"
)]

pub mod attached;
pub mod binary;
pub mod country;
#[cfg(unix)]
pub mod damage;
pub mod delay;
pub mod file_wire;
pub mod flood;
pub mod forge;
pub mod join_wire;
pub mod memory;
pub mod nation;
pub mod network;
pub mod proxied;
pub mod relay;
pub mod resident;
pub mod scan;
pub mod wire;

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use deelbaar_schema::act::{Outcome, What};
use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::disclosure::Sharing;
use deelbaar_schema::field::Mask;
use deelbaar_schema::id::{FileHash, ItemId, MunicipalityCode, PersonId, RecordId};
use deelbaar_schema::plan::{ItemKind, NewItem, PlanEdit};
use deelbaar_schema::role::Role;
use deelbaar_schema::shared::SharedItem;
use deelbaar_schema::statement::{Consent, SignedStatement, Statement, Withdrawal};
use deelbaar_schema::time::{Date, Term, Timestamp};
use deelbaar_sync::clock::Clock;
use deelbaar_sync::net::{Asked, Code, Invitation, Limits, Listen, Node, Party, Verdict, ask};
use deelbaar_sync::store::{Kdf, Passphrase, Store};
use deelbaar_sync::workspace::{NewRegion, Person, Root, Workspace, random};
use tempfile::TempDir;
use tokio::sync::mpsc;

/// How long a condition may take to come true before a test fails.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// The municipalities of the tests.
pub const LEUSDEN: MunicipalityCode = MunicipalityCode::from_number(327).unwrap();
/// Another one.
pub const SOEST: MunicipalityCode = MunicipalityCode::from_number(342).unwrap();
/// And a third.
pub const BAARN: MunicipalityCode = MunicipalityCode::from_number(308).unwrap();

/// One device with its own folder. Its node runs while `node` is there.
pub struct Device {
    /// Removed with the device.
    pub dir: TempDir,
    /// The workspace.
    pub workspace: Workspace,
    /// The node.
    pub node: Option<Node>,
    /// The second person's key, where this device began its municipality: that person stands beside it.
    pub second: Option<SecretKey>,
    /// The same of the region.
    pub region_second: Option<SecretKey>,
}

/// An open-ended term that began long ago.
pub fn term() -> Term {
    Term::since(Date::from_ymd_opt(2020, 1, 1).unwrap())
}

/// A code for a colleague that was given out so many hours ago on the workspace in `path`, which began then if there is none.
/// Nobody holds the workspace afterwards.
pub async fn code_given(path: &Path, hours_ago: i64, role: Role) -> Code {
    let clock = Clock::from_fn(move || Timestamp(Clock::system().now().0 - hours_ago * 60 * 60 * 1000));
    let workspace = if Store::exists(path).unwrap() {
        Workspace::open(path, clock).unwrap()
    } else {
        let id = PersonId::from_bytes(*random::<16>().unwrap());
        let person = Person { id, name: "Anna Jansen".into(), role: Role::PolicyOfficer, term: term() };
        let (region, municipality_name) = ("Testregio".into(), "Leusden".into());
        Workspace::found(path, NewRegion { region, municipality: LEUSDEN, municipality_name, person }, clock).unwrap()
    };
    let (doorkeeper, _asked) = mpsc::channel(1);
    let node = Node::start(workspace, Listen::LOOPBACK).await.unwrap();
    let code = node.invite(Invitation::Colleague { role, term: term() }, doorkeeper).unwrap();
    node.close().await;
    drop(node);
    // The node's last task may hold the store for a moment.
    while Workspace::open(path, Clock::system()).is_err() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    code
}

fn folder() -> (TempDir, PathBuf) {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("workspace");
    (dir, path)
}

impl Device {
    /// Founds a region, on a device of a policy officer of `code`.
    pub async fn found(code: MunicipalityCode) -> Self {
        let (dir, path) = folder();
        let person = Person {
            id: PersonId::from_bytes(*random::<16>().unwrap()),
            name: format!("Beleidsadviseur {code}"),
            role: Role::PolicyOfficer,
            term: term(),
        };
        let new =
            NewRegion { region: "Testregio".into(), municipality: code, municipality_name: code.to_string(), person };
        let workspace = Workspace::found(&path, new, Clock::system()).unwrap();
        Box::pin(Self::started(dir, workspace)).await
    }

    /// A device that works on `workspace`, which lies in `dir`.
    pub async fn started(dir: TempDir, workspace: Workspace) -> Self {
        let take = |root| {
            let key = workspace.second_key(root).ok()?;
            workspace.forget_second(root).unwrap();
            Some(key)
        };
        let [second, region_second] = Root::ALL.map(take);
        let node = Node::start(workspace.clone(), Listen::LOOPBACK).await.unwrap();
        Self { dir, workspace, node: Some(node), second, region_second }
    }

    /// Invites, and lets somebody in who asks with the code.
    async fn let_in(&self, invitation: Invitation, name: &str) -> Self {
        let (doorkeeper, mut asked) = mpsc::channel::<Asked>(1);
        let code = self.node().invite(invitation, doorkeeper).unwrap();
        let code = code.to_string().parse().unwrap();
        let approve = async {
            let asked = asked.recv().await.unwrap();
            asked.answer.send(Verdict::Admit(self.second.clone().map(Box::new))).unwrap();
        };
        let (granted, ()) = tokio::join!(ask(&code, name, None, Listen::LOOPBACK, |_| {}), approve);
        let grant = granted.unwrap();
        let (dir, path) = folder();
        let workspace = Workspace::create(&path, &grant.identity, Clock::system()).unwrap();
        let device = Box::pin(Self::started(dir, workspace)).await;
        device.meet(self);
        device.until("its own enrolment has arrived", |d| d.workspace.has_arrived()).await;
        device
    }

    /// Lets a municipality join.
    pub async fn municipality(&self, code: MunicipalityCode) -> Self {
        let invitation = Invitation::Municipality { code, name: code.to_string() };
        self.let_in(invitation, &format!("Beleidsadviseur {code}")).await
    }

    /// Lets a colleague join.
    pub async fn colleague(&self, role: Role) -> Self {
        let name = format!("{} {}", role.name(), self.workspace.code());
        self.let_in(Invitation::Colleague { role, term: term() }, &name).await
    }

    /// The same, for a term.
    pub async fn colleague_for(&self, role: Role, term: Term) -> Self {
        let name = format!("{} {}", role.name(), self.workspace.code());
        self.let_in(Invitation::Colleague { role, term }, &name).await
    }

    /// Lets another device of somebody of the own municipality join: of `whose`.
    pub async fn second_device_of(&self, whose: &Self) -> Self {
        let person = whose.workspace.identity().person.id;
        let device = self.let_in(Invitation::Device(person), "Iemand").await;
        Self { second: self.second.clone(), ..device }
    }

    /// The same device, so many days later, back on the network.
    pub async fn days_later(self, days: u64) -> Self {
        let shift = i64::try_from(days).unwrap() * 24 * 60 * 60 * 1000;
        self.with_clock(Clock::from_fn(move || Timestamp(Clock::system().now().0 + shift))).await
    }

    /// The same device with another clock, back on the network.
    pub async fn with_clock(mut self, clock: Clock) -> Self {
        self.go_offline().await;
        let Self { dir, workspace, second, region_second, .. } = self;
        drop(workspace);
        let path = dir.path().join("workspace");
        let began = tokio::time::Instant::now();
        let workspace = loop {
            // The node's last task may hold the store for a moment.
            match Workspace::open(&path, clock.clone()) {
                Ok(workspace) => break workspace,
                Err(error) => assert!(began.elapsed() < PATIENCE, "it does not open: {error}"),
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        };
        Self { second, region_second, ..Box::pin(Self::started(dir, workspace)).await }
    }

    /// The running node.
    pub fn node(&self) -> &Node {
        self.node.as_ref().expect("the node runs")
    }

    /// Where the node listens.
    pub fn addresses(&self) -> Vec<SocketAddr> {
        self.node().addresses()
    }

    /// Connects to another device, now and whenever both run.
    pub fn meet(&self, other: &Self) {
        self.node().connect(other.workspace.device(), other.addresses());
    }

    /// Stops the node.
    pub async fn go_offline(&mut self) {
        if let Some(node) = self.node.take() {
            node.close().await;
        }
    }

    /// A copy of the folder, as it is now, without the content of files: the same device once more, offline.
    pub fn copied(&self) -> Self {
        let (dir, to) = folder();
        let from = self.dir.path().join("workspace");
        std::fs::create_dir(&to).unwrap();
        for entry in std::fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            if entry.path().is_file() {
                std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
            }
        }
        let workspace = Workspace::open(&to, Clock::system()).unwrap();
        Self { dir, workspace, node: None, second: None, region_second: None }
    }

    /// A device of a thief, from a backup of this one: it lets itself in with the keys that the backup holds.
    pub async fn stolen_backup(&self) -> Self {
        let (dir, path) = folder();
        let (file, words) = (dir.path().join("backup"), Passphrase::new("woorden van de dief"));
        self.workspace.backup(&file, &words, Kdf { memory: 8, passes: 1, lanes: 1 }).unwrap();
        assert!(Workspace::restore(&file, &path, &words, &Clock::system()).unwrap().enrolled);
        let workspace = Workspace::open(&path, Clock::system()).unwrap();
        let node = Node::start(workspace.clone(), Listen::LOOPBACK).await.unwrap();
        Self { dir, workspace, node: Some(node), second: None, region_second: None }
    }

    /// Starts the node again, at another port.
    pub async fn come_back(&mut self) {
        self.node = Some(Node::start(self.workspace.clone(), Listen::LOOPBACK).await.unwrap());
    }

    /// Starts the node again, with limits to what asking it for files may cost.
    pub async fn come_back_limited(&mut self, for_files: Limits) {
        let party = Party::of(&self.workspace).unwrap().limited_for_files(for_files);
        self.node = Some(Node::start_with(self.workspace.clone(), Listen::LOOPBACK, party).await.unwrap());
    }

    /// Waits until something holds on this device; fails after [`PATIENCE`].
    pub async fn until(&self, what: &str, holds: impl Fn(&Self) -> bool) {
        self.until_within(PATIENCE, what, holds).await;
    }

    /// The same, for what may take longer.
    pub async fn until_within(&self, patience: Duration, what: &str, holds: impl Fn(&Self) -> bool) {
        let mut municipality = self.workspace.municipality().subscribe();
        let mut region = self.workspace.region().subscribe();
        let waiting = async {
            while !holds(self) {
                // A peer's word that it kept something changes no record: look again now and then.
                let pause = tokio::time::sleep(Duration::from_millis(100));
                tokio::select! {
                    _ = municipality.changed() => {}
                    _ = region.changed() => {}
                    () = pause => {}
                }
            }
        };
        assert!(tokio::time::timeout(patience, waiting).await.is_ok(), "{} never saw: {what}", self.workspace.code());
    }

    /// Adds an item to the plan.
    pub fn add(&self, kind: ItemKind, title: &str, body: &str) -> ItemId {
        let id = ItemId::from_bytes(*random::<16>().unwrap());
        let item = NewItem { body: body.into(), ..NewItem::titled(id, kind, title) };
        self.edit(&[PlanEdit::Add(item)]);
        id
    }

    /// Edits the plan.
    pub fn edit(&self, edits: &[PlanEdit]) {
        self.workspace.municipality().edit_plan(&self.workspace.key(), edits).unwrap();
    }

    /// The long text of an item, as this device has it.
    pub fn body(&self, item: ItemId) -> Option<String> {
        self.workspace.municipality().look(|state| state.item(item).map(|item| item.body.clone()))
    }

    /// Asks consent to share an item.
    pub fn request(&self, item: ItemId, without: Mask) -> RecordId {
        self.request_for(item, without, Sharing::REGION, String::new())
    }

    /// The same, on other terms and with a remark.
    pub fn request_for(&self, item: ItemId, without: Mask, sharing: Sharing, note: String) -> RecordId {
        let all = self
            .workspace
            .municipality()
            .look(|state| state.item(item).expect("the item is here").files.values().map(|file| file.hash).collect());
        self.request_projected(item, (without, &all), sharing, note)
    }

    fn request_projected(
        &self,
        item: ItemId,
        (without, files): (Mask, &BTreeSet<FileHash>),
        sharing: Sharing,
        note: String,
    ) -> RecordId {
        let snapshot = self.workspace.municipality().look(|state| {
            let section = state.section_of(item);
            let item = state.item(item).expect("the item is here");
            deelbaar_schema::projection::project(item, &without, files, state.municipality(), section).unwrap()
        });
        let found = deelbaar_schema::personal::find_in(&SharedItem::parse(snapshot.bytes()).unwrap());
        let confirmed = found.into_iter().map(|found| found.finding.text).collect();
        let what = What::RequestConsent { snapshot: snapshot.bytes().to_vec(), without, sharing, confirmed, note };
        self.workspace.act(item, what).unwrap()
    }

    /// Gives the consent that was asked for an item, as the alderman of this device.
    pub fn consent(&self, item: ItemId) {
        let today = self.workspace.clock().today();
        let (request, consent, _) = self.draft_consent(item, today);
        self.sign_consent(item, request, consent, String::new());
    }

    /// The same for the newest request, with more fields kept at home, perhaps not before a later day. Returns the
    /// version that the region will know it by.
    pub fn consent_to_less(&self, item: ItemId, more: &Mask, embargo: Option<Date>, note: String) -> u32 {
        let today = self.workspace.clock().today();
        let (request, mut consent, snapshot) = self.draft_consent(item, today);
        let without = Mask::without(consent.without.fields().chain(more.fields()));
        let snapshot = deelbaar_schema::projection::narrow(&snapshot, &without).unwrap();
        let sharing = Sharing { embargo, ..consent.sharing };
        consent = Consent { snapshot: snapshot.hash(), without, sharing, ..consent };
        let version = consent.version;
        self.sign_consent(item, request, consent, note);
        version
    }

    fn draft_consent(&self, item: ItemId, date: Date) -> (RecordId, Consent, Vec<u8>) {
        let region = self.workspace.region_space();
        self.workspace.municipality().look(|state| {
            let consents = state.acts().consent_state(state.bench(), item);
            let open = consents.open.last().expect("a request waits").clone();
            let consent = Consent {
                region,
                municipality: state.municipality(),
                section: state.section_of(item),
                version: consents.next_version(),
                sharing: open.sharing,
                snapshot: deelbaar_schema::id::ContentHash::of(&open.snapshot),
                without: open.without.clone(),
                date,
            };
            (open.id, consent, open.snapshot)
        })
    }

    fn sign_consent(&self, item: ItemId, request: RecordId, consent: Consent, note: String) {
        let consent = SignedStatement::sign(&Statement::Consent(consent), &self.workspace.key()).unwrap();
        self.workspace.act(item, What::GiveConsent { request, consent, ending: None, note }).unwrap();
    }

    /// Withdraws everything that was shared of an item.
    pub fn withdraw(&self, item: ItemId) {
        let region = self.workspace.region_space();
        let date = self.workspace.clock().today();
        let withdrawal = self.workspace.municipality().look(|state| {
            let through = state.acts().consent_state(state.bench(), item).next_version() - 1;
            Withdrawal {
                region,
                municipality: state.municipality(),
                section: state.section_of(item),
                from: 1,
                through,
                date,
            }
        });
        let withdrawal = SignedStatement::sign(&Statement::Withdrawal(withdrawal), &self.workspace.key()).unwrap();
        self.workspace.act(item, What::Withdraw { withdrawal }).unwrap();
    }

    /// Puts an activity to the alderman.
    pub fn submit(&self, item: ItemId) -> RecordId {
        let content = self.workspace.municipality().look(|state| state.item(item).unwrap().substance().unwrap());
        self.workspace.act(item, What::Submit { content }).unwrap()
    }

    /// Decides on a submission.
    pub fn decide(&self, item: ItemId, submission: RecordId, outcome: Outcome) -> RecordId {
        let content = self.workspace.municipality().look(|state| state.item(item).unwrap().substance().unwrap());
        self.workspace
            .act(item, What::Decide { submission, content, outcome, under: None, external: None, note: String::new() })
            .unwrap()
    }

    /// The titles that the region shows on this device.
    pub fn region_titles(&self) -> Vec<String> {
        let today = self.workspace.clock().today();
        self.workspace
            .region()
            .look(|region| region.visible(today).map(|(_, version)| version.item.title.clone()).collect())
    }

    /// How many devices confirmed to have deleted what was withdrawn, of all sections together.
    pub fn confirmations(&self) -> usize {
        self.workspace.region().look(|region| region.withdrawn().map(|section| section.confirmed.len()).sum())
    }

    /// Everything that this device keeps of records: ids, heads and bodies, decrypted.
    pub fn everything(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for record in self
            .workspace
            .municipality()
            .records()
            .unwrap()
            .into_iter()
            .chain(self.workspace.region().records().unwrap())
        {
            bytes.extend(record.head());
            bytes.extend(record.body().unwrap_or_default());
        }
        bytes
    }

    /// Whether this device holds `text` anywhere in its records.
    pub fn holds(&self, text: &str) -> bool {
        let bytes = self.everything();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    }
}
