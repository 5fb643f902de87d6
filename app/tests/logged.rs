//! Every subcommand that is an act, or about security, leaves a line of six parts in the log of the system (BIO2 8.15), under the
//! name that the window's command has; and what leaves none says why.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set up must fail loudly")]

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use deelbaar::engine::{Command, Export, Invitee, Secret};
use deelbaar::host::opened;
use deelbaar::person::About;
use deelbaar_schema::act::Outcome;
use deelbaar_schema::disclosure::Sharing;
use deelbaar_schema::field::Mask;
use deelbaar_schema::id::{AttachmentId, ContentHash, DeviceId, FileHash, ItemId, RecordId};
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::role::Role;
use deelbaar_schema::statement::Body;
use deelbaar_sync::net::InvitationId;
use deelbaar_sync::store::Passphrase;
use deelbaar_sync::workspace::{IntroductionFor, Renew, Root, Schedule};
use deelbaar_tests::binary::{Folder, said_code, subcommands};
use deelbaar_tests::{SOEST, term};
use serde_json::Value;
use zeroize::Zeroizing;

/// Subcommands that leave no line of their own.
const SILENT: &[(&[&str], &str)] = &[
    (&["demo"], "plays an example in a folder of its own"),
    (&["sections", "inventory", "activities", "section show", "activity show", "members", "status"], "only looks"),
    (&["inbox", "consent show", "consent list", "mandate list", "region sections", "relay show"], "only looks"),
    (&["admission list", "file list"], "only looks"),
    (&["section add", "section edit", "section move", "activity add", "activity edit", "import"], "typing"),
    (&["comment", "undo", "redo"], "typing"),
    (&["sync", "node"], "what the program does meanwhile leaves the lines of the program: app/tests/log_lines.rs"),
];

/// Subcommands that are commands of the window and take a state that is made elsewhere.
const ELSEWHERE: &[(&str, &str)] = &[
    ("admission agree", "sends `AgreeToAdmission`: app/tests/admission.rs"),
    ("confirm-date", "sends `ConfirmDate` when something waits for the date: app/tests/midnight.rs"),
];

/// A line in the log of the system.
struct Line {
    action: String,
    object: String,
    result: String,
    actor: String,
}

/// Reads a line of which every part is there.
#[track_caller]
fn read(line: &str) -> Line {
    let part = |name: &str| {
        let rest = line.split_once(&format!(" {name}=\"")).unwrap_or_else(|| panic!("no {name}: {line}")).1;
        rest.split_once('"').unwrap().0.to_owned()
    };
    let time = line.split_whitespace().next().unwrap();
    assert!(time.len() > 19 && time.contains('T') && time.ends_with('Z'), "no time: {line}");
    assert_eq!(part("origin"), "command line", "{line}");
    let (action, object, result, actor) = (part("action"), part("object"), part("result"), part("actor"));
    assert!(!action.is_empty() && ["done", "refused"].contains(&result.as_str()), "{line}");
    Line { action, object, result, actor }
}

/// Who sits at the command line, and what was tried so far.
struct Desk {
    log: PathBuf,
    tried: RefCell<BTreeSet<String>>,
    all: Vec<String>,
    /// The device of each folder.
    devices: RefCell<BTreeMap<PathBuf, String>>,
}

impl Desk {
    fn new(folder: &Folder) -> Self {
        let log = PathBuf::from(folder.file("audit.log", ""));
        Self { log, tried: RefCell::default(), all: subcommands(folder, &[]), devices: RefCell::default() }
    }

    /// The lines since the last time that somebody at the command line caused.
    fn lines(&self) -> Vec<Line> {
        let all = std::fs::read_to_string(&self.log).unwrap();
        std::fs::write(&self.log, "").unwrap();
        assert!(!all.contains("CANARY"), "content in the log: {all}");
        all.lines().filter(|line| line.contains("origin=\"command line\"")).map(read).collect()
    }

    /// Notes that the subcommand of these words was tried.
    fn tries(&self, args: &[&str]) {
        let of = |name: &&String| name.split(' ').eq(args.iter().copied().take(name.split(' ').count()));
        let name = self.all.iter().find(of).unwrap_or_else(|| panic!("no subcommand: {args:?}"));
        self.tried.borrow_mut().insert(name.clone());
    }

