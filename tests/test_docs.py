"""The documentation says what the code does: generated pages are current, requirements are proved, examples run."""

from __future__ import annotations

import hashlib
import importlib.util
import inspect
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from doctest import ELLIPSIS
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from attrs import evolve
from sybil import Document, Region
from sybil.document import PythonDocStringDocument
from sybil.evaluators.doctest import DocTestEvaluator
from sybil.parsers.abstract.doctest import DocTestStringParser
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser

from chatlink_policy import QUESTIONS
from chatlink_policy.checking import FindingCode
from chatlink_policy.lookup import cited_together
from chatlink_policy.rules.context_card import WhyNotShown
from chatlink_policy.rules.joining import JOINING
from chatlink_policy.rules.notifications import WhyNotSent
from chatlink_policy.rules.reason_tables import REASON_TABLES
from chatlink_policy.sources import CHOICES, REQUIREMENTS

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
SOURCE = ROOT / "src" / "chatlink_policy"
KNOWN = {*REQUIREMENTS, *CHOICES}


def _load_generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate_docs", DOCS / "generate.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


generate = _load_generator()


# --- Generated pages --------------------------------------------------------------------------------------------------


pages = cache(generate.pages)


def test_every_generated_page_is_current() -> None:
    stale = [str(each) for each in generate.stale(pages())]
    assert stale == [], "run: python docs/generate.py"


