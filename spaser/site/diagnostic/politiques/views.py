"""Pages of plans and policies: the inventory, one of them, its file."""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import groupby
from typing import Any, ClassVar, Final

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from dsfr.forms import DsfrBaseForm

from spaser.documents.classeur import FormatClasseur
from spaser.documents.onglets import Onglet
from spaser.regles.assujettissement import NatureAcheteur
from spaser.regles.champs import list_titres_dits
from spaser.regles.droits import Operation
from spaser.regles.indicateurs import load_bibliotheque
from spaser.regles.obligations import AcheteurConnu
from spaser.regles.politiques import (
    EtatPlan,
    EtatTheme,
    Plan,
    explain_periode,
    find_au_catalogue,
    find_plan,
    fold_nom_plan,
    is_echue,
    load_plans,
)
from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.sessions import auteur_of
from spaser.site.diagnostic.models import COLONNES_INVENTAIRE, LignePlan, Politique
from spaser.site.diagnostic.politiques import services
from spaser.site.diagnostic.politiques.forms import (
    FormAcheteur,
    FormInventaire,
    FormPolitique,
)
from spaser.site.diagnostic.politiques.inventaire_lu import (
    RECHERCHE,
    InventaireLu,
    LignePlanDite,
    read_inventaire,
)
from spaser.site.espace.importation import ImportTable, TableDite, print_versions
from spaser.site.espace.perimetre import describe_acheteur
from spaser.site.espace.ressource import Adresse, MotsOutil, Ressource
from spaser.site.organisations import espaces
from spaser.site.organisations.acces import make_notice, ouverte_a_tous
from spaser.site.organisations.models import Espace
from spaser.site.socle.champs import read_dite, write_rangee
from spaser.site.socle.requetes import recoit, reply_classeur
from spaser.site.socle.vues import Rendu, shows

# --- The catalogue of plans: public pages ---


_TITRE = "Plans et schémas"


@ouverte_a_tous
@shows("politiques/catalogue.html")
def catalogue(request: HttpRequest) -> Rendu:
    plans = load_plans()
    return {
        "fil": [(_TITRE, None)],
        "rubriques": [(r, list(g)) for r, g in groupby(plans, key=lambda plan: plan.rubrique)],
        "nombre": len(plans),
    }


@ouverte_a_tous
@shows("politiques/plan.html")
def fiche_plan(request: HttpRequest, code: str) -> Rendu:
    trouve = find_plan(code)
    if trouve is None:
        raise Http404
    bibliotheque = load_bibliotheque()
    return {
        "fil": [(_TITRE, reverse("politiques:catalogue")), (trouve.nom_court, None)],
        "plan": trouve,
        "indicateurs": [bibliotheque.find(indicateur) for indicateur in trouve.indicateurs],
    }


# --- The plans of a space: the list, the inventory, the cross-table ---


TITRE = "Politiques et plans"
fil_politiques = partial(espaces.fil_outil, TITRE, "politiques:liste")


@espaces.exige_espace(Operation.VOIR_ESPACE)
@shows("politiques/liste.html")
def liste_politiques(request: HttpRequest, espace: Espace) -> Rendu:
    politiques = list(services.list_politiques(espace))
    form, acheteur = _read_acheteur(request, espace)
    annee = timezone.localdate().year
    return {
        "fil": fil_politiques(request, espace),
        "presentes": [(p, is_echue(p.fin, annee)) for p in politiques if p.existe],
        "groupes": services.list_recenses(politiques, acheteur, timezone.localdate()),
        "form": form,
        "modifier": espaces.peut_dans(request, espace, Operation.DECRIRE_POLITIQUES),
    }


@espaces.exige_espace(Operation.DECRIRE_POLITIQUES)
@shows("politiques/inventaire.html", envoi=True)
def inventaire(request: HttpRequest, espace: Espace) -> Rendu:
    politiques = list(services.list_politiques(espace))
    etats = {politique.code_plan: politique.etat for politique in politiques}
    envoye = request.POST if request.method == "POST" else None
    form = FormInventaire(envoye, plans=load_plans(), etats=etats)
    heurts: dict[str, Politique] = {}
    if form.is_valid():
        heurts = services.save_inventaire(espace, form.list_reponses(), auteur_of(request))
        if not heurts:
            messages.success(request, "L’inventaire est enregistré.")
            return redirect("politiques:liste", espace.siren)
        form = _show_again(request, heurts)
    groupes = services.list_recenses(politiques, describe_acheteur(espace), timezone.localdate())
    return {
        "fil": fil_politiques(request, espace, ("Inventaire", None)),
        "form": form,
        "groupes": [
            (
                attente,
                [
                    (
                        ligne,
                        form[ligne.proposition.plan.code],
                        form[f"vue-{ligne.proposition.plan.code}"],
                    )
                    for ligne in lignes
                ],
            )
            for attente, lignes in groupes
        ],
        "heurts": list(heurts.values()),
    }


