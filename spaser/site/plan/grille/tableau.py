"""« Mes chiffres »: the lines of the law, then the short list, each with its best known figure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from spaser.documents.bilan.donnees import BASES_DIFFERENTES, CODES_PAYES, tell_reperes
from spaser.documents.bilan.tendance import PointTendance, Tendance
from spaser.documents.bilan.vue import CODES_LEGAUX, DOUBLES
from spaser.documents.classeur import FormatClasseur
from spaser.documents.francais import capitalize, format_annees
from spaser.documents.onglets import Cellule, Euros, Onglet, Part, as_euros, as_part
from spaser.regles import indicateurs
from spaser.regles.droits import Operation
from spaser.regles.grille import IndicateurSuggere
from spaser.regles.reperes import ObjectifDeclare, list_reperes, tell_lecture
from spaser.site.chiffres.situation import (
    FigureConnue,
    LigneSituation,
    Situation,
    link_preuve,
    read_situation,
)
from spaser.site.espace.perimetre import find_perimetre, read_etendue
from spaser.site.organisations.acces import make_notice
from spaser.site.organisations.espaces import exige_espace, fil_espace, peut_dans
from spaser.site.organisations.models import Espace
from spaser.site.organisations.outils import Objectifs, gather_objectifs
from spaser.site.plan.grille.services import list_suggestions, name_ligne, sort_lignes
from spaser.site.plan.models.actions import LigneGrille
from spaser.site.socle.requetes import reply_classeur

_SANS_BORNES: Final = "–"
_ENTETES: Final = (
    "Code", "Indicateur", "Ce qui est mesuré", "Année", "Valeur", "Borne basse", "Borne haute",
    "Numérateur", "Dénominateur connu", "n", "Sans réponse", "Compté sur", "Depuis",
    "Pourquoi sans valeur", "Année de départ", "Valeur de départ", "Borne basse de départ",
    "Borne haute de départ", "Objectif", "Référent", "Priorité",
    "Référence",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class IndicateurGrille:
    """An indicator that is followed; `cle` names it in addresses, `ligne` is its line, if any."""

    cle: str
    code: str
    ligne: LigneGrille | None = None

    @property
    def est_legal(self) -> bool:
        return self.cle in CODES_LEGAUX

    @property
    def famille(self) -> str:
        if self.est_legal or self.ligne is None:
            return capitalize(tell_lecture())
        return indicateurs.Rubrique(self.ligne.rubrique).libelle

    @property
    def fiche(self) -> indicateurs.FicheIndicateur | None:
        return indicateurs.load_bibliotheque().find(self.code) if self.code else None

    @property
    def nom(self) -> str:
        """Return its name: the grid's own words, else those of the library."""
        if self.ligne and not self.est_legal:
            return self.ligne.indicateur or self.ligne.titre
        return indicateurs.name_indicateur(self.code)

    @property
    def mesures(self) -> tuple[str, ...]:
        """Return the codes of what the site computes for it, the one shown first."""
        calcul = self.fiche.calcul if self.fiche else ()
        return calcul or ((self.code,) if self.code in CODES_PAYES else ())

    @property
    def referent(self) -> str:
        return (self.ligne.referent or self.ligne.responsable) if self.ligne else ""

    @property
    def source(self) -> str:
        """Return where somebody finds its value, when the site does not compute it."""
        dite = self.ligne.source if self.ligne else ""
        return dite or (self.fiche.donnees if self.fiche else "")


