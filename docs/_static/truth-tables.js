/* Above each table of combinations a choice for every fact and for the answer.
   Without scripts every row is there. */
"use strict";
for (const box of document.querySelectorAll(".chatlink-combinations")) {
  const table = box.querySelector("table");
  const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
  const count = heads.length - 2; // the facts; then come the answer, and what documents it
  const rows = [...table.tBodies].flatMap((body) => [...body.rows].filter((row) => row.cells.length > 1));
  const filter = document.createElement("form");
  filter.className = "chatlink-filter";
  const choices = heads.slice(0, count + 1).map((name, column) => {
    const label = document.createElement("label");
    const select = document.createElement("select");
    for (const [value, text] of [["", "either"], ["✓", "✓ yes"], ["✗", "✗ no"]]) {
      select.add(new Option(text, value));
    }
    label.append(`${name} `, select);
    filter.append(label);
    return { column, select };
  });
  const shown = document.createElement("output");
  filter.append(shown);
  const apply = () => {
    let left = 0;
    for (const row of rows) {
      row.hidden = choices.some(
        ({ column, select }) => select.value && !row.cells[column].textContent.startsWith(select.value)
      );
      left += row.hidden ? 0 : 1;
    }
    for (const body of table.tBodies) {
      body.hidden = [...body.rows].slice(1).every((row) => row.hidden);
    }
    shown.textContent = `${left} of ${rows.length} combinations`;
  };
  filter.addEventListener("change", apply);
  filter.addEventListener("submit", (event) => event.preventDefault());
  box.before(filter);
  apply();
}
