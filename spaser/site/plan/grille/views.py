"""Pages of the grid: lines added, mended, taken out, suggested, imported."""

from collections.abc import Sequence
from copy import copy
from functools import cached_property, partial
from itertools import groupby
from typing import Any, ClassVar, Final

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spaser.documents.bilan.vue import DE_LA_LOI, name_statut
from spaser.documents.classeur import FormatClasseur
from spaser.documents.francais import pluriel
from spaser.regles.champs import list_titres_dits
from spaser.regles.droits import Operation
from spaser.regles.grille import (
    DU_PROGRAMME,
    Connue,
    GrilleComparee,
    GrilleLue,
    LigneGrilleDite,
    Priorite,
    compare_grilles,
    is_a_la_main,
    is_complete,
    judge_lignes,
    load_plafonds,
)
from spaser.regles.indicateurs import Rubrique, load_bibliotheque, search_indicateurs
from spaser.regles.politiques import list_plans_de
from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.sessions import RequeteConnectee, auteur_of
from spaser.site.espace.importation import ImportTable, print_versions
from spaser.site.espace.ressource import Adresse, MotsOutil, Ressource
from spaser.site.organisations import espaces
from spaser.site.organisations.acces import make_notice, ouverte_a_tous
from spaser.site.organisations.models import Espace
from spaser.site.organisations.outils import gather_objectifs
from spaser.site.plan.grille import forms, services
from spaser.site.plan.models.actions import GRILLE, ContenuLigne, LigneGrille
from spaser.site.socle.requetes import recoit, reply_classeur
from spaser.site.socle.versions import save_form
from spaser.site.socle.vues import Rendu, shows

# --- The grid of a space: on a page, on paper, as a spreadsheet ---


TITRE = "Grille des indicateurs"
fil_grille = partial(espaces.fil_outil, TITRE, "grille:grille")


@espaces.exige_espace(Operation.VOIR_ESPACE)
@shows("grille/grille.html")
def grille(request: HttpRequest, espace: Espace) -> Rendu:
    groupes = _tell_vises(espace)
    lignes = [ligne for _, groupe in groupes for ligne, _ in groupe]
    return {
        "fil": fil_grille(request, espace),
        "groupes": groupes,
        "colonnes": GRILLE[DU_PROGRAMME],
        "nombre": len(lignes),
        "retenues": sum(ligne.retenu for ligne in lignes),
        "formats": list(FormatClasseur),
        "modifier": espaces.peut_dans(request, espace, Operation.REMPLIR_GRILLE),
    }


def _tell_vises(espace: Espace) -> list[tuple[Rubrique, list[tuple[LigneGrille, str]]]]:
    objectifs = gather_objectifs(espace)

    def tell(ligne: LigneGrille) -> str:
        return " ; ".join(
            objectif.enonce for objectif in objectifs.get(services.name_ligne(ligne), ())
        )

    return [
        (r, [(ligne, tell(ligne)) for ligne in lignes])
        for r, lignes in services.group_lignes(espace)
    ]


@espaces.exige_espace(Operation.VOIR_ESPACE)
@shows("grille/papier.html")
def papier_grille(request: HttpRequest, espace: Espace) -> Rendu:
    return {
        "fil": fil_grille(request, espace, ("Version papier", None)),
        "groupes": _tell_vises(espace),
        "colonnes": GRILLE[DU_PROGRAMME],
        "vides": range(3),
        "aujourdhui": timezone.localdate(),
    }


@espaces.exige_espace(Operation.VOIR_ESPACE)
@require_safe
def grille_export(request: HttpRequest, espace: Espace, classeur: FormatClasseur) -> HttpResponse:
    notice = make_notice(
        espace,
        "Grille de questionnement",
        ("Priorité", " ; ".join(priorite.libelle for priorite in Priorite)),
        ("Réimporter", "Modifiez la feuille « Grille », puis importez ce classeur sur ce site."),
    )
    onglets = services.list_onglets_grille(services.sort_lignes(espace))
    return reply_classeur(onglets, classeur, f"grille-{espace.siren}", notice)


