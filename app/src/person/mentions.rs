//! Where a name stands in a text: which item, field or act, not the whole text.

use deelbaar_schema::act::What;
use deelbaar_schema::field::{Field, Value};
use deelbaar_schema::plan::PlanModel;
use deelbaar_schema::shared::SharedItem;
use deelbaar_sync::workspace::Workspace;
use serde_json::{Value as Json, json};

use super::title_of;
use crate::engine::{View, event};
use crate::{tr, words};

/// Looks through everything that is written in the plan, beside it, and in what municipalities share.
pub(super) fn of(workspace: &Workspace, plan: &PlanModel, view: &View, name: &str) -> Vec<(String, Json)> {
    let wanted = name.to_lowercase();
    let holds = |text: &str| text.to_lowercase().contains(&wanted);
    let whole = |item: &SharedItem| holds(&serde_json::to_string(item).unwrap_or_default());
    let own = view.me.municipality_name.as_str();
    let mut found = Vec::new();
    let mut add = |whose: &str, title: &str, field: String| {
        let text = format!("{whose} · {title} · {field}");
        found.push((text, json!({ "whose": whose, "on": title, "field": field })));
    };
    for item in plan.items.values() {
        if holds(&item.title) {
            add(own, &item.title, words::title());
        }
        if holds(&item.body) {
            add(own, &item.title, words::field(item.kind, Field::Body));
        }
        if item.files.values().any(|file| holds(&file.name) || holds(&file.description)) {
            add(own, &item.title, tr!("files-title"));
        }
        for (field, value) in &item.details {
            if matches!(value, Value::Line(line) if holds(line)) {
                add(own, &item.title, words::field(item.kind, *field));
            }
        }
    }
    for comment in plan.comments.values().filter(|comment| holds(&comment.text)) {
        add(own, &title_of(plan, comment.item), tr!("person-comment"));
    }
    workspace.municipality().look(|state| {
        for kept in state.acts().all() {
            let (what, note) = event(&kept.act.what);
            let written = match &kept.act.what {
                What::Decide { external: Some(external), .. } => holds(&external.number),
                What::RequestConsent { snapshot, confirmed, .. } | What::Revise { snapshot, confirmed, .. } => {
                    confirmed.iter().any(|text| holds(text))
                        || SharedItem::parse(snapshot).is_ok_and(|item| whole(&item))
                }
                _ => false,
            };
            if written || holds(&note) {
                add(own, &title_of(plan, kept.act.item), words::event(what));
            }
        }
    });
    for shared in &view.region.sections {
        for (version, item) in std::iter::once((shared.version, &shared.item))
            .chain(shared.earlier.iter().map(|(version, _, item)| (*version, item)))
        {
            if whole(item) {
                add(&shared.municipality_name, &item.title, tr!("person-shared", version = version));
            }
        }
    }
    found
}
