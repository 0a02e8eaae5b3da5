"""Sending a deposit: published at once by a member, left to the team otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final, cast

from django.db import transaction
from django.utils import timezone

from spaser.metier.droits import Operation
from spaser.metier.format_spaser.fichier import widen
from spaser.metier.registre.champs import list_connus, read_champ
from spaser.metier.registre.fiche import Spaser
from spaser.metier.registre.nomenclatures import OrigineFiche
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Organisation
from spaser.web.registre import courriels
from spaser.web.registre.depot.deposant import Deposant, find_organisation
from spaser.web.registre.depot.services import change_etat
from spaser.web.registre.models import (
    Depot,
    EtatFiche,
    Fiche,
    FichierFiche,
    NatureDepot,
    Provenance,
)
from spaser.web.registre.models.depot import MODIFIABLES, ActeDepot
from spaser.web.registre.services import ActePublication, publish_fiche
from spaser.web.socle.journal import record
from spaser.web.socle.models import EtatFichier

PAR_MEMBRE: Final = "Dépôt par l’acheteur"
PAR_EQUIPE: Final = "Dépôt accepté par l’équipe du programme"
CORRECTION_EQUIPE: Final = "Correction par l’équipe du programme"
INCOMPLET: Final = "Il manque au moins la structure. Remplissez la première étape."


class EnvoiRefuse(Exception):
    """A deposit that cannot be sent as it is; says why and what to do."""


@transaction.atomic
def submit(
    depot: Depot, version: int, deposant: Deposant, maintenant: datetime, *, equipe: bool = False
) -> None:
    """Send a deposit, once: a second click finds it sent; VersionDepassee if it changed meanwhile.

    `equipe`: the one who sends may change any published sheet.
    """
    if depot.etat not in MODIFIABLES:
        return
    _check_ready(depot)
    if equipe and _is_correction_of_public(depot):
        _send(depot, version, ActeDepot.CORRECTION, deposant, maintenant)
        _correct(depot, deposant.utilisateur, maintenant)
    elif organisation := may_publish(depot, deposant):
        _send(depot, version, ActeDepot.PUBLICATION, deposant, maintenant)
        publish_depot(depot, deposant.utilisateur, maintenant, PAR_MEMBRE, organisation)
        courriels.tell_publie(courriels.find_deposant(depot), depot)
        courriels.tell_equipe(depot)
    else:
        _send(depot, version, ActeDepot.SOUMISSION, deposant, maintenant)
        courriels.tell_recu(courriels.find_deposant(depot), depot)
        courriels.tell_equipe(depot)


def publishes_at_once(depot: Depot, deposant: Deposant, *, equipe: bool) -> bool:
    """Say whether sending this deposit publishes it."""
    return bool(equipe and _is_correction_of_public(depot)) or bool(may_publish(depot, deposant))


def may_publish(depot: Depot, deposant: Deposant) -> Organisation | None:
    """Return the organisation for which she may publish at once, if there is one.

    A correction is hers to publish only if the sheet is of her organisation, by its SIREN or
    because the organisation already keeps it.
    """
    fiche = depot.fiche
    if fiche is None:
        neuf = depot.nature != NatureDepot.CORRECTION
        droit = Operation.DEPOSER_SPASER
        return find_organisation(deposant, depot.siren, droit) if neuf else None
    organisation = find_organisation(deposant, depot.siren, Operation.MODIFIER_FICHE_PUBLIEE)
    if organisation is None or fiche.etat != EtatFiche.PUBLIEE:
        return None
    sienne = fiche.organisation_id == organisation.pk
    libre = fiche.organisation_id is None and fiche.siren == organisation.siren
    return organisation if sienne or libre else None


def publish_depot(
    depot: Depot,
    auteur: Utilisateur | None,
    maintenant: datetime,
    motif: str,
    organisation: Organisation | None = None,
) -> Fiche:
    publication = ActePublication(
        spaser=cast("Spaser", depot.spaser),  # nothing is sent without
        origine=OrigineFiche.DEPOSE,
        maintenant=maintenant,
        auteur=auteur,
        motif=motif,
        organisation=organisation,
    )
    provenance = Provenance(
        origine=OrigineFiche.DEPOSE,
        libelle=f"{motif} : {depot.nom}"[:300],
        date=timezone.localdate(maintenant),
    )
    fiche = publish_fiche(publication, _find_fiche(depot), [provenance])
    _hand_fichiers(depot, fiche)
    depot.fiche = fiche
    depot.save(update_fields=["fiche"])
    return fiche


def _send(
    depot: Depot, version: int, acte: ActeDepot, deposant: Deposant, maintenant: datetime
) -> None:
    change_etat(
        depot,
        version,
        acte,
        soumis_le=maintenant,
        consenti_le=maintenant,
        modifie_le=maintenant,
        traite_le=None,
        traite_par=None,
    )
    record(
        acte.geste,
        auteur=deposant.utilisateur,
        objet=depot,
        organisation_siren=depot.siren,
        details={"nature": depot.nature, "etat": acte.vers.value},
    )


def _is_correction_of_public(depot: Depot) -> bool:
    fiche = depot.fiche
    return (
        depot.nature == NatureDepot.CORRECTION
        and fiche is not None
        and fiche.etat == EtatFiche.PUBLIEE
    )


def _correct(depot: Depot, auteur: Utilisateur | None, maintenant: datetime) -> None:
    """Publish the team's own correction: where the other facts come from does not change."""
    fiche = cast("Fiche", depot.fiche)
    spaser = cast("Spaser", depot.spaser)
    provenances = list(_trace_correction(fiche, spaser, maintenant))
    publication = ActePublication(
        spaser=spaser,
        origine=OrigineFiche(fiche.origine),
        maintenant=maintenant,
        auteur=auteur,
        motif=CORRECTION_EQUIPE,
        confiance=fiche.confiance,
    )
    publish_fiche(publication, fiche, provenances)
    _hand_fichiers(depot, fiche)


