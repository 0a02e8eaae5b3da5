"""The indicators of a buyer, all of them or one year by year; methods and references."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST, require_safe

from spaser.documents.bilan import vue
from spaser.documents.bilan.donnees import BASES_DIFFERENTES, ENTETES, list_cellules
from spaser.documents.bilan.tendance import LEGENDE, read_tendance_indicateur
from spaser.documents.classeur import FormatClasseur
from spaser.documents.francais import typographie
from spaser.documents.onglets import Onglet
from spaser.elements import ErreurSpaser
from spaser.moteur.entrepot.chaud import EntrepotChaud
from spaser.moteur.indicateurs import fiches
from spaser.moteur.indicateurs.catalogue import DEFINITIONS, DEMANDES
from spaser.moteur.indicateurs.croisement import ParFamille, count_familles, sum_segments
from spaser.moteur.valeurs import FicheMethode, Segment
from spaser.regles.droits import Operation
from spaser.regles.indicateurs import Origine
from spaser.regles.reperes import TITRE, list_nationales, read_loi
from spaser.site.chiffres import situation
from spaser.site.chiffres.mesures import (
    find_fiche_indicateur,
    find_ligne,
    find_mesure,
    list_prouvees,
    list_references,
    list_series,
    read_annee,
    read_annee_demandee,
    read_suites_familles,
)
from spaser.site.comptes.sessions import RequeteConnectee
from spaser.site.espace.perimetre import find_perimetre, read_etendue
from spaser.site.organisations.acces import make_notice, ouverte_a_tous
from spaser.site.organisations.espaces import Pas, exige_espace, fil_espace
from spaser.site.organisations.models import Espace
from spaser.site.organisations.outils import gather_objectifs
from spaser.site.socle.requetes import reply_classeur
from spaser.site.socle.vues import Rendu, shows

# --- An indicator of one year by family of purchases, in number and in value ---


_EXPRESSIONS: Final = ("nombre", "montant")
_ENTETES: Final = (
    "SIREN", "Code", "Indicateur", "Année", "Famille d’achat", "Expression", "Valeur",
    "Borne basse", "Borne haute", "Numérateur", "Dénominateur", "Marchés", "Sans réponse",
    "Lecture", "Source", "Données au",
)  # fmt: skip


@dataclass(frozen=True)
class FamilleMesuree:
    """The share of a family of purchases, both ways; None where the indicator has but one."""

    nom: str
    nombre: vue.Mesure | None = None
    montant: vue.Mesure | None = None

    @property
    def mesures(self) -> list[vue.Mesure]:
        return [mesure for mesure in (self.nombre, self.montant) if mesure is not None]


def list_segments(
    source: situation.SourceChiffres, ligne: vue.LigneBilan, annee: int | None
) -> list[FamilleMesuree]:
    """Break a share down for a year; nothing for an indicator that is no share."""
    fiches = [fiche for fiche in (ligne.fiche, ligne.jumelle) if fiche]
    mesures = [
        mesure
        for expression in _EXPRESSIONS
        for fiche in fiches
        if (mesure := find_mesure(source.bilan, fiche.code, annee, expression))
    ]
    par_famille: dict[str, dict[str, vue.Mesure]] = {}
    for mesure, segments in break_down(source.chaud, mesures):
        for segment in segments:
            lue = vue.Mesure(segment.valeur, mesure.fiche)
            par_famille.setdefault(segment.famille, {})[lue.valeur.variante] = lue
    return [FamilleMesuree(nom, **mesures) for nom, mesures in par_famille.items()]


def break_down(
    source: EntrepotChaud, mesures: Sequence[vue.Mesure]
) -> Iterator[tuple[vue.Mesure, list[Segment]]]:
    """Break figures of one buyer and year down by family, the heaviest first; none unproved."""
    if not mesures or mesures[0].annee is None:
        return
    siren, annee = mesures[0].valeur.siren, mesures[0].annee
    codes = tuple(dict.fromkeys(mesure.fiche.code for mesure in mesures))
    comptes = read_par_famille(source, siren, annee, codes)
    for mesure in mesures:
        if mesure.fiche.code in comptes:
            yield mesure, sum_segments(mesure.valeur, comptes[mesure.fiche.code])


def read_par_famille(
    source: EntrepotChaud, siren: str, annee: int | None, codes: tuple[str, ...]
) -> Mapping[str, ParFamille]:
    """Return the contracts behind figures of a year, by code and family; none without a list."""
    try:
        return source.recall(
            ("familles", siren, annee, codes),
            lambda ouvert: count_familles(ouvert, siren, annee, list_prouvees(ouvert, codes)),
        )
    except ErreurSpaser:
        return {}


def build_onglet(source: situation.SourceChiffres, familles: Sequence[FamilleMesuree]) -> Onglet:
    lignes = [
        (
            valeur.siren, valeur.indicateur, mesure.fiche.libelle, valeur.annee, famille.nom,
            vue.VARIANTES[valeur.variante], *mesure.cellules, valeur.n, valeur.inconnus,
            mesure.verdict, source.origine.libelle, source.bilan.date_donnees,
        )
        for famille in familles
        for mesure in famille.mesures
        for valeur in (mesure.valeur,)
    ]  # fmt: skip
    return Onglet("Par famille d’achat", _ENTETES, lignes)


# --- The indicators of a buyer: all of them, and one year by year ---


GARDEES_MAX: Final = 20


def fil_indicateurs(request: HttpRequest, espace: Espace, *suite: Pas) -> list[Pas]:
    racine = reverse("chiffres:indicateurs", args=[espace.siren]) if suite else None
    tableau = ("Mes chiffres", reverse("grille:tableau", args=[espace.siren]))
    return fil_espace(request, espace, tableau, ("Indicateurs", racine), *suite)


def make_cadre_chiffres(
    request: HttpRequest, source: situation.SourceChiffres, *suite: Pas
) -> dict[str, Any]:
    """Return what every page of figures reads; `suite` ends its trail."""
    espace, bilan = source.espace, source.bilan
    return {
        "fil": fil_indicateurs(request, espace, *suite),
        "espace": espace,
        "source": source,
        "situation": bilan,
        "origine": source.origine,
        "etendue": read_etendue(find_perimetre(espace), bilan.nb_concessions),
        "formats": list(FormatClasseur),
    }


def _list_rubriques(lue: vue.VueBilan) -> Iterator[dict[str, Any]]:
    """Yield each subject: its indicators, those whose years are drawn, how many say nothing."""
    tous = [("Attendus par la loi", lue.legales), *((t.nom, t.lignes) for t in lue.themes)]
    for titre, lignes in tous:
        dessinees = [(une, _draw_annees(une, lue)) for une in lignes if une.est_connue]
        muettes = len(lignes) - len(dessinees)
        yield {"titre": titre, "lignes": lignes, "dessinees": dessinees, "muettes": muettes}


def _draw_annees(ligne: vue.LigneBilan, lue: vue.VueBilan) -> SafeString:
    """Draw the years of the figure that is shown first, small enough for a line."""
    mesure = ligne.principale
    variante = mesure.valeur.variante if mesure else "nombre"
    annees = read_tendance_indicateur(ligne, ligne.fiche.code, variante, lue)
    return mark_safe(annees.vignette if annees else "")  # noqa: S308 - `dessins` escapes every text


@exige_espace(Operation.VOIR_ESPACE)
@shows("chiffres/indicateurs.html")
def indicateurs(request: HttpRequest, espace: Espace) -> Rendu:
    source = situation.read_source(request, espace)
    lue = source.bilan.vue
    return {
        **make_cadre_chiffres(request, source),
        "rubriques": list(_list_rubriques(lue)) if lue else [],
        "choix": vue.describe_choix(lue) if lue else "",
        "objectifs": gather_objectifs(espace),
        "bases": BASES_DIFFERENTES,
        "gardees": [
            (une, situation.read_gardee(une)) for une in list_references(espace)[:GARDEES_MAX]
        ],
    }


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def indicateurs_export(
    request: HttpRequest, espace: Espace, classeur: FormatClasseur
) -> HttpResponse:
    source = situation.read_source(request, espace)
    vue = source.bilan.vue
    if vue is None:
        return redirect("chiffres:indicateurs", espace.siren)  # which says why there is nothing
    onglet = Onglet("Indicateurs", ENTETES, list_cellules(vue.bilan, source.origine))
    notice = make_notice(
        espace,
        "Indicateurs des achats",
        ("Source", source.origine.libelle),
        ("Données au", vue.bilan.date_donnees),
        ("Valeur", "La part ou le total de la ligne. Vide : les données ne permettent rien."),
        ("Fourchette", "Pour une part : tous les marchés sans réponse à non, puis tous à oui."),
        ("Méthode", request.build_absolute_uri(reverse("chiffres:methodes"))),
    )
    nom = f"indicateurs-{espace.siren}{source.suffixe}"
    return reply_classeur([onglet], classeur, nom, notice)


@exige_espace(Operation.VOIR_ESPACE)
@shows("chiffres/indicateur.html")
def indicateur(request: HttpRequest, espace: Espace, code: str) -> Rendu:
    lu = _read(request, espace, code)
    fiche, bilan, ligne = lu.fiche, lu.source.bilan, lu.ligne
    series = list_series(ligne, bilan.vue) if ligne and bilan.vue else []
    taux = [mesure for serie in series if serie.est_part and (mesure := serie.find(lu.annee))]
    suites = read_suites_familles(timezone.localdate()) if lu.familles else {}
    return {
        **make_cadre_chiffres(request, lu.source, (typographie(fiche.libelle), None)),
        "fiche": ligne.fiche if ligne else fiche,
        "sujet": f"chiffres:{code}",
        "statut": vue.name_statut(fiche.code, fiche.statut),
        "series": series,
        "legende": LEGENDE,
        "taux": taux,
        "valeurs": [mesure.valeur for mesure in taux],
        "objectifs": gather_objectifs(espace),
        "annee": lu.annee,
        "segments": [(famille, suites.get(famille.nom, [])) for famille in lu.familles],
    }


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def segments_export(
    request: HttpRequest, espace: Espace, code: str, classeur: FormatClasseur
) -> HttpResponse:
    lu = _read(request, espace, code)
    if not lu.familles:
        return redirect("chiffres:indicateur", espace.siren, code)  # which shows what there is
    nom = f"familles-{espace.siren}-{code}-{lu.annee}"
    notice = make_notice(
        espace,
        f"{code} par famille d’achat",
        ("Source", lu.source.origine.libelle),
        ("Données au", lu.source.bilan.date_donnees),
        ("Famille d’achat", "D’après le code CPV du marché."),
        ("Fourchette", "Pour une part : tous les marchés sans réponse à non, puis tous à oui."),
    )
    return reply_classeur([build_onglet(lu.source, lu.familles)], classeur, nom, notice)


@dataclass(frozen=True)
class IndicateurLu:
    """An indicator of a space in the year asked for; its families when it is a share of one."""

    fiche: FicheMethode
    source: situation.SourceChiffres
    ligne: vue.LigneBilan | None
    annee: int | None
    familles: list[FamilleMesuree]


def _read(request: HttpRequest, espace: Espace, code: str) -> IndicateurLu:
    """Return what an address asks of an indicator; 404 when there is none of this code."""
    fiche = find_fiche_indicateur(code)
    if fiche is None:
        raise Http404
    source = situation.read_source(request, espace)
    ligne = find_ligne(source.bilan, code)
    annee = read_annee_demandee(request.GET, source.bilan)
    return IndicateurLu(
        fiche, source, ligne, annee, list_segments(source, ligne, annee) if ligne else []
    )


# --- How each figure is computed: public pages, written from the definitions ---


@ouverte_a_tous
@shows("chiffres/methodes.html")
def methodes(request: HttpRequest) -> Rendu:
    toutes = fiches()
    return {
        "fil": [("Méthodes de calcul", None)],
        "themes": [
            (nom, [fiche for fiche in toutes if fiche.theme == theme])
            for theme, nom in vue.THEMES.items()
        ]
        + [("Calculés à la demande", [indicateur.fiche() for indicateur in DEMANDES])],
    }


@ouverte_a_tous
@shows("chiffres/loi.html")
def loi(request: HttpRequest) -> Rendu:
    """Say what the law asks of a scheme and of consultations, and what it does not fix."""
    return {
        "fil": [("Méthodes de calcul", reverse("chiffres:methodes")), (TITRE, None)],
        "titre": TITRE,
        "parties": read_loi(timezone.localdate()),
    }


@ouverte_a_tous
@shows("chiffres/methode.html")
def methode(request: HttpRequest, code: str) -> Rendu:
    if code not in DEFINITIONS:
        raise Http404
    indicateur = DEFINITIONS[code]
    return {
        "fil": [("Méthodes de calcul", reverse("chiffres:methodes")), (code, None)],
        "fiche": indicateur.fiche(),
        "limites": indicateur.limites_dites,
        "population": indicateur.population.texte,
        "statut": vue.name_statut(indicateur.code, indicateur.statut),
        "nationales": list_nationales(code),
        "bases": BASES_DIFFERENTES,
    }


# --- Figures kept: the value of that day, and whether it has changed since ---


@exige_espace(Operation.GARDER_REFERENCE)
@require_POST
def garder_reference(request: RequeteConnectee, espace: Espace, code: str) -> HttpResponse:
    origine = situation.read_origine(request.POST)
    if not situation.is_known(origine, code):
        raise Http404
    expression = request.POST.get("expression", "")
    figure = situation.find_figure(espace, origine, code, read_annee(request.POST), expression)
    if figure is None:
        messages.error(request, "Ce chiffre n’existe pas : choisissez une année de la liste.")
        if origine is Origine.PAYES:
            return redirect("depenses:resultats", espace.siren)
        return redirect("chiffres:indicateur", espace.siren, code)
    gardee = situation.keep_reference(espace, figure, request.user)
    messages.success(request, "La référence est gardée : son adresse ne changera pas.")
    return redirect(gardee)


@exige_espace(Operation.VOIR_ESPACE)
@shows("chiffres/reference.html")
def reference(request: HttpRequest, espace: Espace, pk: int) -> Rendu:
    gardee = get_object_or_404(list_references(espace), pk=pk)
    origine = Origine(gardee.origine)
    actuelle = situation.find_figure(
        espace, origine, gardee.indicateur, gardee.annee, gardee.variante
    )
    return {
        "fil": fil_indicateurs(request, espace, ("Référence", None)),
        "reference": gardee,
        "adresse": request.build_absolute_uri(gardee.get_absolute_url()),
        "figure": situation.read_gardee(gardee),
        "actuelle": actuelle,
        "change": situation.has_changed(gardee, actuelle),
        "table": date.fromisoformat(gardee.methode) if origine is Origine.PAYES else None,
        "corrigee": origine is Origine.CORRIGES,
    }