    /// Runs a subcommand, which leaves these lines: each an action, and what the object is or begins with.
    #[track_caller]
    fn leaves(&self, folder: &Folder, env: &[(&str, &str)], args: &[&str], expected: &[(&str, &str)]) -> Vec<Line> {
        self.tries(args);
        let mut command = folder.command(args);
        command.env("DEELBAAR_AUDIT_LOG", &self.log).envs(env.iter().copied());
        let ran = command.output().unwrap();
        let lines = self.lines();
        let left: Vec<&str> = lines.iter().map(|line| line.action.as_str()).collect();
        let wanted: Vec<&str> = expected.iter().map(|(action, _)| *action).collect();
        let said = String::from_utf8_lossy(&ran.stderr);
        assert_eq!(left, wanted, "{args:?}: {said}");
        for (line, (action, object)) in lines.iter().zip(expected) {
            assert!(object.is_empty() == line.object.is_empty(), "{action}: {}", line.object);
            assert!(object.starts_with(&line.object) || *object == ANY, "{action}: {} is not of {object}", line.object);
            let done = if ran.status.success() { "done" } else { "refused" };
            assert_eq!(line.result, done, "{args:?}: {said}");
        }
        lines
    }

    fn device(&self, folder: &Folder) -> String {
        let mut devices = self.devices.borrow_mut();
        let status = || folder.json(&["status"])["device"].as_str().unwrap().to_owned();
        devices.entry(folder.data()).or_insert_with(status).clone()
    }

    /// The same for one that a command of the window does too, under the same name; on `object`.
    #[track_caller]
    fn as_window(&self, folder: &Folder, args: &[&str], command: &Command, object: &str) {
        let (action, _) = command.noted().unwrap();
        let lines = self.leaves(folder, &[], args, &[(action, object)]);
        let own = self.device(folder);
        assert!(lines.iter().all(|line| !line.actor.is_empty() && own.starts_with(&line.actor)), "{args:?}");
    }
}

/// For an object of which only is known that there is one.
const ANY: &str = "*";

fn exchange(one: &Folder, other: &Folder) {
    let listening = one.listen();
    other.sync_with(&listening);
    listening.stop();
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("no {name}: {value}"))
}

/// The window's commands, of which only the name matters here.
mod window {
    use super::*;

    pub const ITEM: ItemId = ItemId::from_bytes([1; 16]);
    pub const RECORD: RecordId = RecordId::from_bytes([1; 32]);
    pub const DEVICE: DeviceId = DeviceId::from_bytes([1; 32]);

    pub fn request() -> Command {
        let (without, files, sharing) = (Mask::none(), BTreeSet::new(), Sharing::REGION);
        Command::RequestConsent { item: ITEM, without, files, sharing, confirmed: Vec::new(), note: String::new() }
    }

    pub fn set_passphrase(current: bool, chosen: bool) -> Command {
        let of = |there: bool| there.then(|| Passphrase::new("een wachtwoord"));
        Command::SetPassphrase { current: of(current), chosen: of(chosen) }
    }
}
use window::{DEVICE, ITEM, RECORD};

#[test]
fn every_subcommand_that_does_something_leaves_a_line_as_the_window_does() {
    let officer = Folder::leusden();
    let desk = Desk::new(&officer);
    let alderman = officer.let_in(&["--role", "alderman"], "CANARY Wil");
    let adviser = officer.let_in(&["--role", "adviser"], "CANARY Kim");
    decisions(&desk, &officer, &alderman);
    consents(&desk, &officer, &alderman);
    files(&desk, &officer);
    powers(&desk, &alderman);
    members(&desk, &officer, &adviser);
    exports(&desk, &officer);
    keys(&desk, &officer);
    opening(&desk, &officer);
    let tried = desk.tried.into_inner();
    for name in &desk.all {
        let silent = SILENT.iter().any(|(names, _)| names.contains(&name.as_str()));
        let elsewhere = ELSEWHERE.iter().any(|(named, _)| named == name);
        let chosen = [silent, elsewhere, tried.contains(name)].into_iter().filter(|one| *one).count();
        assert_eq!(chosen, 1, "{name}: silent {silent}, elsewhere {elsewhere}, tried {}", tried.contains(name));
    }
    let known = |name: &&str| !desk.all.iter().any(|one| one == name);
    assert_eq!(SILENT.iter().flat_map(|(names, _)| names.iter().copied()).find(known), None);
}

