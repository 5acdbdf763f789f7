//! What somebody did is still there after the browser was killed, the page was left and the storage failed.
//!
//! `cargo xtask torture` runs it and makes a table of its lines; without that nothing here is run.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test may stop at the first surprise")]
#![allow(clippy::disallowed_methods, reason = "this never runs in a page, so it may read the clock")]

use beleg_e2e::account::{self, Entry};
use beleg_e2e::hand::{Dice, Held, Seen};
use beleg_e2e::room::Room;
use beleg_e2e::server::Server;
use beleg_e2e::settings::setting;
use beleg_e2e::storage::{forbidden, scarce};
use beleg_e2e::tally::{Size, Tally};
use beleg_e2e::visit::{file_address, visit};
use beleg_e2e::wait::{PATIENCE, soon, until};
use beleg_e2e::{Engine, Form, Page};
use fantoccini::wd::WindowHandle;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::time::{Duration, Instant};

/// Runs something that waits for browsers.
fn run(work: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(work);
}

/// The page where people find it; over http its server lives as long as this.
struct Place {
    engine: Engine,
    address: String,
    name: String,
    _server: Option<Server>,
}

impl Place {
    fn new(engine: Engine, form: Form) -> Self {
        let (address, server) = match form {
            Form::File => (file_address(&setting("BELEG_PAGE")), None),
            Form::Http => {
                let server = Server::start(setting("BELEG_DIST"));
                (format!("http://{}/", server.address()), Some(server))
            }
        };
        Self { engine, address, name: Self::name(engine, form), _server: server }
    }

    fn name(engine: Engine, form: Form) -> String {
        format!("{engine}-{}", if form == Form::File { "file" } else { "http" })
    }

    /// Opens the page in a browser that finds what was left in the room.
    async fn open(&self, room: Room) -> Page {
        let page = self.start(room, &[]).await;
        page.open().await;
        page
    }

    /// Starts the browser only, with preferences of its own.
    async fn start(&self, room: Room, preferences: &[(&str, Value)]) -> Page {
        let label = format!("torture-{}", self.name);
        Page::start_in(room, self.engine, &self.address, &label, preferences).await
    }
}

/// When the browser is killed.
#[derive(Clone, Copy, PartialEq)]
enum When {
    /// As soon as the page says *Saved*.
    Saved,
    /// Within a second and a half of edits that wait for nothing.
    AnyMoment,
}

/// What a page may hold after a kill.
struct Expected {
    /// What was acknowledged.
    acknowledged: Held,
    /// What came of the acts since then, one after the other.
    since: Vec<Held>,
}

impl Expected {
    /// Another act was done; answers how many acts are acknowledged by what was seen then.
    fn saw(&mut self, seen: Seen) -> usize {
        if self.last() != &seen.project {
            self.since.push(seen.project);
        }
        if seen.light != "saved" {
            return 0;
        }
        let acknowledged = self.since.len();
        if let Some(last) = self.since.pop() {
            self.acknowledged = last;
            self.since.clear();
        }
        acknowledged
    }

    fn last(&self) -> &Held {
        self.since.last().unwrap_or(&self.acknowledged)
    }

    /// How many acknowledged items are not there as they were. The kill can have come after an act of which nobody saw
    /// what came of it: that one may be there or not.
    fn lost(&self, found: &Held) -> usize {
        let is_known = *found == self.acknowledged || self.since.contains(found);
        let further = self.last().differences(found);
        let of = |list: &str| further.iter().filter(|(key, ..)| key.starts_with(list)).count();
        // With its first mark a document is in progress.
        let is_further = of("annotations/") <= 1 && of("documents/") <= 1;
        let (lost, may_go_on) = (self.acknowledged.differences(found), is_known || is_further);
        if may_go_on {
            return 0;
        }
        lost.iter().for_each(|(item, was, is)| eprintln!("{item} was\n  {was:?} and is\n  {is:?}"));
        lost.len()
    }
}

