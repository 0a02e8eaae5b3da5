"""Pages of practices: published ones, a buyer's own, those that the team reads."""

import re
from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from dsfr.forms import DsfrBaseForm

from spaser.elements import unaccent
from spaser.moteur.referentiels.embarques import read_familles
from spaser.regles.droits import Operation
from spaser.regles.indicateurs import Rubrique
from spaser.regles.pratiques import TITRE_MAX, EtatRecit, RecherchePratiques, search_pratiques
from spaser.site.chiffres.marches.services import find_marche
from spaser.site.comptes.sessions import RequeteConnectee, auteur_of
from spaser.site.organisations import acces, espaces
from spaser.site.organisations.identite import list_a_rejoindre
from spaser.site.organisations.models import Appartenance, Espace, Organisation
from spaser.site.portail import pratiques
from spaser.site.portail.models import Recit
from spaser.site.portail.pratiques import (
    PRATIQUES,
    RecitLu,
    find_pratique,
    find_publiee,
    list_alertes,
    list_attente,
    list_recits,
    name_familles,
    read_pratiques,
    search_marches,
)
from spaser.site.socle import formulaires
from spaser.site.socle.champs import ChampLignes
from spaser.site.socle.versions import FormVersionne, VersionDepassee, save_form
from spaser.site.socle.vues import Rendu, shows

# --- What a buyer tells of a practice, and what the team answers ---


_UN_PAR_LIGNE: Final = "Une par ligne."
_SERVICE: Final = re.compile(
    r"achat|accueil|bourse|club|commande|contact|courrier|dgs|direction|durable|economie|finance"
    r"|info|juridique|mairie|marche|public|rse|secretariat|service|spaser|transition"
)
_D_UNE_PERSONNE: Final = (
    "Cette adresse semble être celle d’une personne\u00a0: donnez celle d’un service, comme "
    "commande.publique@exemple.fr, ou laissez vide."
)


class FormRecit(FormVersionne, DsfrBaseForm):
    """A practice, in the words of its buyer; a draft may be incomplete."""

    titre = formulaires.ChampTexte(
        "Titre",
        requis="Donnez un titre, même provisoire.",
        aide="À l’infinitif\u00a0: « Réserver le nettoyage des écoles »",
        max_length=TITRE_MAX,
    )
    axe = PRATIQUES.ask("axe")
    familles = PRATIQUES.ask("familles")
    fait = formulaires.TexteLong(
        "Ce que vous avez fait",
        rows=5,
        aide="Qui, quoi, quand. Parlez de ce que l’acheteur a fait, pas de l’entreprise.",
    )
    resultat = formulaires.TexteLong(
        "Ce que cela a donné", rows=3, aide="Avec un chiffre\u00a0: un nombre, une part, une durée."
    )
    preuve = formulaires.TexteLong(
        "Comment vous le savez",
        rows=3,
        aide="Qui a compté, où, sur quelle période, et ce qui n’a pas été compté.",
    )
    preuve_adresse = formulaires.ChampAdresse(
        "Page qui le prouve",
        aide="Délibération, bilan, article, en https:// ; un marché lié suffit aussi.",
    )
    etapes = ChampLignes(
        "Étapes, pour faire de même", rows=5, aide=f"{_UN_PAR_LIGNE} Deux au moins."
    )
    pieges = ChampLignes("Ce qu’il faut éviter", rows=3, aide=_UN_PAR_LIGNE)
    nomme = formulaires.ask_choix(
        "Nommer l’acheteur",
        [("oui", "Oui, par son nom"), ("non", "Non\u00a0: « un acheteur public »")],
        "Dites si l’acheteur est nommé.",
        formulaires.tell_inconnue("un choix"),
        aide="Sans nom, vos marchés liés ne sont pas montrés\u00a0: ils le diraient.",
        initial="oui",
        widget=forms.RadioSelect,
    )
    contact = forms.EmailField(
        label="Adresse d’un service qui répondra",
        required=False,
        help_text="Elle sera publique. Jamais celle d’une personne.",
        error_messages={"invalid": "Cette adresse n’a pas la forme nom@domaine.fr. Corrigez-la."},
    )

    def clean_contact(self) -> str:
        """Refuse an address that seems to be somebody's."""
        adresse: str = self.cleaned_data["contact"]
        if adresse and not _SERVICE.search(unaccent(adresse.partition("@")[0])):
            raise ValidationError(_D_UNE_PERSONNE)
        return adresse

    def clean(self) -> dict[str, Any]:
        lu = super().clean() or self.cleaned_data
        if lu.get("nomme") == "non" and lu.get("contact"):
            self.add_error(
                "contact",
                "Cette adresse dirait qui vous êtes\u00a0: retirez-la, ou nommez l’acheteur.",
            )
        return lu

    def read(self) -> dict[str, Any]:
        lu = self.cleaned_data
        textes = ("fait", "resultat", "preuve", "preuve_adresse", "contact")
        return {
            "axe": lu["axe"],
            **{nom: lu[nom] or "" for nom in textes},
            **{nom: list(lu[nom]) for nom in ("familles", "etapes", "pieges")},
        }


