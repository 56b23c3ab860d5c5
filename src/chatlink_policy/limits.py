"""The limits of every reader, with their units: what is larger is refused with a clear error, not read in part.

They bound time and memory, and no real input comes near them. Limits that the documentation sets are in `defaults`.
"""

from __future__ import annotations

__all__ = [
    "LARGEST_INTEGER",
    "MOST_BYTES",
    "MOST_COLUMN_NAME_CHARACTERS",
    "MOST_EMPTY_PAGES",
    "MOST_KEY_PARTS",
    "MOST_LAYOUT_CELLS",
    "MOST_LAYOUT_CHARACTERS",
    "MOST_ORGANISATION_ROWS",
    "MOST_PAGES",
    "MOST_PAGE_BYTES",
    "MOST_PAGE_DEPTH",
    "MOST_PAGE_WORDS",
    "MOST_RETRIES",
    "MOST_VALUE_DEPTH",
    "MOST_WAIT_SECONDS",
    "MOST_XML_DEPTH",
    "QUERY_DEFINITIONS",
    "QUERY_IDS",
    "ROWS_AT_A_TIME",
]

# --- Files and texts --------------------------------------------------------------------------------------------------

MOST_BYTES = 16 * 1024 * 1024
"""Bytes of a file, or characters of a text or a line, unless the caller passes another `most_bytes`: 16 MiB."""

MOST_PAGE_BYTES = 4 * 1024 * 1024
"""Bytes of a copy of the documentation, or characters of one: 4 MiB; it has some 100 kB as HTML."""

MOST_PAGE_WORDS = 100_000
"""Words of such a copy; it has some 3,600."""

MOST_KEY_PARTS = 100
"""Parts of a dotted key of TOML: the time to parse one grows with their square."""

MOST_VALUE_DEPTH = 20
"""Levels of lists within the value of an attribute that changed."""

LARGEST_INTEGER = 10**4_000
"""What an integer in such a value is below, on either side of zero: Python writes hardly longer ones as text."""

# --- Rows of Dataverse ------------------------------------------------------------------------------------------------

MOST_PAGE_DEPTH = 3
"""Levels of pages within pages of a payload; what is nested more deeply is read as a row."""

MOST_ORGANISATION_ROWS = 1_000
"""Rows of the organisation's table that are compared: one is right, and the same one again counts once."""

ROWS_AT_A_TIME = 5_000
"""Rows that are read together, column by column."""

# --- Layouts and queries of views -------------------------------------------------------------------------------------

MOST_LAYOUT_CHARACTERS = 1_000_000
"""Characters of a layout or a query; real ones have some thousands."""

MOST_XML_DEPTH = 64
"""Levels of XML elements: a layout has three, a query hardly more than ten."""

MOST_LAYOUT_CELLS = 1_000
"""Cells of a layout: a table has hardly more columns than that, and a card takes five."""

MOST_COLUMN_NAME_CHARACTERS = 128
"""Characters of the name of a column, as in Dataverse."""

# --- Fetching an export -----------------------------------------------------------------------------------------------

MOST_PAGES = 100_000
"""Pages of one answer, each of which leads to the next; the service gives 5,000 rows on a page."""

MOST_EMPTY_PAGES = 100
"""Pages of one answer that have no row and lead to another page."""

MOST_RETRIES = 10
"""Retries of one request."""

MOST_WAIT_SECONDS = 300
"""Seconds to wait at once where the service asks for more time between requests."""

QUERY_IDS = 50
"""Ids in the filter of one query: a URL must not become too long."""

QUERY_DEFINITIONS = 5
"""Tables whose definitions one query fetches with all their attributes."""
