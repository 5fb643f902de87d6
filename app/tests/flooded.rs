//! A device that is enrolled sends without end, over a real connection. Whoever works at the window of the flooded device goes
//! on: what is typed is kept and every frame is drawn hardly later than without the flood.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that cannot set up must fail loudly")]

mod seated;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use deelbaar::engine::{Command, Engine};
use deelbaar::ui::window::Window;
use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::encoding;
use deelbaar_schema::id::{ContentHash, DeviceId, ItemId, SpaceId};
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::record::{Kind, LogHead, Record};
use deelbaar_schema::role::Role;
use deelbaar_schema::space::SpaceState as _;
use deelbaar_sync::workspace::Workspace;
use deelbaar_tests::flood::{ROOM, TIMES, median};
use deelbaar_tests::forge::{head_of, now};
use deelbaar_tests::wire::{Frame, Greeting, connect_to};
use deelbaar_tests::{Device, LEUSDEN};
use egui_kittest::Harness;
use seated::window;
use tokio::runtime::Runtime;

/// How long one command may take beside a flood, and one frame, in a debug build on a machine that does other things too.
const COMMAND: Duration = Duration::from_secs(5);
const FRAME: Duration = Duration::from_secs(2);
const COMMANDS: usize = 25;
/// So many times as long a command may take beside a flood: it waits for what is being written, and shares two cores with the
/// checking of the flood and, here, with the making of it.
const OFTEN: u32 = 8;
const LOADED: Duration = Duration::from_millis(400);
/// So many words a millisecond at most: within an hour a device may say 200,000.
const WORDS: u64 = 10;

/// Which frames come without end.
#[derive(Clone, Copy)]
enum Flood {
    /// Records that nobody refuses: each batch is checked, written and shown.
    Records,
    /// Words that say nothing new.
    Words,
}

struct Liar {
    key: SecretKey,
    space: SpaceId,
    log: LogHead,
    victim: (DeviceId, Vec<SocketAddr>),
}

impl Liar {
    fn next(&mut self, flood: Flood) -> Vec<u8> {
        let frame = match flood {
            Flood::Words => Frame::Kept { space: self.space, digest: ContentHash::of(b"x") },
            Flood::Records => {
                let records = (0..100).map(|_| {
                    let kind = Kind::Unknown(700);
                    let record = Record::create(&self.key, self.space, self.log, now(), kind, vec![7; 300]).unwrap();
                    self.log = self.log.advance(&record).unwrap();
                    record.to_wire()
                });
                let records: Vec<_> = records.collect();
                Frame::records(self.space, &records)
            }
        };
        framed(&frame)
    }

    /// Sends until it is hung up on; counts the frames.
    async fn flood(mut self, flood: Flood, frames: Arc<AtomicU64>) {
        let (endpoint, connection) = connect_to(&self.key, self.victim.0, self.victim.1.clone()).await.unwrap();
        let (mut send, mut receive) = connection.open_bi().await.unwrap();
        let reading =
            tokio::spawn(async move { while receive.read_chunk(1 << 20).await.is_ok_and(|c| c.is_some()) {} });
        let hello = Frame::Hello(vec![Greeting::new(self.space, ContentHash::of(b"nothing"), false)]);
        let mut next = framed(&hello);
        while send.write_all(&next).await.is_ok() {
            let number = frames.fetch_add(1, Ordering::SeqCst);
            if matches!(flood, Flood::Words) && number.is_multiple_of(WORDS) {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            next = self.next(flood);
        }
        reading.abort();
        endpoint.close().await;
    }
}

fn framed(frame: &Frame) -> Vec<u8> {
    let bytes = encoding::encode(frame).unwrap();
    [&u32::try_from(bytes.len()).unwrap().to_le_bytes()[..], &bytes].concat()
}

/// An officer's device with a running engine, and the key of an enrolled device that lies.
fn scene(runtime: &Runtime) -> (Engine, Workspace, Liar, Device) {
    let (mut officer, liar) = runtime.block_on(async {
        let officer = Device::found(LEUSDEN).await;
        let mut liar = officer.colleague(Role::Reader).await;
        liar.go_offline().await;
        (officer, liar)
    });
    let victim = (officer.workspace.device(), officer.addresses());
    let workspace = officer.workspace.clone();
    let key = liar.workspace.key();
    let known = |d: &Device| d.workspace.region().look(|r| r.charter().knows(&key.device()).is_ok());
    runtime.block_on(officer.until("the liar's enrolment", known));
    let log = head_of(workspace.region(), &key.device());
    let engine = Engine::start(workspace.clone(), officer.node.take(), runtime.handle().clone());
    let liar = Liar { key, space: workspace.region_space(), log, victim };
    (engine, workspace, liar, officer)
}

/// Whoever sits at the window of the flooded device.
struct Person {
    engine: Engine,
    workspace: Workspace,
    item: ItemId,
    window: Harness<'static, Window>,
}

impl Person {
    fn sits_down(engine: &Engine, workspace: &Workspace) -> Self {
        let add = Command::Add { kind: ItemKind::Section, title: "Taal".into(), parent: None };
        engine.execute(add).unwrap();
        let item = workspace.municipality().look(|state| *state.plan().items.keys().next().unwrap());
        Self { engine: engine.clone(), workspace: workspace.clone(), item, window: window(engine) }
    }