def _trace_correction(fiche: Fiche, spaser: Spaser, maintenant: datetime) -> Iterator[Provenance]:
    """Keep the source of what stays; what changes has been told by the team, no longer by it.

    A single row that spoke for the whole sheet now speaks for each field that it told.
    """
    avant, apres = widen(fiche.spaser), widen(spaser)
    connus = list_connus(spaser)
    changes = [c for c in connus if read_champ(apres, c) != read_champ(avant, c)]
    restent = [c for c in connus if c not in changes]
    lignes = list(fiche.provenances.all())
    seule = len(lignes) == 1 and not lignes[0].champ
    for ligne in lignes:
        for champ in restent if seule else [ligne.champ]:
            if _speaks(champ, restent):
                yield _copy(ligne, champ)
    for champ in changes:
        yield Provenance(
            champ=champ,
            origine=fiche.origine,
            libelle=CORRECTION_EQUIPE,
            date=timezone.localdate(maintenant),
        )


def _speaks(champ: str, restent: list[str]) -> bool:
    """Say whether a row still tells something: a field, what holds it, a part of it, the sheet."""
    return not champ or any(
        f"{reste}.".startswith(f"{champ}.") or champ.startswith(f"{reste}.") for reste in restent
    )


def _copy(ligne: Provenance, champ: str) -> Provenance:
    """Return this row, unsaved, for a field."""
    return Provenance(
        champ=champ,
        origine=ligne.origine,
        libelle=ligne.libelle,
        url=ligne.url,
        date=ligne.date,
        confiance=ligne.confiance,
        note=ligne.note,
    )


def _find_fiche(depot: Depot) -> Fiche | None:
    """Return the sheet to change; a correction follows it where it was merged."""
    fiche = depot.fiche
    if fiche is not None and fiche.etat == EtatFiche.FUSIONNEE:
        return fiche.fusionnee_dans
    return fiche


def _hand_fichiers(depot: Depot, fiche: Fiche) -> None:
    fiche.fichiers.all().delete()
    FichierFiche.objects.bulk_create(
        FichierFiche(
            fiche=fiche,
            fichier=garde.fichier,
            rang=rang,
            nature=garde.nature,
            titre=garde.titre,
        )
        for rang, garde in enumerate(depot.fichiers.select_related("fichier"))
    )


def _check_ready(depot: Depot) -> None:
    if depot.spaser is None:
        raise EnvoiRefuse(INCOMPLET)
    refuses = depot.fichiers.filter(fichier__etat=EtatFichier.REFUSE)
    if noms := [garde.fichier.nom for garde in refuses.select_related("fichier")]:
        raise EnvoiRefuse(
            f"Le contrôle a refusé « {noms[0]} ». Retirez ce fichier à l’étape des documents."
        )
