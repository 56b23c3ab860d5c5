"""Names that try to be something else: markup, scripts, formulas, marks that turn the line around, texts without end.

Independent of the library.
"""

from __future__ import annotations

from itertools import count, islice
from random import Random

PARTS = (
    "<script>window.attacked = true</script>",
    "</script><script>window.attacked = true</script>",
    "<img src=x onerror='window.attacked = true'>",
    '"><svg/onload=window.attacked=true>',
    "</style><style>body { display: none }</style>",
    "<a href='javascript:window.attacked=true'>DIS-4</a>",
    "<!--",
    "-->",
    "]]>",
    "<![CDATA[",
    "&lt;b&gt;",
    "&#x3c;script&#x3e;",
    "{{ 7 * 7 }}",
    "{% raw %}",
    "{name}",
    "${7*7}",
    "=HYPERLINK('http://elsewhere.invalid')",
    "+1",
    "@SUM(1)",
    "\u202eevil\u202c",
    "\u200f\u2066",
    "\x00\x1b[31m",
    "\u2028new line\u2029",
    "line\r\nbreak",
    "[a](javascript:alert(1))",
    "`code`",
    "| a | b |",
    "\ufeff",
    "é",
    "用户",
    "Q-6",
    "x" * 300,
)


def hostile_names(number: int) -> list[str]:
    """That many different names, the same each time; the first are the parts alone, and one is very long."""
    random = Random(15)
    mixed = ("".join(random.sample(PARTS, random.randint(2, 4))) for _ in count())
    names = [*PARTS, "<b>" + "long " * 20_000]
    seen = dict.fromkeys(names)
    while len(seen) < number:
        seen.update(dict.fromkeys(islice(mixed, number)))
    return list(seen)[:number]
