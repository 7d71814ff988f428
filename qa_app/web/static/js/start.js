// What runs on every page: GOV.UK Frontend's own behaviour, and of ours only what this page has a use for.
import { initAll } from "../vendor/govuk/govuk-frontend.min.js";

initAll();

if (document.querySelector("[data-autosave-url]")) {
  const { startAutosave } = await import("./autosave.js");
  startAutosave(document.querySelector("[data-autosave-url]"));
}
if (document.querySelector("[data-show-if]")) {
  const { startConditions } = await import("./conditions.js");
  startConditions(document);
}
for (const job of document.querySelectorAll("[data-progress-url]")) {
  const { follow } = await import("./progress.js");
  follow(job);
}
