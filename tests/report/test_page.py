"""The report: one page whose every figure is that of the command it comes from."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from attrs import evolve
from click.testing import CliRunner, Result
from contoso import CONTOSO, EXAMPLES, gathered
from pages import unbroken

from chatlink_policy.cli import command
from chatlink_policy.compare.impact import QuestionImpact
from chatlink_policy.rendering import render
from chatlink_policy.report import gather, page
from chatlink_policy.report.gathered import Listed
from chatlink_policy.report.sections import review_command, sections
from chatlink_policy.report.summary import tiles
from chatlink_policy.serialization import read_policy

PROPOSED = EXAMPLES / "policies" / "proposed.toml"


def run(*args: object) -> Result:
    return CliRunner().invoke(command, [*map(str, args)])


@cache
def example() -> str:
    return page(gathered())


class Tables(HTMLParser):
    """The cells of every table of a page, by the address of the section that it stands in."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: dict[str, list[list[str]]] = {}
        self.section = ""
        self.is_cell = False
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, *each) for each in attrs]
        if tag == "section":
            self.section = str(dict(attrs)["id"])
        elif tag == "tr":
            self.rows.setdefault(self.section, []).append([])
        elif tag in ("td", "th"):
            self.is_cell = True
            self.rows[self.section][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tbody"):
            self.is_cell = False

    def handle_data(self, data: str) -> None:
        if self.is_cell:
            self.rows[self.section][-1][-1] += data


@cache
def tables() -> Tables:
    return Tables(example())


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))


@pytest.mark.thorough
def test_every_figure_of_the_report_equals_what_check_review_and_diff_say_of_the_same_export(tmp_path: Path) -> None:
    rows = tables().rows
    found = json.loads(run("check", CONTOSO, "--format", "json").stdout)["findings"]
    assert [row[2] for row in rows["findings"][1:]] == [re.sub(r"\s+", " ", each["found"]) for each in found]

    asked = ("--join", "--enablement", "--through", "--change", PROPOSED, "--partial")
    review = json.loads(run("review", CONTOSO, "--out", tmp_path / "review", *asked, "--format", "json").stdout)
    summary = review["summary"]
    for name in ("rights", "one_toggle", "only_global", "first_only_global"):
        assert [[str(value) for value in each.values()] for each in summary[name]] != []
        for each in summary[name]:
            assert [str(value) for value in each.values()] in rows["who"], name
    for each in summary["rejected"]:
        assert [each["table"], str(each["rows"])] in [row[:2] for row in rows["missing"]]
    holders = [row for row in rows["who"] if any("425dcf43" in cell for cell in row)]
    assert ["Cy Novak (425dcf43-7d3b-ee11-bdf4-000d3a5b6c03)", "4"] in holders
    written = {each["name"].rsplit("/", 1)[-1]: each["rows"] for each in review["files"]}
    assert f"<strong>{sum(each['rights'] for each in summary['rights'])}</strong>" in example()
    report = gathered()
    assert report.lists["joining"].total == written["joining"]
    assert report.lists["enablement"].total == written["enablement"]
    assert sum(report.lists[each].total for each in ("global", "owner", "connector")) == written["through"]

    impact = json.loads(run("diff", CONTOSO, PROPOSED, "--export", CONTOSO, "--format", "json").stdout)["impact"]
    for each in impact["questions"]:
        counted = [f"{each[name]}" if each[name] is not None else "unknown" for name in ("gain", "lose")]
        assert any(row[0] == each["question"] and row[-2:] == counted for row in rows["change"])


