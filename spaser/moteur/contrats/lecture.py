"""From a spreadsheet of contracts to a DECP file and the account of what became of each line.

A line becomes a contract as DECP v2 writes it, or a remark says why not.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

from spaser.elements import fold_mots
from spaser.moteur.contrats import cellules, modele
from spaser.moteur.contrats.cellules import ENVIRONNEMENT, LECTURES, SOCIAL, Domaine
from spaser.moteur.contrats.modele import ChampMarche
from spaser.moteur.tables.cellules import is_blank, is_total
from spaser.moteur.tables.correspondance import LecteurLigne, Table, find_connue, guess_table
from spaser.moteur.tables.lecture import read_feuilles
from spaser.moteur.tables.modele import CelluleIllisible, Cellules, Feuille, Gravite

_ID_MAX: Final = 16
_ANNONCE: Final = 500  # lines between two reports of progress
_PERSONNES: Final = {ChampMarche.SIRET, ChampMarche.TITULAIRE, ChampMarche.ACHETEUR}

type Suivi = Callable[[int], None]
type Marche = dict[str, Any]  # as DECP v2 writes it


@dataclass(frozen=True, slots=True)
class Apercu:
    """What stands at the top of a spreadsheet, and what its columns seem to say."""

    feuille: str | None
    ecrits: tuple[str, ...]
    exemples: tuple[tuple[str, ...], ...]  # by column
    correspondance: modele.CorrespondanceMarches
    connue: bool = False  # these very titles were mapped before
    autres_feuilles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReglagesMarches:
    """How to read: the mapping, for whom, and the year that the file should be of."""

    correspondance: modele.CorrespondanceMarches
    acheteur: modele.EtablissementsAcheteur
    annee: int | None = None


class TypeurMarches(LecteurLigne[ChampMarche]):
    def __init__(self, table: Table, reglages: ReglagesMarches, rendu: modele.Decompte) -> None:
        super().__init__(table, reglages.correspondance.colonnes, rendu.remark)
        self._reglages = reglages
        self._rendu = rendu
        self._courant: Marche | None = None  # the one above, to which merged cells add

    def read(self, ligne: int, ecrites: Cellules) -> Marche | None:
        """Return a new contract; None for a line set aside, or one that adds a holder."""
        self.turn_to(ligne, ecrites)
        self._rendu.lignes += 1
        if self._is_total(ecrites):
            self._set_aside(None, "Ligne de total", "Rien à faire : elle n’est pas lue.")
            return None
        if not self.dits.keys() & {ChampMarche.ID, ChampMarche.OBJET}:
            self._continue()
            return None
        self._courant = self._read_marche()
        if self._courant is not None:
            self._rendu.marches += 1
            self._complete()
        return self._courant

    def _set_aside(self, champ: ChampMarche | None, probleme: str, remede: str) -> None:
        self._rendu.ecartees += 1
        ecartee = Gravite.ECARTEE
        self.tell(self.locate(champ, probleme=probleme, remede=remede, gravite=ecartee))

    def _complete(self) -> None:
        """Keep aside what the line says that DECP never holds, with the rank of its contract."""
        for champ, lecture in LECTURES.items():
            if (valeur := self.take(champ, lecture)) is not None:
                rang, nom = self._rendu.marches, self.name(champ)
                complement = modele.Complement(rang, self.ligne, champ, nom, valeur)
                self._rendu.complements.append(complement)

    def _is_total(self, ecrites: Cellules) -> bool:
        premiere = next((x for x in ecrites if not is_blank(x)), "")
        return is_total(premiere) and ChampMarche.DATE not in self.dits

    def _continue(self) -> None:
        """Give one more holder to the contract above, whose cells were merged downwards."""
        titulaires = self._read_titulaires()
        if self._courant is not None and titulaires and self.dits.keys() <= _PERSONNES:
            self._courant["titulaires"] += titulaires
            self._rendu.titulaires += 1
            return
        self._set_aside(
            ChampMarche.OBJET if ChampMarche.OBJET in self.rangs else ChampMarche.ID,
            "Ni numéro ni objet",
            "Si des cellules sont fusionnées, répétez le numéro et l’objet sur chaque ligne.",
        )

    def _read_marche(self) -> Marche | None:
        acheteur = self._reglages.acheteur
        if self._is_decalee():
            self._set_aside(
                ChampMarche.DATE,
                "Les cellules semblent décalées : ni la date ni le montant ne se lisent",
                "Remettez chaque valeur sous son titre, puis renvoyez le fichier.",
            )
            return None
        ecrit = self.take(ChampMarche.ACHETEUR, cellules.read_numero)
        if ecrit is not None and not acheteur.owns(ecrit):
            self._set_aside(
                ChampMarche.ACHETEUR,
                "Marché d’un autre acheteur",
                f"Cet espace est celui du SIREN {acheteur.siren} : retirez la ligne, ou "
                "envoyez-la dans l’espace de cet acheteur.",
            )
            return None
        jour = self.take(ChampMarche.DATE, cellules.read_jour)
        self._count_annee(jour.year if jour else None)
        montant = self.take(ChampMarche.MONTANT, cellules.read_euros)
        objet = self._write_objet()
        numero = self.read_mots(ChampMarche.ID) or _mark(objet, jour, montant)
        champs = {
            "id": numero,
            "acheteur": {"id": acheteur.name(numero, ecrit)},
            "nature": self.read_mots(ChampMarche.NATURE) or "Marché",
            "objet": objet,
            "codeCPV": self.take(ChampMarche.CPV, cellules.read_code_cpv),
            "procedure": self.read_mots(ChampMarche.PROCEDURE),
            "dureeMois": self.take(ChampMarche.DUREE, cellules.read_duree_mois),
            "dateNotification": jour.isoformat() if jour else None,
            "montant": montant,
            "offresRecues": self.take(ChampMarche.OFFRES, cellules.read_offres),
            "titulaires": self._read_titulaires(),
            "considerationsSociales": {"considerationSociale": self._declare(SOCIAL)},
            "considerationsEnvironnementales": {
                "considerationEnvironnementale": self._declare(ENVIRONNEMENT)
            },
        }
        return {nom: valeur for nom, valeur in champs.items() if valeur is not None}

    def _is_decalee(self) -> bool:
        """Tell whether neither the date nor the amount is one, though both are filled."""
        return self._fails(ChampMarche.DATE, cellules.read_jour) and self._fails(
            ChampMarche.MONTANT, cellules.read_euros
        )

    def _fails(self, champ: ChampMarche, lecture: Callable[[object], object]) -> bool:
        try:
            lecture(self.dits.get(champ, ""))
        except CelluleIllisible:
            return champ in self.dits
        return False

    def _count_annee(self, annee: int | None) -> None:
        if annee is None:
            self._rendu.sans_date += 1
            return
        self._rendu.annees[annee] += 1
        if self._reglages.annee not in {None, annee}:
            self.tell(
                self.locate(
                    ChampMarche.DATE,
                    probleme=f"Marché d’une autre année que {self._reglages.annee}",
                    remede="La ligne est gardée : vérifiez sa date, ou retirez-la du fichier.",
                )
            )

    def _write_objet(self) -> str | None:
        """Return the object, with the lot that stands in a column of its own."""
        objet, lot = self.read_mots(ChampMarche.OBJET), self.read_mots(ChampMarche.LOT)
        if lot is None or "lot" in fold_mots(objet).split():
            return objet
        numero = lot if fold_mots(lot).startswith("lot") else f"lot {lot}"
        return f"{objet} – {numero}" if objet else numero

    def _read_titulaires(self) -> list[dict[str, Any]]:
        sirets = self.take(ChampMarche.SIRET, cellules.read_sirets) or []
        noms = self.take(ChampMarche.TITULAIRE, cellules.read_noms) or []
        personnes = []
        for siret, nom in zip_longest(sirets, noms):
            personne = {"typeIdentifiant": "SIRET", "id": siret} if siret else {}
            denomination = {"denominationSociale": nom} if nom else {}
            personnes.append({"titulaire": personne | denomination})
        return personnes

    def _declare(self, domaine: Domaine) -> list[str]:
        """Merge what the general column declares with what the columns of its kinds do."""
        lire = partial(
            cellules.read_considerations_declarees,
            domaine=domaine,
            oui=self._reglages.correspondance.oui,
        )
        reponses = [
            (libelle, self.take(champ, cellules.read_oui_non))
            for champ, libelle in domaine.parties.items()
        ]
        ecrites = self.take(domaine.tout, lire) or []
        if oui := [libelle for libelle, reponse in reponses if reponse]:
            return list(dict.fromkeys([*oui, *(e for e in ecrites if e != domaine.absence)]))
        niees = all(reponse is False for _, reponse in reponses)
        return ecrites or ([domaine.absence] if niees else [])


def _mark(objet: str | None, jour: object, montant: object) -> str:
    """Return what stands for a number: the same contract will bear it next time."""
    empreinte = hashlib.sha256(f"{fold_mots(objet)}|{jour}|{montant}".encode()).hexdigest()
    return f"sans-{empreinte[: _ID_MAX - 5]}"


def preview(chemin: Path, memoire: modele.Memoire | None = None) -> Apercu:
    """Return the titles and the first lines of the sheet of contracts.

    Raises:
        ErreurTable: the file cannot be read, or no sheet has titles of contracts.
    """
    memoire = memoire or modele.Memoire()
    with _open_table(chemin, memoire) as (table, autres):
        connue = memoire.find(table.titres)
    return Apercu(
        table.feuille,
        table.ecrits,
        table.list_exemples(),
        connue or modele.propose_colonnes_marches(table.titres),
        connue is not None,
        autres,
    )


def convert(
    chemin: Path, cible: Path, reglages: ReglagesMarches, suivi: Suivi | None = None
) -> modele.Decompte:
    """Write the contracts of a spreadsheet as a DECP file; return what became of each line.

    Raises:
        ErreurTable: the file cannot be read, or its columns are not those of the mapping.
    """
    reglages.correspondance.check()
    suivi = suivi or _ignore
    rendu = modele.Decompte(chemin.name)
    memoire = modele.Memoire(correspondances=(reglages.correspondance,))
    marches = []
    with _open_table(chemin, memoire) as (table, _):
        if not reglages.correspondance.fits(table.titres):
            raise modele.ErreurContrats(
                "Les colonnes du fichier ont changé depuis leur association.",
                "Associez-les de nouveau.",
            )
        typeur = TypeurMarches(table, reglages, rendu)
        for ligne, rangee in table.list_utiles():
            if (marche := typeur.read(ligne, rangee)) is not None:
                marches.append(marche)
            if rendu.lignes % _ANNONCE == 0:
                suivi(rendu.lignes)
    suivi(rendu.lignes)
    contenu = {"marches": {"marche": marches}}
    cible.write_text(json.dumps(contenu, ensure_ascii=False), "utf-8")
    return rendu


def _ignore(_lignes: int) -> None:
    """Nobody asked to follow."""


@contextmanager
def _open_table(chemin: Path, memoire: modele.Memoire) -> Iterator[tuple[Table, tuple[str, ...]]]:
    """Find the sheet of contracts of a file, and name those before it; read it inside.

    Known words are looked for first, then any row of titles: the screen will map them.
    """

    def find_sure(feuille: Feuille) -> Table | None:
        return find_connue(feuille, ChampMarche, modele.NECESSAIRES, memoire)

    for find in (find_sure, guess_table):
        autres: list[str] = []
        for feuille in read_feuilles(chemin):
            if table := find(feuille):
                yield table, tuple(autres)
                return
            autres.append(feuille.nom or "")
    raise modele.ErreurContrats(
        "Aucun tableau n’a été reconnu.",
        "Il faut une ligne de titres dans les 40 premières lignes, et un marché par ligne.",
    )
