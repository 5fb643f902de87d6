//! A text that is being typed, beside the text that the plan holds.

/// What is typed, and what it started from.
///
/// While nothing new was typed it follows the plan; what was typed is never replaced before it was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Buffer {
    /// What the person sees and types in.
    pub text: String,
    /// The text that they started from: loaded, or sent last.
    base: String,
    /// The text of the plan that was last looked at.
    seen: String,
    /// Texts that were sent and not answered yet.
    on_its_way: usize,
    /// Sending failed: wait for the person before trying again.
    stuck: bool,
}

impl Buffer {
    /// Starts from what the plan holds.
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), base: text.to_owned(), seen: text.to_owned(), on_its_way: 0, stuck: false }
    }

    /// Starts from a text that could not be kept earlier.
    pub fn rescued(base: String, text: String, seen: &str) -> Self {
        Self { text, base, seen: seen.to_owned(), on_its_way: 0, stuck: true }
    }

    /// Something was typed that was not sent.
    pub fn is_dirty(&self) -> bool {
        self.text != self.base
    }

    /// Sending failed, and nothing was typed since.
    pub fn is_stuck(&self) -> bool {
        self.stuck
    }

    /// The person typed: a text that could not be sent may be tried again.
    pub fn typed(&mut self) {
        self.stuck = false;
    }

    /// Looks at what the plan holds now.
    pub fn follow(&mut self, now: &str) -> Followed {
        if self.seen == now || self.on_its_way > 0 {
            return Followed::Nothing;
        }
        if self.is_dirty() {
            return if self.stuck { Followed::Nothing } else { Followed::SendFirst };
        }
        now.clone_into(&mut self.seen);
        now.clone_into(&mut self.base);
        if self.text == now {
            return Followed::Nothing;
        }
        now.clone_into(&mut self.text);
        Followed::TookOver
    }

    /// What to send, as base and text; `None` when nothing was typed. From here on `text` is the new base.
    pub fn take(&mut self) -> Option<(String, String)> {
        if !self.is_dirty() {
            return None;
        }
        self.stuck = false;
        self.on_its_way += 1;
        let base = std::mem::replace(&mut self.base, self.text.clone());
        Some((base, self.text.clone()))
    }

    /// What was sent is kept, or not: then it is unsent again.
    pub fn settled(&mut self, base: &str, kept: bool) {
        self.on_its_way = self.on_its_way.saturating_sub(1);
        if !kept {
            base.clone_into(&mut self.base);
            self.stuck = true;
        }
    }

    /// The same for a short field, which is not merged: it goes back to what the plan holds as its base.
    pub fn settled_short(&mut self, kept: bool) {
        let base = self.seen.clone();
        self.settled(&base, kept);
    }

    /// Forgets what was typed.
    pub fn reset(&mut self, now: &str) {
        *self = Self { on_its_way: self.on_its_way, ..Self::new(now) };
    }
}

/// What came of looking at the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Followed {
    /// Nothing to do.
    Nothing,
    /// The plan's text is shown now.
    TookOver,
    /// The plan changed while something was typed: send that first, so that both are kept.
    SendFirst,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_view_does_not_bring_an_old_text_back() {
        let mut buffer = Buffer::new("een");
        buffer.text = "een twee".into();
        assert_eq!(buffer.take(), Some(("een".into(), "een twee".into())));
        assert_eq!(buffer.follow("een"), Followed::Nothing);
        buffer.settled("een", true);
        assert_eq!(buffer.follow("een"), Followed::Nothing);
        assert_eq!(buffer.follow("een twee"), Followed::Nothing);
        assert_eq!(buffer.text, "een twee");
    }

    #[test]
    fn a_colleagues_text_comes_in_when_nothing_was_typed() {
        let mut buffer = Buffer::new("een");
        assert_eq!(buffer.follow("nul een"), Followed::TookOver);
        assert_eq!((buffer.text.as_str(), buffer.is_dirty()), ("nul een", false));
    }

    #[test]
    fn what_was_typed_is_sent_before_a_colleagues_text_comes_in() {
        let mut buffer = Buffer::new("een");
        buffer.text = "een twee".into();
        assert_eq!(buffer.follow("nul een"), Followed::SendFirst);
        assert_eq!(buffer.take(), Some(("een".into(), "een twee".into())));
        buffer.settled("een", true);
        assert_eq!(buffer.follow("nul een twee"), Followed::TookOver);
        assert_eq!(buffer.text, "nul een twee");
    }

    #[test]
    fn what_could_not_be_kept_stays_and_waits() {
        let mut buffer = Buffer::new("een");
        buffer.text = "een twee".into();
        buffer.take();
        buffer.settled("een", false);
        assert!(buffer.is_dirty() && buffer.is_stuck());
        assert_eq!(buffer.follow("nul een"), Followed::Nothing);
        assert_eq!(buffer.text, "een twee");
        buffer.typed();
        assert!(!buffer.is_stuck());
    }
}
