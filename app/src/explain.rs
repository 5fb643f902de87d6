//! Errors in words for people: what happened, that nothing was lost, and what to do next.
//!
//! Every error that a command can end in has its own sentence here; the window and the command line both use it. The words
//! never hold content, keys or paths.

use std::time::Duration;

use deelbaar_schema::attachment::{AttachmentError, MAX_FILE, MAX_FILES};
use deelbaar_schema::charter::CharterError;
use deelbaar_schema::disclosure::DisclosureError;
use deelbaar_schema::gate::ActError;
use deelbaar_schema::municipality::PlanError;
use deelbaar_schema::plan::EditError;
use deelbaar_schema::publication::ConsentError;
use deelbaar_schema::relay::RelayError;
use deelbaar_schema::space::Refusal;
use deelbaar_schema::text::MAX_TITLE;
use deelbaar_sync::file::WriteError;
use deelbaar_sync::files::FileError;
use deelbaar_sync::replica::{AppendError, OpenReplicaError};
use deelbaar_sync::store::{DiskError, OpenError, Passphrase, StoreError};
use deelbaar_sync::workspace::{BackupError, MAX_TOTAL, WordsError, WorkspaceError};

use crate::engine::CommandError;
use crate::import::{ImportError, MAX_BYTES};
use crate::{format, tr, words};

/// An error in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// What happened, and that nothing was lost.
    pub what: String,
    /// What to do next.
    pub hint: String,
}

impl std::fmt::Display for Explanation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.what, self.hint)
    }
}

/// The two sentences of one error.
macro_rules! say {
    ($what:literal, $hint:literal) => {
        Explanation { what: tr!($what), hint: tr!($hint) }
    };
}

/// What went wrong with a command, in the current language.
#[must_use]
pub fn explain(error: &CommandError) -> Explanation {
    match error {
        CommandError::PassphraseNeeded => say!("explain-sign-passphrase", "explain-passphrase-needed-hint"),
        CommandError::NoItem => no_item(),
        CommandError::NoRequest => say!("explain-no-request", "explain-no-request-hint"),
        CommandError::NothingToUndo => say!("explain-nothing-to-undo", "explain-nothing-hint"),
        CommandError::NothingToRedo => say!("explain-nothing-to-redo", "explain-nothing-hint"),
        CommandError::UndoStopped(stopped) => {
            let hint = if stopped.goes_on { tr!("explain-undo-goes-on") } else { tr!("explain-undo-stopped-hint") };
            Explanation { what: words::undo_stopped(stopped), hint }
        }
        CommandError::RedoStopped(stopped) => {
            let hint = if stopped.goes_on { tr!("explain-redo-goes-on") } else { tr!("explain-redo-stopped-hint") };
            Explanation { what: words::redo_stopped(stopped), hint }
        }
        CommandError::ChangedSince(title) => Explanation {
            what: tr!("explain-changed-since", title = title.as_str()),
            hint: tr!("explain-changed-since-hint"),
        },
        CommandError::SecondNotHandedOver => say!("explain-second-here", "explain-second-here-hint"),
        CommandError::NoOfficer => say!("explain-no-officer", "explain-no-officer-hint"),
        CommandError::EmptyMandate => say!("explain-empty-mandate", "explain-empty-mandate-hint"),
        CommandError::NoRemark => say!("explain-no-remark", "explain-no-remark-hint"),
        CommandError::OutOfOfficeThen(day) => Explanation {
            what: tr!("explain-out-of-office-then", date = format::date_long(*day)),
            hint: tr!("explain-out-of-office-then-hint"),
        },
        CommandError::NotNow => say!("explain-not-now", "explain-not-now-hint"),
        CommandError::StillShared => say!("explain-still-shared", "explain-still-shared-hint"),
        CommandError::StillAsked => say!("explain-still-asked", "explain-still-asked-hint"),
        CommandError::ConsentElsewhere => say!("explain-consent-elsewhere", "explain-consent-elsewhere-hint"),
        CommandError::LongTitle => {
            Explanation { what: tr!("explain-long-title", most = MAX_TITLE), hint: tr!("explain-long-title-hint") }
        }
        CommandError::Empty => say!("explain-empty", "explain-empty-hint"),
        CommandError::UnknownMunicipality => say!("explain-unknown-municipality", "explain-unknown-municipality-hint"),
        CommandError::AlreadyTakesPart => say!("explain-takes-part", "explain-takes-part-hint"),
        CommandError::NotAdmitted => say!("explain-not-admitted", "explain-not-admitted-hint"),
        CommandError::NoAdmission => say!("explain-no-admission", "explain-no-admission-hint"),
        CommandError::OwnAdmission => say!("explain-own-admission", "explain-own-admission-hint"),
        CommandError::LastDayPast => say!("explain-last-day-past", "explain-last-day-past-hint"),
        CommandError::WasDismissed => say!("explain-was-dismissed", "explain-was-dismissed-hint"),
        CommandError::NoMember => say!("explain-no-member", "explain-no-member-hint"),
        CommandError::NoApplicant => say!("explain-no-applicant", "explain-no-applicant-hint"),
        CommandError::NoInvitation => say!("explain-no-invitation", "explain-no-invitation-hint"),
        CommandError::Offline => say!("explain-offline", "explain-offline-hint"),
        CommandError::Import(import) => explain_import(import),
        CommandError::NothingToImport => say!("explain-no-sections", "explain-no-sections-hint"),
        CommandError::Act(act) => explain_act(act),
        CommandError::Edit(edit) => explain_edit(edit),
        CommandError::Workspace(workspace) => explain_workspace(workspace),
        CommandError::File(file) => explain_file(file),
        CommandError::Stopped => say!("explain-stopped", "explain-restart-hint"),
    }
}

