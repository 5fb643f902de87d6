//! Forms: Enter in a field of one line presses the button that goes on, as everywhere else; and where the form is not taken, the
//! focus goes to the first field that says what is wrong.
//!
//! Every card and every dialog is a form. Its button is added with [`Button::submits`](super::Button::submits), after its fields.

use egui::{Id, Response, Ui};

/// The form that is being shown.
#[derive(Clone, Copy, Default)]
struct Form {
    id: Option<Id>,
    /// Enter was pressed in one of its fields.
    entered: bool,
}

/// The form of which the button was pressed last, and in which pass; until a field of it took the focus.
#[derive(Clone, Copy)]
struct Tried {
    form: Option<Id>,
    pass: u64,
}

fn key() -> Id {
    Id::unique("form")
}

/// Shows a form: what was entered in another one does not count for its button.
pub(super) fn form<R>(ui: &mut Ui, contents: impl FnOnce(&mut Ui) -> R) -> R {
    let around: Option<Form> = ui.data(|data| data.get_temp(key()));
    let own = Form { id: Some(ui.unique_id()), entered: false };
    ui.data_mut(|data| data.insert_temp(key(), own));
    let shown = contents(ui);
    ui.data_mut(|data| match around {
        Some(around) => drop(data.insert_temp(key(), around)),
        None => data.remove::<Form>(key()),
    });
    shown
}

/// Enter was pressed in a field.
pub(super) fn enter(ui: &Ui) {
    if let Some(form) = ui.data(|data| data.get_temp::<Form>(key())) {
        ui.data_mut(|data| data.insert_temp(key(), Form { entered: true, ..form }));
    }
}

/// Whether Enter was pressed in a field of this form, in this frame; once.
pub(super) fn was_entered(ui: &Ui) -> bool {
    let Some(form) = ui.data(|data| data.get_temp::<Form>(key())) else { return false };
    ui.data_mut(|data| data.insert_temp(key(), Form { entered: false, ..form }));
    form.entered
}

/// The button of this form was pressed: if a field of it says that it is wrong, the first that does takes the focus.
pub(super) fn tried(ui: &Ui) {
    let form = ui.data(|data| data.get_temp::<Form>(key())).and_then(|form| form.id);
    let tried = Tried { form, pass: ui.ctx().cumulative_pass_nr() };
    ui.data_mut(|data| data.insert_temp(key().with("tried"), tried));
    ui.ctx().request_repaint();
}

/// A field that says what is wrong takes the focus, when it is the first of the form that was tried just now.
pub(super) fn take_if_tried(ui: &Ui, field: &Response) {
    let form = ui.data(|data| data.get_temp::<Form>(key())).and_then(|form| form.id);
    let tried: Option<Tried> = ui.data(|data| data.get_temp(key().with("tried")));
    // A frame may take two passes.
    let pass = ui.ctx().cumulative_pass_nr();
    if tried.is_some_and(|tried| tried.form == form && tried.pass < pass && pass <= tried.pass + 2) {
        ui.data_mut(|data| data.remove::<Tried>(key().with("tried")));
        first_wrong(ui, field);
    }
}

/// The field takes the focus, unless one above it that is wrong as well did in this pass.
pub(super) fn first_wrong(ui: &Ui, field: &Response) {
    let (last, pass) = (key().with("wrong"), ui.ctx().cumulative_pass_nr());
    if ui.data(|data| data.get_temp::<u64>(last)) != Some(pass) {
        ui.data_mut(|data| data.insert_temp(last, pass));
        field.request_focus();
    }
}
