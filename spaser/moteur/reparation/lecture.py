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
    FAMILLES,
    SANS_OBJET,
    Champ,
    GenreChamp,
)
from spaser.moteur.decp.controle.modele import simplify
from spaser.moteur.entrepot.lecture import Entrepot

type Objet = dict[str, Any]
type Ligne = Mapping[str, Any]
type Lignes = Mapping[str, Sequence[Ligne]]  # by table


def restore_record(marche: Ligne, lignes: Lignes) -> Objet:
    """Return a contract or a concession under the official names; what is unknown is absent."""
    champs = FAMILLES[marche["famille"]]
    acheteur = {"id": marche["acheteur_siret"] or marche["acheteur_siren"]}
    dedans: Objet = {"acheteur": acheteur, "autoriteConcedante": acheteur}
    for champ in champs:
        if champ.genre is GenreChamp.LISTE:
            dedans[champ.nom] = _LISTES[champ.nom](champ, lignes) or None
    return _restore(champs, marche, dedans)


def _restore(champs: Iterable[Champ], ligne: Ligne, dedans: Ligne) -> Objet:
    """Return the fields of an object; `dedans` gives those that no column holds."""
    ecrits = {c.nom: dedans[c.nom] if c.nom in dedans else _read(c, ligne) for c in champs}
    return {nom: valeur for nom, valeur in ecrits.items() if valeur is not None}


def _read(champ: Champ, ligne: Ligne) -> object:
    if champ.genre is GenreChamp.OBJET:
        return _restore(champ.champs, ligne, {}) or None
    premiere, *suite = champ.colonnes
    valeur = ligne[premiere]
    if suite and champ.genre is GenreChamp.LIBELLES and valeur is not None:  # yes or no, then what
        *labels, rien = champ.valeurs
        dits = [label for label, nom in zip(labels, suite, strict=True) if ligne[nom]]
        valeur = dits if valeur else [rien]
    return _write(champ, valeur)


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
        {champ.enveloppe or "": _restore(champ.champs, t, {})}
        for t in lignes["titulaires"]
        if t["modification"] == modification
    ]


def _list_modifications(champ: Champ, lignes: Lignes) -> list[Objet]:
    titulaires = next((c for c in champ.champs if c.nom == "titulaires"), None)
    ecrites = []
    for ligne in lignes["modifications"]:
        nouveaux = titulaires and _list_personnes(titulaires, lignes, ligne["ordre"])
        dedans = {"titulaires": nouveaux or None}
        ecrites.append({champ.enveloppe or "": _restore(champ.champs, ligne, dedans)})
    return ecrites


def _list_actes(champ: Champ, lignes: Lignes) -> list[Objet]:
    genre = "acte" if champ.nom == "actesSousTraitance" else "modification"
    return [
        {champ.enveloppe or "": _restore(champ.champs, ligne, {})}
        for ligne in lignes["sous_traitances"]
        if ligne["genre"] == genre
    ]


def _list_executions(champ: Champ, lignes: Lignes) -> list[Objet]:
    """Gather the tariffs of a year: the table has a row a tariff."""
    annees: dict[int, list[Ligne]] = defaultdict(list)
    for ligne in lignes["executions"]:
        annees[ligne["ordre"]].append(ligne)
    (tarif,) = (c for c in champ.champs if c.nom == "tarifs")
    ecrites = []
    for rangees in annees.values():
        lus = (_restore(tarif.champs, ligne, {}) for ligne in rangees)
        dedans = {"tarifs": [{tarif.enveloppe or "": lu} for lu in lus if lu] or None}
        ecrites.append({champ.enveloppe or "": _restore(champ.champs, rangees[0], dedans)})
    return ecrites


_LISTES: Final[Mapping[str, Callable[[Champ, Lignes], list[Objet]]]] = {
    "titulaires": _list_personnes,
    "concessionnaires": _list_personnes,
    "modifications": _list_modifications,
    "actesSousTraitance": _list_actes,
    "modificationsActesSousTraitance": _list_actes,
    "donneesExecution": _list_executions,
}


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
_FILLES: Final = tuple(_ORDRES)
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
        lignes = {table: filles[table].get(m["cle"], ()) for table in _FILLES}
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
