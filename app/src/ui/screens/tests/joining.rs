//! Letting somebody in and being let in: the words on both screens, by keyboard and for a screen reader.

use deelbaar_schema::id::DeviceId;
use deelbaar_schema::role::Role;
use deelbaar_sync::net::{Invitation, Words};
use egui::accesskit::Live;
use egui::{Key, Role as Node};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::{Bench, bench, fixture, press, says, tab_to};
use crate::engine::{Command, Invitee, Who};
use crate::ui::screens::participants;
use crate::ui::screens::welcome::{Setup, Welcome};
use crate::ui::theme::Theme;

type Participants<'a> = Harness<'a, Bench<participants::State>>;

const SPOKEN: &str = "Vier woorden: aardbei, abrikoos, adelaar, zwembad";

/// The words are one live message, so that a screen reader says them when they come.
fn announced<S>(harness: &Harness<'_, S>) {
    let words = harness.get_by_role_and_label(Node::Status, SPOKEN);
    assert_eq!(words.accesskit_node().data().live(), Some(Live::Polite));
}

#[test]
fn the_inviter_compares_and_lets_in_by_keyboard() {
    let mut harness: Participants<'_> = bench(fixture::view(Role::PolicyOfficer), participants::State::show);
    harness.get_by_role_and_label(Node::Heading, "Karim Bos wil meedoen");
    announced(&harness);
    assert!(says(&harness, "Leest de ander dezelfde vier woorden voor?"));
    harness.get_by_role_and_label(Node::Button, "Nee, weigeren: Karim Bos");
    tab_to(&mut harness, "Ja, toelaten: Karim Bos");
    press(&mut harness, Key::Enter);
    let device = harness.state().view.applicants[0].device;
    assert_eq!(harness.state().commands, vec![Command::Answer { device, approve: true, second: String::new() }]);
}

#[test]
fn the_inviter_refuses_by_keyboard() {
    let mut harness: Participants<'_> = bench(fixture::view(Role::PolicyOfficer), participants::State::show);
    tab_to(&mut harness, "Nee, weigeren: Karim Bos");
    press(&mut harness, Key::Space);
    let device = harness.state().view.applicants[0].device;
    assert_eq!(harness.state().commands, vec![Command::Answer { device, approve: false, second: String::new() }]);
}

#[test]
fn an_answer_just_after_the_list_changed_does_not_count() {
    let mut harness: Participants<'_> = bench(fixture::view(Role::PolicyOfficer), participants::State::show);
    tab_to(&mut harness, "Ja, toelaten: Karim Bos");
    let mut other = harness.state().view.applicants[0].clone();
    (other.device, other.name) = (DeviceId::from_bytes([1; 32]), "Noor".into());
    harness.state_mut().view.applicants.insert(0, other);
    harness.key_press(Key::Enter);
    harness.step();
    assert!(harness.state().commands.is_empty(), "it may have been meant for somebody else");
    for _ in 0..4 {
        harness.step();
    }
    press(&mut harness, Key::Enter);
    let device = harness.state().view.applicants[1].device;
    assert_eq!(
        harness.state().commands,
        vec![Command::Answer { device, approve: true, second: String::new() }],
        "the focus stayed"
    );
}

#[test]
fn two_who_come_with_one_code_are_pointed_out() {
    let warned = |harness: &Participants<'_>| {
        harness.query_all_by_label_contains("Er vragen meer apparaten toegang met dezelfde code").count()
    };
    let mut harness: Participants<'_> = bench(fixture::view(Role::PolicyOfficer), participants::State::show);
    assert_eq!(warned(&harness), 0);
    let mut other = harness.state().view.applicants[0].clone();
    (other.device, other.words) = (DeviceId::from_bytes([1; 32]), Words::from_bytes([9; 4]));
    harness.state_mut().view.applicants.push(other);
    harness.run();
    assert_eq!(warned(&harness), 2, "at both of them");
    announced(&harness);
}

#[test]
fn a_second_device_is_invited_by_keyboard() {
    let mut harness: Participants<'_> = bench(fixture::view(Role::PolicyOfficer), participants::State::show);
    harness.get_by_role_and_label(Node::Heading, "Een tweede apparaat");
    tab_to(&mut harness, "Code maken voor een tweede apparaat");
    press(&mut harness, Key::Enter);
    assert!(harness.state().commands.is_empty(), "nobody said whose device it is");
    let own = harness.state().view.me.device;
    tab_to(&mut harness, "Van wie");
    for key in [Key::Enter, Key::Home, Key::Enter] {
        press(&mut harness, key);
    }
    tab_to(&mut harness, "Code maken voor een tweede apparaat");
    press(&mut harness, Key::Enter);
    tab_to(&mut harness, "Van wie");
    for key in [Key::Enter, Key::ArrowDown, Key::Enter] {
        press(&mut harness, key);
    }
    tab_to(&mut harness, "Code maken voor een tweede apparaat");
    press(&mut harness, Key::Enter);
    let colleague = harness.state().view.status.colleagues[0].device;
    let expected = [own, colleague].map(|of| Command::Invite(Invitee::Device { of }));
    assert_eq!(harness.state().commands, expected);
}

