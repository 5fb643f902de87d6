//! Sections, activities, import and undo.

use std::path::Path;

use deelbaar_schema::field::{Field, FieldType, Value};
use deelbaar_schema::gate::{ActError, DecisionState};
use deelbaar_schema::id::ItemId;
use deelbaar_schema::plan::{Item, ItemKind};
use serde_json::json;

use super::args::{Activity, Fields, Section};
use super::print::{item_json, item_line};
use super::session::{day, item, read_text};
use crate::console::{self, Output};
use crate::engine::{Command, CommandError, Done, Executor};
use crate::failure::Failure;
use crate::host::Folder;
use crate::{format, tr, words};

/// `import FILE`
pub fn import(folder: &Folder, file: &Path, out: Output) -> Result<(), Failure> {
    let bytes = console::read(file)?.to_vec();
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let done = folder.run(|_| Ok(Command::Import { name: name.clone(), bytes }))?;
    if let Done::Imported { sections, shortened } = done {
        out.say(&json!({ "imported": sections, "shortened": shortened }), || {
            let said = tr!("cli-imported", count = sections, name = name.as_str());
            [Some(said), words::shortened(&shortened)].into_iter().flatten().collect::<Vec<_>>().join("\n")
        });
    }
    Ok(())
}

/// `undo` and `redo`
pub fn step(folder: &Folder, command: Command, out: Output) -> Result<(), Failure> {
    let again = matches!(command, Command::Redo);
    if let Done::Undone(step) = folder.run(|_| Ok(command))? {
        let what = words::step(&step);
        let (key, said) = if again {
            ("redone", tr!("done-redone", what = what.as_str()))
        } else {
            ("undone", tr!("cli-undone", what = what.as_str()))
        };
        out.say(&json!({ key: what }), || said);
    }
    Ok(())
}

/// `sections`, `inventory`, `activities`
pub fn list(folder: &Folder, kinds: &[ItemKind], out: Output) -> Result<(), Failure> {
    let view = folder.open_plan()?.view();
    let items: Vec<_> = view.of_kind(kinds).collect();
    let json: Vec<_> = items.iter().map(|item| item_json(item, &view, false)).collect();
    out.say(&json!(json), || {
        let mut lines: Vec<String> = items.iter().map(|item| item_line(item, &view)).collect();
        lines.push(tr!("cli-count", count = items.len()));
        lines.join("\n")
    });
    Ok(())
}

/// `section …`
pub fn section(folder: &Folder, command: Section, out: Output) -> Result<(), Failure> {
    match command {
        Section::Show { id } => show(folder, &id, out),
        Section::Add { title, body } => {
            let text = body.as_deref().map(read_text).transpose()?;
            let mut executor = folder.open_plan()?;
            let id = add(&mut executor, ItemKind::Section, title)?;
            if let Some(text) = text {
                executor.execute(Command::SetBody { item: id, base: String::new(), text })?;
            }
            finish(&executor, id, out)
        }
        Section::Move { id, way } => {
            let mut executor = folder.open_plan()?;
            let id = item(&executor.view(), &id)?;
            executor.execute(Command::Shift { item: id, up: way == "up" })?;
            finish(&executor, id, out)
        }
        Section::Edit { id, title, body, risks } => {
            let text = body.as_deref().map(read_text).transpose()?;
            let risks = risks.map(|text| value(Field::Risks, &text)).transpose()?;
            let mut executor = folder.open_plan()?;
            let id = item(&executor.view(), &id)?;
            set_fields(&mut executor, id, risks.into_iter().map(|risks| (Field::Risks, risks)).collect())?;
            edit(&mut executor, id, title, text)?;
            finish(&executor, id, out)
        }
    }
}

/// `activity …`
pub fn activity(folder: &Folder, command: Activity, out: Output) -> Result<(), Failure> {
    let step = |id: &str, command: fn(ItemId) -> Command| {
        let mut executor = folder.open_plan()?;
        let id = item(&executor.view(), id)?;
        executor.execute(command(id))?;
        finish(&executor, id, out)
    };
    match command {
        Activity::Show { id } => show(folder, &id, out),
        Activity::Add { title, conversation, fields } => {
            let (values, text) = read_fields(&fields)?;
            require_carried_out(&values, false)?;
            require_order(&values, None)?;
            let mut executor = folder.open_plan()?;
            let kind = if conversation { ItemKind::Conversation } else { ItemKind::Activity };
            let id = add(&mut executor, kind, title)?;
            set_fields(&mut executor, id, values)?;
            edit(&mut executor, id, None, text)?;
            finish(&executor, id, out)
        }
        Activity::Edit { id, title, fields } => {
            let (values, text) = read_fields(&fields)?;
            let mut executor = folder.open_plan()?;
            let id = item(&executor.view(), &id)?;
            let held =
                executor.view().item(id).and_then(|item| item.decision.as_ref()).is_none_or(DecisionState::may_record);
            require_carried_out(&values, held)?;
            require_order(&values, executor.view().item(id).map(|item| &item.item))?;
            set_fields(&mut executor, id, values)?;
            edit(&mut executor, id, title, text)?;
            finish(&executor, id, out)
        }
        Activity::Submit { id } => step(&id, |item| Command::Submit { item }),
        Activity::Recall { id } => step(&id, |item| Command::Recall { item }),
        Activity::Start { id } => step(&id, |item| Command::Start { item }),
        Activity::Finish { id } => step(&id, |item| Command::Finish { item }),
    }
}

