"""The mail that somebody gets when she is called to a comment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.text import Truncator

from spaser.web.commun.discussions.selectors import wants_courriel
from spaser.web.socle.courriel import absolute_url, send_courriel

if TYPE_CHECKING:
    from spaser.web.commun.models import Commentaire
    from spaser.web.comptes.models import Utilisateur
    from spaser.web.organisations.espaces import Espace

GABARIT: Final = "commun/courriels/mention"
_EXTRAIT: Final = 400  # characters of the comment that the mail quotes


def tell_mention(espace: Espace, commentaire: Commentaire, membre: Utilisateur) -> None:
    """Write to a member who was called, unless she would rather not."""
    if not wants_courriel(membre):
        return
    contexte = {
        "auteur": commentaire.nom_auteur,
        "titre": commentaire.discussion.titre,
        "espace": espace.nom,
        "extrait": Truncator(commentaire.texte).chars(_EXTRAIT),
        "lien": absolute_url(commentaire.discussion.adresse),
        "reglage": absolute_url(reverse("commun:mentions", args=[espace.siren])),
    }
    send_courriel(GABARIT, membre.courriel, contexte)
