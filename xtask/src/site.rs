//! What trunk wrote, taken apart: which files belong to the page, and the page without them.

use anyhow::{Context, Result, bail};
use std::collections::BTreeSet;

/// Trunk's index.html, sorted into what stays and what is to be packed.
#[derive(Debug, Default, PartialEq)]
pub struct Site {
    /// The page without trunk's links and script, and without comments.
    pub shell: String,
    /// The style sheets, in the order in which they apply.
    pub styles: Vec<String>,
    /// The JavaScript glue that wasm-bindgen wrote.
    pub glue: String,
    /// The program.
    pub program: String,
}

/// Takes trunk's index.html apart, and refuses whatever would leave the page depending on another file.
pub fn take_apart(html: &str) -> Result<Site> {
    let mut site = Site::default();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        site.shell.push_str(before);
        if let Some(comment) = after.strip_prefix("!--") {
            rest = comment.split_once("-->").context("index.html has a comment without an end.")?.1;
            continue;
        }
        let (tag, after) = after.split_once('>').context("index.html has a tag without an end.")?;
        rest = after;
        match tag.split(|c: char| c.is_whitespace() || c == '/').next() {
            Some("link") => sort_link(tag, &mut site)?,
            Some("script") => {
                let (script, after) =
                    rest.split_once("</script>").context("A script in index.html has no end.")?;
                if !script.contains("TrunkApplicationStarted") {
                    bail!("index.html has a script of its own. Only the program may run: move it into Rust.");
                }
                rest = after;
            }
            Some("style") => bail!("index.html has a <style>. Move its rules into a file in style/."),
            _ => site.shell.push_str(&format!("<{tag}>")),
        }
    }
    site.shell.push_str(rest);
    if site.glue.is_empty() || site.program.is_empty() {
        bail!(
            "Trunk's index.html names no program. Does index.html still have its <link data-trunk rel=\"rust\">?"
        );
    }
    Ok(site)
}

/// The files trunk wrote that the packed page would not contain.
pub fn left_out(site: &Site, files: &BTreeSet<String>) -> Vec<String> {
    let packed = |file: &String| {
        *file == "index.html" || *file == site.glue || *file == site.program || site.styles.contains(file)
    };
    files.iter().filter(|file| !packed(file)).cloned().collect()
}

fn sort_link(tag: &str, site: &mut Site) -> Result<()> {
    let href =
        attribute(tag, "href").with_context(|| format!("index.html has a link to nothing: <{tag}>."))?;
    let file = href.trim_start_matches("./").to_owned();
    match attribute(tag, "rel") {
        Some("stylesheet") => site.styles.push(file),
        Some("modulepreload") => site.glue = file,
        Some("preload") if file.ends_with(".wasm") => site.program = file,
        _ if href.starts_with("data:") => site.shell.push_str(&format!("<{tag}>")),
        _ => bail!("index.html links to {href}, which a page in one file cannot have: <{tag}>."),
    }
    Ok(())
}

/// The value of an attribute that stands in double quotes.
fn attribute<'tag>(tag: &'tag str, name: &str) -> Option<&'tag str> {
    let (_, after) = tag.split_once(&format!(" {name}=\""))?;
    Some(after.split_once('"')?.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<!doctype html>
<head>
<meta charset="utf-8">
<!-- a comment with a <script> in it -->
<link rel="icon" href="data:,">
<link rel="stylesheet" href="./tokens-1.css" integrity="sha384-a"/>
<link rel="stylesheet" href="./page-2.css"/>
<script type="module">
dispatchEvent(new CustomEvent("TrunkApplicationStarted", {detail: {wasm}}));
</script>
<link rel="modulepreload" href="./beleg-3.js"><link rel="preload" href="./beleg-3_bg.wasm" as="fetch"></head>
<body><noscript>Beleg needs JavaScript.</noscript></body>
"#;

    fn refused(line: &str) -> String {
        take_apart(&PAGE.replace("<body>", line)).unwrap_err().to_string()
    }

    #[test]
    fn trunk_s_lines_are_taken_out_and_the_author_s_stay() {
        let site = take_apart(PAGE).unwrap();
        assert_eq!(site.styles, ["tokens-1.css", "page-2.css"]);
        assert_eq!(site.glue, "beleg-3.js");
        assert_eq!(site.program, "beleg-3_bg.wasm");
        let squeezed: String = site.shell.split('\n').filter(|line| !line.is_empty()).collect();
        let kept = "<!doctype html><head><meta charset=\"utf-8\"><link rel=\"icon\" href=\"data:,\"></head>\
                    <body><noscript>Beleg needs JavaScript.</noscript></body>";
        assert_eq!(squeezed, kept);
    }

    #[test]
    fn whatever_would_load_or_run_something_else_is_refused() {
        assert!(refused("<script>alert(1)</script>").contains("a script of its own"));
        assert!(refused("<script src=\"a.js\"></script>").contains("a script of its own"));
        assert!(refused("<style>p {}</style>").contains("<style>"));
        assert!(refused("<link rel=\"manifest\" href=\"./a.json\">").contains("links to ./a.json"));
        assert!(take_apart("<p>empty</p>").unwrap_err().to_string().contains("names no program"));
    }

    #[test]
    fn a_file_that_nothing_packs_is_noticed() {
        let files = ["index.html", "beleg-3.js", "tokens-1.css", "snippets"].map(str::to_owned);
        assert_eq!(left_out(&take_apart(PAGE).unwrap(), &BTreeSet::from(files)), ["snippets"]);
    }
}
