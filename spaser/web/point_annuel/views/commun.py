"""What the pages of the yearly review share."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from spaser.documents.point_annuel.textes import Etape, tell_ligne
from spaser.documents.publication.textes import AUTRES, name_legales
from spaser.metier.point_annuel.modele import ContenuPoint, LignePoint
from spaser.metier.reference import ReferenceChiffre
from spaser.web.chiffres.source import link_preuve
from spaser.web.organisations.espaces import Pas, fil_espace
from spaser.web.organisations.models import Espace
from spaser.web.point_annuel.models import ANNEE_MIN
from spaser.web.point_annuel.selectors import PointLu, read_point

TITRE: Final = "Point annuel"
_COULEURS: Final = {"atteint": "success", "en_bonne_voie": "info", "en_retard": "warning"}


def fil_point(request: HttpRequest, espace: Espace, *suite: Pas) -> list[Pas]:
    racine = reverse("point_annuel:points", args=[espace.siren]) if suite else None
    return fil_espace(request, espace, (TITRE, racine), *suite)


def get_point(espace: Espace, annee: int) -> PointLu:
    """Return the review of a year; 404 for one that has not begun, or too far."""
    if not ANNEE_MIN <= annee <= timezone.localdate().year:
        raise Http404
    return read_point(espace, annee)


def describe_etape(lu: PointLu) -> Etape:
    return Etape(
        clos_le=lu.clos_le,
        corrections=lu.corrections,
        reserve=lu.espace.mention,
        fictive=lu.espace.est_fictif,
    )


def show_groupes(lu: PointLu) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the lines in two tables, those of the law first; the second only if it has any."""
    contenu: ContenuPoint = lu.contenu
    groupes = ((name_legales(), contenu.legales), (AUTRES, contenu.autres))
    return [(titre, [_show(lu, ligne) for ligne in lignes]) for titre, lignes in groupes if lignes]


def _show(lu: PointLu, ligne: LignePoint) -> dict[str, Any]:
    dite = tell_ligne(ligne, lu.corrections)
    auteurs = [une.par for une in lu.corrections if une.cle == dite.cle]
    return {
        "dite": dite,
        "errata": list(zip(dite.errata, auteurs, strict=True)),
        "couleur": _COULEURS.get(ligne.etat.value, ""),
        "preuve": _link(lu.espace, ligne.resultat.reference),
    }


def _link(espace: Espace, reference: str) -> str:
    return link_preuve(espace, ReferenceChiffre.parse(reference)) if reference else ""
