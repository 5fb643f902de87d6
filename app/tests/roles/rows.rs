//! Everything that somebody can try, and what it takes.

use deelbaar::engine::{Command, Invitee};
use deelbaar_schema::act::What;
use deelbaar_schema::role::{Action, Role};
use deelbaar_schema::statement::Statement;
use deelbaar_sync::workspace::{Renew, Root};

/// What a row takes.
#[derive(Clone, Copy)]
pub enum Takes {
    /// A role that may do this.
    Role(Action),
    /// The same, and the municipality's key. Here everybody has that. By hand the key decides, whatever the role: decision 0038.
    RoleAndKey(Action),
    /// A role that decides, or a mandate from it. Here the policy officer has one that covers it; see `mandates.rs`.
    Mandate,
    /// The region's key. Here the policy officer holds it. By hand too the key decides.
    Key,
    /// The municipality's key, and the second person's words. Here everybody has both. By hand too the keys decide.
    Both,
}

macro_rules! rows {
    ($($row:ident: $takes:expr,)+) => {
        /// A row of the table.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Row { $($row,)+ }

        impl Row {
            /// Every row. What replaces keys comes last: what follows it needs the new ones.
            pub const ALL: &[Self] = &[$(Self::$row,)+];

            fn takes(self) -> Takes {
                match self { $(Self::$row => $takes,)+ }
            }
        }
    };
}

rows! {
    Read: Takes::Role(Action::ReadPlan),
    Edit: Takes::Role(Action::EditPlan),
    Retitle: Takes::Role(Action::EditPlan),
    Fill: Takes::Role(Action::EditPlan),
    Write: Takes::Role(Action::EditPlan),
    Shift: Takes::Role(Action::EditPlan),
    Undo: Takes::Role(Action::EditPlan),
    Redo: Takes::Role(Action::EditPlan),
    Import: Takes::Role(Action::EditPlan),
    Comment: Takes::Role(Action::EditPlan),
    AddFile: Takes::Role(Action::EditPlan),
    RemoveFile: Takes::Role(Action::EditPlan),
    RemoveItem: Takes::Role(Action::EditPlan),
    Submit: Takes::Role(Action::Ask),
    Recall: Takes::Role(Action::Ask),
    Request: Takes::Role(Action::Ask),
    RecallRequest: Takes::Role(Action::Ask),
    Revise: Takes::Role(Action::Ask),
    Start: Takes::Role(Action::CarryOut),
    Finish: Takes::Role(Action::CarryOut),
    Decide: Takes::Role(Action::Decide),
    DecideMandated: Takes::Mandate,
    Mandate: Takes::Role(Action::Decide),
    EndMandate: Takes::Role(Action::Decide),
    Competence: Takes::Role(Action::Decide),
    Give: Takes::Role(Action::Consent),
    Decline: Takes::Role(Action::Consent),
    Confirm: Takes::Role(Action::Consent),
    Withdraw: Takes::Role(Action::Consent),
    WithdrawAll: Takes::Role(Action::Consent),
    Enrol: Takes::RoleAndKey(Action::ManageDevices),
    SecondDevice: Takes::RoleAndKey(Action::ManageDevices),
    ChangeRole: Takes::RoleAndKey(Action::ManageDevices),
    MakeAlderman: Takes::RoleAndKey(Action::ManageDevices),
    Remove: Takes::RoleAndKey(Action::ManageDevices),
    Admit: Takes::Key,
    AdmitAnew: Takes::Key,
    Dismiss: Takes::Key,
    Relay: Takes::Key,
    RenewRegion: Takes::Key,
    RenewRegionSecond: Takes::Key,
    Renew: Takes::Both,
    RenewSecond: Takes::Both,
}

impl Row {
    /// Whether whoever has this role may.
    pub fn allows(self, role: Role) -> bool {
        match self.takes() {
            Takes::Role(action) | Takes::RoleAndKey(action) => role.may(action),
            Takes::Mandate => role == Role::PolicyOfficer || role.may(Action::Decide),
            Takes::Key => role == Role::PolicyOfficer,
            Takes::Both => role.may(Action::ReadPlan),
        }
    }

    /// Whether it is the role that decides, and not who has a key: in the window and on the command line.
    pub fn is_of_the_role(self) -> bool {
        matches!(self.takes(), Takes::Role(_) | Takes::RoleAndKey(_) | Takes::Mandate)
    }

    /// Whether by hand a root key decides, and not the role of who brings what it signed.
    pub fn is_of_the_key_by_hand(self) -> bool {
        matches!(self.takes(), Takes::RoleAndKey(_) | Takes::Key | Takes::Both)
    }
}

