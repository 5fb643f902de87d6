//! Why a command was not carried out. The words for people are in `crate::explain`; nothing was lost or changed.

use deelbaar_schema::gate::ActError;
use deelbaar_schema::municipality::PlanError;
use deelbaar_schema::plan::EditError;
use deelbaar_schema::space::Refusal;
use deelbaar_schema::text::MAX_TITLE;
use deelbaar_schema::time::Date;
use deelbaar_sync::files::FileError;
use deelbaar_sync::replica::AppendError;
use deelbaar_sync::store::StoreError;
use deelbaar_sync::workspace::WorkspaceError;

use super::view::Stopped;
use crate::import::ImportError;

/// Why a command was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The passphrase was given too long ago to sign.
    #[error("the passphrase is needed to sign")]
    PassphraseNeeded,
    /// There is no such item.
    #[error("there is no such item")]
    NoItem,
    /// There is no such request, or it was answered.
    #[error("there is no such open request")]
    NoRequest,
    /// Whoever asked must be told why it is refused or comes back.
    #[error("a refusal, or sending back, needs a remark")]
    NoRemark,
    /// There is nothing to undo.
    #[error("there is nothing to undo")]
    NothingToUndo,
    /// There is nothing to do again.
    #[error("there is nothing to redo")]
    NothingToRedo,
    /// An act was signed since on what the step is about.
    #[error("an act was signed since on what this step is about")]
    UndoStopped(Box<Stopped>),
    /// The same, of what was undone and would be done again.
    #[error("an act was signed since on what would be done again")]
    RedoStopped(Box<Stopped>),
    /// Somebody else changed the same since, on the item of this title.
    #[error("somebody else changed the same since")]
    ChangedSince(String),
    /// The step in which it stands does not allow it.
    #[error("this is not possible at this step")]
    NotNow,
    /// An item that is shared, or will be, cannot be removed: first that is taken back.
    #[error("what is shared cannot be removed before it is withdrawn")]
    StillShared,
    /// Nor one about which something is asked.
    #[error("what a decision or consent is asked for cannot be removed before that is answered or taken back")]
    StillAsked,
    /// What is shared of it came under a consent of which the act is not here: it can be taken back, or consented to anew.
    #[error("the consent under which this is shared is not here")]
    ConsentElsewhere,
    /// Only a policy officer can get a mandate.
    #[error("that is not a device of a policy officer")]
    NoOfficer,
    /// A mandate for nothing, or that has ended already.
    #[error("a mandate needs a kind and a last day from today on")]
    EmptyMandate,
    /// Which body decides changes tomorrow, and whoever signs is no alderman then.
    #[error("on that day the role does not hold any more")]
    OutOfOfficeThen(Date),
    /// The title is longer than titles may be.
    #[error("a title has at most {MAX_TITLE} characters")]
    LongTitle,
    /// The title or text is empty.
    #[error("something must be filled in")]
    Empty,
    /// The municipality is not known by that code.
    #[error("there is no municipality with that code")]
    UnknownMunicipality,
    /// The municipality takes part already.
    #[error("this municipality takes part already")]
    AlreadyTakesPart,
    /// The second key still lies here: first it goes to a second person.
    #[error("the second key was not handed over yet")]
    SecondNotHandedOver,
    /// A municipality that does not take part cannot begin anew.
    #[error("this municipality does not take part")]
    NotAdmitted,
    /// The municipality was not admitted with several pairs of keys, or not so.
    #[error("that is not one of several admissions of a municipality")]
    NoAdmission,
    /// Which admission of the own municipality holds cannot be said from here.
    #[error("another municipality's device must say which admission holds")]
    OwnAdmission,
    /// The last day of a municipality lies too far back.
    #[error("the last day lies in the past")]
    LastDayPast,
    /// The municipality was removed, for good.
    #[error("this municipality was removed")]
    WasDismissed,
    /// Whose second device it would be does not take part.
    #[error("that is not a device of somebody who takes part")]
    NoMember,
    /// Nobody with that device asks to join.
    #[error("nobody asks to join from that device")]
    NoApplicant,
    /// The invitation is not open any more.
    #[error("the invitation is not open")]
    NoInvitation,
    /// The node does not run, so nobody can be reached.
    #[error("this device is not connected to the network")]
    Offline,
    /// The file cannot be imported.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The file has no section.
    #[error("no section was found in the file")]
    NothingToImport,
    /// The rules do not allow it.
    #[error(transparent)]
    Act(#[from] ActError),
    /// The plan cannot be edited so.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// The workspace.
    #[error(transparent)]
    Workspace(WorkspaceError),
    /// A file beside an item.
    #[error(transparent)]
    File(#[from] FileError),
    /// The engine stopped.
    #[error("the engine stopped")]
    Stopped,
}

impl From<WorkspaceError> for CommandError {
    fn from(error: WorkspaceError) -> Self {
        match error {
            WorkspaceError::Append(
                AppendError::Refused(Refusal::Act(act)) | AppendError::Plan(PlanError::Act(act)),
            ) => Self::Act(act),
            WorkspaceError::Append(AppendError::Plan(PlanError::Edit(edit))) => Self::Edit(edit),
            WorkspaceError::Append(AppendError::Plan(PlanError::Charter(charter)))
            | WorkspaceError::MayNot(charter) => Self::Act(charter.into()),
            other => Self::Workspace(other),
        }
    }
}

impl From<AppendError> for CommandError {
    fn from(error: AppendError) -> Self {
        WorkspaceError::Append(error).into()
    }
}

impl From<StoreError> for CommandError {
    fn from(error: StoreError) -> Self {
        Self::Workspace(error.into())
    }
}
