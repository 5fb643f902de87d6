//! What the palette offers: every screen, part and command of a role, also under the other words that somebody may type.

use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::role::Action;

use super::{Wish, is_for, screen_name, screens_for};
use crate::engine::{Command, View};
use crate::ui::cx::{Goto, Screen};
use crate::ui::screens::item::add::words_for;
use crate::ui::screens::{Begin, Part};
use crate::{tr, words};

/// What was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Chosen {
    /// Something for the window.
    Wish(Wish),
    /// The help.
    Help,
}

/// Something that one can go to or do.
pub(super) struct Offer {
    /// Of which kind it is.
    pub(super) kicker: String,
    /// What it is called on its screen.
    pub(super) title: String,
    /// Other words for it, Dutch and English, whatever the language of the screens.
    pub(super) words: &'static str,
    pub(super) chosen: Chosen,
}

/// Everything that this person can go to or do; `real`: not in the demo.
pub(super) fn offers(view: &View, real: bool) -> Vec<Offer> {
    let mut all = screens(view);
    all.extend(commands(view, real));
    all.extend(on_screens(view));
    all.extend(parts(view, real));
    all
}

fn go(to: Goto) -> Chosen {
    Chosen::Wish(Wish::Go(to))
}

fn command(title: String, words: &'static str, wish: Wish) -> Offer {
    Offer { kicker: tr!("palette-command"), title, words, chosen: Chosen::Wish(wish) }
}

fn screens(view: &View) -> Vec<Offer> {
    let offer = |screen| Offer {
        kicker: tr!("palette-screen"),
        title: screen_name(screen),
        words: screen_words(screen),
        chosen: go(Goto::Screen(screen)),
    };
    screens_for(view.me.role).into_iter().map(offer).collect()
}

const fn screen_words(screen: Screen) -> &'static str {
    match screen {
        Screen::Overview => "begin start home overview aandacht volgende stap attention next",
        Screen::Inventory => "inventory wat er is nulmeting",
        Screen::Plan => "plan onderdelen hoofdstukken sections tekst text",
        Screen::Activities => "activities acties actions agenda planning uitvoering",
        Screen::Conversations => "conversations dialoog bijeenkomst meetings",
        Screen::Inbox => {
            "besluit besluiten beslissen akkoord toestemming geven goedkeuren afwijzen weigeren aanhouden terugsturen \
             ondertekenen tekenen decide approve agree consent refuse decline hold return sign inbox"
        }
        Screen::Consents => "toestemming intrekken delen gedeeld bevestigen consents withdraw shared confirm revoke",
        Screen::Handover => "overdragen overdrachtsdossier verkiezing opvolger handover election successor",
        Screen::Region => "regio themas vergelijken samenwerken region compare themes",
        Screen::Shared => "gedeeld nieuw andere gemeenten lezen shared sections new others read",
        Screen::Participants => {
            "uitnodigen uitnodiging toelaten weigeren toegang leden mensen apparaten rollen participants people devices invite \
             let in turn away members roles"
        }
        Screen::Log => "logboek audit handelingen geschiedenis wie deed wat log history acts",
        Screen::Settings => "instellingen voorkeuren settings preferences options",
    }
}

