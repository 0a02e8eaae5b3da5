"""Which column of an extract says what, what the extract does not say, and what is unsure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final, Literal

import msgspec

from spaser.moteur.depenses.modele import ErreurDepenses
from spaser.moteur.tables import correspondance
from spaser.moteur.tables.correspondance import ChampCherche, assign_titres, find_titre

_ACHETEUR: Final = (
    "acheteur client destinataire collectivite organisme payeur debiteur etablissement"
)
_AUTRES_MONTANTS: Final = "unitaire prix engage engages budget vote reste restant cumul"


class ChampExtrait(ChampCherche):
    # fmt: off
    MONTANT_HT = ("montant_ht", "Montant hors taxes",
        ("montant ht, montant total ht, total ht, montant net ht, ht, montant hors taxes, "
         "montant hors taxe, hors taxes, hors taxe"), f"{_AUTRES_MONTANTS} ttc")
    MONTANT_TTC = ("montant_ttc", "Montant toutes taxes comprises",
        "montant ttc, montant total ttc, total ttc, ttc, toutes taxes comprises",
        f"{_AUTRES_MONTANTS} ht")
    TAUX_TVA = ("taux_tva", "Taux de TVA", "taux tva, taux de tva, taux de la tva, taux",
        "remise prorata")
    MONTANT_TVA = ("montant_tva", "Montant de la TVA",
        "montant tva, montant de la tva, montant de tva, total tva, tva",
        "taux code intra intracommunautaire numero n regime")
    ACHETEUR = ("acheteur", "SIRET ou SIREN de l’acheteur",
        ("siret acheteur, siret de l acheteur, siret client, siret destinataire, siret du "
         "destinataire, siret collectivite, siret organisme, siret payeur, siret debiteur, "
         "siren acheteur, siren destinataire, siren collectivite, identifiant acheteur, "
         "identifiant destinataire, code destinataire"))
    SIRET = ("siret", "SIRET du fournisseur",
        ("siret fournisseur, siret tiers, siret du tiers, siret, identifiant fournisseur, "
         "identifiant emetteur"), _ACHETEUR)
    SIREN = ("siren", "SIREN du fournisseur", "siren fournisseur, siren tiers, siren", _ACHETEUR)
    CODE_POSTAL = ("code_postal", "Code postal du fournisseur", "code postal, cp", _ACHETEUR)
    TYPE_TIERS = ("type_tiers", "Genre de tiers",
        ("type de tiers, type tiers, categorie de tiers, categorie tiers, nature juridique, "
         "nature tiers, type fournisseur, type de fournisseur"))
    TIERS = ("tiers", "Nom du fournisseur",
        ("nom du tiers, nom tiers, libelle tiers, tiers nom, raison sociale, nom du "
         "fournisseur, nom fournisseur, fournisseur nom, fournisseur, beneficiaire, creancier,"
         " titulaire, prestataire, denomination, emetteur, tiers, structure"),
        ("code numero n no num id identifiant siret siren type adresse postal cp ville commune"
         f" categorie pays date {_ACHETEUR}"))
    CPV = ("cpv", "Code CPV", "code cpv, cpv", "libelle")
    COMPTE = ("compte", "Compte par nature",
        ("compte nature, compte par nature, nature comptable, compte budgetaire, imputation "
         "comptable, compte comptable, numero de compte, compte general, imputation, compte, "
         "article nature, code nature, nature"),
        ("libelle intitule bancaire iban tiers juridique facture piece prestation marche "
         "depense auxiliaire"))
    FAMILLE = ("famille", "Famille d’achat",
        "famille d achat, famille achat, famille, segment d achat, segment, categorie d achat")
    MARCHE = ("marche", "Numéro de marché",
        ("numero de marche, numero du marche, numero marche, n de marche, n du marche, n "
         "marche, no marche, num marche, code marche, reference marche, reference du marche, "
         "marche, numero de contrat, n contrat, contrat"),
        "objet libelle intitule montant date type nature titulaire")
    DATE_PAIEMENT = ("date_paiement", "Date de paiement",
        ("date de paiement, date paiement, date du paiement, date de mise en paiement, paye "
         "le, date de reglement, date reglement, date de virement, date virement"),
        "prevue previsionnelle limite theorique")
    DATE = ("date", "Date de la pièce",
        ("date de mandat, date du mandat, date mandat, date de mandatement, date mandatement, "
         "date d emission, date comptable, date de piece, date piece, date de facture, date de"
         " la facture, date facture, date de commande, date commande, date"),
        "prevue previsionnelle limite theorique echeance reception depot")
    EXERCICE = ("exercice", "Exercice", "exercice, exercice comptable, annee, millesime")
    STATUT = ("statut", "État de la pièce", "statut, etat courant, etat", "juridique")
    TYPE_PIECE = ("type_piece", "Genre de pièce",
        ("type de piece, type piece, nature de piece, type de mandat, type mandat, type de "
         "facture, type facture, type de document, type document, nature facture, sens, type"),
        "tiers marche prix prestation")
    PIECE = ("piece", "Numéro de pièce",
        ("numero de mandat, numero du mandat, numero mandat, n de mandat, n mandat, no mandat,"
         " num mandat, mandat, numero de facture, numero facture, n de facture, n facture, no "
         "facture, facture, numero de piece, numero piece, n piece, piece, numero de commande,"
         " numero commande, n commande"),
        "date montant objet libelle type nature etat statut lignes bordereau")
    MONTANT = ("montant", "Montant, sans dire HT ou TTC",
        ("montant mandate, montant paye, montant regle, montant realise, montant liquide, "
         "montant de la depense, montant, mandate, realise, total"),
        f"{_AUTRES_MONTANTS} ht ttc tva taux nb nombre numero n")
    OBJET = ("objet", "Objet",
        ("objet, objet du mandat, objet de la depense, libelle du mandat, libelle mandat, "
         "libelle ecriture, libelle, designation, description, intitule"),
        "compte nature tiers fournisseur service chapitre fonction marche article famille cpv")
    # fmt: on


MONTANTS: Final = (ChampExtrait.MONTANT_HT, ChampExtrait.MONTANT_TTC, ChampExtrait.MONTANT)
DATES: Final = frozenset({ChampExtrait.DATE_PAIEMENT, ChampExtrait.DATE, ChampExtrait.EXERCICE})


class DouteColonne(StrEnum):
    MONTANT = "montant"
    NATURE = "nature"
    ANNEE = "annee"
    FOURNISSEUR = "fournisseur"
    COMPTE = "compte"
    PLUSIEURS = "plusieurs"


type NatureMontant = Literal["ht", "ttc"]

VERSION: Final = 1


class CorrespondanceExtrait(
    correspondance.Correspondance[ChampExtrait],
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
):
    montant_est: NatureMontant | None = None  # what the column « montant » is, once somebody says
    nomenclature: Literal["M57", "M14"] | None = None
    acheteur: str | None = None  # the SIREN whose lines are wanted
    annee: int | None = None  # for an extract that bears neither date nor exercice
    version: int = VERSION

    def check(self) -> None:
        """Refuse a mapping by which no line could be read."""
        titres = ", ".join(t for t in self.titres if t)
        doutes = self.list_doutes()
        if self.absente is not None:
            raise ErreurDepenses(
                f"Le fichier n’a pas de colonne « {self.absente} ».", f"Ses colonnes : {titres}."
            )
        if DouteColonne.MONTANT in doutes:
            raise ErreurDepenses(
                "Aucune colonne de montant n’a été reconnue.",
                f"Dites laquelle est « {ChampExtrait.MONTANT_HT.libelle} ». Colonnes du fichier : "
                f"{titres}.",
            )
        if DouteColonne.ANNEE in doutes:
            raise ErreurDepenses(
                "Aucune colonne de date ni d’exercice n’a été reconnue.",
                "Donnez l’année du fichier, ou dites quelle colonne porte la date.",
            )

    def list_doutes(self) -> tuple[DouteColonne, ...]:
        """Return what it leaves unclear."""
        lues = self.colonnes.keys()
        lu = not lues.isdisjoint(MONTANTS)
        dit = self.montant_est is not None or not lues.isdisjoint(MONTANTS[:2])
        doutes = {
            DouteColonne.MONTANT: not lu,
            DouteColonne.NATURE: lu and not dit,
            DouteColonne.ANNEE: self.annee is None and lues.isdisjoint(DATES),
            DouteColonne.FOURNISSEUR: lues.isdisjoint({ChampExtrait.SIRET, ChampExtrait.SIREN}),
            DouteColonne.COMPTE: ChampExtrait.COMPTE not in lues,
            DouteColonne.PLUSIEURS: any(map(self._is_disputed, MONTANTS)),
        }
        return tuple(doute for doute, est_la in doutes.items() if est_la)

    def _is_disputed(self, champ: ChampExtrait) -> bool:
        """Tell whether a column left aside could be the amount as well as the one chosen."""
        choisie = self.colonnes.get(champ)
        if choisie is None or choisie in champ.phrases:
            return False
        return find_titre(champ.phrases, champ.sauf, self.inutilisees) is not None


Memoire = correspondance.Memoire[CorrespondanceExtrait]


def propose_colonnes_extrait(titres: Sequence[str]) -> CorrespondanceExtrait:
    """Find the columns by their words; each one is read once at most."""
    return CorrespondanceExtrait(titres=tuple(titres), colonnes=assign_titres(ChampExtrait, titres))


def write_memoire(memoire: Memoire) -> bytes:
    return msgspec.json.format(msgspec.json.encode(memoire), indent=2) + b"\n"


def load_memoire(chemin: Path) -> Memoire:
    """Read the file of mappings, or of one; none yet is an empty memory."""
    if not chemin.exists():
        return Memoire()
    try:
        brut = msgspec.json.decode(chemin.read_bytes())
        if isinstance(brut, Mapping) and "correspondances" not in brut:
            return Memoire(correspondances=(msgspec.convert(brut, CorrespondanceExtrait),))
        return msgspec.convert(brut, Memoire)
    except msgspec.MsgspecError as cause:
        raise ErreurDepenses(
            "Le fichier de correspondance n’est pas lisible.",
            "Redonnez celui que la commande a écrit, ou supprimez-le pour repartir de zéro.",
        ) from cause


@dataclass(frozen=True, slots=True)
class TableTrouvee:
    """A table as it was found: its titles as written, what they seem to be, a few values each."""

    feuille: str | None
    ecrits: tuple[str, ...]
    correspondance: CorrespondanceExtrait
    doutes: tuple[DouteColonne, ...]
    exemples: tuple[tuple[str, ...], ...]  # one tuple a column


class ColonnesIncertaines(ErreurDepenses):
    """The columns of a table should be shown to somebody before its lines are read."""

    def __init__(self, apercu: TableTrouvee) -> None:
        super().__init__(
            "Les colonnes de ce fichier sont à préciser.",
            "Dites ce que contient chaque colonne : la réponse servira pour les fichiers suivants.",
        )
        self.apercu = apercu
