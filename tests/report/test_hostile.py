"""Names in an export stay text on the page, wherever they stand and however long they are."""

from __future__ import annotations

import json
import shutil
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from attrs import evolve
from hostile import hostile_names
from pages import unbroken

from chatlink_policy.rendering import printable
from chatlink_policy.report import Report, gather, page
from chatlink_policy.report.cutting import LONGEST_TEXT

CONTOSO = Path(__file__).parents[2] / "docs" / "examples" / "export-contoso"

NAMED = {
    "organizations.json": "name",
    "systemusers.json": "fullname",
    "teams.json": "name",
    "roles.json": "name",
    "savedqueries.json": "name",
    "msdyn_appconfigurations.json": "msdyn_name",
}
"""The columns in which an export has names."""


class Seen(HTMLParser):
    """What a browser would make of a page: its elements, their attributes, and the items of its lists."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.scripts = 0
        self.items: list[str] = []
        self.is_item = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.scripts += tag == "script"
        if tag == "li":
            self.is_item = True
            self.items.append("")

    def handle_endtag(self, tag: str) -> None:
        self.is_item = self.is_item and tag != "li"

    def handle_data(self, data: str) -> None:
        if self.is_item:
            self.items[-1] += data


def shown(name: str) -> str:
    """A name as a page has it: on one line, and not to its end where that is far."""
    more = len(name) - LONGEST_TEXT
    cut = name if more <= 0 else f"{name[:LONGEST_TEXT]}… ({more} more characters)"
    return " ".join(printable(cut).split())


@cache
def example() -> Report:
    return gather(CONTOSO)


@cache
def usual() -> Seen:
    return Seen(page(example()))


def with_names(report: Report, names: list[str]) -> Report:
    return evolve(report, snapshot=evolve(report.snapshot, passed_over=tuple(names)))


def test_names_of_markup_scripts_formulas_and_100_000_characters_stay_text() -> None:
    names = hostile_names(300)
    seen = Seen(page(with_names(example(), names), most=len(names)))
    assert (seen.elements, seen.attributes, seen.scripts) == (usual().elements, usual().attributes, usual().scripts)
    assert {shown(each) for each in names} <= {" ".join(each.split()) for each in seen.items}


def test_names_of_users_roles_views_and_the_organisation_stay_text_where_the_export_has_them(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    shutil.copytree(CONTOSO, folder)
    names = iter(hostile_names(500))
    for file, column in NAMED.items():
        path = folder / file
        payload = json.loads(path.read_text(encoding="utf-8"))
        assert any(column in row for row in payload["value"]), file
        for row in payload["value"]:
            row[column] = next(names)
        path.write_text(json.dumps(payload), encoding="utf-8")
    seen = Seen(page(gather(folder)))
    assert seen.elements <= usual().elements
    assert seen.attributes <= usual().attributes
    assert seen.scripts == usual().scripts


def test_a_list_is_cut_and_says_by_how_much_and_which_command_has_the_rest() -> None:
    report = example()
    names = [f"file {number}.txt" for number in range(1_000)]
    few, many = page(with_names(report, names[:200])), page(with_names(report, names))
    assert "And 800 more: <code>chatlink-policy check export-contoso</code>" in unbroken(many)
    assert len(many) - len(few) < 200
