//! Nothing leaves a municipality that no consent covers: random plans, edits, consents and withdrawals in which every value
//! is a word of its own, and then a search through everything that other municipalities hold or ever received.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test that cannot set up must fail loudly"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use deelbaar_schema::act::What;
use deelbaar_schema::disclosure::Sharing;
use deelbaar_schema::field::{Field, FieldType, Mask, Value};
use deelbaar_schema::id::{ContentHash, DeviceId, ItemId, RecordId};
use deelbaar_schema::plan::{Comment, ItemKind, NewItem, PlanEdit};
use deelbaar_schema::publication::Publication;
use deelbaar_schema::record::Kind;
use deelbaar_schema::role::Role;
use deelbaar_schema::space::SpaceState;
use deelbaar_schema::statement::{SignedStatement, Statement};
use deelbaar_schema::time::Date;
use deelbaar_sync::workspace::{Workspace, random};
use deelbaar_tests::scan::{Needles, Random};
use deelbaar_tests::wire::{Greeting, Wire};
use deelbaar_tests::{BAARN, Device, LEUSDEN, SOEST};

/// After the first few, confirmations of deletions go together, one record a minute.
const CONFIRMED: Duration = Duration::from_mins(4);

/// One municipality: who edits, who consents, and whose key listens in on the others.
struct Town {
    officer: Device,
    alderman: Device,
    listener: Device,
    items: Vec<Known>,
}

/// An item as the test knows it, apart from the product's own projection.
struct Known {
    id: ItemId,
    kind: ItemKind,
    title: usize,
    fields: BTreeMap<Field, usize>,
    pending: Option<(RecordId, BTreeSet<usize>, Mask)>,
    given: Vec<Given>,
    withdrawn_through: u32,
}

struct Given {
    version: u32,
    canaries: BTreeSet<usize>,
    embargoed: bool,
}

/// A value that occurs once in all of the test.
struct Canary {
    town: usize,
    what: String,
    text: String,
    number: Option<i64>,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Add,
    Edit,
    Comment,
    Request,
    Consent,
    Decline,
    Withdraw,
}

struct Story {
    random: Random,
    towns: Vec<Town>,
    canaries: Vec<Canary>,
    comments: Vec<(usize, ItemId)>,
}

/// What a municipality's devices alone may know, by the number that stands for it among the needles.
struct Secrets {
    needles: Needles,
    /// From this number on: ids and names; the town that each belongs to, and what it is.
    others: Vec<(usize, String)>,
}

/// The fields that can be filled in before anything is carried out. Nothing is, in this story.
fn writable(kind: ItemKind) -> Vec<Field> {
    kind.fields().iter().copied().filter(|field| !matches!(field, Field::Outcome | Field::Lessons)).collect()
}

impl Story {
    fn canary(&mut self, town: usize, what: String, field: Option<Field>) -> usize {
        let at = self.canaries.len();
        let (text, number) = match field.map(Field::field_type) {
            Some(FieldType::Date) => {
                (format!("{:04}-{:02}-{:02}", 3000 + at / 336, at / 28 % 12 + 1, at % 28 + 1), None)
            }
            Some(FieldType::Cents | FieldType::Hours) => {
                let number = 77_000_000_000_000_000 + i64::try_from(at).unwrap();
                (number.to_string(), Some(number))
            }
            Some(FieldType::Line | FieldType::Text) | None => (format!("q{}", self.random.word(19)), None),
        };
        self.canaries.push(Canary { town, what, text, number });
        at
    }

    fn value(&self, field: Field, canary: usize) -> Value {
        let canary = &self.canaries[canary];
        match field.field_type() {
            FieldType::Date => Value::Date(canary.text.parse().unwrap()),
            FieldType::Cents => Value::Cents(canary.number.unwrap()),
            FieldType::Hours => Value::Hours(canary.number.unwrap()),
            FieldType::Line | FieldType::Text => Value::Line(canary.text.clone()),
        }
    }

