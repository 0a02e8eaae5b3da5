"""What spend does when the floors below say that something happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.dispatch import receiver

from spaser.web.depenses.demandes import ask_calcul, ask_lecture
from spaser.web.depenses.models import (
    Calcul,
    ChoixGarde,
    CorrespondanceGardee,
    EtatExtrait,
    Extrait,
    ObligationGardee,
    ReclassementGarde,
)
from spaser.web.organisations.signals import espace_transfere
from spaser.web.socle.models import Fichier
from spaser.web.socle.signals import fichier_controle

if TYPE_CHECKING:
    from django.db.models import Model

    from spaser.web.organisations.models import EspaceEssai, Organisation

# What an organisation has already said holds over what a trial said.
_DECIDES: tuple[tuple[type[Model], tuple[str, ...]], ...] = (
    (ChoixGarde, ("nom_plie", "code_postal")),
    (ReclassementGarde, ("portee", "cle")),
    (CorrespondanceGardee, ("titres",)),
)


@receiver(fichier_controle, sender=Fichier, dispatch_uid="depenses.fichier_controle")
def start_lecture(fichier: Fichier, **_: object) -> None:
    """Read a file that has left quarantine, or say why it will not be."""
    extrait = Extrait.objects.filter(fichier=fichier, etat=EtatExtrait.CONTROLE).first()
    if extrait is None:
        return
    if fichier.est_sain:
        ask_lecture(extrait)
    else:
        Extrait.objects.filter(pk=extrait.pk).update(
            etat=EtatExtrait.REFUSE, message=fichier.raison
        )


@receiver(espace_transfere, dispatch_uid="depenses.espace_transfere")
def take_over(espace: EspaceEssai, organisation: Organisation, **_: object) -> None:
    """Give the organisation the extracts and the decisions of its new member's trial."""
    siens = {"organisation": organisation, "essai": None}
    recus = Extrait.objects.filter(essai=espace).update(**siens)
    for modele, cles in _DECIDES:
        _hand_over(modele, cles, espace, siens)
    ObligationGardee.objects.filter(essai=espace).update(**siens)
    Calcul.objects.filter(essai=espace).delete()
    if recus:
        ask_calcul(siens)


def _hand_over(
    modele: type[Model],
    cles: tuple[str, ...],
    espace: EspaceEssai,
    siens: dict[str, Organisation | None],
) -> None:
    connues = set(modele.objects.filter(**siens).values_list(*cles))
    for ligne in modele.objects.filter(essai=espace):
        if tuple(getattr(ligne, cle) for cle in cles) not in connues:
            modele.objects.filter(pk=ligne.pk).update(**siens)
