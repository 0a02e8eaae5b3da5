"""The demonstration's diagnoses: one frozen last year, one under way; all of it fictitious."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from django.utils import timezone

from spaser.metier.autodiagnostic.questionnaire import load_questionnaires, read_code
from spaser.metier.registre.nomenclatures import Approche
from spaser.web.comptes.models import Utilisateur
from spaser.web.diagnostic.approche import choose
from spaser.web.diagnostic.campagnes import participations
from spaser.web.diagnostic.campagnes.services import Reglement, freeze, open_campagne, settle
from spaser.web.diagnostic.models import Campagne, Mode, Participation
from spaser.web.organisations.models import Espace
from spaser.web.organisations.premiers_contenus import FIGURANTS, find_metropole

type Reponses = tuple[tuple[str, str], ...]

_DEBUT: Final = (
    ("Direction des achats", "2-0100-0100-1000-0100-1000"),
    ("Direction de l’environnement", "2-0110-0000-1000-0110-1000"),
)
_AVANT: Final = (
    ("Direction des achats", "2-1210-1110-1101-1101-1000"),
    ("Direction de l’environnement", "2-1210-0110-1101-1111-1000"),
    ("Élue aux achats responsables", "2-1210-1110-1101-1x01-1000"),
)
_PASSEES: Final = (
    ("Premier état des lieux", timedelta(days=730), _DEBUT),
    ("Un an après", timedelta(days=365), _AVANT),
)
_MAINTENANT: Final = (
    (Mode.COMPTE, "administration", "2-3221-2221-2212-2222-2111"),
    (Mode.COMPTE, "contribution", "2-2221-2121-2112-2312-2111"),
    (Mode.ATELIER, "Atelier des directions, groupe 1", "2-2311-2221-1212-2222-2x11"),
    (Mode.ATELIER, "Atelier des directions, groupe 2", "2-2221-2221-2222-1222-2101"),
)
_APPROCHE: Final = {"porteur": "achats", "experience": "pratique", "delai": "moyen"}


def load_demonstration() -> None:
    espace = find_metropole()
    if espace is None or Campagne.objects.filter(espace=espace).exists():
        return
    personnes = _find_personnes()
    aujourdhui = timezone.localdate()
    for titre, recul, reponses in _PASSEES:
        campagne = _type(espace, titre, aujourdhui - recul, reponses, personnes["administration"])
        freeze(espace, campagne, personnes["administration"])
    _load_ouverte(espace, aujourdhui, personnes)
    choose(
        espace,
        Approche.OPERATIONNELLE,
        "La direction des achats porte le projet, et nous voulons des actions dès cette année.",
        _APPROCHE,
        personnes["redaction"],
    )


def _find_personnes() -> Mapping[str, Utilisateur]:
    comptes = {figurant.courriel: figurant.compte for figurant in FIGURANTS}
    return {comptes[u.courriel]: u for u in Utilisateur.objects.filter(courriel__in=comptes)}


def _type(
    espace: Espace, titre: str, jour: date, reponses: Reponses, auteur: Utilisateur
) -> Campagne:
    campagne = open_campagne(espace, titre, jour, nominative=True, auteur=auteur)
    for nom, code in reponses:
        participations.type_papier(campagne, nom, _read(code), auteur)
    settle(
        campagne,
        Reglement("plan-action", 1, "Des essais existent, mais rien n’est écrit ni suivi.", 0),
        auteur,
    )
    return campagne


def _load_ouverte(espace: Espace, jour: date, personnes: Mapping[str, Utilisateur]) -> None:
    auteur = personnes["redaction"]
    campagne = open_campagne(espace, "Avant le schéma", jour, nominative=False, auteur=auteur)
    for mode, nom, code in _MAINTENANT:
        if mode is Mode.COMPTE:
            sienne = participations.start(campagne, personnes[nom])
            participations.save_reponses(sienne, _read(code), {})
            participations.send(sienne)
        else:
            participations.type_papier(campagne, nom, _read(code), auteur)
    Participation.objects.create(
        campagne=campagne, mode=Mode.LIEN, nom="Réseau des entreprises d’insertion"
    )
    settle(
        campagne,
        Reglement(
            "politique-ecrite",
            2,
            "Des orientations sont écrites dans plusieurs documents, sans politique validée.",
            0,
        ),
        auteur,
    )


def _read(code: str) -> dict[str, int]:
    return read_code(code, load_questionnaires())[1]