    fn text(&self, canary: usize) -> String {
        self.canaries[canary].text.clone()
    }

    fn remark(&mut self, town: usize, what: &str) -> String {
        let canary = self.canary(town, what.to_owned(), None);
        self.text(canary)
    }

    fn add(&mut self, town: usize) {
        let kind = ItemKind::ALL[self.random.below(4)];
        let title = self.canary(town, "title".into(), None);
        let id = ItemId::from_bytes(*random::<16>().unwrap());
        let mut new = NewItem::titled(id, kind, &self.text(title));
        let mut fields = BTreeMap::new();
        for field in &writable(kind) {
            if self.random.chance(20) {
                continue;
            }
            let canary = self.canary(town, field.name().to_owned(), Some(*field));
            fields.insert(*field, canary);
            if *field == Field::Body {
                new.body = format!("Een alinea over {}.", self.text(canary));
            } else {
                new.details.insert(*field, self.value(*field, canary));
            }
        }
        if self.random.chance(40) && !self.towns[town].items.is_empty() {
            let parent = self.random.below(self.towns[town].items.len());
            new.parent = Some(self.towns[town].items[parent].id);
        }
        new.order = self.remark(town, "order");
        self.towns[town].officer.edit(&[PlanEdit::Add(new)]);
        let known = Known { id, kind, title, fields, pending: None, given: Vec::new(), withdrawn_through: 0 };
        self.towns[town].items.push(known);
    }

    fn edit(&mut self, town: usize, at: usize) {
        let (item, kind) = (self.towns[town].items[at].id, self.towns[town].items[at].kind);
        if self.random.chance(25) {
            let canary = self.canary(town, "edited title".into(), None);
            self.towns[town].items[at].title = canary;
            let title = self.text(canary);
            return self.towns[town].officer.edit(&[PlanEdit::SetTitle { item, title }]);
        }
        let fields = writable(kind);
        let field = fields[self.random.below(fields.len())];
        if field != Field::Body && self.random.chance(20) {
            self.towns[town].items[at].fields.remove(&field);
            return self.towns[town].officer.edit(&[PlanEdit::SetField { item, field, value: None }]);
        }
        let canary = self.canary(town, format!("edited {}", field.name()), Some(field));
        self.towns[town].items[at].fields.insert(field, canary);
        let edit = if field == Field::Body {
            let base = self.towns[town].officer.body(item).unwrap();
            PlanEdit::SetBody { item, base, text: format!("Nu over {}.", self.text(canary)) }
        } else {
            PlanEdit::SetField { item, field, value: Some(self.value(field, canary)) }
        };
        self.towns[town].officer.edit(&[edit]);
    }

    fn comment(&mut self, town: usize, at: usize) {
        let text = self.remark(town, "comment");
        let officer = &self.towns[town].officer;
        let (author, time) = (officer.workspace.device(), officer.workspace.clock().now());
        let id = ItemId::from_bytes(*random::<16>().unwrap());
        let comment = Comment { id, item: self.towns[town].items[at].id, author, time, text };
        officer.edit(&[PlanEdit::AddComment(comment)]);
        self.comments.push((town, id));
    }

    fn mask(&mut self, percent: usize) -> Mask {
        Mask::without(Field::ALL.into_iter().filter(|_| self.random.chance(percent)).collect::<Vec<_>>())
    }

    fn request(&mut self, town: usize, at: usize) {
        let mask = self.mask(30);
        let note = self.remark(town, "note with a request");
        let sharing = Sharing { standing: self.random.chance(30), ..Sharing::REGION };
        let item = &self.towns[town].items[at];
        // Written out, on purpose: labels, file names and stage never go, whatever the mask says.
        let never = [Field::Tags, Field::Source, Field::Stage];
        let goes: BTreeSet<usize> = item
            .fields
            .iter()
            .filter(|(field, _)| !never.contains(field) && !mask.withholds(**field))
            .map(|(_, canary)| *canary)
            .chain([item.title])
            .collect();
        let id = self.towns[town].officer.request_for(item.id, mask.clone(), sharing, note);
        self.towns[town].items[at].pending = Some((id, goes, mask));
    }

