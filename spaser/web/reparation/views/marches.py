"""The contracts behind each fault: filtered, paged, exported."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from spaser.documents.classeur import Format
from spaser.documents.reparation import build_onglet, correct, explain, find_sens, title
from spaser.metier.droits import Operation
from spaser.metier.reparation.constats import Remede, find_famille
from spaser.web.organisations.espaces import exige_espace, fil_espace
from spaser.web.organisations.models import Espace
from spaser.web.organisations.notices import make_notice
from spaser.web.reparation.selectors import FicheReparation, FiltresFautes, narrow, read_fiche
from spaser.web.socle.reponses import reply_classeur

PAR_PAGE: Final = 50
_TEXTE_MAX: Final = 100


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def marches(request: HttpRequest, espace: Espace) -> HttpResponse:
    lue = read_fiche(espace.siren)
    filtres = _read_filtres(request, lue)
    racine = reverse("reparation:fiche", args=[espace.siren])
    contexte = {
        "fil": fil_espace(
            request, espace, ("Fiche de réparation", racine), ("Contrats à corriger", None)
        ),
        "espace": espace,
        "fiche": lue,
        "filtres": filtres,
        "page": Paginator(narrow(lue, filtres), PAR_PAGE).get_page(request.GET.get("page")),
        "champs": [(champ, find_sens(champ) or "Tout l’enregistrement") for champ in lue.champs],
        "raisons": _list_raisons(lue),
        "genres": list(Remede),
        "titre": title(filtres.raison) if filtres.raison else "Contrats à corriger",
        "explication": explain(filtres.raison),
        "correction": correct(filtres.raison),
        "faits": find_famille(filtres.raison).faits,
        "sens": find_sens(filtres.champ),
        "formats": list(Format),
        "parametres": urlencode(
            {
                "champ": filtres.champ,
                "raison": filtres.raison,
                "genre": filtres.genre,
                "q": filtres.texte,
            }
        ),
    }
    return render(request, "reparation/marches.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def marches_export(request: HttpRequest, espace: Espace, classeur: Format) -> HttpResponse:
    lue = read_fiche(espace.siren)
    if lue.absence:
        return redirect("reparation:fiche", espace.siren)  # which says why there is nothing
    lignes = narrow(lue, _read_filtres(request, lue))
    notice = make_notice(
        espace,
        "Marchés publiés à corriger",
        ("Une ligne", "Une chose à corriger sur un marché : un marché peut en avoir plusieurs."),
        ("Champ", "Le nom officiel du champ ; son sens est dans la colonne suivante."),
        ("Par qui", "Vous, ou l’éditeur de votre profil d’acheteur."),
    )
    nom = f"a-corriger-{espace.siren}"
    return reply_classeur([build_onglet(lignes)], classeur, nom, notice)


def _read_filtres(request: HttpRequest, lue: FicheReparation) -> FiltresFautes:
    demande = request.GET
    champ, raison, genre = (demande.get(nom, "") for nom in ("champ", "raison", "genre"))
    return FiltresFautes(
        champ=champ if champ in lue.champs else "",
        raison=raison if raison in lue.raisons else "",
        genre=genre if genre in set(Remede) else "",
        texte=demande.get("q", "").strip()[:_TEXTE_MAX],
    )


def _list_raisons(lue: FicheReparation) -> list[tuple[str, str]]:
    return sorted(((code, title(code)) for code in lue.raisons), key=lambda paire: paire[1])
