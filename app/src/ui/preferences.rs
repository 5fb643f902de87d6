//! What a person sets for their own eyes and hands. Kept in a file of its own, apart from any workspace.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use deelbaar_schema::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::theme::{Theme, Variant};
use crate::i18n::Lang;
use crate::{format, tr};

/// The colours, as the settings screen offers them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Appearance {
    /// As the operating system has it.
    #[default]
    System,
    /// Dark ink on a light page.
    Light,
    /// Light ink on a dark page.
    Dark,
    /// Black, white and saturated colours.
    HighContrast,
}

impl Appearance {
    /// Every choice, in the order of the settings screen.
    pub const ALL: [Self; 4] = [Self::System, Self::Light, Self::Dark, Self::HighContrast];
}

/// Language, colours, zoom and motion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// BCP 47 code of the language; see [`Preferences::language`].
    language: String,
    /// The colours.
    pub appearance: Appearance,
    /// Zoom in percent, 100 to 200.
    zoom: u16,
    /// No animation, no smooth scrolling, no blinking cursor.
    pub reduced_motion: bool,
    /// Minutes without anybody at the window until it locks; 0 is never.
    lock_after: u16,
    /// An alderman put off setting a passphrase once, and signed without one.
    pub signed_without_passphrase: bool,
    /// Of which municipality a data folder is, by the folder's name: to choose from before anything is opened.
    municipalities: BTreeMap<String, String>,
    /// When each was opened last.
    opened: BTreeMap<String, Timestamp>,
    #[serde(skip)]
    path: Option<PathBuf>,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            language: Lang::Nl.code().to_owned(),
            appearance: Appearance::default(),
            zoom: Self::ZOOMS[0],
            reduced_motion: false,
            lock_after: Self::LOCK_AFTER[1],
            signed_without_passphrase: false,
            municipalities: BTreeMap::new(),
            opened: BTreeMap::new(),
            path: None,
        }
    }
}

impl Preferences {
    /// The steps of the zoom, in percent.
    pub const ZOOMS: [u16; 6] = [100, 115, 130, 150, 175, 200];

    /// After how many minutes a window can lock by itself; 0 is never.
    pub const LOCK_AFTER: [u16; 5] = [5, 15, 30, 60, 0];

    /// Minutes without anybody at the window until it locks; 0 is never. One of [`Preferences::LOCK_AFTER`].
    #[must_use]
    pub fn lock_after(&self) -> u16 {
        if Self::LOCK_AFTER.contains(&self.lock_after) { self.lock_after } else { Self::LOCK_AFTER[1] }
    }

    /// Sets after how many minutes the window locks.
    pub fn set_lock_after(&mut self, minutes: u16) {
        self.lock_after = minutes;
    }

    /// Of which municipality a folder is; its own name when that was never known.
    #[must_use]
    pub fn municipality_in(&self, folder: &str) -> String {
        self.municipalities.get(folder).cloned().unwrap_or_else(|| folder.to_owned())
    }

    /// The same for several: where two are of one municipality, each says when it was opened last, or else its own name.
    #[must_use]
    pub fn municipalities_in(&self, folders: &[String]) -> Vec<String> {
        let names: Vec<String> = folders.iter().map(|folder| self.municipality_in(folder)).collect();
        let several = |name: &String| names.iter().filter(|other| *other == name).count() > 1;
        let apart = |folder: &String| {
            let opened = self.opened.get(folder).and_then(|time| format::local(time.0)).map(format::date_time);
            opened.map_or_else(|| folder.clone(), |when| tr!("choose-opened", when = when))
        };
        let both = folders.iter().zip(&names);
        both.map(|(folder, name)| if several(name) { format!("{name} · {}", apart(folder)) } else { name.clone() })
            .collect()
    }

    /// Whether there are several municipalities to choose from.
    #[must_use]
    pub fn knows_several(&self) -> bool {
        self.municipalities.len() > 1
    }

    /// Remembers of which municipality a folder is, and when it was opened.
    pub fn name_folder(&mut self, folder: String, municipality: String, now: Timestamp) {
        self.opened.insert(folder.clone(), now);
        self.municipalities.insert(folder, municipality);
    }

