//! A system library that a window needs and this machine lacks.
//!
//! The windowing code loads its libraries while it runs. For some it returns an error, for others it panics; neither says
//! which package brings them. Any other panic goes its usual way.

use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, resume_unwind};
use std::sync::Arc;

/// The windowing code could not load a library.
#[derive(Debug)]
pub struct MissingLibrary;

/// Runs `window`; tells a missing library apart from every other panic, which is raised again.
pub fn caught<T>(window: impl FnOnce() -> T) -> Result<T, MissingLibrary> {
    let usual: Arc<dyn Fn(&PanicHookInfo<'_>) + Send + Sync> = Arc::from(std::panic::take_hook());
    let other = Arc::clone(&usual);
    std::panic::set_hook(Box::new(move |info| {
        if !info.payload_as_str().is_some_and(is_named_in) {
            other(info);
        }
    }));
    let result = catch_unwind(AssertUnwindSafe(window));
    std::panic::set_hook(Box::new(move |info| usual(info)));
    result.map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref().copied());
        if text.is_some_and(is_named_in) { MissingLibrary } else { resume_unwind(panic) }
    })
}

/// Whether `text`, from the windowing code, says that a library is missing.
pub fn is_named_in(text: &str) -> bool {
    // The words of xkbcommon-dl, of winit for Xlib, and of the dynamic loader.
    ["could not be loaded", "shared librar", "shared object file"].iter().any(|words| text.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_missing_library_is_taken_for_one() {
        assert!(is_named_in("Library libxkbcommon-x11.so could not be loaded."));
        assert!(is_named_in("os error: Failed to load one of xlib's shared libraries"));
        assert!(!is_named_in("os error: Failed to open connection to X server"));
        assert!(caught(|| 3).is_ok_and(|three| three == 3));
    }

    #[test]
    #[should_panic(expected = "something else")]
    fn another_panic_goes_its_way() {
        let result = caught(|| panic!("something else"));
        assert!(result.is_err());
    }
}
