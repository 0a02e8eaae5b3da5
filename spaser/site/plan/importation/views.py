"""A plan that exists elsewhere: handed over, looked at, written, undone."""

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST
from dsfr.forms import DsfrBaseForm

from spaser.documents.francais import pluriel
from spaser.moteur.tables.modele import REMARQUES_MAX, ErreurTable
from spaser.regles.droits import Operation
from spaser.regles.plan_importe.comparaison import Decision, PrevisionAction, SortAction
from spaser.regles.plan_importe.lignes import Constat
from spaser.site.comptes.sessions import auteur_of
from spaser.site.espace.importation import FormCorrespondance, ImportEnAttente
from spaser.site.organisations.espaces import exige_espace
from spaser.site.organisations.models import Espace
from spaser.site.plan.actions.partenaires import CHANGE, make_contexte
from spaser.site.plan.actions.services import list_importations
from spaser.site.plan.importation import ecriture
from spaser.site.plan.importation.champs_plan import ChampPlan, CorrespondancePlan
from spaser.site.plan.importation.tableau_lu import TableLue
from spaser.site.plan.models.actions import PLAN, ImportationPlan
from spaser.site.socle.requetes import recoit
from spaser.site.socle.versions import VersionDepassee

# --- A plan handed over: a file or a pasted text, then what its columns say ---


_COLLE_MAX: Final = 400_000
_LARGEUR: Final = 90


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

    def list_choix(self) -> list[tuple[str, str]]:
        return [("", "À garder dans les notes"), *list_champs()]


class ApercuPlan:
    def __init__(self, lue: TableLue, correspondance: CorrespondancePlan) -> None:
        self.correspondance = correspondance
        self.ecrits = lue.ecrits
        self.exemples = [_list_exemples(lue, rang) for rang in range(len(lue.ecrits))]


def list_champs() -> list[tuple[str, str]]:
    rangs = {champ.nom: rang for rang, champ in enumerate(PLAN)}
    champs = sorted(ChampPlan, key=lambda champ: rangs.get(champ.value, len(rangs)))
    return [(champ.value, champ.libelle) for champ in champs]


type ActionMontree = tuple[int, PrevisionAction, str, str]  # a row, its action, what is decided


def list_montrees_import(lue: TableLue, vue: ecriture.Vue) -> list[ActionMontree]:
    """Return the actions that something is done of, first those on which a word is awaited."""
    rangs = {ligne.lieu: rang for rang, ligne in enumerate(lue.lignes)}
    montrees = []
    for prevue, decidee in zip(vue.previsions, vue.decidees, strict=True):
        if prevue.doute or prevue.sort is not SortAction.INCHANGEE:
            ligne = lue.lignes[rangs[prevue.ligne.lieu]]
            dite = prevue if prevue.doute else decidee or prevue
            montrees.append((rangs[ligne.lieu], dite, ligne.choix, ligne.motif))
    return sorted(montrees, key=lambda une: not (une[1].doute or une[1].sans_motif))


def read_coches(envoye: QueryDict) -> dict[int, tuple[str, str]]:
    """Return what a page decides of the rows that it showed: a row that is unticked is left."""
    choix: dict[int, tuple[str, str]] = {}
    for rang in filter(str.isdecimal, envoye.getlist("ligne")):
        coche = "" if envoye.get(f"garder-{rang}") else Decision.IGNORER.value
        dit = envoye.get(f"choix-{rang}", coche)
        connu = dit if dit in set(Decision) else coche
        choix[int(rang)] = (connu, " ".join(envoye.get(f"motif-{rang}", "").split()))
    return choix


def _list_exemples(lue: TableLue, rang: int) -> list[str]:
    textes = (" ".join(x.textes[rang].split()) for x in lue.lignes if rang < len(x.textes))
    return [texte[:_LARGEUR] for texte in islice(filter(None, textes), 1)]


_MONTREES: Final = 100  # a page: Django takes a thousand fields at most
_ECRITS: Final = ("indicateur écrit", "indicateurs écrits")
_RECENTS: Final = 5
_A_RELIRE: Final = (
    "Le plan ou le sens des colonnes a changé depuis cette page : rien n’est écrit. Relisez, puis "
    "importez."
)