    async fn asked(&self, town: usize, at: usize) {
        let item = &self.towns[town].items[at];
        let (id, item) = (item.pending.as_ref().unwrap().0, item.id);
        let arrived = |d: &Device| {
            d.workspace
                .municipality()
                .look(|s| s.acts().consent_state(s.bench(), item).open.last().is_some_and(|open| open.id == id))
        };
        self.towns[town].alderman.until("the request", arrived).await;
    }

    async fn consent(&mut self, town: usize, at: usize) {
        if self.towns[town].items[at].pending.is_none() {
            self.request(town, at);
        }
        // A draft that is newer than what is consented to.
        if self.random.chance(50) {
            self.edit(town, at);
        }
        self.asked(town, at).await;
        let more = if self.random.chance(30) { self.mask(20) } else { Mask::none() };
        let embargoed = self.random.chance(15);
        let embargo = embargoed.then(|| Date::from_ymd_opt(2999, 1, 1).unwrap());
        let note = self.remark(town, "note with a consent");
        let (_, mut canaries, _) = self.towns[town].items[at].pending.take().unwrap();
        canaries.retain(|canary| !self.canaries[*canary].is_of(&more));
        let item = self.towns[town].items[at].id;
        let version = self.towns[town].alderman.consent_to_less(item, &more, embargo, note);
        self.towns[town].items[at].given.push(Given { version, canaries, embargoed });
    }

    async fn decline(&mut self, town: usize, at: usize) {
        if self.towns[town].items[at].pending.is_none() {
            self.request(town, at);
        }
        self.asked(town, at).await;
        let note = self.remark(town, "note with a refusal");
        let returned = self.random.chance(50);
        let (request, _, _) = self.towns[town].items[at].pending.take().unwrap();
        let item = self.towns[town].items[at].id;
        self.towns[town].alderman.workspace.act(item, What::DeclineConsent { request, returned, note }).unwrap();
    }

    fn withdraw(&mut self, town: usize, at: usize) {
        let Town { alderman, items, .. } = &mut self.towns[town];
        let item = &mut items[at];
        alderman.withdraw(item.id);
        item.withdrawn_through = item.given.last().unwrap().version;
        item.pending = None;
    }

    async fn step(&mut self, step: Step) {
        let mut town = self.random.below(self.towns.len());
        let count = self.towns[town].items.len();
        let at = self.random.below(count.max(1));
        match step {
            _ if count == 0 => self.add(town),
            Step::Add => self.add(town),
            Step::Edit => self.edit(town, at),
            Step::Comment => self.comment(town, at),
            Step::Request => self.request(town, at),
            Step::Consent => self.consent(town, at).await,
            Step::Decline => self.decline(town, at).await,
            Step::Withdraw => {
                let mut shared = Vec::new();
                for (town, known) in self.towns.iter().enumerate() {
                    let held = known.items.iter().enumerate().filter(|(_, item)| item.holds().next().is_some());
                    shared.extend(held.map(|(at, _)| (town, at)));
                }
                if shared.is_empty() {
                    return self.consent(town, at).await;
                }
                let (chosen, at) = shared[self.random.below(shared.len())];
                town = chosen;
                self.withdraw(town, at);
            }
        }
    }

    /// What others may hold now.
    fn covered(&self) -> BTreeSet<usize> {
        let items = self.towns.iter().flat_map(|town| &town.items);
        items.flat_map(Known::holds).flat_map(|given| &given.canaries).copied().collect()
    }

    /// What others may ever have received.
    fn ever_covered(&self) -> BTreeSet<usize> {
        let items = self.towns.iter().flat_map(|town| &town.items);
        let given = items.flat_map(|item| &item.given).filter(|given| !given.embargoed);
        given.flat_map(|given| &given.canaries).copied().collect()
    }

