//! Forms: Enter in a field of one line presses the button that goes on, as everywhere else.
//!
//! Every card and every dialog is a form. Its button is added with [`Button::submits`](super::Button::submits), after its fields.

use egui::{Id, Ui};

/// The form that is being shown.
#[derive(Clone, Copy, Default)]
struct Form {
    /// The field in which Enter was pressed.
    entered: Option<Id>,
}

fn key() -> Id {
    Id::unique("form")
}

/// Shows a form: what was entered in another one does not count for its button.
pub(super) fn form<R>(ui: &mut Ui, contents: impl FnOnce(&mut Ui) -> R) -> R {
    let around: Option<Form> = ui.data(|data| data.get_temp(key()));
    ui.data_mut(|data| data.insert_temp(key(), Form::default()));
    let shown = contents(ui);
    ui.data_mut(|data| match around {
        Some(around) => drop(data.insert_temp(key(), around)),
        None => data.remove::<Form>(key()),
    });
    shown
}

/// Enter was pressed in `field`.
pub(super) fn enter(ui: &Ui, field: Id) {
    ui.data_mut(|data| {
        if data.get_temp::<Form>(key()).is_some() {
            data.insert_temp(key(), Form { entered: Some(field) });
        }
    });
}

/// Whether Enter was pressed in a field of this form, in this frame; once. The focus stays in that field, until something else
/// takes it.
pub(super) fn was_entered(ui: &Ui) -> bool {
    let form: Option<Form> = ui.data(|data| data.get_temp(key()));
    let Some(field) = form.and_then(|form| form.entered) else { return false };
    ui.data_mut(|data| data.insert_temp(key(), Form::default()));
    ui.memory_mut(|memory| memory.request_focus(field));
    true
}
