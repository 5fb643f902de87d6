//! On which terms something is shared, as a form: whoever asks fills it in, and the alderman may change it.

use deelbaar_schema::disclosure::{Choice, Disclosure, DisclosureError, Missing, Sharing};
use deelbaar_schema::statement::Audience;
use deelbaar_schema::time::Date;
use egui::Ui;

use crate::ui::kit::{Checkbox, DayField, Notice, NoticeKind, TextField, radio_group, small};
use crate::ui::theme::space;
use crate::{tr, words};

/// When sharing begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    /// As soon as it is signed.
    Now,
    /// Not before a day.
    Later,
}

/// The terms in the making.
#[derive(Debug, Clone)]
pub(super) struct Terms {
    /// For whom.
    pub(super) audience: Audience,
    /// How it is made public.
    pub(super) choice: Choice,
    standing: bool,
    when: When,
    from: DayField,
    ends: bool,
    until: DayField,
    article: String,
    /// What is wrong beside the days, said once it was tried.
    wrong: Option<DisclosureError>,
    /// It was tried just now.
    fresh: bool,
}

impl Terms {
    /// As `sharing` has it.
    pub(super) fn new(sharing: &Sharing) -> Self {
        let disclosure = sharing.disclosure.as_ref();
        Self {
            audience: sharing.audience,
            choice: disclosure.map_or(Choice::Everything, |disclosure| disclosure.choice),
            standing: sharing.standing,
            when: if sharing.embargo.is_some() { When::Later } else { When::Now },
            from: DayField::of(sharing.embargo),
            ends: sharing.until.is_some(),
            until: DayField::of(sharing.until),
            article: disclosure.map(|disclosure| disclosure.article.clone()).unwrap_or_default(),
            wrong: None,
            fresh: false,
        }
    }

    /// Shows which versions, from when and until when.
    pub(super) fn show(&mut self, ui: &mut Ui) {
        if self.audience == Audience::Public && self.choice == Choice::Nothing {
            return;
        }
        if self.audience == Audience::Region {
            let name = tr!("terms-versions");
            let options = [(false, tr!("terms-this-version")), (true, tr!("terms-standing"))];
            radio_group(ui, &name, &mut self.standing, &options);
            if self.standing {
                small(ui, &tr!("terms-standing-hint"));
            }
            ui.add_space(space::S);
        }
        let fixed = self.audience == Audience::Public && self.choice == Choice::After;
        if !fixed {
            let options = [(When::Now, tr!("inbox-when-now")), (When::Later, tr!("inbox-when-later"))];
            radio_group(ui, &tr!("inbox-when"), &mut self.when, &options);
        }
        if fixed || self.when == When::Later {
            self.from.show_required(ui, &tr!("inbox-date-label"), &tr!("inbox-date-hint"));
        }
        ui.add(Checkbox::new(&mut self.ends, &tr!("terms-ends")));
        if self.ends {
            self.until.show_required(ui, &tr!("terms-until"), &tr!("terms-until-hint"));
        }
    }

    /// Shows the six choices of how to make it public.
    pub(super) fn show_choice(&mut self, ui: &mut Ui) {
        let options = Choice::ALL.map(|choice| (choice, words::disclosure(choice)));
        radio_group(ui, &tr!("terms-choice"), &mut self.choice, &options);
        if self.choice.holds_back() {
            let error = match &self.wrong {
                Some(DisclosureError::Missing(all)) if all.contains(&Missing::Article) => {
                    Some(tr!("terms-article-missing"))
                }
                Some(DisclosureError::ArticleNamesSomebody) => Some(tr!("terms-article-personal")),
                _ => None,
            };
            let (label, hint) = (tr!("terms-article"), tr!("terms-article-hint"));
            let field = TextField::new(&label, &mut self.article).hint(&hint).error(error.as_deref()).show(ui);
            if std::mem::take(&mut self.fresh) && error.is_some() {
                field.response.request_focus();
            }
        }
    }

    /// Says what is wrong with the terms as a whole, after it was tried.
    pub(super) fn show_wrong(&self, ui: &mut Ui) {
        if let Some(wrong) = &self.wrong {
            Notice::new(NoticeKind::Error, &words::disclosure_error(wrong)).show(ui);
        }
    }

    /// The terms; `None` when a day is wrong, and then the form says so. Days before `today` are no use.
    pub(super) fn read(&mut self, today: Date) -> Option<Sharing> {
        let public = self.audience == Audience::Public;
        let later = if public && self.choice == Choice::After { true } else { self.when == When::Later };
        let embargo = if later { Some(self.from.require(|day| day > today, &tr!("inbox-date-past"))?) } else { None };
        let first = embargo.unwrap_or(today);
        let until =
            if self.ends { Some(self.until.require(|day| day >= first, &tr!("terms-until-past"))?) } else { None };
        let article = if self.choice.holds_back() { self.article.trim().to_owned() } else { String::new() };
        let disclosure = public.then_some(Disclosure { choice: self.choice, article });
        let standing = self.standing && !public;
        Some(Sharing { audience: self.audience, standing, embargo, until, disclosure })
    }

    /// Remembers what is wrong with the terms as a whole, to show it. Returns whether nothing is.
    pub(super) fn judge(&mut self, outcome: Result<(), DisclosureError>) -> bool {
        self.wrong = outcome.err();
        self.fresh = self.wrong.is_some();
        self.wrong.is_none()
    }

    /// The day from which it would show: `today` without another; `None` while that one is not typed.
    pub(super) fn first_day(&self, today: Date) -> Option<Date> {
        let later = self.when == When::Later || (self.audience == Audience::Public && self.choice == Choice::After);
        if later { self.from.day() } else { Some(today) }
    }

    /// The day from which it shows, once a sound one was typed.
    pub(super) fn begins(&self) -> Option<Date> {
        (self.when == When::Later).then(|| self.from.day()).flatten()
    }
}
