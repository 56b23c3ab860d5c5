"""Les textes des images et des notebooks, en français."""

from __future__ import annotations

from collections.abc import Mapping

PICTURES: Mapping[str, str] = {
    "in_words": "En toutes lettres",
    "unknown": "inconnu",
    "more": "et {more,} de plus",
    # a rule
    "rule": "Ce qu'il faut pour un oui : {question}",
    "rule_and_facts": "Ce qu'il faut pour un oui, et ce qui en est vrai : {question}",
    "all_of": "tout ceci",
    "one_of": "l'un de ceux-ci",
    "always": "rien : toujours oui",
    "never": "jamais oui",
    "holds": "vrai",
    "holds_not": "faux",
    "part": "partie",
    "takes": "pour un oui il faut",
    "fact": "fait",
    "cites": "cite",
    "yes_means": "oui : {says}",
    "answer": "{truth:oui|non} : {says}",
    "cannot_occur": "Ces faits ne peuvent pas se produire ensemble.",
    # rights
    "rights": "Qui peut déconnecter des conversations : droits par type d'enregistrement",
    "rights_says": "Nombre de droits de déconnecter une conversation d'un enregistrement, utilisateur par utilisateur.",
    "record_type": "type d'enregistrement",
    "right": "droit",
    "how_many": "droits",
    "owner": "propriétaire",
    "connector": "a connecté",
    "both": "les deux à la fois",
    "anybody": "tout le monde",
    "none": "Aucun.",
    "rights_unknown": "Sans réponse : des tables manquaient.",
    # a change
    "change": "Qui gagne et qui perd au changement",
    "change_says": "Combien de réponses à chaque question passent de non à oui, et combien de oui à non.",
    "question": "question",
    "gain": "gagnent un oui",
    "lose": "perdent un oui",
    "gain_is": "gagnent un oui : {number}",
    "lose_is": "perdent un oui : {number}",
    "no_change": "Aucune question n'a été comparée.",
    "because": "{of} : {why}.",
    # a notebook
    "impossible": "Ces faits ne peuvent pas se produire ensemble : {why;}.",
    "who": "qui",
    "who_under": "Qui peut, selon quelle stratégie : {question}",
    "not_known_because": "{who}, {policy} : {why}",
    "not_known": "Inconnu",
    "not_given": "pas donné : {names}",
}
