//! Every command can be found, in Dutch and in English words.

use std::collections::BTreeSet;

use deelbaar_schema::role::Role;
use deelbaar_schema::time::Term;
use deelbaar_sync::net::{Invitation, InvitationId, OpenInvitation};
use deelbaar_sync::workspace::Root;

use super::*;
use crate::engine::Step;
use crate::i18n::{Lang, with_language};
use crate::ui::cx::Goto;
use crate::ui::screens::tests::fixture as region_fixture;
use crate::ui::screens::{Begin, Part};
use crate::ui::tests::fixture::{at, change_item, day, leusden};

/// Where a command is done.
#[derive(Debug, Clone, Copy)]
enum At {
    /// It can be sent from the palette.
    Sent,
    /// It begins on a screen.
    Begun,
    /// On this screen.
    On(Screen),
    /// In this part of a screen.
    In(Part),
    /// Not looked for: it is part of typing, or of another command that is.
    Typing,
}

use At::{Begun, In, On, Sent, Typing};

/// Every command, where it is done, and words under which somebody looks for it. A new command must choose.
const TABLE: &[(&str, At, &[&str])] = &[
    ("Add", Begun, &["activiteit toevoegen", "add"]),
    ("SetTitle", Typing, &[]),
    ("SetField", Typing, &[]),
    ("SetBody", Typing, &[]),
    ("Shift", Typing, &[]),
    ("Remove", On(Screen::Plan), &["verwijderen", "delete"]),
    ("Comment", On(Screen::Plan), &["opmerking", "comment"]),
    ("AddFile", On(Screen::Plan), &["bestand toevoegen", "bijlage", "attachment"]),
    ("RemoveFile", On(Screen::Plan), &["bestand verwijderen", "remove file"]),
    ("SaveFile", On(Screen::Plan), &["bestand opslaan", "save file"]),
    ("Import", Begun, &["importeren", "inlezen", "import"]),
    ("Undo", Sent, &["ongedaan maken", "undo"]),
    ("Redo", Sent, &["redo", "opnieuw"]),
    ("Submit", On(Screen::Activities), &["voorleggen", "submit"]),
    ("Recall", On(Screen::Activities), &["terughalen", "recall"]),
    ("Decide", On(Screen::Inbox), &["besluiten", "akkoord", "afwijzen", "decide", "approve"]),
    ("Start", On(Screen::Activities), &["starten", "start"]),
    ("Finish", On(Screen::Activities), &["afronden", "afgerond", "finish"]),
    ("RequestConsent", On(Screen::Plan), &["toestemming vragen", "delen", "ask consent", "share"]),
    ("RecallConsent", On(Screen::Plan), &["verzoek terugnemen", "terughalen", "take back request"]),
    ("GiveConsent", On(Screen::Inbox), &["toestemming geven", "ondertekenen", "consent"]),
    ("DeclineConsent", On(Screen::Inbox), &["weigeren", "terugsturen", "refuse"]),
    ("Revise", On(Screen::Plan), &["herziening", "revise"]),
    ("Withdraw", On(Screen::Consents), &["intrekken", "delen intrekken", "withdraw"]),
    ("WithdrawAll", On(Screen::Consents), &["alles intrekken", "withdraw all"]),
    ("ConfirmConsent", On(Screen::Consents), &["toestemming bevestigen", "confirm"]),
    ("Invite", In(Part::Colleague), &["uitnodigen", "collega uitnodigen", "toelaten", "invite", "let in"]),
    ("CancelInvitation", In(Part::Open), &["uitnodiging intrekken", "cancel invitation"]),
    ("Answer", On(Screen::Participants), &["toelaten", "weigeren", "let in"]),
    ("GiveMandate", In(Part::Powers), &["mandaat", "mandate"]),
    ("EndMandate", In(Part::Powers), &["mandaat intrekken", "mandate end"]),
    ("SetCompetence", In(Part::Powers), &["college", "wie besluit", "council"]),
    ("ShowSecond", In(Part::Second), &["tweede sleutel", "second key"]),
    ("HandOverSecond", In(Part::Second), &["uit handen", "hand over"]),
    ("RemoveDevice", In(Part::Lost), &["gestolen", "verloren laptop", "apparaat intrekken", "stolen", "revoke"]),
    ("ChangeRole", In(Part::Role), &["rol wijzigen", "termijn", "role"]),
    ("Renew", In(Part::Renew), &["sleutel vernieuwen", "renew key"]),
    ("AgreeToAdmission", On(Screen::Participants), &["toelaten"]),
    ("Dismiss", In(Part::Dismiss), &["gemeente verwijderen", "dismiss"]),
    ("NameRelay", In(Part::Network), &["doorgeefserver", "relay"]),
    ("SetProxy", In(Part::Network), &["proxy"]),
    ("SetPassphrase", In(Part::Passphrase), &["wachtwoord", "password", "passphrase"]),
    ("ConfirmPassphrase", Typing, &[]),
    ("ShowRecovery", In(Part::Recovery), &["herstelwoorden", "recovery"]),
    ("RestoreKey", In(Part::Recovery), &["sleutel terugzetten", "restore key"]),
    ("Backup", In(Part::Backup), &["back-up", "backup", "reservekopie"]),
    ("Introduce", In(Part::Introduce), &["bekendmaken", "introduce"]),
    ("TakeIntroduction", In(Part::Introduce), &["teruggezet", "restored"]),
    ("ScheduleBackups", In(Part::Backup), &["rooster", "schedule"]),
    ("ForgetPlan", Typing, &[]),
    ("ConfirmDate", Typing, &[]),
    ("ReportPerson", In(Part::Access), &["inzage", "avg", "gdpr"]),
    ("Export", On(Screen::Log), &["logboek", "log"]),
    ("Verify", Sent, &["controleren", "verify"]),
    ("LookedAtRegion", On(Screen::Shared), &["nieuw", "new"]),
    ("SyncNow", Sent, &["verbinden", "synchroniseren", "sync"]),
];

