"""The schemes of the register in the search box of the site."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from spaser.web.recherche.normalisation import split_mots, split_racines, stem
from spaser.web.recherche.selectors import find_debut
from spaser.web.recherche.textes import SourceVive, Texte, Vivante
from spaser.web.registre.indexation import TOUJOURS, TYPE_RECHERCHE
from spaser.web.registre.lecture import name_lieu, name_periode
from spaser.web.registre.models import Fiche
from spaser.web.registre.selectors.listing import read_fiches

_PEU: Final = 8  # schemes: a word that more bear is the name of none
_LIEU: Final = 3  # the rank of what bears all the words in its place, above it in its name
_DE_TOUTES: Final = frozenset(split_racines(TOUJOURS))


def find_schemas(mots: str, limite: int) -> Vivante:
    """Find schemes by the words that are not said of all of them."""
    propres = [mot for mot in split_mots(mots) if stem(mot) not in _DE_TOUTES]
    trouves = find_debut(propres, TYPE_RECHERCHE) if propres else []
    fiches = read_fiches(numero for numero, _ in trouves[:limite])
    rangs = dict(trouves)
    nommes = sum(rang > _LIEU for rang in rangs.values())
    return Vivante(
        tuple((_make_texte(fiche), _tell_force(rangs[fiche.pk], nommes)) for fiche in fiches),
        len(trouves),
        f"{reverse('registre:liste')}?{urlencode({'q': ' '.join(propres)})}",
    )


def _tell_force(rang: int, nommes: int) -> float:
    """Say how sure it is that a scheme was looked for: by its name, its place, or a word in it."""
    if rang < _LIEU:
        return 0.2
    return 1.0 if rang > _LIEU and nommes <= _PEU else 0.6


def _make_texte(fiche: Fiche) -> Texte:
    faits = (name_lieu(fiche), name_periode(fiche.periode))
    return Texte(
        code=str(fiche.pk),
        titre=f"{fiche.structure} : {fiche.titre}" if fiche.titre else fiche.structure,
        adresse=fiche.get_absolute_url(),
        resume=", ".join(filter(None, faits)),
    )


SCHEMAS: Final = SourceVive("registre", "Registre des SPASER", find_schemas, rang=35)
