//! What other municipalities share since somebody at this device last looked. It never leaves the device.

use std::collections::BTreeSet;

use deelbaar_schema::encoding;
use deelbaar_schema::id::{MunicipalityCode, SharedId};
use deelbaar_sync::store::{Area, Store, StoreError};

use super::view::{RegionView, SharedView};

const NAME: &str = "seen";

/// One version of what a municipality shares.
type Version = (MunicipalityCode, SharedId, u32);

fn version(section: &SharedView) -> Version {
    (section.municipality, section.section, section.version)
}

/// Everything that is not this municipality's own.
fn of_others(region: &RegionView, own: MunicipalityCode) -> impl Iterator<Item = &SharedView> {
    region.sections.iter().filter(move |section| section.municipality != own)
}

/// The sections, or newer versions of them, that came since; in the order of the region.
pub(super) fn unseen(store: &Store, region: &RegionView, own: MunicipalityCode) -> Vec<SharedId> {
    // Damaged: everything is new once more.
    let kept = store.get(Area::Local, NAME).ok().flatten();
    let seen: BTreeSet<Version> = kept.and_then(|bytes| encoding::decode(&bytes).ok()).unwrap_or_default();
    let new = of_others(region, own).filter(|section| !seen.contains(&version(section)));
    new.map(|section| section.section).collect()
}

/// All that is shared now was looked at. Of what was withdrawn nothing is remembered.
pub(super) fn looked(store: &Store, region: &RegionView, own: MunicipalityCode) -> Result<(), StoreError> {
    let seen: BTreeSet<Version> = of_others(region, own).map(version).collect();
    let bytes = encoding::encode(&seen).unwrap_or_default();
    store.write(|tx| tx.put(Area::Local, NAME, &bytes))
}
