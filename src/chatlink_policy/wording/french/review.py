"""The same in French."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["REVIEW"]

REVIEW: Mapping[str, str] = MappingProxyType(
    {
        # what an answer is not given about
        "of": "pour {what}",
        "of_teams": "les enregistrements dont une équipe est propriétaire",
        "of_users": "{number,:utilisateur|utilisateurs}",
        "of_rejected_users": "{number,:utilisateur rejeté|utilisateurs rejetés}",
        "of_rejected_apps": "{number,:application rejetée|applications rejetées}",
        # what was not there
        "lacks.settings": "les paramètres des types d'enregistrement",
        "lacks.setting": "le paramètre {name}",
        "lacks.owners": "le propriétaire de {number,:enregistrement|enregistrements} de type {record_type}",
        "lacks.apps": "le nom ou le type de {number,:application|applications}",
        "lacks.connectors": "l'utilisateur de {number,:lien|liens}",
        # why it is not given
        "not_exported.one": "l'export ne contient pas {names}",
        "not_exported.many": "l'export ne contient pas {names}",
        "not_provided.one": "il manque {names}",
        "not_provided.many": "il manque {names}",
        "not_filled_in.one": "{names} n'est pas renseigné",
        "not_filled_in.many": "il manque {names}",
        "not_known.one": "on ne connaît pas {names}",
        "not_known.many": "on ne connaît pas {names}",
        "unknown.some_teams": "on ne connaît pas les équipes de certains utilisateurs",
        "unknown.roles": "on ne connaît pas leurs rôles",
        "unknown.teams": "on ne connaît pas leurs équipes",
        "unknown.profile": "on ne connaît pas leur profil",
        "unknown.rejected_users": "on ne connaît ni leurs équipes ni leurs rôles",
        "unknown.rejected_apps": "on ne connaît pas leur nom ou leur type",
        # frames
        "frames": "tables par nom : {names}",
        # other readings
        "readings": "Droits, si la documentation était lue autrement",
        "readings_none": "Aucune autre lecture de la documentation ne porte sur ce qui a été examiné.",
        "readings_counted": "Autres lectures qui donneraient ou retireraient des droits : {differing} sur {number}.",
        "by_anybody": "{number}, et {connections:connexion|connexions} par n'importe qui",
    }
)
