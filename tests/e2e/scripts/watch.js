// Listens to a page from now on. Answers whether it began just now; `false` says that it is this page's own listener, already there.
const wanted = arguments[0];
if (!location.href.startsWith(wanted) || !document.documentElement) {
  return null;
}
if (window.belegHeard) {
  return false;
}
const heard = [];
window.belegHeard = heard;
const complain = console.error;
console.error = (...parts) => {
  heard.push("console.error: " + parts.map(String).join(" "));
  complain.apply(console, parts);
};
addEventListener("error", event => heard.push("error: " + (event.message || event.target)), true);
addEventListener("unhandledrejection", event => heard.push("unhandled rejection: " + event.reason));
addEventListener("securitypolicyviolation", event => {
  heard.push(`securitypolicyviolation: ${event.violatedDirective} refused ${event.blockedURI || "inline"}`);
});
return true;
