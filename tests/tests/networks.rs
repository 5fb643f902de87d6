//! The program on real networks: hosts with an interface each, one wire, no internet.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test that cannot set up must fail loudly"
)]

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use deelbaar_tests::binary::{Folder, Ran, said_code};
use deelbaar_tests::network::{BETWEEN, Lan, Sites, possible};
use deelbaar_tests::{delay, relay};

/// A process on one of the hosts, until it is dropped.
struct Running(Child);

impl Running {
    fn start(mut command: Command) -> Self {
        Self(command.spawn().unwrap())
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
fn until_titles(folder: &Folder, titles: &[&str], on: impl Fn(&Command) -> Command) {
    let began = Instant::now();
    let mut last = None;
    while folder.titles() != titles {
        assert!(began.elapsed() < Duration::from_secs(90), "{titles:?} never came: {last:?}");
        let ran: Ran = on(&folder.command(&["sync", "--once"])).output().unwrap().into();
        last = Some(ran);
    }
}

#[test]
fn on_one_network_without_internet_people_join_and_find_each_other_again_after_every_address_changed() {
    if !possible() {
        return;
    }
    let lan = Lan::new(2);
    let (officer, colleague) = (Folder::leusden(), Folder::default());
    let invite = officer.command(&["invite", "--role", "adviser", "--wait", "--approve", "--json"]);
    let (mut inviting, code) = said_code(lan.on(1, &invite));
    // The address in the code is not true any more: the inviter is found by its key.
    lan.address(1, 11);
    let ran: Ran = lan.on(2, &colleague.command(&["join", &code, "--person", "Kim"])).output().unwrap().into();
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(inviting.wait().unwrap().success());

    officer.json(&["section", "add", "Taal"]);
    let running = Running::start(lan.on(1, &officer.command(&["node"])));
    until_titles(&colleague, &["Taal"], |command| lan.on(2, command));
    drop(running);

    // Both moved: no address that either remembers is true.
    officer.json(&["section", "add", "Lezen"]);
    lan.address(1, 21);
    lan.address(2, 22);
    let running = Running::start(lan.on(1, &officer.command(&["node"])));
    until_titles(&colleague, &["Taal", "Lezen"], |command| lan.on(2, command));
    drop(running);
}

#[test]
fn what_is_announced_on_the_local_network_names_nobody() {
    if !possible() {
        return;
    }
    let lan = Lan::new(2);
    let officer = Folder::leusden();
    let running = Running::start(lan.on(1, &officer.command(&["node"])));
    let heard = Ran::from(lan.on(2, &part("listener")).output().unwrap()).out;
    drop(running);
    let lines: Vec<_> = heard.lines().filter_map(|line| line.strip_prefix("heard ")).collect();
    assert_eq!(lines.len(), 6, "{heard}");
    // What is left are the names of the service, and the device's key with its port.
    let words = lines.iter().flat_map(|line| line.split(' ')).filter(|word| word.len() > 3);
    let (service, others): (Vec<_>, Vec<_>) = words.partition(|word| ["_deelbaar", "_udp", "local"].contains(word));
    assert!(!service.is_empty() && !others.is_empty(), "{heard}");
    for word in others {
        // A few signs before it say how long it is, and the port.
        let (labelled, port) = word.split_once('-').unwrap_or((word, "0"));
        let key = labelled.get(labelled.len().saturating_sub(52)..).unwrap();
        let is_key = key.len() == 52 && key.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'2'..=b'7'));
        let is_key = is_key && labelled.len() <= 55;
        assert!(is_key && port.parse::<u16>().is_ok(), "{word} in {heard}");
    }
}

/// What this program does on another host when the tests here start it there.
const PART: &str = "DEELBAAR_TEST_PART";
const RELAY: u16 = 3340;
const LINE: u16 = 4460;
const PORT: u16 = 4450;
const HEALTH: &str = "127.0.0.1:4451";

/// This program, to be started on a host for one part.
fn part(name: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "plays_a_part_on_another_host", "--ignored", "--nocapture"]).env(PART, name);
    command
}

