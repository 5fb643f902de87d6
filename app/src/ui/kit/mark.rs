//! The visibility mark: on every item, who can see it.

use egui::{Response, Ui, Widget};

use super::chip::Chip;
use crate::tr;
use crate::ui::icon::Icon;
use crate::ui::theme::Tone;

/// Who can see an item. Always icon, words and colour.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum VisibilityMark {
    /// Only this municipality: the default of everything.
    Private {
        /// Name of the municipality.
        municipality: String,
    },
    /// The region sees this version.
    Region {
        /// Number of the shared version, from 1.
        version: u32,
    },
    /// The region sees an earlier version than the one here.
    RegionChanged,
    /// The region sees this version from a day on.
    RegionLater {
        /// Number of the version.
        version: u32,
        /// The day, in words.
        from: String,
        /// An earlier version that shows until then.
        now: Option<u32>,
    },
    /// Everyone may see it.
    Public,
    /// Everyone may see an earlier version than the one here.
    PublicChanged,
    /// Everyone may see it from a day on.
    PublicLater {
        /// The day, in words.
        from: String,
        /// An earlier version that shows until then.
        now: Option<u32>,
    },
    /// The alderman has been asked for consent.
    AwaitingConsent,
    /// Was shared until a day.
    Ended,
    /// Was shared, and has been withdrawn.
    Withdrawn,
}

impl VisibilityMark {
    /// The visible words.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Private { municipality } => {
                tr!("mark-private", municipality = municipality.as_str())
            }
            Self::Region { version } => tr!("mark-region-version", version = *version),
            Self::RegionChanged => tr!("mark-region-changed"),
            Self::RegionLater { version, from, now: None } => {
                tr!("mark-region-later", version = *version, from = from.as_str())
            }
            Self::RegionLater { version, from, now: Some(now) } => {
                tr!("mark-region-later-seen", now = *now, version = *version, from = from.as_str())
            }
            Self::Public => tr!("mark-public"),
            Self::PublicChanged => tr!("mark-public-changed"),
            Self::PublicLater { from, now: None } => tr!("mark-public-later", from = from.as_str()),
            Self::PublicLater { from, now: Some(now) } => {
                tr!("mark-public-later-seen", now = *now, from = from.as_str())
            }
            Self::AwaitingConsent => tr!("mark-awaiting-consent"),
            Self::Ended => tr!("mark-ended"),
            Self::Withdrawn => tr!("mark-withdrawn"),
        }
    }

    /// The icon.
    #[must_use]
    pub fn icon(&self) -> Icon {
        match self {
            Self::Private { .. } => Icon::Lock,
            Self::Region { .. } | Self::RegionChanged => Icon::Share,
            Self::Public | Self::PublicChanged => Icon::Globe,
            Self::AwaitingConsent => Icon::Hourglass,
            Self::Ended | Self::RegionLater { .. } | Self::PublicLater { .. } => Icon::Clock,
            Self::Withdrawn => Icon::Prohibit,
        }
    }

    /// The meaning of the colour.
    #[must_use]
    pub fn tone(&self) -> Tone {
        match self {
            Self::Private { .. } | Self::Ended | Self::RegionLater { .. } | Self::PublicLater { .. } => Tone::Neutral,
            Self::Region { .. } => Tone::Good,
            Self::RegionChanged | Self::PublicChanged | Self::AwaitingConsent => Tone::Warning,
            Self::Public => Tone::Public,
            Self::Withdrawn => Tone::Danger,
        }
    }

    /// The mark as a chip that says "Zichtbaar voor: …".
    pub fn chip(&self) -> Chip<'static> {
        let text = self.text();
        let spoken = tr!("mark-label", mark = text.as_str());
        Chip::new(self.tone(), text).icon(self.icon()).spoken(spoken)
    }
}

impl Widget for &VisibilityMark {
    fn ui(self, ui: &mut Ui) -> Response {
        ui.add(self.chip())
    }
}
