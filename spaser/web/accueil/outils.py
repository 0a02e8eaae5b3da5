"""Where each tool of a space stands, by the part of the scheme that it fills."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from spaser.metier.approches import load_approches
from spaser.metier.trame import Partie, Rubrique
from spaser.web.commun.models import ReglageOutil
from spaser.web.commun.outils import Acte, Avancement, Outil, Stade, find_outil, list_outils
from spaser.web.commun.reglages import list_allumes, read_eteints
from spaser.web.organisations.models import Espace

_PARTOUT: Final = "Pour tous les chiffres du schéma"


@dataclass(frozen=True)
class OutilLu:
    outil: Outil
    avancement: Avancement
    nourrit: tuple[Outil, ...]
    rubriques: tuple[Rubrique, ...]  # the headings that it fills

    @property
    def stade(self) -> Stade | None:
        return self.avancement.stade

    @property
    def suite(self) -> Acte | None:
        return self.avancement.suite

    @property
    def classe(self) -> str:
        classes: dict[Stade | None, str] = {Stade.FAIT: "success", Stade.EN_COURS: "info"}
        return classes.get(self.stade, "new")


def read_outils(espace: Espace) -> list[OutilLu]:
    toutes = [r for partie in load_approches().trame for r in partie.rubriques]
    return [_read(outil, espace, toutes) for outil in list_allumes(espace)]


def group_outils(lus: Sequence[OutilLu]) -> list[tuple[str, list[OutilLu]]]:
    """Return tools under the first part that each fills; those that serve all of them come last."""
    parties = load_approches().trame
    groupes = [
        (partie.titre, [lu for lu in lus if _find_partie(lu, parties) is partie])
        for partie in parties
    ]
    groupes.append((_PARTOUT, [lu for lu in lus if not lu.rubriques]))
    return [(titre, outils) for titre, outils in groupes if outils]


def list_eteints(espace: Espace) -> list[tuple[Outil, ReglageOutil]]:
    reglages = ReglageOutil.objects.filter(espace=espace, actif=False).select_related("auteur")
    par_code = {reglage.outil: reglage for reglage in reglages}
    return [(outil, par_code[outil.code]) for outil in list_outils() if outil.code in par_code]


def count_faits(lus: Iterable[OutilLu]) -> tuple[int, int]:
    stades = [lu.stade for lu in lus if lu.stade]
    return stades.count(Stade.FAIT), len(stades)


def _read(outil: Outil, espace: Espace, rubriques: Iterable[Rubrique]) -> OutilLu:
    remplies = tuple(rubrique for rubrique in rubriques if rubrique.outil == outil.code)
    return OutilLu(outil, outil.avancement(espace), _list_nourris(outil, espace), remplies)


def _find_partie(lu: OutilLu, parties: Iterable[Partie]) -> Partie | None:
    return next((p for p in parties for r in p.rubriques if r in lu.rubriques), None)


def _list_nourris(outil: Outil, espace: Espace) -> tuple[Outil, ...]:
    trouves = (find_outil(code) for code in outil.nourrit)
    return tuple(o for o in trouves if o and o.code not in read_eteints(espace))