fn decisions(desk: &Desk, officer: &Folder, alderman: &Folder) {
    let added = officer.json(&["activity", "add", "CANARY avond"]);
    let id = text(&added, "id");
    desk.as_window(officer, &["activity", "start", id], &Command::Start { item: ITEM }, id);
    desk.as_window(officer, &["activity", "submit", id], &Command::Submit { item: ITEM }, id);
    desk.as_window(officer, &["activity", "recall", id], &Command::Recall { item: ITEM }, id);
    let again = officer.json(&["activity", "submit", id]);
    assert_eq!(text(&again, "phase"), "submitted");
    exchange(officer, alderman);
    let inbox = alderman.json(&["inbox"]);
    let (outcome, external, note) = (Outcome::Agreed, None, String::new());
    let decide = Command::Decide { request: RECORD, outcome, external, note };
    desk.as_window(alderman, &["decide", id, "--agree", "--note", "CANARY"], &decide, text(&inbox[0], "request"));
    exchange(officer, alderman);
    desk.as_window(officer, &["activity", "start", id], &Command::Start { item: ITEM }, id);
    desk.as_window(officer, &["activity", "finish", id], &Command::Finish { item: ITEM }, id);
}

fn consents(desk: &Desk, officer: &Folder, alderman: &Folder) {
    let request = |title: &str| {
        let added = officer.json(&["section", "add", title]);
        let id = text(&added, "id").to_owned();
        desk.as_window(officer, &["consent", "request", &id, "--standing"], &window::request(), &id);
        exchange(officer, alderman);
        let inbox = alderman.json(&["inbox"]);
        let entry = inbox.as_array().unwrap().iter().find(|entry| text(entry, "item") == id).unwrap();
        (id, text(entry, "request").to_owned())
    };
    let (id, _) = request("CANARY terug");
    desk.as_window(officer, &["consent", "recall", &id], &Command::RecallConsent { item: ITEM }, &id);
    let (id, asked) = request("CANARY nee");
    let decline = Command::DeclineConsent { request: RECORD, returned: false, note: String::new() };
    desk.as_window(alderman, &["consent", "refuse", &id, "--note", "CANARY"], &decline, &asked);
    let (id, asked) = request("CANARY taal");
    let (without, sharing, note) = (Mask::none(), Sharing::REGION, String::new());
    let give = Command::GiveConsent { request: RECORD, without, sharing, note };
    desk.as_window(alderman, &["consent", "give", &id], &give, &asked);
    desk.as_window(alderman, &["consent", "confirm", &id], &Command::ConfirmConsent { item: ITEM }, &id);
    exchange(officer, alderman);
    officer.json(&["section", "edit", &id, "--title", "CANARY anders"]);
    let revise = Command::Revise { item: ITEM, confirmed: Vec::new() };
    desk.as_window(officer, &["consent", "revise", &id], &revise, &id);
    exchange(officer, alderman);
    let withdraw = Command::Withdraw { item: ITEM, version: None };
    desk.as_window(alderman, &["consent", "withdraw", &id], &withdraw, &id);
    desk.as_window(alderman, &["consent", "withdraw", "--all"], &Command::WithdrawAll, "");
    exchange(officer, alderman);
}

fn files(desk: &Desk, officer: &Folder) {
    let added = officer.json(&["section", "add", "CANARY bestanden"]);
    let id = text(&added, "id");
    let file = officer.file("CANARY.txt", "CANARY");
    let copy = format!("{file}.copy");
    let add = Command::AddFile { item: ITEM, path: PathBuf::new(), description: String::new() };
    desk.as_window(officer, &["file", "add", id, &file], &add, id);
    let save = Command::SaveFile { file: FileHash::from_bytes([1; 32]), path: PathBuf::new() };
    desk.as_window(officer, &["file", "save", id, "CANARY.txt", &copy], &save, ANY);
    let remove = Command::RemoveFile { item: ITEM, file: AttachmentId::from_bytes([1; 16]) };
    desk.as_window(officer, &["file", "remove", id, "CANARY.txt"], &remove, id);
    desk.as_window(officer, &["remove", id], &Command::Remove { item: ITEM }, id);
}

fn powers(desk: &Desk, alderman: &Folder) {
    let members = alderman.json(&["members"]);
    let bo = members.as_array().unwrap().iter().find(|member| member["name"] == "Bo").unwrap();
    let (kinds, asks) = ([ItemKind::Activity].into(), BTreeSet::new());
    let give = Command::GiveMandate { device: DEVICE, kinds, asks, until: term().from };
    let until = ["--kind", "activity", "--until", "2099-12-31"];
    desk.as_window(alderman, &[&["mandate", "give", "Bo"][..], &until].concat(), &give, text(bo, "device"));
    let listed = alderman.json(&["mandate", "list"]);
    let id = text(&listed["mandates"][0], "id");
    let end = Command::EndMandate { mandate: ContentHash::of(b"") };
    desk.as_window(alderman, &["mandate", "end", id], &end, id);
    let set = Command::SetCompetence { kind: ItemKind::Activity, body: Body::College };
    desk.as_window(alderman, &["mandate", "body", "activity", "college"], &set, "activity");
}

