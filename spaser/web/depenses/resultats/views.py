"""What the spend of a year says, and the lines behind it."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from spaser.documents.depenses import CODES_PAYES
from spaser.donnees.depenses.achats import read_provenance
from spaser.donnees.depenses.modele import MOTIFS
from spaser.donnees.depenses.resultats.totaux import CE_QUI_COMPTE
from spaser.donnees.tables.modele import Remarque
from spaser.metier.assujettissement.regimes import find_regime
from spaser.metier.droits import Operation
from spaser.metier.indicateurs import name_indicateur
from spaser.metier.perimetre import Origine
from spaser.web.commun.outils import list_objectifs
from spaser.web.depenses.cadre import make_cadre
from spaser.web.depenses.resultats.exports import (
    CLASSEUR_MAX,
    make_lignes,
    make_rapport,
    make_resultats,
    read_format,
)
from spaser.web.depenses.resultats.filtres import NOMS_ETATS, NOMS_REPONSES, read_filtre
from spaser.web.depenses.resultats.mesures import has_methode, list_taux, read_tendance
from spaser.web.depenses.selectors import Depenses, find_lignes, read_depenses
from spaser.web.espace.perimetre import find_perimetre, read_etendue
from spaser.web.organisations.espaces import exige_espace, peut_dans
from spaser.web.organisations.models import Espace
from spaser.web.organisations.notices import make_notice
from spaser.web.socle.reponses import reply_classeur

PAR_PAGE: Final = 50
_SOURCE: Final = ("Source", Origine.PAYES.libelle)
_CONFIDENTIEL: Final = (
    "À savoir",
    "Ces lignes nomment vos fournisseurs : gardez ce fichier dans votre équipe.",
)
_BORNES: Final = (
    "Le numérateur sur ce qui est connu. Fourchette : les lignes sans réponse toutes à "
    "non, puis toutes à oui."
)
FAMILLES_MAX: Final = 12


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def resultats(request: HttpRequest, espace: Espace) -> HttpResponse:
    depenses = read_depenses(espace)
    annee = _read_annee(request, depenses)
    taux = list_taux(depenses, annee) if annee else []
    contexte = {
        **make_cadre(request, espace, "Résultats"),
        "depenses": depenses,
        "garder": peut_dans(request, espace, Operation.GARDER_REFERENCE),
        "annee": annee,
        "total": depenses.total(annee) if annee else None,
        "regime": find_regime(date(annee, 12, 31)) if annee else None,
        "legales": [(t, has_methode(t.code)) for t in taux[:2]],
        "autres": [(t, has_methode(t.code)) for t in taux[2:]],
        "evolutions": [(t.nom, lue) for t in taux if (lue := read_tendance(depenses, t))],
        "objectifs": list_objectifs(espace),
        "familles": _list_parts(depenses, "familles", annee)[:FAMILLES_MAX],
        "couverture": _list_parts(depenses, "couverture", annee),
        "etendue": read_etendue(find_perimetre(espace)),
        "table": read_provenance(),
        "ce_qui_compte": CE_QUI_COMPTE,
    }
    return render(request, "depenses/resultats.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def resultats_export(request: HttpRequest, espace: Espace) -> HttpResponse:
    depenses = read_depenses(espace)
    return reply_classeur(
        make_resultats(depenses),
        read_format(request.GET.get("format", "")),
        f"depenses-{espace.siren}",
        make_notice(
            espace,
            "Dépenses payées",
            _SOURCE,
            ("Totaux", CE_QUI_COMPTE),
            ("Taux", _BORNES),
        ),
    )


@exige_espace(Operation.VOIR_LIGNES_DEPENSES)
@require_safe
def lignes(request: HttpRequest, espace: Espace) -> HttpResponse:
    depenses = read_depenses(espace)
    filtre = read_filtre(request.GET, depenses)
    numero = request.GET.get("page", "")
    voulue = int(numero) if numero.isascii() and numero.isdigit() and len(numero) < 7 else 1  # noqa: PLR2004 - a page
    tranche = find_lignes(depenses, filtre, (max(voulue, 1) - 1) * PAR_PAGE, PAR_PAGE)
    contexte = {
        **make_cadre(request, espace, "Lignes"),
        "depenses": depenses,
        "filtre": filtre,
        "tranche": tranche,
        "rangs": [(ligne, depenses.name(ligne.fichier)) for ligne in tranche.lignes]
        if tranche
        else [],
        "page": Paginator(range(tranche.nombre if tranche else 0), PAR_PAGE).get_page(voulue),
        "etats": NOMS_ETATS,
        "reponses": NOMS_REPONSES,
        "motifs": MOTIFS,
        "indicateurs": {c: name_indicateur(c) for c in CODES_PAYES if c != "SOC-16"},
        "fichiers": depenses.noms,
        "requete": request.GET.urlencode(),
    }
    return render(request, "depenses/lignes.html", contexte)


@exige_espace(Operation.VOIR_LIGNES_DEPENSES)
@require_safe
def lignes_export(request: HttpRequest, espace: Espace) -> HttpResponse:
    depenses = read_depenses(espace)
    filtre = read_filtre(request.GET, depenses)
    format_ = read_format(request.GET.get("format", ""))
    tranche = find_lignes(depenses, filtre, nombre=None)
    if tranche is None:
        return redirect("depenses:lignes", espace.siren)
    if format_.value != "csv" and tranche.nombre > CLASSEUR_MAX:
        messages.error(
            request,
            f"Un classeur ne porte que {CLASSEUR_MAX} lignes : filtrez, ou demandez un CSV.",
        )
        adresse = reverse("depenses:lignes", args=[espace.siren])
        return redirect(f"{adresse}?{request.GET.urlencode()}")
    onglet = make_lignes(depenses, tranche.lignes, filtre.indicateur)
    nom = "-".join(
        filter(None, ["lignes", espace.siren, filtre.indicateur, str(filtre.annee or "")])
    )
    notice = make_notice(espace, "Lignes de dépenses", _SOURCE, _CONFIDENTIEL)
    return reply_classeur([onglet], format_, nom, notice)


@exige_espace(Operation.VOIR_LIGNES_DEPENSES)
@require_safe
def rapport(request: HttpRequest, espace: Espace) -> HttpResponse:
    depenses = read_depenses(espace)
    rendu = depenses.bilan.compte_rendu if depenses.bilan else None
    remarques = _list_remarques(request, depenses)
    page = Paginator(remarques, PAR_PAGE).get_page(request.GET.get("page"))
    synthese = depenses.bilan.synthese if depenses.bilan else None
    contexte = {
        **make_cadre(request, espace, "À corriger"),
        "depenses": depenses,
        "rendu": rendu,
        "page": page,
        "rangs": [
            (r, depenses.name(r.fichier), MOTIFS[r.motif], depenses.name_colonne(r)) for r in page
        ],
        "alertes": sorted(
            ((MOTIFS[m], n) for m, n in (rendu.alertes if rendu else {}).items()),
            key=lambda paire: -paire[1],
        ),
        "semblables": [
            (p, depenses.name(p.fichier), depenses.name(p.autre_fichier))
            for p in (synthese.semblables[:PAR_PAGE] if synthese else ())
        ],
        "synthese": synthese,
        "fichier": request.GET.get("fichier", ""),
        "requete": request.GET.urlencode(),
    }
    return render(request, "depenses/rapport.html", contexte)


@exige_espace(Operation.VOIR_LIGNES_DEPENSES)
@require_safe
def rapport_export(request: HttpRequest, espace: Espace) -> HttpResponse:
    """Hand the report over, to send to whoever made the file."""
    depenses = read_depenses(espace)
    onglet = make_rapport(depenses, _list_remarques(request, depenses))
    format_ = read_format(request.GET.get("format", ""))
    notice = make_notice(
        espace,
        "Lignes de dépenses à corriger",
        _SOURCE,
        ("Ligne", "Le numéro de la ligne dans votre tableur."),
        _CONFIDENTIEL,
    )
    return reply_classeur([onglet], format_, f"a-corriger-{espace.siren}", notice)


def _read_annee(request: HttpRequest, depenses: Depenses) -> int | None:
    voulue = request.GET.get("annee", "")
    connues = {str(annee): annee for annee in depenses.annees}
    return connues.get(voulue) or (depenses.annees[0] if depenses.annees else None)


def _list_parts(depenses: Depenses, nom: str, annee: int | None) -> list[object]:
    parts = getattr(depenses.bilan.synthese, nom) if depenses.bilan else ()
    return [part for part in parts if part.annee == annee]


def _list_remarques(request: HttpRequest, depenses: Depenses) -> list[Remarque]:
    if depenses.bilan is None:
        return []
    fichier = request.GET.get("fichier", "")
    return [r for r in depenses.bilan.compte_rendu.remarques if fichier in {"", r.fichier}]
