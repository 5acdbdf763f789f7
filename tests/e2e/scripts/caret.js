// Both ends of the selection, counted in UTF-16 units of the article's text; null where they are not in the article.
const article = document.querySelector("article");
const selection = getSelection();
const offset = (node, place) => {
  if (!node || !article.contains(node)) {
    return null;
  }
  const range = document.createRange();
  range.selectNodeContents(article);
  range.setEnd(node, place);
  return range.toString().length;
};
return {
  anchor: offset(selection.anchorNode, selection.anchorOffset),
  focus: offset(selection.focusNode, selection.focusOffset),
  text: article.textContent,
};
