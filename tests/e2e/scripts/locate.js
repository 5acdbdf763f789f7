// Where a quote stands in the document's text: the points at which to press and to release, in pixels of the window.
const [quote, done] = arguments;
const pieces = [];
let text = "";
for (const block of document.querySelectorAll("article [data-block]")) {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    pieces.push({ node: walker.currentNode, start: text.length });
    text += walker.currentNode.data;
  }
}
const start = text.indexOf(quote);
if (start < 0) {
  return done({ trouble: "is not in the text" });
}
if (text.indexOf(quote, start + 1) >= 0) {
  return done({ trouble: "is in the text more than once" });
}
const letter = offset => {
  const piece = pieces.findLast(piece => piece.start <= offset);
  const range = document.createRange();
  range.setStart(piece.node, offset - piece.start);
  range.setEnd(piece.node, offset - piece.start + 1);
  return range;
};
const first = letter(start);
const last = letter(start + quote.length - 1);
const middle = letter(start + Math.floor(quote.length / 2));
middle.startContainer.parentElement.scrollIntoView({ block: "center", behavior: "instant" });
// Chunks that were out of view are laid out one frame later.
requestAnimationFrame(() => requestAnimationFrame(() => {
  const from = first.getClientRects()[0];
  const to = [...last.getClientRects()].at(-1);
  const points = [
    { x: from.left + 1, y: from.top + from.height / 2 },
    { x: to.right - 1, y: to.top + to.height / 2 },
  ];
  for (const { x, y } of points) {
    const there = document.elementFromPoint(x, y);
    if (!there || !there.closest("[data-block]")) {
      return done({ trouble: `is hidden at ${x}, ${y} by ${there ? there.outerHTML.slice(0, 200) : "the edge of the window"}` });
    }
  }
  done({ points });
}));
