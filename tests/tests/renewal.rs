//! The municipality's key in other hands: with a stolen laptop, or in a stolen backup. It is renewed, and whoever has the old
//! one gets nobody in and states nothing that counts.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set up must fail loudly")]

use std::time::Duration;

use deelbaar_schema::charter::{CharterError, Pair};
use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::encoding;
use deelbaar_schema::id::{ContentHash, DeviceId};
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::record::{Kind, LogHead, Record, WireRecord};
use deelbaar_schema::role::Role;
use deelbaar_schema::space::{Refusal, SpaceState};
use deelbaar_schema::statement::{Countersignature, Renewal, Revocation, SignedStatement, Statement};
use deelbaar_sync::clock::Clock;
use deelbaar_sync::replica::Replica;
use deelbaar_sync::workspace::{Renew, Root, WorkspaceError, key_from_words, random_key};
use deelbaar_tests::{Device, LEUSDEN, SOEST, forge};

/// Long enough for a node to have dialled, greeted and sent; the tests that expect something wait on less.
const A_WHILE: Duration = Duration::from_secs(3);

/// An officer whose laptop began the municipality, a colleague, an alderman and another municipality.
struct Region {
    laptop: Device,
    colleague: Device,
    alderman: Device,
    soest: Device,
}

async fn region() -> Region {
    let laptop = Device::found(LEUSDEN).await;
    let soest = Box::pin(laptop.municipality(SOEST)).await;
    let colleague = Box::pin(laptop.colleague(Role::PolicyOfficer)).await;
    let alderman = Box::pin(laptop.colleague(Role::Alderman)).await;
    for (one, other) in [(&colleague, &alderman), (&soest, &colleague), (&soest, &alderman)] {
        one.meet(other);
    }
    Region { laptop, colleague, alderman, soest }
}

impl Region {
    /// The colleague has the key from the recovery words, and renews it.
    async fn renewed(&self, lost: Option<DeviceId>) {
        let words = self.laptop.workspace.recovery_words(None).unwrap();
        let (_, words) = words.iter().find(|(root, _)| *root == Root::Municipality).unwrap();
        self.colleague.workspace.restore_key(words).unwrap();
        let second = self.laptop.second.clone().unwrap();
        self.colleague.workspace.renew(Renew::Municipality { lost }, &second).unwrap();
        let new = self.colleague.workspace.root_key(Root::Municipality).unwrap().root();
        let knows = |d: &Device| d.workspace.region().look(|r| r.charter().speaks_for(new, LEUSDEN));
        self.soest.until("the new key", knows).await;
        self.alderman.until("the new key", knows).await;
    }
}

fn is_member<S: SpaceState>(replica: &Replica<S>, device: &DeviceId) -> bool {
    let today = Clock::system().today();
    replica.look(|state| state.charter().member_on(device, today).is_some())
}

fn wires<S: SpaceState>(replica: &Replica<S>, of: &DeviceId) -> Vec<WireRecord> {
    let records = replica.records().unwrap();
    records.iter().filter(|record| record.header().author == *of).map(Record::to_wire).collect()
}

