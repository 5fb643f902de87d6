//! Signing takes the passphrase again after a while: through the engine's commands.
#![allow(clippy::unwrap_used, reason = "a test that cannot set up must fail loudly")]

use std::path::Path;
use std::time::Duration;

use deelbaar::engine::{Command, CommandError, Done, Executor, Secret};
use deelbaar_schema::act::Outcome;
use deelbaar_schema::gate::Phase;
use deelbaar_schema::id::PersonId;
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::role::Role;
use deelbaar_sync::clock::Clock;
use deelbaar_sync::store::{Kdf, OpenError, Passphrase};
use deelbaar_sync::workspace::{NewRegion, Person, Root, Workspace, WorkspaceError, asked_back, words_of};
use deelbaar_tests::{Device, LEUSDEN};

const WORDS: &str = "vier woorden van papier";

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_is_signed_only_by_who_gave_the_passphrase_just_now() {
    let officer = Device::found(LEUSDEN).await;
    let alderman = officer.colleague(Role::Alderman).await;
    alderman.workspace.set_passphrase(None, Some(&Passphrase::new(WORDS)), Kdf::default()).unwrap();
    let item = officer.add(ItemKind::Activity, "Taalwandeling", "Elke week.");
    let request = officer.submit(item);
    let waits = |device: &Device| device.workspace.municipality().look(|state| state.acts().get(&request).is_some());
    alderman.until("the submission", waits).await;
    let decide = || Command::Decide { request, outcome: Outcome::Agreed, external: None, note: String::new() };
    let phase = || alderman.workspace.municipality().look(|state| state.decision(state.item(item).unwrap()).phase);

    let mut late = Executor::new(alderman.workspace.clone(), None).with_grace(Duration::ZERO);
    assert!(matches!(late.execute(decide()), Err(CommandError::PassphraseNeeded)));
    assert_eq!(phase(), Phase::Submitted);
    let wrong = late.execute(Command::ConfirmPassphrase { given: Passphrase::new("een ander wachtwoord") });
    let Err(CommandError::Workspace(WorkspaceError::Open(OpenError::WrongPassphrase { .. }))) = wrong else {
        panic!("{wrong:?}")
    };
    assert!(matches!(late.execute(decide()), Err(CommandError::PassphraseNeeded)));
    // To refuse is an answer too.
    let decline = Command::DeclineConsent { request, returned: true, note: String::new() };
    assert!(matches!(late.execute(decline), Err(CommandError::PassphraseNeeded)));
    // What is not signed in somebody's name goes on.
    late.execute(Command::Comment { item, text: "Eerst lezen.".into() }).unwrap();

    let mut here = late.with_grace(Duration::from_mins(5));
    assert_eq!(here.execute(Command::ConfirmPassphrase { given: Passphrase::new(WORDS) }).unwrap(), Done::Done);
    here.execute(decide()).unwrap();
    assert_eq!(phase(), Phase::Agreed);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_passphrase_nothing_is_asked() {
    let officer = Device::found(LEUSDEN).await;
    let mut executor = Executor::new(officer.workspace.clone(), None).with_grace(Duration::ZERO);
    let device = officer.workspace.device();
    let own = executor.execute(Command::RemoveDevice { device });
    assert!(matches!(own, Err(CommandError::Workspace(WorkspaceError::OwnDevice))), "{own:?}");
}

/// Leusden on its first day: the second key still lies there.
fn began(path: &Path) -> Workspace {
    let person = Person {
        id: PersonId::from_bytes([1; 16]),
        name: "Bo".into(),
        role: Role::PolicyOfficer,
        term: deelbaar_tests::term(),
    };
    let (region, municipality_name) = ("Regio".into(), "Leusden".into());
    let new = NewRegion { region, municipality: LEUSDEN, municipality_name, person };
    Workspace::found(path, new, Clock::system()).unwrap()
}

#[test]
fn a_second_key_is_wiped_only_with_the_passphrase_and_once_the_paper_says_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let place = dir.path().join("data");
    let of = Root::Municipality;
    let hand_over = |written: &str| Command::HandOverSecond { of, written: Secret(written.to_owned().into()) };
    let shown = |workspace: &Workspace| words_of(&workspace.second_key(of).unwrap());
    let workspace = began(&place);
    let words = shown(&workspace);
    let asked = asked_back(&words);
    let paper: Vec<&str> = asked.iter().map(|place| words.split(' ').nth(place - 1).unwrap()).collect();

    // Shown, and then the plug is pulled: it is there still, and the same words are asked.
    let mut executor = Executor::new(workspace, None);
    assert!(matches!(executor.execute(Command::ShowSecond { of }), Ok(Done::SecondWords(..))));
    drop(executor);
    let workspace = Workspace::open(&place, Clock::system()).unwrap();
    assert_eq!((shown(&workspace), asked_back(&shown(&workspace))), (words.clone(), asked.clone()));

    // Words that are not those of the paper wipe nothing, and the answer says where to look.
    let mut executor = Executor::new(workspace.clone(), None);
    let other = format!("{} papier {}", paper[0], paper[2]);
    let places = [(String::new(), asked[0]), (paper[..2].join(" "), asked[2]), (other, asked[1])];
    for (written, wrong) in places.into_iter().chain([(format!("{} {}", paper.join(" "), paper[0]), asked[2])]) {
        let refused = executor.execute(hand_over(&written));
        let Err(CommandError::Workspace(WorkspaceError::NotWritten { place })) = refused else { panic!("{refused:?}") };
        assert_eq!((place, shown(&workspace)), (wrong, words.clone()), "{written}");
    }

    // And the right ones take the passphrase, where it was given too long ago.
    workspace.set_passphrase(None, Some(&Passphrase::new(WORDS)), Kdf::default()).unwrap();
    let mut late = Executor::new(workspace.clone(), None).with_grace(Duration::ZERO);
    assert!(matches!(late.execute(hand_over(&paper.join(" "))), Err(CommandError::PassphraseNeeded)));
    assert_eq!(shown(&workspace), words);
    let mut here = late.with_grace(Duration::from_mins(5));
    here.execute(Command::ConfirmPassphrase { given: Passphrase::new(WORDS) }).unwrap();
    here.execute(hand_over(&paper.join(" "))).unwrap();
    assert!(matches!(workspace.second_key(of), Err(WorkspaceError::NoSecond)));
    let again = here.execute(hand_over(&paper.join(" ")));
    assert!(matches!(again, Err(CommandError::Workspace(WorkspaceError::NoSecond))), "{again:?}");
}