fn killed(when: When, engine: Engine, form: Form) {
    let place = Place::new(engine, form);
    let size = Size::wanted();
    let row = if when == When::Saved { "killed-saved" } else { "killed-any" };
    let mut tally = Tally::begin(row, place.name.clone(), size);
    let mut dice = Dice(size.seed);
    run(async {
        let mut room = Room::new();
        let mut expected = None::<Expected>;
        loop {
            let page = place.open(room).await;
            let seen = page.held().await;
            if let Some(expected) = expected {
                tally.damaged += usize::from(!seen.said.is_empty());
                tally.lost += expected.lost(&seen.project);
            }
            if !tally.goes_on() {
                page.close().await;
                break;
            }
            let mut known = Expected { acknowledged: seen.project, since: Vec::new() };
            // What the page finds new at its start is kept as well.
            tally.acknowledged += known.saw(page.act("look", 0, true).await);
            match when {
                When::Saved => {
                    for _ in 0..2 + dice.below(4) {
                        tally.acknowledged += known.saw(act(&page, &mut dice, true).await);
                    }
                    assert!(known.since.is_empty(), "everything is acknowledged");
                }
                When::AnyMoment => {
                    let moment = Duration::from_millis(200 + dice.below(1300));
                    let edits = async {
                        loop {
                            tally.acknowledged += known.saw(act(&page, &mut dice, false).await);
                        }
                    };
                    let _: Result<(), _> = tokio::time::timeout(moment, edits).await;
                }
            }
            room = page.kill();
            tally.tries += 1;
            expected = Some(known);
        }
    });
    tally.end();
}

/// Does whatever the dice say.
async fn act(page: &Page, dice: &mut Dice, waits: bool) -> Seen {
    page.act(dice.act(), dice.below(1 << 32), waits).await
}

/// How a page is left.
const WAYS: [&str; 3] = ["reloaded", "navigated", "closed"];

/// For how long one visit may go on.
const VISIT: Duration = Duration::from_secs(200);

const NOTE: &str = "[data-part=card] [name=note]";

/// After how long without a key a note is written, and what a driver takes to say so.
const REST: Duration = Duration::from_millis(300 + 100);

/// Leaves the page in the middle of a note: what was typed before the last rest must be there.
fn left(engine: Engine, form: Form) {
    let size = Size::wanted().within(VISIT);
    let mut tally = Tally::begin("left", Place::name(engine, form), size);
    let mut dice = Dice(size.seed);
    let mut younger = 0;
    // WebKitGTK forgets everything with the tab while it is driven.
    let ways = if engine == Engine::Webkit { 2 } else { WAYS.len() };
    visit(engine, form, "torture-left", async |page: &Page, _| {
        while tally.goes_on() {
            let way = WAYS[tally.tries % ways];
            let tab =
                if way == "closed" { Some(page.client.new_window(true).await.unwrap().handle) } else { None };
            let (annotation, _) = page.mark(&mut dice).await;
            let (old, young) = (format!("alt {}", dice.below(1000)), " und jung");
            page.click(NOTE).await;
            page.type_text(&old).await;
            tokio::time::sleep(REST).await;
            page.type_text(young).await;
            match (way, tab) {
                ("closed", Some(tab)) => {
                    page.client.close_window().await.unwrap();
                    page.client.switch_to_window(tab).await.unwrap();
                    page.open().await;
                }
                ("reloaded", _) => page.reload().await,
                _ => {
                    page.client.goto("about:blank").await.unwrap();
                    page.open().await;
                }
            }
            let (said, _) = page.says().await;
            let found = page.held().await.project;
            let note = found.item(&annotation);
            if !note.contains(&old) {
                eprintln!("{way} with {old:?}: {note:?}");
                tally.lost += 1;
            }
            younger += usize::from(note.contains(&format!("{old}{young}")));
            tally.damaged += usize::from(!said.is_empty());
            tally.acknowledged += 1;
            tally.tries += 1;
        }
    });
    tally.more.push(("younger-kept", younger));
    tally.end();
}

/// What is done to the storage.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Loss {
    /// Somebody clears the browser's data while the page is open.
    Emptied,
    /// There is no room for more.
    Full,
    /// The browser lets no page store anything.
    Forbidden,
}

