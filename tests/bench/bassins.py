"""Pools: every field spelled in advance, drawn afterwards with a bare index.

A pool holds 65 536 entries, each value repeated by its weight, so that sixteen random bits choose
one. What must differ from one contract to the next (id, amount, holder, text) is not a plain pool.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from typing import Final

from tests.bench import constantes as mesures
from tests.bench import mots
from tests.bench.dialectes import Dialecte, JsonV1, Valeur

TAILLE: Final = 1 << 16
NB_ACHETEURS: Final = 25_000
NB_TITULAIRES: Final = 120_000
ABSENT: Final = object()
PLACES: Final = {
    "Code région": ("11", "24", "27", "28", "32", "44", "52", "53", "75", "84"),
    "Code pays": ("FR", "FR", "FRA", "99100", "BE"),
    "Code arrondissement": ("351", "593", "062"),
}
JOUR_ZERO: Final = date(2000, 1, 1).toordinal()
JOURS: Final = tuple((date(2000, 1, 1) + timedelta(days=n)).isoformat() for n in range(366 * 40))


def etaler[T](valeurs: Sequence[T], poids: Iterable[float]) -> list[T]:
    """Repeat each value by its weight, at least once, in exactly 65 536 entries."""
    cumul = list(accumulate(poids))
    libres = TAILLE - len(valeurs)
    bornes = [round(libres * c / cumul[-1]) for c in cumul]
    sortie: list[T] = []
    avant = 0
    for valeur, borne in zip(valeurs, bornes, strict=True):
        sortie.extend([valeur] * (borne - avant + 1))
        avant = borne
    return sortie


_DOUBLES: Final = dict(zip("0123456789", (0, 2, 4, 6, 8, 1, 3, 5, 7, 9), strict=True))


def luhn(prefixe: str) -> str:
    """Append the control digit of a SIREN or a SIRET."""
    total = sum(map(_DOUBLES.__getitem__, prefixe[::-2])) + sum(map(int, prefixe[-2::-2]))
    return prefixe + str(-total % 10)


def siret(hasard: random.Random, debut: str, etablissement: int) -> str:
    """Invent a SIRET that passes the control."""
    siren = luhn(f"{debut}{int(hasard.random() * 1e8):08d}"[:8])
    return luhn(f"{siren}{etablissement:04d}")


def quantile(points: Sequence[float], u: float) -> float:
    """Read a value between the measured quantiles (every 5 %, both ends included)."""
    place = u * (len(points) - 1)
    bas = int(place)
    if bas >= len(points) - 1:
        return points[-1]
    return points[bas] + (points[bas + 1] - points[bas]) * (place - bas)


@dataclass(frozen=True, slots=True)
class Periode:
    """Days between which the contracts of a file are notified, and the last publication."""

    debut: int
    fin: int
    publication: int


@dataclass(frozen=True, slots=True)
class Textes:
    """Habits of writing, tuned to the measured lengths and shares."""

    precisions: float  # chance of one more precision at the end
    sans_lieu: float = 0.12  # share of texts that name no place
    lots: float = 0.72  # share of texts that name a lot
    capitales: float = 0.05
    accents_perdus: float = 0.001


@dataclass(slots=True)
class Bassins:
    """Everything drawn by index, for one format."""

    acheteurs: list[tuple[str, str]]  # SIRET, spelled field
    titulaires: list[str]  # spelled items
    queues: list[list[str]]  # plain fields
    techniques: list[str]
    cadres: set[str]  # fragments of `techniques` that make a framework
    sociales: list[str]
    environnementales: list[str]
    etats: dict[str, str] = field(default_factory=dict)  # fragment -> oui | non | inconnu
    debuts: list[str] = field(default_factory=list)
    lieux: list[str] = field(default_factory=list)
    precisions: list[str] = field(default_factory=list)
    lots: list[str] = field(default_factory=list)
    metiers: list[str] = field(default_factory=list)
    montants: list[int] = field(default_factory=list)
    notifications: list[int] = field(default_factory=list)
    delais: list[int] = field(default_factory=list)


def _champs(d: Dialecte, nom: str, poids: Sequence[tuple[object, float]]) -> list[str]:
    fragments = ["" if v is ABSENT else d.champ(nom, v) for v, _ in poids]  # type: ignore[arg-type]
    return etaler(fragments, [p for _, p in poids])


def _lieu(hasard: random.Random, genre: str, *, nom: bool) -> dict[str, Valeur]:
    departement = 1 + int(hasard.random() * 95)
    if hasard.random() < 0.004:
        code = hasard.choice(("INO", ville(hasard), f"0{departement:02d}", ""))
    elif genre in PLACES:
        code = hasard.choice(PLACES[genre])
    elif genre == "Code département":
        code = f"{departement:02d}"
    else:
        code = f"{departement:02d}{int(hasard.random() * 100) * 10:03d}"
    lieu: dict[str, Valeur] = {"code": code, "typeCode": genre}
    return lieu | {"nom": ville(hasard)} if nom else lieu


def ville(hasard: random.Random) -> str:
    """Invent the name of a town."""
    return hasard.choice(mots.DEBUTS_DE_LIEU) + hasard.choice(mots.FINS_DE_LIEU)


def _acheteurs(d: Dialecte, hasard: random.Random, *, nom: bool) -> list[tuple[str, str]]:
    """Buyers with a heavy tail: the first has thousands of contracts, the last one or two."""
    pris: set[str] = set()
    valeurs: list[tuple[str, str]] = []
    poids: list[float] = []
    debuts, parts = zip(*mesures.DEBUTS_DE_SIREN, strict=True)
    for debut in hasard.choices(debuts, parts, k=2 * NB_ACHETEURS):
        siege = siret(hasard, debut, hasard.randrange(1, 60))
        if siege[:9] in pris or len(pris) == NB_ACHETEURS:
            continue
        force = 1 / (len(pris) + 15) ** 0.95
        pris.add(siege[:9])
        annexes = [
            luhn(f"{siege[:9]}{n:04d}") for n in range(60, 60 + hasard.choice((0, 0, 0, 1, 2)))
        ]
        intitule = (
            f"{hasard.choice(('Commune', 'Ville', 'Syndicat', 'Hôpital'))} de {ville(hasard)}"
        )
        for rang, numero in enumerate((siege, *annexes)):
            contenu: dict[str, Valeur] = {"id": numero}
            valeurs.append(
                (numero, d.champ("acheteur", contenu | ({"nom": intitule} if nom else {})))
            )
            poids.append(force * (0.8 if rang == 0 else 0.2 / len(annexes)))
    return etaler(valeurs, poids)


def identite_titulaire(d: Dialecte, genre: Valeur, numero: str, nom: str | None) -> str:
    """Spell a holder."""
    champs = d.champ("typeIdentifiant", genre) + d.champ("id", numero)
    return d.element("titulaire", champs + (d.champ("denominationSociale", nom) if nom else ""))


def societe(hasard: random.Random) -> str:
    """Invent the name of a company."""
    return f"{hasard.choice(mots.SOCIETES)} {hasard.choice(mots.COMPLEMENTS_DE_SOCIETE)}"


def _titulaires(d: Dialecte, hasard: random.Random, *, nom: bool) -> list[str]:
    """Holders, most of them under SIRET; the odd ones are the kinds met in real files."""
    sortie = []
    formes, poids = zip(*mesures.FORMES_DE_TITULAIRE, strict=True)
    for genre, forme in hasard.choices(formes, poids, k=NB_TITULAIRES):
        numero = siret(hasard, hasard.choice("34457898"), 1)
        texte = numero if forme == "siret" else _deformer(hasard, numero, forme)
        sortie.append(identite_titulaire(d, genre, texte, societe(hasard) if nom else None))
    return sortie


def _deformer(hasard: random.Random, numero: str, forme: str) -> str:
    """Write a holder's number as some platforms do."""
    return {
        "siren": numero[:9],
        "espaces": f"{numero[:3]} {numero[3:6]} {numero[6:9]} {numero[9:]}",
        "zeros": "0" * 14,
        "court": "00001",
        "tva": f"FR{hasard.randrange(100):02d}{numero[:9]}",
        "hors_ue": f"CHE{numero[:9]}",
    }[forme]


