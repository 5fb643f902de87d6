//! The program itself, as a user or a script starts it, each device with a folder of its own.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use deelbaar_schema::id::DeviceId;
use deelbaar_sync::clock::Clock;
use deelbaar_sync::workspace::Workspace;
use serde_json::Value;
use tempfile::TempDir;

use crate::Device;

/// The program: the one that the environment variable `DEELBAAR_BINARY` names, otherwise the one beside this test, which
/// is built when it is not there yet.
pub fn binary() -> &'static PathBuf {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        if let Some(given) = std::env::var_os("DEELBAAR_BINARY") {
            return given.into();
        }
        // <target>/debug/deps/<test>
        let own = std::env::current_exe().unwrap();
        let folder = own.ancestors().nth(2).unwrap();
        let binary = folder.join(format!("deelbaar{}", std::env::consts::EXE_SUFFIX));
        if !binary.exists() {
            let target = folder.parent().unwrap();
            let cargo = std::env::var_os("CARGO").unwrap_or_else(|| env!("CARGO").into());
            let mut build = Command::new(cargo);
            build.args(["build", "-p", "deelbaar", "--bin", "deelbaar"]).env("CARGO_TARGET_DIR", target);
            assert!(build.status().unwrap().success(), "the program does not build");
        }
        binary
    })
}

/// What a command did.
#[derive(Debug)]
pub struct Ran {
    /// The exit code; `None` when it was killed.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

/// The data folder of one device.
pub struct Folder {
    dir: TempDir,
}

impl Default for Folder {
    fn default() -> Self {
        Self { dir: TempDir::new().unwrap() }
    }
}

impl Folder {
    /// A folder in which Bo, a policy officer, began a region with Leusden.
    pub fn leusden() -> Self {
        let folder = Self::default();
        let made = folder.json(&["init", "--region", "Testregio", "--municipality", "GM0327", "--person", "Bo"]);
        assert_eq!(made["municipality"], "GM0327");
        folder
    }

    /// The folder of a device that stops.
    pub async fn of(mut device: Device) -> Self {
        device.go_offline().await;
        let Device { dir, workspace, .. } = device;
        drop(workspace);
        let (old, folder) = (dir.path().join("workspace"), Self { dir });
        // The node's last task may hold the store for a moment.
        while Workspace::open(&old, Clock::system()).is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        std::fs::rename(old, folder.data()).unwrap();
        folder
    }

    /// Where the data is.
    pub fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    /// Writes a file beside the data.
    pub fn file(&self, name: &str, text: &str) -> String {
        let path = self.dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// The command with these arguments: without a screen, in English, and with no home but the folder.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(binary());
        command.arg("--data").arg(self.data()).args(["--lang", "en"]).args(args);
        for screen in ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "RUST_LOG"] {
            command.env_remove(screen);
        }
        command.env("HOME", self.dir.path()).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, args: &[&str]) -> Ran {
        self.command(args).output().unwrap().into()
    }

    /// Runs a command that must succeed, and reads what it prints.
    #[track_caller]
    pub fn json(&self, args: &[&str]) -> Value {
        let ran = self.run(&[args, &["--json"]].concat());
        assert_eq!(ran.code, Some(0), "{args:?}: {ran:?}");
        serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{args:?} prints no JSON ({error}): {ran:?}"))
    }

    /// Runs a command that must fail in this way, with a hint; returns what it says.
    #[track_caller]
    pub fn fails(&self, code: i32, args: &[&str]) -> String {
        let ran = self.run(args);
        assert_eq!(ran.code, Some(code), "{args:?}: {ran:?}");
        assert!(ran.out.is_empty(), "{args:?} fails and still prints: {ran:?}");
        let hint = ["What you can do:", "Usage:", "--help"].iter().any(|hint| ran.err.contains(hint));
        assert!(hint, "{args:?} fails without a hint: {ran:?}");
        ran.err
    }

    /// The titles that `sections` lists.
    #[track_caller]
    pub fn titles(&self) -> Vec<String> {
        let sections = self.json(&["sections"]);
        sections.as_array().unwrap().iter().map(|section| section["title"].as_str().unwrap().to_owned()).collect()
    }

    /// Starts `sync` and waits until it says where it can be reached.
    pub fn listen(&self) -> Listening {
        Listening::start(self.command(&["sync", "--listen", "127.0.0.1:0"]))
    }

