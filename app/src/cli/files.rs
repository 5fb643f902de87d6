//! `file`: files beside an item.

use std::path::PathBuf;

use clap::Subcommand;
use deelbaar_schema::attachment::Attachment;
use deelbaar_schema::id::{AttachmentId, ItemId};
use deelbaar_sync::files::Presence;
use serde_json::{Value, json};

use super::session::{item, unique};
use crate::console::Output;
use crate::engine::{Command, View};
use crate::failure::Failure;
use crate::host::Folder;
use crate::{format, tr, words};

/// `file …`
#[derive(Debug, Subcommand)]
pub enum FileCommand {
    /// Put a file of at most 50 MB beside an item.
    Add {
        /// The item's id, or the beginning of it.
        item: String,
        /// The file.
        path: PathBuf,
        /// What it is, in words.
        #[arg(long, default_value = "")]
        description: String,
    },
    /// List the files beside an item of the plan, or of a section that a municipality shares.
    List {
        /// The id of the item or the shared section, or the beginning of it.
        item: String,
    },
    /// Write the content of a file to a new place.
    Save {
        /// The id of the item or the shared section, or the beginning of it.
        item: String,
        /// The file's name, or the beginning of it.
        file: String,
        /// Where to; there must be no file of that name.
        path: PathBuf,
    },
    /// Take a file from an item. Within ten minutes `undo` brings it back.
    Remove {
        /// The item's id, or the beginning of it.
        item: String,
        /// The file's name, or the beginning of it.
        file: String,
    },
}

/// A file as the command line names it; without an id when another municipality shares it.
type Listed = (Option<AttachmentId>, Attachment);

/// `file …`
pub fn file(folder: &Folder, command: FileCommand, out: Output) -> Result<(), Failure> {
    match command {
        FileCommand::Add { item: id, path, description } => {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            // A later folder of the process is not that of the caller.
            let path = std::path::absolute(&path).map_err(|error| Failure::File { path, error })?;
            folder.run(|view| Ok(Command::AddFile { item: item(view, &id)?, path, description }))?;
            out.say(&json!({ "added": name }), || tr!("cli-file-added", name = name.as_str()));
        }
        FileCommand::List { item } => {
            let view = folder.open()?.view();
            let files = listed(&view, &item)?;
            let json: Vec<Value> = files.iter().map(|file| file_json(file, &view)).collect();
            out.say(&json!(json), || {
                if files.is_empty() {
                    return tr!("cli-files-none");
                }
                files.iter().map(|file| file_line(file, &view)).collect::<Vec<_>>().join("\n")
            });
        }
        FileCommand::Save { item, file, path } => {
            let path = std::path::absolute(&path).map_err(|error| Failure::File { path, error })?;
            let shown = path.display().to_string();
            let mut executor = folder.open()?;
            let files = listed(&executor.view(), &item)?;
            executor.execute(Command::SaveFile { file: named(&files, &file)?.1.hash, path })?;
            out.say(&json!({ "saved": shown }), || tr!("cli-file-saved", path = shown.as_str()));
        }
        FileCommand::Remove { item: id, file } => {
            let mut name = String::new();
            folder.run(|view| {
                let item = item(view, &id)?;
                let files = beside(view, item);
                let (file, attachment) = named(&files, &file)?;
                name.clone_from(&attachment.name);
                let file = file.ok_or_else(|| Failure::NoSuch(id.clone()))?;
                Ok(Command::RemoveFile { item, file })
            })?;
            out.say(&json!({ "removed": name }), || tr!("cli-file-removed", name = name.as_str()));
        }
    }
    Ok(())
}

/// The files beside an item of the plan.
pub(super) fn beside(view: &View, item: ItemId) -> Vec<Listed> {
    let files = view.item(item).map(|item| &item.item.files);
    files.into_iter().flatten().map(|(id, file)| (Some(*id), file.clone())).collect()
}

/// Those beside an item of the plan, or else those of a shared section.
fn listed(view: &View, start: &str) -> Result<Vec<Listed>, Failure> {
    match item(view, start) {
        Ok(item) => Ok(beside(view, item)),
        Err(Failure::NoSuch(_)) => {
            let low = start.to_ascii_lowercase();
            let sections = view.region.sections.iter().filter(|shared| shared.section.to_string().starts_with(&low));
            let files = unique(start, sections)?.item.files.iter();
            Ok(files.map(|file| (None, file.clone())).collect())
        }
        Err(other) => Err(other),
    }
}

/// The only file with that name, or else that begins so.
pub(super) fn named<'a>(files: &'a [Listed], name: &str) -> Result<&'a Listed, Failure> {
    if let Some(exact) = files.iter().find(|(_, file)| file.name == name) {
        return Ok(exact);
    }
    let beginning = files.iter().filter(|(_, file)| file.name.starts_with(name));
    unique(name, beginning).map_err(|error| match error {
        Failure::NoSuch(_) => Failure::Usage(tr!("cli-no-file", name = name)),
        other => other,
    })
}

fn file_line((_, file): &Listed, view: &View) -> String {
    let presence = words::presence(presence(file, view));
    let line = format!("{} · {} · {presence}", file.name, format::size(file.size));
    if file.description.is_empty() { line } else { format!("{line} · {}", file.description) }
}

fn file_json((id, file): &Listed, view: &View) -> Value {
    let (state, pieces) = match presence(file, view) {
        Presence::Here => ("here", None),
        Presence::Partly(here, of) => ("partly", Some([here, of])),
        Presence::Away => ("away", None),
        Presence::TooMuch => ("too-much", None),
        Presence::NoRoom => ("no-room", None),
    };
    json!({
        "id": id, "name": file.name, "media": file.media, "size": file.size, "hash": file.hash,
        "description": file.description, "state": state, "pieces": pieces,
    })
}

fn presence(file: &Attachment, view: &View) -> Presence {
    view.status.files.get(&file.hash).copied().unwrap_or(Presence::Away)
}
