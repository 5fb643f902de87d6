//! A window that holds the workspace, a subcommand at a terminal, and ends that do not behave.

use std::collections::VecDeque;
use std::io::{self, Write as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use deelbaar_sync::net::{Listen, Node, Words, ask};
use deelbaar_sync::workspace::Workspace;
use serde_json::Value;
use tempfile::TempDir;
use zeroize::Zeroizing;

use super::super::wire;
use super::{make_place, run_at};
use crate::attach::Refused;
use crate::cli::Secret;
use crate::console::Terminal;
use crate::engine::{Command, Done, Engine};
use crate::failure::Failure;
use crate::fixture::leusden;

const PATIENCE: Duration = Duration::from_mins(2);

/// A terminal at which the test types and reads.
#[derive(Default)]
struct Typed {
    lines: Mutex<VecDeque<String>>,
    came: Condvar,
    out: Mutex<String>,
    err: Mutex<String>,
}

impl Typed {
    fn types(&self, line: &str) {
        self.lines.lock().unwrap().push_back(line.to_owned());
        self.came.notify_all();
    }

    fn add(&self, to: &Mutex<String>, text: &str) {
        to.lock().unwrap().push_str(text);
        self.came.notify_all();
    }

    /// Waits until it was said on standard error.
    fn until_said(&self, what: &str) {
        let said = self.err.lock().unwrap();
        let (said, late) = self.came.wait_timeout_while(said, PATIENCE, |said| !said.contains(what)).unwrap();
        assert!(!late.timed_out(), "never said {what}: {said}");
    }
}

impl Terminal for Typed {
    fn out(&self, text: &str) {
        self.add(&self.out, text);
    }

    fn err(&self, text: &str) {
        self.add(&self.err, text);
    }

    fn is_interactive(&self) -> bool {
        true
    }

    fn read(&self, path: Option<&Path>) -> io::Result<Zeroizing<Vec<u8>>> {
        std::fs::read(path.unwrap()).map(Zeroizing::new)
    }

    fn line(&self) -> Option<String> {
        let lines = self.lines.lock().unwrap();
        let (mut lines, _) = self.came.wait_timeout_while(lines, PATIENCE, |lines| lines.is_empty()).unwrap();
        lines.pop_front()
    }

    fn secret(&self, _which: Secret, _chosen: bool) -> Result<Zeroizing<String>, Failure> {
        self.line().map(Zeroizing::new).ok_or_else(|| Failure::Usage("nothing typed".into()))
    }

    fn is_given(&self, _which: Secret) -> bool {
        false
    }

    fn absolute(&self, path: &Path) -> io::Result<PathBuf> {
        std::path::absolute(path)
    }

    fn left(&self) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(std::future::pending())
    }
}

fn found(dir: &TempDir) -> (PathBuf, Workspace) {
    let data = dir.path().join("data");
    let workspace = leusden(&data);
    (data, workspace)
}

/// A command with the window's data folder, at this terminal.
fn run(data: &Path, terminal: &Arc<Typed>, args: &[&str]) -> Option<u8> {
    let all = [&["deelbaar", "--lang", "en", "--data", data.to_str().unwrap()], args].concat();
    let terminal: Arc<dyn Terminal> = Arc::clone(terminal) as _;
    run_at(data, all.into_iter().map(Into::into).collect(), &terminal).unwrap()
}

fn json(data: &Path, args: &[&str]) -> Value {
    let terminal = Arc::default();
    assert_eq!(run(data, &terminal, &[args, &["--json"]].concat()), Some(0), "{}", terminal.err.lock().unwrap());
    serde_json::from_str(&terminal.out.lock().unwrap()).unwrap()
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.unwrap()
}

