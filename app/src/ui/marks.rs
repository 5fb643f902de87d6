//! The marks of an item as chips: who can see it, and where it stands.

use deelbaar_schema::gate::{DecisionState, Phase, Visibility};
use deelbaar_schema::statement::Audience;

use super::kit::{Chip, VisibilityMark};
use super::{Icon, Tone};
use crate::engine::{ItemView, View};
use crate::{format, words};

/// Who can see an item. What others see already shows before a request that waits: see [`also_asked`].
#[must_use]
pub fn visibility(item: &ItemView, view: &View) -> VisibilityMark {
    if item.asked && !is_shared(item) { VisibilityMark::AwaitingConsent } else { seen_by(item, view) }
}

/// The second mark of an item that is shared and of which another version was asked for.
#[must_use]
pub fn also_asked(item: &ItemView) -> Option<VisibilityMark> {
    (item.asked && is_shared(item)).then_some(VisibilityMark::AwaitingConsent)
}

fn is_shared(item: &ItemView) -> bool {
    matches!(item.visibility, Visibility::Shared { .. })
}

/// Who can see it now, whatever is asked. What waits for its day says so before what changed since, with the version that shows
/// until then.
#[must_use]
pub fn seen_by(item: &ItemView, view: &View) -> VisibilityMark {
    let now = item.turns.now;
    match item.visibility {
        Visibility::Private => VisibilityMark::Private { municipality: view.me.municipality_name.clone() },
        Visibility::Withdrawn => VisibilityMark::Withdrawn,
        Visibility::Ended(_) => VisibilityMark::Ended,
        Visibility::Shared { version, audience, changed, embargo, .. } => {
            let waits = embargo.filter(|day| view.today < *day).map(format::date_short);
            match (audience, waits) {
                (Audience::Public, Some(from)) => VisibilityMark::PublicLater { from, now },
                (Audience::Region, Some(from)) => VisibilityMark::RegionLater { version, from, now },
                (Audience::Public, None) if changed => VisibilityMark::PublicChanged,
                (Audience::Region, None) if changed => VisibilityMark::RegionChanged,
                (Audience::Public, None) => VisibilityMark::Public,
                (Audience::Region, None) => VisibilityMark::Region { version },
            }
        }
    }
}

/// The icon and the colour of a phase.
#[must_use]
pub fn phase_look(phase: Phase) -> (Icon, Tone) {
    match phase {
        Phase::Idea => (Icon::Circle, Tone::Neutral),
        Phase::Draft => (Icon::Pencil, Tone::Neutral),
        Phase::Dropped => (Icon::Archive, Tone::Neutral),
        Phase::Submitted => (Icon::Clock, Tone::Warning),
        Phase::Agreed | Phase::Finished => (Icon::Check, Tone::Good),
        Phase::Held => (Icon::Hourglass, Tone::Warning),
        Phase::SentBack => (Icon::Return, Tone::Danger),
        Phase::Refused => (Icon::Prohibit, Tone::Danger),
        Phase::Running => (Icon::Play, Tone::Good),
    }
}

/// The chip of where an activity or conversation stands.
pub fn phase(state: &DecisionState) -> Chip<'static> {
    let (icon, tone) = phase_look(state.phase);
    Chip::new(tone, words::phase(state.phase)).icon(icon)
}

#[cfg(test)]
mod tests {
    use deelbaar_schema::role::Role;

    use super::*;
    use crate::i18n::{Lang, with_language};
    use crate::ui::screens::tests::fixture::{day, view};

    #[test]
    fn a_request_for_a_newer_version_does_not_hide_that_others_see_the_one_before() {
        let view = view(Role::Alderman);
        let mut item = view.items[0].clone();
        (item.asked, item.visibility) = (true, Visibility::Private);
        assert_eq!((visibility(&item, &view), also_asked(&item)), (VisibilityMark::AwaitingConsent, None));
        let (version, audience, embargo) = (1, Audience::Region, None);
        item.visibility =
            Visibility::Shared { version, audience, changed: true, standing: false, embargo, until: None };
        let both = (VisibilityMark::RegionChanged, Some(VisibilityMark::AwaitingConsent));
        assert_eq!((visibility(&item, &view), also_asked(&item)), both);
    }

    #[test]
    fn a_mark_says_who_sees_it_today() {
        let view = view(Role::Alderman);
        let mut item = view.items[0].clone();
        let mut said = |audience, changed, embargo: Option<&str>| {
            let (version, embargo) = (2, embargo.map(day));
            item.visibility = Visibility::Shared { version, audience, changed, standing: false, embargo, until: None };
            let alone = with_language(Lang::Nl, || seen_by(&item, &view).text());
            item.turns.now = Some(1);
            let after = with_language(Lang::Nl, || seen_by(&item, &view).text());
            item.turns.now = None;
            let waits = embargo.is_some_and(|from| view.today < from);
            assert_eq!(
                after.starts_with("Versie 1 is te zien · "),
                waits,
                "what shows until then is said too: {after}"
            );
            alone
        };
        assert_eq!(said(Audience::Public, true, None), "Openbaar · gewijzigd");
        assert_eq!(said(Audience::Region, true, None), "Regio · gewijzigd");
        assert_eq!(said(Audience::Public, true, Some("2026-12-24")), "Openbaar · vanaf 24 dec 2026");
        assert_eq!(said(Audience::Region, false, Some("2026-12-24")), "Regio · versie 2 vanaf 24 dec 2026");
        assert_eq!(said(Audience::Public, false, Some("2026-11-22")), "Openbaar", "from that day on");
        assert_eq!(said(Audience::Region, false, None), "Regio · versie 2");
    }
}
