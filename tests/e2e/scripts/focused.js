// What has the focus for the first time since `true` was given, and what is wrong with how that is seen.
const [fresh, done] = arguments;
const element = document.activeElement;
if (fresh) {
  window.belegFocused = new Set();
}
if (!element || element === document.body || window.belegFocused.has(element)) {
  return done(null);
}
window.belegFocused.add(element);
const mark = ["id", "data-part", "data-command", "data-document", "data-label", "data-annotation", "name", "class"]
  .find(key => element.getAttribute(key));
const told = element.localName + (mark ? `[${mark}=${element.getAttribute(mark)}]` : "");
const look = () => {
  // The part of it that no scrolling parent cuts off.
  let { left, top, right, bottom } = element.getBoundingClientRect();
  const whole = { width: right - left, height: bottom - top };
  for (let parent = element.parentElement; parent; parent = parent.parentElement) {
    if (parent !== document.documentElement && getComputedStyle(parent).overflow === "visible") continue;
    const seen = parent === document.documentElement
      ? { left: 0, top: 0, right: innerWidth, bottom: innerHeight }
      : parent.getBoundingClientRect();
    left = Math.max(left, seen.left);
    top = Math.max(top, seen.top);
    right = Math.min(right, seen.right);
    bottom = Math.min(bottom, seen.bottom);
  }
  const points = [[.5, .5], [.1, .1], [.9, .1], [.1, .9], [.9, .9]]
    .map(([x, y]) => [left + (right - left) * x, top + (bottom - top) * y]);
  const covering = right - left < 1 || bottom - top < 1 ? points.map(() => null) : points
    .map(([x, y]) => document.elementFromPoint(x, y))
    .map(there => there && (element.contains(there) || there.contains(element)) ? element : there);
  const covers = covering.filter(there => there !== element);
  // What fills the window may have something over a part of it.
  const hidden = whole.height > innerHeight / 2 ? covers.length === points.length : covers.length > 0;
  const troubles = [];
  if (hidden) {
    const by = covers[0] ? covers[0].outerHTML.slice(0, 120) : "the edge of what scrolls";
    troubles.push(`${told} is hidden by ${by} at ${left.toFixed()}, ${top.toFixed()} to ${right.toFixed()}, ${bottom.toFixed()}`);
  }
  const ring = getComputedStyle(element);
  const line = getComputedStyle(element, "::before");
  const has_ring = ring.outlineStyle !== "none" && parseFloat(ring.outlineWidth) >= 2;
  const has_line = element.matches(".text") && line.content !== "none" && parseFloat(line.width) >= 2;
  if (!has_ring && !has_line) {
    troubles.push(`${told} does not show that it has the focus`);
  }
  if (has_ring && contrast([ring.outlineColor], behind(element.parentElement)) < 3) {
    troubles.push(`${told} has a ring that hardly stands out`);
  }
  return troubles;
};
const scrolled = () => [...document.querySelectorAll("*")].reduce((sum, { scrollLeft, scrollTop }) => sum + scrollLeft + scrollTop, 0);
const now = scrolled();
const troubles = look();
if (now === window.belegScrolled && troubles.length === 0) {
  return done({ told, troubles });
}
// What scrolls there may do so one frame later, and what is drawn where something scrolled comes with the next one.
requestAnimationFrame(() => requestAnimationFrame(() => {
  const troubles = look();
  window.belegScrolled = scrolled();
  done({ told, troubles });
}));
