//! Fonts and text styles: Atkinson Hyperlegible Next for words, Phosphor for icons.

use std::sync::Arc;

use egui::{FontData, FontDefinitions, FontFamily, FontId, FontTweak, TextStyle};

const REGULAR: &str = "atkinson-regular";
const SEMIBOLD: &str = "atkinson-semibold";
const BOLD: &str = "atkinson-bold";
const ICONS: &str = "phosphor";

/// The text styles of the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// Running text, 16.
    Body,
    /// Emphasis, buttons, labels of fields, 16 at weight 600.
    Strong,
    /// Hints, captions, 14.
    Small,
    /// Chips, group titles, column titles, 14 at weight 600.
    SmallStrong,
    /// Title of a page, 26 at weight 700.
    Heading1,
    /// Title of a detail or dialog, 21 at weight 700.
    Heading2,
    /// Title of a part, 18 at weight 700.
    Heading3,
    /// A number that stands out, 32 at weight 700.
    Figure,
}

impl Type {
    /// Every style.
    pub const ALL: [Self; 8] = [
        Self::Body,
        Self::Strong,
        Self::Small,
        Self::SmallStrong,
        Self::Heading1,
        Self::Heading2,
        Self::Heading3,
        Self::Figure,
    ];

    /// Size in points.
    #[must_use]
    pub fn size(self) -> f32 {
        match self {
            Self::Body | Self::Strong => 16.0,
            Self::Small | Self::SmallStrong => 14.0,
            Self::Heading1 => 26.0,
            Self::Heading2 => 21.0,
            Self::Heading3 => 18.0,
            Self::Figure => 32.0,
        }
    }

    /// The font of this style.
    #[must_use]
    pub fn font(self) -> FontId {
        let family = match self {
            Self::Body | Self::Small => FontFamily::Proportional,
            Self::Strong | Self::SmallStrong => semibold(),
            Self::Heading1 | Self::Heading2 | Self::Heading3 | Self::Figure => bold(),
        };
        FontId::new(self.size(), family)
    }

    /// Height of a line: one and a half times the size, so that running text breathes
    /// (WCAG 1.4.12); headings are tighter.
    #[must_use]
    pub fn line_height(self) -> f32 {
        let ratio = match self {
            Self::Body | Self::Strong | Self::Small | Self::SmallStrong => 1.5,
            Self::Heading1 | Self::Heading2 | Self::Heading3 | Self::Figure => 1.3,
        };
        (self.size() * ratio).round()
    }
}

fn semibold() -> FontFamily {
    FontFamily::Name(SEMIBOLD.into())
}

fn bold() -> FontFamily {
    FontFamily::Name(BOLD.into())
}

/// The icon font at a size.
#[must_use]
pub fn icon_font(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(ICONS.into()))
}

/// How egui's own text styles map onto ours, for built-in widgets.
pub(super) fn text_styles() -> std::collections::BTreeMap<TextStyle, FontId> {
    [
        (TextStyle::Body, Type::Body.font()),
        (TextStyle::Button, Type::Strong.font()),
        (TextStyle::Small, Type::Small.font()),
        (TextStyle::Heading, Type::Heading1.font()),
        (TextStyle::Monospace, FontId::new(Type::Body.size(), FontFamily::Monospace)),
    ]
    .into()
}

/// Our fonts first; egui's own behind them, for scripts and emoji that people paste.
pub(super) fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let atkinson = |bytes: &'static [u8]| Arc::new(FontData::from_static(bytes));
    let files: [(&str, &'static [u8]); 3] = [
        (REGULAR, include_bytes!("../../../../assets/fonts/AtkinsonHyperlegibleNext-Regular.ttf")),
        (SEMIBOLD, include_bytes!("../../../../assets/fonts/AtkinsonHyperlegibleNext-SemiBold.ttf")),
        (BOLD, include_bytes!("../../../../assets/fonts/AtkinsonHyperlegibleNext-Bold.ttf")),
    ];
    for (name, bytes) in files {
        fonts.font_data.insert(name.to_owned(), atkinson(bytes));
    }
    fonts.font_data.insert(ICONS.to_owned(), Arc::new(icons()));

    let fallback = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    let family = |first: &str| {
        let mut names = vec![first.to_owned(), ICONS.to_owned()];
        names.extend(fallback.iter().cloned());
        names
    };
    fonts.families.insert(FontFamily::Proportional, family(REGULAR));
    fonts.families.insert(semibold(), family(SEMIBOLD));
    fonts.families.insert(bold(), family(BOLD));
    fonts.families.insert(FontFamily::Name(ICONS.into()), family(ICONS));
    fonts
}

/// Phosphor stands on the baseline; a small shift centres it on lower-case words.
fn icons() -> FontData {
    let bytes: &'static [u8] = include_bytes!("../../../../assets/fonts/PhosphorBold-subset.ttf");
    let mut data = FontData::from_static(bytes);
    data.tweak = FontTweak { y_offset_factor: 0.0, ..FontTweak::default() };
    data
}
