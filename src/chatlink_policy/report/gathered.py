"""What a report says, gathered from those who say it elsewhere: `check`, the review, `diff`, the readings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from hashlib import file_digest, sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from attrs import evolve, field

from .._arguments import checked
from .._paths import as_path
from .._value import Model, frozen
from ..checking import Finding, check
from ..compare.impact import Impact, impact
from ..compare.policies import PolicyDiff, diff_policies
from ..dataverse import load_export
from ..dataverse._export_files import is_note
from ..defaults import DEFAULT_APPS
from ..errors import InvalidValue, UnreadableInput, one_line
from ..policy import Policy
from ..review import ReviewSensitivity, review_sensitivity
from ..review.folders import Asked, Organisation, Reviewed, organisation_of, review_organisation
from ..review.listed import first_rows, number_of_each
from ..snapshot import Snapshot
from .readings import ReadingHere, readings_here

__all__ = ["MOST_LISTED", "ChangeFound", "Listed", "Report", "gather"]

MOST_LISTED = 20
"""Of each list of a review at most that many rows are on the page."""

Progress = Callable[[str], None]


class Listed(NamedTuple):
    """The first rows of a list that a review writes.

    Attributes:
        rows: the rows, each by the names of its columns.
        total: how many there are.
        number_of_each: how many there are of each record type or app, where that is counted.
    """

    rows: tuple[Mapping[str, object], ...]
    total: int
    number_of_each: tuple[tuple[str, int], ...] = ()


@frozen
class ChangeFound(Model):
    """What another policy would do.

    Attributes:
        source: where it comes from.
        diff: what it changes in the answers, whoever asks.
        impact: whom that reaches in the organisation.
    """

    source: str
    diff: PolicyDiff
    impact: Impact


@frozen(kw_only=True)
class Report(Model):
    """What a report says of one organisation.

    Attributes:
        source: what was read, by its name.
        organisation: the name of the organisation; None where it was not exported.
        digests: the SHA-256 of each file that was read, by its name.
        snapshot: the organisation.
        findings: what its administrator should correct or know.
        reviewed: who may do what, in numbers; None where nothing of it can be answered.
        not_reviewed: why not, each reason as one line.
        lists: the first rows of the lists of the review, by name.
        change: what another policy would do; None where none was named.
        sensitivity: how many rights depend on how the documentation is read; None where no question can be counted.
        readings: what other readings would change on context cards and in notifications.
    """

    source: str
    organisation: str | None
    digests: tuple[tuple[str, str], ...]
    snapshot: Snapshot
    findings: tuple[Finding, ...]
    reviewed: Reviewed | None
    not_reviewed: tuple[str, ...] = ()
    lists: Mapping[str, Listed] = field(factory=dict)
    change: ChangeFound | None = None
    sensitivity: ReviewSensitivity | None = None
    readings: tuple[ReadingHere, ...] = ()

    @property
    def digest(self) -> str:
        """The SHA-256 of all files together: of a line for each, its digest and its name, as `sha256sum` writes it."""
        return sha256("".join(f"{digest}  {name}\n" for name, digest in self.digests).encode()).hexdigest()


@checked
def gather(
    folder: str | Path,
    change: Policy | None = None,
    *,
    change_source: str = "in memory",
    snapshot: Snapshot | None = None,
    progress: Progress = lambda _: None,
) -> Report:
    """Gather what a report says of an export.

    Args:
        folder: the folder of the export.
        change: a policy that would take the place of the present one, to say what it would do.
        change_source: where that policy comes from.
        snapshot: the export, where it was read already.
        progress: called with what is done next.

    Raises:
        UnreadableInput: for an export that cannot be read.
        MissingExtra: where the review's extra is not installed.
    """
    path = as_path(folder, "folder")
    if snapshot is None:
        snapshot = load_export(path, progress=lambda table, page: progress(f"{table}, page {page}"))
    source = one_line(path.name or path.resolve().name or str(path))
    progress("checking")
    found = Report(
        source=source,
        organisation=snapshot.organisation,
        digests=tuple(_digests(path)),
        snapshot=snapshot,
        findings=check(snapshot),
        reviewed=None,
        change=None if change is None else _change(snapshot, change, change_source),
        readings=tuple(readings_here(snapshot)),
    )
    progress("reviewing")
    organisation = organisation_of(snapshot, source)
    asked = Asked(joining=True, enablement=True, through=True, change=change, change_source=change_source)
    try:
        reviewed, lists = _review(organisation, asked, progress)
    except UnreadableInput as error:
        return evolve(found, not_reviewed=tuple(map(str, error.problems)))
    found = evolve(found, reviewed=reviewed, lists=lists)
    try:
        return evolve(found, sensitivity=review_sensitivity(organisation.policy, organisation.tables))
    except InvalidValue:  # no question has all of its tables
        return found


def _change(snapshot: Snapshot, change: Policy, source: str) -> ChangeFound:
    apps = snapshot.apps if snapshot.has("appmodules") else DEFAULT_APPS
    return ChangeFound(source, diff_policies(snapshot.policy, change, apps), impact(snapshot.policy, change, snapshot))


def _digests(folder: Path) -> Iterator[tuple[str, str]]:
    """The digest of each file of an export that was read: an export with any other file but notes is refused."""
    for path in sorted(folder.iterdir()):
        if path.is_file() and not is_note(path.name):
            with path.open("rb") as file:
                yield one_line(path.name), file_digest(file, "sha256").hexdigest()


def _review(organisation: Organisation, asked: Asked, progress: Progress) -> tuple[Reviewed, dict[str, Listed]]:
    """The review, and the first rows of the files that it writes, which are not kept."""
    with TemporaryDirectory(prefix="chatlink-policy-") as made:
        out = Path(made) / "review"
        reviewed = review_organisation(organisation, out, asked, partial=True, progress=progress)
        lacking = {each.answer for each in reviewed.not_answered if each.of is None}
        lists = {
            name: Listed(*first_rows(out / answer, MOST_LISTED, **of), number_of_each(out / answer, by) if by else ())
            for name, (answer, of, by) in _LISTS.items()
            if answer not in lacking
        }
    return reviewed, lists


_LISTS: Mapping[str, tuple[str, Mapping[str, str], str]] = {
    **{right: ("through", {"right": right}, "") for right in ("global", "owner", "connector")},
    "joining": ("joining", {}, "record_type"),
    "enablement": ("enablement", {}, "app"),
}
"""The lists on the page: the answer of the review that holds each, of which rows, and by what its rows are counted."""
