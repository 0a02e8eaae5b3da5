"""The lists of structures: tables of a file, under a SIREN or a SIRET, that become rows.

A workbook, a CSV or a JSON list; its layout changes from year to year: columns are found by the
words of their header. ESUS approvals come in a workbook of several sheets, one a region or one in
all; inclusive suppliers as the Marché de l'inclusion exports them. What a list does not say stays
unknown: an end is read or computed from a duration, never supposed.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import msgspec

from spaser.elements import Identifiant, add_mois, digits_of, fold_mots, read_identifiant
from spaser.moteur.referentiels.modele import (
    FAMILLES,
    ErreurReferentiel,
    RapportReferentiel,
)
from spaser.moteur.tables.cellules import is_blank, read_date_cellule
from spaser.moteur.tables.correspondance import Table, find_table, find_titre
from spaser.moteur.tables.lecture import read_feuilles
from spaser.moteur.tables.modele import Budget, Cellules, Feuille, Remarque

# --- The tables of a file ---

OCTETS_MAX: Final = 400_000_000  # read whole, or unpacked
IDENTIFIANTS: Final = frozenset({"siren", "siret"})
_TROP_GROS: Final = "Le fichier est trop gros pour une liste de structures."


def read_listes(chemin: Path) -> Iterator[tuple[str | None, Table | None]]:
    """Yield the sheets of a file, whatever it is, each with its table when it holds one.

    A file that is no table at all has no sheet: it may be another kind of list.
    """
    for feuille in _read_feuilles(chemin):
        yield feuille.nom, find_table(feuille, _score)


def _read_feuilles(chemin: Path) -> Iterator[Feuille]:
    with chemin.open("rb") as flux:
        debut = flux.read(4096)
    if chemin.stat().st_size > OCTETS_MAX:
        raise ErreurReferentiel(_TROP_GROS)
    if debut.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}:
        yield Feuille(None, _read_json(chemin))
    elif debut.startswith(b"PK") or b"\0" not in debut:
        yield from read_feuilles(chemin, Budget(octets=OCTETS_MAX, demesure=_TROP_GROS))


def _read_json(chemin: Path) -> Iterator[tuple[int, Cellules]]:
    """Lay a list of objects out as a table; the rank of a row is that of the object, from 1."""
    try:
        document = msgspec.json.decode(chemin.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except msgspec.DecodeError as cause:
        raise ErreurReferentiel("Le fichier JSON est mal formé.") from cause
    objets = _objects(document)
    titres = list(dict.fromkeys(cle for objet in objets for cle in objet))
    yield 0, titres
    for rang, objet in enumerate(objets, 1):
        yield rang, [_flat(objet.get(titre)) for titre in titres]


def _objects(document: object) -> list[dict[str, Any]]:
    """List of objects at the root, or the first one found under a key (`results`)."""
    candidats = document.values() if isinstance(document, dict) else (document,)
    for candidat in candidats:
        if isinstance(candidat, list) and any(isinstance(objet, dict) for objet in candidat):
            return [objet if isinstance(objet, dict) else {} for objet in candidat]
    return []


def _flat(valeur: object) -> object:
    """Keep the code of a value told as `{"id": "EI", "name": …}`."""
    if isinstance(valeur, Mapping):
        return next((valeur[cle] for cle in ("id", "code", "slug", "name") if cle in valeur), None)
    return valeur


def _score(titres: tuple[str, ...]) -> int:
    """Tell the titles of a list: they name a SIREN or a SIRET beside other columns."""
    return int(sum(map(bool, titres)) > 1 and bool(find_identifiants(titres)))


def find_identifiants(titres: Sequence[str]) -> tuple[int, ...]:
    return tuple(r for r, titre in enumerate(titres) if IDENTIFIANTS & set(titre.split()))


def fold_haut(table: Table) -> str:
    """Return the words of the sheet's name and of what stands above its titles."""
    avant = (cellule for cellules in table.avant for cellule in cellules)
    return " ".join(map(fold_mots, (table.feuille, *avant)))


def find_rang_titre(
    titres: Sequence[str], mots: Sequence[str], sauf: Sequence[str] = ()
) -> int | None:
    """Rank of the title that is one of the words, else of one that holds it; in their order."""
    essais = (find_titre((mot,), sauf, titres) for mot in mots)
    trouve = next(filter(None, essais), None)
    return None if trouve is None else titres.index(trouve)


# --- Their rows ---


