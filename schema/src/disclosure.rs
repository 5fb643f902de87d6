//! How something is shared: for whom, from when until when, once or as it grows; and what making public asks for.
//!
//! The six choices are those of the *nota B&W* (seed 004): each says something about the content, which is checked here.

use serde::{Deserialize, Serialize};

use crate::field::{Field, Mask};
use crate::personal;
use crate::shared::{SharedItem, SharedValue};
use crate::statement::Audience;
use crate::time::Date;

/// The terms on which something is shared: asked for in a request, signed in a consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sharing {
    /// For whom.
    pub audience: Audience,
    /// Later versions may follow without asking each time (*doorlopend*). Only with the region.
    pub standing: bool,
    /// Not to be shown before this day.
    pub embargo: Option<Date>,
    /// Not to be shown after this day.
    pub until: Option<Date>,
    /// How it is made public: always for the public, never for the region.
    pub disclosure: Option<Disclosure>,
}

/// How something is made public (*openbaarmakingskeuze*).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disclosure {
    /// Which of the six.
    pub choice: Choice,
    /// The article of law on which something is held back; empty when nothing is.
    pub article: String,
}

/// The six choices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Choice {
    /// Everything is public.
    Everything,
    /// Everything is public, and a press release goes with it.
    WithPressRelease,
    /// Everything is public after a day.
    After,
    /// Everything is public but some parts, on account of an article.
    Except,
    /// That it was decided is public, the content is not, on account of an article.
    DecisionOnly,
    /// Nothing is public, on account of an article.
    Nothing,
}

impl Choice {
    /// Every choice, in the order of the *nota*.
    pub const ALL: [Self; 6] =
        [Self::Everything, Self::WithPressRelease, Self::After, Self::Except, Self::DecisionOnly, Self::Nothing];

    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Everything => "everything",
            Self::WithPressRelease => "with-press-release",
            Self::After => "after",
            Self::Except => "except",
            Self::DecisionOnly => "decision-only",
            Self::Nothing => "nothing",
        }
    }

    /// The choice with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.name() == name)
    }

    /// Whether something is held back, which takes an article of law.
    pub const fn holds_back(self) -> bool {
        matches!(self, Self::Except | Self::DecisionOnly | Self::Nothing)
    }
}

/// What is missing before something can be made public.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Missing {
    /// A title.
    Title,
    /// The language of the text.
    Language,
    /// The Dutch summary.
    SummaryNl,
    /// The English summary.
    SummaryEn,
    /// A text that says what a picture shows, or what a file is.
    AlternativeText,
    /// The press release that the choice promises.
    PressRelease,
    /// The article of law on which something is held back.
    Article,
    /// The day from which it is public.
    Day,
}

/// Why something cannot be shared on these terms.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DisclosureError {
    /// It would end before it begins.
    #[error("sharing would end before it begins")]
    EndsBeforeItBegins,
    /// The terms do not fit the audience.
    #[error("these terms do not fit this audience")]
    Audience,
    /// The choice does not fit what goes and what stays.
    #[error("the choice \"{}\" does not fit what goes and what stays", .0.name())]
    Choice(Choice),
    /// The article, which everybody gets to read with the consent, holds data about a person.
    #[error("the article of law holds what looks like data about a person")]
    ArticleNamesSomebody,
    /// Something must be filled in first.
    #[error("{} things must be filled in before this can be made public", .0.len())]
    Missing(Vec<Missing>),
}

/// The fields that go when only the decision is public: what every publication needs.
pub const FACE: [Field; 3] = [Field::Language, Field::SummaryNl, Field::SummaryEn];

impl Sharing {
    /// One version, with the region, from now on.
    pub const REGION: Self =
        Self { audience: Audience::Region, standing: false, embargo: None, until: None, disclosure: None };

    /// Whether it may be shown from `today` on.
    pub fn begun_on(&self, today: Date) -> bool {
        self.embargo.is_none_or(|day| day <= today)
    }

    /// Whether it is over on `today`.
    pub fn ended_on(&self, today: Date) -> bool {
        self.until.is_some_and(|day| day < today)
    }

