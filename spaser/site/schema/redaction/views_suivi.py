"""Pages of steering: calendar, bodies, the year, the kit to start with."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spaser.documents.document import NEUTRE, Charte
from spaser.documents.francais import format_date, typographie
from spaser.documents.rendus import Forme, write_forme
from spaser.documents.rendus.pptx import write_pptx
from spaser.documents.schema.seance import write_diapositives, write_kit
from spaser.regles import calendrier
from spaser.regles.droits import Operation
from spaser.site.comptes.sessions import auteur_of
from spaser.site.organisations.espaces import exige_espace, fil_espace, peut_dans
from spaser.site.organisations.models import Espace
from spaser.site.plan.point_annuel.views import get_point
from spaser.site.registre.models import Fiche
from spaser.site.registre.porteurs import list_schemas_de
from spaser.site.schema.fichiers import PPTX, read_point_ecrit
from spaser.site.schema.forms import FormCalendrier, FormComite, FormJalon, fill_versionne
from spaser.site.schema.models import Comite, Jalon
from spaser.site.schema.publication.parutions import (
    find_echeance,
    find_schema_adopte,
    list_publications,
)
from spaser.site.schema.redaction import services
from spaser.site.schema.redaction.composition import MOIS, find_charte, read_depart
from spaser.site.schema.redaction.sujet import SujetSchema, read_sujet
from spaser.site.schema.redaction.views import fil_schema
from spaser.site.schema.vote.fichiers import find_mime
from spaser.site.socle.courriels.envoi import absolute_url
from spaser.site.socle.formulaires import FormLibre
from spaser.site.socle.requetes import Rendezvous, reply_fichier, write_agenda
from spaser.site.socle.versions import FormVersionne, save_form

# --- The kit to start with: what it holds, the day wished for the vote, its files ---


TITRE_KIT: Final = "Kit de lancement"
FICHIERS: Final = (
    ("docx", "Note, lettre et message (Word)"),
    ("odt", "Les mêmes (ODT)"),
    ("pdf", "Les mêmes (PDF)"),
    (PPTX, "Cinq diapositives (PowerPoint)"),
)


class FormDepart(FormLibre):
    """When the vote is wished, and how long one works before."""

    adoption = forms.DateField(
        label="Jour souhaité du vote",
        required=False,
        help_text="Laissez vide pour partir d’aujourd’hui.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Donnez un jour, par exemple 15/12/2027."},
    )
    mois = forms.TypedChoiceField(
        label="Durée de préparation",
        required=False,
        coerce=int,
        choices=[(duree, f"{duree} mois") for duree in calendrier.DUREES],
        error_messages={"invalid_choice": "Choisissez 6, 12 ou 24 mois."},
    )

    def read(self) -> tuple[date | None, int | None]:
        if not self.is_valid():
            return None, None
        return self.cleaned_data["adoption"], self.cleaned_data["mois"] or None


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def kit(request: HttpRequest, espace: Espace) -> HttpResponse:
    contexte = {
        "fil": fil_espace(request, espace, (TITRE_KIT, None)),
        "espace": espace,
        **describe_kit(request, read_sujet(espace), list_schemas_de(espace.siren)),
    }
    return render(request, "redaction/kit.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def kit_fichier(request: HttpRequest, espace: Espace, extension: str) -> HttpResponse:
    sujet = read_sujet(espace)
    siens = list_schemas_de(espace.siren)
    return reply_kit(request, sujet, siens, extension, find_charte(espace))


def describe_kit(request: HttpRequest, sujet: SujetSchema, siens: list[Fiche]) -> dict[str, Any]:
    form = FormDepart(request.GET or None, initial={"mois": MOIS})
    demande = {n: v for n in ("adoption", "mois") if (v := request.GET.get(n))}
    return {
        "form": form,
        "depart": read_depart(sujet, siens, request.build_absolute_uri("/"), *form.read()),
        "fichiers": FICHIERS,
        "demande": f"?{urlencode(demande)}" if demande and form.is_valid() else "",
    }


def reply_kit(
    request: HttpRequest,
    sujet: SujetSchema,
    siens: list[Fiche],
    extension: str,
    charte: Charte = NEUTRE,
) -> HttpResponse:
    """Return the kit as a file; 404 for a form that it has not."""
    if extension != PPTX and extension not in Forme:
        raise Http404
    racine = request.build_absolute_uri("/")
    depart = read_depart(sujet, siens, racine, *FormDepart(request.GET).read())
    nom = f"kit-de-lancement-{sujet.siren}.{extension}"
    if extension == PPTX:
        return reply_fichier(write_pptx(write_diapositives(depart), charte), nom, find_mime(nom))
    forme = Forme(extension)
    return reply_fichier(write_forme(write_kit(depart), forme, charte), nom, forme.mime)


# --- « L’année d’un SPASER »: what comes back each year; the yearly review as files ---


TITRE_ANNEE = "L’année d’un SPASER"


def read_dates(espace: Espace) -> tuple[calendrier.DateAnnuelle, ...]:
    schema = find_schema_adopte(espace)
    echeance = find_echeance(schema, list_publications(espace).publiees())
    return calendrier.list_dates(timezone.localdate(), echeance, schema.fin if schema else None)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def annee(request: HttpRequest, espace: Espace) -> HttpResponse:
    contexte = {
        "fil": fil_espace(request, espace, (TITRE_ANNEE, None)),
        "espace": espace,
        "dates": read_dates(espace),
    }
    return render(request, "redaction/annee.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def point_annuel(request: HttpRequest, espace: Espace, annee: int, extension: str) -> HttpResponse:
    if extension != PPTX and extension not in Forme:
        raise Http404
    octets = read_point_ecrit(get_point(espace, annee), extension)
    nom = f"point-annuel-{espace.siren}-{annee}.{extension}"
    return reply_fichier(octets, nom, find_mime(nom))


# --- The steps of the calendar and the bodies that steer: listed, added, changed, taken out ---


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
        services.plan_jalons(
            espace, dits["adoption"], dits["duree"], auteur_of(request), form.actuelle
        )

    form = save_form(lambda: _make_calendrier(request, espace), save)
    if form is not None:
        return _show_jalons(request, espace, form, FormJalon(), "Partir du jour du vote")
    _tell_duree(request, espace)
    return redirect(_JALONS.vue, espace.siren)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def agenda_jalons(request: HttpRequest, espace: Espace) -> HttpResponse:
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
        for jalon in services.list_jalons(espace)
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
        services.add_ligne(Jalon(espace=espace, **form.read()), auteur_of(request))
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
    services.start_comites(espace, auteur_of(request))
    return _leave(request, espace, _COMITES, "Voici les comités habituels : à adapter chez vous.")


@exige_espace(Operation.REDIGER_SCHEMA)
@require_http_methods(["GET", "HEAD", "POST"])
def ajouter_comite(request: HttpRequest, espace: Espace) -> HttpResponse:
    form = FormComite(request.POST if request.method == "POST" else None)
    if form.is_valid():
        services.add_ligne(Comite(espace=espace, **form.read()), auteur_of(request))
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
            return liste.forme(initial=fill_versionne(liste.forme, ligne), version=ligne.version)
        actuelle = liste.find(espace, pk)
        initial = fill_versionne(liste.forme, actuelle)
        return liste.forme(request.POST, initial=initial, version=actuelle.version)

    form = save_form(read, lambda f: services.save_ligne_suivi(ligne, f.read(), auteur_of(request)))
    if form is None:
        return _leave(request, espace, liste, f"« {ligne} » est enregistré.")
    return _render(request, espace, liste, form, "redaction/ligne.html", {"titre": str(ligne)})


def _delete(request: HttpRequest, espace: Espace, liste: _Liste, pk: int) -> HttpResponse:
    ligne = liste.find(espace, pk)
    services.delete_ligne_suivi(ligne, auteur_of(request))
    return _leave(request, espace, liste, f"« {ligne} » est retiré.")


def _leave(request: HttpRequest, espace: Espace, liste: _Liste, message: str) -> HttpResponse:
    messages.success(request, message)
    return redirect(liste.vue, espace.siren)


def _make_calendrier(request: HttpRequest | None, espace: Espace) -> FormCalendrier:
    schema = services.find_schema(espace)
    dit = schema if schema and schema.adoption else None
    return FormCalendrier(
        request.POST if request and request.method == "POST" else None,
        initial=fill_versionne(FormCalendrier, dit) if dit else {},
        version=dit.version if dit else None,
    )


def _tell_duree(request: HttpRequest, espace: Espace) -> None:
    """Say whether the preparation can still begin in time; if not, what would."""
    schema, aujourdhui = services.find_schema(espace), timezone.localdate()
    if schema is None or schema.adoption is None or schema.duree is None:
        return
    tiennent = calendrier.list_durees(schema.adoption, aujourdhui)
    if schema.duree in tiennent:
        messages.success(request, "Les étapes sont posées. Changez les jours qui ne vont pas.")
        return
    premier = format_date(calendrier.find_adoption(schema.duree, aujourdhui))
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
        "jalons": list(services.list_jalons(espace)),
        "calendrier": calendrier,
        "aujourdhui": timezone.localdate(),
        "titre": titre,
    }
    return _render(request, espace, _JALONS, form, "redaction/jalons.html", contexte)


def _show_comites(
    request: HttpRequest, espace: Espace, form: FormComite, titre: str = "Décrire les comités"
) -> HttpResponse:
    contexte = {"comites": list(services.list_comites(espace)), "titre": titre}
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
