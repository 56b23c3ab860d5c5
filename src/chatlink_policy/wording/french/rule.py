"""The same in French."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["RULE"]

RULE: Mapping[str, str] = MappingProxyType(
    {
        "kind.requirement": "{number}, une exigence",
        "kind.choice": "{number}, un choix là où la documentation reste ouverte",
        "kind.finding": "{number}, une sorte de constat",
        "sources": "source",
        "documentation": "la documentation",
        "own_choice": "un choix de cette bibliothèque",
        "part": "{says} : {source}",
        "not_code": "hors du code",
        "on_page": "dans la documentation",
        "chosen": "choisi",
        "otherwise": "autres lectures",
        "option": "option",
        "needs": "recherché là où l'export contient",
        "together": "cité avec",
        "places": "dans le code",
        "rows": "dans les tables de vérité",
        "question": "question",
        "row": "ligne",
        "when": "quand",
        "answer": "réponse",
        "at_row": "{question}, {row} : {answer}",
        "derived": "une réponse déduite",
        "tests": "prouvé par les tests",
        "findings": "constats qui s'y appuient",
    }
)
