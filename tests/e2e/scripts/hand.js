// A hand that works on the page through its own buttons and fields, faster than a driver's mouse, and reads the project
// out of what Download hands out. It is asked for one act, by name, with a number that decides what is left to chance,
// and whether to wait until the page says that it is saved; or to go on by itself until it is told to stop, and to hand
// out its account of what it did.
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

// The account of what was done in this tab: each change of an annotation, as it was right before and as it was right after;
// and what stood in the list of conflicts right before and no more right after. Each entry has a number, the moment by the
// clock that all tabs have, and the act. The account outlives a reload, as does when each version was last seen here, and
// the files that were downloaded.
const KEPT = "beleg-hand";
const kept = () => {
  try {
    return sessionStorage.getItem(KEPT);
  } catch {
    // Where the browser keeps nothing, no page is loaded again.
    return null;
  }
};
const account = (window.belegAccount ??= (() => {
  const { seen = [], ids = [], ...before } = JSON.parse(kept() ?? "{}");
  return { entries: [], number: 0, at: 0, saved: 0, files: [], ...before, seen: new Map(seen), ids: new Set(ids) };
})());
const reload = () => {
  sessionStorage.setItem(KEPT, JSON.stringify({ ...account, seen: [...account.seen], ids: [...account.ids] }));
  location.reload();
};
let doing = wish;
const note = entry => {
  account.number += 1;
  account.entries.push({ number: account.number, at: account.at, act: doing, ...entry });
};

// Two texts of one length that come to the same number are as good as impossible in one run (cyrb53).
const digest = text => {
  let [one, two] = [0xdeadbeef, 0x41c6ce57];
  for (let at = 0; at < text.length; at += 1) {
    one = Math.imul(one ^ text.charCodeAt(at), 0x9e3779b1);
    two = Math.imul(two ^ text.charCodeAt(at), 0x5f356495);
  }
  one = Math.imul(one ^ (one >>> 16), 0x85ebca6b) ^ Math.imul(two ^ (two >>> 13), 0xc2b2ae35);
  two = Math.imul(two ^ (two >>> 16), 0x85ebca6b) ^ Math.imul(one ^ (one >>> 13), 0xc2b2ae35);
  return 4294967296 * (two & 2097151) + (one >>> 0);
};
const version = (id, annotation) => `${id} ${annotation ? digest(JSON.stringify(annotation)) : "gone"}`;

// No two moments of one tab are the same.
const strike = act => {
  const look = () => {
    account.at = Math.max(Date.now(), account.at + 1);
    const { annotations, conflicts = [] } = JSON.parse(read());
    const losers = new Map(conflicts.map(({ loser }) => [JSON.stringify(loser), loser]));
    return { annotations: new Map(annotations.map(one => [one.id, one])), losers };
  };
  const remember = ({ annotations }) => {
    annotations.forEach((_, id) => account.ids.add(id));
    account.ids.forEach(id => account.seen.set(version(id, annotations.get(id)), account.at));
  };
  if (wish !== "go on") {
    return act();
  }
  const before = look();
  remember(before);
  // What is brought back before anything since was stored is what had been there: no other tab can have seen what lay between.
  if (light() === "saved") {
    account.saved = account.at;
  }
  const seen = (id, is) => {
    const at = account.seen.get(version(id, is));
    return at < account.saved ? at : null;
  };
  act();
  const after = look();
  for (const [key, loser] of before.losers) {
    after.losers.has(key) || note({ loser });
  }
  for (const id of new Set([...before.annotations.keys(), ...after.annotations.keys()])) {
    const [was, is] = [before.annotations.get(id) ?? null, after.annotations.get(id) ?? null];
    if (JSON.stringify(was) !== JSON.stringify(is)) {
      note({ id, was, is, seen: seen(id, is) });
    }
  }
  remember(after);
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
// Shows a dialog by the button that leads to it.
const show = async (button, inside) => {
  one(button)?.click();
  return soon(() => one(inside));
};
const offer = async content => {
  const files = new DataTransfer();
  files.items.add(new File([content], "copy.json"));
  const field = one("[data-part=file]");
  field.files = files.files;
  field.dispatchEvent(new Event("change", { bubbles: true }));
  return soon(() => one("[data-part=opening] [data-command=merge]"));
};
// A file as the user changed it elsewhere: notes are other ones, and something is gone.
const changed = file => {
  const project = JSON.parse(file);
  const touched = project.annotations.filter(() => below(4) === 0);
  touched.forEach(one => Object.assign(one, { note: `Datei ${below(1e9)}`, modified: new Date().toISOString() }));
  project.annotations.splice(below(project.annotations.length + 1), below(2));
  return JSON.stringify(project);
};
const open = async how => {
  const file = account.files.length && pick(account.files);
  file && (await offer(below(2) ? changed(file) : file)) && push(`[data-part=opening] [data-command=${how}]`);
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

// Some of them are only for several tabs with one project, which is all that a file or a version can bring back.
const EDITS = [
  ..."mark mark note note note relabel name edge edge delete undo redo".split(" "),
];
const EVERYTHING = [
  ...EDITS,
  ..."note undo download download replace merge restore decide decide reload".split(" "),
];
const further = {
  download: () => {
    account.files = [read(), ...account.files].slice(0, 2);
  },
  replace: () => open("replace"),
  merge: () => open("merge"),
  restore: async () => {
    await show("[data-part=save]", "[data-part=kept] [data-command=versions]");
    await show("[data-part=kept] [data-command=versions]", "[data-part=versions] [data-command=look]");
    pick(all("[data-part=versions] [data-command=look]"))?.click();
    (await soon(() => one("[data-part=versions] [data-command=restore]"))) &&
      push("[data-part=versions] [data-command=restore]");
  },
  decide: async () => {
    const button = pick(["keep", "keep", "keep", "take-other", "take-other", "take-other", "keep-all", "take-all"]);
    if (one(".side [data-command=conflicts]")) {
      await show(".side [data-command=conflicts]", "[data-part=conflicts] [data-row]");
      push(`[data-part=conflicts] [data-command=${button}]:not(:disabled)`);
    }
  },
  reload: () => {
    note({});
    reload();
    return new Promise(() => {});
  },
};

// Goes on until it is told to stop, whoever else edits the same project meanwhile.
const go_on = async kinds => {
  while (!window.belegStop) {
    await pause(20 + below(200));
    one("[data-command=who-skip]")?.click();
    doing = pick(kinds);
    await (acts[doing] ?? further[doing])();
    one("dialog[open] [data-command=close], dialog[open] [data-command=cancel-opening]")?.click();
  }
};
if (wish === "go on") {
  // The account up to here was heard. A page that is still on its way has nothing to say.
  const { heard, everything, stop } = waits;
  account.entries = account.entries.filter(({ number }) => number > heard);
  window.belegStop = stop;
  if (!document.body?.hasAttribute("data-ready")) {
    return done({ entries: [], rests: false });
  }
  if (!stop && !window.belegLoop) {
    window.belegLoop = { rests: false, trouble: null };
    go_on(everything ? EVERYTHING : EDITS)
      .catch(error => (window.belegLoop.trouble = `${doing}: ${error?.stack ?? error}`))
      .finally(() => (window.belegLoop.rests = true));
  }
  const { rests, trouble } = window.belegLoop ?? { rests: true, trouble: null };
  return done({ entries: account.entries, rests, trouble });
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
