"""What a buyer buys, drawn for a page: its years, its families, what ends soon."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from spaser.documents import francais
from spaser.documents.dessins import Legende, Rang, draw_colonnes, draw_rangs
from spaser.documents.dessins_pages import draw_pavage
from spaser.moteur.portrait import Portrait, Volume

_ANNEES_MAX: Final = 8  # that a phone holds side by side
_PEU: Final = 4  # families that bars name, and under which tiles say less than bars


@dataclass(frozen=True)
class ImageAchats:
    """A picture, what it tells in a line, and its table; `cle` names its first column."""

    cle: str
    titre: str
    note: str
    volumes: tuple[Volume, ...]
    rangs: Sequence[Rang]
    trace: Callable[[Legende], str]

    @property
    def dessin(self) -> SafeString:
        """Draw it, unless it would only repeat a number."""
        dits = ", ".join(f"{rang.nom}\u00a0: {rang.etiquette}" for rang in self.rangs)
        legende = Legende(f"achats-{self.cle[0]}", "", f"{dits}.")
        return mark_safe(self.trace(legende) if len(self.rangs) > 1 else "")  # noqa: S308 - drawings escape every text


def draw_achats(lu: Portrait, annee: int, incompletes: Collection[int]) -> list[ImageAchats]:
    """Draw what a buyer published; `annee` is the year of the page, `incompletes` are not whole."""
    return [_draw_annees(lu.annees, annee, incompletes), _draw_fins(lu), _draw_familles(lu)]


def _draw_annees(
    volumes: tuple[Volume, ...], montree: int, incompletes: Collection[int]
) -> ImageAchats:
    connues = {int(volume.nom): volume.marches for volume in volumes if volume.nom.isdigit()}
    colonnes = [
        Rang(str(annee), francais.format_nombre(n), n, annee in incompletes, annee == montree)
        for annee, n in sorted(connues.items())[-_ANNEES_MAX:]
    ]
    hachurees = francais.enumerate_mots([c.nom for c in colonnes if c.partielle])
    note = f"Pas encore entière\u00a0: {hachurees}." if hachurees else ""
    titre = _tell_annees(connues, montree, incompletes)
    trace = partial(draw_colonnes, colonnes=colonnes)
    return ImageAchats("Année", titre, note, volumes, colonnes, trace)


def _tell_annees(connues: dict[int, int], montree: int, incompletes: Collection[int]) -> str:
    """Set the year of the page beside the one before, when both are whole."""
    avant = montree - 1
    if not {montree, avant} <= connues.keys() - set(incompletes):
        return "Marchés publiés par année"
    ecart = connues[montree] - connues[avant]
    dit = francais.pluriel(abs(ecart), "marché publié", "marchés publiés")
    dit = f"{dit} de {'plus' if ecart > 0 else 'moins'}" if ecart else "Autant de marchés publiés"
    return f"{dit} qu’en {avant}"


def _draw_familles(lu: Portrait) -> ImageAchats:
    """Draw the share of each family; what has no amount is only in the table."""
    rangs = [
        Rang(famille.nom, francais.format_euros_courts(famille.montant), famille.montant)
        for famille in lu.familles
        if famille.montant and famille.montant > 0
    ]
    titre, note, total = "Montants par famille d’achat", "", sum(rang.compte for rang in rangs)
    if rangs:
        part = francais.format_pourcent(rangs[0].compte / total)
        annees = [volume.nom for volume in lu.annees if volume.nom.isdigit()]
        periode = " à ".join(dict.fromkeys((annees[0], annees[-1]))) if annees else ""
        depuis = periode and f" {'de' if len(annees) > 1 else 'en'} {periode}"
        somme = francais.format_euros_courts(total)
        titre = f"{rangs[0].nom}\u00a0: {part} des {somme}{depuis}"
        note = "HT, à l’attribution."
    trace = partial(draw_parts, rangs=rangs)
    return ImageAchats("Famille", titre, note, lu.familles, rangs, trace)


def draw_parts(
    legende: Legende, rangs: Sequence[Rang], haut: float = 220.0, place: float = 760.0
) -> str:
    """Draw parts in euros as tiles, the largest first, or as bars out of their whole.

    Bars on a phone, and where there are few parts or one has half. `place` is how wide a page
    lets tiles be, in pixels.
    """
    premiers, autres, total = list(rangs[:_PEU]), rangs[_PEU:], sum(rang.compte for rang in rangs)
    if autres:
        nom = francais.pluriel(len(autres), "autre famille", "autres familles")
        reste = sum(rang.compte for rang in autres)
        premiers.append(Rang(nom, francais.format_euros_courts(reste), reste))
    if len(rangs) < _PEU or 2 * rangs[0].compte > total:
        return draw_rangs(legende, premiers, total=total)
    etroite = replace(legende, identifiant=f"{legende.identifiant}-etroit")
    barres = draw_rangs(etroite, premiers, total=total)
    pave = draw_pavage(legende, rangs, haut, place)
    return f'<div class="g-large">{pave}</div><div class="g-etroit">{barres}</div>'


def _draw_fins(lu: Portrait) -> ImageAchats:
    """Draw a column a month, from the first that sees a contract end to the last."""
    dit = francais.pluriel(lu.nb_echeances, "marché prend fin", "marchés prennent fin")
    fins = {fin.nom: fin for fin in lu.fins}
    mois = _list_mois(lu.fins[0].nom, lu.fins[-1].nom) if fins else {}
    nombres = {nom: fins[cle].marches if cle in fins else 0 for cle, nom in mois.items()}
    rangs = [Rang(nom, francais.format_nombre(n), n) for nom, n in nombres.items()]
    plus_haut = max(nombres.values(), default=0)
    colonnes = [
        Rang(rang.nom[0].upper(), rang.etiquette * (rang.valeur == plus_haut), rang.valeur)
        for rang in rangs
    ]
    bornes = f"De {rangs[0].nom} à {rangs[-1].nom}" if len(rangs) > 1 else "Durées publiées"
    titre = f"{dit if fins else 'Aucun marché ne prend fin'} d’ici douze mois"
    volumes = tuple(replace(fin, nom=mois[cle]) for cle, fin in fins.items())
    trace = partial(draw_colonnes, colonnes=colonnes)
    return ImageAchats("Mois", titre, f"{bornes}, sans reconduction.", volumes, rangs, trace)


def _list_mois(premier: str, dernier: str) -> dict[str, str]:
    """Return the months from one to another, 2026-12 to 2027-11, with their names."""
    debut, fin = (12 * int(cle[:4]) + int(cle[5:]) - 1 for cle in (premier, dernier))
    rangs = (divmod(rang, 12) for rang in range(debut, fin + 1))
    return {f"{an}-{mois + 1:02}": f"{francais.MOIS[mois]} {an}" for an, mois in rangs}
