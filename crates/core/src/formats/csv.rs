//! CSV: the annotations as a table, one row each, for spreadsheets and statistics. It is written and not read.
//!
//! Cells and lines are those of RFC 4180: commas, quotation marks, CRLF. A byte order mark stands in front, without which
//! spreadsheets take the file for one in an 8-bit encoding. `docs/file-format.md` describes the columns.

use std::borrow::Cow;

use csv::{Terminator, WriterBuilder};

use crate::model::{Annotation, Document, Project};
use crate::record::{Word, spell_instant};

use super::{Format, Loss};

/// The row of the table of formats.
pub(super) const CSV: Format =
    Format { id: "csv", name: "CSV", extension: "csv", media_type: "text/csv", write, losses };

const COLUMNS: &[&str] = &[
    "document",
    "title",
    "outlet",
    "published",
    "annotation",
    "label",
    "start",
    "end",
    "unit",
    "spans",
    "quote",
    "value",
    "value_text",
    "name",
    "note",
    "creator",
    "created",
    "modified",
    "origin",
];

/// In what positions are counted.
const UNIT: &str = "code points";

/// What stands between the quotes of two spans of one annotation.
const GAP: &str = " […] ";

fn write(project: &Project) -> String {
    let mut table = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    // Writing into memory cannot fail, and every row has as many cells as there are columns.
    let mut add =
        |row: Vec<String>| _ = table.write_record(row.iter().map(|cell| guarded(cell).into_owned()));
    add(COLUMNS.iter().map(|column| (*column).to_owned()).collect());
    for document in project.documents() {
        let pieces = project.marks(&document.id).map_or(&[] as &[_], |marks| marks.in_order());
        for annotation in pieces.iter().filter_map(|piece| project.annotation(&piece.annotation)) {
            add(row(project, document, annotation));
        }
    }
    let written = table.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok());
    format!("\u{feff}{}", written.unwrap_or_default())
}

fn row(project: &Project, document: &Document, annotation: &Annotation) -> Vec<String> {
    let Annotation { id, spans, label, note, attributes, creator, created, modified, origin, .. } =
        annotation;
    let optional = |text: &Option<String>| text.clone().unwrap_or_default();
    let label = project.label(label).map_or_else(|| label.to_string(), |label| label.name.clone());
    let places: Vec<String> =
        spans.iter().map(|span| format!("{}-{}", span.start().get(), span.end().get())).collect();
    let quotes: Vec<&str> = spans.iter().filter_map(|span| document.text.slice(span)).collect();
    vec![
        document.id.to_string(),
        document.title.clone(),
        optional(&document.outlet),
        document.published.map(|date| date.to_string()).unwrap_or_default(),
        id.to_string(),
        label,
        spans.hull().start().get().to_string(),
        spans.hull().end().get().to_string(),
        UNIT.to_owned(),
        places.join(" "),
        quotes.join(GAP),
        attributes.value.map(|date| date.to_string()).unwrap_or_default(),
        optional(&attributes.value_text),
        optional(&attributes.name),
        note.clone(),
        optional(creator),
        spell_instant(*created),
        spell_instant(*modified),
        origin.word().to_owned(),
    ]
}

/// A cell that no spreadsheet takes for a formula (OWASP, *CSV Injection*): where it begins as one does, an apostrophe
/// stands before it.
fn guarded(cell: &str) -> Cow<'_, str> {
    match cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        true => format!("'{cell}").into(),
        false => cell.into(),
    }
}

fn losses(project: &Project) -> Vec<Loss> {
    let mut losses = vec![Loss::Documents, Loss::Tagset];
    losses.extend((!project.settings().guidelines.is_empty()).then_some(Loss::Guidelines));
    let links = project.links().count();
    losses.extend((links > 0).then_some(Loss::Links(links)));
    let conflicts = project.disputes().count();
    losses.extend((conflicts > 0).then_some(Loss::Conflicts(conflicts)));
    losses
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::carets;
    use expect_test::{Expect, expect};

    fn check(picture: &str, expected: Expect) {
        let written = write(&carets::project(picture));
        assert!(written.starts_with('\u{feff}') && written.ends_with("\r\n"));
        expected.assert_eq(&written.trim_start_matches('\u{feff}').replace("\r\n", "\n"));
    }

    #[test]
    fn each_annotation_is_a_row() {
        check(
            "
Laut dpa stieg die Zahl am 3. Mai 2021 auf zwölf 😊.
     ^^^ source
         ^^^^^^^^^^^^^^ claim#1
                                       ^^^^^^^^^ claim#1
                           ^^^^^^^^^^^ date
",
            expect![[r#"
                document,title,outlet,published,annotation,label,start,end,unit,spans,quote,value,value_text,name,note,creator,created,modified,origin
                text,Picture,,,a1,Source,5,8,code points,5-8,dpa,,,,,,1970-01-01T00:00:00.000Z,1970-01-01T00:00:00.000Z,hand
                text,Picture,,,a2,Claim,9,48,code points,9-23 39-48,stieg die Zahl […] auf zwölf,,,,,,1970-01-01T00:00:00.000Z,1970-01-01T00:00:00.000Z,hand
                text,Picture,,,a3,Date,27,38,code points,27-38,3. Mai 2021,,,,,,1970-01-01T00:00:00.000Z,1970-01-01T00:00:00.000Z,hand
            "#]],
        );
    }

    #[test]
    fn commas_and_quotation_marks_stay_in_their_cells() {
        check(
            "
Er sagte: \"Ja, gut\".
          ^^^^^^^^^ claim
",
            expect![[r#"
                document,title,outlet,published,annotation,label,start,end,unit,spans,quote,value,value_text,name,note,creator,created,modified,origin
                text,Picture,,,a1,Claim,10,19,code points,10-19,"""Ja, gut""",,,,,,1970-01-01T00:00:00.000Z,1970-01-01T00:00:00.000Z,hand
            "#]],
        );
    }

    #[test]
    fn no_cell_is_a_formula() {
        for (cell, spelled) in [
            ("=1+1", "'=1+1"),
            ("+49", "'+49"),
            ("-3", "'-3"),
            ("@a", "'@a"),
            ("\ta", "'\ta"),
            ("a=1", "a=1"),
            ("", ""),
            ("'", "'"),
            ("–3", "–3"),
        ] {
            assert_eq!(guarded(cell), spelled);
        }
    }
}
