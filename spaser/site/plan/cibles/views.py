"""Pages of targets: the list, one indicator, values, collecting a year."""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spaser.documents.classeur import FormatClasseur
from spaser.documents.francais import pluriel
from spaser.documents.onglets import Cellule, Onglet
from spaser.documents.publication import as_cellule
from spaser.regles.droits import Operation
from spaser.regles.indicateurs import POURCENT
from spaser.regles.nomenclatures import annee_montree
from spaser.regles.reperes import ViseeDeclaree, gather_visees
from spaser.site.chiffres.mesures import read_annee
from spaser.site.comptes.sessions import auteur_of
from spaser.site.espace.importation import ImportTable
from spaser.site.organisations import espaces
from spaser.site.organisations.acces import make_notice
from spaser.site.organisations.models import Espace
from spaser.site.plan.cibles import forms, lignes, services
from spaser.site.plan.cibles.collecte import (
    FICHE,
    FICHIERS_MAX,
    EtatFicheCollecte,
    FicheLisible,
    FichesRecues,
    FichierRendu,
    compare_rendues,
    keep_rendues,
    list_collectes,
    list_remarques,
    make_onglet_collecte,
    mark_envoyee,
    read_collecte,
    read_fichiers,
    start_collecte,
)
from spaser.site.plan.models.cibles import ReponseFiche, Valeur
from spaser.site.registre.porteurs import list_visees_des_autres
from spaser.site.socle.requetes import recoit, reply_classeur
from spaser.site.socle.versions import read_envoi, save_form
from spaser.site.socle.vues import Rendu, shows

# --- Targets and values as sheets of a workbook ---


PART: Final = "part"
# What a value says, under the titles of its columns.
_COMPTE: Final[Mapping[str, Callable[[Valeur], Cellule]]] = {
    "Valeur": lambda une: as_cellule(une.valeur, une.unite),
    "Borne basse": lambda une: as_cellule(une.bas, une.unite),
    "Borne haute": lambda une: as_cellule(une.haut, une.unite),
    "Numérateur": lambda une: as_cellule(une.numerateur, ""),
    "Dénominateur": lambda une: as_cellule(une.denominateur, ""),
    "n": lambda une: une.n,
    "Sans réponse": lambda une: une.inconnus,
    "Réserve": lambda une: une.reserve,
}
_VENUE: Final[Mapping[str, Callable[[Valeur], Cellule]]] = {
    "Nature": lambda une: une.get_nature_display(),
    "Compté sur": lambda une: une.get_origine_display(),
    "Source": lambda une: une.source,
    "Preuve": lambda une: une.preuve,
    "Commentaire": lambda une: une.commentaire,
    "Fournie par": lambda une: une.par,
    "Notée le": lambda une: une.le,
}
_SUIVI: Final = (
    "Code", "Indicateur", "Notre lecture de la loi", "Unité", "Année de départ", "Valeur de départ",
    "Année de la cible", "Cible", "Année", *_COMPTE, "Attendu", "Écart à la valeur attendue",
    "État", "Raison", *_VENUE, "Référent", "Référence",
)  # fmt: skip
_VALEURS: Final = ("Code", "Indicateur", "Unité", "Année", *_COMPTE, *_VENUE, "Référence")


def list_onglets_cibles(suivi: services.SuiviAnnuel) -> list[Onglet]:
    return [
        Onglet("Cibles", _SUIVI, [_write(ligne) for ligne in suivi.lignes]),
        Onglet(
            "Valeurs notées", _VALEURS, [rang for ligne in suivi.lignes for rang in _list(ligne)]
        ),
    ]


def _write(ligne: lignes.LigneSuivi) -> list[Cellule]:
    une, unite, base, visee = ligne.valeur, ligne.unite, ligne.base, ligne.vise.visee
    venue: list[Cellule] = ["", "", ligne.absence, "", "", "", None]
    return [
        ligne.code,
        ligne.nom,
        ligne.est_legal,
        _name_unite(unite),
        base.annee if base else None,
        as_cellule(base.valeur if base else None, unite),
        visee.cible_annee,
        as_cellule(visee.cible_valeur, unite),
        ligne.annee,
        *(lire(une) if une else None for lire in _COMPTE.values()),
        as_cellule(ligne.attendu, unite),
        ligne.texte_ecart,
        ligne.libelle_etat,
        ligne.raison,
        *([lire(une) for lire in _VENUE.values()] if une else venue),
        ligne.vise.suivi.referent,
        une.reference if une else "",
    ]