    /// Whether `item`, without the fields of `without`, may be shared on these terms.
    ///
    /// [`Choice::Nothing`] passes: a request may propose it. It can never be consented to.
    pub fn check(&self, item: &SharedItem, without: &Mask) -> Result<(), DisclosureError> {
        if self.embargo.zip(self.until).is_some_and(|(from, until)| until < from) {
            return Err(DisclosureError::EndsBeforeItBegins);
        }
        let disclosure = match (self.audience, &self.disclosure) {
            (Audience::Region, None) => return Ok(()),
            (Audience::Public, Some(disclosure)) if !self.standing => disclosure,
            _ => return Err(DisclosureError::Audience),
        };
        if !personal::find(&disclosure.article).is_empty() {
            return Err(DisclosureError::ArticleNamesSomebody);
        }
        let missing = self.missing(disclosure, item);
        if !missing.is_empty() {
            return Err(DisclosureError::Missing(missing));
        }
        // Leaving out the press release holds nothing back: that is what the choice is about.
        let held_back = without.fields().any(|field| field.shareable() && field != Field::PressRelease);
        let fits = match disclosure.choice {
            Choice::Everything | Choice::WithPressRelease | Choice::After => !held_back,
            Choice::Except => held_back,
            Choice::DecisionOnly => {
                let face = |name: &String| FACE.iter().any(|field| field.name() == name);
                item.body.is_none() && item.files.is_empty() && item.details.keys().all(face)
            }
            Choice::Nothing => true,
        };
        if fits { Ok(()) } else { Err(DisclosureError::Choice(disclosure.choice)) }
    }

    /// What must be filled in first, in the order of the screen.
    fn missing(&self, disclosure: &Disclosure, item: &SharedItem) -> Vec<Missing> {
        let choice = disclosure.choice;
        let article = (choice.holds_back() && disclosure.article.trim().is_empty()).then_some(Missing::Article);
        if choice == Choice::Nothing {
            return article.into_iter().collect();
        }
        let empty = |field: Field| item.line(field).trim().is_empty();
        let undescribed = item.files.iter().any(|file| file.description.trim().is_empty());
        let texts = item.details.values().filter_map(|value| match value {
            SharedValue::Text(text) => Some(text.as_str()),
            SharedValue::Number(_) => None,
        });
        let pictures = undescribed || texts.chain(item.body.as_deref()).any(has_undescribed_picture);
        let needs = [
            (item.title.trim().is_empty(), Missing::Title),
            (empty(Field::Language), Missing::Language),
            (empty(Field::SummaryNl), Missing::SummaryNl),
            (empty(Field::SummaryEn), Missing::SummaryEn),
            (pictures, Missing::AlternativeText),
            (choice == Choice::WithPressRelease && empty(Field::PressRelease), Missing::PressRelease),
            (choice == Choice::After && self.embargo.is_none(), Missing::Day),
        ];
        needs.into_iter().filter_map(|(lacks, what)| lacks.then_some(what)).chain(article).collect()
    }
}

