//! The question about the four words, answered at a terminal of its own: `invite --wait` as a person meets it.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set up must fail loudly")]

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use deelbaar_schema::role::Role;
use deelbaar_tests::binary::{Folder, Ran, free_port, words_of};
use deelbaar_tests::{PATIENCE, code_given};
use serde_json::Value;

/// An inviter at a terminal, which `script` makes: what it prints goes to files, what it asks is answered by a person.
struct AtTerminal {
    child: Child,
    printed: PathBuf,
    said: PathBuf,
}

impl AtTerminal {
    fn start(folder: &Folder, name: &str, args: &[&str]) -> Self {
        let command = folder.command(args);
        let words = [command.get_program()].into_iter().chain(command.get_args());
        let quoted = words.map(|word| format!("'{}'", word.to_str().unwrap()));
        let [printed, said] = ["out", "err"].map(|end| PathBuf::from(folder.file(&format!("{name}.{end}"), "")));
        let line = quoted.chain([format!(">'{}' 2>'{}'", printed.display(), said.display())]);
        let line = line.collect::<Vec<_>>().join(" ");
        let mut script = Command::new("script");
        script.args(["--quiet", "--return", "--command", &line, "/dev/null"]).env("HOME", folder.data());
        let child = script.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().expect("script of util-linux");
        Self { child, printed, said }
    }

    /// Waits until a file holds this; returns all of it.
    fn until(&mut self, file: &PathBuf, text: &str) -> String {
        self.until_so_often(file, text, 1)
    }

