"""Pages that every tool shares: history, bin, journal, links."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from spaser.documents.classeur import FormatClasseur
from spaser.documents.onglets import Notice, Onglet
from spaser.regles.droits import Operation
from spaser.site.comptes.sessions import RequeteConnectee
from spaser.site.espace import discussions
from spaser.site.espace.forms import FormFiltresHistorique, FormJournal, FormPeriode
from spaser.site.espace.historique import (
    DUREE,
    find_ecartees,
    list_auteurs,
    list_choix_vocabulaires,
    list_ecartees,
    list_evenements,
    list_sujets,
    narrow_evenements,
    read_inscriptions,
    read_lignes,
    restore,
)
from spaser.site.espace.models import LienPartage
from spaser.site.organisations.acces import de_la_personne, exige, make_notice
from spaser.site.organisations.espaces import exige_espace, fil_espace, peut_dans
from spaser.site.organisations.identite import list_miens
from spaser.site.organisations.models import Ecartable, Espace
from spaser.site.organisations.outils import find_sorte, list_usages, list_vocabulaires
from spaser.site.organisations.views_membres import fil_programme
from spaser.site.socle.jetons import SignedPage, lien_of
from spaser.site.socle.models import Evenement
from spaser.site.socle.requetes import reply_classeur
from spaser.site.socle.vues import Rendu, shows

# --- « Historique »: who changed what and when, in a space ---


PAR_PAGE: Final = 50
_ORDRE: Final = (
    "Ordre",
    "Du plus récent au plus ancien, heure de Paris, filtré comme à l’écran.",
)
_ENTETES_HISTORIQUE: Final = ("Date", "Heure", "Personne", "Outil", "Ce qui a été fait", "Objet")


@exige_espace(Operation.VOIR_ESPACE)
@shows("commun/historique.html")
def historique(request: HttpRequest, espace: Espace) -> Rendu:
    form = _read_form_historique(request, espace)
    page = _turn_page(request, form, list_evenements(espace))
    contexte = {
        "fil": fil_espace(request, espace, ("Historique", None)),
        "espace": espace,
        "lignes": read_lignes(page["page"]),
    }
    return page | contexte


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def exporter_historique(request: HttpRequest, espace: Espace) -> HttpResponse:
    form = _read_form_historique(request, espace)
    lignes = read_lignes(narrow_evenements(list_evenements(espace), form.retenus))
    rangees = ((*_date(une.quand), une.qui, une.outil, une.quoi, une.objet) for une in lignes)
    onglet = Onglet("Historique", _ENTETES_HISTORIQUE, rangees)
    notice = make_notice(espace, "Historique de l’espace", _ORDRE)
    return reply_classeur([onglet], _find_format(request), f"historique-{espace.siren}", notice)


def _read_form_historique(request: HttpRequest, espace: Espace) -> FormFiltresHistorique:
    return FormFiltresHistorique(
        request.GET,
        personnes=list_auteurs(list_evenements(espace)),
        outils=list_choix_vocabulaires(list_vocabulaires()),
    )


# --- The bin of a space ---


@exige_espace(Operation.VOIR_ESPACE)
@shows("commun/corbeille.html")
def corbeille(request: HttpRequest, espace: Espace) -> Rendu:
    return {
        "fil": fil_espace(request, espace, ("Corbeille", None)),
        "ecartees": [
            (ecartee, peut_dans(request, espace, ecartee.sorte.operation))
            for ecartee in list_ecartees(espace, request.user)
        ],
        "jours": DUREE.days,
    }


@exige_espace(Operation.VOIR_ESPACE)
@require_POST
def retablir(request: RequeteConnectee, espace: Espace) -> HttpResponse:
    """Take a line back, with the right that its kind asks for."""
    sorte = find_sorte(request.POST.get("sorte", ""))
    numero = request.POST.get("ligne", "")
    ligne: Ecartable | None = None
    if sorte and numero.isascii() and numero.isdigit():
        ligne = find_ecartees(espace, sorte, request.user).filter(pk=numero).first()
    if sorte is None or ligne is None:
        messages.error(request, "Cette ligne n’est plus dans la corbeille.")
    elif not peut_dans(request, espace, sorte.operation):
        messages.error(request, "Votre rôle ne permet pas de rétablir cette ligne.")
    else:
        restore(espace, sorte, ligne, request.user)
        messages.success(request, f"{sorte.nom} : c’est rétabli.")
    return redirect("commun:corbeille", espace.siren)


# --- « Journal du site »: who did what, anywhere, for the programme's team ---


EXPORT_MAX: Final = 50_000  # lines: narrow the days to have the others
_TITRE: Final = "Journal du site"
_ENTETES_JOURNAL: Final = (
    "Date", "Heure", "Personne", "Sujet", "Ce qui a été fait", "Code", "SIREN", "Objet", "Détails"
)  # fmt: skip


@exige(Operation.VOIR_JOURNAL)
@shows("commun/journal.html")
def journal(request: HttpRequest) -> Rendu:
    page = _turn_page(request, _read_form_journal(request), Evenement.objects.all())
    contexte = {"fil": fil_programme(_TITRE), "lignes": read_inscriptions(page["page"])}
    return page | contexte


@exige(Operation.VOIR_JOURNAL)
@require_safe
def exporter_journal(request: HttpRequest) -> HttpResponse:
    evenements = narrow_evenements(Evenement.objects.all(), _read_form_journal(request).retenus)
    rangees = (
        (*_date(u.quand), u.qui, u.outil, u.quoi, u.code, u.siren, u.sorte, u.details)
        for u in read_inscriptions(evenements[:EXPORT_MAX])
    )
    etendue = ("Étendue", f"Les {EXPORT_MAX} lignes les plus récentes de ce filtre, au plus.")
    onglet, notice = Onglet("Journal", _ENTETES_JOURNAL, rangees), Notice(_TITRE, (_ORDRE, etendue))
    return reply_classeur([onglet], _find_format(request), "journal-du-site", notice)


def _read_form_journal(request: HttpRequest) -> FormJournal:
    return FormJournal(request.GET, sujets=list_choix_vocabulaires(list_sujets()))


# --- What both say: a page of what was done, its days, the form of its file ---


def _turn_page(
    request: HttpRequest, form: FormPeriode, evenements: QuerySet[Evenement]
) -> dict[str, Any]:
    page = Paginator(narrow_evenements(evenements, form.retenus), PAR_PAGE)
    return {
        "form": form,
        "filtre": bool(form.retenus),
        "page": page.get_page(request.GET.get("page")),
        "requete": request.GET.urlencode(),
        "formats": [format_.value for format_ in FormatClasseur],
    }


def _date(quand: datetime) -> tuple[date, str]:
    locale = timezone.localtime(quand)
    return locale.date(), f"{locale:%H:%M}"


def _find_format(request: HttpRequest) -> FormatClasseur:
    choisi = request.GET.get("format", "")
    return FormatClasseur(choisi) if choisi in set(FormatClasseur) else FormatClasseur.CSV


# --- « Mes liens »: every link that a person gave or bears, and those of others that she manages
# ---


@dataclass(frozen=True)
class LienOuvert:
    """A link that opens, as its page shows it; one that was asked for is taken back."""

    page: SignedPage
    lien: LienPartage
    nom: str
    chemin: str

    @property
    def se_retire(self) -> bool:
        """Say whether it can be taken back here: a registration is given up on its own page."""
        return self.page.a_soi or self.page.operation is not None


@de_la_personne
@never_cache
@shows("commun/liens.html")
def liens(request: RequeteConnectee) -> Rendu:
    ouverts = list(_list_ouverts(request))
    donnes = [ouvert.page for ouvert in ouverts]
    verifie = request.user.courriel_verifie_le is not None
    return {
        "rubrique": "liens",
        "fil": [("Mon compte", reverse("comptes:profil")), ("Mes liens", None)],
        "ouverts": [(o, request.build_absolute_uri(o.chemin)) for o in ouverts],
        "a_creer": [p for p in list_usages() if p.a_soi and verifie and p not in donnes],
    }


@de_la_personne
@require_POST
def creer_lien(request: RequeteConnectee, code: str) -> HttpResponse:
    page = next((page for page in list_usages() if page.a_soi and page.code == code), None)
    if page is None:
        raise Http404
    discussions.open_sien(page, request.user)
    messages.success(request, "Le lien est prêt. Copiez-le ci-dessous.")
    return redirect("commun:liens")


@de_la_personne
@require_POST
def renouveler_partage(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Change an address: the former one opens nothing any more."""
    discussions.renew_partage(_find(request, pk).lien, request.user)
    messages.success(request, "L’adresse est changée\u00a0: l’ancienne n’ouvre plus rien.")
    return redirect("commun:liens")


