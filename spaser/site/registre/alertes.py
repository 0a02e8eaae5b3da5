"""Following the register: alerts by mail, Atom feeds."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page, require_safe
from dsfr.forms import DsfrBaseForm

from spaser.site.comptes.donnees_personnelles import keep_effacement
from spaser.site.registre import porteurs
from spaser.site.registre.fiches import fil_registre
from spaser.site.registre.models import Alerte, Cadence, Fiche
from spaser.site.registre.tableau import PAR_NOM, name_valeur
from spaser.site.socle import jetons
from spaser.site.socle.courriels import natures
from spaser.site.socle.courriels.envoi import absolute_url, courriel
from spaser.site.socle.requetes import check_limite
from spaser.site.socle.vues import Rendu, shows

# A search, in words.


def describe_demande(demande: porteurs.RechercheRegistre) -> str:
    """Say a search in one sentence: « bretagne » ; Type de structure : Région."""
    if demande.est_libre:
        return "tous les schémas du registre"
    morceaux = [f"« {demande.texte} »"] if demande.texte else []
    for nom, valeurs in demande.filtres.items():
        filtre = PAR_NOM[nom]
        libelles = ", ".join(name_valeur(filtre, valeur) for valeur in valeurs)
        morceaux.append(f"{filtre.libelle} : {libelles}")
    return " ; ".join(morceaux)


# The form of an alert.


class FormulaireAlerte(DsfrBaseForm):
    courriel = forms.EmailField(
        label="Adresse électronique",
        help_text="Format attendu : nom@domaine.fr. Un lien vous y sera envoyé pour confirmer.",
        max_length=254,
        error_messages={
            "required": "Écrivez l’adresse où recevoir l’alerte.",
            "invalid": "Cette adresse n’est pas complète : écrivez-la comme nom@domaine.fr.",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    cadence = forms.ChoiceField(
        label="Rythme",
        choices=Cadence.choices,
        initial=Cadence.HEBDOMADAIRE,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez un rythme."},
    )


# E-mail alerts on a saved search: asked, confirmed, sent, stopped.

USAGE: Final = "registre.alerte"
VALIDITE: Final = timedelta(days=7)
DESABONNEMENT: Final = jetons.SignedPage("registre:alerte_desabonner")
# A little less than the period, so that a run that starts a minute early is not put off a day.
_PERIODES: Final = {
    Cadence.QUOTIDIENNE: timedelta(hours=23),
    Cadence.HEBDOMADAIRE: timedelta(days=6, hours=23),
}
_CITEES_MAX: Final = 30


@transaction.atomic
def ask_alerte(courriel: str, requete: str, cadence: str, maintenant: datetime) -> None:
    """Note a wish, and write to the address: nothing starts before its owner says yes.

    A wish for an alert that runs already changes its cadence in the same way: once confirmed.
    """
    alerte, _ = Alerte.objects.get_or_create(
        courriel=courriel.lower(),
        requete=requete,
        defaults={"cadence": cadence, "creee_le": maintenant},
    )
    ask_confirmation(alerte.courriel, alerte, cadence)


def _is_reglee(alerte: Alerte, cadence: str) -> str:
    deja = alerte.confirmee_le and alerte.cadence == cadence
    return "L’alerte est déjà confirmée." if deja else ""


@courriel(
    natures.Nature(
        "Confirmation d’une alerte",
        "registre/courriels/alerte_confirmation",
        rang=natures.SUR_LE_CHAMP,
        arret=_is_reglee,
    )
)
def ask_confirmation(alerte: Alerte, cadence: str) -> natures.Contexte:
    """Ask the owner of an address to say yes; the link is drawn here."""
    jeton = jetons.make_jeton(USAGE, f"{alerte.pk}:{cadence}", VALIDITE)
    return {
        "recherche": describe_demande(porteurs.read_recherche(alerte.requete)),
        "cadence": Cadence(cadence).label.lower(),
        "lien": absolute_url(reverse("registre:alerte_confirmer", args=[jeton])),
        "jours": VALIDITE.days,
    }


@transaction.atomic
def confirm_alerte(jeton: str, maintenant: datetime) -> Alerte | None:
    """Start an alert; None when it was stopped meanwhile. JetonRefuse when the link is no good."""
    numero, _, cadence = jetons.use_jeton(USAGE, jeton).partition(":")
    alerte = Alerte.objects.select_for_update().filter(pk=numero).first()
    if alerte is None:
        return None
    if alerte.confirmee_le is None:
        alerte.confirmee_le = alerte.jusqu_a = maintenant
    alerte.cadence = cadence
    alerte.save()
    return alerte


def send_alertes(maintenant: datetime) -> int:
    """Write to everybody whose alert is due and has something new; return how many mails."""
    numeros = Alerte.objects.filter(confirmee_le__isnull=False).values_list("pk", flat=True)
    return sum(_send(numero, maintenant) for numero in list(numeros))


def forget_alertes(maintenant: datetime) -> int:
    """Delete the wishes that nobody confirmed in time: the link lives from when it was sent."""
    limite = maintenant - VALIDITE - natures.TROIS_JOURS
    oubliees = Alerte.objects.filter(confirmee_le__isnull=True, creee_le__lt=limite)
    return oubliees.delete()[0]


@transaction.atomic
def _send(numero: int, maintenant: datetime) -> bool:
    """Send one alert if it is due; a row a day keeps two runs from writing twice."""
    alerte = Alerte.objects.select_for_update().filter(pk=numero).first()
    if alerte is None or alerte.jusqu_a is None:
        return False
    if maintenant - alerte.jusqu_a < _PERIODES[Cadence(alerte.cadence)]:
        return False
    jour = timezone.localdate(maintenant)
    depuis = alerte.jusqu_a
    fiches = _list_nouvelles(alerte, depuis, maintenant)
    if fiches:
        _, neuf = alerte.envois.get_or_create(jour=jour, defaults={"nombre": len(fiches)})
        if not neuf:
            return False
        tell_nouvelles(alerte.courriel, alerte, depuis.isoformat(), maintenant.isoformat())
    alerte.jusqu_a = maintenant
    alerte.save(update_fields=["jusqu_a"])
    return bool(fiches)


def _list_nouvelles(alerte: Alerte, depuis: datetime, jusqu_a: datetime) -> list[Fiche]:
    selection = porteurs.select(
        porteurs.read_recherche(alerte.requete), timezone.localdate(jusqu_a)
    )
    changees = Fiche.objects.publiees().filter(
        mise_a_jour_le__gt=depuis, mise_a_jour_le__lte=jusqu_a
    )
    numeros = set(changees.values_list("pk", flat=True)).intersection(selection.numeros)
    return porteurs.read_fiches(n for n in selection.numeros if n in numeros)


@courriel(natures.Nature("Alerte sur le registre", "registre/courriels/alerte"))
def tell_nouvelles(alerte: Alerte, depuis: str, jusqu_a: str) -> natures.Contexte:
    debut = datetime.fromisoformat(depuis)
    fiches = _list_nouvelles(alerte, debut, datetime.fromisoformat(jusqu_a))
    if not fiches:
        raise natures.PlusUtile("Les fiches ne sont plus publiées, ou ont encore changé.")
    return {
        "recherche": describe_demande(porteurs.read_recherche(alerte.requete)),
        "nombre": len(fiches),
        "fiches": [
            {
                "nom": fiche.structure,
                "nouvelle": fiche.publiee_le > debut,
                "adresse": absolute_url(fiche.get_absolute_url()),
            }
            for fiche in fiches[:_CITEES_MAX]
        ],
        "liste": absolute_url(reverse("registre:liste", query=QueryDict(alerte.requete))),
        "desabonnement": DESABONNEMENT.path_of(alerte),
    }


# The Atom feed of a search: what was published or changed last.

ENTREES_MAX: Final = 50


def write_flux(demande: porteurs.RechercheRegistre, aujourd_hui: date) -> str:
    selection = porteurs.select(replace(demande, tri="maj", page=1), aujourd_hui)
    flux = Atom1Feed(
        title=f"SPASER – {describe_demande(demande)}",
        link=absolute_url(demande.sans_ordre.path()),
        feed_url=absolute_url(demande.sans_ordre.path("registre:flux")),
        description="Schémas publiés ou mis à jour dans le registre",
        language="fr",
        author_name="Registre des SPASER",
    )
    for fiche in porteurs.read_fiches(selection.numeros[:ENTREES_MAX]):
        _add(flux, fiche, aujourd_hui)
    return flux.writeString("utf-8")


def _add(flux: Atom1Feed, fiche: Fiche, aujourd_hui: date) -> None:
    adresse = absolute_url(fiche.get_absolute_url())
    details = (
        fiche.titre,
        fiche.compute_statut(aujourd_hui).libelle,
        fiche.lieu,
        fiche.annees,
    )
    flux.add_item(
        title=fiche.structure,
        link=adresse,
        description=" – ".join(filter(None, details)),
        unique_id=absolute_url(reverse("registre:fiche", args=["fiche", fiche.pk])),
        pubdate=fiche.publiee_le,
        updateddate=fiche.mise_a_jour_le,
    )


# --- Follow the register: feed and alerts ---


_PAR_VISITEUR: Final = 10
_PAR_ADRESSE: Final = 5
_HEURE: Final = timedelta(hours=1)
_REFUSE: Final = 400


@require_safe
@conditional_page
def flux_registre(request: HttpRequest) -> HttpResponse:
    contenu = write_flux(porteurs.read_demande_registre(request.GET), timezone.localdate())
    return HttpResponse(contenu, content_type="application/atom+xml; charset=utf-8")


@shows("registre/alerte/demande.html", envoi=True)
def alerte(request: HttpRequest) -> Rendu:
    demande = porteurs.read_demande_registre(request.GET)
    formulaire = FormulaireAlerte(request.POST or None)
    if request.method == "POST" and formulaire.is_valid():
        courriel = formulaire.cleaned_data["courriel"]
        check_limite("registre.alerte", request.META.get("REMOTE_ADDR", ""), _PAR_VISITEUR, _HEURE)
        check_limite("registre.alerte.adresse", courriel.lower(), _PAR_ADRESSE, _HEURE)
        ask_alerte(
            courriel, demande.recherche(), formulaire.cleaned_data["cadence"], timezone.now()
        )
        return redirect("registre:alerte_envoyee")
    return {
        "fil": fil_registre("Recevoir les nouveautés"),
        "form": formulaire,
        "recherche": describe_demande(demande),
        "requete": demande.recherche(),
        "remarques": demande.remarques,
    }


@shows("registre/alerte/envoyee.html")
def alerte_envoyee(request: HttpRequest) -> Rendu:
    """Say that a mail is on its way; the same whether the alert existed or not."""
    return {"fil": fil_registre("Confirmez votre adresse")}


@shows("registre/alerte/confirmee.html", envoi=True)
def alerte_confirmer(request: HttpRequest, jeton: str) -> Rendu:
    """Start an alert by a button: software that opens every link of a mail starts nothing."""
    contexte: dict[str, Any] = {"fil": fil_registre("Confirmer l’alerte")}
    if request.method != "POST":
        return render(request, "registre/alerte/confirmer.html", contexte)
    try:
        trouvee = confirm_alerte(jeton, timezone.now())
    except jetons.JetonRefuse as refus:
        contexte["raison"] = refus.raison
        return render(request, "registre/alerte/refusee.html", contexte, status=_REFUSE)
    return contexte | {"alerte": trouvee}


@csrf_exempt  # mail software posts here with one click (RFC 8058): the signature is the proof
@shows("registre/alerte/desabonner.html", envoi=True)
def alerte_desabonner(request: HttpRequest, signature: str) -> Rendu:
    trouvee = DESABONNEMENT.find(signature, Alerte.objects.all())
    contexte = {"fil": fil_registre("Ne plus recevoir l’alerte"), "alerte": trouvee}
    if request.method == "POST" and trouvee is not None:
        with transaction.atomic():
            keep_effacement(trouvee)
            trouvee.delete()
        contexte["alerte"] = None
    return contexte
