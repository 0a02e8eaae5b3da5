"""Statements of hours of integration: read in a box, counted, shown."""

import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from dsfr.forms import DsfrBaseForm

from spaser.documents.publication import write_valeur
from spaser.regles.droits import Operation
from spaser.regles.indicateurs import LIBELLE_MAX, NatureValeur
from spaser.regles.nomenclatures import annee_montree
from spaser.site.chiffres.marches.services import Marche, list_marches
from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.sessions import auteur_of
from spaser.site.espace.importation import ImportTable, TableAttendue
from spaser.site.organisations.espaces import Pas, exige_espace
from spaser.site.organisations.models import Espace
from spaser.site.plan.cibles import heures_lues
from spaser.site.plan.cibles.forms import ChampAnnee
from spaser.site.plan.cibles.lignes import Vise, list_vises
from spaser.site.plan.cibles.services import note_valeurs
from spaser.site.plan.cibles.views import make_contexte
from spaser.site.plan.models.cibles import LigneHeures, ReleveHeures, Valeur
from spaser.site.socle.journal import record
from spaser.site.socle.requetes import recoit
from spaser.site.socle.vues import Rendu, shows

# --- Reads statements of hours, each line beside the contract that bears its number ---


CODE: Final = "SOC-07"
_HORS: Final = re.compile(r"[^0-9a-z]")
_COURT: Final = 3  # signs: a shorter number would match by chance


type Ligne = heures_lues.OperationLue | LigneHeures  # as it was read, or as it is kept


@dataclass(frozen=True)
class Rattachee:
    """A line, and the contract of its number; None when no contract, or several, bear it."""

    ligne: Ligne
    marche: Marche | None

    @property
    def texte(self) -> str:
        return write_valeur(self.ligne.heures, heures_lues.HEURES)


def find_releves(espace: Espace) -> QuerySet[ReleveHeures]:
    return ReleveHeures.objects.filter(espace=espace, remplace_le__isnull=True)


def attach(espace: Espace, lignes: Iterable[Ligne]) -> list[Rattachee]:
    lignes = list(lignes)
    numerotees = any(_fold(ligne.numero) for ligne in lignes)
    marches = _map_numeros(list_marches(espace)) if numerotees else {}
    return [Rattachee(ligne, marches.get(_fold(ligne.numero))) for ligne in lignes]


def _map_numeros(marches: Iterable[Marche]) -> Mapping[str, Marche]:
    """Return contracts by number; a number that two bear is nobody's."""
    par_numero: dict[str, list[Marche]] = {}
    for marche in marches:
        numero = _fold(marche.contrat.id or "")
        if numero:
            par_numero.setdefault(numero, []).append(marche)
    return {numero: seuls[0] for numero, seuls in par_numero.items() if len(seuls) == 1}


def _fold(numero: str) -> str:
    plie = _HORS.sub("", numero.lower())
    return plie if len(plie) >= _COURT else ""


def find_heures(espace: Espace) -> Vise | None:
    return next((vise for vise in list_vises(espace) if vise.suivi.code == CODE), None)


# --- Keeps a statement of hours, and feeds the indicator of hours with its sum ---


@transaction.atomic
def keep_releve(
    espace: Espace,
    annee: int,
    nom: str,
    lignes: Sequence[heures_lues.OperationLue],
    total: Decimal,
    auteur: Utilisateur,
) -> uuid.UUID | None:
    """Keep a statement in place of that of its year; return what undoes the value that it feeds."""
    espace.hold()
    tenus = ReleveHeures.objects.filter(espace=espace, annee=annee, remplace_le__isnull=True)
    tenus.update(remplace_le=timezone.now())
    releve = ReleveHeures.objects.create(
        espace=espace, annee=annee, nom=nom, total=total, auteur=auteur
    )
    LigneHeures.objects.bulk_create(LigneHeures(releve=releve, **asdict(ligne)) for ligne in lignes)
    record("cibles.heures", auteur=auteur, objet=releve, espace=espace)
    vise = find_heures(espace)
    if vise is None:
        return None
    notee = Valeur(
        annee=annee,
        valeur=total,
        nature=NatureValeur.IMPORTEE.value,
        source="Relevé du facilitateur",
        preuve=nom,
    )
    return note_valeurs(espace, [(vise, notee)], auteur)


