"""The practices that a buyer tells, in its space."""

from __future__ import annotations

import re
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spaser.metier.droits import Operation
from spaser.metier.pratiques import EtatRecit
from spaser.web.commun.versions import VersionDepassee, save_form
from spaser.web.comptes.connexion import RequeteConnectee, auteur_of
from spaser.web.marches.selectors import find_marche
from spaser.web.organisations.espaces import Pas, exige_espace, fil_espace, peut_dans
from spaser.web.organisations.models import Espace
from spaser.web.pratiques import services
from spaser.web.pratiques.forms import FormRecit
from spaser.web.pratiques.models import Recit
from spaser.web.pratiques.selectors import (
    RecitLu,
    find_publiee,
    list_alertes,
    list_recits,
    search_marches,
)
from spaser.web.pratiques.textes import name_familles

TITRE: Final = "Nos bonnes pratiques"
_RACONTER: Final = Operation.RACONTER_PRATIQUE
_NUMERO: Final = re.compile(r"[0-9]{1,18}")
_CHANGE: Final = "La pratique a changé pendant ce temps\u00a0: relisez, puis recommencez."


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def siennes(request: HttpRequest, espace: Espace) -> HttpResponse:
    jour = timezone.localdate()
    contexte = {
        **_make_contexte(request, espace),
        "recits": [RecitLu.of(recit, jour) for recit in list_recits(espace)],
    }
    return render(request, "pratiques/siennes.html", contexte)


@exige_espace(_RACONTER)
@require_http_methods(["GET", "HEAD", "POST"])
def nouvelle(request: HttpRequest, espace: Espace) -> HttpResponse:
    form = FormRecit(request.POST if request.method == "POST" else None)
    if form.is_valid():
        recit = services.create_recit(
            espace,
            form.cleaned_data["titre"],
            form.read(),
            auteur_of(request),
            nomme=_is_nomme(form),
        )
        messages.success(request, "Le brouillon est enregistré. Liez vos marchés, puis envoyez-le.")
        return redirect(recit)
    fil = ("Raconter une pratique", None)
    contexte = _make_contexte(request, espace, fil, form=form, recit=None)
    return render(request, "pratiques/formulaire.html", contexte)


@exige_espace(_RACONTER)
@require_http_methods(["GET", "HEAD", "POST"])
def modifier(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    recit = _find(espace, pk)
    if recit.attend:
        messages.info(request, "L’équipe la relit\u00a0: reprenez-la d’abord pour la modifier.")
        return redirect(recit)
    envoye = request.POST if request.method == "POST" else None

    def save(form: FormRecit) -> None:
        titre, version = form.cleaned_data["titre"], form.cleaned_data["version"]
        services.save_recit(
            recit, version, titre, form.read(), auteur_of(request), nomme=_is_nomme(form)
        )

    form = save_form(lambda: FormRecit(envoye, initial=_start(recit), version=recit.version), save)
    if form is None:
        messages.success(request, "La pratique est enregistrée.")
        return redirect(recit)
    contexte = _make_contexte(
        request, espace, (recit.titre, recit.get_absolute_url()), ("Modifier", None),
        form=form, recit=recit,
    )  # fmt: skip
    return render(request, "pratiques/formulaire.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def sienne(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    recit = _find(espace, pk)
    raconter = peut_dans(request, espace, _RACONTER)
    q = request.GET.get("q", "").strip()[:100]
    lies = [marche["cle"] for marche in recit.marches]
    cherche = raconter and recit.est_ouvert and q
    contexte = {
        **_make_contexte(request, espace, (recit.titre, None)),
        "lu": RecitLu.of(recit, timezone.localdate()),
        "recit": recit,
        "pratique": recit.lu,
        "familles": name_familles(recit.lu),
        "alertes": list_alertes(recit),
        "q": q,
        "trouves": search_marches(espace, q, lies) if cherche else [],
    }
    return render(request, "pratiques/sienne.html", contexte)


@exige_espace(_RACONTER)
@require_POST
def lier(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    recit = _find(espace, pk)
    cle = request.POST.get("cle", "")
    marche = find_marche(espace, int(cle)) if cle.isascii() and cle.isdigit() else None
    deja = any(lie["cle"] == cle for lie in recit.marches)
    try:
        if deja:
            services.untie_marche(recit, cle, request.user)
        elif marche is None or not marche.contrat.publie or marche.contrat.prive:
            messages.error(request, "Ce marché n’est pas publié\u00a0: il ne peut pas être lié.")
        else:
            services.tie_marche(recit, marche, request.user)
    except VersionDepassee:
        messages.error(request, _CHANGE)
    return redirect(f"{recit.get_absolute_url()}#marches")


@exige_espace(_RACONTER)
@require_POST
def avancer(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    recit = _find(espace, pk)
    lue = request.POST.get("version", "")
    version = int(lue) if _NUMERO.fullmatch(lue) else 0
    maintenant, quoi = timezone.now(), request.POST.get("quoi", "")
    try:
        match quoi:
            case "envoyer":
                relu = request.POST.get("relu") == "oui"
                services.send_recit(recit, version, request.user, maintenant, relu=relu)
                messages.success(request, "La pratique est envoyée. L’équipe vous répondra ici.")
            case "reprendre":
                services.take_back(recit, version, request.user)
                messages.success(request, "Vous pouvez de nouveau la modifier.")
            case "retirer" if recit.code:
                services.withdraw_recit(recit, version, request.user, maintenant)
                messages.success(request, "La pratique n’est plus sur le site.")
            case "effacer":
                services.drop_recit(recit, version, request.user)
                messages.success(request, "Le brouillon est effacé.")
                return redirect("pratiques:siennes", espace.siren)
            case _:
                messages.error(request, "Choisissez un des boutons de la page.")
    except VersionDepassee:
        messages.error(request, _CHANGE)
    except services.RecitRefuse as refus:
        messages.error(request, str(refus))
    return redirect(recit)


def _find(espace: Espace, pk: int) -> Recit:
    return get_object_or_404(list_recits(espace), pk=pk)


def _is_nomme(form: FormRecit) -> bool:
    return bool(form.cleaned_data["nomme"] == "oui")


def _start(recit: Recit) -> dict[str, Any]:
    """Return what the form begins with: the published text, once there is one."""
    nomme = "oui" if recit.nomme else "non"
    publiee = find_publiee(recit, timezone.localdate())
    if publiee is None or recit.etat != EtatRecit.PUBLIEE:
        return {**recit.contenu, "titre": recit.titre, "nomme": nomme}
    champs = (*recit.contenu, "titre")
    return {champ: getattr(publiee, champ) for champ in champs} | {"nomme": nomme}


def _make_contexte(
    request: HttpRequest, espace: Espace, *suite: Pas, **encore: Any
) -> dict[str, Any]:
    racine = reverse("pratiques:siennes", args=[espace.siren]) if suite else None
    return {
        "fil": fil_espace(request, espace, (TITRE, racine), *suite),
        "espace": espace,
        "raconter": peut_dans(request, espace, _RACONTER),
        **encore,
    }
