"""What people do on the site: a page after the other, as each kind of person goes.

Each step is asked of the one who walks (`visiteurs.Personne`), who waits, reads and notes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.bench.charge.visiteurs import Personne

LECTURE: Final = "lectures"
CORRECTION: Final = "corrections"
TEXTE: Final = "textes du schéma"
EXPORT: Final = "exports"


class Porte(msgspec.Struct, frozen=True):
    """A space, and the session that opens it."""

    siren: str
    session: str


class Terrain(msgspec.Struct, frozen=True):
    """What the site holds that people may ask for."""

    grand: list[Porte]  # one for each member of the large space
    essais: list[Porte]
    cles: list[int]  # contracts of the large space
    fiches: list[str]
    sirens: list[str]
    equipe: str = ""  # the session of somebody of the team


RECHERCHES: Final = ("achats", "spaser", "comune de valrive", "clause sociale", "bretgane")
_MOTS: Final = ("travaux", "nettoyage", "lot", "maintenance", "fourniture")
_RUBRIQUES: Final = ("edito", "calendrier", "gouvernance")


def visit(p: Personne) -> None:
    """Look around without an account."""
    tirer = p.hasard.choice
    p.read("accueil du site", "/")
    p.read("registre", "/registre/")
    p.read("recherche au registre", f"/registre/?q={tirer(RECHERCHES).replace(' ', '+')}")
    p.read("registre filtré", f"/registre/?region=53&page={p.hasard.randrange(1, 20)}")
    p.read("fiche du registre", tirer(p.terrain.fiches))
    p.read("noms d’acheteurs", f"/acheteurs/noms/?q={tirer(('commune', 'ville', 'hop'))}")
    p.read("page d’un acheteur", f"/acheteurs/{tirer(p.terrain.sirens)}/")
    p.read("obligations", "/obligations/")
    p.read("API, fiches", "/api/v1/fiches")


def work(p: Personne) -> None:
    """Correct contracts of the large space, and look at what it changes."""
    hasard, racine = p.hasard, p.enter(p.porte)
    marches = f"{racine}marches/"
    p.read("accueil d’un grand espace", racine)
    p.read("liste de 18 000 marchés", f"{marches}?page={hasard.randrange(1, 300)}")
    p.read("liste filtrée", f"{marches}?annee=2025&social={hasard.choice(('oui', 'non'))}")
    p.read("liste cherchée", f"{marches}?q={hasard.choice(_MOTS)}")
    for _ in range(2):
        marche = f"{marches}{hasard.choice(p.terrain.cles)}/"
        page = p.read("un marché", marche)
        pourquoi = f"Article 7 du CCAP, {p.mark()}"
        saisies = {"clause_sociale": "oui", "social": "oui", "justification": pourquoi}
        p.send(CORRECTION, "correction", f"{marche}corriger/", page, saisies)
        p.read("liste après correction", marches)
    p.read("page des corrections", f"{marches}corrections/")
    p.read("chiffres corrigés", f"{racine}?chiffres=corrige")
    filtre = f"annee=2025&social=oui&q={hasard.choice(_MOTS)}"
    classeur = hasard.choice(("csv", "xlsx", "ods"))
    p.read("export d’une liste", f"{marches}export.{classeur}?{filtre}", EXPORT)


def write(p: Personne) -> None:
    """Write the scheme of a trial space."""
    hasard = p.hasard
    racine = p.enter(hasard.choice(p.terrain.essais))
    rubrique = f"{racine}schema/{hasard.choice(_RUBRIQUES)}/"
    p.read("accueil d’un essai", racine)
    p.read("tous les outils", f"{racine}outils/")
    p.read("schéma", f"{racine}schema/")
    page = p.read("rubrique", rubrique)
    texte = f"Nos achats servent le territoire, tirage {hasard.randrange(10**6)}."
    p.send(TEXTE, "texte enregistré", f"{rubrique}ecrire/", page, {"texte": texte})
    p.read("marchés d’un essai", f"{racine}marches/")
    p.read("plan d’actions", f"{racine}plan/")
    p.read("schéma en DOCX", f"{racine}schema.docx", EXPORT)


# Of sixty people, twenty look around, twenty-five correct, fifteen write.
PARCOURS: Final[tuple[Callable[[Personne], None], ...]] = (
    visit, work, write, work, visit, work, write, work, visit, work, write, visit,
)  # fmt: skip
