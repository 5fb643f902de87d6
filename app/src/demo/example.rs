//! The example region, as written in `assets/example`.

use std::collections::BTreeMap;

use deelbaar_schema::field::{Field, Mask, Value};
use deelbaar_schema::id::{ItemId, MunicipalityCode};
use deelbaar_schema::plan::{ItemKind, NewItem};
use deelbaar_schema::time::Date;
use serde::Deserialize;

/// The texts, in the order in which the municipalities are started; the first founds the region.
const MUNICIPALITIES: [&str; 8] = [
    include_str!("../../../assets/example/01-amersfoort.toml"),
    include_str!("../../../assets/example/02-baarn.toml"),
    include_str!("../../../assets/example/03-bunschoten.toml"),
    include_str!("../../../assets/example/04-eemnes.toml"),
    include_str!("../../../assets/example/05-leusden.toml"),
    include_str!("../../../assets/example/06-nijkerk.toml"),
    include_str!("../../../assets/example/07-soest.toml"),
    include_str!("../../../assets/example/08-woudenberg.toml"),
];
const REGION: &str = include_str!("../../../assets/example/region.toml");

/// One municipality of the example.
#[derive(Debug, Clone, Deserialize)]
pub struct Example {
    /// CBS code.
    pub code: MunicipalityCode,
    /// Name.
    pub name: String,
    #[serde(default)]
    inventory: Vec<Entry>,
    #[serde(default)]
    section: Vec<Entry>,
    #[serde(default)]
    activity: Vec<Entry>,
}

/// How far an item was shared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Share {
    /// Not at all.
    #[default]
    #[serde(alias = "")]
    None,
    /// Consent was asked.
    Asked,
    /// Shared with the region.
    Shared,
    /// Shared, and changed since.
    Changed,
    /// Consent was refused.
    Refused,
    /// Shared, and withdrawn.
    Withdrawn,
}

/// How far an activity came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// A thought.
    #[default]
    Idea,
    /// Being worked out.
    Draft,
    /// With the alderman.
    Submitted,
    /// Decided.
    Agreed,
    /// Not now.
    Held,
    /// Sent back.
    SentBack,
    /// Refused.
    Refused,
    /// Going on.
    Running,
    /// Over.
    Finished,
    /// Given up.
    Dropped,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Entry {
    key: String,
    kind: Option<String>,
    number: Option<String>,
    title: Option<String>,
    theme: Option<String>,
    from: Option<Date>,
    until: Option<Date>,
    period_text: Option<String>,
    place: Option<String>,
    audience: Option<String>,
    partners: Option<String>,
    cost_cents: Option<i64>,
    hours: Option<i64>,
    contact: Option<String>,
    body: Option<String>,
    description: Option<String>,
    situation: Option<String>,
    next_step: Option<String>,
    risks: Option<String>,
    outcome: Option<String>,
    lessons: Option<String>,
    comment: Option<String>,
    state: State,
    decision_note: Option<String>,
    share: Share,
    share_note: Option<String>,
    without: Vec<String>,
    changed_body: Option<String>,
    changed_description: Option<String>,
}

/// An item of the example, ready to be put into a plan.
#[derive(Debug, Clone)]
pub struct ExampleItem {
    /// Its key in the file.
    pub key: String,
    /// The item.
    pub item: NewItem,
    /// A comment on it.
    pub comment: Option<String>,
    /// How far it was shared.
    pub share: Share,
    /// The alderman's remark about sharing.
    pub share_note: String,
    /// What was left out then.
    pub without: Mask,
    /// The text after sharing.
    pub changed: Option<String>,
    /// How far it came.
    pub state: State,
    /// The alderman's remark.
    pub note: String,
}

