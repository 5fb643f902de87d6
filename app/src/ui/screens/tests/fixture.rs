//! A region as Leusden sees it: three requests, two shared items, one withdrawn, and what others share.

use std::sync::Arc;

use deelbaar_schema::act::Outcome;
use deelbaar_schema::charter::CharterError;
use deelbaar_schema::disclosure::Sharing;
use deelbaar_schema::field::{Field, Mask, Value};
use deelbaar_schema::gate::{ActError, DecisionState, Phase, Visibility};
use deelbaar_schema::id::{ContentHash, DeviceId, ItemId, MunicipalityCode, PersonId, RecordId, SharedId};
use deelbaar_schema::plan::{Comment, Item, ItemKind};
use deelbaar_schema::role::Role;
use deelbaar_schema::shared::{Details, SharedItem, SharedValue};
use deelbaar_schema::statement::{Audience, Body};
use deelbaar_schema::time::{Date, Term, Timestamp};
use deelbaar_sync::net::{Ending, Happening, Invitation, InvitationId, Line, OpenInvitation, Words};

use deelbaar::engine::{
    ApplicantView, Ask, Author, Can, ColleagueStatus, CommentView, Connection, DeviceStatus, Event, EventKind,
    InboxEntry, ItemView, Me, MunicipalityStatus, MunicipalityView, Officer, PowersView, RegionView, SharedView,
    StatusView, View, Who, WithdrawnView,
};
use deelbaar::municipalities::REGION_AMERSFOORT;

pub const OLD: &str = "Medewerkers van balie en wijkteam volgen in oktober een training in begrijpelijke taal.";
pub const NEW: &str = "Medewerkers van balie en wijkteam volgen in september tot en met november een training in begrijpelijke taal. Ervaringsdeskundigen lezen mee met de tien meest gebruikte brieven.";
const EVENING: &str = "Inwoners met een beperking vertellen wat zij in Leusden tegenkomen. Ambtenaren en raadsleden luisteren, stellen vragen en zeggen aan het eind wat zij meenemen.\n\n- Vier tafels van acht mensen\n- Een gespreksleider per tafel\n- Een tolk gebarentaal";

