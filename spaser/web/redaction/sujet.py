"""Whose scheme is composed: a space, or a SIREN of which only published figures are known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import cast

from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from spaser.documents.document import Bloc
from spaser.documents.francais import format_date
from spaser.documents.schema.voix import Voix
from spaser.metier.obligations.application import AcheteurConnu, Application, apply_all
from spaser.metier.propositions import EtatProposition
from spaser.metier.registre.nomenclatures import Approche
from spaser.web.chiffres.situation import Situation, read_publiee, read_situation
from spaser.web.commun.reglages import read_eteints
from spaser.web.depenses.acheteur import describe_acheteur, find_nature, list_obligations
from spaser.web.depenses.selectors import Depenses, read_depenses
from spaser.web.diagnostic.approche import find_choix
from spaser.web.diagnostic.campagnes.selectors import list_figees
from spaser.web.diagnostic.models import Campagne, ChoixApproche
from spaser.web.espace.models import ObligationGardee, Proposition
from spaser.web.espace.propositions import list_propositions
from spaser.web.grille.selectors import sort_lignes
from spaser.web.grille.tableau import list_mesures, list_suivis
from spaser.web.obligations.selectors import read_obligations
from spaser.web.organisations.identite import Identite, describe_espace
from spaser.web.organisations.models import Espace
from spaser.web.plan.blocs import read_plan_complet
from spaser.web.plan.lecture import PlanLu


@dataclass(frozen=True)
class Sujet:
    """A buyer, its situation on a day; without a space, nothing but published figures.

    What several headings read is read once.
    """

    identite: Identite
    situation: Situation
    jour: date
    espace: Espace | None = None

    @property
    def siren(self) -> str:
        return self.identite.siren

    @property
    def voix(self) -> Voix:
        """Return who speaks: the buyer in its space, somebody about it elsewhere."""
        return Voix() if self.espace else Voix(self.identite.nom)

    @property
    def source_publiee(self) -> str:
        jour = self.situation.publie.date_donnees
        source = "Données essentielles de la commande publique"
        return f"{source}, au {format_date(jour)}" if jour else source

    @cached_property
    def eteints(self) -> frozenset[str]:
        return read_eteints(self.espace) if self.espace else frozenset()

    @cached_property
    def depenses(self) -> Depenses | None:
        """Return the spend of the space; None without a space, or when the tool is off."""
        if self.espace is None or "depenses" in self.eteints:
            return None
        return read_depenses(self.espace)

    @cached_property
    def gardee(self) -> ObligationGardee | None:
        return list_obligations(self.espace).first() if self.espace else None

    @cached_property
    def choix(self) -> ChoixApproche | None:
        return find_choix(self.espace) if self.espace else None

    @property
    def approche(self) -> Approche | None:
        return Approche(self.choix.approche) if self.choix else None

    @cached_property
    def applications(self) -> tuple[Application, ...]:
        """Return what each duty of buyers is for this one, as far as its kind and size are sure."""
        return apply_all(read_obligations(self.jour), self._describe(), self.jour)

    def _describe(self) -> AcheteurConnu:
        if self.espace:
            return describe_acheteur(self.espace)
        nature = find_nature(self.siren, self.identite.type)
        return AcheteurConnu(nature=nature, habitants=self.identite.population)

    @cached_property
    def figees(self) -> tuple[Campagne, ...]:
        return tuple(list_figees(self.espace)) if self.espace else ()

    @cached_property
    def plan(self) -> PlanLu:
        return read_plan_complet(self.espace, self.jour) if self.espace else PlanLu((), ())

    @cached_property
    def retenues(self) -> tuple[Proposition, ...]:
        if self.espace is None:
            return ()
        return tuple(list_propositions(self.espace).filter(etat=EtatProposition.RETENUE.value))


@dataclass(frozen=True)
class Manque:
    """What a heading misses, in a sentence; `bouton` and `adresse` mend it in a space."""

    texte: str
    bouton: str = ""
    adresse: str = ""


@dataclass(frozen=True)
class Apercu:
    """What the outline shows of a heading: whether it fills itself, and what it misses."""

    remplie: bool
    manques: tuple[Manque, ...] = ()


@dataclass(frozen=True)
class Remplissage:
    """What a heading holds by itself, and what it misses."""

    blocs: tuple[Bloc, ...] = ()
    manques: tuple[Manque, ...] = ()

    @property
    def apercu(self) -> Apercu:
        return Apercu(bool(self.blocs), self.manques)


def read_sujet(espace: Espace) -> Sujet:
    """Return the buyer of a space, with all that the space knows, its figures when asked for."""
    return Sujet(
        identite=describe_espace(espace),
        situation=cast("Situation", SimpleLazyObject(lambda: _read_situation(espace))),
        jour=timezone.localdate(),
        espace=espace,
    )


def _read_situation(espace: Espace) -> Situation:
    """Return the four figures of the law, and those that the short list follows."""
    lignes = () if "grille" in read_eteints(espace) else sort_lignes(espace)
    return read_situation(espace, list_mesures(list_suivis(lignes)))


def read_sujet_public(identite: Identite) -> Sujet:
    return Sujet(identite, read_publiee(identite.siren), timezone.localdate())
