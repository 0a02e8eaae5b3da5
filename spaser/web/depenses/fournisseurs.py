"""Who suppliers are: asked, remembered, forgotten."""

from __future__ import annotations

from typing import Any, Final, cast

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST
from dsfr.forms import DsfrBaseForm
from dsfr.widgets import InlineRadioSelect

from spaser.documents.francais import pluriel
from spaser.donnees.depenses.resultats.valeurs import FournisseurInconnu
from spaser.identifiants import digits_of, is_siren, is_siret
from spaser.metier.droits import Operation
from spaser.web.comptes.connexion import RequeteConnectee, auteur_of
from spaser.web.depenses.cadre import make_cadre
from spaser.web.depenses.choix import forget_choix, keep_choix
from spaser.web.depenses.models import ChoixGarde
from spaser.web.depenses.selectors import Depenses, read_depenses
from spaser.web.organisations.espaces import exige_espace
from spaser.web.organisations.models import Espace
from spaser.web.organisations.siren import SirenRefuse, read_siren

AUTRE: Final = "autre"
_RESTE: Final = (
    (AUTRE, "Le numéro que j’écris"),
    ("particulier", "Un particulier : à mettre à part"),
    ("hors_achats", "Pas un achat : à mettre à part"),
)
_PLUS_TARD: Final = ("plus_tard", "Je ne sais pas encore")


class FormFournisseur(DsfrBaseForm):
    """Who one supplier is; nothing chosen leaves it as it is."""

    choix = forms.ChoiceField(
        label="C’est",
        initial=_PLUS_TARD[0],
        widget=InlineRadioSelect,
        error_messages={
            "required": "Choisissez une réponse, « Je ne sais pas encore » si besoin.",
            "invalid_choice": "Choisissez une des réponses proposées.",
        },
    )
    numero = forms.CharField(
        label="SIREN ou SIRET",
        required=False,
        max_length=40,
        error_messages={"max_length": "C’est trop long pour un SIREN ou un SIRET."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, inconnu: FournisseurInconnu, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.inconnu = inconnu
        pistes = [
            (c.siret or c.siren, f"{c.nom} – {c.siren} ({c.raison})") for c in inconnu.candidats
        ]
        choix = cast("forms.ChoiceField", self.fields["choix"])
        choix.choices = [_PLUS_TARD, *pistes, *_RESTE]

    def clean(self) -> dict[str, Any]:
        reponses = super().clean() or self.cleaned_data
        numero = reponses.get("numero", "")
        if numero and reponses.get("choix") == _PLUS_TARD[0]:
            reponses["choix"] = AUTRE
        if reponses.get("choix") == AUTRE:
            self._read(numero, reponses)
        return reponses

    def _read(self, numero: str, reponses: dict[str, Any]) -> None:
        chiffres = digits_of(numero)
        if is_siret(chiffres) or is_siren(chiffres):
            reponses["choix"] = chiffres
            return
        try:
            reponses["choix"] = read_siren(numero)
        except SirenRefuse as refus:
            self.add_error("numero", str(refus))

    @property
    def decision(self) -> tuple[str, str] | None:
        choix = self.cleaned_data["choix"]
        if choix == _PLUS_TARD[0]:
            return None
        return (choix, "") if choix in {"particulier", "hors_achats"} else ("identifiant", choix)


PAR_PAGE: Final = 10


@exige_espace(Operation.MODIFIER_DEPENSES)
@require_http_methods(["GET", "HEAD", "POST"])
def fournisseurs(request: HttpRequest, espace: Espace) -> HttpResponse:
    depenses = read_depenses(espace)
    gardes = list(ChoixGarde.objects.filter(espace=espace).select_related("auteur"))
    page = Paginator(_list_inconnus(depenses, gardes), PAR_PAGE).get_page(request.GET.get("page"))
    envoye = request.POST if request.method == "POST" else None
    forms = [FormFournisseur(i, envoye, prefix=_name(i)) for i in page]
    if envoye is not None and all(form.is_valid() for form in forms):
        choisis = [(f.inconnu, *f.decision) for f in forms if f.decision]
        keep_choix(espace, choisis, auteur_of(request))
        _tell(request, len(choisis))
        return redirect(reverse("depenses:fournisseurs", args=[espace.siren]))
    contexte = {
        **make_cadre(request, espace, "Fournisseurs à reconnaître"),
        "depenses": depenses,
        "page": page,
        "forms": forms,
        "fautives": [form for form in forms if form.errors],
        "gardes": gardes,
    }
    return render(request, "depenses/fournisseurs.html", contexte)


@exige_espace(Operation.MODIFIER_DEPENSES)
@require_POST
def oublier(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    choix = get_object_or_404(ChoixGarde, pk=pk, espace=espace)
    forget_choix(espace, choix, request.user)
    messages.success(request, f"Le choix sur « {choix.nom} » est retiré.")
    return redirect("depenses:fournisseurs", espace.siren)


def _list_inconnus(depenses: Depenses, gardes: list[ChoixGarde]) -> list[FournisseurInconnu]:
    """Leave out those of which something was said since the figures were drawn."""
    dits = {(g.nom_plie, g.code_postal) for g in gardes}
    inconnus = depenses.bilan.synthese.inconnus if depenses.bilan else ()
    return [i for i in inconnus if (i.nom_plie, i.code_postal or "") not in dits]


def _name(inconnu: FournisseurInconnu) -> str:
    """Name the questions about a supplier by the supplier: the list may change meanwhile."""
    return f"f-{inconnu.nom_plie}-{inconnu.code_postal or ''}".replace(" ", "-")


def _tell(request: HttpRequest, nombre: int) -> None:
    if nombre:
        dits = pluriel(nombre, "fournisseur reconnu", "fournisseurs reconnus")
        messages.success(request, f"{dits} : le choix vaudra aussi pour les fichiers suivants.")
    else:
        messages.info(request, "Aucun choix n’a été fait : rien n’a changé.")
