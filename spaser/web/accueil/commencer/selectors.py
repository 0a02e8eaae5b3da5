"""Where each tool of a space stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spaser.web.commun.models import ReglageOutil
from spaser.web.commun.outils import Etat, find_module, list_modules
from spaser.web.commun.reglages import list_allumes, read_eteints

if TYPE_CHECKING:
    from spaser.web.commun.outils import Acte, Avancement, Module
    from spaser.web.organisations.espaces import Espace


@dataclass(frozen=True)
class Outil:
    """A tool as the page shows it."""

    module: Module
    avancement: Avancement
    nourrit: tuple[Module, ...]

    @property
    def etat(self) -> Etat | None:
        """Return where it stands, when it can tell."""
        return self.avancement.etat

    @property
    def suite(self) -> Acte | None:
        """Return its next ten minutes, when it proposes some."""
        return self.avancement.suite

    @property
    def classe(self) -> str:
        """Return the look of its badge."""
        return {Etat.FAIT: "success", Etat.EN_COURS: "info"}.get(self.etat, "new")


def list_outils(espace: Espace) -> list[Outil]:
    """Return the tools that are on, in order, each with where it stands."""
    return [_read(module, espace) for module in list_allumes(espace)]


def list_eteints(espace: Espace) -> list[tuple[Module, ReglageOutil]]:
    """Return the tools that are off, with who switched them off and when."""
    reglages = ReglageOutil.objects.filter(espace=espace, actif=False).select_related("auteur")
    par_code = {reglage.outil: reglage for reglage in reglages}
    return [(m, par_code[m.code]) for m in list_modules() if m.code in par_code]


def count_faits(outils: list[Outil]) -> tuple[int, int]:
    """Return how many tools are done, of those that can tell."""
    etats = [outil.etat for outil in outils if outil.etat]
    return etats.count(Etat.FAIT), len(etats)


def _read(module: Module, espace: Espace) -> Outil:
    return Outil(module, module.avance(espace), _list_nourris(module, espace))


def _list_nourris(module: Module, espace: Espace) -> tuple[Module, ...]:
    trouves = (find_module(code) for code in module.nourrit)
    return tuple(m for m in trouves if m and m.code not in read_eteints(espace))
