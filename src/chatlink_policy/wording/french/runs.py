"""The same in French."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["REPLAY", "TESTS"]

REPLAY: Mapping[str, str] = {
    "title": "journal de décisions rejoué",
    "lines": "{number,:ligne|lignes}",
    "counted.same": "{number,:identique|identiques}",
    "counted.different": "{number,:différente|différentes}",
    "counted.rejected": "{number,:rejetée|rejetées} : on ne sait pas ce qui a été décidé",
    "counted.not_answered": "{number,} sans réponse aujourd'hui",
    "difference": "La ligne {line} ({question}) était un {then} et serait aujourd'hui un {now}.",
    "rejected_line": "ligne {line} : {because}",
    "same": "identiques",
    "different": "différentes",
    "rejected": "rejetées",
    "not_answered": "sans réponse aujourd'hui",
    "line": "ligne",
    "time": "heure",
    "request": "requête",
    "subject": "sujet",
    "was": "était",
    "is_now": "serait aujourd'hui",
}

TESTS: Mapping[str, str] = {
    "title": "tests de stratégie",
    "counted": "{tests,:test|tests} : {passed,:réussi|réussis}, {failed,:échoué|échoués}.",
    "test": "test",
    "expected": "attendues",
    "different": "différentes",
    "difference": "{path} : attendu {expected}, obtenu {got} : {because}",
    "no_answer": "aucune réponse",
    "an_answer": "une réponse",
    "follows": "cela découle des autres réponses",
    "nothing_expected": "Rien n'est attendu de {questions}.",
}
