"""Gathers what a space is about to have voted: what is decided, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from spaser.documents.document import SOURCES, Allure, Bloc, Section
from spaser.documents.francais import format_annees, typographie
from spaser.documents.schema.engagements import ActionEcrite, AxeEcrit, EtapePrevue, ReunionPrevue
from spaser.documents.schema.vote import AchatsConnus, CibleVotee, SchemaVote
from spaser.regles.assujettissement import Assujettissement
from spaser.regles.calendrier import ADOPTION
from spaser.regles.etats_schema import Pret
from spaser.regles.plan import A_POURVOIR, EtatAction
from spaser.regles.publication import ResultatAnnee
from spaser.site.chiffres.situation import LigneSituation
from spaser.site.organisations.models import Espace
from spaser.site.plan.actions.plan_lu import AxeLu, write_action_lue, write_axe_lu
from spaser.site.plan.actions.services import find_plan
from spaser.site.plan.cibles.lignes import LigneSuivi
from spaser.site.plan.cibles.services import read_suivi
from spaser.site.plan.point_annuel.services import read_indicateur
from spaser.site.schema.models import Comite, Jalon, read_dites
from spaser.site.schema.redaction.presenter import TIREES
from spaser.site.schema.redaction.services import RubriqueLue, SchemaLu
from spaser.site.schema.redaction.sujet import SujetSchema

_FAMILLES: Final = 6
_VERDICTS: Final = {
    Assujettissement.OBLIGE.value: True,
    Assujettissement.NON_OBLIGE.value: False,
}
_ATELIER: Final = frozenset({"pistes"})  # what is not decided, which is told before the vote
# The headings that stand in annex, in their order there; those that the body writes itself.
_ANNEXES: Final = (
    "situation", "identite", "familles", "politiques", "pp_attentes", "acteurs", "methode",
    "cadre", "glossaire",
)  # fmt: skip
_DU_CORPS: Final = frozenset(
    {"edito", "axes", "fiches_action", "pistes", "indicateurs", "gouvernance", "calendrier",
     "publication"}
)  # fmt: skip


def gather_vote(espace: Espace, lu: SchemaLu) -> SchemaVote:
    """Return the scheme of a space as it would be voted on today."""
    sujet, reglage = lu.sujet, find_plan(espace)
    edito = lu.find("edito")
    axes = tuple(axe for axe in map(_write_axe, sujet.plan.axes) if axe)
    return SchemaVote(
        siren=espace.siren,
        acheteur=sujet.identite.nom,
        type=sujet.identite.type or "",
        jour=sujet.jour,
        debut=reglage.debut.year if reglage and reglage.debut else None,
        fin=reglage.fin.year if reglage and reglage.fin else None,
        habitants=sujet.identite.population,
        oblige=_VERDICTS.get(sujet.gardee.verdict) if sujet.gardee else None,
        edito=_write_section(edito, edito.mots, Allure.EDITO)
        if edito and edito.mots and not edito.ecartee_pour
        else None,
        axes=axes,
        cibles=tuple(_list_cibles(espace, sujet, axes)),
        achats=_read_achats(sujet),
        reunions=read_dites(ReunionPrevue, Comite.objects.filter(espace=espace)),
        jalons=read_dites(EtapePrevue, _list_jalons(espace)),
        chapitres=tuple(_list_chapitres(lu, axes)),
        annexes=tuple(_list_annexes(lu)),
        reserve=espace.mention,
    )


def _write_axe(axe: AxeLu) -> AxeEcrit | None:
    """Return an axis with what is decided of it; None for one that would hold nothing."""
    if axe.axe is None:
        return None
    ecrit = write_axe_lu(axe)
    actions = tuple(
        _clean(write_action_lue(lue))
        for lue in axe.actions
        if lue.etat is not EtatAction.ABANDONNEE
    )
    tenus = {action.objectif for action in actions}
    objectifs = tuple(objectif for objectif in ecrit.objectifs if objectif.titre in tenus)
    return replace(ecrit, actions=actions, objectifs=objectifs) if actions else None


def _clean(action: ActionEcrite) -> ActionEcrite:
    """Leave out what is the workshop's: that nobody leads it yet is told before the vote."""
    return replace(action, pilote="") if action.pilote == A_POURVOIR else action


def _list_jalons(espace: Espace) -> Iterator[Jalon]:
    """Yield the steps that follow the vote: those that prepare it are nothing to decide."""
    jalons = list(Jalon.objects.filter(espace=espace))
    vote = next((jalon.jour for jalon in jalons if jalon.code == ADOPTION), None)
    for jalon in jalons:
        if not jalon.fait and (vote is None or jalon.jour > vote):
            yield jalon


