// Submits a form. On a page that allows it this leaves the page.
const form = Object.assign(document.createElement("form"), { action: arguments[0] + "form" });
document.body.append(form);
form.submit();
