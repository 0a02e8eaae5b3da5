"""What people change of a contract, and how it follows a contract that new data split or join."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, Self

from spaser.elements import fold_mots
from spaser.regles.nomenclatures import Nomenclature

# --- What can be corrected, because it was published, or completed, because it never is ---


class OuiNon(Nomenclature):
    OUI = "oui", "Oui"
    NON = "non", "Non"
    INCONNU = "inconnu", "Inconnu"


class NatureChamp(StrEnum):
    ETAT = "etat"
    EUROS = "euros"
    HEURES = "heures"
    JOUR = "jour"
    TEXTE = "texte"
    FAMILLE = "famille"  # of purchases, by its code


class GroupeChamps(Nomenclature):
    """What belongs together on a page."""

    SOCIAL = "social", "Considérations sociales"
    ENVIRONNEMENT = "environnement", "Considérations environnementales"
    MARCHE = "marche", "Lot, montant et famille d’achat"
    COMPLEMENTS = "complements", "Ce que les données ouvertes ne disent pas"


@dataclass(frozen=True, slots=True)
class Definition:
    """A thing that can be said of a contract; `publie` tells that open data may say it too."""

    libelle: str
    nature: NatureChamp
    groupe: GroupeChamps
    aide: str = ""
    publie: bool = False


def _etat(libelle: str, groupe: GroupeChamps, aide: str = "", *, publie: bool = True) -> Definition:
    return Definition(libelle, NatureChamp.ETAT, groupe, aide, publie)


class ChampCorrige(StrEnum):
    """A thing that a buyer may say of a contract."""

    definition: Definition

    def __new__(cls, code: str, *definitions: Definition) -> Self:
        membre = str.__new__(cls, code)
        membre._value_, [membre.definition] = code, definitions
        return membre

    SOCIAL = (
        "social",
        _etat(
            "Considération sociale",
            GroupeChamps.SOCIAL,
            "Oui s’il y a une clause, un critère d’attribution ou si le marché est réservé.",
        ),
    )
    CLAUSE_SOCIALE = "clause_sociale", _etat("Clause sociale d’exécution", GroupeChamps.SOCIAL)
    CRITERE_SOCIAL = "critere_social", _etat("Critère social d’attribution", GroupeChamps.SOCIAL)
    RESERVE = "reserve", _etat("Marché réservé", GroupeChamps.SOCIAL)
    ENVIRONNEMENT = (
        "environnement",
        _etat(
            "Considération environnementale",
            GroupeChamps.ENVIRONNEMENT,
            "Oui s’il y a une clause ou un critère d’attribution.",
        ),
    )
    CLAUSE_ENVIRONNEMENTALE = (
        "clause_environnementale",
        _etat("Clause environnementale d’exécution", GroupeChamps.ENVIRONNEMENT),
    )
    CRITERE_ENVIRONNEMENTAL = (
        "critere_environnemental",
        _etat("Critère environnemental d’attribution", GroupeChamps.ENVIRONNEMENT),
    )
    LOT = (
        "lot",
        Definition(
            "Lot", NatureChamp.TEXTE, GroupeChamps.MARCHE, "Son numéro, comme « 3 » ou « 2B »."
        ),
    )
    MONTANT = (
        "montant",
        Definition(
            "Montant notifié HT",
            NatureChamp.EUROS,
            GroupeChamps.MARCHE,
            "Celui du contrat à sa notification, comme « 1 234,50 € ».",
            publie=True,
        ),
    )
    FAMILLE_ACHAT = (
        "famille_achat",
        Definition(
            "Famille d’achat",
            NatureChamp.FAMILLE,
            GroupeChamps.MARCHE,
            "Déduite du code CPV publié ; choisissez-en une autre si elle ne dit pas ce que vous "
            "achetez.",
            publie=True,
        ),
    )
    EGALITE = (
        "egalite",
        _etat(
            "Égalité entre les femmes et les hommes",
            GroupeChamps.COMPLEMENTS,
            "Une clause ou un critère du marché y contribue.",
            publie=False,
        ),
    )
    CARBONE = (
        "carbone",
        _etat(
            "Émissions de gaz à effet de serre",
            GroupeChamps.COMPLEMENTS,
            "Une clause ou un critère du marché vise à les réduire.",
            publie=False,
        ),
    )
    HEURES_INSERTION = (
        "heures_insertion",
        Definition(
            "Heures d’insertion prévues",
            NatureChamp.HEURES,
            GroupeChamps.COMPLEMENTS,
            "Un nombre d’heures.",
        ),
    )
    DEROGATION = (
        "derogation",
        _etat(
            "Dérogation motivée",
            GroupeChamps.COMPLEMENTS,
            "Le marché n’a pas de considération sociale ou environnementale, et le dossier dit "
            "pourquoi.",
            publie=False,
        ),
    )
    DATE_LANCEMENT = (
        "date_lancement",
        Definition(
            "Date de lancement",
            NatureChamp.JOUR,
            GroupeChamps.COMPLEMENTS,
            "Celle de l’envoi de l’avis ou de la consultation.",
        ),
    )
    BESOIN_ESTIME = (
        "besoin_estime",
        Definition(
            "Besoin estimé HT",
            NatureChamp.EUROS,
            GroupeChamps.COMPLEMENTS,
            "L’estimation faite avant la consultation.",
        ),
    )

    @property
    def libelle(self) -> str:
        return self.definition.libelle


DEFINITIONS: Final = {champ: champ.definition for champ in ChampCorrige}
GROUPES: Final = {groupe: groupe.libelle for groupe in GroupeChamps}

# A whole and its parts: the whole is « oui » as soon as one part is.
PARTIES: Final[Mapping[ChampCorrige, tuple[ChampCorrige, ...]]] = {
    ChampCorrige.SOCIAL: (
        ChampCorrige.CLAUSE_SOCIALE,
        ChampCorrige.CRITERE_SOCIAL,
        ChampCorrige.RESERVE,
    ),
    ChampCorrige.ENVIRONNEMENT: (
        ChampCorrige.CLAUSE_ENVIRONNEMENTALE,
        ChampCorrige.CRITERE_ENVIRONNEMENTAL,
    ),
}


# --- What follows from a correction: a whole and its parts never contradict each other ---


type Reponses = Mapping[ChampCorrige, OuiNon]


class SaisieContradictoire(ValueError):
    """Two answers that cannot both be right; `champ` is the one to change."""

    def __init__(self, champ: ChampCorrige, message: str) -> None:
        super().__init__(message)
        self.champ = champ


def complete(connus: Reponses, saisis: Reponses) -> dict[ChampCorrige, OuiNon]:
    """Return what is entered and what follows from it, where it changes what is known.

    Raises:
        SaisieContradictoire: a whole is denied while one of its parts is affirmed, or the reverse.
    """
    resultat = dict(saisis)
    for tout, parties in PARTIES.items():
        if tout in saisis:
            _check(tout, parties, saisis)
            resultat |= _follow_tout(saisis[tout], parties, connus, saisis)
        elif any(partie in saisis for partie in parties):
            resultat |= _follow_parties(tout, parties, connus, saisis)
    return {champ: e for champ, e in resultat.items() if champ in saisis or connus.get(champ) != e}


def _check(tout: ChampCorrige, parties: tuple[ChampCorrige, ...], saisis: Reponses) -> None:
    dites = {partie: saisis[partie] for partie in parties if partie in saisis}
    if saisis[tout] is not OuiNon.OUI:
        refuses = {OuiNon.OUI, OuiNon.INCONNU} if saisis[tout] is OuiNon.NON else {OuiNon.OUI}
        for partie, etat in dites.items():
            if etat in refuses:
                raise SaisieContradictoire(
                    tout,
                    f"« {tout.libelle} » ne peut pas être « {saisis[tout].libelle} » si "
                    f"« {partie.libelle} » est « {etat.libelle} » : changez l’une des deux.",
                )
    elif len(dites) == len(parties) and set(dites.values()) == {OuiNon.NON}:
        raise SaisieContradictoire(
            tout,
            f"« {tout.libelle} » ne peut pas être « Oui » si toutes ses formes sont « Non » : "
            "dites laquelle est « Oui », ou « Inconnu ».",
        )


def _follow_tout(
    tout: OuiNon, parties: tuple[ChampCorrige, ...], connus: Reponses, saisis: Reponses
) -> dict[ChampCorrige, OuiNon]:
    """Say of the parts what an answer about the whole leaves no doubt about."""
    libres = [partie for partie in parties if partie not in saisis]
    if tout is OuiNon.NON:
        return dict.fromkeys(libres, OuiNon.NON)
    etats = {partie: saisis.get(partie) or _read(connus, partie) for partie in parties}
    if tout is OuiNon.INCONNU:
        return {partie: OuiNon.INCONNU for partie in libres if etats[partie] is OuiNon.OUI}
    if set(etats.values()) == {OuiNon.NON}:
        return dict.fromkeys(libres, OuiNon.INCONNU)
    return {}


def _follow_parties(
    tout: ChampCorrige, parties: tuple[ChampCorrige, ...], connus: Reponses, saisis: Reponses
) -> dict[ChampCorrige, OuiNon]:
    """Say of the whole what its parts now prove; keep it when they prove nothing more."""
    etats = [saisis.get(partie) or _read(connus, partie) for partie in parties]
    if OuiNon.OUI in etats:
        return {tout: OuiNon.OUI}
    if set(etats) == {OuiNon.NON}:
        return {tout: OuiNon.NON}
    prouvait = any(_read(connus, partie) is OuiNon.OUI for partie in parties)
    if prouvait or _read(connus, tout) is OuiNon.NON:
        return {tout: OuiNon.INCONNU}
    return {}


def _read(connus: Reponses, champ: ChampCorrige) -> OuiNon:
    return connus.get(champ, OuiNon.INCONNU)


_REPONSES: Final = {True: OuiNon.OUI, False: OuiNon.NON, None: OuiNon.INCONNU}


def as_reponse(valeur: bool | None) -> OuiNon:  # noqa: FBT001 - the three states of the data
    return _REPONSES[valeur]


# --- Finds the contract that people worked on again, when new data split or join contracts ---
# What was said of a contract remembers what it was said of: its `Trait`. A contract is found again
# by what one of its publications says, never by its key alone. The table of cases is in the tests.


_HORS_NUMERO: Final = str.maketrans("", "", " ,\\./_")
_TEXTE_MAX: Final = 200
_ASSEZ: Final = 2  # of object, holders and value, to tell a contract from another


@dataclass(frozen=True, slots=True)
class Trait:
    """What a contract said on the day that somebody worked on it; what is absent is empty."""

    id: str = ""
    objet: str = ""
    titulaires: str = ""  # SIREN of its holders
    montant: str = ""  # published, in euros: « 1234.50 »
    jour: str = ""
    doutes: str = ""  # the doubtful links that it rested on already

    @classmethod
    def make(
        cls,
        numero: str | None,
        objet: str | None,
        titulaires: str,
        montant: float | None,
        jour: date | None,
        doutes: str = "",
    ) -> Self:
        return cls(
            (numero or "")[:_TEXTE_MAX],
            (objet or "")[:_TEXTE_MAX],
            titulaires[:_TEXTE_MAX],
            "" if montant is None else f"{montant:.2f}",
            jour.isoformat() if jour else "",
            doutes,
        )

    @classmethod
    def read(cls, garde: dict[str, Any]) -> Self:
        return cls(**garde)

    def dump(self) -> dict[str, str]:
        dits = {nom: getattr(self, nom) for nom in self.__slots__}
        return {nom: dit for nom, dit in dits.items() if dit}

    @property
    def numero(self) -> str:
        """Return its number without what sources write in several ways."""
        return self.id.upper().translate(_HORS_NUMERO).lstrip("0")

    @property
    def contenu(self) -> tuple[str, str, str]:
        """Return what tells it from others: object, holders, published value."""
        return (fold_mots(self.objet), self.titulaires, self.montant)

    @property
    def suffit(self) -> bool:
        return sum(bool(dit) for dit in self.contenu) >= _ASSEZ

    def is_same(self, autre: Trait) -> bool:
        """Tell whether both say the same, number and day included when both give them."""
        if self.contenu != autre.contenu:
            return False
        paires = ((self.numero, autre.numero), (self.jour, autre.jour))
        return all(un == deux or not (un and deux) for un, deux in paires)

    def count_accords(self, autre: Trait) -> int:
        """Return how many things both say alike, to propose the nearest first."""
        paires = zip((*self.contenu, self.numero), (*autre.contenu, autre.numero), strict=True)
        return sum(bool(un) and un == deux for un, deux in paires)

    def contradicts(self, autre: Trait) -> bool:
        """Tell whether both cannot be one contract: nothing alike, or another amount and day."""

        def compare(uns: Iterable[str], autres: Iterable[str]) -> list[bool]:
            return [un == deux for un, deux in zip(uns, autres, strict=True) if un and deux]

        memes = compare(self.contenu, autre.contenu)
        moments = compare((self.montant, self.jour), (autre.montant, autre.jour))
        return (bool(memes) and not any(memes)) or moments == [False, False]


class RaisonAttente(Nomenclature):
    """Why something said of a contract waits for the buyer; empty when it holds."""

    TIENT = "", "Compte dans les chiffres"
    PERDUE = "perdue", "Le marché n’est plus retrouvé"  # it is nowhere, or could be several
    CONTRAIRE = "contraire", "L’autre marché dit autre chose"  # the one that it joined
    DOUTEUSE = "douteuse", "Le rapprochement est douteux"
    ECARTEE = "ecartee", "Laissée de côté"  # by the buyer


class Suites:
    """The contracts of today, to find again those that were worked on."""

    def __init__(
        self,
        contrats: Iterable[tuple[int, Trait]],
        publications: Iterable[tuple[int, Trait]],
        partages: Container[int] = (),
    ) -> None:
        """Take what each contract shows, and what each of its publications says, by key.

        `partages` are the contracts that share their number and lot with another one.
        """
        self.montres = dict(contrats)
        self._partages = partages
        self._dits: dict[int, list[Trait]] = defaultdict(list)
        self._par_contenu: dict[tuple[str, str, str], dict[int, None]] = defaultdict(dict)
        for cle, trait in (*self.montres.items(), *publications):
            if cle in self.montres:
                self._dits[cle].append(trait)
                self._par_contenu[trait.contenu][cle] = None

    def find(self, cle: int, trait: Trait) -> int | None:
        """Return the key of the contract that something was said of; None when it is not sure.

        The one that it names, when a publication of it says what was seen, or when nothing better
        does and something of it still agrees.
        """
        pareils = self._par_contenu.get(trait.contenu, {}) if trait.suffit else {}
        memes = [c for c in pareils if any(dit.is_same(trait) for dit in self._dits[c])]
        if cle in memes:
            return cle
        if len(memes) == 1:
            return memes[0]
        tient = cle in self.montres and not memes
        if tient and not all(trait.contradicts(dit) for dit in self._dits[cle]):
            return cle
        return None

    def guess(self, cle: int, numero: str) -> Trait | None:
        """Return the trait of a contract that nothing was noted of, when its key is safe.

        It is shown, has the number that was noted, and no other contract has its number and lot.
        """
        montre = self.montres.get(cle)
        note = Trait(id=numero).numero
        if montre is None or (note and montre.numero != note):
            return None
        return None if cle in self._partages else montre

    def is_une(self, cle: int) -> bool:
        return len({dit.contenu for dit in self._dits[cle]}) == 1

    def list_nouveaux_doutes(self, cle: int, trait: Trait) -> list[str]:
        """Return the doubtful links of a contract that were not there when it was worked on."""
        connus = trait.doutes.split()
        return [doute for doute in self.montres[cle].doutes.split() if doute not in connus]


# --- What a spreadsheet says of a contract, among what was already said of it ---
# The latest act wins, and a spreadsheet counts from its first reading: read again, it replaces
# what it said itself and stays below what was corrected since. The table of cases is in the tests.


class SortValeur(StrEnum):
    TIENT = "tient"
    REMPLACE = "remplace"  # it holds, in place of what somebody else said before
    DESSOUS = "dessous"  # kept under what was said since; it counts again if that is undone
    ECARTE = "ecarte"  # not kept


@dataclass(frozen=True, slots=True)
class Deja:
    """A line already written on a field of a contract; `rang` is that of its act."""

    rang: int
    valeur: str
    sienne: bool  # the same spreadsheet said it
    annulee: bool = False


def settle(
    valeur: str, deja: Collection[Deja], premier: int | None, *, seul: bool = False
) -> SortValeur:
    """Return what becomes of a value, by what was said of the same field of the same contract.

    `premier` is the rank of the first reading, None when this is the first one. A spreadsheet read
    again while nobody asked for it (`seul`), as when its trial space is handed over, brings back
    nothing that was undone, and adds nothing to what somebody else has said.
    """
    autres = [d for d in deja if not d.sienne and not d.annulee]
    siennes = [d for d in deja if d.sienne]
    tenait = any(not d.annulee for d in siennes)
    if seul and not tenait and (siennes or autres):
        return SortValeur.ECARTE
    if premier is not None and any(autre.rang > premier for autre in autres):
        return SortValeur.DESSOUS
    dite = max(autres, key=lambda autre: autre.rang).valeur if autres else valeur
    return SortValeur.TIENT if dite == valeur else SortValeur.REMPLACE