class ImportPlan(ImportEnAttente[ImportationPlan, ImportationPlan]):
    """A plan from a file or a pasted text; what its columns say is confirmed with its rows."""

    form = FormImport
    envoi, relecture = "plan/importation/importer.html", "plan/importation/verifier.html"
    pas_relecture = "Vérifier l’import"
    change = _A_RELIRE

    def make_contexte(self, pas: str) -> dict[str, Any]:
        return make_contexte(self.request, self.espace, (pas, None))

    def ask(self, form: forms.Form) -> HttpResponse:
        recents = list_importations(self.espace)[:_RECENTS]
        contexte = {
            "form": form,
            "recents": [(recent, ecriture.is_recente(recent)) for recent in recents],
            "colonnes": [libelle for _, libelle in list_champs()],
        }
        return self.render(self.envoi, self.pas_envoi, contexte)

    def receive(self, form: forms.Form) -> ImportationPlan | None:
        if not form.is_valid():
            return None
        auteur, fichier = auteur_of(self.request), form.cleaned_data["fichier"]
        try:
            if fichier:
                return ecriture.receive_fichier(self.espace, fichier, auteur)
            return ecriture.receive_colle(self.espace, form.cleaned_data["texte"], auteur)
        except ErreurTable as refus:
            form.add_error("fichier" if fichier else "texte", str(refus))
            return None

    def keep(self, lu: ImportationPlan, form: forms.Form) -> ImportationPlan:
        return lu

    def find_page(self, garde: ImportationPlan) -> str:
        return reverse("plan:importation", args=[self.espace.siren, garde.pk])

    def verify(self, garde: ImportationPlan) -> HttpResponse:
        """Keep what is decided of columns and rows; write only what was shown under them."""
        envoye = self.request.POST if self.request.method == "POST" else None
        self.lue = ecriture.unpack_table(garde)
        self.proposee = ecriture.propose_colonnes_plan(self.espace, self.lue, garde)
        self.colonnes = FormColonnesPlan(envoye, ApercuPlan(self.lue, self.proposee))
        if envoye is None or not self.colonnes.is_valid():
            return self.show(garde)
        correspondance: CorrespondancePlan = self.colonnes.read()
        ecriture.keep_decisions(
            garde, correspondance, read_coches(envoye), envoye.getlist("remplacer")
        )
        if "importer" in envoye and correspondance == self.proposee:
            return self.confirm(garde, envoye.get("empreinte", ""))
        if "importer" in envoye:
            messages.warning(self.request, self.change)
        return self._turn(garde, envoye.get("page", "1"))

    def foresee(self, garde: ImportationPlan, lu: ImportationPlan | None) -> dict[str, Any]:
        dits: dict[str, Any] = {"form": self.colonnes}
        if not self.proposee.est_lisible:
            return dits
        vue = ecriture.foresee_plan(self.espace, self.lue, self.proposee)
        autres = max(len(vue.fautes) - REMARQUES_MAX, 0)
        suite = [Constat("Tout le tableau", f"{autres} autres remarques.")] if autres else []
        pages = Paginator(list_montrees_import(self.lue, vue), _MONTREES)
        return dits | {
            "vue": vue,
            "empreinte": vue.empreinte,
            "comptes": [(libelle, dit) for libelle, dit in _count(vue) if dit != ""],
            "montrees": pages.get_page(self.request.GET.get("page")),
            "decisions": list(Decision),
            "remarques": [*vue.constats, *vue.fautes[:REMARQUES_MAX], *suite],
        }

    def check(self, empreinte: str) -> None:
        """Leave it to `apply_import`, once it holds the plan."""

    def write(self, garde: ImportationPlan) -> HttpResponse:
        empreinte, auteur = self.request.POST.get("empreinte", ""), auteur_of(self.request)
        try:
            bilan = ecriture.apply_import(garde, self.proposee, empreinte, auteur)
        except ErreurTable as absent:
            messages.warning(self.request, str(absent))
            return self._turn(garde, self.request.POST["importer"])
        messages.success(
            self.request,
            f"{pluriel(bilan.ajoutees, 'action ajoutée', 'actions ajoutées')}, "
            f"{pluriel(bilan.modifiees, 'mise à jour', 'mises à jour')}, "
            f"{bilan.inchangees} sans changement"
            f"{f', {pluriel(bilan.laissees, "non importée")}' if bilan.laissees else ''}"
            f"{f', {pluriel(bilan.cibles, *_ECRITS)}' if bilan.cibles else ''}.",
        )
        return redirect(self.find_page(garde))

    def show_again(self, garde: ImportationPlan) -> HttpResponse:
        return redirect(self.find_page(garde))

    def _turn(self, garde: ImportationPlan, page: object) -> HttpResponse:
        return redirect(f"{self.find_page(garde)}?page={page}")


@exige_espace(Operation.STRUCTURER_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
@recoit(ecriture.FICHIER.octets)
def importer_plan(request: HttpRequest, espace: Espace) -> HttpResponse:
    return ImportPlan(request, espace).answer()


@exige_espace(Operation.STRUCTURER_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def verifier_import(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    recue = get_object_or_404(list_importations(espace), pk=pk)
    if recue.faite_le:
        return _show_faite(request, espace, recue)
    return ImportPlan(request, espace).verify(recue)


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


def _count(vue: ecriture.Vue) -> Iterator[tuple[str, object]]:
    for sort in SortAction:
        yield sort.libelle, sum(p.sort is sort and not p.doute for p in vue.previsions)
    yield "À décider", sum(bool(p.doute) for p in vue.previsions)
    yield "Axes à ajouter", ", ".join(vue.axes)
    yield "Objectifs à ajouter", ", ".join(objectif for _, objectif in vue.objectifs)
    yield "Actions sans axe, à ranger ensuite", sum(not p.apres.axe for p in vue.gardees) or ""


def _show_faite(request: HttpRequest, espace: Espace, faite: ImportationPlan) -> HttpResponse:
    contexte = make_contexte(
        request,
        espace,
        ("Import", None),
        importation=faite,
        refus=None if faite.annulee_le else ecriture.find_refus(faite),
    )
    return render(request, "plan/importation/faite.html", contexte)