def test_the_command_writes_the_page_and_says_how_large_it_is(tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    result = run("report", CONTOSO, "--out", out, "--change", PROPOSED)
    assert result.exit_code == 0
    assert out.read_text(encoding="utf-8") == example()
    assert result.stdout == f"report.html: {out.stat().st_size:,} bytes\n"
    assert out.stat().st_size < 500_000


@pytest.mark.parametrize("export", sorted(EXAMPLES.glob("export-*")), ids=lambda path: path.name)
def test_what_was_not_exported_is_said_to_be_unknown_and_never_counted_as_none(export: Path) -> None:
    report = gather(export)
    html = page(report)
    for name in ("rights", "holders"):
        is_known = report.reviewed is not None and getattr(report.reviewed.summary, name) is not None
        number = {"rights": "of single users to disconnect", "holders": "have the global right"}[name]
        (tile,) = re.findall(rf"<strong>([^<]*)</strong> <span>[^<]*{number}", html)
        assert (tile == "not known") >= (not is_known)
    for table in (each for each in ("appmodules",) if not report.snapshot.has(each)):
        assert f"<code>{table}</code>" in html
        assert "The apps were not exported." in html


def test_a_list_of_which_something_is_not_answered_says_so_and_is_never_just_empty() -> None:
    report = gathered()
    of_workorders = "Not answered for msdyn_workorder: records_msdyn_workorder were not exported."
    lists = {name: Listed((), 0) for name in report.lists}
    for shown in (report, evolve(report, lists=lists)):
        (who,) = (each for each in sections(shown) if each.key == "who")
        for part in who.parts:
            says = " ".join(render(part.blocks).split())
            assert (of_workorders in says) == (part.key in ("who-owner", "who-connector", "who-joining"))
            assert ("None." in says) == (shown is not report and of_workorders not in says)
    assert "<code>records_msdyn_workorder</code>" in unbroken(example())


def test_none_is_no_number_where_not_every_case_was_counted() -> None:
    found = gathered()
    assert found.change is not None
    questions = (QuestionImpact("joining", ("user", "chat"), 4, (), ("links (1): rejected",)),)
    change = evolve(found.change, impact=evolve(found.change.impact, questions=questions))
    noted = [each for each in tiles(evolve(found, change=change)) if each.key == "change"]
    assert [(each.number, each.note) for each in noted] == [(None, "not everything counted for joining")] * 2


def test_a_command_on_the_page_is_one_that_can_be_run_whatever_the_folder_is_called() -> None:
    report = evolve(gathered(), source="our export; rm -r .", lists={})
    commands = {each.command for each in sections(report) if each.command} | {review_command(report)}
    assert {each.split()[1] for each in commands} <= command.modules.keys()
    for each in commands:
        assert "our export; rm -r ." in shlex.split(each) or "rm" not in each


def test_the_same_export_gives_the_same_bytes() -> None:
    assert page(gather(CONTOSO, read_policy(PROPOSED), change_source="proposed.toml")) == example()


def test_the_page_needs_nothing_but_itself_and_runs_nothing_but_its_own_script() -> None:
    found = tables()
    assert found.tags.count("style") == 1
    assert not [each for each in found.attributes if each[1] == "style" or each[1].startswith("on")]
    assert not [each for each in found.attributes if each[1] in ("src", "srcset", "action", "data", "poster")]
    targets = {value for tag, name, value in found.attributes if name == "href" and tag != "a"}
    assert targets == set()
    head = example()[: example().index("<style>")]
    assert "default-src 'none'; script-src 'sha256-" in head.replace("&#39;", "'")


def test_every_link_of_the_report_leads_to_a_place_on_it() -> None:
    ids = [value for _, name, value in tables().attributes if name == "id"]
    assert len(ids) == len({*ids})
    links = {value for tag, name, value in tables().attributes if (tag, name) == ("a", "href")}
    assert links
    assert {each for each in links if each and each.startswith("#")} <= {f"#{each}" for each in ids}


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--out", "report.txt"], "expected a file name that ends in .html, got report.txt"),
        (["--out", "report.html", "--change", "nowhere.toml"], "nowhere.toml"),
    ],
)
def test_what_the_command_cannot_take_is_refused_by_its_name(args: list[str], says: str) -> None:
    result = run("report", CONTOSO, *args)
    assert result.exit_code == 2
    assert says in result.output


def test_the_readme_links_the_report_in_both_languages_with_a_small_picture_of_its_first_screen() -> None:
    root = EXAMPLES.parents[1]
    readme = (root / "README.md").read_text(encoding="utf-8")
    for name in ("report-en.html", "report-fr.html", "report.png"):
        assert f"(docs/_static/{name})" in readme
        assert (root / "docs" / "_static" / name).is_file()
    picture = (root / "docs" / "_static" / "report.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < 150_000


def with_links(folder: Path, number: int) -> Path:
    """The example with that many more chats that are connected to one of its records, each by itself."""
    shutil.copytree(CONTOSO, folder)
    path = folder / "msdyn_teamschatassociations.json"
    payload = json.loads(path.read_text(encoding="utf-8"))
    first = payload["value"][0]
    for each in range(number):
        link = {
            "msdyn_teamschatassociationid": f"000000b1-2c71-ef11-a670-{each:012x}",
            "msdyn_teamschatid": f"19:{each}",
        }
        payload["value"].append(first | link)
    path.write_text(json.dumps(payload), encoding="utf-8")
    return folder


def test_the_digests_are_of_the_files_that_were_read_and_of_no_note_beside_them(tmp_path: Path) -> None:
    folder = shutil.copytree(EXAMPLES / "export-litware", tmp_path / "litware")
    read = sorted(each.name for each in folder.iterdir())
    for note in ("notes (1).txt", "organizations (copy) (did you mean).md", ".hidden", "organizations.json.txt"):
        (folder / note).write_text("not read", encoding="utf-8")
    (folder / "older").mkdir()
    assert [name for name, _ in gather(folder).digests] == read


@pytest.mark.thorough
def test_the_size_of_the_page_does_not_grow_with_the_links(tmp_path: Path) -> None:
    some, many = (gather(with_links(tmp_path / f"{number}", number)) for number in (100, 1_000))
    assert some.reviewed is not None and some.reviewed.summary.rights is not None
    assert many.reviewed is not None and many.reviewed.summary.rights is not None
    more = sum(each.rights for each in many.reviewed.summary.rights) - sum(
        each.rights for each in some.reviewed.summary.rights
    )
    assert more >= 900
    assert abs(len(page(many)) - len(page(some))) < 500
    assert f"And {many.lists['joining'].total - 20} more: <code>chatlink-policy review" in page(many)


@pytest.mark.thorough
@pytest.mark.parametrize("seed", ["0", "1", "2"])
def test_the_bytes_of_the_page_are_the_same_whatever_the_hash_seed(seed: str, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    command = ("-m", "chatlink_policy", "report", str(CONTOSO), "--out", str(out), "--change", str(PROPOSED))
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    assert subprocess.run([sys.executable, *command], env=environment, check=False).returncode == 0
    assert out.read_text(encoding="utf-8") == example()


def test_without_the_extra_the_command_names_it() -> None:
    program = (
        "import sys; sys.modules['jinja2'] = None\n"
        f"from chatlink_policy.cli import command; command(['report', {str(CONTOSO)!r}, '--out', 'report.html'])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == "Error: the report needs the extra report: pip install 'chatlink-policy[report]'\n"