/// Whether Markdown shows a picture without saying what is on it: `![](…)`.
fn has_undescribed_picture(markdown: &str) -> bool {
    markdown.split("![").skip(1).any(|rest| match rest.split_once(']') {
        Some((text, after)) => after.starts_with(['(', '[']) && text.trim().is_empty(),
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{MunicipalityCode, SharedId};
    use crate::shared::SharedValue;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    /// An activity that could be made public in every way.
    fn full() -> SharedItem {
        let fields = [Field::Language, Field::SummaryNl, Field::SummaryEn, Field::PressRelease, Field::Place];
        let text = |field: Field| (field.name().to_owned(), SharedValue::Text("tekst".into()));
        SharedItem {
            format: 1,
            section: SharedId::from_bytes([1; 16]),
            municipality: MunicipalityCode::from_number(327).unwrap(),
            kind: "activity".into(),
            title: "Taalcafé".into(),
            body: Some("Elke week ![het café](cafe.png)".into()),
            details: fields.into_iter().map(text).collect(),
            files: Vec::new(),
        }
    }

    fn public(choice: Choice, article: &str) -> Sharing {
        let disclosure = Some(Disclosure { choice, article: article.into() });
        let embargo = (choice == Choice::After).then(|| day("2026-12-01"));
        Sharing { audience: Audience::Public, disclosure, embargo, ..Sharing::REGION }
    }

    /// What goes under each choice when it fits.
    fn sound(choice: Choice) -> (Sharing, SharedItem, Mask) {
        let mut item = full();
        let mut mask = Mask::none();
        match choice {
            Choice::Except => {
                item.details.remove(Field::Place.name());
                mask = Mask::without([Field::Place]);
            }
            Choice::DecisionOnly => {
                item.body = None;
                item.details.retain(|name, _| FACE.iter().any(|field| field.name() == name));
                mask = Mask::without([Field::Body, Field::Place, Field::PressRelease]);
            }
            _ => {}
        }
        (public(choice, if choice.holds_back() { "5.1 Woo" } else { "" }), item, mask)
    }

    #[test]
    fn each_choice_passes_when_it_fits() {
        for choice in Choice::ALL {
            let (sharing, item, mask) = sound(choice);
            assert_eq!(sharing.check(&item, &mask), Ok(()), "{choice:?}");
            assert_eq!(Choice::from_name(choice.name()), Some(choice));
        }
    }

    #[test]
    fn each_choice_says_something_about_the_content() {
        for choice in [Choice::Everything, Choice::WithPressRelease, Choice::After] {
            let refused = public(choice, "").check(&full(), &Mask::without([Field::Costs]));
            assert_eq!(refused, Err(DisclosureError::Choice(choice)));
        }
        for choice in [Choice::Except, Choice::DecisionOnly] {
            assert_eq!(public(choice, "5.1").check(&full(), &Mask::none()), Err(DisclosureError::Choice(choice)));
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        let (sharing, whole, mask) = sound(Choice::WithPressRelease);
        for (field, missing) in [
            (Field::Language, Missing::Language),
            (Field::SummaryNl, Missing::SummaryNl),
            (Field::SummaryEn, Missing::SummaryEn),
            (Field::PressRelease, Missing::PressRelease),
        ] {
            let mut item = whole.clone();
            item.details.remove(field.name());
            assert_eq!(sharing.check(&item, &mask), Err(DisclosureError::Missing(vec![missing])));
        }
        let picture = SharedItem { body: Some("zie ![ ](foto.png)".into()), ..whole.clone() };
        assert_eq!(sharing.check(&picture, &mask), Err(DisclosureError::Missing(vec![Missing::AlternativeText])));
        let untitled = SharedItem { title: " ".into(), ..whole.clone() };
        assert_eq!(sharing.check(&untitled, &mask), Err(DisclosureError::Missing(vec![Missing::Title])));
        for choice in [Choice::Except, Choice::DecisionOnly, Choice::Nothing] {
            let (_, item, mask) = sound(choice);
            assert_eq!(public(choice, " ").check(&item, &mask), Err(DisclosureError::Missing(vec![Missing::Article])));
        }
        let undated = Sharing { embargo: None, ..public(Choice::After, "") };
        assert_eq!(undated.check(&whole, &Mask::none()), Err(DisclosureError::Missing(vec![Missing::Day])));
    }

    #[test]
    fn a_picture_without_words_is_missed_in_every_text() {
        let (sharing, whole, mask) = sound(Choice::WithPressRelease);
        let missing = Err(DisclosureError::Missing(vec![Missing::AlternativeText]));
        for field in [Field::PressRelease, Field::SummaryNl, Field::SummaryEn, Field::Place] {
            let mut item = whole.clone();
            let text = |words: &str| SharedValue::Text(format!("Zie ![{words}](foto.png)"));
            item.details.insert(field.name().to_owned(), text(""));
            assert_eq!(sharing.check(&item, &mask), missing, "{field:?}");
            item.details.insert(field.name().to_owned(), text("het café"));
            assert_eq!(sharing.check(&item, &mask), Ok(()), "{field:?}");
        }
    }

    /// The article goes with the consent to everyone, and is no field of the item.
    #[test]
    fn the_article_names_nobody() {
        for choice in [Choice::Except, Choice::DecisionOnly, Choice::Nothing] {
            let (_, item, mask) = sound(choice);
            let refused = public(choice, "5.1 Woo, zie jan@leusden.nl").check(&item, &mask);
            assert_eq!(refused, Err(DisclosureError::ArticleNamesSomebody));
        }
    }

    #[test]
    fn terms_fit_the_audience() {
        let check = |sharing: &Sharing| sharing.check(&full(), &Mask::none());
        let standing = Sharing { standing: true, ..Sharing::REGION };
        assert_eq!(check(&standing), Ok(()));
        let public = public(Choice::Everything, "");
        assert_eq!(check(&Sharing { standing: true, ..public.clone() }), Err(DisclosureError::Audience));
        assert_eq!(check(&Sharing { disclosure: None, ..public.clone() }), Err(DisclosureError::Audience));
        assert_eq!(check(&Sharing { audience: Audience::Region, ..public }), Err(DisclosureError::Audience));
        let (embargo, until) = (Some(day("2026-12-02")), Some(day("2026-12-01")));
        let backwards = Sharing { embargo, until, ..Sharing::REGION };
        assert_eq!(check(&backwards), Err(DisclosureError::EndsBeforeItBegins));
        let one_day = Sharing { embargo, until: embargo, ..Sharing::REGION };
        assert_eq!(check(&one_day), Ok(()));
        assert!(!one_day.begun_on(day("2026-12-01")) && one_day.begun_on(day("2026-12-02")));
        assert!(!one_day.ended_on(day("2026-12-02")) && one_day.ended_on(day("2026-12-03")));
    }
}
