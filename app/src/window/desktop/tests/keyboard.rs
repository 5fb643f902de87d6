//! One person at a window who has nothing but a keyboard, and finds everything by its role and its name.

use std::path::Path;

use egui::{Event, Key, Modifiers, OutputCommand, Role as Node};
use egui_kittest::Harness;
use egui_kittest::kittest::{AccessKitNode, By, NodeT as _, Queryable as _};

use super::{Desktop, desktop, until};

/// More controls than any screen has.
const MOST_TABS: usize = 200;

/// A person at a window.
pub(super) struct Seat<'a> {
    harness: Harness<'a, Desktop>,
    /// They had the focus somewhere: from then on it is never nowhere.
    begun: bool,
}

impl Seat<'_> {
    /// Opens the window on what is in this folder.
    pub(super) fn at(data: &Path) -> Self {
        Self { harness: desktop(data), begun: false }
    }

    /// What the window is.
    pub(super) fn desktop(&self) -> &Desktop {
        self.harness.state()
    }

    /// Whether something of this role and name is on the screen.
    pub(super) fn meets(&self, role: Node, name: &str) -> bool {
        self.harness.query_all_by_role_and_label(role, name).next().is_some()
    }

    /// Whether it is in view as well.
    pub(super) fn sees(&self, role: Node, name: &str) -> bool {
        let window = self.harness.ctx.content_rect();
        self.harness.query_all_by_role_and_label(role, name).any(|node| window.contains_rect(node.rect()))
    }

    /// The name of the first thing of this role that begins with this.
    pub(super) fn named(&self, role: Node, beginning: &str) -> Option<String> {
        let mut names = self.harness.query_all_by_role(role).filter_map(|node| node.accesskit_node().label());
        names.find(|name| name.starts_with(beginning))
    }

    /// The words of a list, each with its number, in the order in which they are read.
    pub(super) fn words(&self, name: &str) -> Vec<String> {
        let list = self.harness.get_by_role_and_label(Node::Region, name);
        let read = list.query_all_by_role(Node::Label).filter_map(|node| node.accesskit_node().value());
        read.collect()
    }

    /// Waits until something of this role and name is there.
    #[track_caller]
    pub(super) fn until(&mut self, role: Node, name: &str) {
        until(&mut self.harness, |harness| harness.query_all_by_role_and_label(role, name).next().is_some());
        self.settle();
    }

    /// Waits until this is read somewhere.
    #[track_caller]
    pub(super) fn until_reads(&mut self, part: &str) {
        let has = |text: Option<String>| text.is_some_and(|text| text.contains(part));
        until(&mut self.harness, |harness| {
            let said = |node: &AccessKitNode<'_>| {
                has(node.label()) || has(node.value()) || has(node.data().description().map(str::to_owned))
            };
            harness.query_all_by(said).next().is_some()
        });
        self.settle();
    }

    /// Waits until something holds of the window.
    #[track_caller]
    pub(super) fn wait(&mut self, holds: impl Fn(&Desktop) -> bool) {
        until(&mut self.harness, |harness| holds(harness.state()));
        self.settle();
    }

    /// What just appeared gets the focus where it should, as it has long before a person can press the next key.
    fn settle(&mut self) {
        self.harness.run_steps(4);
        self.is_somewhere();
    }

    /// Tab until it has the focus.
    #[track_caller]
    pub(super) fn tab_to(&mut self, role: Node, name: &str) {
        for _ in 0..MOST_TABS {
            if self.harness.query_all_by_role_and_label(role, name).any(|node| node.is_focused()) {
                self.begun = true;
                return;
            }
            self.key(Key::Tab);
        }
        panic!("Tab never reached {role:?} {name:?}");
    }

    /// Tab until a row whose name begins with this is in sight: a table draws only what is.
    #[track_caller]
    pub(super) fn tab_to_row(&mut self, beginning: &str) {
        for _ in 0..MOST_TABS {
            let begins = |name: Option<String>| name.is_some_and(|name| name.starts_with(beginning));
            if self.harness.query_all_by(|node| begins(node.label())).next().is_some() {
                return;
            }
            self.key(Key::Tab);
        }
        panic!("Tab never brought {beginning:?} into sight");
    }

    /// Presses a key.
    pub(super) fn key(&mut self, key: Key) {
        self.harness.key_press(key);
        self.harness.run_steps(2);
    }

    /// Presses a button.
    #[track_caller]
    pub(super) fn press(&mut self, name: &str) {
        self.tab_to(Node::Button, name);
        self.key(Key::Enter);
        self.harness.run_steps(2);
        self.is_somewhere();
    }

    /// The focus is on something that is read, whatever went away. What an act changes comes when it comes: where the button goes
    /// in this very pass, the focus is elsewhere in the next one.
    #[track_caller]
    fn is_somewhere(&mut self) {
        let found = (0..5).any(|_| {
            let found = !self.begun || self.harness.query_all(By::new()).any(|node| node.is_focused());
            if !found {
                self.harness.run_steps(1);
            }
            found
        });
        assert!(found, "the focus is nowhere");
    }

    /// Puts this in a field, instead of what is there.
    #[track_caller]
    pub(super) fn write(&mut self, role: Node, name: &str, text: &str) {
        self.tab_to(role, name);
        self.harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
        self.harness.run_steps(1);
        self.harness.event(Event::Paste(text.to_owned()));
        self.harness.run_steps(2);
    }

    /// Chooses from a list that opens.
    #[track_caller]
    pub(super) fn choose(&mut self, name: &str, option: &str) {
        self.tab_to(Node::ComboBox, name);
        self.key(Key::Enter);
        self.key(Key::Home);
        for _ in 0..MOST_TABS {
            if self.harness.query_all_by_role_and_label(Node::ListBoxOption, option).any(|node| node.is_focused()) {
                self.key(Key::Enter);
                return;
            }
            self.key(Key::ArrowDown);
        }
        panic!("{name:?} has no {option:?}");
    }

    /// Goes to a screen by its name.
    #[track_caller]
    pub(super) fn go(&mut self, screen: &str) {
        self.harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
        self.harness.run_steps(3);
        self.harness.event(Event::Text(screen.to_owned()));
        self.harness.run_steps(2);
        self.key(Key::Enter);
        self.until(Node::Heading, screen);
    }

    /// Presses the button that copies, and gives what was copied.
    #[track_caller]
    pub(super) fn copy(&mut self, name: &str) -> String {
        self.tab_to(Node::Button, name);
        self.harness.key_down(Key::Enter);
        for _ in 0..4 {
            self.harness.step();
            self.harness.key_up(Key::Enter);
            for command in &self.harness.output().platform_output.commands {
                if let OutputCommand::CopyText(text) = command {
                    return text.clone();
                }
            }
        }
        panic!("nothing was copied");
    }

    /// Closes the window as the cross does.
    pub(super) fn leave(mut self) {
        self.harness.state_mut().running.engines.drain(..).for_each(|engine| engine.stop());
    }
}