/// A window that is open on a new workspace.
async fn window(dir: &TempDir) -> (PathBuf, Engine) {
    let (data, workspace) = found(dir);
    let node = Node::start(workspace.clone(), Listen::LOOPBACK).await.unwrap();
    let engine = Engine::start_in(&data, workspace, Ok(node), tokio::runtime::Handle::current());
    let socket = data.join("control");
    tokio::time::timeout(PATIENCE, async {
        while !socket.exists() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await
    .unwrap();
    (data, engine)
}

async fn stop(engine: Engine) {
    blocking(move || engine.stop()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_command_does_shows_in_the_window_and_can_be_undone_there() {
    let dir = TempDir::new().unwrap();
    let (data, engine) = window(&dir).await;
    let place = data.clone();
    blocking(move || json(&place, &["section", "add", "Taal"])).await;
    let mut views = engine.views();
    let shown = views.wait_for(|view| view.items.iter().any(|item| item.item.title == "Taal") && view.undo.is_some());
    drop(tokio::time::timeout(PATIENCE, shown).await.unwrap().unwrap());
    let undoing = engine.clone();
    let undone = blocking(move || undoing.execute(Command::Undo)).await.unwrap();
    assert!(matches!(undone, Done::Undone(_)));
    let place = data.clone();
    assert_eq!(blocking(move || json(&place, &["sections"])).await, serde_json::json!([]));
    // Another window does not get it from this one.
    let place = data.clone();
    let asked = blocking(move || make_place(&place)).await;
    assert!(matches!(asked, Err(Failure::Holder(Refused::Window))));
    stop(engine).await;
    assert!(!data.join("control").exists());
    assert!(blocking(move || make_place(&data)).await.unwrap().is_none(), "nobody there");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passphrase_is_asked_for_every_command_and_wrong_ones_count() {
    let dir = TempDir::new().unwrap();
    let (data, engine) = window(&dir).await;
    let place = data.clone();
    blocking(move || {
        let typed = |lines: &[&str], args: &[&str]| {
            let terminal = Arc::new(Typed::default());
            for line in lines {
                terminal.types(line);
            }
            (run(&place, &terminal, args), terminal)
        };
        assert_eq!(typed(&["paard batterij nietje"], &["passphrase", "set"]).0, Some(0));
        let (code, terminal) = typed(&["iets anders dan dat"], &["sections"]);
        assert_eq!(code, Some(1));
        assert!(terminal.out.lock().unwrap().is_empty());
        let wrong = terminal.err.lock().unwrap().clone();
        assert!(wrong.contains("not the passphrase"), "{wrong}");
        assert!(place.join("attempts").exists(), "it is counted");
        assert_eq!(typed(&["paard batterij nietje"], &["sections"]).0, Some(0));
        assert!(!place.join("attempts").exists());
    })
    .await;
    stop(engine).await;
}

/// Somebody comes with a code while the window is open: the terminal asks, and the window hears of the next one again.
#[tokio::test(flavor = "multi_thread")]
async fn inviting_at_a_terminal_asks_there_and_leaves_the_door_to_the_window() {
    let dir = TempDir::new().unwrap();
    let (data, engine) = window(&dir).await;
    let terminal = Arc::new(Typed::default());
    let (place, at) = (data.clone(), Arc::clone(&terminal));
    let inviting =
        tokio::task::spawn_blocking(move || run(&place, &at, &["invite", "--role", "reader", "--wait", "--json"]));
    let at = Arc::clone(&terminal);
    let code = blocking(move || {
        let out = at.out.lock().unwrap();
        let (out, _) = at.came.wait_timeout_while(out, PATIENCE, |out| !out.contains('}')).unwrap();
        serde_json::from_str::<Value>(&out).unwrap()["code"].as_str().unwrap().to_owned()
    })
    .await;
    let asking = tokio::spawn(async move {
        let mut seen = None;
        let joined =
            ask(&code.parse().unwrap(), "Kim", None, Listen::LOOPBACK, |words: Words| seen = Some(words)).await;
        (joined.is_err(), seen)
    });
    let at = Arc::clone(&terminal);
    blocking(move || at.until_said("Four words")).await;
    assert!(engine.view().applicants.is_empty());
    // What is typed at once answers nothing; a whole word later does.
    let mut answer = tokio::time::interval(Duration::from_millis(200));
    while !inviting.is_finished() {
        answer.tick().await;
        terminal.types("nee");
    }
    assert_eq!(inviting.await.unwrap(), Some(1), "{}", terminal.err.lock().unwrap());
    let (refused, words) = asking.await.unwrap();
    assert!(refused && terminal.err.lock().unwrap().contains(&words.unwrap().to_string()));

    let place = data.clone();
    let code = blocking(move || json(&place, &["invite", "--role", "reader"])).await["code"].clone();
    let asking = tokio::spawn(async move {
        ask(&code.as_str().unwrap().parse().unwrap(), "Noor", None, Listen::LOOPBACK, |_| {}).await
    });
    let mut views = engine.views();
    let came = views.wait_for(|view| view.applicants.iter().any(|one| one.name == "Noor"));
    drop(tokio::time::timeout(PATIENCE, came).await.unwrap().unwrap());
    asking.abort();
    stop(engine).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ends_that_do_not_behave_disturb_nobody() {
    let dir = TempDir::new().unwrap();
    let (data, engine) = window(&dir).await;
    let place = data.clone();
    blocking(move || {
        let connect = || UnixStream::connect(place.join("control")).unwrap();
        let silent = connect();
        for garbage in [&b"GET / HTTP/1.1\r\n\r\n"[..], &[0xff; 4], &[0; 64]] {
            connect().write_all(garbage).unwrap();
        }
        // One that asks and does not stay for the answer.
        let hello = wire::Hello::new(wire::Wants::Place);
        wire::write(&connect(), &hello).unwrap();
        json(&place, &["section", "add", "Taal"]);
        drop(silent);
    })
    .await;
    stop(engine).await;

    // And a holder that does not: it is as if nobody were there.
    let listener = UnixListener::bind(data.join("control")).unwrap();
    let rude = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.write_all(&[0xff; 64]).unwrap();
    });
    assert_eq!(blocking(move || run(&data, &Arc::default(), &["sections"])).await, None);
    rude.join().unwrap();
}