fn members(desk: &Desk, officer: &Folder, adviser: &Folder) {
    let invite = |whom: &[&str], invitee: Invitee, object: &str| {
        let args = [&["invite", "--listen", "127.0.0.1:0"], whom].concat();
        desk.as_window(officer, &args, &Command::Invite(invitee), object);
    };
    invite(&["--role", "reader"], Invitee::Colleague { role: Role::Reader, term: term() }, ANY);
    let open = officer.json(&["invitations"]);
    let id = text(&open[0], "id");
    let cancel = Command::CancelInvitation { invitation: InvitationId::from_bytes([1; 32]) };
    desk.as_window(officer, &["invitations", "--cancel", id], &cancel, id);
    // One that is refused names whom it was for: the region takes part with its own municipality only.
    let again = Invitee::Municipality { code: SOEST, name: None };
    desk.as_window(officer, &["invite", "--municipality", "GM0327"], &Command::Invite(again), "GM0327");
    invite(&["--municipality", "GM0342"], Invitee::Municipality { code: SOEST, name: None }, ANY);

    let device = desk.device(adviser);
    let (role, second) = (Role::RegionalLead, String::new());
    let change = Command::ChangeRole { device: DEVICE, role, term: term(), second: second.clone() };
    desk.as_window(officer, &["member", "change", "CANARY Kim", "--role", "regional-lead"], &change, &device);
    exchange(officer, adviser);
    desk.as_window(adviser, &["forget-plan", "--yes"], &Command::ForgetPlan, "");
    desk.as_window(officer, &["revoke", &device], &Command::RemoveDevice { device: DEVICE }, &device);
    let dismiss = Command::Dismiss { municipality: SOEST, last_day: term().from };
    desk.as_window(officer, &["dismiss", "GM0342", "--last-day", "2026-01-01"], &dismiss, "GM0342");

    let relay = Command::NameRelay { urls: Vec::new(), token: None };
    desk.as_window(officer, &["relay", "set", "https://relay.example.nl"], &relay, "");
    desk.as_window(officer, &["relay", "remove"], &relay, "");
    let proxy = Command::SetProxy { url: None };
    desk.as_window(officer, &["relay", "proxy", "http://proxy.example.nl:8080"], &proxy, "");
}

fn exports(desk: &Desk, officer: &Folder) {
    let person = Command::ReportPerson { about: About::Named("Bo".into()) };
    desk.as_window(officer, &["person", "Bo"], &person, "");
    desk.as_window(officer, &["handover"], &Command::Export(Export::Handover), "");
    let export = Command::Export(Export::Log);
    desk.as_window(officer, &["audit"], &export, "");
    desk.as_window(officer, &["audit", "--csv"], &export, "");
    let (log, verify) = (export.noted().unwrap().0, Command::Verify.noted().unwrap().0);
    desk.leaves(officer, &[], &["audit", "--verify"], &[(log, ""), (verify, "")]);
    desk.as_window(officer, &["dump"], &Command::Export(Export::Everything), "");
}

fn keys(desk: &Desk, officer: &Folder) {
    let show = Command::ShowSecond { of: Root::Region };
    desk.as_window(officer, &["second-key", "--region"], &show, "region");
    let words = officer.json(&["second-key", "--region"]);
    let words = officer.file("region second", text(&words, "words"));
    let written = Secret(Zeroizing::default());
    let (shown, handed) =
        (show.noted().unwrap(), Command::HandOverSecond { of: Root::Region, written }.noted().unwrap());
    let args = ["second-key", "--region", "--handed-over", "--written", &words];
    desk.leaves(officer, &[], &args, &[(shown.0, "region"), (handed.0, "region")]);

    desk.as_window(officer, &["recovery", "show"], &Command::ShowRecovery { current: None }, "");
    let shown = officer.json(&["recovery", "show"]);
    let card = officer.file("card", text(&shown[0], "words"));
    let restore = Command::RestoreKey { words: Secret(Zeroizing::default()) };
    desk.as_window(officer, &["recovery", "restore", &card], &restore, "");
    let renew = |what: Renew| Command::Renew { what, second: String::new() };
    let second = officer.second_key();
    let second = second.to_str().unwrap();
    let args = ["recovery", "renew", "--second-key", second];
    desk.as_window(officer, &args, &renew(Renew::Municipality { lost: None }), "municipality");
    let args = ["recovery", "renew", "--second", "--second-key", second];
    desk.as_window(officer, &args, &renew(Renew::Second(Root::Municipality)), "municipality");

    let first = officer.file("first", "CANARY vier woorden van papier");
    let (open, new) = (("DEELBAAR_PASSPHRASE_FILE", first.as_str()), ("DEELBAAR_NEW_PASSPHRASE_FILE", first.as_str()));
    let name = |current: bool, chosen: bool| window::set_passphrase(current, chosen).noted().unwrap().0;
    desk.leaves(officer, &[new], &["passphrase", "set"], &[(name(false, true), "")]);
    let unlock = (opened::UNLOCK, "");
    desk.leaves(officer, &[open, new], &["passphrase", "change"], &[unlock, (name(true, true), "")]);
    desk.leaves(officer, &[open], &["passphrase", "remove"], &[unlock, (name(true, false), "")]);
}

