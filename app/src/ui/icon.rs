//! The icons of the screens: a subset of Phosphor Bold (MIT).
//!
//! An icon never stands alone: the kit always draws it beside words, so it carries no accessible
//! name of its own. The subset is made by `assets/fonts/README.md`.

/// One icon of the icon font.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Icon {
    /// Private: only this municipality.
    Lock,
    /// Shared with the region.
    Share,
    /// Public.
    Globe,
    /// Done, agreed.
    Check,
    /// Success.
    CheckCircle,
    /// Waiting for a decision.
    Clock,
    /// Awaiting consent.
    Hourglass,
    /// Running.
    Play,
    /// Sent back.
    Return,
    /// An idea, nothing decided yet.
    Circle,
    /// Refused or withdrawn.
    Prohibit,
    /// Edit.
    Pencil,
    /// Warning.
    Warning,
    /// Error.
    Error,
    /// Information.
    Info,
    /// Add.
    Plus,
    /// Remove one, or mixed.
    Minus,
    /// Search.
    Search,
    /// Delete.
    Trash,
    /// Show, seen by.
    Eye,
    /// Hide.
    EyeSlash,
    /// Person.
    User,
    /// People, participants.
    Users,
    /// Municipality.
    Buildings,
    /// Open a list.
    CaretDown,
    /// Close a list.
    CaretUp,
    /// Previous.
    CaretLeft,
    /// Next.
    CaretRight,
    /// Date.
    Calendar,
    /// Close, clear.
    Close,
    /// Undo.
    Undo,
    /// Redo.
    Redo,
    /// Exchange, refresh.
    Refresh,
    /// Import, download.
    Import,
    /// Export.
    Export,
    /// Print.
    Print,
    /// Document, report.
    File,
    /// Copy.
    Copy,
    /// Link.
    Link,
    /// Attachment.
    Attachment,
    /// Conversation, comment.
    Chat,
    /// Sign.
    Sign,
    /// Key, passphrase.
    Key,
    /// Verified.
    Shield,
    /// This device.
    Device,
    /// Working without internet.
    Offline,
    /// Settings.
    Gear,
    /// Milestone.
    Flag,
    /// Reminder.
    Bell,
    /// More actions.
    Menu,
    /// To the next.
    ArrowRight,
    /// Back.
    ArrowLeft,
    /// Up.
    ArrowUp,
    /// Down.
    ArrowDown,
    /// Table view.
    Table,
    /// Timeline view.
    Timeline,
    /// Board view.
    Board,
    /// Bold.
    TextBold,
    /// Italic.
    TextItalic,
    /// Heading.
    TextHeading,
    /// Bulleted list.
    ListBullets,
    /// Numbered list.
    ListNumbers,
    /// Quote.
    Quote,
    /// Filter.
    Filter,
    /// Sort.
    Sort,
    /// Archive.
    Archive,
    /// Help.
    Question,
    /// Light theme.
    Sun,
    /// Dark theme.
    Moon,
    /// High contrast.
    Contrast,
    /// Send, submit.
    Send,
    /// Agreement.
    Handshake,
    /// Money.
    Euro,
}

