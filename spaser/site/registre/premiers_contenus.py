"""The register's first sheets: the schemes found in public sources."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from django.utils import timezone

from spaser.regles import fiche
from spaser.regles.format_spaser import write_spaser
from spaser.regles.nomenclatures import OrigineFiche
from spaser.regles.rapprochements import Recense, load_recenses
from spaser.site.registre.fiches import ActePublication, publish_fiche
from spaser.site.registre.models import EtatFiche, Fiche, Provenance
from spaser.site.socle.declarations import par_etapes

_MOTIF: Final = "Fiche recensée d’après une source publique"
_MOTIF_REVISION: Final = "Recensement mis à jour"


@par_etapes
def load_reference() -> None:
    """Publish each first sheet, or its new state; leave those that a buyer has taken over."""
    connues = {
        fiche.identifiant: fiche
        for fiche in Fiche.objects.filter(identifiant__isnull=False).prefetch_related("provenances")
    }
    for recense in load_recenses():
        fiche = connues.get(recense.id)
        if fiche is None or _is_outdated(fiche, recense):
            publish_fiche(
                ActePublication(
                    spaser=recense.spaser,
                    origine=OrigineFiche.RECENSE,
                    maintenant=timezone.now(),
                    motif=_MOTIF if fiche is None else _MOTIF_REVISION,
                    confiance=recense.confiance,
                    identifiant=recense.id,
                ),
                fiche,
                list(_provenances(recense)),
            )


def _is_outdated(fiche: Fiche, recense: Recense) -> bool:
    """Nobody but this loader has written the sheet, and its row or its sources have changed."""
    if (
        fiche.contenu == write_spaser(recense.spaser)
        and fiche.confiance == recense.confiance
        and _freeze(fiche.provenances.all()) == _freeze(_provenances(recense))
    ):
        return False
    return (
        fiche.etat == EtatFiche.PUBLIEE
        and not fiche.versions.exclude(auteur=None, origine=OrigineFiche.RECENSE).exists()
    )


def _freeze(provenances: Iterable[Provenance]) -> list[list[str]]:
    return sorted(list(provenance.freeze().values()) for provenance in provenances)


def _provenances(recense: Recense) -> Iterator[Provenance]:
    """Turn provenances into rows, one a field; a source of the sheet gives its address and day."""
    sources = {source.libelle: source for source in recense.spaser.sources}
    for provenance in recense.provenances:
        source = sources.get(provenance.source)
        for champ in provenance.champs:
            yield Provenance(
                champ=champ,
                origine=OrigineFiche.RECENSE,
                libelle=provenance.source,
                url=(source.url if source else provenance.url) or "",
                date=_day(source, recense),
                confiance=provenance.confiance,
                note=provenance.note,
            )


def _day(source: fiche.SourcePublique | None, recense: Recense) -> date:
    lu = source.consulte_le if source else None
    return lu.debut if lu else recense.verifie_le
