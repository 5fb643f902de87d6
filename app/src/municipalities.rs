//! The municipalities of Regio Amersfoort, by CBS code. Source: seed 001; codes: CBS.

use deelbaar_schema::id::MunicipalityCode;

/// Number after `GM`, and name.
pub const REGION_AMERSFOORT: [(u16, &str); 8] = [
    (307, "Amersfoort"),
    (308, "Baarn"),
    (313, "Bunschoten"),
    (317, "Eemnes"),
    (327, "Leusden"),
    (267, "Nijkerk"),
    (342, "Soest"),
    (351, "Woudenberg"),
];

/// The name of a municipality of the region.
pub fn known(code: MunicipalityCode) -> Option<&'static str> {
    REGION_AMERSFOORT.iter().find(|(number, _)| *number == code.number()).map(|(_, name)| *name)
}

/// The name of a municipality of the region; otherwise its code serves as name.
pub fn name_of(code: MunicipalityCode) -> String {
    known(code).map_or_else(|| code.to_string(), str::to_owned)
}
