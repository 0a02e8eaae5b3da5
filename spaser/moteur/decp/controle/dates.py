"""Days: the official form is AAAA-MM-JJ; other forms are repaired when they say one day only."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache, partial
from typing import Final, NamedTuple

from spaser.moteur.decp.champs import Champ
from spaser.moteur.decp.controle.modele import Examen, Lecteur, Releve, leave_out, make_examen
from spaser.moteur.decp.conversion.valeurs import read_date

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


class _DateLue(NamedTuple):
    jour: date | None
    code: str | None


@lru_cache(maxsize=1 << 16)
def _read(texte: str) -> _DateLue:
    (jour,), anomalie = read_date(texte)
    if jour is None:
        return _DateLue(None, anomalie)
    if not _UN_SEUL_JOUR.fullmatch(texte):
        return _DateLue(None, "date_illisible")
    soir = _HEURE_UTC.search(texte)
    if soir and int(soir[1]) >= _SOIR:
        return _DateLue(None, "date_ambigue")
    return _DateLue(jour, None if texte == jour.isoformat() else "date_forme")


def day_of(valeur: object) -> date | None:
    """Return the day of a value that was examined, None when it has none."""
    return _read(valeur).jour if type(valeur) is str else None


def make_date(champ: Champ, chemin: str) -> Examen:
    def read_entier(nombre: int, releve: Releve) -> object:
        if _read(str(nombre)).jour is not None:
            return _examine(champ, chemin, str(nombre), releve)
        releve.ask("date_illisible", chemin, nombre, _MESSAGES["date_illisible"])
        return nombre

    lecteurs: dict[type, Lecteur] = {str: partial(_examine, champ, chemin), int: read_entier}
    return make_examen(champ, chemin, "une date AAAA-MM-JJ", lecteurs)


def _examine(champ: Champ, chemin: str, texte: str, releve: Releve) -> object:
    jour, code = _read(texte)
    if code == "non_renseigne":
        return leave_out(champ, chemin, texte, releve)
    schema = _OFFICIELLE.search(texte) is None
    if jour is None:
        code = code or "date_illisible"
        releve.ask(code, chemin, texte, _MESSAGES[code], schema=schema)
        return texte
    if not champ.futur and jour > releve.aujourdhui:
        message = "ce jour n’est pas encore arrivé"
        releve.ask("date_future", chemin, texte, message, schema=schema)
    if code is None:
        return texte
    iso = jour.isoformat()
    releve.repair(code, chemin, texte, f"s’écrit « {iso} »", schema=schema)
    return iso