@pytest.mark.campaign  # in the usual run, pages made with any seed are held to those that another one made
@pytest.mark.parametrize("seed", ["1"])
def test_the_pages_are_the_same_whatever_the_hash_seed(seed: str) -> None:
    program = (
        f"import sys; sys.path.insert(0, {str(DOCS)!r}); import generate, hashlib;"
        "print(hashlib.sha256(repr(sorted(generate.pages().items())).encode()).hexdigest())"
    )
    environment = {"PYTHONHASHSEED": seed, "PYTHONPATH": str(SOURCE.parent), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, check=True, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.stdout.strip() == hashlib.sha256(repr(sorted(pages().items())).encode()).hexdigest()


def test_a_stale_page_a_missing_one_and_a_leftover_are_named(tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    (tmp_path / "same.md").write_text("same\n", encoding="utf-8")
    (tmp_path / "old.md").write_text("old\n", encoding="utf-8")
    (tmp_path / "tables" / "leftover.md").write_text("", encoding="utf-8")
    wanted = {Path("same.md"): "same\n", Path("old.md"): "new\n", Path("missing.md"): "new\n"}
    assert generate.stale(wanted, tmp_path) == (Path("missing.md"), Path("old.md"), Path("tables/leftover.md"))


def test_there_is_a_table_page_for_every_question() -> None:
    assert sorted(each.stem for each in (DOCS / "tables").iterdir()) == sorted([*QUESTIONS, *REASON_TABLES])


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_table_page_shows_the_rule_every_combination_and_the_fingerprint(name: str) -> None:
    question = QUESTIONS[name]
    text = pages()[Path("tables", f"{name}.md")]
    assert re.search(r"^# (May|Does) the (user|chat) .*\?$", text, re.MULTILINE)
    assert inspect.getsource(question.rule) in text
    assert question.fingerprint in text
    whole = generate._as_html(question.combinations())
    assert whole in text
    assert whole.count("<tr>") == 2**question.size + 1 + len({each.standing for each in question.decisions})


@pytest.mark.parametrize("name", REASON_TABLES)
def test_the_page_of_the_card_and_of_the_notifications_has_every_reason_and_every_combination(name: str) -> None:
    table, text = REASON_TABLES[name], pages()[Path("tables", f"{name}.md")]
    assert f"# {table.asks}\n" in text
    kind = type(table.reasons[0])
    assert set(table.reasons) == set(kind)
    rows = text.partition("## Reasons")[2]
    assert re.findall(r"^\| `(\w+)` \|", rows, re.MULTILINE) == [each.value for each in table.reasons]
    for part in table.parts:
        assert len(part.combinations.rows) == 2 ** len(part.facts)
        assert generate._as_html(part.combinations) in text


# --- Links ------------------------------------------------------------------------------------------------------------

LINK = re.compile(r"\]\(([^)\s]+)\)|href=\"([^\"]+)\"")
GENERATED = [
    path.relative_to(DOCS)
    for path in sorted(DOCS.rglob("*.md"))
    if path.read_text(encoding="utf-8").startswith(generate._HEADER)
]
"""As they stand: making them anew takes seconds, and every process of the run asks which tests there are."""


def test_the_pages_that_are_tested_are_those_that_are_generated() -> None:
    assert {*GENERATED} == {name for name in pages() if name.suffix == ".md"}


def anchors(name: Path) -> set[str]:
    """The anchors of the headings of a page, as Markdown makes them, for headings of numbers and codes."""
    headings = re.findall(r"^#+ (.*)$", (DOCS / name).read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in headings}


@pytest.mark.parametrize("name", GENERATED, ids=str)
def test_every_number_on_a_generated_page_is_a_link_or_its_own_heading(name: Path) -> None:
    text = pages()[name]
    text = re.sub(r"^```.*?^```|^#.*?$|<!--.*?-->|`[^`\n]*`", "", text, flags=re.MULTILINE | re.DOTALL)
    linked = re.compile(r"\[([^\]]*)\]\(([^)]*)\)|<a href=\"([^\"]*)\">(.*?)</a>")
    for each in linked.finditer(text):
        says, to = each[1] or each[4], each[2] or each[3]
        if says in KNOWN:
            page = "requirements" if says in REQUIREMENTS else "choices"
            up = "../" * (len(name.parts) - 1)
            assert to in {f"{up}{page}.md#{says.lower()}", f"{up}{page}.html#{says.lower()}"} or to.endswith(
                f"#{says.lower()}"
            ), each[0]
    assert set(re.findall(r"\b[A-Z]{1,3}-\d+\b", linked.sub("", text))) & KNOWN == set()


@pytest.mark.parametrize("name", GENERATED, ids=str)
def test_every_link_on_a_generated_page_resolves(name: Path) -> None:
    for to in {one or other for one, other in LINK.findall(pages()[name])}:
        page, _, anchor = to.partition("#")
        if to.startswith("http"):
            continue
        if "code/" in page:
            file = page.partition("code/")[2].removesuffix(".html")
            path = ROOT / ("src" if file.startswith("chatlink_policy") else "") / file
            assert 0 < int(anchor.removeprefix("line-")) <= len(path.read_text(encoding="utf-8").splitlines()), to
            continue
        target = (DOCS / name.parent / page.replace(".html", ".md")).resolve() if page else DOCS / name
        assert target.is_file(), to
        if anchor and name.parts[0] != "reference" and target.suffix == ".md":
            made = anchors(target.relative_to(DOCS))
            assert anchor in made | {each.replace("_", "-") for each in made}, to


def test_from_a_requirement_its_table_its_rule_and_its_tests_are_one_link_away() -> None:
    section = pages()[Path("requirements.md")].partition("### DIS-4\n")[2].partition("### ")[0]
    assert "](tables/disconnecting.md): row 1, row 2," in section
    line = re.search(r'rules/disconnecting.py.html#line-(\d+)"', section)
    assert line is not None
    source = (SOURCE / "rules" / "disconnecting.py").read_text(encoding="utf-8").splitlines()
    assert "DIS-4" in source[int(line[1]) - 1]
    proving = {each.test for each in generate.all_proofs() if each.number == "DIS-4"}
    assert set(re.findall(r">`([^`]*::[^`]*)`</a>", section)) == proving
    for file, at, name in re.findall(r'code/tests/([^"]*).html#line-(\d+)">`[^`:]*::(?:\w+::)?(\w+)`', section):
        test = (ROOT / "tests" / file).read_text(encoding="utf-8").splitlines()[int(at) - 1]
        assert test.strip().startswith(f"def {name}(")


def test_what_is_cited_together_stands_with_requirements_and_with_choices() -> None:
    assert "Q-10" in cited_together("DIS-6") and "DIS-6" in cited_together("Q-10")
    for number in KNOWN:
        page = pages()[Path("requirements.md" if number in REQUIREMENTS else "choices.md")]
        section = re.split(r"^#", page.partition(f"# {number}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]
        said = re.search(r"^- Cited together with it: (.*)$", section, re.MULTILINE)
        assert set(re.findall(r"\[(\w+-\d+)\]", said[1] if said else "")) == cited_together(number)


def test_every_kind_of_finding_has_its_heading() -> None:
    text = pages()[Path("findings.md")]
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == list(FindingCode)


@pytest.mark.parametrize(
    ("says", "asks"),
    [
        ("the user may join the chat", "May the user join the chat?"),
        ("the chat has an entry on the record's timeline", "Does the chat have an entry on the record's timeline?"),
    ],
)
def test_a_page_of_a_table_is_titled_as_a_question(says: str, asks: str) -> None:
    question = JOINING
    assert generate.asked(evolve(question, says_yes=says)) == asks
    with pytest.raises(ValueError, match="expected a statement with may or has"):
        generate.asked(evolve(question, says_yes="it works"))


# --- Citations and proofs ---------------------------------------------------------------------------------------------


def test_every_requirement_is_proved_by_a_test() -> None:
    proved = {each.number for each in generate.all_proofs()}
    assert [number for number, each in REQUIREMENTS.items() if each.is_code and number not in proved] == []


def test_tests_cite_only_numbers_that_exist() -> None:
    assert [each for each in generate.all_proofs() if each.number not in KNOWN] == []


def test_modules_cite_only_numbers_that_exist() -> None:
    assert [each for each in generate.all_citations() if each.number not in KNOWN] == []


def test_answers_cite_only_numbers_that_exist() -> None:
    assert {cite for question in QUESTIONS.values() for each in question.decisions for cite in each.citations} <= KNOWN
    assert {cite for why in (*WhyNotSent, *WhyNotShown) for cite in why.cites} <= KNOWN


def test_every_requirement_and_every_choice_has_its_place_in_the_code() -> None:
    citations = generate.all_citations()
    numbers = [number for number, each in REQUIREMENTS.items() if each.is_code] + list(CHOICES)
    assert [number for number in numbers if not generate.places(number, citations)] == []


def test_citations_are_found_within_their_definitions(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(
        '"""All of it. (DIS-1 to DIS-3)"""\n'
        "LIMIT = 5\n"
        '"""At most so many (CRD-2)."""\n'
        "class Facts:\n"
        '    """The facts (DIS-4)."""\n'
        '    owns: bool = fact("it {is|is not} so", "DIS-6 Q-10")\n'
        "def rule():\n"
        "    return True  # Q-6\n"
        '_WHY = {\n    Why.OFF: ("it is off", "NTF-1"),\n    "other": "NTF-2",\n}\n',
        encoding="utf-8",
    )
    found = [(each.number, each.place, each.is_precise) for each in generate.citations_in(module, tmp_path)]
    assert found == [
        ("DIS-1", "module", False),
        ("DIS-2", "module", False),
        ("DIS-3", "module", False),
        ("CRD-2", "module.LIMIT", True),
        ("DIS-4", "module.Facts", True),
        ("DIS-6", "module.Facts.owns", True),
        ("Q-10", "module.Facts.owns", True),
        ("Q-6", "module.rule", True),
        ("NTF-1", "module.Why.OFF", True),
        ("NTF-2", "module._WHY", True),
    ]


def test_proofs_are_found_on_functions_classes_cases_and_modules(tmp_path: Path) -> None:
    (tmp_path / "test_one.py").write_text(
        'CASES = [pytest.param(1, marks=pytest.mark.proves("DIS-4"))]\n'
        '@pytest.mark.proves("DIS-1", "Q-6")\n'
        "def test_a(): ...\n"
        '@pytest.mark.parametrize("case", CASES)\n'
        "def test_b(case): ...\n"
        '@pytest.mark.proves("DIS-2")\n'
        "class TestC:\n"
        '    @pytest.mark.proves("DIS-3")\n'
        "    def test_d(self): ...\n"
        "    def test_e(self): ...\n",
        encoding="utf-8",
    )
    (tmp_path / "test_two.py").write_text(
        'pytestmark = pytest.mark.proves("JOI-1")\ndef test_f(): ...\ndef helper(): ...\n', encoding="utf-8"
    )
    assert {(each.number, each.test) for each in generate.all_proofs(tmp_path)} == {
        ("DIS-4", "test_one.py::test_b"),
        ("DIS-1", "test_one.py::test_a"),
        ("Q-6", "test_one.py::test_a"),
        ("DIS-2", "test_one.py::TestC::test_d"),
        ("DIS-2", "test_one.py::TestC::test_e"),
        ("DIS-3", "test_one.py::TestC::test_d"),
        ("JOI-1", "test_two.py::test_f"),
    }


@pytest.mark.parametrize(
    "marked",
    [
        pytest.param("@pytest.mark.proves(NUMBER)\ndef test_a(): ...", id="a number that is not written out"),
        pytest.param("@pytest.mark.proves()\ndef test_a(): ...", id="no number"),
        pytest.param('@pytest.mark.proves("DIS-1")\ndef helper(): ...', id="a mark of something that is no test"),
    ],
)
def test_a_proof_that_cannot_be_read_is_refused(tmp_path: Path, marked: str) -> None:
    (tmp_path / "test_one.py").write_text(marked, encoding="utf-8")
    with pytest.raises(ValueError, match=r"^test_one\.py:1: expected "):
        generate.all_proofs(tmp_path)


# --- Examples ---------------------------------------------------------------------------------------------------------

SESSION = DocTestStringParser(DocTestEvaluator(ELLIPSIS))


class SessionParser(CodeBlockParser):
    """The ```pycon fences: each command in them is an example."""

    language = "pycon"

    def __call__(self, document: Document) -> Iterator[Region]:
        for block in super().__call__(document):
            for region in SESSION(block.parsed, document.path):
                region.adjust(block, block.parsed)
                yield region


def _docstring_sessions(document: Document) -> Iterable[Region]:
    return SESSION(document.text, document.path)


def _pages_with_examples() -> list[Path]:
    return [ROOT / "README.md", *sorted(DOCS.glob("*.md")), *sorted(DOCS.glob("reference/rules.*.md"))]


def _from_root(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _run(document: Document) -> int:
    document.namespace["__name__"] = "example"
    examples = list(document)
    for example in examples:
        example.evaluate()
    return len(examples)


@pytest.mark.parametrize("page", _pages_with_examples(), ids=_from_root)
def test_the_examples_of_a_page_run(page: Path) -> None:
    _run(Document.parse(str(page), PythonCodeBlockParser(doctest_optionflags=ELLIPSIS), SessionParser()))


def test_the_examples_in_docstrings_run() -> None:
    for module in sorted(SOURCE.rglob("*.py")):
        _run(PythonDocStringDocument.parse(str(module), _docstring_sessions))


def test_a_page_whose_example_is_wrong_fails(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```python\nx = 1\n```\n\n```pycon\n>>> x\n1\n>>> x + 1\n3\n```\n", encoding="utf-8")
    with pytest.raises(AssertionError, match="line 8"):
        _run(Document.parse(str(page), PythonCodeBlockParser(), SessionParser()))


def test_no_fence_of_python_goes_by_a_name_that_is_not_run() -> None:
    for page in _pages_with_examples():
        fences = re.findall(r"^```\s*(\S*)", page.read_text(encoding="utf-8"), re.MULTILINE)
        assert not {"py", "python3", "ipython", "Python", "pycon3"}.intersection(fences), page.name
