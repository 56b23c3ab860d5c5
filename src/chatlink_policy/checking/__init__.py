"""What did an administrator get wrong, and what should they know? A whole snapshot is judged, and each mistake cited.

A finding is a code with named values; its sentence is made when it is shown. `kinds` lists every code with what it
weighs, cites and needs, `wording/findings.py` its sentences, and `checks` the small function that looks for it, so that
an auditor can tick them off one by one.

An *error* is a rule that cannot work, or a row that could not be read. A *warning* works, but probably not as intended.
*Information* is worth knowing. What is turned off is not judged: a card that is not shown needs no view. What the
snapshot does not hold is not guessed either: where that leaves something unjudged, a finding says so.
"""

from __future__ import annotations

from .checks import check
from .findings import Few, Finding, FindingValue
from .kinds import FindingCode, Severity

__all__ = ["Few", "Finding", "FindingCode", "FindingValue", "Severity", "check"]