/// The rows of an act. A new kind of act has to choose.
pub fn of_act(what: &What) -> &'static [Row] {
    match what {
        What::Submit { .. } => &[Row::Submit],
        What::Recall { .. } => &[Row::Recall],
        What::Decide { under: None, .. } => &[Row::Decide, Row::DecideMandated],
        What::Decide { .. } => &[Row::DecideMandated],
        What::Start { .. } => &[Row::Start],
        What::Finish { .. } => &[Row::Finish],
        What::RequestConsent { .. } => &[Row::Request],
        What::RecallConsent { .. } => &[Row::RecallRequest],
        What::GiveConsent { .. } => &[Row::Give],
        What::DeclineConsent { .. } => &[Row::Decline],
        What::Withdraw { .. } => &[Row::Withdraw, Row::WithdrawAll],
        What::Revise { .. } => &[Row::Revise],
        What::ConfirmConsent { .. } => &[Row::Confirm],
    }
}

/// The rows of a statement. A new kind of statement has to choose.
pub fn of_statement(statement: &Statement) -> &'static [Row] {
    match statement {
        Statement::Admission(_) => &[Row::Admit, Row::AdmitAnew],
        Statement::Dismissal(_) => &[Row::Dismiss],
        Statement::Relay(_) => &[Row::Relay],
        Statement::Enrolment(_) => &[Row::Enrol, Row::SecondDevice, Row::ChangeRole, Row::MakeAlderman],
        Statement::EnrolmentEnd(_) => &[Row::ChangeRole, Row::MakeAlderman],
        Statement::Revocation(_) => &[Row::Remove],
        Statement::Consent(_) => &[Row::Give],
        Statement::Withdrawal(_) => &[Row::Withdraw, Row::WithdrawAll],
        Statement::Revision(_) => &[Row::Revise],
        Statement::Mandate(_) => &[Row::Mandate],
        Statement::MandateEnd(_) => &[Row::EndMandate],
        Statement::Competence(_) => &[Row::Competence],
        Statement::Renewal(_) => &[Row::Renew, Row::RenewSecond, Row::RenewRegion, Row::RenewRegionSecond],
        // The second person's word, which never stands alone.
        Statement::Countersignature(_) => {
            &[Row::AdmitAnew, Row::MakeAlderman, Row::Renew, Row::RenewSecond, Row::RenewRegion, Row::RenewRegionSecond]
        }
    }
}

macro_rules! commands {
    ($($pattern:pat => $row:expr,)+) => {
        /// Which of the [kinds](COMMANDS) a command is. A new command has to choose a row, or say why it has none.
        pub fn of_command(command: &Command) -> (&'static str, Result<Row, &'static str>) {
            match command { $($pattern => (stringify!($pattern), $row),)+ }
        }

        /// Every kind of command.
        pub const COMMANDS: &[(&str, Result<Row, &str>)] = &[$((stringify!($pattern), $row),)+];
    };
}

/// Of a command that the role has no part in: it takes the second person of the region, whoever's device it is.
const SECOND_PERSON: &str =
    "the region's second person says it, on any device of another municipality: app/tests/admission.rs";
/// Of a command about this device only.
const THIS_DEVICE: &str = "about this device; leaves no record";
/// Of what shows or wipes a second key.
const SECOND_KEY: &str = "whoever sits where the key lies hands it over; leaves no record: app/tests/signing.rs";