@de_la_personne
@require_POST
def retirer_partage(request: RequeteConnectee, pk: int) -> HttpResponse:
    ouvert = _find(request, pk)
    if not ouvert.se_retire:
        raise Http404
    discussions.revoke_partage(ouvert.lien, request.user)
    messages.success(request, f"«\u00a0{ouvert.nom}\u00a0»\u00a0: ce lien n’ouvre plus rien.")
    return redirect("commun:liens")


def _find(request: RequeteConnectee, pk: int) -> LienOuvert:
    """Return a link among those that the page lists; 404 for any other."""
    trouve = next((ouvert for ouvert in _list_ouverts(request) if ouvert.lien.pk == pk), None)
    if trouve is None:
        raise Http404
    return trouve


def _list_ouverts(request: RequeteConnectee) -> Iterator[LienOuvert]:
    """Give the links of one’s own, and those of the spaces where one may give them."""
    espaces = list(list_miens(request.user))
    for page in list_usages():
        qui: dict[str, Any] = {"porteur": request.user}
        if (operation := page.operation) is not None:
            qui = {"espace__in": [e for e in espaces if peut_dans(request, e, operation)]}
        for ligne in _narrow(page, qui):
            lien = lien_of(ligne)
            if lien is not None:
                nom = " – ".join(filter(None, [page.nom, page.nomme(ligne) or lien.pour]))
                yield LienOuvert(page, lien, nom, page.path_of(ligne))


def _narrow(page: SignedPage, qui: dict[str, Any]) -> QuerySet[Any]:
    if page.lignes is None:
        return discussions.list_partages(page).filter(**qui)
    siennes = page.lignes().filter(**{f"lien__{champ}": valeur for champ, valeur in qui.items()})
    return siennes.select_related("lien__espace", "lien__cree_par")
