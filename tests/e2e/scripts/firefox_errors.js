// The browser's own list of errors, without warnings and without those of the browser's own pages.
return Services.console.getMessageArray().flatMap(message => {
  try {
    message.QueryInterface(Ci.nsIScriptError);
  } catch {
    return [];
  }
  const warning = message.flags & Ci.nsIScriptError.warningFlag;
  const own = /^(chrome|resource|moz-extension|about|jar):/.test(message.sourceName);
  return warning || own || !message.sourceName ? [] : [message.message];
});
