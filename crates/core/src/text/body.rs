//! A text that never changes, its blocks, and the conversion between code points, UTF-16 units and bytes.

use std::fmt::{self, Write as _};
use std::sync::{Arc, OnceLock};

use sha2::{Digest, Sha256};

use super::cut::{self, Joining};
use super::offset::{CharOffset, Span, Utf16Offset};

/// After how many code points a checkpoint is kept. A conversion scans at most that many.
const STRIDE: u32 = 32;

/// A text: immutable, shared when cloned, exactly as it stood in its file.
///
/// Positions past its end answer `None`. A text longer than 4 Gi code points does not exist on wasm32.
#[derive(Clone)]
pub struct Text(Arc<Body>);

struct Body {
    content: Box<str>,
    // Invariant: entry n is the place of code point n * STRIDE, for every such n up to and including the length.
    checkpoints: Vec<Checkpoint>,
    // Invariant: in order, without gaps; together they are the whole text.
    blocks: Vec<Block>,
    lines: usize,
    is_crowded: bool,
    end: Checkpoint,
    chars: u32,
    sha256: OnceLock<String>,
    written: OnceLock<Written>,
}

/// What a text takes where control characters, quotes and backslashes are escaped, as in JSON.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// The whole text, in bytes.
    pub bytes: usize,
    /// The widest of its code points, in bytes.
    pub widest: usize,
}

impl Written {
    /// Measures a text. A control character counts as `\u0000`.
    pub fn of(text: &str) -> Self {
        let (mut escaped, mut widest) = (0, 0);
        for byte in text.bytes() {
            let (more, width) = match byte {
                0..b' ' => (5, 6),
                b'"' | b'\\' => (1, 2),
                b' '..0x80 => (0, 1),
                0xf0.. => (0, 4),
                0xe0.. => (0, 3),
                _ => (0, 2),
            };
            escaped += more;
            widest = usize::max(widest, width);
        }
        Written { bytes: text.len() + escaped, widest }
    }
}

#[derive(Clone, Copy, Default)]
struct Checkpoint {
    byte: usize,
    utf16: u32,
}

/// What is drawn as one element: a line of a text together with its line break; or a piece of a line that is too long
/// for that, which may have no line break (see [`Text::goes_on`]); or lines that are too many for elements of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its place in the text. It is never empty, since the line break belongs to it.
    pub span: Span,
    /// How many lines it holds, or parts of lines: at least one.
    pub lines: u32,
    // The same place in bytes and the start in UTF-16 units.
    bytes: (usize, usize),
    utf16: u32,
}

impl Text {
    /// Takes a text as it is. Nothing is normalised: offsets depend on every character.
    pub fn new(content: impl Into<Box<str>>) -> Self {
        let content = content.into();
        let mut checkpoints = Vec::with_capacity(content.len() / STRIDE as usize + 1);
        let mut blocks: Vec<Block> = Vec::new();
        let mut joining = Joining::new(&content);
        let mut here = Checkpoint::default();
        let (mut chars, mut lines) = (0, 0);
        let (mut line_start, mut line_chars) = (here, 0);
        for char in content.chars() {
            if chars % STRIDE == 0 {
                checkpoints.push(here);
            }
            here.byte += char.len_utf8();
            here.utf16 += char.len_utf16() as u32;
            chars += 1;
            if char == '\n' || here.byte == content.len() {
                lines += 1;
                let line = content.get(line_start.byte..here.byte).unwrap_or_default();
                if joining.joins(line, chars - line_chars)
                    && let Some(last) = blocks.last_mut()
                    && let Some(span) = Span::new(last.span.start(), CharOffset::new(chars))
                {
                    (last.span, last.bytes.1) = (span, here.byte);
                    last.lines += 1;
                    (line_start, line_chars) = (here, chars);
                    continue;
                }
                let (mut start, mut start_chars) = (line_start, line_chars);
                for piece in cut(line, chars - line_chars) {
                    let end = match piece.len() == line.len() {
                        true => (here, chars),
                        false => behind(start, start_chars, piece),
                    };
                    blocks.extend(Span::of(start_chars, end.1).map(|span| Block {
                        span,
                        lines: 1,
                        bytes: (start.byte, end.0.byte),
                        utf16: start.utf16,
                    }));
                    (start, start_chars) = end;
                }
                (line_start, line_chars) = (here, chars);
            }
        }
        if chars % STRIDE == 0 {
            checkpoints.push(here);
        }
        let is_crowded = joining.is_crowded();
        Text(Arc::new(Body {
            content,
            checkpoints,
            blocks,
            lines,
            is_crowded,
            end: here,
            chars,
            sha256: OnceLock::new(),
            written: OnceLock::new(),
        }))
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.0.content
    }

