//! What the manual tells an officer and an alderman to do together, in two windows, by keyboard, by role and by name: a
//! decision, and a consent, each signed with the alderman's passphrase.

use deelbaar_schema::gate::{Phase, Visibility};
use deelbaar_sync::workspace::Root;
use egui::{Key, Role as Node};

use super::joining::{found, hand_over, let_alderman_in};
use super::keyboard::Seat;
use super::*;
use crate::engine::ItemView;

const PASSPHRASE: &str = "vier woorden van papier";
/// What the manual promises: so long after it was given the passphrase is not asked again.
const GRACE: Duration = Duration::from_mins(5);
const SIGNING: &str = "Ondertekenen met uw wachtwoord";

/// The only item that this window shows of the plan and that is called so.
fn item(desktop: &Desktop, title: &str) -> Option<ItemView> {
    let view = desktop.running.engines[0].view();
    view.items.iter().find(|view| view.item.title == title).cloned()
}

#[track_caller]
fn until_phase(seat: &mut Seat<'_>, title: &str, phase: Phase) {
    seat.wait(|desktop| item(desktop, title).is_some_and(|view| view.decision.is_some_and(|d| d.phase == phase)));
}

/// Adds something with a title alone, on the screen where it belongs.
#[track_caller]
fn add(anna: &mut Seat<'_>, screen: &str, button: &str, title: &str) {
    anna.go(screen);
    anna.press(button);
    anna.write(Node::TextInput, "Titel", title);
    anna.key(Key::Enter);
    anna.until(Node::Heading, title);
}

/// Puts an activity or conversation forward; the alderman opens it.
#[track_caller]
fn put_forward(anna: &mut Seat<'_>, eva: &mut Seat<'_>, title: &str) {
    anna.press("Voorleggen aan wethouder");
    eva.wait(|desktop| !desktop.running.engines[0].view().inbox.is_empty());
    eva.go("Te besluiten");
    eva.until(Node::Heading, title);
}

/// The first signature of an alderman without a passphrase: one is set for it.
#[track_caller]
fn sign_first(eva: &mut Seat<'_>) {
    eva.until(Node::Dialog, "Stel eerst een wachtwoord in");
    eva.write(Node::PasswordInput, "Nieuw wachtwoord", PASSPHRASE);
    eva.write(Node::PasswordInput, "Nieuw wachtwoord nogmaals", PASSPHRASE);
    eva.press("Instellen en ondertekenen");
    // The passphrase is set first; then the window sends what waited for it.
    eva.wait(|desktop| !waits(desktop));
    assert!(eva.desktop().running.engines[0].view().status.passphrase);
}

/// Later than five minutes after the passphrase was given it is asked again, and a wrong one signs nothing.
#[track_caller]
fn sign(eva: &mut Seat<'_>, button: &str, unsigned: impl Fn(&Desktop) -> bool) {
    eva.desktop().running.engines[0].sleep(GRACE);
    eva.press(button);
    eva.until(Node::Dialog, SIGNING);
    eva.write(Node::PasswordInput, "Wachtwoord", "iets heel anders");
    eva.press("Ondertekenen");
    eva.until_reads("Dat wachtwoord klopt niet");
    assert!(unsigned(eva.desktop()));
    eva.write(Node::PasswordInput, "Wachtwoord", PASSPHRASE);
    eva.key(Key::Enter);
    eva.wait(|desktop| !unsigned(desktop));
    assert!(!eva.meets(Node::Dialog, SIGNING));
}

fn waits(desktop: &Desktop) -> bool {
    !desktop.running.engines[0].view().inbox.is_empty()
}

#[test]
fn an_alderman_holds_agrees_and_consents_with_the_passphrase() {
    let dir = tempfile::tempdir().unwrap();
    let mut anna = found(&dir);
    let second = hand_over(&mut anna, Root::Municipality);
    let mut eva = let_alderman_in(&dir, &mut anna, &second);

    // An activity: held, put forward again, agreed to, carried out.
    add(&mut anna, "Activiteiten", "Nieuwe activiteit", "Dialoogavond");
    put_forward(&mut anna, &mut eva, "Dialoogavond");
    eva.press("Aanhouden");
    sign_first(&mut eva);
    until_phase(&mut anna, "Dialoogavond", Phase::Held);
    put_forward(&mut anna, &mut eva, "Dialoogavond");
    sign(&mut eva, "Akkoord", waits);
    until_phase(&mut anna, "Dialoogavond", Phase::Agreed);
    anna.press("Uitvoering starten");
    until_phase(&mut anna, "Dialoogavond", Phase::Running);
    anna.press("Gegevens bewerken");
    anna.write(Node::MultilineTextInput, "Resultaat", "Veertig mensen.");
    anna.press("Klaar met bewerken");
    anna.until_reads("Veertig mensen.");
    anna.press("Afronden");
    until_phase(&mut anna, "Dialoogavond", Phase::Finished);

    // A conversation is held to the same: refused with a reason, it does not start.
    add(&mut anna, "Gesprekken", "Nieuw gesprek", "Keukentafelgesprek");
    put_forward(&mut anna, &mut eva, "Keukentafelgesprek");
    eva.write(Node::MultilineTextInput, "Voorwaarde of opmerking", "Niet nu.");
    eva.press("Afwijzen");
    until_phase(&mut anna, "Keukentafelgesprek", Phase::Refused);
    anna.press("Uitvoering starten");
    anna.until_reads("Afgewezen. Opnieuw voorleggen kan");
    until_phase(&mut anna, "Keukentafelgesprek", Phase::Refused);

    // Consent to share a section.
    add(&mut anna, "Maatwerkplan", "Nieuw onderdeel", "Taalcafé");
    anna.write(Node::MultilineTextInput, "Beschrijving", "Elke week in de bibliotheek.");
    anna.press("Toestemming vragen");
    anna.until(Node::Dialog, "Toestemming vragen: Taalcafé");
    anna.press("Toestemming vragen aan wethouder");
    eva.wait(waits);
    eva.until(Node::Heading, "Taalcafé");
    eva.until_reads("Elke week in de bibliotheek.");
    sign(&mut eva, "Toestemming geven en ondertekenen", waits);
    let shared = |desktop: &Desktop| {
        let visibility = item(desktop, "Taalcafé").map(|view| view.visibility);
        matches!(visibility, Some(Visibility::Shared { version: 1, changed: false, .. }))
    };
    anna.wait(shared);
    anna.until_reads("Regio · versie 1");
    for seat in [anna, eva] {
        seat.leave();
    }
}