class FormRelectureRecit(DsfrBaseForm):
    version = forms.IntegerField(widget=forms.HiddenInput())
    reponse = formulaires.TexteLong(
        "Message",
        rows=4,
        aide="Demandé pour renvoyer ou ne pas retenir. La personne qui l’a écrite le reçoit.",
    )


class FormRecherchePratiques(formulaires.FormLibre):
    """What one looks for; a question left empty filters nothing."""

    q = forms.CharField(label="Mots", required=False, max_length=100)
    famille = forms.ChoiceField(
        label="Famille d’achat",
        required=False,
        choices=lambda: [("", "Toutes"), *read_familles().items()],
    )
    axe = forms.ChoiceField(
        label="Thème", required=False, choices=formulaires.list_choix(Rubrique, "Tous")
    )

    def read(self) -> RecherchePratiques:
        lu = self.cleaned_data
        axe = lu.get("axe")
        return RecherchePratiques(
            texte=lu.get("q", ""),
            famille=lu.get("famille", ""),
            axe=Rubrique(axe) if axe else None,
        )


# --- What buyers tell, read again by the team ---


TITRE_EQUIPE: Final = "Pratiques à relire"
MONTREES: Final = 50
_DECISIONS: Final[dict[str, tuple[Callable[..., Any], str]]] = {
    "accepter": (pratiques.accept_recit, "La pratique est publiée. La personne est prévenue."),
    "renvoyer": (pratiques.send_back_recit, "La pratique est renvoyée avec votre message."),
    "refuser": (pratiques.refuse_recit, "La pratique n’est pas retenue. La personne est prévenue."),
}
_REPRISE: Final = "Son acheteur la modifie\u00a0: elle reviendra ici quand il l’enverra."
_CHANGE_EQUIPE: Final = "La pratique a changé depuis\u00a0: relisez-la ci-dessous, puis décidez."


@acces.exige(Operation.RELIRE_TEXTE)
@shows("pratiques/file.html")
def file(request: HttpRequest) -> Rendu:
    traites = Recit.objects.filter(traite_le__isnull=False).exclude(etat=EtatRecit.ENVOYEE)
    return {
        "fil": [(TITRE_EQUIPE, None)],
        "titre": TITRE_EQUIPE,
        "attente": list_attente()[:MONTREES],
        "traites": traites.select_related("espace", "traite_par").order_by("-traite_le")[:MONTREES],
    }


@acces.exige(Operation.RELIRE_TEXTE)
@shows("pratiques/relire.html", envoi=True)
def relire_pratique(request: RequeteConnectee, pk: int) -> Rendu:
    lus = Recit.objects.select_related("espace__organisation", "auteur", "traite_par")
    recit = get_object_or_404(lus, pk=pk)
    if recit.est_ouvert and recit.envoye_le is not None and request.method == "POST":
        messages.error(request, _REPRISE)
        return redirect("pratiques:file")
    if recit.est_ouvert:
        raise Http404
    form = FormRelectureRecit(request.POST or None, initial={"version": recit.version})
    if request.method == "POST" and form.is_valid() and _decide(request, recit, form):
        return redirect("pratiques:file")
    return {
        "fil": [(TITRE_EQUIPE, reverse("pratiques:file")), (recit.titre, None)],
        "recit": recit,
        "pratique": recit.lu,
        "familles": name_familles(recit.lu),
        "alertes": list_alertes(recit),
        "publiee": find_publiee(recit, timezone.localdate()),
        "form": form,
    }


def _decide(request: RequeteConnectee, recit: Recit, form: FormRelectureRecit) -> bool:
    """Do what the button says; tell on the page what may not be done."""
    decision = _DECISIONS.get(request.POST.get("decision", ""))
    if decision is None:
        form.add_error(None, "Choisissez un des boutons de la page.")
        return False
    act, message = decision
    lu = form.cleaned_data
    try:
        act(recit, lu["version"], request.user, timezone.now(), lu["reponse"] or "")
    except VersionDepassee:
        form.add_error(None, _CHANGE_EQUIPE)
        form.data = request.POST.copy()
        form.data["version"] = str(recit.version)
        return False
    except pratiques.RecitRefuse as refus:
        recit.refresh_from_db()
        form.add_error(None, str(refus))
        form.data = request.POST.copy()
        form.data["version"] = str(recit.version)
        return False
    messages.success(request, message)
    return True


