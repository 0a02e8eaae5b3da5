"""A publication feeds the sheet of its buyer in the register, as any deposit does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils import timezone

from spaser.documents.francais import typographie
from spaser.lettres import fold_mots
from spaser.metier.dates import DatePartielle
from spaser.metier.format_spaser.fichier import read_spaser_dict, widen, write_spaser
from spaser.metier.format_spaser.liens import close_liens
from spaser.metier.format_spaser.version_1_1 import (
    IndicateurSuivi11,
    Spaser11,
    ValeurAnnuelle11,
)
from spaser.metier.publication.modele import Contenu, LignePubliee, ResultatAnnee
from spaser.metier.registre.fiche import (
    DocumentPublic,
    Schema,
    Spaser,
    Structure,
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
from spaser.web.registre.depot.services import open_with
from spaser.web.registre.models import Depot
from spaser.web.socle.courriel import absolute_url

_COURT: Final = 300
_DE_LA_LOI: Final = {
    "SOC-01": Categorie.SOCIAL,
    "ENV-01": Categorie.ECOLOGIQUE,
    "SOC-13": Categorie.ESUS,
    "SOC-IN": Categorie.INSERTION_HANDICAP,
}


def feed_registre(publication: Publication, auteur: Utilisateur) -> Depot | None:
    """Send the values of a publication to the register, in the sheet of its buyer, new or known.

    Whoever confirms may deposit for her organisation: it is public at once, and the team verifies
    it. None when the sheet cannot hold it: it is then to be deposited by hand.
    """
    maintenant, espace = timezone.now(), publication.espace
    fiche = find_schema(espace, timezone.localdate())
    contenu = write_spaser(complete(fiche.spaser if fiche else start_spaser(espace), publication))
    close_liens(contenu["schema"])
    if not isinstance(read_spaser_dict(contenu), Spaser):
        return None
    deposant = Deposant(auteur.courriel, auteur)
    depot = open_with(deposant, maintenant, fiche, contenu)
    submit(depot, depot.version, deposant, maintenant)
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


def complete(spaser: Spaser, publication: Publication) -> Spaser11:
    large, contenu = widen(spaser), read_tenu(publication)
    schema, le = large.schema, publication.publiee_le
    adopte_le = DatePartielle(contenu.adopte_le.isoformat()) if contenu.adopte_le else None
    document = DocumentPublic(
        titre=f"Résultats {contenu.periode}",
        url=absolute_url(publication.get_absolute_url()),
        nature=TypeDocument.BILAN,
        date=DatePartielle(timezone.localdate().isoformat()),
    )
    autres = tuple(d for d in spaser.documents if d.url != document.url)
    fige_le = timezone.localtime(le).date() if le else None
    return replace(
        large,
        schema=replace(
            schema,
            adopte_le=schema.adopte_le or adopte_le,
            indicateurs=tuple(merge(schema.indicateurs, contenu, fige_le)),
        ),
        documents=(*autres, document),
    )


def merge(
    connus: tuple[IndicateurSuivi11, ...], contenu: Contenu, fige_le: date | None = None
) -> Iterator[IndicateurSuivi11]:
    """Yield the indicators of a sheet with their new values, then those that it did not have.

    One of the buyer's own is known by the words of its name, whatever their spaces and capitals.
    """
    lignes = [ligne for ligne in contenu.lignes if ligne.dernier]
    codees = {ligne.code: ligne for ligne in lignes if ligne.code}
    nommees = {_fold(ligne.nom): ligne for ligne in lignes if not ligne.code}
    paires: list[tuple[IndicateurSuivi11, LignePubliee | None]] = [
        (
            connu,
            codees.pop(connu.code or "", None) or nommees.pop(_fold(connu.intitule), None),
        )
        for connu in connus
    ]
    for ligne in (*codees.values(), *nommees.values()):
        neuf = IndicateurSuivi11(
            intitule=ligne.nom[:_COURT],
            code=ligne.code or None,
            categorie=_DE_LA_LOI.get(ligne.code),
        )
        paires.append((neuf, ligne))
    for suivi, publiee in paires:
        yield _add(suivi, publiee, contenu, fige_le) if publiee else suivi


def _fold(nom: str) -> str:
    return fold_mots(nom[:_COURT])


def _add(
    suivi: IndicateurSuivi11, ligne: LignePubliee, contenu: Contenu, fige_le: date | None
) -> IndicateurSuivi11:
    """Write the values of a line; its unit and its expression only if every value has them."""
    connus = [resultat for resultat in ligne.resultats if resultat.valeur is not None]
    cles = {(r.annee, siren) for r in connus for siren in (contenu.siren, None)}
    gardees = tuple(v for v in suivi.valeurs if (v.annee, v.siren) not in cles)
    expressions: set[Expression | None] = {Expression(str(r.expression)) for r in connus}
    expressions |= {suivi.expression for _ in gardees}
    partagee = not gardees or (suivi.unite or "") == ligne.unite
    dites = tuple(
        _write(resultat, contenu, fige_le, "" if partagee else ligne.unite) for resultat in connus
    )
    return replace(
        suivi,
        expression=expressions.pop() if len(expressions) == 1 else Expression.AUTRE,
        unite=(ligne.unite or None) if partagee else suivi.unite,
        valeurs=tuple(sorted((*gardees, *dites), key=lambda v: (v.annee, v.siren or ""))),
    )


def _write(
    resultat: ResultatAnnee, contenu: Contenu, fige_le: date | None, unite: str
) -> ValeurAnnuelle11:
    phrases = (
        f"En {unite}" if unite else "",
        resultat.base,
        resultat.marque,
        resultat.source,
        resultat.reserve,
    )
    methode = ". ".join(phrase.rstrip(".") for phrase in phrases if phrase)
    nombres = ("valeur", "bas", "haut", "numerateur", "denominateur", "inconnus")
    return ValeurAnnuelle11(
        annee=resultat.annee,
        siren=contenu.siren,
        **{nom: _number(getattr(resultat, nom)) for nom in nombres},
        methode=typographie(f"{methode}."),
        reference=resultat.reference or None,
        jour=DatePartielle(contenu.calcule_le.isoformat()),
        fige_le=DatePartielle(fige_le.isoformat()) if fige_le else None,
    )


def _number(nombre: Decimal | int | None) -> float | None:
    return None if nombre is None else float(nombre)
