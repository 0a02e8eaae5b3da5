"""Searches, filters, counts and sorts the register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from spaser.metier.format_spaser.fichier import read_spaser_dict
from spaser.metier.registre.differences import Changement, compare_fiches
from spaser.metier.registre.fiche import Spaser
from spaser.web.recherche.selectors import Trouvaille, search
from spaser.web.registre.indexation import TYPE_RECHERCHE
from spaser.web.registre.models import Fiche, VersionFiche
from spaser.web.registre.selectors.demande import COMPAREES_MAX, PERTINENCE, Demande
from spaser.web.registre.selectors.filtres import FILTRES, Filtre, name_valeur, sort_valeurs
from spaser.web.registre.selectors.tableau import TableFiches, make_masque, read_tableau


@dataclass(frozen=True)
class Valeur:
    """One value of a filter, with what choosing it would give."""

    valeur: str
    libelle: str
    nombre: int
    coche: bool


@dataclass(frozen=True)
class FiltreCompte:
    nom: str
    titre: str
    valeurs: tuple[Valeur, ...]

    @property
    def choisies(self) -> list[Valeur]:
        return [valeur for valeur in self.valeurs if valeur.coche]


@dataclass(frozen=True)
class Selection:
    """What a search gives: the numbers of the sheets in order, and the counts of the filters."""

    demande: Demande
    numeros: tuple[int, ...]
    facettes: tuple[FiltreCompte, ...]
    reponse: Trouvaille | None = None

    @property
    def total(self) -> int:
        return len(self.numeros)


def select(demande: Demande, aujourd_hui: date) -> Selection:
    tableau = read_tableau(aujourd_hui)
    reponse = _search(demande.texte)
    trouvees = tableau.positions_of(reponse.numeros) if reponse else tableau.ordres["nom"]
    depart = make_masque(trouvees, len(tableau.numeros)) if reponse else tableau.tous
    masques = {
        nom: tableau.mask_of_valeurs(nom, valeurs) for nom, valeurs in demande.filtres.items()
    }
    retenus = _intersect(depart, masques.values())
    return Selection(
        demande,
        tuple(
            tableau.numbers_in(
                retenus, trouvees if demande.tri == PERTINENCE else tableau.ordres[demande.tri]
            )
        ),
        tuple(
            facette
            for filtre in FILTRES
            if (facette := _count(tableau, filtre, demande, depart, masques)).valeurs
        ),
        reponse,
    )


def read_fiches(numeros: Iterable[int]) -> list[Fiche]:
    """Return the published sheets of a page, in the order of their numbers, without contents."""
    numeros = list(numeros)
    trouvees = Fiche.objects.publiees().defer("contenu").in_bulk(numeros)
    return [trouvees[numero] for numero in numeros if numero in trouvees]


def _search(texte: str) -> Trouvaille | None:
    """Search; None when the text only holds words too common to be looked for."""
    reponse = search(texte, TYPE_RECHERCHE) if texte else None
    return None if reponse is None or reponse.vide else reponse


def _intersect(depart: int, masques: Iterable[int]) -> int:
    for masque in masques:
        depart &= masque
    return depart


def _count(
    tableau: TableFiches, filtre: Filtre, demande: Demande, depart: int, masques: Mapping[str, int]
) -> FiltreCompte:
    autres = _intersect(depart, (m for nom, m in masques.items() if nom != filtre.nom))
    choisies = demande.filtres.get(filtre.nom, ())
    presentes = tableau.masques[filtre.nom]
    nombres = {valeur: (masque & autres).bit_count() for valeur, masque in presentes.items()}
    nombres |= {valeur: 0 for valeur in choisies if valeur not in nombres}
    utiles = {valeur for valeur, nombre in nombres.items() if nombre or valeur in choisies}
    return FiltreCompte(
        filtre.nom,
        filtre.libelle,
        tuple(
            Valeur(valeur, name_valeur(filtre, valeur), nombres[valeur], valeur in choisies)
            for valeur in sort_valeurs(filtre, utiles)
        ),
    )


# Reads one sheet, and those that are near it.

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
    numeros = list(numeros)
    trouvees = Fiche.objects.publiees().in_bulk(numeros)
    return [trouvees[n] for n in numeros if n in trouvees][:COMPAREES_MAX]


def list_voisines(fiche: Fiche, tableau: TableFiches) -> list[Fiche]:
    """Return a few sheets of the same region and type, else of the region, else of the type."""
    elle_meme = tableau.mask_of([fiche.pk])
    region = tableau.mask_of_valeurs("region", [fiche.code_region]) & ~elle_meme
    du_type = tableau.mask_of_valeurs("type", [fiche.type]) & ~elle_meme
    cercles = (region & du_type, region & ~du_type, du_type & ~region)
    ordre = tableau.ordres["nom"]
    numeros = [numero for cercle in cercles for numero in tableau.numbers_in(cercle, ordre)]
    return read_fiches(numeros[:VOISINES_MAX])


def list_revisions(fiche: Fiche) -> list[Revision]:
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
