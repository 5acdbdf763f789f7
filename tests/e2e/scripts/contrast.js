// What stands out too little: text from what is behind it by 4.5 (3 where it is large), lines and frames by 3.
const found = [];
const expect = (element, what, ratio, least) => {
  if (ratio < least - 0.005) {
    const part = element.closest("[data-part]")?.dataset.part ?? "page";
    found.push(`${what} of ${element.localName}.${element.className} in ${part} stands out by ${ratio.toFixed(2)}, not ${least}`);
  }
};
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const texts = new Set();
while (walker.nextNode()) {
  const element = walker.currentNode.parentElement;
  if (walker.currentNode.data.trim() && element.checkVisibility({ visibilityProperty: true }) && !element.closest(":disabled, .hidden, option")) {
    texts.add(element);
  }
}
for (const element of texts) {
  const { color, fontSize, fontWeight } = getComputedStyle(element);
  const large = parseFloat(fontSize) >= 24 || (parseFloat(fontSize) >= 18.66 && Number(fontWeight) >= 700);
  const ground = behind(element);
  expect(element, "the text", contrast([...ground, color], ground), large ? 3 : 4.5);
}
// The lines under marks and in samples of them tell labels apart.
for (const element of document.querySelectorAll("mark, .swatch")) {
  if (!element.checkVisibility()) continue;
  const { backgroundImage, borderBottomColor, borderBottomStyle } = getComputedStyle(element);
  const lines = backgroundImage.match(/(?:rgba?|color|oklab|oklch)\([^()]*\)/g) ?? [];
  if (borderBottomStyle !== "none") lines.push(borderBottomColor);
  for (const line of new Set(lines.filter(line => !/[,/] ?0\)$/.test(line)))) {
    expect(element, "a line", contrast([line], behind(element)), 3);
    expect(element, "a line (from the paper)", contrast([line], behind(element.parentElement)), 3);
  }
}
for (const element of document.querySelectorAll("input:not([type=file]), select, textarea")) {
  if (!element.checkVisibility() || element.closest(".hidden")) continue;
  expect(element, "the frame", contrast([getComputedStyle(element).borderTopColor], behind(element.parentElement)), 3);
}
return [...new Set(found)];
