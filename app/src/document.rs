//! What a person can keep as a file: in which forms, under which name, and where that goes when they change nothing.

use std::path::{Path, PathBuf};

use deelbaar_sync::file::{Existing, WriteError, write};
use zeroize::Zeroizing;

/// Something to keep as a file.
#[derive(Clone, PartialEq, Eq)]
pub struct Document {
    /// What it is, for people.
    pub title: String,
    /// The name of the file, without its ending.
    name: String,
    /// In which forms; at least one.
    pub forms: Vec<Form>,
    /// It is a key: whoever has it can do something with it.
    pub secret: bool,
}

/// One form of a [`Document`].
#[derive(Clone, PartialEq, Eq)]
pub struct Form {
    /// What it is called, for people.
    pub name: String,
    /// The ending of the file's name.
    pub ending: &'static str,
    /// What goes into it. Erased from memory when dropped.
    pub bytes: Zeroizing<Vec<u8>>,
}

impl Document {
    /// A document with a name that any system accepts for a file.
    #[must_use]
    pub fn new(title: String, name: &str) -> Self {
        let name = name.chars().map(|sign| if sign.is_alphanumeric() { sign } else { '-' }).collect::<String>();
        let parts = name.split('-').filter(|part| !part.is_empty());
        let name = parts.collect::<Vec<_>>().join("-").to_lowercase();
        Self { title, name, forms: Vec::new(), secret: false }
    }

    /// Adds a form.
    #[must_use]
    pub fn form(mut self, name: String, ending: &'static str, bytes: impl Into<Vec<u8>>) -> Self {
        self.forms.push(Form { name, ending, bytes: Zeroizing::new(bytes.into()) });
        self
    }

    /// Says that it is a key.
    #[must_use]
    pub fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// Where the form goes when nobody says otherwise: the person's documents, else their home.
    #[must_use]
    pub fn suggested(&self, form: usize) -> PathBuf {
        let ending = self.forms.get(form).map_or("txt", |form| form.ending);
        own_folder().join(format!("{}.{ending}", self.name))
    }

    /// Writes one form, whole or not at all.
    pub fn write(&self, form: usize, path: &Path, existing: Existing) -> Result<(), WriteError> {
        let form = self.forms.get(form).ok_or(WriteError::NoName)?;
        write(path, &form.bytes, existing)
    }
}

impl std::fmt::Debug for Document {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Document({})", self.name)
    }
}

/// The person's documents, else their home, else where the program was started.
#[must_use]
pub fn own_folder() -> PathBuf {
    let user = directories::UserDirs::new();
    let folder = user.as_ref().map(|user| user.document_dir().filter(|dir| dir.is_dir()).unwrap_or(user.home_dir()));
    folder.unwrap_or(Path::new(".")).to_owned()
}

/// A path as somebody types it: `~` is their home, and a bare name goes to their own folder.
#[must_use]
pub fn typed_path(text: &str) -> PathBuf {
    let text = text.trim();
    let home = || directories::UserDirs::new().map(|user| user.home_dir().to_owned());
    if let Some(rest) = text.strip_prefix('~').filter(|rest| rest.is_empty() || rest.starts_with(['/', '\\']))
        && let Some(home) = home()
    {
        return home.join(rest.trim_start_matches(['/', '\\']));
    }
    own_folder().join(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_has_no_surprises() {
        let suggested = |name| Document::new(String::new(), name).form(String::new(), "md", "").suggested(0);
        let file = suggested("Overdrachtsdossier ’s-Hertogenbosch, 3 mei 2026");
        assert_eq!(file.file_name().unwrap(), "overdrachtsdossier-s-hertogenbosch-3-mei-2026.md");
        assert_eq!(suggested("../../etc/passwd").file_name().unwrap(), "etc-passwd.md");
    }

    #[test]
    fn a_bare_name_goes_to_the_own_folder_and_a_full_path_where_it_says() {
        assert_eq!(typed_path(" dossier.md "), own_folder().join("dossier.md"));
        let full = std::env::temp_dir().join("dossier.md");
        assert_eq!(typed_path(full.to_str().unwrap()), full);
        let home = directories::UserDirs::new().unwrap().home_dir().to_owned();
        assert_eq!(typed_path("~/map/dossier.md"), home.join("map/dossier.md"));
        assert_eq!(typed_path("~anna.md"), own_folder().join("~anna.md"));
    }
}
