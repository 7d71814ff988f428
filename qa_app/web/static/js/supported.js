// Tells the style sheet, before anything is drawn, that scripts run. GOV.UK Frontend looks for the second name.
document.body.classList.add("js-enabled", "govuk-frontend-supported");
