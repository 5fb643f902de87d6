//! Leusden in April 2026 as its policy officer sees it, after the mock-ups; and a source that remembers what it was sent.
//!
//! Also used by `examples/screens.rs`.

use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};

use deelbaar::engine::{
    Author, Can, Command, CommandError, CommentView, Done, Event, EventKind, ItemView, Me, MunicipalityStatus,
    MunicipalityView, PowersView, RegionView, StatusView, View, Who,
};
use deelbaar::municipalities::REGION_AMERSFOORT;
use deelbaar::ui::source::{Seat, Source, Ticket};
use deelbaar_schema::act::Outcome;
use deelbaar_schema::field::{Field, Value};
use deelbaar_schema::gate::{DecisionState, Phase, Visibility};
use deelbaar_schema::id::{ContentHash, DeviceId, ItemId, MunicipalityCode, PersonId};
use deelbaar_schema::plan::{Comment, Item, ItemKind};
use deelbaar_schema::role::Role;
use deelbaar_schema::statement::Audience;
use deelbaar_schema::time::{Date, Term, Timestamp};

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn at(text: &str) -> Timestamp {
    Timestamp(day(text).and_hms_opt(7, 41, 0).unwrap().and_utc().timestamp_millis())
}

pub fn id(number: u8) -> ItemId {
    ItemId::from_bytes([number; 16])
}

pub fn code(number: u16) -> MunicipalityCode {
    MunicipalityCode::from_number(number).unwrap()
}

/// Whose acts are those of somebody who is called so.
pub fn author(name: &str) -> Author {
    Author::Device(DeviceId::from_bytes(*ContentHash::of(name.as_bytes()).as_bytes()))
}

fn who(role: Role) -> Who {
    let name = if role == Role::Alderman { "Marjan de Wit" } else { "Anna Jansen" };
    Who { name: name.into(), role: Some(role) }
}

fn event(date: &str, role: Role, what: EventKind, note: &str) -> Event {
    let who = who(role);
    let by = author(&who.name);
    Event { time: at(date), who, by, what, note: note.into(), mandate: None, external: None, counts: true }
}

fn item(number: u8, kind: ItemKind, title: &str, body: &str) -> ItemView {
    let mut item = Item::new(id(number), kind, title);
    item.body = body.into();
    let can = Can { edit: true, request_consent: true, ..Can::default() };
    ItemView {
        item,
        depth: 0,
        visibility: Visibility::Private,
        asked: false,
        asked_as_is: false,
        declined: None,
        decision: None,
        can,
        history: Vec::new(),
        comments: Vec::new(),
        consent: None,
        revision: None,
        versions: Vec::new(),
        turns: deelbaar::engine::Turns::default(),
        carried: std::collections::BTreeMap::new(),
        held: Vec::new(),
        purges: Vec::new(),
    }
}

fn line(text: &str) -> Value {
    Value::Line(text.into())
}

fn shared(version: u32, audience: Audience, changed: bool) -> Visibility {
    Visibility::Shared { version, audience, changed, standing: false, embargo: None, until: None }
}

/// An activity; `when` is a date or a period in words.
fn activity(number: u8, title: &str, when: (&str, &str), phase: Phase, euros: i64) -> ItemView {
    let mut view = item(number, ItemKind::Activity, title, "");
    view.item.details.insert(Field::From, Value::Date(day(when.0)));
    if !when.1.is_empty() {
        view.item.details.insert(Field::Period, line(when.1));
    }
    view.item.details.insert(Field::Costs, Value::Cents(euros * 100));
    view.item.details.insert(Field::Hours, Value::Hours(12));
    let since = (phase != Phase::Idea).then(|| at("2026-04-05"));
    view.decision =
        Some(DecisionState { phase, changed: false, contradiction: false, since, by: None, note: String::new() });
    view.can.submit = matches!(phase, Phase::Idea | Phase::SentBack);
    view.can.recall = phase == Phase::Submitted;
    view.can.start = phase == Phase::Agreed;
    view.can.finish = phase == Phase::Running;
    view
}

fn evening() -> ItemView {
    let title = "Dialoogavond met ervaringsdeskundigen";
    let mut view = activity(2, title, ("2026-04-09", ""), Phase::Submitted, 650);
    view.item.body = "Inwoners vertellen welke drempels zij tegenkomen bij loketten en gebouwen. De uitkomst voedt de toegankelijkheidsagenda.".into();
    view.item.details.extend([
        (Field::Audience, line("inwoners met een beperking")),
        (Field::Theme, line("meedoen-en-ontmoeten")),
        (Field::Partners, line("Adviesraad sociaal domein")),
        (Field::Contact, line("programmasecretaris")),
    ]);
    view.history = vec![
        event("2026-03-12", Role::PolicyOfficer, EventKind::Submitted, ""),
        event("2026-03-20", Role::Alderman, EventKind::Decided(Outcome::SentBack), "Graag ook een tolk."),
        event("2026-04-05", Role::PolicyOfficer, EventKind::Submitted, ""),
    ];
    let comment = Comment {
        id: id(90),
        item: id(2),
        author: DeviceId::from_bytes([7; 32]),
        time: at("2026-04-06"),
        text: "De zaal is gratis als we voor tien uur weg zijn.".into(),
    };
    view.comments.push(CommentView { comment, who: who(Role::Adviser) });
    view
}

