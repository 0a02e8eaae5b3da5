"""Axes and indicators as people paste them: a line each, « nom ; unité ; cible ; année »."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from spaser.metier.cibles.modele import LIBELLE_MAX, UNITE_MAX, choose_unite, is_taux
from spaser.metier.cibles.nombres import NombreIllisible, read_nombre

LIGNES_MAX: Final = 100
_SEPARATEUR: Final = re.compile(r"\t|;")
_PUCE: Final = re.compile(r"^\s*(?:[-–•*]|\d{1,2}[.)])\s+")
_ANNEE: Final = re.compile(r"(?:19|20|21)\d\d")
_PARTIES: Final = 4


@dataclass(frozen=True, slots=True)
class IndicateurEcrit:
    nom: str
    unite: str = ""
    cible: Decimal | None = None
    annee: int | None = None
    remarque: str = field(default="", compare=False)  # how its target was read, if not as written


def read_titres(texte: str) -> list[str]:
    """Return the titles of a pasted list, without bullets nor numbers, each once."""
    lignes = (" ".join(_PUCE.sub("", ligne).split()) for ligne in texte.splitlines())
    return list(dict.fromkeys(ligne for ligne in lignes if ligne))


def read_indicateurs(texte: str) -> tuple[list[IndicateurEcrit], list[str]]:
    lus: list[IndicateurEcrit] = []
    fautes: list[str] = []
    for rang, ligne in enumerate(texte.splitlines(), start=1):
        parties = [" ".join(p.split()) for p in _SEPARATEUR.split(_PUCE.sub("", ligne))]
        if not any(parties):
            continue
        siennes = list(_find_fautes(parties))
        fautes += [f"Ligne {rang} : {faute}" for faute in siennes]
        if not siennes:
            lus.append(_read(parties))
    return lus, fautes


def _find_fautes(parties: list[str]) -> Iterator[str]:
    if len(parties) > _PARTIES and any(parties[_PARTIES:]):
        yield "il y a plus de quatre parties : nom ; unité ; cible ; année."
        return
    nom, unite, cible, annee = (*parties, "", "", "", "")[:_PARTIES]
    if not nom:
        yield "il manque le nom de l’indicateur, au début."
    for quoi, texte, maximum in (("ce nom", nom, LIBELLE_MAX), ("cette unité", unite, UNITE_MAX)):
        if len(texte) > maximum:
            yield f"{quoi} dépasse {maximum} signes : raccourcissez."
    if annee and not _ANNEE.fullmatch(annee):
        yield f"« {annee[:20]} » n’est pas une année : écrivez par exemple 2028."
    if cible:
        yield from _check_cible(cible, _find_unite(unite, cible), annee)


def _check_cible(cible: str, unite: str, annee: str) -> Iterator[str]:
    if not annee:
        yield "il manque l’année de la cible, à la fin."
    try:
        valeur = read_nombre(cible, unite, de_tableur=True).valeur
    except NombreIllisible as faute:
        yield str(faute)
        return
    if is_taux(unite) and not 0 <= valeur <= 100:  # noqa: PLR2004 - per cent
        yield f"« {cible} » : un taux va de 0 à 100 %."


def _read(parties: list[str]) -> IndicateurEcrit:
    nom, unite, cible, annee = (*parties, "", "", "", "")[:_PARTIES]
    dite = _find_unite(unite, cible)
    lue = read_nombre(cible, dite, de_tableur=True) if cible else None
    return IndicateurEcrit(
        nom=nom,
        unite=dite,
        cible=lue.valeur if lue else None,
        annee=int(annee) if annee else None,
        remarque=lue.remarque if lue else "",
    )


def _find_unite(unite: str, cible: str) -> str:
    """Return the unit that is said, else that of the target: « 30 % » alone is a rate."""
    return choose_unite(unite) if unite else "%" if cible.endswith("%") else ""
