"""What the columns of a file are, asked table by table."""

from __future__ import annotations

from typing import Final, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from spaser.donnees.depenses.colonnes import Doute, TableTrouvee
from spaser.metier.droits import Operation
from spaser.web.commun.versions import VersionDepassee
from spaser.web.comptes.connexion import auteur_of
from spaser.web.depenses.cadre import make_cadre
from spaser.web.depenses.extraits.forms import FormColonnes
from spaser.web.depenses.extraits.services import (
    save_colonnes,
)
from spaser.web.depenses.gardes import load_memoire, read_apercus
from spaser.web.depenses.models import Extrait
from spaser.web.depenses.selectors import find_extrait
from spaser.web.organisations.espaces import exige_espace
from spaser.web.organisations.models import Espace

DOUTES: Final = {
    Doute.MONTANT: "Aucune colonne de montant n’a été reconnue : dites laquelle porte le montant.",
    Doute.NATURE: "Rien ne dit si le montant est hors taxes ou toutes taxes comprises.",
    Doute.ANNEE: "Aucune colonne de date ni d’exercice n’a été reconnue : dites laquelle, ou "
    "donnez l’année de toutes les lignes.",
    Doute.FOURNISSEUR: "Aucune colonne de SIRET ni de SIREN n’a été reconnue : sans elle, les taux "
    "restent inconnus.",
    Doute.COMPTE: "Aucune colonne de compte n’a été reconnue : sans elle, la paie et les "
    "subventions ne peuvent pas être mises à part.",
    Doute.PLUSIEURS: "Plusieurs colonnes pourraient porter le montant : vérifiez celle choisie.",
}


@exige_espace(Operation.MODIFIER_DEPENSES)
@require_http_methods(["GET", "HEAD", "POST"])
def colonnes(request: HttpRequest, espace: Espace, cle: UUID) -> HttpResponse:
    extrait = find_extrait(espace, cle)
    apercus = read_apercus(extrait.apercus)
    if not apercus or extrait.fichier is None or extrait.est_en_chemin:
        messages.error(request, f"Les colonnes de « {extrait.nom} » ne se changent pas maintenant.")
        return redirect("depenses:accueil", espace.siren)
    rang = _read_rang(request.GET.get("tableau", ""), len(apercus))
    envoye = request.POST if request.method == "POST" else None
    form = FormColonnes(envoye, apercus[rang], extrait.version)
    if form.is_valid():
        try:
            lue = form.cleaned_data["version"]
            save_colonnes(espace, extrait, lue, form.read(), auteur_of(request))
        except VersionDepassee:
            form = _show_both(espace, form, apercus[rang], extrait)
        else:
            messages.success(request, "Les colonnes sont gardées, et le fichier est lu de nouveau.")
            return redirect("depenses:accueil", espace.siren)
    contexte = {
        **make_cadre(request, espace, "Colonnes"),
        "extrait": extrait,
        "form": form,
        "apercu": apercus[rang],
        "apercus": list(enumerate(apercus)),
        "rang": rang,
        "doutes": [DOUTES[d] for d in apercus[rang].doutes],
    }
    return render(request, "depenses/colonnes.html", contexte)


def _read_rang(texte: str, nombre: int) -> int:
    est_rang = len(texte) <= 2 and texte.isascii() and texte.isdigit()  # noqa: PLR2004 - 99 tables
    return min(int(texte), nombre - 1) if est_rang else 0


def _show_both(
    espace: Espace, form: FormColonnes, apercu: TableTrouvee, actuel: Extrait
) -> FormColonnes:
    """Keep what the second person chose, and show what the first one saved."""
    donnees = cast("QueryDict", form.data).copy()
    donnees["version"] = str(actuel.version)
    repris = FormColonnes(donnees, apercu, actuel.version)
    if autre := load_memoire(espace).find(apercu.correspondance.titres):
        repris.show_autre(autre)
    repris.add_error(
        None,
        "Une autre personne a enregistré ces colonnes pendant que vous les lisiez. Ses réponses "
        "sont écrites à côté des vôtres : enregistrez de nouveau pour garder les vôtres.",
    )
    return repris
