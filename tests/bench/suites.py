"""Holders, modifications and subcontract acts of one contract."""

from __future__ import annotations

import random
from typing import Final

from tests.bench import constantes as mesures
from tests.bench.bassins import JOURS
from tests.bench.dialectes import Dialecte, JsonV1

DELAI_PUBLICATION: Final = 5
_GENRES: Final = [genre for genre, poids in mesures.GENRES_MODIFICATION for _ in range(poids)]
_VARIATIONS: Final = [nom for nom, poids in mesures.VARIATIONS for _ in range(poids)]
_NOMBRES: Final = [nombre for nombre, poids in mesures.NOMBRE_MODIFICATIONS for _ in range(poids)]


class Suites:
    """Spells the lists of objects of a contract."""

    def __init__(self, d: Dialecte, hasard: random.Random, titulaires: list[str]) -> None:
        self.d = d
        self.hasard = hasard
        self.elements = titulaires
        self.vide = d.liste("modifications", []) if isinstance(d, JsonV1) else ""
        modele = d.liste("titulaires", ["\0"])
        self.avant, self.apres = modele.split("\0")

    def titulaire(self) -> str:
        """Spell one holder; the product of two draws gives a few of them many contracts."""
        alea = self.hasard.random
        rang = int(alea() * alea() * len(self.elements))
        return f"{self.avant}{self.elements[rang]}{self.apres}"

    def plusieurs_titulaires(self) -> str:
        """Spell several holders."""
        nombres, poids = zip(*mesures.NOMBRE_TITULAIRES[1:], strict=True)
        nombre = self.hasard.choices(nombres, poids)[0]
        return self.d.liste("titulaires", self.hasard.sample(self.elements, nombre))

    def liste(self, modifications: list[str]) -> str:
        """Spell the list of modifications, if any."""
        return self.d.liste("modifications", modifications) if modifications else self.vide

    def modifications(self, jour: int, montant: int, limite: int) -> tuple[list[str], int]:
        """Invent modifications after a day, in order, before a limit; also give the latest day."""
        sortie: list[str] = []
        for numero in range(self.hasard.choice(_NOMBRES)):
            suivant = jour + self.hasard.randrange(5, 70)
            if sortie and suivant > limite:
                break
            texte, jour = self.modification(numero, suivant, montant)
            sortie.append(texte)
        return sortie, jour

    def modification(self, numero: int, jour: int, montant: int) -> tuple[str, int]:
        """Invent one modification; 15 % of the amounts are the increment instead of the total."""
        genre = self.hasard.choice(_GENRES)
        publie = jour + self.hasard.randrange(DELAI_PUBLICATION)
        d = self.d
        if isinstance(d, JsonV1):
            champs = d.champ("objetModification", f"Avenant n° {numero + 1}")
        else:
            champs = d.champ("id", numero)
        if "m" in genre:
            bas, haut = (
                (0.02, 0.2) if self.hasard.random() < mesures.PART_INCREMENTS else (0.9, 1.3)
            )
            champs += d.champ("montant", round(montant * self.hasard.uniform(bas, haut), 2))
        if "d" in genre:
            champs += d.champ("dureeMois", self.hasard.randrange(2, 60))
        if "t" in genre:
            champs += self.titulaire()
        champs += d.champ("dateNotificationModification", JOURS[jour])
        champs += d.champ("datePublicationDonneesModification", JOURS[publie])
        return d.element("modification", champs), publie

    def sous_traitances(self, jour: int, montant: int) -> str:
        """Invent subcontract acts, one time out of five with a modification of an act."""
        nombres, poids = zip(*mesures.NOMBRE_ACTES, strict=True)
        nombre = self.hasard.choices(nombres, poids)[0]
        actes = [self._acte(rang + 1, jour, montant) for rang in range(nombre)]
        champ = self.d.liste("actesSousTraitance", actes)
        if self.hasard.random() < mesures.PART_ACTES_MODIFIES:
            champ += self.d.liste(
                "modificationsActesSousTraitance", [self._modification_acte(jour)]
            )
        return champ

    def _acte(self, numero: int, jour: int, montant: int) -> str:
        d = self.d
        notifie = jour + self.hasard.randrange(200)
        siret = f"{self.hasard.randrange(3 * 10**13, 9 * 10**13)}"
        return d.element(
            "acteSousTraitance",
            d.champ("id", numero)
            + d.champ("sousTraitant", {"typeIdentifiant": "SIRET", "id": siret})
            + d.champ("dureeMois", self.hasard.randrange(1, 36))
            + d.champ("dateNotification", JOURS[notifie])
            + d.champ("datePublicationDonnees", JOURS[notifie + 10])
            + d.champ("montant", max(1, int(montant * self.hasard.uniform(0.02, 0.3))))
            + d.champ("variationPrix", self.hasard.choice(_VARIATIONS)),
        )

    def _modification_acte(self, jour: int) -> str:
        d = self.d
        return d.element(
            d.enfant_modification_acte,
            d.champ("id", 1)
            + d.champ("dureeMois", self.hasard.randrange(1, 36))
            + d.champ("montant", self.hasard.randrange(1000, 90000))
            + d.champ("dateNotificationModificationSousTraitance", JOURS[jour + 210])
            + d.champ("datePublicationDonnees", JOURS[jour + 220]),
        )
