"""The path of a buyer, step by step: as the team edits it, as it is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.http import Http404, HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from spaser.documents.dessins_pages import Legende, draw_chemin
from spaser.regles.editorial import ReponseFaq
from spaser.regles.lecons import Lecon
from spaser.regles.parcours import EtapeParcours, load_parcours
from spaser.regles.questionnaires import MomentQuestionnaire
from spaser.site.editorial import genres
from spaser.site.editorial.services import find_mise_a_jour, read_contenus
from spaser.site.editorial.views import check_adresses, check_textes
from spaser.site.espace.navigation import EspaceSien, find_espace_sien
from spaser.site.organisations.acces import ouverte_a_tous
from spaser.site.portail.faq import read_faq
from spaser.site.rencontres.agenda.evenements import list_prochains
from spaser.site.rencontres.formation.services import read_lecons
from spaser.site.rencontres.questionnaires.resultats import list_ouverts
from spaser.site.socle.vues import Rendu, shows

# --- The parcours as the programme team edits it, step by step ---


def check_etape(etape: EtapeParcours, jour: date) -> list[str]:
    adresses = (lien.adresse for lien in (*etape.fiches, *etape.outils))
    fautes = check_textes(*etape.textes) + check_adresses(*adresses)
    connues = {reponse.code for reponse in read_faq(jour)}
    return fautes + [
        f"«\u00a0{code}\u00a0» n’est pas le code d’une réponse de la foire aux questions."
        for code in etape.faq
        if code not in connues
    ]


def render_etape(etape: EtapeParcours, _jour: date) -> SafeString:
    return SafeString(render_to_string("parcours/contenu.html", {"etape": etape}))


PARCOURS: Final = genres.Genre(
    code="parcours",
    titre="Parcours",
    un="une étape",
    forme=EtapeParcours,
    load=load_parcours,
    render=render_etape,
    pages=lambda etape: [("Parcours", reverse("parcours:etape", args=[etape.code]))],
    check=check_etape,
)


# --- Reads the parcours: its steps, the answers they lead to, the pages of somebody's space ---


@dataclass(frozen=True)
class EtapeLue:
    """A step, the answers and lessons that it leads to, and where she does it."""

    etape: EtapeParcours
    reponses: tuple[ReponseFaq, ...]
    lecons: tuple[Lecon, ...]
    tiroir: str


def read_parcours(jour: date) -> tuple[EtapeParcours, ...]:
    return read_contenus(PARCOURS, jour)


def read_etapes(jour: date, espace: EspaceSien | None) -> list[EtapeLue]:
    """Return the steps with all that they lead to; an answer that is gone is left out."""
    connues = {reponse.code: reponse for reponse in read_faq(jour)}
    lecons = read_lecons(jour)
    return [
        EtapeLue(
            etape,
            tuple(connues[code] for code in etape.faq if code in connues),
            tuple(lecon for lecon in lecons if lecon.acte_tiroir is etape.tiroir),
            espace.address(etape.tiroir) if espace else "",
        )
        for etape in read_parcours(jour)
    ]


# --- The parcours: the path, and a page for each of its steps ---


TITRE: Final = "Parcours"


def draw_parcours(etapes: Sequence[EtapeParcours], ici: int = 0) -> SafeString:
    """Draw the path, and where the reader is on it."""
    durees = [_tell_duree(etape.demi_mois) for etape in etapes]
    dites = (
        f"{rang}. {etape.titre}{duree and f', {duree}'}"
        for rang, (etape, duree) in enumerate(zip(etapes, durees, strict=True), 1)
    )
    legende = Legende("chemin", "Le parcours, à l’échelle du temps", " ; ".join(dites))
    mois = [etape.demi_mois / 2 for etape in etapes]
    return SafeString(draw_chemin(legende, list(zip(mois, durees, strict=True)), ici))


def _tell_duree(demi_mois: int) -> str:
    entiers, reste = divmod(demi_mois, 2)
    return f"{entiers}\u00a0mois{reste * '\u00a0½'}" if demi_mois else ""


@ouverte_a_tous
@shows("parcours/page.html")
def page_parcours(request: HttpRequest) -> Rendu:
    etapes = read_parcours(timezone.localdate())
    contexte: dict[str, Any] = {
        "fil": [(TITRE, None)],
        "etapes": etapes,
        "dessin": draw_parcours(etapes),
        "espace": find_espace_sien(request.user),
        "mise_a_jour": find_mise_a_jour(etapes),
        "prochains": list_prochains(timezone.now()),
        "questionnaires": list_ouverts(timezone.localdate(), MomentQuestionnaire.PARCOURS),
    }
    return contexte


@ouverte_a_tous
@shows("parcours/etape.html")
def page_etape(request: HttpRequest, code: str) -> Rendu:
    lues = read_etapes(timezone.localdate(), find_espace_sien(request.user))
    rang = next((n for n, lue in enumerate(lues) if lue.etape.code == code), None)
    if rang is None:
        raise Http404
    lue = lues[rang]
    contexte: dict[str, Any] = {
        "fil": [(TITRE, reverse("parcours:page")), (lue.etape.titre, None)],
        "lue": lue,
        "rang": rang + 1,
        "dessin": draw_parcours([une.etape for une in lues], rang + 1),
        "avant": lues[rang - 1].etape if rang else None,
        "apres": lues[rang + 1].etape if rang + 1 < len(lues) else None,
        "nombre": len(lues),
    }
    return contexte
