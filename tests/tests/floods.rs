//! Enrolled devices that send too much, read nothing, or never finish. This device stays responsive: an honest peer's record
//! arrives while it goes on, memory stays small, and whoever went too far is named and no longer listened to.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test that cannot set up must fail loudly"
)]

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use deelbaar_schema::id::{ContentHash, DeviceId};
use deelbaar_schema::record::{Kind, Record};
use deelbaar_schema::space::SpaceState as _;
use deelbaar_sync::net::{Limits, SessionError};
use deelbaar_tests::flood::{FEW, Scene, framed, hardly_longer, median, scene};
use deelbaar_tests::forge::{head_of, now, taken};
use deelbaar_tests::memory::{Line, Meeting, runtime, until};
use deelbaar_tests::wire::Frame;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

#[test]
fn a_flood_of_tiny_frames_ends() {
    let scene = scene(FEW);
    let space = scene.victim.workspace.region_space();
    let ended = scene.flood(&[Frame::Kept { space, digest: ContentHash::of(b"x") }]);
    scene.blamed_for(&ended, "too many messages");
}

#[test]
fn a_flood_of_large_frames_ends() {
    let scene = scene(FEW);
    let space = scene.victim.workspace.region_space();
    // Logs of devices that there are not: each frame is as long as a frame may be.
    let mut noise = vec![0; 1024 * 1024];
    blake3::Hasher::new().finalize_xof().fill(&mut noise);
    let heights = noise.chunks_exact(32).map(|id| (DeviceId::from_bytes(id.try_into().unwrap()), 0)).collect();
    let large = [Frame::Heights { space, buckets: None, heights, wants: Vec::new() }];
    let ended = scene.flood(&large);
    scene.blamed_for(&ended, "too much within an hour");
}

#[test]
fn the_same_records_again_and_again_end() {
    let scene = scene(FEW);
    let space = scene.victim.workspace.region_space();
    let ended = scene.flood(&[Frame::records(space, &scene.records(50, 20))]);
    scene.blamed_for(&ended, "bring nothing");
    assert_eq!(scene.victim.workspace.region().heights()[&scene.liar.device()], 50);
}

#[test]
fn everything_asked_for_again_and_again_ends() {
    let scene = scene(Limits { sent_an_hour: 1024 * 1024, ..FEW });
    let space = scene.victim.workspace.region_space();
    let ended = runtime().block_on(async {
        let (end, session) = scene.dial().await;
        let (mut receive, mut send) = tokio::io::split(end);
        let reading = tokio::spawn(async move { tokio::io::copy(&mut receive, &mut tokio::io::sink()).await });
        let asking = framed(&Frame::Heights { space, buckets: None, heights: Vec::new(), wants: Vec::new() });
        while send.write_all(&asking).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        drop(send);
        drop(reading.await);
        session.await.unwrap()
    });
    assert!(ended.to_string().contains("asked for too much"), "{ended}");
    scene.memory_stayed_small();
}

/// It asks for everything and reads nothing, or begins a frame and never ends it. Others are served, and what is held for it
/// is what fits on the line and a few frames.
#[test]
fn whoever_reads_nothing_and_whoever_never_finishes_hold_nobody_up() {
    let scene = scene(FEW);
    let space = scene.victim.workspace.region_space();
    for unfinished in [false, true] {
        runtime().block_on(async {
            let (mut end, session) = scene.dial().await;
            let ask = Frame::Heights { space, buckets: None, heights: Vec::new(), wants: Vec::new() };
            end.write_all(&framed(&ask)).await.unwrap();
            if unfinished {
                end.write_all(&(2 * 1024 * 1024u32).to_le_bytes()).await.unwrap();
                end.write_all(&[0; 100]).await.unwrap();
            }
            let meeting = Meeting::begin(&scene.victim, &scene.honest, Line::SOUND);
            scene.honest_records_arrive(&meeting, || false).await;
            assert!(!session.is_finished());
            assert_eq!(end.passed().read.load(Ordering::SeqCst), 0);
        });
    }
    assert!(scene.victim.party.peers().all().values().all(|peer| peer.misbehaved.is_none()), "slow is no crime");
    scene.memory_stayed_small();
}