# --- A statement of hours ---


RELEVE: Final = TableAttendue(heures_lues.read_releve_heures, "gardez la seule feuille utile.")


class FormHeures(DsfrBaseForm):
    annee = ChampAnnee(label="Année des heures")
    fichier = RELEVE.ask("Relevé du facilitateur", ". Une ligne par opération, ou un seul total.")


# --- Hours of insertion: a statement sent, looked at again, kept; its lines beside their
# contracts ---


TITRE: Final = "Heures d’insertion"


@dataclass(frozen=True)
class HeuresGardees:
    annee: int
    nom: str
    total: Decimal
    lignes: tuple[heures_lues.OperationLue, ...]


def _contexte(request: HttpRequest, espace: Espace, *suite: Pas, **encore: Any) -> dict[str, Any]:
    racine = reverse("cibles:heures", args=[espace.siren]) if suite else None
    suivi = find_heures(espace)
    return make_contexte(request, espace, (TITRE, racine), *suite, suivi=suivi, **encore)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def heures(request: HttpRequest, espace: Espace) -> HttpResponse:
    initial = {"annee": annee_montree(timezone.localdate())}
    return _show(request, espace, FormHeures(initial=initial))


class ImportHeures(ImportTable[heures_lues.ReleveLu, HeuresGardees]):
    table, form, forme = RELEVE, FormHeures, HeuresGardees
    usage = "cibles.heures"
    relecture, pas_relecture = "cibles/heures/verifier.html", "Relire"
    perime = "Ce relevé n’est plus valable : envoyez-le de nouveau."

    def ask(self, form: forms.Form) -> HttpResponse:
        return _show(self.request, self.espace, form)

    def find_adresse(self) -> str:
        return reverse("cibles:heures", args=[self.espace.siren])

    def make_contexte(self, pas: str) -> dict[str, Any]:
        return _contexte(self.request, self.espace, (pas, None))

    def keep(self, lu: heures_lues.ReleveLu, form: forms.Form) -> HeuresGardees:
        annee, fichier = form.cleaned_data["annee"], form.cleaned_data["fichier"]
        return HeuresGardees(annee, str(fichier.name)[:LIBELLE_MAX], lu.somme, tuple(lu.lignes))

    def foresee(self, garde: HeuresGardees, lu: heures_lues.ReleveLu | None) -> dict[str, Any]:
        return {
            "a_faire": True,
            "garde": garde,
            "somme": write_valeur(garde.total, heures_lues.HEURES),
            "rattachees": attach(self.espace, garde.lignes),
        }

    def write(self, garde: HeuresGardees) -> HttpResponse:
        auteur = auteur_of(self.request)
        keep_releve(self.espace, garde.annee, garde.nom, garde.lignes, garde.total, auteur)
        messages.success(self.request, f"Le relevé de {garde.annee} est gardé.")
        return redirect("cibles:releve_heures", self.espace.siren, garde.annee)


@exige_espace(Operation.REMPLIR_GRILLE)
@require_http_methods(["GET", "HEAD", "POST"])
@recoit(RELEVE.octets)
def lire_heures(request: HttpRequest, espace: Espace) -> HttpResponse:
    return ImportHeures(request, espace).answer()


@exige_espace(Operation.VOIR_ESPACE)
@shows("cibles/heures/releve.html")
def releve_heures(request: HttpRequest, espace: Espace, annee: int) -> Rendu:
    releve = get_object_or_404(find_releves(espace), annee=annee)
    rattachees = attach(espace, releve.lignes.all())
    return _contexte(
        request,
        espace,
        (str(annee), None),
        releve=releve,
        somme=write_valeur(releve.total, heures_lues.HEURES),
        avec=[une for une in rattachees if une.marche],
        sans=[une for une in rattachees if not une.marche],
    )


def _show(request: HttpRequest, espace: Espace, form: forms.Form) -> HttpResponse:
    contexte = _contexte(request, espace, releves=find_releves(espace), form=form)
    return render(request, "cibles/heures/heures.html", contexte)
