//! Devices that meet over the real network code, each with its own store.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test that cannot set up must fail loudly"
)]

use deelbaar_schema::field::Mask;
use deelbaar_schema::plan::{ItemKind, PlanEdit};
use deelbaar_schema::record::Kind;
use deelbaar_schema::role::Role;
use deelbaar_sync::net::{Asked, Closed, Code, Invitation, JoinError, Listen, Verdict, ask};
use deelbaar_tests::forge::{next, taken};
use deelbaar_tests::{BAARN, Device, LEUSDEN, SOEST};
use iroh::endpoint::presets;
use iroh::{Endpoint, EndpointAddr, EndpointId, RelayMode, TransportAddr};
use tokio::sync::mpsc;

#[tokio::test(flavor = "multi_thread")]
async fn one_section_is_shared_a_later_edit_stays_home_and_a_withdrawal_empties_it() {
    let officer = Device::found(LEUSDEN).await;
    let alderman = officer.colleague(Role::Alderman).await;
    let soest = officer.municipality(SOEST).await;
    let item = officer.add(ItemKind::Section, "Taal", "Voor iedereen.");
    officer.request(item, Mask::none());
    let asked =
        |d: &Device| d.workspace.municipality().look(|s| !s.acts().consent_state(s.bench(), item).open.is_empty());
    alderman.until("the request", asked).await;
    assert!(soest.region_titles().is_empty());
    alderman.consent(item);
    soest.until("the section", |d| d.region_titles() == ["Taal"]).await;
    assert!(soest.holds("Voor iedereen."));

    let edit = PlanEdit::SetBody { item, base: "Voor iedereen.".into(), text: "Nog geheim.".into() };
    officer.edit(&[edit]);
    alderman.until("the edit", |d| d.body(item).as_deref() == Some("Nog geheim.")).await;
    alderman.withdraw(item);
    soest.until("the withdrawal", |d| d.region_titles().is_empty()).await;
    assert!(!soest.holds("Voor iedereen.") && !soest.holds("Nog geheim."));
    officer.until("three confirmations", |d| d.confirmations() == 3).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_municipality_that_was_off_catches_up_through_somebody_else() {
    let officer = Device::found(LEUSDEN).await;
    let mut soest = officer.municipality(SOEST).await;
    let baarn = officer.municipality(BAARN).await;
    let mut alderman = officer.colleague(Role::Alderman).await;
    soest.go_offline().await;
    let item = officer.add(ItemKind::Section, "Terwijl Soest weg was", "");
    officer.request(item, Mask::none());
    alderman
        .until("the request", |d| {
            d.workspace.municipality().look(|s| !s.acts().consent_state(s.bench(), item).open.is_empty())
        })
        .await;
    alderman.consent(item);
    baarn.until("the section", |d| d.region_titles().len() == 1).await;
    alderman.go_offline().await;
    soest.come_back().await;
    soest.meet(&baarn);
    soest.until("the section", |d| d.region_titles().len() == 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_devices_of_one_municipality_edit_the_same_text_apart_and_keep_both_edits() {
    let mut one = Device::found(LEUSDEN).await;
    let mut two = one.colleague(Role::PolicyOfficer).await;
    let base = "Medewerkers volgen een training.";
    let item = one.add(ItemKind::Section, "Taal", base);
    two.until("the section", |d| d.body(item).is_some()).await;
    one.go_offline().await;
    two.go_offline().await;
    let set = |text: &str| PlanEdit::SetBody { item, base: base.into(), text: text.into() };
    one.edit(&[set("Medewerkers van de balie volgen een training.")]);
    two.edit(&[set("Medewerkers volgen een training in taal.")]);
    one.come_back().await;
    two.come_back().await;
    two.meet(&one);
    let both = "Medewerkers van de balie volgen een training in taal.";
    one.until("both edits", |d| d.body(item).as_deref() == Some(both)).await;
    two.until("both edits", |d| d.body(item).as_deref() == Some(both)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_device_is_refused_and_learns_nothing() {
    let officer = Device::found(LEUSDEN).await;
    officer.add(ItemKind::Section, "Geheim", "Geheim");
    let stranger = Endpoint::builder(presets::Minimal).relay_mode(RelayMode::Disabled).bind().await.unwrap();
    let id = EndpointId::from_bytes(officer.workspace.device().as_bytes()).unwrap();
    let addrs = officer.addresses().into_iter().map(TransportAddr::Ip).collect();
    for alpn in [&b"deelbaar/sync/3"[..], b"deelbaar/join/4"] {
        let address = EndpointAddr { id, addrs: std::collections::BTreeSet::clone(&addrs) };
        let connection = stranger.connect(address, alpn).await.unwrap();
        let reason = connection.closed().await;
        assert!(reason.to_string().contains("not enrolled"), "{reason}");
    }
    assert!(officer.node().peers().all().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn other_municipalities_get_no_private_record_at_all() {
    let officer = Device::found(LEUSDEN).await;
    let soest = officer.municipality(SOEST).await;
    officer.add(ItemKind::Section, "kanarie-titel", "kanarie-tekst");
    let shared = soest.add(ItemKind::Section, "van Soest", "");
    soest.request(shared, Mask::none());
    for title in ["een", "twee", "drie"] {
        officer.add(ItemKind::Activity, title, "kanarie");
    }
    soest
        .until("the region of the founder", |d| d.workspace.region().heights() == officer.workspace.region().heights())
        .await;
    assert!(!soest.holds("kanarie"));
    let own = soest.workspace.device();
    assert!(soest.workspace.municipality().heights().keys().all(|author| *author == own));
    assert!(!officer.holds("van Soest"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_outlives_a_restart_and_serves_one_device_once() {
    let mut officer = Device::found(LEUSDEN).await;
    let (nobody, _) = mpsc::channel::<Asked>(1);
    let invitation = Invitation::Municipality { code: SOEST, name: "Soest".into() };
    let code = officer.node().invite(invitation, nobody).unwrap();
    officer.go_offline().await;
    officer.come_back().await;
    // Nobody looks: not let in, and the code stays good.
    let mut code: Code = code;
    code.addresses = officer.addresses();
    let nobody = ask(&code, "Soest", None, Listen::LOOPBACK, |_| {}).await;
    assert!(matches!(nobody, Err(JoinError::NobodyAnswered)), "{nobody:?}");
    let (doorkeeper, mut asked) = mpsc::channel::<Asked>(1);
    officer.node().receive_applicants(doorkeeper);
    let approve = async { asked.recv().await.unwrap().answer.send(Verdict::Admit(None)).unwrap() };
    let (granted, ()) = tokio::join!(ask(&code, "Soest", None, Listen::LOOPBACK, |_| {}), approve);
    assert!(granted.is_ok());
    let again = ask(&code, "Soest", None, Listen::LOOPBACK, |_| {}).await;
    assert!(matches!(again, Err(JoinError::Closed(Closed::Used))), "{again:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_wrote_last_is_known_to_be_up_to_date_too() {
    let officer = Device::found(LEUSDEN).await;
    let soest = officer.municipality(SOEST).await;
    let space = officer.workspace.region_space();
    for round in 0u8..3 {
        let (writer, reader) = if round % 2 == 0 { (&soest, &officer) } else { (&officer, &soest) };
        let record = next(writer.workspace.region(), &writer.workspace.key(), Kind::Unknown(700), vec![round]);
        taken(writer.workspace.region(), vec![record.to_wire()]);
        for (one, other) in [(writer, reader), (reader, writer)] {
            let device = other.workspace.device();
            one.until("that the other keeps the same", |d| {
                let own = d.workspace.region().digest();
                let same = own == writer.workspace.region().digest();
                same && d.node().peers().all().get(&device).is_some_and(|peer| peer.keeps_now(&space, &own))
            })
            .await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn dialling_everybody_again_leaves_what_is_connected_alone() {
    let officer = Device::found(LEUSDEN).await;
    let colleague = officer.colleague(Role::PolicyOfficer).await;
    let device = officer.workspace.device();
    let connected = |d: &Device| d.node().peers().all().get(&device).is_some_and(|peer| peer.connected);
    colleague.until("the connection that it dialled", connected).await;
    let since = |d: &Device| d.node().peers().all().remove(&device).and_then(|peer| peer.since);
    let began = since(&colleague);
    for round in ["een", "twee", "drie"] {
        colleague.node().dial_now();
        let item = officer.add(ItemKind::Section, round, round);
        colleague.until(round, |d| d.body(item).as_deref() == Some(round)).await;
        assert_eq!(since(&colleague), began, "the same session");
    }
}