/// `comment ID TEXT`
pub fn comment(folder: &Folder, id: &str, text: String, out: Output) -> Result<(), Failure> {
    let mut executor = folder.open_plan()?;
    let id = item(&executor.view(), id)?;
    executor.execute(Command::Comment { item: id, text })?;
    finish(&executor, id, out)
}

/// `remove ID`
pub fn remove(folder: &Folder, id: &str, out: Output) -> Result<(), Failure> {
    let mut executor = folder.open_plan()?;
    let view = executor.view();
    let id = item(&view, id)?;
    executor.execute(Command::Remove { item: id })?;
    executor.workspace().save_caches()?;
    let title = view.item(id).map(|item| item.item.title.clone()).unwrap_or_default();
    out.say(&json!({ "removed": id }), || tr!("done-removed", title = title));
    Ok(())
}

fn show(folder: &Folder, id: &str, out: Output) -> Result<(), Failure> {
    let view = folder.open_plan()?.view();
    let id = item(&view, id)?;
    if let Some(item) = view.item(id) {
        out.say(&item_json(item, &view, true), || super::print::item_text(item, &view));
    }
    Ok(())
}

fn add(executor: &mut Executor, kind: ItemKind, title: String) -> Result<ItemId, Failure> {
    match executor.execute(Command::Add { kind, title, parent: None })? {
        Done::Added(id) => Ok(id),
        _ => Err(Failure::NoSuch(String::new())),
    }
}

fn edit(executor: &mut Executor, id: ItemId, title: Option<String>, text: Option<String>) -> Result<(), Failure> {
    if let Some(title) = title {
        executor.execute(Command::SetTitle { item: id, title })?;
    }
    if let Some(text) = text {
        let base = executor.view().item(id).map(|item| item.item.body.clone()).unwrap_or_default();
        executor.execute(Command::SetBody { item: id, base, text })?;
    }
    Ok(())
}

/// What cannot be recorded is said before anything is written.
fn require_carried_out(values: &Values, carried_out: bool) -> Result<(), Failure> {
    let recorded = values.iter().any(|(field, value)| Field::RECORDED.contains(field) && value.is_some());
    if recorded && !carried_out { Err(CommandError::from(ActError::NotCarriedOut).into()) } else { Ok(()) }
}

fn set_fields(executor: &mut Executor, id: ItemId, values: Vec<(Field, Option<Value>)>) -> Result<(), Failure> {
    for (field, value) in values {
        executor.execute(Command::SetField { item: id, field, value })?;
    }
    Ok(())
}

fn finish(executor: &Executor, id: ItemId, out: Output) -> Result<(), Failure> {
    executor.workspace().save_caches()?;
    let view = executor.view();
    if let Some(item) = view.item(id) {
        out.say(&item_json(item, &view, false), || item_line(item, &view));
    }
    Ok(())
}

type Values = Vec<(Field, Option<Value>)>;

/// Reads every field before anything is written, so that a wrong one changes nothing.
fn read_fields(fields: &Fields) -> Result<(Values, Option<String>), Failure> {
    let given = [
        (Field::From, &fields.from),
        (Field::Until, &fields.until),
        (Field::Period, &fields.period),
        (Field::Place, &fields.place),
        (Field::Audience, &fields.audience),
        (Field::Theme, &fields.theme),
        (Field::Partners, &fields.partners),
        (Field::Costs, &fields.costs),
        (Field::Hours, &fields.hours),
        (Field::Contact, &fields.contact),
        (Field::Risks, &fields.risks),
        (Field::Outcome, &fields.outcome),
        (Field::Lessons, &fields.lessons),
        (Field::Tags, &fields.tags),
    ];
    let mut values = Vec::new();
    for (field, text) in given {
        if let Some(text) = text {
            values.push((field, value(field, text)?));
        }
    }
    Ok((values, fields.body.as_deref().map(read_text).transpose()?))
}

/// What was typed for a field; nothing when that is empty.
fn value(field: Field, text: &str) -> Result<Option<Value>, Failure> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = |invalid: format::Invalid| Failure::Usage(invalid.message());
    Ok(Some(match field.field_type() {
        FieldType::Date => Value::Date(day(text)?),
        FieldType::Cents => Value::Cents(format::parse_costs(text).map_err(wrong)?),
        FieldType::Hours => Value::Hours(format::parse_hours(text).map_err(wrong)?),
        FieldType::Line | FieldType::Text if field == Field::Theme => Value::Line(theme(text)?),
        FieldType::Line | FieldType::Text => Value::Line(text.to_owned()),
    }))
}

/// A theme that the screens know.
fn theme(id: &str) -> Result<String, Failure> {
    let known: Vec<String> = words::themes().into_iter().map(|(id, _)| id).collect();
    if known.iter().any(|one| one == id) {
        return Ok(id.to_owned());
    }
    Err(Failure::Usage(tr!("cli-no-theme", name = id, known = known.join(", "))))
}

/// Something does not end before it begins.
fn require_order(values: &Values, item: Option<&Item>) -> Result<(), Failure> {
    let day = |field: Field| match values.iter().find(|(given, _)| *given == field) {
        Some((_, Some(Value::Date(day)))) => Some(*day),
        Some(_) => None,
        None => item.and_then(|item| item.date(field)),
    };
    let given = values.iter().any(|(field, _)| matches!(field, Field::From | Field::Until));
    if given && day(Field::From).zip(day(Field::Until)).is_some_and(|(from, until)| until < from) {
        return Err(Failure::Usage(tr!("cli-audit-period")));
    }
    Ok(())
}
