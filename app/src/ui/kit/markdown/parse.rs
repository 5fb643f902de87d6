//! From `CommonMark` to a flat list of blocks.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::tr;
use crate::ui::kit::marked::{Part, parts};

/// Deeper nesting than this is drawn at this depth.
const MAX_DEPTH: u8 = 6;

/// What a block is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// A heading of level 1 to 6.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// An item of a list, with its bullet or number.
    Item(String),
    /// A line between parts.
    Rule,
}

/// A run of text in one style.
#[expect(clippy::struct_excessive_bools, reason = "one switch a style")]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The text.
    pub text: String,
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
    /// Written as code.
    pub code: bool,
    /// Where it leads; only `https`, `http` and `mailto`.
    pub link: Option<String>,
    /// It stands out.
    pub marked: bool,
}

/// One block of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// How far it is indented, by lists and quotes.
    pub depth: u8,
    /// Inside a quote.
    pub quoted: bool,
    /// Its text.
    pub spans: Vec<Span>,
}

impl Block {
    /// Its text, and which parts of it stand out.
    pub(in crate::ui::kit) fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        self.spans.iter().map(|span| Part { text: &span.text, marked: span.marked })
    }

    /// The links in this block, each with its text.
    pub fn links(&self) -> impl Iterator<Item = (&str, &str)> {
        self.spans.iter().filter_map(|span| Some((span.text.as_str(), span.link.as_deref()?)))
    }
}

/// Splits Markdown into blocks. Images become their alternative text; HTML becomes plain text. What is written at `marks`,
/// in order, stands out: also when it is where a link leads, and then the words of the link do.
///
/// Every word that is written shows, also those that Markdown hides (what defines a link, titles, where an image is): what
/// somebody consents to share is what they saw.
#[must_use]
pub fn parse_markdown(text: &str, marks: &[Range<usize>]) -> Vec<Block> {
    let mut builder = Builder { source: text, marks, ..Builder::default() };
    for (event, range) in Parser::new_ext(text, Options::empty()).into_offset_iter() {
        if shows_all(&event) {
            builder.definitions(range.start);
            builder.shown = builder.shown.max(range.end);
        }
        builder.event(event, &range);
    }
    builder.finish_block();
    builder.definitions(text.len());
    builder.blocks
}

/// Whether what is written within this event shows: in others, as lists and quotes, there can be something between.
fn shows_all(event: &Event<'_>) -> bool {
    let block = |tag: &Tag<'_>| matches!(tag, Tag::BlockQuote(_) | Tag::List(_) | Tag::Item);
    match event {
        Event::Start(tag) => !block(tag),
        Event::End(_) => false,
        _ => true,
    }
}

/// What a link or an image has beside its words: where it leads, and its title.
fn beside(url: &str, title: &str) -> String {
    let title = if title.is_empty() { String::new() } else { format!("“{title}”") };
    let parts: Vec<&str> = [url, &title].into_iter().filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(" ")) }
}

/// The host of a URL, to say where a link goes.
pub(super) fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or_else(|| url.trim_start_matches("mailto:"), |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    // A user name before the host is a known trick; for mail addresses it is the address.
    if url.starts_with("mailto:") { authority } else { authority.rsplit('@').next().unwrap_or(authority) }
}

fn allowed(url: &str) -> bool {
    ["https://", "http://", "mailto:"].iter().any(|scheme| url.starts_with(scheme))
}

#[derive(Default)]
struct Builder<'a> {
    source: &'a str,
    marks: &'a [Range<usize>],
    /// Everything before this place shows.
    shown: usize,
    blocks: Vec<Block>,
    spans: Vec<Span>,
    kind: Option<BlockKind>,
    style: Span,
    /// The first and the next number of each open list; `None` for bullets.
    lists: Vec<Option<[u64; 2]>>,
    quotes: u8,
    image: Option<String>,
    /// What the open links and images have beside their words.
    beside: Vec<String>,
}

