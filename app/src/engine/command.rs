//! Everything that a person can do, once: buttons, shortcuts, palette, command line and tests all send these.

mod parts;

use std::collections::BTreeSet;
use std::path::PathBuf;

use deelbaar_schema::act::{External, Outcome};
use deelbaar_schema::disclosure::Sharing;
use deelbaar_schema::field::{Field, Mask, Value};
use deelbaar_schema::id::{AttachmentId, ContentHash, DeviceId, FileHash, ItemId, MunicipalityCode, RecordId};
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::role::Role;
use deelbaar_schema::statement::Body;
use deelbaar_schema::time::{Date, Term};
use deelbaar_sync::net::InvitationId;
use deelbaar_sync::store::Passphrase;
use deelbaar_sync::workspace::{IntroductionFor, Renew, Root, Schedule};

pub use self::parts::{Export, Invitee, Secret};
pub use super::done::Done;
use crate::person::About;

/// One act of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Adds an item to the plan, after its last sibling.
    Add {
        /// What it is.
        kind: ItemKind,
        /// Its title.
        title: String,
        /// The section that it becomes part of.
        parent: Option<ItemId>,
    },
    /// Replaces the title.
    SetTitle {
        /// Which item.
        item: ItemId,
        /// The new title.
        title: String,
    },
    /// Fills in or empties a short field.
    SetField {
        /// Which item.
        item: ItemId,
        /// Which field.
        field: Field,
        /// The value; `None` empties it.
        value: Option<Value>,
    },
    /// Edits the long text. What colleagues wrote since `base` is kept.
    SetBody {
        /// Which item.
        item: ItemId,
        /// The text that the person started from.
        base: String,
        /// The text that they made of it.
        text: String,
    },
    /// Puts a section one place up or down among its siblings.
    Shift {
        /// Which item.
        item: ItemId,
        /// Up (towards the start) or down.
        up: bool,
    },
    /// Removes an item. Can be undone.
    Remove {
        /// Which item.
        item: ItemId,
    },
    /// Writes a comment, for colleagues only.
    Comment {
        /// On which item.
        item: ItemId,
        /// The remark.
        text: String,
    },
    /// Puts a file beside an item: its content is kept sealed.
    AddFile {
        /// Which item.
        item: ItemId,
        /// Where it is now.
        path: PathBuf,
        /// What it is, in words; may be empty.
        description: String,
    },
    /// Takes a file from an item. Can be undone for a while.
    RemoveFile {
        /// Which item.
        item: ItemId,
        /// Which file.
        file: AttachmentId,
    },
    /// Writes the content of a file to a place where there is none.
    SaveFile {
        /// Its content.
        file: FileHash,
        /// Where to.
        path: PathBuf,
    },
    /// Reads a document into plan sections.
    Import {
        /// The file's name.
        name: String,
        /// What is in it.
        bytes: Vec<u8>,
    },
    /// Takes the last edit or import back.
    Undo,
    /// Does the last undone edit again.
    Redo,
    /// Puts an activity or conversation to the alderman.
    Submit {
        /// Which item.
        item: ItemId,
    },
    /// Takes a submission back.
    Recall {
        /// Which item.
        item: ItemId,
    },
    /// Decides on a submission.
    Decide {
        /// The submission.
        request: RecordId,
        /// The decision.
        outcome: Outcome,
        /// What another body decided, when that is what is recorded.
        external: Option<External>,
        /// Conditions or a remark, for colleagues only.
        note: String,
    },
    /// Begins to carry out what was decided.
    Start {
        /// Which item.
        item: ItemId,
    },
    /// Ends it.
    Finish {
        /// Which item.
        item: ItemId,
    },
    /// Asks the alderman for consent to share an item as it is now.
    RequestConsent {
        /// Which item.
        item: ItemId,
        /// What stays at home.
        without: Mask,
        /// The files beside it that go along; the others stay at home.
        files: BTreeSet<FileHash>,
        /// For whom, from when until when, and how.
        sharing: Sharing,
        /// What looks like data about a person and may be shared all the same.
        confirmed: Vec<String>,
        /// A remark for the alderman.
        note: String,
    },
    /// Takes back what was asked about sharing an item and is not answered.
    RecallConsent {
        /// Which item.
        item: ItemId,
    },
    /// Consents, and signs.
    GiveConsent {
        /// The request.
        request: RecordId,
        /// What stays at home: at least what the request left out.
        without: Mask,
        /// For whom the request asks; the rest as the alderman wants it.
        sharing: Sharing,
        /// A remark, for colleagues only.
        note: String,
    },
    /// Does not consent.
    DeclineConsent {
        /// The request.
        request: RecordId,
        /// Returned with a remark instead of refused.
        returned: bool,
        /// Why, for colleagues only.
        note: String,
    },
    /// Shares an item as it is now, under the standing consent that it has.
    Revise {
        /// Which item.
        item: ItemId,
        /// What looks like data about a person and may be shared all the same.
        confirmed: Vec<String>,
    },
    /// Takes back what was shared of an item.
    Withdraw {
        /// Which item.
        item: ItemId,
        /// Only this version; `None`: everything.
        version: Option<u32>,
    },
    /// Takes back everything that this municipality shares.
    WithdrawAll,
    /// Stands for what a predecessor consented to.
    ConfirmConsent {
        /// Which item.
        item: ItemId,
    },
    /// Invites a municipality to the region, or a colleague to the municipality.
    Invite(Invitee),
    /// Takes an invitation back.
    CancelInvitation {
        /// Which one.
        invitation: InvitationId,
    },
    /// Lets somebody in who asked with a code, or not.
    Answer {
        /// The device that asked.
        device: DeviceId,
        /// Whether it may join.
        approve: bool,
        /// For an alderman: the words of the second person's key. For a municipality that begins anew: of the region's.
        second: String,
    },
    /// Lets somebody decide in this alderman's name.
    GiveMandate {
        /// A device of theirs.
        device: DeviceId,
        /// On what.
        kinds: BTreeSet<ItemKind>,
        /// On what these devices submitted.
        asks: BTreeSet<DeviceId>,
        /// The last day.
        until: Date,
    },
    /// Ends a mandate with this day.
    EndMandate {
        /// Which.
        mandate: ContentHash,
    },
    /// Says which body decides on a kind of item from tomorrow on.
    SetCompetence {
        /// On what.
        kind: ItemKind,
        /// Who.
        body: Body,
    },
    /// Shows the words of the second person's key, to hand over.
    ShowSecond {
        /// Of the municipality or the region.
        of: Root,
    },
    /// The second person has the words of their key: forgets it here.
    HandOverSecond {
        /// Of the municipality or the region.
        of: Root,
        /// The words that are asked back, as they read them from their paper.
        written: Secret,
    },
    /// Removes a device of the own municipality, for good.
    RemoveDevice {
        /// Which.
        device: DeviceId,
    },
    /// Gives whoever has a device another role or term, on all their devices.
    ChangeRole {
        /// A device of theirs.
        device: DeviceId,
        /// The role that they get.
        role: Role,
        /// From when until when.
        term: Term,
        /// For an alderman: the words of the second person's key.
        second: String,
    },
    /// Replaces a key that somebody else may have, or the second person's.
    Renew {
        /// Which.
        what: Renew,
        /// The words of the second person's key, as it is until now.
        second: String,
    },
    /// The region's second person says of several admissions of one municipality which one holds.
    AgreeToAdmission {
        /// Which.
        admission: ContentHash,
        /// The words of the region's second key.
        second: String,
    },
    /// Ends the part that a municipality takes in the region, for good.
    Dismiss {
        /// Which.
        municipality: MunicipalityCode,
        /// The last day on which it takes part.
        last_day: Date,
    },
    /// Names the region's own relay, or takes it away.
    NameRelay {
        /// Its address; more than one where one may fail, none for no relay.
        urls: Vec<String>,
        /// What it asks to hear.
        token: Option<Secret>,
    },
    /// Reaches the relay through another HTTP proxy.
    SetProxy {
        /// Its address; `None`: the one that the environment names, if any.
        url: Option<Secret>,
    },
    /// Sets, changes or removes the passphrase of this device's data.
    SetPassphrase {
        /// The one that opens it now.
        current: Option<Passphrase>,
        /// The one that will; `None` for none.
        chosen: Option<Passphrase>,
    },
    /// Gives the passphrase again, so that what is signed in the next minutes is signed by who is here.
    ConfirmPassphrase {
        /// The one that opens the workspace.
        given: Passphrase,
    },
    /// Asks for the recovery words of the root keys that this device holds.
    ShowRecovery {
        /// The one that opens the workspace.
        current: Option<Passphrase>,
    },
    /// Gives this device the key that recovery words stand for.
    RestoreKey {
        /// As they were typed.
        words: Secret,
    },
    /// Writes a backup to a file that must not exist.
    Backup {
        /// Where.
        path: PathBuf,
        /// What will open it.
        passphrase: Passphrase,
    },
    /// Makes a file with which others come to know this device, after it was restored.
    Introduce {
        /// For colleagues, or for another municipality.
        audience: IntroductionFor,
    },
    /// Takes such a file of another device in.
    TakeIntroduction {
        /// Where it is.
        path: PathBuf,
    },
    /// Makes backups on a schedule from now on, or ends that.
    ScheduleBackups {
        /// `None`: no more.
        schedule: Option<Schedule>,
        /// What will open them; `None`: the same as before.
        passphrase: Option<Passphrase>,
    },
    /// Takes the municipality's plan off this device, which gets it no more in its role of today.
    ForgetPlan,
    /// Says that the date of this device is right, where embargoes and last days wait because its clock is alone with it.
    ConfirmDate {
        /// The day that was confirmed: refused when it is not that of the device any more.
        day: Date,
    },
    /// Gathers what is held about somebody, for a request for access.
    ReportPerson {
        /// About whom.
        about: About,
    },
    /// Takes something out of Deelbaar in one piece, to keep or to pass on. It is made by whoever asks; this says that it was.
    Export(Export),
    /// Checks every chain and signature that this device keeps.
    Verify,
    /// Remembers what the region shares now as seen: what comes later is new.
    LookedAtRegion,
    /// Connects to the other devices now instead of at the next try.
    SyncNow,
}

