//! A region of the size of the country: 342 municipalities with 60 sections of 2 KB each, between two peers on loopback.
//!
//! `cargo bench -p deelbaar-tests --bench region [-- --noise] [--small]` prints each figure beside the floor of the same
//! run: a plain iroh stream of the same bytes, BLAKE3, Ed25519 one by one, and one redb transaction. The joiner is a
//! process of its own, so that its memory is its own. `docs/performance.md` has the table.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::similar_names,
    reason = "a bench that cannot run must fail loudly; its figures are rounded"
)]

#[path = "region/floor.rs"]
mod floor;
#[path = "region/hostile.rs"]
mod hostile;
#[path = "region/joiner.rs"]
mod joiner;

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use deelbaar_sync::clock::Clock;
use deelbaar_sync::net::{Listen, Node};
use deelbaar_sync::workspace::Workspace;
use deelbaar_tests::country::{Country, MUNICIPALITIES, SECTIONS, TEXT, Writing};
use joiner::Joined;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

#[tokio::main]
async fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let flag = |name: &str| args.iter().any(|arg| arg == name);
    if let Some(at) = args.iter().position(|arg| arg == joiner::JOIN) {
        return joiner::join(&args[at + 1..]).await;
    }
    if let Some(at) = args.iter().position(|arg| arg == joiner::START) {
        return joiner::start(Path::new(&args[at + 1]));
    }
    if let Some(at) = args.iter().position(|arg| arg == hostile::FLOOD) {
        return hostile::flood(&args[at + 1..]).await;
    }
    let writing = if flag("--noise") { Writing::Noise } else { Writing::Prose };
    let municipalities = if flag("--small") { 20 } else { MUNICIPALITIES };
    println!("conditions: {}", conditions());
    println!("work: {municipalities} municipalities x {SECTIONS} sections x {TEXT} bytes, {writing:?}");
    run(municipalities, writing).await;
}

fn conditions() -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let load = read("/proc/loadavg").split(' ').next().unwrap_or_default().to_owned();
    let model = read("/proc/cpuinfo");
    let model = model.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or_default();
    format!("{cores} cores, load {load}, {}", model.trim_start_matches(['\t', ':', ' ']))
}

/// A line of the table.
fn report(what: &str, value: &str, compared: &str) {
    println!("{what:<58} {value:>14}   {compared}");
}

async fn run(municipalities: u16, writing: Writing) {
    let dir = tempfile::TempDir::new().unwrap();
    let began = Instant::now();
    let mut country = Country::found(&dir.path().join("founder"), municipalities, SECTIONS, writing);
    println!("made in {:.1?}", began.elapsed());
    let content = f64::from(municipalities) * f64::from(SECTIONS) * TEXT as f64;

    let floor = floor::measure(&country.workspace, &dir.path().join("floor.redb")).await;
    report("floor: stream", &seconds(floor.stream), "");
    report("floor: and BLAKE3, Ed25519 one by one", &seconds(floor.verified), "");
    report("floor: and one redb transaction", &seconds(floor.stored), "");

    let joiner = dir.path().join("joiner");
    drop(Workspace::create(&joiner, &country.joiner(), Clock::system()).unwrap());
    let node = Node::start(country.workspace.clone(), Listen::LOOPBACK).await.unwrap();
    let before = node.traffic();
    let mut child = Joining::start(&joiner, &node, &country);
    let joined = child.joined().await;
    let after = node.traffic();
    let bytes =
        (after.datagrams_sent - before.datagrams_sent + after.datagrams_received - before.datagrams_received) as f64;
    let ratio = joined.elapsed.as_secs_f64() / floor.stored.as_secs_f64();
    report("cold join", &seconds(joined.elapsed), &format!("{ratio:.2} x floor (bar 1.3)"));
    report("bytes for it", &mb(bytes), &format!("{:.2} x content (bar 1.15)", bytes / content));
    report("peak memory of the joiner", &mb(joined.peak_memory), "(bar 120 MB)");

    let live = child.live(&mut country, &node).await;
    report("one section while connected, until kept and readable, median", &millis(live.median), "(bar 5 ms)");
    report("bytes of ours for one section", &format!("{:.0} B", live.bytes), "(bar 2,648 B)");
    child.stop().await;

    let disk = size_of(&joiner);
    report("store on disk", &mb(disk), &format!("{:.2} x content (bar 1.5)", disk / content));
    let (start, sections) = joiner::started(&joiner).await;
    report(
        "process start until the overview can be read",
        &seconds(start),
        &format!("{sections} sections (bar 0.3 s)"),
    );

    let (bytes, took) = again(&joiner, &node, &country).await;
    report("nothing changed: bytes of ours, both ways", &format!("{bytes} B"), &format!("{took} (bar 200 B)"));
    country.share_one(0);
    let (bytes, took) = again(&joiner, &node, &country).await;
    report(
        "one changed while apart: bytes of ours, both ways",
        &format!("{bytes} B"),
        &format!("{took} (bar 10,240 B)"),
    );
    let (alone, flooded) = beside_a_flood(dir.path(), &country, &node).await;
    let ratio = flooded.as_secs_f64() / alone.as_secs_f64();
    report("cold join while a hostile peer floods", &seconds(flooded), &format!("{ratio:.2} x without (bar 1.2)"));
    node.close().await;
}

