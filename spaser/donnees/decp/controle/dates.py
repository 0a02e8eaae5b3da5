"""Days: the official form is AAAA-MM-JJ; other forms are repaired when they say one day only."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from spaser.donnees.decp.champs_modele import Champ
from spaser.donnees.decp.controle.communs import leave_out, refuse_structure
from spaser.donnees.decp.controle.modele import Releve
from spaser.donnees.decp.conversion.valeurs import read_date

_OFFICIELLE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
# One day, perhaps an hour, perhaps a time zone, and nothing else.
_UN_SEUL_JOUR: Final = re.compile(
    r"\s*(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|\d{8}|[a-z]+,? \d{1,2},? \d{4})"
    r"(?:[T ]+\d{1,2}[:h]\d{2}(?::\d{2}(?:[.,]\d+)?)?)?\s*(?:Z|[-+]\d{2}:?\d{2})?\s*",
    re.IGNORECASE,
)
_HEURE_UTC: Final = re.compile(r"[T ](\d{2}):\d{2}.*(?:Z|\+00:?00)\s*$", re.IGNORECASE)
_SOIR: Final = 22  # from that hour in UTC, it is already the next day in Paris

_MESSAGES: Final = {
    "date_illisible": "ce n’est pas une date AAAA-MM-JJ",
    "date_impossible": "ce jour n’existe pas dans le calendrier",
    "date_improbable": "l’année n’est pas plausible",
    "date_ambigue": "l’heure universelle laisse un doute entre deux jours",
}


class _Lue(NamedTuple):
    jour: date | None
    code: str | None


@lru_cache(maxsize=1 << 16)
def _read(texte: str) -> _Lue:
    (jour,), anomalie = read_date(texte)
    if jour is None:
        return _Lue(None, anomalie)
    if not _UN_SEUL_JOUR.fullmatch(texte):
        return _Lue(None, "date_illisible")
    soir = _HEURE_UTC.search(texte)
    if soir and int(soir[1]) >= _SOIR:
        return _Lue(None, "date_ambigue")
    return _Lue(jour, None if texte == jour.isoformat() else "date_forme")


def day_of(valeur: object) -> date | None:
    """Return the day of a value that was examined, None when it has none."""
    return _read(valeur).jour if type(valeur) is str else None


class ExamenDate:
    """The examination of a day."""

    __slots__ = ("champ", "chemin", "futur")

    def __init__(self, champ: Champ, chemin: str) -> None:
        self.champ, self.chemin, self.futur = champ, chemin, champ.futur

    def examine(self, brut: object, releve: Releve) -> object:
        """Return the day as it is, or in the official form."""
        if type(brut) is not str:
            return self._examine_other(brut, releve)
        jour, code = _read(brut)
        if jour is not None and (self.futur or jour <= releve.aujourdhui) and code is None:
            return brut
        return self._examine_text(brut, jour, code, releve)

    def _examine_other(self, brut: object, releve: Releve) -> object:
        if brut is None:
            return leave_out(self.champ, self.chemin, brut, releve)
        if type(brut) is not int:
            return refuse_structure(self.chemin, brut, releve, "une date AAAA-MM-JJ")
        jour, _ = _read(str(brut))
        if jour is None:
            releve.ask("date_illisible", self.chemin, brut, _MESSAGES["date_illisible"])
            return brut
        return self._examine_text(str(brut), jour, "date_forme", releve)

    def _examine_text(
        self, texte: str, jour: date | None, code: str | None, releve: Releve
    ) -> object:
        if code == "non_renseigne":
            return leave_out(self.champ, self.chemin, texte, releve)
        schema = _OFFICIELLE.search(texte) is None
        if jour is None:
            code = code or "date_illisible"
            releve.ask(code, self.chemin, texte, _MESSAGES[code], schema=schema)
            return texte
        if not self.futur and jour > releve.aujourdhui:
            message = "ce jour n’est pas encore arrivé"
            releve.ask("date_future", self.chemin, texte, message, schema=schema)
        if code:
            iso = jour.isoformat()
            releve.repair(code, self.chemin, texte, f"s’écrit « {iso} »", schema=schema)
            return iso
        return texte
