"""What people write: the adopted scheme, the day, the years, the words of a draft."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from spaser.documents.francais import enumerate_mots, pluriel, typographie
from spaser.documents.publication.textes import tell_incompletes
from spaser.metier.droits import Operation
from spaser.metier.publication.saisie import IndicateurEcrit
from spaser.web.commun.versions import VersionDepassee, make_demande, read_envoi, save_form
from spaser.web.comptes.connexion import auteur_of
from spaser.web.organisations.espaces import exige_espace, fil_espace
from spaser.web.organisations.models import Espace
from spaser.web.publication.forms import FormAdopte, FormAnnees, FormEcheance, FormTextes
from spaser.web.publication.selectors import (
    find_ouverte,
    find_schema_adopte,
    propose_adoption,
    read_brouillon,
    read_etat,
)
from spaser.web.publication.services.preparation import (
    AnneesPubliees,
    add_axes,
    add_indicateurs,
    choose_annees,
    list_ecartees,
    save_schema_adopte,
    save_textes,
)
from spaser.web.publication.views.publier import TITRE, link_publier, list_fins

CHAMPS: Final = ("adopte_le", "rendu_public_le", "fin", "derniere_publication", "adresse")
PREMIER: Final = "Votre premier projet de publication est prêt."
DECRIT: Final = "Votre schéma est enregistré."
ECARTEES: Final = (
    "Déjà suivi, la cible n’a pas changé : {noms}. Changez-la dans « Cibles et valeurs »."
)
PUBLIEES: Final = "Ces années sont déjà publiées : choisissez-en d’autres, ou publiez un erratum."
PROPOSEE: Final = (
    "Ce projet est proposé : ses valeurs et ses textes sont arrêtés. Renvoyez-le pour le reprendre."
)


@exige_espace(Operation.PREPARER_PUBLICATION)
@require_http_methods(["GET", "HEAD", "POST"])
def adopte(request: HttpRequest, espace: Espace) -> HttpResponse:
    """« J’ai déjà un SPASER »: the day of adoption is enough, the rest may come later."""

    def read() -> FormAdopte:
        connu = find_schema_adopte(espace)
        dits: dict[str, Any] = {nom: getattr(connu, nom) for nom in CHAMPS} if connu else {}
        if not dits.get("adopte_le"):
            dits["adopte_le"] = propose_adoption(espace)
        return FormAdopte(
            read_envoi(request), initial=dits, version=connu.version if connu else None
        )

    def save(form: FormAdopte) -> None:
        dits, auteur = form.read(), auteur_of(request)
        ecrits = dits["indicateurs"]
        ecartees = list_ecartees(espace, ecrits)
        with transaction.atomic():
            champs = {nom: dits[nom] for nom in CHAMPS}
            save_schema_adopte(espace, champs, auteur, form.actuelle)
            _tell_ajouts(
                request,
                add_axes(espace, dits["axes"], auteur),
                add_indicateurs(espace, ecrits, auteur),
            )
        _tell_ecartees(request, ecartees)
        _tell_remarques(request, ecrits)

    connu = find_schema_adopte(espace)
    dit = connu is not None and connu.adopte_le is not None
    form = save_form(read, save)
    if form is None:
        messages.success(request, DECRIT if dit else PREMIER)
        return redirect(link_publier(espace))
    bouton = "Enregistrer" if dit else "Préparer ma publication"
    contexte = make_contexte(request, espace, form, "J’ai déjà un SPASER", bouton)
    return render(request, "publication/adopte.html", contexte)


def _tell_ecartees(request: HttpRequest, noms: list[str]) -> None:
    """Say which targets were written for indicators that have theirs: they stay as they are."""
    if noms:
        dits = enumerate_mots([f"« {nom} »" for nom in noms])
        messages.warning(request, typographie(ECARTEES.format(noms=dits)))


def _tell_remarques(request: HttpRequest, ecrits: list[IndicateurEcrit]) -> None:
    for ecrit in ecrits:
        if ecrit.remarque:
            messages.warning(request, typographie(f"{ecrit.nom} : {ecrit.remarque}"))


def _tell_ajouts(request: HttpRequest, axes: int, indicateurs: int) -> None:
    if axes:
        messages.info(request, f"{pluriel(axes, 'axe')} de plus dans « Mon plan ».")
    if indicateurs:
        quoi = pluriel(indicateurs, "indicateur")
        messages.info(request, f"{quoi} de plus dans « Cibles et valeurs ».")


@exige_espace(Operation.PREPARER_PUBLICATION)
@require_http_methods(["GET", "HEAD", "POST"])
def echeance(request: HttpRequest, espace: Espace) -> HttpResponse:
    def read() -> FormEcheance:
        connu = find_schema_adopte(espace)
        return FormEcheance(
            read_envoi(request),
            initial={"echeance": connu.echeance if connu else None},
            version=connu.version if connu else None,
        )

    def save(form: FormEcheance) -> None:
        save_schema_adopte(espace, form.read(), auteur_of(request), form.actuelle)

    form = save_form(read, save)
    if form is None:
        messages.success(request, "Le jour est enregistré. Les rappels le suivent.")
        return redirect(link_publier(espace))
    contexte = make_contexte(request, espace, form, "Jour de publication", "Enregistrer")
    return render(request, "commun/demander.html", contexte)


@exige_espace(Operation.PREPARER_PUBLICATION)
@require_POST
def annees(request: HttpRequest, espace: Espace) -> HttpResponse:
    form = FormAnnees(request.POST, choix=list_fins(read_etat(espace)))
    if not form.is_valid():
        messages.error(request, "Choisissez deux années dans la liste.")
        return redirect(link_publier(espace))
    try:
        choose_annees(espace, form.cleaned_data["fin"], auteur_of(request))
    except AnneesPubliees:
        messages.error(request, PUBLIEES)
    except VersionDepassee:
        messages.error(request, PROPOSEE)
    return redirect(link_publier(espace))


@exige_espace(Operation.PREPARER_PUBLICATION)
@require_http_methods(["GET", "HEAD", "POST"])
def textes(request: HttpRequest, espace: Espace) -> HttpResponse:
    etat = read_etat(espace)
    if etat.ouverte and etat.ouverte.est_proposee:
        messages.error(request, PROPOSEE)
        return redirect(link_publier(espace))
    contenu = read_brouillon(etat)

    def read() -> FormTextes:
        ouverte = find_ouverte(espace)
        noms = ("presentation", "methode", "incomplete", "commentaires")
        return FormTextes(
            read_envoi(request),
            lignes=contenu.lignes,
            incompletes=tell_incompletes(replace(contenu, incomplete="")),
            initial={nom: getattr(ouverte, nom) for nom in noms} if ouverte else {},
            version=ouverte.version if ouverte else None,
        )

    def save(form: FormTextes) -> None:
        save_textes(espace, etat.annees, form.read(), auteur_of(request), form.actuelle)

    form = save_form(read, save)
    if form is None:
        messages.success(request, "Vos textes sont enregistrés.")
        return redirect(link_publier(espace))
    contexte = make_contexte(request, espace, form, "Textes de la publication", "Enregistrer")
    return render(request, "commun/demander.html", contexte)


def make_contexte(
    request: HttpRequest, espace: Espace, form: Form, titre: str, bouton: str
) -> dict[str, Any]:
    retour = link_publier(espace)
    return make_demande(form, titre, bouton, retour) | {
        "fil": fil_espace(request, espace, (TITRE, retour), (titre, None)),
        "espace": espace,
    }