/// Takes the storage away: either the page gets everything kept all the same, or it says in a sentence that it does
/// not, and all work can be downloaded.
fn storage(loss: Loss, engine: Engine) {
    let place = Place::new(engine, Form::Http);
    let size = Size::wanted();
    let row = match loss {
        Loss::Emptied => "emptied",
        Loss::Full => "full",
        Loss::Forbidden => "forbidden",
    };
    let mut tally = Tally::begin(row, place.name.clone(), size);
    let mut dice = Dice(size.seed);
    let mut told = 0;
    run(async {
        let preferences = match loss {
            Loss::Emptied => Vec::new(),
            Loss::Full => scarce(engine),
            Loss::Forbidden => forbidden(engine),
        };
        let page = place.start(Room::new(), &preferences).await;
        if loss == Loss::Full {
            page.leave_little_room().await;
        }
        page.open().await;
        let at_start = page.says().await.0;
        page.mark(&mut dice).await;
        match loss {
            Loss::Emptied => {
                page.saved().await;
                page.empty_storage().await;
            }
            Loss::Full => {
                for _ in 0..4 {
                    page.act("flood", dice.below(1 << 32), false).await;
                }
            }
            Loss::Forbidden => {}
        }
        let (_, done) = page.mark(&mut dice).await;
        tally.tries += 1;
        tally.acknowledged += 2;
        let settled = soon(Duration::from_secs(40), async || {
            let (said, light) = page.says().await;
            let said = [&at_start, &done.said, &said].into_iter().find(|said| !said.is_empty());
            (said.is_some() || light == "saved").then(|| said.cloned().unwrap_or_default())
        });
        let said = settled.await.unwrap();
        if said.is_empty() {
            page.reload().await;
            let found = page.held().await;
            tally.damaged += usize::from(!found.said.is_empty());
            tally.lost += done.project.differences(&found.project).len();
        } else {
            told += 1;
            eprintln!("{row} in {}: {said:?}", place.name);
            let file = fs::read_to_string(page.download("[data-command=download]").await).unwrap();
            tally.lost += done.project.differences(&Held::of(&file)).len();
        }
        page.close().await;
    });
    tally.more.push(("told", told));
    tally.end();
}

/// What several tabs say, and what each has that is not the same in the first, in a line each.
fn apart(seen: &[Seen]) -> String {
    let of = |(nth, tab): (usize, &Seen)| {
        let differences = seen[0].project.differences(&tab.project);
        let lines = differences
            .iter()
            .map(|(item, first, is)| format!("  {item} is\n    {is:?}, not\n    {first:?}\n"));
        format!("tab {nth} is {}: {}\n{}", tab.light, tab.said, lines.collect::<String>())
    };
    seen.iter().enumerate().map(of).collect()
}

/// What several tabs do with the same project at the same time.
#[derive(Clone, Copy, PartialEq)]
enum Doing {
    /// Each edits at random.
    Edits,
    /// Each also opens files, by *Replace* and by *Merge*, goes back to versions, decides conflicts and loads again.
    Everything,
}

impl Doing {
    /// How long they go on: a part of the time for a fault; where there is most to do, half a minute at the least.
    fn length(self, limit: Duration) -> Duration {
        match self {
            Self::Edits => limit / 10,
            Self::Everything => (limit / 4).max(Duration::from_secs(30)),
        }
    }
}

/// Several tabs, and how far the account of each was heard.
struct Tabs<'p> {
    page: &'p Page,
    windows: Vec<WindowHandle>,
    heard: Vec<u64>,
    entries: Vec<Entry>,
    // How often each act changed something.
    acts: BTreeMap<String, BTreeSet<(usize, u64)>>,
}

