"""Reads the scheme of a space: its outline, with what each heading holds and misses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from django.db.models import QuerySet

from spaser.documents.document import Bloc
from spaser.metier.approches import load_approches
from spaser.metier.registre.fiche import SourcePublique
from spaser.metier.trame import EtatRubrique, Exemple, Partie, Rubrique, compute_etat
from spaser.web.organisations.models import Espace
from spaser.web.redaction.automatique import APERCUS, fill
from spaser.web.redaction.automatique.annexes import APERCUS_TIRES, TIREES
from spaser.web.redaction.models import Comite, Jalon, Redaction, Schema, TexteAncien
from spaser.web.redaction.sujet import Apercu, Remplissage, Sujet, read_sujet
from spaser.web.registre.models import Fiche

PAS: Final = 10  # between the places of two headings of the outline


@dataclass(frozen=True)
class RubriqueLue:
    """A heading as the space has it: what fills itself, what somebody wrote."""

    code: str
    partie: int
    titre: str
    sujet: Sujet
    modele: Rubrique | None = None  # none for one that the space added
    redaction: Redaction | None = None
    hors_approche: bool = False  # of an approach that was left, kept for its words
    mots: tuple[Bloc, ...] = field(default=())
    reste: Callable[[], Iterable[Bloc]] = tuple  # of the other headings, for one drawn from them

    @cached_property
    def remplissage(self) -> Remplissage:
        tiree = TIREES.get(self.code)
        return tiree(self.sujet, self.reste()) if tiree else fill(self.code, self.sujet)

    @property
    def blocs(self) -> tuple[Bloc, ...]:
        """Return what it prints: somebody's words first, then what fills itself."""
        return (*self.mots, *self.remplissage.blocs)

    @property
    def est_ajoutee(self) -> bool:
        return self.code.startswith(Redaction.AJOUTEE)

    @property
    def est_libre(self) -> bool:
        """Say whether it may go to another part: the outline does not hold it."""
        return self.est_ajoutee or self.hors_approche

    @property
    def ecartee_pour(self) -> str:
        """Return why it is set aside; nothing when it is not."""
        return self.redaction.ecartee_pour if self.redaction else ""

    @cached_property
    def apercu(self) -> Apercu:
        """Return whether it fills itself and what it misses, without writing what takes long."""
        if tire := APERCUS_TIRES.get(self.code):
            return tire(self.sujet, self.reste())
        preview = APERCUS.get(self.code)
        return preview(self.sujet) if preview else self.remplissage.apercu

    @property
    def etat(self) -> EtatRubrique:
        return compute_etat(remplie=self.apercu.remplie, redigee=bool(self.mots))

    @property
    def est_prete(self) -> bool:
        return self.etat is not EtatRubrique.A_ECRIRE


@dataclass(frozen=True)
class PartieLue:
    """A part of the scheme, its headings in the order that the space gave them."""

    numero: int
    titre: str
    texte: str
    rubriques: tuple[RubriqueLue, ...]

    @property
    def gardees(self) -> tuple[RubriqueLue, ...]:
        """Return the headings that are not set aside."""
        return tuple(r for r in self.rubriques if not r.ecartee_pour)

    @property
    def voisines(self) -> list[tuple[RubriqueLue | None, RubriqueLue, RubriqueLue | None]]:
        avant, apres = (None, *self.gardees[:-1]), (*self.gardees[1:], None)
        return list(zip(avant, self.gardees, apres, strict=False))

    @property
    def ecartees(self) -> tuple[RubriqueLue, ...]:
        return tuple(r for r in self.rubriques if r.ecartee_pour)


@dataclass(frozen=True)
class SchemaLu:
    sujet: Sujet
    parties: tuple[PartieLue, ...]

    @property
    def rubriques(self) -> tuple[RubriqueLue, ...]:
        return tuple(r for partie in self.parties for r in partie.gardees)

    @property
    def nb_pretes(self) -> int:
        return sum(r.est_prete for r in self.rubriques)

    def find(self, code: str) -> RubriqueLue | None:
        toutes = (r for partie in self.parties for r in partie.rubriques)
        return next((r for r in toutes if r.code == code), None)

    def find_partie(self, rubrique: RubriqueLue) -> PartieLue:
        return self.parties[rubrique.partie - 1]

    def find_voisines(self, code: str) -> tuple[RubriqueLue | None, RubriqueLue | None]:
        """Return the headings before and after one; none for one that is set aside."""
        suite = self.rubriques
        place = next((rang for rang, r in enumerate(suite) if r.code == code), None)
        if place is None:
            return None, None
        apres = suite[place + 1] if place + 1 < len(suite) else None
        return (suite[place - 1] if place else None), apres


def find_schema(espace: Espace) -> Schema | None:
    """Return what is said once of the scheme; None before anything is."""
    return Schema.objects.filter(espace=espace).first()