    /// Exchanges everything with a device that listens.
    #[track_caller]
    pub fn sync_with(&self, other: &Listening) {
        let ran = self.run(&["sync", "--once", "--listen", "127.0.0.1:0", "--peer", &other.address]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }

    /// A file beside the folder with the words of the second key, as the second person keeps them; handed over when it is not
    /// there yet.
    #[track_caller]
    pub fn second_key(&self) -> PathBuf {
        let file = self.dir.path().join("second key.txt");
        if !file.exists() {
            let shown = self.run(&["second-key", "--json"]);
            if shown.code == Some(0) {
                let words: Value = serde_json::from_str(&shown.out).unwrap();
                std::fs::write(&file, words["words"].as_str().unwrap()).unwrap();
                let handed_over = self.run(&["second-key", "--handed-over", "--written", file.to_str().unwrap()]);
                assert_eq!(handed_over.code, Some(0), "{handed_over:?}");
            }
        }
        file
    }

    /// Lets somebody join who is invited with these words, from the folder that is returned.
    #[track_caller]
    pub fn let_in(&self, whom: &[&str], person: &str) -> Self {
        let mut invite = [&["invite", "--wait", "--approve", "--listen", "127.0.0.1:0", "--json"], whom].concat();
        let words = self.second_key();
        let words = words.to_str().unwrap();
        if whom.contains(&"alderman") {
            invite.extend(["--second-key", words]);
        }
        let (mut inviting, code) = said_code(self.command(&invite));
        let joined = Self::default();
        let ran = joined.run(&["join", &code, "--person", person, "--listen", "127.0.0.1:0"]);
        let mut errors = String::new();
        inviting.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
        let ended = inviting.wait().unwrap();
        assert_eq!(ran.code, Some(0), "{ran:?}; the inviter: {errors}");
        assert!(ended.success(), "{errors}");
        let words = words_of(&ran.err);
        assert!(errors.contains(&format!("Four words: {words}\n")), "{words} is not what the inviter read: {errors}");
        joined
    }
}

/// Every subcommand that does something, as the program itself lists them.
pub fn subcommands(folder: &Folder, above: &[&str]) -> Vec<String> {
    let help = folder.run(&[above, &["--help"]].concat());
    assert_eq!(help.code, Some(0), "{help:?}");
    let listed = help.out.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    // What goes on of an explanation stands further to the right.
    let outermost = listed.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names: Vec<&str> =
        outermost.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help").collect();
    if names.is_empty() {
        return vec![above.join(" ")];
    }
    names.into_iter().flat_map(|name| subcommands(folder, &[above, &[name]].concat())).collect()
}

/// The words that `join` said to read aloud.
#[track_caller]
pub fn words_of(said: &str) -> &str {
    let words = said.lines().find_map(|line| line.split_once("whoever invited you: ")).unwrap().1;
    assert_eq!(words.split(' ').count(), 4, "{said}");
    words
}

/// Starts an `invite --json` that stays, and reads the code that it prints.
pub fn said_code(mut invite: Command) -> (Child, String) {
    let mut inviting = invite.spawn().unwrap();
    let mut output = BufReader::new(inviting.stdout.take().unwrap());
    let mut said = String::new();
    while !said.contains('}') {
        let length = output.read_line(&mut said).unwrap();
        assert!(length > 0, "invite stopped by itself: {:?}", Ran::from(inviting.wait_with_output().unwrap()));
    }
    let code: Value = serde_json::from_str(&said).unwrap();
    (inviting, code["code"].as_str().unwrap().to_owned())
}

/// A port of this machine that nobody listens at.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// What `node --health` answers at a port of this machine, with head; `None` when nobody does.
pub fn asked(port: u16, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    Some(answer)
}

/// One figure of `/metrics`.
pub fn metric(port: u16, name: &str) -> Option<u64> {
    let answer = asked(port, "/metrics")?;
    answer.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
}

/// A device that stays on the network until it is dropped.
pub struct Listening {
    /// The process.
    pub child: Child,
    /// Where it can be reached, for `sync --peer`.
    pub address: String,
}

impl Listening {
    /// Starts a command that stays on the network, and waits until it says where it can be reached.
    #[track_caller]
    pub fn start(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let mut errors = BufReader::new(child.stderr.take().unwrap());
        let mut said = String::new();
        let address = loop {
            let mut line = String::new();
            assert!(errors.read_line(&mut line).unwrap() > 0, "it stopped by itself: {said}");
            said += &line;
            if let Some(address) = line.split_whitespace().find(|word| word.contains('@')) {
                break address.to_owned();
            }
        };
        // What it says later has somewhere to go.
        std::thread::spawn(move || std::io::copy(&mut errors, &mut std::io::sink()));
        Self { child, address }
    }

    /// Which device it is, and where.
    pub fn reached_at(&self) -> (DeviceId, SocketAddr) {
        let (device, at) = self.address.split_once('@').unwrap();
        (device.parse().unwrap(), at.parse().unwrap())
    }

    /// Tells it to open its logs again, as whoever rotates them does.
    pub fn hang_up(&self) {
        let told = Command::new("kill").arg("-HUP").arg(self.child.id().to_string()).status().unwrap();
        assert!(told.success());
    }

    /// Asks it to stop, as a service manager does, and waits until it has.
    pub fn stop(mut self) {
        let asked = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status().unwrap();
        assert!(asked.success());
        assert!(self.child.wait().unwrap().success(), "stopping is no failure");
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
