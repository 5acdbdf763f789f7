// In the browser's own scope: its scheme of colours, whether pages keep their colours, and its zoom.
const [dark, forced, zoom] = arguments;
Services.prefs.setIntPref("layout.css.prefers-color-scheme.content-override", dark ? 0 : 1);
Services.prefs.setIntPref("browser.display.document_color_use", forced ? 2 : 0);
// Otherwise the zoom of a page ends with its next load.
Services.prefs.setBoolPref("browser.zoom.siteSpecific", false);
Services.wm.getMostRecentWindow("navigator:browser").FullZoom.setZoom(zoom);
