//! The bytes of a file as text: UTF-8, or UTF-16 in either byte order, with and without a byte order mark.

use std::borrow::Cow;

/// How characters are written as bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-16, the lower byte first.
    Utf16Le,
    /// UTF-16, the higher byte first.
    Utf16Be,
}

/// Bytes that are not text in any encoding that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Undecoded {
    /// In which encoding they should be: what a byte order mark says, or UTF-8.
    pub expected: Encoding,
    /// How many bytes are text in that encoding, the byte order mark among them.
    pub byte: usize,
    /// Whether they are text in one byte a character, by the look of it in Windows-1252.
    pub is_single_byte: bool,
}

/// Of how many bytes it is looked whether they are UTF-16 without a byte order mark.
const LOOKED_AT: usize = 4096;

/// Bytes as text, without the byte order mark, and the encoding in which they were. Nothing is ever replaced: bytes
/// that do not fit are refused.
pub fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, Encoding), Undecoded> {
    if let Some(units) = bytes.strip_prefix(&[0xff, 0xfe]) {
        return decode_utf16(units, 2, Encoding::Utf16Le);
    }
    if let Some(units) = bytes.strip_prefix(&[0xfe, 0xff]) {
        return decode_utf16(units, 2, Encoding::Utf16Be);
    }
    if let Some(encoding) = evident_utf16(bytes)
        && let Ok(decoded) = decode_utf16(bytes, 0, encoding)
    {
        return Ok(decoded);
    }
    match str::from_utf8(bytes) {
        // Some editors put a byte order mark before everything they save.
        Ok(text) => Ok((text.strip_prefix('\u{feff}').unwrap_or(text).into(), Encoding::Utf8)),
        Err(error) => Err(Undecoded {
            expected: Encoding::Utf8,
            byte: error.valid_up_to(),
            is_single_byte: is_single_byte(bytes, error.valid_up_to()),
        }),
    }
}

fn decode_utf16(
    bytes: &[u8],
    mark: usize,
    encoding: Encoding,
) -> Result<(Cow<'static, str>, Encoding), Undecoded> {
    let (pairs, rest) = bytes.as_chunks();
    let units = pairs.iter().map(|pair| match encoding {
        Encoding::Utf16Be => u16::from_be_bytes(*pair),
        _ => u16::from_le_bytes(*pair),
    });
    let mut text = String::with_capacity(bytes.len());
    let undecoded =
        |units: usize| Undecoded { expected: encoding, byte: mark + 2 * units, is_single_byte: false };
    let mut read = 0;
    for unit in char::decode_utf16(units) {
        let char = unit.map_err(|_| undecoded(read))?;
        read += char.len_utf16();
        text.push(char);
    }
    if !rest.is_empty() {
        return Err(undecoded(read));
    }
    Ok((text.into(), encoding))
}

/// UTF-16 without a byte order mark, where that is evident: most units are Latin letters, so that every other byte is 0.
fn evident_utf16(bytes: &[u8]) -> Option<Encoding> {
    if bytes.len() < 4 || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let (pairs, _) = bytes.get(..bytes.len().min(LOOKED_AT))?.as_chunks();
    let zeros = |place: fn(&[u8; 2]) -> u8| pairs.iter().filter(|pair| place(pair) == 0).count();
    match (zeros(|[first, _]| *first), zeros(|[_, second]| *second)) {
        (0, zeros) if 2 * zeros > pairs.len() => Some(Encoding::Utf16Le),
        (zeros, 0) if 2 * zeros > pairs.len() => Some(Encoding::Utf16Be),
        _ => None,
    }
}

/// Whether bytes that are no UTF-8 are text in Windows-1252: nothing before the first byte that does not fit is UTF-8 of
/// more than one byte, there are no control characters, and no byte to which Windows-1252 gives no character.
fn is_single_byte(bytes: &[u8], valid: usize) -> bool {
    let is_text = |byte: &u8| !matches!(byte, 0x00..=0x08 | 0x0b | 0x0e..=0x1f | 0x7f | 0x81 | 0x8d | 0x8f | 0x90 | 0x9d);
    // A character that is only cut off at the end of the file is UTF-8.
    let is_cut = bytes.len() - valid < 4
        && bytes
            .get(valid..)
            .is_some_and(|rest| str::from_utf8(rest).is_err_and(|error| error.error_len().is_none()));
    !is_cut && bytes.get(..valid).is_some_and(<[u8]>::is_ascii) && bytes.iter().all(is_text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &str = "{ \"Grüße\": \"50 €, 𝄞\" }\n";

    fn utf16(text: &str, encoding: Encoding) -> Vec<u8> {
        let bytes = |unit: u16| match encoding {
            Encoding::Utf16Be => unit.to_be_bytes(),
            _ => unit.to_le_bytes(),
        };
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn text_in_every_unicode_encoding_is_read_with_and_without_its_mark() {
        let marked = format!("\u{feff}{WORDS}");
        assert_eq!(decode(WORDS.as_bytes()), Ok((WORDS.into(), Encoding::Utf8)));
        assert_eq!(decode(marked.as_bytes()), Ok((WORDS.into(), Encoding::Utf8)));
        for encoding in [Encoding::Utf16Le, Encoding::Utf16Be] {
            assert_eq!(decode(&utf16(WORDS, encoding)), Ok((WORDS.into(), encoding)));
            assert_eq!(decode(&utf16(&marked, encoding)), Ok((WORDS.into(), encoding)));
        }
        assert_eq!(decode(b""), Ok(("".into(), Encoding::Utf8)));
    }

    #[test]
    fn a_nul_does_not_make_utf16_of_a_text() {
        for text in ["Kim\0 sagte.", "\0", "a\0", "\0\0\0\0", "Kim sagte, dass\0 es so sei."] {
            assert_eq!(decode(text.as_bytes()), Ok((text.into(), Encoding::Utf8)), "{text:?}");
        }
    }

    #[test]
    fn what_does_not_fit_is_refused_and_never_replaced() {
        let check = |bytes: &[u8], expected, byte, is_single_byte| {
            assert_eq!(decode(bytes), Err(Undecoded { expected, byte, is_single_byte }), "{bytes:?}");
        };
        check(b"B\xfcrgermeister \x84Die\x93", Encoding::Utf8, 1, true);
        // Damaged UTF-8, cut UTF-8, and what is no text at all.
        check("Bür\u{fc}".as_bytes().get(..5).unwrap(), Encoding::Utf8, 4, false);
        check(b"B\xc3\xbcrger\xfc x", Encoding::Utf8, 7, false);
        check(b"\x89PNG\r\n\x1a\n\0", Encoding::Utf8, 0, false);
        check(b"B\x81rger", Encoding::Utf8, 1, false);
        // A lone surrogate, and half a unit.
        check(b"\xff\xfea\0\0\xd8b\0", Encoding::Utf16Le, 4, false);
        check(b"\xfe\xff\0a\0", Encoding::Utf16Be, 4, false);
    }
}
