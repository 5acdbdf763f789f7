//! One page out of many files: the program, its glue and the styles inlined under a strict policy.

use anyhow::{Context, Result, anyhow, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::{Compression, GzBuilder};
use sha2::{Digest, Sha256};
use std::io::Write;

/// What goes into the page.
pub struct Parts<'a> {
    /// The HTML that stays as its author wrote it.
    pub shell: &'a str,
    /// All style sheets, one after the other.
    pub styles: &'a str,
    /// The JavaScript that wasm-bindgen wrote, a module.
    pub glue: &'a str,
    /// The program, as WebAssembly.
    pub program: &'a [u8],
    /// How the program is compressed.
    pub compress: fn(&[u8]) -> Result<Vec<u8>>,
}

const CHECK: &str = include_str!("boot/check.js");
const RESCUE: &str = include_str!("boot/rescue.js");
const START: &str = include_str!("boot/start.js");

/// The page as one string. The same parts always give the same bytes.
pub fn page(parts: &Parts) -> Result<String> {
    if !parts.glue.contains("__wbg_init as default") {
        bail!(
            "The glue of wasm-bindgen no longer calls its entry `__wbg_init`; boot/start.js must be adapted."
        );
    }
    if parts.glue.lines().any(|line| line.trim_start().starts_with("import ")) {
        bail!("The glue of wasm-bindgen imports another file, which a page in one file cannot have.");
    }
    let styles = minifier::css::minify(&unix_lines(parts.styles))
        .map_err(|error| anyhow!("The styles cannot be read: {error}."))?
        .to_string();
    let check = minifier::js::minify(&unix_lines(CHECK)).to_string();
    let start = minifier::js::minify(&unix_lines(&format!("{}{RESCUE}{START}", parts.glue))).to_string();
    for script in [&check, &start] {
        refuse(script, &["</script", "<!--"])?;
    }
    refuse(&styles, &["</style"])?;

    let policy = format!(
        "default-src 'none'; script-src {} {} 'wasm-unsafe-eval'; style-src {}; img-src data:; base-uri 'none'; \
         form-action 'none'",
        hash(&check),
        hash(&start),
        hash(&styles)
    );
    let head = format!(
        "\n<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n<style>{styles}</style>"
    );
    // In the body, so that what the author wrote there is seen while the rest still arrives. The type of the
    // first one is nothing a browser would run: it is the program, waiting.
    let body = format!(
        "\n<script type=\"application/octet-stream\" id=\"beleg-program\">{}</script>\n\
         <script>{check}</script>\n<script type=\"module\">{start}</script>\n",
        STANDARD.encode((parts.compress)(parts.program)?)
    );

    const CHARSET: &str = "<meta charset=\"utf-8\">";
    let shell = unix_lines(parts.shell);
    let (before, after) = shell.split_once(CHARSET).with_context(|| {
        format!("index.html needs {CHARSET} in its head: the policy stands right after it.")
    })?;
    // A policy counts only for what comes after it.
    refuse(before, &["<script", "<style", "<link", "<base", "<img"])?;
    let (between, end) = after.rsplit_once("</body>").context("index.html needs a </body>.")?;
    let lines = between.lines().filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join("\n");
    Ok(format!("{before}{CHARSET}{head}\n{lines}{body}</body>{end}"))
}

/// The bytes as gzip that took its time: some four in a hundred smaller than what [`gzip`] makes, and read alike.
pub fn smallest(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut archive = Vec::new();
    zopfli::compress(zopfli::Options::default(), zopfli::Format::Gzip, bytes, &mut archive)
        .context("The program cannot be compressed.")?;
    Ok(archive)
}

/// The bytes as gzip without a date, so that the same bytes always give the same archive.
pub fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    gzip_with(bytes, Compression::best())
}

/// The bytes as gzip in as little time as possible.
pub fn fastest(bytes: &[u8]) -> Result<Vec<u8>> {
    gzip_with(bytes, Compression::fast())
}

fn gzip_with(bytes: &[u8], compression: Compression) -> Result<Vec<u8>> {
    let mut archive = GzBuilder::new().mtime(0).write(Vec::new(), compression);
    archive.write_all(bytes).context("The program cannot be compressed.")?;
    archive.finish().context("The program cannot be compressed.")
}

