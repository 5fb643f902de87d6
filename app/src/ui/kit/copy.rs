//! Copying something of the page, which is said: nothing else shows that it worked.

use egui::{Context, Id};

fn key() -> Id {
    Id::unique("copied")
}

/// Copies a text; the window says so.
pub fn copy(ctx: &Context, text: String) {
    ctx.copy_text(text);
    ctx.data_mut(|data| data.insert_temp(key(), true));
}

/// Whether something was copied since this was asked.
pub fn take_copied(ctx: &Context) -> bool {
    ctx.data_mut(|data| data.remove_temp::<bool>(key())).unwrap_or_default()
}
