//! Chapters and dotted numbers: the part of the tree that the numbering itself gives away.

use super::furniture::Contents;
use super::heading::{Candidate, Form, Mark, Ordinal, Place};
use super::inline::key;
use super::lines::Block;

/// What a block turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Role {
    Body,
    /// A numbered line that is no heading; becomes a list item.
    Item,
    /// A repeated heading; left out.
    Dropped,
    Heading(Rank),
}

/// Where a heading belongs in the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Rank {
    /// `2.4.6` under `2.4`; a chapter is a path of one.
    Path(Vec<u16>),
    /// A chapter without number. An appendix may hold numbered sections of its own.
    Chapter { appendix: bool },
    /// A member of the sequence with this index.
    Member(usize),
    /// Without number, above [`Rank::Minor`].
    Major,
    /// Without number: as deep as it can be.
    Minor,
}

/// Finds the chapters, dotted headings and labelled headings ("Thema 6: ...").
pub(super) fn find(blocks: &[Block<'_>], candidates: &[Option<Candidate>], contents: &Contents) -> Vec<Role> {
    let mut roles = vec![Role::Body; blocks.len()];
    drop_repeated_headings(blocks, candidates, &mut roles);
    let ahead = Ahead::scan(candidates, &roles);
    let mut state = Numbering::default();
    for (at, candidate) in candidates.iter().enumerate() {
        let Some(candidate) = candidate.as_ref().filter(|_| roles.get(at) == Some(&Role::Body)) else {
            continue;
        };
        let after_repeat = at.checked_sub(1).and_then(|before| roles.get(before)) == Some(&Role::Dropped);
        let here = Here {
            page: after_repeat || blocks.get(at).is_some_and(|block| block.page),
            next: ahead.next_dotted(candidates, at),
            before_own: ahead.is_last_before_own(at),
            runs_on: ahead.labelled_runs_on(at),
        };
        let rank = match &candidate.mark {
            Mark::Dotted(path) => state.dotted(path, here.next),
            Mark::Ordinal(ordinal) => state.chapter(candidate, *ordinal, &here, contents, ahead.any_dotted),
            Mark::Labelled { number, top } => state.labelled(*number, *top, &here),
            Mark::Named(place) => state.named(*place, candidate, &here, contents),
            Mark::Bare { .. } => {
                contents.lists_unnumbered(&candidate.title).then(|| state.unnumbered_chapter(&here)).flatten()
            }
        };
        if let (Some(rank), Some(role)) = (rank, roles.get_mut(at)) {
            *role = Role::Heading(rank);
        }
    }
    roles
}

/// "Onze aanpak" on the title page of a chapter, followed by "2 Onze aanpak": the first one is furniture.
fn drop_repeated_headings(blocks: &[Block<'_>], candidates: &[Option<Candidate>], roles: &mut [Role]) {
    for (at, pair) in blocks.windows(2).enumerate() {
        let [block, next] = pair else { continue };
        if block.lines.len() > 4 || block.text.len() > 200 {
            continue;
        }
        let Some(Some(candidate)) = candidates.get(at + 1) else { continue };
        let same = key(&block.text);
        let repeats = same == key(&candidate.title) || same == key(&next.text);
        // A page edge or a number is the proof, for two activities may well have the same name.
        let proof = block.page || next.page || (candidate.number.is_some() && same == key(&candidate.title));
        if repeats
            && proof
            && !same.is_empty()
            && let Some(role) = roles.get_mut(at)
        {
            *role = Role::Dropped;
        }
    }
}

/// What comes later, looked up once so that the whole stays linear.
struct Ahead {
    next_dotted: Vec<Option<usize>>,
    last_before_own: Vec<bool>,
    runs_on: Vec<bool>,
    any_dotted: bool,
}

impl Ahead {
    fn scan(candidates: &[Option<Candidate>], roles: &[Role]) -> Self {
        let count = candidates.len();
        let mut ahead = Self {
            next_dotted: vec![None; count],
            last_before_own: vec![false; count],
            runs_on: vec![false; count],
            any_dotted: false,
        };
        let mut next: Option<usize> = None;
        let mut own: Option<u16> = None;
        let mut labelled_next = false;
        for at in (0..count).rev() {
            if roles.get(at) == Some(&Role::Dropped) {
                continue;
            }
            if let (Some(slot), Some(runs_on)) = (ahead.next_dotted.get_mut(at), ahead.runs_on.get_mut(at)) {
                (*slot, *runs_on) = (next, labelled_next);
            }
            let mark = candidates.get(at).and_then(Option::as_ref).map(|candidate| &candidate.mark);
            labelled_next = matches!(mark, Some(Mark::Labelled { .. }));
            match mark {
                Some(Mark::Dotted(path)) => {
                    next = Some(at);
                    own = path.first().copied();
                    ahead.any_dotted = true;
                }
                Some(Mark::Ordinal(Ordinal { value, suffix: None, .. })) if own == Some(*value) => {
                    own = None;
                    if let Some(slot) = ahead.last_before_own.get_mut(at) {
                        *slot = true;
                    }
                }
                _ => {}
            }
        }
        ahead
    }

    fn next_dotted<'a>(&self, candidates: &'a [Option<Candidate>], at: usize) -> Option<&'a [u16]> {
        let next = self.next_dotted.get(at).copied().flatten()?;
        match &candidates.get(next)?.as_ref()?.mark {
            Mark::Dotted(path) => Some(path),
            _ => None,
        }
    }

    /// The number is the last "3" before "3.1".
    fn is_last_before_own(&self, at: usize) -> bool {
        self.last_before_own.get(at) == Some(&true)
    }

    /// "Thema 1" directly followed by "Thema 2": a list of themes.
    fn labelled_runs_on(&self, at: usize) -> bool {
        self.runs_on.get(at) == Some(&true)
    }
}

