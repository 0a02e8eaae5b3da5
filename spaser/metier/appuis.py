"""Who helps a buyer: networks, desks, chambers, services, trainings; where, and since when seen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from typing import Final

import msgspec

from spaser.contenus.courant import Courant
from spaser.contenus.lecture import read_contenu
from spaser.faits.lecture import keep_connus
from spaser.metier.dates import DatePartielle
from spaser.metier.registre.nomenclatures import Nomenclature
from spaser.metier.sources import Source, cite

_FRAIS: Final = timedelta(days=365)


class Sorte(Nomenclature):
    """What kind of help it is; one file each."""

    GUICHETS = "guichets", "Guichets verts"
    RESEAUX = "reseaux", "Réseaux d’acheteurs"
    CLAUSES = "clauses", "Clauses sociales et entreprises de l’économie sociale"
    CHAMBRES = "chambres", "Chambres de commerce et de métiers"
    SERVICES = "services", "Services en ligne"
    FORMATIONS = "formations", "Formations"


class Appui(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody, or something, that helps; `porteur` runs it when its name does not say who.

    No region means everywhere. `vu_le` is the last day, month or year when a source shows it alive;
    empty for what needs no such proof. `a_completer`: who carries it was not found. `acteur` is its
    code in the catalogue of stakeholders, which takes its regions from here.
    """

    code: str
    titre: str
    resume: str
    porteur: str = ""
    donne: tuple[str, ...] = ()
    ne_donne_pas: tuple[str, ...] = ()
    demarche: str = ""
    public: str = ""
    cout: str = ""
    duree: str = ""
    adresse: str = ""
    regions: tuple[str, ...] = ()
    departements: tuple[str, ...] = ()
    vu_le: str = ""
    a_completer: bool = False
    note: str = ""
    acteur: str = ""
    faits: tuple[str, ...] = ()
    sorte: Sorte = Sorte.GUICHETS  # given by the name of the file
    mise_a_jour: date | None = None  # the day from which the programme's text replaces the file's

    @property
    def est_partout(self) -> bool:
        return not self.regions

    @property
    def sources(self) -> tuple[Source, ...]:
        return cite(keep_connus(self.faits))

    def is_confirme(self, jour: date) -> bool:
        """Say whether something less than a year old shows it alive."""
        return bool(self.vu_le) and jour - DatePartielle(self.vu_le).fin <= _FRAIS

    def tell_existence(self, jour: date) -> str:
        """Say in a few words whether it is known to exist; nothing where no proof is needed."""
        if self.a_completer:
            return "à compléter"
        if not self.vu_le:
            return ""
        confirme = self.is_confirme(jour)
        return (
            f"existence vérifiée {self._vu}"
            if confirme
            else f"existence non confirmée en {jour.year}"
        )

    def tell_trace(self, jour: date) -> str:
        """Say when it was last seen, when that is not enough to say that it exists."""
        if not self.vu_le or self.is_confirme(jour):
            return ""
        return f"dernière trace {self._vu}"

    @property
    def _vu(self) -> str:
        vu = DatePartielle(self.vu_le)
        return f"{'le' if vu.debut == vu.fin else 'en'} {vu.libelle}"


def arrange_appuis(appuis: Iterable[Appui]) -> tuple[Appui, ...]:
    sortes = tuple(Sorte)
    return tuple(sorted(appuis, key=lambda appui: sortes.index(appui.sorte)))


@cache
def load_appuis() -> tuple[Appui, ...]:
    return tuple(appui for sorte in Sorte for appui in _load_sorte(sorte))


_COURANTS: Final = Courant("appuis", load_appuis)
read_appuis_from = _COURANTS.read_from
"""Has them read elsewhere than in the files, where the stakeholders take their regions."""


def list_par_acteur() -> dict[str, list[Appui]]:
    par_acteur: dict[str, list[Appui]] = {}
    for appui in _COURANTS.read():
        if appui.acteur:
            par_acteur.setdefault(appui.acteur, []).append(appui)
    return par_acteur


def filter_appuis(
    appuis: Iterable[Appui], region: str = "", sorte: Sorte | None = None
) -> tuple[Appui, ...]:
    """Return the supports of a kind; for a region, its own first, then the national ones."""
    retenus = tuple(appui for appui in appuis if sorte in {None, appui.sorte})
    if not region:
        return retenus
    siens = [a for a in retenus if region in a.regions]
    return arrange_appuis([*siens, *(a for a in retenus if a.est_partout)])


def _load_sorte(sorte: Sorte) -> tuple[Appui, ...]:
    lus = read_contenu(f"appuis/{sorte.value}.json", tuple[Appui, ...])
    return tuple(msgspec.structs.replace(appui, sorte=sorte) for appui in lus)
