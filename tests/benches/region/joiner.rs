//! The joiner: a process of its own that the bench starts and talks with over its input and output.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use deelbaar_schema::id::DeviceId;
use deelbaar_sync::clock::Clock;
use deelbaar_sync::net::{Listen, Node};
use deelbaar_sync::workspace::Workspace;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

/// `--join FOLDER DEVICE ADDRESS DIGEST`
pub const JOIN: &str = "--join";
/// `--start FOLDER`
pub const START: &str = "--start";

/// What a joiner says when it has everything.
pub struct Joined {
    /// From the first wish to dial until all of it was kept.
    pub elapsed: Duration,
    /// The same from the moment on which the two were connected: without the wait before dialling, and without dialling.
    pub connected: Duration,
    /// Most memory that the process held, in bytes.
    pub peak_memory: f64,
}

impl Joined {
    /// From the line that [`join`] prints.
    pub fn parse(line: &str) -> Self {
        let figures: Vec<u64> = line.split(' ').map(|figure| figure.parse().unwrap()).collect();
        let [elapsed, connected, memory] = figures[..] else { panic!("three figures") };
        let [elapsed, connected] = [elapsed, connected].map(Duration::from_micros);
        Self { elapsed, connected, peak_memory: memory as f64 }
    }
}

/// Joins, says when it has the digest that was asked for, and the same for each that comes in.
pub async fn join(args: &[String]) {
    let [dir, device, address, digest] = args else { panic!("four arguments") };
    let workspace = Workspace::open(Path::new(dir), Clock::system()).unwrap();
    let node = Node::start(workspace.clone(), Listen::LOOPBACK).await.unwrap();
    let device: DeviceId = device.parse().unwrap();
    let address: SocketAddr = address.parse().unwrap();
    let began = Instant::now();
    node.connect(device, [address]);
    let met = met(&node, device).await;
    until(&workspace, &node, Some(device), digest).await;
    println!("{} {} {}", began.elapsed().as_micros(), met.elapsed().as_micros(), peak_memory());
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Some(digest) = lines.next_line().await.unwrap() {
        until(&workspace, &node, None, &digest).await;
        println!("{digest}");
    }
    node.close().await;
    workspace.save_caches().unwrap();
}

/// When the two were connected, whoever dialled.
async fn met(node: &Node, device: DeviceId) -> Instant {
    let mut changed = node.peers().subscribe();
    while !node.peers().all().get(&device).is_some_and(|peer| peer.connected) {
        changed.changed().await.unwrap();
    }
    Instant::now()
}

/// Waits until all is kept here and, where a `device` is named, that one has said the same of itself.
async fn until(workspace: &Workspace, node: &Node, device: Option<DeviceId>, digest: &str) {
    let mut changed = workspace.region().subscribe();
    let mut said = node.peers().subscribe();
    loop {
        let own = workspace.region().digest();
        let space = workspace.region_space();
        let keeps = |device| node.peers().all().get(&device).is_some_and(|peer| peer.keeps_now(&space, &own));
        if own.to_string() == *digest && device.is_none_or(keeps) {
            return;
        }
        tokio::select! {
            result = changed.changed() => result.unwrap(),
            result = said.changed() => result.unwrap(),
        }
    }
}

fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or(0) * 1024
}

/// Opens and looks at every section, as an overview does.
pub fn start(dir: &Path) {
    let workspace = Workspace::open(dir, Clock::system()).unwrap();
    let today = workspace.clock().today();
    let shown = workspace.region().look(|region| {
        let titles = region.visible(today).map(|(_, version)| version.item.title.len());
        titles.filter(|length| *length > 0).count()
    });
    println!("{shown}");
}

/// From starting a process until it has looked at every section; and how many those are.
pub async fn started(dir: &Path) -> (Duration, String) {
    let mut best = Duration::MAX;
    let mut shown = String::new();
    for _ in 0..5 {
        let began = Instant::now();
        let mut command = Command::new(std::env::current_exe().unwrap());
        let mut child = command.arg(START).arg(dir).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        shown = lines.next_line().await.unwrap().unwrap();
        best = best.min(began.elapsed());
        child.wait().await.unwrap();
    }
    (best, shown)
}
