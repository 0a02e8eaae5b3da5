"""One pure function per kind of raw text: typed outputs, and the code of the anomaly if any.

Every function takes a text that is not empty and returns a `Lu`: the typed values, in the order
of the rule's columns, then an anomaly code or None. What cannot be cast gives None values and a
code: the raw text itself stays in the table of anomalies.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Final, NamedTuple

import msgspec

from spaser.elements import is_luhn
from spaser.moteur.decp.champs import LISTES
from spaser.moteur.decp.nomenclatures import LIEUX, find_label, fold, is_vide, list_feuilles
from spaser.moteur.decp.plausibilite import (
    ANNEE_MAX,
    ANNEE_MIN,
    DIVISIONS_CPV,
    DUREE_LONGUE_MOIS,
    DUREE_MAX_MOIS,
    OFFRES_MAX,
    REMPLACEMENT,
)
from spaser.moteur.referentiels.lieu import departement


class Lu(NamedTuple):
    """What a raw text became."""

    valeurs: tuple[Any, ...]
    anomalie: str | None = None


_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?=\D|$)")
_FRANCAISE: Final = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?=\D|$)")
_COMPACTE: Final = re.compile(r"(\d{4})(\d{2})(\d{2})$")
_ANGLAISE: Final = re.compile(r"([a-z]+),? (\d{1,2})\D{1,2}(\d{4})")
_MOIS: Final = (
    "january february march april may june july august september october november december"
).split()


def read_date(texte: str) -> Lu:
    """Read a day: AAAA-MM-JJ (a time zone may follow), JJ-MM-AAAA, AAAAMMJJ or in English."""
    brut = texte.strip()
    if is_vide(brut):
        return Lu((None,), "non_renseigne")
    lecture, anomalie = _split_date(brut)
    if lecture is None:
        return Lu((None,), "date_illisible")
    try:
        jour = date(*lecture)
    except ValueError:
        return Lu((None,), "date_impossible")
    if not ANNEE_MIN <= jour.year <= ANNEE_MAX:
        return Lu((None,), "date_improbable")
    return Lu((jour,), anomalie)


def _split_date(brut: str) -> tuple[tuple[int, int, int] | None, str | None]:
    if trouve := _ISO.match(brut):
        an, mois, jour = map(int, trouve.groups())
        return (an, mois, jour), None
    if trouve := _FRANCAISE.match(brut):
        jour, mois, an = map(int, trouve.groups())
        return (an, mois, jour), "date_forme"
    if trouve := _COMPACTE.match(brut):
        an, mois, jour = map(int, trouve.groups())
        return (an, mois, jour), "date_forme"
    if (trouve := _ANGLAISE.match(brut.casefold())) and trouve[1] in _MOIS:
        return (int(trouve[3]), 1 + _MOIS.index(trouve[1]), int(trouve[2])), "date_forme"
    return None, None


_NOMBRE: Final = re.compile(r"[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?", re.IGNORECASE)


def parse_nombre(texte: str) -> float | None:
    """Return the number written in `texte` (French or plain notation), or None."""
    net = re.sub(r"[\s\u00a0\u202f€%]|EUR|HT", "", texte)
    if re.fullmatch(r"[-+]?\d{1,3}(?:\.\d{3})+,\d+", net):
        net = net.replace(".", "")
    net = net.replace(",", ".")
    return float(net) if _NOMBRE.fullmatch(net) else None


_MONTANT_MAX: Final = Decimal(10) ** 15
MOINS: Final = str.maketrans("−–", "--")  # noqa: RUF001 - as word processors write it
_ANGLAIS: Final = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+\.\d+|[-+]?\d{1,3}(?:,\d{3}){2,}")
_DECOR: Final = re.compile(r"[\s\u00a0\u202f']|€|EUR(?:OS?)?|HT|TTC", re.IGNORECASE)


def read_montant(texte: str) -> Lu:
    """Read an amount that a plain cast refuses: blanks, currency, French decimals, exponents."""
    if is_vide(texte):
        return Lu((None,), "non_renseigne")
    net = _DECOR.sub("", texte).translate(MOINS)
    if _ANGLAIS.fullmatch(net):
        net = net.replace(",", "")
    if "," in net:
        net = net.replace(".", "").replace(",", ".")
    try:
        montant = Decimal(net)
    except InvalidOperation:
        return Lu((None,), "montant_illisible")
    if not montant.is_finite():
        return Lu((None,), "montant_illisible")
    if abs(montant) >= _MONTANT_MAX:
        return Lu((None,), "montant_aberrant")
    forme = None if net == texte else "montant_forme"
    return Lu((montant.quantize(Decimal("0.01")),), forme)


def read_duree(texte: str) -> Lu:
    """Read a number of months; zero, negative or endless durations are flagged."""
    if is_vide(texte):
        return Lu((None,), "non_renseigne")
    duree = parse_nombre(texte.casefold().replace("mois", ""))
    if duree is None:
        return Lu((None,), "nombre_illisible")
    if duree < 0 or duree > DUREE_MAX_MOIS:
        return Lu((None,), "duree_impossible")
    if duree == 0 or duree > DUREE_LONGUE_MOIS:
        return Lu((duree,), "duree_improbable")
    return Lu((duree,), None if duree.is_integer() else "duree_fractionnaire")


def read_entier(texte: str) -> Lu:
    """Read a count of at least one."""
    if is_vide(texte):
        return Lu((None,), "non_renseigne")
    nombre = parse_nombre(texte)
    if nombre is None or not nombre.is_integer():
        return Lu((None,), "nombre_illisible")
    if nombre < 1 or nombre > OFFRES_MAX:
        return Lu((None,), "nombre_hors_bornes")
    return Lu((int(nombre),))


def read_taux(texte: str) -> Lu:
    """Read a share between 0 and 1."""
    if is_vide(texte):
        return Lu((None,), "non_renseigne")
    nombre = parse_nombre(texte)
    if nombre is None:
        return Lu((None,), "nombre_illisible")
    if not 0 <= nombre <= 1:
        return Lu((None,), "taux_hors_bornes")
    return Lu((nombre,))


_OUI: Final = frozenset({"true", "oui", "1", "vrai", "yes", "o"})
_NON: Final = frozenset({"false", "non", "0", "faux", "no", "n"})


def read_booleen(texte: str) -> Lu:
    """Read yes or no as JSON, XML (oui, non, 0, 1) and tables write it."""
    plie = fold(texte)
    if plie in _OUI:
        return Lu((True,))
    if plie in _NON:
        return Lu((False,))
    return Lu((None,), "non_renseigne" if is_vide(texte) else "booleen_illisible")


def label_reader(labels: Mapping[str, str]) -> Callable[[str], Lu]:
    """Return the reader of a field that takes one label of a list.

    A label out of the list is kept as it is, and flagged.
    """

    def read(texte: str) -> Lu:
        feuilles = list_feuilles(texte) if texte[:1] in {"{", "["} else [texte.strip()]
        if not feuilles or is_vide(feuilles[0]):
            return Lu((None,), "non_renseigne")
        officiel = find_label(feuilles[0], labels)
        if officiel is None:
            return Lu((feuilles[0].strip(),), "valeur_hors_liste")
        return Lu((officiel,))

    return read


def labels_reader(labels: Mapping[str, str]) -> Callable[[str], Lu]:
    """Return the reader of a field that takes several labels; « Sans objet » is an empty list."""

    def read(texte: str) -> Lu:
        feuilles = [f for f in list_feuilles(texte) if not is_vide(f)]
        if not feuilles:
            return Lu((None,), "non_renseigne")
        officiels = [find_label(f, labels) for f in feuilles]
        gardes = [o or f for o, f in zip(officiels, feuilles, strict=True) if o != "Sans objet"]
        anomalie = "valeur_hors_liste" if None in officiels else None
        return Lu((list(dict.fromkeys(gardes)),), anomalie)

    return read


def read_cpv(texte: str) -> Lu:
    """Read a CPV code: 8 digits, the key is dropped, a lost leading zero is given back.

    Returns the code, its division (two digits) and the category of purchase.
    """
    chiffres = texte.strip().split("-", maxsplit=1)[0].replace(" ", "").replace(".", "")
    if is_vide(texte):
        return Lu((None, None, None), "non_renseigne")
    if not chiffres.isascii() or not chiffres.isdigit() or len(chiffres) not in {7, 8}:
        return Lu((None, None, None), "cpv_illisible")
    code = chiffres.zfill(8)
    categorie = DIVISIONS_CPV.get(code[:2])
    if categorie is None:
        return Lu((None, None, None), "cpv_illisible")
    return Lu((code, code[:2], categorie), "cpv_zero_perdu" if len(chiffres) == 7 else None)


def read_lieu(texte: str) -> Lu:
    """Read a place of execution: code, type of code, department when it can be told."""
    brut = _decode(texte)
    if not isinstance(brut, dict):
        return Lu((None, None, None), "non_renseigne" if is_vide(texte) else "lieu_illisible")
    return _read_code_lieu(_text(brut.get("code")), _text(brut.get("typeCode")))


@lru_cache(maxsize=1 << 16)
def _read_code_lieu(code: str | None, genre: str | None) -> Lu:
    """Read a place by its code: v1 names it too, hence many texts for one code."""
    if code is None or is_vide(code):
        return Lu((None, genre, None), "non_renseigne")
    officiel = find_label(genre, LIEUX) if genre else None
    numero = departement(code, officiel)
    anomalie = None if officiel else "valeur_hors_liste"
    return Lu((code, officiel or genre, numero), anomalie)


_NUMERO: Final = re.compile("[0-9]{9}|[0-9]{13,14}")


def read_acheteur(texte: str) -> Lu:
    """Read a buyer: SIREN, SIRET, name. A SIREN alone is enough, all zeros are not."""
    brut = _decode(texte)
    nom = None
    if isinstance(brut, dict):
        nom = _text(brut.get("nom"))
        brut = brut.get("id") or brut.get("siret")
    numero = re.sub(r"[\s\u00a0.\-_]", "", _text(brut) or "")
    if not _NUMERO.fullmatch(numero) or not int(numero):
        return Lu((None, None, nom), "acheteur_inutilisable")
    if len(numero) == 9:
        return Lu((numero, None, nom), "siren_pour_siret")
    siret = numero.zfill(14)
    anomalie = "siret_zero_perdu" if len(numero) == 13 else None
    if anomalie is None and not is_luhn(siret):
        anomalie = "siret_cle_fausse"
    return Lu((siret[:9], siret, nom), anomalie)


def read_social(texte: str) -> Lu:
    """Read social considerations: social, clause, criterion, reserved; three states each."""
    sortes = ("clause", "critere", "reserve")
    return _read_considerations(texte, sortes, ("social", "environnement"))


def read_environnement(texte: str) -> Lu:
    """Read environmental considerations: any, clause, criterion; three states each."""
    return _read_considerations(texte, ("clause", "critere"), ("environnement", "social"))


_PERDUES: Final = re.compile(f"{REMPLACEMENT}+")
_NEGATIONS: Final = ("pas de", "aucun", "sans consideration", "sans clause")


def _read_considerations(texte: str, sortes: tuple[str, ...], domaines: tuple[str, str]) -> Lu:
    feuilles = [fold(f) for f in list_feuilles(texte) if not is_vide(f)]
    inconnu = (None,) * (1 + len(sortes))
    # « Sans objet » says nothing here: the reader of a source where it means « none » rewrites it.
    feuilles = [f for f in feuilles if f != "sans objet"]
    if not feuilles:
        return Lu(inconnu, "consideration_non_renseignee")
    trouves = {sorte for f in feuilles for sorte in _sortes_of(f, sortes, domaines)}
    if None in trouves:
        return Lu(inconnu, "valeur_hors_liste")
    if "aucune" in trouves and len(trouves) > 1:
        return Lu(inconnu, "consideration_contradictoire")
    return Lu(("aucune" not in trouves, *(sorte in trouves for sorte in sortes)))


def _sortes_of(feuille: str, sortes: tuple[str, ...], domaines: tuple[str, str]) -> set[str | None]:
    """Tell what a label declares; `domaines`: the word of this field, then that of the other."""
    lettres = _PERDUES.sub("e", feuille)
    attendu, autre = domaines
    if autre in lettres and attendu not in lettres:
        return {None}
    if lettres.startswith(_NEGATIONS):
        return {"aucune"}
    trouves: set[str | None] = {s for s in sortes if s in lettres}
    return trouves or {None}


# The wrappers of schema v2 around each element of a list, with a spelling of its XML schemas; but
# the wrapper of a tariff has the name of a field.
ENVELOPPES: Final = frozenset({*LISTES.values(), "modificationActesSousTraitance"} - {"tarif"})


def flatten_liste(texte: str) -> Lu:
    """Return the JSON text of a flat list of objects: `[{…}, {…}]`.

    Accepts an object alone, an object that wraps a list, lists in lists at any depth. What is
    neither an object nor a list is dropped, and flagged.
    """
    try:
        valeur = msgspec.json.decode(texte)
    except msgspec.DecodeError:
        return Lu((None,), "liste_illisible" if texte.strip() else None)
    feuilles = list(_feuilles(valeur))
    objets = [f for f in feuilles if isinstance(f, dict)]
    return Lu(
        (msgspec.json.encode(objets).decode() if objets else None,),
        "liste_illisible" if len(objets) < len(feuilles) else None,
    )


def _feuilles(valeur: object) -> Iterator[object]:
    """Yield the objects, and whatever else is there but says something."""
    if isinstance(valeur, list):
        for element in valeur:
            yield from _feuilles(element)
    elif isinstance(valeur, dict):
        dedans = [valeur[cle] for cle in valeur if cle in ENVELOPPES]
        seule_enveloppe = len(dedans) == len(valeur)
        if seule_enveloppe:
            yield from _feuilles(dedans)
        else:
            yield valeur
    elif valeur not in {None, ""}:
        yield valeur


def _decode(texte: str) -> object:
    if texte[:1] in {"{", "["}:
        try:
            valeur = msgspec.json.decode(texte)
        except msgspec.DecodeError:
            return texte
        while isinstance(valeur, list) and len(valeur) == 1:
            valeur = valeur[0]
        return valeur
    return texte


def _text(valeur: object) -> str | None:
    if valeur is None or isinstance(valeur, dict | list):
        return None
    return str(valeur).strip() or None