@dataclass(frozen=True, kw_only=True)
class ChiffreSuivi:
    """The same with its figures; `lue` is None for what the site does not compute."""

    suivi: IndicateurGrille
    annee: int | None
    lue: LigneSituation | None
    preuve: str
    annees: Tendance | None
    objectifs: tuple[ObjectifDeclare, ...]  # what the buyer aims at, its own line first

    @property
    def retenue(self) -> FigureConnue | None:
        return self.lue.retenue if self.lue else None

    @property
    def par_code(self) -> Objectifs:
        return {self.lue.code: self.objectifs} if self.lue else {}

    @property
    def base(self) -> PointTendance | None:
        """Return the year it starts from: the first one that is whole and lets conclude."""
        return self.annees.find_base(self.annee) if self.annees and self.annee else None

    @property
    def dessin(self) -> SafeString:
        return mark_safe(self.annees.vignette if self.annees else "")  # noqa: S308 - `graphiques` escapes every text

    @property
    def annees_connues(self) -> tuple[int, ...]:
        points = self.annees.points if self.annees else ()
        return tuple(point.annee for point in points if not point.manque)

    @property
    def a_suite(self) -> bool:
        """Say whether there is more than one year to draw."""
        return len(self.annees_connues) > 1

    @property
    def periode(self) -> str:
        return format_annees(self.annees_connues)

    @property
    def bornes_de_base(self) -> str:
        """Say the bounds of the base; nothing when they are the value itself."""
        bornes = self.base.bornes if self.base else ""
        if self.base is None or bornes in {"", _SANS_BORNES, self.base.texte}:
            return ""
        return bornes if bornes.startswith("entre") else f"fourchette {bornes}"

    @property
    def mesure(self) -> str:
        """Name what is measured, when it is not the indicator itself."""
        return self.retenue.figure.nom if self.retenue and len(self.suivi.mesures) > 1 else ""

    @property
    def autres(self) -> int:
        return max(len(self.suivi.mesures) - 1, 0)

    @property
    def vises(self) -> list[str]:
        return tell_reperes(list_reperes(self.suivi.code, "", None, self.objectifs))


@dataclass(frozen=True)
class TableauSuivi:
    situation: Situation
    chiffres: tuple[ChiffreSuivi, ...]

    @property
    def choisis(self) -> int:
        return sum(not chiffre.suivi.est_legal for chiffre in self.chiffres)


def list_suivis(lignes: Sequence[LigneGrille]) -> list[IndicateurGrille]:
    """Return the four lines of the law, then what a grid retains; nothing is there twice."""
    legaux = [
        IndicateurGrille(cle=code, code=code, ligne=_find_legale(lignes, code))
        for code in CODES_LEGAUX
    ]
    prises = {suivi.ligne.pk for suivi in legaux if suivi.ligne}
    return [
        *legaux,
        *(
            IndicateurGrille(cle=str(ligne.pk), code=ligne.code, ligne=ligne)
            for ligne in lignes
            if ligne.retenu and ligne.pk not in prises
        ),
    ]


def list_mesures(suivis: Iterable[IndicateurGrille]) -> list[str]:
    codes = dict.fromkeys(suivi.mesures[0] for suivi in suivis if suivi.mesures)
    return [code for code in codes if code not in CODES_LEGAUX]


def has_choix(lignes: Sequence[LigneGrille]) -> bool:
    """Say whether a grid holds an indicator that could be followed and is not."""
    suivies = {suivi.ligne.pk for suivi in list_suivis(lignes) if suivi.ligne}
    return any(ligne.indicateur and ligne.pk not in suivies for ligne in lignes)


def _find_legale(lignes: Iterable[LigneGrille], code: str) -> LigneGrille | None:
    """Return the line of an indicator of the law: one that is retained before the others."""
    siennes = [ligne for ligne in lignes if ligne.code == code]
    return min(siennes, key=lambda ligne: (not ligne.retenu, ligne.pk), default=None)


def read_mes_chiffres(espace: Espace, lignes: Sequence[LigneGrille]) -> TableauSuivi:
    suivis = list_suivis(lignes)
    situation = read_situation(espace, list_mesures(suivis))
    objectifs = gather_objectifs(espace)
    chiffres = tuple(
        _read(espace, situation, suivi, _find_objectifs(suivi, objectifs)) for suivi in suivis
    )
    return TableauSuivi(situation, chiffres)


def _find_objectifs(suivi: IndicateurGrille, tous: Objectifs) -> tuple[ObjectifDeclare, ...]:
    """Return the objectives of an indicator; one of the buyer's own has those of its line."""
    if suivi.code:
        return (*tous.get(suivi.code, ()), *tous.get(DOUBLES.get(suivi.code, ""), ()))
    return tuple(tous.get(name_ligne(suivi.ligne), ())) if suivi.ligne else ()


def _read(
    espace: Espace,
    situation: Situation,
    suivi: IndicateurGrille,
    objectifs: tuple[ObjectifDeclare, ...],
) -> ChiffreSuivi:
    lue = situation.find(suivi.mesures[0]) if suivi.mesures else None
    figure = lue.retenue.figure if lue and lue.retenue else None
    lisible = figure or (lue.des_marches.figure if lue and lue.des_marches else None)
    annees = situation.find_annees(lisible) if lisible else None
    return ChiffreSuivi(
        suivi=suivi,
        annee=situation.annee,
        lue=lue,
        preuve=link_preuve(espace, figure.reference) if figure else "",
        annees=replace(annees, identifiant=f"annees-{suivi.cle}") if annees else None,
        objectifs=objectifs,
    )


