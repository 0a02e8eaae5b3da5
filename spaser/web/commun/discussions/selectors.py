"""Reads the discussions of a space, and who is called in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Max, Q

from spaser.web.commun.models import Commentaire, Discussion, Mention, ReglageMentions
from spaser.web.comptes.models import Utilisateur

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from spaser.web.organisations.espaces import Espace

    type Personne = Utilisateur | AnonymousUser


def list_discussions(espace: Espace) -> QuerySet[Discussion]:
    """Return the discussions of a space."""
    return Discussion.objects.filter(espace=espace).select_related("close_par")


def list_suivies(espace: Espace) -> QuerySet[Discussion]:
    """Return those where something is still said, the liveliest first."""
    presents = Q(commentaires__ecarte_le__isnull=True)
    return (
        list_discussions(espace)
        .annotate(
            nombre=Count("commentaires", filter=presents),
            dernier=Max("commentaires__ecrit_le", filter=presents),
        )
        .filter(nombre__gt=0)
        .order_by("-dernier", "-pk")
    )


def find_discussion(espace: Espace, objet: str) -> Discussion | None:
    """Return the discussion about a thing, if there is one."""
    return list_discussions(espace).filter(objet=objet).first()


def list_commentaires(espace: Espace) -> QuerySet[Commentaire]:
    """Return the comments of a space, those of the bin included."""
    siens = Commentaire.objects.filter(discussion__espace=espace)
    return siens.select_related("auteur", "discussion")


def read_commentaires(discussion: Discussion | None, lectrice: Personne) -> list[Commentaire]:
    """Return what one reads: the comments, and in their place those one has just deleted."""
    if discussion is None:
        return []
    lisibles = Q(ecarte_le__isnull=True) | Q(ecarte_par=lectrice.pk, ecarte_par__isnull=False)
    return list(discussion.commentaires.filter(lisibles).select_related("auteur"))


def list_collegues(espace: Espace, personne: Personne) -> list[Utilisateur]:
    """Return who may be called in a space: its other members; nobody in a trial."""
    if espace.organisation is None:
        return []
    membres = espace.organisation.appartenances.actives().exclude(utilisateur=personne.pk)
    return list(
        Utilisateur.objects.filter(pk__in=membres.values("utilisateur")).order_by(
            "prenom", "nom", "pk"
        )
    )


def list_mentions(espace: Espace, personne: Personne) -> QuerySet[Mention]:
    """Return the calls that this person got in this space; none of a deleted comment."""
    siennes = Mention.objects.filter(
        membre=personne.pk,
        commentaire__discussion__espace=espace,
        commentaire__ecarte_le__isnull=True,
    )
    return siennes.select_related("commentaire__auteur", "commentaire__discussion")


def count_non_lues(espace: Espace, personne: Personne) -> int:
    """Return how many calls this person has not read in this space."""
    return list_mentions(espace, personne).filter(lue_le__isnull=True).count()


def wants_courriel(personne: Personne) -> bool:
    """Say whether this person wants a mail when she is called."""
    return not ReglageMentions.objects.filter(membre=personne.pk, courriel=False).exists()