    /// The position after the last character.
    pub fn end(&self) -> CharOffset {
        CharOffset::new(self.0.chars)
    }

    /// The whole text as a span, or `None` where it is empty.
    pub fn span(&self) -> Option<Span> {
        Span::new(CharOffset::ZERO, self.end())
    }

    /// How many lines the text has.
    pub fn lines(&self) -> usize {
        self.0.lines
    }

    /// The line to which the character at `offset` belongs, together with its line break. The end of the text belongs to
    /// the last line.
    pub fn line_at(&self, offset: CharOffset) -> Option<Span> {
        let last = self.end().minus(1);
        let byte = self.byte_of(offset).filter(|_| !self.0.content.is_empty())?;
        let byte = if offset > last { self.byte_of(last)? } else { byte };
        let before = self.bytes(0, byte).rfind('\n').map_or(0, |at| at + 1);
        let end = self
            .bytes(byte, self.0.content.len())
            .find('\n')
            .map_or(self.0.content.len(), |at| byte + at + 1);
        Span::new(self.char_of_byte(before)?, self.char_of_byte(end)?)
    }

    /// Whether the line of a block goes on in the next block.
    pub fn goes_on(&self, block: &Block) -> bool {
        block.span.end() < self.end() && !self.block_str(block).ends_with('\n')
    }

    /// Whether the lines are so many that several are drawn as one element, without space between them.
    pub fn is_crowded(&self) -> bool {
        self.0.is_crowded
    }

    /// Whether there is a line so long that it is drawn as several elements.
    pub fn has_pieces(&self) -> bool {
        self.blocks().iter().any(|block| self.goes_on(block))
    }

    /// The blocks in order.
    pub fn blocks(&self) -> &[Block] {
        &self.0.blocks
    }

    /// The number of the block to which the character at `offset` belongs. The end of the text belongs to the last one.
    pub fn block_at(&self, offset: CharOffset) -> Option<usize> {
        if offset > self.end() {
            return None;
        }
        self.0.blocks.partition_point(|block| block.span.start() <= offset).checked_sub(1)
    }

    /// The numbers of the blocks that share a character with `span`.
    pub fn blocks_in(&self, span: Span) -> std::ops::Range<usize> {
        let first = self.0.blocks.partition_point(|block| block.span.end() <= span.start());
        let last = self.0.blocks.partition_point(|block| block.span.start() < span.end());
        first..last.max(first)
    }

    /// The text of a block, line break included.
    pub fn block_str(&self, block: &Block) -> &str {
        self.bytes(block.bytes.0, block.bytes.1)
    }

    /// The characters of `span`, or `None` where it reaches past the end.
    pub fn slice(&self, span: Span) -> Option<&str> {
        let start = self.place(span.start())?;
        let end = self.place(span.end())?;
        Some(self.bytes(start.byte, end.byte))
    }

    /// How many bytes stand before `offset`.
    pub fn byte_of(&self, offset: CharOffset) -> Option<usize> {
        Some(self.place(offset)?.byte)
    }

