"""Reads one sheet, and those that are near it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from spaser.metier.format_spaser.fichier import read_spaser_dict
from spaser.metier.registre.differences import Changement, compare_fiches
from spaser.metier.registre.fiche import Spaser
from spaser.web.registre.models import Fiche, VersionFiche
from spaser.web.registre.selectors.demande import COMPAREES_MAX
from spaser.web.registre.selectors.listing import read_fiches
from spaser.web.registre.selectors.tableau import read_tableau

VOISINES_MAX: Final = 4


@dataclass(frozen=True)
class Revision:
    """A version of a sheet and what it changed; `changements` is None for the first one.

    One that the site can still read, and that is not the last, `peut_revenir`.
    """

    version: VersionFiche
    changements: tuple[Changement, ...] | None
    peut_revenir: bool = False


def find_fiche(numero: int) -> Fiche | None:
    """Return a sheet that is or was public, whatever became of it."""
    return Fiche.objects.order_by().filter(pk=numero).first()


def list_comparees(numeros: Iterable[int]) -> list[Fiche]:
    """Return the published sheets to compare, contents included, in the order asked."""
    numeros = list(numeros)
    trouvees = Fiche.objects.publiees().in_bulk(numeros)
    return [trouvees[n] for n in numeros if n in trouvees][:COMPAREES_MAX]


def list_voisines(fiche: Fiche, aujourd_hui: date) -> list[Fiche]:
    """Return a few sheets of the same region and type, else of the region, else of the type."""
    tableau = read_tableau(aujourd_hui)
    elle_meme = tableau.mask_of([fiche.pk])
    region = tableau.mask_of_valeurs("region", [fiche.code_region]) & ~elle_meme
    du_type = tableau.mask_of_valeurs("type", [fiche.type]) & ~elle_meme
    cercles = (region & du_type, region & ~du_type, du_type & ~region)
    ordre = tableau.ordres["nom"]
    numeros = [numero for cercle in cercles for numero in tableau.numbers_in(cercle, ordre)]
    return read_fiches(numeros[:VOISINES_MAX])


def list_revisions(fiche: Fiche) -> list[Revision]:
    """Return every version, the latest first, with what each changed."""
    versions = list(fiche.versions.order_by("-numero"))
    lues = [_read(version) for version in versions]
    return [
        Revision(
            version,
            _compare(avant, lues[rang]) if rang + 1 < len(versions) else None,
            peut_revenir=rang > 0 and lues[rang] is not None,
        )
        for rang, (version, avant) in enumerate(zip(versions, [*lues[1:], None], strict=True))
    ]


def _read(version: VersionFiche) -> Spaser | None:
    """Return the content, or nothing if its format is one that this site no longer reads."""
    lu = read_spaser_dict(version.contenu)
    return lu if isinstance(lu, Spaser) else None


def _compare(avant: Spaser | None, apres: Spaser | None) -> tuple[Changement, ...]:
    return compare_fiches(avant, apres) if avant and apres else ()
