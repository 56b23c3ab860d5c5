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
