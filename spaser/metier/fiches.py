"""The practical sheets: headings, tables, drawings, the tool that each leads to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from typing import Final

import msgspec

from spaser.contenus.courant import Courant
from spaser.contenus.lecture import list_contenus, read_contenu
from spaser.erreurs import ErreurSpaser
from spaser.metier.registre.nomenclatures import Nomenclature

CASES: Final = "|"
"""What stands between two cells of a row."""


class TableauIllisible(ErreurSpaser):
    """A table whose rows have not the same cells as its titles."""


class Encart(Nomenclature):
    """What the site draws by itself under a heading."""

    AUCUN = "", "Rien de plus"
    TRAME = "trame", "Les quatre parties d’un schéma, avec leurs exemples"
    APPROCHES = "approches", "Les approches, avec leurs exemples"
    ECOSYSTEME = "ecosysteme", "L’image de l’écosystème"
    CALENDRIER = "calendrier", "L’image du calendrier de préparation"


class PartieFiche(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A heading: its text, then a table, then what the site draws.

    `tableau` is typed as text: a row a line, its cells between bars, the titles first.
    """

    titre: str
    texte: str = ""
    tableau: str = ""
    legende: str = ""
    encart: Encart = Encart.AUCUN


class LienFiche(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    libelle: str
    adresse: str


class FichePratique(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sheet; `codes` are those by which other tools propose it."""

    code: str
    ordre: int
    titre: str
    resume: str
    parties: tuple[PartieFiche, ...]
    outil: str
    outil_adresse: str
    verifie_le: date
    codes: tuple[str, ...] = ()
    suite: tuple[LienFiche, ...] = ()
    mise_a_jour: date | None = None

    @property
    def jour(self) -> date:
        return self.mise_a_jour or self.verifie_le

    @property
    def textes(self) -> tuple[str, ...]:
        return tuple(t for partie in self.parties for t in (partie.texte, partie.tableau) if t)


class Tableau(msgspec.Struct, frozen=True):
    entetes: tuple[str, ...]
    lignes: tuple[tuple[str, ...], ...]


@cache
def load_fiches() -> tuple[FichePratique, ...]:
    lues = (read_contenu(chemin, FichePratique) for chemin in list_contenus("fiches").values())
    return sort_fiches(lues)


def sort_fiches(fiches: Iterable[FichePratique]) -> tuple[FichePratique, ...]:
    return tuple(sorted(fiches, key=lambda fiche: (fiche.ordre, fiche.titre)))


_COURANTES: Final = Courant("fiches", load_fiches)
read_fiches_from = _COURANTES.read_from
"""Has the sheets read elsewhere than in the files, where tools look for one by its code."""


def find_fiche(code: str) -> FichePratique | None:
    """Return the sheet that a code names, as another tool proposes it.

    A code that no sheet bears any more still leads to the one that bears it in the files.
    """
    fiches = _COURANTES.read()
    porte = next((fiche for fiche in fiches if code in fiche.codes), None)
    du_site = {fiche.code for fiche in load_fiches() if code in fiche.codes}
    return porte or next((fiche for fiche in fiches if fiche.code in du_site), None)


def read_tableau(texte: str) -> Tableau:
    """Read a table that was typed.

    Raises:
        TableauIllisible: a row has not as many cells as there are titles, or there is no row.
    """
    rangs = [(n, _cut(ligne)) for n, ligne in enumerate(texte.splitlines(), 1) if ligne.strip()]
    if len(rangs) < 2:  # noqa: PLR2004 - titles and a row
        raise TableauIllisible("Un tableau a une ligne de titres, puis une ligne au moins.")
    (_, entetes), *lignes = rangs
    for numero, cases in lignes:
        if len(cases) != len(entetes):
            raise TableauIllisible(
                f"Ligne {numero} du tableau : {len(cases)} cases pour {len(entetes)} titres. "
                f"Séparez les cases par « {CASES} »."
            )
    return Tableau(entetes, tuple(cases for _, cases in lignes))


def list_fautes(fiche: FichePratique) -> Iterator[str]:
    for partie in fiche.parties:
        if not partie.texte and not partie.tableau and partie.encart is Encart.AUCUN:
            yield f"« {partie.titre} » est vide : écrivez son texte, ou retirez cette partie."
        if partie.tableau:
            try:
                read_tableau(partie.tableau)
            except TableauIllisible as faute:
                yield f"« {partie.titre} » : {faute}"


def _cut(ligne: str) -> tuple[str, ...]:
    return tuple(case.strip() for case in ligne.strip().strip(CASES).split(CASES))
