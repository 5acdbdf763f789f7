// The caret, counted in UTF-16 units of the document's text, or null where it is not in the text; and that text.
const blocks = [...document.querySelectorAll("article [data-block]")];
const { focusNode, focusOffset } = getSelection();
const range = document.createRange();
range.setStartBefore(blocks[0]);
range.setEndAfter(blocks.at(-1));
const inside = focusNode !== null && range.isPointInRange(focusNode, focusOffset);
if (inside) {
  range.setEnd(focusNode, focusOffset);
}
return {
  caret: inside ? range.toString().length : null,
  text: blocks.map(block => block.textContent).join(""),
};
