"""What is said of rows that cannot be read, in French; the English stands where the errors are made.

A figure or a quoted name in a text is a place, by its position: "at most {0} cells".
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["ERRORS"]

_LOGICAL_NAMES = "noms logiques, séparés par des virgules, des points-virgules ou des espaces"

ERRORS: Mapping[str, str] = MappingProxyType(
    {
        # what a column takes
        "a value": "une valeur",
        "a text": "un texte",
        "a text (a missing value is null)": "un texte (une valeur absente est null)",
        "true or false": "true ou false",
        "true, false or null": "true, false ou null",
        "true, false, {0}, {1} or null": "true, false, {0}, {1} ou null",
        "a whole number or null": "un nombre entier ou null",
        "an id such as 5cb909c6-20f0-eb11-bad5-00224876a6de": "un id tel que 5cb909c6-20f0-eb11-bad5-00224876a6de",
        "a time with its zone": "une date et heure avec son fuseau",
        "a time with its zone in linkedon or modifiedinteamson": (
            "une date et heure avec son fuseau dans linkedon ou modifiedinteamson"
        ),
        "a name": "un nom",
        "a unique name": "un nom unique",
        "a logical name (lower-case letters, digits, underscores)": (
            "un nom logique (lettres minuscules, chiffres, tirets bas)"
        ),
        "logical names, separated by commas, semicolons or blanks": _LOGICAL_NAMES,
        "an object or null": "un objet ou null",
        "an object with columns": "un objet avec des colonnes",
        "a list of objects": "une liste d'objets",
        "a row with columns": "une ligne avec des colonnes",
        "{0} (active) or {1} (inactive)": "{0} (actif) ou {1} (inactif)",
        "{0} for active or {1} for inactive": "{0} si actif ou {1} si inactif",
        "{0} for Associate or {1} for Disassociate": "{0} pour Associate ou {1} pour Disassociate",
        "{0} to {1} for open, completed, canceled or scheduled": (
            "de {0} à {1} pour ouvert, terminé, annulé ou planifié"
        ),
        "{0} for single-session or {1} for multi-session": "{0} pour une session ou {1} pour plusieurs sessions",
        "{0} (owner), {1} (access), {2} (security group) or {3} (Microsoft {4} group)": (
            "{0} (propriétaire), {1} (accès), {2} (groupe de sécurité) ou {3} (groupe Microsoft {4})"
        ),
        # what rows say together
        "rows of one id to say the same": "des lignes d'un même id qui disent la même chose",
        "at most {0} different attributes (NTF-2)": "au plus {0} attributs différents (NTF-2)",
        "one record type: expanded with its logicalname, or by the id of a known entity": (
            "un seul type d'enregistrement : développé avec son logicalname, ou par l'id d'une entité connue"
        ),
        "one active row for each record type (CON-1)": "une ligne active par type d'enregistrement (CON-1)",
        "an app whose offering is known, or is given under apps in supplement.toml": (
            "une application dont l'offre est connue, ou donnée sous apps dans supplement.toml"
        ),
        "a pane whose tabs are known in full": "un volet dont tous les onglets sont connus",
        # chats and links
        "a chat id": "un id de conversation",
        "when the user of _linkedby_value connected the chat": (
            "quand l'utilisateur de _linkedby_value a connecté la conversation"
        ),
        "the record that the chat was connected to": "l'enregistrement auquel la conversation a été connectée",
        "one state for the newest rows of a chat and a record": (
            "un seul état pour les lignes les plus récentes d'une conversation et d'un enregistrement"
        ),
        "every row about the record to name its chat": ("que chaque ligne sur l'enregistrement nomme sa conversation"),
        "rows that name a chat or a record": "des lignes qui nomment une conversation ou un enregistrement",
        "every row about the chat to be readable": "que chaque ligne sur la conversation soit lisible",
        "every link": "tous les liens",
        # people, roles and records
        "systemuser or team": "systemuser ou team",
        "one owner, a user or a team, the same in all owner columns": (
            "un seul propriétaire, utilisateur ou équipe, le même dans toutes les colonnes du propriétaire"
        ),
        'a text such as "ReadAccess, WriteAccess", or a mask': 'un texte comme "ReadAccess, WriteAccess", ou un masque',
        "roles whose privileges are known in full": "des rôles dont tous les privilèges sont connus",
        "a role whose privileges are known in full": "un rôle dont tous les privilèges sont connus",
        "at most one profile": "au plus un profil",
        "a profile that could be read": "un profil lisible",
        "mappings of roles whose root copies are known": "des associations de rôles aux copies racines connues",
        "every team membership of the user": "toutes les appartenances de l'utilisateur à des équipes",
        "every profile of the user": "tous les profils de l'utilisateur",
        "every profile of the user's roles": "tous les profils des rôles de l'utilisateur",
        "every role of the user and the user's teams": "tous les rôles de l'utilisateur et de ses équipes",
        "a mask of the bits {0}": "un masque des bits {0}",
        "rights among ReadAccess, WriteAccess, AppendAccess, AppendToAccess, CreateAccess, DeleteAccess, ShareAccess, "
        "AssignAccess, or None": (
            "des droits parmi ReadAccess, WriteAccess, AppendAccess, AppendToAccess, CreateAccess, DeleteAccess, "
            "ShareAccess, AssignAccess, ou None"
        ),
        # tables and columns
        "the message filters of {0} (NTF-4)": "les filtres de messages de {0} (NTF-4)",
        "one of Activity, Elastic, Standard, Virtual": "Activity, Elastic, Standard ou Virtual",
        "a non-empty name without surrounding blanks or control characters": (
            "un nom non vide, sans espaces autour ni caractères de contrôle"
        ),
        "a text as its Value": "un texte comme Value",
        "the message, expanded with its name": "le message, développé avec son nom",
        "a type as AttributeTypeName gives it (VirtualType; Virtual alone may be an image or a file as well)": (
            "un type tel que AttributeTypeName le donne (VirtualType ; Virtual seul peut aussi être une image ou un "
            "fichier)"
        ),
        # views
        "well-formed JSON": "du JSON bien formé",
        "well-formed XML": "du XML bien formé",
        "XML without a document type": "du XML sans type de document",
        "an object with one of Rows, which has Cells": "un objet avec une ligne sous Rows, qui a des Cells",
        "one default Quick find view of a table (CRD-5)": "une vue de recherche rapide par défaut par table (CRD-5)",
        "true or false for a Quick find view": "true ou false pour une vue de recherche rapide",
        "{0} for a Quick find view, as isquickfindquery says, and another number otherwise": (
            "{0} pour une vue de recherche rapide, comme le dit isquickfindquery, et un autre nombre sinon"
        ),
        "a row with cells": "une ligne avec des cellules",
        "cells with a Name": "des cellules avec un Name",
        'columns named as "title" or "alias.title"': 'des colonnes nommées comme "title" ou "alias.title"',
        "one row, with nothing but cells in it": "une seule ligne, qui ne contient que des cellules",
        "a grid": "un grid",
        "a fetch": "un fetch",
        "ishidden as {0} or {1}": "ishidden égal à {0} ou {1}",
        "at most {0} characters": "au plus {0} caractères",
        "at most {0} cells": "au plus {0} cellules",
        "elements at most {0} deep": "des éléments sur au plus {0} niveaux",
        # what came
        "no logicalname, and {0} as id": "aucun logicalname, et {0} comme id",
        "none": "rien",
        "more": "davantage",
        "deeper ones": "davantage de niveaux",
        "nothing: the column is missing": "rien : la colonne manque",
        "not known in full": "une partie seulement",
        "this row": "cette ligne",
        "a row that could not be read": "une ligne illisible",
        "row {0}, which names neither": "la ligne {0}, qui ne nomme ni l'une ni l'autre",
        "two that differ": "deux qui diffèrent",
        "{0} rows that differ": "{0} lignes qui diffèrent",
        "{0} rows of {1} that differ": "{0} lignes de {1} qui diffèrent",
        "more than one for {0}": "plus d'une pour {0}",
        "{0} of {1}": "{0} de {1}",
        "{0} characters": "{0} caractères",
        "the role {0}": "le rôle {0}",
        "one that may be of a role of the user": "une association qui peut être celle d'un rôle de l'utilisateur",
        "JSON that is nested too deeply": "du JSON trop imbriqué",
        # why a review does not judge a row
        "a column that the row needs has no value": "une colonne dont la ligne a besoin n'a pas de valeur",
        r"a text says NULL, null, None or \N, where a missing value is an empty cell": (
            r"un texte dit NULL, null, None ou \N, alors qu'une valeur absente est une cellule vide"
        ),
        "the settings of the record type could not be read": (
            "les paramètres du type d'enregistrement n'ont pas pu être lus"
        ),
        "a column holds a value that it does not take, or an id with blanks at its ends or unseen signs": (
            "une colonne contient une valeur qu'elle n'accepte pas, ou un id entouré d'espaces ou avec des signes "
            "invisibles"
        ),
        "the record has both a user and a team as its owner": (
            "l'enregistrement a pour propriétaires à la fois un utilisateur et une équipe"
        ),
        "another row says something else about the same": "une autre ligne dit autre chose de la même chose",
        "the record is not among the records": "l'enregistrement ne figure pas parmi les enregistrements",
        "every row of the record is rejected": "toutes les lignes de l'enregistrement sont rejetées",
        "a link row names neither its chat nor its record, so it may be about any link": (
            "une ligne de lien ne nomme ni sa conversation ni son enregistrement : elle peut concerner n'importe quel "
            "lien"
        ),
        "a link row that misses a value, or whose value cannot be read, may be about the same connection": (
            "une ligne de lien à laquelle manque une valeur, ou dont une valeur est illisible, peut concerner la même "
            "connexion"
        ),
        "the same row was there before; it counts once": "la même ligne existe déjà ; elle compte une fois",
    }
)
"""By their English."""
