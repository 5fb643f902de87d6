//! A decision under a mandate, through every door: by an officer whose mandate covers it, and by officers who have none, one
//! that is over, one for another kind of item, one that does not cover whoever asked, or one of somebody who is no alderman
//! any more.

use std::collections::BTreeMap;

use deelbaar::engine::{Command, Executor};
use deelbaar::format::date_long;
use deelbaar::i18n::{Lang, with_language};
use deelbaar_schema::act::{Act, Outcome, What};
use deelbaar_schema::charter::{CharterError, MandateError};
use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::encoding;
use deelbaar_schema::gate::{ActError, Phase};
use deelbaar_schema::id::{ContentHash, DeviceId, ItemId, PersonId, RecordId};
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::record::Kind;
use deelbaar_schema::role::Role;
use deelbaar_schema::space::Refusal;
use deelbaar_schema::statement::{Mandate, SignedStatement, Statement};
use deelbaar_schema::time::Term;
use deelbaar_sync::clock::Clock;
use deelbaar_sync::workspace::{Person, Workspace, random, random_key};
use deelbaar_tests::binary::Folder;
use deelbaar_tests::{Device, LEUSDEN, forge, term};

use crate::by_hand::offer;
use crate::rows::{Row, of_act};
use crate::town::{Town, content, today};

/// Which mandate an officer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// None.
    Without,
    /// One that ended yesterday.
    Over,
    /// One for activities, and a conversation waits.
    OtherKind,
    /// One that does not cover what the officer who asked puts forward.
    OtherAsker,
    /// One that covers it, of somebody whose term as alderman ended yesterday.
    GiverIsOver,
    /// One that covers it.
    Covers,
}

impl Standing {
    /// Every one. Whoever may goes last: afterwards it is decided.
    pub const ALL: [Self; 6] =
        [Self::Without, Self::Over, Self::OtherKind, Self::OtherAsker, Self::GiverIsOver, Self::Covers];

    /// Why a decision under the mandate does not count.
    fn refusal(self) -> Option<MandateError> {
        match self {
            Self::Without => Some(MandateError::None),
            Self::Over => Some(MandateError::Over(today().pred_opt().unwrap())),
            Self::OtherKind => Some(MandateError::Kind(ItemKind::Conversation)),
            Self::OtherAsker => Some(MandateError::Asker),
            Self::GiverIsOver => Some(MandateError::Giver(CharterError::OutsideTerm(today()))),
            Self::Covers => None,
        }
    }

    /// What the command line says of it.
    fn said(self) -> String {
        let yesterday = today().pred_opt().unwrap();
        match self {
            Self::Without => "You have no mandate to decide on this.".into(),
            Self::Over => with_language(Lang::En, || format!("Your mandate ended on {}.", date_long(yesterday))),
            Self::OtherKind => "Your mandate does not cover conversations.".into(),
            Self::OtherAsker => "does not cover what was submitted on the device of whoever asked".into(),
            Self::GiverIsOver => "Whoever gave you the mandate is no alderman now".into(),
            Self::Covers => unreachable!("whoever may is not refused"),
        }
    }
}

/// What there is to decide on under a mandate.
pub struct Mandated {
    /// A conversation that a colleague put forward: for the officer, whose mandate covers it.
    pub by_colleague: (ItemId, RecordId),
    /// The mandate of that officer.
    pub officers: ContentHash,
    /// A conversation that the officer put forward: for the colleagues, by what they have.
    by_officer: (ItemId, RecordId),
    /// Their mandates.
    given: BTreeMap<Standing, ContentHash>,
}

