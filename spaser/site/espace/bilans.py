"""What the store of published contracts says of a buyer, ready to be shown."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils import timezone

from spaser.contenus.faits import fill_enonces, read_faits
from spaser.documents.bilan import vue
from spaser.documents.francais import typographie
from spaser.moteur import portrait
from spaser.moteur.bilan import compute_bilan
from spaser.moteur.corrige.lecture import count_corrigees
from spaser.moteur.entrepot.chaud import EntrepotChaud
from spaser.moteur.entrepot.dossier import EntrepotAbime, EntrepotAbsent
from spaser.moteur.entrepot.lecture import Entrepot
from spaser.moteur.valeurs import Acheteur
from spaser.regles.indicateurs import Origine
from spaser.site.organisations.annuaire import ask_sirens, name_sirens

# --- The store of published contracts, as the site reads it: opened once for each process ---


_CHAUDS: Final[dict[Path, EntrepotChaud]] = {}


def entrepot() -> EntrepotChaud:
    """Return the store of the settings; whether there is one is known at the first reading."""
    dossier = settings.ENTREPOT
    return _CHAUDS.setdefault(dossier, EntrepotChaud(dossier))


def close_entrepots() -> None:
    while _CHAUDS:
        _CHAUDS.popitem()[1].close()


SANS_ENTREPOT: Final = (
    "Ce site n’a pas encore lu de données de marchés. La personne qui l’exploite peut les "
    "importer ; vos chiffres apparaîtront alors ici d’eux-mêmes."
)
_SANS_MARCHE: Final = (
    "Aucun marché publié ne porte ce SIREN dans les données que ce site a lues. Trois causes "
    "fréquentes : vos marchés sont publiés sous un autre SIREN, votre profil d’acheteur ne les a "
    "pas transmis, ou ils sont sous le seuil de publication. {{CCP-R2196-1.seuil}}"
)


def tell_sans_marche() -> str:
    """Say why a buyer may have no contract in what is published."""
    return fill_enonces(_SANS_MARCHE)


@dataclass(frozen=True)
class BilanAcheteur:
    """The figures of a buyer on one kind of contracts; `absence` says why there are none."""

    vue: vue.VueBilan | None = None
    absence: str = ""

    @property
    def portrait(self) -> portrait.Portrait | None:
        """Return who and what it buys: read when a page shows it, of what is published alone."""
        if self.vue is None or self.vue.origine is not Origine.PUBLIES:
            return None
        portrait = _read_portrait(self.vue.bilan.acheteur.siren)
        return portrait and replace(portrait, titulaires=_name_titulaires(portrait.titulaires))

    @property
    def nb_concessions(self) -> int:
        return self.vue.bilan.acheteur.nb_concessions if self.vue else 0

    @property
    def date_donnees(self) -> date | None:
        return self.vue.bilan.date_donnees if self.vue else None

    @property
    def legales(self) -> list[LigneLegale]:
        return [LigneLegale(ligne) for ligne in self.vue.legales] if self.vue else []


@dataclass(frozen=True)
class LigneLegale:
    ligne: vue.LigneBilan

    @property
    def nom(self) -> str:
        return typographie(self.ligne.fiche.libelle)

    @property
    def mesure(self) -> vue.Mesure | None:
        """Return the measure of the year, in number of contracts."""
        return self.ligne.principale

    @property
    def conclut(self) -> bool:
        return self.mesure is not None and self.mesure.verdict == "solide"


def read_bilan(
    siren: str, source: EntrepotChaud | None = None, origine: Origine = Origine.PUBLIES
) -> BilanAcheteur:
    """Return the figures of a buyer, kept until the store changes: by default, published ones."""
    aujourdhui = timezone.localdate()
    try:
        bilan = (source or entrepot()).recall(
            ("bilan", siren, origine, aujourdhui, read_faits()),
            lambda ouvert: _read(ouvert, siren, origine, aujourdhui),
        )
    except (EntrepotAbsent, EntrepotAbime):
        return BilanAcheteur(absence=SANS_ENTREPOT)
    vue = bilan.vue
    if vue is None or vue.bilan.acheteur.nom or not (nom := ask_noms([siren]).get(siren)):
        return bilan
    nomme = replace(vue.bilan, acheteur=replace(vue.bilan.acheteur, nom=nom))
    return BilanAcheteur(replace(vue, bilan=nomme, titre=nom))


def find_acheteur(siren: str) -> Acheteur | None:
    """Return a buyer of the store; None when it is not there, or when there is no store."""
    try:
        with entrepot().read() as ouvert:
            acheteur = ouvert.acheteur(siren)
    except (EntrepotAbsent, EntrepotAbime):
        return None
    if acheteur is None or acheteur.nom:
        return acheteur
    return replace(acheteur, nom=ask_noms([siren]).get(siren))


def ask_noms(sirens: Collection[str]) -> dict[str, str]:
    """Return the names that the public directory gave of buyers and holders that nobody names.

    Those that it was not asked are, later: not those whom Sirene or a file hides.
    """
    if not settings.ANNUAIRE or not sirens:
        return {}
    with suppress(EntrepotAbsent, EntrepotAbime), entrepot().read() as ouvert:
        ask_sirens(ouvert.list_innommes(sirens))
    return name_sirens(sirens)


def _name_titulaires(titulaires: tuple[portrait.Titulaire, ...]) -> tuple[portrait.Titulaire, ...]:
    noms = ask_noms({t.siren for t in titulaires if not t.nom})
    return tuple(replace(t, nom=t.nom or noms.get(t.siren)) for t in titulaires)


def count_contrats_gagnes(siren: str) -> int:
    """Return how many contracts a SIREN has won as a supplier, by what the store holds."""
    try:
        with entrepot().read() as ouvert:
            return portrait.count_titularisations(ouvert, siren)
    except (EntrepotAbsent, EntrepotAbime):
        return 0


def _read(ouvert: Entrepot, siren: str, origine: Origine, aujourdhui: date) -> BilanAcheteur:
    bilan = compute_bilan(ouvert, siren, None, aujourdhui)
    if bilan is None or not bilan.valeurs:
        return BilanAcheteur(absence=tell_sans_marche())
    if origine is Origine.CORRIGES:
        bilan = replace(bilan, corrigees=count_corrigees(ouvert))
    return BilanAcheteur(vue.build_vue(bilan, origine))


def _read_portrait(siren: str) -> portrait.Portrait | None:
    aujourdhui = timezone.localdate()
    try:
        return entrepot().recall(
            ("portrait", siren, aujourdhui),
            lambda ouvert: portrait.compute_portrait(ouvert, siren, aujourdhui),
        )
    except (EntrepotAbsent, EntrepotAbime):
        return None