@espaces.exige_espace(Operation.VOIR_ESPACE)
@shows("politiques/croisement.html")
def croisement(request: HttpRequest, espace: Espace) -> Rendu:
    croise = services.read_croisement(espace)
    return {
        "fil": fil_politiques(request, espace, ("Tableau croisé", None)),
        "croisement": croise,
        "vide": not any(theme.politiques for theme in croise.themes),
        "etats": [(etat, themes) for etat in EtatTheme if (themes := croise.list_etat(etat))],
        "formats": list(FormatClasseur),
        "aujourdhui": timezone.localdate(),
    }


@espaces.exige_espace(Operation.VOIR_ESPACE)
@require_safe
def politiques_export(
    request: HttpRequest, espace: Espace, classeur: FormatClasseur
) -> HttpResponse:
    onglets = services.list_onglets_croisement(services.read_croisement(espace))
    notice = make_notice(
        espace,
        "Plans existants et thèmes du schéma",
        ("Thèmes", "Pour chaque thème : les plans qui en parlent, leurs objectifs, leur suivi."),
        ("Plans et thèmes", "« x » : ce plan parle de ce thème."),
    )
    return reply_classeur(onglets, classeur, f"politiques-{espace.siren}", notice)


def _read_acheteur(request: HttpRequest, espace: Espace) -> tuple[FormAcheteur, AcheteurConnu]:
    """Take what the space knows, unless the address says otherwise."""
    connu = describe_acheteur(espace)
    if not request.GET:
        nature = connu.nature.value if connu.nature else ""
        return FormAcheteur(initial={"nature": nature, "habitants": connu.habitants}), connu
    form = FormAcheteur(request.GET)
    form.full_clean()
    choisie = form.cleaned_data.get("nature")
    return form, replace(
        connu,
        nature=NatureAcheteur(choisie) if choisie else None,
        habitants=form.cleaned_data.get("habitants"),
    )


def _show_again(request: HttpRequest, heurts: dict[str, Politique]) -> FormInventaire:
    """Keep every answer on the page, beside what the others said meanwhile."""
    donnees = request.POST.copy()
    for code in [plan.code for plan in load_plans()]:
        donnees[f"vue-{code}"] = heurts[code].etat if code in heurts else donnees.get(code, "")
    form = FormInventaire(donnees, plans=load_plans(), etats={})
    form.full_clean()
    return form


# --- A plan of a space: read, described, mended, taken out ---


@espaces.exige_espace(Operation.VOIR_ESPACE)
@shows("politiques/fiche.html")
def fiche_politique(request: HttpRequest, espace: Espace, pk: int) -> Rendu:
    politique = get_object_or_404(services.list_politiques(espace), pk=pk)
    bibliotheque = load_bibliotheque()
    return {
        "fil": fil_politiques(request, espace, (politique.nom, None)),
        "politique": politique,
        "plan": politique.plan,
        "sujet": f"politiques:{politique.pk}",
        "echue": is_echue(politique.fin, timezone.localdate().year),
        "themes": politique.read().sous_themes,
        "objectifs": [
            (objectif, bibliotheque.find(objectif.indicateur))
            for objectif in politique.list_objectifs()
        ],
        "modifier": espaces.peut_dans(request, espace, Operation.DECRIRE_POLITIQUES),
    }


