"""How a piece of HTML looks: one style sheet, which notebooks, the report and the site share.

It styles what stands in an element of the class `chatlink` and nothing else. Colours are tints of the text's own
colour, so that it looks right on light and dark pages; what it lays over other text has the page's own background.
"""

from __future__ import annotations

__all__ = ["STYLE"]

STYLE = """\
.chatlink { --chatlink-line: rgb(128 128 128 / 40%); --chatlink-tint: rgb(128 128 128 / 12%);
  --chatlink-yes: rgb(46 160 67 / 22%); --chatlink-no: rgb(218 54 51 / 18%); --chatlink-open: rgb(191 135 0 / 22%);
  --chatlink-page: var(--color-background-primary, var(--jp-layout-color0, Canvas)); }
.chatlink-scroll { overflow-x: auto; margin: 0.75em 0; max-width: 100%; }
.chatlink-table { border-collapse: collapse; font-size: 0.9em; line-height: 1.4; margin: 0; }
.chatlink .chatlink-table th, .chatlink .chatlink-table td { text-align: left; vertical-align: top;
  padding: 0.3em 0.6em; border: 0 solid var(--chatlink-line); border-bottom-width: 1px; max-width: 32em;
  white-space: normal; overflow-wrap: anywhere; min-width: 3.5em; }
.chatlink .chatlink-table th { font-weight: 600; border-bottom-width: 2px; }
.chatlink .chatlink-table tr { background: none; }
.chatlink-yes, .chatlink-no, .chatlink-unknown { border-radius: 0.25em; padding: 0 0.3em; white-space: nowrap; }
.chatlink-yes { background: var(--chatlink-yes); }
.chatlink-no { background: var(--chatlink-no); }
.chatlink-unknown { background: var(--chatlink-open); }
.chatlink code { overflow-wrap: anywhere; }
@media (max-width: 40em) { .chatlink-table { font-size: 0.8em; }
  .chatlink .chatlink-table th, .chatlink .chatlink-table td { padding: 0.2em 0.4em; } }
@media print { .chatlink-scroll { overflow: visible; }
  .chatlink .chatlink-table { font-size: 0.75em; }
  .chatlink .chatlink-table thead { display: table-header-group; }
  .chatlink .chatlink-table tr { break-inside: avoid; }
  .chatlink-yes, .chatlink-no, .chatlink-unknown { print-color-adjust: exact; } }
"""
"""The style sheet, as text; it holds no character that HTML would read as a mark."""
