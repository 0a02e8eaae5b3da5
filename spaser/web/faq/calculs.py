"""What the register says of the length of schemes, once enough of them tell it."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from spaser.documents.francais import format_moyenne, format_nombre
from spaser.metier.faq import Calcul
from spaser.web.recherche import services
from spaser.web.registre.indexation import GENERATION
from spaser.web.registre.models import Fiche, NatureDocument

MINIMUM: Final = 10
"""How many schemes a mean needs: below, it would say more of a few buyers than of the others."""

_ANNEE: Final = 4  # the digits of a year, first in a date that may be partial


def read_calculs(calculs: Iterable[Calcul]) -> dict[Calcul, str]:
    """Return the sentences that go with answers today; empty where too few schemes tell."""
    demandes = {calcul for calcul in calculs if calcul is not Calcul.AUCUN}
    generation = services.read_generation(GENERATION) if demandes else ""
    return {calcul: _read(generation, calcul) for calcul in demandes}


@lru_cache(maxsize=4)
def _read(_generation: str, calcul: Calcul) -> str:
    if calcul is Calcul.DUREES:
        lues = Fiche.objects.publiees().values_list("debut", "fin", "sans_terme")
        periodes = [(debut, fin) for debut, fin, _ in lues]
        return tell_durees(periodes, sum(sans_terme for *_, sans_terme in lues))
    return tell_pages(_list_pages(Fiche.objects.publiees().values_list("contenu", flat=True)))


def tell_durees(periodes: Iterable[tuple[str, str]], sans_terme: int) -> str:
    """Say how many civil years schemes cover, the first and the last included."""
    durees = [
        int(fin[:_ANNEE]) - int(debut[:_ANNEE]) + 1 for debut, fin in periodes if debut and fin
    ]
    if len(durees) < MINIMUM:
        return ""
    sans_fin = f" S’y ajoutent {sans_terme} schémas sans date de fin." if sans_terme > 1 else ""
    return (
        f"Dans le registre, {format_nombre(len(durees))} schémas disent quand ils commencent et "
        f"quand ils finissent. Ils couvrent {_tell(durees, 'années civiles')}, la première et la "
        f"dernière comprises{_tell_moitie(durees, 'couvre')}.{sans_fin}"
    )


def tell_pages(pages: Sequence[int]) -> str:
    if len(pages) < MINIMUM:
        return ""
    return (
        f"Dans le registre, {format_nombre(len(pages))} schémas donnent leur nombre de pages : "
        f"{_tell(pages)}{_tell_moitie(pages, 'a')}."
    )


def _tell(nombres: Sequence[int], quoi: str = "") -> str:
    """Say a mean and its bounds; the number alone when it is always the same."""
    moyenne = " ".join(filter(None, (format_moyenne(statistics.fmean(nombres)), quoi)))
    if min(nombres) == max(nombres):
        return moyenne
    return f"{moyenne} en moyenne, de {min(nombres)} à {max(nombres)}"


def _tell_moitie(nombres: Sequence[int], verbe: str) -> str:
    """Say what half of them do not pass: a few long ones draw a mean up."""
    if min(nombres) == max(nombres):
        return ""
    return f" ; la moitié en {verbe} {statistics.median_low(nombres)} au plus"


def _list_pages(contenus: Iterable[dict[str, object]]) -> list[int]:
    return [pages for contenu in contenus for pages in _find_pages(contenu)]


def _find_pages(contenu: dict[str, object]) -> Iterator[int]:
    """Yield the number of pages of the text of a scheme, when it is known: one a scheme."""
    documents = contenu.get("documents")
    connus = documents if isinstance(documents, list) else []
    textes = (d for d in connus if d.get("nature") == NatureDocument.SCHEMA and d.get("pages"))
    if texte := next(textes, None):
        yield int(texte["pages"])
