"""Going back to what a sheet said before: a new version, equal to a former one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from spaser.metier.droits import MATRICE, Operation
from spaser.metier.registre.nomenclatures import OrigineFiche
from spaser.web.commun.versions import VersionDepassee
from spaser.web.organisations.models import Appartenance
from spaser.web.registre.avis import send_avis
from spaser.web.registre.models import Fiche, Provenance, VersionFiche
from spaser.web.registre.services.publication import ActePublication, publish_fiche

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from spaser.metier.registre.fiche import Spaser
    from spaser.web.comptes.models import Utilisateur


@transaction.atomic
def go_back(
    version: VersionFiche,
    spaser: Spaser,
    *,
    depuis: int,
    motif: str,
    auteur: Utilisateur,
    maintenant: datetime,
) -> Fiche:
    """Publish a former version again; VersionDepassee when `depuis` is no longer the last one.

    The files of the sheet are not part of a version: they stay as they are.
    """
    fiche = Fiche.objects.select_for_update().get(pk=version.fiche_id)
    if fiche.versions.latest("numero").numero != depuis:
        raise VersionDepassee
    publication = ActePublication(
        spaser=spaser,
        origine=OrigineFiche(version.origine),
        maintenant=maintenant,
        auteur=auteur,
        motif=f"Retour à la version {version.numero}\u00a0: {motif}",
        confiance=version.confiance,
    )
    publish_fiche(publication, fiche, [Provenance.thaw(g) for g in version.provenances] or None)
    for adresse in _list_keepers(fiche, auteur):
        _tell(adresse, fiche, version, motif)
    return fiche


def _list_keepers(fiche: Fiche, auteur: Utilisateur) -> Iterable[str]:
    """Return the addresses of those who keep the sheet up to date, but hers who has just acted."""
    tenus = Appartenance.objects.actives().filter(
        organisation=fiche.organisation_id,
        role__in=[role.value for role in MATRICE[Operation.MODIFIER_FICHE_PUBLIEE]],
        utilisateur__is_active=True,
    )
    autres = tenus.exclude(utilisateur=auteur).order_by("pk")
    return autres.values_list("utilisateur__courriel", flat=True)


def _tell(adresse: str, fiche: Fiche, version: VersionFiche, motif: str) -> None:
    send_avis(
        adresse,
        f"{fiche.structure}\u00a0: la fiche est revenue à une version antérieure",
        [
            (
                f"La fiche de {fiche.structure} dit de nouveau ce qu’elle disait le "
                f"{version.date:%d/%m/%Y} (version {version.numero})."
            ),
            f"Raison donnée\u00a0: {motif}",
            "Toutes les versions restent consultables.",
        ],
        (fiche.get_absolute_url(), "Voir la fiche"),
    )
