"""What the app `commun` declares: what teams say to each other, and read of their work."""

from __future__ import annotations

from typing import Final

from spaser.web.commun import donnees_personnelles
from spaser.web.commun.discussions import COMMENTAIRE
from spaser.web.commun.models import Commentaire, Discussion, LienPartage, Mention
from spaser.web.commun.outils import Groupe, Outil, Vocabulaire
from spaser.web.comptes.donnees_personnelles import PAR_LE_JOURNAL, Dispense, Modele, Part

OUTILS: Final = (
    Outil(
        code="discussions",
        titre="Discussions",
        vue="commun:discussions",
        ordre=10,
        groupe=Groupe.EQUIPE,
        description="Ce que vous vous dites, au bas d’un indicateur, d’un marché ou d’un acteur.",
        gestes=(
            Vocabulaire(
                "commentaire",
                "Discussions",
                {
                    "ecrit": "a écrit un commentaire",
                    "modifie": "a modifié son commentaire",
                    "recu": "Un message est arrivé par un lien",
                    "ecarte": "a supprimé un commentaire",
                    "retabli": "a rétabli un commentaire",
                    "clos": "a clos une discussion",
                    "rouvert": "a rouvert une discussion",
                },
            ),
            Vocabulaire(
                "citation",
                "Noms à relire",
                {"trouvee": "a effacé son compte, mais un texte porte encore son nom"},
            ),
        ),
        modeles=(
            Modele(
                Discussion,
                gestes=(
                    "commentaire.ecrit",
                    "commentaire.recu",
                    "commentaire.clos",
                    "commentaire.rouvert",
                ),
                export=PAR_LE_JOURNAL,
            ),
            Modele(
                Commentaire,
                gestes=("commentaire.ecrit", "commentaire.modifie", "commentaire.ecarte"),
                export="discussions.commentaires",
            ),
        ),
        donnees=(
            Part(
                "discussions",
                exporte=donnees_personnelles.export_discussions,
                efface=donnees_personnelles.erase_discussions,
                reste="Vos commentaires restent dans les espaces où vous les avez écrits, sans "
                "votre nom : d’autres y ont répondu. Là où d’autres ont écrit votre nom, "
                "l’historique le signale à leur équipe, qui décide.",
            ),
        ),
        corbeille=(COMMENTAIRE,),
    ),
    Outil(
        code="mentions",
        titre="Mes mentions",
        vue="commun:mentions",
        ordre=20,
        groupe=Groupe.EQUIPE,
        description="Les commentaires où un collègue vous appelle, lus ou non.",
        modeles=(
            Modele(
                Mention,
                gestes=Dispense("The comment that calls somebody is told; the call is in it."),
                export="discussions.mentions",
                efface=("membre",),
            ),
        ),
    ),
    Outil(
        code="liens",
        titre="Mes liens",
        vue="commun:liens",
        ordre=50,
        groupe=Groupe.SITE,
        gestes=(
            Vocabulaire(
                "partage",
                "Liens de partage",
                {
                    "cree": "a créé un lien de partage",
                    "renouvele": "a renouvelé un lien de partage",
                    "retire": "a retiré un lien de partage",
                    "lu": "Un lien de partage a été ouvert",
                },
            ),
        ),
        modeles=(
            Modele(
                LienPartage,
                gestes=("partage.cree", "partage.renouvele", "partage.retire", "partage.lu"),
                export="liens",
                efface=("porteur",),
            ),
        ),
        donnees=(
            Part(
                "liens",
                exporte=donnees_personnelles.export_liens,
                reste="Les liens que vous avez donnés dans l’espace d’une organisation s’ouvrent "
                "jusqu’à leur fin, sans votre nom : ses membres peuvent les retirer.",
            ),
        ),
    ),
    Outil(
        code="historique",
        titre="Historique",
        vue="commun:historique",
        ordre=30,
        groupe=Groupe.EQUIPE,
        description="Qui a changé quoi, et quand ; la liste se télécharge.",
    ),
    Outil(
        code="corbeille",
        titre="Corbeille",
        vue="commun:corbeille",
        ordre=40,
        groupe=Groupe.EQUIPE,
        description="Ce qui a été supprimé depuis trente jours, à reprendre si besoin.",
    ),
)
