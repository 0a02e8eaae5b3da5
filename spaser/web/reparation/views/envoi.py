"""What leaves for the publisher of the buyer profile: the letter and the repaired file."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from spaser.documents.classeur import Format
from spaser.documents.francais import (
    format_date,
    format_siren,
    is_pluriel,
    pluriel,
    typographie,
)
from spaser.documents.rendus import Forme
from spaser.documents.reparation import correct, is_du_profil, title, write_document
from spaser.metier.droits import Operation
from spaser.metier.reparation.constats import Remede
from spaser.metier.reparation.lettre import DemandeCorrection, Lettre, write_lettre
from spaser.web.organisations.espaces import exige_espace, fil_espace
from spaser.web.organisations.models import Espace
from spaser.web.reparation.selectors import FicheReparation, list_constats, read_fiche, read_repare
from spaser.web.socle.reponses import reply_document, reply_fichier

FICHIER: Final = (
    ", et un fichier au format officiel 2.0.4 pour les contrats dont la correction est certaine"
)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def lettre(request: HttpRequest, espace: Espace) -> HttpResponse:
    lue = read_fiche(espace.siren)
    racine = reverse("reparation:fiche", args=[espace.siren])
    contexte = {
        "fil": fil_espace(request, espace, ("Fiche de réparation", racine), ("Lettre", None)),
        "espace": espace,
        "fiche": lue,
        "lettre": _write(espace, lue) if lue.a_demander else None,
        "formats": [Format.ODS, Format.XLSX, Format.CSV],
    }
    return render(request, "reparation/lettre.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def lettre_texte(request: HttpRequest, espace: Espace) -> HttpResponse:
    lue = read_fiche(espace.siren)
    if not lue.a_demander:
        return redirect("reparation:fiche", espace.siren)  # which says why there is nothing
    texte = _write(espace, lue).texte
    return reply_fichier(texte.encode(), f"lettre-{espace.siren}.txt", "text/plain; charset=utf-8")


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def lettre_document(request: HttpRequest, espace: Espace, extension: str) -> HttpResponse:
    if extension not in Forme:
        raise Http404
    lue = read_fiche(espace.siren)
    if not lue.a_demander:
        return redirect("reparation:fiche", espace.siren)  # which says why there is nothing
    document = write_document(_write(espace, lue), espace.nom, timezone.localdate())
    return reply_document(document, Forme(extension), f"lettre-{espace.siren}")


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def fichier(request: HttpRequest, espace: Espace) -> HttpResponse:
    octets = read_repare(espace.siren)
    if octets is None:
        return redirect("reparation:fiche", espace.siren)  # which says why there is nothing
    return reply_fichier(octets, f"decp-repare-{espace.siren}.json", "application/json")


def _tell_restants(nombre: int) -> str:
    if not nombre:
        return "tous peuvent être republiés une fois réparés"
    suite = "ne peuvent pas être republiés" if is_pluriel(nombre) else "ne peut pas être republié"
    return f"{pluriel(nombre, 'contrat')} {suite} en l’état"


def _write(espace: Espace, lue: FicheReparation) -> Lettre:
    faits = {
        "nom": espace.nom,
        "siren": format_siren(espace.siren),
        "date": format_date(lue.date_donnees or timezone.localdate()),
        "lus": pluriel(lue.examines, "contrat"),
        "a_corriger": _tell_restants(lue.a_corriger),
        "fichier": FICHIER if lue.ecrits else "",
    }
    demandes = [
        DemandeCorrection(
            champ=constat.champ,
            probleme=title(constat.raison),
            contrats=pluriel(constat.contrats, "contrat"),
            correction=typographie(correct(constat.raison)),
            profil=constat.genre is Remede.REPARABLE or is_du_profil(constat.champ),
        )
        for constat in list_constats(lue, ())
        if constat.genre is not Remede.REMARQUE
    ]
    return write_lettre(faits, demandes, espace.mention)
