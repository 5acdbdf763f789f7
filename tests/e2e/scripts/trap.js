// Makes the next click in the list of documents reach into the program once more before it is done with the first: the program finds
// what it works on taken, and ends in a trap.
const now = Date.now;
let isInside = false;
Date.now = () => {
  if (!isInside) {
    isInside = true;
    document.querySelector("nav [data-document]:not([aria-current])").click();
    isInside = false;
  }
  return now.call(Date);
};
