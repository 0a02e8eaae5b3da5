"""The path of a buyer, step by step: as the team edits it, as it is read."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

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
    return SafeString(render_to_string("parcours/etape.html", {"etape": etape, "rang": ""}))


PARCOURS: Final = genres.Genre(
    code="parcours",
    titre="Parcours",
    un="une étape",
    forme=EtapeParcours,
    load=load_parcours,
    render=render_etape,
    pages=lambda etape: [("Parcours", f"{reverse('parcours:page')}#{etape.code}")],
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


# --- The parcours, on one page ---


TITRE: Final = "Parcours"


@ouverte_a_tous
@shows("parcours/page.html")
def page_parcours(request: HttpRequest) -> Rendu:
    espace = find_espace_sien(request.user)
    etapes = read_etapes(timezone.localdate(), espace)
    contexte: dict[str, Any] = {
        "fil": [(TITRE, None)],
        "etapes": etapes,
        "espace": espace,
        "mise_a_jour": find_mise_a_jour(tuple(lue.etape for lue in etapes)),
        "prochains": list_prochains(timezone.now()),
        "questionnaires": list_ouverts(timezone.localdate(), MomentQuestionnaire.PARCOURS),
    }
    return contexte
