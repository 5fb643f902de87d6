//! Words on the screen, in Dutch and English, through Fluent.
//!
//! Dutch is written first and is the fallback; a test keeps English complete. [`tr!`](crate::tr)
//! checks every id and argument against the Dutch file while compiling. Each language has its own
//! loader, so switching is a single store and nothing is loaded again.

use std::borrow::Cow;
use std::cell::Cell;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering};

use i18n_embed::fluent::FluentLanguageLoader;
use i18n_embed::unic_langid::LanguageIdentifier;
use i18n_embed::{I18nAssets, LanguageLoader as _};

/// A language of the screens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Dutch, the language of the users and the fallback.
    #[default]
    Nl,
    /// English, complete.
    En,
}

impl Lang {
    /// Every language, in the order of the settings screen.
    pub const ALL: [Self; 2] = [Self::Nl, Self::En];

    /// The name of the language in that language itself.
    #[must_use]
    pub fn endonym(self) -> &'static str {
        match self {
            Self::Nl => "Nederlands",
            Self::En => "English",
        }
    }

    /// The BCP 47 code, as stored in the settings.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Nl => "nl",
            Self::En => "en",
        }
    }

    /// The language of a BCP 47 code such as `en-GB`; `None` when the screens do not speak it.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        let primary = code.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|lang| primary.eq_ignore_ascii_case(lang.code()))
    }

    fn id(self) -> LanguageIdentifier {
        // The codes above are well-formed, so the default is never used.
        self.code().parse().unwrap_or_default()
    }
}

/// The Fluent source of each language. `include_str!` makes cargo rebuild, and so check every
/// `tr!` again, when a translation changes.
const SOURCES: [(&str, &str); 2] = [
    ("nl/deelbaar.ftl", include_str!("../../assets/i18n/nl/deelbaar.ftl")),
    ("en/deelbaar.ftl", include_str!("../../assets/i18n/en/deelbaar.ftl")),
];

struct Sources;

impl I18nAssets for Sources {
    fn get_files(&self, file_path: &str) -> Vec<Cow<'_, [u8]>> {
        SOURCES.iter().filter(|(path, _)| *path == file_path).map(|(_, text)| Cow::Borrowed(text.as_bytes())).collect()
    }

    fn filenames_iter(&self) -> Box<dyn Iterator<Item = String> + '_> {
        Box::new(SOURCES.iter().map(|(path, _)| (*path).to_owned()))
    }
}

static DUTCH: LazyLock<FluentLanguageLoader> = LazyLock::new(|| load(Lang::Nl));
static ENGLISH_LOADER: LazyLock<FluentLanguageLoader> = LazyLock::new(|| load(Lang::En));
static ENGLISH: AtomicBool = AtomicBool::new(false);

thread_local! {
    static OVERRIDE: Cell<Option<Lang>> = const { Cell::new(None) };
    static PSEUDO: Cell<bool> = const { Cell::new(false) };
}

fn load(lang: Lang) -> FluentLanguageLoader {
    let loader = FluentLanguageLoader::new("deelbaar", Lang::Nl.id());
    if let Err(error) = loader.load_languages(&Sources, &[lang.id()]) {
        tracing::error!(%error, lang = lang.code(), "translations did not load");
    }
    // Isolation marks protect mixed writing directions, which egui does not lay out anyway.
    loader.set_use_isolating(false);
    loader
}

/// The language that [`tr!`](crate::tr) speaks on this thread.
#[must_use]
pub fn language() -> Lang {
    OVERRIDE.get().unwrap_or_else(|| if ENGLISH.load(Ordering::Relaxed) { Lang::En } else { Lang::Nl })
}

/// Switches the whole app to `lang`. The next frame speaks it.
pub fn set_language(lang: Lang) {
    ENGLISH.store(lang == Lang::En, Ordering::Relaxed);
}

/// Runs `body` in `lang` on this thread only, so that tests and exports do not disturb the screen.
pub fn with_language<R>(lang: Lang, body: impl FnOnce() -> R) -> R {
    let before = OVERRIDE.replace(Some(lang));
    let result = body();
    OVERRIDE.set(before);
    result
}

/// Runs `body` with every translated text wrapped by [`pseudo`], on this thread only.
///
/// A test then walks the screen: text without the wrapping never went through Fluent.
pub fn with_pseudo_locale<R>(body: impl FnOnce() -> R) -> R {
    let before = PSEUDO.replace(true);
    let result = body();
    PSEUDO.set(before);
    result
}

/// Wraps `text` in a recognisable way and makes it a third longer, as long translations are.
#[must_use]
pub fn pseudo(text: &str) -> String {
    let padding = "~".repeat(text.chars().count() / 3);
    format!("[{text}{padding}]")
}

/// The loader of the current language; for [`tr!`](crate::tr).
#[doc(hidden)]
pub fn loader() -> &'static FluentLanguageLoader {
    match language() {
        Lang::Nl => &DUTCH,
        Lang::En => &ENGLISH_LOADER,
    }
}

/// The last step of [`tr!`](crate::tr): applies the pseudo-locale when a test asked for it.
#[doc(hidden)]
pub fn finish(text: String) -> String {
    if PSEUDO.get() { pseudo(&text) } else { text }
}

/// The translated text of a Fluent id, as a `String`.
///
/// ```
/// use deelbaar::tr;
/// assert_eq!(tr!("kit-cancel"), "Annuleren");
/// assert_eq!(tr!("mark-region-version", version = 2), "Regio · versie 2");
/// ```
///
/// An unknown id or argument does not compile:
/// ```compile_fail
/// deelbaar::tr!("no-such-id");
/// ```
#[macro_export]
macro_rules! tr {
    ($id:literal) => {
        $crate::i18n::finish(::i18n_embed_fl::fl!($crate::i18n::loader(), $id))
    };
    ($id:literal, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::i18n::finish(
            ::i18n_embed_fl::fl!($crate::i18n::loader(), $id, $($name = { $value }),+)
        )
    };
}

#[cfg(test)]
mod tests;
