//! Bytes to clean text: refuses what is not text, recognises the encoding, removes what nobody can see.

use super::{ImportError, ImportNote, MAX_BYTES, TextEncoding};

/// Text with `\n` line ends. A form feed stands alone on its line; of all other control characters only the
/// tab is left.
pub(super) struct Decoded {
    pub text: String,
    pub notes: Vec<ImportNote>,
}

/// Windows-1252 at 0x80 to 0x9F; the five unassigned places read as `U+FFFD`.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{fffd}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{fffd}', 'Ž', '\u{fffd}', '\u{fffd}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{fffd}', 'ž', 'Ÿ',
];

/// Refuses or decodes `bytes`.
pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, ImportError> {
    if bytes.len() > MAX_BYTES {
        return Err(ImportError::TooLarge { size: bytes.len(), limit: MAX_BYTES });
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ImportError::Empty);
    }
    refuse_known_formats(bytes)?;

    let mut notes = Vec::new();
    let raw = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8_or_windows(rest, &mut notes)?,
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes, &mut notes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes, &mut notes),
        _ => utf8_or_windows(bytes, &mut notes)?,
    };
    let (text, removed) = clean(&raw);
    if removed > 0 {
        // More noise than text means that the guess "this is text" was wrong.
        if removed * 10 > raw.chars().count() {
            return Err(ImportError::Binary);
        }
        notes.push(ImportNote::ControlCharacters(removed));
    }
    let unreadable = text.matches('\u{fffd}').count();
    if unreadable > 0 {
        notes.push(ImportNote::Unreadable(unreadable));
    }
    if text.trim().is_empty() {
        return Err(ImportError::Empty);
    }
    Ok(Decoded { text, notes })
}

fn refuse_known_formats(bytes: &[u8]) -> Result<(), ImportError> {
    let start = bytes.trim_ascii_start();
    if start.starts_with(b"%PDF-") {
        return Err(ImportError::Pdf);
    }
    if start.starts_with(b"{\\rtf") {
        return Err(ImportError::WordProcessor { format: "RTF" });
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) {
        return Err(ImportError::WordProcessor { format: "Word 97–2003" });
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        // Names of the parts stand unpacked in a ZIP file; the first ones are enough to tell.
        let head = bytes.get(..bytes.len().min(64 * 1024)).unwrap_or_default();
        let holds = |needle: &[u8]| head.windows(needle.len()).any(|window| window == needle);
        return Err(if holds(b"application/vnd.oasis.opendocument.text") {
            ImportError::WordProcessor { format: "OpenDocument" }
        } else if holds(b"word/") {
            ImportError::WordProcessor { format: "Word" }
        } else {
            ImportError::Archive
        });
    }
    Ok(())
}

fn utf8_or_windows(bytes: &[u8], notes: &mut Vec<ImportNote>) -> Result<String, ImportError> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.to_owned());
    }
    // No text in a one-byte encoding holds a zero.
    if bytes.contains(&0) {
        return Err(ImportError::Binary);
    }
    notes.push(ImportNote::Encoding(TextEncoding::Windows1252));
    Ok(bytes
        .iter()
        .map(|&byte| match byte {
            0x80..=0x9f => WINDOWS_1252.get(usize::from(byte - 0x80)).copied().unwrap_or('\u{fffd}'),
            _ => char::from(byte),
        })
        .collect())
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16, notes: &mut Vec<ImportNote>) -> String {
    notes.push(ImportNote::Encoding(TextEncoding::Utf16));
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text: String =
        char::decode_utf16(pairs.iter().copied().map(unit)).map(|c| c.unwrap_or('\u{fffd}')).collect();
    if !rest.is_empty() {
        text.push('\u{fffd}');
    }
    text
}

/// Brings line ends to `\n` and removes control characters, zero-width characters and the bidirectional
/// overrides that can make text read differently from what it says. Returns how many were removed.
fn clean(raw: &str) -> (String, usize) {
    let mut text = String::with_capacity(raw.len());
    let mut removed = 0;
    let mut chars = raw.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                if chars.peek() != Some(&'\n') {
                    text.push('\n');
                }
            }
            '\n' | '\u{b}' | '\u{85}' | '\u{2028}' => text.push('\n'),
            '\u{2029}' => text.push_str("\n\n"),
            '\u{c}' => text.push_str("\n\u{c}\n"),
            '\t' => text.push('\t'),
            '\u{ad}' | '\u{200b}' | '\u{feff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => removed += 1,
            c if c.is_control() => removed += 1,
            c => text.push(c),
        }
    }
    (text, removed)
}