/// A log of which the beginning is kept back: it is not taken in, nobody is blamed, and it is asked for less and less.
#[test]
fn what_depends_on_something_withheld_waits() {
    let scene = scene(FEW);
    let space = scene.victim.workspace.region_space();
    let withheld = scene.records(3, 20);
    runtime().block_on(async {
        let (mut end, session) = scene.dial().await;
        end.write_all(&framed(&Frame::records(space, &withheld[1..]))).await.unwrap();
        let meeting = Meeting::begin(&scene.victim, &scene.honest, Line::SOUND);
        scene.honest_records_arrive(&meeting, || false).await;
        assert!(!session.is_finished());
        // Once the beginning comes, everything does.
        end.write_all(&framed(&Frame::records(space, &withheld))).await.unwrap();
        let heights = || scene.victim.workspace.region().heights().get(&scene.liar.device()).copied();
        assert!(until(|| heights() == Some(3)).await);
    });
    scene.memory_stayed_small();
}

/// What is on its way when a device is removed: batches that wait to be written, one of which is half written, and whatever is
/// said meanwhile. Nothing of it leaves any more, though the device reads on.
#[test]
fn once_a_removal_is_taken_in_nothing_more_leaves_in_the_running_session() {
    const ON_THE_LINE: usize = 4096;
    let scene = scene(Limits { sent_an_hour: 64 * 1024 * 1024, ..FEW });
    let (region, key) = (scene.victim.workspace.region(), scene.victim.workspace.key());
    let mut log = head_of(region, &key.device());
    let noise = (0..4800u64).map(|number| {
        let mut noise = vec![0; 512];
        blake3::Hasher::new().update(&number.to_le_bytes()).finalize_xof().fill(&mut noise);
        let record = Record::create(&key, region.space(), log, now(), Kind::Unknown(702), noise).unwrap();
        log = log.advance(&record).unwrap();
        record.to_wire()
    });
    taken(region, noise.collect());
    runtime().block_on(async {
        let (mut end, session) = scene.dial_over(Line::narrow(ON_THE_LINE)).await;
        let ask = Frame::Heights { space: region.space(), buckets: None, heights: Vec::new(), wants: Vec::new() };
        end.write_all(&framed(&ask)).await.unwrap();
        // Some of it came, so that the rest is on its way.
        let mut some = vec![0; 300 * 1024];
        end.read_exact(&mut some).await.unwrap();
        for _ in 0..50 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert!(!session.is_finished());
        let device = scene.liar.device();
        scene.victim.workspace.remove(device).unwrap();
        assert!(region.look(|state| state.charter().is_removed(&device, scene.victim.workspace.code())));
        region.append(&key, Kind::Unknown(703), b"wat de regio daarna nog zegt".to_vec()).unwrap();
        let mut after = Vec::new();
        end.read_to_end(&mut after).await.unwrap();
        // What the line held, and what the writer may hand to it before it hears.
        assert!(after.len() <= ON_THE_LINE + 16 * 1024, "{} bytes left after the removal", after.len());
        assert!(matches!(session.await.unwrap(), SessionError::Closed));
    });
    assert!(scene.victim.party.peers().all()[&scene.liar.device()].misbehaved.is_none());
}

/// Only ends without a beginning: whatever comes is let go again, and costs what useless records cost.
#[test]
fn a_flood_of_what_depends_on_something_withheld_ends() {
    let scene = scene(Limits { bytes_an_hour: 128 * 1024 * 1024, bytes_a_day: 128 * 1024 * 1024, ..FEW });
    let space = scene.victim.workspace.region_space();
    let ended = scene.flood(&[Frame::records(space, &scene.records(51, 20_000)[1..])]);
    scene.blamed_for(&ended, "bring nothing");
    assert_eq!(scene.victim.workspace.region().heights().get(&scene.liar.device()), None);
}

