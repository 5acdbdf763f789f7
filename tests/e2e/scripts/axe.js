// Judges the page by the rules of axe-core, which is in the window already. Answers what breaks a rule, and what axe-core could
// not decide and no entry of `settled` decides.
const [settled, done] = arguments;
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];
const options = {
  runOnly: { type: "tag", values: tags },
  // Some rules wait for the year in which they were new to be over.
  rules: { "target-size": { enabled: true } },
  resultTypes: ["violations", "incomplete"],
  elementRef: true,
  preload: false,
};
const checks = node => [...node.any, ...node.all, ...node.none];
const keys = node => checks(node).map(check => check.data?.messageKey ?? check.id);
const open = (rule, node) => !settled.some(entry =>
  entry.rule === rule.id && keys(node).includes(entry.key) && node.element.matches(entry.selector));
const told = (rule, node) => `${rule.id} (${keys(node).join(", ")}): ${node.target.join(" ")} | ${node.html.slice(0, 160)} | `
  + checks(node).map(check => check.message).join(" ");
const all = (rules, counts) => rules.flatMap(rule =>
  rule.nodes.filter(node => counts(rule, node)).map(node => told(rule, node)));
axe.run(document, options).then(
  ({ violations, incomplete }) => done({ violations: all(violations, open), incomplete: all(incomplete, open) }),
  error => done({ trouble: String(error) }),
);
