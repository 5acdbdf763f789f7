//! What became of each change that several tabs made of one project: each is in the project, or in the list of conflicts,
//! or was changed again or settled by a tab that knew of it.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt;

/// What one act changed, by the account of the tab in which it was done.
#[derive(Clone, Debug)]
pub struct Entry {
    tab: usize,
    at: u64,
    act: String,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    /// An annotation became another one, or came, or went.
    Changed {
        id: String,
        was: Version,
        is: Version,
        // When that tab last had the annotation as it is now, before that; nothing where what came since was never stored.
        seen: Option<u64>,
    },
    /// A version was taken out of the list of conflicts.
    Settled(String, Version),
}

/// All that an annotation says, in whichever way it was written; empty where it is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Version(String);

impl Version {
    /// Of an annotation as a project file has it, or as the list of conflicts has it: there places are pairs, what is said
    /// beyond the note stands beside it, and what is as usual is not said.
    fn of(annotation: &Value) -> Self {
        if annotation.is_null() {
            return Self(String::new());
        }
        let place = |span: &Value| match span.get("start") {
            Some(start) => json!([start, span["end"]]),
            None => span.clone(),
        };
        let spans: Vec<Value> = annotation["spans"].as_array().into_iter().flatten().map(place).collect();
        let text = |name: &str| match &annotation[name] {
            Value::Null => annotation["attributes"][name].as_str().unwrap_or_default(),
            value => value.as_str().unwrap_or_default(),
        };
        let modified = [text("modified"), text("created")].into_iter().find(|moment| !moment.is_empty());
        let fields = ["document", "label", "note", "name", "value", "value_text"].map(text);
        Self(json!([modified, spans, fields]).to_string())
    }

    /// The annotation and its version that lost, or that it was to be gone; `None` for anything else that can lose.
    fn lost(loser: &Value) -> Option<(String, Self)> {
        let annotation = &loser["version"]["annotation"];
        let id = annotation["id"].as_str().or_else(|| loser["deletion"]["annotation"].as_str());
        Some((id?.to_owned(), Self::of(annotation)))
    }
}

impl Entry {
    /// Reads what a tab wrote down; `None` where it changed no annotation.
    pub fn read(tab: usize, entry: &Value) -> Option<Self> {
        let what = match entry["id"].as_str() {
            Some(id) => What::Changed {
                id: id.to_owned(),
                was: Version::of(&entry["was"]),
                is: Version::of(&entry["is"]),
                seen: entry["seen"].as_u64(),
            },
            None => {
                let (id, version) = Version::lost(&entry["loser"])?;
                What::Settled(id, version)
            }
        };
        let act = entry["act"].as_str().unwrap_or_default().to_owned();
        Some(Self { tab, at: entry["at"].as_u64()?, act, what })
    }

    /// The annotation.
    fn id(&self) -> &str {
        match &self.what {
            What::Changed { id, .. } | What::Settled(id, _) => id,
        }
    }

    /// Whether it came to a version.
    fn comes_to(&self, version: &Version) -> bool {
        matches!(&self.what, What::Changed { is, .. } if is == version)
    }

    /// Whether it had a version before its eyes, and put an end to it.
    fn ends(&self, version: &Version) -> bool {
        match &self.what {
            What::Changed { was, .. } => was == version,
            What::Settled(_, lost) => lost == version,
        }
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { tab, at, act, .. } = self;
        write!(out, "{at}, {act} in tab {tab}: ")?;
        match &self.what {
            What::Changed { was, is, seen, .. } => {
                write!(out, "{}\n        to {} (seen at {seen:?})", was.0, is.0)
            }
            What::Settled(_, lost) => write!(out, "settled {}", lost.0),
        }
    }
}

/// What the tabs came to.
#[derive(Debug)]
pub struct Outcome {
    /// How many changes there were.
    pub changes: usize,
    /// Of how many items versions are in the list of conflicts: the entries of that list.
    pub entries: usize,
    /// What is to be told of each change that is nowhere.
    pub lost: Vec<String>,
}

