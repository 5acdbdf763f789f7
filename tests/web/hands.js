// What a person does with a page, as the browser tells the page of it, and what that person sees there.

// The page's timers. A machine may stand still for seconds between two steps of a test, so what hangs on time happens
// when the test says so.
const begin = window.setTimeout.bind(window);
const timers = new Map();
const held = new Map();
let latest = 0;
const end = number => {
    const timer = timers.get(number);
    if (timers.delete(number)) timer.act();
};
const run = number => begin(end, timers.get(number).millis, number);
window.setTimeout = (act, millis = 0, ...more) => {
    timers.set(++latest, { act: () => act(...more), millis });
    if (!held.get(millis)) run(latest);
    return latest;
};
window.clearTimeout = number => { timers.delete(number); };
const waiting = millis => [...timers].filter(([, timer]) => timer.millis === millis).map(([number]) => number);

// From now on timers of this length do not end by themselves.
export const holdTimers = millis => { held.set(millis, (held.get(millis) ?? 0) + 1); };
// They do again, from the beginning.
export function letTimers(millis) {
    held.set(millis, Math.max(0, (held.get(millis) ?? 0) - 1));
    if (!held.get(millis)) waiting(millis).forEach(run);
}
// Those that wait end now. How many there were.
export function endTimers(millis) {
    const ended = waiting(millis);
    ended.forEach(end);
    return ended.length;
}
// Nothing that a failed test left is held, but how long the page waits for its store until it gives up, and how long
// good news stays.
export function resetTime() {
    held.clear();
    [4_000, 10_000, 30_000, 8_000].forEach(holdTimers);
    stops = 0;
    Date.now = now;
}

// The clock of the page stands still until it has been started as often as it was stopped.
const { now } = Date;
let stops = 0;
export function stopClock() {
    const then = Date.now();
    stops += 1;
    Date.now = () => then;
}
export function startClock() {
    stops -= 1;
    if (!stops) Date.now = now;
}
resetTime();

const sleep = millis => new Promise(resolve => begin(resolve, millis));

// Whether somebody could see the window, whatever a test says to the page.
const { get: hidden } = Object.getOwnPropertyDescriptor(Document.prototype, "hidden");

// Until the page has drawn what was done and was told of the selection. A hidden window draws no frames.
export async function settle() {
    await Promise.race([new Promise(requestAnimationFrame), sleep(hidden.call(document) ? 1_000 : 20_000)]);
    await sleep(0);
}

// Lets the selection change. The browser tells the page of it in its own time; WebKit does not where both places are in
// one character of several parts.
async function reselect(change) {
    const selection = getSelection();
    const place = () => [
        selection.anchorNode, selection.anchorOffset, selection.focusNode, selection.focusOffset,
    ];
    const before = place();
    const told = new Promise(resolve => document.addEventListener("selectionchange", resolve, { once: true }));
    change(selection);
    if (place().some((part, number) => part !== before[number])) await Promise.race([told, sleep(5_000)]);
    await settle();
}

// The blocks are counted in the order in which they stand: `[data-block='1']` is the second one.
const find = selector => {
    const block = /^\[data-block='(\d+)'\]$/.exec(selector);
    const found = block ? blocks()[block[1]] : document.querySelector(selector);
    if (!found) throw new Error(`nothing on the page is ${selector}`);
    return found;
};
const blocks = () => [...document.querySelectorAll(".text [data-block]")];
const element = node => node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;

// The point of the page at a position of the text in UTF-16 units. Between two nodes there are two such points.
function point(units, isLater) {
    const walker = document.createTreeWalker(find(".text"), NodeFilter.SHOW_TEXT);
    let last;
    while (walker.nextNode()) {
        last = walker.currentNode;
        if (units < last.length || (units === last.length && !isLater)) return [last, units];
        units -= last.length;
    }
    return [last, last.length];
}

const pointer = (kind, target, more) =>
    target.dispatchEvent(new PointerEvent(kind, {
        bubbles: true, cancelable: true, composed: true, isPrimary: true, pointerType: "mouse", ...more,
    }));

// A pressed button gives the focus to what lies under it, or to nothing.
function down(target, more, mouse = () => true) {
    if (!pointer("pointerdown", target, { buttons: 1, ...more }) || !mouse()) return;
    const focusable = target.closest("a, button, input, select, textarea, [tabindex]");
    if (focusable) focusable.focus({ preventScroll: true });
    else document.activeElement?.blur();
}

