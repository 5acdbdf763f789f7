// Submits a form. On a page that allows it this leaves the page; where it is refused, Firefox throws.
const form = Object.assign(document.createElement("form"), { action: arguments[0] + "form" });
document.body.append(form);
try {
  form.submit();
} catch {
  // Refused, which is what the test hopes for.
}
