//! A region is founded and grows, as the manual tells it: every step in the windows, by keyboard, by role and by name.

use deelbaar_sync::workspace::{Root, asked_back};
use egui::{Key, Role as Node};

use super::keyboard::Seat;
use super::*;
use crate::format;

const SECOND: &str = "De 24 woorden van de tweede sleutel";

/// Anna begins the region on a device that has nothing yet.
pub(super) fn found(dir: &tempfile::TempDir) -> Seat<'static> {
    let mut anna = Seat::at(&dir.path().join("Leusden"));
    assert!(anna.meets(Node::Heading, "Welkom bij Deelbaar"));
    anna.write(Node::TextInput, "Naam van de regio", "Regio Amersfoort");
    anna.choose("Uw gemeente", "Leusden");
    anna.write(Node::TextInput, "Uw naam", "Anna Jansen");
    anna.key(Key::Enter);
    anna.until(Node::Heading, "Overzicht");
    anna.go("Deelnemers");
    anna
}

/// A second key goes to somebody else, who writes its words down.
pub(super) fn hand_over(anna: &mut Seat<'_>, of: Root) -> String {
    let (button, dialog) = match of {
        Root::Municipality => ("Woorden tonen…", SECOND),
        Root::Region => ("Woorden van de regio tonen…", "De 24 woorden van de tweede sleutel van de regio"),
    };
    anna.press(button);
    anna.until(Node::Dialog, dialog);
    for (role, name) in [(Node::Heading, dialog), (Node::Button, "Later")] {
        assert!(anna.sees(role, name), "{name} is out of view");
    }
    let shown = anna.words("Woorden");
    let words: Vec<&str> = shown.iter().filter_map(|line| line.split(' ').nth(1)).collect();
    assert_eq!(words.len(), 24, "{shown:?}");
    anna.until_reads("Het zijn met opzet Engelse woorden");
    // Wiped only once the paper says the same: after a wrong word they are here still, and can be shown again.
    anna.press("Ze staan op papier: nu teruglezen…");
    anna.until(Node::Dialog, "Lees drie woorden van het papier");
    assert!(!anna.meets(Node::Region, "Woorden"), "they are not on the screen");
    anna.press("De ander heeft de woorden; wis ze hier");
    anna.until_reads("Vul het woord in dat op het papier bij nummer");
    let asked = asked_back(&words.join(" "));
    for place in &asked {
        anna.write(Node::TextInput, &format!("Woord {place}"), "papier");
    }
    anna.press("De ander heeft de woorden; wis ze hier");
    assert!(anna.meets(Node::Dialog, "Lees drie woorden van het papier"));
    assert!(anna.desktop().running.engines[0].view().me.seconds.contains(&of));
    anna.press("Woorden nog eens tonen");
    anna.until(Node::Dialog, dialog);
    assert_eq!(anna.words("Woorden"), shown);
    anna.press("Ze staan op papier: nu teruglezen…");
    anna.until(Node::Dialog, "Lees drie woorden van het papier");
    for place in &asked {
        anna.write(Node::TextInput, &format!("Woord {place}"), words[place - 1]);
    }
    // In the last field, as on paper one is done then.
    anna.key(Key::Enter);
    anna.wait(|desktop| !desktop.running.engines[0].view().me.seconds.contains(&of));
    words.join(" ")
}

/// The code that the button makes.
fn code(anna: &mut Seat<'_>, button: &str) -> String {
    let code = shown_code(anna, button);
    anna.press("Sluiten");
    assert!(!anna.meets(Node::Dialog, "Eenmalige code"));
    code
}

/// The same, while it still shows.
fn shown_code(anna: &mut Seat<'_>, button: &str) -> String {
    anna.press(button);
    anna.until(Node::Dialog, "Eenmalige code");
    anna.until_reads("Laat Deelbaar op dit apparaat open");
    assert!(!anna.meets(Node::Status, "Gekopieerd. U kunt de code nu in een bericht plakken."));
    let code = anna.copy("Kopiëren");
    anna.until(Node::Status, "Gekopieerd. U kunt de code nu in een bericht plakken.");
    code
}

/// Somebody asks to join with a code, in a window on a device that has nothing yet.
fn ask(dir: &tempfile::TempDir, place: &str, code: &str, name: &str) -> Seat<'static> {
    let mut joiner = Seat::at(&dir.path().join(place));
    ask_again(&mut joiner, code, name);
    joiner
}