fn commands(view: &View, real: bool) -> Vec<Offer> {
    let mut found = Vec::new();
    if view.may(Action::EditPlan) {
        for kind in ItemKind::ALL {
            found.push(command(words_for(kind), add_words(kind), Wish::Begin(Begin::Add(kind))));
        }
        let words = "importeren inlezen bestand word tekst markdown import read file document";
        found.push(command(tr!("plan-import"), words, Wish::Begin(Begin::Import)));
    }
    // Where an act bars the next step, the answer says so.
    let undo = view.undo.as_ref().map(|step| tr!("shell-undo-what", what = words::step(step)));
    if let Some(title) = undo.or_else(|| view.undo_stopped.as_ref().map(|_| tr!("shell-undo"))) {
        found.push(command(title, "ongedaan maken herstellen terug undo back", Wish::Send(Command::Undo)));
    }
    let redo = view.redo.as_ref().map(|step| tr!("shell-redo-what", what = words::step(step)));
    if let Some(title) = redo.or_else(|| view.redo_stopped.as_ref().map(|_| tr!("shell-redo"))) {
        found.push(command(title, "opnieuw redo again", Wish::Send(Command::Redo)));
    }
    if view.status.passphrase {
        found.push(command(tr!("lock-now"), "vergrendelen afsluiten slot lock", Wish::Lock));
    }
    let words = "synchroniseren verbinden uitwisselen ophalen versturen sync connect exchange";
    found.push(command(tr!("palette-sync"), words, Wish::Send(Command::SyncNow)));
    if is_for(Screen::Log, view.me.role) {
        let words = "controleren handtekeningen keten verifieren verify check signatures";
        found.push(command(tr!("log-check"), words, Wish::Send(Command::Verify)));
    }
    if real {
        let words = "andere gemeente wisselen openen other municipality switch open";
        found.push(command(tr!("choose-elsewhere"), words, Wish::Elsewhere));
    }
    found.push(Offer {
        kicker: tr!("palette-command"),
        title: tr!("help-title"),
        words: "hulp sneltoetsen toetsenbord uitleg help shortcuts keyboard",
        chosen: Chosen::Help,
    });
    found
}

const fn add_words(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Section => {
            "onderdeel hoofdstuk tekst toevoegen maken nieuw schrijven section chapter text add new create write"
        }
        ItemKind::Activity => "activiteit actie toevoegen maken nieuw plannen activity action add new create plan",
        ItemKind::Conversation => {
            "gesprek dialoog bijeenkomst toevoegen maken nieuw conversation meeting add new create"
        }
        ItemKind::Inventory => "inventarisatie nulmeting toevoegen maken nieuw inventory add new create",
    }
}

/// What is done with something that one chooses on its screen first.
fn on_screens(view: &View) -> Vec<Offer> {
    let mut found = Vec::new();
    let mut on = |screen: Screen, title: String, words: &'static str| {
        if is_for(screen, view.me.role) {
            found.push(Offer { kicker: screen_name(screen), title, words, chosen: go(Goto::Screen(screen)) });
        }
    };
    if view.may(Action::Ask) {
        let words = "toestemming vragen delen openbaar publiceren herziening versie ask consent share publish public revise version";
        on(Screen::Plan, tr!("item-ask-consent"), words);
        on(
            Screen::Plan,
            tr!("item-recall-consent"),
            "verzoek toestemming terugnemen terughalen recall take back request",
        );
        on(Screen::Activities, tr!("item-submit"), "voorleggen indienen besluit terughalen submit put forward recall");
    }
    if view.may(Action::CarryOut) {
        on(
            Screen::Activities,
            tr!("item-start"),
            "starten beginnen uitvoeren afronden afgerond start begin finish done",
        );
    }
    if view.may(Action::EditPlan) {
        on(Screen::Plan, tr!("item-remove"), "verwijderen weghalen wissen remove delete");
        on(
            Screen::Plan,
            tr!("files-title"),
            "bestand bijlage toevoegen opslaan verwijderen file attachment add save remove",
        );
        on(Screen::Plan, tr!("item-comment-new"), "opmerking reactie commentaar comment remark");
    }
    if view.may(Action::Consent) {
        on(Screen::Consents, tr!("consents-withdraw"), "intrekken terughalen delen stoppen withdraw unshare revoke");
        if view.items.iter().any(|item| item.can.withdraw) {
            on(Screen::Consents, tr!("consents-withdraw-all"), "alles intrekken stoppen withdraw all everything");
        }
    }
    on(
        Screen::Handover,
        tr!("handover-save"),
        "overdracht dossier exporteren opslaan bewaren handover export save file",
    );
    on(Screen::Log, tr!("log-save"), "logboek exporteren csv json audit opslaan bewaren log export save");
    found
}

fn parts(view: &View, real: bool) -> Vec<Offer> {
    let shown = Part::ALL.into_iter().filter(|part| is_for(part.screen(), view.me.role) && part.shows(view, real));
    let offer = |part: Part| Offer {
        kicker: screen_name(part.screen()),
        title: part.heading(view),
        words: part.words(),
        chosen: go(Goto::Part(part)),
    };
    shown.map(offer).collect()
}
