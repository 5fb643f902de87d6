//! The largest file there may be, from one device to another: never whole in memory, and taken up again where it was cut.
//! Alone in its program, because it looks at how much memory that uses.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set up must fail loudly")]

use std::fs::File;
use std::io::{self, Read, Write};

use deelbaar_schema::attachment::{CHUNK, MAX_FILE};
use deelbaar_schema::id::{AttachmentId, FileHash};
use deelbaar_schema::plan::{ItemKind, PlanEdit};
use deelbaar_schema::role::Role;
use deelbaar_sync::files::{FileKey, Presence, Side};
use deelbaar_sync::net::Limits;
use deelbaar_sync::workspace::random;
use deelbaar_tests::resident::Peak;
use deelbaar_tests::{Device, LEUSDEN, PATIENCE};

/// What both devices together may use more while 50 MB go through them, in MiB.
const MOST: u64 = 32;
/// So many pieces go at the most before the cut, and so many at the least.
const BEFORE: usize = 80;
const AT_LEAST: usize = 60;
/// Of which it has so many.
const PIECES: u64 = MAX_FILE.div_ceil(CHUNK as u64);

/// Bytes that do not repeat, never whole in memory.
fn source() -> impl Read {
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"het grootste bestand").finalize_xof().take(MAX_FILE)
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
    let mut officer = Device::found(LEUSDEN).await;
    let mut colleague = officer.colleague(Role::PolicyOfficer).await;
    // What it is asked for it gives until so much went, and then it hangs up in the middle of an answer.
    officer.go_offline().await;
    let cut = Limits { sent_an_hour: (BEFORE * CHUNK) as u64, ..Limits::FOR_FILES };
    officer.come_back_limited(cut).await;
    colleague.meet(&officer);
    let outside = tempfile::tempdir().unwrap();
    let path = outside.path().join("groot.bin");
    let mut file = File::create(&path).unwrap();
    io::copy(&mut source(), &mut file).unwrap();
    file.flush().unwrap();
    let item = officer.add(ItemKind::Section, "Taal", "");
    let peak = Peak::begin();

    let (attachment, unswept) = officer.workspace.add_file(&path, "Alle tekeningen").unwrap();
    let (hash, id) = (attachment.hash, AttachmentId::from_bytes(*random::<16>().unwrap()));
    assert_eq!(attachment.size, MAX_FILE);
    officer.edit(&[PlanEdit::SetFile { item, file: id, attachment: Some(attachment) }]);
    drop(unswept);
    wait_for(&colleague, hash, AT_LEAST).await;
    colleague.go_offline().await;
    let Presence::Partly(here, of) = colleague.presence(hash) else {
        panic!("not cut: {:?}", colleague.presence(hash))
    };
    assert!((AT_LEAST..=BEFORE).contains(&here) && of as u64 == PIECES, "{here} of {of} pieces came before the cut");

    officer.go_offline().await;
    officer.come_back().await;
    colleague.come_back().await;
    colleague.meet(&officer);
    wait_for(&colleague, hash, usize::MAX).await;
    let (again, most) = (officer.node().traffic().sent, (of - here + 32) * CHUNK);
    assert!(again < most as u64, "{again} bytes for the {} pieces that were lacking", of - here);
    peak.stayed_within(MOST);

    // Each piece was checked as it came; what was written is what was read.
    let (mut expected, file) = (source(), FileKey { side: Side::Municipality, hash });
    for index in 0..of {
        let mut piece = Vec::new();
        expected.by_ref().take(CHUNK as u64).read_to_end(&mut piece).unwrap();
        let kept = colleague.workspace.files().piece(&file, index).unwrap().unwrap();
        assert!(*kept == piece && !piece.is_empty(), "piece {index}");
    }
    assert_eq!(expected.read(&mut [0]).unwrap(), 0, "that was all");
}
