"""The register as a small table in memory: what the filters, counts and sorts are read from.

A set of sheets is an integer whose bit number n stands for the n-th sheet by name: to filter is to
`&`, to count is `bit_count`. The table is built again when the register's generation, the day
or the facts change; 5 000 sheets take a few megabytes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from spaser.faits.lecture import cache_faits
from spaser.lettres import fold_mots
from spaser.metier.dates import DatePartielle
from spaser.metier.registre.doublons import fold_nom_acheteur
from spaser.metier.registre.nomenclatures import TypeStructure
from spaser.metier.registre.obligation import Obligation, Volume, judge_obligation
from spaser.metier.registre.proximite import Profil
from spaser.metier.statuts import Jalons, Statut, compute_statut, is_en_vigueur
from spaser.web.recherche import services
from spaser.web.registre.indexation import GENERATION
from spaser.web.registre.models import Fiche
from spaser.web.registre.selectors.filtres import FILTRES, LigneRegistre

_UN: Final = ord("1")
_JAMAIS: Final = "9999"  # sorts what has no known end after the rest


class PlaceFiche(NamedTuple):
    """A sheet, its rank from the latest adopted, and its buyer, by SIREN if it is known."""

    rang: int
    numero: int
    porteur: str


@dataclass(frozen=True)
class TableFiches:
    """Every published sheet, by position in the order of names."""

    numeros: tuple[int, ...]
    positions: Mapping[int, int]
    masques: Mapping[str, Mapping[str, int]]
    porteurs: Mapping[str, tuple[int, ...]]  # the sheets of a buyer: by SIREN, else by name
    profils: Mapping[Profil, tuple[PlaceFiche, ...]]  # the sheets of buyers alike
    ordres: Mapping[str, Sequence[int]]

    @property
    def tous(self) -> int:
        """Return the set of all sheets."""
        return (1 << len(self.numeros)) - 1

    def mask_of(self, numeros: Iterable[int]) -> int:
        """Return the set of some sheets, given by their numbers."""
        return make_masque(self.positions_of(numeros), len(self.numeros))

    def positions_of(self, numeros: Iterable[int]) -> list[int]:
        """Return the positions of some sheets, in their order; those not published are left out."""
        positions = self.positions
        return [positions[numero] for numero in numeros if numero in positions]

    def mask_of_valeurs(self, filtre: str, valeurs: Iterable[str]) -> int:
        """Return the set of the sheets that have one of these values."""
        masque = 0
        for valeur in valeurs:
            masque |= self.masques[filtre].get(valeur, 0)
        return masque

    def numbers_in(self, masque: int, ordre: Iterable[int]) -> Iterator[int]:
        bits = f"{masque:0{len(self.numeros)}b}"[::-1]
        return (self.numeros[position] for position in ordre if bits[position] == "1")

    def count(self, filtre: str, valeurs: Iterable[str]) -> int:
        return self.mask_of_valeurs(filtre, valeurs).bit_count()


def read_tableau(aujourd_hui: date) -> TableFiches:
    return _build(services.read_generation(GENERATION), aujourd_hui)


@cache_faits(2)
def _build(_generation: str, aujourd_hui: date) -> TableFiches:
    lignes = sorted(_read_lignes(aujourd_hui), key=lambda ligne: (ligne.cle, ligne.numero))
    numeros = tuple(ligne.numero for ligne in lignes)
    ordres = _orders(lignes)
    return TableFiches(
        numeros=numeros,
        positions={numero: position for position, numero in enumerate(numeros)},
        masques={filtre.nom: _masks(lignes, filtre.read) for filtre in FILTRES},
        porteurs=_carriers(lignes),
        profils=_share_profils([lignes[position] for position in ordres["adoption"]]),
        ordres=ordres,
    )


def _carriers(lignes: Iterable[LigneRegistre]) -> dict[str, tuple[int, ...]]:
    porteurs: dict[str, list[int]] = defaultdict(list)
    for ligne in lignes:
        for cle in ligne.porteurs:
            porteurs[cle].append(ligne.numero)
    return {cle: tuple(numeros) for cle, numeros in porteurs.items()}


def _share_profils(lignes: Iterable[LigneRegistre]) -> dict[Profil, tuple[PlaceFiche, ...]]:
    profils: dict[Profil, list[PlaceFiche]] = defaultdict(list)
    for rang, un in enumerate(lignes):
        lieu = (un.code_region, frozenset(un.codes_departement))
        porteur = un.porteurs[0] if un.porteurs else un.cle
        place = PlaceFiche(rang, un.numero, porteur)
        profils[Profil(un.type, un.tranche_habitants, *lieu)].append(place)
    return {profil: tuple(places) for profil, places in profils.items()}


def _read_lignes(aujourd_hui: date) -> Iterator[LigneRegistre]:
    colonnes = (
        "pk structure type code_region codes_departement tranche_habitants tranche_achats "
        "statut_declare debut fin edition mutualise obligation approche origine adopte_le "
        "mise_a_jour_le sans_terme siren sirens_partenaires achats_bas achats_haut"
    ).split()
    for valeurs in Fiche.objects.publiees().order_by().values(*colonnes):
        jalons = _take_jalons(valeurs)
        structure = valeurs.pop("structure")
        yield LigneRegistre(
            numero=valeurs.pop("pk"),
            cle=fold_mots(structure),
            porteurs=_take_porteurs(valeurs, structure),
            obligation_du_jour=_take_obligation(valeurs, aujourd_hui),
            statut=compute_statut(jalons, aujourd_hui),
            en_vigueur=is_en_vigueur(jalons, aujourd_hui),
            codes_departement=tuple(valeurs.pop("codes_departement")),
            mise_a_jour_le=valeurs.pop("mise_a_jour_le").timestamp(),
            **valeurs,
        )


def _take_jalons(valeurs: dict[str, Any]) -> Jalons:
    """Take out of a row what only the status is computed from."""
    declare = valeurs.pop("statut_declare")
    adopte, debut, fin = (valeurs[nom] for nom in ("adopte_le", "debut", "fin"))
    return Jalons(
        declare=Statut(declare) if declare else None,
        adopte_le=DatePartielle(adopte) if adopte else None,
        debut=DatePartielle(debut) if debut else None,
        fin=DatePartielle(fin) if fin else None,
        sans_terme=valeurs.pop("sans_terme"),
    )


def cle_sans_siren(nom: str, code_region: str) -> str:
    """Return what tells a buyer whose SIREN is not known; empty when its region is not either."""
    return f"{fold_nom_acheteur(nom)}:{code_region}" if code_region else ""


def _take_porteurs(valeurs: dict[str, Any], structure: str) -> tuple[str, ...]:
    porteur = valeurs.pop("siren") or cle_sans_siren(structure, valeurs["code_region"])
    return tuple(filter(None, (porteur, *valeurs.pop("sirens_partenaires"))))


def _take_obligation(valeurs: dict[str, Any], aujourd_hui: date) -> Obligation:
    volume = Volume(valeurs.pop("achats_bas"), valeurs.pop("achats_haut"))
    return judge_obligation(TypeStructure(valeurs["type"]), volume, aujourd_hui).obligation


def _masks(
    lignes: Sequence[LigneRegistre], read: Callable[[LigneRegistre], Iterable[str]]
) -> dict[str, int]:
    positions = defaultdict(list)
    for position, ligne in enumerate(lignes):
        for valeur in read(ligne):
            positions[str(valeur)].append(position)
    return {valeur: make_masque(liste, len(lignes)) for valeur, liste in positions.items()}


def make_masque(positions: Iterable[int], taille: int) -> int:
    """Return the set of some positions among `taille`; written in base two, which reads quickly."""
    bits = bytearray(b"0" * (taille + 1))
    for position in positions:
        bits[taille - position] = _UN
    return int(bits, 2)


def _orders(lignes: Sequence[LigneRegistre]) -> dict[str, Sequence[int]]:
    rangs = range(len(lignes))  # sorts are stable, also reversed: equal dates keep the names' order
    return {
        "nom": rangs,
        "adoption": sorted(rangs, key=lambda p: lignes[p].adopte_le, reverse=True),
        "fin": sorted(rangs, key=lambda p: lignes[p].fin or _JAMAIS),
        "maj": sorted(rangs, key=lambda p: lignes[p].mise_a_jour_le, reverse=True),
    }