    fn withdrawn(&self) -> usize {
        let items = self.towns.iter().flat_map(|town| &town.items);
        items.filter(|item| item.withdrawn_through > 0).count()
    }

    fn devices(&self) -> impl Iterator<Item = (usize, &Device)> {
        self.towns.iter().enumerate().flat_map(|(at, town)| [(at, &town.officer), (at, &town.alderman)])
    }

    /// Waits until all know the same of the region, every withdrawal is confirmed by all, and each municipality's own
    /// devices know the same of it.
    async fn catch_up(&self) {
        let running = self.devices().count();
        let wanted = self.withdrawn() * running;
        for (town, device) in self.devices() {
            let first = &self.towns[0].officer;
            let all = "the same region as everyone, with every deletion confirmed";
            device
                .until_within(CONFIRMED, all, |d| {
                    // As the program does each minute.
                    self.devices().for_each(|(_, one)| one.workspace.settle().unwrap());
                    d.confirmations() == wanted
                        && first.confirmations() == wanted
                        && d.workspace.region().heights() == first.workspace.region().heights()
                        && d.workspace.region().wants().is_empty()
                })
                .await;
            let officer = &self.towns[town].officer.workspace;
            device
                .until("the same plan as the colleague", |d| {
                    d.workspace.municipality().heights() == officer.municipality().heights()
                })
                .await;
        }
    }

    fn secrets(&self) -> Secrets {
        let mut needles = Needles::default();
        for (at, canary) in self.canaries.iter().enumerate() {
            needles.add(canary.text.as_bytes(), at);
            if let Some(number) = canary.number {
                needles.add(&deelbaar_schema::encoding::encode(&number).unwrap()[1..], at);
            }
        }
        let mut others = Vec::new();
        let mut secret = |bytes: &[u8], hex: String, town: usize, what: &str| {
            needles.add_id(bytes, &hex, self.canaries.len() + others.len());
            others.push((town, format!("{what} {hex}")));
        };
        for (town, known) in self.towns.iter().enumerate() {
            for item in &known.items {
                secret(item.id.as_bytes(), item.id.to_string(), town, "private item id");
            }
            let workspace = &known.officer.workspace;
            let space = workspace.municipality().space();
            secret(space.as_bytes(), space.to_string(), town, "municipality space");
            for device in [&known.officer, &known.alderman, &known.listener] {
                let person = device.workspace.identity().person.id;
                secret(person.as_bytes(), person.to_string(), town, "private person id");
            }
            for record in workspace.municipality().records().unwrap() {
                secret(record.id().as_bytes(), record.id().to_string(), town, "private record id");
            }
        }
        for (town, id) in &self.comments {
            secret(id.as_bytes(), id.to_string(), *town, "comment id");
        }
        for (town, known) in self.towns.iter().enumerate() {
            // Only an alderman's name is public.
            for device in [&known.officer, &known.listener] {
                let name = &device.workspace.identity().person.name;
                needles.add(name.as_bytes(), self.canaries.len() + others.len());
                others.push((town, format!("name {name}")));
            }
        }
        Secrets { needles, others }
    }

    /// What `hay`, which somebody of `town` has, holds of other municipalities that is not in `allowed`.
    fn leaks(&self, secrets: &Secrets, hay: &[u8], town: usize, allowed: &BTreeSet<usize>) -> Vec<String> {
        let mut leaks = Vec::new();
        for found in secrets.needles.found_in(hay) {
            let (owner, what) = match self.canaries.get(found) {
                Some(canary) => (canary.town, format!("{} {}", canary.what, canary.text)),
                None => secrets.others[found - self.canaries.len()].clone(),
            };
            if owner != town && !allowed.contains(&found) {
                leaks.push(format!("{what} of municipality {owner}"));
            }
        }
        leaks
    }
}

/// No leaks.
const NONE: [&str; 0] = [];

impl Canary {
    fn is_of(&self, mask: &Mask) -> bool {
        Field::from_name(self.what.trim_start_matches("edited ")).is_some_and(|field| mask.withholds(field))
    }
}

