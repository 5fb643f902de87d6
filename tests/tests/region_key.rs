//! The region's key in other hands, and a second key that another person is to keep.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set up must fail loudly")]

use deelbaar_schema::charter::{Founded, Pair};
use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::encoding;
use deelbaar_schema::id::{DeviceId, MunicipalityCode};
use deelbaar_schema::record::{Kind, Record, WireRecord};
use deelbaar_schema::role::Role;
use deelbaar_schema::space::SpaceState;
use deelbaar_schema::statement::{Countersignature, Renewal, SignedStatement, Statement};
use deelbaar_sync::clock::Clock;
use deelbaar_sync::replica::Replica;
use deelbaar_sync::workspace::{Renew, Root, WorkspaceError, random_key};
use deelbaar_tests::{BAARN, Device, LEUSDEN, SOEST, forge};

fn is_member<S: SpaceState>(replica: &Replica<S>, device: &DeviceId) -> bool {
    let today = Clock::system().today();
    replica.look(|state| state.charter().member_on(device, today).is_some())
}

fn takes_part(device: &Device, code: MunicipalityCode) -> bool {
    let today = Clock::system().today();
    device.workspace.region().look(|region| region.charter().takes_part(code, today))
}

fn region_pair(device: &Device) -> Pair {
    device.workspace.region().look(|region| region.charter().current_keys(Founded::Region).next().unwrap())
}

fn words(device: &Device, root: Root) -> String {
    let all = device.workspace.recovery_words(None).unwrap();
    all.into_iter().find(|(of, _)| *of == root).unwrap().1.to_string()
}

