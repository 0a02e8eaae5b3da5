"""Reads practices: those that everybody reads, those that a buyer tells, those that wait."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from spaser.documents.francais import pluriel
from spaser.donnees.referentiels.embarques import read_familles
from spaser.metier.pratiques import (
    EtatRecit,
    Pratique,
    count_de_famille,
    find_eloges,
)
from spaser.web.chiffres.suites import SuiteFamille
from spaser.web.comptes.models import Utilisateur
from spaser.web.editorial.models import Texte
from spaser.web.editorial.selectors import find_contenu, read_contenus
from spaser.web.marches.selectors import Marche, list_marches
from spaser.web.organisations.models import Espace
from spaser.web.pratiques.models import Recit
from spaser.web.pratiques.textes import PRATIQUES

PROPOSES = 10


def read_pratiques(jour: date) -> tuple[Pratique, ...]:
    return read_contenus(PRATIQUES, jour)


def find_pratique(code: str, jour: date) -> Pratique | None:
    return next((p for p in read_pratiques(jour) if p.code == code), None)


def list_suites(jour: date) -> Iterator[SuiteFamille]:
    liste, noms = reverse("pratiques:liste"), read_familles()
    for code, nombre in count_de_famille(read_pratiques(jour), noms).items():
        libelle = pluriel(nombre, "bonne pratique", "bonnes pratiques")
        yield SuiteFamille(noms[code], libelle, f"{liste}?famille={code}")


def list_pour_familles(familles: Collection[str], jour: date) -> list[Pratique]:
    return [p for p in read_pratiques(jour) if not {*familles}.isdisjoint(p.familles)]


# What a buyer tells.


def list_recits(espace: Espace) -> QuerySet[Recit]:
    return Recit.objects.filter(espace=espace).select_related("espace__organisation", "auteur")


@dataclass(frozen=True)
class RecitLu:
    """A story as its buyer sees it: where it stands, why, what everybody reads of it."""

    recit: Recit
    etat: EtatRecit
    raison: str
    montree: Pratique | None

    @classmethod
    def of(cls, recit: Recit, jour: date) -> RecitLu:
        """Read where a story stands: the team may have withdrawn what it had published."""
        montree = find_pratique(recit.code, jour) if recit.code else None
        etat = EtatRecit(recit.etat)
        if etat is EtatRecit.PUBLIEE and montree is None:
            retire = Texte.objects.filter(genre=PRATIQUES.code, code=recit.code, etat="retiree")
            raison = retire.values_list("reponse", flat=True).first() or ""
            return cls(recit, EtatRecit.RETIREE, raison, None)
        return cls(recit, etat, recit.reponse, montree)

    @property
    def classe(self) -> str:
        return _CLASSES.get(self.etat, "new")


_CLASSES = {
    EtatRecit.ENVOYEE: "info",
    EtatRecit.A_CORRIGER: "warning",
    EtatRecit.PUBLIEE: "success",
    EtatRecit.REFUSEE: "error",
}


def list_alertes(recit: Recit) -> list[str]:
    noms = {nom for marche in recit.marches for nom in marche.get("titulaires", "").split(", ")}
    lu = recit.lu
    return find_eloges((lu.titre, *lu.textes), sorted(noms - {""}))


def search_marches(espace: Espace, texte: str, lies: Iterable[str]) -> list[Marche]:
    """Return a few published contracts of a space whose object or number holds these words."""
    mots, deja = texte.casefold().split(), set(lies)
    if not mots:
        return []
    trouves = (
        marche
        for marche in list_marches(espace)
        if marche.contrat.publie
        and not marche.contrat.prive
        and str(marche.cle) not in deja
        and all(mot in _describe(marche) for mot in mots)
    )
    return [marche for marche, _ in zip(trouves, range(PROPOSES), strict=False)]


def _describe(marche: Marche) -> str:
    return f"{marche.contrat.id or ''} {marche.contrat.objet or ''}".casefold()


# What waits for the team.


def list_attente() -> QuerySet[Recit]:
    attente = Recit.objects.filter(etat=EtatRecit.ENVOYEE)
    return attente.select_related("espace__organisation", "auteur").order_by("envoye_le", "pk")


def find_publiee(recit: Recit, jour: date) -> Pratique | None:
    return find_contenu(PRATIQUES, recit.code, jour) if recit.code else None


def export_recits(personne: Utilisateur) -> list[dict[str, Any]]:
    return [
        {"titre": r.titre, "etat": r.etat, "contenu": r.contenu}
        for r in Recit.objects.filter(auteur=personne).order_by("pk")
    ]