# --- Lines of the grid: added, typed back after a workshop, mended, taken out, suggested ---


class Lignes(Ressource[LigneGrille]):
    """A line of the grid added, mended, taken out once somebody said so again."""

    modele, vues, chemin = LigneGrille, "grille:{}", "espace/<siren:siren>/grille/"
    ecrire, titre, accueil = Operation.REMPLIR_GRILLE, TITRE, "grille:grille"
    mots = MotsOutil(
        "une ligne",
        "cette ligne",
        ajout="La ligne est ajoutée.",
        modification="La ligne est enregistrée.",
        retrait="« {} » est retiré de la grille.",
        disparue="Cette ligne n’est plus dans la grille",
    )
    roles: ClassVar = {
        "ajouter": Adresse("ajouter/"),
        "modifier": Adresse("<int:pk>/"),
        "supprimer": Adresse("<int:pk>/retirer/"),
    }
    gabarits: ClassVar = {"saisie": "grille/ligne.html"}

    def start(self) -> LigneGrille:
        rubrique = read_rubrique(self.request)
        return LigneGrille(espace=self.espace, rubrique=rubrique.value if rubrique else "")

    def ask(
        self, envoi: QueryDict | None, ligne: LigneGrille, version: int | None
    ) -> forms.FormLigne:
        return forms.FormLigne(envoi, instance=ligne, version=version)

    def write(self, form: forms.FormLigne, auteur: Utilisateur) -> None:  # type: ignore[override]  # its own form
        if self.ligne.pk:
            services.save_ligne(self.espace, self.ligne, form.read(), auteur)
        else:
            services.add_lignes(self.espace, [form.make_ligne()], auteur)

    def remove(self, auteur: Utilisateur) -> None:
        services.delete_ligne(self.espace, self.ligne, auteur)

    def tell_retrait(self) -> str:
        suite = ", et son indicateur de la liste courte" if self.ligne.retenu else ""
        return f"La ligne disparaît de la grille{suite}."

    def supprimer(self) -> HttpResponse:
        """Take a line out; those who decide the short list alone take out one that is on it."""
        decider = espaces.peut_dans(self.request, self.espace, Operation.ARRETER_INDICATEURS)
        if self.ligne.retenu and not decider:
            messages.error(
                self.request,
                f"« {self.ligne.titre} » est sur la liste courte : demandez d’abord à une personne "
                "qui rédige ou administre de l’en retirer.",
            )
            return self.leave()
        return self.retirer()


@espaces.exige_espace(Operation.REMPLIR_GRILLE)
@shows("grille/saisie.html", envoi=True)
def saisie_lignes(request: HttpRequest, espace: Espace) -> Rendu:
    rubrique = read_rubrique(request) or Rubrique.ENVIRONNEMENT
    prefixe: dict[str, Any] = {
        "prefix": "ligne",
        "form_kwargs": {"initial": {"rubrique": rubrique.value}},
    }
    envoyee = request.method == "POST" and "ligne-TOTAL_FORMS" in request.POST
    formes = forms.FormsLignes(request.POST, **prefixe) if envoyee else forms.FormsLignes(**prefixe)
    if envoyee and formes.is_valid():
        lignes = [form.make_ligne() for form in formes if form.has_changed()]
        if lignes:
            nombre = services.add_lignes(espace, lignes, auteur_of(request))
            messages.success(request, f"{pluriel(nombre, 'ligne')} ajoutée{'s'[: nombre > 1]}.")
            return redirect("grille:grille", espace.siren)
        messages.info(request, "Rien n’est encore écrit : remplissez une ligne au moins.")
    return {
        "fil": fil_grille(request, espace, ("Saisie rapide", None)),
        "formes": formes,
    }