/// Not a test: what the tests start on another host.
#[test]
#[ignore = "the other tests start it"]
fn plays_a_part_on_another_host() {
    let Ok(part) = std::env::var(PART) else { return };
    let between = |port| SocketAddr::new(BETWEEN.parse().unwrap(), port);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    match part.as_str() {
        "relay" => runtime.block_on(async {
            let _server = relay::for_everybody(between(RELAY)).await;
            std::future::pending::<()>().await;
        }),
        "line" => {
            let site = SocketAddr::new("10.77.2.1".parse().unwrap(), PORT);
            runtime.block_on(delay::line(between(LINE), site, Duration::from_millis(200)));
        }
        "listener" => announcements(),
        "echo" => echo(),
        "probe" => println!("{}", probe()),
        "metrics" => println!("{}", metrics().unwrap_or_default()),
        other => panic!("no part {other}"),
    }
}

/// Prints what can be read in what is announced on the local network, a packet a line, until enough was heard.
fn announcements() {
    let socket = UdpSocket::bind("0.0.0.0:5353").unwrap();
    socket.join_multicast_v4(&Ipv4Addr::new(224, 0, 0, 251), &Ipv4Addr::new(10, 77, 0, 2)).unwrap();
    let mut packet = [0; 9000];
    for _ in 0..6 {
        let (length, _) = socket.recv_from(&mut packet).unwrap();
        let readable = |byte: &u8| if byte.is_ascii_graphic() { char::from(*byte) } else { ' ' };
        println!("heard {}", packet[..length].iter().map(readable).collect::<String>());
    }
}

/// Where something answers at the second site, whatever way one comes.
const ECHO: (Ipv4Addr, u16) = (Ipv4Addr::new(10, 77, 2, 1), 4470);

fn echo() {
    let (listener, socket) = (TcpListener::bind(ECHO).unwrap(), UdpSocket::bind(ECHO).unwrap());
    std::thread::spawn(move || listener.incoming().for_each(drop));
    let mut datagram = [0; 16];
    loop {
        let (length, from) = socket.recv_from(&mut datagram).unwrap();
        socket.send_to(&datagram[..length], from).unwrap();
    }
}

/// What gets through from here.
fn probe() -> &'static str {
    const PATIENCE: Duration = Duration::from_secs(1);
    let stream = TcpStream::connect_timeout(&ECHO.into(), PATIENCE).is_ok();
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    // Lost on the way is no answer.
    let datagram = socket.send_to(&[7], ECHO).is_ok() && socket.recv(&mut [0]).is_ok();
    match (stream, datagram) {
        (true, true) => "all gets through",
        (true, false) => "all but datagrams gets through",
        (false, _) => "nothing gets through",
    }
}

