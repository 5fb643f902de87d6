//! Numbered lines inside a section: 1, 2, 3 under "2.2 Leidende principes" are not the chapters 1, 2, 3.
//!
//! A sequence whose members have text under them becomes sub-sections; one without becomes a list.

use super::chapters::{Rank, Role};
use super::heading::{Candidate, Form, Mark, Ordinal};

/// Numbered lines of one form that count up within one section.
#[derive(Debug)]
pub(super) struct Sequence {
    form: Form,
    value: u16,
    /// The letter, in a sequence such as 2a, 2b.
    suffix: Option<u16>,
    members: Vec<usize>,
    /// Stands beside this sequence instead of under it: 1, 2a, 2b, 3.
    pub peer_of: Option<usize>,
}

/// Finds the sequences and gives their members a role. Returns the sequences; [`Rank::Member`] is an index into it.
pub(super) fn find(candidates: &[Option<Candidate>], roles: &mut [Role]) -> Vec<Sequence> {
    let mut sequences: Vec<Sequence> = Vec::new();
    let mut active: Vec<usize> = Vec::new();
    for (at, candidate) in candidates.iter().enumerate() {
        match roles.get(at) {
            Some(Role::Heading(_)) => active.clear(),
            Some(Role::Body) => {
                if let Some(Candidate { mark: Mark::Ordinal(ordinal), .. }) = candidate {
                    place(&mut sequences, &mut active, *ordinal, at);
                }
            }
            _ => {}
        }
    }
    for (index, sequence) in sequences.iter().enumerate() {
        let with_text = sequence.members.iter().filter(|&&at| has_text(candidates, roles, at)).count();
        let sections = sequence.members.len() >= 2 && with_text * 3 >= sequence.members.len() * 2;
        for &at in &sequence.members {
            if let Some(role) = roles.get_mut(at) {
                *role = if sections { Role::Heading(Rank::Member(index)) } else { Role::Item };
            }
        }
    }
    // Numbers that fit nowhere: the tail of a list that was cut by a page.
    for (role, candidate) in roles.iter_mut().zip(candidates) {
        let ordinal =
            matches!(candidate, Some(Candidate { mark: Mark::Ordinal(ordinal), .. }) if ordinal.form != Form::Letter);
        if ordinal && *role == Role::Body {
            *role = Role::Item;
        }
    }
    sequences
}

/// No sensible text nests numbered lines deeper than this.
const MAX_NESTED: usize = 4;

fn place(sequences: &mut Vec<Sequence>, active: &mut Vec<usize>, ordinal: Ordinal, at: usize) {
    let continued = active.iter().rposition(|&index| sequences.get(index).is_some_and(|open| open.goes_on_to(ordinal)));
    if let Some(position) = continued {
        active.truncate(position + 1);
        if let Some(sequence) = active.last().and_then(|&index| sequences.get_mut(index)) {
            (sequence.value, sequence.suffix) = (ordinal.value, ordinal.suffix);
            sequence.members.push(at);
        }
        return;
    }
    let starts = match ordinal.suffix {
        None => ordinal.value == 1,
        Some(letter) => letter == 1,
    };
    if !starts || active.len() >= MAX_NESTED {
        return;
    }
    let mut peer_of = None;
    if ordinal.suffix.is_some() {
        let before = active.iter().rposition(|&index| {
            sequences.get(index).is_some_and(|open| open.suffix.is_none() && open.value + 1 == ordinal.value)
        });
        if let Some(position) = before {
            active.truncate(position + 1);
            peer_of = active.last().copied();
            if let Some(sequence) = peer_of.and_then(|index| sequences.get_mut(index)) {
                sequence.value = ordinal.value;
            }
        }
    }
    active.push(sequences.len());
    let Ordinal { form, value, suffix } = ordinal;
    sequences.push(Sequence { form, value, suffix, members: vec![at], peer_of });
}

impl Sequence {
    fn goes_on_to(&self, next: Ordinal) -> bool {
        if self.form != next.form {
            return false;
        }
        match (self.suffix, next.suffix) {
            // A number with a point is clear enough to allow for one that got lost on the way.
            (None, None) if self.form == Form::Point => next.value > self.value && next.value <= self.value + 10,
            (None, None) => next.value == self.value + 1,
            (Some(letter), Some(next_letter)) => {
                (next.value == self.value && next_letter == letter + 1)
                    || (next.value == self.value + 1 && next_letter == 1)
            }
            _ => false,
        }
    }
}

/// Something stands under the numbered line: text, or a deeper sequence.
fn has_text(candidates: &[Option<Candidate>], roles: &[Role], at: usize) -> bool {
    let this = candidates.get(at).and_then(Option::as_ref).map(|candidate| &candidate.mark);
    let mut next = at + 1;
    while roles.get(next) == Some(&Role::Dropped) {
        next += 1;
    }
    match (roles.get(next), candidates.get(next).and_then(Option::as_ref).map(|candidate| &candidate.mark)) {
        (None, _) => false,
        (_, Some(Mark::Ordinal(next))) => {
            matches!(this, Some(Mark::Ordinal(this)) if this.form != next.form || this.suffix.is_some() != next.suffix.is_some())
        }
        (Some(Role::Heading(_)), _) => false,
        _ => true,
    }
}
