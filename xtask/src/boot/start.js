
// Unpacks the program that lies in the page and starts it. Without it, the check has said why.
const program = document.getElementById("beleg-program");
if (program) {
  try {
    const packed = Uint8Array.fromBase64
      ? Uint8Array.fromBase64(program.textContent)
      : Uint8Array.from(atob(program.textContent), (letter) => letter.charCodeAt(0));
    const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    // With its type the browser compiles it while it is unpacked.
    const headers = { "Content-Type": "application/wasm" };
    await __wbg_init({ module_or_path: new Response(unpacked, { headers }) });
    if (!isStopped) wasm = watch(wasm);
    // From here on the body holds the app and nothing else.
    for (const script of document.querySelectorAll("script")) script.remove();
  } catch (error) {
    console.error(error);
    program.remove();
    stop("Beleg could not start in this browser: " + String(error).replace(/[\s.]+$/, "") + ". " + SAFE);
  }
}
