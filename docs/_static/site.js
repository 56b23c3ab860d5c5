// What scrolls sideways is reached by the keyboard, and only as long as it scrolls.
addEventListener("load", () => {
  const watch = new ResizeObserver((seen) => {
    for (const { target } of seen) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  for (const each of document.querySelectorAll("pre, .table-wrapper")) watch.observe(each);
});
// A table of sentences is a list of its rows on a telephone, where each cell says what its column is.
addEventListener("DOMContentLoaded", () => {
  for (const table of document.querySelectorAll("table.docutils")) {
    const heads = [...(table.tHead?.rows[0]?.cells ?? [])].map((cell) => cell.textContent.trim());
    const cells = [...table.querySelectorAll("tbody td")];
    if (heads.length < 3 || cells.every((cell) => cell.textContent.length < 30)) continue;
    table.classList.add("chatlink-stacks");
    for (const cell of cells) {
      if (cell.textContent.trim()) cell.dataset.head = heads[cell.cellIndex];
      else cell.replaceChildren();
    }
  }
});
