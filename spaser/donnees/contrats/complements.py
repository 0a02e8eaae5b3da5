"""Reading the cells that say what DECP never holds, as corrections of a contract are kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from spaser.donnees.contrats.cellules import (
    NEGATIONS,
    read_jour,
    read_montant,
    read_oui_non,
    read_texte,
)
from spaser.donnees.contrats.champs import ChampMarche
from spaser.donnees.tables.cellules import is_blank
from spaser.donnees.tables.montants import MontantIllisible, read_centimes
from spaser.donnees.tables.remarques import CelluleIllisible
from spaser.lettres import fold_mots

EUROS_MAX: Final = 10_000_000_000
HEURES_MAX: Final = 10_000_000
LOT_MAX: Final = 20  # characters

_CENT: Final = 100
_HEURES: Final = re.compile(r"\s*h(?:eures?|rs)?\.?\s*$", re.IGNORECASE)
_LOT: Final = re.compile(r"(?:lots?\b\s*)?(?:n\s*[°ºo]\s*|num[ée]ro\s*)?(\S.*)", re.IGNORECASE)
_LOT_SUIVI: Final = re.compile(r"(\d{1,3}(?:\.\d{1,2})?[a-z]?)(?:\s*:|\s+[-–(])", re.IGNORECASE)
_SANS_LOT: Final = frozenset(("", "neant", "aucun", "sans", "sans objet", "non alloti", "lot"))
_INCONNUS: Final = frozenset(("inconnu", "ne sait pas", "nsp"))
_MENTIONS: Final = ("clause", "critere")


def read_etat(valeur: object) -> str | None:
    """Return oui, non or inconnu; « clause » or « critère » is a yes."""
    plat = "" if is_blank(valeur) else fold_mots(read_texte(valeur))
    if plat in _INCONNUS:
        return "inconnu"
    if plat.startswith(_MENTIONS):
        return "oui"
    if plat.startswith(NEGATIONS):
        return "non"
    reponse = read_oui_non(valeur)
    return None if reponse is None else "oui" if reponse else "non"


def read_heures(valeur: object) -> str | None:
    """Return a whole number of hours: « 1 200 h » is 1200."""
    if is_blank(valeur):
        return None
    remede = "Écrivez un nombre entier d’heures, comme 350."
    nombre = _HEURES.sub("", valeur) if isinstance(valeur, str) else valeur
    try:
        centiemes = read_centimes(nombre)
    except MontantIllisible as cause:
        raise CelluleIllisible("Le nombre d’heures ne se lit pas", remede) from cause
    if centiemes < 0:
        raise CelluleIllisible("Le nombre d’heures est négatif", remede)
    if centiemes % _CENT:
        raise CelluleIllisible("Le nombre d’heures n’est pas entier", remede)
    if centiemes > HEURES_MAX * _CENT:
        raise CelluleIllisible(
            "Le nombre d’heures est trop grand", "Vérifiez que ce sont des heures."
        )
    return str(centiemes // _CENT)


def read_lancement(valeur: object) -> str | None:
    """Return a day as it is kept."""
    jour = read_jour(valeur)
    return jour.isoformat() if jour else None


def read_besoin(valeur: object) -> str | None:
    """Return euros, up to what may be typed by hand."""
    euros = read_montant(valeur)
    if euros is not None and float(euros) > EUROS_MAX:
        raise CelluleIllisible(
            "Le montant est trop grand", "Donnez un montant en euros, sous 10 milliards."
        )
    return euros


def read_lot(valeur: object) -> str | None:
    """Return the number of a lot without the word: « Lot n° 3 : peinture » is 3."""
    texte = read_texte(valeur) or ""
    trouve = _LOT.fullmatch(texte)
    if trouve is None or fold_mots(texte) in _SANS_LOT:
        return None
    numero = suivi[1] if (suivi := _LOT_SUIVI.match(trouve[1])) else trouve[1]
    if len(numero) > LOT_MAX:
        raise CelluleIllisible(
            "Le numéro du lot ne se lit pas", "Écrivez son numéro seul, comme « 3 » ou « 2B »."
        )
    return numero


LECTURES: Final[Mapping[ChampMarche, Callable[[object], str | None]]] = {
    ChampMarche.LOT: read_lot,
    ChampMarche.EGALITE: read_etat,
    ChampMarche.CARBONE: read_etat,
    ChampMarche.HEURES_INSERTION: read_heures,
    ChampMarche.DEROGATION: read_etat,
    ChampMarche.DATE_LANCEMENT: read_lancement,
    ChampMarche.BESOIN_ESTIME: read_besoin,
}
