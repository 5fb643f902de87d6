//! Joining: what both people see, what somebody in between can do, and how a request ends.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set up must fail loudly")]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::id::{DeviceId, PersonId};
use deelbaar_schema::role::Role;
use deelbaar_schema::space::SpaceState;
use deelbaar_schema::time::Timestamp;
use deelbaar_sync::clock::Clock;
use deelbaar_sync::net::{
    Asked, Closed, Code, Grant, Invitation, JoinError, Listen, Node, Verdict, Words, ask, ask_until,
};
use deelbaar_sync::workspace::{NewRegion, Person, Workspace, random, random_key};
use deelbaar_tests::join_wire::{self, Answer, Application, Offer, Parts, Reply};
use deelbaar_tests::{Device, LEUSDEN, PATIENCE, SOEST, term};
use tokio::sync::{mpsc, oneshot};

type Joined = Result<Grant, JoinError>;

fn reader() -> Invitation {
    Invitation::Colleague { role: Role::Reader, term: term() }
}

/// An officer who invites a reader, and looks after requests.
async fn inviting() -> (Device, Code, mpsc::Receiver<Asked>) {
    let officer = Device::found(LEUSDEN).await;
    let (doorkeeper, asked) = mpsc::channel(16);
    let code = officer.node().invite(reader(), doorkeeper).unwrap();
    (officer, code, asked)
}

/// Asks in a task of its own: the words come first, and the end later. Dropping the sender stops the waiting.
fn asking(code: &Code) -> (oneshot::Receiver<Words>, oneshot::Sender<()>, tokio::task::JoinHandle<Joined>) {
    let (tell, words) = oneshot::channel();
    let (stay, left) = oneshot::channel::<()>();
    let code = code.clone();
    let stop = async {
        drop(left.await);
    };
    let asking = async move {
        let tell = |words| {
            // Not every test looks at them.
            tell.send(words).ok();
        };
        ask_until(&code, "Kim", None, Listen::LOOPBACK, tell, stop).await
    };
    (words, stay, tokio::spawn(asking))
}

async fn soon<T>(what: &str, future: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, future).await.unwrap_or_else(|_| panic!("never: {what}"))
}

async fn comes(asked: &mut mpsc::Receiver<Asked>) -> Asked {
    soon("somebody asks", asked.recv()).await.unwrap()
}

fn records(device: &Device) -> (u64, u64) {
    (device.workspace.municipality().count(), device.workspace.region().count())
}

fn enrolled(device: &Device, who: &DeviceId) -> bool {
    let today = device.workspace.clock().today();
    device.workspace.municipality().look(|state| state.charter().member_on(who, today).is_some())
}

#[track_caller]
fn closed(joined: &Joined, because: Closed) {
    assert!(matches!(joined, Err(JoinError::Closed(end)) if *end == because), "{joined:?}");
}

/// Asks with a code that is not open any more: nobody is bothered.
async fn ask_in_vain(code: &Code, because: Closed) {
    let told = |words| panic!("words for a closed invitation: {words}");
    closed(&ask(code, "Kim", None, Listen::LOOPBACK, told).await, because);
}

