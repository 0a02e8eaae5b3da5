"""Pages of steering: calendar, bodies, the year, the kit to start with."""

from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import Any, ClassVar, Final
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.forms import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from spaser.documents.document import NEUTRE, Charte
from spaser.documents.francais import format_date, typographie
from spaser.documents.rendus import Forme, write_forme
from spaser.documents.rendus.pptx import write_pptx
from spaser.documents.schema.seance import write_diapositives, write_kit
from spaser.regles import calendrier
from spaser.regles.droits import Operation
from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.sessions import auteur_of
from spaser.site.espace.ressource import GESTE, LECTURE, Adresse, MotsOutil, Ressource
from spaser.site.organisations.espaces import Pas, exige_espace, fil_espace
from spaser.site.organisations.models import Espace
from spaser.site.plan.point_annuel.views import get_point
from spaser.site.registre.models import Fiche
from spaser.site.registre.porteurs import list_schemas_de
from spaser.site.schema.fichiers import PPTX, read_point_ecrit
from spaser.site.schema.forms import FormCalendrier, FormComite, FormJalon
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
from spaser.site.socle.formulaires import FormLibre, ask_jour
from spaser.site.socle.requetes import Rendezvous, reply_fichier, write_agenda
from spaser.site.socle.versions import FormVersionne, read_envoi, save_form
from spaser.site.socle.vues import Rendu, shows

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

    adoption = ask_jour("Jour souhaité du vote", aide="Laissez vide pour partir d’aujourd’hui.")
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
@shows("redaction/kit.html")
def kit(request: HttpRequest, espace: Espace) -> Rendu:
    return {
        "fil": fil_espace(request, espace, (TITRE_KIT, None)),
        **describe_kit(request, read_sujet(espace), list_schemas_de(espace.siren)),
    }


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
@shows("redaction/annee.html")
def annee(request: HttpRequest, espace: Espace) -> Rendu:
    return {
        "fil": fil_espace(request, espace, (TITRE_ANNEE, None)),
        "dates": read_dates(espace),
    }


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def point_annuel(request: HttpRequest, espace: Espace, annee: int, extension: str) -> HttpResponse:
    if extension != PPTX and extension not in Forme:
        raise Http404
    octets = read_point_ecrit(get_point(espace, annee), extension)
    nom = f"point-annuel-{espace.siren}-{annee}.{extension}"
    return reply_fichier(octets, nom, find_mime(nom))


# --- The steps of the calendar and the bodies that steer: listed, added, changed, taken out ---


class _Suivi[L: (Jalon, Comite)](Ressource[L]):
    """A list of the scheme: its lines stand on one page, with the form that adds one."""

    ecrire = Operation.REDIGER_SCHEMA
    rubrique: ClassVar[str]
    roles: ClassVar = {
        "liste": Adresse("", LECTURE),
        "ajouter": Adresse("ajouter/"),
        "modifier": Adresse("<int:pk>/"),
        "retirer": Adresse("<int:pk>/retirer/", GESTE),
        "proposer": Adresse("proposer/"),
    }

    def ask(self, envoi: QueryDict | None, ligne: L, version: int | None) -> FormVersionne:
        initial = model_to_dict(ligne, self.forme.base_fields)
        return self.forme(envoi, initial=initial, version=version)

    def note(self, geste: str, auteur: Utilisateur) -> None:
        services.record_suivi(geste, self.ligne, auteur)

    def read_cadre(self, *suite: Pas) -> dict[str, Any]:
        adresse = reverse("redaction:rubrique", args=[self.espace.siren, self.rubrique])
        rubrique = self.rubrique.capitalize()
        fil = fil_schema(self.request, self.espace, (rubrique, adresse), *suite)
        suivi = {"fil": fil, "rubrique": rubrique, "adresse": adresse}
        return super().read_cadre() | suivi

    def liste(self) -> HttpResponse:
        return self.show_liste(self.titre)

    def show_liste(self, titre: str, **encore: Any) -> HttpResponse:
        return self.show_form(self.ask(None, self.ligne, None), titre, **encore)

    def show_form(self, form: FormVersionne, titre: str, **encore: Any) -> HttpResponse:
        if self.ligne.pk or "remettre" in encore:
            return super().show_form(form, titre, **encore)
        return self.show(titre, "liste", form=form, lignes=list(self.list_lignes()), **encore)


class EtapesSchema(_Suivi[Jalon]):
    modele, forme, vues, rubrique = Jalon, FormJalon, "redaction:jalon_{}", "calendrier"
    chemin, titre = "schema/calendrier/etapes/", "Régler les étapes"
    mots = MotsOutil(
        "une étape", "cette étape", ajout="L’étape est ajoutée.", retrait="« {} » est retiré."
    )
    gabarits: ClassVar = {"liste": "redaction/jalons.html"}

    def read_cadre(self, *suite: Pas) -> dict[str, Any]:
        calendrier = self.ask_calendrier(None)
        autres = {"calendrier": calendrier, "aujourdhui": timezone.localdate()}
        return super().read_cadre(*suite) | autres

    def ask_calendrier(self, envoi: QueryDict | None) -> FormCalendrier:
        schema = services.find_schema(self.espace)
        dit = schema if schema and schema.adoption else None
        initial = model_to_dict(dit, FormCalendrier.base_fields) if dit else {}
        return FormCalendrier(envoi, initial=initial, version=dit.version if dit else None)

    def proposer(self) -> HttpResponse:
        """Put the usual steps before a day of vote."""
        envoi = read_envoi(self.request)
        if envoi is None:
            return self.leave()
        auteur = auteur_of(self.request)

        def save(form: FormCalendrier) -> None:
            dits = form.read()
            services.plan_jalons(
                self.espace, dits["adoption"], dits["duree"], auteur, form.actuelle
            )

        form = save_form(lambda: self.ask_calendrier(envoi), save)
        if form is not None:
            return self.show_liste("Partir du jour du vote", calendrier=form)
        _tell_duree(self.request, self.espace)
        return self.leave()


class Comites(_Suivi[Comite]):
    modele, forme, vues, rubrique = Comite, FormComite, "redaction:comite_{}", "gouvernance"
    chemin, titre = "schema/gouvernance/comites/", "Décrire les comités"
    mots = MotsOutil(
        "un comité", "ce comité", ajout="Le comité est ajouté.", retrait="« {} » est retiré."
    )
    roles: ClassVar = _Suivi.roles | {"proposer": Adresse("proposer/", GESTE)}
    gabarits: ClassVar = {"liste": "redaction/comites.html"}

    def start(self) -> Comite:
        return services.start_comite(self.espace)

    def proposer(self) -> HttpResponse:
        services.start_comites(self.espace, auteur_of(self.request))
        messages.success(self.request, "Voici les comités habituels : à adapter chez vous.")
        return self.leave()


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


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def agenda_jalons(request: HttpRequest, espace: Espace) -> HttpResponse:
    adresse = absolute_url(reverse("redaction:jalon_liste", args=[espace.siren]))
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
