"""Where each tool of a space stands."""

from __future__ import annotations

from dataclasses import dataclass

from spaser.web.commun.models import ReglageOutil
from spaser.web.commun.outils import Acte, Avancement, Outil, Stade, find_outil, list_outils
from spaser.web.commun.reglages import list_allumes, read_eteints
from spaser.web.organisations.models import Espace


@dataclass(frozen=True)
class OutilLu:
    """A tool as the page shows it."""

    outil: Outil
    avancement: Avancement
    nourrit: tuple[Outil, ...]

    @property
    def stade(self) -> Stade | None:
        """Return how far it is, when it can tell."""
        return self.avancement.stade

    @property
    def suite(self) -> Acte | None:
        """Return its next ten minutes, when it proposes some."""
        return self.avancement.suite

    @property
    def classe(self) -> str:
        """Return the look of its badge."""
        classes: dict[Stade | None, str] = {Stade.FAIT: "success", Stade.EN_COURS: "info"}
        return classes.get(self.stade, "new")


def read_outils(espace: Espace) -> list[OutilLu]:
    """Return the tools that are on, in order, each with where it stands."""
    return [_read(outil, espace) for outil in list_allumes(espace)]


def list_eteints(espace: Espace) -> list[tuple[Outil, ReglageOutil]]:
    """Return the tools that are off, with who switched them off and when."""
    reglages = ReglageOutil.objects.filter(espace=espace, actif=False).select_related("auteur")
    par_code = {reglage.outil: reglage for reglage in reglages}
    return [(outil, par_code[outil.code]) for outil in list_outils() if outil.code in par_code]


def count_faits(lus: list[OutilLu]) -> tuple[int, int]:
    """Return how many tools are done, of those that can tell."""
    stades = [lu.stade for lu in lus if lu.stade]
    return stades.count(Stade.FAIT), len(stades)


def _read(outil: Outil, espace: Espace) -> OutilLu:
    return OutilLu(outil, outil.avancement(espace), _list_nourris(outil, espace))


def _list_nourris(outil: Outil, espace: Espace) -> tuple[Outil, ...]:
    trouves = (find_outil(code) for code in outil.nourrit)
    return tuple(o for o in trouves if o and o.code not in read_eteints(espace))
