"""Importing a table of stakeholders: choose a file, look at every line, then write."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any, Final

import msgspec
from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from dsfr.forms import DsfrBaseForm

from spaser.documents.classeur import FormatClasseur
from spaser.documents.francais import pluriel
from spaser.documents.onglets import LIRE
from spaser.moteur.tables.modele import ErreurTable, Remarque
from spaser.moteur.tables.rangees import FeuilleLue, IndicesDecalage, RechercheTable, open_tableau
from spaser.regles import acteurs, acteurs_importes
from spaser.regles.champs import list_cherchees
from spaser.regles.droits import Operation
from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.sessions import auteur_of
from spaser.site.diagnostic.acteurs import services
from spaser.site.diagnostic.acteurs.forms import make_contexte_acteurs
from spaser.site.diagnostic.models import ACTEUR, Acteur, ContenuActeur, Importation
from spaser.site.espace.importation import ImportEnAttente, TableDite, print_versions
from spaser.site.organisations.acces import make_notice
from spaser.site.organisations.espaces import exige_espace
from spaser.site.organisations.models import Espace
from spaser.site.socle.journal import record
from spaser.site.socle.requetes import recoit, reply_classeur

# --- A file received is read at once and not kept: only its lines are ---


_VIDE: Final = "Ce fichier est vide. Partez du modèle, ou d’un export de cette page."
RECHERCHE: Final = RechercheTable(
    colonnes=list_cherchees((*acteurs.REUNIES, *ACTEUR)),
    necessaires=frozenset({"nom"}),
    nommees=True,
    sauf=LIRE,
    fusions=True,
    lignes_max=5_000,
    demesure="Ce classeur se déplie en un document démesuré : allégez-le.",
)


def read_recus(feuilles: Iterable[FeuilleLue]) -> acteurs_importes.TableauLu:
    """Read the stakeholders of a file; ErreurTable says why there is none."""
    tableau = read_acteurs_lus(feuilles)
    if not tableau.lignes:
        raise _refuse_vide(tableau)
    return tableau


def read_acteurs_lus(feuilles: Iterable[FeuilleLue]) -> acteurs_importes.TableauLu:
    """Read the first sheet in sight that holds the table, and say what else is in the file."""
    lue: FeuilleLue | None = None
    vue: FeuilleLue | None = None
    laissees: list[Remarque] = []
    for feuille in feuilles:
        vue = vue or (None if feuille.masquee else feuille)
        if feuille.trouvee:
            lue = feuille
        else:
            laissees.append(_leave(feuille, lue))
    if lue is None:
        if vue is None:
            raise ErreurTable(laissees[0].probleme if laissees else _VIDE)
        raise _refuse(vue)
    if len(lue.rangees) > RECHERCHE.lignes_max:
        ou = f"Feuille « {lue.nom} », ligne" if lue.nom else "Ligne"
        raise ErreurTable(
            f"{ou} {lue.rangees[-1].numero} : le tableau dépasse {RECHERCHE.lignes_max} lignes. "
            "Gardez les acteurs à suivre, ou découpez-le en plusieurs fichiers."
        )
    catalogue = acteurs.load_catalogue()
    reperes = IndicesDecalage(
        acteurs_importes.make_listes(catalogue), "nom", catalogue.read_typologie
    )
    trouve = open_tableau(lue, RECHERCHE, reperes)
    lu = acteurs_importes.read_acteurs(
        trouve.list_rangees(), trouve.rangs, trouve.inconnus, catalogue, ContenuActeur
    )
    return replace(lu, feuille=lue.nom, remarques=(*laissees, *lu.remarques))


def _leave(feuille: FeuilleLue, lue: FeuilleLue | None) -> Remarque:
    if feuille.masquee:
        quoi = "feuille masquée, non lue. Pour l’importer, affichez-la, puis renvoyez le fichier."
    elif lue:
        quoi = (
            f"non lue : seule « {lue.nom} » l’est. Pour l’importer, copiez ses lignes dans "
            "celle-ci, ou envoyez-la dans un autre fichier."
        )
    else:
        quoi = "non lue : elle n’a pas de colonne « Nom de la structure »."
    return Remarque(ligne=None, feuille=feuille.nom, probleme=f"Feuille « {feuille.nom} » : {quoi}")


def _refuse(vue: FeuilleLue) -> ErreurTable:
    titres = ", ".join(f"« {titre} »" for titre in vue.ecrits[:12] if titre)
    ou = f"Feuille « {vue.nom} » : la" if vue.nom else "La"
    return ErreurTable(
        f"{ou} colonne « Nom de la structure » manque : sans elle, une ligne ne désigne personne. "
        f"Titres lus, ligne {vue.ligne} : {titres or 'aucun'}. Renommez la bonne colonne, ou "
        "partez du modèle."
    )


def _refuse_vide(tableau: acteurs_importes.TableauLu) -> ErreurTable:
    """Say that a sheet names nobody: its examples, if it has some, are no stakeholders."""
    ou = f"Feuille « {tableau.feuille} » : " if tableau.feuille else ""
    categories = [remarque for remarque in tableau.remarques if remarque.ligne]
    if not categories:
        return ErreurTable(
            f"{ou}il n’y a aucun acteur sous les titres. Écrivez un nom par ligne dans la colonne "
            "« Nom de la structure », enregistrez, puis envoyez de nouveau."
        )
    return ErreurTable(
        f"{ou}le tableau n’a encore aucun acteur. Ses catégories et leurs exemples (lignes "
        f"{categories[0].ligne} à {categories[-1].ligne}) ne sont pas importés comme des acteurs : "
        "écrivez les vôtres dans la colonne « Nom de la structure », puis envoyez de nouveau."
    )


FICHIER: Final = TableDite(
    read_recus, "gardez seulement la feuille des acteurs.", recherche=RECHERCHE
)


# --- Writes what was decided of a file: all of it or nothing ---


@dataclass(frozen=True)
class Plan:
    tableau: acteurs_importes.TableauLu
    previsions: tuple[acteurs_importes.PrevisionActeur, ...]

    def list_sort(self, sort: acteurs_importes.CasImport) -> list[acteurs_importes.PrevisionActeur]:
        return [prevision for prevision in self.previsions if prevision.sort is sort]


@dataclass(frozen=True)
class BilanImport:
    ajoutes: int
    modifies: int
    laisses: int
    a_corriger: int


def foresee_acteurs(
    importation: Importation, presents: Iterable[Acteur], noms: Mapping[int, str]
) -> Plan:
    """Return what importing would do; `noms` gives the names that lines lacked."""
    tableau = msgspec.convert(
        importation.tableau,
        acteurs_importes.TableauLu,
        dec_hook=lambda _, acteur: msgspec.convert(acteur, ContenuActeur),
    )
    lignes = tuple(
        acteurs_importes.name_ligne(ligne, noms.get(ligne.numero, "")) for ligne in tableau.lignes
    )
    tableau = replace(tableau, lignes=lignes)
    return Plan(tableau, acteurs_importes.plan_import(tableau, [a.read() for a in presents]))


def apply_plan(
    importation: Importation,
    plan: Plan,
    presents: Iterable[Acteur],
    choix: Mapping[int, acteurs_importes.DecisionImport],
    auteur: Utilisateur,
) -> BilanImport:
    """Write each line as chosen; those without a name stay in the importation, to be mended."""
    espace = importation.espace
    ecriture = _Ecriture(plan, {str(acteur.cle): acteur for acteur in presents})
    for prevision in plan.previsions:
        choisi = choix.get(prevision.ligne.numero, prevision.defaut)
        ecriture.decide(prevision, choisi if choisi in prevision.possibles else prevision.defaut)
    services.create_acteurs(espace, ecriture.nouveaux.values(), auteur)
    for acteur, valeurs in ecriture.changes.values():
        services.update_acteur(acteur, valeurs, acteur.version, auteur)
    fautives = plan.list_sort(acteurs_importes.CasImport.FAUTIF)
    _keep_fautives(importation, plan, fautives)
    bilan = BilanImport(
        len(ecriture.nouveaux),
        len(ecriture.changes),
        ecriture.ignorees - len(fautives),
        len(fautives),
    )
    record(
        "acteurs.importation",
        auteur=auteur,
        espace=espace,
        details=asdict(bilan),
    )
    return bilan


class _Ecriture:
    """What is to be written, gathered line after line: a line may complete the one before it.

    A stakeholder is named by its identifier when the table holds it, else by the line that adds it.
    """

    def __init__(self, plan: Plan, presents: Mapping[str, Acteur]) -> None:
        self._plan = plan
        self._presents = presents
        self._cibles: dict[int, str | int] = {}
        self.nouveaux: dict[str | int, acteurs.ActeurDit] = {}
        self.changes: dict[str | int, tuple[Acteur, acteurs.ActeurDit]] = {}
        self.ignorees = 0

    def decide(
        self, prevision: acteurs_importes.PrevisionActeur, choix: acteurs_importes.DecisionImport
    ) -> None:
        numero, cible = prevision.ligne.numero, self._find_cible(prevision)
        if choix is acteurs_importes.DecisionImport.IGNORER:
            self.ignorees += 1
        elif cible is None or choix is acteurs_importes.DecisionImport.AJOUTER:
            cible = numero
            self.nouveaux[numero] = prevision.ligne.acteur
        else:
            self._change(
                cible,
                acteurs_importes.resolve(prevision, choix, self._read(cible), self._plan.tableau),
            )
        if cible is not None:
            self._cibles[numero] = cible

    def _find_cible(self, prevision: acteurs_importes.PrevisionActeur) -> str | int | None:
        if prevision.existant:
            return prevision.existant.cle
        return self._cibles.get(prevision.jumelle) if prevision.jumelle else None

    def _read(self, cible: str | int) -> acteurs.ActeurDit:
        if cible in self.nouveaux:
            return self.nouveaux[cible]
        return (
            self.changes[cible][1] if cible in self.changes else self._presents[str(cible)].read()
        )

    def _change(self, cible: str | int, valeurs: acteurs.ActeurDit) -> None:
        if cible in self.nouveaux:
            self.nouveaux[cible] = valeurs
        else:
            self.changes[cible] = (self._presents[str(cible)], valeurs)


def _keep_fautives(
    importation: Importation, plan: Plan, fautives: Sequence[acteurs_importes.PrevisionActeur]
) -> None:
    if not fautives:
        importation.delete()
        return
    lignes = tuple(prevision.ligne for prevision in fautives)
    importation.tableau = msgspec.to_builtins(replace(plan.tableau, lignes=lignes))
    importation.save(update_fields=["tableau"])


# --- Importing a table: choose a file, look at every line, then write ---


# A form holds a thousand fields at most: the lines beyond take what is proposed.
CHOIX_MAX: Final = 400
NOUVEAUX_MONTRES: Final = 100


class FormFichier(DsfrBaseForm):
    fichier = FICHIER.ask(
        "Votre tableau",
        ". Une colonne « Nom de la structure » suffit.",
        vide="Ce fichier est vide : vérifiez-le, puis envoyez-le de nouveau.",
    )


class ImportActeurs(ImportEnAttente[acteurs_importes.TableauLu, Importation]):
    """A table of stakeholders: each line is decided; those without a name wait to be mended."""

    table, form = FICHIER, FormFichier
    envoi = "acteurs/importation/importer.html"
    relecture, pas_relecture = "acteurs/importation/verifier.html", "Vérifier l’importation"
    change = "Le tableau a changé entre-temps : rien n’est écrit. Relisez, puis importez."

    @cached_property
    def presents(self) -> list[Acteur]:
        return list(services.list_acteurs(self.espace))

    def find_empreinte(self) -> str:
        return print_versions(self.presents)

    def make_contexte(self, pas: str) -> dict[str, Any]:
        return make_contexte_acteurs(
            self.request,
            self.espace,
            (pas, None),
            formats=list(FormatClasseur),
            attentes=_list(self.espace)[:5],
        )

    def keep(self, lu: acteurs_importes.TableauLu, form: forms.Form) -> Importation:
        return Importation.objects.create(
            espace=self.espace,
            nom=(form.cleaned_data["fichier"].name or "Fichier")[:200],
            tableau=msgspec.to_builtins(lu),
            auteur=auteur_of(self.request),
        )

    def find_page(self, garde: Importation) -> str:
        return reverse("acteurs:importation", args=[self.espace.siren, garde.pk])

    def foresee(self, garde: Importation, lu: acteurs_importes.TableauLu | None) -> dict[str, Any]:
        plan = self._plan(garde)
        nouveaux = plan.list_sort(acteurs_importes.CasImport.NOUVEAU)
        return {
            "plan": plan,
            "comptes": [(s.libelle, len(plan.list_sort(s))) for s in acteurs_importes.CasImport],
            "a_choisir": _list_a_choisir(plan.previsions),
            "fautives": plan.list_sort(acteurs_importes.CasImport.FAUTIF)[:CHOIX_MAX],
            "nouveaux": nouveaux[:NOUVEAUX_MONTRES],
            "nb_nouveaux": len(nouveaux),
        }

    def write(self, garde: Importation) -> HttpResponse:
        plan, choix = self._plan(garde), _read_choix(self.request.POST)
        bilan = apply_plan(garde, plan, self.presents, choix, auteur_of(self.request))
        ajoutes = pluriel(bilan.ajoutes, "acteur ajouté", "acteurs ajoutés")
        modifies, laisses = pluriel(bilan.modifies, "modifié"), pluriel(bilan.laisses, "inchangé")
        messages.success(self.request, f"{ajoutes}, {modifies}, {laisses}.")
        if not bilan.a_corriger:
            return redirect("acteurs:tableau", self.espace.siren)
        messages.warning(
            self.request,
            f"{pluriel(bilan.a_corriger, 'ligne')} sans nom : gardées ici, à corriger.",
        )
        return redirect(self.find_page(garde))

    def _plan(self, garde: Importation) -> Plan:
        return foresee_acteurs(garde, self.presents, _read_noms(self.request.POST))


@exige_espace(Operation.MODIFIER_ACTEURS)
@require_http_methods(["GET", "HEAD", "POST"])
@recoit(FICHIER.octets)
def importer_acteurs(request: HttpRequest, espace: Espace) -> HttpResponse:
    return ImportActeurs(request, espace).answer()


@exige_espace(Operation.MODIFIER_ACTEURS)
@require_http_methods(["GET", "HEAD", "POST"])
def importation(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    recue = get_object_or_404(_list(espace), pk=pk)
    return ImportActeurs(request, espace).verify(recue)


@exige_espace(Operation.MODIFIER_ACTEURS)
@require_POST
def importation_abandonner(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    get_object_or_404(_list(espace), pk=pk).delete()
    messages.success(request, "L’importation est abandonnée : rien n’a été écrit.")
    return redirect("acteurs:tableau", espace.siren)


@exige_espace(Operation.MODIFIER_ACTEURS)
@require_safe
def a_corriger(
    request: HttpRequest, espace: Espace, pk: int, classeur: FormatClasseur
) -> HttpResponse:
    """Give the lines without a name as a file, with what is wrong."""
    plan = foresee_acteurs(get_object_or_404(_list(espace), pk=pk), (), {})
    catalogue = acteurs.load_catalogue()
    lignes = [
        (*acteurs_importes.write_acteur(p.ligne.acteur, catalogue), _write_remarques(p))
        for p in plan.list_sort(acteurs_importes.CasImport.FAUTIF)
    ]
    notice = make_notice(
        espace,
        "Acteurs à corriger",
        ("À corriger", "Ce qui manque à chaque ligne : complétez-la, puis importez ce classeur."),
    )
    onglet = services.make_onglet("À corriger", lignes, ("À corriger",))
    return reply_classeur([onglet], classeur, "acteurs-a-corriger", notice)


def _list(espace: Espace) -> QuerySet[Importation]:
    return Importation.objects.filter(espace=espace)


def _list_a_choisir(
    previsions: tuple[acteurs_importes.PrevisionActeur, ...],
) -> list[acteurs_importes.PrevisionActeur]:
    choix = [
        p
        for p in previsions
        if p.sort in {acteurs_importes.CasImport.DIFFERENT, acteurs_importes.CasImport.REPETE}
    ]
    return choix[:CHOIX_MAX]


def _read_noms(envoye: Mapping[str, str]) -> dict[int, str]:
    noms = {
        _number(cle): acteurs.clean_nom(envoye[cle])[: acteurs.NOM_MAX]
        for cle in envoye
        if cle[:4] == "nom-"
    }
    return {numero: nom for numero, nom in noms.items() if nom}


def _read_choix(envoye: Mapping[str, str]) -> dict[int, acteurs_importes.DecisionImport]:
    return {
        _number(cle): acteurs_importes.DecisionImport(envoye[cle])
        for cle in envoye
        if cle[:6] == "choix-" and envoye[cle] in list(acteurs_importes.DecisionImport)
    }


def _number(cle: str) -> int:
    """Return the number of the line that a field is about; 0 is no line."""
    numero = cle.partition("-")[2]
    return int(numero) if numero.isascii() and numero.isdigit() and len(numero) < 8 else 0  # noqa: PLR2004


def _write_remarques(prevision: acteurs_importes.PrevisionActeur) -> str:
    return "\n".join(f"{r.lieu} : {r.probleme}" for r in prevision.ligne.remarques)
