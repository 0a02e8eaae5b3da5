"""The team's desk, and the buyers that it may get in touch with."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spaser.documents.classeur import Format, Notice, Onglet
from spaser.documents.tableur import Cellule, Euros
from spaser.metier.bureau import MINUTES, Besoin, plan_mois
from spaser.metier.droits import Operation
from spaser.web.agenda.mots import format_evenement
from spaser.web.bureau.acheteurs import (
    AcheteurSuivi,
    count_a_contacter,
    filter_suivis,
    list_suivis,
)
from spaser.web.bureau.attente import count_besoins, read_attentes
from spaser.web.bureau.forms import FormContact, FormFiltres
from spaser.web.bureau.models import Coche, Contact
from spaser.web.bureau.programme import list_prochains
from spaser.web.bureau.services import name_mois, note_contact, tick
from spaser.web.comptes.connexion import RequeteConnectee
from spaser.web.organisations.acces import ask_of, exige, peut
from spaser.web.organisations.identite import describe_siren
from spaser.web.socle.menu import Zone, list_liens_menu
from spaser.web.socle.reponses import reply_classeur

TITRE: Final = "Tableau de bord de l’équipe"
ACHETEURS: Final = "Acheteurs à contacter"
PAR_PAGE: Final = 25
MOIS_PASSES: Final = 6


@exige(Operation.VOIR_PROGRAMME)
@require_safe
def accueil(request: HttpRequest) -> HttpResponse:
    jour = timezone.localdate()
    suivis = list_suivis(jour)
    attentes = read_attentes(lambda operation: peut(request, operation), suivis)
    mois = name_mois(jour)
    toutes = list(Coche.objects.select_related("fait_par")[:60])
    coches = {coche.besoin: coche for coche in toutes if coche.mois == mois}
    taches = plan_mois(count_besoins(attentes, count_a_contacter(suivis, jour)))
    passes: dict[str, int] = {}
    for coche in toutes:
        if coche.mois != mois:
            passes[coche.mois] = passes.get(coche.mois, 0) + 1
    contexte = {
        "fil": [(TITRE, None)],
        "titre": TITRE,
        "pages": list_liens_menu(request, Zone.EQUIPE),
        "attentes": [(a, may) for a, may in attentes if a.nombre],
        "vides": [a for a, _ in attentes if not a.nombre],
        "total": sum(a.nombre for a, _ in attentes),
        "taches": [(t, coches.get(t.besoin.code), _may_do(request, t.besoin)) for t in taches],
        "minutes": sum(tache.minutes for tache in taches),
        "minutes_max": MINUTES,
        "mois": jour,
        "passes": list(passes.items())[:MOIS_PASSES],
        "a_contacter": count_a_contacter(suivis, jour),
        "aujourdhui": jour,
        "prochains": [(e, format_evenement(e)) for e in list_prochains(timezone.now())],
        "tient_agenda": peut(request, Operation.TENIR_AGENDA),
    }
    return render(request, "bureau/accueil.html", contexte)


def _may_do(request: HttpRequest, besoin: Besoin) -> bool:
    operation = ask_of(reverse(besoin.vue))
    return operation is None or peut(request, operation)


@exige(Operation.VOIR_PROGRAMME)
@require_POST
def cocher(request: RequeteConnectee) -> HttpResponse:
    maintenant = timezone.now()
    mois = name_mois(timezone.localdate(maintenant))
    fait = request.POST.get("fait") == "oui"
    if not tick(mois, request.POST.get("besoin", ""), request.user, maintenant, fait=fait):
        messages.error(request, "Choisissez un des points de la liste.")
    return redirect(f"{reverse('bureau:accueil')}#mois")


@exige(Operation.SUIVRE_ACHETEURS)
@require_safe
def acheteurs(request: HttpRequest) -> HttpResponse:
    form, suivis = _select(request)
    contexte = {
        "fil": [(TITRE, reverse("bureau:accueil")), (ACHETEURS, None)],
        "titre": ACHETEURS,
        "form": form,
        "page": Paginator(suivis, PAR_PAGE).get_page(request.GET.get("page")),
        "nombre": len(suivis),
        "filtree": any(form.cleaned_data.values()),
        "requete": request.GET.urlencode(),
        "aujourdhui": timezone.localdate(),
    }
    return render(request, "bureau/acheteurs.html", contexte)


@exige(Operation.SUIVRE_ACHETEURS)
@require_safe
def acheteurs_export(request: HttpRequest, classeur: Format) -> HttpResponse:
    _, suivis = _select(request)
    onglet = Onglet(ACHETEURS, _TITRES, [_write(suivi) for suivi in suivis])
    notice = Notice(
        ACHETEURS,
        (
            ("Fichier du", timezone.localdate()),
            ("Pour", "L’équipe du programme seulement."),
            ("Ce que dit ce fichier", "À qui téléphoner, et d’après quoi. Il ne juge personne."),
        ),
    )
    return reply_classeur([onglet], classeur, "acheteurs-a-contacter", notice)


_TITRES: Final = (
    "SIREN", "Acheteur", "Nature", "Motif", "D’après", "Volume estimé, ou déclaré au moins",
    "Données du", "Dernier contact", "Moyen", "Résultat", "À recontacter le", "Note",
)  # fmt: skip


def _write(suivi: AcheteurSuivi) -> tuple[Cellule, ...]:
    indice, contact = suivi.indice, suivi.contact
    return (
        indice.siren,
        indice.nom,
        indice.nature,
        indice.motif.libelle,
        indice.preuve,
        Euros(indice.volume) if indice.volume is not None else None,
        indice.jour,
        contact.jour if contact else None,
        contact.get_canal_display() if contact else None,
        contact.get_resultat_display() if contact else None,
        contact.relance_le if contact else None,
        contact.note if contact else None,
    )


@exige(Operation.SUIVRE_ACHETEURS)
@require_http_methods(["GET", "HEAD", "POST"])
def acheteur(request: RequeteConnectee, siren: str) -> HttpResponse:
    jour = timezone.localdate()
    indices = [s.indice for s in list_suivis(jour) if s.indice.siren == siren]
    contacts = list(Contact.objects.filter(siren=siren).select_related("auteur"))
    nom = _name(siren, [i.nom for i in indices] + [c.nom for c in contacts])
    form = FormContact(request.POST or None, initial={"jour": jour})
    if request.method == "POST" and form.is_valid():
        note_contact(siren, nom, form.read(), request.user)
        messages.success(request, "Le contact est noté.")
        return redirect("bureau:acheteur", siren)
    contexte: dict[str, Any] = {
        "fil": [
            (TITRE, reverse("bureau:accueil")),
            (ACHETEURS, reverse("bureau:acheteurs")),
            (nom, None),
        ],
        "siren": siren,
        "nom": nom,
        "indices": indices,
        "contacts": contacts,
        "form": form,
    }
    return render(request, "bureau/acheteur.html", contexte)


def _name(siren: str, connus: list[str]) -> str:
    """Return what a buyer is called; one of whom nothing is known is not found."""
    if connus:
        return connus[0]
    identite = describe_siren(siren)
    if identite is None:
        raise Http404
    return identite.nom


def _select(request: HttpRequest) -> tuple[FormFiltres, list[AcheteurSuivi]]:
    form = FormFiltres(request.GET)
    form.full_clean()
    jour = timezone.localdate()
    return form, filter_suivis(list_suivis(jour), jour=jour, **form.read())