def _name_unite(unite: str) -> str:
    """Name a unit as cells hold it: a workbook shows a share of 1 in per cent, a CSV does not."""
    return PART if unite == POURCENT else unite


def _list(ligne: lignes.LigneSuivi) -> Iterator[list[Cellule]]:
    for annee, une in sorted(ligne.gardees.items()):
        lus = [lire(une) for lire in (*_COMPTE.values(), *_VENUE.values())]
        yield [ligne.code, ligne.nom, _name_unite(ligne.unite), annee, *lus, une.reference]


# --- What the pages of targets share ---


TITRE = "Cibles et valeurs"
TABLEAU: Final = "Saisir dans un tableau"


def make_contexte(
    request: HttpRequest, espace: Espace, *suite: espaces.Pas, **encore: Any
) -> dict[str, Any]:
    return {
        "fil": espaces.fil_outil(TITRE, "cibles:cibles", request, espace, *suite),
        "espace": espace,
        "modifier": espaces.peut_dans(request, espace, Operation.REMPLIR_GRILLE),
        "arreter": espaces.peut_dans(request, espace, Operation.ARRETER_INDICATEURS),
        **encore,
    }


def read_suivi_voulu(request: HttpRequest, espace: Espace) -> services.SuiviAnnuel:
    return services.read_suivi(espace, read_annee(request.GET))


def get_ligne(suivi: services.SuiviAnnuel, cle: str) -> lignes.LigneSuivi:
    """Return an indicator in its year; 404 for one that is not followed."""
    ligne = suivi.find(cle)
    if ligne is None:
        raise Http404
    return ligne


# --- Values: of one indicator with its history, of all at once, taken back, undone together ---


_HISTORIQUE = 100
_RIEN = "Rien n’a changé : ces valeurs étaient déjà notées."


@espaces.exige_espace(Operation.VOIR_ESPACE)
@require_safe
def indicateur_suivi(request: HttpRequest, espace: Espace, cle: str) -> HttpResponse:
    suivi = read_suivi_voulu(request, espace)
    return _show_valeurs(request, espace, get_ligne(suivi, cle))


@espaces.exige_espace(Operation.REMPLIR_GRILLE)
@require_http_methods(["GET", "HEAD", "POST"])
def noter(request: HttpRequest, espace: Espace, cle: str) -> HttpResponse:
    ligne = get_ligne(read_suivi_voulu(request, espace), cle)
    form = forms.FormValeur(
        request.POST if request.method == "POST" else None,
        vise=ligne.vise,
        initial={"annee": ligne.annee, "source": ligne.vise.suivi.source},
    )
    if form.is_valid():
        lot = services.note_valeurs(espace, [(ligne.vise, form.read())], auteur_of(request))
        messages.success(request, "La valeur est notée." if lot else _RIEN)
        return redirect("cibles:indicateur", espace.siren, cle)
    return _show_valeurs(request, espace, ligne, form, "Noter une valeur")


def _show_valeurs(
    request: HttpRequest,
    espace: Espace,
    ligne: lignes.LigneSuivi,
    form: forms.FormValeur | forms.FormChemin | None = None,
    titre: str = "",
) -> HttpResponse:
    historique = _list_historique(ligne.vise.visee.pk)
    contexte = make_contexte(
        request, espace, (ligne.nom, None),
        ligne=ligne, historique=historique, form=form, titre=titre,
    )  # fmt: skip
    return render(request, "cibles/indicateur.html", contexte)


def _list_historique(visee: int | None) -> list[Valeur]:
    if visee is None:
        return []
    toutes = Valeur.objects.filter(indicateur=visee).select_related("auteur", "indicateur")
    return list(toutes.order_by("-annee", "-pk")[:_HISTORIQUE])


@espaces.exige_espace(Operation.REMPLIR_GRILLE)
@shows("cibles/saisie.html", envoi=True)
def saisie_valeurs(request: HttpRequest, espace: Espace) -> Rendu:
    suivi = read_suivi_voulu(request, espace)
    annee = suivi.annee
    envoye = request.POST if request.method == "POST" else None
    form = forms.FormSaisie(envoye, lignes=suivi.lignes, annee=annee)
    if form.is_valid():
        valeurs = form.read()
        lot = services.note_valeurs(espace, valeurs, auteur_of(request)) if valeurs else None
        return _tell_lot(request, espace, lot, len(valeurs))
    ici = (f"Saisir les valeurs de {annee}", None)
    return make_contexte(request, espace, ici, annee=annee, annees=suivi.annees, form=form)


