// The spacing of text that WCAG 1.4.12 names, on or off.
const sheet = document.styleSheets[0];
if (arguments[0]) {
  sheet.insertRule("p { margin-bottom: 2em !important; }", sheet.cssRules.length);
  sheet.insertRule("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }", sheet.cssRules.length);
} else {
  sheet.deleteRule(sheet.cssRules.length - 1);
  sheet.deleteRule(sheet.cssRules.length - 1);
}
