// The annotations that are drawn in the open article, each with its text and with the labels that all of its tiles have.
const drawn = new Map();
for (const mark of document.querySelectorAll("article mark[data-annotations]")) {
  const labels = [...mark.classList].filter(name => name.startsWith("label-")).map(name => name.slice("label-".length));
  for (const id of mark.dataset.annotations.split(" ").filter(Boolean)) {
    const seen = drawn.get(id);
    drawn.set(id, {
      id,
      text: (seen ? seen.text : "") + mark.textContent,
      labels: seen ? seen.labels.filter(label => labels.includes(label)) : labels,
    });
  }
}
return [...drawn.values()];
