// Makes a key reach into the program before it is done with the next click in the list of documents: the program finds
// what it works on taken, and ends in a trap. Firefox runs scripts of its driver beside the page; there the page's own clock is behind
// `wrappedJSObject`.
const clock = (window.wrappedJSObject ?? window).Date;
const now = clock.now;
let isInside = false;
clock.now = () => {
  if (!isInside) {
    isInside = true;
    const key = { key: "PageDown", code: "PageDown", shiftKey: true, bubbles: true, cancelable: true };
    document.body.dispatchEvent(new KeyboardEvent("keydown", key));
    isInside = false;
  }
  return now.call(clock);
};
