//! What somebody did is still there after the browser was killed, the page was left and the storage failed.
//!
//! `cargo xtask torture` runs it and makes a table of its lines; without that nothing here is run.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test may stop at the first surprise")]
#![allow(clippy::disallowed_methods, reason = "this never runs in a page, so it may read the clock")]

use beleg_e2e::hand::{Dice, Held, Seen};
use beleg_e2e::room::Room;
use beleg_e2e::server::Server;
use beleg_e2e::settings::setting;
use beleg_e2e::storage::{forbidden, scarce};
use beleg_e2e::tally::{Size, Tally};
use beleg_e2e::visit::{file_address, visit};
use beleg_e2e::wait::{PATIENCE, soon};
use beleg_e2e::{Engine, Form, Page};
use serde_json::{Value, json};
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

/// An annotation as one tab saw it right before it changed it, and right after.
#[derive(Debug)]
struct Change {
    id: String,
    was: Value,
    is: Value,
}

/// What an annotation says, by the names of its fields.
const FIELDS: [&str; 5] = ["label", "spans", "note", "name", "value"];

/// One of its fields, as a project file has it or as the list of conflicts has it: there places are pairs, and what is
/// said beyond the note stands beside it.
fn field(annotation: &Value, name: &str) -> Value {
    let place = |span: &Value| match span.get("start") {
        Some(start) => json!([start, span["end"]]),
        None => span.clone(),
    };
    match (name, &annotation["spans"]) {
        ("spans", Value::Array(spans)) => spans.iter().map(place).collect(),
        ("name" | "value", _) if annotation["attributes"].is_object() => {
            annotation["attributes"][name].clone()
        }
        _ => annotation[name].clone(),
    }
}

/// The version of an annotation that lost, where it was none of something else and no deletion.
fn lost_version(loser: &Value) -> &Value {
    &loser["version"]["annotation"]
}

/// An annotation in a line.
fn brief(annotation: &Value) -> String {
    let all = FIELDS.iter().map(|name| field(annotation, name).to_string());
    [annotation["modified"].to_string()].into_iter().chain(all).collect::<Vec<_>>().join(" ")
}

impl Change {
    /// Both sides in a line each.
    fn brief(&self) -> String {
        format!("{}\n        to {}", brief(&self.was), brief(&self.is))
    }

