"""The four lines of the law as they are, and what hides the rest of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from spaser.documents.francais import format_pourcent, format_pourcent_lu
from spaser.documents.vue_bilan import CODES_LEGAUX, JUMEAUX
from spaser.donnees.entrepot.lecture import Entrepot
from spaser.donnees.indicateurs.catalogue import PAR_CODE
from spaser.donnees.indicateurs.preuve import list_preuve
from spaser.donnees.valeurs import LISTE_ABSENTE, LignePreuve
from spaser.metier.indicateurs import name_indicateur
from spaser.metier.perimetre import Origine
from spaser.metier.reference import ReferenceChiffre
from spaser.metier.reparation.constats import FauteContrat, find_cause
from spaser.metier.reparation.taux import Cause, Gain, PartConnue, list_gains

type FautesParContrat = Mapping[int, Sequence[FauteContrat]]

PREMIERE_ANNEE: Final = 2024  # before, the format has no such field


@dataclass(frozen=True)
class PartMontree:
    part: PartConnue
    gains: tuple[Gain, ...]
    reference: ReferenceChiffre
    ecartes: int = 0  # contracts without an amount to add up

    @property
    def texte(self) -> str:
        valeur = self.part.valeur
        return "" if valeur is None else format_pourcent(valeur)

    @property
    def bas(self) -> str:
        """Return the share if every missing answer were no."""
        return format_pourcent_lu(self.part.bas or 0.0)

    @property
    def haut(self) -> str:
        """Return the share if every missing answer were yes."""
        return format_pourcent_lu(self.part.haut or 0.0)


@dataclass(frozen=True)
class TauxLegal:
    """A line of the law, in number and in value; `absence` says why there is neither."""

    code: str
    nombre: PartMontree | None = None
    montant: PartMontree | None = None
    absence: str = ""

    @property
    def nom(self) -> str:
        return name_indicateur(self.code)


def read_taux(
    ouvert: Entrepot, siren: str, annee: int, fautes: FautesParContrat
) -> tuple[TauxLegal, ...]:
    return tuple(_read(ouvert, siren, annee, code, fautes) for code in CODES_LEGAUX)


def _read(
    ouvert: Entrepot, siren: str, annee: int, code: str, fautes: FautesParContrat
) -> TauxLegal:
    if PAR_CODE[code].referentiels_requis & ouvert.listes_absentes:
        return TauxLegal(code, absence=LISTE_ABSENTE)
    jumeau = JUMEAUX.get(code, code)
    nombre = list_preuve(ouvert, siren, code, annee, "nombre")
    montant = list_preuve(ouvert, siren, jumeau, annee, "montant")
    if not nombre:
        return TauxLegal(code, absence="non connu : aucun marché cette année-là")
    nom_nombre = ReferenceChiffre(siren, code, annee, "nombre", Origine.PUBLIES)
    nom_montant = ReferenceChiffre(siren, jumeau, annee, "montant", Origine.PUBLIES)
    return TauxLegal(
        code,
        _build(code, nom_nombre, nombre, fautes),
        _build(code, nom_montant, montant, fautes),
    )


def _build(
    code: str,
    reference: ReferenceChiffre,
    lignes: Iterable[LignePreuve],
    fautes: FautesParContrat,
) -> PartMontree:
    en_euros = reference.mesure == "montant"
    poids: dict[str, float] = defaultdict(float)
    inconnus: dict[Cause, float] = defaultdict(float)
    ecartes = 0
    for ligne in lignes:
        pese = (ligne.montant or 0.0) if en_euros else 1.0
        if ligne.etat == "ecarte":
            ecartes += 1
        elif ligne.etat == "inconnu":
            inconnus[find_cause(code, fautes.get(ligne.cle, ()))] += pese
        else:
            poids[ligne.etat] += pese
    part = PartConnue(poids["compte"], poids["non_compte"], dict(inconnus))
    return PartMontree(part, tuple(list_gains(part)), reference, ecartes)
