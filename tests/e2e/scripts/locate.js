// Where a quote stands in the document's text: the points at which to press and to release, in pixels of the window.
const [quote, done] = arguments;
const leaves = () => {
  const leaves = [];
  let text = "";
  for (const block of document.querySelectorAll("article [data-block]")) {
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      leaves.push({ node: walker.currentNode, start: text.length });
      text += walker.currentNode.data;
    }
  }
  return { leaves, text };
};
const { text } = leaves();
const start = text.indexOf(quote);
if (start < 0) {
  return done({ trouble: "is not in the text" });
}
if (text.indexOf(quote, start + 1) >= 0) {
  return done({ trouble: "is in the text more than once" });
}
// The first, the last and the middle letter. Other nodes may hold them as soon as marks are drawn there.
const letters = () => {
  const { leaves: pieces } = leaves();
  return [0, quote.length - 1, Math.floor(quote.length / 2)].map(offset => {
    const piece = pieces.findLast(piece => piece.start <= start + offset);
    const range = document.createRange();
    range.setStart(piece.node, start + offset - piece.start);
    range.setEnd(piece.node, start + offset - piece.start + 1);
    return range;
  });
};
// Chunks that were out of view are laid out a frame later, with other heights than were supposed until then.
const look = attempts => {
  letters()[2].startContainer.parentElement.scrollIntoView({ block: "center", behavior: "instant" });
  requestAnimationFrame(() => requestAnimationFrame(() => {
    const [first, last] = letters();
    const from = first.getClientRects()[0];
    const to = [...last.getClientRects()].at(-1);
    const points = [
      { x: from.left + 1, y: from.top + from.height / 2 },
      { x: to.right - 1, y: to.top + to.height / 2 },
    ];
    const cover = points.find(({ x, y }) => !document.elementFromPoint(x, y)?.closest("[data-block]"));
    if (!cover) {
      return done({ points });
    }
    if (attempts > 0) {
      return look(attempts - 1);
    }
    const { x, y } = cover;
    const there = document.elementFromPoint(x, y);
    done({ trouble: `is hidden at ${x}, ${y} by ${there ? there.outerHTML.slice(0, 200) : "the edge of the window"}` });
  }));
};
look(5);
