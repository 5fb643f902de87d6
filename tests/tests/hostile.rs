//! A device that is enrolled and lies. Every lie is refused for its own reason, changes nothing, and stops nobody else.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test that cannot set up must fail loudly"
)]

use deelbaar_schema::act::{Act, What};
use deelbaar_schema::charter::CharterError;
use deelbaar_schema::crypto::{Domain, SecretKey};
use deelbaar_schema::disclosure::Sharing;
use deelbaar_schema::encoding::{self, EncodingError};
use deelbaar_schema::field::{Field, Mask};
use deelbaar_schema::gate::ActError;
use deelbaar_schema::id::{ContentHash, ItemId, MunicipalityCode, RecordId, SharedId, SpaceId};
use deelbaar_schema::municipality::MunicipalityState;
use deelbaar_schema::plan::guard::ChangeRefusal;
use deelbaar_schema::plan::{ItemKind, PlanEdit};
use deelbaar_schema::projection::project;
use deelbaar_schema::publication::{ConsentError, Publication, Purged};
use deelbaar_schema::record::{
    HEADER_LEN, Header, Kind, LogHead, MAX_BODY, NO_RECORD, Record, RecordError, WireRecord,
};
use deelbaar_schema::region::RegionState;
use deelbaar_schema::role::Role;
use deelbaar_schema::shared::Snapshot;
use deelbaar_schema::space::{Refusal, SpaceState};
use deelbaar_schema::statement::{
    Audience, Consent, Enrolment, SignedStatement, Statement, StatementError, Withdrawal,
};
use deelbaar_schema::time::Timestamp;
use deelbaar_sync::replica::Replica;
use deelbaar_sync::workspace::{Root, random, random_key};
use deelbaar_tests::forge::{head_of, next, now, signed, taken};
use deelbaar_tests::{Device, LEUSDEN, SOEST, term};

/// What a refused record must not have changed.
trait Snap: SpaceState + Sized {
    type Kept: PartialEq;
    fn snap(&self) -> Self::Kept;
}

impl Snap for RegionState {
    type Kept = Self;
    fn snap(&self) -> Self {
        self.clone()
    }
}

impl Snap for MunicipalityState {
    type Kept = (deelbaar_schema::charter::Charter, deelbaar_schema::plan::PlanModel, deelbaar_schema::gate::Acts);
    fn snap(&self) -> Self::Kept {
        (self.charter().clone(), self.plan().clone(), self.acts().clone())
    }
}

/// Offers one record that must be refused, and says why it was.
#[track_caller]
fn refusal<S: Snap>(replica: &Replica<S>, wire: WireRecord) -> Refusal {
    let (before, digest) = (replica.look(Snap::snap), replica.digest());
    let mut accepted = replica.accept(vec![wire]).unwrap();
    assert_eq!(accepted.taken, 0, "taken in");
    assert_eq!((accepted.purged, accepted.refused.len()), (0, 1));
    assert!(replica.look(Snap::snap) == before, "a refused record changed the state");
    assert_eq!(replica.digest(), digest);
    accepted.refused.pop().unwrap().2
}

/// Leusden with one honest officer, and devices that are enrolled and off the network: their keys forge.
struct Region {
    officer: Device,
    alderman: Device,
    colleague: Device,
    soest: Device,
    soest_alderman: Device,
    item: ItemId,
}

async fn region() -> Region {
    let officer = Device::found(LEUSDEN).await;
    let soest = officer.municipality(SOEST).await;
    let soest_alderman = soest.colleague(Role::Alderman).await;
    let colleague = officer.colleague(Role::PolicyOfficer).await;
    let alderman = officer.colleague(Role::Alderman).await;
    let item = officer.add(ItemKind::Section, "Taal", "Voor iedereen.");
    for device in [&soest, &soest_alderman, &colleague, &alderman] {
        let same = |d: &Device| {
            let own = d.workspace.code() != LEUSDEN || d.body(item).is_some();
            own && d.workspace.region().heights() == officer.workspace.region().heights()
        };
        device.until("all that the founder has", same).await;
    }
    let mut region = Region { officer, alderman, colleague, soest, soest_alderman, item };
    for device in [
        &mut region.officer,
        &mut region.alderman,
        &mut region.colleague,
        &mut region.soest,
        &mut region.soest_alderman,
    ] {
        device.go_offline().await;
    }
    region
}

