//! The help dialog: every shortcut, and where to read more.

use deelbaar_schema::role::Role;
use egui::{Context, Ui};

use super::{screen_name, screens_for};
use crate::tr;
use crate::ui::kit::{Button, Dialog, Level, details, focus_when_opened, heading, paragraph};

/// Shows the dialog. Returns whether it is done.
pub(super) fn show(ctx: &Context, role: Role) -> bool {
    let contents = |ui: &mut Ui, (): &mut ()| {
        paragraph(ui, &tr!("help-text"));
        heading(ui, Level::Three, &tr!("help-keys"));
        let rows = rows(role);
        let rows: Vec<(&str, &str)> = rows.iter().map(|(key, words)| (key.as_str(), words.as_str())).collect();
        details(ui, &rows);
    };
    let footer = |ui: &mut Ui, (): &mut ()| {
        let close = ui.add(Button::primary(tr!("kit-close")));
        focus_when_opened(&close);
        if close.clicked() {
            ui.close();
        }
    };
    Dialog::new("help", &tr!("help-title")).reading().show_with_footer(ctx, &mut (), contents, footer).close
}

/// Every key and what it does.
fn rows(role: Role) -> Vec<(String, String)> {
    let mut rows = vec![
        ("Ctrl K".to_owned(), tr!("shell-search")),
        ("Ctrl Z".to_owned(), tr!("shell-undo")),
        ("Ctrl Shift Z".to_owned(), tr!("shell-redo")),
        ("Ctrl L".to_owned(), tr!("lock-now")),
        ("Ctrl +, Ctrl -".to_owned(), tr!("help-zoom")),
        ("Tab, Shift Tab".to_owned(), tr!("help-tab")),
        ("↑ ↓".to_owned(), tr!("help-arrows")),
        ("Esc".to_owned(), tr!("help-escape")),
        ("F1".to_owned(), tr!("help-title")),
    ];
    let screens = screens_for(role).into_iter().enumerate().take(super::NUMBER_KEYS.len());
    rows.extend(screens.map(|(index, screen)| (format!("Ctrl {}", index + 1), screen_name(screen))));
    rows
}
