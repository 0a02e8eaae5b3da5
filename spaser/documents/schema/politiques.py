"""The plans that touch purchases, and what they expect of them: by plan, or by theme."""

from collections.abc import Sequence
from dataclasses import dataclass

from spaser.documents.document import Bloc, Tableau
from spaser.documents.francais import typographie
from spaser.documents.schema.textes import tell_cellule


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLu:
    """A plan: its years, who leads it, what it expects of purchases; unknown is empty."""

    nom: str
    etat: str
    periode: str = ""
    pilote: str = ""
    attentes: tuple[str, ...] = ()


def write_politiques(plans: Sequence[PlanLu]) -> tuple[Bloc, ...]:
    if not plans:
        return ()
    return (
        Tableau(
            "Plans et politiques qui touchent aux achats",
            ("Plan", "Années", "Pilote", "Ce qu’il attend des achats"),
            tuple(
                (
                    typographie(f"{plan.nom} ({plan.etat})" if plan.etat else plan.nom),
                    tell_cellule(plan.periode),
                    tell_cellule(plan.pilote),
                    tell_cellule(" ; ".join(texte.rstrip(". ") for texte in plan.attentes)),
                )
                for plan in plans
            ),
            (4, 2, 3, 6),
            ligne_nommee=True,
            identifiant="politiques_politiques_plans",
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AttenteLue:
    theme: str
    texte: str
    plan: str
    indicateur: str = ""


def write_attentes(attentes: Sequence[AttenteLue]) -> tuple[Bloc, ...]:
    """Return what plans expect, theme after theme; what has no theme comes last."""
    if not attentes:
        return ()
    return (
        Tableau(
            "Ce que nos politiques attendent des achats, par thème",
            ("Thème", "Objectif", "Plan", "Indicateur"),
            tuple(
                tuple(map(tell_cellule, (a.theme, a.texte, a.plan, a.indicateur)))
                for a in sorted(attentes, key=lambda a: (not a.theme, a.theme))
            ),
            (4, 5, 4, 4),
            ligne_nommee=True,
            identifiant="politiques_pp_attentes_themes",
        ),
    )