impl Region {
    fn space(&self) -> SpaceId {
        self.officer.workspace.region_space()
    }

    fn section(&self) -> SharedId {
        self.officer.workspace.municipality().look(|state| state.section_of(self.item))
    }

    fn snapshot(&self, section: SharedId, without: &Mask) -> Snapshot {
        let municipality = self.officer.workspace.municipality();
        municipality.look(|state| {
            project(state.item(self.item).unwrap(), without, &std::collections::BTreeSet::new(), LEUSDEN, section)
                .unwrap()
        })
    }

    /// A sound consent of Leusden for `snapshot`.
    fn consent(&self, snapshot: &Snapshot) -> Consent {
        Consent {
            region: self.space(),
            municipality: LEUSDEN,
            section: self.section(),
            version: 1,
            sharing: Sharing::REGION,
            snapshot: snapshot.hash(),
            without: Mask::none(),
            date: self.officer.workspace.clock().today(),
        }
    }

    fn withdrawal(&self, municipality: MunicipalityCode, through: u32) -> Statement {
        let date = self.officer.workspace.clock().today();
        Statement::Withdrawal(Withdrawal {
            region: self.space(),
            municipality,
            section: self.section(),
            from: 1,
            through,
            date,
        })
    }
}

fn sign(statement: &Statement, by: &Device) -> SignedStatement {
    SignedStatement::sign(statement, &by.workspace.key()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn records_that_are_not_what_they_say_are_refused() {
    let r = Box::pin(region()).await;
    let honest = r.officer.workspace.region();
    let key = r.soest.workspace.key();
    let record = next(honest, &key, Kind::Unknown(700), b"iets nieuws".to_vec());
    let header = record.header().clone();
    let body = || b"iets nieuws".to_vec();
    let refused = |wire| refusal(honest, wire);

    let forged = Header { author: r.officer.workspace.device(), ..header.clone() };
    assert_eq!(refused(signed(&key, &forged, body())), RecordError::Signature.into());
    let mut flipped = record.to_wire();
    *flipped.head.last_mut().unwrap() ^= 1;
    assert_eq!(refused(flipped), RecordError::Signature.into());
    let stranger = random_key().unwrap();
    let unknown = Header { author: stranger.device(), seq: 0, prev: NO_RECORD, ..header.clone() };
    assert_eq!(refused(signed(&stranger, &unknown, body())), CharterError::UnknownDevice.into());

    let gap = Header { seq: header.seq + 1, prev: record.id(), ..header.clone() };
    let expected = RecordError::Seq { expected: header.seq, got: header.seq + 1 };
    assert_eq!(refused(signed(&key, &gap, body())), expected.into());
    let last = Header { seq: u64::MAX, prev: record.id(), ..header.clone() };
    let expected = RecordError::Seq { expected: header.seq, got: u64::MAX };
    assert_eq!(refused(signed(&key, &last, body())), expected.into());
    let start = Header { seq: 0, prev: record.id(), ..header.clone() };
    assert_eq!(refused(signed(&key, &start, body())), RecordError::Start.into());
    let start = Header { seq: 5, prev: NO_RECORD, ..header.clone() };
    assert_eq!(refused(signed(&key, &start, body())), RecordError::Start.into());

    let other_body = WireRecord { body: Some(b"iets anders".to_vec()), ..record.to_wire() };
    assert_eq!(refused(other_body), RecordError::Body.into());
    let longer = WireRecord { body: Some(b"iets nieuws!".to_vec()), ..record.to_wire() };
    assert_eq!(refused(longer), RecordError::Body.into());
    let wrong_hash = Header { body_hash: ContentHash::of(b"x"), ..header.clone() };
    assert_eq!(refused(signed(&key, &wrong_hash, body())), RecordError::Body.into());
    assert_eq!(refused(WireRecord { body: None, ..record.to_wire() }), RecordError::BodyMissing.into());
    let claims = Header { body_len: u32::try_from(MAX_BODY).unwrap() + 1, ..header.clone() };
    assert_eq!(refused(signed(&key, &claims, body())), RecordError::BodyTooLarge.into());
    let large = WireRecord { body: Some(vec![0; MAX_BODY + 1]), ..record.to_wire() };
    assert_eq!(refused(large), RecordError::BodyTooLarge.into());

    let mut newer = header.encode();
    newer[0] = 2;
    let signature = key.sign(Domain::Record, &newer);
    let newer = WireRecord { head: [&newer[..], signature.as_bytes()].concat(), body: Some(body()) };
    assert_eq!(refused(newer), RecordError::Version(2).into());
    for length in [0, 1, HEADER_LEN, HEADER_LEN + 63, HEADER_LEN + 65] {
        let mut head = record.head();
        head.resize(length, 0);
        assert_eq!(refused(WireRecord { head, body: Some(body()) }), RecordError::HeadLength.into(), "{length}");
    }

    // A record of another space: of Soest's own plan, and of the region offered to Leusden's plan.
    r.soest.add(ItemKind::Section, "Van Soest", "");
    let private = r.soest.workspace.municipality().records().unwrap().pop().unwrap();
    assert_eq!(refused(private.to_wire()), RecordError::Space.into());
    let plan = r.officer.workspace.municipality();
    assert_eq!(refusal(plan, record.to_wire()), RecordError::Space.into());
    // A record for Leusden's plan by a device of Soest, which no charter there names.
    let intruder = next(plan, &key, Kind::Unknown(700), body());
    assert_eq!(refusal(plan, intruder.to_wire()), CharterError::UnknownDevice.into());

    // The honest record is still welcome, is kept though nobody knows its kind, and is passed on.
    taken(honest, vec![record.to_wire()]);
    let mut from = 0;
    let passed_on = honest.next_batch(&mut from, &mut std::collections::BTreeMap::new(), 0).unwrap();
    assert!(passed_on.contains(&record.to_wire()));
    assert_eq!(honest.accept(vec![record.to_wire()]).unwrap().taken, 0, "taken in twice");

    // One that follows another record than the one that is here: its author signed two logs, which that proves.
    let prev = Header { seq: header.seq + 1, prev: RecordId::from_bytes([7; 32]), ..header };
    let accepted = honest.accept(vec![signed(&key, &prev, body())]).unwrap();
    assert_eq!((accepted.taken, accepted.forked), (0, vec![key.device()]));
    assert_eq!(honest.verify().unwrap().1, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_records_at_one_place_the_first_stays() {
    let r = Box::pin(region()).await;
    let honest = r.officer.workspace.region();
    let key = r.soest.workspace.key();
    let one = next(honest, &key, Kind::Unknown(700), b"een".to_vec());
    let other = next(honest, &key, Kind::Unknown(700), b"ander".to_vec());
    assert_ne!(one.id(), other.id());

    // Together: what comes after the lie waits, and other authors do not.
    let after = Record::create(
        &key,
        honest.space(),
        LogHead { next_seq: one.header().seq + 1, last: one.id() },
        now(),
        Kind::Unknown(700),
        b"daarna".to_vec(),
    )
    .unwrap();
    let honest_one = next(honest, &r.alderman.workspace.key(), Kind::Unknown(700), b"eerlijk".to_vec());
    let batch = [&one, &other, &after, &honest_one].map(Record::to_wire).to_vec();
    let accepted = honest.accept(batch).unwrap();
    assert_eq!(accepted.taken, 2);
    let author = key.device();
    let seq = one.header().seq;
    let expected = [(author, seq, Refusal::Forked), (author, seq + 1, Refusal::AfterRefused)];
    assert_eq!(accepted.refused, expected);
    // Later, too: that proves it, and from then on neither log goes on here.
    assert_eq!(honest.forked(), []);
    let accepted = honest.accept(vec![other.to_wire()]).unwrap();
    assert_eq!((accepted.taken, accepted.forked), (0, vec![author]));
    let on_other = Header { prev: other.id(), ..after.header().clone() };
    for goes_on in [after.to_wire(), signed(&key, &on_other, b"daarna".to_vec())] {
        assert_eq!(refusal(honest, goes_on), Refusal::Forked);
    }
    assert_eq!(honest.accept(vec![one.to_wire()]).unwrap().refused, [], "what is kept is kept");
    assert_eq!((honest.forked(), honest.verify().unwrap().1), (vec![author], None));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_published_or_withdrawn_without_the_right_consent() {
    let r = Box::pin(region()).await;
    let honest = r.soest.workspace.region();
    let key = r.officer.workspace.key();
    let snapshot = r.snapshot(r.section(), &Mask::none());
    let sound = r.consent(&snapshot);
    let publish = |key: &SecretKey, consent: SignedStatement, snapshot: &Snapshot| {
        let body = Publication::new(consent, None, snapshot).encode().unwrap();
        refusal(honest, next(honest, key, Kind::Publication, body).to_wire())
    };
    let by = |consent: Consent, by: &Device| sign(&Statement::Consent(consent), by);
    let consented = || by(sound.clone(), &r.alderman);

    // Without a consent: the officer's own word, somebody else's statement, no statement at all.
    let refused = publish(&key, by(sound.clone(), &r.officer), &snapshot);
    assert_eq!(refused, ConsentError::Signer(CharterError::Role).into());
    let refused = publish(&key, sign(&r.withdrawal(LEUSDEN, 1), &r.alderman), &snapshot);
    assert_eq!(refused, ConsentError::NotConsent.into());
    let garbage = next(honest, &key, Kind::Publication, vec![1, 255, 255, 255]);
    assert_eq!(refusal(honest, garbage.to_wire()), EncodingError::Malformed.into());
    let stranger = SignedStatement::sign(&Statement::Consent(sound.clone()), &random_key().unwrap()).unwrap();
    assert_eq!(publish(&key, stranger, &snapshot), ConsentError::Signer(CharterError::UnknownDevice).into());

    // A changed byte in the statement, in its signature, or in the snapshot.
    let body = Publication::new(consented(), None, &snapshot).encode().unwrap();
    let payload = 40;
    let mut changed = body.clone();
    changed[payload] ^= 1;
    let refused = refusal(honest, next(honest, &key, Kind::Publication, changed).to_wire());
    assert_eq!(refused, ConsentError::Statement(StatementError::Signature).into());
    for at in 1..=snapshot.bytes().len() {
        let mut changed = body.clone();
        let at = changed.len() - at;
        changed[at] ^= 1;
        let refused = refusal(honest, next(honest, &key, Kind::Publication, changed).to_wire());
        assert_eq!(refused, ConsentError::OtherContent.into(), "byte {at}");
    }
    // Other content of the same section, which the alderman never saw.
    r.officer.edit(&[PlanEdit::SetTitle { item: r.item, title: "Nog geheim".into() }]);
    let later = r.snapshot(r.section(), &Mask::none());
    assert_eq!(publish(&key, consented(), &later), ConsentError::OtherContent.into());

    // The consent of another section, of another municipality, of another region.
    let elsewhere = r.snapshot(SharedId::from_bytes([9; 16]), &Mask::none());
    assert_eq!(publish(&key, consented(), &elsewhere), ConsentError::OtherContent.into());
    let for_other = Consent { snapshot: elsewhere.hash(), ..sound.clone() };
    assert_eq!(publish(&key, by(for_other, &r.alderman), &elsewhere), ConsentError::OtherSection.into());
    let soest = r.soest.workspace.key();
    let refused = publish(&soest, consented(), &snapshot);
    assert_eq!(refused, ConsentError::Publisher(CharterError::OtherMunicipality).into());
    let refused = publish(&soest, by(sound.clone(), &r.soest_alderman), &snapshot);
    assert_eq!(refused, ConsentError::Signer(CharterError::OtherMunicipality).into());
    let as_soest = by(Consent { municipality: SOEST, ..sound.clone() }, &r.soest_alderman);
    assert_eq!(publish(&soest, as_soest, &snapshot), ConsentError::OtherSection.into());
    let region = SpaceId::from_bytes([8; 32]);
    let refused = publish(&key, by(Consent { region, ..sound.clone() }, &r.alderman), &snapshot);
    assert_eq!(refused, ConsentError::OtherRegion.into());

    // More than the consent lets go, no version, a day on which the alderman was none.
    let without = Mask::without([Field::Body]);
    let masked = by(Consent { without, ..sound.clone() }, &r.alderman);
    assert_eq!(publish(&key, masked, &snapshot), ConsentError::ExceedsMask.into());
    let zero = by(Consent { version: 0, ..sound.clone() }, &r.alderman);
    assert_eq!(publish(&key, zero, &snapshot), ConsentError::Version.into());
    let date = "2019-12-31".parse().unwrap();
    let early = by(Consent { date, ..sound.clone() }, &r.alderman);
    assert_eq!(publish(&key, early, &snapshot), ConsentError::Signer(CharterError::OutsideTerm(date)).into());

    // Withdrawals, confirmations and memberships of somebody else's.
    let offer = |key: &SecretKey, kind, body| refusal(honest, next(honest, key, kind, body).to_wire());
    let withdraw = |key: &SecretKey, statement: &SignedStatement| {
        offer(key, Kind::Withdrawal, encoding::encode(statement).unwrap())
    };
    let refused = withdraw(&soest, &sign(&r.withdrawal(LEUSDEN, 1), &r.soest_alderman));
    assert_eq!(refused, ConsentError::Signer(CharterError::OtherMunicipality).into());
    let refused = withdraw(&key, &sign(&r.withdrawal(LEUSDEN, 1), &r.officer));
    assert_eq!(refused, ConsentError::Signer(CharterError::Role).into());
    let refused = withdraw(&soest, &sign(&r.withdrawal(LEUSDEN, 1), &r.alderman));
    assert_eq!(refused, ConsentError::Publisher(CharterError::OtherMunicipality).into());
    assert_eq!(withdraw(&key, &consented()), ConsentError::NotConsent.into());
    let purged = Purged { region, municipality: LEUSDEN, section: r.section(), withdrawal: ContentHash::of(b"x") };
    let refused = offer(&key, Kind::Purged, encoding::encode(&purged).unwrap());
    assert_eq!(refused, ConsentError::OtherRegion.into());
    let enrolment = Statement::Enrolment(Enrolment {
        space: r.space(),
        municipality: LEUSDEN,
        device: soest.device(),
        person: deelbaar_schema::id::PersonId::from_bytes(*random::<16>().unwrap()),
        name: None,
        role: Role::Alderman,
        term: term(),
    });
    let refused = offer(&soest, Kind::Charter, encoding::encode(&vec![sign(&enrolment, &r.soest)]).unwrap());
    assert_eq!(refused, CharterError::WrongKey.into());
    let municipality = r.soest.workspace.root_key(Root::Municipality).unwrap();
    let by_soest = SignedStatement::sign(&enrolment, &municipality).unwrap();
    let refused = offer(&soest, Kind::Charter, encoding::encode(&vec![by_soest]).unwrap());
    assert_eq!(refused, CharterError::WrongKey.into());
    assert_eq!(offer(&soest, Kind::Charter, encoding::encode(&Vec::<SignedStatement>::new()).unwrap()), Refusal::Kind);
    for kind in [Kind::PlanChange, Kind::Act] {
        assert_eq!(offer(&key, kind, b"x".to_vec()), Refusal::Kind);
    }

    // The honest publication is still welcome; once it is withdrawn, a replay of it leaves nothing behind.
    let publication = next(honest, &key, Kind::Publication, body.clone());
    taken(honest, vec![publication.to_wire()]);
    assert_eq!(r.soest.region_titles(), ["Taal"]);
    let withdrawal = encoding::encode(&sign(&r.withdrawal(LEUSDEN, 1), &r.alderman)).unwrap();
    taken(honest, vec![next(honest, &r.alderman.workspace.key(), Kind::Withdrawal, withdrawal).to_wire()]);
    assert!(r.soest.region_titles().is_empty() && !r.soest.holds("Voor iedereen."));
    taken(honest, vec![next(honest, &key, Kind::Publication, body).to_wire()]);
    assert_eq!(honest.accept(vec![publication.to_wire()]).unwrap().taken, 0);
    assert!(r.soest.region_titles().is_empty() && !r.soest.holds("Voor iedereen."));
    assert_eq!(honest.verify().unwrap().1, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_plan_and_the_acts_refuse_a_dishonest_colleague() {
    let r = Box::pin(region()).await;
    let honest = r.officer.workspace.municipality();
    let (colleague, alderman) = (r.colleague.workspace.key(), r.alderman.workspace.key());
    let offer = |key: &SecretKey, kind, body| refusal(honest, next(honest, key, kind, body).to_wire());

    // The colleague's next honest change, made off the network, to be bent.
    r.colleague.edit(&[PlanEdit::SetTitle { item: r.item, title: "Taal en lezen".into() }]);
    let real = r.colleague.workspace.municipality().records().unwrap().pop().unwrap();
    let change = real.body().unwrap().to_vec();
    let theirs = honest.records().unwrap();
    let theirs = theirs.iter().find(|record| record.header().kind == Kind::PlanChange).unwrap();
    assert_eq!(theirs.header().author, r.officer.workspace.device());
    assert_eq!(offer(&colleague, Kind::PlanChange, theirs.body().unwrap().to_vec()), Refusal::OtherActor);
    for garbage in [Vec::new(), b"niets".to_vec(), vec![0xff; 4000]] {
        assert_eq!(offer(&colleague, Kind::PlanChange, garbage), Refusal::OtherActor);
    }
    let bent = |at: usize, by: u8| {
        let mut bytes = change.clone();
        bytes[at] ^= by;
        offer(&colleague, Kind::PlanChange, bytes)
    };
    assert_eq!(bent(0, 1), ChangeRefusal::Malformed.into());
    assert_eq!(bent(4, 1), ChangeRefusal::WrongChecksum.into());
    assert_eq!(bent(8, 3), ChangeRefusal::NotAChange(2).into());
    let longer = [&change[..], b"!"].concat();
    assert_eq!(offer(&colleague, Kind::PlanChange, longer), ChangeRefusal::TrailingBytes.into());
    assert_eq!(offer(&alderman, Kind::PlanChange, change.clone()), CharterError::Role.into());
    let old = Record::create(
        &colleague,
        honest.space(),
        head_of(honest, &colleague.device()),
        Timestamp(i64::MAX),
        Kind::PlanChange,
        change.clone(),
    )
    .unwrap();
    let epoch = "1970-01-01".parse().unwrap();
    assert_eq!(refusal(honest, old.to_wire()), CharterError::OutsideTerm(epoch).into());

    // Acts in the wrong role, or that answer nothing.
    let item = r.item;
    let act = |key: &SecretKey, what: What| {
        let act = Act { item, after: Vec::new(), what };
        offer(key, Kind::Act, encoding::encode(&act).unwrap())
    };
    let role = || Refusal::from(ActError::Charter(CharterError::Role));
    let snapshot = r.snapshot(r.section(), &Mask::none());
    let consent = r.consent(&snapshot);
    let request = r.officer.request(item, Mask::none());
    let give = |signed: SignedStatement, request| What::GiveConsent {
        request,
        consent: signed,
        ending: None,
        note: String::new(),
    };
    let statement = |consent: &Consent, by: &Device| sign(&Statement::Consent(consent.clone()), by);
    assert_eq!(act(&colleague, give(statement(&consent, &r.colleague), request)), role());
    let signed_by_officer = give(statement(&consent, &r.colleague), request);
    assert_eq!(act(&alderman, signed_by_officer), role());
    let nothing = RecordId::from_bytes([3; 32]);
    assert_eq!(act(&alderman, give(statement(&consent, &r.alderman), nothing)), ActError::Unknown.into());
    let other = Consent { snapshot: ContentHash::of(b"x"), ..consent.clone() };
    let refused = act(&alderman, give(statement(&other, &r.alderman), request));
    assert_eq!(refused, ActError::Consent(ConsentError::OtherContent).into());
    let other = Consent { section: SharedId::from_bytes([9; 16]), ..consent.clone() };
    let refused = act(&alderman, give(statement(&other, &r.alderman), request));
    assert_eq!(refused, ActError::Consent(ConsentError::OtherSection).into());
    let public = Consent { sharing: Sharing { audience: Audience::Public, ..Sharing::REGION }, ..consent.clone() };
    let refused = act(&alderman, give(statement(&public, &r.alderman), request));
    assert_eq!(refused, ActError::Consent(ConsentError::OtherContent).into());
    assert_eq!(act(&colleague, What::DeclineConsent { request, returned: false, note: String::new() }), role());
    let withdrawal = sign(&r.withdrawal(LEUSDEN, 1), &r.colleague);
    assert_eq!(act(&colleague, What::Withdraw { withdrawal }), role());
    let some = ContentHash::of(b"x");
    assert_eq!(act(&alderman, What::Submit { content: some }), role());
    assert_eq!(act(&alderman, What::Start { decision: nothing, content: some }), role());
    assert_eq!(act(&colleague, What::Start { decision: nothing, content: some }), ActError::Unknown.into());
    assert_eq!(act(&colleague, What::Start { decision: request, content: some }), ActError::NoDecision.into());
    assert_eq!(act(&colleague, What::Finish { start: nothing }), ActError::Unknown.into());
    assert_eq!(offer(&colleague, Kind::Act, b"\x01".to_vec()), EncodingError::Malformed.into());
    assert_eq!(offer(&colleague, Kind::Act, b"\x07".to_vec()), EncodingError::Version(7).into());
    for kind in [Kind::Publication, Kind::Withdrawal, Kind::Purged, Kind::Emptied] {
        assert_eq!(offer(&colleague, kind, b"x".to_vec()), Refusal::Kind);
    }

    // Honest records of the same devices, and of the others, are still welcome.
    taken(honest, vec![real.to_wire()]);
    let good = Act { item, after: vec![request], what: give(statement(&consent, &r.alderman), request) };
    taken(honest, vec![next(honest, &alderman, Kind::Act, encoding::encode(&good).unwrap()).to_wire()]);
    assert_eq!(honest.look(|state| state.item(item).unwrap().title.clone()), "Taal en lezen");
    let current = honest.look(|state| state.acts().consent_state(state.bench(), item).current().is_some());
    assert!(current);
    assert_eq!(honest.verify().unwrap().1, None);
}

/// A withdrawal "through" the last number there is leaves no next version. Whoever reads the item must survive that.
#[tokio::test(flavor = "multi_thread")]
async fn version_numbers_at_the_end_do_no_harm() {
    let r = Box::pin(region()).await;
    let honest = r.officer.workspace.municipality();
    let alderman = r.alderman.workspace.key();
    let withdrawal = sign(&r.withdrawal(LEUSDEN, u32::MAX), &r.alderman);
    let act = Act { item: r.item, after: Vec::new(), what: What::Withdraw { withdrawal } };
    let accepted = honest.accept(vec![next(honest, &alderman, Kind::Act, encoding::encode(&act).unwrap()).to_wire()]);
    let taken = accepted.unwrap().taken;
    let reading = std::panic::AssertUnwindSafe(|| {
        honest.look(|state| state.acts().consent_state(state.bench(), r.item).next_version())
    });
    let next = std::panic::catch_unwind(reading);
    assert!(next.is_ok_and(|next| next > 0), "taken in: {taken}; then the next version cannot be told");
}