fn metrics() -> std::io::Result<String> {
    let mut stream = TcpStream::connect(HEALTH)?;
    stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

/// The folders of two people of one municipality.
fn officer_and_adviser() -> (Folder, Folder) {
    let officer = Folder::leusden();
    let colleague = officer.let_in(&["--role", "adviser"], "Kim");
    (officer, colleague)
}

/// The same in a region with a relay between. They sit at one table; then each goes to a site of their own.
fn with_a_relay() -> (Folder, Folder) {
    let officer = Folder::leusden();
    officer.json(&["relay", "set", &format!("http://{BETWEEN}:{RELAY}")]);
    let colleague = officer.let_in(&["--role", "adviser"], "Kim");
    (officer, colleague)
}

/// Their nodes, on the first two places.
fn both_run(on: impl Fn(u8, &Command) -> Command, officer: &Folder, colleague: &Folder) -> [Running; 2] {
    [(1, officer), (2, colleague)]
        .map(|(place, folder)| Running::start(on(place, &folder.command(&["node", "--health", HEALTH]))))
}

/// Waits until the node of a host says this of itself.
#[track_caller]
fn until_says(lan: &Lan, host: u8, line: &str) {
    until_says_on(|command| lan.on(host, command), line);
}

#[track_caller]
fn until_says_on(on: impl Fn(&Command) -> Command, line: &str) {
    let began = Instant::now();
    let mut said = String::new();
    while !said.lines().any(|known| known == line) {
        assert!(began.elapsed() < Duration::from_mins(3), "never {line}: {said}");
        std::thread::sleep(Duration::from_millis(500));
        said = Ran::from(on(&part("metrics")).output().unwrap()).out;
    }
}

#[test]
fn two_sites_with_only_a_relay_between_exchange_and_meet_again_after_it_restarts() {
    if !possible() {
        return;
    }
    let sites = Sites::new();
    let (officer, colleague) = with_a_relay();
    officer.json(&["section", "add", "Taal"]);
    let between = Running::start(sites.on(0, &part("relay")));
    let running = Running::start(sites.on(1, &officer.command(&["node"])));
    until_titles(&colleague, &["Taal"], |command| sites.on(2, command));
    drop(running);

    officer.json(&["section", "add", "Lezen"]);
    drop(between);
    let running = Running::start(sites.on(1, &officer.command(&["node"])));
    let ran: Ran = sites.on(2, &colleague.command(&["sync", "--once"])).output().unwrap().into();
    assert_eq!(ran.code, Some(1), "there is no other way: {ran:?}");
    let between = Running::start(sites.on(0, &part("relay")));
    until_titles(&colleague, &["Taal", "Lezen"], |command| sites.on(2, command));
    drop((running, between));
}

#[test]
fn nodes_that_stay_up_meet_again_after_the_only_relay_between_them_restarted() {
    if !possible() {
        return;
    }
    let sites = Sites::new();
    let (officer, colleague) = with_a_relay();
    let mut between = Running::start(sites.on(0, &part("relay")));
    let nodes = both_run(|site, command| sites.on(site, command), &officer, &colleague);
    let both_say = |line| [1, 2].map(|site| until_says_on(|command| sites.on(site, command), line));
    both_say("deelbaar_peers_connected 1");
    drop(between);
    both_say("deelbaar_peers_connected 0");
    between = Running::start(sites.on(0, &part("relay")));
    both_say("deelbaar_peers_connected 1");
    drop((nodes, between));
}

/// As behind most firewalls of town halls: each knows where the other is, and no datagram gets there, nor to the relay.
#[test]
fn where_no_datagram_gets_through_the_relay_is_enough() {
    if !possible() {
        return;
    }
    let sites = Sites::new();
    if !sites.pass_on(false) {
        return;
    }
    let echo = Running::start(sites.on(2, &part("echo")));
    let until_gets = |what: &str| {
        let (began, mut got) = (Instant::now(), String::new());
        while !got.lines().any(|line| line == what) {
            assert!(began.elapsed() < Duration::from_mins(1), "never: {what}; {got}");
            got = Ran::from(sites.on(1, &part("probe")).output().unwrap()).out;
        }
    };
    until_gets("all but datagrams gets through");
    let (officer, colleague) = with_a_relay();
    officer.json(&["section", "add", "Taal"]);
    let device = officer.json(&["status"])["device"].as_str().unwrap().to_owned();
    let between = Running::start(sites.on(0, &part("relay")));
    let listen = format!("10.77.1.1:{PORT}");
    let running = Running::start(sites.on(1, &officer.command(&["node", "--listen", &listen])));
    // The address is remembered from here on.
    let first = colleague.command(&["sync", "--once", "--peer", &format!("{device}@{listen}")]);
    drop(sites.on(2, &first).output().unwrap());
    until_titles(&colleague, &["Taal"], |command| sites.on(2, command));
    // Without the relay there is no way, until datagrams get through.
    drop(between);
    officer.json(&["section", "add", "Lezen"]);
    let ran: Ran = sites.on(2, &colleague.command(&["sync", "--once"])).output().unwrap().into();
    assert_eq!(ran.code, Some(1), "there is no other way: {ran:?}");
    assert!(sites.pass_on(true));
    until_gets("all gets through");
    until_titles(&colleague, &["Taal", "Lezen"], |command| sites.on(2, command));
    drop((running, echo));
}

/// The address of one changes, then that of the other, while both run.
#[test]
fn two_who_are_connected_go_on_after_an_address_changed_under_them() {
    if !possible() {
        return;
    }
    let lan = Lan::new(2);
    let (officer, colleague) = officer_and_adviser();
    let nodes = both_run(|host, command| lan.on(host, command), &officer, &colleague);
    until_says(&lan, 1, "deelbaar_peers_connected 1");
    let mut titles = Vec::new();
    for (host, last, title) in [(2, 32, "Taal"), (1, 31, "Lezen")] {
        lan.address(host, last);
        officer.json(&["section", "add", title]);
        titles.push(title);
        let began = Instant::now();
        while colleague.titles() != titles {
            assert!(began.elapsed() < Duration::from_mins(3), "{title} never came after host {host} moved");
            std::thread::sleep(Duration::from_millis(500));
        }
    }
    drop(nodes);
}

/// A code names no relay, and a relay lets nobody through whom the charter does not name: it is said, and the code stays good.
#[test]
fn through_a_relay_alone_nobody_joins_and_on_one_network_the_same_code_is_good_still() {
    if !possible() {
        return;
    }
    let sites = Sites::new();
    let (officer, colleague) = (Folder::leusden(), Folder::default());
    officer.json(&["relay", "set", &format!("http://{BETWEEN}:{RELAY}")]);
    let between = Running::start(sites.on(0, &part("relay")));
    let invite = officer.command(&["invite", "--role", "adviser", "--wait", "--approve", "--json"]);
    let (mut inviting, code) = said_code(sites.on(1, &invite));
    let join = colleague.command(&["join", &code, "--person", "Kim"]);
    let began = Instant::now();
    let ran: Ran = sites.on(2, &join).output().unwrap().into();
    assert!(ran.code == Some(1) && ran.err.contains("cannot be reached"), "{ran:?}");
    assert!(began.elapsed() < Duration::from_mins(1), "it takes {:?} to say so", began.elapsed());
    assert!(!colleague.data().exists(), "nothing was begun");
    let ran: Ran = sites.on(1, &join).output().unwrap().into();
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(inviting.wait().unwrap().success());
    drop(between);
}

#[test]
fn a_link_that_is_down_for_a_minute_and_a_half_comes_back_by_itself() {
    if !possible() {
        return;
    }
    let lan = Lan::new(2);
    let (officer, colleague) = officer_and_adviser();
    let nodes = both_run(|host, command| lan.on(host, command), &officer, &colleague);
    until_says(&lan, 1, "deelbaar_peers_connected 1");
    until_says(&lan, 2, "deelbaar_peers_connected 1");
    lan.plug(2, false);
    let down = Instant::now();
    until_says(&lan, 1, "deelbaar_peers_connected 0");
    until_says(&lan, 2, "deelbaar_peers_connected 0");
    std::thread::sleep(Duration::from_secs(90).saturating_sub(down.elapsed()));
    lan.plug(2, true);
    until_says(&lan, 1, "deelbaar_peers_connected 1");
    until_says(&lan, 2, "deelbaar_peers_connected 1");
    drop(nodes);
}

#[test]
fn a_line_on_which_everything_comes_a_fifth_of_a_second_late_is_only_slow() {
    if !possible() {
        return;
    }
    let sites = Sites::new();
    let (officer, colleague) = officer_and_adviser();
    officer.json(&["section", "add", "Taal"]);
    let device = officer.json(&["status"])["device"].as_str().unwrap().to_owned();
    let line = Running::start(sites.on(0, &part("line")));
    let running = Running::start(sites.on(2, &officer.command(&["node", "--listen", &format!("10.77.2.1:{PORT}")])));
    let peer = format!("{device}@{BETWEEN}:{LINE}");
    // The address is remembered from here on.
    let first = colleague.command(&["sync", "--once", "--peer", &peer]);
    drop(sites.on(1, &first).output().unwrap());
    until_titles(&colleague, &["Taal"], |command| sites.on(1, command));
    drop((running, line));
}