fn no_item() -> Explanation {
    say!("explain-no-item", "explain-no-item-hint")
}

fn explain_file(error: &FileError) -> Explanation {
    match error {
        FileError::Attachment(AttachmentError::TooLarge) => Explanation {
            what: tr!("explain-file-large", limit = MAX_FILE / 1024 / 1024),
            hint: tr!("explain-file-large-hint"),
        },
        FileError::Attachment(AttachmentError::Empty) => say!("explain-file-empty", "explain-file-other-hint"),
        FileError::Attachment(_) => say!("explain-file-name", "explain-file-name-hint"),
        FileError::Unreadable(_) => say!("explain-file-unreadable", "explain-file-unreadable-hint"),
        FileError::NoFile => say!("explain-file-none", "explain-file-other-hint"),
        FileError::NotAFile => say!("explain-file-folder", "explain-file-other-hint"),
        FileError::Full => Explanation {
            what: tr!("explain-files-full", limit = MAX_TOTAL / 1024 / 1024 / 1024),
            hint: tr!("explain-files-full-hint"),
        },
        FileError::NotHere | FileError::NotWanted | FileError::Wrong => {
            say!("explain-file-away", "explain-file-away-hint")
        }
        FileError::Write(error) => explain_write(error),
        FileError::Store(error) => explain_store(error),
    }
}

fn explain_import(error: &ImportError) -> Explanation {
    match error {
        ImportError::Empty => say!("explain-import-empty", "explain-import-other-hint"),
        ImportError::TooLarge { .. } => Explanation {
            what: tr!("explain-import-large", limit = MAX_BYTES / (1024 * 1024)),
            hint: tr!("explain-import-large-hint"),
        },
        ImportError::Pdf => say!("explain-import-pdf", "explain-import-pdf-hint"),
        ImportError::WordProcessor { .. } => say!("explain-import-word", "explain-import-word-hint"),
        ImportError::Archive => say!("explain-import-archive", "explain-import-other-hint"),
        ImportError::Binary => say!("explain-import-binary", "explain-import-other-hint"),
    }
}

