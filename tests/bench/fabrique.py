"""One block of records: contracts, lots, frameworks, later versions and exact copies.

A block depends only on (seed, number of the block): a large file starts like a smaller one, and a
daily file can republish contracts of a large file without reading it.
"""

from __future__ import annotations

import random
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from tests.bench import bizarreries
from tests.bench import constantes as mesures
from tests.bench.bassins import JOURS, Bassins, Periode, etaler
from tests.bench.dialectes import Dialecte, JsonV1
from tests.bench.suites import Suites

BLOC: Final = 10_000
COPIE, VERSION, LOTS, SUBSEQUENT, PLUSIEURS, MODIFIE, SOUS_TRAITE, BIZARRE, SIMPLE = range(9)
REVENANTS: Final = frozenset({SIMPLE, PLUSIEURS, MODIFIE, SUBSEQUENT})
SANS_NOTIFICATION, SANS_PUBLICATION = 1, 2
TAILLES_DE_LOTS: Final = (2, 2, 2, 3, 3, 3, 4, 4, 5, 5, 6, 8, 12)


@dataclass(slots=True)
class Verite:
    """What the file really holds: the sum that an engine must find."""

    enregistrements: int = 0
    marches: int = 0
    concessions: int = 0
    versions: int = 0
    copies: int = 0
    quarantaine: int = 0
    octets: int = 0
    social: Counter[str] = field(default_factory=Counter)
    environnement: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Profil:
    """Shares that change with the format."""

    modifies: float
    sous_traites: float
    sans_notification: float = 0.001
    sans_publication: float = 0.001
    lots: float = 0.015
    subsequents: float = 0.05
    copies: float = 0.02
    versions: float = 0.03
    plusieurs: float = 0.065
    bizarres: float = 0.02


PROFIL_V2: Final = Profil(mesures.PART_MODIFIES, mesures.PART_SOUS_TRAITES)
PROFIL_V1: Final = Profil(
    mesures.PART_MODIFIES_V1,
    0.0,
    mesures.PART_SANS_NOTIFICATION_V1,
    mesures.PART_SANS_PUBLICATION_V1,
)
PROFIL_JOUR: Final = Profil(mesures.PART_MODIFIES_UN_JOUR, 0.004)


@dataclass(slots=True)
class Contrat:
    """What is being written: the fields that a special kind of contract may change."""

    rang: int
    siret: str
    acheteur: str
    objet: str
    montant: str
    titulaires: str
    notification: str
    publication: str
    identifiant: str
    technique: str
    cadre: str = ""
    suite: str = ""
    modifications: list[str] = field(default_factory=list)
    dernier: int = 0  # latest day of its modifications


@dataclass(slots=True)
class Retour:
    """A contract that may come back, as an exact copy or as a later version."""

    corps: str
    publication: int
    modifications: list[str]
    dernier: int  # latest day found in it
    montant: int

    def evoluer(self, suites: Suites, decalage: int) -> None:
        """Add a modification, later than everything before."""
        notification = self.dernier + decalage
        texte, self.dernier = suites.modification(
            len(self.modifications) + 1, notification, self.montant
        )
        self.modifications.append(texte)
        if decalage % 2:
            self.publication = self.dernier


class Fabrique:
    """What all the blocks of a file share."""

    def __init__(
        self, d: Dialecte, bassins: Bassins, periode: Periode, profil: Profil, graine: int
    ) -> None:
        self.d = d
        self.bassins = bassins
        self.periode = periode
        self.graine = graine
        self.v1 = isinstance(d, JsonV1)
        p = profil
        speciaux = (
            p.copies, p.versions, p.lots, p.subsequents, p.plusieurs, p.modifies, p.sous_traites,
            p.bizarres,
        )  # fmt: skip
        self.genres = etaler(range(9), [*speciaux, 1 - sum(speciaux)])
        sans = (p.sans_notification, p.sans_publication, p.sans_notification * p.sans_publication)
        self.absences = etaler(range(4), [1 - sum(sans), *sans])
        seuls = [(d.champ("typeGroupementOperateurs", g), p) for g, p in mesures.GROUPEMENTS]
        self.groupements = [""] if self.v1 else etaler(*zip(*seuls, strict=True))
        if self.v1:
            self.hors_cadre = d.champ("nature", "Marché subséquent")
        else:
            self.hors_cadre = d.champ("techniques", {"technique": ["Sans objet"]}) + d.champ(
                "modalitesExecution", {"modaliteExecution": ["Sans objet"]}
            )

    def ouvrir(self, numero: int) -> Bloc:
        """Open a block."""
        return Bloc(self, numero)

    def bloc(self, numero: int, nombre: int, verite: Verite) -> list[str]:
        """Make `nombre` records (a whole block, or its beginning) and count what they are."""
        bloc = self.ouvrir(numero)
        fiches = bloc.fabriquer(nombre)
        bloc.compter(verite)
        return fiches


