"""What anybody takes away of a buyer, without account: its file, and the kit to start with."""

from collections.abc import Callable, Hashable
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from spaser.contenus.faits import read_faits
from spaser.documents.classeur import FormatClasseur
from spaser.documents.onglets import Notice
from spaser.documents.rendus import Forme, write_forme
from spaser.moteur.entrepot.dossier import EntrepotAbime, EntrepotAbsent
from spaser.regles.indicateurs import Origine
from spaser.site.acheteurs.page_publique import fil_acheteur, get_acheteur
from spaser.site.chiffres import detail
from spaser.site.espace.bilans import entrepot, read_bilan
from spaser.site.organisations.acces import ouverte_a_tous
from spaser.site.organisations.identite import Identite
from spaser.site.schema.redaction.composition import compose_dossier
from spaser.site.schema.redaction.sujet import read_sujet_public
from spaser.site.schema.redaction.views_suivi import describe_kit, reply_kit
from spaser.site.socle.requetes import check_fichiers, reply_classeur, reply_fichier
from spaser.site.socle.vues import Rendu, shows


@ouverte_a_tous
@require_safe
def dossier(request: HttpRequest, siren: str, extension: str) -> HttpResponse:
    identite, _ = get_acheteur(siren)
    if extension not in Forme:
        raise Http404
    check_fichiers(request, "acheteurs.fichier")
    forme = Forme(extension)
    octets = recall_fichier(
        ("dossier", siren, extension, timezone.localdate()),
        lambda: write_forme(compose_dossier(identite), forme),
    )
    return reply_fichier(octets, f"{name_fichier('dossier', identite)}.{forme}", forme.mime)


def recall_fichier(cle: Hashable, make: Callable[[], bytes]) -> bytes:
    """Return a file made once for a version of the store, for all who ask."""
    try:
        return entrepot().recall((cle, read_faits()), lambda _: make())
    except (EntrepotAbsent, EntrepotAbime):
        return make()


def name_fichier(quoi: str, identite: Identite) -> str:
    return f"{quoi}-{slugify(identite.nom)[:60].strip('-') or identite.siren}"


@ouverte_a_tous
@shows("acheteurs/kit.html")
def kit_public(request: HttpRequest, siren: str) -> Rendu:
    identite, schemas = get_acheteur(siren)
    return {
        "fil": fil_acheteur(identite, "Kit de lancement"),
        "identite": identite,
        **describe_kit(request, read_sujet_public(identite), schemas),
    }


@ouverte_a_tous
@require_safe
def fichier_kit_public(request: HttpRequest, siren: str, extension: str) -> HttpResponse:
    identite, schemas = get_acheteur(siren)
    check_fichiers(request, "acheteurs.fichier")
    return reply_kit(request, read_sujet_public(identite), schemas, extension)


# --- Rates by group, single figures and buyers alike, from what a buyer published ---


_NOM: Final = "Chiffres détaillés"


@ouverte_a_tous
@shows("acheteurs/detail.html")
def detail_public(request: HttpRequest, siren: str) -> Rendu:
    identite, lu = _read(request, siren)
    if lu is None:
        return redirect("acheteurs:acheteur", siren)
    export = reverse("acheteurs:detail_export", args=[siren, FormatClasseur.CSV])
    return {
        "fil": fil_acheteur(identite, _NOM),
        "identite": identite,
        "situation": lu.bilan,
        "origine": lu.origine,
        "gardes": {},
        "export": export.removesuffix(FormatClasseur.CSV),
        **detail.describe_detail(lu, lambda code, choix: _link(siren, code, choix)),
    }


@ouverte_a_tous
@require_safe
def detail_public_export(
    request: HttpRequest, siren: str, classeur: FormatClasseur
) -> HttpResponse:
    identite, lu = _read(request, siren)
    if lu is None:
        return redirect("acheteurs:acheteur", siren)
    check_fichiers(request, "acheteurs.fichier")
    lignes = (
        ("Acheteur", identite.nom),
        ("SIREN", siren),
        ("Source", lu.origine.libelle),
        ("Données au", lu.bilan.date_donnees),
        ("Groupes", f"Chaque marché est dans un seul groupe, {lu.axe.libelle}."),
        ("Fourchette", detail.BORNES),
        ("Méthode", request.build_absolute_uri(reverse("chiffres:methodes"))),
    )
    notice = Notice(f"{_NOM} de {lu.annee}", lignes)
    return reply_classeur(
        detail.list_onglets_detail(lu), classeur, f"detail-{siren}-{lu.annee}-{lu.axe}", notice
    )


def _read(request: HttpRequest, siren: str) -> tuple[Identite, detail.Detail | None]:
    identite, _ = get_acheteur(siren)
    lu = detail.read_detail(request.GET, entrepot(), read_bilan(siren), Origine.PUBLIES)
    return identite, lu


def _link(siren: str, code: str, choix: dict[str, object]) -> str:
    return detail.link(reverse("acheteurs:preuve", args=[siren, code]), choix)