fn activities() -> Vec<ItemView> {
    let mut walk = activity(1, "Toegankelijkheidsschouw centrum", ("2026-03-12", ""), Phase::Agreed, 250);
    walk.item.details.insert(Field::Theme, line("toegankelijkheid-gebouwen"));
    let mut flag = activity(3, "Regenboogvlag en bijeenkomst", ("2026-10-11", ""), Phase::Running, 400);
    flag.visibility = shared(2, Audience::Region, false);
    flag.item.details.insert(Field::Theme, line("regenboog"));
    let mut training =
        activity(4, "Training begrijpelijke taal balie", ("2026-09-01", "sep–nov 2026"), Phase::Agreed, 500);
    training.visibility = shared(1, Audience::Region, true);
    training.item.details.insert(Field::Theme, line("begrijpelijke-taal"));
    let playground = activity(5, "Inclusieve speelplek Tabaksteeg", ("2026-04-01", "2e kwartaal"), Phase::Idea, 0);
    let mut buddies = activity(6, "Maatjes voor nieuwkomers", ("2026-01-01", "heel 2026"), Phase::Finished, 350);
    buddies.visibility = shared(1, Audience::Public, false);
    let mut clubs = activity(7, "Onderzoek drempels sportclubs", ("2026-05-01", "mei 2026"), Phase::SentBack, 0);
    if let Some(decision) = &mut clubs.decision {
        decision.note = "Eerst met de clubs bespreken of zij hieraan willen meewerken.".into();
    }
    vec![walk, evening(), flag, training, playground, buddies, clubs]
}

/// Title, number, depth and text of each section.
const SECTIONS: [(&str, &str, usize, &str); 5] = [
    (
        "Waarom dit plan",
        "1",
        0,
        "Leusden is een dorp waar mensen elkaar groeten. Toch doet niet iedereen mee.\n\n- gebouwen en straten waar iedereen naar binnen kan;\n- brieven en gesprekken die iedereen begrijpt.",
    ),
    ("Toegankelijkheid", "2", 0, ""),
    ("Zo doen wij een schouw", "2.1", 1, "Een schouw is een wandeling met een doel. **Vooraf** kiezen we één route."),
    ("Eén plek voor meldingen over drempels", "2.2", 1, "Meldingen komen op vijf plekken binnen."),
    ("Begrijpelijke taal", "3", 0, "Van de honderd brieven die het vaakst uitgaan zijn er twaalf herschreven."),
];

fn sections() -> Vec<ItemView> {
    SECTIONS
        .into_iter()
        .zip(20..)
        .map(|((title, number, depth, body), index)| {
            let mut view = item(index, ItemKind::Section, title, body);
            view.item.details.insert(Field::Number, line(number));
            view.depth = depth;
            view
        })
        .collect()
}

fn others() -> Vec<ItemView> {
    let mut streets = item(
        40,
        ItemKind::Inventory,
        "Toegankelijkheid",
        "De weg van de bushalte naar het winkelcentrum telt vier hoge stoepranden.",
    );
    (streets.asked, streets.asked_as_is) = (true, true);
    streets.item.details.insert(Field::Theme, line("toegankelijkheid-gebouwen"));
    streets.item.details.insert(Field::NextStep, line("Een schouw met ervaringsdeskundigen."));
    let mut letters = item(41, ItemKind::Inventory, "Brieven", "Twaalf brieven zijn herschreven.");
    letters.item.details.insert(Field::Theme, line("begrijpelijke-taal"));
    let mut shops = activity(50, "Gesprek met winkeliers over de stoep", ("2026-04-21", ""), Phase::Idea, 0);
    shops.item.kind = ItemKind::Conversation;
    vec![streets, letters, shops]
}

fn status() -> StatusView {
    let municipalities = REGION_AMERSFOORT
        .into_iter()
        .filter(|(number, _)| *number != 327)
        .map(|(number, name)| {
            let behind = number == 267;
            MunicipalityStatus {
                code: code(number),
                name: name.into(),
                connected: !behind,
                last_seen: Some(if behind { at("2026-03-12") } else { at("2026-04-07") }),
                up_to_date: (!behind).then(|| at("2026-04-07")),
                waiting: Some(if behind { 3 } else { 0 }),
                devices: Vec::new(),
            }
        })
        .collect();
    StatusView { municipalities, records: (214, 380), ..StatusView::default() }
}