impl Builder<'_> {
    /// `place`: where it was written.
    fn event(&mut self, event: Event<'_>, place: &Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, place),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.written(&text, place),
            Event::Code(text) => {
                self.style.code = true;
                self.written(&text, place);
                self.style.code = false;
            }
            Event::SoftBreak => self.text(" "),
            Event::HardBreak => self.text("\n"),
            Event::Rule => {
                self.finish_block();
                self.kind = Some(BlockKind::Rule);
                self.finish_block();
            }
            _ => {}
        }
    }

    /// Shows what defines links before `until`: it makes no event.
    fn definitions(&mut self, until: usize) {
        let Some(between) = self.source.get(self.shown..until).filter(|between| between.contains('[')) else { return };
        let place = self.shown..until;
        self.open(BlockKind::Paragraph);
        self.style.marked = self.is_marked(&place);
        self.text(between.trim());
        self.style.marked = false;
        self.finish_block();
    }

    fn is_marked(&self, place: &Range<usize>) -> bool {
        self.marks.iter().any(|mark| mark.start < place.end && place.start < mark.end)
    }

    /// Text as it was written at `place`; when it was written otherwise, as with an escape, it is marked as a whole.
    fn written(&mut self, text: &str, place: &Range<usize>) {
        if self.style.marked || text.len() != place.len() {
            let all = self.style.marked;
            self.style.marked |= self.is_marked(place);
            self.text(text);
            self.style.marked = all;
            return;
        }
        let within = |mark: &Range<usize>| {
            mark.start.max(place.start) - place.start..mark.end.min(place.end).max(place.start) - place.start
        };
        let near = self.marks.iter().filter(|mark| mark.start < place.end && place.start < mark.end);
        let near: Vec<Range<usize>> = near.map(within).collect();
        for part in parts(text, &near) {
            self.style.marked = part.marked;
            self.text(part.text);
        }
        self.style.marked = false;
    }

    fn start(&mut self, tag: Tag<'_>, place: &Range<usize>) {
        match tag {
            Tag::Heading { level, .. } => self.open(BlockKind::Heading(number(level))),
            Tag::CodeBlock(CodeBlockKind::Fenced(language)) if !language.is_empty() => {
                if self.kind.is_none() {
                    self.open(BlockKind::Paragraph);
                }
                self.style.marked = self.is_marked(place);
                self.text(&format!("{language}\n"));
                self.style.marked = false;
            }
            // The first paragraph of an item continues the item.
            Tag::Paragraph | Tag::CodeBlock(_) | Tag::HtmlBlock if self.kind.is_none() => {
                self.open(BlockKind::Paragraph);
            }
            Tag::BlockQuote(_) => {
                self.finish_block();
                self.quotes = self.quotes.saturating_add(1);
            }
            Tag::List(first) => {
                self.finish_block();
                self.lists.push(first.map(|first| [first; 2]));
            }
            Tag::Item => {
                let marker = self.next_marker(place.start);
                self.open(BlockKind::Item(marker));
            }
            Tag::Strong => self.style.bold = true,
            Tag::Emphasis => self.style.italic = true,
            Tag::Link { dest_url, title, .. } => {
                self.style.marked = self.is_marked(place);
                // An address that opens shows below its words; within the words of an image none opens.
                let opens = allowed(&dest_url) && self.image.is_none();
                self.beside.push(beside(if opens { "" } else { &dest_url }, &title));
                self.style.link = opens.then(|| dest_url.into_string());
            }
            Tag::Image { dest_url, title, .. } => {
                self.style.marked |= self.is_marked(place);
                self.beside.push(beside(&dest_url, &title));
                self.image.get_or_insert_default();
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) | TagEnd::Paragraph | TagEnd::CodeBlock | TagEnd::HtmlBlock => {
                self.finish_block();
            }
            TagEnd::Item => self.finish_block(),
            TagEnd::BlockQuote(_) => {
                self.finish_block();
                self.quotes = self.quotes.saturating_sub(1);
            }
            TagEnd::List(_) => {
                self.finish_block();
                self.lists.pop();
            }
            TagEnd::Strong => self.style.bold = false,
            TagEnd::Emphasis => self.style.italic = false,
            TagEnd::Link => {
                self.style.link = None;
                self.end_beside();
            }
            TagEnd::Image => {
                if let Some(text) = self.image.take() {
                    self.text(&tr!("kit-image", text = text));
                }
                self.end_beside();
            }
            _ => {}
        }
    }

    fn end_beside(&mut self) {
        let beside = self.beside.pop().unwrap_or_default();
        if !beside.is_empty() {
            self.text(&beside);
        }
        self.style.marked = false;
    }

    /// The marker of the item that is written at `place`: its number counts on, unless another one is written there. Numbers
    /// that are all the same are how Markdown counts.
    fn next_marker(&mut self, place: usize) -> String {
        let Some(Some([first, next])) = self.lists.last_mut() else { return "•".to_owned() };
        let written = self.source.get(place..).unwrap_or_default().trim_start();
        let digits = written.bytes().take_while(u8::is_ascii_digit).count();
        let written = written.get(..digits).and_then(|digits| digits.parse::<u64>().ok());
        let number = written.filter(|written| written != first).unwrap_or(*next);
        *next = number.saturating_add(1);
        format!("{number}.")
    }

    fn text(&mut self, text: &str) {
        if let Some(image) = &mut self.image {
            image.push_str(text);
            return;
        }
        let mut span = self.style.clone();
        match self.spans.last_mut() {
            Some(last)
                if (last.bold, last.italic, last.code, last.marked, &last.link)
                    == (span.bold, span.italic, span.code, span.marked, &span.link) =>
            {
                last.text.push_str(text);
            }
            _ => {
                text.clone_into(&mut span.text);
                self.spans.push(span);
            }
        }
    }

    fn open(&mut self, kind: BlockKind) {
        self.finish_block();
        self.kind = Some(kind);
    }

    fn finish_block(&mut self) {
        let spans = std::mem::take(&mut self.spans);
        // What follows something else within an item has no beginning of its own.
        let Some(kind) = self.kind.take().or_else(|| (!spans.is_empty()).then_some(BlockKind::Paragraph)) else {
            return;
        };
        if spans.is_empty() && kind != BlockKind::Rule {
            return;
        }
        let lists = u8::try_from(self.lists.len()).unwrap_or(MAX_DEPTH);
        let inner = matches!(kind, BlockKind::Paragraph);
        let list_depth = if inner { lists } else { lists.saturating_sub(1) };
        self.blocks.push(Block {
            kind,
            depth: list_depth.saturating_add(self.quotes).min(MAX_DEPTH),
            quoted: self.quotes > 0,
            spans,
        });
    }
}

fn number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}
