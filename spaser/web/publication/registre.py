"""A publication feeds the sheet of its buyer in the register, as any deposit does."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from django.utils import timezone

from spaser.documents.cibles import write_valeur
from spaser.documents.francais import typographie
from spaser.lettres import fold_mots
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
from spaser.web.publication.selectors import read_tenu
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
    contenu, schema = read_tenu(publication), spaser.schema
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
            indicateurs=tuple(merge(schema.indicateurs, contenu)),
        ),
        documents=(*autres, document),
    )


def merge(connus: tuple[IndicateurSuivi, ...], contenu: Contenu) -> Iterator[IndicateurSuivi]:
    """Yield the indicators of a sheet with their new values, then those that it did not have.

    One of the buyer's own is known by the words of its name, whatever their spaces and capitals.
    """
    lignes = [ligne for ligne in contenu.lignes if ligne.dernier]
    codees = {ligne.code: ligne for ligne in lignes if ligne.code}
    nommees = {_fold(ligne.nom): ligne for ligne in lignes if not ligne.code}
    for connu in connus:
        ligne = codees.pop(connu.code or "", None) or nommees.pop(_fold(connu.intitule), None)
        yield _add(connu, ligne, contenu.siren) if ligne else connu
    for ligne in (*codees.values(), *nommees.values()):
        neuf = IndicateurSuivi(
            intitule=ligne.nom[:_COURT],
            code=ligne.code or None,
            categorie=_DE_LA_LOI.get(ligne.code),
        )
        yield _add(neuf, ligne, contenu.siren)


def _fold(nom: str) -> str:
    return fold_mots(nom[:_COURT])


def _add(suivi: IndicateurSuivi, ligne: LignePubliee, siren: str) -> IndicateurSuivi:
    """Write the values of a line; its unit and its expression only if every value has them."""
    connus = [resultat for resultat in ligne.resultats if resultat.valeur is not None]
    dites = tuple(_write(resultat, siren) for resultat in connus)
    cles = {(v.annee, v.siren) for v in dites} | {(v.annee, None) for v in dites}
    gardees = tuple(v for v in suivi.valeurs if (v.annee, v.siren) not in cles)
    expressions: set[Expression | None] = {Expression(str(r.expression)) for r in connus}
    expressions |= {suivi.expression for _ in gardees}
    partagee = not gardees or (suivi.unite or "") == ligne.unite
    return replace(
        suivi,
        expression=expressions.pop() if len(expressions) == 1 else Expression.AUTRE,
        unite=(ligne.unite or None) if partagee else suivi.unite,
        methode="\n".join(_list_methode(suivi, ligne, connus)),
        valeurs=tuple(sorted((*gardees, *dites), key=lambda v: (v.annee, v.siren or ""))),
    )


def _list_methode(
    suivi: IndicateurSuivi, ligne: LignePubliee, connus: Sequence[ResultatAnnee]
) -> Iterator[str]:
    """Yield what the sheet says of its method, then what each year was counted on."""
    debuts = tuple(_open_methode(ligne, resultat) for resultat in ligne.resultats)
    for phrase in (suivi.methode or "").splitlines():
        if not phrase.startswith(debuts):
            yield phrase
    for resultat in connus:
        phrases = (resultat.base, _tell_bornes(ligne, resultat), resultat.source, resultat.reserve)
        dites = ". ".join(phrase.rstrip(".") for phrase in phrases if phrase)
        yield typographie(f"{_open_methode(ligne, resultat)} {dites}.")


def _open_methode(ligne: LignePubliee, resultat: ResultatAnnee) -> str:
    unite = f" ({ligne.unite})" if ligne.unite else ""
    return typographie(f"{resultat.annee}{unite} :")


def _tell_bornes(ligne: LignePubliee, resultat: ResultatAnnee) -> str:
    if resultat.bas is None or resultat.haut is None or resultat.bas == resultat.haut:
        return ""
    bas, haut = (write_valeur(v, ligne.unite) for v in (resultat.bas, resultat.haut))
    return f"Entre {bas} et {haut}, selon les réponses qui manquent"


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