impl Command {
    /// Whether it is signed in somebody's name or with a root key, or takes
    /// keys out of here: that takes the passphrase again after a while. Every
    /// command is named: a new one has to choose.
    #[must_use]
    pub const fn signs(&self) -> bool {
        match self {
            Self::Decide { .. }
            | Self::GiveConsent { .. }
            | Self::DeclineConsent { .. }
            | Self::Revise { .. }
            | Self::Withdraw { .. }
            | Self::WithdrawAll
            | Self::ConfirmConsent { .. }
            | Self::Answer { approve: true, .. }
            | Self::GiveMandate { .. }
            | Self::EndMandate { .. }
            | Self::SetCompetence { .. }
            | Self::ShowSecond { .. }
            | Self::HandOverSecond { .. }
            | Self::RestoreKey { .. }
            | Self::Backup { .. }
            | Self::ScheduleBackups { .. }
            | Self::ChangeRole { .. }
            | Self::Renew { .. }
            | Self::AgreeToAdmission { .. }
            | Self::Dismiss { .. }
            | Self::NameRelay { .. }
            | Self::ForgetPlan
            | Self::ConfirmDate { .. }
            | Self::RemoveDevice { .. } => true,
            Self::Add { .. }
            | Self::SetTitle { .. }
            | Self::SetField { .. }
            | Self::SetBody { .. }
            | Self::Shift { .. }
            | Self::Remove { .. }
            | Self::Comment { .. }
            | Self::AddFile { .. }
            | Self::RemoveFile { .. }
            | Self::SaveFile { .. }
            | Self::Import { .. }
            | Self::Undo
            | Self::Redo
            | Self::Submit { .. }
            | Self::Recall { .. }
            | Self::Start { .. }
            | Self::Finish { .. }
            | Self::RequestConsent { .. }
            | Self::RecallConsent { .. }
            | Self::Invite(_)
            | Self::CancelInvitation { .. }
            | Self::Answer { approve: false, .. }
            | Self::SetProxy { .. }
            | Self::SetPassphrase { .. }
            | Self::ConfirmPassphrase { .. }
            | Self::ShowRecovery { .. }
            | Self::Introduce { .. }
            | Self::TakeIntroduction { .. }
            | Self::ReportPerson { .. }
            | Self::Export(_)
            | Self::Verify
            | Self::LookedAtRegion
            | Self::SyncNow => false,
        }
    }

