"""Draws the contracts of Val-Fictif: same seed, same contracts, down to the cent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Final

from spaser.demonstration import territoire

FIN: Final = date.fromisoformat(territoire.FIN_DES_DONNEES)
DEBUT_V2: Final = 2024

MARCHES_PAR_AN: Final[dict[int, int]] = {
    2019: 290, 2020: 250, 2021: 330, 2022: 370, 2023: 400, 2024: 440, 2025: 480, 2026: 430,
}  # fmt: skip

# How far the policies had come: social and environmental habits grow from year to year.
_MATURITE: Final[dict[int, tuple[float, float]]] = {
    2024: (0.52, 0.72),
    2025: (0.68, 0.95),
    2026: (0.82, 1.2),
}
_PROCEDURES: Final[dict[str, float]] = {
    "Procédure adaptée": 0.55,
    "Appel d'offres ouvert": 0.37,
    "Marché passé sans publicité ni mise en concurrence préalable": 0.05,
    "Procédure avec négociation": 0.03,
}
_MONTANT_MIN: Final = 40_000
_MONTANT_MAX: Final = 9_000_000


@dataclass(frozen=True, slots=True)
class TitulaireFictif:
    """A holder as published: the identifier may be worth nothing."""

    type_identifiant: str
    identifiant: str
    nom: str


@dataclass(frozen=True, slots=True)
class Modification:
    """A change of a contract; amounts and durations are new totals unless wrongly typed."""

    numero: int
    notification: date
    publication: date
    montant: float | None = None
    mois: int | None = None
    titulaires: tuple[TitulaireFictif, ...] = ()


@dataclass(frozen=True, slots=True)
class SousTraitance:
    numero: int
    sous_traitant: TitulaireFictif
    notification: date
    publication: date
    montant: float
    mois: int


@dataclass(frozen=True, slots=True)
class MarcheFictif:
    id: str
    acheteur: territoire.AcheteurFictif
    siret: str
    objet: territoire.Objet
    libelle: str
    notification: date
    publication: date
    mois: int
    montant: float
    procedure: str
    offres: int
    titulaires: tuple[TitulaireFictif, ...]
    social: tuple[str, ...] | None  # None: not answered
    environnement: tuple[str, ...] | None
    accord_cadre: bool = False
    id_accord_cadre: str | None = None
    innovant: bool = False
    avance: bool = False
    modifications: tuple[Modification, ...] = ()
    sous_traitances: tuple[SousTraitance, ...] = field(default=())


class Tirage:
    """Draws contracts at random: the same ones for the same seed."""

    def __init__(
        self, hasard: Random, fournisseurs: Sequence[territoire.FournisseurFictif]
    ) -> None:
        self.hasard = hasard
        self.fournisseurs = fournisseurs
        self.numeros: dict[tuple[str, int], int] = {}

    def draw_marches(self) -> list[MarcheFictif]:
        """Return every contract already published at the date of the data, oldest first."""
        marches = [
            marche
            for annee, nombre in MARCHES_PAR_AN.items()
            for acheteur in territoire.ACHETEURS
            for marche in self._draw_annee(acheteur, annee, round(nombre * acheteur.poids))
        ]
        publies = [marche for marche in marches if marche.publication <= FIN]
        return sorted(publies, key=lambda marche: (marche.notification, marche.siret, marche.id))

    def _draw_annee(
        self, acheteur: territoire.AcheteurFictif, annee: int, nombre: int
    ) -> Iterator[MarcheFictif]:
        tires = 0
        while tires < nombre:
            marche = self._draw_marche(acheteur, annee)
            groupe = [marche]
            if marche.accord_cadre and self._chance(0.3):
                groupe += self._draw_subsequents(marche)
            elif marche.objet.ccag == "Travaux" and self._chance(0.14):
                groupe = self._split_lots(marche)
            tires += len(groupe)
            yield from groupe

    def _draw_marche(self, acheteur: territoire.AcheteurFictif, annee: int) -> MarcheFictif:
        objet = self._choose_objet(acheteur)
        notification = date(annee, 1, 1) + timedelta(days=self._jour())
        social = self._draw_social(acheteur, objet, annee)
        titulaires = self._choose_titulaires(objet, social)
        accord_cadre = objet.ccag != "Travaux" and self._chance(0.34)
        return MarcheFictif(
            id=self._next_id(acheteur, annee),
            acheteur=acheteur,
            siret=acheteur.sirets[1 if self._chance(0.12) else 0],
            objet=objet,
            libelle=f"{objet.libelle} – {self.hasard.choice(territoire.SECTEURS)}",
            notification=notification,
            publication=notification + timedelta(days=self.hasard.randint(4, 58)),
            mois=max(2, round(objet.mois * self.hasard.uniform(0.7, 1.2))),
            montant=self._draw_montant(objet, acheteur),
            procedure=self.hasard.choices(list(_PROCEDURES), list(_PROCEDURES.values()))[0],
            offres=1 + int(self.hasard.expovariate(1 / 2.6)),
            titulaires=titulaires,
            social=social,
            environnement=self._draw_environnement(acheteur, objet, annee),
            accord_cadre=accord_cadre,
            innovant=self._chance(0.012),
            avance=self._chance(0.4),
        )

    def _jour(self) -> int:
        """Return a day of the year: notifications crowd before summer and before Christmas."""
        debut, fin = self.hasard.choices(((150, 205), (300, 355), (3, 362)), (0.25, 0.2, 0.55))[0]
        return self.hasard.randint(debut, fin)

    def _chance(self, part: float) -> bool:
        return self.hasard.random() < part

    def _next_id(self, acheteur: territoire.AcheteurFictif, annee: int) -> str:
        cle = (acheteur.siren, annee)
        self.numeros[cle] = self.numeros.get(cle, 0) + 1
        return f"{annee}{self.numeros[cle]:04d}"

    def _choose_objet(self, acheteur: territoire.AcheteurFictif) -> territoire.Objet:
        poids = [4.0 if objet.segment in acheteur.segments else 1.0 for objet in territoire.OBJETS]
        return self.hasard.choices(territoire.OBJETS, poids)[0]

    def _draw_montant(self, objet: territoire.Objet, acheteur: territoire.AcheteurFictif) -> float:
        montant = objet.montant * acheteur.echelle * self.hasard.lognormvariate(-0.15, 0.65)
        return round(min(max(montant, _MONTANT_MIN), _MONTANT_MAX), 2)

    def _draw_social(
        self, acheteur: territoire.AcheteurFictif, objet: territoire.Objet, annee: int
    ) -> tuple[str, ...] | None:
        if annee < DEBUT_V2 or self._chance(acheteur.silence):
            return None
        if not self._chance(min(objet.social * acheteur.social * _MATURITE[annee][0], 0.95)):
            return ("Pas de considération sociale",)
        reservable = objet.segment in ("proprete", "espaces_verts", "dechets", "restauration")
        if reservable and self._chance(0.2):
            return ("Marché réservé",)
        return self.hasard.choices(
            (("Clause sociale",), ("Critère social",), ("Clause sociale", "Critère social")),
            (0.55, 0.25, 0.2),
        )[0]

    def _draw_environnement(
        self, acheteur: territoire.AcheteurFictif, objet: territoire.Objet, annee: int
    ) -> tuple[str, ...] | None:
        if annee < DEBUT_V2 or self._chance(acheteur.silence):
            return None
        part = min(objet.environnement * acheteur.environnement * _MATURITE[annee][1], 0.97)
        if not self._chance(part):
            return ("Pas de considération environnementale",)
        return self.hasard.choices(
            (
                ("Clause environnementale",),
                ("Critère environnemental",),
                ("Clause environnementale", "Critère environnemental"),
            ),
            (0.25, 0.4, 0.35),
        )[0]

    def _choose_titulaires(
        self, objet: territoire.Objet, social: tuple[str, ...] | None
    ) -> tuple[TitulaireFictif, ...]:
        possibles = [f for f in self.fournisseurs if f.segment == objet.segment]
        reserve = social == ("Marché réservé",)
        if reserve:
            possibles = [f for f in possibles if f.famille != "ordinaire"] or possibles
        nombre = 1
        if not reserve and self._chance(0.09):
            nombre = self.hasard.randint(2, 4)
        choisis = dict.fromkeys(self.hasard.choices(possibles, k=nombre))
        return tuple(self._publish_titulaire(fournisseur) for fournisseur in choisis)

    def _publish_titulaire(self, fournisseur: territoire.FournisseurFictif) -> TitulaireFictif:
        """Return the firm as the platform wrote it: rarely, the identifier is unusable."""
        siret = fournisseur.siret
        type_identifiant, identifiant = self.hasard.choices(
            (
                ("SIRET", siret),
                ("SIRET", "00000000000000"),
                ("TVA", f"FR00{fournisseur.siren}"),
                ("SIRET", f"{siret[:9]} {siret[9:]}"),
            ),
            (0.972, 0.012, 0.008, 0.008),
        )[0]
        return TitulaireFictif(type_identifiant, identifiant, fournisseur.nom)

    def _draw_subsequents(self, cadre: MarcheFictif) -> list[MarcheFictif]:
        """Return contracts passed under a framework, with a share of its maximum."""
        subsequents = []
        for rang in range(1, self.hasard.randint(2, 4)):
            notification = cadre.notification + timedelta(days=45 * rang)
            annee = notification.year
            subsequents.append(
                replace(
                    cadre,
                    id=self._next_id(cadre.acheteur, annee),
                    libelle=f"{cadre.libelle} – marché subséquent n° {rang}",
                    notification=notification,
                    publication=notification + timedelta(days=self.hasard.randint(4, 58)),
                    montant=round(cadre.montant * self.hasard.uniform(0.08, 0.2), 2),
                    mois=max(2, cadre.mois // 3),
                    titulaires=cadre.titulaires[:1],
                    accord_cadre=False,
                    id_accord_cadre=cadre.id,
                    social=cadre.social if annee >= DEBUT_V2 else None,
                    environnement=cadre.environnement if annee >= DEBUT_V2 else None,
                )
            )
        return subsequents

    def _split_lots(self, marche: MarcheFictif) -> list[MarcheFictif]:
        """Return the lots of one procedure; some platforms give them all the same id."""
        meme_id = self._chance(0.35)
        lots = []
        for rang, lot in enumerate(territoire.LOTS[: self.hasard.randint(3, 5)], start=1):
            part = self.hasard.uniform(0.12, 0.4)
            identifiant = marche.id
            if rang > 1 and not meme_id:
                identifiant = self._next_id(marche.acheteur, marche.notification.year)
            lots.append(
                replace(
                    marche,
                    id=identifiant,
                    libelle=f"{marche.libelle} – lot {rang} : {lot}",
                    montant=round(max(marche.montant * part, 18_000), 2),
                    titulaires=self._choose_titulaires(marche.objet, marche.social),
                )
            )
        return lots
