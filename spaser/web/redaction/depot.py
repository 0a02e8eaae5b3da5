"""The scheme of a space on its way to the register."""

from __future__ import annotations

import uuid
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from spaser.metier.format_spaser.fichier import read_spaser_dict, widen, write_spaser
from spaser.metier.format_spaser.liens import close_liens
from spaser.metier.registre.fiche import Spaser
from spaser.web.espace.schemas import list_schemas
from spaser.web.organisations.models import Espace
from spaser.web.redaction.format_ouvert import gather_spaser
from spaser.web.registre.depot.deposant import Deposant, visible_depots
from spaser.web.registre.depot.services import open_depot, open_depuis, save_etape
from spaser.web.registre.models import Depot, Fiche, NatureDepot
from spaser.web.registre.models.depot import MODIFIABLES

type Objet = dict[str, Any]

_DOCUMENTS_MAX: Final = 100  # what the format holds
_SOURCES_MAX: Final = 50


def find_sienne(espace: Espace) -> Fiche | None:
    """Return the latest sheet that the buyer carries itself: one it only shares is not its own."""
    schemas = list_schemas(espace, timezone.localdate())
    return next((fiche for fiche in schemas if fiche.siren == espace.siren), None)


@transaction.atomic
def open_depot_du_schema(espace: Espace, deposant: Deposant, nature: NatureDepot) -> Depot:
    """Open the draft of a deposit that says what the space says; nothing is sent.

    `nature` tells the correction of the known sheet from the next edition; without a sheet it is
    new. A draft that is open already is completed: what was typed in it stays.
    """
    maintenant, fiche = timezone.now(), find_sienne(espace)
    depot = _find_brouillon(espace, deposant, fiche, nature)
    if depot is None and fiche:
        depot = open_depuis(deposant, maintenant, fiche, nature)
    contenu = _write(espace, depot)
    if depot is None:
        return open_depot(deposant, maintenant, uuid.uuid4(), contenu)
    save_etape(depot, contenu, depot.etape, depot.version, deposant, maintenant)
    depot.refresh_from_db()
    return depot


def _find_brouillon(
    espace: Espace, deposant: Deposant, fiche: Fiche | None, nature: NatureDepot
) -> Depot | None:
    """Return what is under way for this very sheet: asked for twice, it is opened once."""
    ouverts = visible_depots(deposant).filter(etat__in=MODIFIABLES)
    if fiche is None:
        ouverts = ouverts.filter(nature=NatureDepot.NOUVEAU, contenu__structure__siren=espace.siren)
    elif nature is NatureDepot.EDITION:
        ouverts = ouverts.filter(nature=nature, modele=fiche)
    else:
        ouverts = ouverts.filter(nature=nature, fiche=fiche)
    return ouverts.order_by("-modifie_le").first()


def _write(espace: Espace, depot: Depot | None) -> Objet:
    contenu = write_spaser(gather_spaser(espace))
    connu = read_spaser_dict(depot.contenu) if depot else None
    if isinstance(connu, Spaser):
        contenu = _complete(write_spaser(widen(connu)), contenu)
    close_liens(contenu["schema"])
    return contenu


def _complete(fiche: Objet, espace: Objet) -> Objet:
    """Complete a sheet with what the space says; what only the sheet knows stays.

    Axes, targets, actions, texts are those of the space once it has some; indicators join, and so
    do their values by year and buyer. Who carries the scheme stays: the team has read the sheet.
    """
    schema = {**fiche["schema"], **espace["schema"]}
    if periode := {**fiche["schema"].get("periode", {}), **schema.get("periode", {})}:
        schema["periode"] = periode
    schema["indicateurs"] = _join(
        fiche["schema"].get("indicateurs", []), espace["schema"].get("indicateurs", [])
    )
    listes = {
        "documents": _add(fiche, espace, "documents", "url")[:_DOCUMENTS_MAX],
        "sources": _add(fiche, espace, "sources", "libelle")[:_SOURCES_MAX],
    }
    dites = {nom: liste for nom, liste in listes.items() if liste}
    return {**fiche, "schema": {n: v for n, v in schema.items() if v}, **dites}


def _add(fiche: Objet, espace: Objet, nom: str, repere: str) -> list[Objet]:
    connus = {objet[repere] for objet in fiche.get(nom, ())}
    neufs = (objet for objet in espace.get(nom, ()) if objet[repere] not in connus)
    return [*fiche.get(nom, ()), *neufs]


def _join(anciens: list[Objet], neufs: list[Objet]) -> list[Objet]:
    """Join indicators by code: those of the space, with the years that only the sheet has."""
    connus = {objet["code"]: objet for objet in anciens if "code" in objet}
    joints = [_join_valeurs(connus.pop(neuf.get("code"), {}), neuf) for neuf in neufs]
    restent = [objet for objet in anciens if "code" not in objet or objet["code"] in connus]
    return [*joints, *restent]


def _join_valeurs(ancien: Objet, neuf: Objet) -> Objet:
    dites = {(valeur["annee"], valeur.get("siren")) for valeur in neuf.get("valeurs", ())}
    gardees = [v for v in ancien.get("valeurs", ()) if (v["annee"], v.get("siren")) not in dites]
    valeurs = sorted([*gardees, *neuf.get("valeurs", ())], key=lambda v: v["annee"])
    return {**ancien, **neuf, **({"valeurs": valeurs} if valeurs else {})}
