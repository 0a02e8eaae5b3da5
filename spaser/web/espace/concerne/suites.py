"""What to do after an answer: the next acts, as links."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse

from spaser.metier.assujettissement.acheteurs import NatureAcheteur, types_voisins
from spaser.metier.assujettissement.regle import Assujettissement, Situation


@dataclass(frozen=True)
class Suite:
    """A next act."""

    titre: str
    texte: str
    adresse: str


def list_suites(situation: Situation, verdict: Assujettissement) -> list[Suite]:
    """Return what helps most after this answer."""
    suites = [_obligations(situation, verdict), _voisins(situation.nature)]
    if verdict is Assujettissement.OBLIGE:
        suites.append(
            Suite(
                "Déposer votre schéma",
                "S’il existe déjà : en quatre étapes, avec ou sans compte.",
                reverse("registre:deposer"),
            )
        )
    if (
        verdict is not Assujettissement.NON_OBLIGE
        or situation.nature is not NatureAcheteur.HORS_CODE
    ):
        suites.append(
            Suite(
                "Créer un compte",
                "Pour rejoindre votre organisation et préparer votre schéma à plusieurs.",
                reverse("comptes:inscription"),
            )
        )
    return suites


def _obligations(situation: Situation, verdict: Assujettissement) -> Suite:
    parametres = {"nature": situation.nature.value, "territoire": situation.territoire.value}
    if verdict is not Assujettissement.INDETERMINE:
        parametres["spaser"] = verdict.value
    return Suite(
        "Voir vos obligations",
        "Ce que les textes demandent à votre type de structure, et les prochaines dates.",
        _link("obligations:liste", parametres),
    )


def _voisins(nature: NatureAcheteur) -> Suite:
    types = [type_.value for type_ in types_voisins(nature)]
    if not types:
        return Suite(
            "Lire les schémas des autres",
            "Le registre en rassemble, avec leurs axes et leurs cibles.",
            reverse("registre:liste"),
        )
    return Suite(
        "Lire les schémas de structures comme la vôtre",
        "Le registre les rassemble, avec leurs axes et leurs cibles.",
        _link("registre:liste", {"type": types}),
    )


def _link(vue: str, parametres: dict[str, str | list[str]]) -> str:
    requete = QueryDict(mutable=True)
    for nom, valeur in parametres.items():
        requete.setlist(nom, valeur if isinstance(valeur, list) else [valeur])
    return f"{reverse(vue)}?{requete.urlencode()}"
