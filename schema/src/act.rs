//! Governance acts of a municipality: immutable signed records in its private space.
//!
//! Acts on one item form two tracks, decision and consent. Each act names the acts of its track that its author knew to be
//! last (`after`), so the order of acts never depends on a clock or on the order of arrival.

use serde::{Deserialize, Serialize};

use crate::disclosure::Sharing;
use crate::field::Mask;
use crate::id::{ContentHash, ItemId, RecordId};
use crate::role::Action;
use crate::statement::{Body, SignedStatement};
use crate::time::Date;

/// An act on one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    /// The item that it is about.
    pub item: ItemId,
    /// The last acts of the same track that the author knew.
    pub after: Vec<RecordId>,
    /// What is done.
    pub what: What,
}

/// What an act does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// Puts an activity or conversation to the alderman (*ter besluitvorming*).
    Submit {
        /// [`crate::plan::Item::substance`] of what is put forward.
        content: ContentHash,
    },
    /// Takes a submission back.
    Recall {
        /// The submission.
        submission: RecordId,
    },
    /// The alderman's decision (*besluit*) on exactly that content.
    Decide {
        /// The submission.
        submission: RecordId,
        /// The content, as in the submission.
        content: ContentHash,
        /// The outcome.
        outcome: Outcome,
        /// The [mandate](crate::statement::Mandate) under which it was made; `None`: by the alderman.
        under: Option<ContentHash>,
        /// What another body decided, when that is what this records.
        external: Option<External>,
        /// Conditions or a remark, for colleagues only.
        note: String,
    },
    /// Carrying out begins.
    Start {
        /// The decision that allows it.
        decision: RecordId,
        /// The content, as decided on.
        content: ContentHash,
    },
    /// Carrying out is over.
    Finish {
        /// The start.
        start: RecordId,
    },
    /// Asks the alderman for consent to share exactly these bytes.
    RequestConsent {
        /// The frozen snapshot.
        snapshot: Vec<u8>,
        /// What was left out of it.
        without: Mask,
        /// For whom, from when until when, and how. The alderman may decide otherwise, but for the audience.
        sharing: Sharing,
        /// What looks like [data about a person](crate::personal) and may be shared all the same, as it stands there.
        confirmed: Vec<String>,
        /// A remark, for the alderman only.
        note: String,
    },
    /// The alderman consents (*toestemming*).
    GiveConsent {
        /// The request.
        request: RecordId,
        /// The consent, as the region will see it.
        consent: SignedStatement,
        /// When it ends on a day: the withdrawal, for after that day. Signed with the consent, so that nobody need be there.
        ending: Option<SignedStatement>,
        /// A remark, for colleagues only.
        note: String,
    },
    /// The alderman does not consent.
    DeclineConsent {
        /// The request.
        request: RecordId,
        /// Returned for another try, instead of refused.
        returned: bool,
        /// Why, for colleagues only.
        note: String,
    },
    /// The alderman takes back what was shared.
    Withdraw {
        /// The withdrawal, as the region will see it.
        withdrawal: SignedStatement,
    },
    /// Shares a newer version under a standing consent.
    Revise {
        /// The act that gave the consent.
        consent: RecordId,
        /// The newer version, as the region will see it.
        revision: SignedStatement,
        /// What is shared.
        snapshot: Vec<u8>,
        /// As in a request.
        confirmed: Vec<String>,
    },
    /// An alderman stands for what a predecessor consented to. It stays shared without this too.
    ConfirmConsent {
        /// The act that gave the consent.
        consent: RecordId,
    },
    /// Takes a request for consent back, before it was answered.
    RecallConsent {
        /// The request.
        request: RecordId,
    },
}

/// A decision of a body outside Deelbaar (*collegebesluit*, *raadsbesluit*).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct External {
    /// Who decided.
    pub body: Body,
    /// The number under which it is filed there. Never empty.
    pub number: String,
    /// The day of the decision.
    pub date: Date,
}

/// The outcome of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// May be carried out (*akkoord*).
    Agreed,
    /// Not now (*aangehouden*).
    Held,
    /// Back to the policy officer (*teruggestuurd*).
    SentBack,
    /// Not (*afgewezen*).
    Refused,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 4] = [Self::Agreed, Self::Held, Self::SentBack, Self::Refused];

    /// The name in documents and in what the command line prints.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Agreed => "agreed",
            Self::Held => "held",
            Self::SentBack => "sent-back",
            Self::Refused => "refused",
        }
    }
}

/// The two chains of acts that an item has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Track {
    /// Submit, decide, carry out.
    Decision,
    /// Ask, consent, withdraw.
    Consent,
}

impl What {
    /// The bytes that it would let go, or lets go.
    pub fn snapshot(&self) -> Option<&[u8]> {
        match self {
            Self::RequestConsent { snapshot, .. } | Self::Revise { snapshot, .. } => Some(snapshot),
            _ => None,
        }
    }

    /// The act that this one answers; it counts only when that does.
    pub const fn answers(&self) -> Option<RecordId> {
        match self {
            Self::Submit { .. } | Self::RequestConsent { .. } | Self::Withdraw { .. } => None,
            Self::Recall { submission } | Self::Decide { submission, .. } => Some(*submission),
            Self::Start { decision, .. } => Some(*decision),
            Self::Finish { start } => Some(*start),
            Self::GiveConsent { request, .. }
            | Self::DeclineConsent { request, .. }
            | Self::RecallConsent { request } => Some(*request),
            Self::Revise { consent, .. } | Self::ConfirmConsent { consent } => Some(*consent),
        }
    }

    /// What the author must be allowed to do.
    pub const fn action(&self) -> Action {
        match self {
            Self::Submit { .. }
            | Self::Recall { .. }
            | Self::Decide { under: Some(_), .. }
            | Self::RequestConsent { .. }
            | Self::RecallConsent { .. }
            | Self::Revise { .. } => Action::Ask,
            Self::Decide { under: None, .. } => Action::Decide,
            Self::Start { .. } | Self::Finish { .. } => Action::CarryOut,
            Self::GiveConsent { .. }
            | Self::DeclineConsent { .. }
            | Self::ConfirmConsent { .. }
            | Self::Withdraw { .. } => Action::Consent,
        }
    }

    /// Whether somebody else must have made the act that this one answers.
    pub const fn takes_another_person(&self) -> bool {
        matches!(self, Self::Decide { .. } | Self::GiveConsent { .. })
    }

    /// The track that the act belongs to.
    pub const fn track(&self) -> Track {
        match self {
            Self::Submit { .. }
            | Self::Recall { .. }
            | Self::Decide { .. }
            | Self::Start { .. }
            | Self::Finish { .. } => Track::Decision,
            Self::RequestConsent { .. }
            | Self::RecallConsent { .. }
            | Self::GiveConsent { .. }
            | Self::DeclineConsent { .. }
            | Self::Revise { .. }
            | Self::ConfirmConsent { .. }
            | Self::Withdraw { .. } => Track::Consent,
        }
    }
}
