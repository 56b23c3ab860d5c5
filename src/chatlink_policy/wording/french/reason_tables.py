"""The same in French."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["REASON_TABLES"]

REASON_TABLES: Mapping[str, Mapping[str, str | Mapping[str, str]]] = {
    "context_card": {
        "asks": "Quels champs la carte de contexte montre-t-elle, et pourquoi pas les autres ?",
        "says": (
            "Chaque colonne de la vue est jugée pour elle-même, puis la carte en prend cinq au plus. Une colonne est "
            "un champ de la carte si aucune raison ne s'y oppose ; sinon, toutes les raisons qui s'y opposent sont "
            "données."
        ),
        "parts": {
            "column": "Toutes les combinaisons de ce qui décide d'une colonne",
            "linked": "Si les colonnes de tables liées ne sont jamais montrées, comme Q-9 peut se lire",
        },
        "never": "ce qui n'est pas dans les métadonnées n'a pas de type, ni de sécurité (CRD-3)",
        "facts": {
            "is_visible": "la vue ne masque pas la colonne",
            "is_of_own_table": "la colonne est de la table même de l'enregistrement, et non d'une table liée",
            "is_in_metadata": "les métadonnées de sa table ont été fournies et ont l'attribut",
            "type_is_supported": "une carte prend en charge le type de l'attribut",
            "agent_may_read": "le champ n'est pas sécurisé, ou l'agent peut le lire",
            "fits": "moins de cinq champs viennent avant elle",
        },
    },
    "notifications": {
        "asks": "Quelles modifications notifient les participants d'une conversation, et pourquoi pas les autres ?",
        "says": (
            "Ce qui vaut pour le type d'enregistrement et pour la conversation est tranché d'abord, pour tous les "
            "attributs ; puis chaque attribut sélectionné ou écrit l'est pour lui-même. Une modification notifie tous "
            "les participants si aucune des deux tables ne donne de raison ; sinon, toutes les raisons des deux sont "
            "données."
        ),
        "parts": {
            "chat": "Toutes les combinaisons pour le type d'enregistrement et la conversation",
            "attribute": "Toutes les combinaisons pour un attribut",
        },
        "never": (
            "un attribut est sélectionné ou a été écrit ; ce qui n'est pas dans les métadonnées n'a pas de type, et ce "
            "qui n'a pas été écrit n'a pas changé (NTF-5, NTF-6)"
        ),
        "facts": {
            "chat_is_on": "la conversation instantanée Teams est activée pour l'organisation",
            "toggle_is_on": (
                "« Recevoir une notification sur les mises à jour de clé » est activé pour le type d'enregistrement"
            ),
            "is_not_virtual": "la table n'est pas virtuelle",
            "has_update_filter": "la table a le filtre de message SDK pour Update",
            "is_connected": "la conversation est connectée à l'enregistrement",
            "is_selected": "l'attribut est sélectionné pour le type d'enregistrement",
            "is_in_metadata": "les métadonnées de la table ont l'attribut",
            "type_is_supported": "le type de l'attribut est pris en charge",
            "is_written": "l'attribut a été écrit",
            "is_changed": "sa valeur a changé",
        },
    },
}
