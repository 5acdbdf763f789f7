
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
    // From here on the body holds the app and nothing else.
    for (const script of document.querySelectorAll("script")) script.remove();
  } catch (error) {
    console.error(error);
    // Not thrown: for a page on disk, WebKit would tell the check no more than "Script error".
    dispatchEvent(new ErrorEvent("error", { message: String(error) }));
  }
}
