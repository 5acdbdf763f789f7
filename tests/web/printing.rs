//! Paper: all that is marked is on it, also what was never in view.

use wasm_bindgen_test::*;

use crate::stage::Stage;

const SIXTY: &str = include_str!("projects/print-60-marks.beleg.json");

/// How many annotations are drawn, each counted where it begins.
fn drawn(stage: &Stage) -> u32 {
    stage.count(".text mark[aria-description]")
}

#[wasm_bindgen_test]
async fn all_marks_are_printed_and_the_page_is_afterwards_as_before() {
    let stage = Stage::of_file(SIXTY).await;
    // Which sections are near is told a moment later.
    for _ in 0..5 {
        stage.print(true).await;
    }
    let before = drawn(&stage);
    assert!((1..60).contains(&before), "{before} are near what is seen");
    stage.print(false).await;
    assert_eq!(drawn(&stage), 60);
    stage.print(true).await;
    stage.until(|stage| drawn(stage) == before).await;
}

#[wasm_bindgen_test]
async fn what_is_selected_stays_so_while_the_page_is_printed() {
    let stage = Stage::of_file(SIXTY).await;
    stage.touch("Absatz 1: Laut").await;
    stage.print(false).await;
    stage.print(true).await;
    assert_eq!(stage.selected(), "Absatz 1: Laut");
    stage.press("1").await;
    assert_eq!(stage.card(), "Absatz 1: Laut");
}
