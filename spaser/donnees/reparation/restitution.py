"""A contract of the store, written again as the official format wants it.

The store keeps values, not texts: what it understood comes back in its official form. What it did
not understand is absent here, and comes from the anomalies (see `examen`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from spaser.donnees.decp.champs import (
    CLAUSE_SOCIALE,
    CRITERE_SOCIAL,
    SANS_ENVIRONNEMENT,
    SANS_OBJET,
    SANS_SOCIAL,
)
from spaser.donnees.decp.controle.nombres import simplify

type Objet = dict[str, Any]
type Ligne = Mapping[str, Any]

RESERVES: Final = {"marche": "Marché réservé", "concession": "Concession réservée"}


@dataclass(frozen=True, slots=True)
class Lignes:
    """What the tables of lists hold of a contract, in order."""

    titulaires: Sequence[Ligne] = ()
    modifications: Sequence[Ligne] = ()
    sous_traitances: Sequence[Ligne] = ()
    executions: Sequence[Ligne] = ()


def restore_record(marche: Ligne, lignes: Lignes) -> Objet:
    """Return a contract or a concession under the official names; what is unknown is absent."""
    if marche["famille"] == "concession":
        return _restore_concession(marche, lignes)
    return _restore_marche(marche, lignes)


def _restore_marche(m: Ligne, lignes: Lignes) -> Objet:
    return _known(
        id=m["id"],
        acheteur={"id": m["acheteur_siret"] or m["acheteur_siren"]},
        nature=m["nature"],
        objet=m["objet"],
        codeCPV=m["cpv"],
        techniques=_wrap("technique", m["techniques"]),
        modalitesExecution=_wrap("modaliteExecution", m["modalites_execution"]),
        idAccordCadre=m["id_accord_cadre"],
        marcheInnovant=m["innovant"],
        ccag=m["ccag"],
        offresRecues=m["offres_recues"],
        attributionAvance=m["avance"],
        tauxAvance=_number(m["taux_avance"]),
        typeGroupementOperateurs=m["groupement"],
        sousTraitanceDeclaree=m["sous_traitance"],
        procedure=m["procedure"],
        lieuExecution=_known(code=m["lieu_code"], typeCode=m["lieu_type"]) or None,
        dureeMois=_number(m["duree_mois_initiale"]),
        dateNotification=_day(m["date_notification"]),
        datePublicationDonnees=_day(m["date_publication"]),
        montant=_number(m["montant_initial"]),
        typesPrix=_wrap("typePrix", m["types_prix"]),
        formePrix=m["forme_prix"],
        origineUE=_number(m["origine_ue"]),
        origineFrance=_number(m["origine_france"]),
        titulaires=_holders(lignes.titulaires, "titulaire", 0),
        **_considerations(m),
        actesSousTraitance=_each(lignes.sous_traitances, "acteSousTraitance", _acte, genre="acte"),
        modificationsActesSousTraitance=_each(
            lignes.sous_traitances,
            "modificationActeSousTraitance",
            _modification_acte,
            genre="modification",
        ),
        modifications=_each(
            lignes.modifications, "modification", lambda ligne: _modification(ligne, lignes)
        ),
    )


def _restore_concession(m: Ligne, lignes: Lignes) -> Objet:
    return _known(
        id=m["id"],
        autoriteConcedante={"id": m["acheteur_siret"] or m["acheteur_siren"]},
        nature=m["nature"],
        objet=m["objet"],
        procedure=m["procedure"],
        dureeMois=_number(m["duree_mois_initiale"]),
        dateSignature=_day(m["date_notification"]),
        datePublicationDonnees=_day(m["date_publication"]),
        dateDebutExecution=_day(m["date_debut_execution"]),
        valeurGlobale=_number(m["montant_initial"]),
        montantSubventionPublique=_number(m["subvention_publique"]),
        donneesExecution=_executions(lignes.executions),
        concessionnaires=_holders(lignes.titulaires, "concessionnaire", 0),
        **_considerations(m),
        modifications=_each(lignes.modifications, "modification", _modification_concession),
    )


def _considerations(m: Ligne) -> Objet:
    sociales = [
        label
        for label, oui in (
            (CLAUSE_SOCIALE, m["clause_sociale"]),
            (CRITERE_SOCIAL, m["critere_social"]),
            (RESERVES[m["famille"]], m["reserve"]),
        )
        if oui
    ]
    autres = [
        label
        for label, oui in (
            ("Clause environnementale", m["clause_environnementale"]),
            ("Critère environnemental", m["critere_environnemental"]),
        )
        if oui
    ]
    return _known(
        considerationsSociales=_wrap(
            "considerationSociale", _told(m["social"], sociales, SANS_SOCIAL)
        ),
        considerationsEnvironnementales=_wrap(
            "considerationEnvironnementale", _told(m["environnement"], autres, SANS_ENVIRONNEMENT)
        ),
    )


def _told(reponse: bool | None, oui: list[str], non: str) -> list[str] | None:  # noqa: FBT001 - three states
    if reponse is None:
        return None
    return oui if reponse else [non]


def _holders(lignes: Iterable[Ligne], cle: str, modification: int) -> list[Objet] | None:
    trouves = [
        {cle: _known(typeIdentifiant=t["type_identifiant"], id=t["identifiant"])}
        for t in lignes
        if t["modification"] == modification
    ]
    return trouves or None


def _modification(ligne: Ligne, lignes: Lignes) -> Objet:
    return _known(
        id=_numero(ligne["id_modification"]),
        dateNotificationModification=_day(ligne["date_notification"]),
        datePublicationDonneesModification=_day(ligne["date_publication"]),
        dureeMois=_number(ligne["duree_mois"]),
        montant=_number(ligne["montant"]),
        titulaires=_holders(lignes.titulaires, "titulaire", ligne["ordre"]),
    )


def _modification_concession(ligne: Ligne) -> Objet:
    return _known(
        id=_numero(ligne["id_modification"]),
        dateSignatureModification=_day(ligne["date_notification"]),
        datePublicationDonneesModification=_day(ligne["date_publication"]),
        dureeMois=_number(ligne["duree_mois"]),
        valeurGlobale=_number(ligne["montant"]),
    )


def _acte(ligne: Ligne) -> Objet:
    qui = _known(typeIdentifiant=ligne["type_identifiant"], id=ligne["identifiant"])
    return _known(
        id=_numero(ligne["id_acte"]),
        sousTraitant=qui or None,
        dureeMois=_number(ligne["duree_mois"]),
        dateNotification=_day(ligne["date_notification"]),
        datePublicationDonnees=_day(ligne["date_publication"]),
        montant=_number(ligne["montant"]),
        variationPrix=ligne["variation_prix"],
    )


def _modification_acte(ligne: Ligne) -> Objet:
    return _known(
        id=_numero(ligne["id_acte"]),
        dureeMois=_number(ligne["duree_mois"]),
        dateNotificationModificationSousTraitance=_day(ligne["date_notification"]),
        montant=_number(ligne["montant"]),
        datePublicationDonnees=_day(ligne["date_publication"]),
    )


def _executions(lignes: Iterable[Ligne]) -> list[Objet] | None:
    """Gather the tariffs of a year: the table has a row a tariff."""
    annees: dict[int, Objet] = {}
    for ligne in lignes:
        annee = annees.setdefault(
            ligne["ordre"],
            _known(
                datePublicationDonneesExecution=_day(ligne["date_publication"]),
                depensesInvestissement=_number(ligne["depenses_investissement"]),
            ),
        )
        tarif = _known(intituleTarif=ligne["intitule_tarif"], tarif=_number(ligne["tarif"]))
        if tarif:
            annee.setdefault("tarifs", []).append({"tarif": tarif})
    return [{"donneesAnnuelles": annee} for annee in annees.values()] or None


def _each(
    lignes: Iterable[Ligne], cle: str, write: Callable[[Ligne], Objet], genre: str | None = None
) -> list[Objet] | None:
    ecrites = [{cle: write(x)} for x in lignes if genre is None or x["genre"] == genre]
    return ecrites or None


def _wrap(cle: str, labels: Sequence[str] | None) -> Objet | None:
    """Return labels under their key; an empty list was published as « Sans objet »."""
    return None if labels is None else {cle: list(labels) or [SANS_OBJET]}


def _known(**champs: object) -> Objet:
    return {nom: valeur for nom, valeur in champs.items() if valeur is not None}


def _day(jour: date | None) -> str | None:
    return jour.isoformat() if jour else None


def _number(nombre: float | Decimal | None) -> int | Decimal | None:
    if nombre is None:
        return None
    return simplify(nombre if isinstance(nombre, Decimal) else Decimal(repr(nombre)))


def _numero(texte: str | None) -> int | str | None:
    """Return the number of an act or of a modification; another text stays what it is."""
    net = (texte or "").strip()
    return int(net) if net.isascii() and net.isdigit() else texte