/// The example region cannot be read: a mistake in the files of this build.
#[derive(Debug, thiserror::Error)]
#[error("the example region cannot be read: {0}")]
pub struct ExampleError(#[from] toml::de::Error);

/// The eight municipalities.
pub fn municipalities() -> Result<Vec<Example>, ExampleError> {
    MUNICIPALITIES.iter().map(|text| Ok(toml::from_str(text)?)).collect()
}

/// The name of the region.
pub fn region_name() -> Result<String, ExampleError> {
    #[derive(Deserialize)]
    struct Named {
        name: String,
    }
    Ok(toml::from_str::<Named>(REGION)?.name)
}

impl Example {
    /// Its items. `fresh` makes ids, `theme` gives a theme's label.
    pub fn items(&self, mut fresh: impl FnMut() -> ItemId, theme: impl Fn(&str) -> String) -> Vec<ExampleItem> {
        let of_kind = |kind: ItemKind, entries: &'_ [Entry]| -> Vec<(ItemKind, Entry)> {
            entries.iter().cloned().map(|entry| (kind, entry)).collect()
        };
        let mut all = of_kind(ItemKind::Inventory, &self.inventory);
        all.extend(of_kind(ItemKind::Section, &self.section));
        all.extend(of_kind(ItemKind::Activity, &self.activity));
        (0..).zip(all).map(|(place, (kind, entry)): (u32, _)| entry.into_item(kind, fresh(), place, &theme)).collect()
    }
}

impl Entry {
    fn into_item(self, kind: ItemKind, id: ItemId, place: u32, theme: &impl Fn(&str) -> String) -> ExampleItem {
        let kind = if self.kind.as_deref() == Some("conversation") { ItemKind::Conversation } else { kind };
        let theme_id = self.theme.clone().unwrap_or_default();
        let title = self.title.clone().unwrap_or_else(|| theme(&theme_id));
        let body = self.body.clone().or(self.description.clone()).or(self.situation.clone()).unwrap_or_default();
        let details = self.details(kind);
        let without = Mask::without(self.without.iter().filter_map(|name| field_named(name)));
        let item = NewItem {
            body: body.trim().to_owned(),
            details,
            order: format!("h{place:03}i"),
            ..NewItem::titled(id, kind, &title)
        };
        ExampleItem {
            key: self.key,
            item,
            comment: self.comment,
            share: self.share,
            share_note: self.share_note.unwrap_or_default(),
            without,
            changed: self.changed_body.or(self.changed_description).map(|text| text.trim().to_owned()),
            state: self.state,
            note: self.decision_note.unwrap_or_default(),
        }
    }

    fn details(&self, kind: ItemKind) -> BTreeMap<Field, Value> {
        let line = |text: &Option<String>| text.clone().map(|text| Value::Line(text.trim().to_owned()));
        let stage = match self.state {
            State::Idea => None,
            State::Dropped => Some(Value::Line("dropped".into())),
            _ => Some(Value::Line("draft".into())),
        };
        let all = [
            (Field::Number, line(&self.number)),
            (Field::Theme, line(&self.theme)),
            (Field::From, self.from.map(Value::Date)),
            (Field::Until, self.until.map(Value::Date)),
            (Field::Period, line(&self.period_text)),
            (Field::Place, line(&self.place)),
            (Field::Audience, line(&self.audience)),
            (Field::Partners, line(&self.partners)),
            (Field::Costs, self.cost_cents.map(Value::Cents)),
            (Field::Hours, self.hours.map(Value::Hours)),
            (Field::Contact, line(&self.contact)),
            (Field::NextStep, line(&self.next_step)),
            (Field::Risks, line(&self.risks)),
            (Field::Outcome, line(&self.outcome)),
            (Field::Lessons, line(&self.lessons)),
            (Field::Stage, stage),
        ];
        all.into_iter().filter(|(field, _)| kind.has(*field)).filter_map(|(f, value)| Some((f, value?))).collect()
    }
}

/// The example's files say what a text is called on the screen of its kind.
fn field_named(name: &str) -> Option<Field> {
    match name {
        "description" | "situation" => Some(Field::Body),
        "next_step" => Some(Field::NextStep),
        other => Field::from_name(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_is_readable_and_complete() {
        let all = municipalities().unwrap();
        assert_eq!(all.len(), 8);
        assert!(!region_name().unwrap().is_empty());
        let mut count = 0_u8;
        for example in &all {
            let mut fresh = || {
                count += 1;
                ItemId::from_bytes([count; 16])
            };
            let items = example.items(&mut fresh, str::to_owned);
            assert!(items.len() >= 10, "{}", example.name);
            assert!(items.iter().all(|item| !item.item.title.is_empty() && !item.item.body.is_empty()));
            assert!(items.iter().any(|item| item.share == Share::Shared), "{} shares something", example.name);
        }
    }
}