/// Cold joins in turn, three without a flood and three beside one: the quickest of each.
async fn beside_a_flood(dir: &Path, country: &Country, node: &Node) -> (Duration, Duration) {
    let (mut alone, mut flooded) = (Duration::MAX, Duration::MAX);
    for at in 0..3 {
        for floods in [false, true] {
            let folder = dir.join(format!("join {at} {floods}"));
            drop(Workspace::create(&folder, &country.joiner(), Clock::system()).unwrap());
            let flood = if floods { Some(hostile::start(country, node).await) } else { None };
            let mut child = Joining::start(&folder, node, country);
            let took = child.joined().await.elapsed;
            child.stop().await;
            if let Some(mut flood) = flood {
                assert!(flood.try_wait().unwrap().is_none(), "it floods still");
                flood.kill().await.unwrap();
                flooded = flooded.min(took);
            } else {
                alone = alone.min(took);
            }
            std::fs::remove_dir_all(folder).unwrap();
        }
    }
    (alone, flooded)
}

/// Lets the joiner come back: bytes of ours both ways, and the time from being connected until it had everything, beside the whole
/// of it. The rest is chance: both wait before they dial, and a packet to a port that is not bound yet is sent again a second later.
async fn again(joiner: &Path, node: &Node, country: &Country) -> (u64, String) {
    let before = node.traffic();
    let mut child = Joining::start(joiner, node, country);
    let joined = child.joined().await;
    child.stop().await;
    let after = node.traffic();
    let took = format!("{} once connected, {} in all", millis(joined.connected), millis(joined.elapsed));
    (after.sent - before.sent + after.received - before.received, took)
}

/// A joiner in a process of its own.
struct Joining {
    child: Child,
    input: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
}

/// What pushing one section at a time costs.
struct Live {
    median: Duration,
    bytes: f64,
}

impl Joining {
    fn start(dir: &Path, node: &Node, country: &Country) -> Self {
        let digest = country.workspace.region().digest();
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.arg(joiner::JOIN).arg(dir).arg(node.device().to_string()).arg(node.addresses()[0].to_string());
        command.arg(digest.to_string()).stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { input: child.stdin.take().unwrap(), child, lines }
    }

    async fn line(&mut self) -> String {
        self.lines.next_line().await.unwrap().expect("the joiner says something")
    }

    async fn joined(&mut self) -> Joined {
        Joined::parse(&self.line().await)
    }

    async fn live(&mut self, country: &mut Country, node: &Node) -> Live {
        const TIMES: usize = 50;
        let before = node.traffic();
        let mut took = Vec::new();
        for at in 0..TIMES {
            let record = country.share(at % country.sharers.len());
            let began = Instant::now();
            let accepted = country.workspace.region().accept(vec![record]).unwrap();
            assert_eq!(accepted.taken, 1);
            let digest = country.workspace.region().digest();
            self.input.write_all(format!("{digest}\n").as_bytes()).await.unwrap();
            assert_eq!(self.line().await, digest.to_string());
            took.push(began.elapsed());
        }
        took.sort_unstable();
        let after = node.traffic();
        let bytes = (after.sent - before.sent + after.received - before.received) as f64 / TIMES as f64;
        Live { median: took[TIMES / 2], bytes }
    }

    async fn stop(mut self) {
        drop(self.input);
        assert!(self.child.wait().await.unwrap().success());
    }
}

fn seconds(duration: Duration) -> String {
    format!("{:.3} s", duration.as_secs_f64())
}

fn millis(duration: Duration) -> String {
    format!("{:.2} ms", duration.as_secs_f64() * 1e3)
}

fn mb(bytes: f64) -> String {
    format!("{:.1} MB", bytes / 1e6)
}

/// Bytes of the files in a folder.
fn size_of(dir: &Path) -> f64 {
    let files = std::fs::read_dir(dir).unwrap();
    files.map(|file| file.unwrap().metadata().unwrap().len()).sum::<u64>() as f64
}
