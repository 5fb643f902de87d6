//! The marks of an item as chips: who can see it, and where it stands.

use deelbaar_schema::gate::{DecisionState, Phase, Visibility};
use deelbaar_schema::statement::Audience;

use super::kit::{Chip, VisibilityMark};
use super::{Icon, Tone};
use crate::engine::{ItemView, Me};
use crate::words;

/// Who can see an item. A request that waits shows before what is shared already.
#[must_use]
pub fn visibility(view: &ItemView, me: &Me) -> VisibilityMark {
    match view.visibility {
        _ if view.asked => VisibilityMark::AwaitingConsent,
        Visibility::Private => VisibilityMark::Private { municipality: me.municipality_name.clone() },
        Visibility::Withdrawn => VisibilityMark::Withdrawn,
        Visibility::Ended(_) => VisibilityMark::Ended,
        Visibility::Shared { audience: Audience::Public, changed: false, .. } => VisibilityMark::Public,
        Visibility::Shared { changed: true, .. } => VisibilityMark::RegionChanged,
        Visibility::Shared { version, .. } => VisibilityMark::Region { version },
    }
}

/// The icon and the colour of a phase.
#[must_use]
pub fn phase_look(phase: Phase) -> (Icon, Tone) {
    match phase {
        Phase::Idea => (Icon::Circle, Tone::Neutral),
        Phase::Draft => (Icon::Pencil, Tone::Neutral),
        Phase::Dropped => (Icon::Archive, Tone::Neutral),
        Phase::Submitted => (Icon::Clock, Tone::Warning),
        Phase::Agreed | Phase::Finished => (Icon::Check, Tone::Good),
        Phase::Held => (Icon::Hourglass, Tone::Warning),
        Phase::SentBack => (Icon::Return, Tone::Danger),
        Phase::Refused => (Icon::Prohibit, Tone::Danger),
        Phase::Running => (Icon::Play, Tone::Good),
    }
}

/// The chip of where an activity or conversation stands.
pub fn phase(state: &DecisionState) -> Chip<'static> {
    let (icon, tone) = phase_look(state.phase);
    Chip::new(tone, words::phase(state.phase)).icon(icon)
}