/// Why an act is not possible.
#[must_use]
pub fn explain_act(error: &ActError) -> Explanation {
    match error {
        ActError::Charter(charter) => explain_charter(charter),
        ActError::Unknown | ActError::OtherItem => say!("explain-act-unknown", "explain-act-unknown-hint"),
        ActError::OwnRequest => say!("explain-own-request", "explain-own-request-hint"),
        ActError::ContentChanged => say!("explain-content-changed", "explain-content-changed-hint"),
        ActError::NoDecision => say!("explain-no-decision", "explain-no-decision-hint"),
        ActError::NotCarriedOut => say!("explain-not-carried-out", "explain-not-carried-out-hint"),
        ActError::NotForDecision => say!("explain-not-for-decision", "explain-not-for-decision-hint"),
        ActError::Done => say!("explain-done", "explain-done-hint"),
        ActError::Mandate(error) => {
            Explanation { what: words::mandate_error(error), hint: tr!("explain-mandate-hint") }
        }
        ActError::OtherBody(body) => Explanation {
            what: tr!("explain-other-body", body = words::body(*body)),
            hint: tr!("explain-other-body-hint"),
        },
        ActError::NoNumber => say!("explain-no-number", "explain-no-number-hint"),
        ActError::NotYetDecided => say!("explain-not-yet-decided", "explain-not-yet-decided-hint"),
        ActError::PersonalData(found) => Explanation {
            what: tr!("explain-personal", found = words::found(found)),
            hint: tr!("explain-personal-hint"),
        },
        ActError::Disclosure(error) => explain_disclosure(error),
        ActError::NothingShared => say!("explain-nothing-shared", "explain-nothing-hint"),
        ActError::Consent(consent) => explain_consent(consent),
        ActError::Content(_) => say!("explain-too-large", "explain-too-large-hint"),
        ActError::Encoding(_) => unreadable(),
    }
}

fn explain_disclosure(error: &DisclosureError) -> Explanation {
    Explanation { what: words::disclosure_error(error), hint: tr!("explain-disclosure-hint") }
}

fn explain_consent(error: &ConsentError) -> Explanation {
    match error {
        ConsentError::Signer(charter) | ConsentError::Publisher(charter) => explain_charter(charter),
        ConsentError::Content(_) => say!("explain-too-large", "explain-too-large-hint"),
        ConsentError::OtherContent | ConsentError::ExceedsMask => {
            say!("explain-consent-content", "explain-consent-content-hint")
        }
        ConsentError::Disclosure(error) => explain_disclosure(error),
        ConsentError::OtherFiles => say!("explain-other-files", "explain-other-files-hint"),
        ConsentError::NotStanding => say!("explain-not-standing", "explain-consent-content-hint"),
        ConsentError::Statement(_)
        | ConsentError::NotConsent
        | ConsentError::OtherRegion
        | ConsentError::OtherSection
        | ConsentError::Version => say!("explain-consent-unsound", "explain-consent-unsound-hint"),
    }
}

/// Why somebody may not do something.
#[must_use]
pub fn explain_charter(error: &CharterError) -> Explanation {
    match error {
        CharterError::Role => say!("explain-role", "explain-role-hint"),
        CharterError::Replaced => say!("explain-replaced", "explain-replaced-hint"),
        CharterError::Revoked => say!("explain-revoked", "explain-revoked-hint"),
        CharterError::UnknownDevice => say!("explain-not-enrolled", "explain-not-enrolled-hint"),
        CharterError::OtherMunicipality => say!("explain-other-municipality", "explain-role-hint"),
        CharterError::OutsideTerm(day) => Explanation {
            what: tr!("explain-outside-term", date = format::date_long(*day)),
            hint: tr!("explain-outside-term-hint"),
        },
        CharterError::NotTakingPart(day) => Explanation {
            what: tr!("explain-not-taking-part", date = format::date_long(*day)),
            hint: tr!("explain-not-taking-part-hint"),
        },
        CharterError::OtherSpace | CharterError::WrongKey | CharterError::NotMembership => {
            say!("explain-wrong-key", "explain-wrong-key-hint")
        }
        CharterError::Relay(error) => explain_relay(*error),
    }
}

fn explain_relay(error: RelayError) -> Explanation {
    match error {
        RelayError::TooMany => say!("explain-relay-many", "explain-relay-hint"),
        RelayError::Address => say!("explain-relay-address", "explain-relay-hint"),
        RelayError::Token => say!("explain-relay-token", "explain-relay-hint"),
        RelayError::OpenToken => say!("explain-relay-open", "explain-relay-hint"),
    }
}

