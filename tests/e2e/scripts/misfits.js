// What does not fit: what can only be read by scrolling sideways, what is cut off, what is too small to hit; as it is, and with
// the spacing of text that WCAG 1.4.12 names.
// What is cut on purpose stands whole elsewhere: in the card, in the headline, in the dialog of the name.
const shortened = ".row .words, .row small, .document b, .project, .who";
const root = document.documentElement;
const name = element => {
  const mark = ["id", "data-part", "data-command", "data-label", "class"].find(key => element.getAttribute(key));
  return element.localName + (mark ? `[${mark}=${element.getAttribute(mark)}]` : "");
};
const look = () => {
  const visible = [...document.body.querySelectorAll("*")].filter(element => {
    const { width, height } = element.getBoundingClientRect();
    return element.checkVisibility({ visibilityProperty: true }) && width > 1 && height > 1 && !element.closest(".hidden, .text");
  });
  const found = [];
  if (root.scrollWidth > innerWidth) {
    found.push(`the page is ${root.scrollWidth} wide in a window of ${innerWidth}`);
  }
  if (root.scrollHeight > innerHeight) {
    found.push(`the page scrolls as a whole: ${root.scrollHeight} in a window of ${innerHeight}`);
  }
  for (const element of [...visible, ...document.querySelectorAll(".text")]) {
    const { overflowX, overflowY } = getComputedStyle(element);
    const wide = element.scrollWidth > element.clientWidth + 1;
    const high = element.scrollHeight > element.clientHeight + 1;
    const clips = overflow => overflow === "hidden" || overflow === "clip";
    if (wide && ["auto", "scroll"].includes(overflowX) && !element.matches("input, textarea, select")) {
      found.push(`${name(element)} scrolls sideways: ${element.scrollWidth} in ${element.clientWidth}`);
    } else if (((wide && clips(overflowX)) || (high && clips(overflowY))) && !element.matches(shortened)) {
      found.push(`${name(element)} is cut off: ${element.scrollWidth} by ${element.scrollHeight} in ${element.clientWidth} by ${element.clientHeight}`);
    } else if (wide && element.localName === "button" && !element.matches(shortened)) {
      found.push(`${name(element)} is too narrow for what stands on it: ${element.scrollWidth} in ${element.clientWidth}`);
    }
  }
  for (const element of visible.filter(element => element.matches("button, input, select, textarea, summary, a"))) {
    // A label around a box is hit for it.
    const target = element.type === "checkbox" ? element.closest("label") ?? element : element;
    const { left, right, width, height } = target.getBoundingClientRect();
    let around = element.parentElement;
    while (around !== root && getComputedStyle(around).overflowX === "visible") around = around.parentElement;
    const room = around === root ? { left: 0, right: innerWidth } : around.getBoundingClientRect();
    if (width < 23.9 || height < 23.9) {
      found.push(`${name(element)} is only ${width.toFixed(1)} by ${height.toFixed(1)}`);
    }
    if (left < room.left - 1 || right > room.right + 1) {
      found.push(`${name(element)} reaches from ${left.toFixed()} to ${right.toFixed()} in ${name(around)} from ${room.left.toFixed()} to ${room.right.toFixed()}`);
    }
  }
  return found;
};
const found = look();
const sheet = document.styleSheets[0];
const spacing = [
  "p { margin-bottom: 2em !important; }",
  "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }",
];
spacing.forEach(rule => sheet.insertRule(rule, sheet.cssRules.length));
const spaced = look();
spacing.forEach(() => sheet.deleteRule(sheet.cssRules.length - 1));
return [...found, ...spaced.filter(misfit => !found.includes(misfit)).map(misfit => `with wider spacing ${misfit}`)];
