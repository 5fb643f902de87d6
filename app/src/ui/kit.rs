//! The widgets of Deelbaar. Each one is usable by keyboard and screen reader by itself, so that
//! a screen built from the kit is too.
//!
//! What every widget here does: it takes colours and sizes from the theme, draws a focus ring of
//! 3 points, scrolls itself into view when it gains focus, has a name and a role in the
//! accessibility tree, and never says anything by colour alone.

mod arrival;
mod button;
mod card;
mod chip;
mod choice;
mod copy;
mod day_field;
mod details;
mod dialog;
mod diff;
mod dropdown;
mod empty;
mod field_like;
mod form;
mod heading;
mod item_list;
mod landmark;
mod lost;
mod mark;
mod markdown;
mod marked;
mod matrix;
mod nav;
mod notice;
mod page;
mod paint;
mod progress;
mod question;
mod reading;
mod roving;
mod search;
mod still;
mod table;
mod text;
mod text_field;
mod unavailable;
mod view_switch;
mod word_list;

pub use arrival::arrive;
pub use button::{Button, ButtonKind};
pub use card::{Card, card};
pub use chip::{Chip, chip_row};
pub use choice::{Checkbox, radio_group};
pub use copy::{copy, take_copied};
pub use day_field::DayField;
pub use details::{HistoryStep, details, details_marked, history};
pub use dialog::{Dialog, DialogResponse, focus_after_closing, focus_when_opened};
pub use diff::{DiffKind, DiffRun, diff_view, spoken_diff, word_diff};
pub use dropdown::Dropdown;
pub use empty::empty_state;
pub use field_like::field_like;
pub use heading::{Level, heading, heading_colored};
pub use item_list::{ItemCard, ItemList, ListResponse};
pub use landmark::{Landmark, live_status, read_aloud, said_aloud, words_to_read};
pub use lost::{belongs_to, next_heading};
pub use mark::VisibilityMark;
pub use markdown::{Block, BlockKind, Span, markdown, markdown_marked, parse_markdown};
pub use marked::{heading_marked, paragraph_marked};
pub use matrix::{Matrix, MatrixResponse, MatrixRow, short_title};
pub use nav::{NavItem, nav_group};
pub use notice::{Notice, NoticeKind, NoticeResponse};
pub use page::{Room, divider, page_header, person, scroll_page};
pub use progress::{ProgressRow, meter};
pub use question::{Answer, Question};
pub use reading::reading_area;
pub use search::SearchField;
pub use still::{hold_still, notices_lie_over};
pub use table::{ColumnWidth, DataTable, Sort, TableCells, TableColumn, TableResponse};
pub use text::{body, figure, link_button, muted, paragraph, passage, small, strong, tone_text};
pub use text_field::{FieldResponse, TextField};
pub use view_switch::view_switch;
pub use word_list::word_list;

#[cfg(test)]
mod tests;
