"""Reads the spend of a space, and of no other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from spaser.donnees.depenses.colonnes import ChampExtrait
from spaser.donnees.depenses.resultats.preuve import Filtre, Tranche, list_lignes
from spaser.donnees.depenses.resultats.synthese import BilanDepenses, read_bilan
from spaser.donnees.depenses.resultats.valeurs import TotalAnnee
from spaser.donnees.tables.modele import Remarque
from spaser.web.commun.outils import Acte, Avancement, Stade
from spaser.web.depenses.dossier import path_of
from spaser.web.depenses.gardes import read_apercus
from spaser.web.depenses.models import Calcul, EtatExtrait, Extrait
from spaser.web.organisations.models import Espace

NOM_PERDU: Final = "fichier effacé"


@dataclass(frozen=True)
class Depenses:
    espace: Espace
    calcul: Calcul | None
    bilan: BilanDepenses | None

    @cached_property
    def extraits(self) -> list[Extrait]:
        return list(list_extraits(self.espace))

    @property
    def siren(self) -> str:
        return self.espace.siren

    @property
    def preuve(self) -> Path | None:
        return path_of(self.calcul.cle) if self.calcul and self.calcul.cle else None

    @property
    def noms(self) -> dict[str, str]:
        """Return the names of the files by what their lines bear."""
        return {str(extrait.cle): extrait.nom for extrait in self.extraits}

    @cached_property
    def titres(self) -> dict[tuple[str, str], str]:
        """Return the titles of columns as the files write them, by what remarks name."""
        return {
            (str(extrait.cle), plie): ecrit
            for extrait in self.extraits
            for apercu in read_apercus(extrait.apercus)
            for plie, ecrit in zip(apercu.correspondance.titres, apercu.ecrits, strict=False)
            if plie and ecrit
        }

    def name_colonne(self, remarque: Remarque) -> str:
        """Return the column of a remark as its file writes it, else in our words."""
        colonne = remarque.colonne or ""
        ecrit = self.titres.get((remarque.fichier, colonne))
        return ecrit or (ChampExtrait(colonne).libelle if colonne in set(ChampExtrait) else colonne)

    @property
    def attend(self) -> bool:
        calcule = self.calcul is not None and not self.calcul.est_a_jour
        echoue = self.calcul is not None and bool(self.calcul.message)
        return (calcule and not echoue) or any(e.est_en_chemin for e in self.extraits)

    @property
    def annees(self) -> list[int]:
        totaux = self.bilan.synthese.totaux if self.bilan else ()
        return sorted((t.annee for t in totaux if t.annee), reverse=True)

    def total(self, annee: int) -> TotalAnnee | None:
        totaux = self.bilan.synthese.totaux if self.bilan else ()
        return next((t for t in totaux if t.annee == annee), None)

    def name(self, fichier: str) -> str:
        return self.noms.get(fichier, NOM_PERDU)


def read_depenses(espace: Espace) -> Depenses:
    calcul = Calcul.objects.filter(espace=espace).first()
    bilan = read_bilan(bytes(calcul.contenu)) if calcul and calcul.contenu else None
    return Depenses(espace, calcul, bilan)


def list_extraits(espace: Espace) -> QuerySet[Extrait]:
    return Extrait.objects.filter(espace=espace).select_related("auteur", "fichier")


def find_extrait(espace: Espace, cle: UUID) -> Extrait:
    """Return a file of a space, or 404."""
    return get_object_or_404(list_extraits(espace), cle=cle)


def find_lignes(
    depenses: Depenses, filtre: Filtre, debut: int = 0, nombre: int | None = 50
) -> Tranche | None:
    """Return the lines that a filter keeps; None when nothing was read yet."""
    chemin = depenses.preuve
    return list_lignes(chemin, filtre, debut, nombre) if chemin and chemin.exists() else None


def read_avancement(espace: Espace) -> Avancement:
    """Propose a first extract; done once every file left in is read."""
    etats = set(Extrait.objects.filter(espace=espace).values_list("etat", flat=True))
    if etats:
        return Avancement(Stade.FAIT if etats == {EtatExtrait.LU} else Stade.EN_COURS)
    return Avancement(
        Stade.A_COMMENCER,
        Acte(
            "Déposer un extrait de vos mandats",
            "Tout dépend de ce qui est payé : un export de votre logiciel financier suffit pour "
            "savoir.",
            reverse("depenses:accueil", args=[espace.siren]),
        ),
    )
