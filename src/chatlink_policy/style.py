"""How a piece of HTML looks: one style sheet, which notebooks, the report and the site share.

It styles what stands in an element of the class `chatlink` and nothing else. Colours are tints of the text's own
colour, so that it looks right on light and dark pages; what it lays over other text has the page's own background.
"""

from __future__ import annotations

__all__ = ["STYLE"]

STYLE = """\
.chatlink { --chatlink-line: rgb(128 128 128 / 40%); --chatlink-tint: rgb(128 128 128 / 12%);
  --chatlink-yes: rgb(46 160 67 / 22%); --chatlink-no: rgb(218 54 51 / 18%); --chatlink-open: rgb(191 135 0 / 22%);
  --chatlink-frame: rgb(191 135 0 / 90%);
  --chatlink-page: var(--color-background-primary, var(--jp-layout-color0, Canvas)); }
.chatlink-scroll { overflow-x: auto; margin: 0.75em 0; max-width: 100%; }
.chatlink-table { border-collapse: collapse; font-size: 0.9em; line-height: 1.4; margin: 0; }
.chatlink .chatlink-table th, .chatlink .chatlink-table td { text-align: left; vertical-align: top;
  padding: 0.3em 0.6em; border: 0 solid var(--chatlink-line); border-bottom-width: 1px; max-width: 32em;
  white-space: normal; overflow-wrap: break-word; min-width: 3.5em; }
.chatlink .chatlink-table th { font-weight: 600; border-bottom-width: 2px; }
.chatlink .chatlink-table tr { background: none; }
.chatlink-yes, .chatlink-no, .chatlink-unknown { border-radius: 0.25em; padding: 0 0.3em; white-space: nowrap; }
.chatlink-yes { background: var(--chatlink-yes); }
.chatlink-no { background: var(--chatlink-no); }
.chatlink-unknown { background: var(--chatlink-open); }
.chatlink-picture { margin: 0.75em 0; overflow-x: auto; }
.chatlink-svg { max-width: 100%; height: auto; }
.chatlink code { overflow-wrap: break-word; }
.chatlink td a:not(:has(wbr)) { white-space: nowrap; }
.chatlink p:has(+ ul) { margin-bottom: 0.25em; }
.chatlink p + ul { margin-top: 0; }
.chatlink summary { cursor: pointer; color: inherit; }
.chatlink details ul { margin: 0.2em 0; padding-left: 1.2em; }
.chatlink-numbers { font-size: 0.9em; }
.chatlink-numbers details { display: inline-block; vertical-align: top; margin-right: 1em; }
.chatlink-numbers details[open] { display: block; }
.chatlink-combinations { max-height: 85vh; overflow: auto; }
.chatlink .chatlink-combinations thead th { position: sticky; top: 0; z-index: 1; vertical-align: bottom;
  background: var(--chatlink-page); overflow-wrap: normal; box-shadow: inset 0 -2px var(--chatlink-line); }
.chatlink .chatlink-combinations .chatlink-table th, .chatlink .chatlink-combinations .chatlink-table td {
  padding: 0.2em 0.5em; min-width: 0; }
.chatlink-combinations tbody { border: 1px solid var(--chatlink-line); }
.chatlink-combinations tbody.chatlink-derived { border: 3px solid var(--chatlink-frame); }
.chatlink .chatlink-combinations tbody th { background: var(--chatlink-tint); }
.chatlink .chatlink-combinations td { white-space: nowrap; }
.chatlink .chatlink-combinations td:last-child { white-space: normal; min-width: 9em; }
.chatlink .chatlink-combinations .chatlink-table { font-size: 0.85em; }
.chatlink-combinations td details:not([open]) { display: inline-block; margin-left: 0.6em; }
.chatlink-combinations td details:first-child { margin-left: 0; }
.chatlink-holds { background: var(--chatlink-yes); }
.chatlink-impossible td { opacity: 0.75; }
.chatlink-changed td { box-shadow: inset 0 2px var(--chatlink-frame), inset 0 -2px var(--chatlink-frame); }
.chatlink-filter { display: flex; flex-wrap: wrap; gap: 0.4em 1em; margin: 0.75em 0; font-size: 0.85em; }
.chatlink-filter select { font: inherit; color: inherit; background: var(--chatlink-page);
  border: 1px solid rgb(128 128 128); border-radius: 0.25em; padding: 0.1em 0.2em; }
.chatlink-filter option { color: inherit; background: var(--chatlink-page); }
@media (max-width: 40em) { .chatlink .chatlink-table, .chatlink .chatlink-combinations .chatlink-table {
    font-size: 0.8em; }
  .chatlink .chatlink-table th, .chatlink .chatlink-table td { padding: 0.2em 0.4em; }
  .chatlink .chatlink-combinations .chatlink-table th, .chatlink .chatlink-combinations .chatlink-table td {
    padding: 0.15em 0.25em; }
  .chatlink .chatlink-combinations thead th { writing-mode: vertical-rl; white-space: nowrap; }
  .chatlink .chatlink-combinations thead th:last-child { writing-mode: horizontal-tb; white-space: normal; }
  .chatlink .chatlink-combinations td:last-child { min-width: 8em; }
  .chatlink-holds span, .chatlink-fails span { position: absolute; clip-path: inset(50%); } }
@media screen and (max-width: 46em) {
  .chatlink-stacks.chatlink-stacks, .chatlink-stacks tbody, .chatlink-stacks tr { display: block; width: auto;
    max-width: 100%; }
  .chatlink-stacks thead, .chatlink-stacks td:empty { display: none; }
  .chatlink-stacks.chatlink-stacks tr { padding: 0.6em 0; border-bottom: 1px solid rgb(128 128 128 / 40%); }
  .chatlink-stacks.chatlink-stacks td { display: flow-root; max-width: 100%; padding: 0.15em 0 0.15em 8.25em;
    border: 0; }
  .chatlink-stacks td::before { content: attr(data-head); float: left; width: 7.5em; margin-left: -8.25em;
    opacity: 0.8; }
  .chatlink-stacks.chatlink-stacks td p { margin: 0; }
  .chatlink-stacks.chatlink-stacks td:first-child { padding-left: 0; font-weight: 600; }
  .chatlink-stacks td:first-child::before { content: none; } }
@media print { .chatlink-scroll, .chatlink-combinations { overflow: visible; max-height: none; }
  .chatlink .chatlink-combinations thead th { position: static; }
  .chatlink-combinations thead:has(th:nth-child(8)) th:not(:last-child) { writing-mode: vertical-rl;
    white-space: nowrap; }
  .chatlink-combinations td details:not([open]) { display: block; margin: 0; }
  .chatlink .chatlink-filter { display: none; }
  .chatlink details::details-content { content-visibility: visible; block-size: auto; }
  .chatlink .chatlink-table { font-size: 0.75em; break-inside: auto; }
  .chatlink .chatlink-table thead { display: table-header-group; }
  .chatlink .chatlink-table tr { break-inside: avoid; }
  .chatlink-yes, .chatlink-no, .chatlink-unknown, .chatlink-holds { print-color-adjust: exact; } }
"""
"""The style sheet, as text; it holds no character that HTML would read as a mark."""
