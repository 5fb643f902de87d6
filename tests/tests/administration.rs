//! What an administrator has of the program: a log of events, the check of everything that is kept, and a monitor of a node.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set up must fail loudly")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};

use deelbaar_tests::binary::{Folder, Listening};

#[test]
fn what_is_done_is_logged_where_the_administrator_wants_it() {
    let folder = Folder::leusden();
    let log = folder.file("audit.log", "");
    let run = |args: &[&str]| folder.command(args).env("DEELBAAR_AUDIT_LOG", &log).output().unwrap();
    let added = folder.json(&["activity", "add", "CANARY-title"]);
    let id = added["id"].as_str().unwrap().to_owned();
    assert!(run(&["activity", "submit", &id]).status.success());
    assert!(!run(&["decide", &id, "--agree"]).status.success());
    let kept = std::fs::read_to_string(&log).unwrap();
    assert!(!kept.contains("CANARY"), "{kept}");
    let said =
        |action: &str| kept.lines().any(|line| line.contains(action) && line.contains("origin=\"command line\""));
    assert!(said("action=\"submit\""), "{kept}");
    let nowhere = folder.command(&["sections"]).env("DEELBAAR_AUDIT_LOG", folder.data()).output().unwrap();
    assert!(nowhere.status.success() && String::from_utf8_lossy(&nowhere.stderr).contains("DEELBAAR_AUDIT_LOG"));
}