/// Somebody may still come with this code.
fn open_invitation() -> OpenInvitation {
    let invitation = Invitation::Colleague { role: Role::Reader, term: Term::since(day("2026-11-22")) };
    OpenInvitation { id: InvitationId::from_bytes([0xcd; 32]), invitation, until: at("2026-11-23"), tries: 1 }
}

/// A view in which everything can be done by one person.
fn everything() -> View {
    let mut view = leusden();
    (view.undo, view.redo) = (Some(Step::Changed("Plan".into())), Some(Step::Changed("Plan".into())));
    view.me.seconds = vec![Root::Municipality];
    (view.me.holds_municipality_key, view.me.may_invite_municipalities) = (true, true);
    change_item(&mut view, 1, |item| item.can.withdraw = true);
    view.status.colleagues = region_fixture::view(Role::PolicyOfficer).status.colleagues;
    view.status.colleagues[0].revoked = false;
    view
}

fn goes_there(chosen: &Chosen, at: At) -> bool {
    match (at, chosen) {
        (Sent, Chosen::Wish(Wish::Send(_))) | (Begun, Chosen::Wish(Wish::Begin(Begin::Add(_) | Begin::Import))) => true,
        (On(screen), Chosen::Wish(Wish::Go(Goto::Screen(to)))) => *to == screen,
        (In(part), Chosen::Wish(Wish::Go(Goto::Part(to)))) => *to == part,
        _ => false,
    }
}

#[test]
fn every_command_is_found_by_the_words_that_somebody_would_type() {
    let source = include_str!("../../../engine/command.rs");
    let list = source.split("pub enum Command {").nth(1).unwrap().split("\n}").next().unwrap();
    let names =
        list.lines().filter_map(|line| line.strip_prefix("    ")).filter(|line| line.starts_with(char::is_uppercase));
    let names: BTreeSet<&str> = names.map(|line| line.split(|c: char| !c.is_alphanumeric()).next().unwrap()).collect();
    assert!(names.len() > 40);
    assert_eq!(names, TABLE.iter().map(|(name, ..)| *name).collect());
    let (mut officer, mut alderman) = (everything(), everything());
    alderman.me.role = Role::Alderman;
    officer.invitations.push(open_invitation());
    let mut missing = Vec::new();
    for lang in Lang::ALL {
        for (name, at, all) in TABLE {
            for word in *all {
                // Whoever can do it: an officer, or an alderman.
                let found = |view: &View| find(word, view, true).iter().any(|entry| goes_there(&entry.chosen, *at));
                if !with_language(lang, || found(&officer) || found(&alderman)) {
                    let instead = with_language(lang, || find(word, &officer, true));
                    let instead: Vec<String> = instead.into_iter().map(|entry| entry.card.title).collect();
                    missing.push(format!("{name} by {word:?} in {lang:?}, only {instead:?}"));
                }
            }
        }
    }
    assert!(missing.is_empty(), "not found:\n{}", missing.join("\n"));
}

#[test]
fn what_a_role_cannot_do_is_not_offered() {
    let mut reader = leusden();
    reader.me.role = Role::Reader;
    (reader.me.holds_municipality_key, reader.me.may_invite_municipalities) = (false, false);
    let offered = |view: &View, word: &str, part: Part| {
        find(word, view, true).iter().any(|entry| goes_there(&entry.chosen, In(part)))
    };
    assert!(!offered(&reader, "uitnodigen", Part::Colleague));
    // Where it says why not, and who can.
    assert!(offered(&reader, "uitnodigen", Part::Invite));
    // In the demo there is nothing to lock.
    assert!(offered(&reader, "wachtwoord", Part::Passphrase));
    assert!(find("wachtwoord", &reader, false).iter().all(|entry| !goes_there(&entry.chosen, In(Part::Passphrase))));
}
