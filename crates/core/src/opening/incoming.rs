//! Several files that were chosen or dropped together: what each is, and what became of it. None is left out.

use crate::formats::Unopened;

use super::How;

/// Files in the order in which they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Incoming {
    files: Vec<IncomingFile>,
    // The number of the file that is being looked at.
    current: Option<usize>,
}

/// A file among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncomingFile {
    /// Its name, without its folder.
    pub name: String,
    /// What is known of it.
    pub state: FileState,
}

/// What is known of a file, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileState {
    /// It is not read yet.
    Unread,
    /// It holds a project that can be opened.
    Ready {
        /// The name of the project.
        project: String,
        /// How many documents it has.
        documents: usize,
        /// How many annotations it has.
        annotations: usize,
    },
    /// It cannot be opened.
    Refused(Refused),
    /// It was opened.
    Taken(Taken),
}

/// Why a file cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It is a folder.
    Folder,
    /// It is larger than what is read at all. Sizes in bytes.
    TooLarge {
        /// How large it is.
        size: u64,
        /// How large it may be.
        limit: u64,
    },
    /// The browser could not read it.
    Unreadable,
    /// It is something else, or damaged.
    Unopened(Unopened),
}

/// How a file was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// Into the project that is open.
    In(How),
    /// As a project of its own, by the name and the address of that.
    Beside {
        /// The name of the project.
        name: String,
        /// Where it is found.
        address: String,
    },
}

impl Incoming {
    /// Takes in further files, and returns the number of the first one.
    pub fn add(&mut self, names: impl IntoIterator<Item = String>) -> usize {
        let first = self.files.len();
        self.files.extend(names.into_iter().map(|name| IncomingFile { name, state: FileState::Unread }));
        first
    }

    /// All of them.
    pub fn files(&self) -> &[IncomingFile] {
        &self.files
    }

    /// Notes what is known of a file.
    pub fn set(&mut self, number: usize, state: FileState) {
        if let Some(file) = self.files.get_mut(number) {
            file.state = state;
        }
    }

    /// Looks at a file that can be opened, and says whether it can.
    pub fn begin(&mut self, number: usize) -> bool {
        let is_ready = self.files.get(number).is_some_and(IncomingFile::is_ready);
        if is_ready {
            self.current = Some(number);
        }
        is_ready
    }

    /// The file that is looked at.
    pub fn current(&self) -> Option<usize> {
        self.current
    }

    /// The file that is looked at was opened.
    pub fn took(&mut self, taken: Taken) {
        if let Some(number) = self.current {
            self.set(number, FileState::Taken(taken));
        }
    }

    /// The file is looked at no longer. Where it was not opened, it can be opened as before.
    pub fn end(&mut self) -> bool {
        self.current.take().is_some()
    }

    /// The first file that can be opened.
    pub fn next(&self) -> Option<usize> {
        self.files.iter().position(IncomingFile::is_ready)
    }

    /// The names of those that can be opened or are not read yet, but for the one that is looked at.
    pub fn left(&self) -> Vec<&str> {
        let files = self.files.iter().enumerate();
        let is_open = |file: &IncomingFile| file.is_ready() || file.state == FileState::Unread;
        let left = files.filter(|(number, file)| is_open(file) && self.current != Some(*number));
        left.map(|(_, file)| file.name.as_str()).collect()
    }

    /// Whether some are not read yet.
    pub fn is_reading(&self) -> bool {
        self.files.iter().any(|file| file.state == FileState::Unread)
    }
}

impl IncomingFile {
    fn is_ready(&self) -> bool {
        matches!(self.state, FileState::Ready { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ready() -> FileState {
        FileState::Ready { project: "p".to_owned(), documents: 1, annotations: 2 }
    }

    #[test]
    fn one_file_after_the_other_is_opened_and_none_is_lost() {
        let mut incoming = Incoming::default();
        assert_eq!(incoming.add(["a", "b", "c", "d"].map(str::to_owned)), 0);
        assert!(incoming.is_reading());
        assert_eq!(incoming.next(), None);
        [0, 2, 3].into_iter().for_each(|number| incoming.set(number, ready()));
        incoming.set(1, FileState::Refused(Refused::Folder));
        assert!(!incoming.is_reading());
        assert!(!incoming.begin(1), "a folder is not opened");
        assert!(incoming.begin(0));
        assert_eq!(incoming.left(), ["c", "d"]);
        incoming.took(Taken::In(How::Merge));
        assert!(incoming.end());
        assert_eq!(incoming.next(), Some(2));
        // Cancel leaves it as it was.
        assert!(incoming.begin(2) && incoming.end());
        assert_eq!(incoming.left(), ["c", "d"]);
        assert!(!incoming.end(), "nothing is looked at");
        // More can come meanwhile.
        assert_eq!(incoming.add(["e".to_owned()]), 4);
        assert_eq!(incoming.files().len(), 5);
    }
}
