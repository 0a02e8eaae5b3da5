"""« Mes liens »: every link that a person gave or bears, and those of others that she manages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from spaser.web.commun.liens import list_partages, open_sien, renew_partage, revoke_partage
from spaser.web.commun.models import LienPartage
from spaser.web.commun.outils import list_usages
from spaser.web.comptes.connexion import RequeteConnectee
from spaser.web.organisations.acces import de_la_personne
from spaser.web.organisations.espaces import peut_dans
from spaser.web.organisations.selectors import list_miens
from spaser.web.socle.jetons import SignedPage, lien_of


@dataclass(frozen=True)
class LienOuvert:
    """A link that opens, as its page shows it; one that was asked for is taken back."""

    page: SignedPage
    lien: LienPartage
    nom: str
    chemin: str

    @property
    def se_retire(self) -> bool:
        """Say whether it can be taken back here: a registration is given up on its own page."""
        return self.page.a_soi or self.page.operation is not None


@de_la_personne
@never_cache
@require_safe
def liens(request: RequeteConnectee) -> HttpResponse:
    ouverts = list(_list_ouverts(request))
    donnes = [ouvert.page for ouvert in ouverts]
    verifie = request.user.courriel_verifie_le is not None
    contexte = {
        "rubrique": "liens",
        "fil": [("Mon compte", reverse("comptes:profil")), ("Mes liens", None)],
        "ouverts": [(o, request.build_absolute_uri(o.chemin)) for o in ouverts],
        "a_creer": [p for p in list_usages() if p.a_soi and verifie and p not in donnes],
    }
    return render(request, "commun/liens.html", contexte)


@de_la_personne
@require_POST
def creer_lien(request: RequeteConnectee, code: str) -> HttpResponse:
    page = next((page for page in list_usages() if page.a_soi and page.code == code), None)
    if page is None:
        raise Http404
    open_sien(page, request.user)
    messages.success(request, "Le lien est prêt. Copiez-le ci-dessous.")
    return redirect("commun:liens")


@de_la_personne
@require_POST
def renouveler_lien(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Change an address: the former one opens nothing any more."""
    renew_partage(_find(request, pk).lien, request.user)
    messages.success(request, "L’adresse est changée\u00a0: l’ancienne n’ouvre plus rien.")
    return redirect("commun:liens")


@de_la_personne
@require_POST
def retirer_lien(request: RequeteConnectee, pk: int) -> HttpResponse:
    ouvert = _find(request, pk)
    if not ouvert.se_retire:
        raise Http404
    revoke_partage(ouvert.lien, request.user)
    messages.success(request, f"«\u00a0{ouvert.nom}\u00a0»\u00a0: ce lien n’ouvre plus rien.")
    return redirect("commun:liens")


def _find(request: RequeteConnectee, pk: int) -> LienOuvert:
    """Return a link among those that the page lists; 404 for any other."""
    trouve = next((ouvert for ouvert in _list_ouverts(request) if ouvert.lien.pk == pk), None)
    if trouve is None:
        raise Http404
    return trouve


def _list_ouverts(request: RequeteConnectee) -> Iterator[LienOuvert]:
    """Give the links of one’s own, and those of the spaces where one may give them."""
    espaces = list(list_miens(request.user))
    for page in list_usages():
        qui: dict[str, Any] = {"porteur": request.user}
        if (operation := page.operation) is not None:
            qui = {"espace__in": [e for e in espaces if peut_dans(request, e, operation)]}
        for ligne in _narrow(page, qui):
            lien = lien_of(ligne)
            if lien is not None:
                nom = " – ".join(filter(None, [page.nom, page.nomme(ligne) or lien.pour]))
                yield LienOuvert(page, lien, nom, page.path_of(ligne))


def _narrow(page: SignedPage, qui: dict[str, Any]) -> QuerySet[Any]:
    if page.lignes is None:
        return list_partages(page).filter(**qui)
    return page.lignes().filter(**{f"lien__{champ}": valeur for champ, valeur in qui.items()})