fn explain_edit(error: &EditError) -> Explanation {
    match error {
        EditError::NoItem(_) => no_item(),
        EditError::Exists(_) => say!("explain-exists", "explain-nothing-hint"),
        EditError::EmptyTitle => say!("explain-empty-title", "explain-empty-title-hint"),
        EditError::WrongField(kind, field) => Explanation {
            what: tr!("explain-wrong-field", kind = words::kind(*kind), field = words::field(*kind, *field)),
            hint: tr!("explain-wrong-field-hint"),
        },
        EditError::PartOfItself => say!("explain-part-of-itself", "explain-part-of-itself-hint"),
        EditError::TooManyFiles => Explanation {
            what: tr!("explain-too-many-files", count = MAX_FILES),
            hint: tr!("explain-too-many-files-hint"),
        },
        EditError::Attachment => say!("explain-file-name", "explain-file-name-hint"),
        EditError::TooLarge => say!("explain-too-large", "explain-too-large-hint"),
        EditError::Document => say!("explain-document", "explain-restart-hint"),
    }
}

/// What went wrong with the workspace: also for whoever cannot open it.
#[must_use]
pub fn explain_workspace(error: &WorkspaceError) -> Explanation {
    match error {
        WorkspaceError::Open(open) => explain_open(open),
        // It opens, and what must not be on it cannot be taken away.
        WorkspaceError::Replica(OpenReplicaError::Store(StoreError::Disk(disk))) => match disk {
            DiskError::Io(_) => explain_folder(disk),
            DiskError::Full => say!("explain-must-go", "explain-must-go-full-hint"),
            DiskError::ReadOnly | DiskError::Denied => say!("explain-must-go", "explain-must-go-denied-hint"),
        },
        WorkspaceError::Store(store) | WorkspaceError::Replica(OpenReplicaError::Store(store)) => explain_store(store),
        WorkspaceError::Replica(
            OpenReplicaError::Record(_) | OpenReplicaError::Damaged(_) | OpenReplicaError::State,
        )
        | WorkspaceError::Encoding(_) => unreadable(),
        WorkspaceError::Damaged { root, flaw } => {
            Explanation { what: words::flaw(*root, flaw), hint: tr!("explain-damaged-at-hint") }
        }
        WorkspaceError::Append(append) => explain_append(append),
        WorkspaceError::NoIdentity => say!("explain-interrupted", "explain-interrupted-hint"),
        WorkspaceError::NoRandomness => no_randomness(),
        WorkspaceError::NoKey => say!("explain-no-key", "explain-no-key-hint"),
        WorkspaceError::SecondNeeded => say!("explain-second-needed", "explain-second-hint"),
        WorkspaceError::WrongSecond => say!("explain-second-wrong", "explain-second-hint"),
        WorkspaceError::NoSecond => say!("explain-second-gone", "explain-second-gone-hint"),
        WorkspaceError::NotWritten { place } => {
            Explanation { what: tr!("explain-not-written", place = *place), hint: tr!("explain-not-written-hint") }
        }
        WorkspaceError::KeyReplaced => say!("explain-key-replaced", "explain-key-replaced-hint"),
        WorkspaceError::OwnMunicipality => say!("explain-own-municipality", "explain-own-municipality-hint"),
        WorkspaceError::EmptyTerm => say!("explain-empty-term", "explain-empty-term-hint"),
        WorkspaceError::OwnDevice => say!("explain-own-device", "explain-own-device-hint"),
        WorkspaceError::Relay(error) => explain_relay(*error),
        WorkspaceError::NoDevice(charter) | WorkspaceError::NoEffect(charter) | WorkspaceError::MayNot(charter) => {
            explain_charter(charter)
        }
        WorkspaceError::Founder => say!("explain-founder", "explain-founder-hint"),
        WorkspaceError::ShortPassphrase => Explanation {
            what: tr!("explain-short-passphrase", count = Passphrase::MIN_CHARACTERS),
            hint: tr!("explain-short-passphrase-hint"),
        },
        WorkspaceError::Words(words) => explain_words(words),
        WorkspaceError::Backup(backup) => explain_backup(backup),
        WorkspaceError::ReadsPlan => say!("explain-reads-plan", "explain-reads-plan-hint"),
        WorkspaceError::TakesPartNoMore => say!("explain-left", "explain-left-hint"),
        WorkspaceError::OwnTermOver => say!("explain-own-term-over", "explain-own-term-over-hint"),
        WorkspaceError::NotEnrolled => say!("explain-not-enrolled", "explain-not-enrolled-hint"),
        WorkspaceError::Proxy => say!("explain-proxy", "explain-proxy-hint"),
        WorkspaceError::Sound => say!("explain-sound", "explain-sound-hint"),
        WorkspaceError::NoIntroduction => say!("explain-no-introduction", "explain-no-introduction-hint"),
    }
}