    /// Reads the file and remembers where it is. A file that is missing or cannot be read gives the defaults: nobody
    /// is kept from their work by a setting.
    #[must_use]
    pub fn load(path: &Path) -> Self {
        let read = std::fs::read(path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let mut preferences: Self = read.unwrap_or_default();
        preferences.path = Some(path.to_owned());
        preferences
    }

    /// Writes the file, whole or not at all. Does nothing when it was not loaded from one.
    pub fn save(&self) -> io::Result<()> {
        let Some(path) = &self.path else { return Ok(()) };
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let fresh = path.with_extension("new");
        std::fs::write(&fresh, serde_json::to_vec_pretty(self)?)?;
        std::fs::rename(&fresh, path)
    }

    /// The language of the screens.
    #[must_use]
    pub fn language(&self) -> Lang {
        Lang::from_code(&self.language).unwrap_or_default()
    }

    /// Chooses the language of the screens.
    pub fn set_language(&mut self, lang: Lang) {
        lang.code().clone_into(&mut self.language);
    }

    /// Zoom in percent, always between the first and last of [`Preferences::ZOOMS`].
    #[must_use]
    pub fn zoom(&self) -> u16 {
        let [least, .., most] = Self::ZOOMS;
        self.zoom.clamp(least, most)
    }

    /// Sets the zoom in percent.
    pub fn set_zoom(&mut self, percent: u16) {
        self.zoom = percent;
    }

    /// The next larger (or smaller) step of the zoom.
    pub fn step_zoom(&mut self, larger: bool) {
        let now = self.zoom();
        let next = if larger {
            Self::ZOOMS.into_iter().find(|step| *step > now)
        } else {
            Self::ZOOMS.into_iter().rev().find(|step| *step < now)
        };
        self.zoom = next.unwrap_or(now);
    }

    /// Zoom as a factor.
    #[must_use]
    pub fn zoom_factor(&self) -> f32 {
        f32::from(self.zoom()) / f32::from(Self::ZOOMS[0])
    }

    /// The theme, given what the operating system prefers.
    #[must_use]
    pub fn theme(&self, system: Option<egui::Theme>) -> Theme {
        let variant = match (self.appearance, system) {
            (Appearance::Dark, _) | (Appearance::System, Some(egui::Theme::Dark)) => Variant::Dark,
            (Appearance::HighContrast, _) => Variant::HighContrast,
            (Appearance::Light | Appearance::System, _) => Variant::Light,
        };
        Theme { variant, reduced_motion: self.reduced_motion }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str) -> PathBuf {
        std::env::temp_dir().join(format!("deelbaar-preferences-{}-{name}", std::process::id()))
    }

    #[test]
    fn what_is_saved_comes_back() {
        let path = file("round.json");
        let mut before = Preferences::load(&path);
        before.set_language(Lang::En);
        before.set_zoom(150);
        before.appearance = Appearance::HighContrast;
        before.save().unwrap();
        assert_eq!(Preferences::load(&path), before);
        std::fs::remove_file(path).unwrap();
    }

    #[test]
    fn a_broken_file_gives_the_defaults() {
        let path = file("broken.json");
        std::fs::write(&path, b"{ \"zoom\": \"groot\"").unwrap();
        let read = Preferences::load(&path);
        assert_eq!((read.language(), read.zoom()), (Lang::Nl, 100));
        std::fs::remove_file(path).unwrap();
    }

    #[test]
    fn two_places_of_one_municipality_have_names_of_their_own() {
        let mut preferences = Preferences::default();
        let folders = ["data", "data-2", "data-3", "data-4"].map(str::to_owned);
        for (folder, name, time) in [(0, "Leusden", 0), (1, "Leusden", 86_400_000), (2, "Soest", 0)] {
            preferences.name_folder(folders[folder].clone(), name.into(), Timestamp(time));
        }
        let names = preferences.municipalities_in(&folders);
        assert!(names[0].starts_with("Leusden · laatst geopend op 1 jan 1970"), "{names:?}");
        assert!(names[1].starts_with("Leusden · laatst geopend op 2 jan 1970"), "{names:?}");
        assert_eq!(names[2..], ["Soest".to_owned(), "data-4".to_owned()]);
    }

    #[test]
    fn zoom_stays_within_its_steps() {
        let mut preferences = Preferences::default();
        preferences.step_zoom(false);
        assert_eq!(preferences.zoom(), 100);
        preferences.set_zoom(900);
        assert_eq!(preferences.zoom(), 200);
        preferences.step_zoom(false);
        assert_eq!(preferences.zoom(), 175);
    }
}