commands! {
    Command::Add { .. } => Ok(Row::Edit),
    Command::SetTitle { .. } => Ok(Row::Retitle),
    Command::SetField { .. } => Ok(Row::Fill),
    Command::SetBody { .. } => Ok(Row::Write),
    Command::Shift { .. } => Ok(Row::Shift),
    Command::Import { .. } => Ok(Row::Import),
    Command::Undo => Ok(Row::Undo),
    Command::Redo => Ok(Row::Redo),
    Command::Comment { .. } => Ok(Row::Comment),
    Command::AddFile { .. } => Ok(Row::AddFile),
    Command::RemoveFile { .. } => Ok(Row::RemoveFile),
    Command::Remove { .. } => Ok(Row::RemoveItem),
    Command::Submit { .. } => Ok(Row::Submit),
    Command::Recall { .. } => Ok(Row::Recall),
    Command::Decide { .. } => Ok(Row::Decide),
    Command::Start { .. } => Ok(Row::Start),
    Command::Finish { .. } => Ok(Row::Finish),
    Command::RequestConsent { .. } => Ok(Row::Request),
    Command::RecallConsent { .. } => Ok(Row::RecallRequest),
    Command::GiveConsent { .. } => Ok(Row::Give),
    Command::DeclineConsent { .. } => Ok(Row::Decline),
    Command::Revise { .. } => Ok(Row::Revise),
    Command::Withdraw { .. } => Ok(Row::Withdraw),
    Command::WithdrawAll => Ok(Row::WithdrawAll),
    Command::ConfirmConsent { .. } => Ok(Row::Confirm),
    Command::Invite(Invitee::Municipality { .. }) => Ok(Row::Admit),
    Command::Invite(Invitee::Anew { .. }) => Ok(Row::AdmitAnew),
    Command::Invite(Invitee::Colleague { .. }) => Ok(Row::Enrol),
    Command::Invite(Invitee::Device { .. }) => Ok(Row::SecondDevice),
    Command::GiveMandate { .. } => Ok(Row::Mandate),
    Command::EndMandate { .. } => Ok(Row::EndMandate),
    Command::SetCompetence { .. } => Ok(Row::Competence),
    Command::RemoveDevice { .. } => Ok(Row::Remove),
    Command::ChangeRole { role: Role::Alderman, .. } => Ok(Row::MakeAlderman),
    Command::ChangeRole { .. } => Ok(Row::ChangeRole),
    Command::Renew { what: Renew::Municipality { .. }, .. } => Ok(Row::Renew),
    Command::Renew { what: Renew::Second(Root::Municipality), .. } => Ok(Row::RenewSecond),
    Command::Renew { what: Renew::Region { .. }, .. } => Ok(Row::RenewRegion),
    Command::Renew { what: Renew::Second(Root::Region), .. } => Ok(Row::RenewRegionSecond),
    Command::Dismiss { .. } => Ok(Row::Dismiss),
    Command::NameRelay { .. } => Ok(Row::Relay),
    Command::Answer { .. } => Err("takes somebody at the door, who is let in by role: tests/tests/managing.rs"),
    Command::CancelInvitation { .. } => Err("only of codes that this device gave out; leaves no record"),
    Command::AgreeToAdmission { .. } => Err(SECOND_PERSON),
    Command::ShowSecond { .. } | Command::HandOverSecond { .. } => Err(SECOND_KEY),
    Command::RestoreKey { .. } => Err("takes the words of the key: tests/tests/managing.rs"),
    Command::ForgetPlan => Err("only on a device that reads no plan: app/tests/forgetting.rs"),
    Command::TakeIntroduction { .. } => Err("takes in what others signed, checked as from a peer: tests/tests/backup.rs"),
    Command::SetProxy { .. }
    | Command::SetPassphrase { .. }
    | Command::ConfirmPassphrase { .. }
    | Command::ShowRecovery { .. }
    | Command::Backup { .. }
    | Command::Introduce { .. }
    | Command::ScheduleBackups { .. }
    | Command::ReportPerson { .. }
    | Command::SaveFile { .. }
    | Command::ConfirmDate { .. }
    | Command::Export(_)
    | Command::Verify
    | Command::LookedAtRegion
    | Command::SyncNow => Err(THIS_DEVICE),
}

/// Subcommands without a row, by the reason.
pub const WITHOUT_A_ROW: &[(&[&str], &str)] = &[
    (&["demo"], "the example region, in a folder of its own"),
    (&["init"], "begins a workspace, only as a policy officer: tests/tests/managing.rs"),
    (&["join", "restore"], "makes a workspace in an empty folder"),
    (&["consent show"], "reads one entry of `inbox`, which has a row: tests/tests/command_consents.rs"),
    (&["repair"], "takes up what can be read of a damaged folder: tests/tests/repair.rs"),
    (&["invitations"], "only of codes that this device gave out; leaves no record"),
    (&["admission list", "admission agree"], SECOND_PERSON),
    (&["second-key"], SECOND_KEY),
    (&["recovery restore"], "takes the words of the key: tests/tests/managing.rs"),
    (&["forget-plan"], "only on a device that reads no plan: app/tests/forgetting.rs"),
    (&["introduce take"], "takes in what others signed, checked as from a peer: tests/tests/backup.rs"),
    (&["region sections", "relay show"], "what the whole region reads"),
    (&["file list", "file save", "handover", "audit", "person", "dump", "status"], "tells what lies on this device"),
    (&["relay proxy", "passphrase set", "passphrase change", "passphrase remove", "recovery show"], THIS_DEVICE),
    (&["backup", "introduce write", "sync", "node", "confirm-date"], THIS_DEVICE),
];

/// Why a subcommand has no row.
pub fn without_a_row(subcommand: &str) -> Option<&'static str> {
    WITHOUT_A_ROW.iter().find(|(listed, _)| listed.contains(&subcommand)).map(|(_, why)| *why)
}