def _varier(hasard: random.Random, texte: str, capitales: float, accents_perdus: float) -> str:
    """Write a piece of text as buyers do: capitals, quotes, entities, lost accents."""
    if hasard.random() < accents_perdus:
        texte = texte.replace("é", "\ufffd").replace("è", "\ufffd")
    if hasard.random() < capitales:
        return texte.upper()
    tirage = hasard.random()
    if tirage > 0.05:
        return texte
    if tirage < 0.04:
        return f'"{texte}"'
    if tirage < 0.045:
        return texte.replace(" ", "\n", 1)
    return texte.replace("'", "&#39;").replace("é", "&eacute;")


def _nombres(hasard: random.Random) -> dict[str, str | int]:
    annee = hasard.randrange(2019, 2027)
    return {
        "v": ville(hasard),
        "p": hasard.choice(mots.PRENOMS),
        "n": hasard.randrange(2, 900),
        "l": hasard.choice("ABCDEFGH"),
        "a": annee,
        "b": annee + hasard.randrange(1, 5),
        "k": hasard.randrange(2, 6),
    }


def _objets(bassins: Bassins, d: Dialecte, hasard: random.Random, habitudes: Textes) -> None:
    """Fill the pools whose products make the texts."""

    def ecrire(texte: str) -> str:
        return d.texte(_varier(hasard, texte, habitudes.capitales, habitudes.accents_perdus))

    sans, *avec = (etiquette for etiquette, _ in mesures.ETIQUETTES_DE_LOT)
    poids = [poids for _, poids in mesures.ETIQUETTES_DE_LOT[1:]]
    part_sans = sum(poids) * (1 / habitudes.lots - 1)
    for etiquette in hasard.choices((sans, *avec), [part_sans, *poids], k=TAILLE):
        debut = f"{hasard.choice(mots.PRESTATIONS)} {hasard.choice(mots.OBJETS)}"
        nombres = _nombres(hasard)
        bassins.debuts.append(ecrire(debut) + " ")
        lieu = hasard.choice(mots.TOURNURES).format_map(nombres)
        bassins.lieux.append("" if hasard.random() < habitudes.sans_lieu else ecrire(lieu))
        precision = ""
        while hasard.random() < habitudes.precisions:
            precision += " - " + ecrire(hasard.choice(mots.PRECISIONS).format_map(nombres))
            nombres = _nombres(hasard)
        bassins.precisions.append(precision)
        lot = etiquette.format(k=hasard.randrange(1, 25), m=hasard.choice(mots.METIERS))
        bassins.lots.append(d.texte(lot))
    bassins.metiers = [d.texte(m) for m in mots.METIERS]


