"""A duty as its file gives it; what the file leaves out comes from the facts that it cites."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, Literal

import msgspec

from spaser.contenus.lecture import convert_contenu, read_contenu
from spaser.faits.lecture import cache_faits, find_fait, tell
from spaser.faits.modele import Fait
from spaser.metier.assujettissement.acheteurs import NatureAcheteur, Territoire
from spaser.metier.dates import DatePartielle
from spaser.metier.registre.nomenclatures import Nomenclature
from spaser.metier.sources import Source, cite, renew

TOUTES: Final = "toutes"
"""Stands among the families of purchases of a duty for every purchase."""


class Theme(Nomenclature):
    """What a duty is about; one file each."""

    SCHEMA = "schema", "Schéma et indicateurs"
    MARCHES = "marches", "Contenu des marchés"
    DONNEES = "donnees", "Données publiées"
    FOURNISSEURS = "fournisseurs", "Conditions faites aux entreprises"
    REEMPLOI = "reemploi", "Réemploi et économie circulaire"
    NUMERIQUE = "numerique", "Numérique responsable"
    VEHICULES = "vehicules", "Véhicules"
    ALIMENTATION = "alimentation", "Restauration collective"
    BATIMENTS = "batiments", "Bâtiments et énergie"
    CLIMAT = "climat", "Climat et budget"
    SOCIAL = "social", "Employeur responsable"


class Condition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A fact that decides, for some kinds of buyer (or all), between two days (or always)."""

    fait: Literal["habitants", "spaser"]
    plus_de: int | None = None
    au_moins: int | None = None
    natures: tuple[NatureAcheteur, ...] = ()
    depuis: date | None = None
    jusqu_a: date | None = None


class Etape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is asked between two days; to everyone, or to some kinds of buyer or territories.

    `moins_de` is for those who have fewer inhabitants.
    """

    texte: str
    depuis: date | None = None
    jusqu_a: date | None = None
    natures: tuple[NatureAcheteur, ...] = ()
    territoires: tuple[Territoire, ...] = ()
    moins_de: int | None = None
    fait: str = ""  # the fact that it rests on, when it is not the last one of its duty


class RendezVous(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A day that comes back every year."""

    mois: int
    jour: int
    texte: str


class IndicateurUtile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A figure of the catalogue that helps to follow the duty."""

    code: str
    libelle: str


class Obligation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A duty: in short, whom it binds, since when, what to do, and where it is written.

    No kind of buyer means every buyer bound by the code. `si` are facts that only the buyer
    knows. What could not be verified is in `reserve`. A duty of a file cites `faits` by code: its
    summary, its sources and its reserve come from them. `familles` are the codes of the families of
    purchases that it touches, or `toutes`; none for a duty that is not about what is bought.
    """

    code: str
    titre: str
    resume: str
    qui: str
    a_faire: tuple[str, ...]
    sources: tuple[Source, ...]
    faits: tuple[str, ...] = ()
    familles: tuple[str, ...] = ()
    depuis: date | None = None
    jusqu_a: date | None = None
    natures: tuple[NatureAcheteur, ...] = ()
    natures_a_verifier: tuple[NatureAcheteur, ...] = ()
    conditions: tuple[Condition, ...] = ()
    si: tuple[str, ...] = ()
    etapes: tuple[Etape, ...] = ()
    rendez_vous: tuple[RendezVous, ...] = ()
    rythme: str | None = None
    indicateurs: tuple[IndicateurUtile, ...] = ()
    reserve: str | None = None
    theme: Theme = Theme.SCHEMA  # given by the name of the file
    mise_a_jour: date | None = None  # the day from which the programme's text replaces the file's

    @property
    def est_sure(self) -> bool:
        """Say whether nothing is to be checked in what was read of it."""
        douteuse = any(source.confiance.a_verifier for source in self.sources)
        return bool(self.sources) and not self.reserve and not douteuse


@cache_faits()
def load_obligations() -> tuple[Obligation, ...]:
    """Return every duty, theme after theme, in the order of the files."""
    return tuple(obligation for theme in Theme for obligation in _load_theme(theme))


def date_obligation(obligation: Obligation, jour: date) -> Obligation:
    """Return a duty as a day leaves it: a text that is over is said to be, and ends its duty.

    A text that the programme team wrote says its own dates; what it left of its sources is said as
    their facts are today.
    """
    if obligation.mise_a_jour:
        return msgspec.structs.replace(obligation, sources=tuple(map(renew, obligation.sources)))
    faits = [find_fait(citation) for citation in obligation.faits]
    finis = [fait for fait in faits if fait.is_over(jour) and fait.jusqu_a != obligation.jusqu_a]
    if not finis:
        return obligation
    return msgspec.structs.replace(
        obligation,
        reserve=" ".join(filter(None, [obligation.reserve, *map(_tell_fin, finis)])),
        jusqu_a=obligation.jusqu_a or (faits[0].jusqu_a if faits[0] in finis else None),
    )


def _tell_fin(fait: Fait) -> str:
    fin = DatePartielle(str(fait.jusqu_a)).libelle
    return f"{fait.texte} : ce qui est cité valait jusqu’au {fin}, la suite n’a pas été lue."


def _load_theme(theme: Theme) -> tuple[Obligation, ...]:
    chemin = f"obligations/themes/{theme.value}.json"
    ecrites = read_contenu(chemin, tuple[dict[str, Any], ...])
    lues = convert_contenu(chemin, [_complete(o) for o in ecrites], tuple[Obligation, ...])
    return tuple(msgspec.structs.replace(lue, theme=theme) for lue in lues)


def _complete(ecrite: dict[str, Any]) -> dict[str, Any]:
    """Add what the facts say: the first one is the summary, all are sources and reserves."""
    citations = ecrite.get("faits", [])
    if not citations:
        return ecrite
    reserves = dict.fromkeys(find_fait(citation).reserve for citation in citations)
    tirees = {
        "resume": tell(citations[0]),
        "sources": msgspec.to_builtins(cite(citations)),
        "reserve": " ".join(filter(None, reserves)),
    }
    return {nom: valeur for nom, valeur in tirees.items() if valeur} | ecrite
