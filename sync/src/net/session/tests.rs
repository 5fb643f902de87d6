//! Sessions of which the disk, or what shows meanwhile, is looked at.
#![allow(clippy::unwrap_used, reason = "a test that cannot set up must fail loudly")]

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use deelbaar_schema::disclosure::Sharing;
use deelbaar_schema::field::Mask;
use deelbaar_schema::id::{ItemId, SharedId};
use deelbaar_schema::plan::{Item, ItemKind};
use deelbaar_schema::projection::project;
use deelbaar_schema::publication::Publication;
use deelbaar_schema::record::{Kind, LogHead, Record, WireRecord};
use deelbaar_schema::statement::{Consent, SignedStatement, Statement};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::channel::Channel;
use super::outbox::Outbox;
use super::party::why;
use super::taking::Taking;
use super::{Party, SessionError, taking};
use crate::net::exchange::{Exchange, Exchanged, Rule};
use crate::store::watched::{Act, Disk};
use crate::workspace::tests::{Pair, consent, exchange_region, neighbour, titles, withdraw};
use crate::workspace::{Workspace, random};

const PATIENCE: Duration = Duration::from_mins(2);

/// Text that does not compress.
fn noise(name: &str, length: usize) -> String {
    let mut bytes = vec![0; length / 2];
    blake3::Hasher::new().update(name.as_bytes()).finalize_xof().fill(&mut bytes);
    data_encoding::HEXLOWER.encode(&bytes)
}

/// Shares one section as people do, which can be taken back, and then so many more of so many bytes.
fn share(pair: &Pair, count: usize, length: usize) -> ItemId {
    let first = pair.asks("Tekst", &noise("Tekst", length));
    pair.exchange();
    consent(&pair.alderman, first);
    share_more(&pair.alderman, "Tekst", count, length);
    first
}

/// Writes the records themselves: an act for each takes long where there are many.
fn share_more(alderman: &Workspace, name: &str, count: usize, length: usize) {
    let (replica, key) = (alderman.region(), alderman.key());
    let mut log = LogHead::EMPTY;
    for record in replica.records().unwrap().iter().filter(|record| record.header().author == key.device()) {
        log = log.advance(record).unwrap();
    }
    let records = (0..count).map(|number| {
        let title = format!("{name} {number}");
        let item =
            Item { body: noise(&title, length), ..Item::new(ItemId::from_bytes([0; 16]), ItemKind::Section, &title) };
        let (municipality, section) = (alderman.code(), SharedId::from_bytes(*random::<16>().unwrap()));
        let snapshot = project(&item, &Mask::none(), &BTreeSet::new(), municipality, section).unwrap();
        let consent = Consent {
            region: replica.space(),
            municipality,
            section,
            version: 1,
            sharing: Sharing::REGION,
            snapshot: snapshot.hash(),
            without: Mask::none(),
            date: alderman.clock().today(),
        };
        let consent = SignedStatement::sign(&Statement::Consent(consent), &key).unwrap();
        let body = Publication::new(consent, None, &snapshot).encode().unwrap();
        let now = alderman.clock().now();
        let record = Record::create(&key, replica.space(), log, now, Kind::Publication, body).unwrap();
        log = log.advance(&record).unwrap();
        record.to_wire()
    });
    assert!(replica.accept(records.collect()).unwrap().refused.is_empty());
}

/// Lets two meet until the region is the same at both and no body is missing.
fn meet(one: &Workspace, other: &Workspace, mut look: impl FnMut()) {
    let (left, right) = (Party::of(one).unwrap(), Party::of(other).unwrap());
    let (there, here) = tokio::io::duplex(64 * 1024);
    tokio::runtime::Builder::new_multi_thread().enable_time().build().unwrap().block_on(async {
        let (device, peer) = (one.device(), other.device());
        let meeting = |party: Party, device, end| {
            let (receive, send) = tokio::io::split(end);
            tokio::spawn(async move { party.meet(device, receive, send).await })
        };
        let sessions = [meeting(left, peer, there), meeting(right, device, here)];
        let mut changed = other.region().subscribe();
        let same = || one.region().digest() == other.region().digest() && other.region().wants().is_empty();
        let waiting = async {
            loop {
                look();
                if same() {
                    break;
                }
                drop(tokio::time::timeout(Duration::from_millis(5), changed.changed()).await);
            }
        };
        let in_time = tokio::time::timeout(PATIENCE, waiting).await.is_ok();
        let ended = sessions.iter().any(tokio::task::JoinHandle::is_finished);
        assert!(in_time && !ended, "lacking {}, ended: {ended}", other.region().wants().len());
    });
}

/// How often a device that was cut off after the first batch of a join writes to its disk for the rest.
fn syncs_of_the_rest(texts: usize, withdrawn: bool) -> usize {
    let pair = Pair::new(|_| {});
    let place = pair.dir.path().join("soest");
    let disk = Disk::under(&place);
    let soest = neighbour(&pair, &place);
    pair.exchange();
    let goes = share(&pair, texts, 2048);
    let first = pair.alderman.region().next_batch(&mut 0, &mut soest.region().heights(), 0).unwrap();
    assert!(soest.region().accept(first).unwrap().refused.is_empty());
    let held = titles(&soest).len();
    assert!(held > 0 && held < texts / 2, "{held}");
    if withdrawn {
        withdraw(&pair.alderman, goes);
    }
    let before = disk.count();
    meet(&pair.alderman, &soest, || {});
    assert_eq!(titles(&soest).len(), texts + usize::from(!withdrawn));
    disk.events()[before..].iter().filter(|event| matches!(event.act, Act::Sync)).count()
}