@espaces.exige_espace(Operation.REMPLIR_GRILLE)
@require_POST
def releve(request: HttpRequest, espace: Espace) -> HttpResponse:
    """Keep what the site computes of a year, as it is today; a typed value stays."""
    lot, nombre = services.keep_calculees(espace, read_annee(request.GET), auteur_of(request))
    return _tell_lot(request, espace, lot, nombre)


@espaces.exige_espace(Operation.VOIR_ESPACE)
@shows("cibles/lot.html")
def lot(request: HttpRequest, espace: Espace, lot: uuid.UUID) -> Rendu:
    valeurs = lignes.list_lot(espace, lot)
    if not valeurs:
        raise Http404
    tenues = sum(v.est_en_vigueur for v in valeurs)
    ici = ("Valeurs notées ensemble", None)
    return make_contexte(request, espace, ici, lot=lot, valeurs=valeurs, tenues=tenues)


@espaces.exige_espace(Operation.REMPLIR_GRILLE)
@require_POST
def annuler_lot(request: HttpRequest, espace: Espace, lot: uuid.UUID) -> HttpResponse:
    faites, changees = services.undo_lot(espace, lot, auteur_of(request))
    messages.success(request, tell_annulation(faites, changees))
    return redirect("cibles:cibles", espace.siren)


@espaces.exige_espace(Operation.REMPLIR_GRILLE)
@require_POST
def retirer_valeur(request: HttpRequest, espace: Espace, cle: str, pk: int) -> HttpResponse:
    """Take one value back; it stays in the history."""
    valeur = get_object_or_404(Valeur, pk=pk, indicateur__espace=espace)
    if services.withdraw_valeur(espace, valeur, auteur_of(request)):
        texte = f"La valeur de {valeur.annee} est retirée ; l’historique la garde."
        messages.success(request, texte)
    else:
        messages.info(request, f"La valeur de {valeur.annee} ne valait déjà plus.")
    return redirect("cibles:indicateur", espace.siren, cle)


def tell_annulation(faites: int, changees: int) -> str:
    if not faites and not changees:
        return "Tout était déjà annulé."
    s = "s"[: faites > 1]
    texte = f"{pluriel(faites, 'valeur')} annulée{s}."
    if changees:
        s = "s"[: changees > 1]
        texte += f" {pluriel(changees, 'valeur')} changée{s} depuis : gardée{s}."
    return texte


def _tell_lot(
    request: HttpRequest, espace: Espace, lot: uuid.UUID | None, nombre: int
) -> HttpResponse:
    if lot is None:
        messages.info(request, _RIEN if nombre else "Rien n’est encore écrit.")
        return redirect("cibles:cibles", espace.siren)
    messages.success(request, f"{pluriel(nombre, 'valeur')} : c’est noté.")
    return redirect("cibles:lot", espace.siren, lot)


# --- « Cibles et valeurs »: all that is followed in one year, changed in place, handed over ---


@espaces.exige_espace(Operation.VOIR_ESPACE)
@shows("cibles/cibles.html")
def cibles(request: HttpRequest, espace: Espace) -> Rendu:
    """Show every target as a card, what is to settle first."""
    suivi, autres = read_suivi_voulu(request, espace), list_visees_des_autres(espace.siren)
    groupes = [
        (titre, [(ligne, _tell_autres(autres, ligne)) for ligne in siennes])
        for titre, siennes in suivi.groupes
    ]
    contexte = make_contexte(request, espace, suivi=suivi, groupes=groupes)
    return contexte | _list_suites(espace, suivi)


@espaces.exige_espace(Operation.VOIR_ESPACE)
@require_safe
def tableau_cibles(request: HttpRequest, espace: Espace) -> HttpResponse:
    return _show_cibles(request, espace, forms.FormsCibles(None, read_suivi_voulu(request, espace)))


@espaces.exige_espace(Operation.REMPLIR_GRILLE)
@require_http_methods(["GET", "HEAD", "POST"])
def fixer_cibles(request: HttpRequest, espace: Espace) -> HttpResponse:
    """Save the targets of the page, all or none."""
    envoye = read_envoi(request)
    page = save_form(
        lambda: forms.FormsCibles(envoye, read_suivi_voulu(request, espace)),
        lambda page: _save_cibles(request, espace, page),
    )
    if page is None:
        return redirect("cibles:cibles", espace.siren)
    return _show_cibles(request, espace, page)


