"""Reads the indicators of a buyer and the contracts behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import QuerySet
from django.utils.safestring import SafeString, mark_safe

from spaser.documents.bilan.preuve import ETATS, Preuve
from spaser.documents.bilan.tendance import draw_total, fill_annees, read_tendance
from spaser.documents.bilan.vue import LigneBilan, Mesure, VueBilan
from spaser.elements import ErreurSpaser
from spaser.moteur.entrepot.chaud import EntrepotChaud
from spaser.moteur.entrepot.lecture import Entrepot
from spaser.moteur.indicateurs import fiches
from spaser.moteur.indicateurs.catalogue import DEFINITIONS
from spaser.moteur.indicateurs.croisement import AxeCroisement, map_groupes, rank
from spaser.moteur.indicateurs.preuve import list_preuve
from spaser.moteur.valeurs import FicheMethode, LignePreuve, Variante
from spaser.site.chiffres.models import Reference
from spaser.site.espace.bilans import BilanAcheteur
from spaser.site.organisations.models import Espace
from spaser.site.socle.declarations import list_declares


@dataclass(frozen=True)
class Serie:
    """One expression of an indicator, year by year, the latest first in the table."""

    variante: Variante
    mesures: tuple[Mesure, ...]
    dessin: SafeString | str
    inegales: tuple[str, ...] = ()  # years that the drawing leaves out, and why

    @property
    def est_part(self) -> bool:
        """Tell whether it is a rate, which yardsticks stand beside."""
        return self.mesures[0].est_part

    def find(self, annee: int | None) -> Mesure | None:
        return next((m for m in self.mesures if m.annee == annee), None)


def find_fiche_indicateur(code: str) -> FicheMethode | None:
    return next((fiche for fiche in fiches() if fiche.code == code), None)


def find_fiche_prouvee(code: str) -> FicheMethode | None:
    """Return the sheet of whatever has a proof: an indicator, or a figure computed on demand."""
    definition = DEFINITIONS.get(code)
    return definition.fiche() if definition else None


def list_lignes_bilan(bilan: BilanAcheteur) -> list[LigneBilan]:
    vue = bilan.vue
    if vue is None:
        return []
    return [*vue.legales, *(ligne for theme in vue.themes for ligne in theme.lignes)]


def find_ligne(bilan: BilanAcheteur, code: str) -> LigneBilan | None:
    """Return an indicator by its code, or by that of its twin in value."""
    for ligne in list_lignes_bilan(bilan):
        if code in {ligne.fiche.code, ligne.jumelle.code if ligne.jumelle else ""}:
            return ligne
    return None


def list_series(ligne: LigneBilan, vue: VueBilan) -> list[Serie]:
    """Return every expression of an indicator; a year without any contract is there too."""
    return [
        Serie(variante, fill_annees(mesures)[::-1], *_draw(ligne, variante, vue))
        for variante, mesures in ligne.historique.items()
    ]


def _draw(
    ligne: LigneBilan, variante: Variante, vue: VueBilan
) -> tuple[SafeString, tuple[str, ...]]:
    """Draw bars for a share, columns for a total; nothing for a plain mean."""
    tendance = read_tendance(ligne, variante, vue)
    dessin = tendance.dessin if tendance else ""
    if variante == "total":
        dessin = draw_total(ligne, vue)
    inegales = tendance.inegales if tendance else ()
    return mark_safe(dessin), inegales  # noqa: S308 - `graphiques` escapes every text it draws


def find_mesure(bilan: BilanAcheteur, code: str, annee: int | None, variante: str) -> Mesure | None:
    """Return one figure: an indicator, a year, an expression; the first ones by default."""
    ligne = find_ligne(bilan, code)
    if ligne is None or bilan.vue is None:
        return None
    voulue = bilan.vue.annee if annee is None else annee
    candidates = [
        mesure
        for mesures in ligne.historique.values()
        for mesure in mesures
        if mesure.annee == voulue
        and mesure.fiche.code == code
        and variante in {"", mesure.valeur.variante}
    ]
    return candidates[0] if candidates else None


def read_preuve(bilan: BilanAcheteur, mesure: Mesure, source: EntrepotChaud) -> Preuve | None:
    """Return the contracts behind a figure; None when a list that it needs is not there.

    They are kept until the store changes: filters and pages ask for the same ones.
    """
    if bilan.vue is None or mesure.annee is None:
        return None
    acheteur, annee, variante = bilan.vue.bilan.acheteur, mesure.annee, mesure.valeur.variante
    try:
        lignes = source.recall(
            ("preuve", acheteur.siren, mesure.fiche.code, annee, variante),
            lambda ouvert: _list_lignes(ouvert, mesure),
        )
    except ErreurSpaser:
        return None
    if lignes is None:
        return None
    familles = read_axes(source, acheteur.siren, annee)[AxeCroisement.FAMILLE]
    return Preuve(acheteur, mesure.fiche, variante, annee, lignes, familles)


def read_axes(source: EntrepotChaud, siren: str, annee: int | None) -> Axes:
    return source.recall(("axes", siren, annee), lambda ouvert: map_groupes(ouvert, siren, annee))


def list_prouvees(ouvert: Entrepot, codes: Iterable[str]) -> list[str]:
    """Keep the figures whose lists are all here."""
    absentes = ouvert.listes_absentes
    return [code for code in codes if not DEFINITIONS[code].referentiels_requis & absentes]


def _list_lignes(ouvert: Entrepot, mesure: Mesure) -> tuple[LignePreuve, ...] | None:
    code, valeur = mesure.fiche.code, mesure.valeur
    if not list_prouvees(ouvert, [code]):
        return None
    return tuple(list_preuve(ouvert, valeur.siren, code, mesure.annee, valeur.variante))


@dataclass(frozen=True)
class FiltresPreuve:
    """What a proof is narrowed to: a state, a group, a text of the object or of the number."""

    etat: str = ""
    texte: str = ""
    groupes: Mapping[AxeCroisement, str] = field(default_factory=dict)


type Axes = Mapping[AxeCroisement, Mapping[int, str]]


def narrow_preuve(preuve: Preuve, filtres: FiltresPreuve, axes: Axes) -> Preuve:
    plie = filtres.texte.casefold()
    gardees = tuple(
        ligne
        for ligne in preuve.lignes
        if filtres.etat in {"", ligne.etat}
        and all(axes[axe].get(ligne.cle) == nom for axe, nom in filtres.groupes.items())
        and plie in f"{ligne.id or ''} {ligne.objet or ''}".casefold()
    )
    return replace(preuve, lignes=gardees)


def list_groupes_axes(preuve: Preuve, axes: Axes) -> dict[AxeCroisement, list[str]]:
    return {
        axe: sorted({noms[ligne.cle] for ligne in preuve.lignes if ligne.cle in noms}, key=rank)
        for axe, noms in axes.items()
    }


def read_filtres(
    parametres: Mapping[str, str], groupes: Mapping[AxeCroisement, list[str]]
) -> FiltresPreuve:
    etat = parametres.get("etat", "")
    demandes = {axe: parametres.get(axe, "") for axe in groupes}
    return FiltresPreuve(
        etat=etat if etat in ETATS else "",
        texte=parametres.get("q", "").strip()[:100],
        groupes={axe: nom for axe, nom in demandes.items() if nom in groupes[axe]},
    )


def read_annee(parametres: Mapping[str, str]) -> int | None:
    texte = parametres.get("annee", "")
    return int(texte) if texte.isascii() and texte.isdigit() and len(texte) == len("2026") else None


def read_annee_demandee(parametres: Mapping[str, str], bilan: BilanAcheteur) -> int | None:
    """Return the year asked for when it has figures, else the main one."""
    if bilan.vue is None:
        return None
    demandee = read_annee(parametres)
    return demandee if demandee in bilan.vue.annees else bilan.vue.annee


def list_references(espace: Espace) -> QuerySet[Reference]:
    return Reference.objects.filter(espace=espace).select_related("auteur")


# --- What the apps above offer beside a family of purchases, in the figures of a buyer ---


@dataclass(frozen=True, slots=True)
class SuiteFamille:
    """Something to read on purchases of a family, named by its label."""

    famille: str
    libelle: str
    adresse: str


type LectureSuites = Callable[[date], Iterator[SuiteFamille]]


def read_suites_familles(jour: date, *noms: str) -> dict[str, list[SuiteFamille]]:
    """Return what is offered on a day, by family; only under these names, if some are given."""
    lectures: dict[str, LectureSuites] = dict(list_declares("SUITES_FAMILLES"))
    suites: dict[str, list[SuiteFamille]] = {}
    for nom in noms or lectures:
        for suite in lectures[nom](jour):
            suites.setdefault(suite.famille, []).append(suite)
    return suites