# --- Practices as everybody finds and reads them, and the way to tell one's own ---


TITRE_PUBLIQUES: Final = "Bonnes pratiques"
PAR_PAGE: Final = 20


@acces.ouverte_a_tous
@shows("pratiques/liste.html")
def liste_pratiques(request: HttpRequest) -> Rendu:
    form = FormRecherchePratiques(request.GET)
    form.full_clean()
    toutes = read_pratiques(timezone.localdate())
    trouvees = search_pratiques(toutes, form.read())
    page = Paginator(trouvees, PAR_PAGE).get_page(request.GET.get("page"))
    return {
        "fil": [(TITRE_PUBLIQUES, None)],
        "form": form,
        "page": page,
        "lignes": [(pratique, name_familles(pratique)) for pratique in page],
        "nombre": len(trouvees),
        "total": len(toutes),
        "filtree": any(form.cleaned_data.values()),
    }


@acces.ouverte_a_tous
@shows("pratiques/fiche.html")
def page_pratique(request: HttpRequest, code: str) -> Rendu:
    pratique = find_pratique(code, timezone.localdate())
    if pratique is None:
        raise Http404
    return {
        "fil": [(TITRE_PUBLIQUES, reverse("pratiques:liste")), (pratique.titre, None)],
        "pratique": pratique,
        "familles": name_familles(pratique),
    }


@acces.de_la_personne
@shows("pratiques/raconter.html")
def raconter(request: RequeteConnectee) -> Rendu:
    actives = Appartenance.objects.actives().filter(utilisateur=request.user)
    membre = Organisation.objects.filter(pk__in=actives.values("organisation"))
    siennes = [o for o in membre if acces.peut(request, Operation.RACONTER_PRATIQUE, o)]
    if len(siennes) == 1:
        return redirect("pratiques:nouvelle", siennes[0].siren)
    return {
        "fil": [(TITRE_PUBLIQUES, reverse("pratiques:liste")), ("Racontez la vôtre", None)],
        "organisations": siennes,
        "essais": list_a_rejoindre(request.user),
    }


# --- The practices that a buyer tells, in its space ---


TITRE_SIENNES: Final = "Nos bonnes pratiques"
_RACONTER: Final = Operation.RACONTER_PRATIQUE
_NUMERO: Final = re.compile(r"[0-9]{1,18}")
_CHANGE_SIENNES: Final = "La pratique a changé pendant ce temps\u00a0: relisez, puis recommencez."


@espaces.exige_espace(Operation.VOIR_ESPACE)
@shows("pratiques/siennes.html")
def siennes(request: HttpRequest, espace: Espace) -> Rendu:
    jour = timezone.localdate()
    return {
        **_make_contexte(request, espace),
        "recits": [RecitLu.of(recit, jour) for recit in list_recits(espace)],
    }


@espaces.exige_espace(_RACONTER)
@shows("pratiques/formulaire.html", envoi=True)
def nouvelle(request: HttpRequest, espace: Espace) -> Rendu:
    form = FormRecit(request.POST if request.method == "POST" else None)
    if form.is_valid():
        recit = pratiques.create_recit(
            espace,
            form.cleaned_data["titre"],
            form.read(),
            auteur_of(request),
            nomme=_is_nomme(form),
        )
        messages.success(request, "Le brouillon est enregistré. Liez vos marchés, puis envoyez-le.")
        return redirect(recit)
    fil = ("Raconter une pratique", None)
    return _make_contexte(request, espace, fil, form=form, recit=None)


@espaces.exige_espace(_RACONTER)
@shows("pratiques/formulaire.html", envoi=True)
def modifier_pratique(request: HttpRequest, espace: Espace, pk: int) -> Rendu:
    recit = _find(espace, pk)
    if recit.attend:
        messages.info(request, "L’équipe la relit\u00a0: reprenez-la d’abord pour la modifier.")
        return redirect(recit)
    envoye = request.POST if request.method == "POST" else None

    def save(form: FormRecit) -> None:
        titre, version = form.cleaned_data["titre"], form.cleaned_data["version"]
        pratiques.save_recit(
            recit, version, titre, form.read(), auteur_of(request), nomme=_is_nomme(form)
        )

    form = save_form(lambda: FormRecit(envoye, initial=_start(recit), version=recit.version), save)
    if form is None:
        messages.success(request, "La pratique est enregistrée.")
        return redirect(recit)
    return _make_contexte(
        request,
        espace,
        (recit.titre, recit.get_absolute_url()),
        ("Modifier", None),
        form=form,
        recit=recit,
    )


