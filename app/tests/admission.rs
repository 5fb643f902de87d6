//! A municipality that was admitted a second time, with other keys: it is told in plain words, and settled by the region's
//! second person and by nobody else, in the window's commands and on the command line.
#![allow(clippy::unwrap_used, reason = "a test that cannot set up must fail loudly")]

use deelbaar::engine::{Command, CommandError, CompetingView, Executor};
use deelbaar_schema::charter::Pair;
use deelbaar_schema::encoding;
use deelbaar_schema::id::ContentHash;
use deelbaar_schema::record::Kind;
use deelbaar_schema::space::SpaceState as _;
use deelbaar_schema::statement::{Admission, SignedStatement, Statement};
use deelbaar_sync::workspace::{Root, WordsError, WorkspaceError, random_key, words_of};
use deelbaar_tests::binary::Folder;
use deelbaar_tests::{Device, LEUSDEN, SOEST, forge, term};
use tokio::sync::Mutex;

/// One test at a time: a process that is being started holds for a moment what is open and locked in this one.
static TURN: Mutex<()> = Mutex::const_new(());

fn on(device: &Device) -> Executor {
    Executor::new(device.workspace.clone(), None)
}

fn competing(device: &Device) -> Vec<CompetingView> {
    on(device).view().region.competing.clone()
}

/// The lead and Soest, of which somebody with the region's key made a second one; and the admission of the true Soest.
async fn contested() -> (Device, Device, ContentHash) {
    let lead = Device::found(LEUSDEN).await;
    let soest = Box::pin(lead.municipality(SOEST)).await;
    assert!(competing(&lead).is_empty());
    let region = lead.workspace.region();
    let true_one = region.look(|region| region.charter().admissions_of(SOEST).next().unwrap());
    let keys = Pair { key: random_key().unwrap().root(), second: random_key().unwrap().root() };
    let (name, term) = ("Soest".into(), term());
    let again = Statement::Admission(Admission { region: region.space(), municipality: SOEST, name, keys, term });
    let again = SignedStatement::sign(&again, &lead.workspace.root_key(Root::Region).unwrap()).unwrap();
    let body = encoding::encode(&vec![again]).unwrap();
    let record = forge::next(region, &lead.workspace.key(), Kind::Charter, body).to_wire();
    for device in [&lead, &soest] {
        forge::taken(device.workspace.region(), vec![record.clone()]);
    }
    (lead, soest, true_one)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_person_says_which_admission_is_true_and_nobody_else() {
    let _turn = TURN.lock().await;
    let (lead, soest, true_one) = contested().await;
    for device in [&lead, &soest] {
        let all = competing(device);
        let [one] = all.as_slice() else { panic!("{all:?}") };
        assert!(one.is_open() && one.municipality == SOEST && one.admissions.len() == 2, "{one:?}");
        // Only Soest itself knows which one is its own; the code of its key is what it reads aloud.
        let own: Vec<_> = one.admissions.iter().filter(|one| one.own).map(|one| one.admission).collect();
        assert_eq!(own, if device.workspace.code() == SOEST { vec![true_one] } else { vec![] });
        assert_ne!(one.admissions[0].key, one.admissions[1].key);
    }
    let taking_part = |device: &Device| {
        let view = on(device).view();
        view.region.municipalities.iter().any(|one| one.code == SOEST && one.takes_part)
    };
    assert!(!taking_part(&lead) && !taking_part(&soest));

    let second = words_of(lead.region_second.as_ref().unwrap());
    let agree = |device: &Device, admission, second: &str| {
        on(device).execute(Command::AgreeToAdmission { admission, second: second.to_owned() })
    };
    let before = lead.workspace.region().count();
    let alone = words_of(&lead.workspace.root_key(Root::Region).unwrap());
    let refused = agree(&lead, true_one, &alone);
    let other_key =
        |error: &CommandError| matches!(error, CommandError::Workspace(WorkspaceError::Words(WordsError::OtherKey)));
    assert!(refused.as_ref().is_err_and(other_key), "the region's key alone: {refused:?}");
    let refused = agree(&lead, true_one, "");
    assert!(matches!(refused, Err(CommandError::Workspace(WorkspaceError::SecondNeeded))), "{refused:?}");
    let refused = agree(&lead, ContentHash::of(b"made up"), &second);
    assert!(matches!(refused, Err(CommandError::NoAdmission)), "{refused:?}");
    let refused = agree(&soest, true_one, &second);
    assert!(matches!(refused, Err(CommandError::OwnAdmission)), "{refused:?}");
    assert_eq!(lead.workspace.region().count(), before);

    agree(&lead, true_one, &second).unwrap();
    for device in [&lead, &soest] {
        device.until("which one is true", taking_part).await;
        let all = competing(device);
        assert!(!all[0].is_open(), "{all:?}");
        let holding: Vec<_> = all[0].admissions.iter().filter(|one| one.holds).map(|one| one.admission).collect();
        assert_eq!(holding, [true_one]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_says_what_is_the_matter_and_settles_it() {
    let _turn = TURN.lock().await;
    let (lead, mut soest, true_one) = contested().await;
    soest.go_offline().await;
    let key = competing(&soest)[0].admissions.iter().find(|one| one.own).unwrap().key.clone();
    let second = words_of(lead.region_second.as_ref().unwrap());
    let alone = words_of(&lead.workspace.root_key(Root::Region).unwrap());
    let lead = Folder::of(lead).await;
    let said = lead.run(&["admission", "list"]).out;
    assert!(said.contains("admitted") && said.contains("nothing is deleted") && said.contains(&key), "{said}");
    let listed = lead.json(&["admission", "list"]);
    assert_eq!(listed[0]["open"], true, "{listed}");
    let (second, alone) = (lead.file("second", &second), lead.file("alone", &alone));
    lead.fails(1, &["admission", "agree", &key, "--second-key", &alone]);
    lead.fails(2, &["admission", "agree", "00000000", "--second-key", &second]);
    assert_eq!(lead.json(&["admission", "list"]), listed, "nothing was changed");
    let agreed = lead.json(&["admission", "agree", &key.to_uppercase(), "--second-key", &second]);
    assert_eq!(agreed["admission"], true_one.to_string());
    let listed = lead.json(&["admission", "list"]);
    assert_eq!(listed[0]["open"], false, "{listed}");
    assert!(lead.run(&["admission", "list"]).out.contains("Counts"));
    assert!(Folder::leusden().run(&["admission", "list"]).out.contains("No municipality was admitted"));
}
