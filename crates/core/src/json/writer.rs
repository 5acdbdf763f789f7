//! How JSON is written: piece by piece, on one line or on many.

/// JSON that is being written. Whoever writes closes what he opens, and gives each value in an object a name.
#[derive(Debug, Default)]
pub struct Writer {
    written: String,
    // What closes the lists and objects that are open, the innermost last.
    open: Vec<char>,
    is_indented: bool,
    // Whether something stands already in the innermost list or object.
    is_begun: bool,
    // Whether the next value has a name, so that it goes on where the name ends.
    is_named: bool,
}

impl Writer {
    /// Writes all on one line.
    pub fn compact() -> Self {
        Writer::default()
    }

    /// Writes each value on a line of its own, with two spaces for each level.
    pub fn indented() -> Self {
        Writer { is_indented: true, ..Writer::default() }
    }

    /// What was written.
    pub fn finish(self) -> String {
        self.written
    }

    /// Opens an object.
    pub fn object(&mut self) {
        self.begin('{', '}');
    }

    /// Opens a list.
    pub fn list(&mut self) {
        self.begin('[', ']');
    }

    /// Closes the innermost list or object.
    pub fn end(&mut self) {
        let close = self.open.pop();
        if self.is_begun {
            self.line();
        }
        self.written.extend(close);
        self.is_begun = true;
    }

    /// The name of the value that comes next.
    pub fn name(&mut self, name: &str) {
        self.next();
        self.quoted(name);
        self.written.push_str(if self.is_indented { ": " } else { ":" });
        self.is_named = true;
    }

    /// A number as a value.
    pub fn number(&mut self, number: u64) {
        self.next();
        self.written.push_str(itoa::Buffer::new().format(number));
    }

    /// A number as a field.
    pub fn number_field(&mut self, name: &str, number: u64) {
        self.name(name);
        self.number(number);
    }

    /// A text as a value.
    pub fn text(&mut self, text: &str) {
        self.next();
        self.quoted(text);
    }

    /// A text as a field.
    pub fn text_field(&mut self, name: &str, text: &str) {
        self.name(name);
        self.text(text);
    }

    /// A text as a field where there is one.
    pub fn optional_field(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text_field(name, text);
        }
    }

    /// A text as a field where it is not empty.
    pub fn filled_field(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            self.text_field(name, text);
        }
    }

    /// A value that was written before, on one line.
    pub fn written(&mut self, value: &str) {
        self.next();
        self.written.push_str(value);
    }

    fn begin(&mut self, open: char, close: char) {
        self.next();
        self.written.push(open);
        self.open.push(close);
        self.is_begun = false;
    }

    /// Goes to where the next name or value stands.
    fn next(&mut self) {
        if std::mem::take(&mut self.is_named) {
            return;
        }
        if self.is_begun {
            self.written.push(',');
        }
        if !self.open.is_empty() {
            self.line();
        }
        self.is_begun = true;
    }

    fn line(&mut self) {
        if self.is_indented {
            self.written.push('\n');
            for _ in &self.open {
                self.written.push_str("  ");
            }
        }
    }

    fn quoted(&mut self, text: &str) {
        self.written.push('"');
        let mut rest = text;
        while let Some(at) = rest.bytes().position(|byte| byte < b' ' || byte == b'"' || byte == b'\\') {
            // What is escaped is one byte long.
            let (Some(plain), Some(byte)) = (rest.get(..at), rest.as_bytes().get(at)) else { break };
            self.written.push_str(plain);
            self.escaped(*byte);
            rest = rest.get(at + 1..).unwrap_or_default();
        }
        self.written.push_str(rest);
        self.written.push('"');
    }

    fn escaped(&mut self, byte: u8) {
        let short = match byte {
            0x08 => 'b',
            b'\t' => 't',
            b'\n' => 'n',
            0x0c => 'f',
            b'\r' => 'r',
            b'"' | b'\\' => char::from(byte),
            _ => return self.written.push_str(&format!("\\u{byte:04x}")),
        };
        self.written.push('\\');
        self.written.push(short);
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    fn write(mut out: Writer) -> String {
        out.object();
        out.text_field("a", "ä");
        out.name("b");
        out.list();
        out.number(7);
        out.object();
        out.end();
        out.list();
        out.number(0);
        out.end();
        out.end();
        out.name("c");
        out.list();
        out.end();
        out.optional_field("d", None);
        out.filled_field("e", "");
        out.number_field("f", u64::MAX);
        out.end();
        out.finish()
    }

    #[test]
    fn a_line_or_many_lines() {
        expect![[r#"{"a":"ä","b":[7,{},[0]],"c":[],"f":18446744073709551615}"#]]
            .assert_eq(&write(Writer::compact()));
        expect![[r#"
            {
              "a": "ä",
              "b": [
                7,
                {},
                [
                  0
                ]
              ],
              "c": [],
              "f": 18446744073709551615
            }"#]]
        .assert_eq(&write(Writer::indented()));
    }

    #[test]
    fn texts_are_escaped_as_everywhere() {
        let everything: String =
            ('\0'..='\u{2ff}').chain("\u{2028}\u{2029}\u{feff}\u{fffd}😊\"".chars()).collect();
        for text in ["", "x", "\\", "\"", "\n\n", "a\\\"b", &everything] {
            let mut out = Writer::compact();
            out.object();
            out.text_field(text, text);
            out.end();
            let map = std::collections::BTreeMap::from([(text, text)]);
            assert_eq!(out.finish(), serde_json::to_string(&map).unwrap());
        }
    }
}
