"""The schemes of the register in the search box of the site."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from spaser.web.recherche.normalisation import split_racines, stem
from spaser.web.recherche.selectors import find_mots
from spaser.web.recherche.textes import MotsCherches, SourceVive, TexteCherchable, Vivante
from spaser.web.registre.indexation import TOUJOURS, TYPE_PAGE, TYPE_RECHERCHE
from spaser.web.registre.lecture import name_lieu, name_periode
from spaser.web.registre.models import EtatFiche, Fiche, PageDocument
from spaser.web.registre.selectors.listing import read_fiches

_PEU: Final = 8  # schemes: a word that more bear is the name of none
_PAGES: Final = 200  # of documents, among which some are chosen
_CITEES: Final = 3  # pages of one document
_LIEU: Final = 3  # the rank of what bears all the words in its place, above it in its name
_DE_TOUTES: Final = frozenset(split_racines(TOUJOURS))


def find_schemas(demande: MotsCherches) -> Vivante:
    """Find schemes by the words that are not said of all of them."""
    propres = _keep_propres(demande.mots)
    trouves = find_mots(propres, TYPE_RECHERCHE, entame=demande.entame) if propres else []
    fiches = read_fiches(numero for numero, _ in trouves[: demande.limite])
    rangs = dict(trouves)
    nommes = sum(rang > _LIEU for rang in rangs.values())
    return Vivante(
        tuple((_make_texte(fiche), _tell_force(rangs[fiche.pk], nommes)) for fiche in fiches),
        len(trouves),
        f"{reverse('registre:liste')}?{urlencode({'q': ' '.join(propres)})}",
    )


def _keep_propres(mots: Sequence[str]) -> list[str]:
    """Leave out the words that every sheet holds."""
    return [mot for mot in mots if stem(mot) not in _DE_TOUTES]


def _tell_force(rang: int, nommes: int) -> float:
    """Say how sure it is that a scheme was looked for: by its name, its place, or a word in it."""
    if rang < _LIEU:
        return 0.2
    return 1.0 if rang > _LIEU and nommes <= _PEU else 0.6


def _make_texte(fiche: Fiche) -> TexteCherchable:
    faits = (name_lieu(fiche), name_periode(fiche.periode))
    return TexteCherchable(
        code=str(fiche.pk),
        titre=f"{fiche.structure} : {fiche.titre}" if fiche.titre else fiche.structure,
        adresse=fiche.get_absolute_url(),
        resume=", ".join(filter(None, faits)),
    )


def find_passages(demande: MotsCherches) -> Vivante:
    """Find the pages, or parts, of deposited documents that hold every word; each document once."""
    propres = _keep_propres(demande.mots)
    trouves = find_mots(propres, TYPE_PAGE, entame=demande.entame) if propres else []
    numeros = [numero for numero, _ in trouves]
    pages = (
        PageDocument.objects.filter(pk__in=numeros[:_PAGES], fichier__fiche__etat=EtatFiche.PUBLIEE)
        .select_related("fichier__fiche")
        .defer("fichier__fiche__contenu")
    )
    par_document: dict[int, list[PageDocument]] = {}
    for page in pages.order_by("fichier__fiche__structure", "fichier", "numero"):
        par_document.setdefault(page.fichier_id, []).append(page)
    trouvees = [_make_passage(lues) for lues in par_document.values()]
    return Vivante(tuple((texte, 0.2) for texte in trouvees[: demande.limite]), len(trouvees))


def _make_passage(pages: list[PageDocument]) -> TexteCherchable:
    """Name the first pages of a document that hold the words, and show the first."""
    fichier = pages[0].fichier
    return TexteCherchable(
        code=str(pages[0].pk),
        titre=f"{fichier.fiche.structure} : {fichier.titre}, {_name_pages(pages)}",
        adresse=fichier.fiche.get_absolute_url(),
        corps=pages[0].texte,
    )


def _name_pages(pages: list[PageDocument]) -> str:
    """Return the numbers of pages, or the headings of what has none."""
    suite = ", …" if len(pages) > _CITEES else ""
    citees = pages[:_CITEES]
    if any(page.titre for page in citees):
        dits = ", ".join(f"«\u00a0{page.titre or 'début'}\u00a0»" for page in citees)
        return f"partie{'s' if len(pages) > 1 else ''} {dits}{suite}"
    numeros = ", ".join(str(page.numero) for page in citees)
    return f"page{'s' if len(pages) > 1 else ''} {numeros}{suite}"


SCHEMAS: Final = SourceVive("registre", "Registre des SPASER", find_schemas, rang=35)
PASSAGES: Final = SourceVive("documents", "Dans le texte des schémas", find_passages, rang=36)
