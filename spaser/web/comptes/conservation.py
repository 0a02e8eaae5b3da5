"""What becomes of the rows of a model when a space is handed over and when a person leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db.models import QuerySet

if TYPE_CHECKING:
    from django.db.models import Field, Model

    from spaser.web.comptes.models import Utilisateur


@dataclass(frozen=True)
class Dispense:
    """Why something is not done with the rows of a model."""

    raison: str


PAR_LE_JOURNAL: Final = Dispense(
    "What a person did in it is in the journal, handed over with her account."
)


@dataclass(frozen=True)
class Modele:
    """A model, declared once: a test walks every model of the site and proves what is said here.

    Its rows move with their space, unless `hors_espace` says why there is none. `gestes` are those
    by which the history of a space tells of them. `export` is where the export of a person's data
    holds them (« marches.fichiers »). When a person is erased, the rows that `efface` leads to go,
    and the links of `detache` are emptied; any other link points at an account that no longer says
    who it was.
    """

    classe: type[Model]
    gestes: tuple[str, ...] | Dispense = ()
    export: str | Dispense = ""
    efface: tuple[str, ...] = ()
    detache: tuple[str, ...] = ()
    hors_espace: str = ""

    def forget(self, personne: Utilisateur) -> None:
        """Erase this person's rows, and take her off those that stay."""
        for champ in self.efface:
            self._rows_of(personne, champ).delete()
        for champ in self.detache:
            vide = None if self._find(champ).null else ""
            self._rows_of(personne, champ).update(**{champ: vide})

    def _rows_of(self, personne: Utilisateur, champ: str) -> QuerySet[Model]:
        """Return the rows that name this person, by her account or by her address."""
        qui = personne if self._find(champ).is_relation else personne.courriel
        return QuerySet(self.classe).filter(**{champ: qui})

    def _find(self, champ: str) -> Field[Any, Any]:
        champs = self.classe._meta.concrete_fields  # noqa: SLF001 - Django's own name for it
        return next(trouve for trouve in champs if trouve.name == champ)
