//! The largest file there may be, from one device to another: never whole in memory, and taken up again where it was cut.
//! Alone in its program, because it looks at how much memory that uses.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set up must fail loudly")]

use std::fs::{self, File};
use std::io::{self, Read, Write};

use deelbaar_schema::attachment::{CHUNK, MAX_FILE};
use deelbaar_schema::id::{AttachmentId, FileHash};
use deelbaar_schema::plan::{ItemKind, PlanEdit};
use deelbaar_schema::role::Role;
use deelbaar_sync::files::{FileKey, Presence, Side};
use deelbaar_sync::workspace::random;
use deelbaar_tests::{Device, LEUSDEN, PATIENCE};

/// What both devices together may use more while 50 MB go through them.
const MOST: u64 = 32 * 1024 * 1024;

/// Bytes that do not repeat, never whole in memory.
fn source() -> impl Read {
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"het grootste bestand").finalize_xof().take(MAX_FILE)
}

/// The most memory that this process used since it was last asked to forget; `None` where the system does not tell.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches("kB").trim().parse::<u64>().ok()? * 1024)
}

fn forget_peak() -> bool {
    fs::write("/proc/self/clear_refs", "5").is_ok()
}

/// Waits until the colleague's device has so many pieces, however loaded the machine is.
async fn wait_for(device: &Device, hash: FileHash, pieces: usize) {
    let enough = |presence| match presence {
        Presence::Here => true,
        Presence::Partly(here, _) => here >= pieces,
        _ => false,
    };
    let mut changed = device.workspace.files().subscribe();
    let waiting = async {
        while !enough(device.presence(hash)) {
            changed.changed().await.unwrap();
        }
    };
    tokio::time::timeout(PATIENCE * 5, waiting).await.expect("the file comes");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_largest_file_goes_from_device_to_device_in_pieces_and_goes_on_after_a_cut() {
    let officer = Device::found(LEUSDEN).await;
    let mut colleague = officer.colleague(Role::PolicyOfficer).await;
    let outside = tempfile::tempdir().unwrap();
    let path = outside.path().join("groot.bin");
    let mut file = File::create(&path).unwrap();
    io::copy(&mut source(), &mut file).unwrap();
    file.flush().unwrap();
    let item = officer.add(ItemKind::Section, "Taal", "");
    let before = forget_peak().then(peak).flatten();

    let (attachment, unswept) = officer.workspace.add_file(&path, "Alle tekeningen").unwrap();
    let (hash, id) = (attachment.hash, AttachmentId::from_bytes(*random::<16>().unwrap()));
    assert_eq!(attachment.size, MAX_FILE);
    officer.edit(&[PlanEdit::SetFile { item, file: id, attachment: Some(attachment) }]);
    drop(unswept);
    wait_for(&colleague, hash, 10).await;
    colleague.go_offline().await;
    let cut = colleague.presence(hash);
    let sent = officer.node().traffic().sent;
    colleague.come_back().await;
    colleague.meet(&officer);
    wait_for(&colleague, hash, usize::MAX).await;
    let Presence::Partly(here, of) = cut else { panic!("it was not cut off halfway: {cut:?}") };
    let again = officer.node().traffic().sent - sent;
    let most = (of - here + 32) * CHUNK;
    assert!(again < most as u64, "{again} bytes for the {} pieces that were lacking", of - here);

    if let (Some(before), Some(after)) = (before, peak()) {
        let more = after.saturating_sub(before);
        assert!(more < MOST, "{} MB more in memory", more / 1024 / 1024);
    }
    // Each piece was checked as it came; what was written is what was read.
    let mut expected = source();
    for index in [0, 1, 2] {
        let mut piece = vec![0; CHUNK];
        expected.read_exact(&mut piece).unwrap();
        let file = FileKey { side: Side::Municipality, hash };
        assert_eq!(*colleague.workspace.files().piece(&file, index).unwrap().unwrap(), piece);
    }
}
