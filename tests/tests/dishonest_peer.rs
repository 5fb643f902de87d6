//! An enrolled device that misuses the protocol. It is cut off, blamed by name, and stops nobody else.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test that cannot set up must fail loudly"
)]

use std::time::{Duration, Instant};

use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::id::{ContentHash, RecordId};
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::record::{HEADER_LEN, Header, Kind, LogHead, NO_RECORD, Record};
use deelbaar_schema::role::Role;
use deelbaar_schema::space::SpaceState;
use deelbaar_tests::forge::{next, now, signed, taken};
use deelbaar_tests::resident::Peak;
use deelbaar_tests::wire::{Frame, Greeting, Wire, connect};
use deelbaar_tests::{Device, LEUSDEN, SOEST};

/// Most MiB that all of it takes: what would be unpacked of the few bytes that say that they are very many is more.
const MEMORY: u64 = 48;
/// How long the honest may wait beside it, in a debug build on a machine that does other things too.
const PROMPT: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread")]
async fn a_node_survives_garbage_and_goes_on_with_the_honest() {
    let officer = Device::found(LEUSDEN).await;
    let colleague = officer.colleague(Role::PolicyOfficer).await;
    let soest = officer.municipality(SOEST).await;
    let space = officer.workspace.region_space();
    let private = officer.workspace.municipality().space();
    let digest = ContentHash::of(b"x");
    let hello = Frame::Hello(vec![Greeting::new(space, digest, false)]);
    let sound = |key: &SecretKey, seq: u64| {
        let log = LogHead { next_seq: seq, last: if seq == 0 { NO_RECORD } else { RecordId::from_bytes([1; 32]) } };
        Record::create(key, space, log, now(), Kind::Unknown(700), b"x".to_vec()).unwrap().to_wire()
    };
    let mut liars = Vec::new();
    for _ in 0..10 {
        let mut liar = soest.colleague(Role::Reader).await;
        liar.go_offline().await;
        let device = liar.workspace.device();
        let enrolled = |d: &Device| d.workspace.region().look(|r| r.charter().knows(&device).is_ok());
        officer.until("the enrolment of the liar", enrolled).await;
        liars.push(liar);
    }
    let bomb = zstd::bulk::compress(&vec![0; 64 * 1024 * 1024], 19).unwrap();
    let peak = Peak::begin();
    for (way, liar) in liars.iter().enumerate() {
        let key = liar.workspace.key();
        let mut wire = Wire::dial(&key, &officer).await;
        match way {
            // Not even a frame.
            0 => wire.send_raw(&[&40u32.to_le_bytes()[..], &[0xff; 40]].concat()).await,
            // A length that no frame has.
            1 => wire.send_raw(&u32::MAX.to_le_bytes()).await,
            // A second greeting.
            2 => {
                wire.send(&hello).await;
                wire.send(&hello).await;
            }
            // The plan of Leusden, of which a device of Soest cannot know.
            3 => {
                wire.send(&Frame::Hello(vec![Greeting::new(private, digest, true)])).await;
                wire.send(&Frame::Heights { space: private, buckets: None, heights: Vec::new(), wants: Vec::new() })
                    .await;
            }
            // A forged record: signed by one, said to be another's.
            4 => {
                wire.send(&hello).await;
                let mut header = Header::decode(&sound(&key, 0).head[..HEADER_LEN]).unwrap();
                header.author = officer.workspace.device();
                let record = signed(&key, &header, b"x".to_vec());
                wire.send(&Frame::records(space, &[record])).await;
            }
            // More bodies asked for than anybody may.
            5 => {
                wire.send(&hello).await;
                let wants = vec![RecordId::from_bytes([1; 32]); 1025];
                wire.send(&Frame::Heights { space, buckets: None, heights: Vec::new(), wants }).await;
            }
            // A few bytes that unpack to very many.
            6 => {
                wire.send(&hello).await;
                wire.send(&Frame::Records { space, packed: bomb.clone() }).await;
            }
            // Not the number of parts that there are.
            7 => {
                wire.send(&hello).await;
                wire.send(&Frame::Buckets { space, digests: vec![[1; 8]; 255] }).await;
            }
            // A greeting that names a space twice.
            8 => wire.send(&Frame::Hello(vec![Greeting::new(space, digest, false); 2])).await,
            // A record that is not one, with the greatest number there is.
            _ => {
                wire.send(&hello).await;
                let header = Header { seq: u64::MAX, ..Header::decode(&sound(&key, 1).head[..HEADER_LEN]).unwrap() };
                let mut record = signed(&key, &header, b"x".to_vec());
                record.body = Some(b"y".to_vec());
                wire.send(&Frame::records(space, &[record])).await;
            }
        }
        wire.hung_up().await;
        let received = wire.received();
        assert!(
            received.greeted().iter().all(|greeted| *greeted == Greeting::name(space)),
            "way {way}: told of another space"
        );
        assert!(!received.frames.iter().any(|frame| frame.is_of(&private)), "way {way}");
        wire.close().await;

        let device = liar.workspace.device();
        let blamed = |d: &Device| d.node().peers().all().get(&device).is_some_and(|peer| peer.misbehaved.is_some());
        officer.until(&format!("the blame of the device that lied in way {way}"), blamed).await;
        let (endpoint, connection) = connect(&key, &officer).await;
        let reason = connection.closed().await.to_string();
        assert!(reason.contains("not enrolled"), "way {way}: {reason}");
        endpoint.close().await;

        // Nobody else notices anything.
        let began = Instant::now();
        let title = format!("na leugen {way}");
        let item = officer.add(ItemKind::Section, &title, &title);
        colleague.until(&title, |d| d.body(item).as_deref() == Some(&title)).await;
        let record = next(soest.workspace.region(), &soest.workspace.key(), Kind::Unknown(701), title.into_bytes());
        taken(soest.workspace.region(), vec![record.to_wire()]);
        officer
            .until("the record of the honest peer", |d| {
                d.workspace.region().heights() == soest.workspace.region().heights()
            })
            .await;
        assert!(began.elapsed() < PROMPT, "way {way}: the honest waited {:?}", began.elapsed());
    }
    peak.stayed_within(MEMORY);
}
