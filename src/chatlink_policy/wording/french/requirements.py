"""What the documentation requires, in French."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["REQUIREMENTS"]

REQUIREMENTS: Mapping[str, Mapping[str, str]] = {
    "ENB-1": {
        "says": (
            "La conversation instantanée Teams est disponible dans Customer Service, dans le Centre de contact "
            "Dynamics 365 autonome et dans d'autres applications d'engagement client, et ne l'est pas dans le Centre "
            "de contact Dynamics 365 « embedded »."
        ),
    },
    "ENB-2": {
        "says": (
            "Customer Service workspace, l'espace de travail du centre de contact et le centre de service clientèle "
            "ont la conversation par défaut ; elle doit être activée pour toute autre application d'engagement client."
        ),
    },
    "ENB-3": {
        "says": "Tant que le paramètre de l'organisation est désactivé, aucune application n'a la conversation.",
    },
    "ENB-4": {
        "says": (
            "Quand la portée est toutes les applications, chaque application prise en charge a la conversation, y"
            " compris celles ajoutées plus tard."
        ),
    },
    "ENB-5": {
        "says": (
            "Quand la portée est des applications sélectionnées, exactement celles d'entre elles qui sont prises "
            "en charge ont la conversation."
        ),
    },
    "ENB-6": {
        "says": (
            "Quand la conversation est activée pour des applications sélectionnées, une sélection antérieure est "
            "conservée, même vide ; une organisation qui n'en a jamais sélectionné part de la sélection par "
            "défaut."
        ),
    },
    "ENB-7": {
        "says": (
            "Dans une application multisession, le profil de l'utilisateur compte : le profil par défaut a la "
            "conversation, un profil personnalisé seulement quand elle est activée dans son volet de "
            "productivité, et un utilisateur sans profil a celui par défaut ; dans une application à session "
            "unique, le profil ne compte pas."
        ),
        "parts.0": "qu'un profil personnalisé a besoin de la conversation dans son volet de productivité",
    },
    "ENB-8": {
        "says": (
            "Dans une application multisession, l'utilisateur a aussi besoin de l'autorisation de lecture sur les"
            " sept tables du volet de productivité ; celles qui manquent sont nommées, et seuls les privilèges "
            "comptent, jamais le nom d'un rôle."
        ),
    },
    "ENB-9": {
        "says": (
            "L'application utilise cinq autorisations Graph, chacune pour un but ; celles qui n'ont pas reçu de "
            "consentement sont nommées, chacune avec ce à quoi elle sert et ce qui est perdu sans elle."
        ),
    },
    "ENB-10": {
        "says": "Un profil personnalisé est fait à partir du profil par défaut.",
        "not_code": (
            "C'est une étape d'un administrateur : un profil ne garde aucune trace de ce dont il a été fait, et "
            "aucune réponse n'en dépend."
        ),
    },
    "ENB-11": {
        "says": (
            "Une application personnalisée ne gère les paramètres que si son plan de site contient la page des "
            "paramètres."
        ),
        "not_code": (
            "Ajouter la page à un plan de site est une étape d'un administrateur ; l'URL de la page est une donnée."
        ),
    },
    "CON-1": {
        "says": (
            "Une conversation ne peut être connectée qu'à des enregistrements des types configurés : cinq "
            "d'origine, et ceux qu'un administrateur ajoute ; la connecter de nouveau est permis et change le "
            "connecteur."
        ),
        "parts.0": "que la connecter de nouveau est permis et change le connecteur",
    },
    "CON-2": {
        "says": (
            "Une nouvelle conversation ou une conversation existante peut être connectée, et une conversation à "
            "plusieurs enregistrements."
        ),
        "parts.0": "qu'une conversation peut être connectée à plusieurs enregistrements",
    },
    "CON-3": {
        "says": (
            "Seule une conversation de groupe peut être connectée : ni une conversation en tête-à-tête, ni une "
            "réunion, ni une conversation de genre inconnu."
        ),
        "parts.0": "quels genres de conversations existent",
    },
    "CON-4": {
        "says": (
            "Que des conversations existantes puissent être connectées après coup se configure dans les "
            "applications Dynamics 365 seulement."
        ),
        "not_code": (
            "Cela dit où se trouve un paramètre, non qui peut faire quoi : il n'y a pas de donnée dont cela décide."
        ),
    },
    "CON-5": {
        "says": (
            "Des données Teams, seule la correspondance entre enregistrement et conversation est conservée, et, "
            "avec la synchronisation de la chronologie, aussi le sujet de la conversation, ses membres, et qui a "
            "écrit en dernier et quand, ce qui est dit partout où la synchronisation est activée ; aucun modèle "
            "ici ne peut contenir le texte des messages, le sujet ou les membres, et rien de cela n'est écrit."
        ),
        "parts.0": "ce que conserve la synchronisation de la chronologie",
    },
    "CRD-1": {
        "says": (
            "Une conversation nouvellement connectée n'est accompagnée d'une carte que si « Inclure une remarque "
            "» est activé pour le type d'enregistrement, et un lien vers l'enregistrement en fait alors toujours "
            "partie."
        ),
    },
    "CRD-2": {
        "says": "La carte montre au plus cinq champs, dans l'ordre de la vue.",
    },
    "CRD-3": {
        "says": "Un champ d'un type non pris en charge est omis, et la configuration montre lequel et pourquoi.",
    },
    "CRD-4": {
        "says": (
            "La sécurité au niveau des champs est celle de l'agent : tout collaborateur voit un champ sécurisé "
            "que l'agent peut lire, personne n'en voit un que l'agent ne peut pas lire ; la carte énumère les "
            "champs sécurisés qu'elle expose."
        ),
    },
    "CRD-5": {
        "says": (
            "Là où aucune vue n'est choisie, incident a « Message d'introduction de cas » et les autres types "
            "standard ont « Recherche rapide » ; un type ajouté n'en a pas, donc pas de champs, ce que la "
            "vérification signale."
        ),
    },
    "CRD-6": {
        "says": (
            "Les champs sont figés : ils montrent les valeurs du moment où la conversation a été connectée, à "
            "quiconque la lit alors ou plus tard, et une carte affichée le dit."
        ),
    },
    "DIS-1": {
        "says": (
            "Chaque type d'enregistrement a un paramètre pour le propriétaire de l'enregistrement et un pour le "
            "connecteur de la conversation ; les deux sont activés dans une nouvelle organisation."
        ),
    },
    "DIS-2": {
        "says": (
            "Les autorisations globales de déconnexion valent pour tous les types d'enregistrement, y compris un "
            "type sans paramètres, dont tous les paramètres comptent comme désactivés."
        ),
        "parts.0": "qu'un type d'enregistrement sans paramètres les a tous désactivés",
    },
    "DIS-3": {
        "says": "Six rôles de sécurité ont les autorisations globales de déconnexion par défaut.",
    },
    "DIS-4": {
        "says": (
            "Huit lignes d'une table tranchent selon le propriétaire, le connecteur, les deux paramètres et les "
            "autorisations globales."
        ),
    },
    "DIS-5": {
        "says": (
            "Les quatre combinaisons que la table laisse ouvertes sont un non : un droit personnel ne prend effet"
            " qu'avec son propre paramètre ; chaque réponse dit si elle est documentée ou dérivée."
        ),
    },
    "DIS-6": {
        "says": (
            "Le propriétaire est l'utilisateur propriétaire, ou tout membre de l'équipe propriétaire ; un "
            "enregistrement qui n'appartient à personne n'a pas de propriétaire."
        ),
    },
    "DIS-7": {
        "says": (
            "Le connecteur est l'utilisateur du lien le plus récent de cette conversation vers cet enregistrement"
            " ; personne ne l'est quand deux derniers liens du même instant nomment des utilisateurs différents, "
            "ou quand l'utilisateur est inconnu."
        ),
    },
    "DIS-8": {
        "says": "Seule une conversation connectée peut être déconnectée.",
    },
    "JOI-1": {
        "says": (
            "Un utilisateur peut consulter et rejoindre une conversation, même sans y avoir participé, quand « "
            "Rejoindre la conversation instantanée » est activé pour le type d'enregistrement et qu'il a l'accès "
            "en écriture à l'enregistrement."
        ),
    },
    "JOI-2": {
        "says": "Seule une conversation connectée peut être rejointe.",
    },
    "JOI-3": {
        "says": "« Rejoindre la conversation instantanée » n'est activé par défaut que pour incident.",
    },
    "JOI-4": {
        "says": "Un non dit ce qui manque : le paramètre, l'accès en écriture, ou les deux.",
        "parts.0": "que c'est bien un non, ce qui suit de JOI-1",
    },
    "JOI-5": {
        "says": (
            "Quiconque rejoint une conversation en devient participant et peut lire tout l'échange, y compris ce "
            "qui a été écrit avant, et un oui le dit."
        ),
    },
    "NTF-1": {
        "says": (
            "Quand la conversation est activée pour l'organisation et les mises à jour de clé pour le type "
            "d'enregistrement, tout participant de toute conversation connectée est notifié de chaque mise à jour"
            " d'un attribut sélectionné."
        ),
    },
    "NTF-2": {
        "says": "Au plus cinq attributs sont sélectionnés par type d'enregistrement.",
    },
    "NTF-3": {
        "says": "Pour incident, la priorité, le statut et la raison du statut sont sélectionnés d'origine.",
    },
    "NTF-4": {
        "says": (
            "Les tables virtuelles, et celles sans le filtre de message SDK pour Update, ne peuvent pas être "
            "configurées."
        ),
    },
    "NTF-5": {
        "says": "Les attributs des types PartyList, Image, Integer et File ne peuvent pas notifier.",
    },
    "NTF-6": {
        "says": (
            "Seul un attribut sélectionné et pris en charge, dont la valeur a changé, de type ou de contenu, "
            "notifie ; tout autre dit pourquoi il ne notifie pas."
        ),
    },
    "NTF-7": {
        "says": (
            "Une notification pour un attribut au format texte enrichi dit que les images incluses ne peuvent pas"
            " être affichées en entier."
        ),
    },
    "TML-1": {
        "says": (
            "La synchronisation de la chronologie ne prend effet que si la conversation est activée pour "
            "l'organisation."
        ),
    },
    "TML-2": {
        "says": "Seul un administrateur global peut configurer la synchronisation.",
    },
    "TML-3": {
        "says": (
            "Une entrée montre qui a connecté la conversation et quand, qui a envoyé le dernier message et quand,"
            " et jamais le message."
        ),
    },
    "TML-4": {
        "says": (
            "Dans une application multisession, « Ouvrir le chat » requiert l'intégration Teams dans le volet de "
            "productivité du profil de l'utilisateur ; le profil par défaut l'a."
        ),
    },
    "TML-5": {
        "says": (
            "Après une réaffectation, le nouvel agent voit l'entrée, et peut rejoindre la conversation depuis "
            "celle-ci quand il y a une entrée, que l'agent peut rejoindre, que « Ouvrir le chat » fonctionne pour"
            " lui dans l'application, et que l'application a la conversation ; sans réponse quand l'une de ces "
            "questions n'a pas été posée."
        ),
        "parts.0": (
            "que la rejoindre depuis l'entrée requiert aussi « Ouvrir le chat » et une application qui a la "
            "conversation"
        ),
    },
    "TML-6": {
        "says": "Une conversation connectée à une activité n'a pas d'entrée.",
    },
    "TML-7": {
        "says": (
            "Seule une conversation connectée après l'activation de la synchronisation a une entrée ; celle-ci "
            "est tenue à jour tant que son activité est ouverte et jusqu'à un temps d'inactivité de 1 à 28 jours,"
            " 7 sauf réglage contraire ; l'heure de référence est donnée, jamais lue, et refusée quand elle "
            "précède la connexion ou le dernier message."
        ),
        "parts.0": "que le temps d'inactivité est de 1 à 28 jours",
    },
    "TML-8": {
        "says": (
            "La synchronisation requiert le consentement des propriétaires de conversations, un paramètre du "
            "locataire Teams, activé sauf si un administrateur l'a désactivé : désactivé, aucune entrée n'est "
            "tenue à jour ; non fourni, la réponse et la vérification le disent."
        ),
    },
    "PRV-1": {
        "says": (
            "Un enregistrement partagé dans une conversation ne s'ouvre que pour un utilisateur qui peut le lire."
        ),
    },
    "PRV-2": {
        "says": (
            "Connecter ou rejoindre une conversation ne change les droits de personne : aucune réponse ne prend "
            "un lien pour fondement d'un accès à un enregistrement."
        ),
        "parts.0": "que connecter ou rejoindre ne donne à personne l'accès à l'enregistrement",
    },
}
"""By number."""