impl Mandated {
    /// Makes it, and gives the mandates.
    pub async fn new(officer: &Device, alderman: &Device, colleagues: &BTreeMap<Standing, Device>) -> Self {
        let conversation = |name: &str| officer.add(ItemKind::Conversation, name, "Tekst.");
        let [by_colleague, by_officer] = ["Van een collega", "Van de beleidsadviseur"].map(conversation);
        let former = former_alderman(officer);
        let colleague = &colleagues[&Standing::Without];
        colleague.until("the conversation", |d| d.body(by_colleague).is_some()).await;
        let mandated = Self {
            by_colleague: (by_colleague, colleague.submit(by_colleague)),
            by_officer: (by_officer, officer.submit(by_officer)),
            officers: give(alderman, officer, ItemKind::Conversation, colleague.workspace.device(), 30),
            given: colleagues
                .iter()
                .filter_map(|(has, device)| Some((*has, mandate(*has, officer, (alderman, &former), device)?)))
                .collect(),
        };
        for device in [officer, alderman] {
            let has =
                |d: &Device| d.workspace.municipality().look(|s| s.acts().get(&mandated.by_colleague.1).is_some());
            device.until("what the colleague put forward", has).await;
        }
        mandated
    }
}

/// Somebody who was an alderman until yesterday: their device's key.
fn former_alderman(officer: &Device) -> SecretKey {
    let (key, id) = (random_key().unwrap(), PersonId::from_bytes(*random::<16>().unwrap()));
    let term = Term { until: Some(today() - chrono::Days::new(1)), ..term() };
    let person = Person { id, name: "Oud-wethouder".into(), role: Role::Alderman, term };
    officer.workspace.enrol(key.device(), &person, officer.second.as_ref()).unwrap();
    key
}

fn mandate(
    standing: Standing,
    officer: &Device,
    (alderman, former): (&Device, &SecretKey),
    to: &Device,
) -> Option<ContentHash> {
    let (asker, conversation) = (officer.workspace.device(), ItemKind::Conversation);
    Some(match standing {
        Standing::Without => return None,
        Standing::Over => give(alderman, to, conversation, asker, -1),
        Standing::OtherKind => give(alderman, to, ItemKind::Activity, asker, 30),
        Standing::OtherAsker => give(alderman, to, conversation, alderman.workspace.device(), 30),
        Standing::GiverIsOver => {
            let signed = SignedStatement::sign(&statement(to, conversation, asker, 30), former).unwrap();
            let (home, body) = (officer.workspace.municipality(), encoding::encode(&vec![&signed]).unwrap());
            let record = forge::next(home, &officer.workspace.key(), Kind::Charter, body);
            forge::taken(home, vec![record.to_wire()]);
            signed.hash()
        }
        Standing::Covers => give(alderman, to, conversation, asker, 30),
    })
}

/// A mandate from three days ago until so many days from now.
fn give(alderman: &Device, to: &Device, kind: ItemKind, asker: DeviceId, days: i64) -> ContentHash {
    let mandate = statement(to, kind, asker, days);
    alderman.workspace.arrange(&mandate).unwrap();
    SignedStatement::sign(&mandate, &alderman.workspace.key()).unwrap().hash()
}

fn statement(to: &Device, kind: ItemKind, asker: DeviceId, days: i64) -> Statement {
    let in_days = |days: i64| today().checked_add_signed(chrono::TimeDelta::days(days)).unwrap();
    Statement::Mandate(Mandate {
        space: to.workspace.municipality().space(),
        municipality: LEUSDEN,
        person: to.workspace.person().id,
        kinds: [kind].into(),
        asks: [asker].into(),
        term: Term { from: in_days(-3), until: Some(in_days(days)) },
    })
}

fn phase(device: &Device, item: ItemId) -> Phase {
    device.workspace.municipality().look(|state| state.decision(state.item(item).unwrap()).phase)
}

