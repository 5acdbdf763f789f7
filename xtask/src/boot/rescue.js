
// What is left to do when the program has stopped: nothing of it runs on, its text stays to be read, and what was saved
// can be taken out of the browser's databases without it.
const SAVED = "beleg/";
const SAFE = "What was saved is safe.";
let isStopped = false;

function stop(sentence) {
  if (isStopped) return;
  isStopped = true;
  // A call that was interrupted would find everything half done. Nothing calls the program any more, and what is on its
  // way from it does not reach the databases.
  const refuse = () => { throw new Error("Beleg has stopped."); };
  wasm = new Proxy({}, { get: refuse });
  for (const name of ["add", "clear", "delete", "put"]) IDBObjectStore.prototype[name] = refuse;
  for (const name of ["dragover", "drop"]) addEventListener(name, (event) => event.preventDefault(), true);
  // Under a dialog nothing else could be reached.
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  for (const field of document.querySelectorAll("button, select, input")) field.disabled = true;
  for (const field of document.querySelectorAll("textarea")) field.readOnly = true;
  document.querySelector("[data-part=splash]")?.remove();

  const bar = document.createElement("div");
  bar.className = "stopped";
  bar.dataset.part = "stopped";
  bar.setAttribute("role", "alert");
  const said = bar.appendChild(document.createElement("span"));
  said.textContent = sentence;
  const button = (command, word, act) => {
    const element = bar.appendChild(document.createElement("button"));
    element.dataset.command = command;
    element.textContent = word;
    element.addEventListener("click", act);
  };
  button("rescue", "Download what was saved", async () => {
    try {
      const count = await rescue();
      said.textContent = count ? "Download started. Beleg opens this file like any other." : "Nothing is saved in this browser.";
    } catch (error) {
      said.textContent = "What was saved could not be read: " + error.message;
    }
  });
  button("reload", "Reload", () => location.reload());
  document.body.append(bar);
}

// Downloads the open project, or all projects where it is not known which is open. Answers how many.
async function rescue() {
  const open = document.body.dataset.project;
  const all = open ? [SAVED + open] : (await indexedDB.databases()).map((database) => database.name);
  let count = 0;
  for (const name of all.filter((name) => name.startsWith(SAVED))) {
    const saved = await everything(name);
    if (!saved) continue;
    count += 1;
    const project = name.slice(SAVED.length);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify({ "beleg-rescue": 1, project, ...saved })], { type: "application/json" }));
    link.download = project.replace(/[^\p{L}\p{N}]+/gu, "-") + "-rescue.json";
    document.body.append(link);
    link.click();
    link.remove();
  }
  return count;
}

// All stores of a database as they are. One that is not there is not made.
function everything(name) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(name);
    opening.onupgradeneeded = () => { opening.transaction.abort(); resolve(null); };
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      const names = [...database.objectStoreNames];
      if (!names.length) return resolve(null);
      const saved = {};
      const reading = database.transaction(names);
      for (const name of names) {
        const content = (saved[name] = {});
        reading.objectStore(name).openCursor().onsuccess = ({ target: { result: cursor } }) => {
          if (!cursor) return;
          content[cursor.key] = cursor.value;
          cursor.continue();
        };
      }
      reading.oncomplete = () => { database.close(); resolve(saved); };
      reading.onabort = () => reject(reading.error);
    };
  });
}

// These leave a call to the program unfinished: a panic, and no room left for its calls or its data.
function interrupts(error) {
  return error instanceof WebAssembly.RuntimeError || error instanceof RangeError || error?.name === "InternalError";
}

// Where the program panicked, if that is why it stopped.
function stopped() {
  const place = document.body.dataset.panic;
  stop("Beleg has stopped" + (place ? " at " + place : "") + ". " + SAFE);
}

function hear(event, error) {
  if (interrupts(error)) stopped();
  // What still tries to call the program is no news.
  else if (isStopped) event.preventDefault();
}

addEventListener("error", (event) => hear(event, event.error));
addEventListener("unhandledrejection", (event) => hear(event, event.reason));

// For a page on disk, WebKit tells listeners no more than "Script error", or nothing. So the calls to the program are
// watched themselves.
function watch(exports) {
  const watched = (call) => (...values) => {
    try {
      return call(...values);
    } catch (error) {
      if (interrupts(error)) stopped();
      throw error;
    }
  };
  return Object.fromEntries(Object.entries(exports).map(([name, it]) => [name, typeof it === "function" ? watched(it) : it]));
}
