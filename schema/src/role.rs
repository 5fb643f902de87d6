//! Roles and what each may do: one table.

use serde::{Deserialize, Serialize};

/// What a person does for a municipality or the region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// *Beleidsadviseur*: writes the plan, asks for decisions and consent.
    PolicyOfficer,
    /// *Wethouder*: decides and consents.
    Alderman,
    /// *Adviseur*: edits, never decides.
    Adviser,
    /// *Projectleider*: works for the region, and reads what is shared.
    RegionalLead,
    /// Reads along.
    Reader,
    /// *Knooppunt*: an always-on replica of the region that never authors content.
    Keeper,
}

impl Role {
    /// Every role, in the order of the table in the manual.
    pub const ALL: [Self; 6] =
        [Self::PolicyOfficer, Self::Alderman, Self::Adviser, Self::RegionalLead, Self::Reader, Self::Keeper];

    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PolicyOfficer => "policy-officer",
            Self::Alderman => "alderman",
            Self::Adviser => "adviser",
            Self::RegionalLead => "regional-lead",
            Self::Reader => "reader",
            Self::Keeper => "keeper",
        }
    }

    /// The role with this command-line name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// Whether this role may do `action`.
    pub const fn may(self, action: Action) -> bool {
        match action {
            Action::ReadPlan => !matches!(self, Self::RegionalLead | Self::Keeper),
            Action::EditPlan => matches!(self, Self::PolicyOfficer | Self::Adviser),
            Action::Ask | Action::CarryOut | Action::ManageDevices => matches!(self, Self::PolicyOfficer),
            Action::Decide | Action::Consent => matches!(self, Self::Alderman),
        }
    }
}

impl Action {
    /// Every action, in the order of the table in the manual.
    pub const ALL: [Self; 7] =
        [Self::ReadPlan, Self::EditPlan, Self::Ask, Self::CarryOut, Self::Decide, Self::Consent, Self::ManageDevices];
}

/// What the roles differ in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// Get the municipality's private space at all: the plan, what is decided about it, and who its people are.
    ReadPlan,
    /// Change the plan: sections, activities, inventory, comments.
    EditPlan,
    /// Submit an activity for decision, or ask consent to share.
    Ask,
    /// Start or finish an activity that was decided on.
    CarryOut,
    /// Take a decision (*besluit*).
    Decide,
    /// Give, refuse or withdraw consent (*toestemming*).
    Consent,
    /// Invite colleagues and approve their devices.
    ManageDevices,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::act::Outcome;
    use crate::disclosure::Choice;
    use crate::plan::{ItemKind, Stage};
    use crate::statement::{Audience, Body};

    /// Whoever changes a cell changes it here, in [`Role::may`] and in the manual.
    const TABLE: [(Action, [bool; 6]); 7] = [
        (Action::ReadPlan, [true, true, true, false, true, false]),
        (Action::EditPlan, [true, false, true, false, false, false]),
        (Action::Ask, [true, false, false, false, false, false]),
        (Action::CarryOut, [true, false, false, false, false, false]),
        (Action::Decide, [false, true, false, false, false, false]),
        (Action::Consent, [false, true, false, false, false, false]),
        (Action::ManageDevices, [true, false, false, false, false, false]),
    ];

    #[test]
    fn every_cell_of_the_table_is_as_agreed() {
        assert_eq!(TABLE.map(|(action, _)| action), Action::ALL);
        for (action, cells) in TABLE {
            assert_eq!(Role::ALL.map(|role| role.may(action)), cells, "{action:?}");
        }
    }

    #[test]
    fn every_role_has_its_own_name() {
        for role in Role::ALL {
            assert_eq!(Role::from_name(role.name()), Some(role));
        }
        assert_eq!(Role::from_name("mayor"), None);
    }

    /// What is printed as JSON under a name is taken under the same name, with dashes between its words.
    #[test]
    fn what_is_printed_as_json_has_the_names_of_the_command_line() {
        fn same<T: Serialize>(all: impl IntoIterator<Item = T>, name: impl Fn(&T) -> &'static str) {
            for one in all {
                assert_eq!(serde_json::to_value(&one).unwrap(), name(&one));
                assert!(name(&one).bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{}", name(&one));
            }
        }
        same(Role::ALL, |role| role.name());
        same(Outcome::ALL, |outcome| outcome.name());
        same(Choice::ALL, |choice| choice.name());
        same(ItemKind::ALL, |kind| kind.name());
        same([Audience::Region, Audience::Public], |audience| audience.name());
        same(Body::ALL, |body| body.name());
        same([Stage::Idea, Stage::Draft, Stage::Dropped], |stage| stage.name());
    }

    /// The Dutch manual shows the same table: a row for each action.
    #[test]
    fn the_manual_shows_this_table() {
        let manual = include_str!("../../docs/manual/README.md");
        let rows: Vec<&str> = manual.lines().skip_while(|line| !line.starts_with("| wie mag wat |")).skip(2).collect();
        assert!(rows.len() > Action::ALL.len());
        for (row, action) in rows.iter().zip(Action::ALL) {
            let cells: Vec<&str> = row.split('|').skip(2).take(Role::ALL.len()).map(str::trim).collect();
            let expected = Role::ALL.map(|role| if role.may(action) { "ja" } else { "nee" });
            assert_eq!(cells, expected, "{row}");
        }
    }
}