impl Known {
    /// The consents that let others hold something now.
    fn holds(&self) -> impl Iterator<Item = &Given> {
        self.given.iter().filter(|given| given.version > self.withdrawn_through && !given.embargoed)
    }
}

async fn founded(random: Random) -> Story {
    let leusden = Device::found(LEUSDEN).await;
    let soest = leusden.municipality(SOEST).await;
    let baarn = leusden.municipality(BAARN).await;
    let mut towns = Vec::new();
    for officer in [leusden, soest, baarn] {
        let alderman = officer.colleague(Role::Alderman).await;
        let mut listener = officer.colleague(Role::Reader).await;
        listener.go_offline().await;
        towns.push(Town { officer, alderman, listener, items: Vec::new() });
    }
    let listeners: Vec<DeviceId> = towns.iter().map(|town| town.listener.workspace.device()).collect();
    for town in &towns {
        let knows = |d: &Device| {
            let today = d.workspace.clock().today();
            d.workspace.region().look(|r| listeners.iter().all(|l| r.charter().member_on(l, today).is_some()))
        };
        town.officer.until("everybody's enrolment", knows).await;
    }
    Story { random, towns, canaries: Vec::new(), comments: Vec::new() }
}

/// Dials the officer of the next municipality with the key of this one's reader, and asks for all there is.
async fn listen_in(story: &Story) -> Vec<Wire> {
    let mut wires = Vec::new();
    for (at, town) in story.towns.iter().enumerate() {
        let next = &story.towns[(at + 1) % story.towns.len()].officer;
        let mut wire = Wire::dial(&town.listener.workspace.key(), next).await;
        wire.ask_for_everything(next.workspace.region_space()).await;
        wires.push(wire);
    }
    wires
}

/// Every publication that a device holds with its body: the hash of the bytes, and the consent.
fn publications(workspace: &Workspace) -> Vec<(ContentHash, SignedStatement)> {
    let records = workspace.region().records().unwrap();
    let bodies = records.iter().filter(|record| record.header().kind == Kind::Publication).filter_map(|r| r.body());
    let decoded = bodies.map(|body| Publication::decode(body).unwrap());
    decoded.map(|publication| (ContentHash::of(publication.snapshot()), publication.consent)).collect()
}

