//! What did not work: said until somebody has read it, or until the same is done after all.

use std::mem::{Discriminant, discriminant};
use std::time::Duration;

use deelbaar_schema::field::Field;
use deelbaar_schema::id::ItemId;
use egui::Ui;

use crate::engine::Command;
use crate::ui::kit::{Notice, NoticeKind};

/// More errors than this at once are one problem, said often enough.
const MOST: usize = 3;
/// How long an error stays at least, so that it can be read and heard also when the same succeeds at once.
const READING: Duration = Duration::from_secs(4);

/// A click within this time was meant for what stood there before.
pub(super) const SETTLED: Duration = Duration::from_millis(500);

/// What an error is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Topic {
    /// Commands of one sort; with typing on one field of one item, because another that is kept says nothing of it.
    Command(Discriminant<Command>, Option<(ItemId, Option<Field>)>),
    /// The file with preferences.
    Preferences,
    /// What was typed and could not be kept.
    Stuck,
}

impl Topic {
    pub(super) fn of(command: &Command) -> Self {
        let typed = match command {
            Command::SetTitle { item, .. } | Command::SetBody { item, .. } => Some((*item, None)),
            Command::SetField { item, field, .. } => Some((*item, Some(*field))),
            _ => None,
        };
        Self::Command(discriminant(command), typed)
    }
}

struct Failed {
    text: String,
    topic: Topic,
    /// Only what is sent from this number on was sent by somebody who could know of it.
    after: u64,
    /// When it was first shown, by the clock of the window, in seconds.
    since: Option<f64>,
    /// The same was done after all.
    over: bool,
}

/// The errors that show.
#[derive(Default)]
pub(super) struct Errors(Vec<Failed>);

impl Errors {
    /// Adds one. The same text shows once, and of what is tried again only the last try.
    pub(super) fn add(&mut self, topic: Topic, text: String, number: u64, next: u64) {
        self.0.retain(|other| other.text != text && !(other.topic == topic && other.after <= number));
        self.0.push(Failed { text, topic, after: next, since: None, over: false });
        let surplus = self.0.len().saturating_sub(MOST);
        self.0.drain(..surplus);
    }

    /// What was sent as `number` worked: an earlier failure of the same goes, once it could be read.
    pub(super) fn settled(&mut self, topic: &Topic, number: u64) {
        for failed in self.0.iter_mut().filter(|failed| failed.topic == *topic && failed.after <= number) {
            failed.over = true;
        }
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Shows the newest of them, so many at most; the others after those.
    pub(super) fn show(&mut self, ui: &mut Ui, most: usize) {
        let hidden = self.0.len().saturating_sub(most);
        let now = ui.input(|input| input.time);
        let mut read = None;
        for (index, failed) in self.0.iter_mut().enumerate().skip(hidden) {
            let shown = now - *failed.since.get_or_insert(now);
            if failed.over && shown >= READING.as_secs_f64() {
                read = Some(index);
                continue;
            }
            if failed.over {
                ui.request_repaint_after(Duration::from_secs_f64(READING.as_secs_f64() - shown));
            }
            ui.push_id(("error", index), |ui| {
                let dismissed = Notice::new(NoticeKind::Error, &failed.text).dismissible().slim().show(ui).dismissed;
                let by_pointer = ui.input(|input| input.pointer.any_released());
                if dismissed && (shown >= SETTLED.as_secs_f64() || !by_pointer) {
                    read = Some(index);
                }
            });
        }
        if let Some(index) = read {
            self.0.remove(index);
            ui.request_repaint();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use deelbaar_schema::id::ItemId;

    fn texts(errors: &Errors) -> Vec<&str> {
        errors.0.iter().filter(|failed| !failed.over).map(|failed| failed.text.as_str()).collect()
    }

    #[test]
    fn only_what_is_done_again_afterwards_takes_an_error_away() {
        let (undo, verify) = (Topic::of(&Command::Undo), Topic::of(&Command::Verify));
        let mut errors = Errors::default();
        // Three were sent at once; the first of them failed.
        errors.add(undo.clone(), "nothing to undo".into(), 0, 3);
        errors.settled(&undo, 1);
        errors.settled(&verify, 5);
        assert_eq!(texts(&errors), ["nothing to undo"]);
        // Tried again, and failed in another way.
        errors.add(undo.clone(), "no room".into(), 3, 4);
        assert_eq!(texts(&errors), ["no room"]);
        errors.settled(&undo, 4);
        assert!(texts(&errors).is_empty());
    }

    #[test]
    fn what_was_typed_in_one_place_is_not_kept_because_another_was() {
        let title = |byte| {
            let item = ItemId::from_bytes([byte; 16]);
            Topic::of(&Command::SetTitle { item, title: String::new() })
        };
        let mut errors = Errors::default();
        errors.add(title(1), "no room".into(), 0, 1);
        errors.settled(&title(2), 1);
        assert_eq!(texts(&errors), ["no room"]);
        errors.settled(&title(1), 2);
        assert!(texts(&errors).is_empty());
    }
}