async function dragBetween([anchor, anchorOffset], [focus, focusOffset], altKey) {
    const [from, to] = [element(anchor), element(focus)];
    down(from, { altKey });
    await reselect(selection => selection.setBaseAndExtent(anchor, anchorOffset, anchor, anchorOffset));
    await reselect(selection => selection.setBaseAndExtent(anchor, anchorOffset, focus, focusOffset));
    pointer("pointerup", to, { altKey });
    // A click goes to what holds both ends. Where one of them was drawn anew meanwhile there is none.
    let common = from;
    while (common && !common.contains(to)) common = common.parentElement;
    if (common) pointer("click", common, { altKey, detail: 1 });
    await settle();
}

// Drags the mouse over the text. `isOuter` takes the points outside the nodes that are selected.
export const drag = (anchor, focus, isOuter, altKey) => {
    const isForward = anchor <= focus;
    return dragBetween(point(anchor, isForward !== isOuter), point(focus, isForward === isOuter), altKey);
};

// The same between two nodes, each with the number of a child or a character.
export const dragNodes = (anchor, anchorOffset, focus, focusOffset) => {
    const node = selector => selector.endsWith(" text") ? find(selector.slice(0, -5)).firstChild : find(selector);
    return dragBetween([node(anchor), anchorOffset], [node(focus), focusOffset], false);
};

// Selects as fingers and the browser's own caret do: the page hears of the outcome only.
export async function touch(anchor, focus) {
    await reselect(selection => selection.setBaseAndExtent(...point(anchor, true), ...point(focus, false)));
}

// Drags selected words away, as the browser lets them be dragged, and loses what was selected meanwhile.
export async function dragAway(units) {
    const [node] = point(units, true);
    pointer("pointerdown", element(node), { buttons: 1 });
    pointer("pointercancel", element(node));
    await reselect(selection => selection.removeAllRanges());
}

// A click into the text.
export async function clickAt(units) {
    const [node, offset] = point(units, true);
    await dragBetween([node, offset], [node, offset], false);
}

// A click on something else.
export async function push(selector) {
    const target = find(selector);
    // What keeps the focus where it is says so when the mouse comes down.
    const mouse = () => target.dispatchEvent(new MouseEvent("mousedown", { bubbles: true, cancelable: true, detail: 1 }));
    down(target, {}, mouse);
    pointer("pointerup", target);
    target.click();
    await settle();
}

// Presses a combination such as `Ctrl+Shift+Z` where the focus is, and says whether the page took it. Behind an `@` can
// stand where the key lies. A plus at the end is the key itself.
export async function press(chord) {
    const held = chord.replace(/\+$/, "Plus").split("+");
    const [name, code = ""] = held.pop().split("@");
    const named = name === "Plus" ? "+" : name;
    const has = name => held.includes(name);
    const key = named.length === 1 && !has("Shift") ? named.toLowerCase() : named;
    const target = document.activeElement ?? document.body;
    const dispatch = kind => {
        const event = new KeyboardEvent(kind, {
            key, code, bubbles: true, cancelable: true, composed: true, isComposing: has("Composing"),
            repeat: has("Repeat"), ctrlKey: has("Ctrl"), altKey: has("Alt"), shiftKey: has("Shift"), metaKey: has("Meta"),
        });
        // WebKit knows no AltGraph in an event that a page makes.
        if (has("AltGraph")) event.getModifierState = name => name === "AltGraph";
        // So Safari tells of the key that ends a composition.
        if (has("Composed")) Object.defineProperty(event, "keyCode", { value: 229 });
        return target.dispatchEvent(event);
    };
    const isTaken = !dispatch("keydown");
    dispatch("keyup");
    await settle();
    return isTaken;
}

// After how long without a letter the page writes down what was typed.
const REST = 300;

// Types into a field, instead of what is there, key by key and without a rest. `\b` takes the last character back.
export async function type(selector, text) {
    const field = find(selector);
    field.focus();
    const enter = async value => {
        field.value = value;
        field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText" }));
        await sleep(0);
    };
    const [first = "", ...others] = text;
    holdTimers(REST);
    stopClock();
    await enter(first);
    for (const key of others) await enter(key === "\b" ? field.value.slice(0, -1) : field.value + key);
    startClock();
    letTimers(REST);
    await settle();
}

