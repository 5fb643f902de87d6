//! What a device tells a helpdesk: who was reached, what they confirmed, what waits for them. Never what it was about.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set up must fail loudly")]

use deelbaar_schema::field::Mask;
use deelbaar_schema::id::DeviceId;
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::role::Role;
use deelbaar_sync::net::{Happening, Journal};
use deelbaar_tests::{Device, LEUSDEN, SOEST};

/// At most so many of `device`'s records of the region wait for `other`.
fn waiting(device: &Device, other: DeviceId) -> Option<u64> {
    let region = device.workspace.region();
    let peer = device.node().peers().all().remove(&other)?;
    peer.waiting(&region.space(), (region.digest(), region.count()))
}

fn with(device: &Device, other: DeviceId) -> Vec<Happening> {
    let lines = device.node().journal().lines().into_iter();
    lines.filter(|line| line.device == other).map(|line| line.what).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_for_a_device_that_is_off_is_counted_and_goes_when_it_comes_back() {
    let officer = Device::found(LEUSDEN).await;
    let alderman = officer.colleague(Role::Alderman).await;
    let mut soest = officer.municipality(SOEST).await;
    let other = soest.workspace.device();
    officer.until("Soest has everything", |d| waiting(d, other) == Some(0)).await;
    soest.go_offline().await;

    let item = officer.add(ItemKind::Section, "kanarie-titel", "kanarie-tekst");
    officer.request(item, Mask::none());
    let asked =
        |d: &Device| d.workspace.municipality().look(|s| !s.acts().consent_state(s.bench(), item).open.is_empty());
    alderman.until("the request", asked).await;
    alderman.consent(item);
    officer.until("the section in the region", |d| d.region_titles().len() == 1).await;
    // The private records are no business of Soest: one publication waits, and nothing else.
    assert_eq!(waiting(&officer, other), Some(1));
    assert_eq!(waiting(&officer, DeviceId::from_bytes([9; 32])), None, "of a stranger nothing is known");

    soest.come_back().await;
    soest.meet(&officer);
    officer.until("Soest has everything again", |d| waiting(d, other) == Some(0)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_journal_tells_what_happened_with_whom_across_runs_and_nothing_of_what_it_was_about() {
    let mut officer = Device::found(LEUSDEN).await;
    let mut soest = officer.municipality(SOEST).await;
    let other = soest.workspace.device();
    officer.add(ItemKind::Section, "kanarie-titel", "kanarie-tekst");
    officer.until("Soest has everything", |d| waiting(d, other) == Some(0)).await;
    soest.go_offline().await;
    let ended = |what: &Happening| matches!(what, Happening::Ended { sent, .. } if *sent > 0);
    officer.until("the end of the conversation", |d| with(d, other).iter().any(ended)).await;
    assert!(
        with(&officer, other).iter().any(|what| matches!(what, Happening::Connected { dialled: false, at: Some(_) }))
    );

    officer.go_offline().await;
    officer.come_back().await;
    assert!(with(&officer, other).iter().any(ended), "forgotten by the next run");
    let written = Journal::load(officer.workspace.store().clone()).unwrap().lines();
    let text = format!("{written:?}");
    assert!(!text.contains("kanarie") && !text.contains("Beleidsadviseur"), "{text}");
    // Nobody is there any more: that is said once, however often it is tried.
    officer.until("Soest is not reached", |d| with(d, other).last() == Some(&Happening::NotReached)).await;
    officer.node().dial_now();
    officer.until("Soest is not reached again", |d| with(d, other).last() == Some(&Happening::NotReached)).await;
    assert_eq!(with(&officer, other).iter().filter(|what| **what == Happening::NotReached).count(), 1);
}
