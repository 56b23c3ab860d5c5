"""The same in French."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["COMPARISON"]

COMPARISON: Mapping[str, str] = {
    "title": "la documentation en regard de la règle",
    "not_compared": "Non comparé : {words,:mot|mots} avant le premier titre.",
    # the verdict
    "is_the_text": "C'est le texte qui a été mis en œuvre, octet pour octet.",
    "is_not_found": (
        "Rien n'en a été trouvé : c'est une autre page, ou une autre langue que celle du texte mis en œuvre "
        "(« {title} », {language})."
    ),
    "is_same": "Rien n'a changé : {stand}, et ses sections sont les mêmes.",
    "is_moved": "Rien n'a changé : {stand}, et ses sections ont les mêmes mots, parfois dans un autre ordre.",
    "has_lost": "Quelque chose a changé : {stand}. Ce qui dépend des passages perdus est à revoir.",
    "has_changed": "Quelque chose a été ajouté ou retiré : {stand}, et pourtant des sections ont changé.",
    "stand.all": "les {number} passages sont toujours là",
    "stand.some": "{standing} passages sur {number} sont toujours là",
    # sections and their passages
    "section": "{number}. {heading}",
    "no_heading": "son titre n'a pas été trouvé",
    "number": "numéro",
    "passage": "passage",
    "requirement": "exigence",
    "rests_on_it": "ce qui en dépend",
    "rule": "règle",
    "lost": "perdu",
    "choice": "{number} : {says}.",
    "as_above": "{De même |}{numbers}, comme ci-dessus.",
    "rows": "{is_one:ligne|lignes} {names}",
    "facts": "{is_one:fait|faits} {names}",
    "no_question": "aucune question",
    "no_rule": "aucune.",
    # what has changed
    "lost_passages": "passages perdus",
    "look_again": "à revoir",
    "in_section": "section",
    "it_stood_in": "se trouvait dans",
    "changed_sections": "sections modifiées",
    "named": "section {number}[, « {heading} »]",
    "standing.not_found": "introuvable",
    "standing.heading_lost": "son titre n'a pas été trouvé, son texte est le même",
    "counted": "{here,:mot|mots} au lieu de {words,}",
    "passages_lost": "des passages sont perdus ; {counted}",
    "passages_stand": "tous ses passages sont là : quelque chose y a donc été ajouté ou retiré ; {counted}",
    # what has no place
    "no_place": "sans place dans cette documentation",
    "says_nothing": "la documentation n'en dit rien",
    "from_elsewhere": "vient d'une autre source : {title}",
}