def list_anciens(espace: Espace, code: str) -> QuerySet[TexteAncien]:
    return TexteAncien.objects.filter(espace=espace, code=code).select_related("ecrit_par")


def list_jalons(espace: Espace) -> QuerySet[Jalon]:
    return Jalon.objects.filter(espace=espace)


def list_comites(espace: Espace) -> QuerySet[Comite]:
    return Comite.objects.filter(espace=espace)


def read_schema(espace: Espace) -> SchemaLu:
    redactions = Redaction.objects.filter(espace=espace).select_related("modifiee_par")
    return build_schema(read_sujet(espace), redactions)


def build_schema(sujet: Sujet, redactions: Iterable[Redaction] = ()) -> SchemaLu:
    par_code = {redaction.code: redaction for redaction in redactions}
    parties: list[PartieLue] = []

    def list_reste() -> Iterator[Bloc]:
        gardees = (r for partie in parties for r in partie.gardees if r.code not in TIREES)
        return (bloc for rubrique in gardees for bloc in rubrique.blocs)

    for numero, partie in enumerate(load_approches().outline(sujet.approche), start=1):
        lues = _order(_list(numero, partie, sujet, par_code))
        rubriques = tuple(replace(r, reste=list_reste) if r.code in TIREES else r for r in lues)
        parties.append(PartieLue(numero, partie.titre, partie.texte, rubriques))
    return SchemaLu(sujet, tuple(parties))


def _list(
    numero: int, partie: Partie, sujet: Sujet, par_code: dict[str, Redaction]
) -> Iterator[tuple[int, RubriqueLue]]:
    for place, modele in enumerate(partie.rubriques, start=1):
        redaction = par_code.get(modele.code)
        rang = redaction.rang if redaction and redaction.rang is not None else place * PAS
        titre = (redaction.titre if redaction else "") or modele.titre
        yield (
            rang,
            RubriqueLue(
                modele.code, numero, titre, sujet, modele, redaction, mots=_read(redaction)
            ),
        )
    connues = {modele.code for modele in partie.rubriques}
    for redaction in par_code.values():
        if redaction.partie == numero and redaction.code not in connues:
            yield from _list_autre(numero, redaction, sujet)


def _list_autre(
    numero: int, redaction: Redaction, sujet: Sujet
) -> Iterator[tuple[int, RubriqueLue]]:
    """Give a heading that the space added, or one of another approach that has words."""
    rang = redaction.rang if redaction.rang is not None else 100 * PAS
    mots = _read(redaction)
    if redaction.code.startswith(Redaction.AJOUTEE):
        lue = RubriqueLue(
            redaction.code, numero, redaction.titre, sujet, redaction=redaction, mots=mots
        )
        yield rang, lue
    elif mots:
        modele = _find_ailleurs(redaction.code)
        titre = redaction.titre or (modele.titre if modele else redaction.code)
        yield rang, RubriqueLue(redaction.code, numero, titre, sujet, modele, redaction, True, mots)  # noqa: FBT003 - its name is in the class


def _find_ailleurs(code: str) -> Rubrique | None:
    lues = load_approches()
    toutes = (
        *(r for partie in lues.trame for r in partie.rubriques),
        *(r for description in lues.approches for r in description.plan),
    )
    return next((r for r in toutes if r.code == code), None)


def _order(rubriques: Iterable[tuple[int, RubriqueLue]]) -> tuple[RubriqueLue, ...]:
    return tuple(rubrique for _, rubrique in sorted(rubriques, key=lambda une: une[0]))


def _read(redaction: Redaction | None) -> tuple[Bloc, ...]:
    return redaction.read_blocs() if redaction else ()


@dataclass(frozen=True)
class ExempleLu:
    """What a sheet of the register does of a heading, and the source of that sheet that says so."""

    fiche: Fiche
    texte: str
    source: SourcePublique | None


def _find_source(fiche: Fiche, exemple: Exemple) -> SourcePublique | None:
    sources = fiche.spaser.sources
    siennes = (source for source in sources if source.url == exemple.source)
    return next(siennes, None) or next(iter(sources), None)


def list_exemples() -> dict[str, ExempleLu]:
    exemples = {
        rubrique.code: rubrique.exemple
        for partie in load_approches().trame
        for rubrique in partie.rubriques
        if rubrique.exemple
    }
    fiches = Fiche.objects.publiees().filter(identifiant__in=[e.fiche for e in exemples.values()])
    par_identifiant = {fiche.identifiant: fiche for fiche in fiches}
    return {
        code: ExempleLu(fiche, exemple.texte, _find_source(fiche, exemple))
        for code, exemple in exemples.items()
        if (fiche := par_identifiant.get(exemple.fiche))
    }
