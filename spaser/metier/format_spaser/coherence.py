"""What a JSON Schema cannot say of a file: keys, the calendar, and what must agree in it.

The checks take a file that follows its schema. A field that its version does not have is a field
that is not there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, Final

from spaser.contenus.formats_publies import VERSION_1_1
from spaser.identifiants import is_siren
from spaser.metier.dates import DatePartielle, is_date_partielle
from spaser.metier.format_spaser.texte import check_texte
from spaser.metier.format_spaser.validation import Chemin, Faute, Texte, quote
from spaser.metier.reference import ReferenceChiffre

type Objet = Mapping[str, Any]

_CHAMPS_DATES: Final = frozenset(
    {"adopte_le", "debut", "fin", "echeance", "date", "consulte_le", "jour", "fige_le"}
)
_LISTES_A_CODES: Final = ("axes", "objectifs", "actions", "indicateurs")


def check_coherence(fichier: Objet) -> Iterator[Faute]:
    """Yield what does not agree in a file that follows the schema."""
    schema = fichier["schema"]
    yield from _values(fichier, ())
    yield from _periode(schema.get("periode", {}))
    yield from _partenaires(schema)
    for nom in _LISTES_A_CODES:
        yield from _codes(nom, schema.get(nom, []))
    if fichier["version"] == VERSION_1_1:
        yield from _liens(schema)
        yield from _mesures(schema.get("indicateurs", []))
        yield from _editions(schema)
        yield from check_texte(schema.get("texte", []), ("schema", "texte"))


def _values(valeur: object, chemin: Chemin) -> Iterator[Faute]:
    if isinstance(valeur, dict):
        for nom, enfant in valeur.items():
            yield from _values(enfant, (*chemin, nom))
    elif isinstance(valeur, list):
        for rang, enfant in enumerate(valeur):
            yield from _values(enfant, (*chemin, rang))
    elif isinstance(valeur, str):
        yield from _text(valeur, chemin)


def _text(valeur: str, chemin: Chemin) -> Iterator[Faute]:
    if chemin[-1] == "siren" and not is_siren(valeur):
        yield chemin, *_siren(valeur)
    elif chemin[-1] in _CHAMPS_DATES and not is_date_partielle(valeur):
        yield (
            chemin,
            f"{quote(valeur)} n’existe pas dans le calendrier.",
            "Vérifiez le jour et le mois.",
        )


def _siren(valeur: str) -> Texte:
    return (
        f"{quote(valeur)} n’est pas un numéro SIREN : sa clé de contrôle est fausse.",
        "Vérifiez les neuf chiffres, un par un.",
    )


def _periode(periode: Objet) -> Iterator[Faute]:
    chemin: Chemin = ("schema", "periode", "fin")
    debut, fin = periode.get("debut"), periode.get("fin")
    if fin and periode.get("sans_terme"):
        yield (
            chemin,
            "un schéma sans terme n’a pas de date de fin.",
            "Retirez « fin », ou retirez « sans_terme ».",
        )
    if not (debut and fin and is_date_partielle(debut) and is_date_partielle(fin)):
        return
    if DatePartielle(fin).fin < DatePartielle(debut).debut:
        yield (
            chemin,
            f"la fin ({fin}) est avant le début ({debut}).",
            "Échangez les deux dates, ou corrigez celle qui est fausse.",
        )


def _partenaires(schema: Objet) -> Iterator[Faute]:
    if schema.get("partenaires") and schema.get("mutualise") is False:
        yield (
            ("schema", "mutualise"),
            "le schéma n’est pas mutualisé, mais il a des partenaires.",
            "Écrivez true, ou retirez « partenaires ».",
        )


def _codes(nom: str, objets: list[Objet]) -> Iterator[Faute]:
    comptes = Counter(objet["code"] for objet in objets if "code" in objet)
    vus: set[str] = set()
    for rang, objet in enumerate(objets):
        code = objet.get("code")
        if code in vus:
            yield (
                ("schema", nom, rang, "code"),
                f"{quote(code)} désigne {comptes[code]} {nom}.",
                f"Donnez à chaque {nom[:-1]} un code à {'elle' if nom == 'actions' else 'lui'}.",
            )
        if code is not None:
            vus.add(code)


def _liens(schema: Objet) -> Iterator[Faute]:
    """Yield the links that lead nowhere, and those that lead to another place than their words."""
    axes = {axe["code"]: axe["intitule"] for axe in schema.get("axes", []) if "code" in axe}
    codes = {
        nom: {objet["code"] for objet in schema.get(nom, []) if "code" in objet}
        for nom in ("objectifs", "indicateurs")
    }
    for nom in ("objectifs", "actions"):
        for rang, objet in enumerate(schema.get(nom, [])):
            chemin: Chemin = ("schema", nom, rang)
            yield from _axe(objet, axes, chemin)
            for cible, connus in codes.items():
                for place, code in enumerate(objet.get(cible, [])):
                    if code not in connus:
                        yield (*chemin, cible, place), *_absent(code, cible[:-1])


def _axe(objet: Objet, axes: Mapping[str, str], chemin: Chemin) -> Iterator[Faute]:
    code = objet.get("code_axe")
    if code is None:
        return
    if code not in axes:
        yield (*chemin, "code_axe"), *_absent(code, "axe")
    elif objet.get("axe", axes[code]) != axes[code]:
        yield (
            (*chemin, "axe"),
            f"l’axe {quote(code)} s’intitule {quote(axes[code])}.",
            "Retirez « axe », ou corrigez « code_axe ».",
        )


def _absent(code: str, nom: str) -> Texte:
    return (
        f"aucun {nom} n’a le code {quote(code)}.",
        f"Corrigez le code, ou donnez-le à l’{nom} voulu.",
    )


def _mesures(indicateurs: list[Objet]) -> Iterator[Faute]:
    for rang, indicateur in enumerate(indicateurs):
        for place, mesure in enumerate(indicateur.get("valeurs", [])):
            chemin: Chemin = ("schema", "indicateurs", rang, "valeurs", place)
            yield from _bornes(mesure, chemin)
            yield from _reference(mesure, chemin)
            if mesure.get("fige_le", "9999") < mesure.get("jour", ""):
                yield (
                    (*chemin, "fige_le"),
                    f"figée le {mesure['fige_le']}, avant d’être calculée ({mesure['jour']}).",
                    "Corrigez celle des deux dates qui est fausse.",
                )


def _bornes(mesure: Objet, chemin: Chemin) -> Iterator[Faute]:
    connus = [nom for nom in ("bas", "valeur", "haut") if nom in mesure]
    for petit, grand in pairwise(connus):
        if mesure[petit] > mesure[grand]:
            yield (
                (*chemin, grand),
                f"« {grand} » ({mesure[grand]}) est plus petit que « {petit} » ({mesure[petit]}).",
                "Une valeur est dans sa fourchette : corrigez le nombre qui est faux.",
            )


def _reference(mesure: Objet, chemin: Chemin) -> Iterator[Faute]:
    """Compare with what stands beside; an indicator may have a code of its own."""
    if "reference" not in mesure:
        return
    lue = ReferenceChiffre.parse(mesure["reference"])
    attendus = {
        "le SIREN": (mesure.get("siren", lue.siren), lue.siren),
        "l’année": (mesure["annee"], lue.annee),
    }
    for nom, (attendu, trouve) in attendus.items():
        if attendu != trouve:
            yield (
                (*chemin, "reference"),
                f"la référence dit {quote(trouve)}, mais {nom} est {quote(attendu)}.",
                "Corrigez celui des deux qui est faux.",
            )


def _editions(schema: Objet) -> Iterator[Faute]:
    ancienne = schema.get("remplace", {}).get("edition")
    if ancienne is not None and ancienne >= schema.get("edition", ancienne + 1):
        yield (
            ("schema", "remplace", "edition"),
            f"l’édition remplacée ({ancienne}) n’est pas avant celle-ci ({schema['edition']}).",
            "Corrigez celui des deux numéros qui est faux.",
        )
