//! Files that come in and go out. Both stay on this machine.

use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, DataTransferItem, File, FileList, HtmlAnchorElement, HtmlInputElement, Url,
};

/// The media type of JSON.
pub const JSON: &str = "application/json";

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileProblem {
    /// It is larger than what is read at all. Sizes in bytes.
    TooLarge {
        /// How large it is.
        size: u64,
        /// How large it may be.
        limit: u64,
    },
    /// The browser could not read it: it was moved, or may not be read.
    Unreadable,
}

/// A file that somebody chose.
#[derive(Clone, Debug)]
pub struct Chosen {
    file: File,
}

impl From<File> for Chosen {
    fn from(file: File) -> Self {
        Chosen { file }
    }
}

impl Chosen {
    /// The file's name, without its folder.
    pub fn name(&self) -> String {
        self.file.name()
    }

    /// What is in the file. One over the limit, in bytes, is not touched.
    pub async fn content(&self, limit: u64) -> Result<Content, FileProblem> {
        let size = self.file.size() as u64;
        if size > limit {
            return Err(FileProblem::TooLarge { size, limit });
        }
        let content = JsFuture::from(self.file.array_buffer()).await.map_err(|_| FileProblem::Unreadable)?;
        Ok(Content(content.unchecked_into()))
    }
}

/// What is in a file, in the memory of the browser.
pub struct Content(ArrayBuffer);

impl Content {
    /// How large it is, in bytes.
    pub fn size(&self) -> usize {
        self.0.byte_length() as usize
    }

    /// The bytes, in the memory of the program.
    pub fn bytes(&self) -> Vec<u8> {
        Uint8Array::new(&self.0).to_vec()
    }
}

/// Something that was chosen or dropped.
pub enum Picked {
    /// A file.
    File(Chosen),
    /// A folder, by its name.
    Folder(String),
}

impl Picked {
    /// Its name, without the folder it is in.
    pub fn name(&self) -> String {
        match self {
            Picked::File(file) => file.name(),
            Picked::Folder(name) => name.clone(),
        }
    }
}

/// The files chosen in a file field. The field is emptied, so that the same files can be chosen again.
pub fn chosen(field: &HtmlInputElement) -> Vec<Picked> {
    let files = field.files().map(|files| all(&files)).unwrap_or_default();
    field.set_value("");
    files
}

/// The files and folders that were dropped onto the page.
pub fn dropped(event: &web_sys::DragEvent) -> Vec<Picked> {
    let Some(data) = event.data_transfer() else { return Vec::new() };
    let items = data.items();
    let picked = |item: DataTransferItem| {
        if let Ok(Some(entry)) = item.webkit_get_as_entry()
            && entry.is_directory()
        {
            return Some(Picked::Folder(entry.name()));
        }
        item.get_as_file().ok().flatten().map(|file| Picked::File(file.into()))
    };
    let found: Vec<Picked> =
        (0..items.length()).filter_map(|number| items.get(number)).filter_map(picked).collect();
    match data.files() {
        // Some drags name their files here alone.
        Some(files) if found.is_empty() => all(&files),
        _ => found,
    }
}

fn all(files: &FileList) -> Vec<Picked> {
    (0..files.length()).filter_map(|number| files.get(number)).map(|file| Picked::File(file.into())).collect()
}

/// Hands out a file. The browser asks where to, or puts it among the downloads; the page is not told which.
///
/// Answers whether the browser took it.
pub fn download(name: &str, content: &str, media_type: &str) -> bool {
    hand_out(name, content, media_type).is_some()
}

fn hand_out(name: &str, content: &str, media_type: &str) -> Option<()> {
    // Bytes of the browser's own. A text would be a view into the memory of this program, and a view is empty once that
    // memory has grown, as it can while the list is made that the blob is made of.
    let bytes = Uint8Array::new_from_slice(content.as_bytes());
    let kind = BlobPropertyBag::new();
    kind.set_type(media_type);
    let blob = Blob::new_with_u8_array_sequence_and_options(&Array::of1(&bytes), &kind).ok()?;
    let url = Url::create_object_url_with_blob(&blob).ok()?;
    let page = web_sys::window()?.document()?;
    let link: HtmlAnchorElement = page.create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&url);
    link.set_download(name);
    link.set_hidden(true);
    page.body()?.append_child(&link).ok()?;
    link.click();
    link.remove();
    // Firefox begins the download after the click, so that the address must live on for a while.
    gloo::timers::callback::Timeout::new(60_000, move || {
        let _ = Url::revoke_object_url(&url);
    })
    .forget();
    Some(())
}
