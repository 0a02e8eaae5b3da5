"""The schemes of the register in the search box of the site."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from spaser.web.recherche.normalisation import split_mots, split_racines, stem
from spaser.web.recherche.selectors import Trouve, search
from spaser.web.recherche.textes import SourceVive, Texte, Vivante
from spaser.web.registre.indexation import TOUJOURS, TYPE_RECHERCHE
from spaser.web.registre.lecture import name_lieu, name_periode
from spaser.web.registre.models import Fiche
from spaser.web.registre.selectors.listing import read_fiches

_PEU: Final = 8  # schemes: more bear a word that is the name of none
_NOM_OU_LIEU: Final = 3  # the rank of what bears all the words in its name or its place
_DE_TOUTES: Final = frozenset(split_racines(TOUJOURS))


def find_schemas(mots: str, limite: int) -> Vivante:
    """Find schemes by the words that are not said of all of them."""
    propres = " ".join(mot for mot in split_mots(mots) if stem(mot) not in _DE_TOUTES)
    trouves = search(propres, TYPE_RECHERCHE).trouves if propres else ()
    fiches = read_fiches(numero for numero, _ in trouves[:limite])
    return Vivante(
        tuple(_make_texte(fiche) for fiche in fiches),
        len(trouves),
        _tell_force(trouves),
        f"{reverse('registre:liste')}?{urlencode({'q': propres})}",
    )


def _tell_force(trouves: tuple[Trouve, ...]) -> float:
    """Say how sure it is that a scheme was looked for: a name, a place of many, a word in one."""
    if not trouves or trouves[0][1] < _NOM_OU_LIEU:
        return 0.3
    return 1.0 if len(trouves) <= _PEU else 0.6


def _make_texte(fiche: Fiche) -> Texte:
    faits = (name_lieu(fiche), name_periode(fiche.periode))
    return Texte(
        code=str(fiche.pk),
        titre=f"{fiche.structure} : {fiche.titre}" if fiche.titre else fiche.structure,
        adresse=fiche.get_absolute_url(),
        resume=", ".join(filter(None, faits)),
    )


SCHEMAS: Final = SourceVive("registre", "Registre des SPASER", find_schemas, rang=35)