fn ask_again(joiner: &mut Seat<'_>, code: &str, name: &str) {
    joiner.write(Node::MultilineTextInput, "Code", code);
    joiner.write(Node::TextInput, "Uw naam", name);
    joiner.press("Vraag om mee te doen");
}

/// Both have the same words on the screen, and only the two of them. Returns them.
fn compare(anna: &mut Seat<'_>, joiner: &mut Seat<'_>, name: &str) -> String {
    joiner.until(Node::Heading, "Lees deze woorden voor aan wie u uitnodigde");
    anna.until(Node::Heading, &format!("{name} wil meedoen"));
    let read = joiner.named(Node::Status, "Vier woorden: ").unwrap();
    assert_eq!(anna.named(Node::Status, "Vier woorden: "), Some(read.clone()));
    read
}

/// Anna lets somebody in who is invited with the button.
fn let_in(dir: &tempfile::TempDir, anna: &mut Seat<'_>, button: &str, (place, name): (&str, &str)) -> Seat<'static> {
    let invited = code(anna, button);
    let mut joiner = ask(dir, place, &invited, name);
    compare(anna, &mut joiner, name);
    anna.press(&format!("Ja, toelaten: {name}"));
    joiner.until(Node::Heading, "Overzicht");
    joiner
}

/// Anna lets an alderman in, with the words of the second person.
pub(super) fn let_alderman_in(dir: &tempfile::TempDir, anna: &mut Seat<'_>, second: &str) -> Seat<'static> {
    anna.choose("Rol", "Wethouder");
    let invited = code(anna, "Code maken voor een collega");
    let mut eva = ask(dir, "wethouder", &invited, "Eva de Wit");
    compare(anna, &mut eva, "Eva de Wit");
    anna.write(Node::MultilineTextInput, SECOND, second);
    anna.press("Ja, toelaten: Eva de Wit");
    eva.until(Node::Heading, "Overzicht");
    eva
}

/// The list shows that this municipality takes part.
fn takes_part(seat: &mut Seat<'_>, name: &str) {
    seat.tab_to_row(&format!("Gemeente: {name}, Stand: Doet mee"));
}

/// Which municipality is invited: one of the list, or with a code and a name of one's own.
fn choose_municipality(anna: &mut Seat<'_>, place: &str) {
    if place != "Waterdam" {
        anna.choose("Gemeente", place);
        return;
    }
    anna.choose("Gemeente", "Een andere gemeente…");
    anna.write(Node::TextInput, "Code van de gemeente", "Waterdam");
    anna.write(Node::TextInput, "Naam van de gemeente", "Waterdam");
    anna.press("Code maken voor een gemeente");
    anna.until_reads("Schrijf GM en vier cijfers, bijvoorbeeld GM0307.");
    assert!(!anna.meets(Node::Dialog, "Eenmalige code"));
    anna.write(Node::TextInput, "Code van de gemeente", "GM9001");
}

#[test]
fn a_region_is_founded_and_three_municipalities_are_let_in() {
    let dir = tempfile::tempdir().unwrap();
    let mut anna = found(&dir);
    let mut others = Vec::new();
    for (place, person) in [("Amersfoort", "Bram Smit"), ("Soest", "Carla Vos"), ("Waterdam", "Dirk Mol")] {
        choose_municipality(&mut anna, place);
        let code = shown_code(&mut anna, "Code maken voor een gemeente");
        let elsewhere = place == "Soest";
        if elsewhere {
            // Whoever went on working hears of it on every screen, and gets there with a button.
            anna.press("Sluiten");
            anna.go("Maatwerkplan");
        }
        let mut joiner = ask(&dir, place, &code, person);
        if elsewhere {
            anna.until_reads(&format!("{person} vraagt om mee te doen"));
            anna.press("Bekijk wie het is");
            anna.until(Node::Heading, "Deelnemers");
        } else {
            let used = format!("{person} gebruikt de code. Kies Sluiten en vergelijk de vier woorden.");
            anna.until(Node::Status, &used);
            anna.press("Sluiten");
        }
        compare(&mut anna, &mut joiner, person);
        anna.until_reads(&format!("Namens gemeente {place}"));
        anna.press(&format!("Ja, toelaten: {person}"));
        joiner.until(Node::Heading, "Overzicht");
        assert_eq!(joiner.desktop().running.engines[0].view().me.municipality_name, place);
        anna.wait(|desktop| desktop.running.engines[0].view().applicants.is_empty());
        anna.until(Node::Heading, "Deelnemers");
        takes_part(&mut anna, place);
        others.push(joiner);
    }
    // Each of them hears of all four, over the network, under the same name.
    for joiner in &mut others {
        joiner.wait(|desktop| desktop.running.engines[0].view().region.municipalities.len() == 4);
        joiner.go("Deelnemers");
        for place in ["Leusden", "Amersfoort", "Soest", "Waterdam"] {
            takes_part(joiner, place);
        }
    }
    others.into_iter().for_each(Seat::leave);
    anna.leave();
}

#[test]
fn an_alderman_and_an_adviser_are_let_in() {
    let dir = tempfile::tempdir().unwrap();
    let mut anna = found(&dir);
    // As long as the second key lies here, there is no way to an alderman.
    anna.choose("Rol", "Wethouder");
    anna.press("Code maken voor een collega");
    assert!(!anna.meets(Node::Dialog, "Eenmalige code"));
    anna.until_reads("De tweede sleutel staat nog op dit apparaat.");
    let second = hand_over(&mut anna, Root::Municipality);
    assert_ne!(hand_over(&mut anna, Root::Region), second);

    anna.choose("Rol", "Wethouder");
    let invited = code(&mut anna, "Code maken voor een collega");
    let mut eva = ask(&dir, "wethouder", &invited, "Eva de Wit");
    compare(&mut anna, &mut eva, "Eva de Wit");
    // Without the words of the second person, and with those of somebody else, nobody becomes an alderman.
    anna.press("Ja, toelaten: Eva de Wit");
    anna.until_reads("Typ de 24 woorden die op het papier staan.");
    anna.write(Node::MultilineTextInput, SECOND, &second.replacen(' ', " deelbaar ", 1));
    anna.until_reads("Woord 2, ‘deelbaar’, staat niet op de lijst.");
    anna.write(Node::MultilineTextInput, SECOND, &format!("{}art", "abandon ".repeat(23)));
    anna.press("Ja, toelaten: Eva de Wit");
    anna.until_reads("Dit zijn de woorden van een andere sleutel");
    anna.write(Node::MultilineTextInput, SECOND, &second);
    anna.press("Ja, toelaten: Eva de Wit");
    eva.until(Node::Heading, "Overzicht");
    eva.go("Te besluiten");

    // From outside, and so with a last day.
    anna.choose("Rol", "Adviseur");
    anna.until_reads("Wie meedoet als Adviseur krijgt het hele plan van Leusden");
    let last = Clock::system().today() + chrono::Days::new(60);
    anna.write(Node::TextInput, "Tot en met", &format::date_input(last));
    let mut finn = let_in(&dir, &mut anna, "Code maken voor een collega", ("adviseur", "Finn Bos"));
    assert_eq!(finn.desktop().running.engines[0].view().me.term.until, Some(last));
    let until = format::date_short(last);
    anna.tab_to_row(&format!("Persoon: Finn Bos (Adviseur), Stand: Toegelaten t/m {until}"));
    finn.go("Maatwerkplan");
    for seat in [anna, eva, finn] {
        seat.leave();
    }
}

#[test]
fn whoever_is_refused_or_gives_up_asks_again() {
    let dir = tempfile::tempdir().unwrap();
    let mut anna = found(&dir);
    let invite = |anna: &mut Seat<'_>| {
        anna.choose("Rol", "Lezer");
        code(anna, "Code maken voor een collega")
    };
    let refused = invite(&mut anna);
    let mut gus = ask(&dir, "lezer", &refused, "Gus Kok");
    compare(&mut anna, &mut gus, "Gus Kok");
    anna.press("Nee, weigeren: Gus Kok");
    anna.until_reads("Gus Kok is geweigerd. De code werkt niet meer.");
    // Another one for the same, at one press.
    let cancelled = code(&mut anna, "Nieuwe code maken");
    assert_ne!(cancelled, refused);
    gus.until_reads("Wie u uitnodigde, heeft uw verzoek geweigerd.");
    assert!(!gus.meets(Node::Button, "Probeer opnieuw"), "the same code does not work again");

    let cancel = anna.named(Node::Button, "Intrekken: Lezer").unwrap();
    anna.press(&cancel);
    anna.until_reads("De uitnodiging is ingetrokken");
    ask_again(&mut gus, &cancelled, "Gus Kok");
    gus.until_reads("Wie u uitnodigde, heeft de uitnodiging ingetrokken.");

    let good = invite(&mut anna);
    ask_again(&mut gus, &good, "Gus Kok");
    let first = compare(&mut anna, &mut gus, "Gus Kok");
    gus.press("Stop met wachten");
    gus.until_reads("U hebt niet langer gewacht. Uw verzoek is teruggenomen.");
    anna.wait(|desktop| desktop.running.engines[0].view().applicants.is_empty());
    gus.press("Probeer opnieuw");
    let second = compare(&mut anna, &mut gus, "Gus Kok");
    assert_ne!(first, second, "words are of one meeting");
    anna.press("Ja, toelaten: Gus Kok");
    gus.until(Node::Heading, "Overzicht");
    for seat in [anna, gus] {
        seat.leave();
    }
}

/// Each time that one works at another desk, or carries a tablet.
#[test]
fn a_second_device_is_of_the_same_person_and_gets_a_passphrase_of_its_own() {
    const PASSPHRASE: &str = "vier woorden van papier";
    let dir = tempfile::tempdir().unwrap();
    let mut anna = found(&dir);
    anna.choose("Van wie", "Anna Jansen (Beleidsadviseur)");
    let button = "Code maken voor een tweede apparaat";
    let invited = code(&mut anna, button);
    let mut tablet = ask(&dir, "tablet", &invited, "Anna, tablet");
    compare(&mut anna, &mut tablet, "Anna, tablet");
    anna.until_reads("Een tweede apparaat van Anna Jansen (Beleidsadviseur)");
    anna.press("Ja, toelaten: Anna, tablet");
    tablet.until(Node::Heading, "Overzicht");
    let me = |seat: &Seat<'_>| seat.desktop().running.engines[0].view().me.clone();
    assert_ne!(me(&tablet).device, me(&anna).device);
    assert_eq!((me(&tablet).person, me(&tablet).name), (me(&anna).person, "Anna Jansen".to_owned()));

    tablet.go("Instellingen");
    tablet.write(Node::PasswordInput, "Nieuw wachtwoord", PASSPHRASE);
    tablet.write(Node::PasswordInput, "Nieuw wachtwoord nogmaals", "iets anders dan dat");
    tablet.press("Wachtwoord instellen");
    tablet.until_reads("De twee wachtwoorden zijn niet hetzelfde.");
    tablet.write(Node::PasswordInput, "Nieuw wachtwoord nogmaals", PASSPHRASE);
    tablet.press("Wachtwoord instellen");
    tablet.until_reads("Het wachtwoord is ingesteld. Deelbaar vraagt er voortaan om.");
    tablet.press("Nu vergrendelen");
    tablet.until(Node::Heading, "Deelbaar is vergrendeld");
    tablet.wait(|_| Workspace::is_locked(&dir.path().join("tablet")).unwrap());
    tablet.write(Node::PasswordInput, "Wachtwoord", PASSPHRASE);
    tablet.press("Ontgrendelen");
    tablet.until(Node::Heading, "Overzicht");
    for seat in [anna, tablet] {
        seat.leave();
    }
}

/// A code is good for a day: then it is not in the list any more, and whoever comes with it hears why.
#[test]
fn a_code_that_expired_is_not_listed_and_says_so_to_whoever_comes_with_it() {
    let dir = tempfile::tempdir().unwrap();
    let (data, people) = (dir.path().join("Leusden"), runtime().unwrap());
    // One of 25 hours ago, and one of an hour ago: the device was off since.
    let given = |hours, role| people.block_on(deelbaar_tests::code_given(&data, hours, role));
    let [mut expired, mut good] = [given(25, Role::Reader), given(1, Role::Adviser)];
    let mut anna = Seat::at(&data);
    anna.until(Node::Heading, "Overzicht");
    anna.go("Deelnemers");
    assert!(anna.named(Node::Button, "Intrekken: Adviseur").is_some(), "the one that is good");
    assert!(anna.named(Node::Button, "Intrekken: Lezer").is_none(), "the one that is not");
    for code in [&mut expired, &mut good] {
        code.addresses = anna.desktop().running.engines[0].view().status.listening.clone();
    }
    let mut gus = ask(&dir, "lezer", &expired.to_string(), "Gus Kok");
    gus.until_reads("Deze uitnodiging is verlopen: een code geldt 24 uur.");
    gus.until_reads("Vraag om een nieuwe code. Op dit apparaat is niets veranderd.");
    assert!(!gus.meets(Node::Button, "Probeer opnieuw"), "the same code does not work again");
    assert!(!dir.path().join("lezer").exists());
    ask_again(&mut gus, &good.to_string(), "Gus Kok");
    compare(&mut anna, &mut gus, "Gus Kok");
    for seat in [anna, gus] {
        seat.leave();
    }
}