#[test]
fn a_second_device_of_an_alderman_takes_the_second_key() {
    let mut view = fixture::view(Role::PolicyOfficer);
    let of = &mut view.status.colleagues[0];
    of.who = Who { name: "Wil".into(), role: Some(Role::Alderman) };
    view.applicants[0].invitation = Invitation::Device(of.person);
    let mut harness: Participants<'_> = bench(view, participants::State::show);
    assert!(harness.query_all_by_label_contains("Een tweede apparaat van Wil (Wethouder)").next().is_some());
    tab_to(&mut harness, "De 24 woorden van de tweede sleutel");
    harness.get_by_label("De 24 woorden van de tweede sleutel").type_text(super::WHOLE);
    harness.run();
    tab_to(&mut harness, "Ja, toelaten: Karim Bos");
    press(&mut harness, Key::Enter);
    let device = harness.state().view.applicants[0].device;
    let expected = Command::Answer { device, approve: true, second: super::WHOLE.into() };
    assert_eq!(harness.state().commands, vec![expected]);
}

#[test]
fn whose_device_it_would_be_is_said_as_they_are_today() {
    let mut view = fixture::view(Role::PolicyOfficer);
    let of = &mut view.status.colleagues[0];
    of.revoked = true;
    let invitation = Invitation::Device(of.person);
    view.applicants[0].invitation = invitation.clone();
    view.invitations[0].invitation = invitation;
    let harness: Participants<'_> = bench(view, participants::State::show);
    assert!(
        harness
            .query_all_by_label_contains("van iemand die niet meer meedoet. Het wordt niet toegelaten")
            .next()
            .is_some()
    );
    assert!(
        harness.query_all_by_label_contains("Tweede apparaat van iemand die niet meer meedoet, tot").next().is_some()
    );
}

#[test]
fn a_municipality_that_begins_anew_takes_the_regions_second_key() {
    const SECOND: &str = "De 24 woorden van de tweede sleutel van de regio";
    let mut view = fixture::view(Role::PolicyOfficer);
    view.applicants[0].invitation = Invitation::Municipality { code: fixture::code(342), name: "Soest".into() };
    let mut harness: Participants<'_> = bench(view, participants::State::show);
    assert!(harness.query_all_by_label_contains("Er doet al een gemeente Soest mee.").next().is_some());
    tab_to(&mut harness, "Ja, toelaten: Karim Bos");
    press(&mut harness, Key::Enter);
    assert!(harness.state().commands.is_empty(), "the words are missing");
    harness.get_by_label(SECOND).type_text(super::WHOLE);
    harness.run();
    tab_to(&mut harness, "Ja, toelaten: Karim Bos");
    press(&mut harness, Key::Enter);
    let device = harness.state().view.applicants[0].device;
    let expected = Command::Answer { device, approve: true, second: super::WHOLE.into() };
    assert_eq!(harness.state().commands, vec![expected]);
}

#[test]
fn an_invitation_is_taken_back_by_keyboard() {
    let mut harness: Participants<'_> = bench(fixture::view(Role::PolicyOfficer), participants::State::show);
    harness.get_by_role_and_label(Node::Heading, "Openstaande uitnodigingen");
    let open = harness.state().view.invitations[0].clone();
    let line = crate::words::open_invitation(&open, &harness.state().view);
    assert!(line.starts_with("Lezer, tot 23 nov 2026") && line.ends_with("; 1 keer geprobeerd"), "{line}");
    tab_to(&mut harness, &format!("Intrekken: {line}"));
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().commands, vec![Command::CancelInvitation { invitation: open.id }]);
}

#[test]
fn the_joiner_reads_aloud_and_can_stop() {
    let mut harness = Harness::builder().with_size(egui::vec2(1280.0, 800.0)).build_ui_state(
        |ui, (screen, setup): &mut (Welcome, Option<Setup>)| {
            Theme::default().apply(ui.ctx());
            *setup = screen.show(ui).or_else(|| setup.take());
        },
        (Welcome::default(), None),
    );
    harness.state_mut().0.busy = Some("Wachten".into());
    harness.run();
    assert!(harness.query_by_label("Stop met wachten").is_none(), "nobody waits for a person yet");
    harness.state_mut().0.words = Some(Words::from_bytes([0, 1, 2, 255]));
    harness.run();
    harness.get_by_role_and_label(Node::Heading, "Lees deze woorden voor aan wie u uitnodigde");
    announced(&harness);
    tab_to(&mut harness, "Stop met wachten");
    press(&mut harness, Key::Enter);
    assert!(harness.state().0.stopped);
    assert_eq!(harness.state().1, None);
    for other in ["Begin de regio", "Vraag om mee te doen", "Terugzetten", "Bekijk het voorbeeld"] {
        assert!(harness.query_by_label(other).is_none(), "{other} has nothing to do with waiting");
    }
}