class Politiques(Ressource[Politique]):
    """A plan described, mended, taken out once somebody said so again."""

    modele, vues, chemin = Politique, "politiques:{}", "espace/<siren:siren>/politiques/"
    ecrire, titre = Operation.DECRIRE_POLITIQUES, TITRE
    mots = MotsOutil(
        "un plan",
        "ce plan",
        ajout="« {} » est enregistré.",
        retrait="« {} » est retiré de vos plans.",
        disparue="Ce plan n’est plus dans votre liste",
    )
    roles: ClassVar = {
        "ajouter": Adresse("ajouter/"),
        "modifier": Adresse("<int:pk>/modifier/"),
        "supprimer": Adresse("<int:pk>/retirer/"),
    }
    gabarits: ClassVar = {"saisie": "politiques/modifier.html"}

    def list_lignes(self) -> QuerySet[Politique]:
        return services.list_politiques(self.espace)

    def start(self) -> Politique:
        """Return a new plan: that of the catalogue which is asked for, or was typed."""
        plan = find_plan(self.request.GET.get("plan", ""))
        if self.role == "modifier":
            plan = find_au_catalogue(self.request.POST.get("nom", ""), load_plans())
        if plan is None:
            return Politique(espace=self.espace)
        themes = list(plan.sous_themes)
        return Politique(espace=self.espace, nom=plan.nom, code_plan=plan.code, sous_themes=themes)

    def ask(self, envoi: QueryDict | None, ligne: Politique, version: int | None) -> FormPolitique:
        autres = self.list_lignes().exclude(pk=ligne.pk).values_list("nom", flat=True)
        return FormPolitique(envoi, instance=ligne, version=version, autres=list(autres))

    def ajouter(self) -> HttpResponse:
        plan = self.ligne.plan
        deja = self.list_lignes().filter(code_plan=plan.code).first() if plan else None
        if deja and self.request.method != "POST":
            return redirect("politiques:modifier", self.espace.siren, deja.pk)
        self.ligne = deja or self.ligne  # somebody else may have described it meanwhile
        return self.save(plan.nom if plan else "Décrire un autre plan", self.mots.ajout)

    def save(self, titre: str, dit: str) -> HttpResponse:
        if "ajouter_ligne" not in self.request.POST:
            return super().save(titre, dit)
        version = self.ligne.version if self.ligne.pk else None
        form = self.ask(self.request.POST, copy(self.ligne), version)
        form.add_ligne()
        return self.show_form(form, titre)

    def show_form(self, form: FormPolitique, titre: str, **encore: Any) -> HttpResponse:  # type: ignore[override]  # its own form
        plan = form.instance.plan
        if plan and "remettre" in encore:
            encore["remettre"] += f"?plan={plan.code}"
        return super().show_form(form, titre, formes=form.objectifs, plan=plan, **encore)

    def write(self, form: FormPolitique, auteur: Utilisateur) -> None:  # type: ignore[override]  # its own form
        if self.ligne.pk:
            services.save_politique(self.espace, self.ligne, form.read(), auteur)
            return
        code = self.ligne.code_plan
        self.ligne = services.create_politique(self.espace, form.read(), auteur, code)

    def remove(self, auteur: Utilisateur) -> None:
        services.delete_politique(self.espace, self.ligne, auteur)

    def leave(self) -> HttpResponse:
        return redirect(self.ligne)

    def tell_retrait(self) -> str:
        releves = len(self.ligne.objectifs)
        dit = "Aucun objectif n’y est relevé."
        if releves:
            dit = "Son objectif relevé disparaîtra aussi."
        if releves > 1:
            dit = f"Ses objectifs relevés disparaîtront aussi ({releves})."
        return (
            f"{dit} Pour garder la trace d’un plan qui n’existe plus, répondez plutôt « N’existe "
            "pas » à l’inventaire."
        )


# --- The inventory of plans as a file: written, read back, compared with what the space says ---


Lignes = tuple[LignePlanDite, ...]

INVENTAIRE: Final = TableDite(read_inventaire, "allégez-le.", recherche=RECHERCHE)


@dataclass(frozen=True, slots=True)
class Apport:
    """What a row brings: a plan of the space and the fields to write, or a new plan."""

    ligne: LignePlanDite
    champs: dict[str, Any]
    politique: Politique | None = None

    @property
    def libelles(self) -> str:
        return ", ".join(c.titre.lower() for c in COLONNES_INVENTAIRE if c.nom in self.champs)


def make_inventaire(lignes: Iterable[LignePlanDite]) -> Onglet:
    titres = list_titres_dits(COLONNES_INVENTAIRE)
    return Onglet("Inventaire", titres, [*map(write_rangee, lignes)], a_remplir=True)


def make_ligne(plan: Plan, etat: str = EtatPlan.INCONNU) -> LignePlanDite:
    ligne: LignePlanDite = LignePlan(nom=plan.nom, etat=EtatPlan(etat), code=plan.code)
    return ligne


def list_inventaire(espace: Espace) -> list[LignePlanDite]:
    politiques = list(services.list_politiques(espace))
    par_code = {politique.code_plan: politique for politique in politiques if politique.code_plan}
    tell = partial(read_dite, LignePlan)
    return [
        *(tell(par_code[p.code]) if p.code in par_code else make_ligne(p) for p in load_plans()),
        *(tell(politique) for politique in politiques if not politique.code_plan),
    ]


def _unite(lignes: Sequence[LignePlanDite]) -> list[LignePlanDite]:
    """Keep the last row of each plan."""
    return list({ligne.code or fold_nom_plan(ligne.nom): ligne for ligne in lignes}.values())


_NOMMENT: Final = frozenset({"nom", "code", "etat"})


