// Whether what is selected is in view: within the text's window, and under nothing else.
const { left, top, right, bottom } = getSelection().getRangeAt(0).getBoundingClientRect();
const reader = document.querySelector("[data-part=reader]").getBoundingClientRect();
const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
return top >= reader.top && bottom <= reader.bottom && there?.closest("article .text") != null;
