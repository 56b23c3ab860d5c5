"""Why a row is rejected, in French: the English stands where the errors are made, and is read from there."""

from __future__ import annotations

import ast
import pickle
from collections.abc import Iterator
from pathlib import Path

import chatlink_policy
from chatlink_policy.checking import check
from chatlink_policy.checking.findings import findings_blocks
from chatlink_policy.dataverse import load_export
from chatlink_policy.rendering import Paragraph, render
from chatlink_policy.review._sieve import Why
from chatlink_policy.snapshot import Rejected
from chatlink_policy.wording.french.errors import ERRORS
from chatlink_policy.wording.words import Reason, reason, said

DATAVERSE = Path(chatlink_policy.__file__).parent / "dataverse"
CONTOSO = Path(__file__).parents[2] / "docs" / "examples" / "export-contoso"
READ_ROWS = (
    *("_link_rows", "_rows", "_table_reader", "apps", "links", "metadata", "people", "records", "roles"),
    *("settings", "views"),
)
"""The modules that read rows."""

TAKE_TEXTS = {"InvalidValue": (1, 2), "Rejected": (3, 4), "_held": (3,)}
"""Which arguments say what was expected, and what came."""

STAYS_ENGLISH = {
    # values whose form is not known beforehand
    *("both, for {0} {1}", "an association row that says so too, for {0} {1}", "{0}, which disagree"),
    *("{0}, with isquickfindquery {1}", "one of {0}", "rights among {0}, or None"),
    # of arguments, and not of rows
    *("a kind of chat", "names of these columns", "null", "nothing"),
    "a column object with logical_name and type, or a row of metadata",
    "true or false, and the same as the argument secured where given",
    "the argument secured, with the names of all secured columns: a column object does not say",
}


def texts(module: str) -> Iterator[str]:
    """What the errors of a module say, with a figure or something in quotes for each value."""
    for node in ast.walk(ast.parse((DATAVERSE / f"{module}.py").read_text(encoding="utf-8"))):
        found: list[ast.expr] = []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found = [node.args[at] for at in TAKE_TEXTS.get(node.func.id, ()) if at < len(node.args)]
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in {"expected", "got", "(expected, got)"}:
            found = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
        for each in found:
            if isinstance(each, ast.Constant):
                yield str(each.value)
            elif isinstance(each, ast.JoinedStr):
                yield "".join(map(piece, each.values))


def piece(part: ast.expr) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    written = ast.unparse(part)
    return "'x'" if "shown(" in written or "!r" in written else "1"


def test_whatever_is_said_of_a_rejected_row_is_said_in_french() -> None:
    written = {*(each.says for each in Why), *(each for module in READ_ROWS for each in texts(module))}
    keys = {Reason(each).key.removeprefix("error.") for each in written}
    assert len(keys) > 80
    assert keys - ERRORS.keys() == STAYS_ENGLISH
    assert len(ERRORS.keys() - keys) < 10  # those whose values are fixed, and of models


def test_figures_and_quoted_names_of_an_error_stay_as_they_are_in_french() -> None:
    row = Rejected("a.json", 6, "title", "at most 5 different attributes (NTF-2)", "3 rows of 'a 1 {0} ;' that differ")
    assert row.says == (
        "a.json row 7: title: expected at most 5 different attributes (NTF-2), got 3 rows of 'a 1 {0} ;' that differ"
    )
    assert said(row.says, "fr") == (
        "a.json ligne 7 : title : attendu au plus 5 attributs différents (NTF-2), "
        "reçu 3 lignes de 'a 1 {0} ;' qui diffèrent"
    )
    assert said(Rejected("a.json", None, "every link", "a text", "5").says, "fr") == (
        "a.json : tous les liens : attendu un texte, reçu 5"
    )


def test_an_error_that_has_no_french_stays_english_and_says_so() -> None:
    text = reason("`a` <b> was not 5")
    assert said(text, "fr") == text == "`a` <b> was not 5"
    assert render([Paragraph(text)], "html", lang="fr") == '<p><span lang="en">`a` &lt;b&gt; was not 5</span></p>\n'
    again = pickle.loads(pickle.dumps(reason("at most 5 cells")))  # noqa: S301  # written a moment ago
    assert said(again, "fr") == "au plus 5 cellules"


def test_a_finding_about_rejected_rows_is_french_as_a_whole() -> None:
    page = " ".join(render(findings_blocks(check(load_export(CONTOSO))), lang="fr").split())
    assert "createdon : attendu une date et heure avec son fuseau, reçu '2025-02-08T12:00:00'" in page
    assert "ligne 9 : msdyn_entitytype : attendu une ligne active par type d'enregistrement (CON-1)" in page
    assert "expected" not in page
