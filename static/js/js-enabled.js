// Runs before the page is drawn: says that scripts run, and whether the kit's modules can.
document.body.className += " js-enabled" + ("noModule" in HTMLScriptElement.prototype ? " govuk-frontend-supported" : "");
