//! The three sets of colours.

use egui::Color32;

/// The colours of one meaning: a chip, a notice, a preview.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToneColors {
    /// Words and icon; readable on `fill`, on the surface and on the page.
    pub ink: Color32,
    /// Background.
    pub fill: Color32,
    /// Outline, where one is drawn.
    pub edge: Color32,
}

/// What a colour means. Meaning is never colour alone: words and an icon go with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Nothing special; also "only this municipality".
    #[default]
    Neutral,
    /// Agreed, done; also "shared with the region".
    Good,
    /// Needs attention or a decision.
    Warning,
    /// Refused, failed, destructive.
    Danger,
    /// Something to know.
    Info,
    /// Visible to everyone.
    Public,
}

impl Tone {
    /// Every tone.
    pub const ALL: [Self; 6] = [Self::Neutral, Self::Good, Self::Warning, Self::Danger, Self::Info, Self::Public];
}

/// One set of colours. The names are those of the design.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    /// The page.
    pub background: Color32,
    /// Cards, bars, fields.
    pub surface: Color32,
    /// Text.
    pub ink: Color32,
    /// Less important text; still readable on every background.
    pub muted: Color32,
    /// Lines between things; decoration only.
    pub line: Color32,
    /// Outline of controls.
    pub control_border: Color32,
    /// The main action, links, what is chosen.
    pub primary: Color32,
    /// The main action under the pointer.
    pub primary_hover: Color32,
    /// Words on `primary` and `primary_hover`.
    pub on_primary: Color32,
    /// Background of what is chosen.
    pub selected: Color32,
    /// Background of a plain control under the pointer.
    pub hover: Color32,
    /// The focus ring.
    pub focus: Color32,
    /// Selected text.
    pub text_selection: Color32,
    /// Background of inserted words.
    pub inserted: Color32,
    /// Background of removed words.
    pub removed: Color32,
    /// Cells of a matrix that hold something.
    pub filled_cell: Color32,
    /// Behind a dialog, over the page.
    pub backdrop: Color32,
    /// Shadow under menus and dialogs.
    pub shadow: Color32,
    /// Private: only this municipality.
    pub private: ToneColors,
    /// Shared with the region; also "good".
    pub region: ToneColors,
    /// Public.
    pub public: ToneColors,
    /// Needs attention.
    pub warning: ToneColors,
    /// Refused, failed, destructive.
    pub danger: ToneColors,
    /// Something to know.
    pub info: ToneColors,
    /// Chips and cards get an outline in their own colour.
    pub outlined: bool,
}

impl Palette {
    /// The colours of a meaning.
    #[must_use]
    pub fn tone(&self, tone: Tone) -> ToneColors {
        match tone {
            Tone::Neutral => self.private,
            Tone::Good => self.region,
            Tone::Warning => self.warning,
            Tone::Danger => self.danger,
            Tone::Info => self.info,
            Tone::Public => self.public,
        }
    }
}

/// A colour as designers write it, `#RRGGBB`; anything else does not compile.
const fn rgb(hex: &str) -> Color32 {
    let bytes = hex.as_bytes();
    assert!(bytes.len() == 7 && bytes[0] == b'#');
    Color32::from_rgb(
        16 * digit(bytes[1]) + digit(bytes[2]),
        16 * digit(bytes[3]) + digit(bytes[4]),
        16 * digit(bytes[5]) + digit(bytes[6]),
    )
}

const fn digit(byte: u8) -> u8 {
    match byte {
        b'0'..=b'9' => byte - b'0',
        b'A'..=b'F' => byte - b'A' + 10,
        _ => panic!("not a hexadecimal digit"),
    }
}

const fn tone(ink: &str, fill: &str, edge: &str) -> ToneColors {
    ToneColors { ink: rgb(ink), fill: rgb(fill), edge: rgb(edge) }
}