/// Bodies that follow a withdrawal come as many at once as anything else: the disk does not bound how fast a join goes on.
#[test]
fn a_join_that_was_cut_before_a_withdrawal_writes_to_the_disk_about_as_seldom_as_any() {
    const TEXTS: usize = 600;
    let (usual, with) = (syncs_of_the_rest(TEXTS, false), syncs_of_the_rest(TEXTS, true));
    println!("{usual} syncs, {with} with a withdrawal");
    assert!(usual < 40, "{usual} syncs for {TEXTS} texts");
    assert!(with < 100, "{with} syncs for {TEXTS} texts, {usual} without a withdrawal");
}

/// Whoever has a text that was withdrawn meanwhile is never shown it beside a new one, however much comes before the withdrawal.
#[test]
fn in_a_session_nothing_new_shows_before_the_withdrawals_are_in() {
    const NEW: usize = 60;
    let pair = Pair::new(|_| {});
    let soest = neighbour(&pair, &pair.dir.path().join("soest"));
    pair.exchange();
    let goes = share(&pair, 0, 2048);
    exchange_region(&pair.alderman, &soest);
    assert_eq!(titles(&soest), ["Tekst"]);
    share_more(&pair.alderman, "Nieuw", NEW, 16 * 1024);
    withdraw(&pair.alderman, goes);
    let mut seen = Vec::new();
    meet(&pair.alderman, &soest, || seen.push(titles(&soest)));
    let beside = seen.iter().find(|titles| titles.len() > 1 && titles.iter().any(|title| title == "Tekst"));
    assert_eq!(beside, None, "new beside what was withdrawn");
    assert_eq!(titles(&soest).len(), NEW);
}

/// After refusals a peer is asked again less and less; what is missing meanwhile is asked for all the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_missing_is_asked_for_while_a_refusal_waits() {
    let pair = Pair::new(|_| {});
    let soest = neighbour(&pair, &pair.dir.path().join("soest"));
    pair.exchange();
    share(&pair, 0, 2048);
    let (replica, workspace) = (soest.region().clone(), soest.clone());
    let exchange: Arc<dyn Exchange> = Arc::new(Exchanged { replica, workspace, rule: Rule::REGION });
    let (channel, space) = (Arc::new(Channel::new(Arc::clone(&exchange), BTreeSet::new())), soest.region_space());
    let (outbox, _queue) = Outbox::new();
    let (peer, party) = (pair.alderman.device(), Party::of(&soest).unwrap());
    let asking = tokio::spawn(taking::ask_again(Arc::clone(&channel), outbox.clone(), peer, party));
    let bare = |wire: WireRecord| {
        let is_text = wire.clone().verify().unwrap().header().kind == Kind::Publication;
        WireRecord { body: wire.body.filter(|_| !is_text), ..wire }
    };
    let next = async || {
        loop {
            match outbox.take_due(&space) {
                (false, false) => tokio::time::sleep(Duration::from_millis(5)).await,
                due => return due,
            }
        }
    };
    let all = pair.alderman.region().next_batch(&mut 0, &mut soest.region().heights(), 0).unwrap();
    let (text, before) = all.split_last().unwrap();
    assert!(soest.region().accept(before.to_vec()).unwrap().refused.is_empty());
    // The fourth waits for four seconds.
    for time in 0..4 {
        channel.refused(exchange.subscribe());
        tokio::task::yield_now().await;
        soest.region().append(&soest.key(), Kind::Unknown(700), b"iets".to_vec()).unwrap();
        if time < 3 {
            assert_eq!(tokio::time::timeout(PATIENCE, next()).await.unwrap(), (true, false), "{time}");
        }
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(soest.region().accept(vec![bare(text.clone())]).unwrap().taken, 1);
    assert_eq!(soest.region().wants().len(), 1);
    assert_eq!(tokio::time::timeout(PATIENCE, next()).await.unwrap(), (false, true), "bodies first");
    assert!(!asking.is_finished());
}

/// A task that ends takes others along, which may be seen first: that hides neither who broke the rules nor a panic.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_broke_the_rules_is_told_from_whoever_ended_with_it() {
    let (outbox, queue) = Outbox::new();
    drop(queue);
    let pair = Pair::new(|_| {});
    let (device, party) = (pair.alderman.device(), Party::of(&pair.officer).unwrap());
    let ended_after = async |last: fn() -> Result<(), SessionError>| {
        let mut tasks = JoinSet::new();
        let (verified, taken) = mpsc::channel(1);
        let (read_on, held_up) = tokio::sync::oneshot::channel::<()>();
        tasks.spawn(Taking { outbox: outbox.clone(), device, party: party.clone() }.take_all(taken));
        let sending = outbox.clone();
        tasks.spawn(async move { sending.send(crate::net::frame::Frame::Hello(Vec::new())).await });
        // The reader drops what it hands on to, and is held up before it says why.
        tasks.spawn(async move {
            drop(verified);
            drop(held_up.await);
            last()
        });
        tokio::time::sleep(Duration::from_millis(100)).await;
        drop(read_on);
        why(&mut tasks).await
    };
    assert!(ended_after(|| Err(SessionError::Protocol("lies"))).await.is_hostile());
    assert!(ended_after(|| panic!("on purpose")).await.is_hostile());
    assert!(matches!(ended_after(|| Err(SessionError::Closed)).await, SessionError::Closed));
}
