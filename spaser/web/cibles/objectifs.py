"""What a buyer aims at, in words, for every page that shows a rate."""

from __future__ import annotations

from typing import Final

from django.urls import reverse

from spaser.documents.cibles import write_point, write_valeur
from spaser.metier.reperes import Objectif
from spaser.web.cibles.models import IndicateurSuivi
from spaser.web.grille.models import LigneGrille
from spaser.web.grille.selectors import name_ligne
from spaser.web.organisations.models import Espace

_OU: Final = "Vos cibles"


def read_objectifs(espace: Espace) -> dict[str, list[Objectif]]:
    """Return what is aimed at, by code of indicator and by line, those of the short list first."""
    lignes = LigneGrille.objects.filter(espace=espace).select_related("visee")
    adresse = reverse("cibles:cibles", args=[espace.siren])
    par_nom: dict[str, list[Objectif]] = {}
    for ligne in lignes.order_by("-retenu", "pk"):
        visee = getattr(ligne, "visee", None)
        chiffre = write_visee(visee) if visee else ""
        if enonce := " : ".join(filter(None, (chiffre, ligne.objectif))):
            objectif = Objectif(enonce=enonce, ou=_OU, adresse=adresse)
            for nom in filter(None, (ligne.code, name_ligne(ligne))):
                par_nom.setdefault(nom, []).append(objectif)
    return par_nom


def write_visee(visee: IndicateurSuivi) -> str:
    """Say what is aimed at, and for when if a year is given: « 60 % en 2028 »."""
    if visee.cible:
        return write_point(visee.cible, visee.unite)
    return "" if visee.cible_valeur is None else write_valeur(visee.cible_valeur, visee.unite)
