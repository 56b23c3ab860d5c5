"use strict";
// Switches for the facts of a question: they mark its row in the table that is in the page.
const data = JSON.parse(document.getElementById("report-data").textContent);
const words = data.words;
function made(tag, text, name) {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  if (name) element.className = name;
  return element;
}
function list(heading, items) {
  const found = [];
  if (items.length) {
    found.push(made("h4", heading));
    const points = made("ul");
    for (const each of items) points.append(made("li", each));
    found.push(points);
  }
  return found;
}
function rowsOf(table, size) {
  const rows = new Map();
  for (const row of table.querySelectorAll("tbody tr")) {
    const cells = row.querySelectorAll(".chatlink-holds, .chatlink-fails");
    if (cells.length !== size) continue;
    let combination = 0;
    for (const cell of cells) combination = combination * 2 + (cell.className === "chatlink-holds" ? 1 : 0);
    rows.set(combination, row);
  }
  return rows;
}
function isIn(set, combination) {
  return ((set >> BigInt(combination)) & 1n) === 1n;
}
function live(part, name) {
  const question = data.questions[name];
  const size = question.facts.length;
  const results = BigInt(question.results);
  const possible = BigInt(question.possible);
  const table = part.querySelector(".chatlink-combinations");
  const rows = rowsOf(table, size);
  const switches = made("fieldset");
  switches.append(made("legend", words.heading));
  const boxes = question.facts.map((fact) => {
    const label = made("label");
    const box = made("input");
    box.type = "checkbox";
    box.name = fact.name;
    const says = made("span", fact.says[0]);
    label.append(box, says);
    switches.append(label);
    box.addEventListener("change", () => show(true));
    return { box, says, fact };
  });
  const answer = made("output", "", "report-answer");
  function says(how, mask, combination) {
    const found = question.facts.map((fact, place) => [fact, 1 << (size - 1 - place)]).filter(([, bit]) => mask & bit);
    return found.map(([fact, bit]) => fact[how][combination & bit ? 1 : 0]).join(words.and);
  }
  function show(follow) {
    let combination = 0;
    for (const each of boxes) {
      combination = combination * 2 + (each.box.checked ? 1 : 0);
      each.says.textContent = each.fact.says[each.box.checked ? 1 : 0];
    }
    const allowed = isIn(results, combination);
    const head = made("p");
    if (isIn(possible, combination)) {
      head.append(made("strong", (allowed ? "✓ " : "✗ ") + (allowed ? words.yes : words.no),
        allowed ? "chatlink-yes" : "chatlink-no"), " ", question.says[allowed ? 1 : 0]);
    } else {
      head.append(made("strong", words.cannot_occur, "chatlink-unknown"));
    }
    const reasons = question.reasons[combination].map((mask) => says("says", mask, combination));
    const fixes = question.fixes[combination].map((mask) => says("fixed", mask, combination ^ mask));
    answer.replaceChildren(head);
    if (isIn(possible, combination)) {
      answer.append(...list(words.because, reasons), ...list(words.would_be_allowed_if, fixes));
    }
    answer.dataset.combination = combination;
    for (const [each, row] of rows) {
      row.classList.toggle("report-marked", each === combination);
      if (each === combination) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
    const row = rows.get(combination);
    if (follow && row) table.scrollTop += row.getBoundingClientRect().top - table.getBoundingClientRect().top - 120;
  }
  const place = made("div", "", "report-live");
  place.append(switches, answer);
  table.before(place);
  show(false);
}
for (const part of document.querySelectorAll("[data-question]")) live(part, part.dataset.question);

// What is folded is unfolded on paper, and where an address within the page leads into it.
addEventListener("beforeprint", () => {
  for (const each of document.querySelectorAll("details")) each.open = true;
});
function unfold() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let each = target; each; each = each.parentElement) if (each.tagName === "DETAILS") each.open = true;
  if (target) target.scrollIntoView();
}
addEventListener("hashchange", unfold);
unfold();