/// A length that no frame may have, and frames that say less or more than they are.
#[test]
fn frames_of_a_wrong_size_end_the_session_at_once() {
    type Spoil = fn(&[u8]) -> Vec<u8>;
    let wrong: [Spoil; 4] = [
        |_| u32::MAX.to_le_bytes().to_vec(),
        |_| (2 * 1024 * 1024 + 1u32).to_le_bytes().to_vec(),
        |sound| [&u32::try_from(sound.len() - 4 + 9).unwrap().to_le_bytes()[..], &sound[4..], &[0; 9]].concat(),
        |sound| [&2u32.to_le_bytes()[..], &sound[4..6]].concat(),
    ];
    for (at, wrong) in wrong.into_iter().enumerate() {
        let scene = scene(FEW);
        let space = scene.victim.workspace.region_space();
        let sound = framed(&Frame::Kept { space, digest: ContentHash::of(b"x") });
        let ended = runtime().block_on(async {
            let (mut end, session) = scene.dial().await;
            end.write_all(&wrong(&sound)).await.unwrap();
            session.await.unwrap()
        });
        assert!(ended.is_hostile(), "{at}: {ended}");
        scene.blamed_for(&ended, "frame");
    }
}

/// Many who each begin a frame of the greatest length and never end it.
#[test]
fn many_frames_that_never_end_take_no_more_than_what_came() {
    let scene = scene(FEW);
    runtime().block_on(async {
        let mut ends = Vec::new();
        for _ in 0..200 {
            let (mut end, session) = scene.dial().await;
            end.write_all(&(2 * 1024 * 1024u32).to_le_bytes()).await.unwrap();
            end.write_all(&[0; 1000]).await.unwrap();
            ends.push((end, session));
        }
        let meeting = Meeting::begin(&scene.victim, &scene.honest, Line::SOUND);
        scene.honest_records_arrive(&meeting, || false).await;
        assert!(ends.iter().all(|(_, session)| !session.is_finished()), "slow is no crime");
    });
    scene.memory_stayed_small();
}

/// Two heads that do not exclude each other, or that nobody signed: whoever sends them is blamed, and not whom they name.
#[test]
fn a_false_proof_is_blamed_on_whoever_sends_it() {
    for way in 0..4 {
        let scene = scene(FEW);
        let (third, place) = (scene.third.clone(), 5);
        let Frame::Forked { space, proof: (one, other) } = scene.proof(&third, place) else { panic!("no proof") };
        let Frame::Forked { proof: (stranger, _), .. } = scene.proof(&scene.liar, place) else { panic!("no proof") };
        let mut unsigned = other.clone();
        *unsigned.last_mut().unwrap() ^= 1;
        let proof = match way {
            0 => (one.clone(), one),
            1 => (one, unsigned),
            2 => (one, stranger),
            _ => (one, Vec::new()),
        };
        let ended = scene.flood(&[Frame::Forked { space, proof }]);
        scene.blamed_for(&ended, "a proof that proves nothing");
        assert_eq!(scene.victim.workspace.region().forked(), [], "{way}");
        assert!(!scene.victim.party.peers().all().contains_key(&third.device()), "{way}");
    }
}

/// Each proves a lower place than the one before, so each is news; the last come again and again.
#[test]
fn a_flood_of_true_proofs_ends_and_only_their_author_is_named() {
    let scene = scene(FEW);
    let third = scene.third.clone();
    let proofs: Vec<Frame> = (0..FEW.frames_an_hour).rev().map(|place| scene.proof(&third, place + 10)).collect();
    let ended = scene.flood(&proofs);
    scene.blamed_for(&ended, "too many messages");
    assert_eq!(scene.victim.workspace.region().forked(), [third.device()]);
    let peers = scene.victim.party.peers().all();
    assert!(peers.get(&third.device()).is_none_or(|peer| peer.misbehaved.is_none()), "it did not send anything");
}

/// Somebody at the victim writes something: how long it takes.
async fn own_record(scene: &Scene) -> Duration {
    let own = scene.victim.workspace.clone();
    let began = Instant::now();
    let writing = tokio::task::spawn_blocking(move || own.region().append(&own.key(), Kind::Unknown(704), vec![1]));
    writing.await.unwrap().unwrap();
    began.elapsed()
}

