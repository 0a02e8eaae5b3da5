"""What anybody reads of a buyer: who it is, what it published, what binds it, who helps it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from spaser.documents.francais import name_inconnu, typographie
from spaser.documents.lecture import Mesure
from spaser.documents.tendance import Tendance, read_tendance
from spaser.donnees.entrepot.dossier import EntrepotAbime, EntrepotAbsent
from spaser.donnees.entrepot.lecture import Entrepot, UniteLegale
from spaser.donnees.referentiels.annuaire import (
    COLLECTIVITE,
    DEPARTEMENT,
    REGION,
    date_des_tables,
    find_entite,
    name_region,
)
from spaser.donnees.valeurs import Acheteur, Valeur
from spaser.metier.acteurs.catalogue import ActeurSuggere, load_catalogue
from spaser.metier.assujettissement.acheteurs import NatureAcheteur
from spaser.metier.obligations.application import AcheteurConnu, Vigueur, apply_all
from spaser.metier.obligations.modele import Obligation
from spaser.metier.registre.nomenclatures import TypeStructure
from spaser.metier.statuts import Statut
from spaser.web.acheteurs.noms import identite_of_fiche
from spaser.web.chiffres.selectors import find_ligne, find_mesure
from spaser.web.chiffres.situation import LigneSituation, Situation
from spaser.web.depenses.acheteur import DES_FAMILLES, find_nature
from spaser.web.espace.bilans import BilanAcheteur, ask_noms
from spaser.web.espace.entrepot import entrepot
from spaser.web.obligations.selectors import read_obligations
from spaser.web.organisations.identite import Identite, identite_of, identite_of_organisation
from spaser.web.organisations.models import IdentiteOrganisation, Organisation
from spaser.web.registre.lecture import name_periode
from spaser.web.registre.models import Fiche

AIDES: Final = frozenset({"acheteurs", "insertion"})  # kinds of stakeholders that help buyers

_PREMIERS: Final = 5  # a few: a person, who is shown nowhere, may come before a buyer
_SIRENE: Final = "répertoire Sirene, et populations de l’Insee"
_SOURCES_DES_TABLES: Final = dict.fromkeys((REGION, DEPARTEMENT, COLLECTIVITE), _SIRENE)


@dataclass(frozen=True)
class AcheteurPublic:
    """A buyer that the site knows: who it is, who says so, when it ceased if it did."""

    identite: Identite
    source: str
    le: date | None = None
    cessee_selon: date | None = None


@dataclass(frozen=True)
class ChiffrePublie:
    """A line of the law by published contracts, the rate of its yardsticks, where it is proved."""

    ligne: LigneSituation
    taux: Valeur | None
    preuve: str

    @property
    def conclut(self) -> bool:
        return self.ligne.retenue is not None and self.ligne.retenue.conclut

    @property
    def nul(self) -> bool:
        """Say whether nothing was counted: told in words, never as a large 0 %."""
        return self.taux is not None and self.taux.valeur == 0


@dataclass(frozen=True)
class SchemaMontre:
    """A scheme of the register: its sheet, where it stands, its years."""

    fiche: Fiche
    statut: Statut
    periode: str
    genre: str

    @classmethod
    def of(cls, fiche: Fiche, jour: date) -> SchemaMontre:
        genre = ", ".join(
            filter(None, (TypeStructure(fiche.type).libelle, name_region(fiche.code_region)))
        )
        return cls(fiche, fiche.compute_statut(jour), name_periode(fiche.periode), genre)


@dataclass(frozen=True)
class Devoirs:
    """What the law asks of a kind of buyer; `a_verifier` counts what depends on something else."""

    nature: NatureAcheteur | None
    certains: tuple[Obligation, ...]
    a_verifier: int
    adresse: str


def find_premier() -> Identite | None:
    """Return the buyer with most contracts in the store; None without a store nor a buyer."""
    try:
        with entrepot().read() as ouvert:
            acheteurs = ouvert.list_acheteurs(_PREMIERS)
    except (EntrepotAbsent, EntrepotAbime):
        return None
    connus = (find_acheteur_public(acheteur.siren, []) for acheteur in acheteurs)
    return next((connu.identite for connu in connus if connu), None)


def find_acheteur_public(siren: str, fiches: list[Fiche]) -> AcheteurPublic | None:
    """Return who bears a SIREN; None for nobody known, and for a person or a mere supplier.

    The tables first, then an organisation that the team verified, the register, Sirene, contracts.
    """
    unite, acheteur = _read_entrepot(siren)
    connu = _find_reconnu(siren, fiches) or _find_des_marches(siren, unite, acheteur)
    if connu is None or unite is None or not unite.cessee:
        return connu
    return replace(connu, cessee_selon=unite.au)


def _find_reconnu(siren: str, fiches: list[Fiche]) -> AcheteurPublic | None:
    if entite := find_entite(siren):
        source = _SOURCES_DES_TABLES.get(entite.nature, "découpage administratif et populations")
        return AcheteurPublic(identite_of(entite), source, date_des_tables(entite.nature))
    verifiee = Organisation.objects.filter(siren=siren, identite=IdentiteOrganisation.VERIFIEE)
    if organisation := verifiee.first():
        return AcheteurPublic(
            identite_of_organisation(organisation), "organisation vérifiée par l’équipe"
        )
    siennes = (fiche for fiche in fiches if fiche.siren == siren)  # not those it only shares
    if fiche := next(siennes, None):
        return AcheteurPublic(identite_of_fiche(fiche), "registre des schémas")
    return None


def _find_des_marches(
    siren: str, unite: UniteLegale | None, acheteur: Acheteur | None
) -> AcheteurPublic | None:
    """Name a buyer by Sirene or by its contracts; a person is nobody here."""
    if unite is not None and unite.personne:
        return None
    if unite is not None and unite.nom and (unite.famille or acheteur):
        type_ = DES_FAMILLES.get(unite.famille or "", "")
        return AcheteurPublic(Identite(siren, unite.nom, type_), "répertoire Sirene", unite.au)
    if acheteur is None:
        return None
    if acheteur.nom is None and (nom := ask_noms([siren]).get(siren)):
        return AcheteurPublic(Identite(siren, nom), "annuaire public des entreprises")
    if acheteur.nom is None:
        source = "fichiers de marchés publics, qui ne donnent pas son nom"
        return AcheteurPublic(Identite(siren, name_inconnu(siren)), source)
    return AcheteurPublic(Identite(siren, acheteur.nom), "fichiers de marchés publics")


def _read_entrepot(siren: str) -> tuple[UniteLegale | None, Acheteur | None]:
    """Return what Sirene and the contracts say of a SIREN, kept until the store changes."""

    def read(ouvert: Entrepot) -> tuple[UniteLegale | None, Acheteur | None]:
        return ouvert.find_unite(siren), ouvert.acheteur(siren)

    try:
        return entrepot().recall(("identite", siren), read)
    except (EntrepotAbsent, EntrepotAbime):
        return None, None


def list_chiffres(situation: Situation) -> list[ChiffrePublie]:
    return [_read_chiffre(ligne, situation) for ligne in situation.lignes if situation.annee]


def tell_premier(chiffres: list[ChiffrePublie], annee: int | None) -> str:
    """Say the first figure, with its count and its bounds; nothing when it concludes nothing."""
    lue = chiffres[0].ligne.retenue if chiffres else None
    if lue is None or not lue.conclut:
        return ""
    nom = typographie(chiffres[0].ligne.nom)
    return f"{nom} en {annee}\u00a0: {lue.figure.texte} {lue.de_quoi}. {' '.join(lue.phrases)}"


def _read_chiffre(ligne: LigneSituation, situation: Situation) -> ChiffrePublie:
    mesure = find_mesure(situation.publie, ligne.code, situation.annee, "nombre")
    if mesure is None or ligne.retenue is None:
        return ChiffrePublie(ligne, None, "")
    adresse = reverse("acheteurs:preuve", args=[situation.siren, ligne.code])
    choix = urlencode({"annee": situation.annee, "expression": "nombre"})
    return ChiffrePublie(ligne, mesure.valeur, f"{adresse}?{choix}")


def find_tendance(bilan: BilanAcheteur, mesure: Mesure) -> Tendance | None:
    ligne = find_ligne(bilan, mesure.fiche.code)
    if ligne is None or bilan.vue is None:
        return None
    return read_tendance(ligne, mesure.valeur.variante, bilan.vue)


def read_devoirs(identite: Identite, jour: date) -> Devoirs:
    """Return what the law asks of a buyer of this kind and size, its spend being unknown."""
    nature = find_nature(identite.siren, identite.type)
    connu = AcheteurConnu(nature=nature, habitants=identite.population)
    applications = apply_all(read_obligations(jour), connu, jour)
    vivantes = [a for a in applications if a.etat is not Vigueur.PASSEE]
    demande = {"nature": nature or "", "habitants": identite.population or ""}
    return Devoirs(
        nature,
        tuple(a.obligation for a in vivantes if a.est_certaine),
        sum(not a.est_certaine for a in vivantes),
        f"{reverse('obligations:liste')}?{urlencode(demande)}",
    )


def list_aides(code_region: str) -> list[ActeurSuggere]:
    return [aide for aide in load_catalogue().suggest(code_region) if aide.typologie in AIDES]
