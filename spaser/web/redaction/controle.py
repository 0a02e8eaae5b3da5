"""The checklist of what the law asks of a scheme: what answers each duty in a space."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spaser.metier.approches import load_approches
from spaser.metier.cibles.controle import Constats, Controle, check_devoirs
from spaser.metier.indicateurs import SousTheme
from spaser.web.cibles.models import PointPasse
from spaser.web.cibles.selectors import SuiviAnnuel, read_suivi
from spaser.web.organisations.models import Espace
from spaser.web.politiques.selectors import list_presentes
from spaser.web.publication.selectors import find_schema_adopte
from spaser.web.redaction.automatique.actions import write_chapitre
from spaser.web.redaction.selectors import RubriqueLue, SchemaLu, read_schema

_DU_PLAN = frozenset({"axes", "fiches_action"})  # the headings that hold it, without an approach


@dataclass(frozen=True)
class PointControle:
    """A duty, the headings that answer it, and why it was left aside, if it was."""

    controle: Controle
    rubriques: tuple[RubriqueLue, ...]
    passe: PointPasse | None

    @property
    def etat(self) -> str:
        if self.controle.est_tenu:
            return "Rempli"
        return "Laissé de côté" if self.passe else "Il manque quelque chose"

    @property
    def couleur(self) -> str:
        if self.controle.est_tenu:
            return "success"
        return "" if self.passe else "warning"


def read_controle(espace: Espace) -> list[PointControle]:
    schema = read_schema(espace)
    suivi = read_suivi(espace, situation=schema.sujet.situation)
    passes = {passe.code: passe for passe in PointPasse.objects.filter(espace=espace)}
    return [
        PointControle(
            controle,
            tuple(r for code in controle.repondent if (r := schema.find(code))),
            passes.get(controle.devoir.code),
        )
        for controle in check_devoirs(_gather(espace, schema, suivi))
    ]


def _gather(espace: Espace, schema: SchemaLu, suivi: SuiviAnnuel) -> Constats:
    adopte = find_schema_adopte(espace)
    toutes = [r for partie in schema.parties for r in partie.rubriques]
    return Constats(
        rubriques={r.code: r.titre for r in toutes},
        pretes=frozenset(r.code for r in schema.rubriques if r.est_prete),
        cibles=frozenset(
            ligne.code for ligne in suivi.lignes if ligne.est_visee or ligne.cible_en_mots
        ),
        valeurs=frozenset(ligne.code for ligne in suivi.lignes if ligne.valeur),
        themes=_list_themes(espace, suivi),
        plan=tuple(_list_plan(schema)),
        rendu_public_le=adopte.rendu_public_le if adopte else None,
    )


def _list_plan(schema: SchemaLu) -> Iterator[str]:
    """Yield the headings where axes or actions stand, by themselves or in somebody's words."""
    sujet = schema.sujet
    chapitres = (
        {r.code for r in load_approches().find(sujet.approche).plan} if sujet.approche else ()
    )
    for rubrique in schema.rubriques:
        if rubrique.code in chapitres:
            porte = bool(write_chapitre(rubrique.code, rubrique.titre, sujet))
        elif rubrique.code in _DU_PLAN:
            porte = bool(sujet.plan.axes or sujet.plan.actions)
        else:
            continue
        if (porte and rubrique.est_prete) or rubrique.mots:
            yield rubrique.code


def _list_themes(espace: Espace, suivi: SuiviAnnuel) -> frozenset[SousTheme]:
    fiches = (ligne.vise.suivi.fiche for ligne in suivi.lignes)
    des_plans = (
        objectif.sous_theme
        for politique in list_presentes(espace)
        for objectif in politique.list_objectifs()
    )
    suivis = frozenset(fiche.sous_theme for fiche in fiches if fiche)
    return suivis | {theme for theme in des_plans if theme}
