"""The timeline of a plan, drawn as SVG: a bar an action from its beginning to its end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from spaser.grandeurs import add_mois
from spaser.web.plan.lecture import ActionLue

LIGNES_MAX: Final = 60  # beyond, bars could no longer be told apart
_GAUCHE: Final = 210
_LARGEUR: Final = 960
_PAS: Final = 22
_HAUT: Final = 30
_CORPS: Final = 14
_LIBELLE: Final = 34  # signs that stand before a bar
_MOIS_MAX: Final = 72  # six years: a date typed by mistake does not flatten all the others
_AN: Final = 12


@dataclass(frozen=True, slots=True)
class Periode:
    debut: date
    mois: int

    def place(self, jour: date) -> float:
        ecoules = (jour.year - self.debut.year) * _AN + jour.month - self.debut.month
        part = (ecoules + (jour.day - 1) / 31) / self.mois
        return _GAUCHE + (_LARGEUR - _GAUCHE) * min(max(part, 0.0), 1.0)


def draw_frise(actions: Sequence[ActionLue], jour: date) -> SafeString | None:
    """Draw the actions that have a date, the first ones; None when none has."""
    datees = [lue for lue in actions if _bounds(lue)][:LIGNES_MAX]
    if not datees:
        return None
    periode = find_periode([bornes for lue in datees if (bornes := _bounds(lue))])
    hauteur = _HAUT + _PAS * len(datees) + 8
    corps = "".join(
        [
            *_draw_annees(periode, hauteur),
            *(_draw_barre(lue, rang, periode) for rang, lue in enumerate(datees)),
            _draw_jour(periode, jour, hauteur),
        ]
    )
    return mark_safe(  # noqa: S308 - every word of it is escaped
        f'<svg class="plan-frise" viewBox="0 0 {_LARGEUR} {hauteur}" role="img" '
        'xmlns="http://www.w3.org/2000/svg" aria-labelledby="frise-titre frise-texte">'
        '<title id="frise-titre">Calendrier des actions</title>'
        f'<desc id="frise-texte">Une barre par action, du début à l’échéance ; le tableau '
        f"ci-dessous donne les mêmes dates.</desc>{corps}</svg>"
    )


def find_periode(bornes: Sequence[tuple[date, date]]) -> Periode:
    """Return the months from the first beginning to the last end, six years at most.

    Beyond, those six years that hold most actions: a year typed wrong leaves the others in sight.
    """
    debuts = sorted({debut.replace(day=1) for debut, _ in bornes})
    debut = max(debuts, key=lambda debut: _count(bornes, debut))
    fin = max(fin for _, fin in bornes)
    mois = (fin.year - debut.year) * _AN + fin.month - debut.month + 1
    return Periode(debut, min(mois, _MOIS_MAX))


def _count(bornes: Sequence[tuple[date, date]], debut: date) -> int:
    """Count the actions that begin and end within the six years from a day."""
    fin = add_mois(debut, _MOIS_MAX)
    return sum(debut <= de and a < fin for de, a in bornes)


def _bounds(lue: ActionLue) -> tuple[date, date] | None:
    debut, fin = lue.suivie.debut, lue.suivie.fin
    if debut and fin:
        return debut.debut, fin.fin
    if seule := debut or fin:
        return seule.debut, seule.fin
    return None


def _draw_annees(periode: Periode, hauteur: int) -> Iterator[str]:
    for rang in range(periode.mois):
        mois = add_mois(periode.debut, rang)
        x = periode.place(mois)
        if mois.month == 1 or rang == 0:
            yield f'<line class="f-an" x1="{x:.1f}" y1="8" x2="{x:.1f}" y2="{hauteur}"/>'
            if rang == 0 or x - periode.place(periode.debut) > _PAS * 2:
                yield f'<text class="f-mot" x="{x + 4:.1f}" y="18">{mois.year}</text>'


def _draw_barre(lue: ActionLue, rang: int, periode: Periode) -> str:
    bornes = _bounds(lue)
    assert bornes is not None  # noqa: S101 - only dated actions are drawn
    y = _HAUT + _PAS * rang
    x1, x2 = periode.place(bornes[0]), periode.place(bornes[1])
    titre = f"{lue.action.code} {lue.action.titre}"
    court = titre if len(titre) <= _LIBELLE else f"{titre[:_LIBELLE].rstrip()}…"
    classe = "retard" if lue.retard else lue.etat.value
    return (
        f'<text class="f-mot" x="0" y="{y + _CORPS - 3}">{escape(court)}</text>'
        f'<rect class="f-{classe}" x="{x1:.1f}" y="{y}" width="{max(x2 - x1, 4):.1f}" '
        f'height="{_CORPS}" rx="2"><title>{escape(titre)} : {escape(_tell(lue))}</title></rect>'
    )


def _draw_jour(periode: Periode, jour: date, hauteur: int) -> str:
    if not periode.debut <= jour < add_mois(periode.debut, periode.mois):
        return ""
    x = periode.place(jour)
    return (
        f'<line class="f-jour" x1="{x:.1f}" y1="22" x2="{x:.1f}" y2="{hauteur}">'
        "<title>Aujourd’hui</title></line>"
    )


def _tell(lue: ActionLue) -> str:
    debut, fin = lue.suivie.debut, lue.suivie.fin
    dates = " – ".join(jour.libelle for jour in (debut, fin) if jour)
    suite = f", en retard ({lue.retard.raison})" if lue.retard else ""
    return f"{dates}, {lue.etat.libelle.lower()}{suite}"
