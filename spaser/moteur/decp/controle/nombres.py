"""Numbers: what is written as text is read when it can mean one number only."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import partial
from typing import Final, NamedTuple

from spaser.moteur.decp.champs import Champ, GenreChamp
from spaser.moteur.decp.controle.modele import Examen, Releve, make_examen
from spaser.moteur.decp.conversion.valeurs import MOINS
from spaser.moteur.decp.plausibilite import (
    CONCESSION_MIN,
    DUREE_LONGUE_MOIS,
    DUREE_MAX_MOIS,
    OFFRES_MAX,
    REPETITION_DES,
    is_excessif,
    judge_montant,
)

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
