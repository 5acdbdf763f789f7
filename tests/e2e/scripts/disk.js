// Puts files of the browser's own in the place of those on the disk: nobody can answer the picker of a test. They are
// written, closed, changed and kept by the storage as those are. The argument is what the browser answers when it is
// asked whether the page may write: "granted", or "prompt" until it is asked.
let answer = arguments[0];
window.showSaveFilePicker = async () => {
    const root = await navigator.storage.getDirectory();
    return root.getFileHandle("beleg.json", { create: true });
};
FileSystemHandle.prototype.queryPermission = async () => answer;
FileSystemHandle.prototype.requestPermission = async () => answer = "granted";
