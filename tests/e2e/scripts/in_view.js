// Whether what is selected is in view: within the text's window, under nothing else, and with marks drawn around it.
const { left, top, right, bottom } = getSelection().getRangeAt(0).getBoundingClientRect();
const reader = document.querySelector("[data-part=reader]").getBoundingClientRect();
const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
return top >= reader.top && bottom <= reader.bottom && there?.closest("article .text") != null
  && [...document.querySelectorAll("article mark")].some(mark => mark.getBoundingClientRect().bottom > reader.top);
