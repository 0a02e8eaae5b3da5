"""The contracts of a buyer as the store has them, written again as the official format wants.

The store keeps values, not texts: what it understood comes back in its official form. What it did
not understand is absent here, and comes from the anomalies (see `examen`).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from spaser.moteur.decp.champs import (
    CLAUSE_SOCIALE,
    CRITERE_SOCIAL,
    RESERVES,
    SANS_ENVIRONNEMENT,
    SANS_OBJET,
    SANS_SOCIAL,
)
from spaser.moteur.decp.controle.nombres import simplify
from spaser.moteur.entrepot.lecture import Entrepot

type Objet = dict[str, Any]
type Ligne = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Lignes:
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


_FILLES: Final = ("titulaires", "modifications", "sous_traitances", "executions")

# Tables of this connection alone: they go with the cursor. The tables of lists are sorted as the
# contracts are: the range of lines spares reading the rest of a large store.
_CHOISIS: Final = """
CREATE OR REPLACE TEMP TABLE a_reparer AS
SELECT m.*, s.nom AS fichier FROM marches m LEFT JOIN sources s ON s.cle = m.source
WHERE m.acheteur_siren = $siren
"""
_CHOISI: Final = f"{_CHOISIS} AND m.source = $source AND m.rang = $rang"
_BORNES: Final = "SELECT min(ligne), max(ligne) FROM a_reparer"
_LUES: Final = "SELECT * FROM a_reparer ORDER BY famille DESC, date_notification, source, rang"
_FILLE: Final = """
SELECT t.* FROM {table} t SEMI JOIN a_reparer c ON c.ligne = t.ligne
WHERE t.ligne BETWEEN $debut AND $fin ORDER BY t.ligne, {ordre}
"""
_ORDRES: Final = {
    "titulaires": "modification, ordre",
    "modifications": "ordre",
    "sous_traitances": "genre, ordre",
    "executions": "ordre",
}
_ANOMALIES: Final = """
SELECT c.cle, a.code, a.champ, a.valeur
FROM anomalies a JOIN a_reparer c ON c.source = a.source AND c.rang = a.rang
WHERE a.source IN (SELECT DISTINCT source FROM a_reparer)
"""


class Anomalie(NamedTuple):
    """A value that the reading could not take as it was."""

    code: str
    champ: str
    valeur: str | None


@dataclass(frozen=True, slots=True)
class Publie:
    cle: int
    famille: str
    ancien: bool  # published in the format used before 2024
    id: str | None
    objet: str | None
    siret: str | None
    annee: int | None
    date_notification: date | None
    montant: float | None
    fichier: str
    rang: int
    enregistrement: Objet
    anomalies: tuple[Anomalie, ...]


def count_publies(ouvert: Entrepot, siren: str) -> int:
    acheteur = ouvert.acheteur(siren)
    return acheteur.nb_marches + acheteur.nb_concessions if acheteur else 0


def list_publies(ouvert: Entrepot, siren: str) -> Iterator[Publie]:
    yield from _read_publies(ouvert, _CHOISIS, {"siren": siren})


def find_publie(ouvert: Entrepot, siren: str, source: str, rang: int) -> Publie | None:
    place = {"siren": siren, "source": source, "rang": rang}
    return next(_read_publies(ouvert, _CHOISI, place), None)


def _read_publies(
    ouvert: Entrepot, choix: str, parametres: Mapping[str, object]
) -> Iterator[Publie]:
    with ouvert.cursor() as lecteur:
        lecteur.connexion.execute(choix, parametres)
        marches = _rows(lecteur, _LUES)
        filles = {table: _group(lecteur, table) for table in _FILLES}
        anomalies = _group_anomalies(lecteur)
    for m in marches:
        lignes = Lignes(*(filles[table].get(m["cle"], ()) for table in _FILLES))
        yield Publie(
            cle=m["cle"],
            famille=m["famille"],
            ancien=m["format"] == "v1",
            id=m["id"],
            objet=m["objet"],
            siret=m["acheteur_siret"],
            annee=m["annee"],
            date_notification=m["date_notification"],
            montant=None if m["montant_initial"] is None else float(m["montant_initial"]),
            fichier=m["fichier"] or "",
            rang=m["rang"],
            enregistrement=restore_record(m, lignes),
            anomalies=tuple(anomalies.get(m["cle"], ())),
        )


def _group(lecteur: Entrepot, table: str) -> dict[int, list[dict[str, Any]]]:
    ((debut, fin),) = lecteur.connexion.execute(_BORNES).fetchall()
    requete = _FILLE.format(table=table, ordre=_ORDRES[table])
    par_cle: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for ligne in _rows(lecteur, requete, {"debut": debut, "fin": fin}):
        par_cle[ligne["cle"]].append(ligne)
    return par_cle


def _group_anomalies(lecteur: Entrepot) -> dict[int, list[Anomalie]]:
    par_cle: dict[int, list[Anomalie]] = defaultdict(list)
    for cle, code, champ, valeur in lecteur.connexion.execute(_ANOMALIES).fetchall():
        par_cle[cle].append(Anomalie(code, champ or "", valeur))
    return par_cle


def _rows(
    lecteur: Entrepot, requete: str, parametres: Mapping[str, object] | None = None
) -> list[dict[str, Any]]:
    curseur = lecteur.connexion.execute(requete, parametres or {})
    noms = [colonne[0] for colonne in curseur.description or ()]
    return [dict(zip(noms, ligne, strict=True)) for ligne in curseur.fetchall()]
