"""Sign-in links of the demonstration, one for each role."""

from __future__ import annotations

from typing import Final

from django.urls import reverse

from spaser.metier.droits import Role
from spaser.web.comptes.connexion import make_lien
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Organisation
from spaser.web.organisations.premiers_contenus import FIGURANTS, Figurant
from spaser.web.socle.demonstration import LienDemonstration

_EQUIPE: Final = {
    Role.MODERATION: "registre:moderation",
    Role.ANIMATION: "organisations:programme",
}


def make_liens() -> list[LienDemonstration]:
    noms = dict(Organisation.objects.values_list("siren", "nom"))
    personnes = Utilisateur.objects.filter(is_active=True).in_bulk(
        [figurant.courriel for figurant in FIGURANTS], field_name="courriel"
    )
    return [
        LienDemonstration(
            _name(figurant, noms), make_lien(personnes[figurant.courriel], _find_travail(figurant))
        )
        for figurant in FIGURANTS
        if figurant.courriel in personnes
    ]


def _find_travail(figurant: Figurant) -> str:
    if figurant.siren:
        return reverse("accueil:accueil", args=[figurant.siren])
    if figurant.role is None:
        return reverse("organisations:rejoindre")
    return reverse(_EQUIPE[figurant.role])


def _name(figurant: Figurant, noms: dict[str, str]) -> str:
    role = figurant.role.libelle if figurant.role else "Sans organisation"
    lieu = noms.get(figurant.siren)
    return f"{role} – {lieu}" if lieu else role
