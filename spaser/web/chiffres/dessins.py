"""The drawing of an indicator: bars for a share, columns for a total."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.safestring import SafeString, mark_safe

from spaser.documents.francais import choose_unite, format_unites, typographie
from spaser.documents.graphiques import Barre, BarreAnnee, draw_barres, draw_colonnes
from spaser.documents.lecture import NON_CONNU, Mesure


def draw(mesures: Sequence[Mesure]) -> SafeString | str:
    """Draw one measure year by year; nothing when no year has a value, or for a plain mean."""
    if all(mesure.valeur.valeur is None for mesure in mesures):
        return ""
    premiere = mesures[0]
    identifiant = f"g-{premiere.fiche.code}-{premiere.valeur.variante}".lower()
    titre = f"{premiere.fiche.libelle}, par année"
    if premiere.est_part:
        dessin = draw_barres(identifiant, titre, _describe(mesures), [_barre(m) for m in mesures])
    elif premiere.valeur.variante == "total":
        dessin = draw_colonnes(identifiant, titre, _describe(mesures), _colonnes(mesures))
    else:
        return ""
    return mark_safe(dessin)  # noqa: S308 - `graphiques` escapes every text it draws


def _barre(mesure: Mesure) -> Barre:
    valeur = mesure.valeur
    note = NON_CONNU if mesure.verdict == "absent" else None
    return Barre(str(mesure.annee), mesure.texte, valeur.valeur, valeur.bas, valeur.haut, note)


def _colonnes(mesures: Sequence[Mesure]) -> list[BarreAnnee]:
    diviseur = 1.0
    if mesures[0].en_euros:
        diviseur, _ = choose_unite(max(m.valeur.valeur or 0.0 for m in mesures))
    return [
        BarreAnnee(
            str(m.annee),
            "?" if m.valeur.valeur is None else format_unites(m.valeur.valeur / diviseur),
            m.valeur.valeur,
        )
        for m in mesures
    ]


def _describe(mesures: Sequence[Mesure]) -> str:
    """Say a drawing in one sentence a year."""
    phrases = [
        f"{m.annee} : {m.raison if m.verdict == 'absent' else m.texte}"
        f"{f', {m.fourchette}' if m.fourchette else ''}."
        for m in mesures
    ]
    return typographie(" ".join(phrases))
