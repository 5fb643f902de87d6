//! The log names who did something in the role that they had on that day, and says whether what was stated counts.
#![allow(clippy::unwrap_used, reason = "a test that cannot set up must fail loudly")]

use deelbaar::engine::{CharterKind, Command, EventKind, Executor, LogEntry, LogKind};
use deelbaar_schema::encoding;
use deelbaar_schema::id::PersonId;
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::record::Kind;
use deelbaar_schema::role::Role;
use deelbaar_schema::statement::{Enrolment, SignedStatement, Statement};
use deelbaar_schema::time::Term;
use deelbaar_sync::workspace::{Renew, Root, random_key};
use deelbaar_tests::{Device, LEUSDEN, forge, term};

#[tokio::test(flavor = "multi_thread")]
async fn who_was_alderman_on_that_day_is_named_so_whatever_they_are_today() {
    let officer = Device::found(LEUSDEN).await;
    let other = officer.colleague(Role::Alderman).await;
    let on = |device: &Device| Executor::new(device.workspace.clone(), None);
    let today = officer.workspace.clock().today();
    let (kinds, asks) = ([ItemKind::Activity].into(), [officer.workspace.device()].into());
    let device = officer.workspace.device();
    on(&other).execute(Command::GiveMandate { device, kinds, asks, until: today + chrono::Days::new(30) }).unwrap();
    officer.until("the mandate", |d| !on(d).view().powers.mandates.is_empty()).await;

    // The day after, the alderman becomes an officer.
    let officer = Box::pin(officer.days_later(1)).await;
    let term = Term::since(officer.workspace.clock().today());
    officer.workspace.change_role(other.workspace.device(), Role::PolicyOfficer, term, None).unwrap();
    let view = on(&officer).view();
    let given = |entry: &&LogEntry| entry.what == LogKind::Charter(CharterKind::MandateGiven);
    let entry = view.log.iter().find(given).unwrap();
    assert_eq!((entry.who.role, entry.on.as_str()), (Some(Role::Alderman), view.me.name.as_str()));
}

/// A thief of the municipality's key lets a device in, and a colleague's device, which stays, carries it.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_replaced_key_said_does_not_count_whoever_carries_it() {
    let officer = Device::found(LEUSDEN).await;
    let adviser = officer.colleague(Role::Adviser).await;
    let old = officer.workspace.root_key(Root::Municipality).unwrap();
    officer.workspace.renew(Renew::Municipality { lost: None }, &officer.second.clone().unwrap()).unwrap();
    let replica = officer.workspace.municipality();
    let thief = random_key().unwrap().device();
    let enrolment = Enrolment {
        space: replica.space(),
        municipality: LEUSDEN,
        device: thief,
        person: PersonId::from_bytes([7; 16]),
        name: Some("De dief".into()),
        role: Role::PolicyOfficer,
        term: term(),
    };
    let signed = SignedStatement::sign(&Statement::Enrolment(enrolment), &old).unwrap();
    let body = encoding::encode(&vec![signed]).unwrap();
    forge::taken(replica, vec![forge::next(replica, &adviser.workspace.key(), Kind::Charter, body).to_wire()]);

    let log = Executor::new(officer.workspace.clone(), None).view().log;
    let told = |role: Role| -> Vec<bool> {
        let let_in = |entry: &&LogEntry| entry.what == LogKind::Charter(CharterKind::Enrolled(role));
        log.iter().filter(let_in).map(|entry| entry.counts).collect()
    };
    // The founder's own, and the thief's; the newest comes first.
    assert_eq!((told(Role::PolicyOfficer), told(Role::Adviser)), (vec![false, true], vec![true]));
    let renewed = log.iter().filter(|entry| entry.what == LogKind::Charter(CharterKind::KeyRenewed));
    assert_eq!(renewed.map(|entry| entry.counts).collect::<Vec<_>>(), [true]);
}

/// Two colleagues of one name are two, and two devices of one of them are one; what they state in the region is theirs too.
#[tokio::test(flavor = "multi_thread")]
async fn acts_are_somebodys_whatever_they_are_called_and_on_whichever_device() {
    let officer = Device::found(LEUSDEN).await;
    let one = officer.colleague(Role::PolicyOfficer).await;
    let other = officer.colleague(Role::PolicyOfficer).await;
    let second = officer.second_device_of(&one).await;
    let at = |device: &Device| Executor::new(device.workspace.clone(), None);
    for device in [&one, &other, &second] {
        let item = officer.add(ItemKind::Activity, "Taal", "");
        device.meet(&officer);
        device.until("the activity", |d| d.body(item).is_some()).await;
        at(device).execute(Command::Submit { item }).unwrap();
    }
    let submitted = |entry: &&LogEntry| entry.what == LogKind::Item(EventKind::Submitted);
    officer.until("what was submitted", |d| at(d).view().log.iter().filter(submitted).count() == 3).await;
    let log = at(&officer).view().log;
    let mut acts: Vec<&LogEntry> = log.iter().filter(submitted).collect();
    acts.reverse();
    let [first, theirs, again] = acts.as_slice() else { panic!("{acts:?}") };
    assert_eq!((&first.who, &theirs.who), (&again.who, &first.who));
    assert!(first.by == again.by && first.by != theirs.by);
    // Who let them in stated that in both spaces, as one person.
    let let_in: Vec<&LogEntry> =
        log.iter().filter(|e| matches!(e.what, LogKind::Charter(CharterKind::Enrolled(_)))).collect();
    assert_eq!(let_in.len(), 4, "{let_in:?}");
    assert!(let_in.iter().all(|entry| entry.by == let_in[0].by && entry.by != first.by));
}
