"""The texts of what comparing finds, in French."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["COMPARE", "READINGS"]

COMPARE: Mapping[str, str] = {
    # a combination as models
    "models": "Modèles",
    "field": "{name} {says}",
    "cannot_occur": "Ne peut pas se produire : {says} ({cites}).",
    # what of an organisation is not counted
    "rows.appmodules": "applications",
    "rows.systemusers": "utilisateurs",
    "rows.msdyn_teamschatassociations": "liens",
    "rows.access": "droits d'accès",
    "rows.chats": "conversations",
    "rejected": "{what} ({number,}) : rejet ({path} : attendu {expected})",
    "cases": "cas ({count,}) : {why}",
    "no_metadata": "{record_type} absent d'entitydefinitions",
    "links": "liens vers {record_type} ({number,}) : {why}",
    "no_record": "l'enregistrement manque ou a été rejeté",
    # what other readings would change
    "otherwise": "Si la documentation était lue autrement",
    "otherwise.nothing": "Aucun scénario n'a été donné.",
    "otherwise.change": "Autres lectures qui changeraient une réponse : {number} sur {of}.",
    "otherwise.unanswered": (
        "Scénarios qui laissent une question sans réponse, parce que quelque chose dont elle a besoin est inconnu : "
        "{number} sur {of}."
    ),
    "otherwise.scenarios": "scénarios qui diffèrent",
    "otherwise.of": "{number} sur {of}",
    "otherwise.reading": "Selon cette lecture : {says}.",
    "otherwise.differ": "différerait",
    "otherwise.answer": (
        "{answer} : {differing} sur {asked} scénarios ; le scénario {number} donne {before} et donnerait {after}"
    ),
    "in_the_app": "{question} dans l'application",
    "images_not_whole": "{attribute}, images non affichées en entier",
    "answer.missing pane permissions": "autorisations manquantes pour le volet",
    "answer.record opens": "l'enregistrement s'ouvre",
    "answer.join from the timeline": "rejoindre depuis la chronologie",
    "answer.timeline entry shows": "l'entrée de la chronologie montre",
    "answer.context card is shown": "la carte de contexte est affichée",
    "answer.context card view": "vue de la carte de contexte",
    "answer.context card fields": "champs de la carte de contexte",
    "answer.secured fields exposed": "champs sécurisés exposés",
    "answer.notifications sent": "notifications envoyées",
    "answer.notifications go to": "les notifications vont à",
}
"""By their keys."""

READINGS: Mapping[str, str] = {
    "as_chosen": "comme cette bibliothèque l'a choisi : {chosen.}",
    "two_default_apps": (
        "deux applications sont sélectionnées par défaut, sans l'espace de travail du centre de contact"
    ),
    "card_fields_window": (
        "une carte montre les cinq premiers champs, moins ceux d'entre eux qui ne sont pas pris en charge"
    ),
    "card_fields_five_or_four": (
        "une carte montre les cinq premiers champs s'ils sont tous pris en charge, sinon les quatre premiers pris en "
        "charge"
    ),
    "every_write_notifies": "une valeur écrite notifie même si elle n'a pas changé",
    "every_type_on_cards": "une carte montre des attributs de tous les types",
    "shipped_types_on_cards": (
        "une carte ne montre que les types que montre la vue fournie : String, DateTime, Picklist, Customer et Memo"
    ),
    "open_combination_nnny": (
        "qui n'est ni propriétaire ni connecteur peut déconnecter tant que seul le paramètre du connecteur est activé"
    ),
    "open_combination_nnyy": (
        "qui n'est ni propriétaire ni connecteur peut déconnecter tant que les deux paramètres sont activés"
    ),
    "open_combination_ynny": (
        "un propriétaire qui n'est pas le connecteur peut déconnecter tant que seul le paramètre du connecteur est "
        "activé"
    ),
    "open_combination_nyyn": (
        "un connecteur qui n'est pas propriétaire peut déconnecter tant que seul le paramètre du propriétaire est "
        "activé"
    ),
    "big_int_never_notifies": "un attribut du type BigInt ne notifie pas",
    "linked_columns_never_shown": "une carte ne montre jamais une colonne d'une table liée",
    "team_records_have_no_owner": "personne n'est propriétaire d'un enregistrement dont une équipe est propriétaire",
    "unreadable_field_is_replaced": "le champ suivant prend la place de celui que l'agent ne peut pas lire",
    "anyone_who_connected_is_connector": "quiconque a un jour connecté la conversation en est le connecteur",
    "default_apps_always_selected": "les applications par défaut s'ajoutent à une sélection",
}
"""What each other reading of the documentation says, by its name."""
