"""The page where kept proposals enter the plan: shown first, then written in one act."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from spaser.documents.francais import pluriel
from spaser.lettres import fold_mots
from spaser.metier.droits import Operation
from spaser.metier.plan.entree import Entree
from spaser.metier.plan.modele import OrigineAction
from spaser.web.comptes.connexion import auteur_of
from spaser.web.organisations.espaces import exige_espace
from spaser.web.organisations.models import Espace
from spaser.web.plan.forms.champs import AXE, Places, list_choix_places, read_place
from spaser.web.plan.selectors import list_places
from spaser.web.plan.services.entree import Choisie, enter, read_entrees
from spaser.web.plan.views.commun import make_contexte
from spaser.web.socle.formulaires import HORS_LISTE, FormLibre

_NOUVEL: Final = "nouvel-axe"


class FormEntree(FormLibre):
    prise = forms.BooleanField(label="Faire entrer", required=False, initial=True)
    place = forms.ChoiceField(label="Place dans le plan", required=False, error_messages=HORS_LISTE)

    def __init__(self, data: object, entree: Entree, places: Places) -> None:
        self.entree, self.places = entree, places
        connu = next((a for a, _ in places if fold_mots(a.titre) == fold_mots(entree.axe)), None)
        super().__init__(
            data,
            prefix=entree.cle,
            initial={"prise": True, "place": f"{AXE}-{connu.pk}" if connu else _NOUVEL},
        )
        nouvel = [] if connu else [(_NOUVEL, f"Nouvel axe : {entree.axe}")]
        champ = self.fields["place"]
        assert isinstance(champ, forms.ChoiceField)  # noqa: S101 - declared above
        champ.choices = [*nouvel, *list_choix_places(places)]

    def read(self) -> Choisie | None:
        if not self.cleaned_data["prise"]:
            return None
        place = self.cleaned_data["place"]
        axe, objectif = read_place(place, self.places)
        return Choisie(self.entree, axe, objectif, self.entree.axe if place == _NOUVEL else "")


@exige_espace(Operation.STRUCTURER_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def propositions(request: HttpRequest, espace: Espace) -> HttpResponse:
    entrees, places = read_entrees(espace), list_places(espace)
    envoye = request.POST if request.method == "POST" else None
    formes = [FormEntree(envoye, entree, places) for entree in entrees.actions]
    if envoye is not None and all(form.is_valid() for form in formes):
        choisies = list(_list_choisies(formes))
        ajoutees = enter(espace, choisies, auteur_of(request), OrigineAction.PROPOSITION)
        if ajoutees:
            nombre = pluriel(len(ajoutees), "action")
            messages.success(
                request, f"{nombre} dans le plan : donnez à chacune un pilote et une date."
            )
            return redirect("plan:plan", espace.siren)
        messages.info(request, "Rien n’est coché : le plan n’a pas changé.")
    retenues = [r for entree in entrees.actions for r in entree.retenues]
    contexte = make_contexte(
        request,
        espace,
        ("Faire entrer les propositions", None),
        formes=formes,
        entrees=entrees,
        nb_retenues=len(retenues),
    )
    return render(request, "plan/propositions.html", contexte)


def _list_choisies(formes: list[FormEntree]) -> Iterator[Choisie]:
    for form in formes:
        if choisie := form.read():
            yield choisie
