"""The practical sheets: headings, tables, drawings, the tool that each leads to."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from typing import Final

import msgspec

from spaser.contenus.lecture import Courant, read_contenu, read_dossier
from spaser.elements import ErreurSpaser
from spaser.regles.nomenclatures import Nomenclature

# --- The parcours: the seven steps that lead to a scheme and follow it ---


class Tiroir(Nomenclature):
    PERIMETRE = "perimetre", "Votre périmètre"
    DIAGNOSTIC = "diagnostic", "Votre autodiagnostic"
    ACTEURS = "acteurs", "Vos acteurs"
    PLAN = "plan", "Votre plan d’action"
    SCHEMA = "schema", "Votre schéma"
    CONTROLE = "controle", "Le contrôle avant le vote"
    CIBLES = "cibles", "Vos cibles"


class LienEtape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sheet or a tool that helps in a step."""

    libelle: str
    adresse: str


class EtapeParcours(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A step: how long it usually takes, what to do, and all that helps to do it.

    The texts are typed as `documents.corps` reads them; `faq` are codes of answers.
    """

    code: str
    titre: str
    court: str
    duree: str
    que_faire: str
    faq: tuple[str, ...]
    fiches: tuple[LienEtape, ...]
    outils: tuple[LienEtape, ...]
    exemple_nom: str
    exemple: str
    tiroir: Tiroir
    mise_a_jour: date | None = None

    @property
    def textes(self) -> tuple[str, ...]:
        """Return what may cite a fact or lead to a page."""
        return (self.court, self.duree, self.que_faire, self.exemple)


@cache
def load_parcours() -> tuple[EtapeParcours, ...]:
    return read_contenu("parcours/etapes.json", tuple[EtapeParcours, ...])


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


class TableauTextes(msgspec.Struct, frozen=True):
    entetes: tuple[str, ...]
    lignes: tuple[tuple[str, ...], ...]


@cache
def load_fiches() -> tuple[FichePratique, ...]:
    return sort_fiches(read_dossier("fiches", FichePratique))


def sort_fiches(fiches: Iterable[FichePratique]) -> tuple[FichePratique, ...]:
    return tuple(sorted(fiches, key=lambda fiche: (fiche.ordre, fiche.titre)))


_COURANTES: Final = Courant("fiches", load_fiches)
read_fiches_from = _COURANTES.read_from
"""Has the sheets read elsewhere than in the files, where tools look for one by its code."""


def find_fiche_pratique(code: str) -> FichePratique | None:
    """Return the sheet that a code names, as another tool proposes it.

    A code that no sheet bears any more still leads to the one that bears it in the files.
    """
    fiches = _COURANTES.read()
    porte = next((fiche for fiche in fiches if code in fiche.codes), None)
    du_site = {fiche.code for fiche in load_fiches() if code in fiche.codes}
    return porte or next((fiche for fiche in fiches if fiche.code in du_site), None)


def parse_tableau(texte: str) -> TableauTextes:
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
    return TableauTextes(entetes, tuple(cases for _, cases in lignes))


def list_fautes_fiche(fiche: FichePratique) -> Iterator[str]:
    for partie in fiche.parties:
        if not partie.texte and not partie.tableau and partie.encart is Encart.AUCUN:
            yield f"« {partie.titre} » est vide : écrivez son texte, ou retirez cette partie."
        if partie.tableau:
            try:
                parse_tableau(partie.tableau)
            except TableauIllisible as faute:
                yield f"« {partie.titre} » : {faute}"


def _cut(ligne: str) -> tuple[str, ...]:
    return tuple(case.strip() for case in ligne.strip().strip(CASES).split(CASES))