#[tokio::test(flavor = "multi_thread")]
async fn both_see_the_same_words_and_only_an_approval_enrols() {
    let (officer, code, mut asked) = inviting().await;
    let before = records(&officer);
    let (words, _stay, joined) = asking(&code);
    let request = comes(&mut asked).await;
    assert_eq!(soon("the words", words).await.unwrap(), request.applicant.words);
    assert_eq!((request.applicant.name.as_str(), request.applicant.invitation), ("Kim", reader()));
    assert_eq!(records(&officer), before, "nothing is signed while two people compare");
    request.answer.send(Verdict::Admit(None)).unwrap();
    let grant = soon("the grant", joined).await.unwrap().unwrap();
    assert_eq!(grant.identity.device(), request.applicant.device);
    assert!(enrolled(&officer, &request.applicant.device));
    assert!(officer.node().invitations().is_empty());
    // Granted once, never again; not after a restart either.
    ask_in_vain(&code, Closed::Used).await;
    let mut officer = officer;
    officer.go_offline().await;
    officer.come_back().await;
    let mut code = code;
    code.addresses = officer.addresses();
    ask_in_vain(&code, Closed::Used).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_request_has_other_words() {
    let (_officer, code, mut asked) = inviting().await;
    let (_, _stay_one, _one) = asking(&code);
    let one = comes(&mut asked).await;
    let (_, _stay_two, _two) = asking(&code);
    let two = comes(&mut asked).await;
    assert_eq!(one.applicant.id, two.applicant.id, "the person can see that both came with the same code");
    assert_ne!(one.applicant.words, two.applicant.words);
}

/// Somebody has the code, gives the joiner one that leads to themselves, and passes on every message as it is, commitment
/// and nonce included. All that differs is the device that the inviter would enrol; and the words.
#[tokio::test(flavor = "multi_thread")]
async fn somebody_in_between_shows_in_the_words() {
    let (officer, code, mut asked) = inviting().await;
    let key = random_key().unwrap();
    let between = join_wire::endpoint(&key).await;
    let there = Parts::of(&code);
    let here = Parts { inviter: key.device(), addresses: join_wire::addresses(&between), secret: there.secret };
    let (words, _stay, joined) = asking(&here.code());
    let relay = async {
        let mut talk = join_wire::accept(&between).await;
        let mut inviter = join_wire::dial(&between, &there).await;
        inviter.send_bytes(&talk.next().await.unwrap()).await;
        talk.send_bytes(&inviter.next().await.unwrap()).await;
        inviter.send_bytes(&talk.next().await.unwrap()).await;
        talk.send_bytes(&inviter.next().await.unwrap()).await;
        let answer = inviter.next().await.unwrap();
        talk.send_bytes(&answer).await;
        drop(talk.connection.closed().await);
    };
    let people = async {
        let request = comes(&mut asked).await;
        assert_eq!(request.applicant.name, "Kim", "it looks like the one who was invited");
        assert_eq!(request.applicant.device, key.device());
        let read_aloud = soon("the words", words).await.unwrap();
        assert_ne!(read_aloud, request.applicant.words);
        request
            .answer
            .send(if read_aloud == request.applicant.words { Verdict::Admit(None) } else { Verdict::Refuse })
            .unwrap();
    };
    let ((), (), joined) = tokio::join!(relay, people, joined);
    assert!(matches!(joined.unwrap(), Err(JoinError::Declined)));
    assert!(!enrolled(&officer, &key.device()));
    // Whoever was in between cannot come back with it, and neither can anybody else.
    ask_in_vain(&code, Closed::Declined).await;
}

/// Speaks as an inviter until it has an application.
async fn pretend(endpoint: &iroh::Endpoint, offer: Offer, nonce: [u8; 16]) -> join_wire::Talk {
    let mut talk = join_wire::accept(endpoint).await;
    let _secret: [u8; 16] = talk.read().await;
    talk.send(&Reply::Offer(Box::new(offer), *blake3::hash(&nonce).as_bytes())).await;
    let application: Application = talk.read().await;
    assert_eq!(application.name, "Kim");
    assert_ne!(application.nonce, [0; 16]);
    talk
}

fn offer() -> Offer {
    Offer::Colleague(Role::Reader)
}

/// Whoever has the code, and no approval, hears what it is for: no name, person, day, municipality or region.
#[tokio::test(flavor = "multi_thread")]
async fn a_code_alone_tells_a_role_and_nothing_else() {
    let officer = Device::found(LEUSDEN).await;
    let person = officer.workspace.identity().person.id;
    for invitation in [reader(), Invitation::Device(person)] {
        let (doorkeeper, _asked) = mpsc::channel(1);
        let code = officer.node().invite(invitation, doorkeeper).unwrap();
        let endpoint = join_wire::endpoint(&random_key().unwrap()).await;
        let mut talk = join_wire::dial(&endpoint, &Parts::of(&code)).await;
        talk.send(&Parts::of(&code).secret).await;
        let told = talk.next().await.unwrap();
        assert!(told.len() <= 40, "a commitment of 32 bytes, and little else: {}", told.len());
    }
}

/// With the application in hand it could look for a nonce that gives the words it wants. It is bound to the one before.
#[tokio::test(flavor = "multi_thread")]
async fn a_nonce_that_was_not_committed_to_shows_no_words() {
    let key = random_key().unwrap();
    let endpoint = join_wire::endpoint(&key).await;
    let code = Parts { inviter: key.device(), addresses: join_wire::addresses(&endpoint), secret: [7; 16] }.code();
    // The honest nonce works, so it is the change that is refused.
    for (shown, accepted) in [([1; 16], true), ([2; 16], false)] {
        let (words, _stay, joined) = asking(&code);
        let mut talk = pretend(&endpoint, offer(), [1; 16]).await;
        talk.send(&Answer::Nonce(shown)).await;
        talk.send(&Answer::Declined).await;
        let joined = soon("an end", joined).await.unwrap();
        assert_eq!(words.await.is_ok(), accepted);
        let expected = |error: &JoinError| match error {
            JoinError::Declined => accepted,
            JoinError::Unsound => !accepted,
            _ => false,
        };
        assert!(joined.as_ref().is_err_and(expected), "{joined:?}");
    }
}

/// A joiner's words differ each time with the same inviter, offer and nonce: nobody can look for them beforehand.
#[tokio::test(flavor = "multi_thread")]
async fn the_joiner_contributes_to_the_words() {
    let key = random_key().unwrap();
    let endpoint = join_wire::endpoint(&key).await;
    let addresses = join_wire::addresses(&endpoint);
    let code = Parts { inviter: key.device(), addresses, secret: [7; 16] }.code();
    let mut nonces = Vec::new();
    for _ in 0..2 {
        let (_words, _stay, _joined) = asking(&code);
        let mut talk = join_wire::accept(&endpoint).await;
        let _secret: [u8; 16] = talk.read().await;
        talk.send(&Reply::Offer(Box::new(offer()), [0; 32])).await;
        nonces.push(talk.read::<Application>().await.nonce);
    }
    assert_ne!(nonces[0], nonces[1]);
}

/// Before its application is there, an inviter shows a commitment; the nonce itself comes after.
#[tokio::test(flavor = "multi_thread")]
async fn the_inviter_commits_before_it_hears_and_shows_after() {
    let (officer, code, mut asked) = inviting().await;
    let key = SecretKey::from_seed(&[9; 32]);
    let endpoint = join_wire::endpoint(&key).await;
    let mut inviter = join_wire::dial(&endpoint, &Parts::of(&code)).await;
    inviter.send(&Parts::of(&code).secret).await;
    let Reply::Offer(_, committed) = inviter.read().await else { panic!("no offer") };
    let application = Application { name: "Kim".into(), nonce: [3; 16], founded: None };
    inviter.send(&application).await;
    let Answer::Nonce(nonce) = inviter.read().await else { panic!("no nonce") };
    assert_eq!(committed, *blake3::hash(&nonce).as_bytes());
    let application = blake3::hash(&deelbaar_schema::encoding::encode(&application).unwrap());
    let invitation = blake3::derive_key("deelbaar 2026 invitation", &Parts::of(&code).secret);
    let (own, joiner) = (officer.workspace.device(), key.device());
    let parts: [&[u8]; 5] = [own.as_bytes(), joiner.as_bytes(), &invitation, application.as_bytes(), &nonce];
    let derived = blake3::derive_key("deelbaar 2026 words to compare", &parts.concat());
    let mut number = u64::from_le_bytes(*derived.first_chunk().unwrap());
    let mut left: Vec<u8> = (0..=255).collect();
    let lines = [256, 255, 254, 253].map(|count| {
        let line = left.remove(usize::try_from(number % count).unwrap());
        number /= count;
        line
    });
    assert_eq!(comes(&mut asked).await.applicant.words, Words::from_bytes(lines));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_refused_is_told_and_the_code_is_used_up() {
    let (officer, code, mut asked) = inviting().await;
    let before = records(&officer);
    let (_words, _stay, joined) = asking(&code);
    comes(&mut asked).await.answer.send(Verdict::Refuse).unwrap();
    let joined = soon("the refusal", joined).await.unwrap();
    assert!(matches!(joined, Err(JoinError::Declined)), "{joined:?}");
    assert_eq!(records(&officer), before);
    ask_in_vain(&code, Closed::Declined).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn when_nobody_answers_the_code_stays_good() {
    let (_officer, code, mut asked) = inviting().await;
    let (_words, _stay, joined) = asking(&code);
    drop(comes(&mut asked).await);
    let joined = soon("an end", joined).await.unwrap();
    assert!(matches!(joined, Err(JoinError::NobodyAnswered)), "{joined:?}");
    let (_words, _stay, joined) = asking(&code);
    comes(&mut asked).await.answer.send(Verdict::Admit(None)).unwrap();
    assert!(soon("the grant", joined).await.unwrap().is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_broke_off_may_ask_again_but_not_without_end() {
    let (_officer, code, mut asked) = inviting().await;
    for _ in 0..4 {
        let (_words, stay, joined) = asking(&code);
        let mut request = comes(&mut asked).await;
        drop(stay);
        assert!(matches!(soon("an end", joined).await.unwrap(), Err(JoinError::Stopped)));
        soon("the inviter sees it", request.answer.closed()).await;
        assert!(request.answer.send(Verdict::Admit(None)).is_err(), "an answer to somebody who left enrols nobody");
    }
    let (_words, _stay, joined) = asking(&code);
    let last = comes(&mut asked).await;
    // Five times the words were there to be guessed; a sixth time they are not.
    ask_in_vain(&code, Closed::TriedTooOften).await;
    last.answer.send(Verdict::Admit(None)).unwrap();
    assert!(soon("the grant", joined).await.unwrap().is_ok(), "who waits already may still be let in");
    ask_in_vain(&code, Closed::Used).await;
}

/// A command that invites ends right after the answer; and a window may be closed while somebody waits.
#[tokio::test(flavor = "multi_thread")]
async fn an_inviter_that_stops_still_says_its_last_words() {
    for answer in [Some(Verdict::Refuse), None] {
        let (mut officer, code, mut asked) = inviting().await;
        let (words, _stay, joined) = asking(&code);
        let request = comes(&mut asked).await;
        soon("the words", words).await.unwrap();
        let mut waiting = None;
        match answer {
            Some(answer) => request.answer.send(answer).unwrap(),
            None => waiting = Some(request),
        }
        let answered = waiting.is_none();
        officer.go_offline().await;
        let joined = soon("an end", joined).await.unwrap();
        let expected = |error: &JoinError| match error {
            JoinError::Declined => answered,
            JoinError::NobodyAnswered => !answered,
            _ => false,
        };
        assert!(joined.as_ref().is_err_and(expected), "{joined:?}");
        assert!(waiting.is_none_or(|request| request.answer.send(Verdict::Admit(None)).is_err()));
    }
}

/// The connection ends without a word, as when a cable is pulled.
#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_breaks_off_is_no_refusal() {
    let key = random_key().unwrap();
    let endpoint = join_wire::endpoint(&key).await;
    let code = Parts { inviter: key.device(), addresses: join_wire::addresses(&endpoint), secret: [7; 16] }.code();
    let (words, _stay, joined) = asking(&code);
    let mut talk = pretend(&endpoint, offer(), [1; 16]).await;
    talk.send(&Answer::Nonce([1; 16])).await;
    soon("the words", words).await.unwrap();
    talk.connection.close(0u32.into(), b"");
    let joined = soon("an end", joined).await.unwrap();
    assert!(matches!(joined, Err(JoinError::BrokenOff)), "{joined:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_that_is_taken_back_ends_also_for_whoever_waits() {
    let (officer, code, mut asked) = inviting().await;
    let id = code.invitation();
    let (_words, _stay, joined) = asking(&code);
    let mut request = comes(&mut asked).await;
    assert_eq!(officer.node().invitations()[0].id, id);
    assert!(officer.node().cancel_invitation(&id).unwrap());
    closed(&soon("an end", joined).await.unwrap(), Closed::Cancelled);
    soon("the request goes away", request.answer.closed()).await;
    assert!(!enrolled(&officer, &request.applicant.device));
    assert!(!officer.node().cancel_invitation(&id).unwrap(), "once is enough");
    assert!(officer.node().invitations().is_empty());
    ask_in_vain(&code, Closed::Cancelled).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_wait_with_one_code_one_gets_in() {
    let (officer, code, mut asked) = inviting().await;
    let (_, _stay_one, one) = asking(&code);
    let first = comes(&mut asked).await;
    let (_, _stay_two, two) = asking(&code);
    let mut second = comes(&mut asked).await;
    first.answer.send(Verdict::Admit(None)).unwrap();
    assert!(soon("the grant", one).await.unwrap().is_ok());
    closed(&soon("an end", two).await.unwrap(), Closed::Used);
    soon("the request goes away", second.answer.closed()).await;
    assert!(enrolled(&officer, &first.applicant.device) && !enrolled(&officer, &second.applicant.device));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_ends_after_a_day() {
    let dir = tempfile::TempDir::new().unwrap();
    let now = Arc::new(AtomicI64::new(Clock::system().now().0));
    let told = Arc::clone(&now);
    let clock = Clock::from_fn(move || Timestamp(told.load(Ordering::SeqCst)));
    let id = PersonId::from_bytes(*random::<16>().unwrap());
    let person = Person { id, name: "Bo".into(), role: Role::PolicyOfficer, term: term() };
    let (region, municipality_name) = ("Testregio".into(), "Leusden".into());
    let new = NewRegion { region, municipality: LEUSDEN, municipality_name, person };
    let workspace = Workspace::found(&dir.path().join("officer"), new, clock).unwrap();
    let node = Node::start(workspace, Listen::LOOPBACK).await.unwrap();
    let (doorkeeper, mut asked) = mpsc::channel(1);
    let code = node.invite(reader(), doorkeeper).unwrap();
    let (_words, stay, joined) = asking(&code);
    drop(comes(&mut asked).await);
    assert!(matches!(soon("an end", joined).await.unwrap(), Err(JoinError::NobodyAnswered)), "good until then");
    drop(stay);
    now.fetch_add(25 * 60 * 60 * 1000, Ordering::SeqCst);
    assert!(node.invitations().is_empty());
    ask_in_vain(&code, Closed::Expired).await;
    // A week later it is forgotten, and a stranger is not even heard.
    now.fetch_add(7 * 24 * 60 * 60 * 1000, Ordering::SeqCst);
    ask_in_vain(&code, Closed::Unknown).await;
    node.close().await;
}

/// Garbage at every step, applications that nobody could grant, and the protocol of before.
#[tokio::test(flavor = "multi_thread")]
async fn garbage_bothers_nobody_and_uses_nothing_up() {
    let (officer, code, mut asked) = inviting().await;
    let there = Parts::of(&code);
    let key = random_key().unwrap();
    let endpoint = join_wire::endpoint(&key).await;
    let old = join_wire::connect(&endpoint, &there, b"deelbaar/join/1").await;
    assert!(old.is_none(), "a version without words is not spoken any more");
    for bytes in [&b"GET / HTTP/1.1\r\n\r\n"[..], &[0xff; 64], b"\x02\x00\x00\x00\x01\x07"] {
        let mut talk = join_wire::dial(&endpoint, &there).await;
        talk.send_raw(bytes).await;
        assert_eq!(soon("it is dropped", talk.next()).await, None);
    }
    let mut talk = join_wire::dial(&endpoint, &there).await;
    talk.send(&[0_u8; 16]).await;
    assert!(matches!(talk.read().await, Reply::Closed(0)), "not a word about invitations that there are");
    let sound = Application { name: "Kim".into(), nonce: [1; 16], founded: None };
    let nameless = Application { name: "\u{202e} \n\t".into(), nonce: [1; 16], founded: None };
    let long = Application { name: "x".repeat(20_000), nonce: [1; 16], founded: None };
    let encode = |application: &Application| deelbaar_schema::encoding::encode(application).unwrap();
    let mut trailing = encode(&sound);
    trailing.push(0);
    for application in [vec![0xff; 40], Vec::new(), trailing, encode(&nameless), encode(&long)] {
        let mut talk = join_wire::dial(&endpoint, &there).await;
        talk.send(&there.secret).await;
        assert!(matches!(talk.read().await, Reply::Offer(..)));
        talk.send_bytes(&application).await;
        assert_eq!(soon("it is dropped", talk.next()).await, None);
    }
    assert!(asked.try_recv().is_err(), "nobody was asked anything");
    assert_eq!(officer.node().invitations()[0].tries, 0);
    let (_words, _stay, joined) = asking(&code);
    comes(&mut asked).await.answer.send(Verdict::Admit(None)).unwrap();
    assert!(soon("the grant", joined).await.unwrap().is_ok());
}

/// A municipality that joins enrols its own first device: nobody else's, and under its own code.
#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_cannot_come_with_the_code_of_a_municipality() {
    let officer = Device::found(LEUSDEN).await;
    let (doorkeeper, mut asked) = mpsc::channel(1);
    let invitation = Invitation::Municipality { code: SOEST, name: "Soest".into() };
    let code = officer.node().invite(invitation, doorkeeper).unwrap();
    let endpoint = join_wire::endpoint(&random_key().unwrap()).await;
    let mut talk = join_wire::dial(&endpoint, &Parts::of(&code)).await;
    talk.send(&Parts::of(&code).secret).await;
    let Reply::Offer(offer, _) = talk.read().await else { panic!("no offer") };
    assert!(matches!(*offer, Offer::Municipality(..)));
    talk.send(&Application { name: "Kim".into(), nonce: [1; 16], founded: None }).await;
    assert_eq!(soon("it is dropped", talk.next()).await, None);
    assert!(asked.try_recv().is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inviter_that_talks_nonsense_is_told_apart_from_one_that_is_gone() {
    let key = random_key().unwrap();
    let endpoint = join_wire::endpoint(&key).await;
    let addresses = join_wire::addresses(&endpoint);
    let code = Parts { inviter: key.device(), addresses, secret: [7; 16] }.code();
    for nonsense in [&b"\x04\x00\x00\x00haha"[..], &[0xff; 8], b""] {
        let (words, _stay, joined) = asking(&code);
        let mut talk = join_wire::accept(&endpoint).await;
        let _secret: [u8; 16] = talk.read().await;
        talk.send_raw(nonsense).await;
        if nonsense.is_empty() {
            talk.connection.close(0u32.into(), b"");
        }
        let joined = soon("an end", joined).await.unwrap();
        let expected = |error: &JoinError| match error {
            JoinError::BrokenOff => nonsense.is_empty(),
            JoinError::Unsound => !nonsense.is_empty(),
            _ => false,
        };
        assert!(joined.as_ref().is_err_and(expected), "{joined:?}");
        assert!(words.await.is_err(), "no words");
    }
}
