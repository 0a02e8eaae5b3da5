"""A year in plain values: what is frozen the day it is closed, and never written again."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from spaser.regles import publication
from spaser.regles.comparaison import explain
from spaser.regles.indicateurs import EtatCible
from spaser.regles.nomenclatures import Nomenclature
from spaser.regles.plan import EtatAction

BILAN_MAX: Final = 1500
DEMANDES_MAX: Final = 2000
COMMENTAIRE_MAX: Final = 300
MOTIF_MAX: Final = 500


class GroupeActions(Nomenclature):
    FAITES = "faites", "Faites"
    RETARD = "retard", "En retard"
    EN_COURS = "en_cours", "En cours"
    A_LANCER = "a_lancer", "À lancer"
    ABANDONNEES = "abandonnees", "Abandonnées"


@dataclass(frozen=True, slots=True, kw_only=True)
class LignePoint:
    """An indicator in the year: its value, its target, where it stands, the year before.

    `nature` and `releve_le` say how the value came here and when; `methode` how it is counted.
    `precedent` is what held of the year before the day this one was read, its errata included.
    """

    indicateur: publication.IndicateurAnnee
    etat: EtatCible
    raison: str = ""
    attendu: Decimal | None = None
    precedent: publication.ResultatAnnee | None = None
    precedent_unite: str = ""
    nature: str = ""
    releve_le: date | None = None
    methode: str = ""
    commentaire: str = ""

    @property
    def resultat(self) -> publication.ResultatAnnee:
        return self.indicateur.resultat

    @property
    def evolution(self) -> Decimal | None:
        """Return the value less that of the year before; None when they are not compared."""
        valeur, avant = self.resultat.valeur, self.precedent.valeur if self.precedent else None
        if valeur is None or avant is None or self.sans_evolution:
            return None
        return valeur - avant

    @property
    def sans_evolution(self) -> str:
        """Say why two known values are not compared: their units, or what they were counted on."""
        avant, ici = self.precedent, self.resultat
        if avant is None or avant.valeur is None or ici.valeur is None:
            return ""
        if self.precedent_unite != self.indicateur.unite:
            return "Les deux années n’ont pas la même unité."
        return explain(avant.assise, ici.assise)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionPoint:
    """An action as it stood on the last day of the year."""

    code: str
    titre: str
    etat: EtatAction = EtatAction.A_LANCER
    depuis: date | None = None
    motif: str = ""
    retard: str = ""
    avancement: str = ""
    echeance: str = ""
    obstacles: str = ""

    @property
    def groupe(self) -> GroupeActions:
        if self.retard:
            return GroupeActions.RETARD
        return _GROUPES[self.etat]


_GROUPES: Final = {
    EtatAction.TERMINEE: GroupeActions.FAITES,
    EtatAction.ABANDONNEE: GroupeActions.ABANDONNEES,
    EtatAction.EN_COURS: GroupeActions.EN_COURS,
    EtatAction.A_LANCER: GroupeActions.A_LANCER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CollecteFaite:
    """How many referents were asked for their values, and how many gave them all."""

    demandees: int
    rendues: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContenuPoint:
    """All that a yearly review says: written once, when it is closed.

    `change` tells what became of the plan since the review of the year before, if there is one.
    """

    siren: str
    acheteur: str
    annee: int
    jour: date
    lignes: tuple[LignePoint, ...]
    actions: tuple[ActionPoint, ...] = ()
    collecte: CollecteFaite | None = None
    change: tuple[str, ...] = ()
    precedent_le: date | None = None
    bilan: str = ""
    demandes: tuple[str, ...] = ()
    perimetre: tuple[str, ...] = ()  # what the figures hold, in sentences

    @property
    def legales(self) -> tuple[LignePoint, ...]:
        return tuple(ligne for ligne in self.lignes if ligne.indicateur.legal)

    @property
    def autres(self) -> tuple[LignePoint, ...]:
        return tuple(ligne for ligne in self.lignes if not ligne.indicateur.legal)

    @property
    def inconnues(self) -> tuple[LignePoint, ...]:
        return tuple(ligne for ligne in self.lignes if ligne.resultat.valeur is None)

    @property
    def est_vide(self) -> bool:
        """Say whether there is nothing to close: neither a value nor an action."""
        return len(self.inconnues) == len(self.lignes) and not self.actions

    def find(self, cle: str) -> LignePoint | None:
        return next((ligne for ligne in self.lignes if ligne.indicateur.cle == cle), None)

    def list_groupe(self, groupe: GroupeActions) -> tuple[ActionPoint, ...]:
        return tuple(action for action in self.actions if action.groupe is groupe)


@dataclass(frozen=True, slots=True, kw_only=True)
class ErratumAnnuel:
    """A dated erratum: what stood, what is right, why; who did it is told as one reads it."""

    cle: str
    ancienne: Decimal | None
    nouvelle: Decimal | None
    motif: str
    jour: date
    par: str = ""
    compte: publication.Compte | None = None


def find_valeur(ligne: LignePoint, corrections: Iterable[ErratumAnnuel]) -> Decimal | None:
    """Return what holds today: the last correction of a line, else what was frozen."""
    return hold_resultat(ligne, corrections).valeur


def hold_resultat(
    ligne: LignePoint, corrections: Iterable[ErratumAnnuel]
) -> publication.ResultatAnnee:
    """Return what holds today of a line: its last correction, else what was frozen.

    A corrected value stands for the same, with the count that its erratum gives.
    """
    siennes = [c for c in corrections if c.cle == ligne.indicateur.cle]
    if not siennes:
        return ligne.resultat
    derniere, avant = siennes[-1], ligne.resultat
    source = f"Point annuel, corrigé le {derniere.jour:%d/%m/%Y}"
    if derniere.nouvelle is None:
        return publication.ResultatAnnee(
            annee=avant.annee,
            expression=avant.expression,
            source=source,
            absence=derniere.motif,
        )
    tenu = publication.correct_resultat(
        avant, ligne.indicateur.unite, derniere.nouvelle, derniere.compte, source
    )
    return replace(tenu, commentaire=derniere.motif)


def make_annee(
    contenu: ContenuPoint, clos_le: date, corrections: Iterable[ErratumAnnuel]
) -> publication.AnneePubliee:
    """Return a closed year as it is published: frozen values, and what errata say since."""
    dites = tuple(corrections)
    return publication.AnneePubliee(
        annee=contenu.annee,
        arretee_le=clos_le,
        indicateurs=tuple(hold_indicateur(ligne, dites) for ligne in contenu.lignes),
    )


def hold_indicateur(
    ligne: LignePoint, corrections: Iterable[ErratumAnnuel]
) -> publication.IndicateurAnnee:
    return replace(ligne.indicateur, resultat=hold_resultat(ligne, corrections))


def tell_changements(
    avant: Iterable[ActionPoint], maintenant: Iterable[ActionPoint]
) -> tuple[str, ...]:
    anciennes = {action.code: action for action in avant}
    presentes = {action.code: action for action in maintenant}
    ajoutees = [a for code, a in presentes.items() if code not in anciennes]
    parties = [a for code, a in anciennes.items() if code not in presentes and not a.etat.est_finie]
    passees = [
        f"« {a.titre} » : {anciennes[code].groupe.libelle.lower()}, puis {a.groupe.libelle.lower()}"
        for code, a in presentes.items()
        if code in anciennes and anciennes[code].groupe is not a.groupe
    ]
    return (
        *(f"« {a.titre} » : ajoutée au plan" for a in ajoutees),
        *passees,
        *(f"« {a.titre} » : n’est plus au plan" for a in parties),
    )


def tell_fermeture(annee: int, aujourdhui: date, montree: int) -> tuple[bool, str]:
    """Say whether a year may be closed on a day, and what must be known of it.

    `montree` is the last year whose contracts have all had time to be published.
    """
    if annee >= aujourdhui.year:
        return False, (
            f"L’année {annee} n’est pas finie : elle se clôt à partir du 1er janvier {annee + 1}. "
            "Cette page dit où elle en est."
        )
    if annee > montree:
        return True, (
            f"Les derniers marchés de {annee} se publient encore : attendez quelques semaines si "
            "vous voulez des chiffres entiers."
        )
    return True, ""