// Puts a text into a field at once, instead of what is there.
export async function paste(selector, text) {
    const field = find(selector);
    field.focus();
    field.value = text;
    field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromPaste" }));
    await settle();
}

// Types on in a field, key by key. By the clock of the page there are so many milliseconds between two of them, and no rest
// comes to its end.
export async function typeOn(selector, text, millis) {
    const field = find(selector);
    field.focus();
    stopClock();
    let time = Date.now();
    for (const key of text) {
        time += millis;
        const then = time;
        Date.now = () => then;
        field.value += key;
        field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText" }));
        await sleep(0);
    }
    startClock();
    await settle();
}

// Leaves the field that has the focus, after something was typed there.
export async function leave() {
    const field = document.activeElement;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.blur();
    await settle();
}

// The browser asks a dialog to close.
export async function cancel(selector) {
    find(selector).dispatchEvent(new Event("cancel", { cancelable: true }));
    await settle();
}

export const focus = selector => find(selector).focus();
export const focused = () => document.activeElement?.outerHTML.match(/^<[^>]*>/)[0] ?? "";
export const focusedText = () => document.activeElement?.textContent ?? "";
export const selected = () => getSelection().rangeCount ? getSelection().getRangeAt(0).cloneContents().textContent : "";

export const count = selector => document.querySelectorAll(selector).length;
export const textAt = selector => find(selector).textContent;
export const valueAt = selector => find(selector).value;
export const attributeAt = (selector, name) => find(selector).getAttribute(name) ?? undefined;

export const blockTexts = () => blocks().map(block => block.textContent);

// What a block consists of: plain text, or a mark with its annotations and classes.
export const tiles = number => [...blocks()[number].childNodes].map(node => node.nodeType === Node.TEXT_NODE
    ? node.data
    : [node.textContent, node.dataset.annotations ?? "-",
        [...node.classList].filter(name => !/^(tint|lane|bridge)-/.test(name)).join(" ")].join(" | "));

// The lines of a mark, by lane.
export const lanes = selector => [...find(selector).classList].flatMap(name => {
    const [, kind, lane, label] = /^(lane|bridge)-(\d+)-(\d+)$/.exec(name) ?? [];
    const style = getComputedStyle(find(selector));
    const clear = "rgba(0, 0, 0, 0)";
    const isDrawn = lane === "0" && style.borderBottomColor !== clear && style.borderBottomStyle !== "none"
        || style.getPropertyValue(`--lane-${lane}`).includes("gradient");
    return lane && isDrawn ? [`${lane}: ${kind} of ${label}`] : [];
});

// Remembers every node of the text, to tell afterwards which blocks hold others.
export function remember() {
    for (const block of blocks()) for (const node of [block, ...block.childNodes]) node.isRemembered = true;
}
export const freshTiles = number =>
    [...blocks()[number].childNodes].filter(node => !node.isRemembered).map(node => node.textContent);
export const redrawn = () => blocks()
    .map((block, number) => [block, ...block.childNodes].every(node => node.isRemembered) ? -1 : number)
    .filter(number => number >= 0);

// What went wrong where nobody waits for an outcome: in a listener, in a timer.
const errors = [];
addEventListener("error", event => errors.push(event.message));
addEventListener("unhandledrejection", event => errors.push(String(event.reason)));
export const takeErrors = () => errors.splice(0);

// Watches an attribute; the values that it went through, the first one included.
let watching = [];
export function watch(selector, name) {
    const target = find(selector);
    const seen = [target.getAttribute(name)];
    const observer = new MutationObserver(() => {
        if (seen.at(-1) !== target.getAttribute(name)) seen.push(target.getAttribute(name));
    });
    observer.observe(target, { attributes: true, attributeFilter: [name] });
    watching = seen;
}
export const watched = () => watching;

// Sets what `navigator.storage` is for the page; without a name it is what it was.
export const setStorage = name => {
    const storages = { none: undefined, silent: { persist: () => new Promise(() => {}), persisted: async () => false,
        estimate: async () => ({ usage: 3e6, quota: 2e9 }) }, kind: { persist: async () => true,
        persisted: async () => false, estimate: async () => { throw new TypeError("no"); } } };
    if (name) Object.defineProperty(navigator, "storage", { configurable: true, value: storages[name] });
    else delete navigator.storage;
};

// A finger on the text: where it comes down, whether it rests there, and to where it drags.
const finger = (kind, target, [x, y]) =>
    pointer(kind, target, { pointerType: "touch", pointerId: 7, clientX: x, clientY: y });
