"""Numbers, dates and typography as a French reader expects them.

A number has one way to the screen: the functions of this module.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from spaser.elements import PARIS

INSECABLE: Final = "\u00a0"
FINE: Final = "\u202f"  # narrow no-break space: thousands, and before ; ! ? %

MOIS: Final[tuple[str, ...]] = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)

_PALIERS: Final[tuple[tuple[float, str, str], ...]] = (
    (1e9, "Md€", "milliard"),
    (1e6, "M€", "million"),
    (1e3, "k€", ""),
)
_FINESSE: Final = 0.001  # a tenth of a point: the finest share shown
_PRECIS_SOUS: Final = 0.0995  # below 10 %, a tenth of a point counts
_PRECIS_DES: Final = 0.99
_ENTIER_AU_DELA: Final = 100  # above that many units, a decimal says nothing more


def format_nombre(nombre: float, decimales: int = 0) -> str:
    """Return 12 345,6 with narrow spaces and a decimal comma."""
    texte = f"{_arrondi(nombre, decimales):,.{decimales}f}"
    return texte.replace(",", FINE).replace(".", ",")


def _arrondi(nombre: float, decimales: int) -> Decimal:
    """Round as people do: halves away from zero, and never a minus before a zero."""
    pas = Decimal(1).scaleb(-decimales)
    return Decimal(repr(nombre)).quantize(pas, ROUND_HALF_UP) + 0


def format_moyenne(nombre: float) -> str:
    """Return a mean with one decimal, none when it is a whole number."""
    return format_nombre(nombre, 1).removesuffix(",0")


def format_pourcent(part: float) -> str:
    """Return 12 %, or 2,6 % near the ends; only a real 0 or 1 reads 0 % or 100 %."""
    if 0 < part < _FINESSE / 2:
        return f"<{INSECABLE}0,1{FINE}%"
    if 1 - _FINESSE / 2 < part < 1:
        return f">{INSECABLE}99,9{FINE}%"
    precis = part < _PRECIS_SOUS or part > _PRECIS_DES
    return f"{format_moyenne(part * 100) if precis else format_nombre(part * 100)}{FINE}%"


def format_pourcent_lu(part: float) -> str:
    """Return a share as it is read in a sentence: 12 %, moins de 0,1 %."""
    court = format_pourcent(part)
    return court.replace(f"<{INSECABLE}", "moins de ").replace(f">{INSECABLE}", "plus de ")


def format_euros(montant: float) -> str:
    """Return every euro: 1 234 567 €."""
    return f"{format_nombre(montant)}{FINE}€"


def format_budget(montant: Decimal) -> str:
    """Return every euro, and cents when there are some, in a sentence as in a table: 1 234,50 €."""
    return f"{format_nombre(float(montant), 2).removesuffix(',00')}{FINE}€"


def format_euros_courts(montant: float) -> str:
    """Return an amount short enough for a chart or a table: 83,2 M€."""
    for palier, sigle, _ in _PALIERS:
        if abs(montant) >= palier * 0.9995:
            return f"{format_unites(montant / palier)}{FINE}{sigle}"
    return format_euros(montant)


def choose_unite_montant(maximum: float) -> tuple[float, str]:
    """Return the divisor and the name of the unit that suits a chart's largest amount."""
    for palier, _, nom in _PALIERS:
        if maximum >= palier:
            return palier, f"{nom}s d’euros" if nom else "milliers d’euros"
    return 1.0, "euros"


def format_unites(unites: float) -> str:
    """Return a number with one decimal under a hundred, and none above."""
    return format_nombre(unites) if abs(unites) >= _ENTIER_AU_DELA else format_moyenne(unites)


def format_euros_lus(montant: float) -> str:
    """Return an amount as it is read aloud: 83,2 millions d’euros."""
    for palier, _, nom in _PALIERS:
        if nom and abs(montant) >= palier * 0.9995:
            unites = montant / palier
            return f"{format_unites(unites)}{INSECABLE}{nom}{_s(unites)} d’euros"
    return f"{format_nombre(montant)}{INSECABLE}euro{_s(montant)}"


def is_pluriel(nombre: float) -> bool:
    """Tell whether a noun takes its plural, which starts at two in French: « 0 marché »."""
    return abs(_arrondi(nombre, 1)) >= 2  # noqa: PLR2004 - see above


def _s(nombre: float) -> str:
    return "s" if is_pluriel(nombre) else ""


def _as_jour(jour: date) -> date:
    """Return the day in Paris of a moment, which passes for a date."""
    if not (isinstance(jour, datetime) and jour.tzinfo):
        return jour
    return jour.astimezone(PARIS)


def format_date(jour: date) -> str:
    """Return 24 novembre 2026; the first of a month is « 1er »."""
    jour = _as_jour(jour)
    numero = "1er" if jour.day == 1 else str(jour.day)
    return f"{numero}{INSECABLE}{MOIS[jour.month - 1]}{INSECABLE}{jour.year}"


def format_date_courte(jour: date) -> str:
    """Return 04/01/2026, for a column of dates."""
    return f"{_as_jour(jour):%d/%m/%Y}"


def format_annees(annees: tuple[int, ...]) -> str:
    """Return 2019 à 2023, 2025."""
    morceaux: list[str] = []
    for debut, fin in _suites(sorted(set(annees))):
        if fin - debut >= 2:  # noqa: PLR2004 - two years in a row are listed, not spanned
            morceaux.append(f"{debut} à {fin}")
        else:
            morceaux += [str(annee) for annee in range(debut, fin + 1)]
    return ", ".join(morceaux)


