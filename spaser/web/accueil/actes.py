"""The next acts: what helps most now, three at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from django.urls import reverse
from django.utils import timezone

from spaser.documents.francais import pluriel
from spaser.web.chiffres.situation import Situation
from spaser.web.chiffres.source import link_preuve
from spaser.web.commun.outils import Acte
from spaser.web.commun.reglages import read_eteints
from spaser.web.espace.models import Perimetre
from spaser.web.espace.perimetre import PERIMETRE
from spaser.web.espace.schemas import find_schema
from spaser.web.organisations.models import Espace

NOMBRE: Final = 3


@dataclass(frozen=True)
class Acquis:
    """What a space has already, so that no act proposes it."""

    perimetre: bool
    schema: bool
    obligation: bool


def read_acquis(espace: Espace, perimetre: Perimetre | None, situation: Situation) -> Acquis:
    """Return what a space has, its perimeter and its situation being known."""
    return Acquis(
        perimetre=perimetre is not None,
        schema=find_schema(espace, timezone.localdate()) is not None,
        obligation=situation.obligation is not None,
    )


def list_actes(
    espace: Espace, situation: Situation, suites: Iterable[Acte], acquis: Acquis
) -> list[Acte]:
    """Return the three acts that come first, `suites` being what the tools propose.

    One of the acts comes from a tool as soon as any has something to propose: what is done moves
    the page on.
    """
    return list(islice(_propose(espace, situation, suites, acquis), NOMBRE))


def _propose(
    espace: Espace, situation: Situation, suites: Iterable[Acte], acquis: Acquis
) -> Iterator[Acte]:
    if not acquis.perimetre and PERIMETRE not in read_eteints(espace):
        yield Acte(
            "Préciser votre périmètre",
            "Six questions, une fois : chaque chiffre dira ce qu’il comprend et ce qui manque.",
            reverse("espace:perimetre", args=[espace.siren]),
        )
    if not acquis.obligation:
        yield Acte(
            "Savoir si la loi vous oblige",
            "Tout dépend de ce que vous avez payé dans l’année, que les marchés publiés ne disent "
            "pas.",
            reverse("depenses:obligation", args=[espace.siren]),
        )
    des_outils = iter(suites)
    yield from islice(des_outils, 1)
    yield from _complete(espace, situation)
    if espace.est_essai and not espace.est_garde:
        yield Acte(
            "Rejoindre votre organisation",
            "Pour travailler à plusieurs et publier. Votre travail lui sera remis si son espace "
            "est vide.",
            reverse("organisations:rejoindre_organisation", args=[espace.siren]),
        )
    yield from des_outils
    if not acquis.schema:
        yield Acte(
            "Lire les schémas des autres",
            "Le registre les rassemble, avec leurs axes et leurs cibles.",
            reverse("registre:liste"),
        )
    yield Acte(
        "Lire tous vos indicateurs",
        "Par année, avec leur méthode et leur preuve.",
        reverse("chiffres:indicateurs", args=[espace.siren]),
    )


def _complete(espace: Espace, situation: Situation) -> Iterator[Acte]:
    """Propose the legal line that most contracts leave without an answer."""
    figures = [ligne.des_marches.figure for ligne in situation.lignes if ligne.des_marches]
    pire = max(figures, key=lambda figure: figure.inconnus, default=None)
    if pire is not None and pire.inconnus:
        yield Acte(
            f"Voir {_les(pire.inconnus)} sans réponse",
            f"Les connaître réduit l’incertitude de « {pire.nom} » en {pire.reference.annee}.",
            link_preuve(espace, pire.reference, etat="inconnu"),
        )


def _les(nombre: int) -> str:
    return "le marché" if nombre == 1 else f"les {pluriel(nombre, 'marché')}"
