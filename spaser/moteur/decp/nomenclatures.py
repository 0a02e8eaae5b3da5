"""The values that DECP allows, with the spellings met in real files.

One table per field: folded form -> label kept in the store. Labels of v1 that v2 renamed are
folded onto the v2 label. A label is folded by case, accents, apostrophes, ligatures, blanks and
lost characters.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from spaser.elements import unaccent
from spaser.moteur.decp.plausibilite import REMPLACEMENT

# What platforms write when they have nothing to say. Folded form.
VIDES: Final[frozenset[str]] = frozenset(
    {"", "nc", "mq", "mq nc", "cdl", "inx", "inx nc", "null", "none", "n/a", "na", "nr", "{}", "[]"}
)

_APOSTROPHES: Final = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "`": "'"})
_BLANCS: Final = re.compile(r"\s+")
_SEPARATEUR: Final = re.compile(r"[;|]|,\s")
_PERTES: Final = re.compile(f"({REMPLACEMENT}+)")


def fold(texte: str) -> str:
    """Return `texte` in lower case, without accents, with plain apostrophes and single blanks."""
    return _BLANCS.sub(" ", unaccent(texte.translate(_APOSTROPHES))).strip()


def is_vide(texte: str | None) -> bool:
    """Tell whether a raw text says nothing (empty, NC, MQ, CDL…)."""
    return texte is None or fold(texte) in VIDES


def find_label(texte: str, labels: Mapping[str, str]) -> str | None:
    """Return the official label of `texte`, or None.

    `labels` maps folded forms to official ones. A run of lost characters (U+FFFD, one or two for
    each) stands for any one or two characters each, provided that a single official label fits.
    """
    plie = fold(texte)
    exact = labels.get(plie)
    if exact is not None or REMPLACEMENT not in plie:
        return exact
    motif = re.compile(
        "".join(
            f".{{1,{2 * len(part)}}}" if part.startswith(REMPLACEMENT) else re.escape(part)
            for part in _PERTES.split(plie)
        )
    )
    trouves = {officiel for forme, officiel in labels.items() if motif.fullmatch(forme)}
    return trouves.pop() if len(trouves) == 1 else None


def list_feuilles(texte: str) -> list[str]:
    """Return the text leaves of a raw value: JSON of any shape, or labels joined by a separator."""
    if texte[:1] in {"{", "["}:
        try:
            return [f for f in descend(msgspec.json.decode(texte)) if f.strip()]
        except msgspec.DecodeError:
            return [texte]
    return split_labels(texte)


def split_labels(texte: str) -> list[str]:
    return [part.strip() for part in _SEPARATEUR.split(texte) if part.strip()]


def descend(valeur: object) -> Iterable[str]:
    if isinstance(valeur, dict):
        valeur = list(valeur.values())
    if isinstance(valeur, list):
        for element in valeur:
            yield from descend(element)
    elif valeur is not None:
        yield str(valeur)


NATURES_MARCHE: Final = ("Marché", "Marché de partenariat", "Marché de défense ou de sécurité")
NATURES_CONCESSION: Final = (
    "Concession de travaux",
    "Concession de service",
    "Concession de service public",
    "Délégation de service public",
)
PROCEDURES_MARCHE: Final = (
    "Procédure adaptée",
    "Appel d'offres ouvert",
    "Appel d'offres restreint",
    "Procédure avec négociation",
    "Marché passé sans publicité ni mise en concurrence préalable",
    "Dialogue compétitif",
)
PROCEDURES_CONCESSION: Final = (
    "Procédure négociée ouverte",
    "Procédure non négociée ouverte",
    "Procédure négociée restreinte",
    "Procédure non négociée restreinte",
)


def make_table(*labels: str, **alias: str) -> dict[str, str]:
    """Map the folded form of each label, and each alias (words joined by _), to the label."""
    table = {fold(label): label for label in labels}
    table.update({forme.replace("_", " "): label for forme, label in alias.items()})
    return table


NATURES: Final = make_table(
    *NATURES_MARCHE,
    "Accord-cadre",
    "Marché subséquent",
    *NATURES_CONCESSION,
    accord_cadre="Accord-cadre",
    marches_subsequents="Marché subséquent",
    marche_subsequent="Marché subséquent",
    marche_public="Marché",
    marche_de_defense_et_de_securite="Marché de défense ou de sécurité",
)

_NEGOCIATION: Final = "Procédure avec négociation"
_SANS_PUBLICITE: Final = "Marché passé sans publicité ni mise en concurrence préalable"
PROCEDURES: Final = make_table(
    *PROCEDURES_MARCHE,
    *PROCEDURES_CONCESSION,
    procedure_concurrentielle_avec_negociation=_NEGOCIATION,
    procedure_negociee_avec_mise_en_concurrence_prealable=_NEGOCIATION,
    procedure_negociee_avec_publicite_prealable=_NEGOCIATION,
    marche_negocie_sans_publicite_ni_mise_en_concurrence_prealable=_SANS_PUBLICITE,
    marche_public_negocie_sans_publicite_ni_mise_en_concurrence_prealable=_SANS_PUBLICITE,
    marche_public_passe_sans_publicite_ni_mise_en_concurrence_prealable=_SANS_PUBLICITE,
)

CCAG: Final = make_table(
    "Travaux",
    "Maitrise d'œuvre",
    "Fournitures courantes et services",
    "Marchés industriels",
    "Prestations intellectuelles",
    "Techniques de l'information et de la communication",
    "Pas de CCAG",
)

FORMES_PRIX: Final = make_table(
    "Unitaire", "Forfaitaire", "Mixte", "Ferme", "Ferme et actualisable", "Révisable"
)

TYPES_PRIX: Final = make_table(
    "Définitif ferme", "Définitif actualisable", "Définitif révisable", "Provisoire"
)

TECHNIQUES: Final = make_table(
    "Accord-cadre",
    "Concours",
    "Système de qualification",
    "Système d'acquisition dynamique",
    "Catalogue électronique",
    "Enchère électronique",
    "Sans objet",
    accord_cadre="Accord-cadre",
)

MODALITES_EXECUTION: Final = make_table(
    "Tranches",
    "Bons de commande",
    "Marchés subséquents",
    "Sans objet",
    bon_de_commande="Bons de commande",
    marche_subsequent="Marchés subséquents",
)

GROUPEMENTS: Final = make_table("Conjoint", "Solidaire", "Pas de groupement")

LIEUX: Final = make_table(
    "Code postal",
    "Code commune",
    "Code arrondissement",
    "Code canton",
    "Code département",
    "Code région",
    "Code pays",
)

VARIATIONS_PRIX: Final = make_table("Ferme", "Actualisable", "Révisable")

TYPES_IDENTIFIANT: Final = {
    "siret": "SIRET",
    "siren": "SIREN",
    "tva": "TVA",
    "tva intracommunautaire": "TVA",
    "tahiti": "TAHITI",
    "ridet": "RIDET",
    "frwf": "FRWF",
    "frw": "FRWF",
    "irep": "IREP",
    "ue": "UE",
    "hors-ue": "HORS-UE",
    "hors ue": "HORS-UE",
}