def _save_cibles(request: HttpRequest, espace: Espace, page: forms.FormsCibles) -> None:
    touchees = page.touchees
    services.save_cibles(
        espace, [(form.vise, form.read_visee()) for form in touchees], auteur_of(request)
    )
    for valeur in page.list_perdues():
        texte = f"« {valeur} » : cet indicateur n’est plus suivi, sa cible n’est pas enregistrée."
        messages.error(request, texte)
    dites = f"{pluriel(len(touchees), 'cible')} enregistrée{'s'[: len(touchees) > 1]}."
    messages.success(request, dites if touchees else "Aucune cible n’a changé.")


@espaces.exige_espace(Operation.REMPLIR_GRILLE)
@require_http_methods(["GET", "HEAD", "POST"])
def modifier_cible(request: HttpRequest, espace: Espace, cle: str) -> HttpResponse:
    """Ask for the way to a target, and who answers for it: its row asks for the target."""
    suivi = read_suivi_voulu(request, espace)
    ligne = suivi.find(cle)
    if ligne is None:
        messages.error(request, "Cet indicateur n’est plus suivi : rien n’est enregistré.")
        return redirect("cibles:cibles", espace.siren)
    membres = lignes.list_responsables(espace)
    envoye = read_envoi(request)
    lus = [ligne.vise]  # read once; again when somebody saved in that very moment

    def read() -> forms.FormChemin:
        vise = lus.pop() if lus else (lignes.find_vise(espace, ligne.vise.cle) or ligne.vise)
        return forms.FormChemin(envoye, vise=vise, suivi=suivi, membres=membres)

    def save(form: forms.FormChemin) -> None:
        services.save_visee(
            espace, form.vise, form.read_visee(), form.read_ligne(), auteur_of(request)
        )

    form = save_form(read, save)
    if form is None:
        messages.success(request, f"« {ligne.nom} » est enregistré.")
        return redirect(f"{reverse('cibles:cibles', args=[espace.siren])}#indicateur-{cle}")
    return _show_valeurs(request, espace, ligne, form, "Le chemin et qui en répond")


@espaces.exige_espace(Operation.ARRETER_INDICATEURS)
@shows("cibles/ajouter.html", envoi=True)
def ajouter_indicateur(request: HttpRequest, espace: Espace) -> Rendu:
    form = forms.FormPropre(request.POST if request.method == "POST" else None)
    if form.is_valid():
        ligne = services.add_propre(espace, form.read(), auteur_of(request))
        messages.success(request, f"« {ligne.indicateur} » est suivi : fixez sa cible.")
        adresse = reverse("cibles:tableau", args=[espace.siren])  # where targets are typed
        return redirect(f"{adresse}#indicateur-{ligne.pk}")
    return make_contexte(request, espace, ("Ajouter votre indicateur", None), form=form)


@espaces.exige_espace(Operation.VOIR_ESPACE)
@require_safe
def cibles_export(request: HttpRequest, espace: Espace, classeur: FormatClasseur) -> HttpResponse:
    suivi = read_suivi_voulu(request, espace)
    notice = make_notice(
        espace,
        TITRE,
        ("Année", suivi.annee),
        ("Valeur", "Celle que vous avez notée, sinon celle que le site calcule."),
        ("Unité", f"« {PART} » : de 0 à 1 ; 0,297 est 29,7 %."),
        ("Attendu", "La valeur de l’année sur le chemin du départ à la cible."),
        ("État", " ; ".join(nom for nom, _ in suivi.etats)),
        ("Sources", " ; ".join(suivi.situation.sources)),
    )
    return reply_classeur(list_onglets_cibles(suivi), classeur, f"cibles-{espace.siren}", notice)


def _show_cibles(request: HttpRequest, espace: Espace, page: forms.FormsCibles) -> HttpResponse:
    autres = list_visees_des_autres(espace.siren)
    contexte = make_contexte(
        request,
        espace,
        (TABLEAU, None),
        suivi=page.suivi,
        page=page,
        rangs=[(ligne, form, _tell_autres(autres, ligne)) for ligne, form in page.rangs],
    )
    return render(request, "cibles/tableau.html", contexte | _list_suites(espace, page.suivi))