fn files_of(folder: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        bytes.extend(if path.is_dir() { files_of(&path) } else { std::fs::read(path).unwrap() });
    }
    bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_consent_covers_reaches_no_other_municipality() {
    let mut story = Box::pin(founded(Random::printed("leaks"))).await;
    let wires = listen_in(&story).await;
    let deck = [
        (Step::Add, 60),
        (Step::Edit, 60),
        (Step::Comment, 15),
        (Step::Request, 20),
        (Step::Consent, 30),
        (Step::Decline, 5),
        (Step::Withdraw, 10),
    ];
    let mut steps: Vec<Step> = deck.iter().flat_map(|(step, count)| vec![*step; *count]).collect();
    story.random.shuffle(&mut steps);
    assert_eq!(steps.len(), 200);
    for step in steps {
        story.step(step).await;
    }
    story.catch_up().await;
    let secrets = story.secrets();
    let (covered, ever) = (story.covered(), story.ever_covered());
    let embargoed = story.towns.iter().flat_map(|t| &t.items).flat_map(|i| &i.given).filter(|g| g.embargoed).count();
    println!(
        "{} canaries, {} covered, {} more withdrawn, {embargoed} consents under embargo, {} ids",
        story.canaries.len(),
        covered.len(),
        ever.difference(&covered).count(),
        secrets.others.len()
    );
    assert!(story.canaries.len() > covered.len() + 200 && covered.len() > 20 && ever.len() > covered.len() + 5);

    // The search finds what is there: each municipality's own devices hold all that it ever wrote in titles and fields.
    for (town, device) in story.devices() {
        let found = secrets.needles.found_in(&device.everything());
        let missing = story.canaries.iter().enumerate().filter(|(at, canary)| {
            let whole = !canary.what.contains("body") && !canary.text.contains('-') && canary.number.is_none();
            canary.town == town && whole && !found.contains(at)
        });
        assert_eq!(missing.map(|(_, canary)| &canary.what).collect::<Vec<_>>(), Vec::<&String>::new());
        let space = secrets.others.iter().position(|(owner, what)| *owner == town && what.starts_with("municipality"));
        assert!(found.contains(&(story.canaries.len() + space.unwrap())), "the own space is not found");
    }

    for (town, device) in story.devices() {
        let role = device.workspace.identity().person.role.name();
        let everything = device.everything();
        assert_eq!(story.leaks(&secrets, &everything, town, &covered), NONE, "{role} of municipality {town}");
        // What was consented to is really there: a search in nothing finds nothing.
        let found = secrets.needles.found_in(&everything);
        let foreign = covered.iter().filter(|canary| story.canaries[**canary].town != town);
        let lost: Vec<_> = foreign.filter(|canary| !found.contains(canary)).map(|c| &story.canaries[*c].what).collect();
        assert!(lost.is_empty(), "{role} of municipality {town} lacks {lost:?}");
        // Private logs of others are not here at all, and what is published is what a consent names.
        let own: BTreeSet<_> = [&story.towns[town].officer, &story.towns[town].alderman, &story.towns[town].listener]
            .map(|device| device.workspace.device())
            .into();
        assert!(device.workspace.municipality().heights().keys().all(|author| own.contains(author)));
        for (hash, consent) in publications(&device.workspace) {
            let verified = consent.verify().unwrap();
            let Statement::Consent(consent) = verified.statement() else { panic!("not a consent") };
            let alderman = story.towns.iter().find(|t| t.officer.workspace.code() == consent.municipality).unwrap();
            assert_eq!(verified.device(), alderman.alderman.workspace.device());
            assert_eq!(hash, consent.snapshot);
        }
        let on_disk = secrets.needles.found_in(&files_of(device.dir.path()));
        let readable: Vec<_> = on_disk.iter().filter_map(|at| story.canaries.get(*at)).map(|c| &c.what).collect();
        assert!(readable.is_empty(), "the files of {role} of municipality {town} show {readable:?}");
    }

    // What was ever sent to others, withdrawn since or not.
    let records = story.towns[0].officer.workspace.region().count();
    for (town, mut wire) in wires.into_iter().enumerate() {
        wire.until("every record of the region", |received| received.records() >= records).await;
        let received = wire.received();
        let own = Greeting::name(story.towns[town].officer.workspace.region_space());
        assert_eq!(received.greeted(), [own]);
        assert_eq!(story.leaks(&secrets, &received.bytes, town, &ever), NONE, "a listener from the start");
        wire.close().await;
    }
    // What is sent to somebody who comes afterwards.
    for (town, mut wire) in listen_in(&story).await.into_iter().enumerate() {
        wire.until("every record of the region", |received| received.records() >= records).await;
        let received = wire.received();
        assert_eq!(story.leaks(&secrets, &received.bytes, town, &covered), NONE, "a late listener");
        let found = secrets.needles.found_in(&received.bytes);
        assert!(covered.iter().all(|canary| found.contains(canary)));
        wire.close().await;
    }

    // And the search itself can fail: the same bytes with one secret planted in them.
    let victim = &story.towns[1].officer;
    let uncovered =
        (0..story.canaries.len()).find(|at| story.canaries[*at].town == 0 && !covered.contains(at)).unwrap();
    for planted in [uncovered, story.canaries.len()] {
        let needle = match story.canaries.get(planted) {
            Some(canary) => canary.text.clone().into_bytes(),
            None => story.towns[0].items[0].id.as_bytes().to_vec(),
        };
        let hay = [&victim.everything()[..], &needle, &[0; 9]].concat();
        assert_eq!(story.leaks(&secrets, &hay, 1, &covered).len(), 1, "a planted secret is not found");
    }
}