class Bloc:
    """The state of one block: what may come back, which frameworks exist."""

    def __init__(self, fabrique: Fabrique, numero: int) -> None:
        self.f = fabrique
        self.d = fabrique.d
        self.hasard = random.Random(fabrique.graine * 1_000_003 + numero)  # noqa: S311
        self.suites = Suites(self.d, self.hasard, fabrique.bassins.titulaires)
        self.marque = f"{fabrique.graine % 1000:03d}"
        self.depart = numero * BLOC
        self.retours: list[Retour] = []
        self.cadres: list[tuple[str, str, str]] = []
        self.sociales: list[str] = []
        self.environnementales: list[str] = []
        self.sortie: list[str] = []
        self.versions = self.copies = 0
        self.identifiant = self.d.affixes("id", texte=True)
        self.objet = self.d.affixes("objet", texte=True)
        self.montant = self.d.affixes("montant", texte=False)
        self.notification = self.d.affixes("dateNotification", texte=True)
        self.publication = self.d.affixes("datePublicationDonnees", texte=True)

    def compter(self, verite: Verite) -> None:
        """Add this block to the truth of the file."""
        verite.enregistrements += len(self.sortie)
        verite.marches += len(self.sociales)
        verite.versions += self.versions
        verite.copies += self.copies
        etats = self.f.bassins.etats
        for compteur, fragments in (
            (verite.social, self.sociales),
            (verite.environnement, self.environnementales),
        ):
            for fragment, nombre in Counter(fragments).items():
                compteur[etats[fragment]] += nombre

    # --- Drawing ---

    def _tirer[T](self, bassin: list[T]) -> Iterator[T]:
        if len(bassin) == 1:
            return iter(bassin * BLOC)
        indices = array("H")
        indices.frombytes(self.hasard.randbytes(2 * BLOC))
        return map(bassin.__getitem__, indices)

    def _colonnes(self) -> Iterator[tuple[Any, ...]]:
        b = self.f.bassins
        objets = zip(*map(self._tirer, (b.debuts, b.lieux, b.precisions)), strict=True)
        queues = zip(*map(self._tirer, b.queues), strict=True)
        return zip(
            range(self.depart, self.depart + BLOC),
            self._tirer(self.f.genres),
            self._tirer(b.acheteurs),
            map("".join, objets),
            self._tirer(b.lots),
            map("".join, queues),
            self._tirer(b.techniques),
            self._tirer(self.f.groupements),
            self._tirer(b.sociales),
            self._tirer(b.environnementales),
            self._tirer(b.montants),
            self._tirer(b.notifications),
            self._tirer(b.delais),
            self._tirer(self.f.absences),
            strict=True,
        )

    # --- Writing ---

    def fabriquer(self, nombre: int) -> list[str]:
        """Make the records."""
        sortie = self.sortie
        for colonne in self._colonnes():
            if len(sortie) >= nombre:
                break
            genre = colonne[1]
            if genre <= VERSION and self.retours:
                self._revenir(genre, colonne[0])
            elif genre == LOTS:
                self._lots(colonne, nombre - len(sortie))
            else:
                self._seul(colonne)
        return sortie

    def _seul(self, colonne: tuple[Any, ...]) -> None:
        rang, genre, acheteur, objet, lot, queue, technique, groupement = colonne[:8]
        sociale, environnementale, montant, jour, delai, absence = colonne[8:]
        if montant % 1000:
            montant += rang * 7919 % (montant // 8 + 1)
        publie = min(jour + delai, self.f.periode.publication)
        contrat = Contrat(
            rang, acheteur[0], acheteur[1], objet + lot, str(montant), self.suites.titulaire(),
            JOURS[jour], JOURS[publie], self._numero(rang, JOURS[jour]), technique,
        )  # fmt: skip
        if genre != SIMPLE:
            self._particulariser(genre, contrat, montant, jour)
        elif technique in self.f.bassins.cadres:
            self._ouvrir_cadre(contrat)
        if absence:
            contrat.notification = contrat.notification if absence == SANS_PUBLICATION else ""
            contrat.publication = contrat.publication if absence == SANS_NOTIFICATION else ""
        corps = self._corps(contrat, queue, groupement, sociale, environnementale)
        self._emettre(corps, contrat)
        self.sociales.append(sociale)
        self.environnementales.append(environnementale)
        if not (rang & 7 or absence) and genre in REVENANTS:
            dernier = max(publie, contrat.dernier)
            self.retours.append(Retour(corps, publie, contrat.modifications, dernier, montant))

    def _numero(self, rang: int, jour: str) -> str:
        """Number a contract: never twice the same, in the styles of several platforms."""
        if self.f.v1:
            return f"{jour[:4]}{self.marque}{rang:07d}00"
        match rang & 3:
            case 0:
                return f"{jour[2:4]}-{self.marque}{rang:07d}"
            case 1:
                return f"{jour[:4]}M{self.marque}{rang}-00"
            case 2:
                return f"{self.marque}.{rang}/{jour[2:4]}"
            case _:
                return f"{jour[:4]}{self.marque}{rang:07d}00"

    def _corps(
        self, c: Contrat, queue: str, groupement: str, sociale: str, environnementale: str
    ) -> str:
        i, o, m, n = self.identifiant, self.objet, self.montant, self.notification
        date = f"{n[0]}{c.notification}{n[1]}" if c.notification else ""
        montant = f"{m[0]}{c.montant}{m[1]}" if c.montant else ""
        propre = self._champs_v1(c) if self.f.v1 else c.suite
        return (
            f"{i[0]}{c.identifiant}{i[1]}{c.acheteur}{o[0]}{c.objet}{o[1]}{queue}{c.technique}"
            f"{groupement}{sociale}{environnementale}{montant}{date}{c.cadre}{c.titulaires}{propre}"
        )

    def _champs_v1(self, c: Contrat) -> str:
        champs = self.d.champ("uid", c.siret + c.identifiant) if not c.rang & 3 else ""
        if c.rang & 1:
            champs += self.d.champ("uuid", f"{c.rang * 0x9E3779B97F4A7C15:032X}"[-32:])
        if c.rang % 5 == 0:
            c.notification += "+01:00" if c.notification else ""
        return champs

    def _emettre(self, corps: str, c: Contrat) -> None:
        p = self.publication
        date = f"{p[0]}{c.publication}{p[1]}" if c.publication else ""
        self.sortie.append(self.d.fiche(corps + date + self.suites.liste(c.modifications)))

    # --- Special kinds ---

    def _revenir(self, genre: int, rang: int) -> None:
        """Publish a contract again, as it is or with one more modification."""
        retour = self.retours[rang * 7919 % len(self.retours)]
        if genre == VERSION:
            retour.evoluer(self.suites, 1 + rang % 20)
            self.versions += 1
        else:
            self.copies += 1
        self.sortie.append(self.ecrire_retour(retour))

    def ecrire_retour(self, retour: Retour) -> str:
        """Spell a contract that comes back."""
        p = self.publication
        date = f"{p[0]}{JOURS[retour.publication]}{p[1]}"
        return self.d.fiche(retour.corps + date + self.suites.liste(retour.modifications))

    def _lots(self, colonne: tuple[Any, ...], reste: int) -> None:
        """Publish the lots of one need under one id: `objet` alone tells them apart."""
        rang, _, acheteur, objet, _, queue, technique, groupement = colonne[:8]
        sociale, environnementale, montant, jour, delai, _ = colonne[8:]
        identifiant = self._numero(rang, JOURS[jour])
        publie = JOURS[min(jour + delai, self.f.periode.publication)]
        metiers = self.f.bassins.metiers
        for lot in range(1, min(TAILLES_DE_LOTS[rang % len(TAILLES_DE_LOTS)], reste) + 1):
            metier = metiers[(rang + lot) % len(metiers)]
            contrat = Contrat(
                rang, acheteur[0], acheteur[1], f"{objet} - Lot n° {lot} : {metier}",
                str(montant // lot + lot), self.suites.titulaire(), JOURS[jour], publie,
                identifiant, technique,
            )  # fmt: skip
            self._emettre(
                self._corps(contrat, queue, groupement, sociale, environnementale), contrat
            )
            self.sociales.append(sociale)
            self.environnementales.append(environnementale)

    def _ouvrir_cadre(self, c: Contrat) -> None:
        """Remember a framework; most give a reference of their own, which is no id."""
        self.cadres.append((c.identifiant, c.siret, c.acheteur))
        if not self.f.v1 and c.rang % 7:
            c.cadre = self.d.champ("idAccordCadre", f"AC {c.rang % 9973}")

    def _particulariser(self, genre: int, c: Contrat, montant: int, jour: int) -> None:
        match genre:
            case _ if genre == SUBSEQUENT:
                self._rattacher(c)
            case _ if genre == PLUSIEURS:
                c.titulaires = self.suites.plusieurs_titulaires()
            case _ if genre == MODIFIE:
                c.modifications, c.dernier = self.suites.modifications(
                    jour, montant, self.f.periode.publication + 100
                )
            case _ if genre == SOUS_TRAITE:
                c.suite = self.suites.sous_traitances(jour, montant)
            case _ if genre == BIZARRE:
                bizarreries.appliquer(c, self.d, self.hasard)

    def _rattacher(self, c: Contrat) -> None:
        """Make a subsequent contract, its framework known nine times out of ten."""
        c.technique = self.f.hors_cadre
        reference = f"AC-{c.rang}"
        if self.cadres and c.rang % 10:
            reference, c.siret, c.acheteur = self.cadres[c.rang * 7919 % len(self.cadres)]
        if not self.f.v1:
            c.cadre = self.d.champ("idAccordCadre", reference)