@dataclass(frozen=True, slots=True)
class RangeeListe:
    """A row of a list, and the report where goes what is left out, with its sheet and row."""

    cellules: Cellules
    rang: int
    feuille: str | None
    rapport: RapportReferentiel
    vues: set[tuple[Any, ...]]  # the lines kept until then

    def cell(self, rang: int | None) -> Any:  # noqa: ANN401 - whatever was typed
        """Return a cell, or None when the column is unknown or the row is short."""
        if rang is None or rang >= len(self.cellules) or is_blank(self.cellules[rang]):
            return None
        return self.cellules[rang]

    def keep[L: tuple[Any, ...]](self, ligne: L, dite: str) -> Iterator[L]:
        """Yield a line, but once."""
        if ligne in self.vues:
            self.reject("doublon", dite)
        else:
            self.vues.add(ligne)
            self.rapport.gardees += 1
            yield ligne

    def reject(self, motif: str, valeur: object) -> None:
        self.rapport.reject(self._remarque(motif, valeur))

    def warn(self, motif: str, valeur: object) -> None:
        self.rapport.warn(self._remarque(motif, valeur))

    def _remarque(self, motif: str, valeur: object) -> Remarque:
        return Remarque(
            motif=motif, valeur=str(valeur)[:200], ligne=self.rang, feuille=self.feuille
        )


def _list_rangees[C](
    chemin: Path, rapport: RapportReferentiel, find_colonnes: Callable[[tuple[str, ...]], C | None]
) -> Iterator[tuple[C, RangeeListe]]:
    """Yield the rows of every sheet that has the columns looked for, with these."""
    vues: set[tuple[Any, ...]] = set()
    for feuille, table in read_listes(chemin):
        colonnes = find_colonnes(table.titres) if table else None
        if table is None or colonnes is None:
            rapport.ignorees.append(feuille or chemin.name)
            continue
        for rang, cellules in table.list_utiles():
            rapport.lues += 1
            yield colonnes, RangeeListe(cellules, rang, feuille, rapport, vues)


# --- ESUS approvals ---

type LigneEsus = tuple[str, str | None, str | None, date | None, date | None]

_NOMS: Final = ("denomination", "raison sociale", "nom", "entreprise", "structure", "organisme")
_FINS: Final = ("fin", "echeance", "expiration", "jusqu", "validite")
_DEBUTS: Final = ("debut", "effet", "agrement", "decision", "delivrance", "arrete")
_PERSONNES: Final = ("dirigeant", "representant", "contact", "departement", "region", "commune")
_LONG: Final = 14
_DUREE: Final = re.compile(r"(\d{1,3})(?:\.0)? ?(ans?|annees?|mois)?")
_ANNEES_MAX: Final = 10  # a bare number over this is a number of months


def is_esus(titres: tuple[str, ...], haut: str) -> bool:
    """Tell the list by its titles or by the text above them."""
    mots = {mot for titre in titres for mot in titre.split()}
    return bool({"agrement", "esus"} & mots) or any(
        marque in f" {haut} " for marque in (" esus ", "utilite sociale")
    )


def _find_colonnes(titres: tuple[str, ...]) -> tuple[tuple[int, ...], dict[str, int | None]]:
    """Return the ranks of the identifiers, then those of the other columns by what they tell."""
    ids = find_identifiants(titres)
    # A header already taken as identifier does not name anything else.
    autres = tuple("" if r in ids else titre for r, titre in enumerate(titres))
    return ids, {
        "nom": find_rang_titre(autres, _NOMS, ("date", "duree", *_PERSONNES)),
        "debut": find_rang_titre(autres, _DEBUTS, ("duree", "numero", "n", "type", *_FINS)),
        "fin": find_rang_titre(autres, _FINS, ("duree", "debut")),
        "duree": find_rang_titre(autres, ("duree",)),
    }


def read_esus(chemin: Path, rapport: RapportReferentiel) -> Iterator[LigneEsus]:
    for (ids, rangs), rangee in _list_rangees(chemin, rapport, _find_colonnes):
        identifiant = _read_identifiant(ids, rangee)
        if identifiant is not None:
            debut, fin = _read_periode(rangs, rangee)
            nom = rangee.cell(rangs["nom"])
            propre = " ".join(str(nom).split()) if nom is not None else None
            siren, siret = identifiant.siren, identifiant.siret
            yield from rangee.keep((siren, siret, propre, debut, fin), siren)


def _read_identifiant(ids: tuple[int, ...], rangee: RangeeListe) -> Identifiant | None:
    saisis = [v for r in ids if (v := rangee.cell(r)) is not None]
    lus = [i for valeur in saisis if (i := read_identifiant(valeur)) is not None]
    texte = " ; ".join(map(str, saisis or [c for c in rangee.cellules if c is not None]))
    sirens = {identifiant.siren for identifiant in lus}
    if len(sirens) != 1:
        motif = "identifiants_contradictoires" if sirens else "identifiant_invalide"
        rangee.reject(motif if saisis else "identifiant_absent", texte)
        return None
    siret = next((i.siret for i in lus if i.siret), None)
    if siret is None and any(len(digits_of(valeur)) >= _LONG for valeur in saisis):
        rangee.warn("siret_ecarte", texte)
    return Identifiant(sirens.pop(), siret)