    /// Types so many titles, each when `ready` says so: how long each took to be kept, and the frame after it to be drawn.
    fn types(&mut self, ready: impl Fn()) -> [Vec<Duration>; 2] {
        let item = self.item;
        let (mut kept, mut drawn) = (Vec::new(), Vec::new());
        for number in 0..COMMANDS {
            ready();
            let title = format!("Taal {number}");
            let began = Instant::now();
            self.engine.execute(Command::SetTitle { item, title: title.clone() }).unwrap();
            kept.push(began.elapsed());
            assert_eq!(self.workspace.municipality().look(|state| state.item(item).unwrap().title.clone()), title);
            let began = Instant::now();
            self.window.step();
            drawn.push(began.elapsed());
        }
        [kept, drawn]
    }
}

fn works_on_beside(flood: Flood) {
    let runtime = Runtime::new().unwrap();
    let (engine, workspace, liar, _officer) = scene(&runtime);
    let mut person = Person::sits_down(&engine, &workspace);
    // The first ones make caches warm.
    person.types(|| ());
    let quiet = person.types(|| ());
    let (sent, key) = (Arc::new(AtomicU64::new(0)), liar.key.device());
    // How far the flood is: what comes of it, since much may wait on the line.
    let far = || match flood {
        Flood::Records => workspace.region().heights().get(&key).copied().unwrap_or_default(),
        Flood::Words => sent.load(Ordering::SeqCst),
    };
    let (began_at, before) = (far(), AtomicU64::new(far()));
    let flooding = runtime.spawn(liar.flood(flood, Arc::clone(&sent)));
    let quiet = quiet.map(|mut took| median(&mut took));
    for last in [false, false, true] {
        let beside = person.types(|| {
            // Beside the flood, each of them.
            let began = Instant::now();
            while far() <= before.load(Ordering::SeqCst) && !flooding.is_finished() {
                assert!(began.elapsed() < Duration::from_mins(1), "the flood does not go on");
                std::thread::sleep(Duration::from_millis(1));
            }
            before.store(far(), Ordering::SeqCst);
        });
        let [slowest, drawn] = [0, 1].map(|which: usize| *beside[which].iter().max().unwrap());
        assert!(slowest < COMMAND && drawn < FRAME, "a command took {slowest:?}, a frame {drawn:?}");
        let beside = beside.map(|mut took| median(&mut took));
        println!("a command and a frame: {beside:.1?} beside the flood, {quiet:.1?} without");
        // Something else may go on at this machine.
        let prompt = beside[0] <= quiet[0] * OFTEN + LOADED && beside[1] <= quiet[1] * TIMES + ROOM;
        if prompt {
            break;
        }
        assert!(!last, "a command and a frame take {beside:?} beside the flood, and {quiet:?} without");
    }
    let came = before.into_inner() - began_at;
    assert!(came >= COMMANDS as u64, "{came} came");
    flooding.abort();
    engine.stop();
}

#[test]
fn the_window_works_on_beside_records_without_end() {
    works_on_beside(Flood::Records);
}

#[test]
fn the_window_works_on_beside_words_without_end() {
    works_on_beside(Flood::Words);
}
