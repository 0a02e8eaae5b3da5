"""What changes the public register: publish, confirm, withdraw, merge.

Each gesture is one transaction: the sheet, its frozen version, its links, its place in the search
index and the journal change together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Max

from spaser.metier.droits import MATRICE, Operation
from spaser.metier.format_spaser.fichier import write_spaser
from spaser.metier.registre.fiche import Spaser
from spaser.metier.registre.nomenclatures import OrigineFiche
from spaser.metier.registre.obligation import read_volume
from spaser.web.commun.versions import VersionDepassee
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Appartenance, Organisation
from spaser.web.recherche import services
from spaser.web.recherche.services import index, unindex
from spaser.web.registre.courriels import tell_retour
from spaser.web.registre.indexation import GENERATION
from spaser.web.registre.models import EtatFiche, Fiche, LienFiche, Provenance, VersionFiche
from spaser.web.socle.journal import record

_MOTIF_MAX: Final = 300


@dataclass(frozen=True, kw_only=True)
class ActePublication:
    """Who publishes what, and why: all that a version remembers."""

    spaser: Spaser
    origine: OrigineFiche
    maintenant: datetime
    auteur: Utilisateur | None = None
    motif: str = ""
    organisation: Organisation | None = None
    confiance: str = ""
    identifiant: str | None = None


@transaction.atomic
def publish_fiche(
    publication: ActePublication,
    fiche: Fiche | None = None,
    provenances: Sequence[Provenance] | None = None,
) -> Fiche:
    """Publish a sheet, new or changed, and freeze this state as a version.

    `provenances` are unsaved rows that replace those of the sheet; None leaves them as they are.
    """
    nouvelle = fiche is None
    fiche = fiche or Fiche(publiee_le=publication.maintenant, identifiant=publication.identifiant)
    _fill(fiche, publication)
    fiche.save()
    if provenances is not None:
        _replace_provenances(fiche, provenances)
    _follow_liens(fiche)
    _freeze(fiche, publication)
    index(fiche)
    services.bump(GENERATION)
    _journal("registre.publiee" if nouvelle else "registre.modifiee", fiche, publication)
    return fiche


@transaction.atomic
def confirm_fiche(fiche: Fiche, auteur: Utilisateur | None, maintenant: datetime) -> None:
    fiche.confirmee_le = maintenant
    fiche.save(update_fields=["confirmee_le"])
    services.bump(GENERATION)
    record("registre.confirmee", auteur=auteur, objet=fiche, organisation_siren=fiche.siren)


@transaction.atomic
def withdraw_fiche(
    fiche: Fiche, motif: str, auteur: Utilisateur | None, maintenant: datetime
) -> None:
    """Take a sheet out of the public register; its address then says so, with the reason."""
    fiche.etat = EtatFiche.RETIREE
    fiche.motif_retrait = motif
    _hide(fiche, maintenant)
    record(
        "registre.retiree",
        auteur=auteur,
        objet=fiche,
        organisation_siren=fiche.siren,
        details={"motif": motif},
    )


@transaction.atomic
def merge_fiches(
    doublon: Fiche, gardee: Fiche, auteur: Utilisateur | None, maintenant: datetime
) -> None:
    """Fold a duplicate into the sheet that is kept; the address of the first leads to the second.

    Versions and sources stay with the duplicate: what was published is not rewritten.
    """
    if doublon.pk == gardee.pk or gardee.etat != EtatFiche.PUBLIEE:
        raise ValueError("Une fiche se fusionne dans une autre fiche, publiée.")
    doublon.etat = EtatFiche.FUSIONNEE
    doublon.fusionnee_dans = gardee
    doublon.fusionnees.update(fusionnee_dans=gardee)
    _hide(doublon, maintenant)
    record(
        "registre.fusionnee",
        auteur=auteur,
        objet=doublon,
        organisation_siren=doublon.siren,
        details={"gardee": gardee.pk},
    )


def columns_of(spaser: Spaser) -> dict[str, object]:
    """Return the columns of `Fiche` that repeat its content."""
    structure, schema = spaser.structure, spaser.schema
    volume = read_volume(spaser)
    return {
        "structure": structure.nom,
        "siren": structure.siren or "",
        "type": structure.type,
        "code_region": structure.code_region or "",
        "codes_departement": list(structure.codes_departement),
        "tranche_habitants": structure.tranche_habitants or "",
        "tranche_achats": structure.tranche_achats or "",
        "titre": schema.titre or "",
        "edition": schema.edition,
        "statut_declare": schema.statut or "",
        "adopte_le": _text(schema.adopte_le),
        "debut": _text(schema.periode.debut),
        "fin": _text(schema.periode.fin),
        "sans_terme": schema.periode.sans_terme,
        "mutualise": schema.mutualise,
        "obligation": schema.obligation or "",
        "approche": schema.approche or "",
        "sirens_partenaires": [p.siren for p in schema.partenaires if p.siren],
        "achats_bas": volume.bas,
        "achats_haut": volume.haut,
    }


def list_liens_publies(spaser: Spaser) -> list[str]:
    """Return every outside address that a sheet gives, once each, in its order."""
    adresses = (
        *(document.url for document in spaser.documents),
        *(lien.url for lien in spaser.liens),
        *(source.url for source in spaser.sources if source.url),
    )
    return list(dict.fromkeys(adresses))


def _fill(fiche: Fiche, publication: ActePublication) -> None:
    fiche.contenu = write_spaser(publication.spaser)
    fiche.__dict__.pop("spaser", None)  # what was read of the former content
    for nom, valeur in columns_of(publication.spaser).items():
        setattr(fiche, nom, valeur)
    fiche.origine = publication.origine
    fiche.confiance = publication.confiance
    fiche.etat = EtatFiche.PUBLIEE
    fiche.mise_a_jour_le = publication.maintenant
    if publication.organisation is not None:
        fiche.organisation = publication.organisation


def _replace_provenances(fiche: Fiche, provenances: Iterable[Provenance]) -> None:
    fiche.provenances.all().delete()
    for provenance in provenances:
        provenance.fiche = fiche
        provenance.save()


def _follow_liens(fiche: Fiche) -> None:
    """Keep the last check of the addresses that stay."""
    adresses = list_liens_publies(fiche.spaser)
    fiche.liens.exclude(url__in=adresses).delete()
    connues = set(fiche.liens.values_list("url", flat=True))
    LienFiche.objects.bulk_create(
        LienFiche(fiche=fiche, url=url) for url in adresses if url not in connues
    )


def _freeze(fiche: Fiche, publication: ActePublication) -> None:
    dernier = fiche.versions.aggregate(dernier=Max("numero"))["dernier"] or 0
    VersionFiche.objects.create(
        fiche=fiche,
        numero=dernier + 1,
        contenu=fiche.contenu,
        date=publication.maintenant,
        auteur=publication.auteur,
        origine=publication.origine,
        motif=publication.motif[:_MOTIF_MAX],
        confiance=publication.confiance,
        provenances=[ligne.freeze() for ligne in fiche.provenances.all()],
    )


def _hide(fiche: Fiche, maintenant: datetime) -> None:
    fiche.mise_a_jour_le = maintenant
    fiche.save()
    unindex(fiche)
    services.bump(GENERATION)


def _journal(geste: str, fiche: Fiche, publication: ActePublication) -> None:
    record(
        geste,
        auteur=publication.auteur,
        objet=fiche,
        organisation_siren=fiche.siren,
        details={"origine": publication.origine, "motif": publication.motif},
    )


def _text(date_partielle: object) -> str:
    return str(date_partielle) if date_partielle else ""


# Going back to what a sheet said before: a new version, equal to a former one.


@transaction.atomic
def go_back(
    version: VersionFiche,
    spaser: Spaser,
    *,
    depuis: int,
    motif: str,
    auteur: Utilisateur,
    maintenant: datetime,
) -> Fiche:
    """Publish a former version again; VersionDepassee when `depuis` is no longer the last one.

    The files of the sheet are not part of a version: they stay as they are.
    """
    fiche = Fiche.objects.select_for_update().get(pk=version.fiche_id)
    if fiche.versions.latest("numero").numero != depuis:
        raise VersionDepassee
    publication = ActePublication(
        spaser=spaser,
        origine=OrigineFiche(version.origine),
        maintenant=maintenant,
        auteur=auteur,
        motif=f"Retour à la version {version.numero}\u00a0: {motif}",
        confiance=version.confiance,
    )
    publish_fiche(publication, fiche, [Provenance.thaw(g) for g in version.provenances] or None)
    nouvelle = fiche.versions.latest("numero")
    for personne in _list_keepers(fiche, auteur):
        tell_retour(personne, version, nouvelle)
    return fiche


def _list_keepers(fiche: Fiche, auteur: Utilisateur) -> Iterable[Utilisateur]:
    """Return those who keep the sheet up to date, but her who has just acted."""
    tenus = Appartenance.objects.actives().filter(
        organisation=fiche.organisation_id,
        role__in=[role.value for role in MATRICE[Operation.MODIFIER_FICHE_PUBLIEE]],
        utilisateur__is_active=True,
    )
    autres = tenus.exclude(utilisateur=auteur).select_related("utilisateur").order_by("pk")
    return [tenu.utilisateur for tenu in autres]
