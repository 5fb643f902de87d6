//! The fields that an item of the plan can have, and the mask that says which of them stay at home.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::time::Date;

/// A field of an item. Which kinds have which fields: [`crate::plan::ItemKind::fields`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// Chapter number as the municipality writes it, such as "2.4.6".
    Number,
    /// Theme of the region's vocabulary (*thema*).
    Theme,
    /// First day (*van*).
    From,
    /// Last day (*tot en met*).
    Until,
    /// Period in words, where a date is too precise.
    Period,
    /// Place (*locatie*).
    Place,
    /// For whom (*doelgroep*).
    Audience,
    /// Who takes part (*partners*).
    Partners,
    /// Cost in euro cents (*kosten*).
    Costs,
    /// Hours of work (*uren*).
    Hours,
    /// Contact person (*contactpersoon*).
    Contact,
    /// The long text (*beschrijving*), Markdown.
    Body,
    /// The next step (*vervolgstap*).
    NextStep,
    /// What came of it (*resultaat*).
    Outcome,
    /// What was learned (*leerpunten*).
    Lessons,
    /// Labels for own use (*labels*). Never shared.
    Tags,
    /// The file that it was imported from. Never shared.
    Source,
    /// Idea, draft or dropped: before and beside the formal acts. Never shared.
    Stage,
    /// The language of the text, as a code: "nl". For making public.
    Language,
    /// What it comes to, in Dutch (*samenvatting*). For making public.
    SummaryNl,
    /// What it comes to, in English. For making public.
    SummaryEn,
    /// What goes to the press (*persbericht*). For making public.
    PressRelease,
    /// What may go wrong, and what is done about it (*risico's*). Never shared.
    Risks,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldType {
    /// A short text, replaced as a whole.
    Line,
    /// A long text that people write together.
    Text,
    /// A day.
    Date,
    /// Euro cents.
    Cents,
    /// Whole hours.
    Hours,
}

/// The value of a short field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Value {
    /// A short text; never empty.
    Line(String),
    /// A day.
    Date(Date),
    /// Euro cents.
    Cents(i64),
    /// Whole hours.
    Hours(i64),
}

impl Field {
    /// What is recorded of something that was carried out.
    pub const RECORDED: [Self; 2] = [Self::Outcome, Self::Lessons];

    /// Every field, in the order of the screens.
    pub const ALL: [Self; 23] = [
        Self::Number,
        Self::Theme,
        Self::From,
        Self::Until,
        Self::Period,
        Self::Place,
        Self::Audience,
        Self::Partners,
        Self::Costs,
        Self::Hours,
        Self::Contact,
        Self::Body,
        Self::Risks,
        Self::NextStep,
        Self::Outcome,
        Self::Lessons,
        Self::Tags,
        Self::Source,
        Self::Stage,
        Self::Language,
        Self::SummaryNl,
        Self::SummaryEn,
        Self::PressRelease,
    ];

    /// The fields that are there for making public.
    pub const PUBLIC: [Self; 4] = [Self::Language, Self::SummaryNl, Self::SummaryEn, Self::PressRelease];

    /// The name in documents, snapshots and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Theme => "theme",
            Self::From => "from",
            Self::Until => "until",
            Self::Period => "period",
            Self::Place => "place",
            Self::Audience => "audience",
            Self::Partners => "partners",
            Self::Costs => "costs",
            Self::Hours => "hours",
            Self::Contact => "contact",
            Self::Body => "body",
            Self::NextStep => "next-step",
            Self::Outcome => "outcome",
            Self::Lessons => "lessons",
            Self::Tags => "tags",
            Self::Source => "source",
            Self::Stage => "stage",
            Self::Language => "language",
            Self::SummaryNl => "summary-nl",
            Self::SummaryEn => "summary-en",
            Self::PressRelease => "press-release",
            Self::Risks => "risks",
        }
    }

    /// The field with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    /// What the field holds.
    pub const fn field_type(self) -> FieldType {
        match self {
            Self::From | Self::Until => FieldType::Date,
            Self::Costs => FieldType::Cents,
            Self::Hours => FieldType::Hours,
            Self::Body => FieldType::Text,
            _ => FieldType::Line,
        }
    }

    /// Whether the field holds sentences rather than a key word.
    pub const fn is_prose(self) -> bool {
        matches!(
            self,
            Self::Body
                | Self::Outcome
                | Self::Lessons
                | Self::NextStep
                | Self::SummaryNl
                | Self::SummaryEn
                | Self::PressRelease
                | Self::Risks
        )
    }

    /// Whether the field may leave the municipality at all, with consent.
    pub const fn shareable(self) -> bool {
        !matches!(self, Self::Tags | Self::Source | Self::Stage | Self::Risks)
    }

    /// Whether a change of this field leaves an earlier decision standing: labels, origin, stage, what is written down
    /// afterwards, and what tells the public about it. This is the one list of cosmetic fields.
    pub const fn cosmetic(self) -> bool {
        matches!(
            self,
            Self::Number
                | Self::Tags
                | Self::Source
                | Self::Stage
                | Self::Outcome
                | Self::Lessons
                | Self::Language
                | Self::SummaryNl
                | Self::SummaryEn
                | Self::PressRelease
        )
    }
}

/// The fields that stay at home.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Mask(BTreeSet<Field>);

impl Mask {
    /// Everything shareable goes.
    pub fn none() -> Self {
        Self::default()
    }

    /// Withholds `fields`.
    pub fn without(fields: impl IntoIterator<Item = Field>) -> Self {
        Self(fields.into_iter().collect())
    }

    /// Whether `field` stays at home.
    pub fn withholds(&self, field: Field) -> bool {
        !field.shareable() || self.0.contains(&field)
    }

    /// The shareable fields that were withheld by choice.
    pub fn fields(&self) -> impl Iterator<Item = Field> {
        self.0.iter().copied()
    }

    /// Whether everything that `other` withholds is withheld here too.
    pub fn covers(&self, other: &Self) -> bool {
        self.0.is_superset(&other.0)
    }

    /// Withholds `field` when it went, lets it go when it was withheld.
    pub fn toggle(&mut self, field: Field) {
        if !self.0.remove(&field) {
            self.0.insert(field);
        }
    }
}
