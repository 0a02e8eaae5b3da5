"""What anybody takes away of a buyer, without account: its file, and the kit to start with."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from spaser.documents.rendus import Forme, write_forme
from spaser.donnees.entrepot.dossier import EntrepotAbime, EntrepotAbsent
from spaser.faits.lecture import read_faits
from spaser.web.acheteurs.selectors import find_acheteur_public
from spaser.web.acheteurs.views.publiques import TITRE
from spaser.web.espace.entrepot import entrepot
from spaser.web.organisations.acces import ouverte_a_tous
from spaser.web.organisations.identite import Identite
from spaser.web.redaction.composition import compose_dossier
from spaser.web.redaction.sujet import read_sujet_public
from spaser.web.redaction.views.kit import describe_kit, reply_kit
from spaser.web.registre.models import Fiche
from spaser.web.registre.selectors.porteurs import list_schemas_de
from spaser.web.socle.limites import check_fichiers
from spaser.web.socle.reponses import reply_fichier


@ouverte_a_tous
@require_safe
def dossier(request: HttpRequest, siren: str, extension: str) -> HttpResponse:
    identite, _ = _find(siren)
    if extension not in Forme:
        raise Http404
    check_fichiers(request, "acheteurs.fichier")
    forme = Forme(extension)
    octets = keep(
        ("dossier", siren, extension, timezone.localdate()),
        lambda: write_forme(compose_dossier(identite), forme),
    )
    return reply_fichier(octets, f"{name_fichier('dossier', identite)}.{forme}", forme.mime)


def keep(cle: Hashable, make: Callable[[], bytes]) -> bytes:
    """Return a file made once for a version of the store, for all who ask."""
    try:
        return entrepot().recall((cle, read_faits()), lambda _: make())
    except (EntrepotAbsent, EntrepotAbime):
        return make()


def name_fichier(quoi: str, identite: Identite) -> str:
    return f"{quoi}-{slugify(identite.nom)[:60].strip('-') or identite.siren}"


@ouverte_a_tous
@require_safe
def kit(request: HttpRequest, siren: str) -> HttpResponse:
    identite, schemas = _find(siren)
    contexte = {
        "fil": [
            (TITRE, reverse("acheteurs:recherche")),
            (identite.nom, reverse("acheteurs:acheteur", args=[siren])),
            ("Kit de lancement", None),
        ],
        "identite": identite,
        **describe_kit(request, read_sujet_public(identite), schemas),
    }
    return render(request, "acheteurs/kit.html", contexte)


@ouverte_a_tous
@require_safe
def kit_fichier(request: HttpRequest, siren: str, extension: str) -> HttpResponse:
    identite, schemas = _find(siren)
    check_fichiers(request, "acheteurs.fichier")
    return reply_kit(request, read_sujet_public(identite), schemas, extension)


def _find(siren: str) -> tuple[Identite, list[Fiche]]:
    schemas = list_schemas_de(siren)
    connu = find_acheteur_public(siren, schemas)
    if connu is None:
        raise Http404
    return connu.identite, schemas
