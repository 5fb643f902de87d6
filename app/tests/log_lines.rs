//! What devices do by themselves leaves a line in the log of the system (BIO2 8.15): a device that is refused, publishing,
//! taking back and deleting. Never content.
#![allow(clippy::unwrap_used, reason = "a test that cannot set up must fail loudly")]

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use deelbaar_schema::field::Mask;
use deelbaar_schema::id::DeviceId;
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::role::Role;
use deelbaar_schema::space::SpaceState as _;
use deelbaar_tests::{Device, LEUSDEN, PATIENCE, SOEST};

/// Collects what the system's log would hold, from every thread.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Kept {
    /// The lines so far that say all of this.
    fn lines(&self, parts: &[&str]) -> Vec<String> {
        let all = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        let audit = all.lines().filter(|line| line.contains("deelbaar::audit"));
        audit.filter(|line| parts.iter().all(|part| line.contains(part))).map(str::to_owned).collect()
    }

    /// Waits for a line.
    async fn until(&self, parts: &[&str]) -> String {
        let found = tokio::time::timeout(PATIENCE, async {
            loop {
                if let Some(line) = self.lines(parts).pop() {
                    return line;
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        });
        found.await.unwrap_or_else(|_| panic!("no line says {parts:?}: {:#?}", self.lines(&[])))
    }
}

fn knows_removal(device: &Device, removed: &DeviceId) -> bool {
    device.workspace.region().look(|region| region.charter().counts(removed, u64::MAX).is_err())
}

/// One test in this file: the log is of the whole process.
#[tokio::test(flavor = "multi_thread")]
async fn refusing_publishing_and_deleting_leave_a_line_without_content() {
    let kept = Kept::default();
    let log = kept.clone();
    tracing_subscriber::fmt().with_writer(move || log.clone()).with_ansi(false).init();

    let officer = Device::found(LEUSDEN).await;
    let soest = Box::pin(officer.municipality(SOEST)).await;
    let alderman = Box::pin(officer.colleague(Role::Alderman)).await;
    let mut lost = Box::pin(officer.colleague(Role::Reader)).await;
    alderman.meet(&soest);

    let item = officer.add(ItemKind::Section, "Geheime titel", "Geheime tekst.");
    let request = officer.request(item, Mask::none());
    let asked = |d: &Device| d.workspace.municipality().look(|state| state.acts().get(&request).is_some());
    alderman.until("the request", asked).await;
    alderman.consent(item);
    soest.until("the section", |d| d.region_titles() == ["Geheime titel"]).await;
    let own = alderman.workspace.device().short();
    let line = kept.until(&["action=\"publish\"", &own]).await;
    assert!(line.contains("result=\"done\"") && line.contains("origin=\"program\""), "{line}");

    alderman.withdraw(item);
    let line = kept.until(&["action=\"take back\"", &own]).await;
    assert!(line.contains("origin=\"program\""), "{line}");
    for device in [&officer, &soest, &alderman] {
        let who = device.workspace.device().short();
        let line = kept.until(&["action=\"purge\"", &who]).await;
        assert!(line.contains("result=\"done\"") && line.contains("origin=\"program\""), "{line}");
    }

    lost.go_offline().await;
    let removed = lost.workspace.device();
    officer.workspace.remove(removed).unwrap();
    soest.until("the removal", |d| knows_removal(d, &removed)).await;
    lost.come_back().await;
    lost.meet(&soest);
    let line = kept.until(&["action=\"connect\"", &removed.short()]).await;
    assert!(line.contains("result=\"refused\"") && line.contains("origin=\"network\""), "{line}");

    let all = kept.lines(&[]);
    assert!(all.iter().all(|line| !line.contains("Geheime")), "content in the log: {all:#?}");
    for line in &all {
        let parts = ["action=", "object=", "result=", "origin=", "actor="];
        assert!(parts.iter().all(|part| line.contains(part)), "{line}");
    }
}
