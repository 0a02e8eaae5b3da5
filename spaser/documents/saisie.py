"""What is typed in a plain area of text, as blocks; and the blocks as that text again.

A blank line separates paragraphs. « - » or « • » begins an element of a list, « 1. » one of an
ordered list, two more spaces one of a list inside. **Two stars** make words strong. Anything else
is kept as it was typed, whatever the word processor it comes from.
"""

import re
import secrets
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import msgspec

from spaser.documents.document import (
    Bloc,
    Contenu,
    Element,
    EnLigne,
    Liste,
    Paragraphe,
    SautDePage,
    Texte,
    split_contenu,
)

_PUCE: Final = re.compile(
    r"(?P<retrait>[ \t]*)(?P<marque>[-–—•·*▪◦‣]|\d{1,3}[.)])[ \t\u00a0]+(?P<texte>\S.*)"
)
_FORT: Final = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_PAS: Final = 2  # spaces that go one list deeper
_TABULATION: Final = " " * _PAS


@dataclass(slots=True)
class _Puce:
    profondeur: int
    ordonnee: bool
    texte: str
    filles: list["_Puce"] = field(default_factory=list)


def parse_saisie(texte: str) -> tuple[Bloc, ...]:
    """Return the blocks of a text; nothing for a blank one."""
    blocs: list[Bloc] = []
    for groupe in _split_groupes(texte):
        puces = [_read_puce(ligne) for ligne in groupe]
        lues = [puce for puce in puces if puce]
        if len(lues) == len(groupe):
            blocs += _make_listes(lues)
        else:
            blocs.append(Paragraphe(_read_fort("\n".join(groupe))))
    return tuple(blocs)


def write_saisie(blocs: Sequence[Bloc]) -> str:
    morceaux = []
    for bloc in blocs:
        if isinstance(bloc, Paragraphe):
            morceaux.append(_write_contenu(bloc.contenu))
        elif isinstance(bloc, Liste):
            morceaux.append("\n".join(_write_liste(bloc, 0)))
    return "\n\n".join(morceaux)


def name_blocs(blocs: Sequence[Bloc], anciens: Sequence[Bloc]) -> tuple[Bloc, ...]:
    """Give each block its identifier: that of the same block before, wherever it was, or a new one.

    A block that changed keeps its own where it follows the block that it followed.
    """
    places = _find_places(blocs, anciens)
    return tuple(
        _name(bloc, anciens[place] if place is not None else None)
        for bloc, place in zip(blocs, places, strict=True)
    )


def _find_places(blocs: Sequence[Bloc], anciens: Sequence[Bloc]) -> list[int | None]:
    """Return, for each block, the place of the former block it comes from, None for a new one."""
    connus = defaultdict[Bloc, list[int]](list)
    for place, ancien in enumerate(anciens):
        connus[_strip(ancien)].append(place)
    nus = [_strip(bloc) for bloc in blocs]
    places = [connus[nu].pop(0) if connus[nu] else None for nu in nus]
    pris = set(places)
    for rang, bloc in enumerate(blocs):
        avant = places[rang - 1] if rang else -1
        if places[rang] is not None or avant is None:
            continue
        suivante = avant + 1
        libre = suivante < len(anciens) and suivante not in pris
        if libre and type(anciens[suivante]) is type(bloc):
            places[rang] = suivante
            pris.add(suivante)
    return places


def _strip(bloc: Bloc) -> Bloc:
    return bloc if isinstance(bloc, SautDePage) else msgspec.structs.replace(bloc, identifiant="")


def _name(bloc: Bloc, ancien: Bloc | None) -> Bloc:
    if isinstance(bloc, SautDePage):
        return bloc
    connu = "" if ancien is None or isinstance(ancien, SautDePage) else ancien.identifiant
    return msgspec.structs.replace(bloc, identifiant=connu or f"b{secrets.token_hex(6)}")


def _split_groupes(texte: str) -> Iterator[list[str]]:
    groupe: list[str] = []
    en_liste = False
    for ligne in [*texte.replace("\r\n", "\n").replace("\r", "\n").split("\n"), ""]:
        est_puce = _PUCE.fullmatch(ligne.rstrip()) is not None
        if groupe and (not ligne.strip() or est_puce != en_liste):
            yield groupe
            groupe = []
        if ligne.strip():
            groupe.append(ligne.rstrip())
            en_liste = est_puce


def _read_puce(ligne: str) -> _Puce | None:
    lue = _PUCE.fullmatch(ligne)
    if lue is None:
        return None
    retrait = lue["retrait"].replace("\t", _TABULATION)
    return _Puce(len(retrait) // _PAS, lue["marque"][0].isdigit(), lue["texte"])


def _make_listes(puces: list[_Puce]) -> Iterator[Liste]:
    """Put each element under the last one that is less deep; a change of kind starts a list."""
    racines: list[_Puce] = []
    chemin: list[_Puce] = []
    for puce in puces:
        while chemin and chemin[-1].profondeur >= puce.profondeur:
            chemin.pop()
        (chemin[-1].filles if chemin else racines).append(puce)
        chemin.append(puce)
    suite: list[_Puce] = []
    for puce in racines:
        if suite and suite[0].ordonnee != puce.ordonnee:
            yield _make_liste(suite)
            suite = []
        suite.append(puce)
    yield _make_liste(suite)


def _make_liste(puces: Sequence[_Puce]) -> Liste:
    return Liste(
        tuple(
            Element(_read_fort(puce.texte), _make_liste(puce.filles))
            if puce.filles
            else _read_fort(puce.texte)
            for puce in puces
        ),
        ordonnee=puces[0].ordonnee,
    )


def _read_fort(texte: str) -> Contenu:
    morceaux: list[EnLigne] = []
    place = 0
    for lu in _FORT.finditer(texte):
        morceaux += [Texte(texte[place : lu.start()])] if lu.start() > place else []
        morceaux.append(Texte(lu[1], fort=True))
        place = lu.end()
    if not morceaux:
        return texte
    return (*morceaux, *([Texte(texte[place:])] if place < len(texte) else []))


def _write_liste(liste: Liste, profondeur: int) -> Iterator[str]:
    for rang, element in enumerate(liste.elements, start=1):
        marque = f"{rang}." if liste.ordonnee else "-"
        contenu = element.contenu if isinstance(element, Element) else element
        yield f"{' ' * _PAS * profondeur}{marque} {_write_contenu(contenu)}"
        if isinstance(element, Element):
            yield from _write_liste(element.liste, profondeur + 1)


def _write_contenu(contenu: Contenu) -> str:
    return "".join(
        f"**{m.texte}**" if isinstance(m, Texte) and m.fort else m.texte
        for m in split_contenu(contenu)
    )