def make_onglet_chiffres(tableau: TableauSuivi) -> Onglet:
    return Onglet("Mes chiffres", _ENTETES, [_write(chiffre) for chiffre in tableau.chiffres])


def _write(chiffre: ChiffreSuivi) -> list[Cellule]:
    suivi, une, ligne = chiffre.suivi, chiffre.retenue, chiffre.suivi.ligne
    taux = une.figure.taux if une else None
    return [
        suivi.code,
        suivi.nom,
        chiffre.mesure or suivi.nom,
        chiffre.annee,
        *(une.figure.cellules if une else [None] * 5),
        *((taux.n, taux.inconnus) if taux else (None, None)),
        une.origine.libelle if une else "",
        une.depuis if une else None,
        _explain(chiffre),
        *_write_base(chiffre),
        " ; ".join(objectif.enonce for objectif in chiffre.objectifs),
        suivi.referent,
        ligne.get_priorite_display() if ligne else "",
        str(une.figure.reference) if une else "",
    ]


def _explain(chiffre: ChiffreSuivi) -> str:
    """Say why there is no value, or why the value does not let conclude."""
    if chiffre.lue is None:
        return " : ".join(filter(None, ["à relever chez vous", chiffre.suivi.source]))
    return chiffre.lue.absence if chiffre.retenue is None else chiffre.retenue.figure.raison


def _write_base(chiffre: ChiffreSuivi) -> tuple[Cellule, ...]:
    base, une = chiffre.base, chiffre.retenue
    if base is None or une is None:
        return (None,) * 4
    nombres = (base.valeur, base.bas, base.haut)
    match une.figure.cellules[0]:
        case Part():
            return (base.annee, *map(as_part, nombres))
        case Euros():
            return (base.annee, *map(as_euros, nombres))
    return (base.annee, *nombres)


# --- « Mes chiffres »: what a buyer follows, read, printed, handed over ---


TITRE = "Mes chiffres"
PROPOSES = 3  # beside the lines of the law, while nothing is chosen


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def tableau(request: HttpRequest, espace: Espace) -> HttpResponse:
    return _show(request, espace, sort_lignes(espace))


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def tableau_export(request: HttpRequest, espace: Espace, classeur: FormatClasseur) -> HttpResponse:
    lu = read_mes_chiffres(espace, sort_lignes(espace))
    notice = make_notice(
        espace,
        TITRE,
        ("Compté sur", "Le mieux connu : dépense payée, sinon marchés corrigés, sinon publiés."),
        ("Sources", " ; ".join(lu.situation.sources)),
        ("Fourchette", "Toutes les réponses manquantes à non, puis toutes à oui."),
        ("Départ", "La première année entière qui a assez de données pour conclure."),
        ("Méthode", request.build_absolute_uri(reverse("chiffres:methodes"))),
    )
    return reply_classeur(
        [make_onglet_chiffres(lu)], classeur, f"mes-chiffres-{espace.siren}", notice
    )


def _show(request: HttpRequest, espace: Espace, lignes: Sequence[LigneGrille]) -> HttpResponse:
    lu, a_choisir = read_mes_chiffres(espace, lignes), has_choix(lignes)
    contexte = {
        "fil": fil_espace(request, espace, (TITRE, None)),
        "espace": espace,
        "tableau": lu,
        "situation": lu.situation,
        "bases": BASES_DIFFERENTES,
        "etendue": read_etendue(find_perimetre(espace), lu.situation.publie.nb_concessions),
        "a_choisir": a_choisir,
        "suggestions": [] if lu.choisis or a_choisir else _suggest(espace),
        "formats": list(FormatClasseur),
        "modifier": peut_dans(request, espace, Operation.REMPLIR_GRILLE),
        "aujourdhui": timezone.localdate(),
    }
    return render(request, "grille/tableau.html", contexte)


def _suggest(espace: Espace) -> list[IndicateurSuggere]:
    autres = (s for s in list_suggestions(espace) if s.fiche.code not in CODES_LEGAUX)
    return list(autres)[:PROPOSES]