    fn until_so_often(&mut self, file: &PathBuf, text: &str, often: usize) -> String {
        let began = Instant::now();
        loop {
            let said = std::fs::read_to_string(file).unwrap();
            if said.matches(text).count() >= often {
                return said;
            }
            let stopped = self.child.try_wait().unwrap();
            assert!(stopped.is_none() && began.elapsed() < PATIENCE, "never {text}: {stopped:?}, {said}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn code(&mut self) -> String {
        let printed: Value = serde_json::from_str(&self.until(&self.printed.clone(), "}")).unwrap();
        printed["code"].as_str().unwrap().to_owned()
    }

    /// Waits for the question that ends with these words, reads it as a person does, and types.
    fn answer(&mut self, question: &str, line: &str) -> String {
        self.answer_the(1, question, line)
    }

    /// The same, once the question was asked so often.
    fn answer_the(&mut self, often: usize, question: &str, line: &str) -> String {
        let said = self.until_so_often(&self.said.clone(), question, often);
        std::thread::sleep(Duration::from_secs(1));
        writeln!(self.child.stdin.as_mut().unwrap(), "{line}").unwrap();
        said
    }

    fn ended(&mut self) -> (Option<i32>, String) {
        let code = self.child.wait().unwrap().code();
        (code, std::fs::read_to_string(&self.said).unwrap())
    }
}

impl Drop for AtTerminal {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

const QUESTION: &str = "Type yes or no and press Enter.";

fn join(folder: &Folder, code: &str) -> Child {
    folder.command(&["join", code, "--person", "Kim", "--listen", "127.0.0.1:0"]).spawn().unwrap()
}

fn end(joining: Child) -> Ran {
    joining.wait_with_output().unwrap().into()
}

#[test]
fn whoever_was_refused_over_the_words_asks_again_with_another_code() {
    let officer = Folder::leusden();
    let listen = format!("127.0.0.1:{}", free_port());
    let invite = ["invite", "--wait", "--role", "reader", "--json", "--listen", &listen];
    let kim = Folder::default();

    let mut inviting = AtTerminal::start(&officer, "first", &invite);
    let first = inviting.code();
    let joining = join(&kim, &first);
    inviting.answer(QUESTION, "weet niet");
    let asked = inviting.answer("Type yes or no.\n", "nee");
    let refused = end(joining);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(refused.err.contains("refused your request") && refused.err.contains("What you can do:"), "{refused:?}");
    assert!(asked.contains(&format!("Four words: {}\n", words_of(&refused.err))), "{asked}");
    let (code, said) = inviting.ended();
    assert!(code == Some(1) && said.contains("Kim was refused. The code does not work any more."), "{code:?}: {said}");
    assert!(!kim.data().exists(), "nothing is left of it");
    let people = |folder: &Folder| folder.json(&["members"]).as_array().unwrap().len();
    assert_eq!((people(&officer), officer.json(&["invitations"])), (1, Value::Array(Vec::new())));

    // The same code is good for nobody any more; another one is, for the same person at the same device.
    let mut inviting = AtTerminal::start(&officer, "second", &invite);
    let second = inviting.code();
    let again = end(join(&kim, &first));
    assert_eq!(again.code, Some(1), "{again:?}");
    assert!(again.err.contains("Somebody was refused with this code."), "{again:?}");
    let joining = join(&kim, &second);
    let asked = inviting.answer(QUESTION, "ja");
    let joined = end(joining);
    assert_eq!(joined.code, Some(0), "{joined:?}");
    assert!(asked.contains(&format!("Four words: {}\n", words_of(&joined.err))), "{asked}");
    assert_ne!(words_of(&refused.err), words_of(&joined.err));
    let (code, said) = inviting.ended();
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(people(&officer), 2);
    assert_eq!(kim.titles(), officer.titles());
}

/// Ctrl C while one waits takes the request back: the inviter hears it, nothing is left, and the code is good still.
#[test]
fn whoever_stops_waiting_takes_the_request_back_and_asks_again_with_the_same_code() {
    let officer = Folder::leusden();
    let listen = format!("127.0.0.1:{}", free_port());
    let invite = ["invite", "--wait", "--role", "reader", "--json", "--listen", &listen];
    let mut inviting = AtTerminal::start(&officer, "invite", &invite);
    let (code, kim, said) = (inviting.code(), Folder::default(), inviting.said.clone());
    let joining = join(&kim, &code);
    inviting.until(&said, QUESTION);
    let interrupted = Command::new("kill").arg("-INT").arg(joining.id().to_string()).status().unwrap();
    assert!(interrupted.success());
    let stopped = end(joining);
    assert_eq!(stopped.code, Some(1), "{stopped:?}");
    assert!(stopped.err.contains("You stopped waiting. Your request was taken back."), "{stopped:?}");
    assert!(stopped.err.contains("you can try again while the code is good"), "{stopped:?}");
    assert!(!kim.data().exists(), "nothing is left of it");
    inviting.until(&said, "Kim does not ask any more.");

    let joining = join(&kim, &code);
    let asked = inviting.answer_the(2, QUESTION, "yes");
    let joined = end(joining);
    assert_eq!(joined.code, Some(0), "{joined:?}");
    assert!(asked.contains(&format!("Four words: {}\n", words_of(&joined.err))), "{asked}");
    assert_ne!(words_of(&stopped.err), words_of(&joined.err), "words are of one meeting");
    let (code, said) = inviting.ended();
    assert_eq!(code, Some(0), "{said}");
}

/// A code is good for a day: then it is not listed, cannot be taken back, and says so to whoever comes with it.
#[test]
fn a_code_that_expired_is_not_listed_and_says_so() {
    let (officer, people) = (Folder::default(), tokio::runtime::Runtime::new().unwrap());
    let given = |hours, role| people.block_on(code_given(&officer.data(), hours, role));
    let [mut expired, _good] = [given(25, Role::Reader), given(1, Role::Adviser)];
    let open = officer.json(&["invitations"]);
    assert_eq!((open.as_array().unwrap().len(), open[0]["role"].as_str()), (1, Some("adviser")), "{open}");
    let id = expired.invitation().to_string();
    assert!(officer.fails(1, &["invitations", "--cancel", &id]).contains("Nothing was changed."));

    let listening = officer.listen();
    expired.addresses = vec![listening.reached_at().1];
    let kim = Folder::default();
    let said = kim.fails(1, &["join", &expired.to_string(), "--person", "Kim", "--listen", "127.0.0.1:0"]);
    assert!(said.contains("This invitation has expired: a code is good for 24 hours."), "{said}");
    assert!(said.contains("Ask for a new code") && !kim.data().exists(), "{said}");
    listening.stop();
}