function spot(units) {
    const [node, offset] = point(units, true);
    const range = document.createRange();
    range.setStart(node, offset);
    range.setEnd(node, offset + 1);
    node.parentElement.scrollIntoView({ block: "center" });
    const letter = range.getClientRects()[0];
    return [letter.left + 1, letter.top + letter.height / 2];
}
// How long a finger rests until it selects.
const LONG = 500;
// A place once it stays there: sections that come into view are laid out a frame later, with other heights than were
// supposed until then, and a person presses what has come to rest.
async function atRest(place) {
    let before = place();
    for (let frames = 0, still = 0; frames < 60 && still < 2; frames += 1) {
        await settle();
        const now = place();
        still = now.every((value, axis) => value === before[axis]) ? still + 1 : 0;
        before = now;
    }
    return before;
}
// It is lifted at once, or when it has rested for long. However late it gets, that changes nothing afterwards.
export async function rest(units, isLong) {
    const place = await atRest(() => spot(units));
    const target = document.elementFromPoint(...place);
    holdTimers(LONG);
    finger("pointerdown", target, place);
    if (isLong) endTimers(LONG);
    finger("pointerup", target, place);
    endTimers(LONG);
    letTimers(LONG);
    await settle();
}
// A finger drags what hangs under its place, so that the text stays in sight.
export async function dragHandle(selector, units) {
    const [x, y] = spot(units);
    const handle = find(selector);
    const { left, top } = handle.getBoundingClientRect();
    finger("pointerdown", handle, [left, top]);
    finger("pointermove", handle, [x, y + 28]);
    await settle();
    finger("pointerup", handle, [x, y + 28]);
    await settle();
}
export const sizeOf = selector => {
    const { width, height } = find(selector).getBoundingClientRect();
    return Math.round(Math.min(width, height));
};

// A disk: files of the browser's own, in the place of those that a person would choose. They are as real as those: they
// are written, closed, changed by others, and kept by the storage.
let chosen = "tied.json";
let permission = "granted";
// WebKitGTK under WebDriver has no such files. There some in memory stand for them, written when they are closed; a handle is
// a map that holds the name, since a database there keeps maps and no files.
const hasFiles = Boolean(navigator.storage?.getDirectory);
const files = new Map();
const put = (name, parts) => files.set(name, new File(parts, name, { lastModified: now() }));
function found(name) {
    if (!files.has(name)) throw new DOMException(`${name} is not there`, "NotFoundError");
    return files.get(name);
}
class Written {
    constructor(name) { Object.assign(this, { name, parts: [] }); }
    async write(part) { this.parts.push(part); }
    async close() { put(this.name, this.parts); }
    async abort() { this.parts = []; }
}
if (!hasFiles) {
    Object.defineProperty(Map.prototype, "name", { get() { return this.get("name"); } });
    Map.prototype.getFile = async function () { return found(this.name); };
    Map.prototype.createWritable = async function () { return new Written(found(this.name).name); };
}
const folder = {
    keys: () => [...files.keys()],
    removeEntry: async name => { files.delete(found(name).name); },
    async getFileHandle(name, { create = false } = {}) {
        if (create && !files.has(name)) put(name, []);
        return new Map([["name", found(name).name]]);
    },
};
const Handle = hasFiles ? FileSystemHandle : Map;
const Stream = hasFiles ? FileSystemWritableFileStream : Written;
const root = async () => hasFiles ? navigator.storage.getDirectory() : folder;
// Nobody else is at the files meanwhile: neither the page nor one that is gone and had begun to write.
const alone = act => navigator.locks.request("beleg/picture/file", { signal: AbortSignal.timeout(60_000) }, act);
export async function prepareDisk() {
    permission = "granted";
    chosen = "tied.json";
    breakDisk();
    await alone(async () => {
        const all = await root();
        for await (const name of all.keys()) await all.removeEntry(name);
    });
    window.showSaveFilePicker = async () => {
        if (!chosen) throw new DOMException("nobody chose", "AbortError");
        return (await root()).getFileHandle(chosen, { create: true });
    };
    Handle.prototype.queryPermission = async () => permission;
    Handle.prototype.requestPermission = async () => permission = "granted";
}
// A browser that lets no page write to files, until the next disk.
export const takeDiskAway = () => { window.showSaveFilePicker = undefined; };
export const choose = name => { chosen = name || undefined; };
export const forgetPermission = () => { permission = "prompt"; };
export const onDisk = name =>
    alone(async () => (await (await (await root()).getFileHandle(name)).getFile()).text());
