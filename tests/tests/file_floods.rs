//! Floods on the connections for files: answers that are wrong or without end, and questions without end. Alone in their program,
//! because they look at how much memory that takes.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set up must fail loudly")]

use deelbaar_schema::attachment::{Attachment, CHUNK};
use deelbaar_schema::id::FileHash;
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::role::Role;
use deelbaar_sync::files::Presence;
use deelbaar_sync::net::Limits;
use deelbaar_tests::PATIENCE;
use deelbaar_tests::attached::{content, list_of};
use deelbaar_tests::file_wire::{Ask, Holder, Manner, Side, ask_without_end, is_blamed, three};
use deelbaar_tests::resident::Peak;

/// Most MiB that a flood takes, of all devices in this program together.
const MEMORY: u64 = 96;
const FEW: Limits = Limits { frames_an_hour: 200, sent_an_hour: 40 * 1024 * 1024, ..Limits::FOR_FILES };

#[tokio::test(flavor = "multi_thread")]
async fn whoever_sends_something_wrong_is_no_longer_listened_to_and_nothing_of_it_is_kept() {
    let peak = Peak::begin();
    let short = [Manner::Lies, Manner::LiesAboutPieces, Manner::TooShort, Manner::TooLong, Manner::Garbage];
    for manner in short.into_iter().chain([Manner::Huge]) {
        let (officer, colleague, liar) = three().await;
        let (key, device) = (liar.workspace.key(), liar.workspace.device());
        let content = content("waar", 2 * CHUNK + 1);
        let holder = Holder::meet(&key, &colleague, content.clone(), manner).await;
        let item = officer.add(ItemKind::Section, "Taal", "");
        let hash = officer.name_file(item, Attachment::new("waar.pdf", &list_of(&content), "").unwrap());
        colleague.until("the liar blamed", |d| is_blamed(d, device)).await;
        let said = colleague.node().peers().all()[&device].misbehaved.clone().unwrap();
        assert!(said.contains("something else than the file"), "{said}");
        officer.keep_file(&content);
        colleague.until("the true file", |d| d.presence(hash) == Presence::Here).await;
        assert_eq!(colleague.saved(hash), content);
        assert_eq!(holder.asked(), 1, "{manner:?}");
        holder.leave().await;
    }
    peak.stayed_within(MEMORY);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_after_the_pieces_that_were_asked_for_is_not_read() {
    let peak = Peak::begin();
    let (officer, colleague, liar) = three().await;
    let content = content("waar", 2 * CHUNK + 1);
    let holder = Holder::meet(&liar.workspace.key(), &colleague, content.clone(), Manner::Endless).await;
    let item = officer.add(ItemKind::Section, "Taal", "");
    let hash = officer.name_file(item, Attachment::new("waar.pdf", &list_of(&content), "").unwrap());
    colleague.until("the file", |d| d.presence(hash) == Presence::Here).await;
    colleague.until("the flood was cut", |_| holder.refused() > 0).await;
    assert_eq!(colleague.saved(hash), content);
    holder.leave().await;
    peak.stayed_within(MEMORY);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_without_end_is_answered_so_much_and_others_get_their_files() {
    let peak = Peak::begin();
    let (mut victim, mut honest, lists) = three().await;
    let mut pieces = victim.colleague(Role::Reader).await;
    pieces.go_offline().await;
    honest.go_offline().await;
    victim.go_offline().await;
    victim.come_back_limited(FEW).await;
    let content = content("begroting", 40 * CHUNK);
    let item = victim.add(ItemKind::Section, "Taal", "");
    let hash = victim.attach(item, "begroting.pdf", &content);
    victim.workspace.sweep_files().unwrap();

    let nowhere = Ask::List(Side::Municipality, FileHash::from_bytes([7; 32]));
    let all = Ask::Pieces(Side::Municipality, hash, (0..16).collect());
    honest.come_back().await;
    honest.meet(&victim);
    let (one, other) = (lists.workspace.key(), pieces.workspace.key());
    let floods =
        async { tokio::join!(ask_without_end(&one, &victim, &nowhere), ask_without_end(&other, &victim, &all)) };
    let arrives = honest.until("the file", |d| d.presence(hash) == Presence::Here);
    let served = async { tokio::join!(floods, arrives).0 };
    let ((lists, _), (pieces, sent)) = Box::pin(tokio::time::timeout(PATIENCE, served)).await.unwrap();
    assert_eq!(lists as u64, FEW.frames_an_hour, "questions that are answered within an hour");
    let most = usize::try_from(FEW.sent_an_hour).unwrap();
    assert!(pieces > 5 && sent <= most && sent > most - 17 * CHUNK, "{pieces} answers, {sent} bytes");
    // Coming again begins no new hour.
    assert_eq!(ask_without_end(&one, &victim, &nowhere).await.0, 0);
    assert_eq!(ask_without_end(&other, &victim, &all).await.0, 0);
    peak.stayed_within(MEMORY);
}
