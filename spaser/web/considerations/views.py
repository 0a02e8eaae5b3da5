"""Public pages: the families of purchases, one of them, its file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any, Final

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from spaser.documents.considerations import write_considerations
from spaser.documents.rendus import Forme, write_forme
from spaser.faits.lecture import cache_faits
from spaser.metier.actions import load_actions
from spaser.metier.considerations import FamilleAchat, RegleLevier, TypeLevier, Volet
from spaser.web.considerations.comptes import Etat, read_declarations
from spaser.web.considerations.selectors import (
    Choix,
    keep_completes,
    list_codes,
    list_declarations,
    list_familles,
    list_groupes,
    read_considerations,
    read_familles,
    read_regles,
)
from spaser.web.editorial.images import read_corps, read_images
from spaser.web.organisations.acces import ouverte_a_tous
from spaser.web.pratiques.selectors import list_pour_familles
from spaser.web.socle.formulaires import FormLibre
from spaser.web.socle.limites import check_fichiers
from spaser.web.socle.reponses import reply_fichier

TITRE: Final = "Clauses et critères à copier"
FORMES: Final = ((Forme.DOCX, "Word"), (Forme.ODT, "ODT"), (Forme.PDF, "PDF"))


class FormChoix(FormLibre):
    levier = forms.ChoiceField(
        label="Levier",
        required=False,
        choices=[("", "Tous les leviers"), *((t.value, t.libelle) for t in TypeLevier)],
    )
    volet = forms.ChoiceField(
        label="Volet",
        required=False,
        choices=[("", "Environnement et social"), *((v.value, v.libelle) for v in Volet)],
    )
    action = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput())

    def read(self) -> Choix:
        self.full_clean()
        lus = self.cleaned_data
        action = load_actions().find(lus.get("action", ""))
        return Choix(
            levier=TypeLevier(lus["levier"]) if lus.get("levier") else None,
            volet=Volet(lus["volet"]) if lus.get("volet") else None,
            action=action.code if action else "",
        )


@ouverte_a_tous
@require_safe
def liste(request: HttpRequest) -> HttpResponse:
    form, jour = FormChoix(request.GET), timezone.localdate()
    choix = form.read()
    familles = read_considerations(jour)
    trouvees = list_familles(familles, choix)
    contexte = {
        "fil": [(TITRE, None)],
        "titre": TITRE,
        "form": form,
        "filtree": choix != Choix(),
        "action": load_actions().find(choix.action) if choix.action else None,
        "familles": trouvees,
        "nombre": sum(len(lignes) for _, lignes in trouvees),
        "nombre_familles": len(familles),
        "regles": read_regles(jour),
    }
    return render(request, "considerations/liste.html", contexte)


@ouverte_a_tous
@require_safe
def famille(request: HttpRequest, code: str) -> HttpResponse:
    jour = timezone.localdate()
    familles, regles = read_familles(jour), read_regles(jour)
    lue, par_code = _find(familles, code), {regle.code: regle for regle in regles}
    compte = read_declarations(keep_completes(familles), code)
    contexte: dict[str, Any] = {
        "fil": [(TITRE, reverse("considerations:liste")), (lue.titre, None)],
        "famille": lue,
        "groupes": [
            (levier, par_code.get(levier), lignes) for levier, lignes in list_groupes(lue) if lignes
        ],
        "formes": FORMES,
        "pratiques": list_pour_familles(list_codes(lue), jour),
        "sans_compte": compte if isinstance(compte, Etat) else None,
    }
    if not isinstance(compte, Etat):
        contexte |= {"compte": compte, "montrees": list_declarations(compte)}
    return render(request, "considerations/famille.html", contexte)


@ouverte_a_tous
@require_safe
def fichier(request: HttpRequest, code: str, extension: str) -> HttpResponse:
    if extension not in Forme:
        raise Http404
    jour = timezone.localdate()
    lue, forme = _find(read_familles(jour), code), Forme(extension)
    check_fichiers(request, "considerations.fichier")
    octets = _write(lue, read_regles(jour), forme, jour, read_images())
    return reply_fichier(octets, f"considerations-{code}.{forme}", forme.mime)


@cache_faits(64)
def _write(
    lue: FamilleAchat, regles: tuple[RegleLevier, ...], forme: Forme, jour: date, _images: str
) -> bytes:
    """Write a file once for a text, for all who ask that day."""
    read = partial(read_corps, jour=jour)
    return write_forme(write_considerations(lue, regles, settings.ADRESSE, read), forme)


def _find(familles: Iterable[FamilleAchat], code: str) -> FamilleAchat:
    """Return a family; one that is not complete is only there while its draft is previewed."""
    for lue in familles:
        if lue.code == code:
            return lue
    raise Http404