impl Icon {
    /// Every icon, for the gallery and the font test.
    pub const ALL: &'static [Self] = &[
        Self::Lock,
        Self::Share,
        Self::Globe,
        Self::Check,
        Self::CheckCircle,
        Self::Clock,
        Self::Hourglass,
        Self::Play,
        Self::Return,
        Self::Circle,
        Self::Prohibit,
        Self::Pencil,
        Self::Warning,
        Self::Error,
        Self::Info,
        Self::Plus,
        Self::Minus,
        Self::Search,
        Self::Trash,
        Self::Eye,
        Self::EyeSlash,
        Self::User,
        Self::Users,
        Self::Buildings,
        Self::CaretDown,
        Self::CaretUp,
        Self::CaretLeft,
        Self::CaretRight,
        Self::Calendar,
        Self::Close,
        Self::Undo,
        Self::Redo,
        Self::Refresh,
        Self::Import,
        Self::Export,
        Self::Print,
        Self::File,
        Self::Copy,
        Self::Link,
        Self::Attachment,
        Self::Chat,
        Self::Sign,
        Self::Key,
        Self::Shield,
        Self::Device,
        Self::Offline,
        Self::Gear,
        Self::Flag,
        Self::Bell,
        Self::Menu,
        Self::ArrowRight,
        Self::ArrowLeft,
        Self::ArrowUp,
        Self::ArrowDown,
        Self::Table,
        Self::Timeline,
        Self::Board,
        Self::TextBold,
        Self::TextItalic,
        Self::TextHeading,
        Self::ListBullets,
        Self::ListNumbers,
        Self::Quote,
        Self::Filter,
        Self::Sort,
        Self::Archive,
        Self::Question,
        Self::Sun,
        Self::Moon,
        Self::Contrast,
        Self::Send,
        Self::Handshake,
        Self::Euro,
    ];

    /// The character of the icon font, from Unicode's private use area.
    #[must_use]
    pub fn glyph(self) -> char {
        match self {
            Self::Lock => '\u{e308}',
            Self::Share => '\u{e0a0}',
            Self::Globe => '\u{e28e}',
            Self::Check => '\u{e182}',
            Self::CheckCircle => '\u{e184}',
            Self::Clock => '\u{e19a}',
            Self::Hourglass => '\u{e2b8}',
            Self::Play => '\u{e3d0}',
            Self::Return => '\u{e08a}',
            Self::Circle => '\u{e18a}',
            Self::Prohibit => '\u{e3de}',
            Self::Pencil => '\u{e3b4}',
            Self::Warning => '\u{e4e0}',
            Self::Error => '\u{e4e4}',
            Self::Info => '\u{e2ce}',
            Self::Plus => '\u{e3d4}',
            Self::Minus => '\u{e32a}',
            Self::Search => '\u{e30c}',
            Self::Trash => '\u{e4a6}',
            Self::Eye => '\u{e220}',
            Self::EyeSlash => '\u{e224}',
            Self::User => '\u{e4c2}',
            Self::Users => '\u{e4d6}',
            Self::Buildings => '\u{e102}',
            Self::CaretDown => '\u{e136}',
            Self::CaretUp => '\u{e13c}',
            Self::CaretLeft => '\u{e138}',
            Self::CaretRight => '\u{e13a}',
            Self::Calendar => '\u{e10a}',
            Self::Close => '\u{e4f6}',
            Self::Undo => '\u{e038}',
            Self::Redo => '\u{e036}',
            Self::Refresh => '\u{e094}',
            Self::Import => '\u{e20c}',
            Self::Export => '\u{e4c0}',
            Self::Print => '\u{e3dc}',
            Self::File => '\u{e23a}',
            Self::Copy => '\u{e1ca}',
            Self::Link => '\u{e2e6}',
            Self::Attachment => '\u{e39a}',
            Self::Chat => '\u{e168}',
            Self::Sign => '\u{ebac}',
            Self::Key => '\u{e2d6}',
            Self::Shield => '\u{e40c}',
            Self::Device => '\u{e560}',
            Self::Offline => '\u{e4f2}',
            Self::Gear => '\u{e272}',
            Self::Flag => '\u{e244}',
            Self::Bell => '\u{e0ce}',
            Self::Menu => '\u{e1fe}',
            Self::ArrowRight => '\u{e06c}',
            Self::ArrowLeft => '\u{e058}',
            Self::ArrowUp => '\u{e08e}',
            Self::ArrowDown => '\u{e03e}',
            Self::Table => '\u{e476}',
            Self::Timeline => '\u{e152}',
            Self::Board => '\u{eb54}',
            Self::TextBold => '\u{e5be}',
            Self::TextItalic => '\u{e5c0}',
            Self::TextHeading => '\u{e6be}',
            Self::ListBullets => '\u{e2f2}',
            Self::ListNumbers => '\u{e2f6}',
            Self::Quote => '\u{e660}',
            Self::Filter => '\u{e268}',
            Self::Sort => '\u{e444}',
            Self::Archive => '\u{e00c}',
            Self::Question => '\u{e3e8}',
            Self::Sun => '\u{e472}',
            Self::Moon => '\u{e330}',
            Self::Contrast => '\u{e18c}',
            Self::Send => '\u{e398}',
            Self::Handshake => '\u{e582}',
            Self::Euro => '\u{e554}',
        }
    }
}
