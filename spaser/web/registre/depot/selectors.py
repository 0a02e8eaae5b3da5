"""What is read of a deposit: its summary, its story, its likely duplicates, what is known of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Any, Final

from django.utils import timezone

from spaser.documents.francais import enumerate_mots, pluriel
from spaser.metier.format_spaser.fichier import widen, write_spaser
from spaser.metier.format_spaser.version_1_1 import Action11
from spaser.metier.registre.doublons import are_doublons, cles_doublon
from spaser.metier.registre.fiche import Objectif, Spaser
from spaser.metier.registre.nomenclatures import format_valeur, tranche_habitants
from spaser.metier.registre.texte_fiche import RubriqueTexte, list_rubriques
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.selectors import describe_pour
from spaser.web.organisations.siren import SirenRefuse, read_siren
from spaser.web.registre.lecture import Fait, read_rubriques
from spaser.web.registre.models import Depot, Fiche
from spaser.web.registre.services import columns_of
from spaser.web.socle.journal import list_inscriptions

# A whole sheet on one page, section by section, as it will be read.


@dataclass(frozen=True)
class PartieResumee:
    titre: str
    etape: str
    faits: tuple[Fait, ...] = ()
    liste: tuple[str, ...] = ()
    textes: tuple[RubriqueTexte, ...] = ()


def read_resume(spaser: Spaser) -> list[PartieResumee]:
    """Return every section, empty ones too, so that what is missing shows."""
    fiche = Fiche(contenu=write_spaser(spaser), **columns_of(spaser))
    statut = fiche.compute_statut(timezone.localdate())
    structure, schema = read_rubriques(fiche, statut)
    return [
        PartieResumee(structure.titre, "structure", structure.faits),
        PartieResumee(schema.titre, "schema", schema.faits),
        *_lists(spaser),
    ]


def _lists(spaser: Spaser) -> Iterator[PartieResumee]:
    schema = spaser.schema
    yield PartieResumee("Présentation", "schema", liste=tuple(filter(None, [schema.presentation])))
    yield PartieResumee(
        "Axes", "schema", liste=tuple(_pair(a.intitule, a.description) for a in schema.axes)
    )
    yield PartieResumee("Objectifs chiffrés", "schema", liste=tuple(map(_target, schema.objectifs)))
    large = widen(spaser).schema
    if large.actions:
        yield PartieResumee("Actions", "schema", liste=tuple(map(_action, large.actions)))
    if schema.indicateurs:
        yield PartieResumee(
            "Indicateurs", "schema", liste=tuple(i.intitule for i in schema.indicateurs)
        )
    if large.calendrier:
        dates = tuple(f"{format_valeur(e.jour)} : {e.intitule}" for e in large.calendrier)
        yield PartieResumee("Calendrier", "schema", liste=dates)
    if large.gouvernance:
        comites = tuple(
            _pair(c.comite, ", ".join(filter(None, (c.qui, c.quand, c.role))))
            for c in large.gouvernance
        )
        yield PartieResumee("Gouvernance", "schema", liste=comites)
    if rubriques := list_rubriques(large.texte):
        yield PartieResumee("Texte du schéma", "schema", textes=tuple(rubriques))
    yield PartieResumee("Service à contacter", "schema", liste=_contact(spaser))
    yield PartieResumee(
        "Documents publiés ailleurs",
        "documents",
        liste=tuple(_pair(d.titre, d.url) for d in spaser.documents),
    )
    yield PartieResumee(
        "Liens utiles",
        "documents",
        liste=tuple(_pair(lien.titre, lien.url) for lien in spaser.liens),
    )
    yield PartieResumee(
        "Sources", "documents", liste=tuple(_pair(s.libelle, s.url) for s in spaser.sources)
    )


def _pair(nom: str, suite: str | None) -> str:
    return f"{nom} : {suite}" if suite else nom


def _action(action: Action11) -> str:
    etapes = ", ".join(etape.intitule for etape in action.etapes)
    dits = (
        action.description,
        f"pilote : {action.pilote}" if action.pilote else "",
        f"avec {', '.join(action.contributeurs)}" if action.contributeurs else "",
        f"étapes : {etapes}" if etapes else "",
        f"moyens : {action.moyens}" if action.moyens else "",
    )
    return " – ".join(filter(None, (action.intitule, " ; ".join(filter(None, dits)))))


def _target(objectif: Objectif) -> str:
    cible = " ".join(filter(None, (format_valeur(objectif.valeur), objectif.unite)))
    echeance = f"d’ici {format_valeur(objectif.echeance)}" if objectif.echeance else ""
    return _pair(objectif.intitule, ", ".join(filter(None, (cible, echeance))))


def _contact(spaser: Spaser) -> tuple[str, ...]:
    contact = spaser.contact
    if contact is None:
        return ()
    return tuple(filter(None, (contact.service, contact.courriel, contact.telephone, contact.url)))


# What happened to a deposit, in words.

_GESTES: Final = {
    "depot.ouverture": "Brouillon ouvert",
    "depot.envoi": "Dépôt envoyé",
    "depot.acceptation": "Accepté et publié par l’équipe",
    "depot.retour": "Renvoyé avec des commentaires",
    "depot.rejet": "Non retenu",
    "depot.verification": "Vérifié après publication",
    "depot.retrait": "Fiche retirée du registre",
    "depot.fichier_refuse": "Fichier refusé au contrôle",
    "depot.effacement": "Identité du déposant effacée",
}


@dataclass(frozen=True)
class Moment:
    quand: datetime
    libelle: str


def read_histoire(depot: Depot) -> list[Moment]:
    """Return what happened to a deposit, the latest first; who did it stays in the journal."""
    return [
        Moment(evenement.quand, _GESTES[evenement.geste])
        for evenement in list_inscriptions(depot)
        if evenement.geste in _GESTES
    ]


# Published sheets that are perhaps about the same scheme.


def list_doublons(spaser: Spaser, sauf: Fiche | None = None) -> list[Fiche]:
    cles = cles_doublon(spaser)
    candidates = Fiche.objects.publiees()
    if sauf is not None:
        candidates = candidates.exclude(pk=sauf.pk)
    return [
        fiche
        for fiche in candidates
        if not cles.isdisjoint(cles_doublon(fiche.spaser)) and are_doublons(spaser, fiche.spaser)
    ]


def list_paires() -> list[tuple[Fiche, Fiche]]:
    par_cle: defaultdict[str, list[Fiche]] = defaultdict(list)
    for fiche in Fiche.objects.publiees().order_by("pk"):
        for cle in cles_doublon(fiche.spaser):
            par_cle[cle].append(fiche)
    return list(_pairs(par_cle.values()))


def _pairs(groupes: Iterable[list[Fiche]]) -> Iterable[tuple[Fiche, Fiche]]:
    vues: set[tuple[int, int]] = set()
    for groupe in groupes:
        for une, autre in combinations(groupe, 2):
            cle = une.pk, autre.pk
            if cle not in vues and are_doublons(une.spaser, autre.spaser):
                vues.add(cle)
                yield une, autre


# What the tables know of a buyer, proposed to be checked.


def prefill(siren: str, utilisateur: Utilisateur | None = None) -> dict[str, Any]:
    """Return what is known of a SIREN, by the tables and by this person's trial, to be checked."""
    try:
        identite = describe_pour(utilisateur, read_siren(siren))
    except SirenRefuse:
        return {}
    if identite is None:
        return {"siren": read_siren(siren)}
    tranche = None if identite.population is None else tranche_habitants(identite.population)
    connus = {
        "nom": identite.nom,
        "siren": identite.siren,
        "type": identite.type,
        "code_region": identite.code_region,
        "codes_departement": list(identite.codes_departement),
        "tranche_habitants": tranche and tranche.value,
    }
    return {nom: valeur for nom, valeur in connus.items() if valeur}


_LISTES: Final = {
    "axes": ("axe", "axes"),
    "objectifs": ("cible", "cibles"),
    "actions": ("action", "actions"),
    "indicateurs": ("indicateur", "indicateurs"),
    "calendrier": ("date du calendrier", "dates du calendrier"),
    "gouvernance": ("comité", "comités"),
    "texte": ("rubrique du texte", "rubriques du texte"),
}
SANS_FORMULAIRE: Final = ("actions", "indicateurs", "calendrier", "gouvernance", "texte")


def tell_listes(contenu: Mapping[str, Any], noms: Collection[str] = tuple(_LISTES)) -> str:
    """Say what a file of the format holds: « 3 axes, 12 actions et 5 indicateurs »."""
    schema = contenu.get("schema", {})
    comptes = {nom: len(schema.get(nom, ())) for nom in noms}
    if "texte" in comptes:
        comptes["texte"] = len(list_rubriques(schema.get("texte", ())))
    return enumerate_mots([pluriel(n, *_LISTES[nom]) for nom, n in comptes.items() if n])
