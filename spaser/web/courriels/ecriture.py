"""Writing a mail: one row, in the transaction of what it tells, and the task that will send it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Concatenate, Final

from django.db import transaction
from django.utils import timezone

from spaser.web.courriels.arguments import pack
from spaser.web.courriels.models import Courriel, EtatCourriel
from spaser.web.courriels.natures import Contexte, Nature, register
from spaser.web.courriels.preferences import Destinataire, find_compte, read_cadence
from spaser.web.courriels.sujets import GROUPEES, Cadence, find_heure
from spaser.web.courriels.tasks import ask_envoi
from spaser.web.socle.courriel import absolute_url
from spaser.web.socle.traces import read_demande

__all__ = ["Destinataire", "compose_avis", "courriel", "make_avis"]


def courriel[**P](
    nature: Nature,
) -> Callable[[Callable[P, Contexte]], Callable[Concatenate[Destinataire, P], None]]:
    """Turn a function that returns the context of its templates into a mail.

    Called with a recipient first, it writes a row of the outbox; the function itself runs in the
    worker when the mail leaves, its arguments read again. A secret is drawn there and nowhere else.
    """

    def declare(fonction: Callable[P, Contexte]) -> Callable[Concatenate[Destinataire, P], None]:
        chemin = f"{fonction.__module__}.{fonction.__qualname__}"
        signature = inspect.signature(fonction)
        register(chemin, nature, fonction)

        @wraps(fonction)
        def write(destinataire: Destinataire, /, *args: P.args, **kwargs: P.kwargs) -> None:
            _write(chemin, nature, destinataire, signature.bind(*args, **kwargs).arguments)

        return write

    return declare


@transaction.atomic
def _write(
    chemin: str, nature: Nature, destinataire: Destinataire, arguments: dict[str, Any]
) -> None:
    """Write the row, to send at once or in a digest; no row when the reader stopped the subject."""
    if not destinataire:
        return
    if nature.sujet and not nature.seul:  # the row of a personal link tells no account
        destinataire = find_compte(destinataire)
    cadence = read_cadence(nature.sujet, destinataire) if nature.sujet else Cadence.AUSSITOT
    if cadence == Cadence.JAMAIS:
        return
    groupe = cadence in GROUPEES and not nature.seul
    maintenant = timezone.now()
    ligne = Courriel.objects.create(
        nature=chemin,
        personne_id=None if isinstance(destinataire, str) else destinataire.pk,
        adresse=destinataire if isinstance(destinataire, str) else "",
        arguments={nom: pack(valeur) for nom, valeur in arguments.items()},
        espace_id=nature.espace(**arguments),
        demande=read_demande(),
        etat=EtatCourriel.GROUPE if groupe else EtatCourriel.A_ENVOYER,
        du_le=find_heure(cadence, maintenant) if groupe else maintenant,
    )
    if not groupe:
        ask_envoi(ligne)


# What most mails are: one template, a subject, a few lines, a link or two.

GABARIT: Final = "registre/courriels/avis"
type Lien = tuple[str, str]  # a path of the site and its words


def make_avis(titre: str, **limites: Any) -> Nature:
    return Nature(titre, GABARIT, **limites)


def compose_avis(
    objet: str, lignes: Iterable[str], lien: Lien, second: Lien | None = None
) -> Contexte:
    """Return what that template reads; an empty line is left out."""
    return {
        "objet": objet,
        "lignes": [ligne for ligne in lignes if ligne],
        "lien": absolute_url(lien[0]),
        "libelle": lien[1],
        "second": (absolute_url(second[0]), second[1]) if second else None,
    }
