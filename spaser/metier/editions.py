"""The editions of the programme: what the team says of one, and what was counted of it.

A figure that was never counted is None, never zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import msgspec

from spaser.contenus.lecture import list_contenus, read_contenu
from spaser.metier.registre.nomenclatures import Nomenclature


class NatureRessource(Nomenclature):
    FICHE = "fiche", "Fiches"
    OUTIL = "outil", "Outils"
    FORMATION = "formation", "Formations"
    APPUI = "appui", "Conseil"


class ChiffreRepris(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A figure that somebody else gave: `source` cites it, as `documents.corps` reads it."""

    quoi: str
    valeur: str
    source: str


class Verbatim(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a participant said, with a function only: with the body, it would name a person."""

    texte: str
    fonction: str
    source: str


class Parrain(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A body that sponsored an edition; people only once they agreed, in the team's own words."""

    nom: str
    adresse: str = ""


class RessourceEdition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that an edition gave; `adresse` is where it is now, if it is known."""

    nature: NatureRessource
    libelle: str
    texte: str = ""
    adresse: str = ""


class Edition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An edition, named by its `code` in the agenda; what is not known of it is said.

    `participants` are bodies that agreed to be named, elsewhere than in the agenda.

    Its texts are typed as `documents.corps` reads them. Without `debut` nothing is counted between
    two days; without `fin` it goes on.
    """

    code: str
    titre: str
    ordre: int
    resume: str
    presentation: str
    debut: date | None = None
    fin: date | None = None
    ouverture: str = ""
    chiffres: tuple[ChiffreRepris, ...] = ()
    verbatims: tuple[Verbatim, ...] = ()
    ressources: tuple[RessourceEdition, ...] = ()
    parrains: tuple[Parrain, ...] = ()
    participants: tuple[str, ...] = ()
    merci: str = ""
    conclusion: str = ""
    inconnu: str = ""
    mise_a_jour: date | None = None

    @property
    def textes(self) -> tuple[str, ...]:
        chiffres = (chiffre.source for chiffre in self.chiffres)
        verbatims = (verbatim.source for verbatim in self.verbatims)
        ressources = (ressource.texte for ressource in self.ressources)
        return (
            self.presentation,
            self.ouverture,
            *chiffres,
            *verbatims,
            *ressources,
            self.merci,
            self.conclusion,
            self.inconnu,
        )


@cache
def load_editions() -> tuple[Edition, ...]:
    return arrange_editions(
        read_contenu(chemin, Edition) for chemin in list_contenus("editions").values()
    )


def arrange_editions(editions: Iterable[Edition]) -> tuple[Edition, ...]:
    return tuple(sorted(editions, key=lambda edition: (-edition.ordre, edition.code)))


@dataclass(frozen=True, slots=True)
class Seance:
    """An event that took place: None where nobody registered here, or nobody noted who came."""

    titre: str
    atelier: bool
    jour: date
    inscrits: int | None
    presents: int | None
    replay: bool
    ailleurs: str = ""  # where the replay is, if it is not public


@dataclass(frozen=True, slots=True)
class ModuleCompte:
    """How many began a module of e-learning, and how many ended it."""

    titre: str
    commences: int
    termines: int


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """A scale of a questionnaire: how many answered; no mean when they are too few.

    `borne` says that the mean is « at least » or « at most », in French.
    """

    titre: str
    n: int
    moyenne: float | None
    ecart: float | None
    borne: str = ""
    maximum: int = 5


@dataclass(frozen=True, slots=True)
class Parole:
    """What somebody wrote and lets the programme publish, with the function that she gave."""

    texte: str
    fonction: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mesures:
    """What the site counted of an edition on a day; None is what it did not count."""

    jour: date
    seances: tuple[Seance, ...] = ()
    modules: tuple[ModuleCompte, ...] = ()
    depots: int | None = None
    aides: int | None = None  # answers of the FAQ said useful, of `avis`
    avis: int = 0
    satisfaction: tuple[Satisfaction, ...] = ()
    paroles: tuple[Parole, ...] = ()
    organismes: tuple[str, ...] = ()  # that came and agreed to be named


@dataclass(frozen=True, slots=True)
class Ligne:
    """A figure of the review, how it was counted, on how many; no `valeur` when there is none."""

    quoi: str
    valeur: str
    sur: str
    methode: str


_AGENDA = "Agenda de ce site"


def list_lignes(mesures: Mesures) -> tuple[Ligne, ...]:
    webinaires = [s for s in mesures.seances if not s.atelier]
    ateliers = [s for s in mesures.seances if s.atelier]
    replays = sum(seance.replay for seance in mesures.seances)
    return (
        *_count_seances("Webinaires", "webinaire", webinaires),
        *_count_seances("Ateliers", "atelier", ateliers),
        Ligne(
            "Replays en ligne",
            str(replays) if replays else "",
            _tell(len(mesures.seances), "événement"),
            f"{_AGENDA} : événements dont le replay a une adresse qui répond.",
        ),
        *_count_modules(mesures.modules),
        Ligne(
            "Schémas déposés au registre",
            "" if mesures.depots is None else str(mesures.depots),
            "",
            "Dépôts envoyés pendant l’édition, corrections de fiches non comprises.",
        ),
        Ligne(
            "Réponses de la foire aux questions jugées utiles",
            "" if mesures.aides is None else str(mesures.aides),
            _tell(mesures.avis, "avis", "avis"),
            "Avis laissés pendant l’édition. Les pages lues ne sont pas comptées\u00a0: ce site ne "
            "suit pas ses lecteurs.",
        ),
    )


def _count_seances(titre: str, un: str, seances: Sequence[Seance]) -> tuple[Ligne, ...]:
    ouvertes = [s.inscrits for s in seances if s.inscrits is not None]
    pointees = [s.presents for s in seances if s.presents is not None]
    return (
        Ligne(
            titre,
            str(len(seances)) if seances else "",
            "",
            f"{_AGENDA} : événements passés de l’édition, annulations non comprises.",
        ),
        Ligne(
            f"Inscriptions aux {un}s",
            str(sum(ouvertes)) if ouvertes else "",
            _tell(len(ouvertes), un),
            "Places tenues, pour les événements dont l’inscription s’est faite ici.",
        ),
        Ligne(
            f"Présences aux {un}s",
            str(sum(pointees)) if pointees else "",
            _tell(len(pointees), un),
            "Places des inscrits relevés présents, pour les événements où quelqu’un les a "
            "relevés\u00a0: un groupe compte pour ses places, une personne venue deux fois compte "
            "deux fois.",
        ),
    )


def _count_modules(modules: Sequence[ModuleCompte]) -> tuple[Ligne, ...]:
    comptes = (
        ("Modules commencés", sum(module.commences for module in modules)),
        ("Modules terminés", sum(module.termines for module in modules)),
    )
    methode = "Formation en ligne, pendant l’édition\u00a0: des parcours, non des personnes."
    return tuple(Ligne(quoi, str(n) if modules else "", "", methode) for quoi, n in comptes)


def _tell(nombre: int, un: str, plusieurs: str = "") -> str:
    if not nombre:
        return ""
    return f"{nombre} {un if nombre == 1 else plusieurs or f'{un}s'}"