/// Small records that everybody takes in, tens of thousands of them: they take more here than on the line, and count for it. A
/// command of somebody at this device waits for none of it.
#[test]
fn a_flood_of_small_records_that_hold_ends() {
    const RECORDS: usize = 20_000;
    const IN_A_FRAME: usize = 500;
    let scene = scene(Limits { bytes_an_hour: 16 * 1024 * 1024, ..FEW });
    let space = scene.victim.workspace.region_space();
    let records = scene.records(RECORDS, 20);
    let frames: Vec<_> = records.chunks(IN_A_FRAME).map(|some| framed(&Frame::records(space, some))).collect();
    let disk = || scene.victim.workspace.store().room().unwrap().file;
    let mut quiet = runtime().block_on(async {
        let mut quiet = Vec::new();
        while quiet.len() < 9 {
            quiet.push(own_record(&scene).await);
        }
        quiet
    });
    let (began, before) = (Instant::now(), disk());
    let (ended, honest, mut took) = runtime().block_on(async {
        let (mut end, session) = scene.dial().await;
        let meeting = Meeting::begin(&scene.victim, &scene.honest, Line::SOUND);
        let flooding = tokio::spawn(async move {
            for frame in frames {
                if end.write_all(&frame).await.is_err() {
                    return;
                }
            }
            // What comes next is no news.
            drop(end);
        });
        let mut took = vec![own_record(&scene).await];
        let honest = scene.honest_records(&meeting, || !session.is_finished()).await;
        while !session.is_finished() {
            took.push(own_record(&scene).await);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        flooding.await.unwrap();
        (session.await.unwrap(), honest, took)
    });
    let kept = scene.victim.workspace.region().heights()[&scene.liar.device()];
    let grown = disk() - before;
    let (flooded, slowest) = (began.elapsed(), *took.iter().max().unwrap());
    println!("{kept} kept in {flooded:?}, {grown} bytes, an own record at most {slowest:?}; {ended}");
    assert!(slowest < Duration::from_secs(5), "an own record took {slowest:?}");
    // What is being written goes first: one batch, not the flood.
    let batch = flooded / u32::try_from(kept / IN_A_FRAME as u64).unwrap();
    hardly_longer("an honest record", honest, scene.quiet + batch);
    hardly_longer("an own record", median(&mut took), median(&mut quiet) + batch);
    scene.blamed_for(&ended, "too much within an hour");
    // Each counts as 2 KiB, and one batch may be on its way.
    assert!(kept <= 16 * 512 + 1000, "{kept} records were kept");
    assert!(grown <= kept * 2048, "they take more than they count for: {grown} bytes");
}

/// A megabyte of one letter is few bytes on the line.
#[test]
fn records_that_unpack_to_much_count_as_much() {
    let scene = scene(FEW);
    let space = scene.victim.workspace.region_space();
    let records = scene.records(100, 250_000);
    let frames: Vec<_> = records.chunks(10).map(|some| Frame::records(space, some)).collect();
    assert!(frames.iter().map(|frame| framed(frame).len()).sum::<usize>() < 100_000);
    let ended = scene.flood(&frames);
    scene.blamed_for(&ended, "too much within an hour");
    let kept = scene.victim.workspace.region().heights().get(&scene.liar.device()).copied();
    assert!(kept.unwrap_or(0) <= 50, "{kept:?} records were kept");
}

/// A batch as large as a batch may be, of which no signature holds: it ends at once, and others hardly notice.
#[test]
fn a_batch_of_false_signatures_is_the_last() {
    let scene = scene(FEW);
    let space = scene.victim.workspace.region_space();
    let mut records = scene.records(2048, 20);
    for record in &mut records {
        *record.head.last_mut().unwrap() ^= 1;
    }
    let began = Instant::now();
    let ended = scene.flood(&[Frame::records(space, &records)]);
    println!("ended after {:?}: {ended}", began.elapsed());
    scene.blamed_for(&ended, "signature");
    assert_eq!(scene.victim.workspace.region().heights().get(&scene.liar.device()), None);
}

/// It hangs up while it is being judged: that ends the session first, and spares it nothing.
#[test]
fn whoever_hangs_up_before_it_was_judged_is_named_all_the_same() {
    let scene = scene(FEW);
    let space = scene.victim.workspace.region_space();
    let mut records = scene.records(2048, 20);
    *records.last_mut().unwrap().head.last_mut().unwrap() ^= 1;
    let frame = framed(&Frame::records(space, &records));
    let named = runtime().block_on(async {
        let (mut end, session) = scene.dial().await;
        end.write_all(&frame).await.unwrap();
        assert!(until(|| scene.victim.party.traffic().1 >= frame.len() as u64).await, "it was read");
        drop(end);
        println!("ended: {}", session.await.unwrap());
        let device = scene.liar.device();
        until(|| scene.victim.party.peers().all().get(&device).is_some_and(|peer| peer.misbehaved.is_some())).await
    });
    assert!(named);
}
