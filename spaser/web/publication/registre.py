"""A publication feeds the sheet of its buyer in the register, as any deposit does."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final

from django.utils import timezone

from spaser.metier.dates import DatePartielle
from spaser.metier.format_spaser.fichier import read_spaser_dict, write_spaser
from spaser.metier.publication.modele import Contenu, LignePubliee, ResultatAnnee
from spaser.metier.registre.fiche import (
    DocumentPublic,
    IndicateurSuivi,
    Schema,
    Spaser,
    Structure,
    ValeurAnnuelle,
)
from spaser.metier.registre.nomenclatures import (
    Categorie,
    Expression,
    TypeDocument,
    TypeStructure,
)
from spaser.metier.statuts import Statut
from spaser.web.comptes.models import Utilisateur
from spaser.web.espace.schemas import find_schema
from spaser.web.organisations.identite import describe_espace
from spaser.web.organisations.models import Espace
from spaser.web.publication.models import Publication
from spaser.web.registre.depot.deposant import Deposant
from spaser.web.registre.depot.envoi import submit
from spaser.web.registre.depot.services import open_depot, open_depuis, save_etape
from spaser.web.registre.models import Depot, Fiche, NatureDepot
from spaser.web.socle.courriel import absolute_url

_COURT: Final = 300
_DE_LA_LOI: Final = {
    "SOC-01": Categorie.SOCIAL,
    "ENV-01": Categorie.ECOLOGIQUE,
    "SOC-13": Categorie.ESUS,
    "SOC-IN": Categorie.INSERTION_HANDICAP,
}
_ETAPES: Final = 3  # the steps of a deposit that are done


def feed_registre(publication: Publication, auteur: Utilisateur) -> Depot | None:
    """Send the values of a publication to the register, in the sheet of its buyer, new or known.

    Whoever confirms may deposit for her organisation: it is public at once, and the team verifies
    it. None when the sheet cannot hold it: it is then to be deposited by hand.
    """
    maintenant, espace = timezone.now(), publication.espace
    fiche = find_schema(espace, timezone.localdate())
    contenu = write_spaser(complete(fiche.spaser if fiche else start_spaser(espace), publication))
    if not isinstance(read_spaser_dict(contenu), Spaser):
        return None
    deposant = Deposant(auteur.courriel, auteur)
    depot = _open(deposant, maintenant, fiche, contenu)
    submit(depot, depot.version, deposant, maintenant)
    return depot


def _open(
    deposant: Deposant, maintenant: datetime, fiche: Fiche | None, contenu: dict[str, object]
) -> Depot:
    if fiche is None:
        return open_depot(deposant, maintenant, uuid.uuid4(), contenu)
    depot = open_depuis(deposant, maintenant, fiche, NatureDepot.CORRECTION)
    save_etape(depot, contenu, _ETAPES, depot.version, deposant, maintenant)
    depot.refresh_from_db()
    return depot


def start_spaser(espace: Espace) -> Spaser:
    """Return the sheet of a buyer of which the register knows nothing."""
    identite = describe_espace(espace)
    structure = Structure(
        nom=identite.nom[:_COURT],
        type=TypeStructure(identite.type or TypeStructure.AUTRE),
        siren=espace.siren,
        code_region=identite.code_region or None,
        codes_departement=identite.codes_departement,
    )
    return Spaser(structure=structure, schema=Schema(statut=Statut.ADOPTE))


def complete(spaser: Spaser, publication: Publication) -> Spaser:
    """Return a sheet with the values that are published, and where to read them."""
    contenu, schema = publication.read_contenu(), spaser.schema
    adopte_le = DatePartielle(contenu.adopte_le.isoformat()) if contenu.adopte_le else None
    document = DocumentPublic(
        titre=f"Résultats {contenu.periode}",
        url=absolute_url(publication.get_absolute_url()),
        nature=TypeDocument.BILAN,
        date=DatePartielle(timezone.localdate().isoformat()),
    )
    autres = tuple(d for d in spaser.documents if d.url != document.url)
    return replace(
        spaser,
        schema=replace(
            schema,
            adopte_le=schema.adopte_le or adopte_le,
            indicateurs=tuple(_merge(schema.indicateurs, contenu)),
        ),
        documents=(*autres, document),
    )


def _merge(connus: tuple[IndicateurSuivi, ...], contenu: Contenu) -> Iterator[IndicateurSuivi]:
    """Yield the indicators of a sheet with their new values, then those that it did not have."""
    lignes = {_name(ligne): ligne for ligne in contenu.lignes if ligne.dernier}
    for connu in connus:
        ligne = lignes.pop(connu.code or connu.intitule, None)
        yield _add(connu, ligne, contenu.siren) if ligne else connu
    for ligne in lignes.values():
        neuf = IndicateurSuivi(
            intitule=ligne.nom[:_COURT],
            code=ligne.code or None,
            categorie=_DE_LA_LOI.get(ligne.code),
        )
        yield _add(neuf, ligne, contenu.siren)


def _name(ligne: LignePubliee) -> str:
    return ligne.code or ligne.nom[:_COURT]


def _add(suivi: IndicateurSuivi, ligne: LignePubliee, siren: str) -> IndicateurSuivi:
    dites = tuple(_write(r, siren) for r in ligne.resultats if r.valeur is not None)
    cles = {(v.annee, v.siren) for v in dites} | {(v.annee, None) for v in dites}
    gardees = tuple(v for v in suivi.valeurs if (v.annee, v.siren) not in cles)
    derniere = ligne.dernier
    return replace(
        suivi,
        expression=Expression(str(derniere.expression)) if derniere else suivi.expression,
        unite=ligne.unite or suivi.unite,
        valeurs=tuple(sorted((*gardees, *dites), key=lambda v: (v.annee, v.siren or ""))),
    )


def _write(resultat: ResultatAnnee, siren: str) -> ValeurAnnuelle:
    valeur, numerateur, denominateur = (
        None if nombre is None else float(nombre)
        for nombre in (resultat.valeur, resultat.numerateur, resultat.denominateur)
    )
    return ValeurAnnuelle(
        annee=resultat.annee,
        siren=siren,
        valeur=valeur,
        numerateur=numerateur,
        denominateur=denominateur,
        inconnus=None if resultat.inconnus is None else float(resultat.inconnus),
    )
