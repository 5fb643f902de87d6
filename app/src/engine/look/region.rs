//! What there is to see of the region.

use std::collections::BTreeMap;

use deelbaar_schema::charter::{Charter, Competing, Pair};
use deelbaar_schema::id::{DeviceId, MunicipalityCode};
use deelbaar_schema::region::RegionState;
use deelbaar_schema::space::SpaceState as _;
use deelbaar_schema::statement::Admission;
use deelbaar_schema::time::{Date, Timestamp};

use super::{short_name, who};
use crate::engine::view::{AdmissionView, CompetingView, MunicipalityView, RegionView, SharedView, WithdrawnView};

/// What all municipalities share and took back.
pub(super) fn region_view(region: &RegionState, own: &Pair, today: Date) -> RegionView {
    let charter = region.charter();
    let mut municipalities: Vec<MunicipalityView> = charter
        .municipalities()
        .map(|admission| MunicipalityView {
            code: admission.municipality,
            name: short_name(admission.name.clone()),
            takes_part: charter.takes_part(admission.municipality, today),
            last_day: charter.dismissed(admission.municipality),
        })
        .collect();
    municipalities.sort_by(|a, b| a.name.cmp(&b.name));
    let name_of = |code: MunicipalityCode| {
        municipalities.iter().find(|m| m.code == code).map_or_else(|| code.to_string(), |m| m.name.clone())
    };
    let mut sections: Vec<(Timestamp, SharedView)> = region
        .visible(today)
        .map(|(key, newest)| {
            let mut earlier: Vec<_> = region
                .history(key, today)
                .into_iter()
                .filter(|version| version.version < newest.version)
                .map(|version| (version.version, version.date, version.item.clone()))
                .collect();
            earlier.reverse();
            let mut item = newest.item.clone();
            item.files = region.files_of(key, newest).into_iter().cloned().collect();
            let shared = SharedView {
                municipality: key.0,
                municipality_name: name_of(key.0),
                section: key.1,
                version: newest.version,
                audience: newest.consent.sharing.audience,
                disclosure: newest.consent.sharing.disclosure.clone(),
                until: newest.consent.sharing.until,
                date: newest.date,
                alderman: who(charter, &newest.given.signer, newest.consent.date).name,
                item,
                earlier,
            };
            (newest.time, shared)
        })
        .collect();
    sections.sort_by_key(|(time, shared)| std::cmp::Reverse((*time, shared.section)));
    let withdrawn = withdrawn(region, today, name_of);
    let competing = competing(charter, own);
    let sections = sections.into_iter().map(|(_, shared)| shared).collect();
    RegionView { municipalities, sections, withdrawn, competing }
}

fn competing(charter: &Charter, own: &Pair) -> Vec<CompetingView> {
    let of = |named: &Admission| {
        let admissions: Vec<AdmissionView> = charter
            .competing(named.municipality)
            .into_iter()
            .map(|Competing { statement, admission, holds }| AdmissionView {
                admission: statement,
                name: admission.name.clone(),
                from: admission.term.from,
                key: admission.keys.key.short(),
                own: admission.keys == *own,
                holds,
            })
            .collect();
        let view = CompetingView { municipality: named.municipality, name: named.name.clone(), admissions };
        (!view.admissions.is_empty()).then_some(view)
    };
    charter.municipalities().filter_map(of).collect()
}

fn withdrawn(region: &RegionState, today: Date, name_of: impl Fn(MunicipalityCode) -> String) -> Vec<WithdrawnView> {
    let charter = region.charter();
    let mut devices: BTreeMap<MunicipalityCode, Vec<DeviceId>> = BTreeMap::new();
    for member in charter.members() {
        if charter.member_on(&member.device, today).is_some() {
            devices.entry(member.enrolment.municipality).or_default().push(member.device);
        }
    }
    let mut withdrawn: Vec<_> = region
        .withdrawn()
        .map(|section| WithdrawnView {
            municipality: section.key.0,
            municipality_name: name_of(section.key.0),
            section: section.key.1,
            date: section.date,
            confirmed: devices
                .iter()
                .map(|(code, all)| {
                    // Whoever came later had it never: nobody waits for its word.
                    let asked: Vec<_> = all.iter().filter(|device| !section.had_it_never.contains(device)).collect();
                    let done = asked.iter().filter(|device| section.confirmed.contains(device)).count();
                    (*code, (done, asked.len()))
                })
                .filter(|(_, (_, asked))| *asked > 0)
                .collect(),
        })
        .collect();
    withdrawn.sort_by_key(|withdrawn: &WithdrawnView| std::cmp::Reverse((withdrawn.date, withdrawn.section)));
    withdrawn
}
