//! A municipality that was admitted a second time, with other keys: it is told in plain words, and settled by the region's
//! second person and by nobody else, in the window's commands and on the command line.
#![allow(clippy::unwrap_used, reason = "a test that cannot set up must fail loudly")]

use deelbaar::engine::{AtTheDoor, Command, CommandError, CompetingView, Done, Executor, Invitee, Part};
use deelbaar::words;
use deelbaar_schema::charter::Pair;
use deelbaar_schema::encoding;
use deelbaar_schema::id::{ContentHash, DeviceId};
use deelbaar_schema::record::{Kind, Record};
use deelbaar_schema::space::SpaceState as _;
use deelbaar_schema::statement::{Admission, SignedStatement, Statement};
use deelbaar_sync::net::{Listen, ask};
use deelbaar_sync::workspace::{Root, WordsError, WorkspaceError, random_key, words_of};
use deelbaar_tests::binary::{Folder, said_code};
use deelbaar_tests::{BAARN, Device, LEUSDEN, SOEST, forge, term};
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

/// A municipality of which the words of the second key are lost begins anew, in the window's commands: with a new device and new
/// keys, by the region's key and its second person together, and by nobody else.
#[tokio::test(flavor = "multi_thread")]
async fn a_municipality_that_lost_its_keys_begins_anew_with_two_people_of_the_region() {
    let _turn = TURN.lock().await;
    let lead = Device::found(LEUSDEN).await;
    let soest = Box::pin(lead.municipality(SOEST)).await;
    let mut executor = Executor::new(lead.workspace.clone(), lead.node.clone());
    let invite = |executor: &mut Executor, code| executor.execute(Command::Invite(Invitee::Anew { code }));
    assert!(matches!(invite(&mut executor, BAARN), Err(CommandError::NotAdmitted)), "it takes no part");
    assert!(matches!(invite(&mut executor, LEUSDEN), Err(CommandError::OwnAdmission)));
    assert!(matches!(
        executor.execute(Command::Invite(Invitee::Municipality { code: SOEST, name: None })),
        Err(CommandError::AlreadyTakesPart)
    ));
    let mut theirs = Executor::new(soest.workspace.clone(), soest.node.clone());
    let no_key = invite(&mut theirs, LEUSDEN);
    assert!(matches!(no_key, Err(CommandError::Workspace(WorkspaceError::NoKey))), "{no_key:?}");

    let Done::Invited(code, _) = invite(&mut executor, SOEST).unwrap() else { panic!("no code") };
    let code = code.parse().unwrap();
    let second = words_of(lead.region_second.as_ref().unwrap());
    let of_soest = words_of(soest.second.as_ref().unwrap());
    let alone = words_of(&lead.workspace.root_key(Root::Region).unwrap());
    let asking = tokio::spawn(async move { ask(&code, "Sam", None, Listen::LOOPBACK, |_| {}).await });
    let Some(AtTheDoor::Came(applicant)) = executor.at_the_door().await else { panic!("nobody came") };
    let before = lead.workspace.region().count();
    let mut answer = |second: &str| {
        executor.execute(Command::Answer { device: applicant.device, approve: true, second: second.to_owned() })
    };
    let refused = answer("");
    assert!(matches!(refused, Err(CommandError::Workspace(WorkspaceError::SecondNeeded))), "{refused:?}");
    for words in [&alone, &of_soest] {
        let refused = answer(words);
        let other = |error: &CommandError| {
            matches!(error, CommandError::Workspace(WorkspaceError::Words(WordsError::OtherKey)))
        };
        assert!(refused.as_ref().is_err_and(other), "{refused:?}");
    }
    assert_eq!(lead.workspace.region().count(), before, "nothing was said");
    answer(&second).unwrap();
    let granted = asking.await.unwrap().unwrap();
    // The new keys hold, and the old ones do not, until the second person says so of those too.
    let keys = |device: &Device| {
        let found = &competing(device)[0].admissions;
        found.iter().map(|one| (one.admission, one.holds)).collect::<Vec<_>>()
    };
    lead.until("the new admission", |d| competing(d).iter().any(|one| !one.is_open())).await;
    assert_eq!(keys(&lead).iter().filter(|(_, holds)| *holds).count(), 1);
    let new = granted.identity.device();
    let today = lead.workspace.clock().today();
    let holds =
        |device: &DeviceId| lead.workspace.region().look(|region| region.charter().member_on(device, today).is_some());
    assert!(holds(&new) && !holds(&soest.workspace.device()));
    // Whoever sits at a device of before hears it: it was told, or it is refused by those that let it in before.
    let seen = |device: &Device| Executor::new(device.workspace.clone(), device.node.clone()).view();
    let hears = |device: &Device| seen(device).me.part != Part::Takes || seen(device).status.refused.is_some();
    soest.until("that its admission does not hold any more", hears).await;
    let all = lead.workspace.region().records().unwrap();
    soest.workspace.region().accept(all.iter().map(Record::to_wire).collect()).unwrap();
    assert!(matches!(seen(&soest).me.part, Part::Elsewhere(_)), "{:?}", seen(&soest).me.part);
    let sentence = words::no_part(&seen(&soest)).unwrap();
    assert!(sentence.contains("met andere sleutels") && sentence.contains("Uw eigen plan blijft"), "{sentence}");
    assert_eq!(words::no_part(&seen(&lead)), None);
    let (old, _) = keys(&lead).into_iter().find(|(_, holds)| !holds).unwrap();
    on(&lead).execute(Command::AgreeToAdmission { admission: old, second }).unwrap();
    assert!(holds(&new) && holds(&soest.workspace.device()), "what was shared before shows again");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_lets_a_municipality_begin_anew_with_the_regions_second_key() {
    let _turn = TURN.lock().await;
    let lead = Folder::leusden();
    let shown = lead.json(&["second-key", "--region"]);
    let words = lead.file("region", shown["words"].as_str().unwrap());
    let at = ["--listen", "127.0.0.1:0"];
    let anew = |more: &[&'static str]| -> Vec<&str> {
        [&["invite", "--municipality", "GM0342", "--anew"], &at[..], more].concat()
    };
    lead.fails(1, &anew(&[]));
    lead.let_in(&["--municipality", "GM0342"], "Sam");
    assert!(lead.fails(1, &anew(&[])).contains("second key"), "the words of the region's second key lie here still");
    lead.json(&["second-key", "--region", "--handed-over", "--written", &words]);
    lead.fails(2, &["invite", "--role", "reader", "--anew"]);
    // Without the region's second key nobody is let in.
    let municipality = lead.second_key();
    let [by_another, by_both] = [municipality.to_str().unwrap(), words.as_str()].map(|words| {
        let invite = [&anew(&["--wait", "--approve", "--json", "--second-key"])[..], &[words]].concat();
        let (inviting, code) = said_code(lead.command(&invite));
        let joined = Folder::default();
        let ran = joined.run(&[&["join", &code, "--person", "Sam"], &at[..]].concat());
        (inviting.wait_with_output().unwrap().status.success(), ran.code, joined)
    });
    assert_eq!((by_another.0, by_another.1), (false, Some(1)));
    assert_eq!((by_both.0, by_both.1), (true, Some(0)));
    let listed = lead.json(&["admission", "list"]);
    assert_eq!((&listed[0]["open"], listed[0]["admissions"].as_array().unwrap().len()), (&false.into(), 2), "{listed}");
    assert_eq!(by_both.2.json(&["status"])["role"], "policy-officer");
}
