//! Encodings, refusals and names.

use super::*;

#[test]
fn encodings() {
    let expected = "Één café, € 5 – “goed”";
    let utf16 = |to: fn(u16) -> [u8; 2], mark: [u8; 2]| {
        let units = expected.encode_utf16().flat_map(to);
        mark.into_iter().chain(units).collect::<Vec<u8>>()
    };
    let windows: Vec<u8> = b"\xc9\xe9n caf\xe9, \x80 5 \x96 \x93goed\x94".to_vec();
    for (bytes, note) in [
        ([b"\xef\xbb\xbf", expected.as_bytes()].concat(), None),
        (utf16(u16::to_le_bytes, [0xff, 0xfe]), Some(TextEncoding::Utf16)),
        (utf16(u16::to_be_bytes, [0xfe, 0xff]), Some(TextEncoding::Utf16)),
        (windows, Some(TextEncoding::Windows1252)),
    ] {
        let document = parse("naamloos.txt", &bytes).unwrap();
        let text = format!("{}{}", document.sections[0].title, document.sections[0].body);
        assert!(text.contains(expected), "{text}");
        assert!(document.notes.contains(&ImportNote::NoHeadings));
        let encoding = document.notes.iter().find_map(|note| match note {
            ImportNote::Encoding(encoding) => Some(*encoding),
            _ => None,
        });
        assert_eq!(encoding, note);
    }
}

#[test]
fn control_characters_are_removed_and_counted() {
    let document = read("naamloos.txt", "Een\u{7} gewone tekst met een \u{202e}omgekeerd stuk erin.\u{0}\n");
    assert!(document.notes.contains(&ImportNote::ControlCharacters(3)));
    assert!(!document.sections[0].body.contains(['\u{7}', '\u{202e}', '\u{0}']));
}

#[test]
fn what_is_not_text_is_refused_by_name() {
    let zip = |part: &str| [b"PK\x03\x04\x14\0\0\0", part.as_bytes()].concat();
    let cases: [(Vec<u8>, ImportError); 10] = [
        (vec![], ImportError::Empty),
        (b" \r\n\t ".to_vec(), ImportError::Empty),
        (b"\xef\xbb\xbf\n".to_vec(), ImportError::Empty),
        (b"%PDF-1.7\n...".to_vec(), ImportError::Pdf),
        (b"{\\rtf1 tekst}".to_vec(), ImportError::WordProcessor { format: "RTF" }),
        (zip("word/document.xml"), ImportError::WordProcessor { format: "Word" }),
        (zip("mimetypeapplication/vnd.oasis.opendocument.text"), ImportError::WordProcessor { format: "OpenDocument" }),
        (zip("xl/workbook.xml"), ImportError::Archive),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), ImportError::Binary),
        (vec![b'a'; MAX_BYTES + 1], ImportError::TooLarge { size: MAX_BYTES + 1, limit: MAX_BYTES }),
    ];
    for (bytes, expected) in cases {
        assert_eq!(parse("bestand", &bytes), Err(expected));
    }
}

#[test]
fn a_text_without_headings_is_one_section_named_after_the_file() {
    let document = parse("C:\\stukken\\Nota_2026.txt", b"een losse alinea, meer niet.").unwrap();
    assert_eq!(tree(&document), ["Nota 2026"]);
    assert_eq!(document.notes, [ImportNote::NoHeadings]);
}