def _considerations(
    bassins: Bassins, d: Dialecte, nom: str, enfant: str, poids: Sequence[tuple[object, float]]
) -> list[str]:
    fragments = []
    for valeur, _ in poids:
        if valeur is ABSENT:
            fragments.append("")
        elif isinstance(valeur, tuple):
            fragments.append(d.champ(nom, {enfant: list(valeur)}))
        else:
            fragments.append(d.champ(nom, valeur))  # type: ignore[arg-type]
        liste = valeur if isinstance(valeur, tuple) else ()
        connu = bool(liste) and liste != ("NC",)
        etat = "inconnu" if not connu else "non" if liste[0].startswith("Pas ") else "oui"
        bassins.etats[fragments[-1]] = etat
    return etaler(fragments, [p for _, p in poids])


def _absent(poids: Sequence[tuple[object, float]]) -> list[tuple[object, float]]:
    return [(ABSENT if v == "(absent)" else v, p) for v, p in poids]


def _joindre(hasard: random.Random, listes: list[list[str]]) -> list[str]:
    """Draw each list on its own, once and for all: one draw instead of a dozen for each record."""
    return list(map("".join, zip(*(hasard.choices(li, k=TAILLE) for li in listes), strict=True)))


def _cpv(d: Dialecte, hasard: random.Random) -> list[str]:
    sortie = []
    divisions, poids = zip(*mesures.DIVISIONS_CPV, strict=True)
    for division in hasard.choices(divisions, poids, k=TAILLE):
        code = f"{division}{hasard.randrange(10000) * 100:06d}"
        tirage = hasard.random()
        if tirage < mesures.PART_CPV_AVEC_CLE:
            code = f"{code}-{hasard.randrange(10)}"
        elif tirage > 0.999:
            code = hasard.choice((code[1:], code[:6], "Travaux", "lot 2000"))
        sortie.append(d.champ("codeCPV", code))
    return sortie


