"""The path of a buyer, step by step: as the team edits it, as it is read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.http import Http404, HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from spaser.documents.dessins import Legende
from spaser.documents.dessins_pages import draw_chemin
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
    return SafeString(render_to_string("parcours/contenu.html", {"lue": EtapeLue(etape)}))


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
    reponses: tuple[ReponseFaq, ...] = ()
    lecons: tuple[Lecon, ...] = ()
    tiroir: str = ""

    @property
    def liens(self) -> Iterator[tuple[str, str, str]]:
        """Yield the tools, sheets and lessons: what each is, its address, its name."""
        yield from (("Outil", lien.adresse, lien.libelle) for lien in self.etape.outils)
        yield from (("Fiche", lien.adresse, lien.libelle) for lien in self.etape.fiches)
        for lecon in self.lecons:
            adresse = reverse("formation:lecon", args=[lecon.module, lecon.court])
            yield f"Leçon, {lecon.duree} minutes", adresse, lecon.titre


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
    durees = [(etape.demi_mois / 2, _tell_duree(etape.demi_mois)) for etape in etapes]
    dites = (f"{e.titre} {dite}".strip() for e, (_, dite) in zip(etapes, durees, strict=True))
    legende = Legende("chemin", "Le parcours, à l’échelle du temps", ", puis ".join(dites))
    return SafeString(draw_chemin(legende, durees, [etape.titre for etape in etapes], ici))


def _tell_duree(demi_mois: int) -> str:
    entiers, reste = divmod(demi_mois, 2)
    return f"{entiers}{reste * ',5'}\u00a0mois" if demi_mois else ""


@ouverte_a_tous
@shows("parcours/page.html")
def page_parcours(request: HttpRequest) -> Rendu:
    etapes = read_parcours(timezone.localdate())
    return {
        "fil": [(TITRE, None)],
        "etapes": etapes,
        "dessin": draw_parcours(etapes),
        "espace": find_espace_sien(request.user),
        "mise_a_jour": find_mise_a_jour(etapes),
        "prochains": list_prochains(timezone.now()),
        "questionnaires": list_ouverts(timezone.localdate(), MomentQuestionnaire.PARCOURS),
    }


@ouverte_a_tous
@shows("parcours/etape.html")
def page_etape(request: HttpRequest, code: str) -> Rendu:
    lues = read_etapes(timezone.localdate(), find_espace_sien(request.user))
    etapes = [lue.etape for lue in lues]
    rang = next((n for n, etape in enumerate(etapes) if etape.code == code), None)
    if rang is None:
        raise Http404
    return {
        "fil": [(TITRE, reverse("parcours:page")), (etapes[rang].titre, None)],
        "lue": lues[rang],
        "rang": rang + 1,
        "etapes": etapes,
        "dessin": draw_parcours(etapes, rang + 1),
        "voisines": [("left", e) for e in etapes[:rang][-1:]]
        + [("right", e) for e in etapes[rang + 1 :][:1]],
    }
