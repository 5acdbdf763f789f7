
// Runs before the program, in words that old browsers know: whoever cannot run the page is told why.
(function () {
  "use strict";
  var program = document.getElementById("beleg-program");

  function say(sentence) {
    var paragraph = document.createElement("p");
    paragraph.setAttribute("role", "alert");
    paragraph.textContent = sentence;
    document.body.appendChild(paragraph);
  }

  var lacks = "";
  if (typeof WebAssembly !== "object") lacks = "WebAssembly";
  else if (typeof DecompressionStream !== "function") lacks = "DecompressionStream";
  else if (!("noModule" in HTMLScriptElement.prototype)) lacks = "JavaScript modules";
  if (lacks) {
    program.remove();
    say("This browser is too old for Beleg: it lacks " + lacks + ".");
    return;
  }

  // The program is in the page only until it has started; what fails later is not about starting.
  addEventListener("error", function (event) {
    if (!program.isConnected) return;
    say("Beleg could not start in this browser: " + event.message.replace(/[\s.]+$/, "") + ".");
  });
})();
