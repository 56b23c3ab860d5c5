"""The texts of what is found in a question, in French."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["EVIDENCE"]

EVIDENCE: Mapping[str, str] = {
    # which configuration meets the goals
    "goals": "{question} : quelle configuration atteint les objectifs",
    "goals.list": "objectifs (un oui signifie : {says})",
    "goals.none": "Il n'y a aucun objectif.",
    "goals.when": "un {answer} quand {says}",
    "goals.always": "toujours un {answer}",
    "goals.meet": (
        "{number,:configuration atteint|configurations atteignent} tous les objectifs, la moins permissive d'abord."
    ),
    "goals.yes_in": "un oui dans",
    "goals.allowed": "{allowed} des {possible} combinaisons",
    "goals.not_met": "Aucune configuration n'atteint tous les objectifs.",
    "goals.conflict": ("aucune configuration ne les atteint tous à la fois ; il peut y avoir d'autres conflits"),
    "goals.never": "Aucune configuration ne peut se produire.",
    # what scenarios cover
    "coverage": "Ce que les scénarios couvrent de la question {question}",
    "coverage.met": "combinaisons rencontrées : {number} sur les {of} qui peuvent se produire",
    "coverage.impossible_met": (
        "combinaisons rencontrées qui ne peuvent pas se produire et ne comptent pour rien : {number}"
    ),
    "coverage.facts": "faits dont on voit qu'ils décident à eux seuls : {number} sur {of}",
    "coverage.never_alone": "faits qui ne décident jamais à eux seuls : {names}",
    "coverage.mutants": "mutants tués : {number} sur {of}",
    "coverage.equivalent": "modifications qui ne changent aucune réponse possible et ne créent aucun mutant : {number}",
    "coverage.reasons": "raisons rencontrées : {number} sur {of}",
    "coverage.not_met": "Combinaisons non rencontrées ({names} ; * : vrai ou faux)",
    "coverage.not_alone": "Faits dont on ne voit pas qu'ils décident à eux seuls",
    "coverage.survive": "Mutants qui survivent",
    "coverage.without": "Raisons qu'aucun scénario n'a",
    "coverage.nothing_to_add": "Aucun scénario n'est à ajouter pour ces faits, mutants et raisons.",
    "coverage.to_add": "À ajouter",
    "coverage.added": (
        "{number} des {of} combinaisons non rencontrées ; on ne peut se passer d'aucune, mais d'autres, moins "
        "nombreuses, peuvent suffire."
    ),
    "coverage.mutant": "« {before} » devient « {after} »",
    # how often each fact decides
    "influence": "{question} : combien de fois chaque fait décide",
    "influence.means": (
        "{possible} combinaisons peuvent se produire. Un fait décide dans l'une d'elles lorsque la réponse change si "
        "l'on change ce seul fait, et que la combinaison obtenue peut aussi se produire."
    ),
    "influence.decides": "décide dans",
    "influence.can_change": "peut changer seul dans",
    "influence.of": "{number} sur {of}",
    # why an answer changed
    "why.changed": "{question} : de {before} à {after}",
    "why.same": "{question} : toujours {after}",
    "why.now": "Désormais, {says}.",
    "why.by": "Origine : {kinds}. Chacun de ces changements aurait suffi à lui seul",
    "why.by.policy": "la stratégie",
    "why.by.circumstances": "les circonstances",
    "why.by.rule": "la règle",
    "why.noise": "A changé aussi, sans aucun effet",
    "why.nothing": "Aucun fait n'a changé.",
    "why.facts": "désormais, {says}",
    "why.rule": "la règle a changé",
}
"""By their keys."""
