//! The words for acts in the log: what was done, on what, and on which terms.

use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::statement::Audience;

use super::{body, by_parts, event, field, kinds, role, sentences, untitled};
use crate::engine::{CharterKind, LogEntry, LogKind};
use crate::{format, tr};

/// On what an act in the log was. Of several items that are called the same each shows the beginning of its id.
#[must_use]
pub fn log_on(entry: &LogEntry) -> String {
    let title = match entry.item {
        Some(item) if entry.on.is_empty() => return untitled(item),
        Some(item) if entry.alike => format!("{} ({})", entry.on, item.short()),
        _ => entry.on.clone(),
    };
    if entry.removed { tr!("log-removed", title = title) } else { title }
}

/// What an act in the log did.
#[must_use]
pub fn log_kind(kind: LogKind) -> String {
    let name = match kind {
        LogKind::Item(kind) => return event(kind),
        LogKind::Charter(CharterKind::Enrolled(as_role)) => return tr!("log-enrolled", role = role(as_role)),
        LogKind::Charter(CharterKind::BodySet(on, by)) => {
            return tr!("log-body-set", kinds = kinds(on), body = body(by));
        }
        LogKind::Charter(CharterKind::Admitted) => "admitted",
        LogKind::Charter(CharterKind::Dismissed) => "dismissed",
        LogKind::Charter(CharterKind::Countersigned) => "countersigned",
        LogKind::Charter(CharterKind::RoleEnded) => "role-ended",
        LogKind::Charter(CharterKind::KeyRenewed) => "key-renewed",
        LogKind::Charter(CharterKind::SecondRenewed) => "second-key-renewed",
        LogKind::Charter(CharterKind::RegionKeyRenewed) => "region-key-renewed",
        LogKind::Charter(CharterKind::RegionSecondRenewed) => "region-second-key-renewed",
        LogKind::Charter(CharterKind::Removed) => "removed",
        LogKind::Charter(CharterKind::MandateGiven) => "mandate-given",
        LogKind::Charter(CharterKind::MandateEnded) => "mandate-ended",
        LogKind::Charter(CharterKind::RelaySet) => "relay-set",
    };
    tr!("log-charter", kind = name)
}

/// On which terms, in sentences. None where an act has none.
#[must_use]
pub fn log_terms(entry: &LogEntry) -> Vec<String> {
    let terms = &entry.facts.terms;
    let mut all = Vec::new();
    if let Some(sharing) = &terms.sharing {
        all.push(tr!("log-terms-audience", audience = sharing.audience.name()));
        all.extend(sentences(sharing));
        if !sharing.standing && sharing.audience == Audience::Region {
            all.push(tr!("log-terms-once"));
        }
    }
    if !terms.without.is_empty() {
        let kind = entry.facts.item_kind.unwrap_or(ItemKind::Section);
        let fields: Vec<String> = terms.without.iter().map(|one| field(kind, *one)).collect();
        all.push(tr!("log-terms-without", fields = fields.join(", ")));
    }
    all.extend(terms.taken_back.map(|(first, last)| {
        if first == last {
            tr!("log-terms-back-one", version = first)
        } else {
            tr!("log-terms-back", first = first, last = last)
        }
    }));
    // What somebody may decide on; of a body that decides the act itself says it.
    if terms.body.is_none() && !terms.kinds.is_empty() {
        let named: Vec<String> = terms.kinds.iter().map(|kind| kinds(*kind)).collect();
        all.push(tr!("log-terms-kinds", kinds = named.join(", ")));
    }
    // The act of letting in names the role itself.
    let told = matches!(entry.what, LogKind::Charter(CharterKind::Enrolled(_)));
    all.extend(terms.role.filter(|_| !told).map(|as_role| tr!("log-terms-role", role = role(as_role))));
    if terms.sharing.is_none() {
        all.extend(terms.from.map(|day| tr!("log-terms-from", date = format::date_long(day))));
        all.extend(terms.until.map(|day| tr!("log-terms-until", date = format::date_long(day))));
    }
    all.extend(terms.counts_below.map(|below| tr!("log-terms-below", below = below)));
    all
}

/// An act in one line: when, in which record, what, on what, by whom, and on which terms.
#[must_use]
pub fn log_line(entry: &LogEntry) -> String {
    let when = format::local(entry.time.0).map(format::date_time).unwrap_or_default();
    let record = entry.facts.record.map(|record| record.short()).unwrap_or_default();
    let by = by_parts(&entry.who, entry.mandate.as_ref(), entry.external.as_ref(), entry.counts);
    let parts = [record, log_kind(entry.what), log_on(entry), by, log_terms(entry).join(" ")];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    format!("{when}  {}", parts.join(" · "))
}
