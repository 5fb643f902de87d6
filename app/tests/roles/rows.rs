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
    /// The region's key. Here the policy officer holds it.
    Key,
    /// The municipality's key, and the second person's words. Here everybody has both.
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
    Comment: Takes::Role(Action::EditPlan),
    AddFile: Takes::Role(Action::EditPlan),
    RemoveFile: Takes::Role(Action::EditPlan),
    RemoveItem: Takes::Role(Action::EditPlan),
    Submit: Takes::Role(Action::Ask),
    Recall: Takes::Role(Action::Ask),
    Request: Takes::Role(Action::Ask),
    Revise: Takes::Role(Action::Ask),
    Start: Takes::Role(Action::CarryOut),
    Finish: Takes::Role(Action::CarryOut),
    Decide: Takes::Role(Action::Decide),
    Mandate: Takes::Role(Action::Decide),
    EndMandate: Takes::Role(Action::Decide),
    Competence: Takes::Role(Action::Decide),
    Give: Takes::Role(Action::Consent),
    Decline: Takes::Role(Action::Consent),
    Confirm: Takes::Role(Action::Consent),
    Withdraw: Takes::Role(Action::Consent),
    Enrol: Takes::Role(Action::ManageDevices),
    ChangeRole: Takes::Role(Action::ManageDevices),
    Remove: Takes::Role(Action::ManageDevices),
    Admit: Takes::Key,
    Dismiss: Takes::Key,
    Relay: Takes::Key,
    RenewRegion: Takes::Key,
    Renew: Takes::Both,
    RenewSecond: Takes::Both,
}

impl Row {
    /// Whether whoever has this role may.
    pub fn allows(self, role: Role) -> bool {
        match self.takes() {
            Takes::Role(action) => role.may(action),
            Takes::Key => role == Role::PolicyOfficer,
            Takes::Both => role.may(Action::ReadPlan),
        }
    }

    /// Whether it is the role that decides, and not who has a key.
    pub fn is_of_the_role(self) -> bool {
        matches!(self.takes(), Takes::Role(_))
    }

    /// Whether the record counts when whoever has this role makes it by hand, and of the root keys only the policy officer
    /// has any.
    pub fn counts_by_hand(self, role: Role) -> bool {
        match self.takes() {
            Takes::Role(_) => self.allows(role),
            Takes::Key | Takes::Both => role == Role::PolicyOfficer,
        }
    }
}

/// The row of an act. A new kind of act has to choose one.
pub fn of_act(what: &What) -> Row {
    match what {
        What::Submit { .. } => Row::Submit,
        What::Recall { .. } => Row::Recall,
        What::Decide { .. } => Row::Decide,
        What::Start { .. } => Row::Start,
        What::Finish { .. } => Row::Finish,
        What::RequestConsent { .. } => Row::Request,
        What::GiveConsent { .. } => Row::Give,
        What::DeclineConsent { .. } => Row::Decline,
        What::Withdraw { .. } => Row::Withdraw,
        What::Revise { .. } => Row::Revise,
        What::ConfirmConsent { .. } => Row::Confirm,
    }
}

/// The rows of a statement. A new kind of statement has to choose.
pub fn of_statement(statement: &Statement) -> &'static [Row] {
    match statement {
        Statement::Admission(_) => &[Row::Admit],
        Statement::Dismissal(_) => &[Row::Dismiss],
        Statement::Relay(_) => &[Row::Relay],
        Statement::Enrolment(_) => &[Row::Enrol, Row::ChangeRole],
        Statement::EnrolmentEnd(_) => &[Row::ChangeRole],
        Statement::Revocation(_) => &[Row::Remove],
        Statement::Consent(_) => &[Row::Give],
        Statement::Withdrawal(_) => &[Row::Withdraw],
        Statement::Revision(_) => &[Row::Revise],
        Statement::Mandate(_) => &[Row::Mandate],
        Statement::MandateEnd(_) => &[Row::EndMandate],
        Statement::Competence(_) => &[Row::Competence],
        // The second person's word, which never stands alone.
        Statement::Countersignature(_) | Statement::Renewal(_) => &[Row::Renew, Row::RenewSecond, Row::RenewRegion],
    }
}

/// The row of a command; `None` for what changes nothing that others see, is about this device, or is said by the region's
/// second person, whatever the role of the device. A new command has to choose.
pub fn of_command(command: &Command) -> Option<Row> {
    Some(match command {
        Command::Add { .. }
        | Command::SetTitle { .. }
        | Command::SetField { .. }
        | Command::SetBody { .. }
        | Command::Shift { .. }
        | Command::Import { .. }
        | Command::Undo
        | Command::Redo => Row::Edit,
        Command::Comment { .. } => Row::Comment,
        Command::AddFile { .. } => Row::AddFile,
        Command::RemoveFile { .. } => Row::RemoveFile,
        Command::Remove { .. } => Row::RemoveItem,
        Command::Submit { .. } => Row::Submit,
        Command::Recall { .. } => Row::Recall,
        Command::Decide { .. } => Row::Decide,
        Command::Start { .. } => Row::Start,
        Command::Finish { .. } => Row::Finish,
        Command::RequestConsent { .. } => Row::Request,
        Command::GiveConsent { .. } => Row::Give,
        Command::DeclineConsent { .. } => Row::Decline,
        Command::Revise { .. } => Row::Revise,
        Command::Withdraw { .. } | Command::WithdrawAll => Row::Withdraw,
        Command::ConfirmConsent { .. } => Row::Confirm,
        Command::Invite(Invitee::Municipality { .. }) => Row::Admit,
        Command::Invite(Invitee::Colleague { .. } | Invitee::Device { .. })
        | Command::CancelInvitation { .. }
        | Command::Answer { .. } => Row::Enrol,
        Command::GiveMandate { .. } => Row::Mandate,
        Command::EndMandate { .. } => Row::EndMandate,
        Command::SetCompetence { .. } => Row::Competence,
        Command::RemoveDevice { .. } => Row::Remove,
        Command::ChangeRole { .. } => Row::ChangeRole,
        Command::Renew { what: Renew::Municipality { .. }, .. } => Row::Renew,
        Command::Renew { what: Renew::Region { .. } | Renew::Second(Root::Region), .. } => Row::RenewRegion,
        Command::Renew { what: Renew::Second(Root::Municipality), .. } => Row::RenewSecond,
        Command::Dismiss { .. } => Row::Dismiss,
        Command::NameRelay { .. } => Row::Relay,
        Command::AgreeToAdmission { .. }
        | Command::ShowSecond { .. }
        | Command::HandOverSecond { .. }
        | Command::SetProxy { .. }
        | Command::SetPassphrase { .. }
        | Command::ConfirmPassphrase { .. }
        | Command::ShowRecovery { .. }
        | Command::RestoreKey { .. }
        | Command::Backup { .. }
        | Command::Introduce { .. }
        | Command::TakeIntroduction { .. }
        | Command::ScheduleBackups { .. }
        | Command::ReportPerson { .. }
        | Command::SaveFile { .. }
        | Command::Verify
        | Command::SyncNow => return None,
    })
}