@espaces.exige_espace(Operation.VOIR_ESPACE)
@shows("pratiques/sienne.html")
def sienne(request: HttpRequest, espace: Espace, pk: int) -> Rendu:
    recit = _find(espace, pk)
    raconter = espaces.peut_dans(request, espace, _RACONTER)
    q = request.GET.get("q", "").strip()[:100]
    lies = [marche["cle"] for marche in recit.marches]
    cherche = raconter and recit.est_ouvert and q
    return {
        **_make_contexte(request, espace, (recit.titre, None)),
        "lu": RecitLu.of(recit, timezone.localdate()),
        "recit": recit,
        "pratique": recit.lu,
        "familles": name_familles(recit.lu),
        "alertes": list_alertes(recit),
        "q": q,
        "trouves": search_marches(espace, q, lies) if cherche else [],
    }


@espaces.exige_espace(_RACONTER)
@require_POST
def lier(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    recit = _find(espace, pk)
    cle = request.POST.get("cle", "")
    marche = find_marche(espace, int(cle)) if cle.isascii() and cle.isdigit() else None
    deja = any(lie["cle"] == cle for lie in recit.marches)
    try:
        if deja:
            pratiques.untie_marche(recit, cle, request.user)
        elif marche is None or not marche.contrat.publie or marche.contrat.prive:
            messages.error(request, "Ce marché n’est pas publié\u00a0: il ne peut pas être lié.")
        else:
            pratiques.tie_marche(recit, marche, request.user)
    except VersionDepassee:
        messages.error(request, _CHANGE_SIENNES)
    return redirect(f"{recit.get_absolute_url()}#marches")


@espaces.exige_espace(_RACONTER)
@require_POST
def avancer_recit(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    recit = _find(espace, pk)
    lue = request.POST.get("version", "")
    version = int(lue) if _NUMERO.fullmatch(lue) else 0
    maintenant, quoi = timezone.now(), request.POST.get("quoi", "")
    try:
        match quoi:
            case "envoyer":
                relu = request.POST.get("relu") == "oui"
                pratiques.send_recit(recit, version, request.user, maintenant, relu=relu)
                messages.success(request, "La pratique est envoyée. L’équipe vous répondra ici.")
            case "reprendre":
                pratiques.take_back_recit(recit, version, request.user)
                messages.success(request, "Vous pouvez de nouveau la modifier.")
            case "retirer" if recit.code:
                pratiques.withdraw_recit(recit, version, request.user, maintenant)
                messages.success(request, "La pratique n’est plus sur le site.")
            case "effacer":
                pratiques.drop_recit(recit, version, request.user)
                messages.success(request, "Le brouillon est effacé.")
                return redirect("pratiques:siennes", espace.siren)
            case _:
                messages.error(request, "Choisissez un des boutons de la page.")
    except VersionDepassee:
        messages.error(request, _CHANGE_SIENNES)
    except pratiques.RecitRefuse as refus:
        messages.error(request, str(refus))
    return redirect(recit)


def _find(espace: Espace, pk: int) -> Recit:
    return get_object_or_404(list_recits(espace), pk=pk)


def _is_nomme(form: FormRecit) -> bool:
    return bool(form.cleaned_data["nomme"] == "oui")


def _start(recit: Recit) -> dict[str, Any]:
    """Return what the form begins with: the published text, once there is one."""
    nomme = "oui" if recit.nomme else "non"
    publiee = find_publiee(recit, timezone.localdate())
    if publiee is None or recit.etat != EtatRecit.PUBLIEE:
        return {**recit.contenu, "titre": recit.titre, "nomme": nomme}
    champs = (*recit.contenu, "titre")
    return {champ: getattr(publiee, champ) for champ in champs} | {"nomme": nomme}


def _make_contexte(
    request: HttpRequest, espace: Espace, *suite: espaces.Pas, **encore: Any
) -> dict[str, Any]:
    return {
        "fil": espaces.fil_outil(TITRE_SIENNES, "pratiques:siennes", request, espace, *suite),
        "espace": espace,
        "raconter": espaces.peut_dans(request, espace, _RACONTER),
        **encore,
    }