def _list_cibles(
    espace: Espace, sujet: SujetSchema, axes: Sequence[AxeEcrit]
) -> Iterator[CibleVotee]:
    """Yield what is aimed at, those of the law first: without a target nothing is."""
    if {"grille", "cibles"} & sujet.eteints:
        return
    servent = {
        nom: axe.code
        for axe in reversed(axes)
        for action in axe.actions
        for nom in action.indicateurs
    }
    suivi = read_suivi(espace, situation=sujet.situation)
    for ligne in suivi.lignes:
        if not (ligne.est_visee or ligne.cible_en_mots):
            continue
        indicateur = read_indicateur(ligne, suivi.annee)
        axe = next((code for nom, code in servent.items() if ligne.nom in nom), "")
        yield CibleVotee(
            indicateur=indicateur,
            depart=_find_depart(ligne, indicateur.resultat),
            axe=axe,
        )


def _find_depart(ligne: LigneSuivi, resultat: ResultatAnnee) -> ResultatAnnee | None:
    """Return where a target starts from, when it is not the value that stands beside it."""
    base = ligne.base
    if base is None or (resultat.valeur is not None and base.annee >= resultat.annee):
        return None
    return ResultatAnnee(
        annee=base.annee,
        valeur=base.valeur,
        expression=resultat.expression,
        origine=resultat.origine,
    )


def _read_achats(sujet: SujetSchema) -> AchatsConnus:
    publie, gardee = sujet.situation.publie, sujet.gardee
    nombre, montant = map(_read_volume, sujet.situation.volumes)
    familles = [f for f in publie.portrait.familles if f.montant] if publie.portrait else []
    total = sum(f.montant or 0.0 for f in familles)
    return AchatsConnus(
        annee_payee=gardee.annee if gardee else None,
        paye_bas=gardee.bas if gardee else None,
        paye_haut=gardee.haut if gardee else None,
        annee=sujet.situation.annee,
        marches=None if nombre is None else round(nombre),
        montant=None if montant is None else Decimal(str(montant)),
        familles=tuple(
            (typographie(f.nom), (f.montant or 0.0) / total) for f in familles[:_FAMILLES]
        ),
        annees_familles=format_annees(publie.vue.annees) if publie.vue else "",
    )


def _read_volume(ligne: LigneSituation) -> float | None:
    """Return the best known volume of the year: that of corrected contracts when there are."""
    return ligne.retenue.figure.taux.valeur if ligne.retenue else None


def _list_chapitres(lu: SchemaLu, axes: Sequence[AxeEcrit]) -> Iterator[Section]:
    """Yield what the buyer wrote of acting and following, in its order: never what fills itself.

    Words written under a chapter that an axis answers bear the number of that axis.
    """
    rangs = {axe.code: rang for rang, axe in enumerate(axes, start=1)}
    places = {
        code: rangs.get(lue.axe.code, 0)
        for lue in lu.sujet.plan.axes
        if lue.axe
        for code in lue.axe.chapitres
    }
    for partie in lu.parties[1:3]:
        for rubrique in partie.gardees:
            if rubrique.mots and rubrique.code not in {*_ANNEXES, *_ATELIER}:
                place = places.get(rubrique.code, 0)
                yield _write_section(rubrique, rubrique.mots, axe=place)


def _list_annexes(lu: SchemaLu) -> Iterator[Section]:
    gardees = {rubrique.code: rubrique for rubrique in lu.rubriques}
    imprimes: list[Bloc] = []
    for code in (*_ANNEXES, *_find_ajoutees(lu)):
        rubrique = gardees.get(code)
        if rubrique is None or not (blocs := rubrique.blocs):
            continue
        imprimes += blocs
        yield _write_section(rubrique, blocs, Allure.ANNEXE)
    sources = gardees.get(SOURCES)
    if sources and (blocs := (*sources.mots, *TIREES[SOURCES](lu.sujet, imprimes).blocs)):
        yield _write_section(sources, blocs, Allure.ANNEXE)


def _find_ajoutees(lu: SchemaLu) -> Iterator[str]:
    """Yield the headings that the space added to its first and last parts."""
    for partie in (lu.parties[0], lu.parties[3]):
        yield from (
            r.code
            for r in partie.gardees
            if r.code not in {*_ANNEXES, *_DU_CORPS, SOURCES} and r.mots
        )


def _write_section(
    rubrique: RubriqueLue, blocs: tuple[Bloc, ...], allure: Allure = Allure.COURANTE, axe: int = 0
) -> Section:
    titre = typographie(rubrique.titre)
    return Section(titre, blocs, identifiant=rubrique.code, allure=allure, axe=axe)


def count_pret(lu: SchemaLu, schema: SchemaVote) -> Pret:
    """Count what is about to be frozen, what is left out of it and what is not said."""
    actions = [action for action in schema.actions if not action.est_faite]
    hors_axe = [lue for axe in lu.sujet.plan.axes if axe.axe is None for lue in axe.actions]
    return Pret(
        axes=len(schema.axes),
        cibles=sum(cible.est_chiffree for cible in schema.cibles),
        sans_axe=sum(lue.etat is not EtatAction.ABANDONNEE for lue in hors_axe),
        sans_pilote=sum(not action.pilote for action in actions),
        sans_echeance=sum(action.fin is None for action in actions),
        edito=schema.edito is not None,
        pistes=any(r.mots for r in lu.rubriques if r.code in _ATELIER),
        annees=bool(schema.annees),
    )