def _techniques(bassins: Bassins, d: Dialecte) -> list[str]:
    """Techniques and ways of execution go together; a framework has a reference of its own."""
    fragments = []
    for technique, modalite, _ in mesures.TECHNIQUES:
        fragments.append(
            d.champ("techniques", {"technique": [technique]})
            + d.champ("modalitesExecution", {"modaliteExecution": [modalite]})
        )
        if technique == "Accord-cadre":
            bassins.cadres.add(fragments[-1])
    return etaler(fragments, [p for _, _, p in mesures.TECHNIQUES])


def _avances(d: Dialecte) -> list[str]:
    fragments = [
        d.champ("attributionAvance", avance) + (d.champ("tauxAvance", taux) if taux != -1 else "")
        for avance, taux, _ in mesures.AVANCES
    ]
    return etaler(fragments, [p for *_, p in mesures.AVANCES])


def _origines(d: Dialecte, hasard: random.Random) -> list[str]:
    sortie = []
    for _ in range(TAILLE):
        if hasard.random() >= mesures.PART_ORIGINE:
            sortie.append("")
            continue
        europe = hasard.choice((1, 1, 1, 0, round(hasard.random(), 2)))
        france = round(europe * hasard.choice((1, 0.8, 0.5)), 2)
        sortie.append(d.champ("origineUE", europe) + d.champ("origineFrance", france))
    return sortie


def _montants(hasard: random.Random) -> list[int]:
    """Amounts between the measured quantiles, a good third of them round."""
    sortie = []
    for _ in range(TAILLE):
        montant = quantile(mesures.QUANTILES_MONTANT, hasard.random())
        sortie.append(round(montant, -3) if hasard.random() < mesures.PART_RONDS else montant)
    return [int(m) for m in sortie]


def remplir(d: Dialecte, periode: Periode, habitudes: Textes) -> Bassins:
    """Build the pools of a format, whatever the seed: all files share their buyers."""
    hasard = random.Random(2026)  # noqa: S311
    v1 = isinstance(d, JsonV1)
    bassins = Bassins(
        acheteurs=_acheteurs(d, hasard, nom=v1),
        titulaires=_titulaires(d, hasard, nom=v1),
        queues=[],
        techniques=[],
        cadres=set(),
        sociales=[""] * TAILLE,
        environnementales=[""] * TAILLE,
    )
    genres = hasard.choices(*zip(*mesures.TYPES_DE_LIEU, strict=True), k=TAILLE)
    lieux = [d.champ("lieuExecution", _lieu(hasard, genre, nom=v1)) for genre in genres]
    champs = mesures.CHAMPS_V1 if v1 else mesures.CHAMPS_V2
    listes = [_champs(d, nom, _absent(poids)) for nom, poids in champs.items()]
    if v1:
        fragments = [d.champ("nature", nature) for nature, _ in mesures.NATURES_V1]
        bassins.techniques = etaler(fragments, [p for _, p in mesures.NATURES_V1])
        bassins.cadres = {fragments[1]}
        bassins.etats[""] = "inconnu"
    else:
        listes += [_avances(d), _origines(d, hasard)]
        bassins.techniques = _techniques(bassins, d)
        bassins.sociales = _considerations(
            bassins, d, "considerationsSociales", "considerationSociale",
            _absent(mesures.SOCIALES),
        )  # fmt: skip
        bassins.environnementales = _considerations(
            bassins, d, "considerationsEnvironnementales", "considerationEnvironnementale",
            _absent(mesures.ENVIRONNEMENTALES),
        )  # fmt: skip
    bassins.queues = [_cpv(d, hasard), lieux, _joindre(hasard, listes)]
    _objets(bassins, d, hasard, habitudes)
    bassins.montants = _montants(hasard)
    jours = range(periode.debut, periode.fin + 1)
    bassins.notifications = hasard.choices(jours, k=TAILLE)
    bassins.delais = [
        int(quantile(mesures.QUANTILES_DELAI, hasard.random())) for _ in range(TAILLE)
    ]
    return bassins