impl Tabs<'_> {
    /// Opens the page in further tabs.
    async fn open(page: &Page, count: usize) -> Tabs<'_> {
        let mut windows = vec![page.client.window().await.unwrap()];
        for _ in 1..count {
            let window = page.client.new_window(false).await.unwrap().handle;
            page.client.switch_to_window(window.clone()).await.unwrap();
            page.resize(1280, 900).await;
            page.open().await;
            windows.push(window);
        }
        let heard = vec![0; count];
        Tabs { page, windows, heard, entries: Vec::new(), acts: BTreeMap::new() }
    }

    /// Turns to a tab, lets it go on or stop, and hears its account. Answers whether it is at rest and all was heard.
    /// A page that is just being loaded says nothing; what it did it says later.
    async fn visit(&mut self, nth: usize, doing: Doing, seed: u64, stop: bool) -> bool {
        self.page.client.switch_to_window(self.windows[nth].clone()).await.unwrap();
        let wish =
            json!({ "heard": self.heard[nth], "everything": doing == Doing::Everything, "stop": stop });
        let Some(answer) = self.page.try_hand("go on", seed, wish).await else { return false };
        assert_eq!(answer["trouble"], Value::Null, "tab {nth} could not go on");
        let entries = answer["entries"].as_array().unwrap();
        for entry in entries {
            let [number, at] = ["number", "at"].map(|name| entry[name].as_u64().unwrap());
            assert_eq!(number, self.heard[nth] + 1, "tab {nth} leaves nothing out");
            self.heard[nth] = number;
            let act = entry["act"].as_str().unwrap().to_owned();
            self.acts.entry(act).or_default().insert((nth, at));
            self.entries.extend(Entry::read(nth, entry));
        }
        answer["rests"] == true && entries.is_empty()
    }

    /// Whether everything that is to be tried was done.
    fn did_all(&self, doing: Doing) -> bool {
        doing == Doing::Edits || SWEEPING.iter().all(|act| self.acts.contains_key(*act))
    }

    /// Lets all of them go on for some time, and on a slow machine until everything was tried, until they are at rest.
    async fn go_on(&mut self, doing: Doing, length: Duration, dice: &mut Dice) {
        let start = Instant::now();
        while start.elapsed() < length || !self.did_all(doing) && start.elapsed() < 6 * length {
            for nth in 0..self.windows.len() {
                self.visit(nth, doing, dice.below(1 << 32), false).await;
            }
        }
        for nth in 0..self.windows.len() {
            until("a tab to rest", async || self.visit(nth, doing, 0, true).await.then_some(())).await;
        }
    }

    /// What all of them show, once that is the same and saved.
    async fn shown(&self) -> Held {
        let mut seen = Vec::new();
        let shown = soon(PATIENCE, async || {
            seen.clear();
            for window in &self.windows {
                self.page.client.switch_to_window(window.clone()).await.unwrap();
                // A page that is left tells nobody what it had stored; the others look when the user turns to them.
                self.page.script("window.dispatchEvent(new Event('focus'))", &[]).await;
                seen.push(self.page.held().await);
            }
            let (last, others) = seen.split_last()?;
            let is_same = |other: &Seen| other.project == last.project;
            let are_saved = seen.iter().all(|seen| seen.light == "saved");
            (are_saved && others.iter().all(is_same)).then(|| last.project.clone())
        });
        let shown = shown.await;
        assert!(shown.is_some(), "The tabs never show the same:\n{}", apart(&seen));
        shown.unwrap()
    }
}

/// Lets so many tabs work on the same project at random at the same time. All must come to the same, and each change must
/// be accounted for.
fn tabs(count: usize, doing: Doing, engine: Engine, form: Form) {
    let place = Place::new(engine, form);
    let size = Size::wanted();
    let row = match (count, doing) {
        (2, _) => "two-tabs",
        (_, Doing::Edits) => "four-tabs",
        (_, Doing::Everything) => "six-tabs",
    };
    let mut tally = Tally::begin(row, place.name.clone(), size);
    let mut dice = Dice(size.seed);
    run(async {
        let page = place.open(Room::new()).await;
        for _ in 0..3 {
            page.mark(&mut dice).await;
        }
        page.saved().await;
        let mut tabs = Tabs::open(&page, count).await;
        tabs.go_on(doing, doing.length(size.limit), &mut dice).await;
        let ended = Instant::now();
        let project = tabs.shown().await;
        let converged = ended.elapsed();
        page.reload().await;
        tally.damaged += usize::from(!page.says().await.0.is_empty());
        let kept = page.held().await.project;
        tally.damaged += project.differences(&kept).len();
        let conflicts = project.list("conflicts");
        let outcome = account::settle(&tabs.entries, &project.list("annotations"), &conflicts);
        outcome.lost.iter().for_each(|lost| eprintln!("{lost}"));
        tally.lost += outcome.lost.len();
        tally.tries = count;
        tally.acknowledged = outcome.changes;
        let listed = match page.count(CONFLICTS).await {
            0 => "0".to_owned(),
            _ => page.text(CONFLICTS).await,
        };
        let said = listed.split_whitespace().next().and_then(|count| count.replace(',', "").parse().ok());
        assert_eq!(said, Some(outcome.entries), "the page says how many entries its list has");
        tally.more.push(("conflicts", conflicts.len()));
        tally.more.push(("entries", outcome.entries));
        tally.more.push(("converged-ms", converged.as_millis() as usize));
        if doing == Doing::Everything {
            for act in SWEEPING {
                let times = tabs.acts.get(act).map_or(0, BTreeSet::len);
                assert!(times > 0, "{act} never did anything");
                tally.more.push((act, times));
            }
        }
        page.close().await;
    });
    tally.end();
}

