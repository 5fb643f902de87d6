//! Every error has two sentences of its own, in both languages.

use deelbaar_schema::charter::MandateError;
use deelbaar_schema::field::Field;
use deelbaar_schema::id::ItemId;
use deelbaar_schema::plan::ItemKind;

use super::*;
use crate::i18n::{Lang, with_language};

fn samples() -> Vec<CommandError> {
    let day = "2026-04-09".parse().unwrap();
    let id = ItemId::from_bytes([1; 16]);
    vec![
        CommandError::NoItem,
        CommandError::NoRequest,
        CommandError::NothingToUndo,
        CommandError::NothingToRedo,
        CommandError::NotNow,
        CommandError::NoOfficer,
        CommandError::EmptyMandate,
        CommandError::Act(ActError::OtherBody(deelbaar_schema::statement::Body::College)),
        CommandError::Act(ActError::NoNumber),
        CommandError::Act(ActError::NotYetDecided),
        CommandError::Act(MandateError::None.into()),
        CommandError::Act(MandateError::Kind(ItemKind::Activity).into()),
        CommandError::Act(MandateError::Asker.into()),
        CommandError::Act(MandateError::NotYet(day).into()),
        CommandError::Act(MandateError::Over(day).into()),
        CommandError::Act(MandateError::Giver(CharterError::Revoked).into()),
        CommandError::LongTitle,
        CommandError::Empty,
        CommandError::UnknownMunicipality,
        CommandError::AlreadyTakesPart,
        CommandError::NoApplicant,
        CommandError::NoInvitation,
        CommandError::Offline,
        CommandError::NothingToImport,
        CommandError::Stopped,
        ImportError::Empty.into(),
        ImportError::TooLarge { size: 1, limit: 1 }.into(),
        ImportError::Pdf.into(),
        ImportError::WordProcessor { format: "Word" }.into(),
        ImportError::Archive.into(),
        ImportError::Binary.into(),
        ActError::Charter(CharterError::Role).into(),
        ActError::Charter(CharterError::OutsideTerm(day)).into(),
        ActError::Charter(CharterError::NotTakingPart(day)).into(),
        ActError::Charter(CharterError::Revoked).into(),
        ActError::OwnRequest.into(),
        ActError::ContentChanged.into(),
        ActError::NoDecision.into(),
        ActError::Done.into(),
        ActError::NothingShared.into(),
        ActError::Consent(ConsentError::ExceedsMask).into(),
        EditError::EmptyTitle.into(),
        EditError::TooLarge.into(),
        EditError::NoItem(id).into(),
        EditError::WrongField(ItemKind::Section, Field::Costs).into(),
        StoreError::Disk(DiskError::Full).into(),
        StoreError::Disk(DiskError::ReadOnly).into(),
        StoreError::DamagedStore.into(),
        StoreError::MustReopen.into(),
        CommandError::Workspace(WorkspaceError::NoKey),
        CommandError::Workspace(WorkspaceError::Sound),
        CommandError::Workspace(WorkspaceError::Open(OpenError::Damaged)),
        CommandError::Workspace(must_go()),
        CommandError::Workspace(WorkspaceError::OwnDevice),
        CommandError::Workspace(WorkspaceError::SecondNeeded),
        CommandError::Workspace(WorkspaceError::WrongSecond),
        CommandError::Workspace(WorkspaceError::NoSecond),
        CommandError::Workspace(WorkspaceError::NotWritten { place: 3 }),
        CommandError::SecondNotHandedOver,
        CommandError::NoAdmission,
        CommandError::OwnAdmission,
        CommandError::Workspace(WorkspaceError::Open(OpenError::InUse)),
        CommandError::PassphraseNeeded,
        CommandError::Workspace(WorkspaceError::Open(OpenError::PassphraseNeeded)),
        CommandError::Workspace(WorkspaceError::Open(OpenError::WrongPassphrase { wait: Duration::ZERO })),
        CommandError::Workspace(WorkspaceError::Open(OpenError::TooSoon { wait: Duration::from_secs(8) })),
        CommandError::Workspace(WorkspaceError::ShortPassphrase),
        CommandError::Workspace(WorkspaceError::NoIntroduction),
        CommandError::Workspace(WordsError::Wrong { place: 3 }.into()),
        CommandError::Workspace(WordsError::OtherKey.into()),
        CommandError::Workspace(BackupError::Foreign.into()),
        CommandError::Workspace(BackupError::Damaged.into()),
        CommandError::Workspace(BackupError::WrongPassphrase.into()),
        CommandError::Workspace(BackupError::NotEmpty.into()),
    ]
}

#[test]
fn every_error_says_what_happened_and_what_to_do() {
    for lang in Lang::ALL {
        with_language(lang, || {
            for error in samples() {
                let said = explain(&error);
                for part in [&said.what, &said.hint] {
                    assert!(part.ends_with(['.', '?']), "{error:?} in {lang:?}: {part}");
                    assert!(!part.contains('{') && !part.contains("explain-"), "{error:?} in {lang:?}: {part}");
                }
            }
        });
    }
}

/// A text that was taken back, on a disk that is full at a start (decision 0071).
fn must_go() -> WorkspaceError {
    WorkspaceError::Replica(OpenReplicaError::Store(StoreError::Disk(DiskError::Full)))
}

#[test]
fn what_keeps_a_workspace_closed_is_said_with_what_to_do() {
    let said = with_language(Lang::Nl, || explain_workspace(&must_go()));
    assert!(said.what.contains("ingetrokken") && said.what.contains("niets verloren"), "{said}");
    assert!(said.hint.contains("ruimte") && said.hint.contains("open Deelbaar opnieuw"), "{said}");
    for (lang, part) in [(Lang::Nl, "herstellen"), (Lang::En, "repair the data")] {
        let said = with_language(lang, || explain_workspace(&WorkspaceError::Open(OpenError::Damaged)));
        assert!(said.hint.contains(part), "{said}");
    }
}

#[test]
fn a_full_disk_says_what_to_clear_and_that_the_rest_is_kept() {
    let said = with_language(Lang::Nl, || explain(&StoreError::Disk(DiskError::Full).into()));
    assert!(said.what.contains("schijf is vol"), "{said}");
    assert!(said.hint.contains("ruimte"), "{said}");
}

#[test]
fn an_own_request_is_refused_in_plain_words() {
    let said = with_language(Lang::Nl, || explain(&ActError::OwnRequest.into()));
    assert_eq!(said.what, "U hebt dit zelf gevraagd; dan mag u er niet zelf over beslissen. Er is niets gewijzigd.");
}

#[test]
fn english_and_dutch_are_not_the_same() {
    for error in samples() {
        let dutch = with_language(Lang::Nl, || explain(&error));
        let english = with_language(Lang::En, || explain(&error));
        assert_ne!(dutch, english, "{error:?}");
    }
}
