//! Signing takes the passphrase again after a while: through the engine's commands.
#![allow(clippy::unwrap_used, reason = "a test that cannot set up must fail loudly")]

use std::time::Duration;

use deelbaar::engine::{Command, CommandError, Done, Executor};
use deelbaar_schema::act::Outcome;
use deelbaar_schema::gate::Phase;
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::role::Role;
use deelbaar_sync::store::{Kdf, OpenError, Passphrase};
use deelbaar_sync::workspace::WorkspaceError;
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
    // What is not signed in somebody's name goes on.
    let comment = Command::DeclineConsent { request, returned: true, note: String::new() };
    assert!(matches!(late.execute(comment), Err(CommandError::NoRequest)));

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
