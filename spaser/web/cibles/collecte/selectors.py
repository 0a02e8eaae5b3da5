"""Reads a campaign: what each referent is asked, what they answered, who is late."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from django.utils import timezone

from spaser.documents.francais import format_date, pluriel, typographie
from spaser.metier.registre.nomenclatures import Nomenclature
from spaser.web.cibles.ligne import LigneSuivi
from spaser.web.cibles.models import Collecte, FicheCollecte
from spaser.web.cibles.selectors import SuiviAnnuel, read_suivi
from spaser.web.organisations.models import Espace

SANS_REFERENT = "Référent à nommer"


class EtatFiche(Nomenclature):
    A_ENVOYER = "a_envoyer", "À envoyer"
    ENVOYEE = "envoyee", "Envoyée"
    EN_PARTIE = "en_partie", "Répondu en partie"
    REPONDU = "repondu", "Répondu"
    EN_RETARD = "en_retard", "En retard"


_COULEURS = {
    EtatFiche.REPONDU: "success",
    EtatFiche.EN_RETARD: "warning",
    EtatFiche.EN_PARTIE: "info",
}


@dataclass(frozen=True)
class FicheLisible:
    """A sheet with the indicators that it asks; `manquantes` have no value of the year yet."""

    fiche: FicheCollecte
    lignes: tuple[LigneSuivi, ...]
    jour: date

    @property
    def annee(self) -> int:
        return self.fiche.collecte.annee

    @property
    def manquantes(self) -> list[LigneSuivi]:
        return [ligne for ligne in self.lignes if self.annee not in ligne.gardees]

    @property
    def recues(self) -> int:
        return len(self.lignes) - len(self.manquantes)

    @property
    def etat(self) -> EtatFiche:
        echeance = self.fiche.collecte.echeance
        if not self.manquantes:
            return EtatFiche.REPONDU
        if echeance and echeance < self.jour:
            return EtatFiche.EN_RETARD
        if self.recues:
            return EtatFiche.EN_PARTIE
        return EtatFiche.ENVOYEE if self.fiche.envoyee_le else EtatFiche.A_ENVOYER

    @property
    def couleur(self) -> str:
        return _COULEURS.get(self.etat, "")

    @property
    def courriel(self) -> str:
        joint = self.fiche.membre_id and self.fiche.membre.is_active
        return self.fiche.membre.courriel if joint else ""

    @property
    def objet(self) -> str:
        return f"SPASER : vos indicateurs de {self.annee}"

    @property
    def message(self) -> str:
        echeance = self.fiche.collecte.echeance
        quand = f", d’ici le {format_date(echeance)}" if echeance else ""
        nombre = pluriel(len(self.lignes), "indicateur")
        noms = "\n".join(f"- {ligne.nom}" for ligne in self.lignes)
        return typographie(
            "Bonjour,\n\n"
            "Pour le suivi de notre schéma d’achats responsables, merci de remplir la fiche "
            f"jointe ({nombre}, valeurs de {self.annee}){quand} :\n\n{noms}\n\n"
            "Une seule colonne est à remplir, « Valeur » ; la source et un commentaire aident à "
            "relire. Vous pouvez trier les lignes, mais gardez la colonne « Repère ». Une case "
            "vide veut dire que la valeur n’est pas connue.\n\n"
            "Renvoyez le fichier en réponse à ce message.\n\nMerci."
        )

    @property
    def mailto(self) -> str:
        objet, corps = quote(self.objet), quote(self.message)
        return f"mailto:{quote(self.courriel)}?subject={objet}&body={corps}"


@dataclass(frozen=True)
class CollecteLue:
    collecte: Collecte
    fiches: tuple[FicheLisible, ...]
    suivi: SuiviAnnuel

    def count(self, etat: EtatFiche) -> int:
        return sum(fiche.etat is etat for fiche in self.fiches)


def list_collectes(espace: Espace) -> list[Collecte]:
    return list(Collecte.objects.filter(espace=espace))


def read_collecte(
    espace: Espace, annee: int, suivi: SuiviAnnuel | None = None
) -> CollecteLue | None:
    """Return a campaign; None when there is none for that year.

    `suivi` is that of the year, when it has been read already.
    """
    collectes = Collecte.objects.filter(espace=espace, annee=annee).select_related("lancee_par")
    collecte = collectes.first()
    if collecte is None:
        return None
    suivi = suivi or read_suivi(espace, annee)
    fiches = collecte.fiches.select_related("membre", "collecte", "recue_par")
    jour = timezone.localdate()
    lues = (_read_fiche(fiche, suivi.lignes, jour) for fiche in fiches)
    return CollecteLue(collecte, tuple(lues), suivi)


def _read_fiche(fiche: FicheCollecte, lignes: Iterable[LigneSuivi], jour: date) -> FicheLisible:
    demandes = set(fiche.indicateurs)
    return FicheLisible(
        fiche, tuple(ligne for ligne in lignes if str(ligne.vise.visee.cle) in demandes), jour
    )


def group_referents(suivi: SuiviAnnuel) -> dict[tuple[str, int | None], list[LigneSuivi]]:
    """Return what each referent is asked: what the site does not compute, by who answers for it."""
    groupes: dict[tuple[str, int | None], list[LigneSuivi]] = {}
    for ligne in suivi.lignes:
        if ligne.calculee is None:
            referent = ligne.vise.suivi.referent or SANS_REFERENT
            groupes.setdefault((referent, ligne.vise.visee.membre_id), []).append(ligne)
    return groupes


def map_fiches(espace: Espace) -> Mapping[str, FicheCollecte]:
    fiches = FicheCollecte.objects.filter(collecte__espace=espace).select_related("collecte")
    return {fiche.cle.hex: fiche for fiche in fiches}
