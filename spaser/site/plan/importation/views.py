"""A plan that exists elsewhere: handed over, looked at, written, undone."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final, cast

from django import forms
from django.contrib import messages
from django.forms.boundfield import BoundField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST
from dsfr.forms import DsfrBaseForm

from spaser.documents.francais import pluriel
from spaser.moteur.tables.modele import REMARQUES_MAX, ErreurTable
from spaser.regles.droits import Operation
from spaser.regles.plan_importe.comparaison import Decision, SortAction
from spaser.regles.plan_importe.lignes import PAR_NOM
from spaser.site.comptes.sessions import auteur_of
from spaser.site.organisations.espaces import exige_espace
from spaser.site.organisations.models import Espace
from spaser.site.plan.actions.partenaires import CHANGE, make_contexte
from spaser.site.plan.actions.services import list_importations
from spaser.site.plan.importation import ecriture
from spaser.site.plan.importation.champs_plan import ChampPlan, CorrespondancePlan
from spaser.site.plan.importation.tableau_lu import TableLue
from spaser.site.plan.models.actions import ImportationPlan
from spaser.site.socle.formulaires import HORS_LISTE, FormCorrespondance
from spaser.site.socle.requetes import recoit
from spaser.site.socle.versions import VersionDepassee

# --- A plan handed over: a file or a pasted text, then what its columns say ---


_COLLE_MAX: Final = 400_000
_EXEMPLES: Final = 3
_LARGEUR: Final = 60


class FormImport(DsfrBaseForm):
    fichier = forms.FileField(
        label="Votre fichier",
        required=False,
        help_text="Excel (.xlsx), LibreOffice (.ods), CSV ou Word (.docx), 5 Mo au plus.",
        widget=forms.FileInput(attrs={"class": "fr-upload", "accept": ".csv,.xlsx,.ods,.docx"}),
        error_messages={
            "invalid": "Choisissez un fichier de votre ordinateur.",
            "empty": "Ce fichier est vide : enregistrez-le de nouveau.",
        },
    )
    texte = forms.CharField(
        label="Ou collez votre tableau",
        required=False,
        strip=False,
        max_length=_COLLE_MAX,
        widget=forms.Textarea({"rows": 8}),
        help_text="Copiez le tableau ou la liste dans Word, Excel ou une page, puis collez ici : "
        "une ligne par action.",
        error_messages={"max_length": "Ce texte est trop long : envoyez plutôt un fichier."},
    )

    def clean(self) -> dict[str, Any]:
        lus = super().clean() or self.cleaned_data
        if not self.errors and bool(lus.get("fichier")) == bool(lus.get("texte", "").strip()):
            raise forms.ValidationError(
                "Choisissez un fichier, ou collez un texte : l’un des deux."
            )
        return lus


class FormColonnesPlan(FormCorrespondance):
    champ = ChampPlan
    doublon = "choisissez l’une des deux."

    def ask(self, titre: str, _exemples: tuple[str, ...]) -> forms.ChoiceField:
        return forms.ChoiceField(
            label=titre,
            choices=[("", "À garder dans les notes"), *list_champs()],
            required=False,
            error_messages=HORS_LISTE,
            widget=forms.Select(attrs={"class": "fr-select"}),
        )

    def read(self) -> CorrespondancePlan:
        return CorrespondancePlan(titres=self.depart.titres, colonnes=self.read_colonnes())

    def colonnes(self) -> Iterator[tuple[BoundField, tuple[str, ...]]]:
        for nom in self.titres:
            yield self[nom], self.apercu.exemples[self.find_rang(nom)]


class ApercuPlan:
    def __init__(self, lue: TableLue, correspondance: CorrespondancePlan) -> None:
        self.correspondance = correspondance
        self.ecrits = lue.ecrits
        self.exemples = [_list_exemples(lue, rang) for rang in range(len(lue.ecrits))]


def make_colonnes(
    lue: TableLue, proposee: CorrespondancePlan, envoye: Mapping[str, str] | None
) -> FormColonnesPlan:
    return FormColonnesPlan(envoye, ApercuPlan(lue, proposee), {})


def list_champs() -> list[tuple[str, str]]:
    ordre = list(PAR_NOM)
    rangs = {champ: ordre.index(champ) if champ in PAR_NOM else len(ordre) for champ in ChampPlan}
    champs = sorted(ChampPlan, key=lambda champ: rangs[champ])
    return [(champ.value, champ.libelle) for champ in champs]


def read_choix(envoye: Mapping[str, str]) -> dict[int, Decision]:
    return {
        int(nom.removeprefix("choix-")): Decision(valeur)
        for nom, valeur in cast("Any", envoye).items()
        if nom.startswith("choix-") and nom[6:].isdecimal() and valeur in set(Decision)
    }


def _list_exemples(lue: TableLue, rang: int) -> tuple[str, ...]:
    textes = (x.textes[rang] for x in lue.lignes if rang < len(x.textes) and x.textes[rang].strip())
    return tuple(" ".join(texte.split())[:_LARGEUR] for texte in islice(textes, _EXEMPLES))


_MONTREES: Final = 100
_A_DECIDER: Final = 400  # Django takes a thousand fields at most
_RECENTS: Final = 5
_A_RELIRE: Final = (
    "Le plan ou le sens des colonnes a changé depuis cette page : rien n’est écrit. Relisez, puis "
    "importez."
)


@exige_espace(Operation.STRUCTURER_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
@recoit(ecriture.OCTETS_MAX)
def importer_plan(request: HttpRequest, espace: Espace) -> HttpResponse:
    envoye = request.method == "POST"
    form = FormImport(request.POST if envoye else None, request.FILES if envoye else None)
    if form.is_valid():
        fichier = form.cleaned_data["fichier"]
        try:
            if fichier:
                recue = ecriture.receive_fichier(espace, fichier, auteur_of(request))
            else:
                recue = ecriture.receive_colle(
                    espace, form.cleaned_data["texte"], auteur_of(request)
                )
        except ErreurTable as refus:
            form.add_error("fichier" if fichier else "texte", str(refus))
        else:
            return redirect("plan:importation", espace.siren, recue.pk)
    contexte = make_contexte(
        request,
        espace,
        ("Importer", None),
        form=form,
        recents=[(r, ecriture.is_recente(r)) for r in list_importations(espace)[:_RECENTS]],
        colonnes=[libelle for _, libelle in list_champs()],
    )
    return render(request, "plan/importation/importer.html", contexte)


@exige_espace(Operation.STRUCTURER_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def verifier_import(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    recue = get_object_or_404(list_importations(espace), pk=pk)
    if recue.faite_le:
        return _show_faite(request, espace, recue)
    lue = ecriture.unpack_table(recue)
    proposee = ecriture.propose_colonnes_plan(espace, lue, recue)
    form = make_colonnes(lue, proposee, request.POST if request.method == "POST" else None)
    if form.is_valid():
        correspondance = form.read()
        ecriture.keep_correspondance(recue, correspondance)
        if "importer" in request.POST and correspondance == proposee:
            return _apply(request, espace, recue, form)
        if "importer" in request.POST:
            messages.warning(request, _A_RELIRE)
        return redirect("plan:importation", espace.siren, pk)
    vue = ecriture.foresee_plan(espace, lue, proposee) if proposee.est_lisible else None
    dits: dict[str, Any] = {}
    if vue:
        fautes = vue.fautes
        dits = {
            "comptes": [(sort.libelle, len(vue.list_sort(sort))) for sort in SortAction],
            "nouvelles": vue.list_sort(SortAction.CREEE)[:_MONTREES],
            "modifiees": vue.list_sort(SortAction.MODIFIEE)[:_MONTREES],
            "douteuses": vue.douteuses[:_A_DECIDER],
            "decisions": list(Decision),
            "autres_douteuses": max(len(vue.douteuses) - _A_DECIDER, 0),
            "fautes": fautes[:REMARQUES_MAX],
            "autres_fautes": max(len(fautes) - REMARQUES_MAX, 0),
        }
    contexte = make_contexte(
        request,
        espace,
        ("Vérifier l’import", None),
        importation=recue,
        form=form,
        vue=vue,
        montrees=_MONTREES,
        **dits,
    )
    return render(request, "plan/importation/verifier.html", contexte)


@exige_espace(Operation.STRUCTURER_PLAN)
@require_POST
def annuler_import(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    faite = get_object_or_404(list_importations(espace), pk=pk)
    try:
        refus = ecriture.undo_import(faite, auteur_of(request))
    except VersionDepassee:
        messages.warning(request, CHANGE)
        return redirect("plan:importation", espace.siren, pk)
    if refus:
        messages.error(request, " ".join([refus.raison, ", ".join(refus.actions[:10])]).strip())
        return redirect("plan:importation", espace.siren, pk)
    messages.success(
        request,
        "L’import est annulé : le plan est comme avant. Ce qu’il avait ajouté est dans la "
        "corbeille.",
    )
    return redirect("plan:plan", espace.siren)


@exige_espace(Operation.STRUCTURER_PLAN)
@require_POST
def abandonner_import(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    oubliees, _ = list_importations(espace).filter(pk=pk, faite_le=None).delete()
    if not oubliees:
        raise Http404
    messages.success(request, "L’import est abandonné : rien n’a été écrit.")
    return redirect("plan:importer", espace.siren)


def _apply(
    request: HttpRequest, espace: Espace, recue: ImportationPlan, form: FormColonnesPlan
) -> HttpResponse:
    empreinte, choix = request.POST.get("empreinte", ""), read_choix(request.POST)
    try:
        bilan = ecriture.apply_import(recue, form.read(), empreinte, choix, auteur_of(request))
    except VersionDepassee:
        messages.warning(request, _A_RELIRE)
    else:
        messages.success(
            request,
            f"{pluriel(bilan.ajoutees, 'action ajoutée', 'actions ajoutées')}, "
            f"{pluriel(bilan.modifiees, 'mise à jour', 'mises à jour')}, "
            f"{bilan.inchangees} sans changement"
            f"{f', {pluriel(bilan.laissees, "non importée")}' if bilan.laissees else ''}.",
        )
    return redirect("plan:importation", espace.siren, recue.pk)


def _show_faite(request: HttpRequest, espace: Espace, faite: ImportationPlan) -> HttpResponse:
    contexte = make_contexte(
        request,
        espace,
        ("Import", None),
        importation=faite,
        refus=None if faite.annulee_le else ecriture.find_refus(faite),
    )
    return render(request, "plan/importation/faite.html", contexte)