/// A device that the thief enrolled is refused, and what it wrote counts nowhere, whoever passes it on.
async fn is_nobody(region: &Region, thief: &Device) {
    let device = thief.workspace.device();
    let item = thief.add(ItemKind::Activity, "Van de dief", "Tekst van de dief.");
    thief.meet(&region.colleague);
    thief.meet(&region.soest);
    let later = region.colleague.add(ItemKind::Activity, "Later", "Na de diefstal.");
    tokio::time::sleep(A_WHILE).await;
    assert!(thief.body(later).is_none(), "it was sent something");
    for honest in [&region.colleague, &region.soest] {
        assert_eq!(honest.workspace.region().heights().get(&device), None, "it brought something");
    }
    // Somebody who had not heard of the new key passes its records on all the same.
    let own = wires(thief.workspace.municipality(), &device);
    forge::taken(region.colleague.workspace.municipality(), own);
    for honest in [&region.colleague, &region.soest] {
        // They may have reached it from the first one already.
        let accepted = honest.workspace.region().accept(wires(thief.workspace.region(), &device)).unwrap();
        assert_eq!(accepted.refused, []);
        assert!(honest.workspace.region().heights().contains_key(&device));
        assert!(!is_member(honest.workspace.region(), &device));
    }
    assert!(!is_member(region.colleague.workspace.municipality(), &device));
    assert_eq!(region.colleague.body(item), None, "what it wrote shows");
    let (good, bad) = region.colleague.workspace.municipality().verify().unwrap();
    assert!(good > 0 && bad.is_none(), "{bad:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stolen_laptop_with_the_municipalitys_key_lets_nobody_in() {
    let mut region = Box::pin(region()).await;
    region.laptop.go_offline().await;
    let (laptop, old) =
        (region.laptop.workspace.device(), region.laptop.workspace.root_key(Root::Municipality).unwrap());
    region.renewed(Some(laptop)).await;
    for honest in [&region.colleague, &region.alderman, &region.soest] {
        honest.until("the removal in the same go", |d| !is_member(d.workspace.region(), &laptop)).await;
        for stays in [&region.colleague, &region.alderman] {
            assert!(is_member(honest.workspace.region(), &stays.workspace.device()));
        }
    }
    let thief = region.laptop.stolen_backup().await;
    is_nobody(&region, &thief).await;

    // With the old key the thief also removes the alderman: in its own eyes only.
    let alderman = region.alderman.workspace.device();
    let replica = region.colleague.workspace.municipality();
    let revocation = Statement::Revocation(Revocation {
        space: replica.space(),
        municipality: LEUSDEN,
        device: alderman,
        counts_below: 0,
        keeps: [].into(),
    });
    let body = encoding::encode(&vec![SignedStatement::sign(&revocation, &old).unwrap()]).unwrap();
    forge::taken(replica, vec![forge::next(replica, &thief.workspace.key(), Kind::Charter, body).to_wire()]);
    assert!(is_member(replica, &alderman));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stolen_backup_lets_nobody_in_after_the_key_was_renewed() {
    let region = Box::pin(region()).await;
    let thief = region.laptop.stolen_backup().await;
    region.renewed(None).await;
    is_nobody(&region, &thief).await;
    // The laptop itself was not lost: it goes on, without a key that lets anybody in.
    let laptop = &region.laptop;
    laptop.until("the new key", |d| d.workspace.root_key(Root::Municipality).is_none()).await;
    assert!(is_member(region.colleague.workspace.municipality(), &laptop.workspace.device()));
    let before = laptop.workspace.municipality().count();
    assert!(matches!(laptop.workspace.remove(region.alderman.workspace.device()), Err(WorkspaceError::NoKey)));
    assert_eq!(laptop.workspace.roots(), [Root::Region]);
    assert_eq!(laptop.workspace.municipality().count(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn recovery_words_are_of_the_key_that_speaks_now() {
    let region = Box::pin(region()).await;
    let words = |device: &Device| {
        let all = device.workspace.recovery_words(None).unwrap();
        all.into_iter().find(|(root, _)| *root == Root::Municipality).unwrap().1
    };
    let old = words(&region.laptop);
    region.renewed(None).await;
    let new = words(&region.colleague);
    assert_eq!(
        key_from_words(&new).unwrap().root(),
        region.colleague.workspace.root_key(Root::Municipality).unwrap().root()
    );
    region.laptop.until("the new key", |d| d.workspace.root_key(Root::Municipality).is_none()).await;
    assert!(matches!(region.laptop.workspace.restore_key(&old), Err(WorkspaceError::KeyReplaced)));
    assert_eq!(region.laptop.workspace.restore_key(&new).unwrap(), Root::Municipality);
    assert!(region.laptop.workspace.root_key(Root::Municipality).is_some());
    // And it lets somebody in.
    let adviser = Box::pin(region.laptop.colleague(Role::Adviser)).await;
    let device = adviser.workspace.device();
    region.soest.until("the adviser", |d| is_member(d.workspace.region(), &device)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_renews_the_key_alone() {
    let officer = Device::found(LEUSDEN).await;
    let (old, second) = (officer.workspace.root_key(Root::Municipality).unwrap(), officer.second.clone().unwrap());
    let before = (officer.workspace.municipality().count(), officer.workspace.region().count());
    for wrong in [&old, &random_key().unwrap()] {
        assert!(matches!(
            officer.workspace.renew(Renew::Municipality { lost: None }, wrong),
            Err(WorkspaceError::WrongSecond)
        ));
    }
    let own = officer.workspace.device();
    assert!(matches!(
        officer.workspace.renew(Renew::Municipality { lost: Some(own) }, &second),
        Err(WorkspaceError::OwnDevice)
    ));
    assert_eq!(before, (officer.workspace.municipality().count(), officer.workspace.region().count()));
    assert_eq!(officer.workspace.root_key(Root::Municipality).unwrap().root(), old.root());

    // By hand: by either person alone, and with anybody else's agreement.
    let replica = officer.workspace.municipality();
    let new = random_key().unwrap();
    let renewal = Statement::Renewal(Renewal {
        space: replica.space(),
        of: LEUSDEN.into(),
        old: Pair { key: old.root(), second: second.root() },
        new: Pair { key: new.root(), second: second.root() },
        keeps: [].into(),
    });
    let agreed = |statement: ContentHash, by: &SecretKey| {
        let agreed = Countersignature { space: replica.space(), of: LEUSDEN.into(), statement };
        SignedStatement::sign(&Statement::Countersignature(agreed), by).unwrap()
    };
    for (by, with) in [(&old, &old), (&old, &new), (&second, &second), (&second, &old), (&new, &second)] {
        let signed = SignedStatement::sign(&renewal, by).unwrap();
        for statements in [vec![signed.clone()], vec![signed.clone(), agreed(signed.hash(), with)]] {
            let body = encoding::encode(&statements).unwrap();
            let record = forge::next(replica, &officer.workspace.key(), Kind::Charter, body);
            assert_eq!(replica.accept(vec![record.to_wire()]).unwrap().taken, 0);
        }
    }
    assert!(replica.look(|state| state.charter().speaks_for(old.root(), LEUSDEN)));
}

/// The thief lets a device in before anybody notices: it is kept by the renewal, as the dialog says, until it is removed.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_thief_let_in_before_the_renewal_is_removed_by_hand() {
    let region = Box::pin(region()).await;
    let thief = random_key().unwrap();
    let person = region.laptop.workspace.identity().person.clone();
    region.laptop.workspace.enrol(thief.device(), &person, None).unwrap();
    region.colleague.until("the thief", |d| is_member(d.workspace.municipality(), &thief.device())).await;
    region.renewed(None).await;
    let replica = region.colleague.workspace.municipality();
    let empty = LogHead::EMPTY;
    let record = Record::create(&thief, replica.space(), empty, forge::now(), Kind::PlanChange, Vec::new()).unwrap();
    let may_write = || replica.look(|state| state.may_append(&record, Clock::system().today()));
    assert_eq!((is_member(replica, &thief.device()), may_write()), (true, Ok(())));
    region.colleague.workspace.remove(thief.device()).unwrap();
    // Nothing that it writes now counts.
    let removed = Err(Refusal::Charter(CharterError::Revoked));
    assert_eq!((is_member(replica, &thief.device()), may_write()), (false, removed));
}
