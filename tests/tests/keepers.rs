//! Always-on nodes as processes: updated in turn without a gap, and run by a user without rights.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test that cannot set up must fail loudly"
)]

use std::fs::Permissions;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use deelbaar_schema::record::Kind;
use deelbaar_schema::role::Role;
use deelbaar_tests::binary::{Folder, Listening, Ran, asked, binary, free_port, metric};
use deelbaar_tests::{BAARN, Device, LEUSDEN, PATIENCE, SOEST};

/// A keeper that runs as a process, and the port at which a monitor asks it.
struct Keeper {
    folder: Folder,
    port: u16,
    running: Option<Listening>,
}

impl Keeper {
    fn of(folder: Folder) -> Self {
        let mut keeper = Self { folder, port: free_port(), running: None };
        keeper.start();
        keeper
    }

    fn start(&mut self) {
        let health = format!("127.0.0.1:{}", self.port);
        self.running =
            Some(Listening::start(self.folder.command(&["node", "--listen", "127.0.0.1:0", "--health", &health])));
    }

    fn stop(&mut self) {
        self.running.take().unwrap().stop();
    }

    fn is_healthy(&self) -> bool {
        asked(self.port, "/health").is_some_and(|answer| answer.ends_with("\r\n\r\nok\n"))
    }

    fn figure(&self, name: &str) -> u64 {
        metric(self.port, name).unwrap_or(0)
    }
}

async fn until(what: &str, holds: impl Fn() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < PATIENCE, "never: {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Two devices of other municipalities that do not know where the other is, and two keepers that both know.
#[tokio::test(flavor = "multi_thread")]
async fn while_two_keepers_are_updated_in_turn_everything_goes_on_through_one_of_them() {
    let mut officer = Device::found(LEUSDEN).await;
    let (one, other) = (officer.colleague(Role::Keeper).await, officer.colleague(Role::Keeper).await);
    let (mut soest, mut baarn) = (officer.municipality(SOEST).await, officer.municipality(BAARN).await);
    for device in [&one, &other, &soest, &baarn] {
        device.until("all who take part", |d| d.workspace.region().charter().members().count() == 5).await;
    }
    officer.go_offline().await;
    let mut keepers = [Keeper::of(Folder::of(one).await), Keeper::of(Folder::of(other).await)];
    for keeper in &keepers {
        let (device, at) = keeper.running.as_ref().unwrap().reached_at();
        for far in [&soest, &baarn] {
            far.node().connect(device, [at]);
        }
    }
    let peers = |device: &Device| device.node().peers().all();
    // Whatever one writes reaches the other, though they never meet.
    let mut written = 0u8;
    let mut travels = async |keepers: &[Keeper; 2], when: &str| {
        written += 1;
        let (region, key) = (soest.workspace.region(), soest.workspace.key());
        region.append(&key, Kind::Unknown(700), vec![written]).unwrap();
        let place = region.heights()[&soest.workspace.device()];
        let arrived = || baarn.workspace.region().heights().get(&soest.workspace.device()) == Some(&place);
        until(when, arrived).await;
        assert!(keepers.iter().any(Keeper::is_healthy));
    };
    let both_serve = async |keepers: &[Keeper; 2]| {
        for keeper in keepers {
            until("a keeper serves both", || keeper.is_healthy() && keeper.figure("deelbaar_peers_confirmed ") >= 2)
                .await;
        }
    };
    both_serve(&keepers).await;
    travels(&keepers, "through two").await;
    for at in [0, 1] {
        keepers[at].stop();
        travels(&keepers, "while one is off").await;
        travels(&keepers, "and on").await;
        keepers[at].start();
        travels(&keepers, "while it begins").await;
        both_serve(&keepers).await;
        travels(&keepers, "when it is back").await;
    }
    assert!(!peers(&soest).contains_key(&baarn.workspace.device()), "they never met");
    let count = baarn.workspace.region().count();
    for keeper in &mut keepers {
        until("it holds the region", || keeper.figure("deelbaar_region_records ") == count).await;
        assert_eq!(keeper.figure("deelbaar_municipality_records "), 0, "nothing of the plan");
        keeper.stop();
    }
    // What was said before a restart is no sign that anybody is reached after it.
    for far in [&mut soest, &mut baarn] {
        far.go_offline().await;
    }
    keepers[0].start();
    until("it begins", || keepers[0].is_healthy() && keepers[0].figure("deelbaar_peers_known ") >= 2).await;
    assert_eq!(keepers[0].figure("deelbaar_peers_confirmed "), 0);
    keepers[0].stop();
}

const NOBODY: u32 = 65_534;

/// The same command as a user without rights; `None` where this machine lets nobody become one.
fn as_nobody(program: &Path, command: &Command) -> Option<Command> {
    let trial = Command::new("setpriv").args(["--reuid=65534", "--regid=65534", "--clear-groups", "true"]).output();
    if !trial.is_ok_and(|ran| ran.status.success()) {
        println!("not run: this machine lets nobody become another user (root and `setpriv` are needed)");
        return None;
    }
    let mut nobody = Command::new("setpriv");
    nobody.args(["--reuid=65534", "--regid=65534", "--clear-groups", "--no-new-privs"]).arg(program);
    nobody.args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => nobody.env(name, value),
            None => nobody.env_remove(name),
        };
    }
    nobody.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    Some(nobody)
}

