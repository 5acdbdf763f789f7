// In the browser's own scope: takes the focus from its buttons to the page.
Services.wm.getMostRecentWindow("navigator:browser").gBrowser.selectedBrowser.focus();