def _list_suites(espace: Espace, suivi: services.SuiviAnnuel) -> dict[str, Any]:
    return {"formats": list(FormatClasseur), "suite": _find_suite(espace, suivi)}


def _tell_autres(visees: Sequence[ViseeDeclaree], ligne: lignes.LigneSuivi) -> list[str]:
    lues = gather_visees(
        visees, ligne.code, ligne.unite, ligne.base_comptee, timezone.localdate().year
    )
    return [lignes.tell_visees(une, ligne.unite) for une in lues] if ligne.code else []


def _find_suite(espace: Espace, suivi: services.SuiviAnnuel) -> tuple[str, str, str]:
    """Return the one next step, about what, where: targets of the law, values, what it asks."""
    demande = f"?annee={suivi.annee}"
    if suivi.sans_cible:
        premiere = suivi.sans_cible[0]
        adresse = reverse("cibles:tableau", args=[espace.siren])
        cle = premiere.vise.cle
        return "Fixer une cible", premiere.nom, f"{adresse}{demande}#indicateur-{cle}"
    if any(ligne.valeur is None for ligne in suivi.lignes):
        adresse = reverse("cibles:saisie", args=[espace.siren])
        return f"Saisir les valeurs de {suivi.annee}", "Des valeurs manquent", adresse + demande
    adresse = reverse("redaction:controle", args=[espace.siren])
    return "Vérifier ce que la loi demande", "Chaque cible a sa valeur", adresse


# --- Collecting a year: who is asked what, what came back, who is late ---


TITRE_COLLECTE = "Collecte des valeurs"


def make_contexte_collecte(
    request: HttpRequest, espace: Espace, *suite: espaces.Pas, **encore: Any
) -> dict[str, Any]:
    racine = reverse("cibles:collectes", args=[espace.siren]) if suite else None
    return make_contexte(request, espace, (TITRE_COLLECTE, racine), *suite, **encore)


@espaces.exige_espace(Operation.VOIR_ESPACE)
@require_safe
def collectes(request: HttpRequest, espace: Espace) -> HttpResponse:
    initial = {"annee": annee_montree(timezone.localdate())}
    return _show_collectes(request, espace, forms.FormCollecte(initial=initial))


@espaces.exige_espace(Operation.ARRETER_INDICATEURS)
@require_http_methods(["GET", "HEAD", "POST"])
def preparer_collecte(request: HttpRequest, espace: Espace) -> HttpResponse:
    form = forms.FormCollecte(request.POST if request.method == "POST" else None)
    if form.is_valid():
        lus = form.cleaned_data
        collecte = start_collecte(espace, lus["annee"], lus["echeance"], auteur_of(request))
        messages.success(request, f"Les fiches de {collecte.annee} sont prêtes.")
        return redirect("cibles:collecte", espace.siren, collecte.annee)
    return _show_collectes(request, espace, form)


def _show_collectes(request: HttpRequest, espace: Espace, form: forms.FormCollecte) -> HttpResponse:
    contexte = make_contexte_collecte(request, espace, collectes=list_collectes(espace), form=form)
    return render(request, "cibles/collecte/collectes.html", contexte)


@espaces.exige_espace(Operation.VOIR_ESPACE)
@shows("cibles/collecte/collecte.html")
def collecte(request: HttpRequest, espace: Espace, annee: int) -> Rendu:
    lue = read_collecte(espace, annee)
    if lue is None:
        raise Http404
    etats = [(etat, lue.count(etat)) for etat in EtatFicheCollecte]
    form = forms.FormCollecte(initial={"annee": annee, "echeance": lue.collecte.echeance})
    a_lire = ReponseFiche.objects.filter(fiche__collecte=lue.collecte, decision="").count()
    return make_contexte_collecte(
        request, espace, (str(annee), None), lue=lue, etats=etats, form=form, a_lire=a_lire
    )


def _get_fiche(espace: Espace, annee: int, pk: int) -> FicheLisible:
    lue = read_collecte(espace, annee)
    fiche = next((f for f in lue.fiches if f.fiche.pk == pk), None) if lue else None
    if fiche is None:
        raise Http404
    return fiche


