"""Buyers that the team may get in touch with: by the register, and by published contracts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from spaser.documents.francais import name_inconnu
from spaser.donnees.entrepot.dossier import EntrepotAbime, EntrepotAbsent
from spaser.donnees.entrepot.lecture import Entrepot, UniteLegale
from spaser.donnees.referentiels.annuaire import find_entite
from spaser.donnees.volumes import VolumeEstime, estimate_volumes
from spaser.faits.lecture import cache_faits
from spaser.lettres import fold_mots
from spaser.metier.annees import annee_montree
from spaser.metier.bureau import (
    CLOS,
    Indice,
    Motif,
    find_retard,
    read_seuil,
    tell_aide,
    tell_fin,
    tell_retard,
    tell_volume,
)
from spaser.metier.dates import DatePartielle
from spaser.metier.registre.nomenclatures import TypeDocument, TypeStructure
from spaser.metier.registre.obligation import Obligation
from spaser.metier.statuts import Statut
from spaser.web.bilan.selectors import list_aides
from spaser.web.bureau.models import Contact
from spaser.web.depenses.acheteur import DES_FAMILLES, find_nature
from spaser.web.espace.bilans import ask_noms
from spaser.web.espace.entrepot import entrepot
from spaser.web.publication.models import Publication
from spaser.web.recherche.services import read_generation
from spaser.web.registre.indexation import GENERATION
from spaser.web.registre.models import Fiche
from spaser.web.registre.selectors.tableau import cle_sans_siren, read_tableau

_A_VERIFIER: Final = "nature à vérifier"


def list_indices(jour: date) -> tuple[Indice, ...]:
    """Return every buyer that something points to, the firmest evidence first."""
    return (*_list_des_demandes(), *_list_du_registre(jour), *_list_des_marches(jour))


# By what they ask: those who wait for help, the one who asked first before the others.


def _list_des_demandes() -> Iterator[Indice]:
    for demande in list_aides():
        organisation = demande.espace.organisation
        type_ = organisation.type if organisation else ""
        yield Indice(
            siren=demande.espace.siren,
            nom=demande.espace.nom,
            motif=Motif.AIDE,
            preuve=tell_aide(demande.mot),
            jour=timezone.localdate(demande.aide_le) if demande.aide_le else None,
            nature=TypeStructure(type_).libelle if type_ else _A_VERIFIER,
            adresse=reverse("acheteurs:acheteur", args=[demande.espace.siren]),
            demande_le=demande.aide_le,
        )


# By the register: a scheme that is over, results that are expected.


def _list_du_registre(jour: date) -> tuple[Indice, ...]:
    publiees = Publication.objects.publiees().order_by().aggregate(le=Max("publiee_le"))["le"]
    return _read_registre(read_generation(GENERATION), str(publiees), jour)


@cache_faits(2)
def _read_registre(_generation: str, _publiees: str, jour: date) -> tuple[Indice, ...]:
    fiches = list(Fiche.objects.publiees().select_related(None))
    statuts = {fiche.pk: fiche.compute_statut(jour) for fiche in fiches}
    autres = [f for f in fiches if statuts[f.pk] is not Statut.ECHU]
    vivants = {cle for f in autres for cle in (_key(f), *f.sirens_partenaires)}
    parues = _read_publications()
    rangees = sorted(fiches, key=lambda f: max(f.debut, f.adopte_le, f.fin))
    dernieres = {fiche.siren: fiche for fiche in rangees if fiche.siren}  # the latest one speaks
    indices = [
        indice
        for fiche in dernieres.values()
        if fiche.judge_obligation(jour).obligation is not Obligation.NON
        for indice in _list_de(fiche, statuts[fiche.pk], vivants, parues, jour)
    ]
    return tuple(sorted(indices, key=lambda i: (i.motif.value, fold_mots(i.nom))))


def _list_de(
    fiche: Fiche,
    statut: Statut,
    vivants: set[str],
    parues: Mapping[str, date],
    jour: date,
) -> Iterator[Indice]:
    commun: dict[str, Any] = {
        "siren": fiche.siren,
        "nom": fiche.structure,
        "jour": timezone.localdate(fiche.mise_a_jour_le),
        "nature": TypeStructure(fiche.type).libelle,
        "volume": fiche.achats_bas or None,
        "adresse": fiche.get_absolute_url(),
    }
    if statut is Statut.ECHU and _key(fiche) not in vivants and fiche.fin:
        yield Indice(motif=Motif.ECHU, preuve=tell_fin(DatePartielle(fiche.fin)), **commun)
    if statut in {Statut.ADOPTE, Statut.EN_REVISION}:
        connues = [*_list_bilans(fiche), *filter(None, [parues.get(fiche.siren)])]
        adopte = DatePartielle(fiche.adopte_le) if fiche.adopte_le else None
        if attendu := find_retard(adopte, connues, jour):
            preuve = tell_retard(attendu, max(connues, default=None))
            yield Indice(motif=Motif.PUBLICATION, preuve=preuve, **commun)


def _key(fiche: Fiche) -> str:
    return fiche.siren or cle_sans_siren(fiche.structure, fiche.code_region)


def _list_bilans(fiche: Fiche) -> list[date]:
    documents = fiche.contenu.get("documents", ())
    jours = (d.get("date") for d in documents if d.get("nature") == TypeDocument.BILAN)
    return [DatePartielle(jour).fin for jour in jours if jour]


def _read_publications() -> dict[str, date]:
    lus = Publication.objects.publiees().order_by().values_list("espace__siren")
    return {s: timezone.localdate(le) for s, le in lus.annotate(le=Max("publiee_le")) if le}


# By published contracts: those whose contracts come to more than the threshold.


@dataclass(frozen=True, slots=True)
class _DesMarches:
    volumes: tuple[VolumeEstime, ...]
    unites: Mapping[str, UniteLegale | None]
    jour: date | None


def _list_des_marches(jour: date) -> tuple[Indice, ...]:
    annee, seuil = annee_montree(jour), read_seuil(jour)

    def read(ouvert: Entrepot) -> _DesMarches:
        volumes = estimate_volumes(ouvert, annee, seuil)
        unites = {v.siren: ouvert.find_unite(v.siren) for v in volumes}
        return _DesMarches(volumes, unites, ouvert.date_donnees)

    try:
        lus = entrepot().recall(("bureau", annee, seuil), read)
    except (EntrepotAbsent, EntrepotAbime):
        return ()
    porteurs = read_tableau(jour).porteurs
    noms = ask_noms([v.siren for v in lus.volumes if not v.nom])
    volumes = [replace(v, nom=v.nom or noms.get(v.siren)) for v in lus.volumes]
    return tuple(
        indice
        for volume in volumes
        if (indice := _presume(volume, lus, annee, seuil, porteurs)) is not None
    )


def _presume(
    volume: VolumeEstime,
    lus: _DesMarches,
    annee: int,
    seuil: int,
    porteurs: Mapping[str, tuple[int, ...]],
) -> Indice | None:
    """Return the evidence on a buyer of whom no scheme is known; None for the others."""
    unite, entite = lus.unites.get(volume.siren), find_entite(volume.siren)
    if unite is not None and (unite.personne or unite.cessee):
        return None
    nom = entite.nom if entite else volume.nom or name_inconnu(volume.siren)
    cles = [volume.siren, *([cle_sans_siren(nom, entite.code_region)] if entite else [])]
    if any(porteurs.get(cle) for cle in cles):
        return None
    type_ = DES_FAMILLES.get((unite.famille if unite else "") or "", "")
    nature = find_nature(volume.siren, type_)
    return Indice(
        siren=volume.siren,
        nom=nom,
        motif=Motif.SANS_SCHEMA,
        preuve=tell_volume(volume.montant, volume.marches, annee, seuil),
        jour=lus.jour,
        nature=nature.libelle if nature else _A_VERIFIER,
        volume=volume.montant,
        adresse=reverse("acheteurs:acheteur", args=[volume.siren]),
    )


# With what the team did of them.


@dataclass(frozen=True, slots=True)
class AcheteurSuivi:
    indice: Indice
    contact: Contact | None = None

    def is_due(self, jour: date) -> bool:
        relance = self.contact.relance_le if self.contact else None
        return relance is not None and relance <= jour


def list_suivis(jour: date) -> list[AcheteurSuivi]:
    derniers: dict[str, Contact] = {}
    for contact in Contact.objects.select_related("auteur").order_by("jour", "pk"):
        derniers[contact.siren] = contact
    return [
        AcheteurSuivi(indice, _find_reponse(indice, derniers.get(indice.siren)))
        for indice in list_indices(jour)
    ]


def _find_reponse(indice: Indice, contact: Contact | None) -> Contact | None:
    """Return the last contact; one that came before a request for help answers nothing of it."""
    if contact and indice.demande_le and _came_before(contact, indice.demande_le):
        return None
    return contact


def _came_before(contact: Contact, quand: datetime) -> bool:
    """Say whether a contact came before; on the same day, by the time when it was noted."""
    jour = timezone.localdate(quand)
    if contact.jour != jour:
        return contact.jour < jour
    return contact.note_le < quand


def count_a_contacter(suivis: Iterable[AcheteurSuivi], jour: date) -> int:
    """Count the buyers that nobody has got in touch with, or that are to be called again."""
    return len({s.indice.siren for s in suivis if s.contact is None or s.is_due(jour)})


CONTACTS: Final = {
    "jamais": "Jamais contacté",
    "relance": "À recontacter",
    "ouvert": "Contacté, sans suite encore",
    "clos": "Clos",
}


def filter_suivis(
    suivis: Iterable[AcheteurSuivi], *, motif: str, contact: str, texte: str, jour: date
) -> list[AcheteurSuivi]:
    """Keep the buyers that answer; without a filter, those that are closed are left out."""
    mots = fold_mots(texte).split()
    return [
        s
        for s in suivis
        if motif in {"", s.indice.motif.value}
        and _is_in(s, contact, jour)
        and all(mot in f"{s.indice.siren} {fold_mots(s.indice.nom)}" for mot in mots)
    ]


def _is_in(suivi: AcheteurSuivi, contact: str, jour: date) -> bool:
    clos = suivi.contact is not None and suivi.contact.resultat in CLOS
    match contact:
        case "jamais":
            return suivi.contact is None
        case "relance":
            return suivi.is_due(jour)
        case "ouvert":
            return suivi.contact is not None and not clos
        case "clos":
            return clos
        case _:
            return not clos
