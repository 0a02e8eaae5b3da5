"""Says that texts were read again and still say the same, one or several in one gesture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from spaser.documents.francais import format_date_courte
from spaser.metier.droits import Operation
from spaser.metier.textes_lus import TexteLu
from spaser.web.comptes.models import Utilisateur
from spaser.web.courriels.ecriture import compose_avis, courriel, make_avis
from spaser.web.courriels.natures import Contexte
from spaser.web.courriels.sujets import Sujet
from spaser.web.editorial.models import Texte
from spaser.web.editorial.services import (
    TexteRefuse,
    TexteSaisi,
    approve,
    start_texte,
    submit_texte,
)
from spaser.web.obligations.faits import FAITS
from spaser.web.obligations.selectors import list_relectures
from spaser.web.organisations.acces import list_moderateurs


@transaction.atomic
def send_relecture(
    texte: TexteLu, auteur: Utilisateur, maintenant: datetime, *, prevenir: bool = True
) -> Texte:
    """Send to a second reader, in one gesture, what was read again."""
    jour = timezone.localdate(maintenant)
    motif = f"Relu le {format_date_courte(texte.lu_le or jour)}, toujours exact."
    saisie = TexteSaisi(FAITS, texte, jour, motif)
    envoye = start_texte(saisie, auteur, maintenant)
    submit_texte(envoye, envoye.version, auteur, maintenant, prevenir=prevenir)
    return envoye


@transaction.atomic
def send_relectures(textes: Iterable[TexteLu], auteur: Utilisateur, maintenant: datetime) -> int:
    """Send several, or none; the team is told once. Return how many."""
    nombre = 0
    for lu in textes:
        with _name(lu.titre):
            send_relecture(lu, auteur, maintenant, prevenir=False)
        nombre += 1
    for personne in list_moderateurs(Operation.RELIRE_TEXTE) if nombre else ():
        if personne != auteur:
            ask_relectures(personne, personne)
    return nombre


@contextmanager
def _name(titre: str) -> Iterator[None]:
    """Say of which text among several what may not be done is told."""
    try:
        yield
    except TexteRefuse as refus:
        raise TexteRefuse(f"« {titre} » : {refus}") from refus


@transaction.atomic
def approve_relectures(
    textes: Iterable[tuple[Texte, int]], relecteur: Utilisateur, maintenant: datetime
) -> int:
    """Approve several texts in the versions that were seen, or none; tell each writer once."""
    comptes: dict[Utilisateur, int] = {}
    nombre = 0
    for texte, version in textes:
        with _name(texte.titre):
            approve(texte, version, relecteur, maintenant, prevenir=False)
        nombre += 1
        for redacteur in texte.redacteurs.filter(is_active=True):
            comptes[redacteur] = comptes.get(redacteur, 0) + 1
    for redacteur, siens in comptes.items():
        tell_approbations(redacteur, siens)
    return nombre


# What people are told of several texts.


def _is_vide(relecteur: Utilisateur) -> str:
    return "" if list_relectures(relecteur) else "Aucune relecture n’attend plus."


@courriel(make_avis("Relectures à approuver", sujet=Sujet.EQUIPE, arret=_is_vide))
def ask_relectures(relecteur: Utilisateur) -> Contexte:
    """Ask somebody of the team to approve what others read again: what waits when it leaves."""
    return compose_avis(
        "Des textes relus sont à approuver",
        [
            f"Textes relus, dits toujours exacts\u00a0: {len(list_relectures(relecteur))}.",
            "Une personne qui ne les a pas relus peut les approuver ensemble.",
        ],
        (reverse("obligations:a_relire"), "Ouvrir les textes à relire"),
    )


@courriel(make_avis("Relectures approuvées", sujet=Sujet.EQUIPE))
def tell_approbations(nombre: int) -> Contexte:
    return compose_avis(
        "Vos relectures sont approuvées",
        [f"Textes approuvés\u00a0: {nombre}."],
        (reverse("obligations:a_relire"), "Ouvrir les textes à relire"),
    )