    /// Whether it takes the municipality's private space: nothing of it can be done on a device that does not get that.
    #[must_use]
    pub const fn takes_plan(&self) -> bool {
        match self {
            Self::Invite(Invitee::Municipality { .. } | Invitee::Anew { .. })
            | Self::CancelInvitation { .. }
            | Self::Answer { .. }
            | Self::AgreeToAdmission { .. }
            | Self::Dismiss { .. }
            | Self::NameRelay { .. }
            | Self::SetProxy { .. }
            | Self::SetPassphrase { .. }
            | Self::ConfirmPassphrase { .. }
            | Self::ShowRecovery { .. }
            | Self::RestoreKey { .. }
            | Self::ShowSecond { .. }
            | Self::HandOverSecond { .. }
            | Self::Backup { .. }
            | Self::ScheduleBackups { .. }
            | Self::Introduce { .. }
            | Self::TakeIntroduction { .. }
            | Self::ForgetPlan
            | Self::ConfirmDate { .. }
            | Self::ReportPerson { .. }
            | Self::SaveFile { .. }
            | Self::Export(Export::Log | Export::Everything)
            | Self::Verify
            | Self::LookedAtRegion
            | Self::SyncNow => false,
            Self::Renew { what, .. } => matches!(what.root(), Root::Municipality),
            _ => true,
        }
    }

