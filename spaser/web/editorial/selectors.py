"""Reads the texts: those of the files, as the programme team has edited them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from typing import Any, Final, Protocol, cast

from django.utils import timezone

from spaser.documents.corps import list_faits
from spaser.faits.lecture import (
    Faits,
    cache_faits,
    load_faits,
    load_fichiers,
    read_faits,
    read_from,
)
from spaser.faits.verification import list_alertes
from spaser.metier.editorial import OUVERTS, Contenu, EtatTexte, digest, supersede
from spaser.web.comptes.models import Utilisateur
from spaser.web.editorial.genres import FAITS, Genre, find_genre, list_genres
from spaser.web.editorial.models import Texte
from spaser.web.recherche import services

_ESSAI: Final = ContextVar[tuple[str, Contenu] | None]("essai", default=None)


def read_contenus[C: Contenu](genre: Genre[C], jour: date) -> tuple[C, ...]:
    contenus = read_publies(genre, read_generation(genre), jour)
    essai = find_essai(genre.code)
    if essai is None:
        return contenus
    textes = {contenu.code: contenu for contenu in contenus}
    textes[essai.code] = cast("C", essai)
    return genre.arrange(tuple(textes.values()))


def read_publies[C: Contenu](genre: Genre[C], generation: str, jour: date) -> tuple[C, ...]:
    """Return the texts of a kind on a day, whatever is being previewed of it."""
    faits = read_faits() if genre.suit_faits else None
    return _build(genre.code, generation, jour, genre, faits)


def find_essai(genre: str) -> Contenu | None:
    essai = _ESSAI.get()
    return essai[1] if essai and essai[0] == genre else None


def read_generation(genre: Genre[Any]) -> str:
    """Return what changes each time a text of this kind is approved or withdrawn."""
    return services.read_generation(genre.code)


@contextmanager
def try_contenu(genre: Genre[Any], contenu: Contenu) -> Iterator[None]:
    """Let pages read this text in place of what they show, in this request only."""
    avant = _ESSAI.set((genre.code, contenu))
    try:
        yield
    finally:
        _ESSAI.reset(avant)


@contextmanager
def open_genres() -> Iterator[None]:
    """Have the floors below read texts as the team has edited them, in all that is done inside."""
    with ExitStack() as pile:
        for genre in list_genres():
            if genre.read_from:
                pile.enter_context(genre.read_from(partial(_read_du_jour, genre)))
        yield


def _read_du_jour(genre: Genre[Any]) -> tuple[Any, ...]:
    return read_contenus(genre, timezone.localdate())


@lru_cache(maxsize=32)
def _build(
    code: str, generation: str, jour: date, genre: Genre[Any], _faits: Faits | None
) -> tuple[Any, ...]:
    montres: tuple[Any, ...] = tuple(genre.load())
    if generation:
        approuves = Texte.objects.filter(genre=code, etat=EtatTexte.APPROUVEE, effet_le__lte=jour)
        montres = supersede(montres, [t.to_publication() for t in approuves], jour)
    return genre.arrange(montres)


def find_contenu[C: Contenu](genre: Genre[C], code: str, jour: date) -> C | None:
    return next((c for c in read_contenus(genre, jour) if c.code == code), None)


def list_pris(genre: Genre[Any], jour: date) -> frozenset[str]:
    """Return the codes that no new text may take: shown, begun, to come, or borne once."""
    ecrits = Texte.objects.filter(genre=genre.code).values_list("code", flat=True)
    return frozenset([*ecrits, *(contenu.code for contenu in read_contenus(genre, jour))])


def find_ouvert(genre: Genre[Any], code: str) -> Texte | None:
    return Texte.objects.filter(genre=genre.code, code=code, etat__in=OUVERTS).first()


def read_titres(code: str, jour: date) -> dict[str, str]:
    """Return the titles of the texts of a kind, by their code: an app below may name them."""
    genre = find_genre(code)
    return {contenu.code: contenu.titre for contenu in read_contenus(genre, jour)} if genre else {}


def find_fichier[C: Contenu](genre: Genre[C], code: str) -> C | None:
    """Return a text as its file gives it; what it draws from facts, as their files do."""
    with read_from(load_fichiers):
        return next((c for c in genre.load() if c.code == code), None)


def is_fichier_changed(texte: Texte) -> bool:
    """Say whether the file has changed since this text was written from it."""
    fichier = find_fichier(texte.son_genre, texte.code)
    return texte.empreinte != (digest(fichier) if fichier else "")


class ContenuCitant(Contenu, Protocol):
    """A text that gives, under `textes`, all that may cite a fact in it."""

    @property
    def textes(self) -> tuple[str, ...]:
        """Return what may cite a fact."""


@cache_faits(16)
def find_mise_a_jour(contenus: tuple[ContenuCitant, ...]) -> date | None:
    """Return the last day on which the team wrote, or somebody read a source, of these texts."""
    faits = list_faits(*(texte for contenu in contenus for texte in contenu.textes))
    jours = [*(contenu.mise_a_jour for contenu in contenus), *(fait.lu_le for fait in faits)]
    return max(filter(None, jours), default=None)


@dataclass(frozen=True)
class ContenuTenu:
    """A text as the team sees it: what is shown, what is under way, whether its file moved on."""

    contenu: Any
    ouvert: Texte | None
    edite: bool
    fichier_change: bool

    @property
    def reserve(self) -> str:
        return getattr(self.contenu, "reserve", None) or ""

    @property
    def est_a_relire(self) -> bool:
        return self.ouvert is not None and self.ouvert.etat == EtatTexte.A_RELIRE


def list_tenus(genre: Genre[Any], jour: date) -> list[ContenuTenu]:
    textes = (
        Texte.objects.filter(genre=genre.code)
        .exclude(etat=EtatTexte.ABANDONNEE)
        .order_by("effet_le", "numero")
    )
    ouverts = {t.code: t for t in textes if t.est_ouvert}
    en_ligne = {t.code: t for t in textes if t.etat == EtatTexte.APPROUVEE and t.effet_le <= jour}
    montres = read_contenus(genre, jour)
    connus = {contenu.code for contenu in montres}
    commences = [t.lu for code, t in ouverts.items() if code not in connus]
    return [
        ContenuTenu(
            contenu,
            ouverts.get(contenu.code),
            edite=contenu.code in en_ligne,
            fichier_change=contenu.code in en_ligne and is_fichier_changed(en_ligne[contenu.code]),
        )
        for contenu in (*montres, *commences)
    ]


def list_a_relire() -> list[Texte]:
    return list(Texte.objects.filter(etat=EtatTexte.A_RELIRE).order_by("modifie_le", "pk"))


def list_codes(genre: str, *etats: EtatTexte) -> frozenset[str]:
    textes = Texte.objects.filter(genre=genre, etat__in=etats)
    return frozenset(textes.values_list("code", flat=True))


def list_faits_relus() -> frozenset[str]:
    return list_codes(FAITS, EtatTexte.A_RELIRE)


def list_alertes_faits(jour: date, relus: frozenset[str]) -> list[str]:
    """List what somebody must look at in the facts; what waits for a second reader is done."""
    return list_alertes(tuple(load_faits().values()), jour, sauf=relus)


def count_ouverts() -> dict[str, int]:
    ouverts = Texte.objects.filter(etat__in=[EtatTexte.BROUILLON, EtatTexte.A_RELIRE])
    comptes: dict[str, int] = {}
    for genre in ouverts.values_list("genre", flat=True):
        comptes[genre] = comptes.get(genre, 0) + 1
    return comptes


def export_textes(personne: Utilisateur) -> list[dict[str, Any]]:
    return [
        {"genre": t.genre, "code": t.code, "texte": t.numero, "titre": t.titre, "etat": t.etat}
        for t in personne.textes_rediges.all()
    ]
