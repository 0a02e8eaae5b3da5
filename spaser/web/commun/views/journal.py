"""« Journal du site »: who did what, anywhere, for the programme's team."""

from __future__ import annotations

from typing import Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from spaser.documents.classeur import Format, Onglet
from spaser.documents.onglets import Notice
from spaser.metier.droits import Operation
from spaser.web.commun.forms import FormJournal
from spaser.web.commun.historique import list_choix, narrow
from spaser.web.commun.journal import list_sujets, read_inscriptions
from spaser.web.organisations.acces import exige
from spaser.web.organisations.views.gestes import fil_programme
from spaser.web.socle.models import Evenement
from spaser.web.socle.reponses import reply_classeur

PAR_PAGE: Final = 50
EXPORT_MAX: Final = 50_000  # lines: narrow the days to have the others
_TITRE: Final = "Journal du site"
_ENTETES: Final = (
    "Date",
    "Heure",
    "Personne",
    "Sujet",
    "Ce qui a été fait",
    "Code",
    "SIREN",
    "Objet",
    "Détails",
)


@exige(Operation.VOIR_JOURNAL)
@require_safe
def journal(request: HttpRequest) -> HttpResponse:
    form = _read_form(request)
    retenus = form.retenus
    page = Paginator(narrow(Evenement.objects.all(), retenus), PAR_PAGE).get_page(
        request.GET.get("page")
    )
    contexte = {
        "fil": fil_programme(_TITRE),
        "form": form,
        "filtre": bool(retenus),
        "page": page,
        "lignes": read_inscriptions(page),
        "requete": request.GET.urlencode(),
        "formats": [format_.value for format_ in Format],
    }
    return render(request, "commun/journal.html", contexte)


@exige(Operation.VOIR_JOURNAL)
@require_safe
def exporter_journal(request: HttpRequest) -> HttpResponse:
    choisi = request.GET.get("format", "")
    format_ = Format(choisi) if choisi in set(Format) else Format.CSV
    evenements = narrow(Evenement.objects.all(), _read_form(request).retenus)
    lignes = read_inscriptions(evenements[:EXPORT_MAX])
    onglet = Onglet(
        "Journal",
        _ENTETES,
        (
            (
                locale.date(),
                f"{locale:%H:%M}",
                ligne.qui,
                ligne.outil,
                ligne.quoi,
                ligne.code,
                ligne.siren,
                ligne.sorte,
                ligne.details,
            )
            for ligne in lignes
            for locale in (timezone.localtime(ligne.quand),)
        ),
    )
    notice = Notice(
        _TITRE,
        (
            ("Ordre", "Du plus récent au plus ancien, heure de Paris, filtré comme à l’écran."),
            ("Étendue", f"Les {EXPORT_MAX} lignes les plus récentes de ce filtre, au plus."),
        ),
    )
    return reply_classeur([onglet], format_, "journal-du-site", notice)


def _read_form(request: HttpRequest) -> FormJournal:
    return FormJournal(request.GET, sujets=list_choix(list_sujets()))
