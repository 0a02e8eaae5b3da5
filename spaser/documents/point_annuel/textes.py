"""The yearly review in words: what pages, documents and slides all say of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from spaser.documents.cibles import write_ecart, write_valeur
from spaser.documents.francais import (
    capitalize,
    enumerate_mots,
    format_date,
    pluriel,
    typographie,
    uncapitalize,
)
from spaser.documents.publication.textes import (
    tell_cible,
    tell_compte_corrige,
    tell_details,
    tell_doute,
    tell_ecart,
    tell_expression,
    tell_valeur,
)
from spaser.metier.cibles.modele import SANS_CIBLE, EtatCible
from spaser.metier.point_annuel.modele import (
    ActionPoint,
    ContenuPoint,
    Correction,
    GroupeActions,
    LignePoint,
    hold_resultat,
)
from spaser.metier.publication.modele import LignePubliee, ResultatAnnee

DEMANDES: Final = "Ce qui est demandé à l’assemblée"
PROJET: Final = "Projet : l’année n’est pas close, ces valeurs peuvent encore changer."


@dataclass(frozen=True, slots=True, kw_only=True)
class Etape:
    """Where a review stands: without a day, it is a draft; `reserve` is what a trial says."""

    clos_le: date | None = None
    corrections: tuple[Correction, ...] = ()
    reserve: str = ""
    fictive: bool = False

    @property
    def mention(self) -> str:
        fin = f"Année close le {format_date(self.clos_le)}." if self.clos_le else PROJET
        fictif = "Exemple fictif." if self.fictive else ""
        return typographie(" ".join(filter(None, (fictif, fin, self.reserve))))


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneDite:
    """An indicator in words; `errata` says what was corrected since, one after the other.

    `valeur` is the frozen one, as are its gaps: `corrigee` is what holds once it was corrected.
    """

    cle: str
    nom: str
    expression: str
    valeur: str
    corrigee: str
    compte_corrige: str
    compte: str
    details: list[str]
    cible: str
    doute: str
    ecart: str
    attendu: str
    etat: str
    raison: str
    precedent: str
    precedent_compte: str
    precedent_details: list[str]
    evolution: str
    sans_evolution: str
    origine: str
    methode: str
    commentaire: str
    errata: list[str]

    @property
    def tenue(self) -> tuple[str, str]:
        if self.errata:
            return f"{self.corrigee} (corrigée)", self.compte_corrige
        return self.valeur, self.compte.rstrip(".")

    @property
    def etat_tenu(self) -> str:
        return f"{self.etat}, avant la correction" if self.errata else self.etat

    @property
    def de_quoi(self) -> str:
        return " de la valeur arrêtée" if self.errata else ""


def tell_ligne(ligne: LignePoint, corrections: Iterable[Correction] = ()) -> LigneDite:
    publiee, resultat, unite = _as_publiee(ligne), ligne.resultat, ligne.indicateur.unite
    siennes = [c for c in corrections if c.cle == ligne.indicateur.cle]
    evolution, tenue = ligne.evolution, hold_resultat(ligne, siennes)
    dits = _detail_avant(ligne)
    avant = (ligne.precedent,) if ligne.precedent else ()
    comparee = replace(publiee, resultats=(*avant, resultat))  # as the publication sets its years
    details = [capitalize(phrase) for phrase in tell_details(publiee, resultat)]
    if resultat.marque:
        details.append(typographie(f"{resultat.marque}."))
    return LigneDite(
        cle=ligne.indicateur.cle,
        nom=ligne.indicateur.nom,
        expression=tell_expression(publiee) if ligne.indicateur.legal else "",
        valeur=_write(publiee, resultat),
        corrigee=_write(publiee, tenue) if siennes else "",
        compte_corrige=_tell_corrige(tenue, unite) if siennes else "",
        compte=details[0] if resultat.denominateur is not None else "",
        details=details,
        cible=tell_cible(publiee),
        doute=tell_doute(publiee),
        ecart=tell_ecart(comparee, resultat),
        attendu="" if ligne.attendu is None else write_valeur(ligne.attendu, unite),
        etat=ligne.etat.libelle if tell_cible(publiee) else SANS_CIBLE,
        raison=ligne.raison,
        precedent=_tell_avant(ligne),
        precedent_compte=dits[0] if ligne.precedent and ligne.precedent.denominateur else "",
        precedent_details=dits,
        evolution="" if evolution is None else write_ecart(evolution, unite),
        sans_evolution=typographie(ligne.sans_evolution),
        origine=_tell_origine(ligne),
        methode=ligne.methode,
        commentaire=typographie(ligne.commentaire),
        errata=[tell_erratum(ligne, c) for c in siennes],
    )


def _tell_corrige(tenue: ResultatAnnee, unite: str) -> str:
    """Say what a corrected value is a share of, short: the count, or that it was not given."""
    return "compte non donné" if tenue.reserve else tell_compte_corrige(tenue, unite)


def _write(publiee: LignePubliee, resultat: ResultatAnnee) -> str:
    return "Non connue" if resultat.valeur is None else tell_valeur(publiee, resultat)


def _as_publiee(ligne: LignePoint) -> LignePubliee:
    dit = ligne.indicateur
    return LignePubliee(
        cle=dit.cle,
        nom=dit.nom,
        code=dit.code,
        legal=dit.legal,
        unite=dit.unite,
        cible=dit.cible,
        cible_annee=dit.cible_annee,
        precision=dit.precision,
        cible_base=dit.cible_base,
        cible_origine=dit.cible_origine,
        doute=dit.doute,
        resultats=(dit.resultat,),
    )


def _tell_avant(ligne: LignePoint) -> str:
    avant = ligne.precedent
    if avant is None or avant.valeur is None:
        return ""
    return write_valeur(avant.valeur, ligne.precedent_unite)


def _detail_avant(ligne: LignePoint) -> list[str]:
    avant = ligne.precedent
    if avant is None:
        return []
    publiee = replace(_as_publiee(ligne), unite=ligne.precedent_unite, cible=None)
    corrigee = [f"{avant.source}."] if avant.valeur is not None and avant.commentaire else []
    return [*corrigee, *map(capitalize, tell_details(publiee, avant))]


def _tell_origine(ligne: LignePoint) -> str:
    if ligne.resultat.valeur is None:
        return ""
    jour = f", au {format_date(ligne.releve_le)}" if ligne.releve_le else ""
    nature = f"Valeur {uncapitalize(ligne.nature)}{jour}" if ligne.nature else ""
    return typographie(". ".join(filter(None, (nature, ligne.resultat.source.rstrip(".")))) + ".")


def tell_erratum(ligne: LignePoint, correction: Correction) -> str:
    unite = ligne.indicateur.unite
    avant, apres = (write_connue(une, unite) for une in (correction.ancienne, correction.nouvelle))
    quand = format_date(correction.jour)
    tenu = hold_resultat(ligne, [correction])
    compte = "" if tenu.valeur is None else tell_compte_corrige(tenu, unite)
    apres += f" ({compte})" if compte else ""
    return typographie(f"{quand} : {apres} au lieu de {avant}. {correction.motif}")


def write_connue(valeur: Decimal | None, unite: str) -> str:
    """Return a value within a sentence, or that it is not known."""
    return "non connue" if valeur is None else write_valeur(valeur, unite)


def sum_up(contenu: ContenuPoint) -> str:
    visees = [ligne for ligne in contenu.lignes if tell_cible(_as_publiee(ligne))]
    etats = [(etat, sum(ligne.etat is etat for ligne in visees)) for etat in EtatCible]
    dits = [pluriel(nombre, *_ETATS[etat]) for etat, nombre in etats if nombre]
    phrases = [
        f"{pluriel(len(visees), 'cible')} : {enumerate_mots(dits)}."
        if visees
        else "Aucune cible n’est fixée."
    ]
    if contenu.actions:
        phrases.append(f"{tell_actions(contenu)}.")
    return typographie(" ".join(phrases))


_ETATS: Final = {
    EtatCible.ATTEINT: ("atteinte", "atteintes"),
    EtatCible.EN_BONNE_VOIE: ("en bonne voie", "en bonne voie"),
    EtatCible.EN_RETARD: ("en retard", "en retard"),
    EtatCible.INDECIS: ("dont on ne peut rien dire", "dont on ne peut rien dire"),
}


def tell_actions(contenu: ContenuPoint) -> str:
    groupes = [(groupe, len(contenu.list_groupe(groupe))) for groupe in GroupeActions]
    dits = [pluriel(nombre, *_COMPTES[groupe]) for groupe, nombre in groupes if nombre]
    return f"{pluriel(len(contenu.actions), 'action')} : {enumerate_mots(dits)}"


_COMPTES: Final = {
    GroupeActions.FAITES: ("faite", "faites"),
    GroupeActions.RETARD: ("en retard", "en retard"),
    GroupeActions.EN_COURS: ("en cours", "en cours"),
    GroupeActions.A_LANCER: ("à lancer", "à lancer"),
    GroupeActions.ABANDONNEES: ("abandonnée", "abandonnées"),
}


def tell_action(action: ActionPoint) -> str:
    """Say what became of an action, without its title."""
    match action.groupe:
        case GroupeActions.FAITES:
            return f"Depuis le {format_date(action.depuis)}" if action.depuis else ""
        case GroupeActions.ABANDONNEES:
            return action.motif or "Raison non dite"
        case GroupeActions.RETARD:
            echeance = f" ({action.echeance})" if action.echeance else ""
            return f"{capitalize(action.retard)}{echeance}"
    return capitalize(_join(action.avancement, action.echeance))


def _join(quoi: str, echeance: str) -> str:
    return ", ".join(filter(None, (quoi, echeance and f"échéance : {echeance}")))


def tell_collecte(contenu: ContenuPoint) -> str:
    """Say how many referents answered; nothing when nobody was quoi."""
    faite = contenu.collecte
    if faite is None:
        return ""
    quoi = pluriel(faite.demandees, "fiche de collecte", "fiches de collecte")
    return typographie(f"{quoi}, dont {pluriel(faite.rendues, 'rendue')} en entier.")


def list_methode(contenu: ContenuPoint) -> list[str]:
    sources = dict.fromkeys(
        ligne.resultat.source.rstrip(".") for ligne in contenu.lignes if ligne.resultat.source
    )
    separees = dict.fromkeys(une.sans_evolution for une in contenu.lignes if une.sans_evolution)
    phrases = [
        f"Valeurs lues le {format_date(contenu.jour)}.",
        *(f"Non comparable : {uncapitalize(raison)}" for raison in separees),
        tell_collecte(contenu),
        *contenu.perimetre,
        *(f"{source}." for source in sources),
    ]
    return [typographie(phrase) for phrase in phrases if phrase]