    /// How many code points stand before a byte; `None` inside a character and past the end.
    pub fn char_of_byte(&self, byte: usize) -> Option<CharOffset> {
        if !self.0.content.is_char_boundary(byte) {
            return None;
        }
        let (before, checkpoint) = self.checkpoint_before(|checkpoint| checkpoint.byte <= byte)?;
        let chars = self.bytes(checkpoint.byte, byte).chars().count() as u32;
        Some(CharOffset::new(before + chars))
    }

    /// How many UTF-16 code units stand before `offset`.
    pub fn utf16_of(&self, offset: CharOffset) -> Option<Utf16Offset> {
        Some(Utf16Offset::new(self.place(offset)?.utf16))
    }

    /// How many code points stand before a UTF-16 position. One inside a surrogate pair counts as before the pair,
    /// since the DOM lets a selection end there; past the end there is none.
    pub fn char_of_utf16(&self, offset: Utf16Offset) -> Option<CharOffset> {
        if offset.get() > self.0.end.utf16 {
            return None;
        }
        let (before, checkpoint) = self.checkpoint_before(|checkpoint| checkpoint.utf16 <= offset.get())?;
        let mut left = offset.get() - checkpoint.utf16;
        let mut chars = before;
        for char in self.bytes(checkpoint.byte, self.0.content.len()).chars() {
            let units = char.len_utf16() as u32;
            if units > left {
                break;
            }
            left -= units;
            chars += 1;
        }
        Some(CharOffset::new(chars))
    }

    /// The position `units` UTF-16 code units after the start of a block; it stays inside the block.
    pub fn char_in_block(&self, block: &Block, units: Utf16Offset) -> CharOffset {
        self.char_of_utf16(Utf16Offset::new(block.utf16.saturating_add(units.get())))
            .unwrap_or(self.end())
            .min(block.span.end())
    }

    /// How far a position lies behind the start of a block, in UTF-16 code units; `None` outside the block.
    pub fn utf16_in_block(&self, block: &Block, offset: CharOffset) -> Option<Utf16Offset> {
        if offset < block.span.start() || offset > block.span.end() {
            return None;
        }
        Some(Utf16Offset::new(self.place(offset)?.utf16 - block.utf16))
    }

    /// Up to `chars` code points before the span and as many behind it: the context by which a quote is told from
    /// its equals (W3C Web Annotation Data Model, Text Quote Selector).
    pub fn context(&self, span: Span, chars: u32) -> (&str, &str) {
        let before = Span::new(span.start().minus(chars), span.start());
        let after = Span::new(span.end(), span.end().plus(chars).min(self.end()));
        (
            before.and_then(|span| self.slice(span)).unwrap_or(""),
            after.and_then(|span| self.slice(span)).unwrap_or(""),
        )
    }

    /// The SHA-256 of the text in UTF-8, in lower-case hexadecimal, as `sha256sum` prints it for the file.
    pub fn sha256(&self) -> &str {
        self.0.sha256.get_or_init(|| {
            let mut hex = String::with_capacity(64);
            for byte in Sha256::digest(self.0.content.as_bytes()) {
                // Writing to a String cannot fail.
                let _ = write!(hex, "{byte:02x}");
            }
            hex
        })
    }

    /// What the text takes in a file. It is counted once.
    pub fn written(&self) -> Written {
        *self.0.written.get_or_init(|| Written::of(self.as_str()))
    }

    fn place(&self, offset: CharOffset) -> Option<Checkpoint> {
        if offset > self.end() {
            return None;
        }
        let number = (offset.get() / STRIDE) as usize;
        let mut here = *self.0.checkpoints.get(number)?;
        let rest = offset.get() % STRIDE;
        // Most stretches are ASCII, where nothing needs to be counted.
        if self.0.checkpoints.get(number + 1).is_some_and(|next| next.byte - here.byte == STRIDE as usize) {
            here.byte += rest as usize;
            here.utf16 += rest;
            return Some(here);
        }
        for char in self.bytes(here.byte, self.0.content.len()).chars().take(rest as usize) {
            here.byte += char.len_utf8();
            here.utf16 += char.len_utf16() as u32;
        }
        Some(here)
    }

