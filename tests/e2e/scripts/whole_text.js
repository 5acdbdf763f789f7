// The SHA-256 of the text as the page holds it, its length, and whether all of it is selected, but for blanks at its ends, and
// nothing else.
const done = arguments[0];
const blocks = [...document.querySelectorAll("article .text [data-block]")];
const selection = getSelection();
const isBlank = (from, start, to, end) => {
  const range = document.createRange();
  range.setStart(from, start);
  range.setEnd(to, end);
  return range.toString().trim() === "";
};
const [first, last] = [blocks[0], blocks.at(-1)];
const range = selection.rangeCount === 1 ? selection.getRangeAt(0) : undefined;
const holds = node => first.closest(".text").contains(node);
const all = range !== undefined && holds(range.startContainer) && holds(range.endContainer)
  && isBlank(first, 0, range.startContainer, range.startOffset)
  && isBlank(range.endContainer, range.endOffset, last, last.childNodes.length);
const text = blocks.map(block => block.textContent).join("");
const bytes = new TextEncoder().encode(text);
crypto.subtle.digest("SHA-256", bytes).then(hash => {
  const hex = [...new Uint8Array(hash)].map(byte => byte.toString(16).padStart(2, "0")).join("");
  done({ hex, all, length: text.length });
});