    /// What the log of the system says of it: an action, and on what, as an id. `None` for what is neither an act nor about
    /// security, such as typing.
    #[must_use]
    pub fn noted(&self) -> Option<(&'static str, String)> {
        let of = |item: &ItemId| item.short();
        Some(match self {
            Self::Submit { item } => ("submit", of(item)),
            Self::Recall { item } => ("recall", of(item)),
            Self::RecallConsent { item } => ("recall consent", of(item)),
            Self::Decide { request, .. } => ("decide", request.short()),
            Self::Start { item } => ("start", of(item)),
            Self::Finish { item } => ("finish", of(item)),
            Self::RequestConsent { item, .. } => ("request consent", of(item)),
            Self::GiveConsent { request, .. } => ("give consent", request.short()),
            Self::DeclineConsent { request, .. } => ("decline consent", request.short()),
            Self::Revise { item, .. } => ("share newer version", of(item)),
            Self::Withdraw { item, .. } => ("withdraw", of(item)),
            Self::WithdrawAll => ("withdraw all", String::new()),
            Self::ConfirmConsent { item } => ("confirm consent", of(item)),
            // Of one that was made the line names the invitation.
            Self::Invite(Invitee::Municipality { code, .. } | Invitee::Anew { code }) => ("invite", code.to_string()),
            Self::Invite(Invitee::Colleague { role, .. }) => ("invite", role.name().into()),
            Self::Invite(Invitee::Device { of }) => ("invite", of.short()),
            Self::CancelInvitation { invitation } => ("cancel invitation", invitation.short()),
            Self::Answer { device, approve: true, .. } => ("let in", device.short()),
            Self::Answer { device, approve: false, .. } => ("turn away", device.short()),
            Self::GiveMandate { device, .. } => ("give mandate", device.short()),
            Self::EndMandate { mandate } => ("end mandate", mandate.short()),
            Self::SetCompetence { kind, .. } => ("set deciding body", kind.name().into()),
            Self::ShowSecond { of } => ("show second key", of.name().into()),
            Self::HandOverSecond { of, .. } => ("hand over second key", of.name().into()),
            Self::RemoveDevice { device } => ("remove device", device.short()),
            Self::ChangeRole { device, .. } => ("change role", device.short()),
            Self::Renew { what: Renew::Second(of), .. } => ("renew second key", of.name().into()),
            Self::Renew { what, .. } => ("renew key", what.root().name().into()),
            Self::AgreeToAdmission { admission, .. } => ("agree to admission", admission.short()),
            Self::Dismiss { municipality, .. } => ("dismiss municipality", municipality.to_string()),
            Self::NameRelay { .. } => ("name relay", String::new()),
            Self::SetProxy { .. } => ("set proxy", String::new()),
            Self::SetPassphrase { chosen: None, .. } => ("remove passphrase", String::new()),
            Self::SetPassphrase { current: None, .. } => ("set passphrase", String::new()),
            Self::SetPassphrase { .. } => ("change passphrase", String::new()),
            Self::ConfirmPassphrase { .. } => ("confirm passphrase", String::new()),
            Self::ShowRecovery { .. } => ("show recovery words", String::new()),
            Self::ReportPerson { about: About::Owner(device) } => {
                ("gather what is held about a person", device.short())
            }
            Self::ReportPerson { about: About::Named(_) } => ("gather what is held about a person", String::new()),
            Self::RestoreKey { .. } => ("restore key", String::new()),
            Self::Backup { .. } => ("backup", String::new()),
            Self::Introduce { .. } => ("introduce this device", String::new()),
            Self::TakeIntroduction { .. } => ("take introduction", String::new()),
            Self::ScheduleBackups { schedule: Some(_), .. } => ("schedule backups", String::new()),
            Self::ScheduleBackups { schedule: None, .. } => ("end scheduled backups", String::new()),
            Self::ForgetPlan => ("remove plan from this device", String::new()),
            Self::ConfirmDate { .. } => ("confirm date", String::new()),
            Self::Export(Export::Log) => ("export log", String::new()),
            Self::Export(Export::Handover) => ("export handover file", String::new()),
            Self::Export(Export::Everything) => ("export everything", String::new()),
            Self::Verify => ("verify", String::new()),
            Self::Remove { item } => ("remove item", of(item)),
            Self::AddFile { item, .. } => ("add file", of(item)),
            Self::RemoveFile { item, .. } => ("remove file", of(item)),
            Self::SaveFile { file, .. } => ("save file", file.short()),
            Self::Add { .. }
            | Self::SetTitle { .. }
            | Self::SetField { .. }
            | Self::SetBody { .. }
            | Self::Shift { .. }
            | Self::Comment { .. }
            | Self::Import { .. }
            | Self::Undo
            | Self::Redo
            | Self::LookedAtRegion
            | Self::SyncNow => return None,
        })
    }
}
