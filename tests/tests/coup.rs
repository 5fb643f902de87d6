//! Somebody who holds the municipality's key alone tries to be their own alderman.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set up must fail loudly")]

use deelbaar_schema::charter::CharterError;
use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::disclosure::Sharing;
use deelbaar_schema::encoding;
use deelbaar_schema::field::Mask;
use deelbaar_schema::id::{PersonId, SpaceId};
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::publication::{ConsentError, Publication};
use deelbaar_schema::record::Kind;
use deelbaar_schema::role::Role;
use deelbaar_schema::shared::Snapshot;
use deelbaar_schema::space::{Refusal, SpaceState};
use deelbaar_schema::statement::{Consent, Countersignature, Enrolment, SignedStatement, Statement};
use deelbaar_sync::replica::Replica;
use deelbaar_sync::workspace::{Person, Root, WorkspaceError, random, random_key};
use deelbaar_tests::forge::next;
use deelbaar_tests::{Device, LEUSDEN, SOEST, term};

/// The made-up alderman's enrolment, signed with the municipality's key, and whatever agreement the officer can make up.
fn forged(space: SpaceId, puppet: &SecretKey, key: &SecretKey, agreeing: Option<&SecretKey>) -> Vec<SignedStatement> {
    let enrolment = Statement::Enrolment(Enrolment {
        space,
        municipality: LEUSDEN,
        device: puppet.device(),
        person: PersonId::from_bytes(*random::<16>().unwrap()),
        name: Some("Wethouder".into()),
        role: Role::Alderman,
        term: term(),
    });
    let signed = SignedStatement::sign(&enrolment, key).unwrap();
    let agreement =
        Statement::Countersignature(Countersignature { space, of: LEUSDEN.into(), statement: signed.hash() });
    let agreed = |by: &SecretKey| SignedStatement::sign(&agreement, by).unwrap();
    let agreed = agreeing.map(agreed);
    [signed].into_iter().chain(agreed).collect()
}

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
            let statements = forged(officer.workspace.region_space(), &puppet, &municipality, agreeing);
            let refused = offer(honest.workspace.region(), &key, Kind::Charter, encoding::encode(&statements).unwrap());
            assert_eq!(refused, Some(CharterError::WrongKey.into()), "{agreeing:?}");
        }
        let space = officer.workspace.municipality().space();
        let statements = encoding::encode(&forged(space, &puppet, &municipality, agreeing)).unwrap();
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
