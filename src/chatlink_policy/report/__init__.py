"""One page about a whole organisation, to be archived: what is so, what follows, and what is not known.

`gather` asks `check`, the review, `diff` and the rest; `page` makes one self-contained file of HTML of their answers.
Nothing is computed here that another part of the library can say.
"""

from .gathered import ChangeFound, Listed, Report, gather
from .page import page

__all__ = ["ChangeFound", "Listed", "Report", "gather", "page"]