export const writeOnDisk = (name, content) => alone(async () => {
    const writable = await (await (await root()).getFileHandle(name)).createWritable();
    await writable.write(content);
    await writable.close();
});
export const removeFromDisk = name => alone(async () => (await root()).removeEntry(name));
// From now on writing fails with an exception of this name; without one it works again.
const real = Stream.prototype.close;
export const breakDisk = name => {
    Stream.prototype.close = name
        ? function () { return this.abort().then(() => { throw new DOMException("no", name); }); }
        : real;
};

// Keeps the file that the page hands out. Meanwhile the memory of the program grows with each list that is made of
// something, as it can at any time.
const { of } = Array;
const { createObjectURL } = URL;
const click = HTMLAnchorElement.prototype.click;
let handedOut;
export function keepHandedOut(memory) {
    Array.of = (...all) => {
        memory.grow(1);
        return of.apply(Array, all);
    };
    URL.createObjectURL = blob => {
        handedOut = blob;
        return createObjectURL.call(URL, blob);
    };
    HTMLAnchorElement.prototype.click = () => {};
}
export function takeHandedOut() {
    Array.of = of;
    URL.createObjectURL = createObjectURL;
    HTMLAnchorElement.prototype.click = click;
    return handedOut.text();
}

// The mouse as it goes over the window: what the browser tells of it, and nothing that the browser would do by itself.
// A place is `letter 12`, the twelfth letter of the text; `right 12` and `left 12`, the edges of the window at the height of
// that letter, `before 12` and `behind 12`, beside the text at that height; `below`, the lower edge of the window; or a selector, its middle.
function whereIs(place) {
    const [kind, number] = place.split(" ");
    if (kind === "below") return [innerWidth / 2, innerHeight - 2];
    if (["letter", "right", "left", "before", "behind"].includes(kind)) {
        const text = find(".text").getBoundingClientRect();
        const [node, offset] = point(Number(number), true);
        const range = document.createRange();
        range.setStart(node, offset);
        range.setEnd(node, Math.min(offset + 1, node.length));
        const letter = [...range.getClientRects()].at(-1);
        const [x, y] = [letter.left + 1, letter.top + letter.height / 2];
        return [{ letter: x, right: innerWidth - 2, left: 2, before: text.left - 6, behind: text.right + 6 }[kind], y];
    }
    // A block comes into view at the edge.
    if (place.startsWith("[data-block")) find(place).scrollIntoView({ block: "nearest" });
    const { left, top, width, height } = find(place).getBoundingClientRect();
    return [left + width / 2, top + height / 2];
}
const at = ([clientX, clientY]) => document.elementFromPoint(clientX, clientY) ?? document.documentElement;
const mouseEvent = (kind, place, more) => at(place).dispatchEvent(new MouseEvent(kind, {
    bubbles: true, cancelable: true, composed: true, clientX: place[0], clientY: place[1], ...more,
}));
const pointerAt = (kind, place, more) =>
    pointer(kind, at(place), { clientX: place[0], clientY: place[1], ...more });
let over;
export async function mouseDown(place, clicks, button, held) {
    over = await atRest(() => whereIs(place));
    const more = { button, buttons: button === 2 ? 2 : 1, ctrlKey: held === "Ctrl", shiftKey: held === "Shift", altKey: held === "Alt" };
    pointerAt("pointerdown", over, more);
    const isTaken = !mouseEvent("mousedown", over, { ...more, detail: clicks });
    await settle();
    return isTaken;
}
export async function mouseTo(place, buttons) {
    over = whereIs(place);
    pointerAt("pointermove", over, { button: -1, buttons });
    mouseEvent("mousemove", over, { buttons });
    await settle();
}
export async function mouseUp(held) {
    pointerAt("pointerup", over, { button: 0, buttons: 0, altKey: held === "Alt" });
    mouseEvent("mouseup", over, {});
    await settle();
}
// What ends a press without a release.
export async function interrupt(kind) {
    if (kind === "blur") dispatchEvent(new FocusEvent("blur"));
    else pointerAt(kind, over, {});
    await settle();
}
// A click as it comes from a finger that was lifted, with no press on the same place before.
export async function strayClick(selector) {
    find(selector).dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, detail: 1 }));
    await settle();
}
// Whether an event that the browser would act upon is taken by the page.
export const takes = (kind, place) => !mouseEvent(kind, whereIs(place), {});

