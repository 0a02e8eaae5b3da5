"""The figures of a page, drawn: a card each, all on one scale, whoever reads them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from spaser.documents.bilan.donnees import tell_court, tell_reperes, tell_sans_reponse
from spaser.documents.dessins_engagements import CibleDessinee, place_part
from spaser.documents.dessins_pages import draw_figure
from spaser.documents.francais import capitalize, format_euros_courts, is_pluriel, typographie
from spaser.moteur.depenses.resultats.taux import ValeurDepense
from spaser.moteur.valeurs import Valeur
from spaser.regles.indicateurs import Origine
from spaser.regles.reperes import ObjectifDeclare, Repere, list_reperes
from spaser.site.chiffres.depenses.resultats import Taux
from spaser.site.chiffres.situation import (
    CORRIGE,
    PARAMETRE,
    FigureConnue,
    FigureGardee,
    LigneSituation,
    Situation,
    link_preuve,
)
from spaser.site.organisations.models import Espace
from spaser.site.organisations.outils import Objectifs

# What each line of the law counts, as one says it in a meeting: true of a condition, a criterion
# or a reserved contract.
_SENS: Final = {
    "SOC-01": "Un effort social (insertion, emploi, conditions de travail…) figure dans le "
    "contrat, ou a compté dans le choix de l’entreprise.",
    "ENV-01": "Un effort pour l’environnement figure dans le contrat, ou a compté dans le choix de "
    "l’entreprise.",
    "SOC-13": "Le fournisseur est une entreprise solidaire agréée par l’État.",
    "SOC-IN": "Le fournisseur emploie des personnes éloignées de l’emploi ou handicapées.",
}
_PART_DE: Final = {Origine.PUBLIES: "nombre", Origine.CORRIGES: "nombre", Origine.PAYES: "paye"}


@dataclass(frozen=True)
class FigureMontree:
    """A line of the law as it is shown: its bar, what stands beside it, where it is proved."""

    ligne: LigneSituation
    cible: CibleDessinee
    reperes: tuple[str, ...] = ()
    base_nationale: str = ""  # what the national value is a share of
    preuve: str = ""
    annees: str = ""
    gardee: FigureGardee | None = None

    @property
    def dessin(self) -> SafeString:
        """Draw it; nothing where nothing is concluded."""
        une = self.ligne.retenue
        if une is None or not une.conclut:
            return mark_safe("")
        return mark_safe(draw_figure(f"figure-{self.ligne.code}", self.cible))  # noqa: S308 - it escapes every text

    @property
    def sens(self) -> str:
        """Say what it counts, as one says it in a meeting."""
        return typographie(_SENS[self.ligne.code])

    @property
    def nul(self) -> bool:
        """Say whether nothing was counted: told in words, never as a large 0 %."""
        return self.cible.valeur == 0

    @property
    def precision(self) -> str:
        """Say its count and its bounds in a line, or why it concludes nothing."""
        une = self.ligne.retenue
        if une is None:
            return typographie(f"{capitalize(self.ligne.absence)}.") if self.ligne.absence else ""
        figure = une.figure
        if not une.conclut:
            return typographie(figure.raison)
        quoi = figure.reference if une.origine is Origine.PAYES else None  # else as before it
        sans = tell_sans_reponse(quoi, figure.inconnus)
        dit = ", ".join(filter(None, (_tell_compte(une), sans)))
        bas, et, haut = figure.fourchette.removeprefix("entre ").partition(" et ")
        bornes = f"{bas.rstrip('%\u202f\u00a0')} à {haut}" if et else ""
        return typographie(" : ".join(filter(None, (dit, bornes))))


def list_figures(
    situation: Situation, espace: Espace, objectifs: Objectifs, gardees: Mapping[str, FigureGardee]
) -> list[FigureMontree]:
    """Return the lines of the law of a space, with what it aims at and kept, all on one scale."""
    return _share_scale(
        [
            replace(
                _read(ligne, objectifs.get(ligne.code, ())),
                preuve=link_preuve(espace, ligne.retenue.figure.reference) if ligne.retenue else "",
                annees=_link_annees(espace, ligne),
                gardee=gardees.get(ligne.code),
            )
            for ligne in situation.lignes
        ]
    )


def hide_espace(figure: FigureMontree) -> FigureMontree:
    """Leave out what leads into the space, for a reader who has no account there."""
    return replace(figure, preuve="", annees="", gardee=None)


def list_figures_publiees(situation: Situation) -> list[FigureMontree]:
    """Return the lines of the law of a buyer by its published contracts, all on one scale."""
    return _share_scale(
        [
            replace(_read(ligne), preuve=_link_preuve_publique(situation, ligne))
            for ligne in situation.lignes
        ]
    )


def _tell_compte(une: FigureConnue) -> str:
    """Return what it is a share of, millions told short: the fold has each euro."""
    taux = une.figure.taux
    if une.origine is not Origine.PAYES:
        qui = "qui répondent" if is_pluriel(float(taux.denominateur or 0)) else "qui répond"
        return f"{une.figure.compte} {qui}" if taux.inconnus else une.figure.compte
    if taux.variante != "montant":
        return une.figure.compte
    sur = (format_euros_courts(float(somme or 0)) for somme in (taux.numerateur, taux.denominateur))
    return f"{' sur '.join(sur)} HT"


def tell_payes(situation: Situation) -> str:
    """Say which part of what was paid the rates of the law are shares of, in the year bound."""
    retenues = [ligne.retenue for ligne in situation.lignes if ligne.retenue]
    payes = (une.figure.taux for une in retenues if une.origine is Origine.PAYES)
    sommes = {taux.denominateur for taux in payes if taux.variante == "montant"}
    conclue = situation.obligation
    if not conclue or situation.annee != conclue.gardee.annee or len(sommes) != 1:
        return ""
    return f"Taux sur {format_euros_courts(float(sommes.pop() or 0))}, au fournisseur connu."


def _link_annees(espace: Espace, ligne: LigneSituation) -> str:
    corrige = ligne.retenue and ligne.retenue.origine is Origine.CORRIGES
    query = {PARAMETRE: CORRIGE} if corrige else None
    return reverse("chiffres:indicateur", args=[espace.siren, ligne.code], query=query)


def _link_preuve_publique(situation: Situation, ligne: LigneSituation) -> str:
    if ligne.retenue is None:
        return ""
    query = {"annee": situation.annee, "expression": "nombre"}
    return reverse("acheteurs:preuve", args=[situation.siren, ligne.code], query=query)


def _read(ligne: LigneSituation, objectifs: Sequence[ObjectifDeclare] = ()) -> FigureMontree:
    """Draw what concludes: beside its rate, only a target of the same base has a mark."""
    nom, une = typographie(ligne.nom), ligne.retenue
    if une is None or not une.conclut:
        return FigureMontree(ligne, CibleDessinee(nom=nom))
    taux, figure = une.figure.taux, une.figure
    reperes = list_reperes(taux.indicateur, taux.variante, taux.annee, objectifs)
    autres = next((r for r in reperes if r.part is not None and r.est_national), None)
    dits, part_de = (nom, figure.texte, figure.compte), _PART_DE[une.origine]
    cible = _make_cible(dits, taux, autres, _find_visee(objectifs, part_de))
    base = autres.quand.partition(" (")[2].removesuffix(")") if autres else ""
    return FigureMontree(ligne, cible, tuple(tell_reperes(reperes)), base)


def _find_visee(objectifs: Sequence[ObjectifDeclare], part_de: str) -> ObjectifDeclare | None:
    return next((o for o in objectifs if o.part and o.base in {"", part_de}), None)


def _make_cible(
    dits: tuple[str, str, str],
    taux: Valeur | ValeurDepense,
    autres: Repere | None,
    visee: ObjectifDeclare | None,
) -> CibleDessinee:
    """Place a rate, by its name, its value and its count in words, beside others of its base."""
    return replace(
        place_part(dits[0], (taux.bas, taux.valeur, taux.haut), dits[1]),
        annee=str(taux.annee),
        cible=100 * visee.part if visee and visee.part else None,
        repere=100 * (autres.part or 0.0) if autres else None,
        cible_dite=f"Votre cible : {visee.dit}" if visee else "",
        repere_dit=f"France : {tell_court(autres)}" if autres else "",
        n_dit=dits[2],
    )


def draw_payes(taux: Sequence[Taux], objectifs: Objectifs) -> list[SafeString]:
    """Draw rates of a paid year on one scale; nothing for a number, nor for what is not known."""
    cibles = [
        _make_cible(
            (typographie(un.nom), un.texte, un.compte),
            un.valeur,
            None,
            _find_visee(objectifs.get(un.code, ()), _PART_DE[Origine.PAYES]),
        )
        if un.texte and un.valeur.variante != "total"
        else None
        for un in taux
    ]
    fin = max((cible.fin for cible in cibles if cible), default=100.0)
    return [
        mark_safe(draw_figure(f"paye-{un.code}".lower(), replace(cible, maximum=fin)))  # noqa: S308 - same
        if cible
        else mark_safe("")
        for un, cible in zip(taux, cibles, strict=True)
    ]


def _share_scale(figures: list[FigureMontree]) -> list[FigureMontree]:
    """Give the same scale to figures that are read side by side: 49 % is less long than 73 %."""
    fin = max((une.cible.fin for une in figures if une.ligne.retenue), default=100.0)
    return [replace(une, cible=replace(une.cible, maximum=fin)) for une in figures]