def _suites(annees: list[int]) -> list[tuple[int, int]]:
    suites: list[tuple[int, int]] = []
    for annee in annees:
        if suites and annee == suites[-1][1] + 1:
            suites[-1] = (suites[-1][0], annee)
        else:
            suites.append((annee, annee))
    return suites


def format_siren(siren: str) -> str:
    """Return 213 300 058 (SIREN) or 213 300 058 00012 (SIRET)."""
    groupes = [siren[:3], siren[3:6], siren[6:9], siren[9:]]
    return FINE.join(groupe for groupe in groupes if groupe)


def name_inconnu(siren: str) -> str:
    return f"Acheteur {format_siren(siren)}"


def pluriel(nombre: float, singulier: str, au_pluriel: str | None = None) -> str:
    """Return « 1 marché », « 12 marchés »."""
    mot = (au_pluriel or f"{singulier}s") if is_pluriel(nombre) else singulier
    return f"{format_nombre(nombre)}{INSECABLE}{mot}"


_LETTRES: Final = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
).split()


def spell_nombre(nombre: int, *, feminin: bool = False) -> str:
    """Return a small number in letters, as a title says it: « sept », « une »; 17 in figures."""
    if nombre == 1 and feminin:
        return "une"
    return _LETTRES[nombre] if 0 <= nombre < len(_LETTRES) else format_nombre(nombre)


def tell_parts(nom: str, parts: Iterable[tuple[int, str]]) -> str:
    """Say how many are in each state, as a title does: « Deux cibles en retard, une à régler »."""
    comptees = [(nombre, etat) for nombre, etat in parts if nombre]
    phrases = [f"{spell_nombre(nombre, feminin=True)} {etat}" for nombre, etat in comptees]
    if comptees:
        nombre, etat = comptees[0]
        dit = spell_nombre(nombre, feminin=True)
        phrases[0] = f"{capitalize(dit)} {nom}{'s'[: nombre > 1]} {etat}"
    return typographie(", ".join(phrases))


def enumerate_mots(mots: list[str]) -> str:
    """Return « a, b et c »."""
    if len(mots) <= 1:
        return "".join(mots)
    return f"{', '.join(mots[:-1])} et {mots[-1]}"


_AVANT_FINE: Final = re.compile(r"[ \u00a0](?=[;!?%€])")
_AVANT_DEUX_POINTS: Final = re.compile(r" (?=:(?:\s|$))")
_APRES_OUVRANT: Final = re.compile(r"« ")
_AVANT_FERMANT: Final = re.compile(r" »")
_APOSTROPHE: Final = re.compile(r"(?<=\w)'(?=[\w«])")
_REFERENCE: Final = re.compile(r"(?<=\b[LRD]\.) (?=\d)|(?<=n°) (?=\d)")  # L. 2111-3, n° 12
_MILLIERS: Final = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")


def typographie(texte: str) -> str:
    """Give a French sentence its unbreakable spaces and curled apostrophes.

    No space is invented nor removed, so a code or an address goes through unharmed.
    """
    texte = _AVANT_FINE.sub(FINE, texte)
    texte = _AVANT_DEUX_POINTS.sub(INSECABLE, texte)
    texte = _APRES_OUVRANT.sub(f"«{INSECABLE}", texte)
    texte = _AVANT_FERMANT.sub(f"{INSECABLE}»", texte)
    texte = _APOSTROPHE.sub("\u2019", texte)
    texte = _REFERENCE.sub(INSECABLE, texte)
    return _MILLIERS.sub(FINE, texte)


def capitalize(phrase: str) -> str:
    """Give a sentence its capital and leave the rest alone."""
    return phrase[:1].upper() + phrase[1:]


def uncapitalize(phrase: str) -> str:
    """Let a sentence go on after a colon; an acronym keeps its capitals."""
    return phrase if phrase[1:2].isupper() else phrase[:1].lower() + phrase[1:]


_LOT: Final = re.compile(
    r"\blots?\s*(?:n\s*[°ºo]\s*\.?|num[eé]ro|#)?\s*[:-]?\s*(\d{1,3}[a-z]?|(?-i:[A-Z]))\b",
    re.IGNORECASE,
)


def cut_titre(texte: str, longueur: int) -> str:
    """Shorten the title of a contract at the end of a word: « Travaux de voirie… (lot 3) ».

    Lots of one purchase often differ by their number alone: one that would be cut off is kept.
    """
    if len(texte) <= longueur:
        return texte
    trouve = _LOT.search(texte)
    debut = _cut_mots(texte, longueur - 1)
    if trouve is None or trouve.end() <= len(debut):
        return f"{debut}…"
    lot = f" (lot{INSECABLE}{trouve[1]})"
    return f"{_cut_mots(texte[: trouve.start()], longueur - 1 - len(lot))}…{lot}"


def _cut_mots(texte: str, longueur: int) -> str:
    """Return the words that fit; half of a very long one."""
    morceau = texte[: longueur + 1]
    if len(texte) > longueur:
        morceau = morceau.rpartition(" ")[0] or texte[:longueur]
    return morceau.rstrip(" ,;:.-–(")
