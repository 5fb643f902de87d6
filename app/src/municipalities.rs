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

/// The name of a municipality of the region; otherwise its code serves as name.
pub fn name_of(code: MunicipalityCode) -> String {
    let known = REGION_AMERSFOORT.iter().find(|(number, _)| *number == code.number());
    known.map_or_else(|| code.to_string(), |(_, name)| (*name).to_owned())
}
