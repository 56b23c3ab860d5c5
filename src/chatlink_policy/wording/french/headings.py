"""The fixed texts of what is shown, in French."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["HEADINGS", "SEPARATORS"]

HEADINGS: Mapping[str, str] = {
    # a word or two at the head of a list or of a column
    "Files": "Fichiers",
    "In words": "En toutes lettres",
    "Not counted": "Non compté",
    "a case is": "un cas est",
    "about": "à propos de",
    "about this output": "à propos de cette sortie",
    "access to the record": "accès à l'enregistrement",
    "after": "après",
    "always": "toujours",
    "answer": "réponse",
    "attribute": "attribut",
    "because": "raisons",
    "before": "avant",
    "cannot occur": "ne peut pas se produire",
    "cases": "cas",
    "changed": "modifiée",
    "changed by": "modifié par",
    "chats": "conversations",
    "choice": "choix",
    "cites": "cite",
    "column": "colonne",
    "connections": "connexions",
    "context card": "carte de contexte",
    "derived": "dérivée",
    "documentation": "documentation",
    "documented": "documentée",
    "documented by": "documenté par",
    "fact": "fait",
    "field": "champ",
    "facts": "faits",
    "file": "fichier",
    "files": "fichiers",
    "fingerprint": "empreinte",
    "first reason": "première raison",
    "found": "constat",
    "gain a yes": "gagnent un oui",
    "gained": "gagnés",
    "grounds": "fondements",
    "holds": "vérifié",
    "in words": "en toutes lettres",
    "is a field": "est un champ",
    "its SHA-256": "son SHA-256",
    "its address": "son adresse",
    "kind and requirements": "type et exigences",
    "left out because": "omise, raison",
    "lose a yes": "perdent un oui",
    "lost": "perdus",
    "may": "autorisé",
    "missing pane permissions": "autorisations manquantes pour le volet",
    "needed for": "nécessaire pour",
    "none": "aucun",
    "not answered": "sans réponse",
    "not counted": "non compté",
    "note": "remarque",
    "nothing": "rien",
    "notifications": "notifications",
    "notifies": "notifie",
    "passed over": "ignorés",
    "question": "question",
    "reading": "lecture",
    "record": "enregistrement",
    "record type": "type d'enregistrement",
    "records": "enregistrements",
    "rests on": "repose sur",
    "right": "droit",
    "rights": "droits",
    "row": "ligne",
    "rows": "lignes",
    "rule says": "la règle dit",
    "says": "dit",
    "schema version": "version du schéma",
    "secured": "sécurisé",
    "severity": "gravité",
    "table": "table",
    "timeline entry": "entrée de la chronologie",
    "timeline entry shows": "l'entrée de la chronologie montre",
    "to do": "à faire",
    "toggle": "paramètre",
    "unknown": "inconnu",
    "user": "utilisateur",
    "user can act": "l'utilisateur peut agir",
    "value": "valeur",
    "version": "version",
    "what": "quoi",
    "what is true": "ce qui est vrai",
    "which": "lequel",
    "who may and who may not": "qui peut et qui ne peut pas",
    "whom, or why not": "qui, ou pourquoi non",
    "why": "pourquoi",
    "would be a field": "serait un champ",
    "would be allowed if": "serait autorisé si",
    # whatever is shown
    "colon": " :",
    "and_more": "et {more,} de plus",
    "value.more": "et {more} de plus",
    "titled": "{name} : {says}",
    "sentence": "{says^}.",
    "grouped": "({says})",
    "cited": "{says} ({cites})",
    "in_part": "en partie {source}",
    "rejected": "{source}[ ligne {row}] : {path} : attendu {expected}, reçu {got}",
    "letter.yes": "O",
    "letter.no": "N",
    "answer.yes": "oui",
    "answer.no": "non",
    "answer.not known": "inconnu",
    # what an output is about
    "about.user": "utilisateur",
    "about.number": "numéro",
    "about.input": "données",
    "about.policy": "stratégie",
    "about.change": "modification",
    "about.chat": "conversation",
    "about.record": "enregistrement",
    "about.app": "application",
    "about.time": "heure",
    "about.question": "question",
    "about.policy.of the export": "celle de l'export",
    "about.policy.in memory": "en mémoire",
    "about.set": "valeurs changées",
    # the combinations of a question
    "combinations.by_and_why": "documenté par, et pourquoi",
    "combinations.derived": "dérivées : la documentation laisse celles-ci ouvertes[ ({by})]",
    # a decision
    "row.cited": "{label} ({source})",
    "statement.cited": "{says} ({code}[, documenté par {source}])",
    "condition.always": "il en est ainsi quels que soient les faits",
    "fix.change": "{says} ({by})",
    "fix.reaches": "{says} ; portée : {reach}",
    "fix.by_nobody": "{says} ; {reach}",
    "by.administrator": "administrateur",
    "by.role": "rôle",
    "by.profile": "profil",
    "by.assignment": "affectation",
    "by.history": "historique",
    "by.record_access": "accès à l'enregistrement",
    "by.product": "produit",
    "grounds.one": "{name}, {answer} : {says}",
    "grounds.title": "fondements de {question}",
    # an outcome
    "outcome.lacks": "il manque {lacks}",
    "outcome.pane_table": "lire {label} ({name}), privilège {privilege} (ENB-8)",
    "outcome.record_opens": (
        "un enregistrement partagé dans une conversation {s'ouvre|ne s'ouvre pas} pour l'utilisateur ; un "
        "lien ne donne accès à personne"
    ),
    "outcome.joins_from_timeline": (
        "l'utilisateur {peut|ne peut pas} rejoindre la conversation depuis l'entrée de la chronologie"
    ),
    # context card, notifications, timeline entry
    "card.title": "carte de contexte de {record_type}",
    "card.no_view": "aucune vue",
    "card.view": "la vue {view}",
    "card.shown": "affichée avec un lien vers l'enregistrement (CRD-1)",
    "card.not_shown": "non affichée : « Inclure une remarque » est désactivé (CRD-1)",
    "card.fields": "champs de {view} : {fields} (CRD-2)",
    "card.would_be_fields": "champs qu'elle aurait de {view} : {fields} (CRD-2)",
    "card.exposed": "champs sécurisés exposés à tous les collaborateurs : {fields} (CRD-4)",
    "card.left_out": "{name} est omis : {why}",
    "notifications.nothing": "aucun attribut n'est sélectionné et aucun n'a été écrit",
    "notifications.sent": "{attribute} notifie {whom}",
    "notifications.not_sent": "{attribute} ne notifie pas : {why}",
    "notifications.whom": "tous les participants de {chat} (NTF-1)",
    "notifications.whom_images": (
        "tous les participants de {chat} (NTF-1) ; les images incluses ne sont pas affichées en entier (NTF-7)"
    ),
    "entry.connected": "connectée par {by} le {on} (TML-3)",
    "entry.on": "le {time}",
    "entry.at_unknown_time": "à une heure inconnue",
    "entry.last_message": "dernier message de {by} {written}, jamais le message lui-même (TML-3)",
    "entry.kept_current": "tenue à jour : {answer} ({cites})",
    # findings
    "findings.counted": "erreurs : {error}, avertissements : {warning}, informations : {information}",
    "findings.counted_with_rows": (
        "erreurs : {error}, avertissements : {warning}, informations : {information} ; les lignes des "
        "fichiers sont comptées à partir de 1"
    ),
    "findings.none": "Aucun constat.",
    "findings.export_folder": "dossier de l'export",
    "findings.meant": "{name} (plutôt {meant} ?)",
    "findings.place": "{source}, ligne {row}",
    "findings.connection": "{chat} vers {record}",
    "findings.to_do": "À faire : {todo}",
    "severity.error": "erreur",
    "severity.warning": "avertissement",
    "severity.information": "information",
    "pane_table": "{label} ({name})",
    # an audit
    "audit.title": "Audit de la table de {question}",
    "audit.title_alone": "Audit de la table de {question}, seules les lignes de la documentation même",
    "audit.counts": (
        "{rows,:ligne|lignes} sur {facts,:fait|faits}. Sur {combinations,:combinaison|combinaisons} des "
        "faits, {possible} peuvent se produire : {documented} tranchées par une ligne, {derived} laissées "
        "ouvertes. Constat : {contradictions,:contradiction|contradictions} entre lignes, "
        "{odds,:ligne|lignes} en désaccord avec la règle, {contained,:ligne|lignes} dont on pourrait se "
        "passer, {rivals,:règle rivale|règles rivales}."
    ),
    "audit.elsewhere": "Non de la documentation même, mais d'une source sœur : {rows}.",
    "audit.left_out": "Omises, car une source sœur les énonce : {rows}.",
    "audit.not_columns": (
        "Pas une colonne de la table documentée : {names}. Ce que les lignes en disent a été ajouté ici."
    ),
    "audit.not_shown": "{more,:autre n'est pas montrée|autres ne sont pas montrées}.",
    "audit.open": "Laissé ouvert",
    "audit.nothing_open": "Les lignes tranchent toute combinaison qui peut se produire.",
    "audit.grouped": "En toutes lettres, regroupé",
    "audit.contradictions": "Contradictions",
    "audit.odds": "Lignes en désaccord avec la règle",
    "audit.could_be_left_out": "Lignes dont on pourrait se passer",
    "audit.each_could_go": (
        "Chacune peut partir si toutes les autres restent ; toutes ne peuvent pas toujours partir."
    ),
    "audit.never": "{row} ne couvre aucune combinaison qui peut se produire",
    "audit.rules": "Règles qui satisfont toutes les lignes",
    "audit.too_many": "Avec plus de {most} faits, il y a trop de règles pour les essayer.",
    "audit.tried": (
        "Toutes les règles ont été essayées qui joignent des faits par « et » et « ou », nomment chaque fait "
        "au plus une fois et le prennent dans le sens où il compte pour la règle de la question. Parmi elles,"
        " règles qui satisfont toutes les lignes et tranchent autrement une combinaison ouverte : {rivals,}."
    ),
    "audit.rival": "Rivale {number}",
    "audit.no_rule": "Aucune : des lignes se contredisent.",
    "audit.not_among_them": "La règle de la question n'en fait pas partie.",
    "audit.one_rule": "Exactement une : les lignes tranchent tout ce qui peut se produire.[ {odds}]",
    "audit.power": "2 à la puissance {derived}",
    "audit.number": "{number,} ({power})",
    "audit.many_rules": (
        "{count} : chaque combinaison ouverte ({derived,:combinaison|combinaisons}) pourrait recevoir l'une "
        "ou l'autre réponse, et les lignes ne disent pas laquelle de ces règles est visée.[ {odds}]"
    ),
    "audit.rival_says": "en toutes lettres : {says}",
    "audit.rival_decides": (
        "tranche autrement {number} combinaisons ouvertes sur {derived}, d'abord {first} : elle dit {answer},"
        " la règle {other}"
    ),
    "audit.rival_excluded": "serait exclue par la ligne {row} : {answer}",
    "audit.closing": "Lignes qui compléteraient la table",
    "audit.closing_rows": (
        "{rows,:ligne|lignes} avec les réponses de la règle trancheraient tout ce qui reste ouvert ; {il n'en"
        " faudrait pas moins|il n'est pas prouvé qu'il n'en faudrait pas moins}."
    ),
    "audit.closing_row": "ligne de complément {number}",
    "audit.contradiction": (
        "{row} dit {answer} et {other} dit {other_answer} pour {number,:combinaison|combinaisons} : {where}"
    ),
    "audit.disagreement": "{row} dit {answer}, la règle {other}, pour {number,:combinaison|combinaisons} : {where}",
    "audit.and": "{first} et {last}",
    "audit.and_in": "{first} et dans {last}",
    "audit.contained": "{row} est contenue dans {rows}",
    "audit.contained_together": "{row} est contenue dans {rows} prises ensemble",
    # two policies
    "policies.title": "Nouvelle stratégie : {relation}",
    "relation.wider": "plus large",
    "relation.narrower": "plus étroite",
    "relation.equivalent": "équivalente",
    "relation.incomparable": "incomparable",
    "relation.None": "pas entièrement comparable",
    "policies.equivalent": "Les deux donnent la même réponse à chaque question, et divulguent la même chose.",
    "policies.discloses.wider": "Divulgue davantage",
    "policies.discloses.incomparable": "Divulgue autre chose, donc peut-être davantage",
    "policies.discloses.narrower": "Divulgue moins",
    "policies.unknown": "Ne peut pas être comparé : un nouvel accès ne peut être exclu",
    "policies.setting": "{setting}[ ({record_type})] : {old} ; désormais : {new}",
    "policies.asked": "{asked} ({about}) : {why}",
    "gains": "Gagne un oui : {says}",
    "loses": "Perd un oui : {says}",
    "when": "quand {says}",
    # an organisation before and after
    "impact.title": "Dans cette organisation",
    "more.": "{more,} de plus.",
    # policies compared, and a review
    "policies.set.notified": ("attributs dont tous les participants d'une conversation connectée sont notifiés"),
    "policies.set.card": "carte de contexte d'une conversation nouvellement connectée",
    "policies.set.card_fields": "quels cinq champs montre une carte de contexte (Q-3)",
    "policies.set.linked": "une colonne d'une table liée peut être sur une carte de contexte (Q-9)",
    "policies.set.replaced": "le champ suivant remplace celui que l'agent ne peut pas lire (Q-13)",
    "policies.set.types": "types d'attributs qu'une carte de contexte ne montre pas (Q-5)",
    "policies.set.every_write": "une valeur écrite notifie même si elle n'a pas changé (Q-4)",
    "policies.set.big_int": "un attribut BigInt notifie (Q-8)",
    "policies.set.consent": (
        "si les entrées de la chronologie sont tenues à jour, pour ce qui dépend du consentement des "
        "propriétaires de conversations"
    ),
    "policies.set.idle_days": (
        "jours sans mise à jour après lesquels une entrée de la chronologie n'est plus tenue à jour"
    ),
    "policies.card.no_card": "aucune carte",
    "policies.card.no_fields": "une carte sans champs",
    "policies.card.default_view": "les champs de la vue par défaut",
    "policies.card.view": "les champs de la vue {view}",
    "diff.title": "{question} : {relation}",
    "diff.counts": (
        "Sur {count} combinaisons qui peuvent se produire, {gained:gagne|gagnent} un oui et "
        "{lost:en perd|en perdent} un."
    ),
    "diff.same": "Les deux donnent la même réponse aux {count} combinaisons qui peuvent se produire.",
    "diff.fewest": "Moins de conditions pourraient dire la même chose : la recherche a été abandonnée.",
    "diff.restated": "Un fait signifie autre chose : plus ou moins de cas peuvent l'avoir",
    "diff.now_read": "« {old} » se lit désormais « {new} »",
    "number": "{number,}",
    "reviewed.more": "Et {more} de plus, tous dans le fichier.",
    "reviewed.changes": "Ce que change l'autre stratégie",
    "reviewed.rejected": "Lignes rejetées à la lecture de l'export",
    "reviewed.not_there": "Absentes, et inutiles pour ce qui a été demandé : {tables}.",
    "reviewed.passed_over": "Ignorés dans les données : {names}.",
    "reviewed.not_counted": "{question}, {of} : {because}",
    "summary.title": "Qui peut déconnecter des conversations",
    "summary.rights": "Droits par type d'enregistrement",
    "summary.anybody": "N'importe qui peut déconnecter",
    "summary.one_toggle": "Droits qui tiennent à un seul paramètre",
    "summary.toggles_off": "Les deux paramètres sont désactivés",
    "summary.only_global": "Seules les autorisations globales permettent de déconnecter",
    "summary.users": "Qui peut déconnecter le plus, sans les autorisations globales",
    "summary.first_holders": "Qui a les autorisations globales",
    "summary.rejected": "Lignes rejetées",
    "summary.none": "Aucun.",
    "summary.otherwise_none": "Sinon, aucun.",
    "summary.count_rights": (
        "{number:droit|droits} de tel ou tel utilisateur sur une connexion[ (sans réponse pour {lacks})]"
    ),
    "summary.count_holders": (
        "{number:utilisateur a|utilisateurs ont} les autorisations globales, qui valent pour toutes les "
        "conversations[ (sans réponse pour {lacks})]"
    ),
    "summary.more_users": "Et {more:autre utilisateur|autres utilisateurs}.",
    "summary.more_records": "Et {more:autre enregistrement|autres enregistrements}.",
    "summary.not_covered": "Sans réponse pour {of} : {because}.",
    "unanswered": "Sans réponse : {says}[ ({of})] : {because}.",
    "stated": "{says}.",
    # what is not known, and why
    "not_known": "{because} : ni oui ni non",
    "not_known.field": "on ne sait pas {what}",
    "not_known.settings": "les paramètres du type d'enregistrement {name} n'ont pas pu être lus",
    "not_known.since": (
        "depuis quand la synchronisation avec la chronologie est activée, `timeline_sync_since`, n'a pas été fourni"
    ),
    "not_known.since_when": "depuis quand la synchronisation avec la chronologie est activée n'a pas été fourni",
    "not_known.not_exported": "l'export ne contient pas {names}",
    "not_known.owner_columns": "les colonnes du propriétaire n'ont pas été sélectionnées",
    "not_known.owner_column": "la colonne du propriétaire {column} n'a pas été sélectionnée",
    "not_known.owners": (
        "missing_columns nomme les colonnes du propriétaire de {table}, dont les enregistrements ont un propriétaire"
    ),
    "not_known.secured_fields": "quels champs sécurisés l'utilisateur peut lire n'a pas été fourni",
    "not_known.administrators": "qui est administrateur global n'a pas été fourni",
    "not_known.teams_tool": "quel outil du volet est la conversation Teams n'a pas été fourni (teams_tool)",
    "not_known.nothing_more": "un fait dont la réponse a besoin n'est pas connu",
    # why something of a case stays open
    "case.changes": "un export ne contient aucun changement d'un enregistrement, un fichier de scénario le peut",
    "case.since": "renseigner `timeline_sync_since` dans supplement.toml",
    "case.not_selected": "{columns} de {table} : non sélectionné dans l'export",
    "case.rejected": "{name} a été rejeté : {says}",
    "case.no_access": "access ne contient aucun droit de cet utilisateur sur cet enregistrement",
    "case.no_view": "savedqueries ne contient pas la vue de sa carte",
    "not_selected": "{table} sans la colonne {column} dans l'export",
}
"""By their keys."""

SEPARATORS: Mapping[str, str] = {
    "comma": ", ",
    "semicolon": " ; ",
    "and": ", et ",
    "plain_and": " et ",
    "either": ", ou ",
    "blank": " ",
    "or": " ; ou ",
}
"""What stands between the members of a list, by its key."""
