"""Searches, filters, counts and sorts the register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from spaser.web.recherche.selectors import Trouvaille, search
from spaser.web.registre.generation import TYPE_RECHERCHE
from spaser.web.registre.models import Fiche
from spaser.web.registre.selectors.demande import PERTINENCE, Demande
from spaser.web.registre.selectors.filtres import FILTRES, Filtre, name_valeur, sort_valeurs
from spaser.web.registre.selectors.tableau import TableFiches, make_masque, read_tableau


@dataclass(frozen=True)
class Valeur:
    """One value of a filter, with what choosing it would give."""

    valeur: str
    libelle: str
    nombre: int
    coche: bool


@dataclass(frozen=True)
class FiltreCompte:
    """A filter and its values, counted with the other filters applied."""

    nom: str
    titre: str
    valeurs: tuple[Valeur, ...]

    @property
    def choisies(self) -> list[Valeur]:
        """Return the values that the visitor chose."""
        return [valeur for valeur in self.valeurs if valeur.coche]


@dataclass(frozen=True)
class Selection:
    """What a search gives: the numbers of the sheets in order, and the counts of the filters."""

    demande: Demande
    numeros: tuple[int, ...]
    facettes: tuple[FiltreCompte, ...]
    reponse: Trouvaille | None = None

    @property
    def total(self) -> int:
        """Return how many sheets there are."""
        return len(self.numeros)


def select(demande: Demande, aujourd_hui: date) -> Selection:
    """Answer a search."""
    tableau = read_tableau(aujourd_hui)
    reponse = _search(demande.texte)
    trouvees = tableau.positions_of(reponse.numeros) if reponse else tableau.ordres["nom"]
    depart = make_masque(trouvees, len(tableau.numeros)) if reponse else tableau.tous
    masques = {
        nom: tableau.mask_of_valeurs(nom, valeurs) for nom, valeurs in demande.filtres.items()
    }
    retenus = _intersect(depart, masques.values())
    return Selection(
        demande,
        tuple(
            tableau.numbers_in(
                retenus, trouvees if demande.tri == PERTINENCE else tableau.ordres[demande.tri]
            )
        ),
        tuple(
            facette
            for filtre in FILTRES
            if (facette := _count(tableau, filtre, demande, depart, masques)).valeurs
        ),
        reponse,
    )


def read_fiches(numeros: Iterable[int]) -> list[Fiche]:
    """Return the published sheets of a page, in the order of their numbers, without contents."""
    numeros = list(numeros)
    trouvees = Fiche.objects.publiees().defer("contenu").in_bulk(numeros)
    return [trouvees[numero] for numero in numeros if numero in trouvees]


def _search(texte: str) -> Trouvaille | None:
    """Words too common to search for are no question at all."""
    reponse = search(texte, TYPE_RECHERCHE) if texte else None
    return None if reponse is None or reponse.vide else reponse


def _intersect(depart: int, masques: Iterable[int]) -> int:
    for masque in masques:
        depart &= masque
    return depart


def _count(
    tableau: TableFiches, filtre: Filtre, demande: Demande, depart: int, masques: Mapping[str, int]
) -> FiltreCompte:
    autres = _intersect(depart, (m for nom, m in masques.items() if nom != filtre.nom))
    choisies = demande.filtres.get(filtre.nom, ())
    presentes = tableau.masques[filtre.nom]
    nombres = {valeur: (masque & autres).bit_count() for valeur, masque in presentes.items()}
    nombres |= {valeur: 0 for valeur in choisies if valeur not in nombres}
    utiles = {valeur for valeur, nombre in nombres.items() if nombre or valeur in choisies}
    return FiltreCompte(
        filtre.nom,
        filtre.libelle,
        tuple(
            Valeur(valeur, name_valeur(filtre, valeur), nombres[valeur], valeur in choisies)
            for valeur in sort_valeurs(filtre, utiles)
        ),
    )