def _read_periode(
    rangs: dict[str, int | None], rangee: RangeeListe
) -> tuple[date | None, date | None]:
    debut = _read(rangee, rangs["debut"], read_date_cellule, "date_debut_illisible")
    fin = _read(rangee, rangs["fin"], read_date_cellule, "date_fin_illisible")
    if fin is None and debut is not None:
        mois = _read(rangee, rangs["duree"], read_duree_agrement, "duree_illisible")
        fin = None if mois is None else add_mois(debut, mois)
    if debut is not None and fin is not None and fin < debut:
        rangee.warn("fin_avant_debut", f"{debut} ; {fin}")
        fin = None
    return debut, fin


def _read[T](
    rangee: RangeeListe, rang: int | None, read: Callable[[object], T | None], motif: str
) -> T | None:
    """Read a cell; one that says nothing is noted under `motif`."""
    valeur = rangee.cell(rang)
    lue = None if valeur is None else read(valeur)
    if lue is None and valeur is not None:
        rangee.warn(motif, valeur)
    return lue


def read_duree_agrement(valeur: object) -> int | None:
    """Read a duration in months: `5 ans`, `60 mois`, or a bare number (years up to ten)."""
    trouve = _DUREE.fullmatch(fold_mots(valeur).removesuffix(" 0"))
    if not trouve:
        return None
    nombre, unite = int(trouve[1]), trouve[2]
    if unite == "mois" or (unite is None and nombre > _ANNEES_MAX):
        return nombre or None
    return nombre * 12 or None


# --- Inclusive suppliers ---

type LigneInclusion = tuple[str, str, str, str]

# Labels shown by the site, folded; an export may carry them in place of the code.
_LIBELLES: Final = {
    "entreprise d insertion": "EI",
    "association intermediaire": "AI",
    "atelier chantier d insertion": "ACI",
    "atelier et chantier d insertion": "ACI",
    "ateliers et chantiers d insertion": "ACI",
    "entreprise de travail temporaire d insertion": "ETTI",
    "entreprise d insertion par le travail independant": "EITI",
    "groupement d employeurs pour l insertion et la qualification": "GEIQ",
    "produits et services realises en prison": "SEP",
    "entreprise adaptee": "EA",
    "entreprise adaptee de travail temporaire": "EATT",
    "etablissement et service d aide par le travail": "ESAT",
    "etablissement et service d accompagnement par le travail": "ESAT",
}
_TYPES: Final = ("kind", "type de structure", "type structure", "type siae", "categorie", "type")
_FAUX: Final = frozenset({"false", "faux", "non", "0", "n"})


def find_colonnes_inclusion(titres: tuple[str, ...]) -> tuple[int, int, int | None] | None:
    """Return the ranks of the SIRET, of the kind of structure, of what says that it is active."""
    siret = find_rang_titre(titres, ("siret",))
    sorte = find_rang_titre(titres, _TYPES, ("prestation", "presta", "code", "libelle"))
    if siret is None or sorte is None:
        return None
    return siret, sorte, find_rang_titre(titres, ("is active", "active", "actif"))


def read_type(valeur: object) -> str | None:
    """Read `EI`, `Entreprise d'insertion` or `Entreprise d'insertion (EI)` as `EI`."""
    plie = fold_mots(valeur)
    code = plie.upper()
    if code in FAMILLES:
        return code
    if trouve := _LIBELLES.get(plie):
        return trouve
    libelle, _, fin = plie.rpartition(" ")
    return _LIBELLES.get(libelle) if _LIBELLES.get(libelle) == fin.upper() else None


def read_inclusion(chemin: Path, rapport: RapportReferentiel) -> Iterator[LigneInclusion]:
    for rangs, rangee in _list_rangees(chemin, rapport, find_colonnes_inclusion):
        siret, sorte, active = map(rangee.cell, rangs)
        lue = _read_inclusion(siret, sorte, active)
        if isinstance(lue, str):
            rangee.reject(lue, f"{siret} ; {sorte}")
        else:
            yield from rangee.keep(lue, f"{siret} ; {sorte}")


def _read_inclusion(siret: object, sorte: object, active: object) -> LigneInclusion | str:
    """Return a line, or why there is none."""
    if siret is None:
        return "siret_absent"
    identifiant = read_identifiant(siret)
    if identifiant is None or identifiant.siret is None:
        return "siret_invalide"
    if fold_mots(active) in _FAUX:
        return "inactive"
    code = read_type(sorte)
    return (identifiant.siret, identifiant.siren, code, FAMILLES[code]) if code else "type_inconnu"
