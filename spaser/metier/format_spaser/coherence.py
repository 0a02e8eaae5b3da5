"""What a JSON Schema cannot say: keys, the calendar, and what must agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from spaser.identifiants import is_siren
from spaser.metier.dates import DatePartielle, is_date_partielle
from spaser.metier.format_spaser.erreurs import Chemin
from spaser.metier.format_spaser.messages import Texte, quote

type Faute = tuple[Chemin, str, str]

_CHAMPS_DATES: Final = frozenset({"adopte_le", "debut", "fin", "echeance", "date", "consulte_le"})


def check_coherence(fichier: Mapping[str, Any]) -> Iterator[Faute]:
    """Yield what does not agree in a file that follows the schema."""
    yield from _values(fichier, ())
    yield from _periode(fichier["schema"].get("periode", {}))
    yield from _partenaires(fichier["schema"])
    yield from _codes(fichier["schema"].get("indicateurs", []))


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


def _periode(periode: Mapping[str, Any]) -> Iterator[Faute]:
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


def _partenaires(schema: Mapping[str, Any]) -> Iterator[Faute]:
    if schema.get("partenaires") and schema.get("mutualise") is False:
        yield (
            ("schema", "mutualise"),
            "le schéma n’est pas mutualisé, mais il a des partenaires.",
            "Écrivez true, ou retirez « partenaires ».",
        )


def _codes(indicateurs: list[dict[str, Any]]) -> Iterator[Faute]:
    comptes = Counter(i["code"] for i in indicateurs if "code" in i)
    vus: set[str] = set()
    for rang, indicateur in enumerate(indicateurs):
        code = indicateur.get("code")
        if code in vus:
            yield (
                ("schema", "indicateurs", rang, "code"),
                f"{quote(code)} désigne {comptes[code]} indicateurs.",
                "Donnez à chaque indicateur un code à lui.",
            )
        if code is not None:
            vus.add(code)
