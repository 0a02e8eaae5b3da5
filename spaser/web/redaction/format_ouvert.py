"""Gathers the scheme of a space as a file of the open SPASER format, version 1.1 (draft).

Her words, not what fills itself: figures travel as values, each with its reference. Proposals are
not actions yet, and stay out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils import timezone

from spaser.documents.document import Section
from spaser.documents.francais import format_date, typographie
from spaser.documents.texte_spaser import write_texte
from spaser.donnees.depenses.resultats.valeurs import ValeurDepense
from spaser.donnees.valeurs import Valeur
from spaser.metier.assujettissement.regle import Assujettissement
from spaser.metier.dates import DatePartielle
from spaser.metier.format_spaser.version_1_1 import (
    Comite,
    EtapeCalendrier,
    IndicateurSuivi11,
    Schema11,
    Spaser11,
    ValeurAnnuelle11,
)
from spaser.metier.indicateurs import FicheIndicateur, Rubrique
from spaser.metier.perimetre import Origine
from spaser.metier.reference import ReferenceChiffre
from spaser.metier.registre.fiche import SourcePublique, Structure
from spaser.metier.registre.nomenclatures import (
    Categorie,
    Expression,
    ObligationSchema,
    TrancheHabitants,
    TypeStructure,
    tranche_habitants,
)
from spaser.metier.statuts import Statut
from spaser.web.chiffres.figures import tell_mesure
from spaser.web.chiffres.models import Reference
from spaser.web.chiffres.selectors import find_fiche, find_mesure
from spaser.web.chiffres.situation import FigureConnue, FigureGardee, Situation, find_gardees
from spaser.web.commun.reglages import read_eteints
from spaser.web.depenses.obligation.selectors import list_obligations
from spaser.web.grille.models import LigneGrille
from spaser.web.grille.selectors import list_lignes
from spaser.web.organisations.identite import Identite
from spaser.web.organisations.models import Espace
from spaser.web.redaction.models import Comite as ComiteEspace
from spaser.web.redaction.models import Jalon, Moment
from spaser.web.redaction.selectors import SchemaLu, find_schema, read_schema

_COURT: Final = 300
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
_POUR_CENT: Final = frozenset({"nombre", "montant"})  # shares, between 0 and 1


def gather_spaser(espace: Espace) -> Spaser11:
    """Return all that a space says of its scheme."""
    lu = read_schema(espace)
    situation = lu.sujet.situation
    schema = find_schema(espace)
    obligation = list_obligations(espace).first()
    return Spaser11(
        structure=_structure(lu.sujet.identite),
        schema=Schema11(
            statut=_STATUTS.get(schema.moment) if schema else None,
            obligation=_OBLIGATIONS.get(obligation.verdict) if obligation else None,
            approche=lu.sujet.approche,
            indicateurs=(*_legaux(espace, situation), *_choisis(espace, situation)),
            texte=write_texte(tuple(_sections(lu))),
            calendrier=tuple(map(_etape, Jalon.objects.filter(espace=espace))),
            gouvernance=tuple(map(_comite, ComiteEspace.objects.filter(espace=espace))),
        ),
        sources=(SourcePublique(libelle=_clip(espace.mention)),) if espace.mention else (),
    )


def _structure(identite: Identite) -> Structure:
    tranche = tranche_habitants(identite.population) if identite.population is not None else ""
    return Structure(
        nom=_clip(identite.nom),
        type=TypeStructure(identite.type or TypeStructure.AUTRE),
        siren=identite.siren,
        code_region=identite.code_region or None,
        codes_departement=identite.codes_departement,
        tranche_habitants=TrancheHabitants(tranche) if tranche else None,
    )


def _sections(lu: SchemaLu) -> Iterator[Section]:
    """Give the parts that hold words, and in each the headings that do."""
    for partie in lu.parties:
        rubriques = tuple(
            Section(rubrique.titre, rubrique.mots, identifiant=rubrique.code)
            for rubrique in partie.gardees
            if rubrique.mots
        )
        if rubriques:
            yield Section(partie.titre, sections=rubriques, identifiant=f"partie_{partie.numero}")


def _etape(jalon: Jalon) -> EtapeCalendrier:
    return EtapeCalendrier(intitule=_clip(jalon.titre), jour=_day(jalon.jour), fait=jalon.fait)


def _comite(comite: ComiteEspace) -> Comite:
    return Comite(
        comite=_clip(comite.nom),
        qui=_clip(comite.membres, 1000) or None,
        quand=_clip(comite.quand) or None,
        role=_clip(comite.role, 1000) or None,
    )


def _legaux(espace: Espace, situation: Situation) -> Iterator[IndicateurSuivi11]:
    """Give the figures that the law asks for, as they are best known, and as they were kept."""
    gardees = find_gardees(espace, situation)
    for ligne in situation.lignes:
        fiche = find_fiche(ligne.code)
        methode = typographie(fiche.methode) if fiche else ""
        if ligne.retenue is None and situation.annee:
            methode = f"{methode} Non connu pour {situation.annee} : {ligne.absence}."
        suivi = IndicateurSuivi11(
            code=ligne.code,
            intitule=_clip(ligne.nom),
            categorie=_DE_LA_LOI.get(ligne.code),
            methode=methode.strip() or None,
        )
        yield _add_valeurs(suivi, ligne.retenue, gardees.get(ligne.code))


def _choisis(espace: Espace, situation: Situation) -> Iterator[IndicateurSuivi11]:
    """Give the short list of the grid; an indicator of the law is already there."""
    if "grille" in read_eteints(espace):
        return
    pris = set(_DE_LA_LOI)
    for ligne in list_lignes(espace).filter(retenu=True):
        if ligne.code in _DE_LA_LOI:
            continue
        code = ligne.code if ligne.code not in pris else ""
        pris.add(code)
        yield _add_valeurs(_choisi(ligne, code), _find_publiee(situation, ligne.fiche), None)


def _choisi(ligne: LigneGrille, code: str) -> IndicateurSuivi11:
    fiche = ligne.fiche
    entier = ligne.indicateur or (fiche.libelle if fiche else ligne.titre)
    intitule = _clip(entier)
    methode = (
        f"Intitulé entier : {_clip(entier, 1000)}." if intitule.endswith("…") else "",
        typographie(fiche.formule) if fiche else "",
        f"Données : {ligne.source}." if ligne.source else "",
    )
    return IndicateurSuivi11(
        code=code or None,
        intitule=intitule,
        categorie=_CATEGORIES[Rubrique(ligne.rubrique)],
        unite=_clip(fiche.unite) or None if fiche else None,
        methode=" ".join(filter(None, methode)) or None,
    )


def _find_publiee(situation: Situation, fiche: FicheIndicateur | None) -> FigureConnue | None:
    """Return the published figure of an indicator of the library: its first one with a value."""
    for code in fiche.calcul if fiche else ():
        mesure = find_mesure(situation.publie, code, situation.annee, "")
        figure = tell_mesure(mesure, situation.publie.date_donnees) if mesure else None
        if figure and figure.verdict != "absent":
            jour = figure.date_donnees
            source = f"{figure.nom} ; données essentielles de la commande publique"
            return FigureConnue(
                figure, jour, f"{source}, au {format_date(jour)}" if jour else source
            )
    return None


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
        methode=_clip(methode, 10_000),
        reference=str(reference),
        jour=_day(jour) if jour else None,
        fige_le=_day(fige) if fige and tenue else None,
    )


def _scale(nombre: float | Decimal | None, echelle: int = 1) -> float | None:
    """Return a number without the dust of its binary form."""
    return None if nombre is None else round(float(nombre) * echelle, 9)


def _day(jour: date) -> DatePartielle:
    return DatePartielle(jour.isoformat())


def _clip(texte: str, maximum: int = _COURT) -> str:
    """Return a text on one line, cut short where the format ends."""
    ligne = " ".join("".join(c if c.isprintable() else " " for c in texte).split())
    return ligne if len(ligne) <= maximum else f"{ligne[: maximum - 1]}…"
