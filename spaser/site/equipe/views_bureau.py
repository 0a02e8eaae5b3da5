"""The team's desk, and the buyers that it may get in touch with."""

from collections import Counter
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from dsfr.forms import DsfrBaseForm

from spaser.documents.classeur import FormatClasseur
from spaser.documents.onglets import Cellule, Euros, Notice, Onglet
from spaser.regles import bureau
from spaser.regles.droits import Operation
from spaser.site.comptes.sessions import RequeteConnectee
from spaser.site.editorial.genres import ChampUn
from spaser.site.equipe.bureau import (
    CONTACTS,
    AcheteurSuivi,
    count_a_contacter,
    count_besoins,
    filter_suivis,
    list_acheteurs_suivis,
    list_evenements_proches,
    name_mois,
    note_contact,
    read_attentes,
    tick,
)
from spaser.site.equipe.models import Coche, Contact
from spaser.site.organisations.acces import ask_of, exige, peut
from spaser.site.organisations.identite import describe_siren
from spaser.site.rencontres.agenda.evenements import format_evenement
from spaser.site.socle import formulaires
from spaser.site.socle.pages import Zone, list_liens_menu
from spaser.site.socle.requetes import reply_classeur
from spaser.site.socle.vues import Rendu, shows

# --- What the team notes of a contact, and how it looks through the list of buyers ---


class FormContactAcheteur(DsfrBaseForm, forms.ModelForm):  # type: ignore[type-arg]  # not generic when it runs
    jour = formulaires.ask_jour("Jour du contact", manque="Donnez le jour du contact.")
    canal = ChampUn("Moyen", bureau.Canal, "Dites par quel moyen.", "un moyen")
    resultat = ChampUn("Résultat", bureau.IssueContact, "Dites ce qu’il en est.", "un résultat")
    note = formulaires.TexteLong(
        "Note",
        rows=3,
        aide="Ce qu’il faut savoir la prochaine fois. Un service, une fonction\u00a0: jamais le "
        "nom d’une personne.",
    )
    relance_le = formulaires.ask_jour(
        "À recontacter le",
        aide="Vide\u00a0: dans un mois sans réponse, dans six mois s’il prépare.",
    )

    def clean_jour(self) -> object:
        jour = self.cleaned_data["jour"]
        if jour and jour > timezone.localdate():
            raise forms.ValidationError("Ce jour n’est pas encore passé\u00a0: corrigez-le.")
        return jour

    class Meta:
        model = Contact
        fields = ("jour", "canal", "resultat", "note", "relance_le")

    def clean_note(self) -> str:
        return self.cleaned_data["note"] or ""

    def clean(self) -> dict[str, Any]:
        """Propose the next day when nobody gave one."""
        lu: dict[str, Any] = super().clean() or self.cleaned_data
        if not lu.get("relance_le") and lu.get("jour") and lu.get("resultat"):
            resultat = bureau.IssueContact(lu["resultat"])
            lu["relance_le"] = bureau.propose_relance(lu["jour"], resultat)
        return lu


_CONTACTS: Final = [("", "Tous, sauf les clos"), *CONTACTS.items()]


class FormFiltres(formulaires.FormLibre):
    """What one looks for in the list of buyers; a question left empty filters nothing."""

    q = forms.CharField(label="Nom ou SIREN", required=False, max_length=100)
    motif = forms.ChoiceField(
        label="Motif", required=False, choices=formulaires.list_choix(bureau.MotifContact, "Tous")
    )
    contact = forms.ChoiceField(label="Contact", required=False, choices=_CONTACTS)

    def read(self) -> dict[str, str]:
        lu = self.cleaned_data
        return {
            "motif": lu.get("motif", ""),
            "contact": lu.get("contact", ""),
            "texte": lu.get("q", ""),
        }


TITRE: Final = "Tableau de bord de l’équipe"
ACHETEURS: Final = "Acheteurs à contacter"
PAR_PAGE: Final = 25
MOIS_PASSES: Final = 6


@exige(Operation.VOIR_PROGRAMME)
@shows("bureau/accueil.html")
def accueil_bureau(request: HttpRequest) -> Rendu:
    jour = timezone.localdate()
    suivis = list_acheteurs_suivis(jour)
    attentes = read_attentes(lambda operation: peut(request, operation), suivis)
    mois = name_mois(jour)
    toutes = list(Coche.objects.select_related("fait_par")[:60])
    coches = {coche.besoin: coche for coche in toutes if coche.mois == mois}
    taches = bureau.plan_mois(count_besoins(attentes, count_a_contacter(suivis, jour)))
    passes = Counter(coche.mois for coche in toutes if coche.mois != mois)
    return {
        "fil": [(TITRE, None)],
        "titre": TITRE,
        "pages": list_liens_menu(request, Zone.EQUIPE),
        "attentes": [(a, may) for a, may in attentes if a.nombre],
        "vides": [a for a, _ in attentes if not a.nombre],
        "total": sum(a.nombre for a, _ in attentes),
        "taches": [(t, coches.get(t.besoin.code), _may_do(request, t.besoin)) for t in taches],
        "minutes": sum(tache.minutes for tache in taches),
        "minutes_max": bureau.MINUTES,
        "mois": jour,
        "passes": list(passes.items())[:MOIS_PASSES],
        "a_contacter": count_a_contacter(suivis, jour),
        "prochains": [(e, format_evenement(e)) for e in list_evenements_proches(timezone.now())],
        "tient_agenda": peut(request, Operation.TENIR_AGENDA),
    }


def _may_do(request: HttpRequest, besoin: bureau.Besoin) -> bool:
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
@shows("bureau/acheteurs.html")
def acheteurs_suivis(request: HttpRequest) -> Rendu:
    form, suivis = _select(request)
    return {
        "fil": [(TITRE, reverse("bureau:accueil")), (ACHETEURS, None)],
        "titre": ACHETEURS,
        "form": form,
        "page": Paginator(suivis, PAR_PAGE).get_page(request.GET.get("page")),
        "nombre": len(suivis),
        "filtree": any(form.cleaned_data.values()),
        "requete": request.GET.urlencode(),
    }


@exige(Operation.SUIVRE_ACHETEURS)
@require_safe
def acheteurs_export(request: HttpRequest, classeur: FormatClasseur) -> HttpResponse:
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
@shows("bureau/acheteur.html", envoi=True)
def acheteur_suivi(request: RequeteConnectee, siren: str) -> Rendu:
    jour = timezone.localdate()
    indices = [s.indice for s in list_acheteurs_suivis(jour) if s.indice.siren == siren]
    contacts = list(Contact.objects.filter(siren=siren).select_related("auteur"))
    nom = _name(siren, [i.nom for i in indices] + [c.nom for c in contacts])
    contact = Contact(siren=siren, nom=nom, auteur=request.user)
    form = FormContactAcheteur(request.POST or None, initial={"jour": jour}, instance=contact)
    if request.method == "POST" and form.is_valid():
        note_contact(form.instance)
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
    return contexte


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
    return form, filter_suivis(list_acheteurs_suivis(jour), jour=jour, **form.read())
