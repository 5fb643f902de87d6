//! Somebody who holds the municipality's key alone, or the region's, tries to be an alderman.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set up must fail loudly")]

use deelbaar_schema::charter::CharterError;
use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::disclosure::Sharing;
use deelbaar_schema::encoding;
use deelbaar_schema::field::Mask;
use deelbaar_schema::id::PersonId;
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::publication::{ConsentError, Publication};
use deelbaar_schema::record::{Kind, LogHead, Record};
use deelbaar_schema::role::Role;
use deelbaar_schema::shared::Snapshot;
use deelbaar_schema::space::{Refusal, SpaceState};
use deelbaar_schema::statement::{Consent, SignedStatement, Statement, Withdrawal};
use deelbaar_sync::replica::Replica;
use deelbaar_sync::workspace::{Person, Root, WorkspaceError, random, random_key};
use deelbaar_tests::forge::{self, next};
use deelbaar_tests::{Device, LEUSDEN, SOEST, term};

fn offer<S: SpaceState>(honest: &Replica<S>, by: &SecretKey, kind: Kind, body: Vec<u8>) -> Option<Refusal> {
    let accepted = honest.accept(vec![next(honest, by, kind, body).to_wire()]).unwrap();
    accepted.refused.into_iter().next().map(|(_, _, refusal)| refusal)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_with_the_municipality_key_alone_cannot_be_an_alderman() {
    let officer = Device::found(LEUSDEN).await;
    let soest = officer.municipality(SOEST).await;
    let colleague = officer.colleague(Role::PolicyOfficer).await;
    let item = officer.add(ItemKind::Activity, "Concept", "Niet voor de regio.");
    officer.request(item, Mask::none());
    let submission = officer.submit(item);
    colleague.until("the request", |d| d.workspace.municipality().look(|m| m.acts().get(&submission).is_some())).await;

    let (key, municipality) = (officer.workspace.key(), officer.workspace.root_key(Root::Municipality).unwrap());
    let puppet = random_key().unwrap();
    let made_up = random_key().unwrap();
    let region_key = officer.workspace.root_key(Root::Region).unwrap();
    for agreeing in [None, Some(&municipality), Some(&made_up), Some(&key), Some(&puppet), Some(&region_key)] {
        for honest in [&officer, &soest] {
            let statements =
                forge::alderman(officer.workspace.region_space(), LEUSDEN, &puppet, &municipality, agreeing);
            let refused = offer(honest.workspace.region(), &key, Kind::Charter, encoding::encode(&statements).unwrap());
            assert_eq!(refused, Some(CharterError::WrongKey.into()), "{agreeing:?}");
        }
        let space = officer.workspace.municipality().space();
        let statements = encoding::encode(&forge::alderman(space, LEUSDEN, &puppet, &municipality, agreeing)).unwrap();
        let refused = offer(colleague.workspace.municipality(), &key, Kind::Charter, statements);
        assert_eq!(refused, Some(CharterError::WrongKey.into()), "{agreeing:?}");
    }

    // The puppet signs all the same.
    let (snapshot, section): (Snapshot, _) = officer.workspace.municipality().look(|state| {
        let section = state.section_of(item);
        let projected = deelbaar_schema::projection::project(
            state.item(item).unwrap(),
            &Mask::none(),
            &std::collections::BTreeSet::new(),
            LEUSDEN,
            section,
        );
        (projected.unwrap(), section)
    });
    let consent = Statement::Consent(Consent {
        region: officer.workspace.region_space(),
        municipality: LEUSDEN,
        section,
        version: 1,
        sharing: Sharing::REGION,
        snapshot: snapshot.hash(),
        without: Mask::none(),
        date: officer.workspace.clock().today(),
    });
    let body = Publication::new(SignedStatement::sign(&consent, &puppet).unwrap(), None, &snapshot).encode().unwrap();
    let refused = offer(soest.workspace.region(), &key, Kind::Publication, body);
    assert_eq!(refused, Some(ConsentError::Signer(CharterError::UnknownDevice).into()));
    assert!(soest.region_titles().is_empty() && !soest.holds("Niet voor de regio."));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alderman_is_enrolled_only_with_the_second_persons_key() {
    let officer = Device::found(LEUSDEN).await;
    let second = officer.second.clone().unwrap();
    let device = random_key().unwrap().device();
    let id = PersonId::from_bytes(*random::<16>().unwrap());
    let person = Person { id, name: "Wil".into(), role: Role::Alderman, term: term() };
    let before = (officer.workspace.municipality().count(), officer.workspace.region().count());
    let enrol = |second: Option<&SecretKey>| officer.workspace.enrol(device, &person, second);
    assert!(matches!(enrol(None), Err(WorkspaceError::SecondNeeded)));
    assert!(matches!(enrol(Some(&random_key().unwrap())), Err(WorkspaceError::WrongSecond)));
    let own = officer.workspace.root_key(Root::Municipality).unwrap();
    assert!(matches!(enrol(Some(&own)), Err(WorkspaceError::WrongSecond)));
    assert_eq!(before, (officer.workspace.municipality().count(), officer.workspace.region().count()));
    enrol(Some(&second)).unwrap();
    let today = officer.workspace.clock().today();
    let role = officer.workspace.region().look(|r| r.charter().member_on(&device, today).map(|e| e.role));
    assert_eq!(role, Some(Role::Alderman));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_key_is_forgotten_once() {
    let officer = Device::found(LEUSDEN).await;
    let second = officer.second.clone().unwrap();
    assert!(!officer.workspace.holds_second(Root::Municipality).unwrap());
    // What is sealed cannot be read in the raw file anyway; what is kept, opened, holds it nowhere.
    assert!(!officer.everything().windows(32).any(|window| window == second.seed()));
    assert!(matches!(officer.workspace.second_key(Root::Municipality), Err(WorkspaceError::NoSecond)));
    assert!(matches!(officer.workspace.forget_second(Root::Municipality), Err(WorkspaceError::NoSecond)));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_regions_key_alone_takes_no_municipality_over() {
    let lead = Device::found(LEUSDEN).await;
    let soest = Box::pin(lead.municipality(SOEST)).await;
    let alderman = Box::pin(soest.colleague(Role::Alderman)).await;
    let item = soest.add(ItemKind::Conversation, "Gedeeld", "Van Soest zelf.");
    soest.request(item, Mask::none());
    let waits =
        |d: &Device| d.workspace.municipality().look(|s| !s.acts().consent_state(s.bench(), item).open.is_empty());
    alderman.until("the request", waits).await;
    alderman.consent(item);
    for device in [&lead, &soest] {
        device.until("what is shared", |d| d.region_titles() == ["Gedeeld"]).await;
    }

    let (space, region_key) = (lead.workspace.region_space(), lead.workspace.root_key(Root::Region).unwrap());
    let true_one = lead.workspace.region().look(|r| r.charter().admissions_of(SOEST).next().unwrap());
    let section = soest.workspace.municipality().look(|state| state.section_of(item));
    let puppet = random_key().unwrap();
    let charter = encoding::encode(&forge::municipality(space, SOEST, (&region_key, None), &puppet)).unwrap();
    let withdrawal = Statement::Withdrawal(Withdrawal {
        region: space,
        municipality: SOEST,
        section,
        from: 1,
        through: 9,
        date: lead.workspace.clock().today(),
    });
    let withdrawal = encoding::encode(&SignedStatement::sign(&withdrawal, &puppet).unwrap()).unwrap();
    let first = Record::create(&puppet, space, LogHead::EMPTY, forge::now(), Kind::Charter, charter).unwrap();
    let next = LogHead::EMPTY.advance(&first).unwrap();
    let then = Record::create(&puppet, space, next, forge::now(), Kind::Withdrawal, withdrawal).unwrap();
    for honest in [&lead, &soest] {
        let region = honest.workspace.region();
        let accepted = region.accept(vec![first.to_wire(), then.to_wire()]).unwrap();
        assert!(accepted.refused.is_empty(), "taken in, or there already");
        assert!(region.look(|r| r.charter().admitted_keys(SOEST).is_empty()));
        assert!(honest.region_titles().is_empty(), "nobody can tell which one is Soest");
        assert!(region.look(|r| r.withdrawn().next().is_none()), "and nothing was deleted");
    }

    // The region's second person says which one it is, at the lead's device: the words are typed there.
    let second = lead.region_second.clone().unwrap();
    let refused = lead.workspace.agree_to_admission(true_one, &region_key);
    assert!(matches!(refused, Err(WorkspaceError::WrongSecond)));
    lead.workspace.agree_to_admission(true_one, &second).unwrap();
    for device in [&lead, &soest] {
        device.until("what Soest shared", |d| d.region_titles() == ["Gedeeld"]).await;
        assert!(device.workspace.region().look(|r| r.withdrawn().next().is_none()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_municipality_is_admitted_anew_with_the_regions_second_key_only() {
    let lead = Device::found(LEUSDEN).await;
    let soest = Box::pin(lead.municipality(SOEST)).await;
    let (space, region_key) = (lead.workspace.region_space(), lead.workspace.root_key(Root::Region).unwrap());
    let statements = forge::municipality(space, SOEST, (&region_key, None), &random_key().unwrap());
    let anew = match statements[0].verify().unwrap().statement() {
        Statement::Admission(admission) => admission.clone(),
        _ => unreachable!(),
    };
    let enrolled = statements[1].clone();
    let admit = |second: Option<&SecretKey>| lead.workspace.admit(anew.clone(), enrolled.clone(), second);
    assert!(matches!(admit(None), Err(WorkspaceError::SecondNeeded)));
    assert!(matches!(admit(Some(&region_key)), Err(WorkspaceError::WrongSecond)));
    assert!(!soest.workspace.region().look(|r| r.charter().admitted_keys(SOEST).is_empty()));
}
