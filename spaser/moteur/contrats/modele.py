"""A spreadsheet of contracts: its columns, their mapping, for whom it is read, its account."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from spaser.elements import net_numero
from spaser.moteur.tables import correspondance
from spaser.moteur.tables.correspondance import ChampCherche, assign_titres
from spaser.moteur.tables.modele import REMARQUES_MAX, ErreurTable, Remarque

_PERSONNES: Final = "titulaire fournisseur attributaire entreprise prestataire"
_ACHETEURS: Final = "acheteur collectivite organisme client entite"


class ChampMarche(ChampCherche):
    # fmt: off
    ACHETEUR = ("acheteur", "SIRET ou SIREN de l’acheteur",
        ("siret acheteur, siret de l acheteur, siren acheteur, siren de l acheteur, acheteur "
         "id, identifiant acheteur, id acheteur, siret collectivite, siren collectivite, siret"
         " organisme"))
    SIRET = ("siret", "SIRET du titulaire",
        ("siret titulaire, siret du titulaire, siret fournisseur, siret attributaire, siret "
         "entreprise, identifiant titulaire, id titulaire, titulaire id, siret, siren "
         "titulaire, siren"), _ACHETEURS)
    TITULAIRE = ("titulaire", "Nom du titulaire",
        ("nom du titulaire, nom titulaire, titulaire du marche, titulaire, attributaire, "
         "fournisseur, entreprise, prestataire, raison sociale"),
        f"siret siren id identifiant adresse code postal cp ville pays type date {_ACHETEURS}")
    CLAUSE_SOCIALE = ("clause_sociale", "Clause sociale",
        ("clause sociale, clauses sociales, clause d insertion, clause insertion, social "
         "clause, sociales clause, insertion"), "heures nombre nb montant critere")
    CRITERE_SOCIAL = ("critere_social", "Critère social",
        ("critere social, criteres sociaux, critere d insertion, social critere, sociales "
         "critere"), "poids")
    RESERVE = ("reserve", "Marché réservé",
        "marche reserve, marches reserves, reserve, lot reserve", "montant")
    SOCIAL = ("social", "Considération sociale",
        ("considerations sociales, consideration sociale, considerations sociales et "
         "solidaires, volet social, achat socialement responsable, social, sociale"),
        "raison denomination capital")
    CLAUSE_ENVIRONNEMENTALE = ("clause_environnementale", "Clause environnementale",
        ("clause environnementale, clauses environnementales, clause ecologique, clause "
         "environnement, environnement clause, environnementales clause"), "critere")
    CRITERE_ENVIRONNEMENTAL = ("critere_environnemental", "Critère environnemental",
        ("critere environnemental, criteres environnementaux, critere ecologique, critere "
         "environnement, environnement critere, environnementales critere"), "poids")
    ENVIRONNEMENT = ("environnement", "Considération environnementale",
        ("considerations environnementales, consideration environnementale, volet "
         "environnemental, environnement, environnemental, environnementale, ecologique"))
    DATE = ("date", "Date de notification",
        ("date de notification, date notification, date de notification du marche, notifie le,"
         " notification, date d attribution, date attribution, date de signature, date du "
         "marche, date"),
        "fin publication lancement limite debut echeance reconduction avenant avis remise")
    MONTANT = ("montant", "Montant HT",
        ("montant ht, montant du marche ht, montant notifie ht, montant notifie, montant "
         "initial ht, montant initial, montant total ht, montant hors taxes, montant attribue,"
         " montant du marche, montant maximum ht, montant maximum, montant, prix ht"),
        "ttc tva unitaire avenant minimum mini estime estimation mandate paye")
    CPV = ("cpv", "Code CPV", "code cpv, cpv, cpv principal", "libelle")
    DUREE = ("duree", "Durée en mois",
        "duree en mois, duree mois, duree du marche en mois, duree du marche, duree", "jours")
    OFFRES = ("offres", "Nombre d’offres reçues",
        "nombre d offres recues, offres recues, nombre d offres, nb offres, nombre de plis")
    EGALITE = ("egalite", "Égalité entre les femmes et les hommes",
        ("egalite entre les femmes et les hommes, egalite femmes hommes, egalite "
         "professionnelle, egalite, parite"), "index")
    CARBONE = ("carbone", "Émissions de gaz à effet de serre",
        ("emissions de gaz a effet de serre, gaz a effet de serre, emissions carbone, carbone,"
         " ges"), "tonnes kg co2e")
    HEURES_INSERTION = ("heures_insertion", "Heures d’insertion prévues",
        ("heures d insertion prevues, heures d insertion, heures insertion, volume d insertion"
         " en heures"), "realisees effectuees")
    DEROGATION = ("derogation", "Dérogation motivée", "derogation motivee, derogation",
        "motif motifs date")
    DATE_LANCEMENT = ("date_lancement", "Date de lancement",
        ("date de lancement, date lancement, date de lancement de la consultation, lancement "
         "de la consultation, date d envoi de l avis, lancement"))
    BESOIN_ESTIME = ("besoin_estime", "Besoin estimé HT",
        ("besoin estime ht, besoin estime, estimation du besoin, montant estime ht, montant "
         "estime, valeur estimee, estimation"), "ttc tva")
    LOT = ("lot", "Lot",
        "numero de lot, numero du lot, n de lot, n du lot, n lot, num lot, lot n, lot",
        "intitule libelle objet designation montant nombre reserve")
    NATURE = ("nature", "Nature du contrat", "nature du contrat, nature du marche, nature",
        "juridique comptable")
    PROCEDURE = ("procedure", "Procédure",
        "procedure de passation, type de procedure, procedure, mode de passation")
    ID = ("id", "Numéro du marché",
        ("numero de marche, numero du marche, numero marche, n de marche, n du marche, n "
         "marche, num marche, no marche, reference du marche, reference marche, reference, "
         "identifiant du marche, identifiant marche, id marche, numero de contrat, n contrat, "
         "numero, n, id, identifiant, marche, contrat"),
        (f"{_PERSONNES} {_ACHETEURS} objet libelle intitule montant date type nature lot "
         "telephone duree procedure"))
    OBJET = ("objet", "Objet",
        ("objet du marche, objet, intitule du marche, intitule, libelle du marche, libelle, "
         "designation, description, denomination du marche"),
        f"{_PERSONNES} cpv service famille procedure")
    # fmt: on


NECESSAIRES: Final = (ChampMarche.OBJET, ChampMarche.ID)  # one or the other
# As people are asked.
AFFICHES: Final = (
    ChampMarche.ID, ChampMarche.OBJET, ChampMarche.LOT, ChampMarche.DATE, ChampMarche.MONTANT,
    ChampMarche.TITULAIRE, ChampMarche.SIRET, ChampMarche.ACHETEUR, ChampMarche.NATURE,
    ChampMarche.PROCEDURE, ChampMarche.CPV, ChampMarche.DUREE, ChampMarche.OFFRES,
    ChampMarche.SOCIAL, ChampMarche.CLAUSE_SOCIALE, ChampMarche.CRITERE_SOCIAL,
    ChampMarche.RESERVE, ChampMarche.ENVIRONNEMENT, ChampMarche.CLAUSE_ENVIRONNEMENTALE,
    ChampMarche.CRITERE_ENVIRONNEMENTAL, ChampMarche.EGALITE, ChampMarche.CARBONE,
    ChampMarche.HEURES_INSERTION, ChampMarche.DEROGATION, ChampMarche.DATE_LANCEMENT,
    ChampMarche.BESOIN_ESTIME,
)  # fmt: skip


class ErreurContrats(ErreurTable):
    """A spreadsheet that cannot be read; told in French with the fix."""


@dataclass(frozen=True, slots=True)
class Complement:
    """What a cell says of a contract that DECP never holds; `rang` is that of the contract."""

    rang: int
    ligne: int
    champ: ChampMarche
    colonne: str
    valeur: str


@dataclass(slots=True)
class Decompte:
    """What became of every line: `lignes` = contracts + holders added + set aside."""

    fichier: str = ""  # its name
    lignes: int = 0
    marches: int = 0
    titulaires: int = 0  # lines that only add a holder to the contract above
    ecartees: int = 0
    annees: Counter[int] = field(default_factory=Counter)
    sans_date: int = 0
    motifs: Counter[str] = field(default_factory=Counter)
    remarques: list[Remarque] = field(default_factory=list)
    nb_remarques: int = 0
    complements: list[Complement] = field(default_factory=list)

    def remark(self, remarque: Remarque) -> None:
        """Count a remark, and keep its place up to a limit."""
        self.nb_remarques += 1
        self.motifs[remarque.probleme] += 1
        if len(self.remarques) < REMARQUES_MAX:
            self.remarques.append(remarque)

    @property
    def est_juste(self) -> bool:
        return self.lignes == self.marches + self.titulaires + self.ecartees


class SensOui(StrEnum):
    """What a bare « oui » under « considération » declares."""

    INCONNU = ""
    CLAUSE = "clause"
    CRITERE = "critere"
    LES_DEUX = "les_deux"


class CorrespondanceMarches(
    correspondance.Correspondance[ChampMarche],
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
):
    oui: SensOui = SensOui.INCONNU

    def check(self) -> None:
        if not set(NECESSAIRES) & self.colonnes.keys():
            raise ErreurContrats(
                "Aucune colonne ne donne l’objet ni le numéro du marché.",
                f"Dites laquelle est « {ChampMarche.OBJET.libelle} » ou "
                f"« {ChampMarche.ID.libelle} ».",
            )
        if self.absente is not None:
            raise ErreurContrats(
                f"Le fichier n’a pas de colonne « {self.absente} ».",
                "Choisissez-en une de la liste.",
            )


Memoire = correspondance.Memoire[CorrespondanceMarches]


def propose_colonnes_marches(titres: Sequence[str]) -> CorrespondanceMarches:
    return CorrespondanceMarches(titres=tuple(titres), colonnes=assign_titres(ChampMarche, titres))


_SIRET: Final = 14


@dataclass(frozen=True, slots=True)
class EtablissementsAcheteur:
    """A buyer, and the establishments that published her contracts, by number of contract.

    A contract of a spreadsheet that gives no establishment takes that of the published contract
    of the same number, so that one is recognised in the other.
    """

    siren: str
    siret: str | None = None  # the establishment that publishes most
    sirets: Mapping[str, str] = field(default_factory=dict)

    def owns(self, numero: str) -> bool:
        return numero.startswith(self.siren)

    def name(self, identifiant: str, ecrit: str | None) -> str:
        """Return the number under which a contract is published, or would be."""
        if ecrit is not None and len(ecrit) == _SIRET:
            return ecrit
        return self.sirets.get(net_numero(identifiant.strip())) or self.siret or self.siren