/// Leusden with a full plan.
pub fn leusden() -> View {
    let items: Vec<ItemView> = sections().into_iter().chain(activities()).chain(others()).collect();
    let municipalities = REGION_AMERSFOORT.map(|(number, name)| MunicipalityView {
        code: code(number),
        name: name.into(),
        takes_part: true,
        last_day: None,
    });
    View {
        log: Arc::new(Vec::new()),
        powers: PowersView::default(),
        me: Me {
            name: "Anna Jansen".into(),
            person: PersonId::from_bytes([9; 16]),
            role: Role::PolicyOfficer,
            term: Term::since(day("2026-01-01")),
            municipality: code(327),
            municipality_name: "Leusden".into(),
            region_name: "Regio Amersfoort".into(),
            device: DeviceId::from_bytes([9; 32]),
            seconds: Vec::new(),
            may_invite_municipalities: false,
            plan_left: 0,
            part: deelbaar::engine::Part::Takes,
            holds_municipality_key: true,
        },
        today: day("2026-04-07"),
        now: at("2026-04-07"),
        items: Arc::new(items),
        removed: Arc::default(),
        inbox: Arc::new(Vec::new()),
        region: Arc::new(RegionView { municipalities: municipalities.to_vec(), ..RegionView::default() }),
        status: status(),
        applicants: Vec::new(),
        invitations: Vec::new(),
        unseen: Vec::new(),
        undo: None,
        undo_stopped: None,
        redo: None,
        redo_stopped: None,
    }
}

/// A municipality on its first day.
pub fn brand_new() -> View {
    View { items: Arc::default(), status: StatusView::default(), ..leusden() }
}

/// What a [`Fake`] was sent, and how to answer it.
#[derive(Default)]
pub struct Log {
    pub commands: Vec<Command>,
    pub answers: Vec<Sender<Result<Done, CommandError>>>,
    pub view: Option<Arc<View>>,
    /// Answer every command at once with `Done::Done`.
    pub obliging: bool,
    /// Through whose eyes one can look.
    pub seats: Vec<Seat>,
    pub seat: usize,
}

/// A source that remembers.
#[derive(Clone, Default)]
pub struct Fake(pub Rc<RefCell<Log>>);

impl Fake {
    pub fn on(view: View) -> Self {
        Self(Rc::new(RefCell::new(Log { view: Some(Arc::new(view)), obliging: true, ..Log::default() })))
    }

    /// As in the demo: with other eyes to look through.
    pub fn with_seats(self) -> Self {
        let seat = |role: &str| Seat { municipality: "Leusden".into(), role: role.into() };
        self.0.borrow_mut().seats = vec![seat("Beleidsadviseur"), seat("Wethouder")];
        self
    }

    pub fn sent(&self) -> Vec<Command> {
        self.0.borrow().commands.clone()
    }

    /// Publishes a view, as the engine does.
    pub fn publish(&self, change: impl FnOnce(&mut View)) {
        let mut log = self.0.borrow_mut();
        let mut view = log.view.as_deref().unwrap().clone();
        change(&mut view);
        log.view = Some(Arc::new(view));
    }
}

/// Changes one item of a view.
pub fn change_item(view: &mut View, number: u8, change: impl FnOnce(&mut ItemView)) {
    let mut items = (*view.items).clone();
    change(items.iter_mut().find(|item| item.item.id == id(number)).unwrap());
    view.items = Arc::new(items);
}

impl Source for Fake {
    fn view(&self) -> Arc<View> {
        Arc::clone(self.0.borrow().view.as_ref().unwrap())
    }

    fn send(&self, command: Command) -> Ticket {
        let (sender, receiver) = channel();
        let mut log = self.0.borrow_mut();
        log.commands.push(command);
        if log.obliging {
            sender.send(Ok(Done::Done)).unwrap();
        }
        log.answers.push(sender);
        Ticket(receiver)
    }

    fn seats(&self) -> Vec<Seat> {
        self.0.borrow().seats.clone()
    }

    fn seat(&self) -> usize {
        self.0.borrow().seat
    }

    /// Seat 1 is that of the alderman.
    fn sit(&mut self, seat: usize) {
        self.0.borrow_mut().seat = seat;
        self.publish(|view| view.me.role = if seat == 1 { Role::Alderman } else { Role::PolicyOfficer });
    }

    fn data_dir(&self) -> Option<PathBuf> {
        Some(PathBuf::from("/home/anna/.local/share/deelbaar"))
    }
}
