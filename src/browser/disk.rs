//! A file on the disk that the page may write to, where the browser lets pages do so (File System Access; Chromium).
//!
//! web-sys has these bindings only behind a flag for the whole build.

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;

use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

use beleg_core::journal::backup::{DiskProblem, Print};
use beleg_core::model::Timestamp;

use super::files::Chosen;

#[wasm_bindgen]
extern "C" {
    /// A window that can ask for a file to write to.
    type Asking;

    #[wasm_bindgen(method, catch, js_name = showSaveFilePicker)]
    async fn show_save_file_picker(this: &Asking, options: &Object) -> Result<JsValue, JsValue>;

    /// A file that somebody chose to be written to. The browser's storage can keep it.
    #[derive(Clone)]
    pub type FileHandle;

    #[wasm_bindgen(method, getter)]
    fn name(this: &FileHandle) -> String;

    #[wasm_bindgen(method, catch, js_name = queryPermission)]
    async fn query_permission(this: &FileHandle, options: &Object) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch, js_name = requestPermission)]
    async fn request_permission(this: &FileHandle, options: &Object) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch, js_name = getFile)]
    async fn get_file(this: &FileHandle) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch, js_name = createWritable)]
    async fn create_writable(this: &FileHandle) -> Result<JsValue, JsValue>;

    /// What is written beside the file and takes its place when it is closed.
    type Writable;

    #[wasm_bindgen(method, catch)]
    async fn write(this: &Writable, content: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn close(this: &Writable) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn abort(this: &Writable) -> Result<JsValue, JsValue>;

    /// What lets one page after the other do something.
    type Locks;

    #[wasm_bindgen(method, catch)]
    fn request(this: &Locks, name: &str, act: &JsValue) -> Result<Promise, JsValue>;
}

/// Whether this browser lets pages write to files.
pub fn can_write() -> bool {
    web_sys::window().is_some_and(|window| !get(&window, "showSaveFilePicker").is_undefined())
}

/// Lets somebody choose a file to be written to; `None` where nobody did. It has to come from a click or a key.
pub async fn choose(suggested: &str) -> Result<Option<FileHandle>, DiskProblem> {
    let window: JsValue = web_sys::window().into();
    let options = options("suggestedName", suggested);
    match window.unchecked_into::<Asking>().show_save_file_picker(&options).await {
        Ok(handle) => Ok(Some(handle.unchecked_into())),
        Err(error) if get(&error, "name") == "AbortError" => Ok(None),
        Err(error) => Err(problem(error)),
    }
}

/// The file that was kept in the browser's storage, where this is one.
pub fn kept(value: JsValue) -> Option<FileHandle> {
    value.is_object().then(|| value.unchecked_into())
}

impl FileHandle {
    /// The file's name, without its folder.
    pub fn file_name(&self) -> String {
        self.name()
    }

    /// Whether the page may write to it. `ask` has the browser ask, where it has to; that has to come from a click or a
    /// key.
    pub async fn may_write(&self, ask: bool) -> bool {
        let mode = options("mode", "readwrite");
        let is_granted = |answer: Result<JsValue, JsValue>| match answer {
            Ok(state) => state == "granted",
            // Whoever cannot be asked says so when something is written.
            Err(_) => true,
        };
        is_granted(self.query_permission(&mode).await)
            || (ask && matches!(self.request_permission(&mode).await, Ok(state) if state == "granted"))
    }

    /// What can be seen of the file from outside.
    pub async fn print(&self) -> Result<Print, DiskProblem> {
        let file = self.get_file().await.map_err(problem)?;
        let number = |name| get(&file, name).as_f64().unwrap_or_default();
        let modified = Timestamp::from_millis(number("lastModified") as i64);
        Ok(Print { size: number("size") as u64, modified })
    }

    /// The file, to be read.
    pub async fn chosen(&self) -> Result<Chosen, DiskProblem> {
        let file: web_sys::File = self.get_file().await.map_err(problem)?.unchecked_into();
        Ok(Chosen::from(file))
    }

    /// Puts this in the place of what stands in the file: as a whole, or not at all.
    pub async fn replace(&self, content: &str) -> Result<(), DiskProblem> {
        let writable: Writable = self.create_writable().await.map_err(problem)?.unchecked_into();
        let outcome = match writable.write(content).await {
            Ok(_) => writable.close().await,
            refused => refused,
        };
        if outcome.is_err() {
            // What has failed already cannot be given up, and need not be.
            let _ = writable.abort().await;
        }
        outcome.map(drop).map_err(problem)
    }
}

/// Does something while no other page of this program, nor this one, does something under the same name.
pub async fn alone(name: &str, work: impl Future<Output = ()> + 'static) {
    let work: Pin<Box<dyn Future<Output = ()>>> = Box::pin(work);
    let work = Rc::new(Cell::new(Some(work)));
    let locked = Rc::clone(&work);
    let act = Closure::once_into_js(move || {
        future_to_promise(async move {
            if let Some(work) = locked.take() {
                work.await;
            }
            Ok(JsValue::UNDEFINED)
        })
    });
    let locks = web_sys::window().map(|window| get(&get(&window, "navigator"), "locks"));
    if let Some(locks) = locks.filter(JsValue::is_object)
        && let Ok(done) = locks.unchecked_into::<Locks>().request(name, &act)
    {
        // A refusal leaves the work where it is.
        let _ = JsFuture::from(done).await;
    }
    // Where storage is blocked there are no locks, and nothing that pages share either.
    if let Some(work) = work.take() {
        work.await;
    }
}

/// An object with one property.
fn options(name: &str, value: &str) -> Object {
    let options = Object::new();
    // A plain object takes any property.
    let _ = Reflect::set(&options, &name.into(), &value.into());
    options
}

/// What an exception means.
fn problem(error: JsValue) -> DiskProblem {
    let name = get(&error, "name").as_string().unwrap_or_default();
    match name.as_str() {
        "NotFoundError" => DiskProblem::Gone,
        "NotAllowedError" | "SecurityError" => DiskProblem::Refused,
        "QuotaExceededError" => DiskProblem::Full,
        "NoModificationAllowedError" | "InvalidStateError" => DiskProblem::Busy,
        _ => DiskProblem::Failed { message: get(&error, "message").as_string().unwrap_or_default(), name },
    }
}

/// A property, or nothing where there is none.
fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or_default()
}
