"""Writes the calendar of a scheme and the bodies that steer it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.db.models import Max

from spaser.metier.calendrier import propose_jalons
from spaser.web.commun.versions import save_version
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.identite import find_instance
from spaser.web.organisations.models import Espace
from spaser.web.redaction.models import Comite, Jalon
from spaser.web.redaction.selectors import list_comites, list_jalons
from spaser.web.redaction.services.reglages import save_schema
from spaser.web.socle.journal import record

_GESTES: Final = {Jalon: "schema.calendrier", Comite: "schema.gouvernance"}

# What a buyer starts from: the body that decides comes last, under its own name.
_USUELS: Final = (
    {
        "nom": "Comité de pilotage",
        "role": "Arrête les axes, les priorités et les cibles ; lève les blocages.",
        "membres": "L’élue ou l’élu en charge des achats, la direction générale, les directions "
        "qui achètent le plus",
        "quand": "Trois à quatre fois pendant la préparation, puis une fois par an",
    },
    {
        "nom": "Comité technique",
        "role": "Prépare les propositions, suit les actions et les indicateurs.",
        "membres": "Chef de projet, service achats, finances, pilotes des politiques concernées",
        "quand": "Une fois par mois pendant la préparation, puis une fois par trimestre",
    },
    {
        "nom": "Référents dans les services",
        "role": "Font remonter les besoins, relaient le schéma auprès de ceux qui achètent.",
        "membres": "Une personne par direction",
        "quand": "Deux fois par an",
    },
)
_DECIDE: Final = {
    "role": "Vote le schéma, prend connaissance de ses résultats, décide de sa révision.",
    "quand": "Au vote, puis une fois par an",
}


@transaction.atomic
def plan_jalons(
    espace: Espace, adoption: date, duree: int, auteur: Utilisateur, lue: int | None
) -> None:
    """Put the usual steps before a day of vote; those done or added by the space do not move."""
    save_schema(
        espace, {"adoption": adoption, "duree": duree}, auteur, lue, geste="schema.calendrier"
    )
    presents = {jalon.code: jalon for jalon in list_jalons(espace) if jalon.code}
    for propose in propose_jalons(adoption, duree):
        connu = presents.get(propose.code)
        if connu is None:
            Jalon.objects.create(
                espace=espace, code=propose.code, titre=propose.titre, jour=propose.jour
            )
        elif not connu.fait and connu.jour != propose.jour:
            save_version(connu, connu.version, jour=propose.jour)


@transaction.atomic
def start_comites(espace: Espace, auteur: Utilisateur) -> None:
    instance = find_instance(espace)
    proposes = (*_USUELS, {"nom": instance[:1].upper() + instance[1:], **_DECIDE})
    presents = {comite.nom for comite in list_comites(espace)}
    for champs in proposes:
        if champs["nom"] not in presents:
            add_ligne(Comite(espace=espace, **champs), auteur)


@transaction.atomic
def add_ligne(ligne: Jalon | Comite, auteur: Utilisateur) -> None:
    if isinstance(ligne, Comite):
        dernier = list_comites(ligne.espace).aggregate(rang=Max("rang"))["rang"]
        ligne.rang = 0 if dernier is None else dernier + 1
    ligne.save()
    _record("ajout", ligne, auteur)


@transaction.atomic
def save_ligne(ligne: Jalon | Comite, champs: Mapping[str, Any], auteur: Utilisateur) -> None:
    """Change a step or a body; VersionDepassee when somebody else did since it was read."""
    save_version(ligne, ligne.version, **champs)
    _record("modification", ligne, auteur)


@transaction.atomic
def delete_ligne(ligne: Jalon | Comite, auteur: Utilisateur) -> None:
    _record("retrait", ligne, auteur)
    ligne.delete()


def _record(quoi: str, ligne: Jalon | Comite, auteur: Utilisateur) -> None:
    record(
        _GESTES[type(ligne)],
        auteur=auteur,
        objet=ligne,
        espace=ligne.espace,
        details={"quoi": quoi, "version": ligne.version},
    )
