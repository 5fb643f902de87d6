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
    /// *Projectleider* of the region.
    RegionalLead,
    /// Reads along.
    Reader,
    /// *Knooppunt*: an always-on replica that never authors content.
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
            Action::EditPlan => matches!(self, Self::PolicyOfficer | Self::Adviser),
            Action::Ask | Action::CarryOut | Action::ManageDevices => matches!(self, Self::PolicyOfficer),
            Action::Decide | Action::Consent => matches!(self, Self::Alderman),
        }
    }
}

/// What the roles differ in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
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

    #[test]
    fn only_the_alderman_decides_and_consents() {
        for role in Role::ALL {
            assert_eq!(role.may(Action::Decide), role == Role::Alderman, "{role:?}");
            assert_eq!(role.may(Action::Consent), role == Role::Alderman, "{role:?}");
            assert_eq!(Role::from_name(role.name()), Some(role));
        }
    }
}
