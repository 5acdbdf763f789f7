//! What must hold of whatever came out of a stranger's file.

use beleg::words;
use beleg_core::formats::native::{read, write};
use beleg_core::formats::{Read, open};
use beleg_core::model::{History, Id, Item, Project, Timestamp, Transaction, tiles};
use beleg_core::opening::{How, Opening};
use beleg_core::session::{Keymap, Session};

/// What a person is told of a file: the sentences, one on a line; the first one says that it can be opened, or why not.
pub fn told(file: &[u8]) -> Vec<String> {
    match open("x.json", file) {
        Ok(read) => {
            let problems = read.problems.iter().map(words::problem).collect::<Vec<_>>();
            assert_whole(read);
            ["opens".to_owned()].into_iter().chain(problems).collect()
        }
        Err(why) => vec![words::not_opened("x.json", &why)],
    }
}

/// The project is one that the page can show, change, write and read again.
pub fn assert_whole(Read { project, problems }: Read) {
    assert_fits(&project);
    let again = write(&project);
    let back = read(again.as_bytes());
    assert_eq!(back.as_ref().map(|read| read.problems.len()), Ok(0), "what was written cannot be read");
    assert_eq!(back.as_ref().map(|read| &read.project), Ok(&project), "it comes back as another project");
    assert_eq!(back.map(|read| write(&read.project)).as_deref(), Ok(again.as_str()));
    assert_taken_in(&project, problems);
    assert_shown(project);
}

/// Everything to which an item refers is there, and every span lies in its text.
pub fn assert_fits(project: &Project) {
    let mut anew = Project::new(project.id().clone());
    let mut edits: Vec<_> = project.items().map(beleg_core::model::Edit::Add).collect();
    // The settings are there from the start.
    let (old, new) = (anew.items().next().unwrap(), project.items().next().unwrap());
    edits[0] = beleg_core::model::Edit::Replace { old, new };
    let (action, origin) = (beleg_core::model::Action::Replace, beleg_core::model::Origin::File);
    anew.apply(&Transaction { action, edits, origin, at: Timestamp::default() }).unwrap();
    assert_eq!(&anew, project);
    for annotation in project.annotations() {
        let document = project.document(&annotation.document).unwrap();
        for span in annotation.spans.iter() {
            assert!(document.text.slice(span).is_some_and(|slice| !slice.is_empty()));
        }
    }
}

/// It can take the place of another project or be merged into it, and both can be undone.
fn assert_taken_in(project: &Project, problems: Vec<beleg_core::formats::Problem>) {
    let empty = Project::new(Id::new("other").unwrap());
    let opening = Opening::new(&empty, Read { project: project.clone(), problems });
    for sentence in opening.problems.iter().map(words::problem) {
        assert_plain(&sentence);
    }
    words::summary(&opening);
    for how in [How::Merge, How::Replace] {
        let transaction = opening.transaction(how, Timestamp::default());
        let mut taken = empty.clone();
        taken.apply(&transaction).unwrap();
        // Merging leaves the settings as they are, and lists a conflict that it finds under an id of its own.
        let is_plain =
            |item: &Item| how == How::Replace || !matches!(item, Item::Settings(_) | Item::Dispute(_));
        let plain = |project: &Project| project.items().filter(is_plain).collect::<Vec<_>>();
        assert!(plain(&taken) == plain(project), "{how:?} takes in what the file holds");
        taken.apply(&transaction.inverse()).unwrap();
        assert_eq!(taken, empty, "{how:?} can be undone");
    }
}

/// What the page asks of a project in order to draw it.
fn assert_shown(project: Project) {
    for document in project.documents() {
        let pieces = project.marks(&document.id).unwrap().index();
        for block in document.text.blocks().iter().take(50) {
            let mut at = block.span.start();
            for tile in tiles(block.span, pieces.overlapping(block.span)) {
                assert_eq!(tile.span.start(), at, "tiles follow one another");
                at = tile.span.end();
            }
            assert_eq!(at, block.span.end());
            beleg_core::text::unseen(&document.text, block);
        }
        words::about_document(document);
    }
    for annotation in project.annotations().take(50) {
        words::made(annotation);
        project.quotes(annotation).count();
    }
    Keymap::default().labels(&project);
    let session = Session::new(project, History::default());
    let name = beleg_core::session::file_name(&session, Timestamp::default(), "json");
    // What a file system takes on any machine: nothing that means something to it, that cannot be seen, or that is too long.
    assert!(name.ends_with(".json") && name.len() <= 255 && !name.starts_with(['.', ' ', '-']), "{name:?}");
    let refused = name.chars().find(|char| {
        "/\\:*?\"<>|".contains(*char) || char.is_control() || beleg_core::text::unseen_name(*char).is_some()
    });
    assert_eq!(refused, None, "{name:?}");
}

/// A sentence has a length that can be read, and nothing in it turns it round or cannot be seen.
pub fn assert_plain(sentence: &str) {
    assert!(sentence.chars().count() < 1500, "{} characters in a sentence", sentence.chars().count());
    let strange = sentence.chars().find(|char| {
        beleg_core::text::unseen_name(*char).is_some_and(|name| !["NBSP", "VS", "ZWJ"].contains(&name))
    });
    assert_eq!(strange, None, "{sentence:?}");
}
