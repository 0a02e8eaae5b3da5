"""From the cells of a row to a typed line, with its state and the reason of it.

Extracts repeat the same suppliers, accounts and kinds thousands of times: what is read of a text
is kept for the next row.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Final

from spaser.elements import Identifiant, fold_mots, read_identifiant
from spaser.moteur.depenses import achats
from spaser.moteur.depenses.achats import ANNEE_M57, M57, RegleCompte, find_regle, read_compte
from spaser.moteur.depenses.colonnes import ChampExtrait, CorrespondanceExtrait
from spaser.moteur.depenses.lignes import (
    Fournisseur,
    LigneExtrait,
    Montant,
    MontantsSaisis,
    SortLigne,
    conclude_montant,
)
from spaser.moteur.depenses.modele import CompteRendu, EtatLigne
from spaser.moteur.tables.cellules import (
    ANNEES,
    MontantIllisible,
    is_blank,
    read_centimes,
    read_date_cellule,
    read_taux_tva,
)
from spaser.moteur.tables.modele import Cellules, Remarque

_CACHE: Final = 50_000
_TEXTE_MAX: Final = 300
_POSTAL: Final = 5

_fold = lru_cache(_CACHE)(fold_mots)
_identifiant = lru_cache(_CACHE)(read_identifiant)
_jour = lru_cache(4096)(read_date_cellule)
_regle = lru_cache(4096)(find_regle)
_est_particulier = lru_cache(_CACHE)(achats.is_particulier)
_compte = lru_cache(4096)(read_compte)


class TypeurExtrait:
    def __init__(
        self,
        correspondance: CorrespondanceExtrait,
        lieu: tuple[str, str | None],
        compte_rendu: CompteRendu,
        annee_seule: int | None = None,
    ) -> None:
        self._correspondance = correspondance
        self._rangs = correspondance.ranks()
        self._annee_seule = annee_seule
        self._fichier, self._feuille = lieu
        self._rendu = compte_rendu

    def read(self, numero: int, cellules: Cellules) -> LigneExtrait:
        alertes: list[str] = []
        montant, faute = self._read_montant(numero, cellules, alertes)
        exercice, jour, annee = self._read_annee(cellules, alertes)
        tiers = self._read_fournisseur(numero, cellules)
        valeur = self._cell(cellules, ChampExtrait.COMPTE)
        compte = "" if valeur is None else _compte(valeur)
        regle = self._find_regle(compte, annee)
        verdict = (
            self._judge_presentation(cellules, tiers, jour)
            or faute
            or self._judge_annee(numero, annee, cellules)
            or self._judge(cellules, montant, tiers, regle)
        )
        if verdict.etat in {EtatLigne.COMPTEE, EtatLigne.A_VERIFIER}:
            if not tiers.plie and tiers.siren is None:
                alertes.append("tiers_absent")
            for alerte in alertes:
                self._rendu.alert(alerte)
        lu = montant.lu if montant else 0
        self._rendu.lues.add(lu)
        return LigneExtrait(
            fichier=self._fichier,
            feuille=self._feuille,
            ligne=numero,
            etat=verdict.etat,
            motif=verdict.motif,
            etat_compte=regle.etat if regle else None,
            motif_compte=regle.motif if regle else None,
            annee=annee,
            exercice=exercice,
            jour=jour,
            tiers=tiers.nom,
            tiers_plie=tiers.plie,
            siren=tiers.siren,
            siret=tiers.siret,
            code_postal=tiers.code_postal,
            objet=self._text(cellules, ChampExtrait.OBJET),
            compte=compte or None,
            famille=self._text(cellules, ChampExtrait.FAMILLE)
            or (regle.famille if regle else None),
            marche=self._text(cellules, ChampExtrait.MARCHE),
            piece=self._text(cellules, ChampExtrait.PIECE),
            cpv=self._text(cellules, ChampExtrait.CPV),
            lu=lu,
            ht=montant.ht if montant else None,
            ttc=montant.ttc if montant else None,
            bas=montant.bas if montant else 0,
            haut=montant.haut if montant else 0,
            empreinte=_digest(cellules),
        )

    # --- Cells ---------------------------------------------------------------------------------

    def _cell(self, cellules: Cellules, champ: ChampExtrait) -> Any:  # noqa: ANN401 - whatever was typed
        rang = self._rangs.get(champ)
        if rang is None or rang >= len(cellules):
            return None
        valeur = cellules[rang]
        return None if isinstance(valeur, str) and not valeur.strip() else valeur

    def _text(self, cellules: Cellules, champ: ChampExtrait) -> str | None:
        valeur = self._cell(cellules, champ)
        if valeur is None:
            return None
        if isinstance(valeur, float) and valeur.is_integer():
            valeur = int(valeur)
        return str(valeur).strip()[:_TEXTE_MAX]

    def _folded(self, cellules: Cellules, champ: ChampExtrait) -> str:
        valeur = self._cell(cellules, champ)
        return "" if valeur is None else _fold(valeur)

    def _remark(
        self, motif: str, numero: int, champ: ChampExtrait, valeur: object, conseil: str
    ) -> None:
        self._rendu.remark(
            Remarque(
                motif=motif,
                fichier=self._fichier,
                feuille=self._feuille,
                ligne=numero,
                colonne=self._correspondance.colonnes.get(champ, champ.libelle),
                valeur=str(valeur if valeur is not None else "")[:_TEXTE_MAX],
                remede=conseil,
            )
        )

    # --- Amount --------------------------------------------------------------------------------

    def _read_montant(
        self, numero: int, cellules: Cellules, alertes: list[str]
    ) -> tuple[Montant | None, SortLigne | None]:
        lus: dict[ChampExtrait, int | None] = {}
        for champ in (
            ChampExtrait.MONTANT_HT,
            ChampExtrait.MONTANT_TTC,
            ChampExtrait.MONTANT_TVA,
            ChampExtrait.MONTANT,
        ):
            valeur = self._cell(cellules, champ)
            try:
                lus[champ] = None if valeur is None else read_centimes(valeur)
            except MontantIllisible as cause:
                self._remark("montant_illisible", numero, champ, valeur, str(cause))
                return None, SortLigne(EtatLigne.QUARANTAINE, "montant_illisible")
        montant = conclude_montant(
            MontantsSaisis(
                lus[ChampExtrait.MONTANT_HT],
                lus[ChampExtrait.MONTANT_TTC],
                lus[ChampExtrait.MONTANT_TVA],
                self._read_taux(cellules),
                lus[ChampExtrait.MONTANT],
            ),
            self._correspondance.montant_est,
        )
        if montant is None:
            self._remark("montant_absent", numero, self._champ_montant(), None, "donnez le montant")
            return None, SortLigne(EtatLigne.QUARANTAINE, "montant_absent")
        if montant.alerte:
            alertes.append(montant.alerte)
        return self._sign(cellules, montant, alertes), None

    def _read_taux(self, cellules: Cellules) -> Decimal | None:
        valeur = self._cell(cellules, ChampExtrait.TAUX_TVA)
        return None if valeur is None else read_taux_tva(valeur)

    def _champ_montant(self) -> ChampExtrait:
        ordre = (ChampExtrait.MONTANT_HT, ChampExtrait.MONTANT_TTC, ChampExtrait.MONTANT)
        return next((champ for champ in ordre if champ in self._rangs), ChampExtrait.MONTANT)

    def _sign(self, cellules: Cellules, montant: Montant, alertes: list[str]) -> Montant:
        """Give its sign to a credit note written as a positive amount."""
        if montant.lu <= 0 or not achats.is_avoir(self._folded(cellules, ChampExtrait.TYPE_PIECE)):
            return montant
        alertes.append("avoir_signe")
        return Montant(
            -montant.lu,
            None if montant.ht is None else -montant.ht,
            None if montant.ttc is None else -montant.ttc,
            -montant.haut,
            -montant.bas,
            montant.alerte,
        )

    # --- Year ----------------------------------------------------------------------------------

    def _read_annee(
        self, cellules: Cellules, alertes: list[str]
    ) -> tuple[int | None, date | None, int | None]:
        """Return the exercice, the day and the civil year: that of the payment if it is known."""
        exercice = _read_exercice(self._cell(cellules, ChampExtrait.EXERCICE))
        paiement = self._read_jour(cellules, ChampExtrait.DATE_PAIEMENT, alertes)
        jour = paiement or self._read_jour(cellules, ChampExtrait.DATE, alertes)
        if paiement and exercice and paiement.year != exercice:
            alertes.append("annee_differente")
        if paiement:
            annee: int | None = paiement.year
        else:
            annee = exercice or (jour.year if jour else self._correspondance.annee)
        return exercice, jour, annee

    def _read_jour(
        self, cellules: Cellules, champ: ChampExtrait, alertes: list[str]
    ) -> date | None:
        valeur = self._cell(cellules, champ)
        if valeur is None:
            return None
        jour = _jour(valeur)
        if jour is None:
            alertes.append("date_ecartee")
        return jour

    def _judge_annee(self, numero: int, annee: int | None, cellules: Cellules) -> SortLigne | None:
        if annee is not None:
            return self._judge_autre_annee(numero, annee, cellules)
        champ = self._champ_annee()
        valeur = self._cell(cellules, champ)
        conseil = "écrivez la date jour/mois/année, ou donnez l’exercice"
        self._remark("date_illisible", numero, champ, valeur, conseil)
        return SortLigne(EtatLigne.QUARANTAINE, "date_illisible")

    def _judge_autre_annee(self, numero: int, annee: int, cellules: Cellules) -> SortLigne | None:
        if self._annee_seule in {None, annee}:
            return None
        champ = self._champ_annee()
        conseil = f"ce fichier a été donné pour {self._annee_seule} : retirez la ligne, ou ne dites"
        valeur = self._cell(cellules, champ)
        self._remark("autre_annee", numero, champ, valeur, f"{conseil} pas d’année")
        return SortLigne(EtatLigne.ECARTEE, "autre_annee")

    def _champ_annee(self) -> ChampExtrait:
        return next(
            (
                c
                for c in (ChampExtrait.DATE_PAIEMENT, ChampExtrait.DATE, ChampExtrait.EXERCICE)
                if c in self._rangs
            ),
            ChampExtrait.EXERCICE,
        )

    # --- Supplier and account ------------------------------------------------------------------

    def _read_fournisseur(self, numero: int, cellules: Cellules) -> Fournisseur:
        nom = self._text(cellules, ChampExtrait.TIERS)
        plie = _fold(nom) if nom else ""
        code_postal = _read_code_postal(self._cell(cellules, ChampExtrait.CODE_POSTAL))
        trouve = self._read_identifiant(numero, cellules)
        siren, siret = (trouve.siren, trouve.siret) if trouve else (None, None)
        return Fournisseur(nom, plie, siren, siret, code_postal)

    def _read_identifiant(self, numero: int, cellules: Cellules) -> Identifiant | None:
        invalide: tuple[ChampExtrait, object] | None = None
        for champ in (ChampExtrait.SIRET, ChampExtrait.SIREN):
            valeur = self._cell(cellules, champ)
            if valeur is None:
                continue
            if trouve := _identifiant(valeur):
                return trouve
            invalide = invalide or (champ, valeur)
        if invalide:
            self._rendu.alert("siret_invalide")
            conseil = "un SIRET a 14 chiffres, un SIREN 9, et une clé de contrôle juste"
            self._remark("siret_invalide", numero, *invalide, conseil)
        return None

    def _find_regle(self, compte: str, annee: int | None) -> RegleCompte | None:
        if not compte:
            return None
        nomenclature = self._correspondance.nomenclature
        if nomenclature is None and annee is not None and annee >= ANNEE_M57:
            nomenclature = M57
        return _regle(compte, nomenclature)

    # --- Verdict -------------------------------------------------------------------------------

    def _judge_presentation(
        self, cellules: Cellules, tiers: Fournisseur, jour: date | None
    ) -> SortLigne | None:
        """Tell a line of total: its words, and nothing that a line of spend bears."""
        if jour is not None or tiers.siren is not None:
            return None
        premier = next((c for c in cellules if isinstance(c, str) and c.strip()), None)
        if premier is None or not achats.is_total(_fold(premier)):
            return None
        remplies = sum(1 for c in cellules if not is_blank(c))
        montants = sum(1 for champ in _MONTANTS if self._cell(cellules, champ) is not None)
        est_total = remplies - montants <= 1
        return SortLigne(EtatLigne.ECARTEE, "ligne_de_total") if est_total else None

    def _judge(
        self,
        cellules: Cellules,
        montant: Montant | None,
        tiers: Fournisseur,
        regle: RegleCompte | None,
    ) -> SortLigne:
        for juge in _JUGES:
            motif = juge(self, cellules, tiers)
            if motif:
                return SortLigne(EtatLigne.ECARTEE, motif)
        if regle is not None and regle.etat is not EtatLigne.COMPTEE:
            return SortLigne(regle.etat, regle.motif)
        if montant is not None and not montant.lu and not montant.haut:
            return SortLigne(EtatLigne.ECARTEE, "montant_nul")
        return SortLigne(EtatLigne.COMPTEE)

    def judge_acheteur(self, cellules: Cellules, _: Fournisseur) -> str | None:
        """Set apart the line of another buyer."""
        attendu = self._correspondance.acheteur
        valeur = self._cell(cellules, ChampExtrait.ACHETEUR)
        lu = _identifiant(valeur) if attendu and valeur is not None else None
        return "autre_acheteur" if lu and lu.siren != attendu else None

    def judge_piece(self, cellules: Cellules, _: Fournisseur) -> str | None:
        """Set apart what was not paid, and incomes."""
        if achats.is_non_paye(self._folded(cellules, ChampExtrait.STATUT)):
            return "non_paye"
        genre = self._folded(cellules, ChampExtrait.TYPE_PIECE)
        return "recette" if achats.is_recette(genre) else None

    def judge_tiers(self, cellules: Cellules, tiers: Fournisseur) -> str | None:
        """Set apart persons."""
        if tiers.siren is None:
            genre = self._folded(cellules, ChampExtrait.TYPE_TIERS)
            return "particulier" if _est_particulier(tiers.plie, genre) else None
        return None


_MONTANTS: Final = (
    ChampExtrait.MONTANT_HT,
    ChampExtrait.MONTANT_TTC,
    ChampExtrait.MONTANT_TVA,
    ChampExtrait.MONTANT,
)
_JUGES: Final[tuple[Callable[[TypeurExtrait, Cellules, Fournisseur], str | None], ...]] = (
    TypeurExtrait.judge_acheteur,
    TypeurExtrait.judge_piece,
    TypeurExtrait.judge_tiers,
)


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
