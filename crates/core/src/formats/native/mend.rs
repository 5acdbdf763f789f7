//! A file that somebody changed by hand, or that counts its positions in another unit: its quotes tell where they belong.

use std::collections::BTreeMap;

use crate::formats::{Mended, Placed, ReadError};
use crate::json::Json;
use crate::model::Id;
use crate::model::anchor::{Anchoring, Sought};
use crate::model::limits::Limits;
use crate::pace::{Pace, Through, at_once, pause};
use crate::text::Text;

use super::{build, read};

/// Reads a project file once more. Documents are taken though their texts are not those that their hashes name, and
/// annotations whose quotes do not stand at their places where they do stand, each of which is told.
pub fn mend(bytes: &[u8]) -> Result<Mended, ReadError> {
    at_once(mend_in_slices(bytes, &Through))
}

/// The same in slices.
pub async fn mend_in_slices(bytes: &[u8], pace: &dyn Pace) -> Result<Mended, ReadError> {
    let file = read::decoded(bytes, &Limits::READ)?;
    let mut tree = read::tree(&file, &Limits::READ, pace).await?;
    let (mut edited, mut placed) = (Vec::new(), Vec::new());
    let mut texts: BTreeMap<String, (Text, Option<Anchoring>)> = BTreeMap::new();
    for document in list(&mut tree, "documents") {
        pause(pace).await;
        let text = Text::new(document.text("text"));
        if document.text("sha256") != text.sha256() {
            set(document, "sha256", Json::Text(text.sha256().to_owned().into()));
            edited.extend(Id::new(document.text("id")));
        }
        // Of two of one id the first is taken.
        texts.entry(document.owned("id")).or_insert((text, None));
    }
    for annotation in list(&mut tree, "annotations") {
        pause(pace).await;
        let document = annotation.text("document");
        let Some((text, anchoring)) = texts.get_mut(document) else { continue };
        if annotation.list("spans").iter().all(|span| build::span(span, text).is_ok()) {
            continue;
        }
        let Some(sought) = annotation.list("spans").iter().map(sought).collect::<Option<Vec<_>>>() else {
            continue;
        };
        let anchoring = anchoring.get_or_insert_with(|| Anchoring::of_quotes(text));
        let Some(found) = anchoring.find_quotes(sought.iter().copied()) else { continue };
        let words =
            sought.iter().map(|sought| [sought.prefix, sought.exact, sought.suffix].map(str::to_owned));
        placed.extend(Id::new(annotation.text("id")).map(|annotation| Placed {
            annotation,
            words: words.collect(),
            found: found.clone(),
        }));
        for (json, span) in list(annotation, "spans").iter_mut().zip(found.spans.iter()) {
            let exact = text.slice(span).unwrap_or_default().to_owned();
            let quote = [("exact", exact), ("prefix", String::new()), ("suffix", String::new())];
            let quote = quote.map(|(name, part)| (name.into(), Json::Text(part.into())));
            set(json, "start", Json::Integer(span.start().get().into()));
            set(json, "end", Json::Integer(span.end().get().into()));
            set(json, "quote", Json::Object(quote.into()));
        }
    }
    Ok(Mended { read: build::project(&tree, &Limits::READ, pace).await?, edited, placed })
}

/// What a span quotes; `None` where it is too long to be quoted whole.
fn sought<'q>(span: &'q Json<'_>) -> Option<Sought<'q>> {
    let quote = span.field("quote");
    Some(Sought {
        exact: quote.optional("exact")?,
        prefix: quote.text("prefix"),
        suffix: quote.text("suffix"),
        start: u32::try_from(span.integer("start")).unwrap_or(0),
    })
}

fn field<'t, 'j>(json: &'t mut Json<'j>, name: &str) -> Option<&'t mut Json<'j>> {
    let Json::Object(fields) = json else { return None };
    fields.iter_mut().find(|(other, _)| other == name).map(|(_, value)| value)
}

fn list<'t, 'j>(json: &'t mut Json<'j>, name: &str) -> &'t mut [Json<'j>] {
    match field(json, name) {
        Some(Json::List(items)) => items,
        _ => &mut [],
    }
}

fn set<'j>(json: &mut Json<'j>, name: &str, value: Json<'j>) {
    if let Some(field) = field(json, name) {
        *field = value;
    }
}