@espaces.exige_espace(Operation.REMPLIR_GRILLE)
@shows("cibles/collecte/fiche.html")
def fiche_collecte(request: HttpRequest, espace: Espace, annee: int, pk: int) -> Rendu:
    lisible = _get_fiche(espace, annee, pk)
    ou = (str(annee), reverse("cibles:collecte", args=[espace.siren, annee]))
    formats = (FormatClasseur.XLSX, FormatClasseur.ODS)
    pas = (ou, (lisible.fiche.referent, None))
    return make_contexte_collecte(request, espace, *pas, lisible=lisible, formats=formats)


@espaces.exige_espace(Operation.VOIR_ESPACE)
@require_safe
def fiche_classeur(
    request: HttpRequest, espace: Espace, annee: int, pk: int, classeur: FormatClasseur
) -> HttpResponse:
    lisible = _get_fiche(espace, annee, pk)
    notice = make_notice(
        espace,
        f"Fiche de collecte {annee}",
        ("Pour", lisible.fiche.referent),
        ("Réponse attendue le", lisible.fiche.collecte.echeance),
        ("À remplir", "La colonne « Valeur » ; une case vide : valeur non connue."),
        ("À garder", "La colonne « Repère » : elle dit de quel indicateur est chaque ligne."),
    )
    nom = f"collecte-{annee}-{pk}-{espace.siren}"
    return reply_classeur([make_onglet_collecte(lisible)], classeur, nom, notice)


@espaces.exige_espace(Operation.REMPLIR_GRILLE)
@require_POST
def marquer_envoyee(request: HttpRequest, espace: Espace, annee: int, pk: int) -> HttpResponse:
    lisible = _get_fiche(espace, annee, pk)
    mark_envoyee(espace, lisible.fiche, auteur_of(request))
    messages.success(request, f"Fiche envoyée : {lisible.fiche.referent}.")
    return redirect("cibles:collecte", espace.siren, annee)


class ImportFiches(ImportTable[FichesRecues, tuple[FichierRendu, ...]]):
    """Sheets that came back, several at once: their values are noted as one act."""

    form, forme = forms.FormFichesRemplies, tuple[FichierRendu, ...]
    usage = "cibles.collecte"
    envoi, relecture = "cibles/collecte/retour.html", "cibles/collecte/verifier.html"
    pas_envoi = pas_relecture = "Fiches remplies"
    perime = "Ces fiches ne sont plus valables : envoyez-les de nouveau."

    def make_contexte(self, pas: str) -> dict[str, Any]:
        return make_contexte_collecte(self.request, self.espace, (pas, None))

    def receive(self, form: Form) -> FichesRecues | None:
        """Read what can be; without any sheet, the form says of each why."""
        if not form.is_valid():
            return None
        lues = read_fichiers(form.cleaned_data["fichiers"])
        for nom, texte in lues.refuses:
            form.add_error("fichiers", f"« {nom} » : {texte}")
        return lues if lues.recus else None

    def keep(self, lu: FichesRecues, form: Form) -> tuple[FichierRendu, ...]:
        return tuple(lu.recus)

    def foresee(self, garde: tuple[FichierRendu, ...], lu: FichesRecues | None) -> dict[str, Any]:
        rendues = compare_rendues(self.espace, garde)
        changees = [rendue for rendue in rendues if rendue.change]
        return {
            "a_faire": bool(changees),
            "changees": changees,
            "identiques": sum(r.valeur is not None and not r.change for r in rendues),
            "vides": sum(not rendue.lue.valeur for rendue in rendues),
            "remarques": [*(lu.remarques if lu else ()), *list_remarques(rendues)],
        }

    def write(self, garde: tuple[FichierRendu, ...]) -> HttpResponse:
        rendues = [r for r in compare_rendues(self.espace, garde) if r.change]
        lot = keep_rendues(self.espace, rendues, auteur_of(self.request))
        if lot is None:
            messages.info(self.request, "Rien n’a changé : ces valeurs étaient déjà notées.")
            return redirect("cibles:collectes", self.espace.siren)
        messages.success(self.request, f"{pluriel(len(rendues), 'valeur')} : c’est noté.")
        return redirect("cibles:lot", self.espace.siren, lot)


@espaces.exige_espace(Operation.REMPLIR_GRILLE)
@require_http_methods(["GET", "HEAD", "POST"])
@recoit(FICHE.octets * FICHIERS_MAX)
def retour_fiches(request: HttpRequest, espace: Espace) -> HttpResponse:
    return ImportFiches(request, espace).answer()