pub fn code(number: u16) -> MunicipalityCode {
    MunicipalityCode::from_number(number).unwrap()
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn at(text: &str) -> Timestamp {
    Timestamp(day(text).and_hms_opt(9, 41, 0).unwrap().and_utc().timestamp_millis())
}

pub fn request(number: u8) -> RecordId {
    RecordId::from_bytes([number; 32])
}

pub fn id(number: u8) -> ItemId {
    ItemId::from_bytes([number; 16])
}

/// Whose acts are those of somebody who is called so.
pub fn author(name: &str) -> Author {
    Author::Device(DeviceId::from_bytes(*ContentHash::of(name.as_bytes()).as_bytes()))
}

fn who(role: Role) -> Who {
    let name = if role == Role::Alderman { "Marjan de Wit" } else { "Anna Jansen" };
    Who { name: name.into(), role: Some(role) }
}

pub fn shared(municipality: u16, section: u8, kind: ItemKind, title: &str, theme: &str, body: &str) -> SharedItem {
    let mut details = Details::new();
    if !theme.is_empty() {
        details.insert("theme".to_owned(), SharedValue::Text(theme.into()));
    }
    SharedItem {
        format: 1,
        section: SharedId::from_bytes([section; 16]),
        municipality: code(municipality),
        kind: kind.name().into(),
        title: title.into(),
        body: (!body.is_empty()).then(|| body.into()),
        details,
        files: Vec::new(),
    }
}

fn text(text: &str) -> SharedValue {
    SharedValue::Text(text.into())
}

/// The training as it would be shared: with costs, without the contact person.
pub fn training() -> SharedItem {
    let mut item = shared(327, 1, ItemKind::Activity, "Training begrijpelijke taal", "begrijpelijke-taal", NEW);
    item.details.insert("from".into(), text("2026-09-01"));
    item.details.insert("until".into(), text("2026-11-30"));
    item.details.insert("costs".into(), SharedValue::Number(90_000));
    item.details.insert("outcome".into(), text("24 medewerkers hebben zich aangemeld."));
    item
}

fn training_before() -> SharedItem {
    let mut item = shared(327, 1, ItemKind::Activity, "Training begrijpelijke taal", "begrijpelijke-taal", OLD);
    item.details.insert("from".into(), text("2026-10-01"));
    item
}

fn item(number: u8, kind: ItemKind, title: &str, body: &str, visibility: Visibility) -> ItemView {
    let mut item = Item::new(id(number), kind, title);
    item.body = body.into();
    ItemView {
        item,
        depth: 0,
        visibility,
        asked: false,
        asked_as_is: false,
        declined: None,
        decision: None,
        can: Can::default(),
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

fn event(day: &str, role: Role, what: EventKind) -> Event {
    let who = who(role);
    let by = author(&who.name);
    Event { time: at(day), who, by, what, note: String::new(), mandate: None, external: None, counts: true }
}

fn evening() -> ItemView {
    let mut view = item(2, ItemKind::Activity, "Dialoogavond met ervaringsdeskundigen", EVENING, Visibility::Private);
    let details = [
        (Field::From, Value::Date(day("2026-12-09"))),
        (Field::Place, Value::Line("Huis van Leusden".into())),
        (Field::Audience, Value::Line("inwoners met een beperking".into())),
        (Field::Theme, Value::Line("toegankelijkheid-gebouwen".into())),
        (Field::Costs, Value::Cents(65_000)),
        (Field::Hours, Value::Hours(12)),
        (Field::Tags, Value::Line("geheim-label".into())),
    ];
    view.item.details.extend(details);
    view.decision = Some(DecisionState {
        phase: Phase::Submitted,
        changed: false,
        contradiction: false,
        since: Some(at("2026-11-20")),
        by: Some(request(1)),
        note: String::new(),
    });
    let comment = Comment {
        id: id(99),
        item: id(2),
        author: DeviceId::from_bytes([7; 32]),
        time: at("2026-11-21"),
        text: "De zaal is gratis als we voor tien uur weg zijn.".into(),
    };
    view.comments.push(CommentView { comment, who: who(Role::PolicyOfficer) });
    view
}

fn items() -> Vec<ItemView> {
    let changed = Visibility::Shared {
        version: 1,
        audience: Audience::Region,
        changed: true,
        standing: false,
        embargo: None,
        until: None,
    };
    let mut training = item(1, ItemKind::Activity, "Training begrijpelijke taal", NEW, changed);
    (training.asked, training.asked_as_is) = (true, true);
    training.can.withdraw = true;
    training.history = vec![
        event("2026-09-28", Role::PolicyOfficer, EventKind::ConsentRequested(Audience::Region)),
        event("2026-10-02", Role::Alderman, EventKind::ConsentGiven(1)),
        event("2026-11-20", Role::PolicyOfficer, EventKind::ConsentRequested(Audience::Region)),
    ];
    let shared = Visibility::Shared {
        version: 2,
        audience: Audience::Region,
        changed: false,
        standing: false,
        embargo: Some(day("2026-12-01")),
        until: None,
    };
    let mut walk = item(3, ItemKind::Section, "Zo doen wij een schouw", "Een schouw is een wandeling.", shared);
    walk.can.withdraw = true;
    walk.history = vec![event("2026-11-02", Role::Alderman, EventKind::ConsentGiven(2))];
    let mut gone =
        item(4, ItemKind::Section, "Eén plek voor meldingen over drempels", "Meldingen.", Visibility::Withdrawn);
    gone.history = vec![event("2026-11-18", Role::Alderman, EventKind::Withdrawn)];
    gone.purges = REGION_AMERSFOORT
        .into_iter()
        .filter(|(number, _)| *number != 327)
        .map(|(number, _)| (code(number), number != 267 && number != 313))
        .collect();
    let mut inventory =
        item(5, ItemKind::Inventory, "Inventarisatie: toegankelijkheid", "Vier hoge stoepranden.", Visibility::Private);
    (inventory.asked, inventory.asked_as_is) = (true, true);
    let mut agreed = item(6, ItemKind::Activity, "Regenboogvlag", "", Visibility::Private);
    agreed.history = vec![event("2026-10-01", Role::Alderman, EventKind::Decided(Outcome::Agreed))];
    vec![training, evening(), walk, gone, inventory, agreed]
}

fn powers(role: Role) -> PowersView {
    PowersView {
        may_arrange: role == Role::Alderman,
        may_set_bodies: role == Role::Alderman,
        bodies: vec![
            (ItemKind::Activity, Body::Alderman, Body::Alderman),
            (ItemKind::Conversation, Body::Alderman, Body::Alderman),
        ],
        never_began: Vec::new(),
        mandates: Vec::new(),
        officers: vec![
            Officer {
                device: DeviceId::from_bytes([9; 32]),
                person: PersonId::from_bytes([9; 16]),
                who: who(Role::PolicyOfficer),
            },
            Officer {
                device: DeviceId::from_bytes([10; 32]),
                person: PersonId::from_bytes([10; 16]),
                who: Who { name: "Noor Smit".into(), role: Some(Role::PolicyOfficer) },
            },
        ],
    }
}

fn inbox(barred: Option<&ActError>) -> Vec<InboxEntry> {
    let entry = |number, item, kind, title: &str, ask, note: &str| InboxEntry {
        request: request(number),
        item: id(item),
        kind,
        title: title.into(),
        who: who(Role::PolicyOfficer),
        time: at("2026-11-20"),
        note: note.into(),
        ask,
        barred: barred.cloned(),
        mandate: None,
        body: Body::Alderman,
    };
    let mut inventory = shared(
        327,
        5,
        ItemKind::Inventory,
        "Inventarisatie: toegankelijkheid",
        "toegankelijkheid-gebouwen",
        "Het gemeentehuis is goed bereikbaar, maar de weg van de bushalte naar het winkelcentrum telt vier hoge stoepranden.",
    );
    inventory.details.insert("next-step".into(), text("Een schouw met ervaringsdeskundigen."));
    vec![
        entry(1, 2, ItemKind::Activity, "Dialoogavond met ervaringsdeskundigen", Ask::Decision { changed: false }, ""),
        entry(
            2,
            1,
            ItemKind::Activity,
            "Training begrijpelijke taal",
            Ask::Consent {
                confirmed: Vec::new(),
                sharing: Sharing::REGION,
                snapshot: Box::new(training()),
                without: Mask::without([Field::Contact]),
                previous: Some(Box::new(training_before())),
                version: 2,
            },
            "De periode is langer geworden.",
        ),
        entry(
            3,
            5,
            ItemKind::Inventory,
            "Inventarisatie: toegankelijkheid",
            Ask::Consent {
                confirmed: Vec::new(),
                sharing: Sharing::REGION,
                snapshot: Box::new(inventory),
                without: Mask::none(),
                previous: None,
                version: 1,
            },
            "",
        ),
    ]
}

/// Sections per theme: who shares how many.
const COUNTS: [(&str, &[(u16, usize)]); 6] = [
    ("toegankelijkheid-gebouwen", &[(307, 3), (308, 1), (317, 1), (327, 2), (342, 2), (351, 1)]),
    ("begrijpelijke-taal", &[(307, 1), (313, 1), (327, 1), (342, 2)]),
    ("regenboog", &[(307, 4), (308, 2), (327, 1), (267, 1), (342, 1)]),
    ("anti-discriminatie", &[(307, 2), (308, 1), (267, 1), (351, 1)]),
    ("nieuwkomers-en-inburgering", &[(307, 2), (313, 1), (327, 1), (342, 1)]),
    ("inclusief-werkgeverschap", &[(307, 1), (308, 1)]),
];

fn name(number: u16) -> String {
    REGION_AMERSFOORT.iter().find(|(other, _)| *other == number).map(|(_, name)| (*name).to_owned()).unwrap()
}

fn sections() -> Vec<SharedView> {
    let mut sections = Vec::new();
    let mut number = 10;
    for (theme, shares) in COUNTS {
        for (municipality, count) in shares {
            for nth in 1..=*count {
                number += 1;
                let title = format!("{} {nth} van {}", theme.replace('-', " "), name(*municipality));
                let body =
                    format!("Zo doen wij dat.\n\n## Wat werkt\n\n- Op tijd **beginnen**\n- Iedereen vragen\n\n{NEW}");
                let item = shared(*municipality, number, ItemKind::Section, &title, theme, &body);
                let date = day("2026-10-01") + chrono::Days::new(u64::from(number));
                sections.push(SharedView {
                    municipality: code(*municipality),
                    municipality_name: name(*municipality),
                    section: item.section,
                    version: 1,
                    audience: Audience::Region,
                    disclosure: None,
                    until: None,
                    date,
                    alderman: "B. van Dijk".into(),
                    item,
                    earlier: Vec::new(),
                });
            }
        }
    }
    let mut newest = sections.pop().unwrap();
    newest.version = 2;
    newest.item = shared(308, number, ItemKind::Activity, "Lokale coalitie", "inclusief-werkgeverschap", NEW);
    newest.earlier = vec![(
        1,
        day("2026-09-01"),
        shared(308, number, ItemKind::Activity, "Lokale coalitie", "inclusief-werkgeverschap", OLD),
    )];
    newest.date = day("2026-11-21");
    sections.push(newest);
    sections.sort_by_key(|section| std::cmp::Reverse(section.date));
    sections
}

fn region() -> RegionView {
    let municipalities = REGION_AMERSFOORT
        .into_iter()
        .map(|(number, name)| MunicipalityView {
            code: code(number),
            name: name.into(),
            takes_part: true,
            last_day: None,
        })
        .collect();
    let confirmed =
        REGION_AMERSFOORT.into_iter().map(|(number, _)| (code(number), (usize::from(number != 267), 1))).collect();
    let withdrawn = vec![WithdrawnView {
        municipality: code(313),
        municipality_name: "Bunschoten".into(),
        section: SharedId::from_bytes([200; 16]),
        date: Some(day("2026-11-20")),
        confirmed,
    }];
    RegionView { municipalities, sections: sections(), withdrawn, competing: Vec::new() }
}

fn status() -> StatusView {
    let municipalities = REGION_AMERSFOORT
        .into_iter()
        .filter(|(number, _)| *number != 327)
        .map(|(number, name)| {
            let behind = number == 267;
            let device = DeviceStatus {
                device: DeviceId::from_bytes([u8::try_from(number % 251).unwrap(); 32]),
                role: Role::PolicyOfficer,
                connected: number == 342,
                last_seen: Some(at(if behind { "2026-11-12" } else { "2026-11-22" })),
                up_to_date: (!behind).then(|| at("2026-11-22")),
                waiting: Some(if behind { 3 } else { 0 }),
            };
            MunicipalityStatus {
                code: code(number),
                name: name.into(),
                connected: device.connected,
                last_seen: device.last_seen,
                up_to_date: device.up_to_date,
                waiting: device.waiting,
                devices: vec![device],
            }
        })
        .collect();
    let colleague = ColleagueStatus {
        device: DeviceId::from_bytes([8; 32]),
        who: who(Role::PolicyOfficer),
        person: PersonId::from_bytes([8; 16]),
        connected: false,
        last_seen: Some(at("2026-11-21")),
        up_to_date: Some(at("2026-11-21")),
        waiting: Some(0),
        term: Term { from: day("2026-01-01"), until: Some(day("2026-12-31")) },
        revoked: false,
    };
    let line = |day, what| {
        let line = Line { when: at(day), device: DeviceId::from_bytes([8; 32]), what };
        Connection { line, whose: Some(("Leusden".into(), Role::PolicyOfficer)) }
    };
    let ended = Happening::Ended { received: 2, sent: 5, why: Ending::Closed, detail: String::new() };
    let connections =
        vec![line("2026-11-21", ended), line("2026-11-21", Happening::Connected { dialled: true, at: None })];
    StatusView { municipalities, colleagues: vec![colleague], connections, ..StatusView::default() }
}

/// What the person in `role` of Leusden sees.
pub fn view(role: Role) -> View {
    let applicant = ApplicantView {
        device: DeviceId::from_bytes([0xab; 32]),
        name: "Karim Bos".into(),
        invitation: Invitation::Colleague { role: Role::Reader, term: Term::since(day("2026-11-22")) },
        id: InvitationId::from_bytes([0xcd; 32]),
        words: Words::from_bytes([0, 1, 2, 255]),
    };
    let invitation = OpenInvitation {
        id: applicant.id,
        invitation: applicant.invitation.clone(),
        until: at("2026-11-23"),
        tries: 1,
    };
    let mut items = items();
    if role != Role::Alderman {
        for item in &mut items {
            item.can.withdraw = false;
        }
    }
    View {
        log: Arc::new(Vec::new()),
        powers: powers(role),
        me: Me {
            name: who(role).name,
            person: PersonId::from_bytes([9; 16]),
            role,
            term: Term::since(day("2026-01-01")),
            municipality: code(327),
            municipality_name: "Leusden".into(),
            region_name: "Regio Amersfoort".into(),
            device: DeviceId::from_bytes([9; 32]),
            seconds: Vec::new(),
            may_invite_municipalities: role == Role::PolicyOfficer,
            plan_left: 0,
            part: deelbaar::engine::Part::Takes,
            holds_municipality_key: role == Role::PolicyOfficer,
        },
        today: day("2026-11-22"),
        now: at("2026-11-22"),
        items: Arc::new(items),
        removed: Arc::default(),
        inbox: Arc::new(inbox((role != Role::Alderman).then_some(&CharterError::Role.into()))),
        region: Arc::new(region()),
        status: status(),
        applicants: vec![applicant],
        invitations: vec![invitation],
        unseen: Vec::new(),
        undo: None,
        undo_stopped: None,
        redo: None,
        redo_stopped: None,
    }
}

/// The same before anybody did anything.
pub fn empty_view(role: Role) -> View {
    let mut view = view(role);
    view.items = Arc::default();
    view.inbox = Arc::default();
    let region = RegionView { sections: Vec::new(), withdrawn: Vec::new(), ..region() };
    view.region = Arc::new(region);
    view.applicants.clear();
    view.invitations.clear();
    view
}
