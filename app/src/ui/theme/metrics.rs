//! Sizes, spacing and corners, in points.

/// Distances between things.
pub mod space {
    /// Between an icon and its words, inside a chip.
    pub const XS: f32 = 4.0;
    /// Between controls that belong together.
    pub const S: f32 = 8.0;
    /// Between rows of a form.
    pub const M: f32 = 12.0;
    /// Inside a card, between columns.
    pub const L: f32 = 16.0;
    /// Around a page, between sections.
    pub const XL: f32 = 24.0;
}

/// Sizes of things.
pub mod size {
    /// Height of buttons, fields and navigation items.
    pub const CONTROL: f32 = 36.0;
    /// Height of a compact control in a row of filters.
    pub const CONTROL_COMPACT: f32 = 32.0;
    /// No target may be smaller in either direction (WCAG 2.5.8).
    pub const TARGET_MIN: f32 = 24.0;
    /// Horizontal padding of a button.
    pub const BUTTON_PADDING: f32 = 14.0;
    /// Horizontal padding of a text field.
    pub const FIELD_PADDING: f32 = 12.0;
    /// Width of the focus ring.
    pub const FOCUS_RING: f32 = 3.0;
    /// Gap between a control and its focus ring.
    pub const FOCUS_OFFSET: f32 = 2.0;
    /// Room that a focus ring needs around a control; scroll areas keep this margin.
    pub const FOCUS_ROOM: f32 = FOCUS_RING + FOCUS_OFFSET;
    /// The same in whole points, for margins.
    pub const FOCUS_MARGIN: i8 = 6;
    /// Hairlines, outlines of controls and cards.
    pub const STROKE: f32 = 1.0;
    /// Outline of a chosen or important control.
    pub const STROKE_STRONG: f32 = 2.0;
    /// Length of a dash, and of the gap after it, in the outline of what cannot be used now.
    pub const DASH: f32 = 4.0;
    /// The bar before a chosen item.
    pub const MARKER: f32 = 4.0;
    /// Icon beside body text.
    pub const ICON: f32 = 18.0;
    /// Icon inside a chip.
    pub const ICON_SMALL: f32 = 14.0;
    /// The box of a checkbox, the ring of a radio button.
    pub const CHECK_BOX: f32 = 20.0;
    /// The dot inside a chosen radio button.
    pub const RADIO_DOT: f32 = 10.0;
    /// Height of a chip.
    pub const CHIP: f32 = 24.0;
    /// Smallest width of a count badge.
    pub const BADGE: f32 = 24.0;
    /// Height of a table's header row.
    pub const TABLE_HEADER: f32 = 40.0;
    /// Height of a table row with one line.
    pub const TABLE_ROW: f32 = 44.0;
    /// Height of a table row with two lines.
    pub const TABLE_ROW_TALL: f32 = 62.0;
    /// Height of a progress bar or meter.
    pub const BAR: f32 = 10.0;
    /// Running text is never wider: about 75 characters of 16 points.
    pub const TEXT_MAX_WIDTH: f32 = 600.0;
    /// With less height than this above its actions a dialog scrolls as a whole.
    pub const DIALOG_LEAST: f32 = 140.0;
    /// Width of a dialog.
    pub const DIALOG_WIDTH: f32 = 520.0;
    /// Width of a menu or list that drops down.
    pub const MENU_WIDTH: f32 = 220.0;
    /// A dropped-down list scrolls beyond this height.
    pub const MENU_MAX_HEIGHT: f32 = 360.0;
    /// Narrowest text field and column.
    pub const FIELD_MIN_WIDTH: f32 = 120.0;
    /// The key column of details is never wider.
    pub const DETAILS_KEY: f32 = 160.0;
    /// Below this width a screen shows one thing at a time.
    pub const NARROW: f32 = 480.0;
    /// From this width navigation, list and detail fit beside each other.
    pub const WIDE: f32 = 1000.0;
    /// Width of the navigation on the left.
    pub const NAVIGATION: f32 = 232.0;
    /// Width of a list beside a detail.
    pub const LIST: f32 = 270.0;
    /// Width of the outline of a plan beside the text of a section.
    pub const OUTLINE: f32 = 420.0;
    /// Width of a column of a board.
    pub const BOARD_COLUMN: f32 = 220.0;
    /// Width of a column of dates in a table.
    pub const COLUMN_DATE: f32 = 84.0;
    /// Below this width a table of four columns becomes a list of cards.
    pub const TABLE: f32 = 640.0;
    /// Width of a detail beside a table.
    pub const DETAIL: f32 = 330.0;
    /// Height of the bar at the top.
    pub const TOP_BAR: f32 = 56.0;
    /// Height of the status bar.
    pub const STATUS_BAR: f32 = 32.0;
    /// Width of the search field in the top bar.
    pub const SEARCH: f32 = 420.0;
    /// Diameter of a person's initials.
    pub const AVATAR: f32 = 32.0;
    /// In a window that is lower than this one notice shows at a time.
    pub const NOTICES_HEIGHT: f32 = 640.0;
    /// Indent of one list level in running text.
    pub const INDENT: f32 = 20.0;
}

/// Corner radii.
pub mod radius {
    /// Chips.
    pub const CHIP: u8 = 4;
    /// Buttons, fields, navigation items.
    pub const CONTROL: u8 = 6;
    /// Cards, dialogs.
    pub const CARD: u8 = 10;
    /// Round ends, whatever the height.
    pub const PILL: u8 = 255;
}

/// Durations, in seconds.
pub mod motion {
    /// Opening a menu, moving a highlight.
    pub const SHORT: f32 = 0.12;
}
