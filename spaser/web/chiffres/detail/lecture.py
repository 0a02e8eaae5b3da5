"""Reads what is computed on demand, and keeps it until the store changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from spaser.documents.lecture import ECART_MAX, MARCHES_MIN, Mesure, read_valeur
from spaser.documents.vue_bilan import MONTANT_NOTIFIE
from spaser.donnees.entrepot.chaud import EntrepotChaud
from spaser.donnees.entrepot.dossier import EntrepotAbime, EntrepotAbsent
from spaser.donnees.indicateurs.demande import DEFINITIONS, DEMANDES, RUBRIQUES
from spaser.donnees.indicateurs.demande.axes import Axe
from spaser.donnees.indicateurs.demande.constats import Constats, compute_constats
from spaser.donnees.indicateurs.demande.croisement import Groupe, cross
from spaser.donnees.indicateurs.demande.voisins import (
    Voisins,
    compare,
    find_proches,
    read_genres,
    read_tailles,
)
from spaser.donnees.valeurs import Valeur
from spaser.erreurs import ErreurSpaser
from spaser.metier.perimetre import Origine
from spaser.web.chiffres.selectors import choose_annee, find_mesure
from spaser.web.espace.bilans import BilanAcheteur
from spaser.web.espace.entrepot import entrepot

NOMS: Final = {
    "loi": "Attendus par la loi",
    "social": "Social",
    "environnement": "Environnement",
    "economie": "Économie et concurrence",
    "territoire": "Titulaires du territoire",
}
_A_LA_DEMANDE: Final = frozenset(i.code for i in DEMANDES)


@dataclass(frozen=True)
class Detail:
    """What is asked of a buyer: where its figures are read, a year, a way to group, a part."""

    siren: str
    chaud: EntrepotChaud
    bilan: BilanAcheteur
    origine: Origine
    annee: int | None
    axe: Axe
    rubrique: str

    @property
    def requete(self) -> str:
        """Return the query string of this page, without the origin of its figures."""
        choix = {"annee": self.annee, "par": self.axe, "taux": self.rubrique}
        return urlencode({nom: valeur for nom, valeur in choix.items() if valeur})

    def find(self, code: str, variante: str) -> Mesure | None:
        return find_chiffre(self.bilan, self.chaud, code, self.annee, variante, self.origine)

    def read_groupes(self, rubrique: str) -> tuple[Groupe, ...]:
        """Return the rates of a part in each group; none when a list of theirs is gone."""
        cle = ("croisement", self.siren, self.annee, self.axe, rubrique)
        try:
            return self.chaud.recall(
                cle, lambda ouvert: cross(ouvert, self.siren, self.annee, self.axe, rubrique)
            )
        except ErreurSpaser:
            return ()

    def read_constats(self) -> Constats:
        return _read_constats(self.chaud, self.siren, self.annee)

    def read_voisins(self) -> Voisins:
        mesure = find_mesure(self.bilan, MONTANT_NOTIFIE, self.annee, "total")
        montant = mesure.valeur.valeur if mesure else None
        return _read_voisins(self.siren, self.annee, montant or 0)


def read_detail(
    parametres: Mapping[str, str], chaud: EntrepotChaud, bilan: BilanAcheteur, origine: Origine
) -> Detail | None:
    if bilan.vue is None:
        return None
    axe, rubrique = parametres.get("par", ""), parametres.get("taux", "")
    return Detail(
        siren=bilan.vue.bilan.acheteur.siren,
        chaud=chaud,
        bilan=bilan,
        origine=origine,
        annee=choose_annee(parametres, bilan),
        axe=Axe(axe) if axe in list(Axe) else Axe.FAMILLE,
        rubrique=rubrique if rubrique in RUBRIQUES else RUBRIQUES[0],
    )


def find_chiffre(
    bilan: BilanAcheteur,
    chaud: EntrepotChaud,
    code: str,
    annee: int | None,
    variante: str,
    origine: Origine = Origine.PUBLIES,
) -> Mesure | None:
    mesure = find_mesure(bilan, code, annee, variante)
    if mesure is not None or code not in _A_LA_DEMANDE or bilan.vue is None:
        return mesure
    voulue = bilan.vue.annee if annee is None else annee
    if voulue not in bilan.vue.annees:
        return None
    constats = _read_constats(chaud, bilan.vue.bilan.acheteur.siren, voulue)
    valeur = next((v for v in list_valeurs(constats) if _is_asked(v, code, variante)), None)
    return tell(valeur, origine) if valeur else None


def tell(valeur: Valeur, origine: Origine) -> Mesure:
    return read_valeur(valeur, DEFINITIONS[valeur.indicateur].fiche(), origine)


def list_valeurs(constats: Constats) -> tuple[Valeur, ...]:
    return (*constats.parts, *constats.premiers, constats.lots)


def _is_asked(valeur: Valeur, code: str, variante: str) -> bool:
    return valeur.indicateur == code and variante in {"", valeur.variante}


def _read_constats(chaud: EntrepotChaud, siren: str, annee: int | None) -> Constats:
    return chaud.recall(
        ("constats", siren, annee), lambda ouvert: compute_constats(ouvert, siren, annee)
    )


def _read_voisins(siren: str, annee: int | None, montant: float) -> Voisins:
    publies = entrepot()
    try:
        genres = publies.recall(("genres",), read_genres)
        if annee is None:
            return Voisins(None, 0, {})
        tailles = publies.recall(("tailles", annee), lambda ouvert: read_tailles(ouvert, annee))
        proches = find_proches(siren, montant, genres, tailles)
        etendues = publies.recall(
            ("voisins", siren, annee, montant),
            lambda ouvert: compare(
                ouvert, annee, proches, marches_min=MARCHES_MIN, ecart_max=ECART_MAX
            ),
        )
    except (EntrepotAbsent, EntrepotAbime):
        return Voisins(None, 0, {})
    genre = genres.par_siren.get(siren)
    return Voisins(genres.libelles.get(genre) if genre else None, len(proches), etendues)
