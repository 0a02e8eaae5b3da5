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
    FAMILLES,
    RESERVES,
    SANS_ENVIRONNEMENT,
    SANS_OBJET,
    SANS_SOCIAL,
    Champ,
    GenreChamp,
)
from spaser.moteur.decp.controle.modele import simplify
from spaser.moteur.decp.conversion.regles import REGLES
from spaser.moteur.entrepot.lecture import Entrepot

type Objet = dict[str, Any]
type Ligne = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Lignes:
    titulaires: Sequence[Ligne] = ()
    modifications: Sequence[Ligne] = ()
    sous_traitances: Sequence[Ligne] = ()
    executions: Sequence[Ligne] = ()


# The columns of official fields: those that a rule of reading fills, and the others.
_COLONNES: Final = {regle.champ: regle.colonnes[0] for regle in REGLES} | {
    "id": "id",
    "objet": "objet",
    "idAccordCadre": "id_accord_cadre",
    "dateNotification": "date_notification",
    "dateSignature": "date_notification",
    "montant": "montant_initial",
    "valeurGlobale": "montant_initial",
}
_PERSONNE: Final = {"typeIdentifiant": "type_identifiant", "id": "identifiant"}
_SUITE: Final = {  # of acts and of modifications
    "dateNotification": "date_notification",
    "dateNotificationModification": "date_notification",
    "dateNotificationModificationSousTraitance": "date_notification",
    "dateSignatureModification": "date_notification",
    "datePublicationDonnees": "date_publication",
    "datePublicationDonneesModification": "date_publication",
    "dureeMois": "duree_mois",
    "montant": "montant",
    "valeurGlobale": "montant",
    "variationPrix": "variation_prix",
}
_ACTE: Final = _SUITE | {"id": "id_acte"}
_MODIFICATION: Final = _SUITE | {"id": "id_modification"}
_EXECUTION: Final = {
    "datePublicationDonneesExecution": "date_publication",
    "depensesInvestissement": "depenses_investissement",
    "intituleTarif": "intitule_tarif",
    "tarif": "tarif",
}


def restore_record(marche: Ligne, lignes: Lignes) -> Objet:
    """Return a contract or a concession under the official names; what is unknown is absent."""
    champs = FAMILLES[marche["famille"]]
    acheteur = {"id": marche["acheteur_siret"] or marche["acheteur_siren"]}
    lieu = {"code": marche["lieu_code"], "typeCode": marche["lieu_type"]}
    dedans: Objet = {
        "acheteur": acheteur,
        "autoriteConcedante": acheteur,
        "lieuExecution": _known(lieu) or None,
        **_considerations(marche),
    }
    for champ in champs:
        if champ.genre is GenreChamp.LISTE:
            dedans[champ.nom] = _LISTES[champ.nom](champ, lignes) or None
    return _restore(champs, marche, _COLONNES, dedans)


def _restore(
    champs: Iterable[Champ], ligne: Ligne, colonnes: Mapping[str, str], dedans: Ligne
) -> Objet:
    """Return the fields of an object; `dedans` gives those that no column holds."""
    return _known(
        {
            c.nom: _write(c, dedans[c.nom] if c.nom in dedans else ligne[colonnes[c.nom]])
            for c in champs
        }
    )


def _write(champ: Champ, valeur: object) -> object:
    """Return a value as it is published; an empty list of labels was « Sans objet »."""
    if isinstance(valeur, date):
        return valeur.isoformat()
    if isinstance(valeur, float | Decimal):
        return simplify(Decimal(str(valeur)))
    if isinstance(valeur, list) and champ.genre is GenreChamp.LIBELLES:
        return {champ.enveloppe or "": valeur or [SANS_OBJET]}
    if isinstance(valeur, str) and champ.genre is GenreChamp.ENTIER:
        net = valeur.strip()  # the number of an act or of a modification
        return int(net) if net.isascii() and net.isdigit() else valeur
    return valeur


def _list_personnes(champ: Champ, lignes: Lignes, modification: int = 0) -> list[Objet]:
    return [
        {champ.enveloppe or "": _restore(champ.champs, t, _PERSONNE, {})}
        for t in lignes.titulaires
        if t["modification"] == modification
    ]


def _list_modifications(champ: Champ, lignes: Lignes) -> list[Objet]:
    titulaires = next((c for c in champ.champs if c.nom == "titulaires"), None)
    ecrites = []
    for ligne in lignes.modifications:
        nouveaux = titulaires and _list_personnes(titulaires, lignes, ligne["ordre"])
        dedans = {"titulaires": nouveaux or None}
        ecrites.append(
            {champ.enveloppe or "": _restore(champ.champs, ligne, _MODIFICATION, dedans)}
        )
    return ecrites


def _list_actes(champ: Champ, lignes: Lignes) -> list[Objet]:
    genre = "acte" if champ.nom == "actesSousTraitance" else "modification"
    ecrits = []
    for ligne in lignes.sous_traitances:
        if ligne["genre"] == genre:
            qui = {nom: ligne[colonne] for nom, colonne in _PERSONNE.items()}
            dedans = {"sousTraitant": _known(qui) or None}
            ecrits.append({champ.enveloppe or "": _restore(champ.champs, ligne, _ACTE, dedans)})
    return ecrits


def _list_executions(champ: Champ, lignes: Lignes) -> list[Objet]:
    """Gather the tariffs of a year: the table has a row a tariff."""
    annees: dict[int, list[Ligne]] = defaultdict(list)
    for ligne in lignes.executions:
        annees[ligne["ordre"]].append(ligne)
    (tarif,) = (c for c in champ.champs if c.nom == "tarifs")
    ecrites = []
    for rangees in annees.values():
        lus = (_restore(tarif.champs, ligne, _EXECUTION, {}) for ligne in rangees)
        dedans = {"tarifs": [{tarif.enveloppe or "": lu} for lu in lus if lu] or None}
        ecrites.append(
            {champ.enveloppe or "": _restore(champ.champs, rangees[0], _EXECUTION, dedans)}
        )
    return ecrites


_LISTES: Final[Mapping[str, Callable[[Champ, Lignes], list[Objet]]]] = {
    "titulaires": _list_personnes,
    "concessionnaires": _list_personnes,
    "modifications": _list_modifications,
    "actesSousTraitance": _list_actes,
    "modificationsActesSousTraitance": _list_actes,
    "donneesExecution": _list_executions,
}


def _considerations(m: Ligne) -> dict[str, list[str] | None]:
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
    return {
        "considerationsSociales": _told(m["social"], sociales, SANS_SOCIAL),
        "considerationsEnvironnementales": _told(m["environnement"], autres, SANS_ENVIRONNEMENT),
    }


def _told(reponse: bool | None, oui: list[str], non: str) -> list[str] | None:  # noqa: FBT001 - three states
    if reponse is None:
        return None
    return oui if reponse else [non]


def _known(champs: Objet) -> Objet:
    return {nom: valeur for nom, valeur in champs.items() if valeur is not None}


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