fn opening(desk: &Desk, officer: &Folder) {
    let words = officer.file("backup words", "CANARY vier woorden van papier");
    let backup = [("DEELBAAR_BACKUP_PASSPHRASE_FILE", words.as_str())];
    let copies = officer.data().with_file_name("copies");
    std::fs::create_dir(&copies).unwrap();
    let (copies, file) = (copies.to_str().unwrap(), officer.data().with_file_name("CANARY.deelbaar"));
    let file = file.to_str().unwrap();
    let passphrase = Passphrase::new("");
    let made = Command::Backup { path: PathBuf::new(), passphrase }.noted().unwrap();
    desk.leaves(officer, &backup, &["backup", file], &[(made.0, "")]);
    let schedule = Some(Schedule { folder: PathBuf::new(), every_days: 1, keep: 1 });
    let name = |schedule| Command::ScheduleBackups { schedule, passphrase: None }.noted().unwrap().0;
    desk.leaves(officer, &backup, &["backup", "--schedule", copies], &[(name(schedule), "")]);
    desk.leaves(officer, &[], &["backup", "--unschedule"], &[(name(None), "")]);

    let restored = Folder::default();
    desk.leaves(&restored, &backup, &["restore", file], &[(opened::RESTORE, "")]);
    let open = [("DEELBAAR_PASSPHRASE_FILE", words.as_str())];
    let locked = desk.leaves(&restored, &open, &["audit"], &[("export log", "")]);
    assert_eq!(locked.len(), 1, "a backup of what was not locked opens without a passphrase");
    let introduction = restored.data().with_file_name("introduction");
    let introduction = introduction.to_str().unwrap();
    let write = Command::Introduce { audience: IntroductionFor::Colleagues };
    desk.as_window(&restored, &["introduce", "write", introduction], &write, "");
    let take = Command::TakeIntroduction { path: PathBuf::new() };
    desk.as_window(officer, &["introduce", "take", introduction], &take, "");
    desk.leaves(&restored, &[], &["repair"], &[("repair", "")]);

    let args = ["init", "--region", "CANARY", "--municipality", "GM0342", "--person", "CANARY"];
    let lines = desk.leaves(&Folder::default(), &[], &args, &[(opened::INIT, "")]);
    assert!(!lines[0].actor.is_empty(), "the device that began it");

    let mut invite = officer.command(&["invite", "--wait", "--approve", "--listen", "127.0.0.1:0", "--json"]);
    invite.args(["--role", "reader"]).env("DEELBAAR_AUDIT_LOG", &desk.log);
    let (mut inviting, code) = said_code(invite);
    let (invited, _) = Command::Invite(Invitee::Colleague { role: Role::Reader, term: term() }).noted().unwrap();
    let asked: Vec<String> = desk.lines().into_iter().map(|line| line.action).collect();
    assert_eq!(asked, [invited]);
    let joined = Folder::default();
    let mut join = joined.command(&["join", &code, "--person", "CANARY Rik", "--listen", "127.0.0.1:0"]);
    desk.tries(&["join"]);
    assert!(join.env("DEELBAAR_AUDIT_LOG", &desk.log).output().unwrap().status.success());
    assert!(inviting.wait().unwrap().success());
    let device = desk.device(&joined);
    let answer = Command::Answer { device: DEVICE, approve: true, second: String::new() };
    let lines = desk.lines();
    let of = |action: &str| lines.iter().find(|line| line.action == action).unwrap_or_else(|| panic!("no {action}"));
    let (let_in, join) = (of(answer.noted().unwrap().0), of(opened::JOIN));
    assert!(device.starts_with(&let_in.object) && device.starts_with(&join.actor) && lines.len() == 2);
}