/// The source expression by which a policy allows exactly this text.
fn hash(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())))
}

/// Browsers read every line end as \n before they compute a hash, so there must not be another.
fn unix_lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// An error if the text holds one of these, in whatever case: it would end or change the element around it.
fn refuse(text: &str, words: &[&str]) -> Result<()> {
    let text = text.to_lowercase();
    match words.iter().find(|word| text.contains(**word)) {
        Some(word) => {
            bail!("The page cannot be packed: `{word}` stands where it would end or escape an element.")
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    const PARTS: Parts = Parts {
        shell: "<!doctype html>\n<head>\n<meta charset=\"utf-8\">\n\n<title>T</title>\n</head>\n<body>\n\
                <noscript>No.</noscript>\n</body>\n</html>\n",
        styles: "p { color: red }",
        glue: "let wasm;\nexport { __wbg_init as default };\n",
        program: b"\0asm program",
        compress: smallest,
    };

    /// What stands between two texts in the page.
    fn between<'a>(page: &'a str, start: &str, end: &str) -> &'a str {
        page.split_once(start).unwrap().1.split_once(end).unwrap().0
    }

    #[test]
    fn a_hash_is_what_browsers_compute() {
        // The example of the Content Security Policy's own documentation.
        assert_eq!(hash("alert('Hello, world.');"), "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='");
    }

    #[test]
    fn the_policy_names_each_script_and_the_style_and_nothing_else() {
        let page = page(&PARTS).unwrap();
        let policy = between(&page, "Security-Policy\" content=\"", "\">");
        let check = hash(between(&page, "<script>", "</script>"));
        let start = hash(between(&page, "<script type=\"module\">", "</script>"));
        let style = hash(between(&page, "<style>", "</style>"));
        assert_eq!(
            policy,
            format!(
                "default-src 'none'; script-src {check} {start} 'wasm-unsafe-eval'; style-src {style}; \
                 img-src data:; base-uri 'none'; form-action 'none'"
            )
        );
    }

    #[test]
    fn the_policy_comes_before_everything_it_governs() {
        let page = page(&PARTS).unwrap();
        let policy = page.find("Security-Policy").unwrap();
        assert!(page.find("<style").unwrap() > policy && page.find("<script").unwrap() > policy);
        let early = Parts { shell: &PARTS.shell.replace("<head>", "<head><link rel=\"icon\">"), ..PARTS };
        assert!(super::page(&early).is_err());
    }

    #[test]
    fn the_program_comes_out_as_it_went_in() {
        for compress in [smallest, fastest] {
            let page = page(&Parts { compress, ..PARTS }).unwrap();
            let packed = STANDARD.decode(between(&page, "id=\"beleg-program\">", "</script>")).unwrap();
            let mut unpacked = Vec::new();
            flate2::read::GzDecoder::new(packed.as_slice()).read_to_end(&mut unpacked).unwrap();
            assert_eq!(unpacked, PARTS.program);
        }
    }

    #[test]
    fn the_author_s_words_stay() {
        let page = page(&PARTS).unwrap();
        assert!(page.contains("<title>T</title>") && page.contains("<noscript>No.</noscript>"));
        assert!(page.ends_with("</script>\n</body>\n</html>\n"), "{page}");
    }

    #[test]
    fn the_same_parts_give_the_same_bytes_on_every_system() {
        let windows = PARTS.shell.replace('\n', "\r\n");
        assert_eq!(page(&PARTS).unwrap(), page(&Parts { shell: &windows, ..PARTS }).unwrap());
    }

    #[test]
    fn text_that_would_leave_its_element_is_refused() {
        for glue in ["'</SCRIPT>'", "'<!--'", "import './snippet.js'"] {
            let glue = format!("{glue}\n{}", PARTS.glue);
            assert!(page(&Parts { glue: &glue, ..PARTS }).is_err(), "{glue}");
        }
        assert!(page(&Parts { styles: "</style>", ..PARTS }).is_err());
        assert!(page(&Parts { glue: "other glue", ..PARTS }).is_err());
    }
}