/// What several tabs do beside edits.
const SWEEPING: [&str; 5] = ["merge", "replace", "restore", "decide", "reload"];

/// The line in the side panel that says how many conflicts there are.
const CONFLICTS: &str = ".side [data-command=conflicts]";

/// Tests that only `cargo xtask torture` runs.
macro_rules! torture {
    ($($name:ident: $act:ident($($with:expr),*);)*) => {$(
        #[test]
        #[ignore = "it is for `cargo xtask torture`"]
        fn $name() {
            $act($($with),*);
        }
    )*};
}

torture! {
    killed_saved_chromium_http: killed(When::Saved, Engine::Chromium, Form::Http);
    killed_saved_chromium_file: killed(When::Saved, Engine::Chromium, Form::File);
    killed_saved_firefox_http: killed(When::Saved, Engine::Firefox, Form::Http);
    killed_saved_firefox_file: killed(When::Saved, Engine::Firefox, Form::File);
    killed_any_chromium_http: killed(When::AnyMoment, Engine::Chromium, Form::Http);
    killed_any_chromium_file: killed(When::AnyMoment, Engine::Chromium, Form::File);
    killed_any_firefox_http: killed(When::AnyMoment, Engine::Firefox, Form::Http);
    killed_any_firefox_file: killed(When::AnyMoment, Engine::Firefox, Form::File);
    left_chromium_http: left(Engine::Chromium, Form::Http);
    left_chromium_file: left(Engine::Chromium, Form::File);
    left_firefox_http: left(Engine::Firefox, Form::Http);
    left_firefox_file: left(Engine::Firefox, Form::File);
    left_webkit_http: left(Engine::Webkit, Form::Http);
    left_webkit_file: left(Engine::Webkit, Form::File);
    two_tabs_chromium_http: tabs(2, Doing::Edits, Engine::Chromium, Form::Http);
    two_tabs_chromium_file: tabs(2, Doing::Edits, Engine::Chromium, Form::File);
    two_tabs_firefox_http: tabs(2, Doing::Edits, Engine::Firefox, Form::Http);
    two_tabs_firefox_file: tabs(2, Doing::Edits, Engine::Firefox, Form::File);
    four_tabs_chromium_http: tabs(4, Doing::Edits, Engine::Chromium, Form::Http);
    four_tabs_chromium_file: tabs(4, Doing::Edits, Engine::Chromium, Form::File);
    four_tabs_firefox_http: tabs(4, Doing::Edits, Engine::Firefox, Form::Http);
    four_tabs_firefox_file: tabs(4, Doing::Edits, Engine::Firefox, Form::File);
    six_tabs_chromium_http: tabs(6, Doing::Everything, Engine::Chromium, Form::Http);
    emptied_chromium: storage(Loss::Emptied, Engine::Chromium);
    emptied_firefox: storage(Loss::Emptied, Engine::Firefox);
    emptied_webkit: storage(Loss::Emptied, Engine::Webkit);
    full_chromium: storage(Loss::Full, Engine::Chromium);
    full_firefox: storage(Loss::Full, Engine::Firefox);
    forbidden_chromium: storage(Loss::Forbidden, Engine::Chromium);
    forbidden_firefox: storage(Loss::Forbidden, Engine::Firefox);
}