@espaces.exige_espace(Operation.REMPLIR_GRILLE)
@shows("grille/suggestions.html", envoi=True)
def suggestions_indicateurs(request: HttpRequest, espace: Espace) -> Rendu:
    rubrique, toutes = read_rubrique(request), request.GET.get("toutes") == "oui"
    proposees = services.list_suggestions(
        espace, rubrique, toutes=toutes or request.method == "POST"
    )
    choisis = set(request.POST.getlist("code"))
    if request.method == "POST" and choisis:
        retenues = [s for s in proposees if s.fiche.code in choisis]
        nombre = services.add_suggestions(espace, retenues, auteur_of(request))
        messages.success(request, f"{pluriel(nombre, 'ligne')} ajoutée{'s'[: nombre > 1]}.")
        return redirect("grille:grille", espace.siren)
    return {
        "fil": fil_grille(request, espace, ("Suggestions", None)),
        "suggestions": proposees,
        "rubriques": list(Rubrique),
        "rubrique": rubrique,
        "toutes": toutes,
        "oublie": request.method == "POST",
        "repere": load_plafonds().suggestions,
    }


def read_rubrique(request: HttpRequest) -> Rubrique | None:
    code = request.GET.get("rubrique", "")
    return Rubrique(code) if code in set(Rubrique) else None


# --- The library of indicators: public pages ---


_TITRE_BIBLIOTHEQUE = "Bibliothèque d’indicateurs"


@ouverte_a_tous
@shows("grille/bibliotheque.html")
def bibliotheque_indicateurs(request: HttpRequest) -> Rendu:
    form = forms.FormRechercheIndicateurs(request.GET)
    form.full_clean()
    bibliotheque = load_bibliotheque()
    trouves = search_indicateurs(bibliotheque.indicateurs, form.read())
    return {
        "fil": [(_TITRE_BIBLIOTHEQUE, None)],
        "form": form,
        "rubriques": [(r, list(g)) for r, g in groupby(trouves, key=lambda f: f.rubrique)],
        "nombre": len(trouves),
        "total": len(bibliotheque.indicateurs),
        "filtree": any(form.cleaned_data.values()),
    }


@ouverte_a_tous
@shows("grille/indicateur.html")
def indicateur_bibliotheque(request: HttpRequest, code: str) -> Rendu:
    bibliotheque = load_bibliotheque()
    fiche = bibliotheque.find(code)
    if fiche is None:
        raise Http404
    return {
        "fil": [(_TITRE_BIBLIOTHEQUE, reverse("grille:indicateurs")), (code, None)],
        "fiche": fiche,
        "statut": name_statut(fiche.code, fiche.statut),
        "de_la_loi": fiche.code in DE_LA_LOI,  # its standing names the article
        "sources": bibliotheque.list_sources(fiche),
        "plans": list_plans_de(code),
    }


# --- A spreadsheet of the grid: what it would change is shown before it does ---


