"""« Passer la main »: what somebody carries goes to another member, with a page on where it is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe
from dsfr.forms import DsfrBaseForm

from spaser.documents.rendus import Forme
from spaser.metier.droits import Operation
from spaser.web.commun.versions import VersionDepassee
from spaser.web.comptes.connexion import auteur_of
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.espaces import exige_espace
from spaser.web.organisations.models import Espace
from spaser.web.plan.forms.champs import NON_MEMBRE
from spaser.web.plan.passation import compose_passation
from spaser.web.plan.selectors import list_membres
from spaser.web.plan.services.relais import hand_over, list_cedants, read_charge
from spaser.web.plan.views.commun import CHANGE, make_contexte
from spaser.web.socle.reponses import reply_document


class FormRelais(DsfrBaseForm):
    """From whom, to whom; nobody means « à pourvoir »."""

    de = forms.ChoiceField(
        label="De",
        error_messages={"required": "Dites qui passe la main.", **NON_MEMBRE},
    )
    vers = forms.ChoiceField(label="À", required=False, error_messages=NON_MEMBRE)
    administration = forms.BooleanField(
        label="Donner aussi le rôle Administration, si cette personne l’a", required=False
    )

    def __init__(self, *args: Any, espace: Espace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        membres = list_membres(espace)
        self.cedants = {str(qui.pk): qui for qui in list_cedants(espace, membres)}
        self.membres = {str(qui.pk): qui for qui in membres}
        self._offer("de", "Choisir", self.cedants)
        self._offer("vers", "Personne encore : à pourvoir", self.membres)

    def _offer(self, nom: str, vide: str, qui: dict[str, Utilisateur]) -> None:
        champ = self.fields[nom]
        assert isinstance(champ, forms.ChoiceField)  # noqa: S101 - declared above
        champ.choices = [("", vide), *((pk, membre.nom_complet) for pk, membre in qui.items())]

    def clean(self) -> dict[str, Any]:
        lus = super().clean() or self.cleaned_data
        if lus.get("de") and lus.get("de") == lus.get("vers"):
            self.add_error("vers", "Choisissez une autre personne, ou « à pourvoir ».")
        return lus


@exige_espace(Operation.PASSER_LA_MAIN)
@require_http_methods(["GET", "HEAD", "POST"])
def relais(request: HttpRequest, espace: Espace) -> HttpResponse:
    demande = request.POST if request.method == "POST" else (request.GET or None)
    form = FormRelais(demande, espace=espace)
    de = vers = charge = None
    if form.is_valid():
        de = form.cedants[form.cleaned_data["de"]]
        vers = form.membres.get(form.cleaned_data["vers"])
        if request.method == "POST" and request.POST.get("confirmer") == "oui":
            administration = form.cleaned_data["administration"]
            try:
                hand_over(espace, de, vers, auteur_of(request), administration=administration)
            except VersionDepassee:
                messages.warning(request, CHANGE)
            else:
                messages.success(request, "La main est passée : chacun le verra dans le plan.")
                return redirect("plan:pilotes", espace.siren)
        charge = read_charge(espace, de)
    contexte = make_contexte(
        request,
        espace,
        ("Passer la main", None),
        form=form,
        de=de,
        vers=vers,
        charge=charge,
        formes=[Forme.DOCX, Forme.PDF],
    )
    return render(request, "plan/relais.html", contexte)


@exige_espace(Operation.PASSER_LA_MAIN)
@require_safe
def relais_document(request: HttpRequest, espace: Espace, pk: int, extension: str) -> HttpResponse:
    cedants = list_cedants(espace, list_membres(espace))
    membre = next((qui for qui in cedants if qui.pk == pk), None)
    if membre is None:
        raise Http404
    forme = Forme.PDF if extension == Forme.PDF else Forme.DOCX
    document = compose_passation(espace, membre, timezone.localdate())
    nom = f"ou-en-est-on-{slugify(espace.nom)[:60] or espace.siren}"
    return reply_document(document, forme, nom)
