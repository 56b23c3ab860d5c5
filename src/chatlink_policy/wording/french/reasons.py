"""Why a column is not on the context card and why an attribute does not notify, in French."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["REASONS"]

REASONS: Mapping[str, Mapping[str, str]] = {
    "WhyNotShown": {
        "hidden": "la colonne est masquée dans la vue",
        "unknown_attribute": "les métadonnées de la table n'ont pas cet attribut",
        "unknown_linked_table": "les métadonnées de la table liée n'ont pas été fournies",
        "linked_column": "une colonne d'une table liée n'est pas prise en charge, selon la lecture retenue de Q-9",
        "unsupported_type": "le type de l'attribut n'est pas pris en charge",
        "unreadable": "le champ est sécurisé et l'agent ne peut pas le lire",
        "beyond_limit": "elle vient après les champs qui tiennent sur la carte",
    },
    "WhyNotSent": {
        "chat_is_off": "la conversation instantanée Teams est désactivée pour l'organisation",
        "toggle_is_off": (
            "« Recevoir une notification sur les mises à jour de clé » est désactivé pour le type d'enregistrement"
        ),
        "virtual_table": "les notifications ne peuvent pas être configurées pour une table virtuelle",
        "no_update_filter": "la table n'a pas le filtre de message SDK pour Update",
        "not_selected": "l'attribut n'est pas sélectionné pour le type d'enregistrement",
        "unknown_attribute": "les métadonnées de la table n'ont pas cet attribut",
        "unsupported_type": "le type de l'attribut n'est pas pris en charge",
        "not_written": "l'attribut n'a pas été mis à jour",
        "unchanged": "l'attribut a été écrit, mais sa valeur n'a pas changé",
        "no_connected_chat": "la conversation n'est pas connectée à l'enregistrement",
    },
}
"""By the name of the enumeration and the code."""
