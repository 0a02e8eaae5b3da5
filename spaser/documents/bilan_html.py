"""The bilan as one self-contained HTML page: no script, no request, readable for years."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from spaser.documents.couverture import tell_fichiers
from spaser.documents.francais import (
    capitalize,
    format_annees,
    format_date,
    format_euros_courts,
    format_nombre,
    pluriel,
    typographie,
    uncapitalize,
)
from spaser.documents.graphiques import Barre, draw_jauge
from spaser.documents.lecture import (
    Mesure,
    explain_figure,
    format_bornes,
    mark_chiffre,
    summarize,
)
from spaser.documents.methodes import factor_methodes, join_methodes, list_fiches, tell_seuils
from spaser.documents.reperes import (
    BASES_DIFFERENTES,
    explain_repere,
    list_lignes,
    tell_repere,
)
from spaser.documents.tendance import choose_unite_total, count_absentes, draw_total, read_tendance
from spaser.documents.vue_bilan import (
    MONTANT_NOTIFIE,
    NOMBRE_DE_MARCHES,
    VARIANTES,
    FamilleIndicateurs,
    LigneBilan,
    VueBilan,
    build_vue,
    count_raisons,
    describe_choix,
    describe_periode,
    name_statut,
)
from spaser.donnees.valeurs import Bilan, Variante
from spaser.faits.lecture import find_fait, tell
from spaser.metier.loi import TITRE, read_loi, tell_lecture
from spaser.metier.reperes import Repere, list_reperes
from spaser.version import read_version

_LOI: Final = "CCP-L2111-3.taux"
_FEUILLES: Final = ("page.css", "bilan.css", "bilan-papier.css")
_SOURCES_MAX: Final = 20  # beyond, the older files are only counted
_VOLUMES: Final = (NOMBRE_DE_MARCHES, MONTANT_NOTIFIE)  # drawn side by side


def render_bilan(bilan: Bilan) -> str:
    vue = build_vue(bilan)
    volumes = [
        ligne
        for theme in vue.themes
        for ligne in theme.lignes
        if ligne.fiche.code in _VOLUMES and "total" in ligne.historique
    ]
    gabarit = _environnement().get_template("bilan.html.j2")
    return gabarit.render(
        vue=vue,
        sources=vue.sources[-_SOURCES_MAX:],
        style=_style(),
        version=read_version(),
        name_statut=name_statut,
        lecture=tell_lecture(),
        variantes=VARIANTES,
        periode=describe_periode(vue),
        lus=tell_fichiers(vue),
        annees_connues=_annees_connues(vue),
        choix=describe_choix(vue),
        loi=tell(_LOI),
        fait=find_fait(_LOI),
        seuils=tell_seuils(),
        date_donnees=format_date(bilan.date_donnees) if bilan.date_donnees else "date inconnue",
        date_calcul=format_date(bilan.date_calcul),
        cartes=[(ligne, _draw_carte(ligne, vue)) for ligne in vue.legales],
        volumes=[
            (ligne, draw_total(ligne, vue), choose_unite_total(ligne.historique["total"])[1])
            for ligne in volumes
        ],
        themes=_themes(vue, volumes),
        methodes=factor_methodes(list_fiches(vue)),
        bases=BASES_DIFFERENTES,
        titre_loi=TITRE,
        parties_loi=read_loi(bilan.date_calcul),
    )


@dataclass(frozen=True, slots=True)
class _ThemeDessine:
    """A theme, its indicators with their small gauges, and those without a figure."""

    theme: FamilleIndicateurs
    lignes: list[tuple[LigneBilan, str]]
    muettes: list[LigneBilan]


def _themes(vue: VueBilan, deja: list[LigneBilan]) -> list[_ThemeDessine]:
    """Sort what remains to be shown; an emptied theme disappears."""
    themes = []
    for theme in vue.themes:
        reste = [ligne for ligne in theme.lignes if ligne not in deja]
        connues = [(ligne, _draw_ligne(ligne)) for ligne in reste if ligne.est_connue]
        muettes = [ligne for ligne in reste if not ligne.est_connue]
        if reste:
            themes.append(_ThemeDessine(theme, connues, muettes))
    return themes


def _annees_connues(vue: VueBilan) -> list[int]:
    mesures = (m for ligne in vue.legales for suite in ligne.historique.values() for m in suite)
    return sorted({m.annee for m in mesures if m.annee is not None and m.verdict != "absent"})


def _draw_carte(ligne: LigneBilan, vue: VueBilan) -> str:
    tendance = read_tendance(ligne, "nombre", vue)
    return tendance.dessin if tendance else ""


def _absentes_de_tete(mesures: Sequence[Mesure]) -> Sequence[Mesure]:
    """Return the first years when they have no figure, for the same reason."""
    raisons = [(m.raison or "") if m.verdict == "absent" else "" for m in mesures]
    return mesures[: count_absentes(raisons)]


def _draw_ligne(ligne: LigneBilan) -> str:
    mesure = ligne.principale
    if mesure is None or not mesure.est_part or mesure.valeur.valeur is None:
        return ""
    valeur = mesure.valeur
    barre = Barre(str(mesure.annee), mesure.texte, valeur.valeur, valeur.bas, valeur.haut)
    return draw_jauge(f"j-{ligne.fiche.code.lower()}", ligne.fiche.libelle, barre)


@cache
def _gabarits() -> PackageLoader:
    return PackageLoader("spaser.documents", "gabarits")


@cache
def _environnement() -> Environment:
    environnement = Environment(
        loader=_gabarits(),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environnement.filters |= {
        "typo": typographie,
        "capitale": capitalize,
        "chiffre": _filter_chiffre,
        "minuscule": uncapitalize,
        "nombre": format_nombre,
        "pluriel": pluriel,
        "date": _filter_date,
        "absentes": _absentes_de_tete,
        "annees": _filter_annees,
        "bornes": format_bornes,
        "quantite": _filter_quantite,
        "cote": _list_reperes,
        "cote_court": lambda mesure: list_lignes(_list_reperes(mesure)),
        "explication": explain_figure,
        "texte_repere": tell_repere,
        "precision_repere": explain_repere,
        "methodes": join_methodes,
        "raisons": _filter_raisons,
        "precision": summarize,
    }
    return environnement


def _list_reperes(mesure: Mesure) -> list[Repere]:
    """Return what stands beside a rate; nothing beside one that is not known."""
    valeur = mesure.valeur
    if mesure.verdict == "absent":
        return []
    return list_reperes(valeur.indicateur, valeur.variante, valeur.annee)


def _filter_chiffre(mesure: Mesure) -> Markup:
    return Markup(mark_chiffre(mesure))  # noqa: S704 - it escapes the text


def _filter_date(jour: date) -> str:
    return format_date(jour)


def _filter_annees(mesures: Iterable[Mesure]) -> str:
    return format_annees(tuple(m.annee for m in mesures if m.annee is not None))


def _filter_raisons(lignes: Iterable[LigneBilan], absence: str) -> str:
    """Say why indicators have no figure: « aucune concession signée cette année (2) »."""
    return " ; ".join(
        f"{raison} ({nombre})" if nombre > 1 else raison
        for raison, nombre in count_raisons(lignes, absence).items()
    )


def _filter_quantite(quantite: float | None, variante: Variante) -> str:
    if quantite is None:
        return "–"
    return format_euros_courts(quantite) if variante == "montant" else format_nombre(quantite)


def _style() -> str:
    sources = (_gabarits().get_source(_environnement(), nom)[0] for nom in _FEUILLES)
    return "".join(sources)