fn give_to_nobody(path: &Path) {
    chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
    for entry in std::fs::read_dir(path).unwrap() {
        let entry = entry.unwrap();
        if entry.path().is_dir() {
            give_to_nobody(&entry.path());
        } else {
            chown(entry.path(), Some(NOBODY), Some(NOBODY)).unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keeper_runs_as_a_user_without_rights_in_a_folder_of_its_own() {
    let officer = Device::found(LEUSDEN).await;
    let keeper = officer.colleague(Role::Keeper).await;
    keeper.until("that it takes part", |d| d.workspace.is_enrolled()).await;
    let folder = Folder::of(keeper).await;
    let health = free_port();
    let node = ["node", "--listen", "127.0.0.1:0", "--health", &format!("127.0.0.1:{health}")].map(str::to_owned);
    let node = folder.command(&node.each_ref().map(String::as_str));
    // The program may lie where only this user comes.
    let program = folder.data().with_file_name("deelbaar");
    std::fs::copy(binary(), &program).unwrap();
    std::fs::set_permissions(folder.data().parent().unwrap(), Permissions::from_mode(0o755)).unwrap();
    let as_nobody = |command: &Command| as_nobody(&program, command);
    let Some(mut refused) = as_nobody(&node) else { return };

    // The folder of another user: it says so, and changes nothing.
    let ran: Ran = refused.output().unwrap().into();
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(
        ran.err.contains("You may not read or write in the folder") && ran.err.contains("What you can do:"),
        "{ran:?}"
    );

    give_to_nobody(folder.data().parent().unwrap());
    let running = Listening::start(as_nobody(&node).unwrap());
    let (device, at) = running.reached_at();
    officer.node().connect(device, [at]);
    officer.workspace.region().append(&officer.workspace.key(), Kind::Unknown(700), b"iets".to_vec()).unwrap();
    let count = officer.workspace.region().count();
    until("it keeps the region", || metric(health, "deelbaar_region_records ").is_some_and(|kept| kept >= count)).await;
    assert!(asked(health, "/health").unwrap().ends_with("\r\n\r\nok\n"));
    // A command beside it, by the same user, and by none but that one.
    let status: Ran = as_nobody(&folder.command(&["status", "--json"])).unwrap().output().unwrap().into();
    assert_eq!(status.code, Some(0), "{status:?}");
    running.stop();
    for entry in std::fs::read_dir(folder.data()).unwrap() {
        let about = entry.unwrap().metadata().unwrap();
        assert_eq!((about.uid(), about.permissions().mode() & 0o077), (NOBODY, 0));
    }
}

/// The service units of the administrators' manual, with this program and user.
#[test]
fn the_units_of_the_manual_are_sound() {
    let manual = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/admin.md")).unwrap();
    let units: Vec<&str> = manual.split("```ini\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert_eq!(units.len(), 2, "the relay's and the node's");
    if Command::new("systemd-analyze").arg("--version").output().is_err() {
        println!("not run: this machine has no systemd-analyze");
        return;
    }
    let place = tempfile::tempdir().unwrap();
    for unit in units {
        let program = binary().to_str().unwrap();
        let unit = unit.replace("/usr/local/bin/deelbaar", program).replace("/usr/local/bin/iroh-relay", program);
        let unit = unit.replace("User=deelbaar", "DynamicUser=yes").replace(" deelbaar.service", "");
        let path = place.path().join("deelbaar.service");
        std::fs::write(&path, &unit).unwrap();
        let ran: Ran = Command::new("systemd-analyze").arg("verify").arg(&path).output().unwrap().into();
        let about_it = ran.err.lines().filter(|line| line.contains("deelbaar")).collect::<Vec<_>>();
        assert!(about_it.is_empty(), "{about_it:?} of {unit}");
    }
}