def _weigh(ligne: LignePlanDite, connues: Sequence[Politique]) -> Apport:
    politique = _find(ligne, connues)
    dits = {c.nom: getattr(ligne, c.nom) for c in COLONNES_INVENTAIRE if c.nom not in _NOMMENT}
    champs = {n: v for n, v in dits.items() if v and not (politique and getattr(politique, n))}
    etat = politique.etat if politique else EtatPlan.INCONNU
    if ligne.etat not in {EtatPlan.INCONNU, etat}:
        champs["etat"] = ligne.etat
    if politique and explain_periode(
        champs.get("debut", politique.debut), champs.get("fin", politique.fin)
    ):
        champs = {n: v for n, v in champs.items() if n not in {"debut", "fin"}}
    if politique is None and champs:
        champs = _describe(ligne) | champs
    return Apport(ligne, champs, politique)


def _find(ligne: LignePlanDite, connues: Sequence[Politique]) -> Politique | None:
    if ligne.code:
        return next((p for p in connues if p.code_plan == ligne.code), None)
    plie = fold_nom_plan(ligne.nom)
    return next((p for p in connues if fold_nom_plan(p.nom) == plie), None)


def _describe(ligne: LignePlanDite) -> dict[str, Any]:
    """Return what a new plan begins with; a row that does not say so is of a plan that exists."""
    plan = find_plan(ligne.code)
    themes = list(plan.sous_themes) if plan else []
    return {"nom": ligne.nom, "etat": EtatPlan.EXISTE, "sous_themes": themes}


# --- The inventory as a spreadsheet: given, taken, and what it would change shown before it does
# ---


class FormFichierInventaire(DsfrBaseForm):
    fichier = INVENTAIRE.ask("Fichier de l’inventaire")


@espaces.exige_espace(Operation.VOIR_ESPACE)
@require_safe
def inventaire_export(
    request: HttpRequest, espace: Espace, classeur: FormatClasseur
) -> HttpResponse:
    onglet = make_inventaire(list_inventaire(espace))
    notice = make_notice(
        espace,
        "Inventaire des politiques et des plans",
        ("État", ", ".join(etat.libelle for etat in EtatPlan)),
        ("Réimporter", "Modifiez la feuille « Inventaire », puis importez ce classeur."),
    )
    return reply_classeur([onglet], classeur, f"inventaire-{espace.siren}", notice)


class ImportInventaire(ImportTable[InventaireLu, Lignes]):
    """Rows that add plans and complete them; a cell that says nothing changes nothing."""

    table, form, forme = INVENTAIRE, FormFichierInventaire, tuple[LignePlan, ...]  # type: ignore[valid-type]  # made of the model
    usage = "politiques.importation"
    envoi, relecture = "politiques/importer.html", "politiques/import_verifier.html"
    change = "L’inventaire a changé entre-temps : relisez avant d’importer."

    @cached_property
    def connues(self) -> list[Politique]:
        return list(services.list_politiques(self.espace))

    def find_empreinte(self) -> str:
        return print_versions(self.connues)

    def make_contexte(self, pas: str) -> dict[str, Any]:
        return {
            "fil": fil_politiques(self.request, self.espace, (pas, None)),
            "colonnes": COLONNES_INVENTAIRE,
            "formats": list(FormatClasseur),
        }

    def keep(self, lu: InventaireLu, form: forms.Form) -> Lignes:
        return tuple(lu.lignes)

    def foresee(self, garde: Lignes, lu: InventaireLu | None) -> dict[str, Any]:
        apports = self._weigh_all(garde)
        return {
            "a_faire": bool(apports),
            "nouveaux": [apport for apport in apports if apport.politique is None],
            "completes": [apport for apport in apports if apport.politique is not None],
            "inchangees": len(garde) - len(apports),
        }

    def write(self, garde: Lignes) -> HttpResponse:
        auteur = auteur_of(self.request)
        for apport in self._weigh_all(garde):
            if apport.politique:
                services.save_politique(self.espace, apport.politique, apport.champs, auteur)
            else:
                services.create_politique(self.espace, apport.champs, auteur, apport.ligne.code)
        messages.success(self.request, "Le fichier est importé.")
        return redirect("politiques:liste", self.espace.siren)

    def _weigh_all(self, lignes: Lignes) -> list[Apport]:
        return [a for ligne in _unite(lignes) if (a := _weigh(ligne, self.connues)).champs]


@espaces.exige_espace(Operation.DECRIRE_POLITIQUES)
@require_http_methods(["GET", "HEAD", "POST"])
@recoit(INVENTAIRE.octets)
def importer_politiques(request: HttpRequest, espace: Espace) -> HttpResponse:
    return ImportInventaire(request, espace).answer()
