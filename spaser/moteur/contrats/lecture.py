"""From a spreadsheet of contracts to a DECP file and the account of what became of each line.

A line becomes a contract as DECP v2 writes it, or a remark says why not.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from spaser.elements import fold_mots
from spaser.moteur.contrats import cellules, modele
from spaser.moteur.contrats.cellules import ENVIRONNEMENT, LECTURES, SOCIAL, Domaine
from spaser.moteur.contrats.modele import (
    ChampMarche,
    Complement,
    CorrespondanceMarches,
    Decompte,
    EtablissementsAcheteur,
    Marche,
)
from spaser.moteur.tables.cellules import is_blank
from spaser.moteur.tables.correspondance import find_connue
from spaser.moteur.tables.entete import Table, guess_table
from spaser.moteur.tables.lecture import read_feuilles
from spaser.moteur.tables.modele import CelluleIllisible, Cellules, Feuille, Gravite, Remarque

_TOTAUX: Final = ("total", "sous total", "totaux", "cumul", "somme")
_ID_MAX: Final = 16
_VALEUR_MAX: Final = 80

_SOCIAUX: Final = {
    ChampMarche.CLAUSE_SOCIALE: SOCIAL.clause,
    ChampMarche.CRITERE_SOCIAL: SOCIAL.critere,
    ChampMarche.RESERVE: SOCIAL.reserve or "",
}
_ENVIRONNEMENTAUX: Final = {
    ChampMarche.CLAUSE_ENVIRONNEMENTALE: ENVIRONNEMENT.clause,
    ChampMarche.CRITERE_ENVIRONNEMENTAL: ENVIRONNEMENT.critere,
}


class TypeurMarches:
    def __init__(
        self,
        correspondance: CorrespondanceMarches,
        table: Table,
        acheteur: EtablissementsAcheteur,
        annee: int | None,
        rendu: Decompte,
    ) -> None:
        """Read for one buyer; `annee` is the year that the file should be of."""
        self._rangs = correspondance.ranks()
        self._oui = correspondance.oui
        self._table = table
        self._acheteur = acheteur
        self._annee = annee
        self._rendu = rendu
        self._courant: Marche | None = (
            None  # the contract above, which lines with merged cells add to
        )

    def read(self, ligne: int, cellules: Cellules) -> Marche | None:
        """Return a new contract; None for a line set aside, or one that adds a holder."""
        self._rendu.lignes += 1
        valeurs = {
            champ: cellules[rang] if rang < len(cellules) else None
            for champ, rang in self._rangs.items()
        }
        if self._is_total(cellules, valeurs):
            self._set_aside(ligne, None, "Ligne de total", "Rien à faire : elle n’est pas lue.")
            return None
        if is_blank(valeurs.get(ChampMarche.ID)) and is_blank(valeurs.get(ChampMarche.OBJET)):
            self._continue(ligne, valeurs)
            return None
        self._courant = self._read_marche(ligne, valeurs)
        if self._courant is not None:
            self._rendu.marches += 1
            self._complete(ligne, valeurs)
        return self._courant

    def _complete(self, ligne: int, valeurs: Mapping[ChampMarche, Any]) -> None:
        """Keep aside what the line says that DECP never holds, with the rank of its contract."""
        for champ, lecture in LECTURES.items():
            valeur = self._take(ligne, valeurs, champ, lecture)
            if valeur is not None:
                self._rendu.complements.append(
                    Complement(self._rendu.marches, ligne, champ, self._name(champ), valeur)
                )

    def _is_total(self, cellules: Cellules, valeurs: Mapping[ChampMarche, Any]) -> bool:
        premiere = next((fold_mots(x) for x in cellules if not is_blank(x)), "")
        mot = premiere.startswith(_TOTAUX) and not premiere.startswith("total energies")
        return mot and is_blank(valeurs.get(ChampMarche.DATE))

    def _continue(self, ligne: int, valeurs: Mapping[ChampMarche, Any]) -> None:
        """Give one more holder to the contract above, whose cells were merged downwards."""
        titulaires = self._read_titulaires(ligne, valeurs)
        seuls = all(
            is_blank(valeur)
            for champ, valeur in valeurs.items()
            if champ not in {ChampMarche.SIRET, ChampMarche.TITULAIRE, ChampMarche.ACHETEUR}
        )
        if self._courant is not None and titulaires and seuls:
            self._courant.champs["titulaires"] += titulaires
            self._rendu.titulaires += 1
            return
        self._set_aside(
            ligne,
            ChampMarche.OBJET if ChampMarche.OBJET in self._rangs else ChampMarche.ID,
            "Ni numéro ni objet",
            "Si des cellules sont fusionnées, répétez le numéro et l’objet sur chaque ligne.",
        )

    def _read_marche(self, ligne: int, valeurs: Mapping[ChampMarche, Any]) -> Marche | None:
        if self._is_decalee(valeurs):
            self._set_aside(
                ligne,
                ChampMarche.DATE,
                "Les cellules semblent décalées : ni la date ni le montant ne se lisent",
                "Remettez chaque valeur sous son titre, puis renvoyez le fichier.",
                valeurs[ChampMarche.DATE],
            )
            return None
        ecrit = self._take(ligne, valeurs, ChampMarche.ACHETEUR, cellules.read_numero)
        if ecrit is not None and not self._acheteur.owns(ecrit):
            self._refuse_autre(ligne, ecrit)
            return None
        jour = self._take(ligne, valeurs, ChampMarche.DATE, cellules.read_jour)
        self._count_annee(ligne, jour.year if jour else None, valeurs.get(ChampMarche.DATE))
        montant = self._take(ligne, valeurs, ChampMarche.MONTANT, cellules.read_euros)
        objet = self._write_objet(valeurs)
        numero = self._write_id(valeurs, objet, jour, montant)
        champs = {
            "id": numero,
            "acheteur": {"id": self._acheteur.name(numero, ecrit)},
            "nature": cellules.read_texte(valeurs.get(ChampMarche.NATURE)) or "Marché",
            "objet": objet,
            "codeCPV": self._take(ligne, valeurs, ChampMarche.CPV, cellules.read_code_cpv),
            "procedure": cellules.read_texte(valeurs.get(ChampMarche.PROCEDURE)),
            "dureeMois": self._take(ligne, valeurs, ChampMarche.DUREE, cellules.read_duree_mois),
            "dateNotification": jour.isoformat() if jour else None,
            "montant": montant,
            "offresRecues": self._take(ligne, valeurs, ChampMarche.OFFRES, cellules.read_offres),
            "titulaires": self._read_titulaires(ligne, valeurs),
            "considerationsSociales": {
                "considerationSociale": self._declare(
                    ligne, valeurs, ChampMarche.SOCIAL, SOCIAL, _SOCIAUX
                )
            },
            "considerationsEnvironnementales": {
                "considerationEnvironnementale": self._declare(
                    ligne, valeurs, ChampMarche.ENVIRONNEMENT, ENVIRONNEMENT, _ENVIRONNEMENTAUX
                )
            },
        }
        return Marche(ligne, {nom: valeur for nom, valeur in champs.items() if valeur is not None})

    def _is_decalee(self, valeurs: Mapping[ChampMarche, Any]) -> bool:
        """Tell whether neither the date nor the amount is one, though both are filled."""
        fautes = 0
        for champ, lecture in (
            (ChampMarche.DATE, cellules.read_jour),
            (ChampMarche.MONTANT, cellules.read_euros),
        ):
            try:
                lecture(valeurs.get(champ))
            except CelluleIllisible:
                fautes += 1
        return fautes > 1

    def _refuse_autre(self, ligne: int, ecrit: str) -> None:
        self._set_aside(
            ligne,
            ChampMarche.ACHETEUR,
            "Marché d’un autre acheteur",
            f"Cet espace est celui du SIREN {self._acheteur.siren} : retirez la ligne, ou "
            "envoyez-la dans l’espace de cet acheteur.",
            ecrit,
        )

    def _count_annee(self, ligne: int, annee: int | None, ecrite: object) -> None:
        if annee is None:
            self._rendu.sans_date += 1
            return
        self._rendu.annees[annee] += 1
        if self._annee not in {None, annee}:
            self._signal(
                ligne,
                ChampMarche.DATE,
                f"Marché d’une autre année que {self._annee}",
                "La ligne est gardée : vérifiez sa date, ou retirez-la du fichier.",
                ecrite,
            )

    def _write_objet(self, valeurs: Mapping[ChampMarche, Any]) -> str | None:
        """Return the object, with the lot that stands in a column of its own."""
        objet, lot = (
            cellules.read_texte(valeurs.get(champ))
            for champ in (ChampMarche.OBJET, ChampMarche.LOT)
        )
        if lot is None or "lot" in fold_mots(objet).split():
            return objet
        numero = lot if fold_mots(lot).startswith("lot") else f"lot {lot}"
        return f"{objet} – {numero}" if objet else numero

    def _write_id(
        self, valeurs: Mapping[ChampMarche, Any], objet: str | None, jour: object, montant: object
    ) -> str:
        """Return the number; without any, a mark that the same contract will bear next time."""
        numero = cellules.read_texte(valeurs.get(ChampMarche.ID))
        if numero is not None:
            return numero
        empreinte = hashlib.sha256(f"{fold_mots(objet)}|{jour}|{montant}".encode()).hexdigest()
        return f"sans-{empreinte[: _ID_MAX - 5]}"

    def _read_titulaires(
        self, ligne: int, valeurs: Mapping[ChampMarche, Any]
    ) -> list[dict[str, Any]]:
        sirets = self._take(ligne, valeurs, ChampMarche.SIRET, cellules.read_sirets) or []
        noms = cellules.read_noms(valeurs.get(ChampMarche.TITULAIRE))
        personnes = []
        for rang in range(max(len(sirets), len(noms))):
            personne: dict[str, Any] = {}
            if rang < len(sirets):
                personne |= {"typeIdentifiant": "SIRET", "id": sirets[rang]}
            if rang < len(noms):
                personne["denominationSociale"] = noms[rang]
            personnes.append({"titulaire": personne})
        return personnes

    def _declare(
        self,
        ligne: int,
        valeurs: Mapping[ChampMarche, Any],
        tout: ChampMarche,
        domaine: Domaine,
        parties: Mapping[ChampMarche, str],
    ) -> list[str]:
        """Merge what the general column declares with what the columns of its kinds do."""

        def read(valeur: object) -> list[str]:
            return cellules.read_considerations_declarees(valeur, domaine, self._oui)

        reponses = {p: self._take(ligne, valeurs, p, cellules.read_oui_non) for p in parties}
        oui = [parties[champ] for champ, reponse in reponses.items() if reponse]
        if oui:
            ecrites = self._take(ligne, valeurs, tout, read) or [] if tout in valeurs else []
            return list(dict.fromkeys([*oui, *(e for e in ecrites if e != domaine.absence)]))
        ecrites = self._take(ligne, valeurs, tout, read) or []
        if ecrites:
            return ecrites
        niees = [reponse for reponse in reponses.values() if reponse is False]
        return [domaine.absence] if niees and len(niees) == len(parties) else []

    def _take[V](
        self,
        ligne: int,
        valeurs: Mapping[ChampMarche, Any],
        champ: ChampMarche,
        lecture: Callable[[object], V],
    ) -> V | None:
        """Read a cell; a fault is told, and the line goes on without that value."""
        try:
            return lecture(valeurs.get(champ))
        except CelluleIllisible as faute:
            self._signal(ligne, champ, str(faute), faute.remede, valeurs.get(champ))
            return None

    def _set_aside(
        self,
        ligne: int,
        champ: ChampMarche | None,
        probleme: str,
        remede: str,
        valeur: object = None,
    ) -> None:
        self._rendu.ecartees += 1
        self._signal(ligne, champ, probleme, remede, valeur, Gravite.ECARTEE)

    def _signal(
        self,
        ligne: int,
        champ: ChampMarche | None,
        probleme: str,
        remede: str,
        valeur: object,
        gravite: Gravite = Gravite.SIGNALEE,
    ) -> None:
        self._rendu.remark(
            Remarque(
                gravite=gravite,
                feuille=self._table.feuille,
                ligne=ligne,
                colonne=self._name(champ) if champ else "",
                valeur=(cellules.read_texte(valeur) or "")[:_VALEUR_MAX],
                probleme=probleme,
                remede=remede,
            )
        )

    def _name(self, champ: ChampMarche) -> str:
        rang = self._rangs.get(champ)
        return champ.libelle if rang is None else self._table.ecrits[rang]


_ANNONCE: Final = 500  # lines between two reports of progress

type Suivi = Callable[[int], None]


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
    rendu = modele.Decompte(chemin.name)
    memoire = modele.Memoire(correspondances=(reglages.correspondance,))
    with _open_table(chemin, memoire) as (table, _):
        if not reglages.correspondance.fits(table.titres):
            raise modele.ErreurContrats(
                "Les colonnes du fichier ont changé depuis leur association.",
                "Associez-les de nouveau.",
            )
        correspondance = reglages.correspondance.move_to(table.titres)
        typeur = TypeurMarches(correspondance, table, reglages.acheteur, reglages.annee, rendu)
        marches = _read(table, typeur, rendu, suivi or _ignore)
    _write(cible, marches)
    return rendu


def _ignore(_lignes: int) -> None:
    """Nobody asked to follow."""


def _read(
    table: Table, typeur: TypeurMarches, rendu: modele.Decompte, suivi: Suivi
) -> list[modele.Marche]:
    marches = []
    for ligne, rangee in table.list_utiles():
        if (marche := typeur.read(ligne, rangee)) is not None:
            marches.append(marche)
        if rendu.lignes % _ANNONCE == 0:
            suivi(rendu.lignes)
    suivi(rendu.lignes)
    return marches


def _write(cible: Path, marches: Iterable[modele.Marche]) -> None:
    contenu = {"marches": {"marche": [marche.champs for marche in marches]}}
    cible.write_text(json.dumps(contenu, ensure_ascii=False), "utf-8")


@contextmanager
def _open_table(chemin: Path, memoire: modele.Memoire) -> Iterator[tuple[Table, tuple[str, ...]]]:
    """Find the sheet of contracts of a file, and name those before it; read it inside.

    Known words are looked for first, then any row of titles: the screen will map them.
    """

    def find_sure(feuille: Feuille) -> Table | None:
        return find_connue(feuille, modele.ChampMarche, modele.NECESSAIRES, memoire)

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