pub(super) const LIGHT: Palette = Palette {
    background: rgb("#F4F6F8"),
    surface: rgb("#FFFFFF"),
    ink: rgb("#14202B"),
    muted: rgb("#46566A"),
    line: rgb("#D5DCE4"),
    control_border: rgb("#76869A"),
    primary: rgb("#0A5A8C"),
    primary_hover: rgb("#084A74"),
    on_primary: rgb("#FFFFFF"),
    selected: rgb("#E1EEF7"),
    hover: rgb("#EEF2F6"),
    focus: rgb("#0A5A8C"),
    text_selection: rgb("#B9D9EE"),
    inserted: rgb("#DDF2E3"),
    removed: rgb("#FBDCDC"),
    filled_cell: rgb("#D3E9E2"),
    backdrop: Color32::from_rgba_premultiplied(8, 13, 18, 128),
    shadow: Color32::from_rgba_premultiplied(0, 0, 0, 38),
    private: tone("#3D4B5C", "#EBEEF2", "#B4BFCB"),
    region: tone("#0B6B57", "#E2F3EF", "#90CBBC"),
    public: tone("#5B3E96", "#EEE9F8", "#BFAEE2"),
    warning: tone("#8A4B00", "#FFF1DB", "#E0B874"),
    danger: tone("#A61B1B", "#FDE8E8", "#E3A3A3"),
    info: tone("#0A5A8C", "#E1EEF7", "#96C0DC"),
    outlined: false,
};

pub(super) const DARK: Palette = Palette {
    background: rgb("#101820"),
    surface: rgb("#19242F"),
    ink: rgb("#EAF0F6"),
    muted: rgb("#AEBCCB"),
    line: rgb("#31404F"),
    control_border: rgb("#7F92A7"),
    primary: rgb("#82C4EE"),
    primary_hover: rgb("#A5D6F5"),
    on_primary: rgb("#062133"),
    selected: rgb("#173F5B"),
    hover: rgb("#243240"),
    focus: rgb("#A5D6F5"),
    text_selection: rgb("#245E85"),
    inserted: rgb("#18432D"),
    removed: rgb("#572428"),
    filled_cell: rgb("#1B4A40"),
    backdrop: Color32::from_rgba_premultiplied(0, 0, 0, 160),
    shadow: Color32::from_rgba_premultiplied(0, 0, 0, 110),
    private: tone("#C8D3DF", "#2B3846", "#57697B"),
    region: tone("#78DAC1", "#103B32", "#2C7A69"),
    public: tone("#CDBAFB", "#342950", "#6A559C"),
    warning: tone("#FFC874", "#45300B", "#8A6420"),
    danger: tone("#FFA8A8", "#4D1E20", "#984346"),
    info: tone("#82C4EE", "#173F5B", "#2F6F9B"),
    outlined: false,
};

pub(super) const HIGH_CONTRAST: Palette = Palette {
    background: rgb("#000000"),
    surface: rgb("#000000"),
    ink: rgb("#FFFFFF"),
    muted: rgb("#FFFFFF"),
    line: rgb("#FFFFFF"),
    control_border: rgb("#FFFFFF"),
    primary: rgb("#FFE900"),
    primary_hover: rgb("#FFFFFF"),
    on_primary: rgb("#000000"),
    selected: rgb("#002F7A"),
    hover: rgb("#303030"),
    focus: rgb("#00E5FF"),
    text_selection: rgb("#004FC4"),
    inserted: rgb("#004520"),
    removed: rgb("#610000"),
    filled_cell: rgb("#004538"),
    backdrop: Color32::from_rgba_premultiplied(0, 0, 0, 200),
    shadow: Color32::TRANSPARENT,
    private: tone("#FFFFFF", "#000000", "#FFFFFF"),
    region: tone("#74FFD6", "#00241C", "#74FFD6"),
    public: tone("#DBC8FF", "#1C0F3A", "#DBC8FF"),
    warning: tone("#FFCF70", "#2B1B00", "#FFCF70"),
    danger: tone("#FFB4B4", "#3A0000", "#FFB4B4"),
    info: tone("#9EDCFF", "#001F3D", "#9EDCFF"),
    outlined: true,
};