    /// Whether what was changed is in the project, or somebody who saw it changed it again, or it is in the list of
    /// conflicts, or somebody who saw it there took it away.
    fn is_there(&self, all: &[Change], found: &Value, losers: &[Value]) -> bool {
        let later = || all.iter().filter(|other| other.id == self.id);
        let lost = || losers.iter();
        if self.is.is_null() {
            return found.is_null()
                || later().any(|other| other.was.is_null())
                || lost().any(|loser| loser["deletion"]["annotation"] == *self.id);
        }
        if found.is_null() && later().any(|other| other.is.is_null()) {
            return true;
        }
        FIELDS.iter().all(|name| {
            let value = field(&self.is, name);
            let is_seen =
                |other: &Change| field(&other.was, name) == value && field(&other.is, name) != value;
            let is_listed = |loser: &Value| {
                lost_version(loser)["id"] == *self.id && field(lost_version(loser), name) == value
            };
            field(&self.was, name) == value
                || field(found, name) == value
                || later().any(is_seen)
                || lost().any(is_listed)
        })
    }
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

/// How long several tabs edit, as a part of the time for a fault.
const EDITING: u32 = 10;

/// Lets so many tabs edit the same project at random at the same time.
fn tabs(count: u64, engine: Engine, form: Form) {
    let place = Place::new(engine, form);
    let size = Size::wanted();
    let row = if count == 2 { "two-tabs" } else { "four-tabs" };
    let mut tally = Tally::begin(row, place.name.clone(), size);
    let mut dice = Dice(size.seed);
    let millis = (size.limit / EDITING).as_millis() as u64;
    let (mut converged, mut conflicts) = (Duration::ZERO, Vec::new());
    run(async {
        let page = place.open(Room::new()).await;
        for _ in 0..3 {
            page.mark(&mut dice).await;
        }
        page.saved().await;
        let mut windows = vec![page.client.window().await.unwrap()];
        for _ in 1..count {
            let window = page.client.new_window(false).await.unwrap().handle;
            page.client.switch_to_window(window.clone()).await.unwrap();
            page.resize(1280, 900).await;
            page.open().await;
            windows.push(window);
        }
        for window in &windows {
            page.client.switch_to_window(window.clone()).await.unwrap();
            page.hand("loop", dice.below(1 << 32), millis.into()).await;
        }
        tokio::time::sleep(Duration::from_millis(millis)).await;
        let (mut all, mut losers) = (Vec::new(), Vec::new());
        for window in &windows {
            page.client.switch_to_window(window.clone()).await.unwrap();
            let log = page.hand("log", 0, Value::Null).await;
            let (decided, changes): (Vec<_>, Vec<_>) =
                log.as_array().unwrap().iter().partition(|entry| entry["loser"].is_object());
            losers.extend(decided.into_iter().map(|entry| entry["loser"].clone()));
            all.extend(changes.into_iter().map(|change| Change {
                id: change["id"].as_str().unwrap_or_default().to_owned(),
                was: change["was"].clone(),
                is: change["is"].clone(),
            }));
        }
        let ended = Instant::now();
        let mut seen = Vec::new();
        let shown = soon(PATIENCE, async || {
            seen.clear();
            for window in &windows {
                page.client.switch_to_window(window.clone()).await.unwrap();
                seen.push(page.held().await);
            }
            let (last, others) = seen.split_last()?;
            let is_same = |other: &Seen| other.project == last.project;
            let are_saved = seen.iter().all(|seen| seen.light == "saved");
            (are_saved && others.iter().all(is_same)).then(|| last.project.clone())
        })
        .await;
        assert!(shown.is_some(), "The tabs never show the same:\n{}", apart(&seen));
        let project = shown.unwrap();
        converged = ended.elapsed();
        page.reload().await;
        tally.damaged += usize::from(!page.says().await.0.is_empty());
        let kept = page.held().await.project;
        tally.damaged += project.differences(&kept).len();
        conflicts = project.list("conflicts");
        losers.extend(conflicts.iter().map(|conflict| conflict["loser"].clone()));
        let found = project.list("annotations");
        for change in &all {
            let found = found.iter().find(|found| found["id"] == *change.id).unwrap_or(&Value::Null);
            if !change.is_there(&all, found, &losers) {
                eprintln!("{} is not there:\n  {}\nFound is\n  {}", change.id, change.brief(), brief(found));
                let others = all.iter().filter(|other| other.id == change.id);
                others.for_each(|other| eprintln!("  changed: {}", other.brief()));
                let lost = losers.iter().filter(|loser| loser.to_string().contains(&change.id));
                lost.for_each(|loser| {
                    eprintln!("  lost: {} {}", loser["deletion"], brief(lost_version(loser)))
                });
                tally.lost += 1;
            }
        }
        tally.tries = windows.len();
        tally.acknowledged = all.len();
        page.close().await;
    });
    tally.more.push(("conflicts", conflicts.len()));
    tally.more.push(("converged-ms", converged.as_millis() as usize));
    tally.end();
}

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
    two_tabs_chromium_http: tabs(2, Engine::Chromium, Form::Http);
    two_tabs_chromium_file: tabs(2, Engine::Chromium, Form::File);
    two_tabs_firefox_http: tabs(2, Engine::Firefox, Form::Http);
    two_tabs_firefox_file: tabs(2, Engine::Firefox, Form::File);
    four_tabs_chromium_http: tabs(4, Engine::Chromium, Form::Http);
    four_tabs_chromium_file: tabs(4, Engine::Chromium, Form::File);
    four_tabs_firefox_http: tabs(4, Engine::Firefox, Form::Http);
    four_tabs_firefox_file: tabs(4, Engine::Firefox, Form::File);
    emptied_chromium: storage(Loss::Emptied, Engine::Chromium);
    emptied_firefox: storage(Loss::Emptied, Engine::Firefox);
    emptied_webkit: storage(Loss::Emptied, Engine::Webkit);
    full_chromium: storage(Loss::Full, Engine::Chromium);
    full_firefox: storage(Loss::Full, Engine::Firefox);
    forbidden_chromium: storage(Loss::Forbidden, Engine::Chromium);
    forbidden_firefox: storage(Loss::Forbidden, Engine::Firefox);
}