/// What is wrong with recovery words.
fn explain_words(error: &WordsError) -> Explanation {
    let what = match error {
        WordsError::Count { found } => tr!("explain-words-count", found = *found),
        WordsError::Unknown { place, word } => tr!("explain-words-unknown", place = *place, word = word.as_str()),
        WordsError::Checksum => tr!("explain-words-checksum"),
        WordsError::Wrong { place } => tr!("explain-words-wrong", place = *place),
        WordsError::Swapped { first, second } => tr!("explain-words-swapped", first = *first, second = *second),
        WordsError::Missing { place } => tr!("explain-words-missing", place = *place),
        WordsError::OtherKey => tr!("explain-words-other-key"),
    };
    Explanation { what, hint: tr!("explain-words-hint") }
}

fn explain_backup(error: &BackupError) -> Explanation {
    match error {
        BackupError::File(write) => explain_write(write),
        BackupError::NoFile => say!("explain-no-file", "explain-no-file-hint"),
        BackupError::Schedule => say!("explain-backup-schedule", "explain-backup-schedule-hint"),
        BackupError::Foreign => say!("explain-backup-foreign", "explain-backup-other-hint"),
        BackupError::Newer { .. } => say!("explain-backup-newer", "explain-newer-hint"),
        BackupError::Damaged => say!("explain-backup-damaged", "explain-backup-other-hint"),
        BackupError::WrongPassphrase => say!("explain-backup-passphrase", "explain-wrong-passphrase-hint"),
        BackupError::Unsound(_) => say!("explain-backup-unsound", "explain-backup-other-hint"),
        BackupError::NotEmpty => say!("explain-backup-not-empty", "explain-backup-not-empty-hint"),
        BackupError::Disk(DiskError::Denied) => say!("explain-file-not-read", "explain-file-not-read-hint"),
        BackupError::Disk(disk) => explain_disk(disk),
    }
}

fn unreadable() -> Explanation {
    say!("explain-unreadable", "explain-unreadable-hint")
}

fn no_randomness() -> Explanation {
    say!("explain-no-randomness", "explain-restart-hint")
}

fn explain_append(error: &AppendError) -> Explanation {
    match error {
        AppendError::Store(store) => explain_store(store),
        AppendError::Behind => say!("explain-behind", "explain-behind-hint"),
        AppendError::Plan(PlanError::Charter(charter)) => explain_charter(charter),
        AppendError::Plan(PlanError::Edit(edit)) => explain_edit(edit),
        AppendError::Plan(PlanError::Act(act)) => explain_act(act),
        AppendError::Refused(refusal) => explain_refusal(refusal),
    }
}

fn explain_refusal(refusal: &Refusal) -> Explanation {
    match refusal {
        Refusal::Charter(charter) => explain_charter(charter),
        Refusal::Act(act) => explain_act(act),
        Refusal::Consent(consent) => explain_consent(consent),
        Refusal::Cache => say!("explain-document", "explain-restart-hint"),
        Refusal::Record(_)
        | Refusal::Statement(_)
        | Refusal::Body(_)
        | Refusal::Change(_)
        | Refusal::OtherActor
        | Refusal::AfterRefused
        | Refusal::Forked
        | Refusal::Kind
        | Refusal::UnknownTooLong => say!("explain-refused", "explain-restart-hint"),
    }
}