/// Everything of the region's space that `device` has, in the order in which it takes it in.
fn everything(device: &Device) -> Vec<WireRecord> {
    device.workspace.region().records().unwrap().iter().map(Record::to_wire).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stolen_region_key_lets_no_municipality_in() {
    let mut laptop = Device::found(LEUSDEN).await;
    let soest = Box::pin(laptop.municipality(SOEST)).await;
    let colleague = Box::pin(laptop.colleague(Role::PolicyOfficer)).await;
    soest.meet(&colleague);
    let old = region_pair(&laptop);
    // The laptop is stolen. The colleague has both keys from the recovery words, and renews both.
    for root in Root::ALL {
        assert_eq!(colleague.workspace.restore_key(&words(&laptop, root)).unwrap(), root);
    }
    laptop.go_offline().await;
    let thief = laptop.stolen_backup().await;
    let stolen = laptop.workspace.device();
    let (second, region_second) = (laptop.second.clone().unwrap(), laptop.region_second.clone().unwrap());
    colleague.workspace.renew(Renew::Region { drops: None }, &region_second).unwrap();
    colleague.workspace.renew(Renew::Municipality { lost: Some(stolen) }, &second).unwrap();
    let new = region_pair(&colleague);
    assert_ne!(new.key, old.key);
    soest.until("both new keys", |d| region_pair(d) == new && !is_member(d.workspace.region(), &stolen)).await;

    // With the old key the thief lets a municipality in that does not exist, and makes Soest leave.
    let puppet = Box::pin(thief.municipality(BAARN)).await;
    let today = Clock::system().today();
    thief.workspace.dismiss(SOEST, today.pred_opt().unwrap()).unwrap();
    for honest in [&colleague, &soest] {
        // Somebody who had not heard of the new key passes it on all the same: it is taken in.
        let accepted = honest.workspace.region().accept(everything(&puppet)).unwrap();
        assert_eq!(accepted.refused, []);
        let accepted = honest.workspace.region().accept(everything(&thief)).unwrap();
        assert_eq!(accepted.refused, []);
        assert!(honest.workspace.region().heights().contains_key(&thief.workspace.device()));
        assert!(!takes_part(honest, BAARN) && takes_part(honest, SOEST) && takes_part(honest, LEUSDEN));
        assert!(!is_member(honest.workspace.region(), &puppet.workspace.device()));
        assert!(!is_member(honest.workspace.region(), &thief.workspace.device()));
        let (good, bad) = honest.workspace.region().verify().unwrap();
        assert!(good > 0 && bad.is_none(), "{bad:?}");
    }
    // The old words are of no use; the new key lets in.
    assert!(matches!(soest.workspace.restore_key(&words(&laptop, Root::Region)), Err(WorkspaceError::KeyReplaced)));
    let baarn = Box::pin(colleague.municipality(BAARN)).await;
    baarn.until("itself", |d| is_member(d.workspace.region(), &d.workspace.device())).await;
    soest.until("Baarn", |d| takes_part(d, BAARN) && is_member(d.workspace.region(), &baarn.workspace.device())).await;
    assert!(!is_member(soest.workspace.region(), &puppet.workspace.device()), "another Baarn");
}

/// What the thief let in before the renewal does not stay when whoever renews says so.
#[tokio::test(flavor = "multi_thread")]
async fn a_municipality_that_the_thief_let_in_is_dropped_by_the_renewal() {
    let laptop = Device::found(LEUSDEN).await;
    let soest = Box::pin(laptop.municipality(SOEST)).await;
    let puppet = Box::pin(laptop.municipality(BAARN)).await;
    soest.until("Baarn", |d| takes_part(d, BAARN)).await;
    let second = laptop.region_second.clone().unwrap();
    let drops = |code| Renew::Region { drops: Some(code) };
    assert!(matches!(laptop.workspace.renew(drops(LEUSDEN), &second), Err(WorkspaceError::OwnMunicipality)));
    laptop.workspace.renew(drops(BAARN), &second).unwrap();
    soest.until("that Baarn is gone", |d| !takes_part(d, BAARN)).await;
    assert!(!is_member(soest.workspace.region(), &puppet.workspace.device()));
    assert!(takes_part(&soest, SOEST) && takes_part(&soest, LEUSDEN));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_renews_the_regions_key_alone() {
    let lead = Device::found(LEUSDEN).await;
    let soest = Box::pin(lead.municipality(SOEST)).await;
    let old = lead.workspace.root_key(Root::Region).unwrap();
    let second = lead.region_second.clone().unwrap();
    let what = Renew::Region { drops: None };
    for wrong in [&old, lead.second.as_ref().unwrap(), soest.second.as_ref().unwrap(), &random_key().unwrap()] {
        assert!(matches!(lead.workspace.renew(what, wrong), Err(WorkspaceError::WrongSecond)));
    }
    // The second person is of Soest and has no key of the region.
    assert!(matches!(soest.workspace.renew(what, &second), Err(WorkspaceError::NoKey)));

    // By hand, by either alone, and with the agreement of whoever else has a key.
    let replica = soest.workspace.region();
    let new = random_key().unwrap();
    let renewal = Statement::Renewal(Renewal {
        space: replica.space(),
        of: Founded::Region,
        old: Pair { key: old.root(), second: second.root() },
        new: Pair { key: new.root(), second: second.root() },
        keeps: [].into(),
    });
    let agreed = |signed: &SignedStatement, by: &SecretKey| {
        let agreed = Countersignature { space: replica.space(), of: Founded::Region, statement: signed.hash() };
        SignedStatement::sign(&Statement::Countersignature(agreed), by).unwrap()
    };
    let municipality = lead.workspace.root_key(Root::Municipality).unwrap();
    for (by, with) in [(&old, &old), (&old, &new), (&old, &municipality), (&second, &old), (&new, &second)] {
        let signed = SignedStatement::sign(&renewal, by).unwrap();
        for statements in [vec![signed.clone()], vec![signed.clone(), agreed(&signed, with)]] {
            let body = encoding::encode(&statements).unwrap();
            let record = forge::next(replica, &soest.workspace.key(), Kind::Charter, body);
            assert_eq!(replica.accept(vec![record.to_wire()]).unwrap().taken, 0);
        }
    }
    assert_eq!(region_pair(&soest).key, old.root());
}

/// Another person will keep the second key: with the old words nobody becomes an alderman any more.
#[tokio::test(flavor = "multi_thread")]
async fn the_second_key_goes_to_another_person() {
    let officer = Device::found(LEUSDEN).await;
    let soest = Box::pin(officer.municipality(SOEST)).await;
    let mut alderman = Box::pin(officer.colleague(Role::Alderman)).await;
    let old = officer.second.clone().unwrap();
    let what = Renew::Second(Root::Municipality);
    for wrong in [officer.region_second.as_ref().unwrap(), &officer.workspace.root_key(Root::Municipality).unwrap()] {
        assert!(matches!(officer.workspace.renew(what, wrong), Err(WorkspaceError::WrongSecond)));
    }
    officer.workspace.renew(what, &old).unwrap();
    let new = officer.workspace.second_key(Root::Municipality).unwrap();
    officer.workspace.forget_second(Root::Municipality).unwrap();
    assert_ne!(new.root(), old.root());
    for other in [&soest, &alderman] {
        let knows = |d: &Device| {
            d.workspace.region().look(|r| r.charter().current_keys(LEUSDEN).any(|pair| pair.second == new.root()))
        };
        other.until("the new second key", knows).await;
        assert!(is_member(other.workspace.region(), &alderman.workspace.device()), "the alderman stays");
    }
    assert!(is_member(officer.workspace.municipality(), &alderman.workspace.device()));

    let person = alderman.workspace.identity().person.clone();
    let device = random_key().unwrap().device();
    assert!(matches!(officer.workspace.enrol(device, &person, Some(&old)), Err(WorkspaceError::WrongSecond)));
    officer.workspace.enrol(device, &person, Some(&new)).unwrap();
    soest.until("the second device", |d| is_member(d.workspace.region(), &device)).await;
    // And the municipality's key is renewed with the new words only.
    let key = Renew::Municipality { lost: None };
    assert!(matches!(officer.workspace.renew(key, &old), Err(WorkspaceError::WrongSecond)));
    officer.workspace.renew(key, &new).unwrap();
    alderman.go_offline().await;
    assert!(is_member(officer.workspace.region(), &alderman.workspace.device()));
}
