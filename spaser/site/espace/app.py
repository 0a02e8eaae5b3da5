"""What the app `espace` declares: tools, personal data, planned work, tasks."""

from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse

from spaser.site.comptes.donnees_personnelles import (
    Dispense,
    Modele,
    Part,
    tell_champs,
    tell_noted,
)
from spaser.site.comptes.models import Utilisateur
from spaser.site.espace import models, perimetre
from spaser.site.espace.discussions import COMMENTAIRE, LU, write_lectures
from spaser.site.espace.historique import erase_dues, find_citations
from spaser.site.organisations.outils import Groupe, Outil, Vocabulaire
from spaser.site.socle import pages
from spaser.site.socle.jetons import write_passages
from spaser.site.socle.taches.travailleur import planifie

# --- What teams keep of a person, erased ---


def erase_discussions(personne: Utilisateur) -> None:
    """Take her name out of what was said; erase what she had deleted herself."""
    models.Commentaire.objects.ecartees().filter(auteur=personne).delete()
    for mention in models.Mention.objects.filter(membre=personne).select_related("commentaire"):
        commentaire = mention.commentaire
        commentaire.texte = commentaire.texte.replace(f"@{personne.nom_complet}", "@compte effacé")
        commentaire.save(update_fields=["texte"])


_OUTILS_COMMUN: Final = (
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
            tell_noted(
                models.Discussion,
                "commentaire.ecrit commentaire.recu commentaire.clos commentaire.rouvert",
            ),
            Modele(
                models.Commentaire,
                gestes=("commentaire.ecrit", "commentaire.modifie", "commentaire.ecarte"),
                export="discussions.commentaires",
                par=("auteur",),
                donne=tell_champs(
                    "texte",
                    "ecrit_le",
                    sujet="discussion__titre",
                    supprime=lambda ecrit: ecrit.ecarte_le is not None,
                ),
            ),
        ),
        donnees=(
            Part(
                "discussions",
                efface=erase_discussions,
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
                models.Mention,
                gestes=Dispense("The comment that calls somebody is told; the call is in it."),
                export="discussions.mentions",
                efface=("membre",),
                donne=tell_champs(
                    sujet="commentaire__discussion__titre",
                    le="commentaire__ecrit_le",
                    lue=lambda mention: mention.lue_le is not None,
                ),
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
                models.LienPartage,
                gestes=("partage.cree", "partage.renouvele", "partage.retire", "partage.lu"),
                export="liens",
                efface=("porteur",),
                par=("cree_par", "porteur"),
                donne=tell_champs(
                    "cree_le",
                    "expire_le",
                    "retire_le",
                    "lectures",
                    page="vue",
                    espace="espace__nom",
                    donne_a="pour",
                ),
            ),
        ),
        donnees=(
            Part(
                "liens",
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


# --- What the scheduler does for spaces ---


@planifie("equipe.corbeille", toutes_les=timedelta(days=1), d_un_bloc=True)
def empty_bins(maintenant: datetime) -> int:
    """Erase what has been in a bin for thirty days."""
    return erase_dues(maintenant)


@planifie("commun.lectures", toutes_les=timedelta(minutes=2))
def count_lectures(maintenant: datetime) -> None:
    write_passages(LU, write_lectures)


_OUTILS_ESPACE: Final = (
    Outil(
        code=perimetre.PERIMETRE,
        titre="Périmètre",
        vue="espace:perimetre",
        ordre=5,
        description="Six questions, une fois : budgets annexes, organismes liés, concessions, "
        "groupements, centrales d’achat.",
        avancement=perimetre.read_avancement_perimetre,
        pourquoi="Chaque chiffre dit alors ce qu’il comprend et ce qui lui manque.",
        nourrit=("marches", "depenses"),
        gestes=(
            Vocabulaire(
                "perimetre", "Périmètre", {"reponse": "a répondu aux questions du périmètre"}
            ),
        ),
        modeles=(tell_noted(models.Perimetre, "perimetre.reponse"),),
    ),
    Outil(
        code="propositions",
        titre="Propositions",
        vue="espace:propositions",
        ordre=90,
        description="Ce que vos outils proposent, à retenir ou à écarter.",
        avancement=perimetre.read_avancement_propositions,
        pourquoi="Rien ne se perd de ce que vos outils conseillent, et rien ne s’impose.",
        nourrit=("grille",),
        gestes=(
            Vocabulaire(
                "proposition",
                "Propositions",
                {
                    "retenue": "a retenu une proposition",
                    "ecartee": "a écarté une proposition",
                    "proposee": "a remis une proposition à décider",
                },
            ),
        ),
        modeles=(
            tell_noted(
                models.Proposition, "proposition.retenue proposition.ecartee proposition.proposee"
            ),
        ),
    ),
)


OUTILS: Final = (*_OUTILS_COMMUN, *_OUTILS_ESPACE)


# --- What it offers, and who is looked for in the journal before an erasure ---


RECHERCHES: Final = (find_citations,)
ENTREES: Final = (pages.Entree("Suis-je concerné ?", "espace:concerne", 5, pages.Zone.LOI),)
PAGES: Final = (lambda: [pages.PagePubliee(reverse("espace:concerne"))],)
