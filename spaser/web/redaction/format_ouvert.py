"""Gathers the scheme of a space as a file of the open SPASER format, version 1.1.

It holds the words that people wrote, not the text that the site generates: figures travel as
values, each with its reference, and the plan as axes and actions. Proposals are not actions yet,
and stay out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils import timezone

from spaser.documents.document import Section
from spaser.documents.francais import typographie
from spaser.documents.texte_spaser import write_texte
from spaser.donnees.depenses.resultats.valeurs import ValeurDepense
from spaser.donnees.valeurs import Valeur
from spaser.metier.assujettissement.regle import Assujettissement
from spaser.metier.dates import DatePartielle
from spaser.metier.format_spaser.version_1_1 import (
    Comite,
    EtapeCalendrier,
    IndicateurSuivi11,
    Objectif11,
    Schema11,
    Spaser11,
    ValeurAnnuelle11,
)
from spaser.metier.indicateurs import Rubrique
from spaser.metier.perimetre import Origine
from spaser.metier.reference import ReferenceChiffre
from spaser.metier.registre.fiche import DocumentPublic, Periode, SourcePublique, Structure
from spaser.metier.registre.nomenclatures import (
    Categorie,
    Expression,
    ObligationSchema,
    TrancheHabitants,
    TypeDocument,
    TypeStructure,
    tranche_habitants,
)
from spaser.metier.statuts import Statut
from spaser.web.chiffres.models import Reference
from spaser.web.chiffres.selectors import find_fiche
from spaser.web.chiffres.situation import (
    FigureConnue,
    FigureGardee,
    Situation,
    find_gardees,
    read_situation,
)
from spaser.web.cibles.lecture import ValeurLue, choose_figure
from spaser.web.cibles.ligne import LigneSuivi
from spaser.web.cibles.selectors import read_suivi
from spaser.web.cibles.vises import list_visees
from spaser.web.depenses.acheteur import list_obligations
from spaser.web.depenses.resultats.mesures import tell_methode
from spaser.web.grille.models import LigneGrille
from spaser.web.grille.selectors import list_lignes
from spaser.web.grille.tableau import Suivi, list_suivis
from spaser.web.organisations.identite import Identite
from spaser.web.organisations.models import Espace
from spaser.web.publication.models import SchemaAdopte
from spaser.web.publication.selectors import find_schema_adopte
from spaser.web.redaction.models import Comite as ComiteEspace
from spaser.web.redaction.models import Jalon, Moment, Schema
from spaser.web.redaction.plan_ouvert import clip, list_actions, list_axes
from spaser.web.redaction.selectors import SchemaLu, find_schema, read_schema

_STATUTS: Final = {
    Moment.PREPARE.value: Statut.EN_COURS_ELABORATION,
    Moment.ECRIT.value: Statut.EN_COURS_ELABORATION,
    Moment.ADOPTE.value: Statut.ADOPTE,
}
_OBLIGATIONS: Final = {
    Assujettissement.OBLIGE.value: ObligationSchema.OBLIGE,
    Assujettissement.NON_OBLIGE.value: ObligationSchema.VOLONTAIRE,
}
_CATEGORIES: Final = {
    Rubrique.ENVIRONNEMENT: Categorie.ECOLOGIQUE,
    Rubrique.SOCIAL: Categorie.SOCIAL,
    Rubrique.ECONOMIQUE: Categorie.ECONOMIE,
    Rubrique.GOUVERNANCE: Categorie.GOUVERNANCE,
}
_DE_LA_LOI: Final = {
    "SOC-01": Categorie.SOCIAL,
    "ENV-01": Categorie.ECOLOGIQUE,
    "SOC-13": Categorie.ESUS,
    "SOC-IN": Categorie.INSERTION_HANDICAP,
}
_EXPRESSIONS: Final = {"nombre": Expression.NOMBRE, "montant": Expression.VALEUR}
_SANS: Final = frozenset({"grille", "cibles"})  # if one is off, no target is told
_POUR_CENT: Final = frozenset({"nombre", "montant"})  # shares, between 0 and 1


def gather_spaser(espace: Espace, schema_lu: SchemaLu | None = None) -> Spaser11:
    """Return all that a space says of its scheme, read now unless it was."""
    lu = schema_lu or read_schema(espace)
    lignes = [] if "grille" in lu.sujet.eteints else list(list_lignes(espace))
    suivis = _name_suivis(lignes)
    schema = find_schema(espace)
    adopte = find_schema_adopte(espace)
    obligation = list_obligations(espace).first()
    return Spaser11(
        structure=_structure(lu.sujet.identite),
        schema=Schema11(
            statut=_find_statut(schema, adopte),
            adopte_le=_day(adopte.adopte_le) if adopte and adopte.adopte_le else None,
            periode=Periode(fin=_day(adopte.fin) if adopte and adopte.fin else None),
            obligation=_OBLIGATIONS.get(obligation.verdict) if obligation else None,
            approche=lu.sujet.approche,
            axes=tuple(list_axes(lu.sujet.plan)),
            objectifs=tuple(_objectifs(espace, suivis)),
            actions=tuple(list_actions(lu.sujet.plan, suivis)),
            indicateurs=tuple(
                _indicateurs(espace, suivis, None if _SANS & lu.sujet.eteints else lignes)
            ),
            texte=write_texte(tuple(_sections(lu))),
            calendrier=tuple(map(_etape, Jalon.objects.filter(espace=espace))),
            gouvernance=tuple(map(_comite, ComiteEspace.objects.filter(espace=espace))),
        ),
        documents=tuple(_documents(adopte)),
        sources=(SourcePublique(libelle=clip(espace.mention)),) if espace.mention else (),
    )


def _find_statut(schema: Schema | None, adopte: SchemaAdopte | None) -> Statut | None:
    """Return what she said: a day of adoption says it, whatever she works at now."""
    if adopte and adopte.adopte_le:
        return Statut.ADOPTE
    return _STATUTS.get(schema.moment) if schema else None


def _documents(adopte: SchemaAdopte | None) -> Iterator[DocumentPublic]:
    if adopte and adopte.adresse:
        yield DocumentPublic(
            titre="Le schéma adopté", url=adopte.adresse, nature=TypeDocument.SCHEMA
        )


def _structure(identite: Identite) -> Structure:
    tranche = tranche_habitants(identite.population) if identite.population is not None else ""
    return Structure(
        nom=clip(identite.nom),
        type=TypeStructure(identite.type or TypeStructure.AUTRE),
        siren=identite.siren,
        code_region=identite.code_region or None,
        codes_departement=identite.codes_departement,
        tranche_habitants=TrancheHabitants(tranche) if tranche else None,
    )


def _sections(lu: SchemaLu) -> Iterator[Section]:
    for partie in lu.parties:
        rubriques = tuple(
            Section(rubrique.titre, rubrique.mots, identifiant=rubrique.code)
            for rubrique in partie.gardees
            if rubrique.mots
        )
        if rubriques:
            yield Section(partie.titre, sections=rubriques, identifiant=f"partie_{partie.numero}")


def _etape(jalon: Jalon) -> EtapeCalendrier:
    return EtapeCalendrier(intitule=clip(jalon.titre), jour=_day(jalon.jour), fait=jalon.fait)


def _comite(comite: ComiteEspace) -> Comite:
    return Comite(
        comite=clip(comite.nom),
        qui=clip(comite.membres, 1000) or None,
        quand=clip(comite.quand) or None,
        role=clip(comite.role, 1000) or None,
    )


def _name_suivis(lignes: Sequence[LigneGrille]) -> dict[str, Suivi]:
    """Return what is followed by a code that is in the file once: its own, or that of its line."""
    suivis: dict[str, Suivi] = {}
    for suivi in list_suivis(lignes):
        libre = suivi.code and suivi.code not in suivis
        suivis[suivi.code if libre else f"L{suivi.cle}"] = suivi
    return suivis


def _objectifs(espace: Espace, suivis: Mapping[str, Suivi]) -> Iterator[Objectif11]:
    visees = {visee.ligne_id: visee for visee in list_visees(espace)}
    for code, suivi in suivis.items():
        ligne = suivi.ligne
        visee = visees.get(ligne.pk) if ligne else None
        if ligne is None or visee is None or visee.cible_valeur is None:
            continue
        yield Objectif11(
            code=f"O-{code}"[:40],
            intitule=clip(ligne.objectif or _name(suivi)),
            valeur=float(visee.cible_valeur),
            unite=clip(visee.unite) or None,
            echeance=DatePartielle(str(visee.cible_annee)) if visee.cible_annee else None,
            indicateurs=(code,),
        )


def _indicateurs(
    espace: Espace, suivis: Mapping[str, Suivi], lignes: Sequence[LigneGrille] | None
) -> Iterator[IndicateurSuivi11]:
    """Give what is followed: the law's first, then the short list, each as its target is judged.

    Without lines of the grid, nothing is known of targets.
    """
    calcules = {suivi.mesures[0]: None for suivi in suivis.values() if suivi.mesures}
    situation = read_situation(espace, [code for code in calcules if code not in _DE_LA_LOI])
    gardees = find_gardees(espace, situation)
    suivies = _read_suivies(espace, situation, lignes) if lignes is not None else {}
    for code, suivi in suivis.items():
        lue = situation.find(suivi.mesures[0]) if suivi.mesures else None
        suivie = suivies.get(suivi.cle)
        retenue = lue.retenue if lue else None
        connue = choose_figure(suivie.vise.visee, lue) if suivie else retenue
        absence = ""
        if lue and connue is None and situation.annee:
            dite = lue.absence if suivie is None else suivie.absence
            absence = f"Non connu pour {situation.annee} : {dite.rstrip('.')}."
        gardee = gardees.get(code) if connue is retenue else None
        ecrit = _add_valeurs(_indicateur(code, suivi, absence, connue), connue, gardee)
        yield _add_notees(espace.siren, ecrit, suivie) if suivie else ecrit


def _read_suivies(
    espace: Espace, situation: Situation, lignes: Sequence[LigneGrille]
) -> dict[str, LigneSuivi]:
    suivi = read_suivi(espace, situation=situation, lignes=lignes)
    return {ligne.vise.cle: ligne for ligne in suivi.lignes}


def _indicateur(
    code: str, suivi: Suivi, absence: str, connue: FigureConnue | None
) -> IndicateurSuivi11:
    calcul = find_fiche(suivi.mesures[0]) if suivi.mesures else None
    formule = suivi.fiche.formule if suivi.fiche else ""
    if connue and connue.origine is Origine.PAYES:
        methode_propre = tell_methode(connue.figure.reference.code)
    else:
        methode_propre = typographie(calcul.methode if calcul else formule)
    ligne, nom = suivi.ligne, _name(suivi)
    intitule = clip(nom)
    rubrique = _CATEGORIES[Rubrique(ligne.rubrique)] if ligne else None
    methode = (
        f"Intitulé entier : {clip(nom, 1000)}." if intitule.endswith("…") else "",
        methode_propre,
        f"Données : {ligne.source}." if ligne and ligne.source else "",
        absence,
    )
    return IndicateurSuivi11(
        code=code,
        intitule=intitule,
        categorie=_DE_LA_LOI.get(code, rubrique),
        unite=clip(suivi.fiche.unite) or None if suivi.fiche else None,
        methode=" ".join(filter(None, methode)) or None,
    )


def _name(suivi: Suivi) -> str:
    """Return a name that is never empty: the format asks for one."""
    return suivi.nom or (suivi.fiche.libelle if suivi.fiche else "Indicateur sans intitulé")


def _add_valeurs(
    suivi: IndicateurSuivi11, connue: FigureConnue | None, gardee: FigureGardee | None
) -> IndicateurSuivi11:
    """Give an indicator its best known value; one that was kept is the same, or stands after."""
    if connue is None:
        return suivi
    figure = connue.figure
    reference = figure.reference
    fige = timezone.localtime(gardee.reference.gardee_le).date() if gardee else None
    meme = gardee is not None and not gardee.a_change
    methode = " ".join((f"{connue.source}.", *connue.phrases))
    jour = connue.depuis or figure.date_donnees
    valeurs = [_mesure(reference, figure.taux, jour, fige if meme else None, methode)]
    if gardee and not meme:
        ancienne = gardee.reference
        methode = f"Valeur gardée dans l’espace, méthode {ancienne.methode}."
        valeurs.append(_mesure(reference, ancienne, ancienne.date_donnees, fige, methode))
    return replace(
        suivi,
        expression=_EXPRESSIONS.get(reference.mesure, Expression.AUTRE),
        unite=f"% {connue.de_quoi}" if _is_part_connue(connue) else suivi.unite,
        valeurs=tuple(valeurs),
    )


def _add_notees(siren: str, suivi: IndicateurSuivi11, suivie: LigneSuivi) -> IndicateurSuivi11:
    """Put the values that somebody kept, which hold, before the one that the site computes."""
    calculee = suivie.calculee
    notees = tuple(
        _notee(siren, une)
        for annee, une in sorted(suivie.gardees.items())
        if calculee is None or annee != calculee.annee or not une.is_same(calculee)
    )
    if not notees:
        return suivi
    calculees = suivi.valeurs if calculee else ()  # in the unit of the target, or left out
    unite = suivi.unite if calculees else clip(suivie.unite) or None
    return replace(suivi, unite=unite, valeurs=(*notees, *calculees))


def _notee(siren: str, une: ValeurLue) -> ValeurAnnuelle11:
    jour = _day(une.le) if une.le else None
    return ValeurAnnuelle11(
        annee=une.annee,
        siren=siren,
        valeur=_scale(une.valeur),
        bas=_scale(une.bas),
        haut=_scale(une.haut),
        numerateur=_scale(une.numerateur),
        denominateur=_scale(une.denominateur),
        inconnus=None if une.inconnus is None else float(une.inconnus),
        methode=clip(typographie(une.precision), 10_000),
        reference=une.reference or None,
        jour=jour,
        fige_le=jour if une.reference else None,
    )


def _is_part_connue(connue: FigureConnue) -> bool:
    """Say whether `de_quoi` tells what a figure is a share of: contracts, or paid euros."""
    mesure = connue.figure.reference.mesure
    return mesure == "nombre" or (mesure == "montant" and connue.origine is Origine.PAYES)


def _mesure(
    reference: ReferenceChiffre,
    nombres: Valeur | ValeurDepense | Reference,
    jour: date | None,
    fige: date | None,
    methode: str,
) -> ValeurAnnuelle11:
    echelle = 100 if reference.mesure in _POUR_CENT else 1
    tenue = jour is None or fige is None or jour <= fige
    return ValeurAnnuelle11(
        annee=reference.annee,
        siren=reference.siren,
        valeur=_scale(nombres.valeur, echelle),
        bas=_scale(nombres.bas, echelle),
        haut=_scale(nombres.haut, echelle),
        numerateur=_scale(nombres.numerateur),
        denominateur=_scale(nombres.denominateur),
        inconnus=float(nombres.inconnus),
        methode=clip(methode, 10_000),
        reference=str(reference),
        jour=_day(jour) if jour else None,
        fige_le=_day(fige) if fige and tenue else None,
    )


def _scale(nombre: float | Decimal | None, echelle: int = 1) -> float | None:
    """Return a number without the dust of its binary form."""
    return None if nombre is None else round(float(nombre) * echelle, 9)


def _day(jour: date) -> DatePartielle:
    return DatePartielle(jour.isoformat())
