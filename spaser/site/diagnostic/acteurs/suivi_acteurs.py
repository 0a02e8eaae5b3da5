"""What follows stakeholders: meetings, next dates, reminders, people erased."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from copy import copy
from datetime import date, timedelta
from typing import Any, ClassVar, Final, cast

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import F, Q
from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spaser.documents.francais import format_date, pluriel
from spaser.regles import acteurs
from spaser.regles.droits import Operation, Role, can
from spaser.site.comptes.donnees_personnelles import keep_effacement
from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.sessions import RequeteConnectee, auteur_of
from spaser.site.diagnostic.acteurs.forms import find_acteur, link_acteur, make_contexte_acteurs
from spaser.site.diagnostic.acteurs.services import list_echanges, list_personnes, list_relances
from spaser.site.diagnostic.models import Acteur, Echange, Personne
from spaser.site.espace.ressource import FormRessource
from spaser.site.organisations.espaces import exige_espace
from spaser.site.organisations.identite import list_administrations
from spaser.site.organisations.models import Appartenance, Espace
from spaser.site.socle.champs import ask_champ
from spaser.site.socle.courriels.envoi import absolute_url, courriel
from spaser.site.socle.courriels.natures import Contexte, Nature, PlusUtile
from spaser.site.socle.journal import record
from spaser.site.socle.models import Sujet
from spaser.site.socle.requetes import Rendezvous, reply_fichier, write_agenda
from spaser.site.socle.versions import save_form, save_version
from spaser.site.socle.vues import Rendu, shows

# --- The next dates as a diary keeps them: no name of a person leaves the site ---


def write_relances(echanges: Iterable[Echange], mention: str) -> str:
    relances = (_meet(e, e.relance_le) for e in echanges if e.relance_le)
    return write_agenda("Relances des acteurs", relances, mention)


def _meet(echange: Echange, jour: date) -> Rendezvous:
    acteur = echange.acteur
    return Rendezvous(
        uid=f"{acteur.cle}-{echange.pk}@relances.spaser",
        redige_le=timezone.localtime(echange.note_le).date(),
        jour=jour,
        titre=f"Relancer {acteur.nom}",
        description=f"Dernier échange le {echange.jour:%d/%m/%Y} : voir la fiche de l’acteur.",
        url=absolute_url(acteur.get_absolute_url()),
    )


# --- The forms of people and contacts ---


_ANCIEN: Final = date(1990, 1, 1)
_LOIN: Final = timedelta(days=5 * 366)
_DATE: Final = "Écrivez une date, par exemple 24/11/2026."


class FormContact(FormRessource):
    class Meta:
        model = Personne
        fields = ("nom", "fonction", "courriel", "telephone", "dernier_contact")
        formfield_callback = ask_champ
        error_messages: ClassVar = {
            "nom": {"required": "Donnez un nom."},
            "courriel": {"invalid": "Écrivez une adresse comme prenom.nom@exemple.fr."},
            "dernier_contact": {"required": _DATE},
        }

    def clean_nom(self) -> str:
        return acteurs.clean_nom(self.cleaned_data["nom"])

    def clean_dernier_contact(self) -> date:
        return _check_passe(self.cleaned_data["dernier_contact"])


class FormEchange(FormRessource):
    class Meta:
        model = Echange
        fields = ("jour", "moyen", "personne", "dit", "relance_le")
        formfield_callback = ask_champ
        error_messages: ClassVar = {
            "jour": {"required": _DATE},
            "personne": {"invalid_choice": "Cette personne n’est plus notée : choisissez-en une."},
            "dit": {"required": "Notez en une phrase ce qui s’est dit ou décidé."},
        }

    def __init__(self, *args: Any, acteur: Acteur, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        personne = cast("forms.ModelChoiceField[Personne]", self.fields["personne"])
        personne.queryset = acteur.personnes.all()
        self.personnes = list(personne.queryset)  # evaluated once: the page asks several times
        noms = [(p.pk, p.nom) for p in self.personnes]
        personne.choices = [("", "Sans personne en particulier"), *noms]

    def clean_jour(self) -> date:
        return _check_passe(self.cleaned_data["jour"])

    def clean_dit(self) -> str:
        dit = acteurs.clean_texte(self.cleaned_data["dit"])
        if not dit:
            raise forms.ValidationError(self.fields["dit"].error_messages["required"])
        return dit

    def clean_relance_le(self) -> date | None:
        jour: date | None = self.cleaned_data["relance_le"]
        if jour and not _ANCIEN <= jour <= timezone.localdate() + _LOIN:
            raise forms.ValidationError("Choisissez une date dans les cinq ans qui viennent.")
        return jour

    def clean(self) -> dict[str, Any]:
        """Refuse to come back before having met."""
        reponses = super().clean() or self.cleaned_data
        jour, relance = reponses.get("jour"), reponses.get("relance_le")
        if jour and relance and relance < jour:
            self.add_error("relance_le", "La prochaine date ne peut pas précéder l’échange.")
        return reponses


def _check_passe(jour: date) -> date:
    if not _ANCIEN <= jour <= timezone.localdate():
        raise forms.ValidationError("Ce jour n’est pas encore venu, ou il est trop ancien.")
    return jour


# --- What is kept of a person met, to hand over to her; and who is soon erased ---


def export_personne(personne: Personne) -> dict[str, Any]:
    return {
        "structure": personne.acteur.nom,
        "nom": personne.nom,
        "fonction": personne.fonction,
        "courriel": personne.courriel,
        "telephone": personne.telephone,
        "dernier_contact": personne.dernier_contact.isoformat(),
        "notee_le": personne.notee_le.isoformat(),
        "gardee_jusqu_au": personne.gardee_jusqu_au.isoformat(),
        "echanges": [
            {"jour": e.jour.isoformat(), "moyen": e.get_moyen_display(), "dit": e.dit}
            for e in personne.echanges.all()
        ],
    }


# --- Writes people and contacts; the journal says the gesture, never the person ---


@transaction.atomic
def create_personne(acteur: Acteur, champs: Mapping[str, Any], auteur: Utilisateur) -> Personne:
    personne = Personne.objects.create(acteur=acteur, notee_par=auteur, **champs)
    _note("personne.ajout", acteur, auteur)
    return personne


@transaction.atomic
def update_personne(personne: Personne, champs: Mapping[str, Any], auteur: Utilisateur) -> None:
    """Replace what is noted of somebody; VersionDepassee when another wrote meanwhile."""
    save_version(personne, personne.version, **champs)
    _note("personne.modification", personne.acteur, auteur)


@transaction.atomic
def erase_personne(personne: Personne, auteur: Utilisateur | None = None) -> None:
    """Erase somebody for good: contacts stay, without her."""
    acteur = personne.acteur
    keep_effacement(personne)
    personne.delete()
    _note("personne.effacement", acteur, auteur)


@transaction.atomic
def create_echange(acteur: Acteur, champs: Mapping[str, Any], auteur: Utilisateur) -> Echange:
    """Note a contact; the person met is kept from then on."""
    echange = Echange.objects.create(acteur=acteur, auteur=auteur, **champs)
    _touch(echange)
    _note("echange.ajout", acteur, auteur)
    return echange


@transaction.atomic
def update_echange(echange: Echange, champs: Mapping[str, Any], auteur: Utilisateur) -> None:
    """Correct a contact; VersionDepassee when another wrote meanwhile."""
    if champs["relance_le"] != echange.relance_le:
        champs = {**champs, "relance_faite_le": None}
    save_version(echange, echange.version, **champs)
    _touch(echange)
    _note("echange.modification", echange.acteur, auteur)


@transaction.atomic
def end_relance(echange: Echange, auteur: Utilisateur) -> None:
    echange.relance_faite_le = timezone.localdate()
    echange.save(update_fields=["relance_faite_le"])
    _note("echange.relance_faite", echange.acteur, auteur)


def _touch(echange: Echange) -> None:
    """Restart the retention of the person met, from this day."""
    if echange.personne_id:
        Personne.objects.filter(pk=echange.personne_id, dernier_contact__lt=echange.jour).update(
            dernier_contact=echange.jour, annonce_le=None
        )


def _note(geste: str, acteur: Acteur, auteur: Utilisateur | None) -> None:
    record(geste, auteur=auteur, objet=acteur, espace=acteur.espace)


# --- Mails of the day before a next date, and of the month before a person is erased ---


_VEILLE: Final = timedelta(days=1)
_LIEUX: Final = ("acteur__espace__organisation", "acteur__espace__proprietaire")


def send_rappels_acteurs(aujourdhui: date) -> int:
    """Tell those who noted a date that it is tomorrow, once; a run missed is made up for."""
    dus = _list_dus(aujourdhui)
    par_personne: dict[Utilisateur, list[Echange]] = defaultdict(list)
    for echange in dus:
        for utilisateur in _find_destinataires(echange.acteur, echange.auteur):
            par_personne[utilisateur].append(echange)
    for utilisateur, echanges in par_personne.items():
        tell_relances(utilisateur, echanges)
    Echange.objects.filter(pk__in=[e.pk for e in dus]).update(rappel_pour=F("relance_le"))
    return len(par_personne)


def keep_conservation(aujourdhui: date) -> int:
    """Announce who is soon erased, then erase those announced a month ago; count the erased."""
    personnes = Personne.objects.select_related(*_LIEUX, "notee_par")
    finies = [
        p for p in personnes if acteurs.is_to_erase(p.dernier_contact, p.annonce_le, aujourdhui)
    ]
    for personne in finies:
        erase_personne(personne)
    annoncees = [
        p
        for p in personnes.filter(Q(annonce_le=None) | Q(annonce_le__lte=F("dernier_contact")))
        if acteurs.is_to_announce(p.dernier_contact, aujourdhui)
    ]
    _announce(annoncees)
    Personne.objects.filter(pk__in=[p.pk for p in annoncees]).update(annonce_le=aujourdhui)
    return len(finies)


def _list_dus(aujourdhui: date) -> list[Echange]:
    """Return the dates of today and tomorrow that nobody was reminded of."""
    attendus = Echange.objects.filter(
        relance_faite_le=None,
        relance_le__range=(aujourdhui, aujourdhui + _VEILLE),
        acteur__ecarte_le=None,
    ).exclude(rappel_pour=F("relance_le"))
    attendus = attendus.exclude(
        acteur__espace__organisation=None, acteur__espace__essai_fini_le__isnull=False
    )
    return list(
        attendus.select_related("auteur", *_LIEUX).order_by("relance_le", "acteur__nom_plie", "pk")
    )


def _find_destinataires(acteur: Acteur, auteur: Utilisateur | None) -> list[Utilisateur]:
    """Return who noted it, if she still may read it; else those who manage."""
    espace = acteur.espace
    if espace.organisation is None:
        proprietaire = espace.proprietaire
        return [proprietaire] if proprietaire and proprietaire.is_active else []
    if auteur and _is_member(auteur, acteur):
        return [auteur]
    return [a.utilisateur for a in list_administrations(espace.organisation)]


def _is_member(utilisateur: Utilisateur, acteur: Acteur) -> bool:
    siennes = Appartenance.objects.actives().filter(
        utilisateur=utilisateur, organisation=acteur.espace.organisation_id
    )
    return can(map(Role, siennes.values_list("role", flat=True)), Operation.VOIR_ESPACE)


def _find_espace(acteurs: Iterable[Acteur]) -> int | None:
    numeros = {acteur.espace_id for acteur in acteurs}
    return numeros.pop() if len(numeros) == 1 else None


@courriel(
    Nature(
        "Rappel de relances",
        "acteurs/courriels/rappel",
        sujet=Sujet.RELANCES,
        retard=_VEILLE,
        espace=lambda echanges: _find_espace(e.acteur for e in echanges),
    )
)
def tell_relances(echanges: list[Echange]) -> Contexte:
    dus = [e for e in echanges if not (e.relance_faite_le or e.acteur.ecarte_le) and e.relance_le]
    if not dus:
        raise PlusUtile("Les relances ont été faites ou supprimées.")
    return {
        "nombre": pluriel(len(dus), "relance"),
        "relances": [
            {
                "jour": format_date(e.relance_le),
                "acteur": e.acteur.nom,
                "lien": absolute_url(e.acteur.get_absolute_url()),
            }
            for e in dus
            if e.relance_le
        ],
        "pages": (pages := _list_pages(e.acteur for e in dus)),
        "lien": pages[0],
        "mention": _find_mention(e.acteur for e in dus),
    }


def _announce(personnes: list[Personne]) -> None:
    """Write to those who may keep a person: the mail names the structure, not her.

    It is no reminder: nobody can refuse it.
    """
    par_lecteur: dict[Utilisateur, dict[Acteur, int]] = defaultdict(lambda: defaultdict(int))
    for personne in personnes:
        for utilisateur in _find_destinataires(personne.acteur, personne.notee_par):
            par_lecteur[utilisateur][personne.acteur] += 1
    for utilisateur, siens in par_lecteur.items():
        nombres = {str(acteur.pk): nombre for acteur, nombre in siens.items()}
        tell_effacement(utilisateur, list(siens), nombres)


@courriel(
    Nature(
        "Effacement prochain de personnes notées",
        "acteurs/courriels/effacement",
        espace=lambda acteurs, **_: _find_espace(acteurs),
    )
)
def tell_effacement(acteurs: list[Acteur], nombres: dict[str, int]) -> Contexte:
    return {
        "acteurs": _count({acteur: nombres[str(acteur.pk)] for acteur in acteurs}),
        "mention": _find_mention(acteurs),
    }


def _count(acteurs: Mapping[Acteur, int]) -> list[dict[str, str]]:
    return [
        {
            "acteur": acteur.nom,
            "nombre": pluriel(nombre, "personne"),
            "lien": absolute_url(_find_page(acteur)),
        }
        for acteur, nombre in acteurs.items()
    ]


def _find_page(acteur: Acteur) -> str:
    if acteur.ecarte_le:
        return reverse("acteurs:corbeille", args=[acteur.espace.siren])
    return acteur.get_absolute_url()


def _find_mention(acteurs: Iterable[Acteur]) -> str:
    """Return what a mail about these says of a trial; nothing when none is in one."""
    return next((acteur.espace.mention for acteur in acteurs if acteur.espace.est_essai), "")


def _list_pages(acteurs: Iterable[Acteur]) -> list[str]:
    sirens = dict.fromkeys(acteur.espace.siren for acteur in acteurs)
    return [absolute_url(reverse("acteurs:relances", args=[siren])) for siren in sirens]


# --- People, contacts and next dates ---


@exige_espace(Operation.MODIFIER_ACTEURS)
@require_http_methods(["GET", "HEAD", "POST"])
def personne_ajouter(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    acteur = find_acteur(espace, pk)
    envoye = request.POST if request.method == "POST" else None
    form = FormContact(envoye, initial={"dernier_contact": timezone.localdate()})
    if form.is_valid():
        create_personne(acteur, form.read(), auteur_of(request))
        messages.success(request, "La personne est notée.")
        return redirect(acteur)
    return _ask(request, espace, acteur, form, "Noter une personne")


@exige_espace(Operation.MODIFIER_ACTEURS)
@require_http_methods(["GET", "HEAD", "POST"])
def personne_modifier(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    personne = get_object_or_404(list_personnes(espace), pk=pk)
    envoye = request.POST if request.method == "POST" else None
    form = save_form(
        lambda: FormContact(envoye, instance=copy(personne), version=personne.version),
        lambda form: update_personne(personne, form.read(), auteur_of(request)),
    )
    if form is None:
        messages.success(request, "Les changements sont enregistrés.")
        return redirect(personne.acteur)
    return _ask(request, espace, personne.acteur, form, f"Modifier {personne.nom}")


@exige_espace(Operation.MODIFIER_ACTEURS)
@shows("acteurs/suivi/effacer.html", envoi=True)
def personne_effacer(request: HttpRequest, espace: Espace, pk: int) -> Rendu:
    personne = get_object_or_404(list_personnes(espace), pk=pk)
    if request.method == "POST":
        erase_personne(personne, auteur_of(request))
        messages.success(request, "La personne est effacée.")
        return redirect(personne.acteur)
    suite = (link_acteur(personne.acteur), ("Effacer une personne", None))
    return make_contexte_acteurs(request, espace, *suite, personne=personne)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def personne_donnees(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    personne = get_object_or_404(list_personnes(espace), pk=pk)
    reponse = JsonResponse(export_personne(personne), json_dumps_params={"ensure_ascii": False})
    reponse["Content-Disposition"] = f'attachment; filename="personne-{personne.pk}.json"'
    reponse["Cache-Control"] = "private, no-store"
    return reponse


@exige_espace(Operation.MODIFIER_ACTEURS)
@require_http_methods(["GET", "HEAD", "POST"])
def echange_ajouter(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    acteur = find_acteur(espace, pk)
    envoye = request.POST if request.method == "POST" else None
    form = FormEchange(envoye, acteur=acteur, initial={"jour": timezone.localdate()})
    if form.is_valid():
        create_echange(acteur, form.read(), auteur_of(request))
        messages.success(request, "L’échange est noté.")
        return redirect(acteur)
    return _ask(request, espace, acteur, form, "Noter un échange")


@exige_espace(Operation.MODIFIER_ACTEURS)
@require_http_methods(["GET", "HEAD", "POST"])
def echange_modifier(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    echange = get_object_or_404(list_echanges(espace), pk=pk)
    acteur = echange.acteur
    envoye = request.POST if request.method == "POST" else None
    form = save_form(
        lambda: FormEchange(envoye, acteur=acteur, instance=copy(echange), version=echange.version),
        lambda form: update_echange(echange, form.read(), auteur_of(request)),
    )
    if form is None:
        messages.success(request, "Les changements sont enregistrés.")
        return redirect(acteur)
    return _ask(request, espace, acteur, form, "Modifier un échange")


@exige_espace(Operation.VOIR_ESPACE)
@shows("acteurs/suivi/relances.html")
def relances(request: HttpRequest, espace: Espace) -> Rendu:
    return make_contexte_acteurs(
        request,
        espace,
        ("Relances", None),
        relances=list(list_relances(espace)),
        aujourdhui=timezone.localdate(),
        regler=request.user.is_authenticated,
    )


@exige_espace(Operation.MODIFIER_ACTEURS)
@require_POST
def relance_faite(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    echange = get_object_or_404(list_relances(espace), pk=pk)
    end_relance(echange, request.user)
    messages.success(request, f"Relance de « {echange.acteur.nom} » faite. Notez l’échange ici.")
    return redirect(echange.acteur)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def agenda_relances(request: HttpRequest, espace: Espace) -> HttpResponse:
    texte = write_relances(list_relances(espace), espace.mention)
    return reply_fichier(texte, "relances.ics", "text/calendar; charset=utf-8")


def _ask(
    request: HttpRequest, espace: Espace, acteur: Acteur, form: Form, titre: str
) -> HttpResponse:
    contexte = make_contexte_acteurs(
        request,
        espace,
        link_acteur(acteur),
        (titre, None),
        acteur=acteur,
        form=form,
        titre=titre,
    )
    return render(request, "acteurs/suivi/formulaire.html", contexte)
