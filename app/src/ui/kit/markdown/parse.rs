//! From `CommonMark` to a flat list of blocks.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::tr;

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
    /// The links in this block, each with its text.
    pub fn links(&self) -> impl Iterator<Item = (&str, &str)> {
        self.spans.iter().filter_map(|span| Some((span.text.as_str(), span.link.as_deref()?)))
    }
}

/// Splits Markdown into blocks. Images become their alternative text; HTML becomes plain text.
#[must_use]
pub fn parse_markdown(text: &str) -> Vec<Block> {
    let mut builder = Builder::default();
    for event in Parser::new_ext(text, Options::empty()) {
        builder.event(event);
    }
    builder.finish_block();
    builder.blocks
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
struct Builder {
    blocks: Vec<Block>,
    spans: Vec<Span>,
    kind: Option<BlockKind>,
    style: Span,
    /// The next number of each open list; `None` for bullets.
    lists: Vec<Option<u64>>,
    quotes: u8,
    image: Option<String>,
}

impl Builder {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.text(&text),
            Event::Code(text) => {
                self.style.code = true;
                self.text(&text);
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

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { level, .. } => self.open(BlockKind::Heading(number(level))),
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
                self.lists.push(first);
            }
            Tag::Item => {
                let marker = self.next_marker();
                self.open(BlockKind::Item(marker));
            }
            Tag::Strong => self.style.bold = true,
            Tag::Emphasis => self.style.italic = true,
            Tag::Link { dest_url, .. } if allowed(&dest_url) => {
                self.style.link = Some(dest_url.into_string());
            }
            Tag::Image { .. } => self.image = Some(String::new()),
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
            TagEnd::Link => self.style.link = None,
            TagEnd::Image => {
                if let Some(text) = self.image.take() {
                    self.text(&tr!("kit-image", text = text));
                }
            }
            _ => {}
        }
    }

    fn next_marker(&mut self) -> String {
        match self.lists.last_mut() {
            Some(Some(number)) => {
                let marker = format!("{number}.");
                *number += 1;
                marker
            }
            _ => "•".to_owned(),
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(image) = &mut self.image {
            image.push_str(text);
            return;
        }
        let mut span = self.style.clone();
        match self.spans.last_mut() {
            Some(last)
                if (last.bold, last.italic, last.code, &last.link)
                    == (span.bold, span.italic, span.code, &span.link) =>
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
        let Some(kind) = self.kind.take() else {
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
