"""The next acts: what helps most now, three at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from django.urls import reverse

from spaser.documents.francais import pluriel
from spaser.web.espace.modules import Acte, list_suites

if TYPE_CHECKING:
    from spaser.documents.lecture import Mesure
    from spaser.web.espace.acces import Espace
    from spaser.web.espace.situation.selectors import Situation

NOMBRE: Final = 3


def list_actes(
    espace: Espace, situation: Situation, *, perimetre: bool, schema: bool, obligation: bool
) -> list[Acte]:
    """Return the three acts that come first; the last three say what is there already."""
    tous = _propose(espace, situation, perimetre=perimetre, schema=schema, obligation=obligation)
    return [acte for acte, _ in zip(tous, range(NOMBRE), strict=False)]


def _propose(
    espace: Espace, situation: Situation, *, perimetre: bool, schema: bool, obligation: bool
) -> Iterator[Acte]:
    if not perimetre:
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
    yield from _complete(espace, situation)
    if espace.essai:
        yield Acte(
            "Rejoindre votre organisation",
            "Pour travailler à plusieurs et publier. Votre travail lui sera remis.",
            reverse("organisations:rejoindre_organisation", args=[espace.siren]),
        )
    yield from list_suites(espace)
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
