"""A heading: what it is for, what is known, what is missing, somebody's own words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from spaser.documents.rendus.html import write_blocs
from spaser.documents.saisie import write_saisie
from spaser.metier.approches import load_approches
from spaser.metier.droits import Operation
from spaser.web.commun.outils import list_manifestes
from spaser.web.commun.versions import VersionDepassee, save_form
from spaser.web.comptes.connexion import auteur_of
from spaser.web.organisations.espaces import exige_espace, peut_dans
from spaser.web.organisations.models import Espace
from spaser.web.redaction.forms import FormTexte
from spaser.web.redaction.selectors import RubriqueLue, SchemaLu, list_anciens, read_schema
from spaser.web.redaction.services.textes import take_ancien, write_texte
from spaser.web.redaction.sujet import Manque
from spaser.web.redaction.views.schema import fil_schema, get_rubrique

# Headings whose tool is a page of the scheme itself.
_REGLAGES: Final[Mapping[str, tuple[str, str]]] = {
    "calendrier": ("redaction:jalons", "Régler les étapes"),
    "gouvernance": ("redaction:comites", "Décrire les comités"),
}


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def rubrique(request: HttpRequest, espace: Espace, code: str) -> HttpResponse:
    """Show a heading, and the area where its words are written.

    One that another approach would have leads to the part that takes its place.
    """
    schema = read_schema(espace)
    if schema.find(code) is None and (partie := load_approches().place(code)):
        return redirect(f"{reverse('redaction:schema', args=[espace.siren])}#partie-{partie}")
    lue = get_rubrique(schema, code)
    return _show(request, espace, schema, lue, _make_form(lue), lue.titre)


@exige_espace(Operation.REDIGER_SCHEMA)
@require_http_methods(["GET", "HEAD", "POST"])
def ecrire(request: HttpRequest, espace: Espace, code: str) -> HttpResponse:
    if request.method != "POST":
        return redirect("redaction:rubrique", espace.siren, code)
    lue = get_rubrique(read_schema(espace), code)

    def read() -> FormTexte:
        return _make_form(get_rubrique(read_schema(espace), code), request)

    def save(form: FormTexte) -> None:
        write_texte(espace, lue, form.read()["texte"], auteur_of(request), form.actuelle)

    form = save_form(read, save)
    if form is None:
        messages.success(request, "Votre texte est enregistré : voici comment il s’imprimera.")
        return redirect("redaction:rubrique", espace.siren, code)
    schema = read_schema(espace)
    lue = get_rubrique(schema, code)
    return _show(request, espace, schema, lue, form, f"{lue.titre}, à enregistrer")


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def versions(request: HttpRequest, espace: Espace, code: str) -> HttpResponse:
    lue = get_rubrique(read_schema(espace), code)
    adresse = reverse("redaction:rubrique", args=[espace.siren, code])
    contexte = {
        "fil": fil_schema(request, espace, (lue.titre, adresse), ("Versions précédentes", None)),
        "espace": espace,
        "rubrique": lue,
        "anciens": [(a, write_blocs(a.read_blocs())) for a in list_anciens(espace, code)],
        "ecrire": peut_dans(request, espace, Operation.REDIGER_SCHEMA),
    }
    return render(request, "redaction/versions.html", contexte)


@exige_espace(Operation.REDIGER_SCHEMA)
@require_http_methods(["POST"])
def remettre(request: HttpRequest, espace: Espace, code: str, pk: int) -> HttpResponse:
    """Put former words back; those of today are kept among the former ones."""
    lue = get_rubrique(read_schema(espace), code)
    ancien = get_object_or_404(list_anciens(espace, code), pk=pk)
    try:
        take_ancien(espace, lue, ancien, auteur_of(request))
    except VersionDepassee:
        messages.warning(request, "Quelqu’un vient d’écrire ici : relisez avant de reprendre.")
    else:
        messages.success(request, "Ce texte est repris. Celui qu’il remplace est gardé aussi.")
    return redirect("redaction:rubrique", espace.siren, code)


def _make_form(lue: RubriqueLue, request: HttpRequest | None = None) -> FormTexte:
    return FormTexte(
        request.POST if request else None,
        initial={"texte": write_saisie(lue.mots)},
        version=lue.redaction.version if lue.redaction and lue.mots else None,
    )


def _show(
    request: HttpRequest,
    espace: Espace,
    schema: SchemaLu,
    lue: RubriqueLue,
    form: FormTexte,
    titre: str,
) -> HttpResponse:
    avant, apres = schema.find_voisines(lue.code)
    contexte = {
        "fil": fil_schema(request, espace, (lue.titre, None)),
        "espace": espace,
        "titre": titre,
        "rubrique": lue,
        "partie": schema.find_partie(lue),
        "automatique": write_blocs(lue.remplissage.blocs),
        "mots": write_blocs(lue.mots),
        "bouton": _find_bouton(espace, lue),
        "form": form,
        "avant": avant,
        "apres": apres,
        "anciens": list_anciens(espace, lue.code).count(),
        "ecrire": peut_dans(request, espace, Operation.REDIGER_SCHEMA),
    }
    return render(request, "redaction/rubrique.html", contexte)


def _find_bouton(espace: Espace, lue: RubriqueLue) -> Manque | None:
    """Return the one act that fills a heading: what it misses first, else its tool."""
    utiles = (manque for manque in lue.remplissage.manques if manque.adresse)
    if manque := next(utiles, None):
        return manque
    if reglage := _REGLAGES.get(lue.code):
        vue, libelle = reglage
        return Manque("", libelle, reverse(vue, args=[espace.siren]))
    outil = lue.modele.outil if lue.modele else ""
    trouve = next((o for o in list_manifestes() if o.code == outil), None)
    if trouve is None:
        return None
    return Manque("", f"Ouvrir « {trouve.titre} »", reverse(trouve.vue, args=[espace.siren]))
