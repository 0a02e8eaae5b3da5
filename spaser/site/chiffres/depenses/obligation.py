"""Whether spend binds a buyer to a scheme: what a space concluded, and its page."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any, Final

import msgspec
from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from spaser.documents.francais import FINE, format_euros_courts
from spaser.regles import assujettissement, obligations
from spaser.regles.droits import Operation
from spaser.regles.nomenclatures import Source
from spaser.site.chiffres.depenses import services
from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.sessions import auteur_of
from spaser.site.editorial.obligations import read_obligations
from spaser.site.espace.forms import FormulaireConcerne
from spaser.site.espace.models import ObligationGardee
from spaser.site.espace.perimetre import describe_acheteur, list_obligations, make_acheteur
from spaser.site.organisations.espaces import exige_espace
from spaser.site.organisations.models import Espace
from spaser.site.socle.journal import record

# --- The questions whose answers decide, asked inside a space ---


_HABITANTS_MAX: Final = 100_000_000


class FormConclusion(FormulaireConcerne):
    """The public questions; the amount may be left to the extracts."""

    habitants = forms.IntegerField(
        label="Nombre d’habitants",
        required=False,
        min_value=1,
        max_value=_HABITANTS_MAX,
        help_text="Pour une collectivité : certaines obligations en dépendent.",
        error_messages={
            "invalid": "Écrivez un nombre entier d’habitants, comme 50000.",
            "min_value": "Écrivez un nombre d’habitants positif.",
            "max_value": "Ce nombre d’habitants est trop grand.",
        },
    )

    def __init__(
        self,
        data: QueryDict | None,
        aujourdhui: date,
        depenses: services.Depenses,
        connu: obligations.AcheteurConnu,
    ) -> None:
        super().__init__(data, aujourdhui)
        self._depenses = depenses
        for champ in ("nature", "territoire", "habitants"):
            if (valeur := getattr(connu, champ)) is not None:
                self.fields[champ].initial = valeur
        if closes := [a for a in depenses.annees if a < aujourdhui.year]:
            self.fields["annee"].initial = str(closes[0])
        self.fields["etendue"].initial = None  # an extract may be a part: she says so herself
        if depenses.annees:
            self["montant"].help_text = self._tell_totaux()

    def _tell_totaux(self) -> str:
        totaux = [
            f"{annee} : {format_bornes(total.bas, total.haut)}"
            for annee in self._depenses.annees
            if (total := self._depenses.total(annee))
        ]
        lus = " ; ".join(totaux)
        return f"Laissez vide pour prendre le total HT de vos extraits ({lus})."

    @property
    def vient_des_extraits(self) -> bool:
        absent = self.cleaned_data["montant"] is None
        return absent and self._depenses.total(self.cleaned_data["annee"]) is not None

    def clean(self) -> dict[str, Any]:
        """Ask for an amount only when the extracts have none."""
        reponses = super().clean() or self.cleaned_data
        annee = reponses.get("annee")
        connue = self._depenses.total(annee) is not None if annee else False
        if self._depenses.annees and not connue and reponses.get("montant") is None and annee:
            lues = ", ".join(map(str, self._depenses.annees))
            self.add_error(
                "montant",
                f"Vos extraits ne disent rien de {annee} (années lues : {lues}). Écrivez le "
                "montant, ou choisissez une de ces années.",
            )
        return reponses

    def _make_depenses(self) -> assujettissement.Depenses:
        total = self._depenses.total(self.cleaned_data["annee"])
        if not self.vient_des_extraits or total is None:
            return super()._make_depenses()
        depenses = assujettissement.Depenses(
            max(total.bas, Decimal(0)), max(total.haut, Decimal(0))
        )
        return depenses.partielles() if self.cleaned_data["etendue"] == "partie" else depenses


def format_bornes(bas: Decimal, haut: Decimal) -> str:
    return (
        assujettissement.write_montant(bas)
        if bas == haut
        else (
            f"entre {assujettissement.write_montant(bas)} et {assujettissement.write_montant(haut)}"
        )
    )


# --- Reads what a space concluded, and the duties that follow ---


@dataclass(frozen=True)
class ObligationConclue:
    """The answer of a space that holds, and the duties that follow from it today."""

    gardee: ObligationGardee
    applications: tuple[obligations.Application, ...]
    a_revoir: str

    @property
    def est_obligee(self) -> bool:
        return self.gardee.verdict == assujettissement.Assujettissement.OBLIGE

    @property
    def total(self) -> str:
        """Set the total of the extracts beside the threshold that binds; else why, as kept."""
        gardee = self.gardee
        jour = min(date(gardee.annee, 12, 31), timezone.localdate(gardee.conclue_le))
        regime = assujettissement.find_regime(jour)
        if not (gardee.des_extraits and self.est_obligee and regime):
            return gardee.raison
        bas, haut = (format_euros_courts(float(un or 0)) for un in (gardee.bas, gardee.haut))
        debut = bas.removesuffix(FINE + haut.rpartition(FINE)[2])
        dit = bas if bas == haut else f"{debut} à {haut}"
        dit, seuil = dit if gardee.haut else f"Au moins {bas}", format_euros_courts(regime.seuil)
        return f"{dit} HT payés en {gardee.annee}, au-delà de {seuil}."

    @property
    def fondements(self) -> tuple[Source, ...]:
        return msgspec.convert(self.gardee.fondements, tuple[Source, ...])

    @property
    def echeances(self) -> tuple[obligations.Echeance, ...]:
        return obligations.list_echeances(self.applications, timezone.localdate())

    @property
    def groupes(self) -> list[tuple[obligations.Vigueur, list[obligations.Application]]]:
        return [(etat, list(g)) for etat, g in groupby(self.applications, key=lambda a: a.etat)]

    @property
    def calendrier(self) -> str:
        """Return the address of the public calendar, for a buyer like this one."""
        gardee, requete = self.gardee, QueryDict(mutable=True)
        requete["nature"], requete["territoire"] = gardee.nature, gardee.territoire
        if gardee.verdict != assujettissement.Assujettissement.INDETERMINE:
            requete["spaser"] = gardee.verdict
        if gardee.habitants:
            requete["habitants"] = str(gardee.habitants)
        return f"{reverse('obligations:liste')}?{requete.urlencode()}"


def is_oblige(espace: Espace) -> bool:
    """Say whether a space concluded that the law binds its buyer: not when nobody did."""
    verdicts = ObligationGardee.objects.filter(espace=espace).values_list("verdict", flat=True)
    return verdicts.first() == assujettissement.Assujettissement.OBLIGE


def find_conclusion(
    espace: Espace, depenses: services.Depenses | None = None
) -> ObligationConclue | None:
    """Tell the answer that holds, as every page shows it; `depenses`, when already read."""
    gardee = list_obligations(espace).first()
    return _conclude(gardee, depenses or services.read_depenses(espace)) if gardee else None


def _conclude(gardee: ObligationGardee, depenses: services.Depenses) -> ObligationConclue:
    jour = timezone.localdate()
    return ObligationConclue(
        gardee,
        obligations.apply_all(read_obligations(jour), make_acheteur(gardee), jour),
        tell_change(gardee, depenses),
    )


def tell_change(gardee: ObligationGardee, depenses: services.Depenses) -> str:
    """Say that the extracts no longer give the total of an answer that rests on them."""
    if not gardee.des_extraits:
        return ""
    total = depenses.total(gardee.annee)
    if total is None:
        return (
            f"Les extraits de {gardee.annee} ont été effacés depuis : cette réponse garde le total "
            "de ce jour-là."
        )
    if gardee.bas == max(total.bas, 0) and gardee.haut in {None, max(total.haut, 0)}:
        return ""
    return (
        f"Le total de {gardee.annee} a changé depuis cette réponse. Refaites le calcul avec le "
        "total d’aujourd’hui."
    )


# --- Keeps what was concluded, with its reason and its texts ---


@transaction.atomic
def keep_obligation(
    espace: Espace,
    situation: assujettissement.SituationDeclaree,
    conclusion: assujettissement.Conclusion,
    auteur: Utilisateur | None,
    habitants: int | None = None,
    *,
    des_extraits: bool,
) -> ObligationGardee:
    """Write an answer down; the former ones stay."""
    gardee = ObligationGardee.objects.create(
        espace=espace,
        annee=situation.annee,
        nature=situation.nature.value,
        territoire=situation.territoire.value,
        habitants=habitants,
        des_extraits=des_extraits,
        partielle=situation.depenses.haut is None,
        bas=situation.depenses.bas,
        haut=situation.depenses.haut,
        verdict=conclusion.verdict.value,
        titre=conclusion.titre,
        raison=conclusion.raison,
        manques=list(conclusion.manques),
        reserves=list(conclusion.reserves),
        fondements=services.write_plain(conclusion.fondements),
        auteur=auteur,
    )
    record(
        "depenses.obligation",
        auteur=auteur,
        objet=gardee,
        espace=espace,
        details={"annee": gardee.annee, "verdict": gardee.verdict},
    )
    return gardee


# --- « La loi vous oblige-t-elle ? », answered inside a space ---


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def obligation(request: HttpRequest, espace: Espace) -> HttpResponse:
    depenses = services.read_depenses(espace)
    return _show(request, espace, depenses, _make_form(None, espace, depenses))


@exige_espace(Operation.MODIFIER_DEPENSES)
@require_http_methods(["GET", "HEAD", "POST"])
def conclure(request: HttpRequest, espace: Espace) -> HttpResponse:
    if request.method != "POST":
        return redirect("depenses:obligation", espace.siren)
    depenses = services.read_depenses(espace)
    form = _make_form(request.POST, espace, depenses)
    if form.is_valid():
        situation = form.make_situation()
        conclusion = assujettissement.decide_assujettissement(situation, timezone.localdate())
        keep_obligation(
            espace,
            situation,
            conclusion,
            auteur_of(request),
            form.cleaned_data["habitants"],
            des_extraits=form.vient_des_extraits,
        )
        messages.success(request, "La réponse est gardée dans l’espace, avec sa date et sa raison.")
        return redirect("depenses:obligation", espace.siren)
    return _show(request, espace, depenses, form)


def _make_form(
    data: QueryDict | None, espace: Espace, depenses: services.Depenses
) -> FormConclusion:
    return FormConclusion(data, timezone.localdate(), depenses, describe_acheteur(espace))


def _show(
    request: HttpRequest, espace: Espace, depenses: services.Depenses, form: FormConclusion
) -> HttpResponse:
    gardees = list(list_obligations(espace))
    contexte = {
        **services.make_cadre_depenses(request, espace, "Obligation"),
        "form": form,
        "anciennes": gardees[1:],
        "conclue": _conclude(gardees[0], depenses) if gardees else None,
        "gardee": gardees[0] if gardees else None,
    }
    return render(request, "depenses/obligation.html", contexte)
