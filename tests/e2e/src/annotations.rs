//! What the page shows of annotations, and the few things that every test does with them.

use crate::page::{Page, strings};
use crate::wait::until;

/// An annotation as it is drawn in the article.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Drawn {
    /// The labels that all of its tiles have.
    pub labels: Vec<String>,
    /// The text of its tiles.
    pub text: String,
    /// Its id.
    pub id: String,
}

impl Page {
    /// The ids of the documents in the list.
    pub async fn documents(&self) -> Vec<String> {
        self.attributes("nav [data-document]", "data-document").await
    }

    /// Opens a document from the list.
    pub async fn open_document(&self, id: &str) {
        self.click(&format!("nav [data-document=\"{id}\"]")).await;
        self.element(&format!("article[data-document=\"{id}\"]")).await;
        self.expect_attribute(&format!("nav [data-document=\"{id}\"]"), "aria-current", "true").await;
    }

    /// The annotations that are drawn in the open document, in reading order.
    pub async fn drawn(&self) -> Vec<Drawn> {
        let list = self.script(include_str!("../scripts/marks.js"), &[]).await;
        let list = list.as_array().cloned().unwrap_or_default();
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        list.iter()
            .map(|item| Drawn {
                labels: strings(&item["labels"]),
                text: text(&item["text"]),
                id: text(&item["id"]),
            })
            .collect()
    }

    /// Waits until a quote is drawn with a label; returns the id of the annotation.
    pub async fn expect_drawn(&self, label: &str, quote: &str) -> String {
        until(&format!("{quote:?} drawn as a {label}"), async || {
            let drawn = self.drawn().await;
            drawn
                .into_iter()
                .find(|drawn| drawn.text == quote && drawn.labels.iter().any(|name| name == label))
                .map(|drawn| drawn.id)
        })
        .await
    }

    /// Selects an annotation in the list, which brings up its card.
    pub async fn choose(&self, id: &str) {
        self.click(&format!("[data-part=annotations] [data-annotation=\"{id}\"]")).await;
        self.element(&format!("[data-part=card][data-annotation=\"{id}\"]")).await;
    }

    /// Waits until the page says that everything is kept.
    pub async fn saved(&self) {
        self.expect_attribute("[data-part=save]", "data-state", "saved").await;
    }

    /// Gives a name if the page asks who is annotating. It asks once, after the first mark, or not at all; and as soon as
    /// the card of the mark is up, it has asked.
    pub async fn introduce(&self, name: &str) {
        self.element("[data-part=card]").await;
        if self.count("[data-part=who] input[name=annotator]").await > 0 {
            self.fill("[data-part=who] input[name=annotator]", name).await;
            self.command("who-save").await;
            self.gone("[data-part=who] input[name=annotator]").await;
        }
    }
}
