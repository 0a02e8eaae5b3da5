"""Draws the contracts of Val-Fictif: same seed, same contracts, down to the cent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Final

from spaser.demonstration import territoire
from spaser.demonstration.territoire import TERRITOIRE, TitulaireFictif, draw

DEBUT_V2: Final = 2024
_MONTANT_MIN: Final = 40_000
_MONTANT_MAX: Final = 9_000_000
_RESERVE: Final = ("Marché réservé",)


@dataclass(frozen=True, slots=True)
class Modification:
    """A change of a contract; amounts and durations are new totals unless wrongly typed."""

    numero: int
    notification: date
    publication: date
    montant: float | None = None
    mois: int | None = None


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
        self.reservables = {un.code for un in TERRITOIRE.segments if un.reservable}
        self.par_segment = {
            un.code: [f for f in fournisseurs if f.segment is un] for un in TERRITOIRE.segments
        }
        self.numeros: dict[tuple[str, int], int] = {}

    def draw_marches(self) -> list[MarcheFictif]:
        """Return every contract already published at the date of the data, oldest first."""
        marches = [
            marche
            for annee in TERRITOIRE.annees
            for acheteur in TERRITOIRE.acheteurs
            for marche in self._draw_annee(acheteur, annee)
        ]
        publies = [marche for marche in marches if marche.publication <= TERRITOIRE.fin]
        return sorted(publies, key=lambda marche: (marche.notification, marche.siret, marche.id))

    def _draw_annee(
        self, acheteur: territoire.AcheteurFictif, annee: territoire.AnneeFictive
    ) -> Iterator[MarcheFictif]:
        tires = 0
        while tires < round(annee.marches * acheteur.poids):
            marche = self._draw_marche(acheteur, annee)
            groupe = [marche]
            if marche.accord_cadre and self._chance(0.3):
                groupe += self._draw_subsequents(marche)
            elif marche.objet.ccag == "Travaux" and self._chance(0.14):
                groupe = self._split_lots(marche)
            tires += len(groupe)
            yield from groupe

    def _draw_marche(
        self, acheteur: territoire.AcheteurFictif, annee: territoire.AnneeFictive
    ) -> MarcheFictif:
        objet = self._choose_objet(acheteur)
        jour = self.hasard.randint(*draw(self.hasard, TERRITOIRE.saisons))
        notification = date(annee.annee, 1, 1) + timedelta(days=jour)
        part = min(objet.social * acheteur.social * annee.social, 0.95)
        reservable = objet.segment in self.reservables
        social = self._answer(acheteur, annee, TERRITOIRE.social, part, reservable=reservable)
        titulaires = self._choose_titulaires(objet, social)
        part = min(objet.environnement * acheteur.environnement * annee.environnement, 0.97)
        accord_cadre = objet.ccag != "Travaux" and self._chance(0.34)
        return MarcheFictif(
            id=self._next_id(acheteur, annee.annee),
            acheteur=acheteur,
            siret=acheteur.sirets[1 if self._chance(0.12) else 0],
            objet=objet,
            libelle=f"{objet.libelle} – {self.hasard.choice(TERRITOIRE.secteurs)}",
            notification=notification,
            publication=notification + timedelta(days=self.hasard.randint(4, 58)),
            mois=max(2, round(objet.mois * self.hasard.uniform(0.7, 1.2))),
            montant=self._draw_montant(objet, acheteur),
            procedure=draw(self.hasard, TERRITOIRE.procedures),
            offres=1 + int(self.hasard.expovariate(1 / 2.6)),
            titulaires=titulaires,
            social=social,
            environnement=self._answer(acheteur, annee, TERRITOIRE.environnement, part),
            accord_cadre=accord_cadre,
            innovant=self._chance(0.012),
            avance=self._chance(0.4),
        )

    def _chance(self, part: float) -> bool:
        return self.hasard.random() < part

    def _next_id(self, acheteur: territoire.AcheteurFictif, annee: int) -> str:
        cle = (acheteur.siren, annee)
        self.numeros[cle] = self.numeros.get(cle, 0) + 1
        return f"{annee}{self.numeros[cle]:04d}"

    def _choose_objet(self, acheteur: territoire.AcheteurFictif) -> territoire.Objet:
        objets = TERRITOIRE.objets
        poids = [4.0 if objet.segment in acheteur.segments else 1.0 for objet in objets]
        return self.hasard.choices(objets, poids)[0]

    def _draw_montant(self, objet: territoire.Objet, acheteur: territoire.AcheteurFictif) -> float:
        montant = objet.montant * acheteur.echelle * self.hasard.lognormvariate(-0.15, 0.65)
        return round(min(max(montant, _MONTANT_MIN), _MONTANT_MAX), 2)

    def _answer(
        self,
        acheteur: territoire.AcheteurFictif,
        annee: territoire.AnneeFictive,
        possibles: territoire.Considerations,
        part: float,
        *,
        reservable: bool = False,
    ) -> tuple[str, ...] | None:
        """Say which considerations a contract has; None before they were asked, or when silent."""
        if annee.annee < DEBUT_V2 or self._chance(acheteur.silence):
            return None
        if not self._chance(part):
            return (possibles.aucune,)
        if reservable and self._chance(0.2):
            return _RESERVE
        return draw(self.hasard, possibles.reponses)

    def _choose_titulaires(
        self, objet: territoire.Objet, social: tuple[str, ...] | None
    ) -> tuple[TitulaireFictif, ...]:
        possibles = self.par_segment[objet.segment]
        reserve = social == _RESERVE
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
        for rang, lot in enumerate(TERRITOIRE.lots[: self.hasard.randint(3, 5)], start=1):
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