    fn checkpoint_before(&self, holds: impl Fn(&Checkpoint) -> bool) -> Option<(u32, Checkpoint)> {
        let index = self.0.checkpoints.partition_point(holds).checked_sub(1)?;
        Some((index as u32 * STRIDE, *self.0.checkpoints.get(index)?))
    }

    /// The bytes between two character boundaries.
    fn bytes(&self, start: usize, end: usize) -> &str {
        self.0.content.get(start..end).unwrap_or("")
    }
}

/// A line of so many characters as it is drawn: as a whole, or in pieces.
fn cut(line: &str, chars: u32) -> impl Iterator<Item = &str> {
    let is_long = cut::may_be_long(chars) && cut::is_long(line);
    let whole = (!is_long).then_some(line);
    whole.into_iter().chain(cut::pieces(if is_long { line } else { "" }))
}

/// The place behind characters that begin at a place.
fn behind(start: Checkpoint, chars: u32, piece: &str) -> (Checkpoint, u32) {
    let utf16 = start.utf16 + piece.chars().map(|char| char.len_utf16() as u32).sum::<u32>();
    (Checkpoint { byte: start.byte + piece.len(), utf16 }, chars + piece.chars().count() as u32)
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.content == other.0.content
    }
}

impl Eq for Text {}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} code points)", self.0.chars)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Umlaut, emoji, a family of four joined by ZWJ, a decomposed ü, CRLF.
    const MIXED: &str = "Fünf 😊\r\n👨‍👩‍👧‍👦 u\u{308}ber\n\nEnde";

    #[test]
    fn blocks_are_lines_with_their_breaks() {
        let text = Text::new(MIXED);
        let blocks: Vec<&str> = text.blocks().iter().map(|block| text.block_str(block)).collect();
        assert_eq!(blocks, ["Fünf 😊\r\n", "👨‍👩‍👧‍👦 u\u{308}ber\n", "\n", "Ende"]);
    }

    #[test]
    fn the_three_units_differ_where_they_should() {
        let text = Text::new("ü😊x");
        let x = CharOffset::new(2);
        assert_eq!((text.byte_of(x), text.utf16_of(x)), (Some(6), Some(Utf16Offset::new(3))));
        assert_eq!(text.char_of_byte(6), Some(x));
        assert_eq!(text.char_of_byte(1), None, "inside ü");
        assert_eq!(
            text.char_of_utf16(Utf16Offset::new(2)),
            Some(CharOffset::new(1)),
            "inside the surrogate pair"
        );
        assert_eq!(text.char_of_utf16(Utf16Offset::new(5)), None, "past the end");
    }

    #[test]
    fn an_empty_text_has_no_blocks_and_one_position() {
        let text = Text::new("");
        assert!(text.blocks().is_empty());
        assert_eq!(text.byte_of(CharOffset::ZERO), Some(0));
        assert_eq!(text.block_at(CharOffset::ZERO), None);
        assert_eq!(text.span(), None);
    }

    #[test]
    fn a_block_is_found_by_any_of_its_characters() {
        let text = Text::new("ab\ncd\n");
        let found: Vec<Option<usize>> = (0..8).map(|at| text.block_at(CharOffset::new(at))).collect();
        assert_eq!(found, [Some(0), Some(0), Some(0), Some(1), Some(1), Some(1), Some(1), None]);
        assert_eq!(text.blocks_in(Span::of(2, 4).unwrap()), 0..2);
        assert_eq!(text.blocks_in(Span::of(3, 4).unwrap()), 1..2);
    }

    #[test]
    fn the_hash_is_that_of_sha256sum() {
        assert_eq!(
            Text::new("abc").sha256(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn context_stops_at_the_ends_of_the_text() {
        let text = Text::new("Laut dpa stieg sie.");
        assert_eq!(text.context(Span::of(5, 8).unwrap(), 100), ("Laut ", " stieg sie."));
        assert_eq!(text.context(Span::of(5, 8).unwrap(), 3), ("ut ", " st"));
    }
}
