// Tries to send something out of the page in every way that a page has but one: submitting a form, which comes last and on its own.
const [target, done] = arguments;
const socket = target.replace(/^http/, "ws");
const element = (name, properties) => document.body.append(Object.assign(document.createElement(name), properties));
const request = new XMLHttpRequest();
const ways = {
  fetch: () => fetch(target + "fetch", { mode: "no-cors" }).catch(() => {}),
  keepalive: () => fetch(target + "keepalive", { mode: "no-cors", keepalive: true, method: "POST", body: "leak" }).catch(() => {}),
  xhr: () => {
    request.open("GET", target + "xhr");
    request.send();
  },
  beacon: () => navigator.sendBeacon(target + "beacon", "leak"),
  websocket: () => new WebSocket(socket + "websocket"),
  events: () => new EventSource(target + "events"),
  image: () => element("img", { src: target + "image" }),
  script: () => element("script", { src: target + "script" }),
  module: () => element("script", { type: "module", src: target + "module" }),
  stylesheet: () => element("link", { rel: "stylesheet", href: target + "stylesheet" }),
  prefetch: () => element("link", { rel: "prefetch", href: target + "prefetch" }),
  frame: () => element("iframe", { src: target + "frame" }),
  object: () => element("object", { data: target + "object" }),
  video: () => element("video", { src: target + "video", preload: "auto" }),
  background: () => {
    document.body.style.backgroundImage = `url("${target}background")`;
  },
};
for (const way of Object.values(ways)) {
  try {
    way();
  } catch {
    // Refused, which is what the test hopes for.
  }
}
setTimeout(() => done(Object.keys(ways)), 2000);