/// Made by hand, and handed to a colleague's device.
pub fn by_hand(town: &Town) {
    let (objects, honest) = (&town.objects.mandated, town.honest.workspace.municipality());
    let (item, submission) = objects.by_officer;
    for standing in Standing::ALL {
        let device = &town.colleagues[&standing];
        let act = |under: Option<ContentHash>| {
            let content = content(&town.honest, item);
            let note = String::new();
            let what = What::Decide { submission, content, outcome: Outcome::Agreed, under, external: None, note };
            assert!(of_act(&what).contains(&Row::DecideMandated));
            let after = honest.look(|s| s.acts().last(s.bench(), item, what.track()));
            let made = (Kind::Act, encoding::encode(&Act { item, after, what }).unwrap());
            offer(honest, device.workspace.municipality(), &device.workspace.key(), made)
        };
        let own = objects.given.get(&standing).copied();
        // In the own name, and in that of whoever gave somebody else a mandate, it is not even taken in.
        assert_eq!(act(None), Some(Refusal::Act(ActError::Charter(CharterError::Role))), "{standing:?}");
        for other in objects.given.values().filter(|given| Some(**given) != own) {
            assert_eq!(act(Some(*other)), Some(Refusal::Act(ActError::Mandate(MandateError::None))), "{standing:?}");
        }
        let Some(own) = own else { continue };
        assert_eq!(act(Some(own)), None, "{standing:?}: whoever has a mandate is heard");
        let judged = honest.look(|state| {
            let under = |what: &What| matches!(what, What::Decide { under, .. } if *under == Some(own));
            let kept = state.acts().all().find(|kept| under(&kept.act.what)).unwrap();
            state.acts().judge(state.bench(), kept)
        });
        assert_eq!(judged.err(), standing.refusal().map(ActError::Mandate), "{standing:?}");
        let expected = if standing == Standing::Covers { Phase::Agreed } else { Phase::Submitted };
        assert_eq!(phase(&town.honest, item), expected, "{standing:?}");
    }
}

/// The command of the window.
pub fn commands(town: &Town) {
    let objects = &town.objects.mandated;
    let (item, request) = objects.by_officer;
    for standing in Standing::ALL {
        let device = &town.colleagues[&standing];
        let before = device.workspace.municipality().count();
        let mut executor = Executor::new(device.workspace.clone(), None);
        let waits = executor.view().inbox.iter().find(|entry| entry.request == request).unwrap().clone();
        assert_eq!(
            (waits.can_answer(), waits.mandate.is_some()),
            (standing == Standing::Covers, standing == Standing::Covers)
        );
        let (outcome, external, note) = (Outcome::Agreed, None, String::new());
        let done = executor.execute(Command::Decide { request, outcome, external, note });
        let said = match done {
            Ok(_) => {
                assert_eq!((standing, phase(device, item)), (Standing::Covers, Phase::Agreed));
                // It says under which.
                let story = executor.view().item(item).unwrap().history.clone();
                assert!(story.iter().any(|event| event.mandate.is_some()), "{story:?}");
                continue;
            }
            Err(error) => error.to_string(),
        };
        let reason = standing.refusal().unwrap();
        assert_eq!((waits.barred, said), (Some(reason.clone().into()), reason.to_string()), "{standing:?}");
        assert_eq!((device.workspace.municipality().count(), phase(device, item)), (before, Phase::Submitted));
    }
}

/// The program on the command line.
pub async fn binary(colleagues: BTreeMap<Standing, Device>, objects: &Mandated) {
    let id = objects.by_officer.0.to_string();
    for (standing, device) in colleagues {
        let folder = Folder::of(device).await;
        let count = || Workspace::open(&folder.data(), Clock::system()).unwrap().municipality().count();
        let before = count();
        let ran = folder.run(&["decide", &id, "--agree"]);
        let (code, left) = if standing == Standing::Covers { (0, 1) } else { (1, 0) };
        assert_eq!((ran.code, count() - before), (Some(code), left), "{standing:?}: {ran:?}");
        match standing {
            Standing::Covers => {
                let audit = folder.run(&["audit", "--mandate"]);
                assert!(audit.out.contains("on behalf of"), "{audit:?}");
            }
            _ => assert!(ran.err.contains(standing.said().as_str()), "{standing:?}: {ran:?}"),
        }
    }
}

/// The colleagues, each with their standing.
pub async fn colleagues(officer: &Device) -> BTreeMap<Standing, Device> {
    let mut all = BTreeMap::new();
    for standing in Standing::ALL {
        all.insert(standing, Box::pin(officer.colleague(Role::PolicyOfficer)).await);
    }
    all
}
