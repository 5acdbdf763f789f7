// Selects words of the text without a mouse: the page hears only that something else is selected.
const [words] = arguments;
const walker = document.createTreeWalker(document.querySelector("article .text"), NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const at = walker.currentNode.data.indexOf(words);
  if (at >= 0) {
    walker.currentNode.parentElement.scrollIntoView({ block: "center", behavior: "instant" });
    getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + words.length);
    return true;
  }
}
return false;