/// Looks for each change in what all tabs have in the end: the annotations of the project and its conflicts.
///
/// A tab that ends a version knows of what came to it before. Where two acts came to the very same version, neither of them
/// known to the tab of the other, who knows of one knows of both: nobody can tell the two apart.
pub fn settle(entries: &[Entry], annotations: &[Value], conflicts: &[Value]) -> Outcome {
    let mut by_id = BTreeMap::<&str, Vec<&Entry>>::new();
    for entry in entries {
        by_id.entry(entry.id()).or_default().push(entry);
    }
    let found: BTreeMap<&str, Version> = annotations
        .iter()
        .map(|annotation| (annotation["id"].as_str().unwrap_or_default(), Version::of(annotation)))
        .collect();
    let listed: Vec<(String, Version)> =
        conflicts.iter().filter_map(|conflict| Version::lost(&conflict["loser"])).collect();
    let (mut changes, mut lost) = (0, Vec::new());
    for (id, all) in &by_id {
        let gone = Version::of(&Value::Null);
        let now = found.get(id).unwrap_or(&gone);
        for entry in all {
            let What::Changed { is, seen, .. } = &entry.what else { continue };
            changes += 1;
            let is_listed = || listed.iter().any(|(about, version)| about == id && version == is);
            let is_unknown = |other: &&&Entry| seen.is_none_or(|seen| seen < other.at);
            let is_ended = || {
                let same = all.iter().filter(|other| other.comes_to(is)).filter(is_unknown);
                let first = same.map(|other| other.at).chain([entry.at]).min().unwrap_or(entry.at);
                all.iter().any(|later| later.ends(is) && first <= later.at)
            };
            if now != is && !is_listed() && !is_ended() {
                let further: String = all.iter().map(|other| format!("\n    {other}")).collect();
                let losing = listed.iter().filter(|(about, _)| about == id);
                let losing: String =
                    losing.map(|(_, version)| format!("\n    lost: {}", version.0)).collect();
                lost.push(format!("{id} at {entry}\n  found is {}\n  of{further}{losing}", now.0));
            }
        }
    }
    let about = |conflict: &Value| {
        let loser = &conflict["loser"];
        let (deletion, version) = (&loser["deletion"], &loser["version"]);
        let (kind, id) = match deletion.as_object().and_then(|deletion| deletion.iter().next()) {
            Some((kind, id)) => (kind.clone(), id.clone()),
            None => version
                .as_object()
                .and_then(|version| version.iter().next())
                .map_or_else(Default::default, |(kind, item)| (kind.clone(), item["id"].clone())),
        };
        format!("{kind} {id}")
    };
    let mut items: Vec<String> = conflicts.iter().map(about).collect();
    items.sort_unstable();
    items.dedup();
    Outcome { changes, entries: items.len(), lost }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn annotation(note: &str) -> Value {
        json!({ "id": "a", "label": "claim", "note": note, "spans": [{ "start": 1, "end": 4 }],
            "created": "2024", "modified": note })
    }

    fn changed(tab: usize, at: u64, was: Value, is: Value, seen: Option<u64>) -> Entry {
        Entry::read(tab, &json!({ "at": at, "act": "note", "id": "a", "was": was, "is": is, "seen": seen }))
            .unwrap()
    }

    fn lost(entries: &[Entry], annotations: &[Value], losers: &[Value]) -> usize {
        let conflicts: Vec<Value> =
            losers.iter().map(|loser| json!({ "loser": { "version": { "annotation": loser } } })).collect();
        settle(entries, annotations, &conflicts).lost.len()
    }

    #[test]
    fn of_two_tabs_that_did_not_know_of_each_other_both_changes_must_be_found() {
        let both = [
            changed(0, 5, annotation("x"), annotation("one"), None),
            changed(1, 5, annotation("x"), annotation("two"), None),
        ];
        assert_eq!(lost(&both, &[annotation("two")], &[annotation("one")]), 0);
        assert_eq!(lost(&both, &[annotation("two")], &[]), 1, "the one that lost is nowhere");
        assert_eq!(lost(&both, &[], &[]), 2);
        let later = [&both[..], &[changed(1, 9, annotation("one"), annotation("two"), None)]].concat();
        assert_eq!(lost(&later, &[annotation("two")], &[]), 0, "who saw it took it away");
    }

    #[test]
    fn what_was_settled_was_seen() {
        let change = changed(0, 5, annotation("x"), annotation("one"), None);
        let settled = |at: u64, loser: Value| {
            Entry::read(
                1,
                &json!({ "at": at, "act": "decide", "loser": { "version": { "annotation": loser } } }),
            )
        };
        let as_listed = json!({ "id": "a", "label": "claim", "note": "one", "spans": [[1, 4]],
            "created": "2024", "modified": "one" });
        let [early, late, other] =
            [settled(4, as_listed.clone()), settled(6, as_listed), settled(6, annotation("two"))]
                .map(Option::unwrap);
        assert_eq!(lost(&[change.clone(), late], &[], &[]), 0);
        assert_eq!(lost(&[change.clone(), early], &[], &[]), 1, "that was before");
        assert_eq!(lost(&[change, other], &[], &[]), 1, "that was another one");
    }

    #[test]
    fn a_deletion_is_not_ended_by_what_was_done_before_it() {
        let made = changed(0, 1, Value::Null, annotation("x"), None);
        let deleted = changed(1, 5, annotation("x"), Value::Null, Some(0));
        let again = changed(2, 7, Value::Null, annotation("x"), None);
        assert_eq!(lost(&[made.clone(), deleted.clone()], &[], &[]), 0);
        assert_eq!(lost(&[made.clone(), deleted.clone()], &[annotation("x")], &[]), 1, "it came back");
        assert_eq!(lost(&[made, deleted, again], &[annotation("x")], &[]), 0, "it was brought back");
    }

    #[test]
    fn who_knows_of_one_of_two_equal_changes_knows_of_both() {
        let first = changed(0, 2, annotation("x"), Value::Null, None);
        let back = changed(0, 3, Value::Null, annotation("x"), None);
        let second = |seen| changed(1, 5, annotation("x"), Value::Null, seen);
        let found = [annotation("x")];
        assert_eq!(lost(&[first.clone(), back.clone(), second(None)], &found, &[]), 0);
        assert_eq!(
            lost(&[first, back, second(Some(2))], &found, &[]),
            1,
            "it knew that it had been brought back"
        );
    }

    #[test]
    fn an_item_is_one_entry_of_the_list() {
        let version = |note: &str| json!({ "loser": { "version": { "annotation": annotation(note) } } });
        let all = [version("one"), version("two"), json!({ "loser": { "deletion": { "annotation": "b" } } })];
        assert_eq!(settle(&[], &[], &all).entries, 2);
        let deletion = json!({ "loser": { "deletion": { "annotation": "a" } } });
        assert_eq!(settle(&[], &[], &[version("one"), deletion]).entries, 1);
    }
}