/// The surroundings of one candidate.
struct Here<'a> {
    page: bool,
    next: Option<&'a [u16]>,
    before_own: bool,
    runs_on: bool,
}

/// How far the numbering has come.
#[derive(Default)]
struct Numbering {
    last: Vec<u16>,
    chapter: u16,
    /// Labelled headings hang under this chapter.
    labels_under: Option<u16>,
    /// The ordinals seen since the last heading found here, to tell a chapter from the next in a sequence.
    ordinal: u16,
    numbered_chapters: bool,
}

impl Numbering {
    fn dotted(&mut self, path: &[u16], next: Option<&[u16]>) -> Option<Rank> {
        let jump_ok = || {
            let first = |path: &[u16]| path.first().copied().unwrap_or(0);
            let near = self.last.is_empty() || first(path) <= first(&self.last) + 3;
            // A number that the next heading does not go on from is a figure in a text.
            near && path > self.last.as_slice() && next.is_none_or(|next| next > path && !follows(&self.last, next))
        };
        if !follows(&self.last, path) && !jump_ok() {
            return None;
        }
        self.chapter = path.first().copied()?;
        self.last = path.to_vec();
        self.ordinal = 0;
        self.numbered_chapters = true;
        Some(Rank::Path(path.to_vec()))
    }

    fn chapter(
        &mut self,
        candidate: &Candidate,
        ordinal: Ordinal,
        here: &Here<'_>,
        contents: &Contents,
        any_dotted: bool,
    ) -> Option<Rank> {
        let number = candidate.number.as_deref().unwrap_or("");
        let listed = contents.lists(number, &candidate.title);
        let continues_ordinals = self.ordinal + 1 == ordinal.value && self.ordinal > 0;
        let chapter_form = matches!(ordinal.form, Form::Bare | Form::Point) && ordinal.suffix.is_none();
        // A document may be a part of a larger one and start at chapter 4.
        let first = !self.numbered_chapters && here.before_own;
        let next_in_line = ordinal.value == self.chapter + 1 || first;
        let unclaimed = any_dotted
            && !continues_ordinals
            && (here.page || self.chapter > 0)
            && here.next.is_none_or(|next| next.first().is_some_and(|first| *first > ordinal.value));
        if chapter_form && next_in_line && (listed || here.before_own || unclaimed) {
            self.chapter = ordinal.value;
            self.last = vec![ordinal.value];
            self.ordinal = 0;
            self.labels_under = None;
            self.numbered_chapters = true;
            return Some(Rank::Path(vec![ordinal.value]));
        }
        if ordinal.suffix.is_none() {
            self.ordinal = ordinal.value;
        }
        None
    }

    fn labelled(&mut self, number: u16, top: bool, here: &Here<'_>) -> Option<Rank> {
        if here.runs_on {
            return None;
        }
        self.ordinal = 0;
        let directly = self.last.len() <= 1 || self.labels_under == Some(self.chapter);
        if top || self.chapter == 0 {
            (self.chapter, self.last, self.labels_under) = (if top { number } else { 0 }, vec![number], None);
            if !top {
                self.last.clear();
            }
            self.numbered_chapters |= top;
            return Some(Rank::Path(vec![number]));
        }
        if !directly {
            return Some(Rank::Major);
        }
        self.labels_under = Some(self.chapter);
        self.last = vec![self.chapter, number];
        Some(Rank::Path(self.last.clone()))
    }

    fn named(&mut self, place: Place, candidate: &Candidate, here: &Here<'_>, contents: &Contents) -> Option<Rank> {
        let listed = contents.lists_unnumbered(&candidate.title);
        match place {
            Place::Front if listed || here.page || !self.numbered_chapters => self.unnumbered_chapter(here),
            Place::Front => None,
            Place::Back => {
                let title = candidate.title.to_lowercase();
                let appendix =
                    ["bijlage", "appendix", "annex", "aanhangsel"].iter().any(|word| title.starts_with(word));
                if appendix {
                    (self.last, self.chapter, self.labels_under) = (Vec::new(), 0, None);
                }
                self.ordinal = 0;
                Some(Rank::Chapter { appendix })
            }
        }
    }

    /// A chapter without number stands before the first numbered one or starts on a new page.
    fn unnumbered_chapter(&mut self, here: &Here<'_>) -> Option<Rank> {
        if self.numbered_chapters && !here.page {
            return None;
        }
        self.ordinal = 0;
        Some(Rank::Chapter { appendix: false })
    }
}

/// `new` is what comes directly after `last`: one deeper, or one further at some depth.
fn follows(last: &[u16], new: &[u16]) -> bool {
    let Some((end, parent)) = new.split_last() else { return false };
    if parent == last {
        return *end <= 1;
    }
    last.get(..parent.len()) == Some(parent) && last.get(parent.len()).is_some_and(|before| *end == before + 1)
        || (new.len() == 2 && *end <= 1 && new.first() == last.first().map(|first| first + 1).as_ref())
}
