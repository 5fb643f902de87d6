//! An answer of the alderman, and following it until it is recorded.

use std::time::Duration;

use deelbaar_schema::act::Outcome;
use deelbaar_schema::id::RecordId;
use egui::Ui;

use crate::engine::{Command, InboxEntry};
use crate::tr;

/// After this many seconds a request that still waits is shown again: it was not answered.
const LATE: f64 = 5.0;

/// What the alderman chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// A decision.
    Decide(Outcome),
    /// Consent.
    Consent,
    /// Consent, to be signed later together with others.
    Ready,
    /// It is not made public at all.
    Close,
    /// No consent: back with a remark (`true`), or not at all.
    Decline {
        /// Back with a remark.
        returned: bool,
    },
}

impl Answer {
    /// Whoever asked must be told why.
    pub(super) fn needs_note(self) -> bool {
        matches!(self, Self::Decide(Outcome::SentBack | Outcome::Refused) | Self::Decline { .. })
    }

    /// What a command answers, if it is an answer, and to which request.
    pub(super) fn of(command: &Command) -> Option<(Self, RecordId)> {
        match command {
            Command::Decide { request, outcome, .. } => Some((Self::Decide(*outcome), *request)),
            Command::GiveConsent { request, .. } => Some((Self::Consent, *request)),
            Command::DeclineConsent { request, returned, .. } => {
                Some((Self::Decline { returned: *returned }, *request))
            }
            _ => None,
        }
    }

    /// The answer was recorded.
    pub(super) fn done(self, title: &str) -> String {
        match self {
            Self::Consent | Self::Ready => tr!("inbox-done-consent", title = title),
            Self::Decline { returned: true } | Self::Decide(Outcome::SentBack) => {
                tr!("inbox-done-returned", title = title)
            }
            Self::Decline { returned: false } | Self::Close => tr!("inbox-done-declined", title = title),
            Self::Decide(Outcome::Agreed) => tr!("inbox-done-agreed", title = title),
            Self::Decide(Outcome::Held) => tr!("inbox-done-held", title = title),
            Self::Decide(Outcome::Refused) => tr!("inbox-done-refused", title = title),
        }
    }
}

/// An answer on its way to the engine.
pub(super) struct Sent {
    /// The request.
    pub(super) request: RecordId,
    /// Its title.
    pub(super) title: String,
    answer: Answer,
    at: f64,
    /// It was late or given up, and the request shows again. It may be recorded yet.
    pub(super) shown_again: bool,
}

impl Sent {
    /// An answer that goes now.
    pub(super) fn now(ui: &Ui, entry: &InboxEntry, answer: Answer) -> Self {
        let (request, title, at) = (entry.request, entry.title.clone(), ui.input(|input| input.time));
        Self { request, title, answer, at, shown_again: false }
    }

    /// The words for when it is recorded. What was signed together is said together: how many, and which.
    pub(super) fn done(&self, signed: &mut Vec<String>) -> String {
        if self.answer == Answer::Ready {
            signed.push(self.title.clone());
        }
        if self.answer != Answer::Ready || signed.len() == 1 {
            return self.answer.done(&self.title);
        }
        let titles = signed.iter().map(|title| format!("“{title}”")).collect::<Vec<_>>().join(", ");
        tr!("inbox-done-consents", count = signed.len(), titles = titles)
    }

    /// It should have been recorded by now. While a dialog asks for the passphrase it waits for the person.
    pub(super) fn is_late(&mut self, ui: &Ui) -> bool {
        let now = ui.input(|input| input.time);
        if waits_for_person(ui) {
            self.at = now;
        }
        now > self.at + LATE
    }

    /// Draws again when it would be late, even if nothing happens.
    pub(super) fn look_again(&self, ui: &Ui) {
        let left = self.at + LATE - ui.input(|input| input.time);
        ui.ctx().request_repaint_after(Duration::from_secs_f64(left.max(0.0)) + Duration::from_millis(50));
    }
}

/// A dialog is open: it asks for the passphrase, without which nothing is signed.
pub(super) fn waits_for_person(ui: &Ui) -> bool {
    ui.memory(|memory| memory.top_modal_layer().is_some())
}
