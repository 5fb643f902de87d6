//! What the system's log says. In a program of its own: whether a line is wanted is remembered for the whole process, so
//! tests beside this one would decide it too.
#![allow(clippy::unwrap_used, reason = "a test that cannot set up must fail loudly")]

use std::collections::BTreeSet;

use deelbaar::engine::{Command, Done, Executor};
use deelbaar_schema::plan::ItemKind;
use deelbaar_sync::store::Passphrase;
use deelbaar_tests::{Device, LEUSDEN};

/// Collects what the system's log would hold.
#[derive(Clone, Default)]
struct Kept(std::sync::Arc<std::sync::Mutex<Vec<u8>>>);

impl std::io::Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_log_of_the_system_says_what_was_done_and_never_what_it_was_about() {
    let officer = Device::found(LEUSDEN).await;
    let mut executor = Executor::new(officer.workspace.clone(), None);
    let kept = Kept::default();
    let writer = kept.clone();
    let log = tracing_subscriber::fmt().with_writer(move || writer.clone()).with_ansi(false).finish();
    tracing::subscriber::set_global_default(log).unwrap();
    let add = Command::Add { kind: ItemKind::Activity, title: "CANARY-title".into(), parent: None };
    let Done::Added(item) = executor.execute(add).unwrap() else { panic!("nothing was added") };
    let text = "CANARY-text".to_owned();
    executor.execute(Command::SetBody { item, base: String::new(), text }).unwrap();
    executor.execute(Command::Submit { item }).unwrap();
    let (sharing, confirmed, note) =
        (deelbaar_schema::disclosure::Sharing::REGION, Vec::new(), "CANARY-note".to_owned());
    let without = deelbaar_schema::field::Mask::none();
    executor
        .execute(Command::RequestConsent { item, without, files: BTreeSet::new(), sharing, confirmed, note })
        .unwrap();
    let chosen = Some(Passphrase::new("CANARY passphrase"));
    executor.execute(Command::SetPassphrase { current: None, chosen }).unwrap();
    let given = Passphrase::new("CANARY wrong one");
    executor.execute(Command::ConfirmPassphrase { given }).unwrap_err();
    executor.execute(Command::RemoveDevice { device: officer.workspace.device() }).unwrap_err();
    let log = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
    assert!(!log.contains("CANARY"), "{log}");
    let actor = officer.workspace.device().short();
    for (action, result) in [
        ("submit", "done"),
        ("request consent", "done"),
        ("set passphrase", "done"),
        ("confirm passphrase", "refused"),
        ("remove device", "refused"),
    ] {
        let line = log.lines().find(|line| line.contains(&format!("action=\"{action}\"")));
        let line = line.unwrap_or_else(|| panic!("no line for {action}: {log}"));
        assert!(line.contains("deelbaar::audit") && line.contains(&actor), "{line}");
        assert!(line.contains(&format!("result=\"{result}\"")) && line.contains("origin=\"window\""), "{line}");
    }
    assert_eq!(log.lines().filter(|line| line.contains("deelbaar::audit")).count(), 5, "typing leaves no line: {log}");
}
