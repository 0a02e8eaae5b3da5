"""What the control of a record finds; the examination of days and of numbers.

The official form of a day is AAAA-MM-JJ; other forms are repaired when they say one day only. What
is written as text is read as a number when it can mean one only.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache, partial
from typing import Any, Final, NamedTuple

import msgspec

from spaser.moteur.decp.champs import Champ, GenreChamp, Presence
from spaser.moteur.decp.conversion.valeurs import MOINS, read_date
from spaser.moteur.decp.nomenclatures import is_vide
from spaser.moteur.decp.octets import VALEUR_MAX
from spaser.moteur.decp.plausibilite import (
    CONCESSION_MIN,
    DUREE_LONGUE_MOIS,
    DUREE_MAX_MOIS,
    OFFRES_MAX,
    REPETITION_DES,
    is_excessif,
    judge_montant,
)

_VIDE_LONGUEUR_MAX: Final = 8  # « NC », « MQ NC », « null »…
_TEXTES: Final = frozenset({GenreChamp.TEXTE, GenreChamp.IDENTIFIANT, GenreChamp.LIEU})
ABSENT: Final = msgspec.UNSET  # what is left of a value that is taken off

_encode = msgspec.json.Encoder(decimal_format="number").encode


class Sort(StrEnum):
    REPARABLE = "reparable"
    ACHETEUR = "acheteur"
    REMARQUE = "remarque"


class Probleme(NamedTuple):
    """One problem of one record. `schema`: the official schema refuses it too."""

    code: str
    champ: str | None
    valeur: str | None
    message: str
    sort: Sort
    schema: bool


class Releve:
    __slots__ = ("aujourdhui", "problemes", "xml")

    def __init__(self, aujourdhui: date, *, xml: bool = False) -> None:
        self.problemes: list[Probleme] = []
        self.aujourdhui = aujourdhui
        self.xml = xml  # every value of an XML file is text: that alone is no fault

    def repair(
        self, code: str, champ: str, brut: object, message: str, *, schema: bool = True
    ) -> None:
        self._note(code, champ, brut, message, Sort.REPARABLE, schema=schema)

    def ask(
        self, code: str, champ: str, brut: object, message: str, *, schema: bool = True
    ) -> None:
        """Note a problem that only the buyer can solve."""
        self._note(code, champ, brut, message, Sort.ACHETEUR, schema=schema)

    def remark(self, code: str, champ: str, brut: object, message: str) -> None:
        """Note what deserves a look and prevents nothing."""
        self._note(code, champ, brut, message, Sort.REMARQUE, schema=False)

    def _note(
        self,
        code: str,
        champ: str,
        brut: object,
        message: str,
        sort: Sort,
        *,
        schema: bool,
    ) -> None:
        self.problemes.append(Probleme(code, champ, show_brut(brut), message, sort, schema))

    def is_blocked(self) -> bool:
        """Tell whether the buyer is needed."""
        return any(p.sort is Sort.ACHETEUR for p in self.problemes)


type Examen = Callable[[object, Releve], object]
"""Takes a value that is present; returns it, or repaired, or ABSENT; notes what is wrong."""

type Lecteur = Callable[[Any, Releve], object]


def show_brut(brut: object) -> str | None:
    if brut is None or brut is ABSENT:
        return None
    texte = brut if isinstance(brut, str) else _encode(brut).decode()
    return texte if len(texte) <= VALEUR_MAX else f"{texte[: VALEUR_MAX - 1]}…"


def make_examen(
    champ: Champ, chemin: str, attendu: str, lecteurs: Mapping[type, Lecteur]
) -> Examen:
    """Return the examination of a field by what reads each type of value.

    A text that says nothing is taken off, whatever would read it; another type is refused.
    """

    def examine(brut: object, releve: Releve) -> object:
        if brut is None or (type(brut) is str and says_nothing(brut)):
            return leave_out(champ, chemin, brut, releve)
        lecteur = lecteurs.get(type(brut))
        if lecteur is None:
            return refuse_structure(chemin, brut, releve, attendu)
        return lecteur(brut, releve)

    return examine


def says_nothing(texte: str) -> bool:
    """Tell whether a text stands for no answer: blank, NC, MQ and the like."""
    return len(texte) <= _VIDE_LONGUEUR_MAX and is_vide(texte)


def leave_out(champ: Champ, chemin: str, brut: object, releve: Releve) -> object:
    """Take off a value that says nothing; a mandatory one must come from the buyer."""
    blanc = not brut or (isinstance(brut, str) and not brut.strip())
    if champ.presence is Presence.OBLIGATOIRE:
        # The official schema takes any text for a text, even an empty one.
        schema = not (isinstance(brut, str) and champ.genre in _TEXTES and not champ.longueur)
        if blanc:
            releve.ask("champ_absent", chemin, brut, "obligatoire, mais vide", schema=schema)
        else:
            releve.ask("non_renseigne", chemin, brut, "obligatoire, mais sans réponse")
    elif not blanc:
        releve.repair("non_renseigne", chemin, brut, "ne dit rien : le champ est à retirer")
    elif not releve.xml:
        releve.repair("valeur_nulle", chemin, brut, "un champ facultatif vide est à retirer")
    return ABSENT


def refuse_structure(chemin: str, brut: object, releve: Releve, attendu: str) -> object:
    """Note that a value has not the shape expected, and that no certain way leads there."""
    releve.ask("structure_illisible", chemin, brut, f"n’a pas la forme attendue : {attendu}")
    return brut


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


type Nombre = int | Decimal

_DECOR: Final = re.compile(r"[\s\u00a0\u202f\u2009'’]|€|euros?|eur|ht\b|mois", re.IGNORECASE)
_DECIMAL: Final = re.compile(r"[-+]?\d{1,18}(?:[.,]\d{1,12})?")
_PLAT: Final = re.compile(r"[-+]?\d+(?:\.\d+)?")
_MILLIERS_OU_DECIMALES: Final = re.compile(r"[-+]?[1-9]\d{0,2}[.,]\d{3}")
_MILLIERS: Final = (
    (re.compile(r"[-+]?\d{1,3}(?:\.\d{3})+,\d{1,2}"), ".", ","),
    (re.compile(r"[-+]?\d{1,3}(?:,\d{3})+\.\d{1,2}"), ",", "."),
    (re.compile(r"[-+]?\d{1,3}(?:\.\d{3}){2,}"), ".", ","),
    (re.compile(r"[-+]?\d{1,3}(?:,\d{3}){2,}"), ",", "."),
)
_CENT: Final = 100


class _NombreSitue(NamedTuple):
    champ: Champ
    chemin: str
    famille: str


class AmbiguError(ValueError):
    """A text that can mean two numbers: « 1.500 » is 1500 or 1,5."""


def parse_texte(texte: str) -> Nombre | None:
    """Return the number that a text certainly means, None when it is no number.

    Raises:
        AmbiguError: it can mean two.
    """
    net = _DECOR.sub("", texte).translate(MOINS)
    if _MILLIERS_OU_DECIMALES.fullmatch(net):
        raise AmbiguError
    for forme, milliers, decimales in _MILLIERS:
        if forme.fullmatch(net):
            return simplify(Decimal(net.replace(milliers, "").replace(decimales, ".")))
    return simplify(Decimal(net.replace(",", "."))) if _DECIMAL.fullmatch(net) else None


def simplify(nombre: Decimal) -> Nombre:
    """Return a whole number as an int, another without its last zeros."""
    entier = int(nombre)
    return entier if entier == nombre else nombre.normalize()


def make_nombre(champ: Champ, chemin: str, famille: str) -> Examen:
    attendu = (
        "un nombre entier" if champ.genre in {GenreChamp.ENTIER, GenreChamp.DUREE} else "un nombre"
    )
    check = partial(_LIMITES[champ.genre], _NombreSitue(champ, chemin, famille))

    def read(nombre: Nombre, releve: Releve) -> object:
        check(nombre, nombre, releve)
        return nombre

    def read_texte(texte: str, releve: Releve) -> object:
        nombre = _read_text(texte, chemin, champ.genre, releve)
        if nombre is None:
            return texte
        if not releve.xml or not _PLAT.fullmatch(texte.strip()):
            releve.repair("nombre_texte", chemin, texte, f"s’écrit {nombre}, sans guillemets")
        check(nombre, texte, releve)
        return nombre

    return make_examen(champ, chemin, attendu, {int: read, Decimal: read, str: read_texte})


def _read_text(texte: str, chemin: str, genre: GenreChamp, releve: Releve) -> Nombre | None:
    if releve.xml and _PLAT.fullmatch(texte.strip()):
        return simplify(Decimal(texte.strip()))
    net = texte.strip()
    pourcentage = genre is GenreChamp.TAUX and net.endswith("%")
    try:
        nombre = parse_texte(net.removesuffix("%") if pourcentage else net)
    except AmbiguError:
        message = "le point ou la virgule peut séparer des milliers ou des décimales"
        releve.ask("nombre_ambigu", chemin, texte, message)
        return None
    if nombre is None:
        releve.ask("nombre_illisible", chemin, texte, "ce n’est pas un nombre")
    elif pourcentage:
        return simplify(Decimal(nombre) / _CENT)
    return nombre


def _limit_duree(lieu: _NombreSitue, nombre: Nombre, brut: object, releve: Releve) -> None:
    if 1 <= nombre <= DUREE_LONGUE_MOIS and (type(nombre) is int or int(nombre) == nombre):
        return
    if int(nombre) != nombre:
        message = "la durée se donne en mois entiers, arrondis au mois supérieur"
        releve.ask("duree_fractionnaire", lieu.chemin, brut, message)
    elif nombre < 1:
        releve.ask("duree_impossible", lieu.chemin, brut, "la durée est d’au moins un mois")
    elif nombre > DUREE_MAX_MOIS:
        message = f"plus de {DUREE_MAX_MOIS} mois"
        releve.ask("duree_impossible", lieu.chemin, brut, message, schema=False)
    else:
        message = f"plus de {DUREE_LONGUE_MOIS // 12} ans : jours ou années, peut-être"
        releve.remark("duree_improbable", lieu.chemin, brut, message)


def _limit_entier(lieu: _NombreSitue, nombre: Nombre, brut: object, releve: Releve) -> None:
    minimum = lieu.champ.minimum or 0
    if type(nombre) is not int and int(nombre) != nombre:
        releve.ask("nombre_hors_bornes", lieu.chemin, brut, "ce nombre doit être entier")
    elif nombre < minimum:
        releve.ask("nombre_hors_bornes", lieu.chemin, brut, f"le minimum est {minimum}")
    elif nombre > OFFRES_MAX and lieu.champ.nom != "id":
        message = "ce nombre n’est pas plausible"
        releve.ask("nombre_hors_bornes", lieu.chemin, brut, message, schema=False)


def _limit_taux(lieu: _NombreSitue, nombre: Nombre, brut: object, releve: Releve) -> None:
    if 0 <= nombre <= 1:
        return
    message = "un taux va de 0 à 1"
    if 1 < nombre <= _CENT:
        message += f" ; est-ce {simplify(Decimal(nombre) / _CENT)} ?"
    releve.ask("taux_hors_bornes", lieu.chemin, brut, message)


def _limit_montant(lieu: _NombreSitue, nombre: Nombre, brut: object, releve: Releve) -> None:
    if CONCESSION_MIN <= nombre < REPETITION_DES:
        return
    minimum = lieu.champ.minimum or 0
    if nombre < minimum < 1:
        releve.ask("nombre_hors_bornes", lieu.chemin, brut, f"le minimum est {minimum}")
        return
    soupcon = judge_montant(nombre, lieu.famille) if minimum else None
    if soupcon == "factice":
        code, message = "montant_factice", "0 ou 1 € tient la place d’un vrai montant"
        if nombre < 0:
            code, message = "montant_negatif", "un montant n’est jamais négatif"
        releve.ask(code, lieu.chemin, brut, message, schema=nombre < minimum)
    elif soupcon or is_excessif(nombre, lieu.famille):
        message = "montant invraisemblable"
        if nombre < CONCESSION_MIN:
            message += f" : moins de {CONCESSION_MIN} € pour toute une concession"
        releve.ask("montant_aberrant", lieu.chemin, brut, message, schema=False)


_LIMITES: Final = {
    GenreChamp.DUREE: _limit_duree,
    GenreChamp.ENTIER: _limit_entier,
    GenreChamp.TAUX: _limit_taux,
    GenreChamp.MONTANT: _limit_montant,
}
