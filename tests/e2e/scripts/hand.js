// A hand that works on the page through its own buttons and fields, faster than a driver's mouse, and reads the project
// out of what Download hands out. It is asked for one act, by name, with a number that decides what is left to chance,
// and whether to wait until the page says that it is saved; or to go on in a loop for so many milliseconds.
const [wish, seed, waits, done] = arguments;
const one = selector => document.querySelector(selector);
const all = selector => [...document.querySelectorAll(selector)];
const pause = millis => new Promise(wake => setTimeout(wake, millis));
const soon = async look => {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const found = look();
    if (found) {
      return found;
    }
    await pause(5);
  }
  return null;
};

// mulberry32
let chance = seed >>> 0;
const below = bound => {
  chance = (chance + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(chance ^ (chance >>> 15), chance | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
};
// Text that cannot be made smaller.
const noise = length => Array.from({ length }, () => below(36).toString(36)).join("");
const pick = list => list[below(list.length)];

// The project as a file. The file itself is not wanted, so that the click on its link comes to nothing.
const read = () => {
  const Real = window.Blob;
  const stop = event => event.target.closest?.("a[download]") && event.preventDefault();
  let content = null;
  window.Blob = function (parts, options) {
    content = parts.map(part => (typeof part === "string" ? part : new TextDecoder().decode(part))).join("");
    return new Real(parts, options);
  };
  addEventListener("click", stop, true);
  one("[data-command=download]").click();
  removeEventListener("click", stop, true);
  window.Blob = Real;
  return content;
};

const light = () => one("[data-part=save]").dataset.state;
const saved = () => new Promise((found, failed) => {
  const look = () => light() === "saved" && found();
  new MutationObserver(look).observe(one("[data-part=save]"), { attributes: true });
  setTimeout(() => failed(new Error(`The light says ${light()} for 50 seconds.`)), 50000);
  look();
});

const select = (block, from, to) => {
  const points = [from, to].map(offset => {
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    let left = offset;
    while (walker.nextNode()) {
      if (left <= walker.currentNode.data.length) {
        return [walker.currentNode, left];
      }
      left -= walker.currentNode.data.length;
    }
    return [block, block.childNodes.length];
  });
  getSelection().setBaseAndExtent(...points[0], ...points[1]);
};

const write = (field, text) => {
  field.focus();
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
  field.blur();
};

// What this page changed: the annotation as it was seen right before, and as it was right after; and what stood in the
// list of conflicts right before, and no more right after.
const log = (window.belegLog ??= []);
const strike = act => {
  const look = () => {
    const { annotations, conflicts = [] } = JSON.parse(read());
    const losers = new Map(conflicts.map(({ loser }) => [JSON.stringify(loser), loser]));
    return { annotations: new Map(annotations.map(one => [one.id, one])), losers };
  };
  const before = wish === "loop" ? look() : null;
  act();
  if (before) {
    const after = look();
    for (const [key, loser] of before.losers) {
      after.losers.has(key) || log.push({ loser });
    }
    for (const id of new Set([...before.annotations.keys(), ...after.annotations.keys()])) {
      const [was, is] = [before.annotations.get(id) ?? null, after.annotations.get(id) ?? null];
      if (JSON.stringify(was) !== JSON.stringify(is)) {
        log.push({ id, was, is });
      }
    }
  }
};

// Brings up the card of one of the annotations in the list.
const choose = async () => {
  const row = pick(all("[data-part=annotations] [data-annotation]"));
  row?.querySelector("button").click();
  return row && soon(() => one(`[data-part=card][data-annotation="${row.dataset.annotation}"]`));
};

const push = selector => {
  const button = pick(all(selector));
  button && strike(() => button.click());
};
const fill = (name, text) => {
  const field = one(`[data-part=card] [name=${name}]`);
  // A name counts on Enter; a note is written as it is typed.
  const enter = { key: "Enter", bubbles: true, cancelable: true };
  field && strike(() => {
    write(field, text);
    field.dispatchEvent(new KeyboardEvent("keydown", enter));
  });
};

const acts = {
  look: () => {},
  open: () => pick(all("nav [data-document]")).click(),
  mark: async () => {
    const block = pick(all("article [data-block]").filter(block => block.textContent.trim().length > 40));
    const words = [...block.textContent.matchAll(/[^\s]+/g)];
    const first = below(words.length);
    const last = Math.min(first + below(6), words.length - 1);
    const button = `[data-part=toolbar] [data-command=mark-${pick(["claim", "source", "date"])}]`;
    select(block, words[first].index, words[last].index + words[last][0].length);
    await soon(() => one(button));
    push(button);
  },
  relabel: async () => (await choose()) && push("[data-part=card] [data-label][aria-pressed=false]"),
  note: async () => (await choose()) && fill("note", `Notiz ${below(1e9)}`),
  flood: async () => (await choose()) && fill("note", noise(500000)),
  name: async () => (await choose()) && fill("name", `Quelle ${below(1e9)}`),
  edge: async () => (await choose()) && push("[data-part=card] .edges [data-command]:not(:disabled)"),
  status: () => {
    const field = one("[data-part=status]");
    field.value = pick([...field.options]).value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  },
  delete: async () => (await choose()) && push("[data-part=card] [data-command=delete]"),
  undo: () => push("[data-command=undo]"),
  redo: () => push("[data-command=redo]"),
};

// Goes on for so many milliseconds, whoever else edits the same project meanwhile.
const go_on = async millis => {
  const kinds = ["mark", "mark", "note", "note", "note", "relabel", "relabel", "name", "edge", "edge", "delete", "undo", "redo"];
  const end = Date.now() + millis;
  while (Date.now() < end) {
    one("[data-command=who-skip]")?.click();
    await acts[pick(kinds)]();
    await pause(20 + below(200));
  }
};
if (wish === "loop") {
  window.belegLoop = go_on(waits);
  return done(null);
}
if (wish === "log") {
  return window.belegLoop.then(() => done(log), error => done({ trouble: String(error) }));
}

const perform = async () => {
  one("[data-command=who-skip]")?.click();
  await acts[wish]();
  // What comes of the act on the page comes with the next turn.
  await pause(0);
  const said = all("[data-part=notice].problem span").map(span => span.textContent).join(" ");
  const file = read();
  if (waits) {
    await saved();
  }
  return { file, said, light: light() };
};
perform().then(done, error => done({ trouble: String(error) }));