// What is copied where the selection is; nothing where the page leaves that to the browser.
export function copied(selector) {
    const data = new DataTransfer();
    const event = new ClipboardEvent("copy", { bubbles: true, cancelable: true, clipboardData: data });
    find(selector).dispatchEvent(event);
    return event.defaultPrevented ? event.clipboardData.getData("text/plain") : undefined;
}

// Selects several stretches, and says how many the browser holds.
export async function selectSeveral(edges) {
    await reselect(selection => {
        selection.removeAllRanges();
        for (let number = 0; number < edges.length; number += 2) {
            const range = document.createRange();
            range.setStart(...point(edges[number], true));
            range.setEnd(...point(edges[number + 1], false));
            selection.addRange(range);
        }
    });
    return getSelection().rangeCount;
}
export const ranges = () => {
    const selection = getSelection();
    return [...Array(selection.rangeCount).keys()].map(number => selection.getRangeAt(number).toString());
};

// A translator takes the place of text: each text node under a selector becomes an element with other words.
export function translate(selector) {
    const walker = document.createTreeWalker(find(selector), NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (walker.nextNode()) nodes.push(walker.currentNode);
    for (const node of nodes) {
        const word = document.createElement("font");
        word.textContent = node.data.replaceAll("a", "ä").replaceAll("e", "é");
        node.replaceWith(word);
    }
}

// Paper is about to be printed, or was.
export async function print(isDone) {
    dispatchEvent(new Event(isDone ? "afterprint" : "beforeprint"));
    await settle();
}

// Whether the toolbar can be seen whole in the window and covers nothing of what is selected.
export function toolbarStands() {
    const toolbar = find("[data-part=toolbar]").getBoundingClientRect();
    const words = [...getSelection().getRangeAt(0).getClientRects()];
    const covers = words.some(line => line.left < toolbar.right && line.right > toolbar.left
        && line.top < toolbar.bottom && line.bottom > toolbar.top);
    const isSeen = toolbar.height > 0 && toolbar.top >= 0 && toolbar.bottom <= innerHeight + 1 && toolbar.right <= innerWidth + 1;
    return isSeen && !covers;
}
export const heightOf = selector => Math.round(find(selector).getBoundingClientRect().height);
export const isShown = selector => {
    const element = document.querySelector(selector);
    return element !== null && getComputedStyle(element).visibility !== "hidden" && element.getClientRects().length > 0;
};

// Files and folders that are dropped onto the page, or chosen in its field. A folder has the content `(folder)`.
const fileOf = (name, content) => new File([content], name);
export async function dropFiles(names, contents) {
    const items = names.map((name, number) => contents[number] === "(folder)"
        ? { kind: "file", webkitGetAsEntry: () => ({ isDirectory: true, name }), getAsFile: () => null }
        : { kind: "file", webkitGetAsEntry: () => null, getAsFile: () => fileOf(name, contents[number]) });
    const event = new Event("drop", { bubbles: true, cancelable: true });
    Object.defineProperty(event, "dataTransfer", { value: { items, files: [] } });
    document.body.dispatchEvent(event);
    await settle();
}
export async function chooseFiles(names, contents) {
    const field = document.querySelector("[data-part=file]");
    const value = names.map((name, number) => fileOf(name, contents[number]));
    Object.defineProperty(field, "files", { configurable: true, value });
    field.dispatchEvent(new Event("change", { bubbles: true }));
    delete field.files;
    await settle();
}

/// Scrolls an element to a share of its height.
export async function scrollTo(selector, share) {
    const element = document.querySelector(selector);
    element.scrollTop = share * (element.scrollHeight - element.clientHeight);
    await settle();
}

/// Pushes a button of a dialog, and cancels the dialog before anything else happens.
export async function pushAndCancel(selector) {
    const button = document.querySelector(selector);
    const dialog = button.closest("dialog");
    button.click();
    dialog.dispatchEvent(new Event("cancel", { cancelable: true }));
    await settle();
}

/// Whether an element is in what is seen of another one that scrolls.
export const isInView = (view, selector) => {
    const seen = document.querySelector(view).getBoundingClientRect();
    const place = document.querySelector(view).querySelector(selector).getBoundingClientRect();
    return place.top < seen.bottom && place.bottom > seen.top;
};