#[cfg(unix)]
#[test]
fn a_log_that_was_renamed_is_begun_anew_and_the_node_goes_on() {
    let folder = Folder::leusden();
    let log = std::path::PathBuf::from(folder.file("audit.log", ""));
    let older = log.with_file_name("audit.log.1");
    let mut command = folder.command(&["node", "--listen", "127.0.0.1:0"]);
    command.env("DEELBAAR_AUDIT_LOG", &log);
    let node = Listening::start(command);
    let submit = |title: &str| {
        let added = folder.json(&["activity", "add", title]);
        folder.json(&["activity", "submit", added["id"].as_str().unwrap()]);
    };
    submit("Een");
    std::fs::rename(&log, &older).unwrap();
    node.hang_up();
    let began = std::time::Instant::now();
    while !log.exists() {
        assert!(began.elapsed() < deelbaar_tests::PATIENCE, "it was not begun anew");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    submit("Twee");
    let count = |path: &std::path::Path| std::fs::read_to_string(path).unwrap().matches("action=\"submit\"").count();
    assert_eq!((count(&older), count(&log)), (1, 1));
    node.stop();
}

/// Puts something else in the place of a sealed row: of the body, or the head, of the last record that has one.
fn spoil(folder: &Folder, table: &str) {
    use redb::ReadableTable as _;
    let database = redb::Database::open(folder.data().join("store-1.redb")).unwrap();
    let transaction = database.begin_write().unwrap();
    {
        let definition: redb::TableDefinition<&[u8; 24], &[u8]> = redb::TableDefinition::new(table);
        let mut rows = transaction.open_table(definition).unwrap();
        // Only the municipality's space has that many records.
        let keys = rows.iter().unwrap().map(|row| *row.unwrap().0.value());
        let key: [u8; 24] = keys.max_by_key(|key| key[16..].to_vec()).unwrap();
        rows.insert(&key, [7; 80].as_slice()).unwrap();
    }
    transaction.commit().unwrap();
}

#[test]
fn the_check_names_the_record_its_space_and_the_reason() {
    let folder = Folder::leusden();
    folder.json(&["section", "add", "Een"]);
    folder.json(&["section", "add", "Twee"]);
    let dumped = folder.json(&["dump"]);
    let last = dumped["municipality"]["records"].as_array().unwrap().last().unwrap()["id"].as_str().unwrap().to_owned();
    spoil(&folder, "bodies");
    let ran = folder.run(&["audit", "--verify"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.err.contains("the data of the municipality") && ran.err.contains("cannot be read"), "{ran:?}");
    assert!(ran.err.contains(&last[..8]), "{last}: {ran:?}");
    // A head that is gone as well: even the id cannot be told, only which one it is.
    spoil(&folder, "heads");
    let ran = folder.run(&["audit", "--verify"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.err.contains("the data of the municipality") && ran.err.contains("without a readable id"), "{ran:?}");
}

/// The lines of a log, each as action, result, origin and whether a device did it.
fn noted(log: &str) -> Vec<(String, String, String)> {
    let lines = log.lines().filter(|line| line.contains("deelbaar::audit"));
    lines
        .map(|line| {
            let value = |key: &str| {
                let rest = line.split_once(&format!("{key}=\"")).unwrap_or_else(|| panic!("no {key}: {line}")).1;
                rest.split_once('"').unwrap().0.to_owned()
            };
            let (_, _) = (value("object"), value("actor"));
            (value("action"), value("result"), value("origin"))
        })
        .collect()
}

#[test]
fn security_events_leave_a_line_of_one_form_and_no_secret() {
    let folder = Folder::default();
    let log = folder.file("audit.log", "");
    let secret = folder.file("secret", "CANARY four words on paper");
    let wrong = folder.file("wrong", "CANARY other words on paper");
    let run = |files: &[(&str, &str)], args: &[&str]| {
        let mut command = folder.command(args);
        command.env("DEELBAAR_AUDIT_LOG", &log).envs(files.iter().copied());
        command.output().unwrap().status.success()
    };
    let (open, new) = ("DEELBAAR_PASSPHRASE_FILE", "DEELBAAR_NEW_PASSPHRASE_FILE");
    let backup = ("DEELBAAR_BACKUP_PASSPHRASE_FILE", secret.as_str());
    let file = folder.data().with_file_name("CANARY.deelbaar");
    let file = file.to_str().unwrap();
    assert!(run(&[], &["init", "--region", "CANARY", "--municipality", "GM0327", "--person", "CANARY"]));
    assert!(run(&[(new, &secret)], &["passphrase", "set"]));
    assert!(!run(&[(open, &wrong)], &["status"]));
    assert!(run(&[(open, &secret)], &["recovery", "show"]));
    assert!(run(&[(open, &secret), backup], &["backup", file]));
    assert!(!run(&[(open, &secret), backup], &["restore", file]));
    assert!(run(&[(open, &secret)], &["passphrase", "remove"]));
    let kept = std::fs::read_to_string(&log).unwrap();
    assert!(!kept.contains("CANARY"), "{kept}");
    let expected = [
        ("init", "done"),
        ("set passphrase", "done"),
        ("unlock", "refused"),
        ("unlock", "done"),
        ("show recovery words", "done"),
        ("unlock", "done"),
        ("backup", "done"),
        ("restore", "refused"),
        ("unlock", "done"),
        ("remove passphrase", "done"),
    ];
    let expected = expected.map(|(action, result)| (action.to_owned(), result.to_owned(), "command line".to_owned()));
    assert_eq!(noted(&kept), expected);
}

/// What `GET path` gives: the status line and the body.
fn ask(address: &str, path: &str) -> (String, String) {
    say(address, &format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"))
}

fn say(address: &str, request: &str) -> (String, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.lines().next().unwrap().to_owned(), body.to_owned())
}

#[test]
fn a_monitor_on_this_machine_may_ask_how_a_node_is_and_hears_no_name() {
    let folder = Folder::leusden();
    folder.json(&["section", "add", "Kanariegeel"]);
    assert!(folder.fails(2, &["node", "--health", "0.0.0.0:0"]).contains("0.0.0.0:0"));
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    assert!(folder.fails(2, &["node", "--listen", "127.0.0.1:0", "--health", &address]).contains(&address));
    drop(taken);
    let child = folder.command(&["node", "--listen", "127.0.0.1:0", "--health", &address]).spawn().unwrap();
    // Ends it also when something below fails.
    let mut node = Listening { child, address: String::new() };
    let mut said = String::new();
    BufReader::new(node.child.stderr.take().unwrap()).read_line(&mut said).unwrap();
    assert!(said.contains('@'), "{said}");
    assert_eq!(ask(&address, "/health"), ("HTTP/1.1 200 OK".to_owned(), "ok\n".to_owned()));
    let (status, metrics) = ask(&address, "/metrics");
    assert_eq!(status, "HTTP/1.1 200 OK");
    assert!(metrics.contains("\ndeelbaar_municipality_records 2\n"), "{metrics}");
    assert!(metrics.contains("\n# TYPE deelbaar_sent_bytes_total counter\ndeelbaar_sent_bytes_total 0\n"), "{metrics}");
    for private in ["Kanariegeel", "Testregio", "GM0327", "127.0.0.1"] {
        assert!(!metrics.contains(private), "{private} in {metrics}");
    }
    assert_eq!(ask(&address, "/../etc/passwd").0, "HTTP/1.1 404 Not Found");
    // As iroh-relay asks: whom the charter names, nobody else.
    let own = said.split('@').next().unwrap().rsplit(|c: char| !c.is_ascii_hexdigit()).next().unwrap().to_owned();
    let stranger = "0".repeat(64);
    let lets = |device: &str| {
        let header = format!("X-Iroh-Endpoint-Id: {device}\r\nContent-Length: 0\r\n");
        say(&address, &format!("POST /relay HTTP/1.1\r\nHost: localhost\r\n{header}\r\n"))
    };
    assert_eq!(lets(&own), ("HTTP/1.1 200 OK".to_owned(), "true".to_owned()));
    assert_eq!(lets(&stranger), ("HTTP/1.1 403 Forbidden".to_owned(), "false".to_owned()));
    assert_eq!(lets("niemand").0, "HTTP/1.1 400 Bad Request");
}