class ImportGrille(ImportTable[GrilleLue, Sequence[LigneGrilleDite]]):
    """A grid beside the one that stands: it adds lines and completes others."""

    table, form = services.FICHIER, forms.FormFichierGrille
    forme = tuple[ContenuLigne, ...]  # type: ignore[valid-type]  # made of the model
    usage = "grille.importation"
    envoi, relecture = "grille/importer.html", "grille/import_verifier.html"
    change = "La grille a changé pendant ce temps : relisez avant d’importer."

    @cached_property
    def connues(self) -> list[LigneGrille]:
        return list(services.list_lignes(self.espace))

    def find_empreinte(self) -> str:
        return print_versions(self.connues)

    def make_contexte(self, pas: str) -> dict[str, Any]:
        fil = fil_grille(self.request, self.espace, (pas, None))
        return {"fil": fil, "colonnes": GRILLE}

    def keep(self, lu: GrilleLue, form: Form) -> Sequence[LigneGrilleDite]:
        """Keep what the short list says only for those who may decide it."""
        lignes = [ligne for _, ligne in lu.lignes]
        if espaces.peut_dans(self.request, self.espace, Operation.ARRETER_INDICATEURS):
            return lignes
        if any(ligne.retenu for ligne in lignes):
            messages.info(
                self.request,
                "Les colonnes de la liste courte (retenu, responsable, fréquence, source) ne sont "
                "pas importées : les personnes qui rédigent ou administrent en décident.",
            )
        return [services.undecide(ligne) for ligne in lignes]

    def foresee(self, garde: Sequence[LigneGrilleDite], lu: GrilleLue | None) -> dict[str, Any]:
        ecarts = self._compare(garde)
        changements = [
            (c.apres, list_titres_dits(champ for champ in GRILLE if champ.nom in c.champs))
            for c in ecarts.changements
        ]
        return {
            "ecarts": ecarts,
            "changements": changements,
            "a_faire": bool(ecarts.nouvelles or changements),
        }

    def write(self, garde: Sequence[LigneGrilleDite]) -> HttpResponse:
        services.apply_ecarts(self.espace, self._compare(garde), auteur_of(self.request))
        messages.success(self.request, "Le fichier est importé.")
        return redirect("grille:grille", self.espace.siren)

    def _compare(self, garde: Sequence[LigneGrilleDite]) -> GrilleComparee[int]:
        return compare_grilles(garde, [Connue(ligne.pk, ligne.read()) for ligne in self.connues])


@espaces.exige_espace(Operation.REMPLIR_GRILLE)
@require_http_methods(["GET", "HEAD", "POST"])
@recoit(services.FICHIER.octets)
def importer_grille(request: HttpRequest, espace: Espace) -> HttpResponse:
    return ImportGrille(request, espace).answer()


# --- The short list: the indicators that will really be followed ---


_TITRE_LISTE_COURTE: Final = "Indicateurs à suivre"


@espaces.exige_espace(Operation.VOIR_ESPACE)
@shows("grille/liste_courte.html")
def liste_courte(request: HttpRequest, espace: Espace) -> Rendu:
    bibliotheque = load_bibliotheque()
    retenues, candidates = services.split_lignes(espace)
    return {
        "fil": fil_grille(request, espace, (_TITRE_LISTE_COURTE, None)),
        "retenues": [
            (ligne, is_a_la_main(ligne, bibliotheque), is_complete(ligne)) for ligne in retenues
        ],
        "avis": judge_lignes(retenues, bibliotheque),
        "reperes": load_plafonds(),
        "candidates": candidates,
        "decider": espaces.peut_dans(request, espace, Operation.ARRETER_INDICATEURS),
    }


@espaces.exige_espace(Operation.ARRETER_INDICATEURS)
@require_POST
def retenir(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    get_object_or_404(services.list_lignes(espace), pk=pk)
    retenu = request.POST.get("retenu") != "non"
    ligne = services.choose_ligne(espace, pk, request.user, retenu=retenu)
    suite = "est sur la liste" if retenu else "n’est plus sur la liste"
    messages.success(request, f"« {ligne.indicateur or ligne.titre} » {suite}.")
    return redirect("grille:liste_courte", espace.siren)


@espaces.exige_espace(Operation.ARRETER_INDICATEURS)
@shows("grille/suivi.html", envoi=True)
def suivi_ligne(request: HttpRequest, espace: Espace, pk: int) -> Rendu:
    ligne = get_object_or_404(services.list_lignes(espace), pk=pk)
    envoye = request.POST if request.method == "POST" else None
    form = save_form(
        lambda: forms.FormSuivi(envoye, instance=copy(ligne), version=ligne.version),
        lambda form: services.save_ligne(espace, ligne, form.read(), auteur_of(request)),
    )
    if form is None:
        messages.success(request, "Le suivi est enregistré.")
        return redirect("grille:liste_courte", espace.siren)
    adresse = reverse("grille:liste_courte", args=[espace.siren])
    return {
        "fil": fil_grille(
            request, espace, (_TITRE_LISTE_COURTE, adresse), (ligne.indicateur or ligne.titre, None)
        ),
        "form": form,
        "ligne": ligne,
    }
