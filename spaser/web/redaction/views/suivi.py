"""The steps of the calendar and the bodies that steer: listed, added, changed, taken out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any, Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spaser.documents.francais import format_date, typographie
from spaser.metier.calendrier import find_adoption, list_durees
from spaser.metier.droits import Operation
from spaser.web.commun.versions import FormVersionne, save_form
from spaser.web.comptes.connexion import auteur_of
from spaser.web.organisations.espaces import exige_espace, peut_dans
from spaser.web.organisations.models import Espace
from spaser.web.redaction.forms import FormCalendrier, FormComite, FormJalon, fill
from spaser.web.redaction.models import Comite, Jalon
from spaser.web.redaction.selectors import find_schema, list_comites, list_jalons
from spaser.web.redaction.services.suivi import (
    add_ligne,
    delete_ligne,
    plan_jalons,
    save_ligne,
    start_comites,
)
from spaser.web.redaction.views.annee import read_dates
from spaser.web.redaction.views.schema import fil_schema
from spaser.web.socle.courriel import absolute_url
from spaser.web.socle.reponses import Rendezvous, reply_fichier, write_agenda


@dataclass(frozen=True)
class _Liste:
    """A list of the scheme whose lines are changed one at a time."""

    rubrique: str
    vue: str
    modele: type[Jalon | Comite]
    forme: type[FormVersionne]

    def find(self, espace: Espace, pk: int) -> Jalon | Comite:
        """Return a line of this space; 404 for any other."""
        lignes: QuerySet[Any] = self.modele._default_manager.filter(espace=espace)  # noqa: SLF001 - Django's own name for it
        ligne: Jalon | Comite = get_object_or_404(lignes, pk=pk)
        return ligne


_JALONS: Final = _Liste("calendrier", "redaction:jalons", Jalon, FormJalon)
_COMITES: Final = _Liste("gouvernance", "redaction:comites", Comite, FormComite)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def jalons(request: HttpRequest, espace: Espace) -> HttpResponse:
    return _show_jalons(request, espace, _make_calendrier(request, espace), FormJalon())


@exige_espace(Operation.REDIGER_SCHEMA)
@require_http_methods(["GET", "HEAD", "POST"])
def proposer_jalons(request: HttpRequest, espace: Espace) -> HttpResponse:
    if request.method != "POST":
        return redirect(_JALONS.vue, espace.siren)

    def save(form: FormCalendrier) -> None:
        dits = form.read()
        plan_jalons(espace, dits["adoption"], dits["duree"], auteur_of(request), form.actuelle)

    form = save_form(lambda: _make_calendrier(request, espace), save)
    if form is not None:
        return _show_jalons(request, espace, form, FormJalon(), "Partir du jour du vote")
    _tell_duree(request, espace)
    return redirect(_JALONS.vue, espace.siren)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def agenda(request: HttpRequest, espace: Espace) -> HttpResponse:
    adresse = absolute_url(reverse(_JALONS.vue, args=[espace.siren]))
    aujourdhui = timezone.localdate()
    etapes = (
        Rendezvous(
            uid=f"{espace.pk}-{jalon.pk}@calendrier.spaser",
            redige_le=aujourdhui,
            jour=jalon.jour,
            titre=f"SPASER : {jalon.titre}",
            description=f"Étape du schéma de {espace.nom}.",
            url=adresse,
        )
        for jalon in list_jalons(espace)
        if not jalon.fait
    )
    rendezvous = chain(etapes, _list_dates(espace, aujourdhui))
    texte = write_agenda(f"Calendrier du SPASER, {espace.nom}", rendezvous, espace.mention)
    return reply_fichier(
        texte, f"calendrier-spaser-{espace.siren}.ics", "text/calendar; charset=utf-8"
    )


def _list_dates(espace: Espace, aujourdhui: date) -> Iterator[Rendezvous]:
    adresse = absolute_url(reverse("redaction:annee", args=[espace.siren]))
    for une in read_dates(espace):
        yield Rendezvous(
            uid=f"{espace.pk}-{une.code}-{une.jour.year}@annee.spaser",
            redige_le=aujourdhui,
            jour=une.jour,
            titre=typographie(f"SPASER : {une.annonce}"),
            description="\n".join(filter(None, [une.texte, une.a_verifier])),
            url=adresse,
        )


@exige_espace(Operation.REDIGER_SCHEMA)
@require_http_methods(["GET", "HEAD", "POST"])
def ajouter_jalon(request: HttpRequest, espace: Espace) -> HttpResponse:
    form = FormJalon(request.POST if request.method == "POST" else None)
    if form.is_valid():
        add_ligne(Jalon(espace=espace, **form.read()), auteur_of(request))
        return _leave(request, espace, _JALONS, "L’étape est ajoutée.")
    calendrier = _make_calendrier(None, espace)
    return _show_jalons(request, espace, calendrier, form, "Ajouter une étape")


@exige_espace(Operation.REDIGER_SCHEMA)
@require_http_methods(["GET", "HEAD", "POST"])
def modifier_jalon(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    return _edit(request, espace, _JALONS, pk)


@exige_espace(Operation.REDIGER_SCHEMA)
@require_POST
def supprimer_jalon(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    return _delete(request, espace, _JALONS, pk)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def comites(request: HttpRequest, espace: Espace) -> HttpResponse:
    return _show_comites(request, espace, FormComite())


@exige_espace(Operation.REDIGER_SCHEMA)
@require_POST
def proposer_comites(request: HttpRequest, espace: Espace) -> HttpResponse:
    start_comites(espace, auteur_of(request))
    return _leave(request, espace, _COMITES, "Voici les comités habituels : à adapter chez vous.")


@exige_espace(Operation.REDIGER_SCHEMA)
@require_http_methods(["GET", "HEAD", "POST"])
def ajouter_comite(request: HttpRequest, espace: Espace) -> HttpResponse:
    form = FormComite(request.POST if request.method == "POST" else None)
    if form.is_valid():
        add_ligne(Comite(espace=espace, **form.read()), auteur_of(request))
        return _leave(request, espace, _COMITES, "Le comité est ajouté.")
    return _show_comites(request, espace, form, "Ajouter un comité")


@exige_espace(Operation.REDIGER_SCHEMA)
@require_http_methods(["GET", "HEAD", "POST"])
def modifier_comite(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    return _edit(request, espace, _COMITES, pk)


@exige_espace(Operation.REDIGER_SCHEMA)
@require_POST
def supprimer_comite(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    return _delete(request, espace, _COMITES, pk)


def _edit(request: HttpRequest, espace: Espace, liste: _Liste, pk: int) -> HttpResponse:
    ligne = liste.find(espace, pk)

    def read() -> FormVersionne:
        if request.method != "POST":
            return liste.forme(initial=fill(liste.forme, ligne), version=ligne.version)
        actuelle = liste.find(espace, pk)
        initial = fill(liste.forme, actuelle)
        return liste.forme(request.POST, initial=initial, version=actuelle.version)

    form = save_form(read, lambda f: save_ligne(ligne, f.read(), auteur_of(request)))
    if form is None:
        return _leave(request, espace, liste, f"« {ligne} » est enregistré.")
    return _render(request, espace, liste, form, "redaction/ligne.html", {"titre": str(ligne)})


def _delete(request: HttpRequest, espace: Espace, liste: _Liste, pk: int) -> HttpResponse:
    ligne = liste.find(espace, pk)
    delete_ligne(ligne, auteur_of(request))
    return _leave(request, espace, liste, f"« {ligne} » est retiré.")


def _leave(request: HttpRequest, espace: Espace, liste: _Liste, message: str) -> HttpResponse:
    messages.success(request, message)
    return redirect(liste.vue, espace.siren)


def _make_calendrier(request: HttpRequest | None, espace: Espace) -> FormCalendrier:
    schema = find_schema(espace)
    dit = schema if schema and schema.adoption else None
    return FormCalendrier(
        request.POST if request and request.method == "POST" else None,
        initial=fill(FormCalendrier, dit) if dit else {},
        version=dit.version if dit else None,
    )


def _tell_duree(request: HttpRequest, espace: Espace) -> None:
    """Say whether the preparation can still begin in time; if not, what would."""
    schema, aujourdhui = find_schema(espace), timezone.localdate()
    if schema is None or schema.adoption is None or schema.duree is None:
        return
    tiennent = list_durees(schema.adoption, aujourdhui)
    if schema.duree in tiennent:
        messages.success(request, "Les étapes sont posées. Changez les jours qui ne vont pas.")
        return
    premier = format_date(find_adoption(schema.duree, aujourdhui))
    conseil = f"En commençant aujourd’hui, le vote peut avoir lieu le {premier} au plus tôt"
    if tiennent:
        conseil = f"Une préparation de {tiennent[-1]} mois tient avant ce vote"
    messages.warning(
        request,
        f"Les étapes sont posées, mais {schema.duree} mois ne tiennent pas d’ici à ce vote : les "
        f"premières sont déjà passées. {conseil}.",
    )


def _show_jalons(
    request: HttpRequest,
    espace: Espace,
    calendrier: FormCalendrier,
    form: FormJalon,
    titre: str = "Régler les étapes",
) -> HttpResponse:
    contexte = {
        "jalons": list(list_jalons(espace)),
        "calendrier": calendrier,
        "aujourdhui": timezone.localdate(),
        "titre": titre,
    }
    return _render(request, espace, _JALONS, form, "redaction/jalons.html", contexte)


def _show_comites(
    request: HttpRequest, espace: Espace, form: FormComite, titre: str = "Décrire les comités"
) -> HttpResponse:
    contexte = {"comites": list(list_comites(espace)), "titre": titre}
    return _render(request, espace, _COMITES, form, "redaction/comites.html", contexte)


def _render(
    request: HttpRequest,
    espace: Espace,
    liste: _Liste,
    form: FormVersionne,
    gabarit: str,
    contexte: dict[str, Any],
) -> HttpResponse:
    adresse = reverse("redaction:rubrique", args=[espace.siren, liste.rubrique])
    rubrique = liste.rubrique.capitalize()
    page = {
        "fil": fil_schema(request, espace, (rubrique, adresse), (contexte["titre"], None)),
        "espace": espace,
        "retour": adresse,
        "rubrique": rubrique,
        "form": form,
        "ecrire": peut_dans(request, espace, Operation.REDIGER_SCHEMA),
    }
    return render(request, gabarit, page | contexte)
