"""The account to the cent: what was read, what became of it, and what is said of it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from dsfr.forms import DsfrBaseForm

from spaser.donnees.depenses.achats import find_regle, read_provenance
from spaser.donnees.depenses.modele import MOTIFS, EtatLigne, Somme
from spaser.donnees.depenses.resultats.preuve import find_ligne, list_comptes
from spaser.donnees.depenses.resultats.totaux import CE_QUI_COMPTE
from spaser.metier.droits import Operation
from spaser.web.commun.versions import FormVersionne, save_form
from spaser.web.comptes.connexion import RequeteConnectee, auteur_of
from spaser.web.depenses.cadre import make_cadre
from spaser.web.depenses.choix import (
    Cible,
    find_reclassement,
    forget_reclassement,
    keep_reclassement,
)
from spaser.web.depenses.models import ReclassementGarde
from spaser.web.depenses.selectors import Depenses, read_depenses
from spaser.web.organisations.espaces import exige_espace
from spaser.web.organisations.models import Espace


class FormReclassement(FormVersionne, DsfrBaseForm):
    sens = forms.ChoiceField(
        label="Ces dépenses",
        choices=(
            ("comptee", "Sont des achats : à compter"),
            ("ecartee", "Ne sont pas des achats : à mettre à part"),
        ),
        widget=forms.RadioSelect,
        error_messages={
            "required": "Dites s’il faut les compter ou les mettre à part.",
            "invalid_choice": "Choisissez une des deux réponses.",
        },
    )
    raison = forms.CharField(
        label="Raison",
        max_length=500,
        help_text="Elle reste à côté du chiffre : qui relit doit comprendre.",
        error_messages={
            "required": "Écrivez la raison : le chiffre se défend avec elle.",
            "max_length": "Raccourcissez : cinq cents signes au plus.",
        },
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, garde: ReclassementGarde | None, **kwargs: Any) -> None:
        initial = {"sens": garde.sens, "raison": garde.raison} if garde else {}
        version = garde.version if garde else 0
        super().__init__(*args, initial=initial, version=version, **kwargs)
        self.garde = garde


COMPTES_MAX: Final = 200
_COMPTE: Final = re.compile(r"[0-9]{2,10}")
_LIGNE: Final = re.compile(r"-?[0-9]{1,19}")
ETATS: Final = {
    EtatLigne.COMPTEE: "Comptées",
    EtatLigne.A_VERIFIER: "À vérifier",
    EtatLigne.ECARTEE: "Mises à part",
    EtatLigne.QUARANTAINE: "Illisibles",
}
_ETAT_DU_MOTIF: Final = {
    "compte_a_verifier": EtatLigne.A_VERIFIER,
    "compte_inconnu": EtatLigne.A_VERIFIER,
    "montant_absent": EtatLigne.QUARANTAINE,
    "montant_illisible": EtatLigne.QUARANTAINE,
    "date_illisible": EtatLigne.QUARANTAINE,
}


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def compte(request: HttpRequest, espace: Espace) -> HttpResponse:
    depenses = read_depenses(espace)
    chemin = depenses.preuve
    lus = list_comptes(chemin) if chemin and chemin.exists() else []
    contexte = {
        **make_cadre(request, espace, "Le compte des lignes"),
        "depenses": depenses,
        "etats": _list_etats(depenses),
        "comptes": lus[:COMPTES_MAX],
        "reste": len(lus[COMPTES_MAX:]),
        "motifs": MOTIFS,
        "noms": {etat.value: nom for etat, nom in ETATS.items()},
        "reclassements": ReclassementGarde.objects.filter(espace=espace).select_related("auteur"),
        "table": read_provenance(),
        "table_du": date.fromisoformat(read_provenance().date),
        "ce_qui_compte": CE_QUI_COMPTE,
    }
    return render(request, "depenses/compte.html", contexte)


@exige_espace(Operation.MODIFIER_DEPENSES)
@require_http_methods(["GET", "HEAD", "POST"])
def reclasser(request: HttpRequest, espace: Espace) -> HttpResponse:
    depenses = read_depenses(espace)
    cible = _read_cible(request, depenses)
    if cible is None:
        messages.info(request, "Choisissez ci-dessous un compte à reclasser.")
        return redirect("depenses:compte", espace.siren)
    envoye = request.POST if request.method == "POST" else None
    form = save_form(
        lambda: FormReclassement(envoye, garde=find_reclassement(espace, cible)),
        lambda form: keep_reclassement(espace, cible, form.garde, form.read(), auteur_of(request)),
    )
    if form is None:
        messages.success(request, f"{cible.libelle} : le choix est gardé avec sa raison.")
        return redirect("depenses:compte", espace.siren)
    contexte = {
        **make_cadre(request, espace, "Reclasser"),
        "cible": cible,
        "garde": form.garde,
        "form": form,
    }
    return render(request, "depenses/reclasser.html", contexte)


@exige_espace(Operation.MODIFIER_DEPENSES)
@require_POST
def retablir(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    """Go back to the rule."""
    garde = get_object_or_404(ReclassementGarde, pk=pk, espace=espace)
    forget_reclassement(espace, garde, request.user)
    messages.success(request, f"{garde.libelle} : la règle s’applique de nouveau.")
    return redirect("depenses:compte", espace.siren)


def _list_etats(depenses: Depenses) -> list[tuple[str, Somme, list[tuple[str, Somme]]]]:
    if depenses.bilan is None:
        return []
    rendu = depenses.bilan.compte_rendu
    return [
        (
            nom,
            rendu.par_etat[etat],
            [
                (MOTIFS[motif], somme)
                for motif, somme in sorted(
                    rendu.par_motif.items(), key=lambda paire: -abs(paire[1].centimes)
                )
                if _ETAT_DU_MOTIF.get(motif, EtatLigne.ECARTEE) is etat and somme.lignes
            ],
        )
        for etat, nom in ETATS.items()
    ]


def _read_cible(request: HttpRequest, depenses: Depenses) -> Cible | None:
    """Return what the address points at; an account or a line that is not there is not found."""
    compte_, ligne = request.GET.get("compte", ""), request.GET.get("ligne", "")
    if not compte_ and not ligne:
        return None
    chemin = depenses.preuve
    if chemin is None or not chemin.exists():
        raise Http404
    if _COMPTE.fullmatch(compte_):
        regle = find_regle(compte_, None)
        suite = f", {regle.libelle}" if regle.libelle else ""
        return Cible("compte", compte_, f"Compte {compte_}{suite}")
    lue = find_ligne(chemin, int(ligne)) if _LIGNE.fullmatch(ligne) else None
    if lue is None:
        raise Http404
    nom = f"Ligne {lue.ligne} de {depenses.name(lue.fichier)}"
    return Cible("ligne", ligne, f"{nom}, {lue.tiers}" if lue.tiers else nom)