/// What went wrong while writing or reading the store.
#[must_use]
pub fn explain_store(error: &StoreError) -> Explanation {
    match error {
        StoreError::Disk(disk) => explain_disk(disk),
        StoreError::Damaged(_) => say!("explain-damaged-record", "explain-damaged-record-hint"),
        StoreError::DamagedSetting => say!("explain-damaged-setting", "explain-restart-hint"),
        StoreError::DamagedStore => damaged_store(),
        StoreError::NoSuchRecord { .. } | StoreError::NotDamaged { .. } => unreadable(),
        StoreError::TooLarge => say!("explain-too-large", "explain-too-large-hint"),
        StoreError::Undone | StoreError::MustReopen => say!("explain-must-reopen", "explain-restart-hint"),
        StoreError::NoRandomness => no_randomness(),
    }
}

fn damaged_store() -> Explanation {
    say!("explain-damaged-store", "explain-damaged-store-hint")
}

fn explain_disk(error: &DiskError) -> Explanation {
    match error {
        DiskError::Full => say!("explain-disk-full", "explain-disk-full-hint"),
        DiskError::ReadOnly => say!("explain-disk-read-only", "explain-disk-read-only-hint"),
        DiskError::Denied => say!("explain-disk-denied", "explain-disk-denied-hint"),
        DiskError::Io(_) => say!("explain-disk", "explain-disk-hint"),
    }
}

/// Why a file was not written.
#[must_use]
pub fn explain_write(error: &WriteError) -> Explanation {
    match error {
        WriteError::Exists => say!("explain-file-exists", "explain-file-exists-hint"),
        WriteError::NoFolder => say!("explain-file-no-folder", "explain-file-no-folder-hint"),
        WriteError::NoName => say!("explain-file-no-name", "explain-file-no-name-hint"),
        WriteError::Disk(DiskError::Full) => say!("explain-file-full", "explain-file-full-hint"),
        WriteError::Disk(DiskError::Denied | DiskError::ReadOnly) => {
            say!("explain-file-denied", "explain-file-denied-hint")
        }
        WriteError::Disk(DiskError::Io(_)) => say!("explain-file-disk", "explain-file-disk-hint"),
    }
}

/// When the next passphrase can be tried.
fn wait_hint(wait: Duration) -> String {
    tr!("explain-wait", wait = format::waiting(wait))
}

/// Why a workspace does not open.
#[must_use]
pub fn explain_open(error: &OpenError) -> Explanation {
    match error {
        OpenError::NotFound => say!("explain-not-found", "explain-not-found-hint"),
        OpenError::AlreadyExists => say!("explain-already-exists", "explain-already-exists-hint"),
        OpenError::InUse => say!("explain-in-use", "explain-in-use-hint"),
        OpenError::KeyMissing | OpenError::WrongKey | OpenError::DamagedKey => {
            say!("explain-key-missing", "explain-key-missing-hint")
        }
        OpenError::PassphraseNeeded => say!("explain-passphrase-needed", "explain-passphrase-needed-hint"),
        OpenError::WrongPassphrase { wait } if wait.is_zero() => {
            say!("explain-wrong-passphrase", "explain-wrong-passphrase-hint")
        }
        OpenError::WrongPassphrase { wait } => {
            Explanation { what: tr!("explain-wrong-passphrase"), hint: wait_hint(*wait) }
        }
        OpenError::TooSoon { wait } => Explanation { what: tr!("explain-too-soon"), hint: wait_hint(*wait) },
        OpenError::StoreMissing => say!("explain-store-missing", "explain-backup-hint"),
        OpenError::NewerFormat { .. } => say!("explain-newer", "explain-newer-hint"),
        OpenError::Damaged => damaged_store(),
        OpenError::NoRandomness => no_randomness(),
        OpenError::Disk(disk) => explain_folder(disk),
    }
}

/// Why the folder with the data cannot be used: nothing was being changed in it.
fn explain_folder(error: &DiskError) -> Explanation {
    match error {
        DiskError::Full => say!("explain-folder-full", "explain-file-full-hint"),
        DiskError::Denied | DiskError::ReadOnly => say!("explain-folder-denied", "explain-folder-denied-hint"),
        DiskError::Io(error) => Explanation {
            what: tr!("explain-folder", reason = words::io_reason(error)),
            hint: tr!("explain-folder-hint"),
        },
    }
}

#[cfg(test)]
mod tests;
