"""What everything stands on: errors, quantities, identifiers, letters, the version."""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from typing import Final
from zoneinfo import ZoneInfo

PARIS: Final = ZoneInfo("Europe/Paris")

# --- Errors that a user can act on ---


class ErreurSpaser(Exception):
    """A problem told in French, with what to do about it when we know."""

    def __init__(self, message: str, conseil: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.conseil = conseil


# --- Sizes, rates and durations, told as a French reader expects ---


_INSECABLE = "\u00a0"
_UNITES = ("o", "ko", "Mo", "Go", "To", "Po")
_ENTIER_AU_DELA = 100  # 565 Mo, but 56,5 Mo
_MILLE = 1000
_MINUTE, _HEURE, _JOUR = 60, 3600, 86400


def format_octets(octets: float) -> str:
    """Return a size in decimal units: 980 o, 12,3 Mo, 1,2 Go."""
    valeur, rang = float(octets), 0
    while round(valeur) >= _MILLE and rang < len(_UNITES) - 1:
        valeur, rang = valeur / _MILLE, rang + 1
    entier = rang == 0 or round(valeur, 1) >= _ENTIER_AU_DELA
    nombre = f"{valeur:.0f}" if entier else f"{valeur:.1f}".replace(".", ",")
    return f"{nombre}{_INSECABLE}{_UNITES[rang]}"


def format_debit(octets_par_seconde: float) -> str:
    """Return a rate: 3,4 Mo/s."""
    return f"{format_octets(octets_par_seconde)}/s"


def format_duree(secondes: float) -> str:
    """Return a duration with at most two units: 45 s, 2 min 05 s, 1 h 12 min, 3 j 4 h."""
    total = round(secondes)
    if total < 1:
        return f"moins d’une{_INSECABLE}seconde"
    if total < _MINUTE:
        morceaux = [f"{total}", "s"]
    elif total < _HEURE:
        morceaux = [f"{total // _MINUTE}", "min", f"{total % _MINUTE:02d}", "s"]
    elif total < _JOUR:
        morceaux = [f"{total // _HEURE}", "h", f"{total % _HEURE // _MINUTE:02d}", "min"]
    else:
        morceaux = [f"{total // _JOUR}", "j", f"{total % _JOUR // _HEURE}", "h"]
    return _INSECABLE.join(morceaux)


def add_mois(jour: date, mois: int) -> date:
    """Return the same day some months later, or the last day of that month."""
    annee, rang = divmod(jour.year * 12 + jour.month - 1 + mois, 12)
    return date(annee, rang + 1, min(jour.day, monthrange(annee, rang + 1)[1]))


# --- SIREN and SIRET: control key and the shapes met in spreadsheets ---


LA_POSTE: Final = "356000000"
_NON_CHIFFRE: Final = re.compile(r"\D+")
_SIREN: Final = 9
_SIRET: Final = 14
_ZEROS_PERDUS: Final = 2  # at most: a shorter number is something else


@dataclass(frozen=True, slots=True)
class Identifiant:
    """A valid SIREN, with the SIRET when it is known."""

    siren: str
    siret: str | None = None


def is_luhn(chiffres: str) -> bool:
    """Check the key of a SIREN or SIRET; the establishments of La Poste have their own rule."""
    if (
        len(chiffres) == _SIRET
        and chiffres.startswith(LA_POSTE)
        and sum(map(int, chiffres)) % 5 == 0
    ):
        return True
    total = 0
    for rang, caractere in enumerate(reversed(chiffres)):
        produit = int(caractere) * (1 + rang % 2)
        total += produit - 9 if produit > 9 else produit  # noqa: PLR2004 - two digits added up
    return total % 10 == 0


def _is_digits(texte: str, longueur: int) -> bool:
    return len(texte) == longueur and texte.isascii() and texte.isdigit()


def is_siren(texte: str) -> bool:
    """Nine digits, not all zero, with the right key."""
    return _is_digits(texte, _SIREN) and texte != "0" * _SIREN and is_luhn(texte)


def is_siret(texte: str) -> bool:
    """Fourteen digits that begin with a valid SIREN, with the right key."""
    return _is_digits(texte, _SIRET) and is_siren(texte[:_SIREN]) and is_luhn(texte)


def digits_of(valeur: object) -> str:
    """Digits of a cell: `812 345 678`, `812345678.0` and 812345678 all read the same."""
    if isinstance(valeur, float) and valeur.is_integer():
        valeur = int(valeur)
    texte = str(valeur).strip()
    return _NON_CHIFFRE.sub("", texte.removesuffix(".0"))


def read_identifiant(valeur: object) -> Identifiant | None:
    """Read a cell that holds a SIREN or a SIRET; a spreadsheet may have eaten the first zeros.

    A wrong establishment of a right SIREN gives the SIREN alone. None: nothing usable.
    """
    chiffres = digits_of(valeur)
    if _SIREN - _ZEROS_PERDUS <= len(chiffres) < _SIREN:
        chiffres = chiffres.zfill(_SIREN)
    if is_siren(chiffres):
        return Identifiant(chiffres)
    if _SIRET - _ZEROS_PERDUS <= len(chiffres) < _SIRET:
        chiffres = chiffres.zfill(_SIRET)
    if is_siret(chiffres):
        return Identifiant(chiffres[:_SIREN], chiffres)
    if len(chiffres) == _SIRET and is_siren(chiffres[:_SIREN]):
        return Identifiant(chiffres[:_SIREN])
    return None


# --- Numbers of contracts as sources compare them: decp.info turns these signs into `_` ---


SIGNES_NUMERO: Final = dict.fromkeys(" ,\\./", "_")
_SIGNES: Final = str.maketrans(SIGNES_NUMERO)


def net_numero(identifiant: str) -> str:
    return identifiant.translate(_SIGNES).upper()


# --- Letters as they are compared: no case, accent or ligature; slips mended; names of columns
# ---


_NON_MOT: Final = re.compile(r"[^a-z0-9]+")


class _Plates(dict[int, str | int | None]):
    """What becomes of each letter once parted from its accents; filled as letters are met."""

    def __missing__(self, code: int) -> int | None:
        """Leave an accent out, and any other letter as it is."""
        self[code] = plate = None if unicodedata.combining(chr(code)) else code
        return plate


_PLATES: Final = _Plates({ord("œ"): "oe", ord("æ"): "ae"})


def unaccent(texte: str) -> str:
    """Return a text in lower case, without accents or ligatures."""
    if texte.isascii():
        return texte.lower()
    return unicodedata.normalize("NFKD", texte).casefold().translate(_PLATES)


def fold_mots(texte: object) -> str:
    """Return the words of a cell, of a title or of a name, parted by one blank."""
    return "" if texte is None else _NON_MOT.sub(" ", unaccent(str(texte))).strip()


def has_mots(textes: Iterable[str], cherches: str) -> bool:
    """Say whether texts hold, together, every word that is looked for; signs do not matter."""
    plie = fold_mots(" ".join(textes))
    return all(mot in plie for mot in fold_mots(cherches).split())


def name_colonne(rang: int) -> str:
    """Return the letters that a spreadsheet gives to a column, from 0: A, B … Z, AA."""
    reste, lettre = divmod(rang, 26)
    return (name_colonne(reste - 1) if reste else "") + chr(ord("A") + lettre)


def measure_distance(un: str, deux: str, maximum: int) -> int:
    """Count the slips between two words: a letter added, lost, changed, or two swapped.

    Stops above `maximum`, and then returns a number above it.
    """
    avant: list[int] = []
    ligne = list(range(len(deux) + 1))
    for i, a in enumerate(un, start=1):
        plus_tot, avant, ligne = avant, ligne, [i]
        for j, b in enumerate(deux, start=1):
            cout = min(avant[j] + 1, ligne[j - 1] + 1, avant[j - 1] + (a != b))
            if i > 1 and j > 1 and a == deux[j - 2] and b == un[i - 2]:
                cout = min(cout, plus_tot[j - 2] + 1)
            ligne.append(cout)
        if min(ligne) > maximum:
            return maximum + 1
    return ligne[-1]


_COURT, _LONG = 4, 8  # letters: one slip is forgiven from the first, two from the second
_LETTRES_PAR_FAUTE: Final = 2  # one slip changes at most two letters of the set


class Lexique:
    """Known words, each with how often it is met, among which a mistyped one is looked for."""

    def __init__(self, frequences: Mapping[str, int]) -> None:
        """Keep the words by length, each with the set of its letters as bits."""
        self._par_taille: dict[int, list[tuple[str, int, int]]] = {}
        for mot, frequence in frequences.items():
            fiche = (mot, _letters(mot), frequence)
            self._par_taille.setdefault(len(mot), []).append(fiche)

    def correct(self, mot: str) -> str | None:
        """Return the nearest word, else the most usual of those as near; None when none is."""
        if mot.isdigit() or len(mot) < _COURT:
            return None
        for fautes in (1,) if len(mot) < _LONG else (1, 2):
            candidats = (
                (distance, -frequence, forme)
                for forme, frequence in self._near(mot, fautes)
                if (distance := measure_distance(mot, forme, fautes)) <= fautes
            )
            if meilleur := min(candidats, default=None):
                return meilleur[2]
        return None

    def _near(self, mot: str, fautes: int) -> Iterator[tuple[str, int]]:
        """Yield the words whose length and letters are close: a cheap sieve before the measure."""
        lettres, ecart = _letters(mot), _LETTRES_PAR_FAUTE * fautes
        for taille in range(len(mot) - fautes, len(mot) + fautes + 1):
            for forme, masque, frequence in self._par_taille.get(taille, ()):
                if (masque ^ lettres).bit_count() <= ecart:
                    yield forme, frequence


def _letters(mot: str) -> int:
    masque = 0
    for lettre in mot:
        masque |= 1 << (ord(lettre) % 64)
    return masque


# --- The version of the installed project ---


def read_version() -> str:
    """Return the installed version, or a plain word when run from the bare sources."""
    try:
        return version("spaser")
    except PackageNotFoundError:
        return "développement"
