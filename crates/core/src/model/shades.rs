//! The shades of a label's colour: its lines and its tints on light and on dark paper.
//!
//! A label has one colour, and people choose it on light paper. Its shades are made in OKLCH, in which equal steps look
//! equal, so that all labels are equally strong, whichever colours they have.

use palette::color_difference::Wcag21RelativeContrast;
use palette::{FromColor, IntoColor, Oklch, Srgb};

use super::tagset::Color;

/// Light and dark paper, and the ink on each: the variables `--paper` and `--ink` of the style.
const LIGHT: Paper = Paper { paper: Color([0xff, 0xfd, 0xf9]), ink: Color([0x21, 0x1f, 0x1b]) };
const DARK: Paper = Paper { paper: Color([0x1b, 0x1a, 0x18]), ink: Color([0xec, 0xe7, 0xdd]) };

/// The least contrast of a line to the paper: WCAG 2.2, 1.4.11, for what has to be told apart but is not read.
const LINE: f32 = 3.0;

/// The least contrast of a word to the tint under it: WCAG 2.2, 1.4.6, so that marks are as easy to read as the rest.
const WORD: f32 = 7.0;

/// A ground on which marks are drawn.
struct Paper {
    paper: Color,
    ink: Color,
}

/// The colours of a mark on one kind of paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shade {
    /// Its line, which is also the colour of its sign in lists.
    pub line: Color,
    /// The ground under its words.
    pub tint: Color,
    /// The same where the annotation is selected.
    pub selected: Color,
}

/// The shades of a colour on light and on dark paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shades {
    /// On light paper.
    pub light: Shade,
    /// On dark paper.
    pub dark: Shade,
}

impl Shades {
    /// The shades of a colour. Words on each tint keep a contrast of 7 and lines one of 3 to the paper.
    pub fn of(color: Color) -> Shades {
        let own = oklch(color);
        // Orange is brown where it is dark and beige where it is pale; honey lies nearer to yellow.
        let warmth = (-((own.hue.into_positive_degrees() - 63.0) / 20.0).powi(2)).exp();
        let strength = (own.chroma / 0.08).min(1.0);
        let shade = |lightness: f32, chroma: f32, turn: f32| {
            let hue = own.hue.into_positive_degrees() + turn * warmth;
            Oklch::new(lightness, chroma * strength, hue)
        };
        let light = Shade {
            line: against(own, &LIGHT.paper, LINE, Toward::Black),
            tint: against(shade(0.925, 0.034 + 0.032 * warmth, 20.0), &LIGHT.ink, WORD, Toward::White),
            selected: against(shade(0.855, 0.072 + 0.035 * warmth, 17.0), &LIGHT.ink, WORD, Toward::White),
        };
        let dark = Shade {
            line: against(shade(0.79, 0.1 + 0.025 * warmth, 10.0), &DARK.paper, LINE, Toward::White),
            tint: against(shade(0.31, 0.056, 15.0), &DARK.ink, WORD, Toward::Black),
            selected: against(shade(0.41, 0.078, 12.0), &DARK.ink, WORD, Toward::Black),
        };
        Shades { light, dark }
    }
}

/// Which way a shade goes until its contrast is enough.
#[derive(Clone, Copy)]
enum Toward {
    Black,
    White,
}

/// The nearest shade that has the contrast to another colour.
fn against(shade: Oklch, other: &Color, contrast: f32, toward: Toward) -> Color {
    let other = srgb(*other);
    let (mut shade, step) = match toward {
        Toward::Black => (shade, -0.01),
        Toward::White => (shade, 0.01),
    };
    // Black and white are reached in at most a hundred steps, and have the contrast to each paper and ink.
    for _ in 0..100 {
        if Srgb::from_color(shade).relative_contrast(other) >= contrast {
            break;
        }
        shade.l = (shade.l + step).clamp(0.0, 1.0);
    }
    let shown: Srgb<u8> = Srgb::from_color(shade).into_format();
    Color([shown.red, shown.green, shown.blue])
}

fn srgb(Color([red, green, blue]): Color) -> Srgb {
    Srgb::new(red, green, blue).into_format()
}

fn oklch(color: Color) -> Oklch {
    srgb(color).into_color()
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    #[test]
    fn claims_are_honey_sources_blue_and_dates_green() {
        let shown: String = crate::model::tagset::news()
            .0
            .iter()
            .map(|label| {
                let Shades { light, dark } = Shades::of(label.color);
                let shade = |shade: Shade| format!("{} on {}, {}", shade.line, shade.tint, shade.selected);
                format!("{}: {}; {}\n", label.name, shade(light), shade(dark))
            })
            .collect();
        expect![[r#"
            Claim: #a15c00 on #fce3b5, #f5c87c; #ebad58 on #402c0a, #634310
            Source: #1f5fa8 on #d7e8fd, #b0d2fe; #8ebefa on #1c314c, #2b4c74
            Date: #2b6e4f on #d4eedf, #a6dfc0; #7ecfa5 on #113927, #165439
        "#]]
        .assert_eq(&shown);
    }

    #[test]
    fn words_and_lines_keep_their_contrast_whatever_the_colour() {
        let contrast = |one: Color, other: Color| srgb(one).relative_contrast(srgb(other));
        let levels = [0u8, 51, 102, 153, 204, 255];
        for red in levels {
            for green in levels {
                for blue in levels {
                    let color = Color([red, green, blue]);
                    let Shades { light, dark } = Shades::of(color);
                    for (shade, Paper { paper, ink }) in [(light, LIGHT), (dark, DARK)] {
                        assert!(contrast(shade.line, paper) > 2.95, "the line of {color}: {shade:?}");
                        assert!(contrast(shade.tint, ink) > 6.9, "words on {color}: {shade:?}");
                        assert!(contrast(shade.selected, ink) > 6.9, "words on {color}: {shade:?}");
                        assert_ne!(shade.tint, shade.selected);
                    }
                }
            }
        }
    }
}
