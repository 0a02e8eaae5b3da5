"""What anybody reads of a buyer: who it is, what it published, what binds it, who helps it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from spaser.documents.francais import format_siren
from spaser.documents.lecture import Mesure
from spaser.donnees.entrepot.dossier import EntrepotAbime, EntrepotAbsent
from spaser.donnees.entrepot.lecture import Entrepot, UniteLegale
from spaser.donnees.portrait import Volume
from spaser.donnees.referentiels.annuaire import date_des_tables, find_entite, name_region
from spaser.donnees.valeurs import Acheteur
from spaser.faits.lecture import tell
from spaser.metier.acteurs.catalogue import ActeurSuggere, load_catalogue
from spaser.metier.assujettissement.acheteurs import NatureAcheteur
from spaser.metier.obligations.application import AcheteurConnu, Portee, Vigueur, apply_all
from spaser.metier.obligations.modele import Obligation
from spaser.metier.registre.nomenclatures import TypeStructure
from spaser.metier.statuts import Statut
from spaser.web.acheteurs.noms import identite_of_fiche
from spaser.web.depenses.acheteur import find_nature
from spaser.web.espace.bilans import BilanAcheteur
from spaser.web.espace.entrepot import entrepot
from spaser.web.obligations.selectors import read_obligations
from spaser.web.organisations.identite import Identite, identite_of, identite_of_organisation
from spaser.web.organisations.models import IdentiteOrganisation, Organisation
from spaser.web.registre.lecture import name_periode
from spaser.web.registre.models import Fiche

_SPASER: Final = "CCP-L2111-3"
AIDES: Final = frozenset({"acheteurs", "insertion"})  # kinds of stakeholders that help buyers

# The families of Sirene that only one type of the register can be.
_DES_FAMILLES: Final = {
    "etat": TypeStructure.ETAT,
    "commune": TypeStructure.COMMUNE,
    "departement": TypeStructure.DEPARTEMENT,
    "region": TypeStructure.REGION,
    "collectivite": TypeStructure.COLLECTIVITE,
    "syndicat": TypeStructure.SYNDICAT,
    "hopital": TypeStructure.ETABLISSEMENT_SANTE,
    "action_sociale": TypeStructure.ETABLISSEMENT_PUBLIC,
    "logement": TypeStructure.BAILLEUR,
    "etablissement_national": TypeStructure.ETABLISSEMENT_PUBLIC,
}


@dataclass(frozen=True)
class AcheteurPublic:
    """A buyer that the site knows: who it is, who says so, when it ceased if it did."""

    identite: Identite
    source: str
    le: date | None = None
    cessee_selon: date | None = None


@dataclass(frozen=True)
class ChiffrePublie:
    """A line of the law, by published contracts; `nul` is told in words, never as a large 0 %."""

    nom: str
    mesure: Mesure
    conclut: bool
    preuve: str

    @property
    def nul(self) -> bool:
        """Say whether nothing was counted."""
        return self.mesure.valeur.valeur == 0


@dataclass(frozen=True)
class SchemaMontre:
    """A scheme of the register: its sheet, where it stands, its years."""

    fiche: Fiche
    statut: Statut
    periode: str
    genre: str

    @classmethod
    def of(cls, fiche: Fiche, jour: date) -> SchemaMontre:
        """Read a sheet on a day."""
        genre = ", ".join(
            filter(None, (TypeStructure(fiche.type).libelle, name_region(fiche.code_region)))
        )
        return cls(fiche, fiche.compute_statut(jour), name_periode(fiche.periode), genre)


@dataclass(frozen=True)
class Devoirs:
    """What the law asks of a kind of buyer; `a_verifier` counts what depends on something else."""

    spaser: str
    nature: NatureAcheteur | None
    certains: tuple[Obligation, ...]
    a_verifier: int
    adresse: str


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
        return AcheteurPublic(
            identite_of(entite), "découpage administratif et populations", date_des_tables()
        )
    verifiee = Organisation.objects.filter(siren=siren, identite=IdentiteOrganisation.VERIFIEE)
    if organisation := verifiee.first():
        return AcheteurPublic(
            identite_of_organisation(organisation), "organisation vérifiée par l’équipe"
        )
    if fiches:
        return AcheteurPublic(identite_of_fiche(fiches[0]), "registre des schémas")
    return None


def _find_des_marches(
    siren: str, unite: UniteLegale | None, acheteur: Acheteur | None
) -> AcheteurPublic | None:
    """Name a buyer by Sirene or by its contracts; a person is nobody here."""
    if unite is not None and unite.personne:
        return None
    if unite is not None and unite.nom and (unite.famille or acheteur):
        type_ = _DES_FAMILLES.get(unite.famille or "", "")
        return AcheteurPublic(Identite(siren, unite.nom, type_), "répertoire Sirene", unite.au)
    if acheteur is None:
        return None
    if acheteur.nom is None:
        source = "fichiers de marchés publics, qui ne donnent pas son nom"
        return AcheteurPublic(Identite(siren, f"Acheteur {format_siren(siren)}"), source)
    return AcheteurPublic(Identite(siren, acheteur.nom), "fichiers de marchés publics")


def _read_entrepot(siren: str) -> tuple[UniteLegale | None, Acheteur | None]:
    """Return what Sirene and the contracts say of a SIREN, kept until the store changes."""

    def read(ouvert: Entrepot) -> tuple[UniteLegale | None, Acheteur | None]:
        return ouvert.find_unite(siren), ouvert.acheteur(siren)

    try:
        return entrepot().recall(("identite", siren), read)
    except (EntrepotAbsent, EntrepotAbime):
        return None, None


def list_chiffres(siren: str, bilan: BilanAcheteur) -> list[ChiffrePublie]:
    """Return the four lines of the law with the address of their contracts."""
    return [
        ChiffrePublie(taux.nom, taux.mesure, taux.conclut, _link_preuve(siren, taux.mesure))
        for taux in bilan.legales
        if taux.mesure
    ]


def _link_preuve(siren: str, mesure: Mesure) -> str:
    """Return the address of the contracts behind a figure; nothing when it has none."""
    if mesure.verdict == "absent":
        return ""
    adresse = reverse("acheteurs:preuve", args=[siren, mesure.fiche.code])
    choix = {"annee": mesure.annee, "expression": mesure.valeur.variante}
    return f"{adresse}?{urlencode(choix)}"


def find_volume(bilan: BilanAcheteur) -> Volume | None:
    """Return what was published of the year that is shown."""
    volumes = bilan.portrait.annees if bilan.portrait else ()
    annee = bilan.vue and bilan.vue.annee
    return next((volume for volume in volumes if volume.nom == str(annee)), None)


def read_devoirs(identite: Identite, jour: date) -> Devoirs:
    """Return what the law asks of a buyer of this kind and size, its spend being unknown."""
    nature = find_nature(identite.siren, identite.type)
    connu = AcheteurConnu(nature=nature, habitants=identite.population)
    applications = apply_all(read_obligations(jour), connu, jour)
    vivantes = [a for a in applications if a.etat is not Vigueur.PASSEE]
    demande = {"nature": nature or "", "habitants": identite.population or ""}
    return Devoirs(
        tell(_SPASER),
        nature,
        tuple(a.obligation for a in vivantes if a.portee is Portee.CONCERNE),
        sum(a.portee is Portee.A_VERIFIER for a in vivantes),
        f"{reverse('obligations:liste')}?{urlencode(demande)}",
    )


def list_aides(code_region: str) -> list[ActeurSuggere]:
    """Return who helps buyers: in a region, then everywhere."""
    return [aide for aide in load_catalogue().suggest(code_region) if aide.typologie in AIDES]
