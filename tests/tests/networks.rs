//! The program on real networks: hosts with an interface each, one wire, no internet.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test that cannot set up must fail loudly"
)]

use std::process::Child;
use std::time::{Duration, Instant};

use deelbaar_tests::binary::{Folder, Ran, said_code};
use deelbaar_tests::network::{Lan, possible};

/// A device that stays on the network of its host until it is dropped.
struct Running(Child);

impl Running {
    fn start(lan: &Lan, host: u8, folder: &Folder) -> Self {
        Self(lan.on(host, &folder.command(&["node"])).spawn().unwrap())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Exchanges once, again and again, until the sections are there.
#[track_caller]
fn until_titles(lan: &Lan, host: u8, folder: &Folder, titles: &[&str]) {
    let began = Instant::now();
    let mut last = None;
    while folder.titles() != titles {
        assert!(began.elapsed() < Duration::from_secs(90), "{titles:?} never came: {last:?}");
        let ran: Ran = lan.on(host, &folder.command(&["sync", "--once"])).output().unwrap().into();
        last = Some(ran);
    }
}

#[test]
fn on_one_network_without_internet_people_join_and_find_each_other_again_after_every_address_changed() {
    if !possible() {
        return;
    }
    let lan = Lan::new(2);
    let (officer, colleague) = (Folder::default(), Folder::default());
    officer.json(&["init", "--region", "Testregio", "--municipality", "GM0327", "--person", "Bo"]);
    let invite = officer.command(&["invite", "--role", "adviser", "--wait", "--approve", "--json"]);
    let (mut inviting, code) = said_code(lan.on(1, &invite));
    // The address in the code is not true any more: the inviter is found by its key.
    lan.address(1, 11);
    let ran: Ran = lan.on(2, &colleague.command(&["join", &code, "--person", "Kim"])).output().unwrap().into();
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(inviting.wait().unwrap().success());

    officer.json(&["section", "add", "Taal"]);
    let running = Running::start(&lan, 1, &officer);
    until_titles(&lan, 2, &colleague, &["Taal"]);
    drop(running);

    // Both moved: no address that either remembers is true.
    officer.json(&["section", "add", "Lezen"]);
    lan.address(1, 21);
    lan.address(2, 22);
    let running = Running::start(&lan, 1, &officer);
    until_titles(&lan, 2, &colleague, &["Taal", "Lezen"]);
    drop(running);
}
