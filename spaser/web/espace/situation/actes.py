"""The next acts: what helps most now, three at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils import timezone

from spaser.documents.francais import pluriel
from spaser.web.espace.modules import Acte, list_suites
from spaser.web.espace.obligation import find_obligation
from spaser.web.espace.perimetre.selectors import PERIMETRE, find_perimetre
from spaser.web.espace.situation.schemas import find_schema
from spaser.web.espace.situation.selectors import read_situation

if TYPE_CHECKING:
    from spaser.documents.lecture import Mesure
    from spaser.web.espace.acces import Espace
    from spaser.web.espace.situation.selectors import Situation

NOMBRE: Final = 3


def read_actes(espace: Espace, suites: Iterable[Acte] | None = None) -> list[Acte]:
    """Return the three acts that come first in a space, with all that they depend on.

    `suites` is what the tools propose, for who has asked them already.
    """
    return list_actes(
        espace,
        read_situation(espace.siren),
        list_suites(espace) if suites is None else suites,
        perimetre=find_perimetre(espace) is not None,
        schema=find_schema(espace, timezone.localdate()) is not None,
        obligation=find_obligation(espace) is not None,
    )


def list_actes(
    espace: Espace,
    situation: Situation,
    suites: Iterable[Acte],
    *,
    perimetre: bool,
    schema: bool,
    obligation: bool,
) -> list[Acte]:
    """Return the three acts that come first; the last three say what is there already.

    A tool is asked only as long as an act is missing, and one of the acts comes from a tool as
    soon as any has something to propose: what is done moves the page on.
    """
    tous = _propose(
        espace, situation, suites, perimetre=perimetre, schema=schema, obligation=obligation
    )
    return list(islice(tous, NOMBRE))


def _propose(
    espace: Espace,
    situation: Situation,
    suites: Iterable[Acte],
    *,
    perimetre: bool,
    schema: bool,
    obligation: bool,
) -> Iterator[Acte]:
    if not perimetre and PERIMETRE not in espace.eteints:
        yield Acte(
            "Préciser votre périmètre",
            "Six questions, une fois : chaque chiffre dira ce qu’il comprend et ce qui manque.",
            reverse("espace:perimetre", args=[espace.siren]),
        )
    if not obligation:
        yield Acte(
            "Savoir si la loi vous oblige",
            "La loi compte la dépense payée d’une année civile, que les marchés publiés ne disent "
            "pas.",
            reverse("depenses:obligation", args=[espace.siren]),
        )
    des_outils = iter(suites)
    yield from islice(des_outils, 1)
    yield from _complete(espace, situation)
    if espace.essai:
        yield Acte(
            "Rejoindre votre organisation",
            "Pour travailler à plusieurs et publier. Votre travail lui sera remis.",
            reverse("organisations:rejoindre_organisation", args=[espace.siren]),
        )
    yield from des_outils
    if not schema:
        yield Acte(
            "Lire les schémas des autres",
            "Le registre les rassemble, avec leurs axes et leurs cibles.",
            reverse("registre:liste"),
        )
    yield Acte(
        "Lire tous vos indicateurs",
        "Par année, avec leur méthode et leur preuve.",
        reverse("suivi:indicateurs", args=[espace.siren]),
    )


def _complete(espace: Espace, situation: Situation) -> Iterator[Acte]:
    """Propose the legal line that most contracts leave without an answer."""
    mesures = [taux.mesure for taux in situation.legales if taux.mesure]
    pire = max(mesures, key=lambda mesure: mesure.valeur.inconnus, default=None)
    if pire is not None and pire.valeur.inconnus:
        yield Acte(
            f"Voir {_les(pire.valeur.inconnus)} sans réponse",
            f"Ils élargissent la fourchette de « {pire.fiche.libelle} » en {pire.annee}.",
            link_preuve(espace, pire, etat="inconnu"),
        )


def _les(nombre: int) -> str:
    return "le marché" if nombre == 1 else f"les {pluriel(nombre, 'marché')}"


def link_preuve(espace: Espace, mesure: Mesure, etat: str = "") -> str:
    """Return the address of the contracts behind a figure."""
    adresse = reverse("suivi:preuve", args=[espace.siren, mesure.fiche.code])
    suite = f"&etat={etat}" if etat else ""
    return f"{adresse}?annee={mesure.annee}&expression={mesure.valeur.variante}{suite}"
