"""From the cells of a row to a typed line, with its state and the reason of it.

Amounts are whole cents. The one before tax is read, computed from the VAT of the line, or bounded.
Never guessed. Extracts repeat the same suppliers, accounts and kinds thousands of times: what is
read of a text is kept for the next row.
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from hashlib import blake2b
from typing import Final, NamedTuple, Self, get_args, get_type_hints

import pyarrow as pa

from spaser.contenus.faits import read_decompte
from spaser.elements import Identifiant, fold_mots, read_identifiant
from spaser.moteur.depenses import achats
from spaser.moteur.depenses.colonnes import (
    MONTANTS,
    ChampExtrait,
    CorrespondanceExtrait,
    NatureMontant,
)
from spaser.moteur.depenses.modele import CompteRendu, EtatLigne
from spaser.moteur.tables.cellules import (
    ANNEES,
    MontantIllisible,
    is_blank,
    is_total,
    read_centimes,
    read_date_cellule,
    read_taux_tva,
)
from spaser.moteur.tables.correspondance import LecteurLigne, Table
from spaser.moteur.tables.modele import Cellules

_CACHE: Final = 50_000
_TEXTE_MAX: Final = 300
_POSTAL: Final = 5
_TOLERANCE: Final = 2  # cents: roundings of a line of invoice
_LUS: Final = (*MONTANTS[:2], ChampExtrait.MONTANT_TVA, ChampExtrait.MONTANT)
_ANNUELS: Final = (ChampExtrait.DATE_PAIEMENT, ChampExtrait.DATE, ChampExtrait.EXERCICE)

_fold = lru_cache(_CACHE)(fold_mots)
_identifiant = lru_cache(_CACHE)(read_identifiant)
_jour = lru_cache(4096)(read_date_cellule)
_regle = lru_cache(4096)(achats.find_regle)
_est_total = lru_cache(_CACHE)(is_total)
_est_particulier = lru_cache(_CACHE)(achats.is_particulier)
_compte = lru_cache(4096)(achats.read_compte)

type Verdict = tuple[EtatLigne, str | None]  # with the reason


class LigneExtrait(NamedTuple):
    """A line of an extract; `bas` and `haut` bound its HT, and are equal when it is known."""

    fichier: str
    feuille: str | None
    ligne: int
    etat: EtatLigne
    motif: str | None
    etat_compte: EtatLigne | None  # what the account alone would say
    motif_compte: str | None
    annee: int | None
    exercice: int | None
    jour: date | None
    tiers: str | None
    tiers_plie: str
    siren: str | None
    siret: str | None
    code_postal: str | None
    objet: str | None
    compte: str | None
    famille: str | None
    marche: str | None
    piece: str | None
    cpv: str | None
    lu: int  # the amount that was read: HT, or else TTC; 0 when unreadable
    ht: int | None
    ttc: int | None
    bas: int
    haut: int
    empreinte: int  # of the whole row, as written


_TYPES: Final = {str: pa.string(), EtatLigne: pa.string(), date: pa.date32(), int: pa.int64()}
_COURTS: Final = {"ligne": pa.int32(), "annee": pa.int16(), "exercice": pa.int16()}
SCHEMA: Final = pa.schema(
    # An optional field is told by its first type: every column may be empty.
    (nom, _COURTS.get(nom) or _TYPES[(get_args(genre) or (genre,))[0]])
    for nom, genre in get_type_hints(LigneExtrait).items()
)


class Montant(NamedTuple):
    """The amount of a line, in cents; `alerte` is the reason to look at it."""

    lu: int = 0
    ht: int | None = None
    ttc: int | None = None
    bas: int = 0
    haut: int = 0
    alerte: str | None = None

    def negate(self) -> Self:
        ht, ttc = (None if cents is None else -cents for cents in (self.ht, self.ttc))
        return self._replace(lu=-self.lu, ht=ht, ttc=ttc, bas=-self.haut, haut=-self.bas)


def conclude_montant(
    lus: dict[ChampExtrait, int], taux: Decimal | None, nature: NatureMontant | None
) -> Montant | None:
    """Return what the amounts of a line give; None when it has none."""
    ht, ttc = lus.get(ChampExtrait.MONTANT_HT), lus.get(ChampExtrait.MONTANT_TTC)
    tva, simple = lus.get(ChampExtrait.MONTANT_TVA), lus.get(ChampExtrait.MONTANT)
    if nature == "ht" and ht is None:
        ht, simple = simple, None
    elif nature == "ttc" and ttc is None:
        ttc, simple = simple, None
    if ht is not None:
        juste = ttc is None or tva is None or abs(ht + tva - ttc) <= _TOLERANCE
        return Montant(ht, ht, ttc, ht, ht, None if juste else "montants_incoherents")
    lu = simple if ttc is None else ttc
    if lu is None:
        return None
    if ttc is None or (tva is None and taux is None):
        extremes = lu, _strip_taxe(lu, taux_maximum())  # no tax at all, or the highest rate
        return Montant(lu, None, ttc, min(extremes), max(extremes), "ht_inconnu")
    calcule = _strip_taxe(ttc, taux or 0) if tva is None else ttc - tva
    return Montant(ttc, calcule, ttc, calcule, calcule, "ht_calcule")


def _strip_taxe(centimes: int, taux: Decimal | int) -> int:
    hors = Decimal(centimes) * 100 / (100 + taux)
    return int(hors.quantize(Decimal(1), ROUND_HALF_UP))


@cache
def taux_maximum() -> int:
    """Return the highest rate of VAT, in per cent."""
    return int(read_decompte("CGI-278", "taux_tva"))


class TypeurExtrait(LecteurLigne[ChampExtrait]):
    def __init__(
        self,
        table: Table,
        correspondance: CorrespondanceExtrait,
        fichier: str,
        rendu: CompteRendu,
        annee_seule: int | None = None,
    ) -> None:
        super().__init__(table, correspondance.colonnes, rendu.remark, fichier)
        self._correspondance = correspondance
        self._annee_seule = annee_seule
        self._rendu = rendu
        self._alertes: list[str] = []

    def read(self, ligne: int, ecrites: Cellules) -> LigneExtrait:
        self.turn_to(ligne, ecrites)
        self._alertes = []
        montant, faute = self._read_montant()
        exercice, jour, annee = self._read_annee()
        nom = self.read_mots(ChampExtrait.TIERS, _TEXTE_MAX)
        plie = _fold(nom) if nom else ""
        identifiant = self._read_identifiant()
        siren, siret = (identifiant.siren, identifiant.siret) if identifiant else (None, None)
        compte = _compte(self.dits[ChampExtrait.COMPTE]) if ChampExtrait.COMPTE in self.dits else ""
        regle = _regle(compte, self._correspondance.nomenclature, annee) if compte else None
        etat, motif = (
            self._judge_total(ecrites, jour, siren)
            or faute
            or self._judge_annee(annee)
            or self._judge(montant, plie, siren, regle)
        )
        if etat in {EtatLigne.COMPTEE, EtatLigne.A_VERIFIER}:
            if not plie and siren is None:
                self._alertes.append("tiers_absent")
            for alerte in self._alertes:
                self._rendu.alert(alerte)
        self._rendu.lues.add(montant.lu)
        famille = self.read_mots(ChampExtrait.FAMILLE, _TEXTE_MAX)
        return LigneExtrait(
            fichier=self.fichier,
            feuille=self.table.feuille,
            ligne=ligne,
            etat=etat,
            motif=motif,
            etat_compte=regle.etat if regle else None,
            motif_compte=regle.motif if regle else None,
            annee=annee,
            exercice=exercice,
            jour=jour,
            tiers=nom,
            tiers_plie=plie,
            siren=siren,
            siret=siret,
            code_postal=_read_code_postal(self.dits.get(ChampExtrait.CODE_POSTAL)),
            objet=self.read_mots(ChampExtrait.OBJET, _TEXTE_MAX),
            compte=compte or None,
            famille=famille or (regle.famille if regle else None),
            marche=self.read_mots(ChampExtrait.MARCHE, _TEXTE_MAX),
            piece=self.read_mots(ChampExtrait.PIECE, _TEXTE_MAX),
            cpv=self.read_mots(ChampExtrait.CPV, _TEXTE_MAX),
            lu=montant.lu,
            ht=montant.ht,
            ttc=montant.ttc,
            bas=montant.bas,
            haut=montant.haut,
            empreinte=_digest(ecrites),
        )

    # --- Cells ---------------------------------------------------------------------------------

    def _fold(self, champ: ChampExtrait) -> str:
        valeur = self.dits.get(champ)
        return "" if valeur is None else _fold(valeur)

    def _find(self, champs: tuple[ChampExtrait, ...]) -> ChampExtrait:
        """Return the first of these columns that the table has, else the last one."""
        return next((champ for champ in champs if champ in self.rangs), champs[-1])

    def _refuse(
        self,
        champ: ChampExtrait,
        motif: str,
        remede: str,
        etat: EtatLigne = EtatLigne.QUARANTAINE,
    ) -> Verdict:
        self.tell(self.locate(champ, motif=motif, remede=remede))
        return etat, motif

    # --- Amount, year and supplier -------------------------------------------------------------

    def _read_montant(self) -> tuple[Montant, Verdict | None]:
        lus: dict[ChampExtrait, int] = {}
        for champ in _LUS:
            if champ in self.dits:
                try:
                    lus[champ] = read_centimes(self.dits[champ])
                except MontantIllisible as cause:
                    return Montant(), self._refuse(champ, "montant_illisible", str(cause))
        taux = self.dits.get(ChampExtrait.TAUX_TVA)
        lu = None if taux is None else read_taux_tva(taux)
        montant = conclude_montant(lus, lu, self._correspondance.montant_est)
        if montant is None:
            return Montant(), self._refuse(
                self._find(MONTANTS), "montant_absent", "donnez le montant"
            )
        if montant.alerte:
            self._alertes.append(montant.alerte)
        if montant.lu > 0 and achats.AVOIR.search(self._fold(ChampExtrait.TYPE_PIECE)):
            self._alertes.append("avoir_signe")  # written as a positive amount
            montant = montant.negate()
        return montant, None

    def _read_annee(self) -> tuple[int | None, date | None, int | None]:
        """Return the exercice, the day and the civil year: that of the payment if it is known."""
        exercice = _read_exercice(self.dits.get(ChampExtrait.EXERCICE))
        paiement = self._read_jour(ChampExtrait.DATE_PAIEMENT)
        jour = paiement or self._read_jour(ChampExtrait.DATE)
        if paiement:
            if exercice and paiement.year != exercice:
                self._alertes.append("annee_differente")
            return exercice, jour, paiement.year
        return exercice, jour, exercice or (jour.year if jour else self._correspondance.annee)

    def _read_jour(self, champ: ChampExtrait) -> date | None:
        valeur = self.dits.get(champ)
        jour = None if valeur is None else _jour(valeur)
        if valeur is not None and jour is None:
            self._alertes.append("date_ecartee")
        return jour

    def _read_identifiant(self) -> Identifiant | None:
        ecrits = [c for c in (ChampExtrait.SIRET, ChampExtrait.SIREN) if c in self.dits]
        for champ in ecrits:
            if trouve := _identifiant(self.dits[champ]):
                return trouve
        if ecrits:
            self._rendu.alert("siret_invalide")
            conseil = "un SIRET a 14 chiffres, un SIREN 9, et une clé de contrôle juste"
            self.tell(self.locate(ecrits[0], motif="siret_invalide", remede=conseil))
        return None

    # --- Verdict -------------------------------------------------------------------------------

    def _judge_total(
        self, ecrites: Cellules, jour: date | None, siren: str | None
    ) -> Verdict | None:
        """Tell a line of total: its words, and nothing that a line of spend bears."""
        if jour is not None or siren is not None:
            return None
        premier = next((c for c in ecrites if isinstance(c, str) and c.strip()), None)
        if premier is None or not _est_total(premier):
            return None
        remplies = sum(1 for c in ecrites if not is_blank(c))
        montants = sum(1 for champ in _LUS if champ in self.dits)
        return (EtatLigne.ECARTEE, "ligne_de_total") if remplies - montants <= 1 else None

    def _judge_annee(self, annee: int | None) -> Verdict | None:
        if annee is None:
            conseil = "écrivez la date jour/mois/année, ou donnez l’exercice"
            return self._refuse(self._find(_ANNUELS), "date_illisible", conseil)
        if self._annee_seule in {None, annee}:
            return None
        conseil = (
            f"ce fichier a été donné pour {self._annee_seule} : retirez la ligne, ou ne dites pas "
            "d’année"
        )
        return self._refuse(self._find(_ANNUELS), "autre_annee", conseil, EtatLigne.ECARTEE)

    def _judge(
        self, montant: Montant, plie: str, siren: str | None, regle: achats.RegleCompte | None
    ) -> Verdict:
        if motif := self._find_motif(plie, siren):
            return EtatLigne.ECARTEE, motif
        if regle is not None and regle.etat is not EtatLigne.COMPTEE:
            return regle.etat, regle.motif
        if not montant.lu and not montant.haut:
            return EtatLigne.ECARTEE, "montant_nul"
        return EtatLigne.COMPTEE, None

    def _find_motif(self, plie: str, siren: str | None) -> str | None:
        """Tell the line of another buyer, what was not paid, an income, a person."""
        attendu, ecrit = self._correspondance.acheteur, self.dits.get(ChampExtrait.ACHETEUR)
        lu = _identifiant(ecrit) if attendu and ecrit is not None else None
        if lu and lu.siren != attendu:
            return "autre_acheteur"
        if achats.NON_PAYE.search(self._fold(ChampExtrait.STATUT)):
            return "non_paye"
        if achats.RECETTE.search(self._fold(ChampExtrait.TYPE_PIECE)):
            return "recette"
        if siren is None and _est_particulier(plie, self._fold(ChampExtrait.TYPE_TIERS)):
            return "particulier"
        return None


def _digest(cellules: Cellules) -> int:
    """Return a hash of a row: the same each time the file is read."""
    texte = "\x1f".join(map(str, cellules))
    octets = blake2b(texte.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(octets, signed=True)


def _read_exercice(valeur: object) -> int | None:
    if valeur is None:
        return None
    texte = str(valeur).strip().removesuffix(".0")
    if texte.isdecimal() and int(texte) in ANNEES:
        return int(texte)
    jour = _jour(valeur)
    return jour.year if jour else None


def _read_code_postal(valeur: object) -> str | None:
    if valeur is None:
        return None
    texte = str(valeur).strip().removesuffix(".0").replace(" ", "")
    complet = texte.zfill(_POSTAL)
    return complet if texte.isdecimal() and len(complet) == _POSTAL else None
