//! The sections of a text without Markdown headings.

use super::body;
use super::chapters::{self, Rank, Role};
use super::furniture::Contents;
use super::heading::{self, Candidate, Mark};
use super::lines::{self, Block, Line};
use super::sequence::{self, Sequence};
use super::{ImportedSection, Outline};

/// Reads headings by number, place and wording and builds the tree.
pub(super) fn outline(lines: &[Line<'_>], contents: &Contents) -> Outline {
    let blocks = join_lone_numbers(lines::blocks(lines));
    let candidates: Vec<Option<Candidate>> = blocks.iter().map(heading::candidate).collect();
    let mut roles = chapters::find(&blocks, &candidates, contents);
    let sequences = sequence::find(&candidates, &mut roles);
    unnumbered(&blocks, &candidates, &mut roles);
    build(&blocks, &candidates, &roles, &sequences)
}

/// "11." on a line of its own belongs to the heading below it.
fn join_lone_numbers(blocks: Vec<Block<'_>>) -> Vec<Block<'_>> {
    let mut joined: Vec<Block<'_>> = Vec::with_capacity(blocks.len());
    for block in blocks {
        if let Some(last) = joined.last_mut()
            && heading::is_lone_number(&last.text)
            && matches!(heading::candidate(&block), Some(Candidate { mark: Mark::Bare { .. }, .. }))
        {
            last.text = format!("{} {}", last.text, block.text);
            last.lines.extend(block.lines);
        } else {
            joined.push(block);
        }
    }
    joined
}

/// Headings without a number: a short line with text under it. Goes from the end to the start, because what a
/// line is depends on what follows it.
fn unnumbered(blocks: &[Block<'_>], candidates: &[Option<Candidate>], roles: &mut [Role]) {
    let numbered = roles.iter().any(|role| matches!(role, Role::Heading(Rank::Path(_) | Rank::Member(_))));
    let questions = has_question_chapters(candidates, roles);
    let mut next: Option<usize> = None;
    for at in (0..blocks.len()).rev() {
        if roles.get(at) == Some(&Role::Dropped) {
            continue;
        }
        let below = next.replace(at);
        let (Some(Some(candidate)), Some(Role::Body)) = (candidates.get(at), roles.get(at)) else { continue };
        let (Mark::Bare { loud }, Some(below), Some(block)) = (&candidate.mark, below, blocks.get(at)) else {
            continue;
        };
        let is_question = |at: usize| matches!(candidates.get(at), Some(Some(Candidate { mark: Mark::Bare { .. }, title, .. })) if title.ends_with('?'));
        let body_below = roles.get(below) == Some(&Role::Body) && !is_question(below);
        let text_below = body_below && blocks.get(below).is_some_and(|text| is_text(text, *loud));
        let starts_page = block.page && candidate.title.contains(' ') && candidate.title.len() >= 10;
        let rank = match roles.get(below) {
            _ if questions && body_below && is_question(at) => Rank::Chapter { appendix: false },
            _ if *loud && !numbered => Rank::Major,
            _ if text_below => Rank::Minor,
            // The title of a part, above its first heading.
            Some(Role::Heading(Rank::Minor)) if starts_page => Rank::Major,
            _ => continue,
        };
        if let Some(role) = roles.get_mut(at) {
            *role = Role::Heading(rank);
        }
    }
}

/// The chapters are numbered questions, as in a project assignment; then any question is a chapter.
fn has_question_chapters(candidates: &[Option<Candidate>], roles: &[Role]) -> bool {
    let mut chapters = 0;
    let mut questions = 0;
    for (candidate, role) in candidates.iter().zip(roles) {
        match (candidate, role) {
            (_, Role::Heading(Rank::Path(_))) => return false,
            (Some(candidate), Role::Heading(Rank::Member(0))) => {
                chapters += 1;
                questions += usize::from(candidate.title.contains('?'));
            }
            _ => {}
        }
    }
    chapters >= 3 && questions * 3 >= chapters * 2
}

/// Text that a heading can stand above; not another title, a loose quotation or the rest of a sentence.
fn is_text(block: &Block<'_>, loud: bool) -> bool {
    let first = block.text.chars().next().unwrap_or(' ');
    if let Some(item) = block.lines.first().and_then(|line| body::bullet(line)) {
        // "Met als doel" above "- gelijke kansen" is the start of a sentence.
        return loud || item.chars().next().is_some_and(|c| !c.is_lowercase());
    }
    if block.text.contains('\t') {
        return true;
    }
    let starts_well = !first.is_lowercase() && !heading::is_quote(first) && first != '*';
    let ends_well = block.lines.len() > 1 || block.text.ends_with(['.', '!', '?', '…']);
    // A paragraph that a page cut off has no full stop, but no heading is as long as that.
    let too_long_for_title = || block.text.len() >= 60 && heading::candidate(block).is_none();
    starts_well && (ends_well || too_long_for_title())
}

/// An open section while the tree is built.
struct Open {
    section: usize,
    rank: Rank,
}

fn build(blocks: &[Block<'_>], candidates: &[Option<Candidate>], roles: &[Role], sequences: &[Sequence]) -> Outline {
    let mut outline = Outline::default();
    let mut open: Vec<Open> = Vec::new();
    let mut starts: Vec<Option<usize>> = vec![None; sequences.len()];
    let mut text = body::Body::default();
    let mut front: Vec<&Block<'_>> = Vec::new();
    for ((block, candidate), role) in blocks.iter().zip(candidates).zip(roles) {
        match (role, candidate) {
            (Role::Heading(rank), Some(candidate)) => {
                close(&mut outline, &mut text, &mut front);
                make_room(&mut open, rank, sequences, &mut starts);
                let section = outline.sections.len();
                let parent = open.last().map(|open| open.section);
                let level = u8::try_from(open.len() + 1).unwrap_or(u8::MAX);
                let (number, title) = (candidate.number.clone(), candidate.title.clone());
                outline.sections.push(ImportedSection { number, title, level, parent, body: String::new() });
                open.push(Open { section, rank: rank.clone() });
                outline.has_headings = true;
            }
            (Role::Dropped, _) => outline.left_out.push(block.text.clone()),
            _ if !outline.has_headings => front.push(block),
            (Role::Item, _) => text.item(block),
            _ => text.block(block),
        }
    }
    close(&mut outline, &mut text, &mut front);
    if outline.title.is_none()
        && let (Some(first), Some(Role::Heading(Rank::Minor | Rank::Major))) = (outline.sections.first(), roles.first())
    {
        outline.title = Some(first.title.clone());
    }
    outline
}

/// Closes sections until the last open one is the parent of a heading with `rank`.
fn make_room(open: &mut Vec<Open>, rank: &Rank, sequences: &[Sequence], starts: &mut [Option<usize>]) {
    let keep = match rank {
        Rank::Path(path) => open
            .iter()
            .rposition(|open| match &open.rank {
                Rank::Path(above) => path.len() > above.len() && path.starts_with(above),
                Rank::Chapter { appendix } => *appendix,
                _ => false,
            })
            .map_or(0, |at| at + 1),
        Rank::Chapter { .. } => 0,
        Rank::Major => position_after(open, |rank| !matches!(rank, Rank::Major | Rank::Minor)),
        Rank::Minor => position_after(open, |rank| *rank != Rank::Minor),
        Rank::Member(index) => {
            let peer = sequences
                .get(*index)
                .and_then(|sequence| sequence.peer_of)
                .and_then(|peer| starts.get(peer).copied().flatten());
            let start = starts.get(*index).copied().flatten().or(peer).unwrap_or(open.len());
            if let Some(slot) = starts.get_mut(*index) {
                *slot = Some(start);
            }
            start
        }
    };
    open.truncate(keep);
}

fn position_after(open: &[Open], is_parent: impl Fn(&Rank) -> bool) -> usize {
    open.iter().rposition(|open| is_parent(&open.rank)).map_or(0, |at| at + 1)
}

/// Ends the section that was being written, or the text before the first heading.
fn close(outline: &mut Outline, text: &mut body::Body, front: &mut Vec<&Block<'_>>) {
    if !front.is_empty() {
        // The title page: its first real line is the document's title.
        let is_title =
            |block: &&&Block<'_>| matches!(heading::candidate(block), Some(Candidate { mark: Mark::Bare { .. }, .. }));
        let words = |block: &Block<'_>| block.text.split(' ').count();
        let page: Vec<_> = front.iter().take(6).enumerate().filter(|(_, block)| is_title(block)).collect();
        let title = page.iter().find(|(_, block)| words(block) >= 3).or(page.first()).map(|(at, _)| *at);
        let mut page_title = String::new();
        for (at, block) in front.drain(..).enumerate() {
            if Some(at) == title {
                page_title = super::inline::title(&block.text);
                outline.title = Some(page_title.clone());
            } else {
                text.block(block);
            }
        }
        outline.sections.push(ImportedSection {
            number: None,
            title: page_title,
            level: 1,
            parent: None,
            body: String::new(),
        });
    }
    let (body, rows) = text.take();
    outline.table_rows += rows;
    if let Some(section) = outline.sections.last_mut() {
        section.body = body;
    }
}
