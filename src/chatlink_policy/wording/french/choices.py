"""Where the documentation says nothing or contradicts itself, in French."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["CHOICES"]

CHOICES: Mapping[str, Mapping[str, str]] = {
    "Q-1": {
        "about": "Qui désigne la deuxième colonne de la table de déconnexion",
        "on_page": "L'utilisateur est le dernier à avoir déconnecté la conversation.",
        "chosen": "L'utilisateur est le dernier à l'avoir connectée.",
        "why": (
            "La page « Use Teams chat » et la colonne de Dataverse (recent chat linker can unlink) parlent toutes"
            " deux de connecter, et le paramètre voisin est celui du connecteur."
        ),
        "otherwise": "Non exécutable : rien n'enregistre qui a déconnecté.",
    },
    "Q-2": {
        "about": "Quelles applications sont sélectionnées par défaut",
        "on_page": (
            "La note et la première phrase de la section nomment trois applications ; trois autres passages en "
            "nomment deux, sans l'espace de travail du centre de contact."
        ),
        "chosen": "Toutes les trois.",
        "why": (
            "La FAQ du produit de juin 2024, l'époque de la documentation, le dit ; trois applications ont la "
            "conversation sans activation (ENB-2), et une sélection qui commencerait par deux l'ôterait à la "
            "troisième."
        ),
        "otherwise": (
            "Deux applications sont sélectionnées par défaut, sans l'espace de travail du centre de contact : la "
            "FAQ de mai 2026 nomme Copilot Service workspace, comme s'appelle désormais Customer Service workspace, "
            "et le centre de service clientèle."
        ),
    },
    "Q-3": {
        "about": "Comment se combinent la limite de cinq et l'omission des champs non pris en charge",
        "on_page": (
            "Les cinq premiers champs sont utilisés ; si l'un n'est pas pris en charge, les quatre premiers pris "
            "en charge sont montrés."
        ),
        "chosen": "Les cinq premiers champs pris en charge.",
        "why": (
            "Le propriétaire de ce projet l'a demandé ; cela ne s'écarte de la documentation que pour une vue de "
            "plus de cinq champs, où un cinquième peut être montré."
        ),
        "otherwise": (
            "« window » : les cinq premiers champs, moins ceux d'entre eux qui ne sont pas pris en charge. « "
            "five_or_four » : les cinq premiers s'ils sont tous pris en charge, sinon les quatre premiers pris en"
            " charge."
        ),
    },
    "Q-4": {
        "about": "Si une écriture sans changement notifie",
        "on_page": "Des notifications sont envoyées chaque fois que les attributs sont mis à jour.",
        "chosen": "Une valeur écrite mais inchangée ne notifie pas, et la réponse l'énumère comme telle.",
        "why": (
            "Les participants sont notifiés des mises à jour qui comptent ; une valeur restée la même n'en est pas une."
        ),
        "otherwise": "Une valeur écrite notifie même si elle n'a pas changé.",
    },
    "Q-5": {
        "about": "Quels types d'attributs une carte ne prend pas en charge",
        "on_page": (
            "Rien : qu'un champ puisse ne pas être pris en charge est dit, quels types le sont n'est documenté "
            "nulle part."
        ),
        "chosen": (
            "PartyList, Image, File, Virtual, EntityName, CalendarRules et ManagedProperty ne sont pas pris en "
            "charge, sauf si la stratégie en dispose autrement."
        ),
        "why": (
            "La vue livrée « Message d'introduction de cas » montre String, DateTime, Picklist, Customer et Memo "
            ": ceux-là le sont donc ; l'ensemble est une donnée de la stratégie, puisque la documentation ne "
            "tranche pas."
        ),
        "otherwise": "Tout autre ensemble de types.",
    },
    "Q-6": {
        "about": "Les quatre combinaisons que la table de déconnexion laisse ouvertes",
        "on_page": "Ses huit lignes couvrent 28 combinaisons sur 32.",
        "chosen": "Les quatre sont un non : un droit personnel ne prend effet qu'avec son propre paramètre.",
        "why": "Un droit que personne n'a accordé est refusé, et chaque paramètre nomme à qui il s'adresse.",
        "otherwise": "Chacune des quatre comme un oui, seule ou avec d'autres.",
    },
    "Q-7": {
        "about": "Le niveau auquel sont attribués les droits de déconnexion d'utilisateurs particuliers",
        "on_page": "Le droit du connecteur peut aussi être attribué au niveau de l'enregistrement.",
        "chosen": "Le niveau du type d'enregistrement.",
        "why": "C'est là que se trouve le paramètre, dans la documentation comme dans Dataverse.",
        "otherwise": "Non exécutable : il n'y a pas de paramètre d'un seul enregistrement.",
    },
    "Q-8": {
        "about": "Quels nombres entiers ne peuvent pas notifier",
        "on_page": "Integer n'est pas pris en charge ; BigInt, Decimal et les durées ne sont pas mentionnés.",
        "chosen": "Exactement le type Integer, quel que soit son format ; BigInt et Decimal peuvent notifier.",
        "why": (
            "La documentation nomme des types, et Integer en est un ; un format comme la durée ou le fuseau "
            "horaire n'en est pas un."
        ),
        "otherwise": "Un attribut du type BigInt ne notifie pas.",
    },
    "Q-9": {
        "about": "Les colonnes masquées et les colonnes de tables liées sur une carte",
        "on_page": "Rien.",
        "chosen": (
            "Une colonne masquée est omise et ne prend pas de place ; une colonne liée est jugée d'après les "
            "métadonnées de sa propre table, et omise comme inconnue là où elles n'ont pas été fournies."
        ),
        "why": "Une carte montre ce que montre la vue, et une colonne est ce que sa propre table dit d'elle.",
        "otherwise": "Une carte ne montre jamais une colonne d'une table liée.",
    },
    "Q-10": {
        "about": "Qui est propriétaire d'un enregistrement dont une équipe est propriétaire",
        "on_page": (
            "L'enregistrement appartient à l'utilisateur ou à l'équipe, et l'utilisateur actuel en est le propriétaire."
        ),
        "chosen": "Tout membre de l'équipe propriétaire.",
        "why": (
            "La colonne parle d'enregistrements dont des équipes sont propriétaires, qui sinon n'auraient aucun "
            "propriétaire."
        ),
        "otherwise": "Personne n'est propriétaire d'un enregistrement dont une équipe est propriétaire.",
    },
    "Q-11": {
        "about": "Où se lit le type d'un attribut",
        "on_page": (
            "Elle nomme des types ; Dataverse a deux propriétés pour le type, et la plus ancienne dit Virtual "
            "pour Image comme pour File."
        ),
        "chosen": "AttributeTypeName ; l'ancienne propriété seulement là où celle-ci manque.",
        "why": "C'est la seule qui les distingue.",
        "otherwise": "Non exécutable : l'autre propriété ne peut pas dire ce que la documentation demande.",
    },
    "Q-12": {
        "about": "Si les lignes de paramètres portent les valeurs par défaut documentées",
        "on_page": "Elle dit quels paramètres sont activés par défaut.",
        "chosen": (
            "Un paramètre nul dans une ligne est désactivé, et la vérification le dit ; un paramètre absent n'a "
            "pas été sélectionné et est inconnu, sauf si `missing_columns`, à côté de l'export, dit que "
            "l'environnement n'a pas la colonne : il est alors désactivé ; les valeurs par défaut documentées "
            "sont celles d'une nouvelle organisation."
        ),
        "why": "Dans la table de Dataverse, la colonne de chaque paramètre est désactivée par défaut.",
        "otherwise": "Non exécutable : c'est ainsi que Dataverse stocke les lignes.",
    },
    "Q-13": {
        "about": "Si le champ suivant prend la place de celui que l'agent ne peut pas lire",
        "on_page": "Rien ; elle dit seulement que les autorisations de l'agent s'appliquent.",
        "chosen": "Non : le champ garde sa place et est omis, pour cette raison.",
        "why": "Quels champs a une carte est la configuration de l'administrateur, la même pour tous les agents.",
        "otherwise": "Le champ suivant prend la place de celui que l'agent ne peut pas lire.",
    },
    "Q-14": {
        "about": (
            "Si « Inclure une remarque » et « Recevoir une notification sur les mises à jour de clé » sont "
            "activés au départ"
        ),
        "on_page": "Rien ; les trois attributs d'incident sont présélectionnés.",
        "chosen": (
            "Les deux sont désactivés jusqu'à ce qu'un administrateur les active, et un type d'enregistrement "
            "ajouté commence avec tous les paramètres désactivés."
        ),
        "why": "Ce qui n'est pas documenté comme activé n'est pas supposé l'être.",
        "otherwise": (
            "Non exécutable par une option : ce sont des paramètres de la stratégie, et chacun peut les régler."
        ),
    },
    "Q-15": {
        "about": "Lequel de plusieurs utilisateurs est le connecteur",
        "on_page": (
            "Le texte parle des utilisateurs qui ont connecté la conversation, la table du dernier, un titre de "
            "colonne du créateur."
        ),
        "chosen": "Le dernier qui l'a connectée.",
        "why": "La page « Use Teams chat » et la colonne de Dataverse (recent chat linker) le disent.",
        "otherwise": (
            "Quiconque a un jour connecté la conversation en est le connecteur. Que le créateur de la "
            "conversation soit visé n'est pas exécutable : aucune donnée ne nomme qui l'a créée."
        ),
    },
    "Q-16": {
        "about": "Si le profil par défaut a la conversation",
        "on_page": (
            "Pour le profil par défaut, la conversation est activée une fois la page des paramètres dans le plan "
            "de site ; que le profil ait l'outil du volet n'est qu'implicite."
        ),
        "chosen": "Le profil par défaut a la conversation, quoi que contienne le plan de site.",
        "why": "Le plan de site apporte la page de l'administrateur, non la conversation.",
        "otherwise": "Non exécutable : aucune donnée ne dit avec quoi est livré le profil par défaut.",
    },
    "Q-17": {
        "about": "Quels types d'enregistrement sont standard",
        "on_page": (
            "Cinq, introduits par un mot qui laisse place à d'autres ; des pages plus récentes ajoutent la table "
            "des conversations."
        ),
        "chosen": "Les cinq qui sont nommés.",
        "why": "Ce sont ceux qu'elle nomme ; un sixième s'ajoute comme tout autre.",
        "otherwise": "Non exécutable par une option : ajouter le type d'enregistrement à la stratégie y suffit.",
    },
    "Q-18": {
        "about": "Si les applications par défaut s'ajoutent à une sélection antérieure",
        "on_page": (
            "La sélection faite auparavant est conservée ; la FAQ du produit présélectionne les applications par "
            "défaut à la première utilisation, ou là où le paramètre était déjà activé."
        ),
        "chosen": "La sélection antérieure est conservée telle quelle, même vide.",
        "why": "La documentation le dit d'une organisation qui utilisait déjà la conversation Teams (ENB-6).",
        "otherwise": "Les applications par défaut s'ajoutent à une sélection.",
    },
    "Q-19": {
        "about": "Ce qui s'est passé à l'instant même qui tranche",
        "on_page": (
            "Rien : une conversation connectée à l'instant où la synchronisation a été activée n'est pas "
            "mentionnée, ni une conversation sans mise à jour pendant exactement le temps d'inactivité."
        ),
        "chosen": (
            "La première n'a pas d'entrée, puisque l'instant même n'est pas après lui ; la seconde est inactive."
        ),
        "why": "Un temps d'inactivité écoulé l'est en entier.",
        "otherwise": "Non exécutable par une option : il s'agit d'un seul instant.",
    },
    "Q-20": {
        "about": "Pour quelles applications les paramètres sont finalement activés",
        "on_page": (
            "L'étape finale dit qu'ils le sont pour les deux applications par défaut et pour les applications "
            "personnalisées, Field Service et Sales, même là où des applications ont été sélectionnées."
        ),
        "chosen": "Celles d'entre elles qui sont sélectionnées.",
        "why": "La portée est ce que l'administrateur a choisi (ENB-5).",
        "otherwise": (
            "Non exécutable par une option : sélectionner toutes les applications, ou la portée de toutes, y suffit."
        ),
    },
    "Q-21": {
        "about": "Si des données Teams sont stockées",
        "on_page": (
            "Aucune donnée Teams n'est stockée hormis la correspondance, et pourtant la version préliminaire de "
            "la chronologie synchronise les conversations avec Dataverse."
        ),
        "chosen": (
            "Les deux sont vrais : sans la synchronisation, seule la correspondance est stockée, et avec elle ce "
            "que nomme CON-5."
        ),
        "why": "La première phrase est plus ancienne que la version préliminaire, qui dit ce qu'elle ajoute.",
        "otherwise": "Non exécutable : aucune réponse n'en dépend.",
    },
    "Q-22": {
        "about": "Quelle profondeur d'autorisation de lecture requièrent les sept tables du volet",
        "on_page": "Rien : elle nomme les tables et aucune profondeur.",
        "chosen": "N'importe quelle profondeur.",
        "why": "Aucune n'est nommée.",
        "otherwise": "Non exécutable : la profondeur d'un privilège n'est dans aucun modèle.",
    },
    "Q-23": {
        "about": "Si les paramètres de déconnexion sont activés pour un type d'enregistrement ajouté plus tard",
        "on_page": (
            "Les deux sont activés pour les nouvelles organisations ; d'un type ajouté plus tard, rien n'est dit."
        ),
        "chosen": (
            "Ils sont activés pour les cinq types standard d'une nouvelle organisation ; un type ajouté commence "
            "avec les deux désactivés."
        ),
        "why": "Ce qui n'est pas documenté comme activé n'est pas supposé l'être (Q-14).",
        "otherwise": (
            "Non exécutable par une option : ce sont des paramètres de la stratégie, et chacun peut les régler."
        ),
    },
}
"""By number."""
