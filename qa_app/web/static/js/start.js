// What runs on every page: GOV.UK Frontend's own behaviour, and of ours only what this page has a use for.
import { initAll } from "../vendor/govuk/govuk-frontend.min.js";

initAll();

const autosaved = document.querySelector("[data-autosave-url]");
if (autosaved) enhance(import("./autosave.js"), ({ startAutosave }) => startAutosave(autosaved));
if (document.querySelector("[data-show-if]")) {
  enhance(import("./conditions.js"), ({ startConditions }) => startConditions(document));
}
for (const place of document.querySelectorAll("[data-limits-url]")) {
  enhance(import("./limits.js"), ({ keepUpToDate }) => keepUpToDate(place));
}
for (const job of document.querySelectorAll("[data-progress-url]")) {
  enhance(import("./progress.js"), ({ follow }) => follow(job));
}

/** Every page works without its enhancements, so one that does not arrive is no error. */
function enhance(arriving, start) {
  arriving.then(start, (error) => console.info("An enhancement of this page did not arrive.", error));
}
