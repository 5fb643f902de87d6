//! A list of cards, such as the alderman's inbox.

use egui::{Color32, Id, Rect, Response, Role, Stroke, StrokeKind, Ui, UiBuilder, vec2};

use super::mark::VisibilityMark;
use super::paint::{Ring, finish, galley_rows, hide, selection_marker};
use super::roving::Roving;
use crate::ui::theme::{Theme, Type, radius, size, space};

/// How many lines the title of a card may take.
const TITLE_ROWS: usize = 3;
/// Page Up and Page Down in a list of cards.
const PAGE: usize = 5;

/// One card of an [`ItemList`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemCard {
    /// What kind of thing it is, above the title; may be empty.
    pub kicker: String,
    /// The title.
    pub title: String,
    /// A line below the title; may be empty.
    pub note: String,
    /// Who can see it.
    pub mark: Option<VisibilityMark>,
}

impl ItemCard {
    /// What a screen reader says, in reading order.
    #[must_use]
    pub fn spoken(&self) -> String {
        let mark = self.mark.as_ref().map(|mark| mark.chip().spoken_text().to_owned());
        [Some(self.kicker.clone()), Some(self.title.clone()), Some(self.note.clone()), mark]
            .into_iter()
            .flatten()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// What happened to an [`ItemList`] in this frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListResponse {
    /// The card that the user chose.
    pub chosen: Option<usize>,
}

/// A list of cards with one tab stop; arrow keys move, Enter, Space or a click chooses.
#[must_use = "call `show`"]
pub struct ItemList<'a> {
    id: Id,
    name: &'a str,
    selected: Option<usize>,
    take_focus: bool,
}

impl<'a> ItemList<'a> {
    /// A list with a name for assistive technology. `salt` tells lists of the app apart.
    pub fn new(salt: &str, name: &'a str) -> Self {
        Self { id: Id::unique("item-list").with(salt), name, selected: None, take_focus: false }
    }

    /// The card that is shown in the detail.
    pub fn selected(mut self, selected: Option<usize>) -> Self {
        self.selected = selected;
        self
    }

    /// Moves the focus to the selected card, in the frame in which this is asked; after something that made the focused
    /// control go away.
    pub fn take_focus(mut self, take: bool) -> Self {
        self.take_focus = take;
        self
    }

    /// Shows `count` cards below each other.
    pub fn show(self, ui: &mut Ui, count: usize, item: impl Fn(usize) -> ItemCard) -> ListResponse {
        let builder =
            UiBuilder::new().id_salt(self.id).accessibility_role(Role::ListBox).accessibility_label(self.name);
        ui.scope_builder(builder, |ui| {
            let mut roving = Roving::begin(ui, self.id, count, self.selected, PAGE);
            if self.take_focus {
                roving.take_focus();
            }
            let mut response = ListResponse::default();
            for index in 0..count {
                let row = show_card(ui, &mut roving, index, &item(index), self.selected);
                if row.clicked() {
                    response.chosen = Some(index);
                }
            }
            roving.end(ui);
            response
        })
        .inner
    }
}

fn show_card(ui: &mut Ui, roving: &mut Roving, index: usize, card: &ItemCard, selected: Option<usize>) -> Response {
    let width = ui.available_width();
    let text_width = width - 2.0 * space::M;
    let p = Theme::of(ui.ctx()).palette();
    let lines: Vec<_> = [
        (&card.kicker, Type::Small, p.muted, 1),
        (&card.title, Type::Strong, p.ink, TITLE_ROWS),
        (&card.note, Type::Small, p.muted, 2),
    ]
    .into_iter()
    .filter(|(text, ..)| !text.is_empty())
    .map(|(text, style, ink, rows)| (galley_rows(ui, text, style, ink, text_width, rows), ink))
    .collect();
    let text_height: f32 = lines.iter().map(|(line, _)| line.size().y).sum();
    let mark_height = if card.mark.is_some() { size::CHIP + space::S } else { 0.0 };
    let (_, rect) = ui.allocate_space(vec2(width, text_height + mark_height + 2.0 * space::M));

    let response = roving.row(ui, rect, index);
    roving.announce(ui, &response, index, &card.spoken());
    if ui.is_rect_visible(rect) {
        paint_frame(ui, rect, selected == Some(index), response.hovered());
        let mut top = rect.top() + space::M;
        for (line, ink) in lines {
            let height = line.size().y;
            ui.painter().galley(egui::pos2(rect.left() + space::M, top), line, ink);
            top += height;
        }
        if let Some(mark) = &card.mark {
            let place =
                Rect::from_min_size(egui::pos2(rect.left() + space::M, top + space::S), vec2(text_width, size::CHIP));
            let chip = ui.put_left(place, mark);
            hide(ui, chip.id);
        }
    }
    finish(ui, &response, radius::CARD, Ring::Outside);
    response
}

/// Placing a widget at the left of a rectangle; egui's `put` centres it.
trait PutLeft {
    fn put_left(&mut self, rect: Rect, mark: &VisibilityMark) -> Response;
}

impl PutLeft for Ui {
    fn put_left(&mut self, rect: Rect, mark: &VisibilityMark) -> Response {
        let builder = UiBuilder::new().max_rect(rect);
        self.new_child(builder).add(mark)
    }
}

fn paint_frame(ui: &Ui, rect: Rect, selected: bool, hovered: bool) {
    let p = Theme::of(ui.ctx()).palette();
    let (fill, line): (Color32, Color32) = if selected {
        (p.selected, p.primary)
    } else if hovered {
        (p.hover, p.control_border)
    } else {
        (p.surface, p.line)
    };
    ui.painter().rect(rect, radius::CARD, fill, Stroke::new(size::STROKE, line), StrokeKind::Inside);
    if selected {
        selection_marker(ui, rect, radius::CARD);
    }
}
