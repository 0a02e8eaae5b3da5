"""The app `portail`, for Django."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.apps import AppConfig
from django.urls import reverse
from django.utils import timezone

from spaser.regles.droits import Operation
from spaser.site.socle import pages

_SOMMAIRE: Final = pages.Entree("Aide", "aide:sommaire", 0, pages.Zone.RESSOURCES)


def _offer_aide() -> None:
    from spaser.site.portail.aide import SOURCE
    from spaser.site.recherche.services import register_textes

    register_textes(SOURCE)
    pages.register_entree(_SOMMAIRE)
    pages.register_pages("aide", _list_pages_aide)


def _list_pages_aide() -> Iterator[pages.PagePubliee]:
    from spaser.site.portail.aide import load_guide

    yield pages.PagePubliee(reverse(_SOMMAIRE.vue))
    yield from (pages.PagePubliee(page.adresse) for page in load_guide().values())


_LISTE_CONSIDERATIONS: Final = pages.Entree(
    "Clauses et critères à copier", "considerations:liste", 15, pages.Zone.METHODE
)


def _offer_considerations() -> None:
    from spaser.site.chiffres.mesures import register_suites
    from spaser.site.editorial.genres import register_genre
    from spaser.site.portail.app import SOURCE_CONSIDERATIONS
    from spaser.site.portail.considerations import FAMILLES, REGLES, list_suites_considerations
    from spaser.site.recherche.services import register_textes

    register_textes(SOURCE_CONSIDERATIONS)
    register_genre(FAMILLES)
    register_genre(REGLES)
    register_suites("considerations", list_suites_considerations)
    pages.register_entree(_LISTE_CONSIDERATIONS)
    pages.register_pages("considerations", _list_pages_considerations)


def _list_pages_considerations() -> Iterator[pages.PagePubliee]:
    from spaser.site.portail.considerations import read_considerations

    yield pages.PagePubliee(reverse(_LISTE_CONSIDERATIONS.vue))
    for famille in read_considerations(timezone.localdate()):
        yield pages.PagePubliee(reverse("considerations:famille", args=[famille.code]))


_PAGE_FAQ: Final = pages.Entree("Foire aux questions", "faq:page", 5, pages.Zone.RESSOURCES)


def _offer_faq() -> None:
    from spaser.site.editorial.genres import register_genre, register_suite
    from spaser.site.organisations.acces import allow
    from spaser.site.portail.app import SOURCE_FAQ
    from spaser.site.portail.faq import FAQ, RESSOURCES
    from spaser.site.portail.questions_recues import close_repondues
    from spaser.site.recherche.services import register_textes

    register_textes(SOURCE_FAQ)
    pages.register_entree(_PAGE_FAQ)
    pages.register_entree(
        pages.Entree(
            "Questions reçues",
            "faq:questions_recues",
            ordre=33,
            zone=pages.Zone.EQUIPE,
            icone="fr-icon-questionnaire-line",
            visible=allow(Operation.RELIRE_TEXTE),
        )
    )
    pages.register_pages("faq", lambda: [pages.PagePubliee(reverse(_PAGE_FAQ.vue))])
    register_genre(FAQ)
    register_suite(FAQ, close_repondues)
    register_genre(RESSOURCES)


def _offer_fiches() -> None:
    from spaser.site.editorial.genres import register_genre
    from spaser.site.portail.app import SOURCE_FICHES
    from spaser.site.portail.approches import FICHES
    from spaser.site.recherche.services import register_textes

    register_textes(SOURCE_FICHES)
    register_genre(FICHES)
    pages.register_entree(pages.Entree("Fiches pratiques", "fiches:liste", 10, pages.Zone.METHODE))
    pages.register_pages("fiches", _list_pages_fiches)


def _list_pages_fiches() -> Iterator[pages.PagePubliee]:
    from spaser.site.portail.approches import read_fiches_pratiques

    fiches = read_fiches_pratiques(timezone.localdate())
    yield pages.PagePubliee(reverse("fiches:liste"))
    yield from (pages.PagePubliee(reverse("fiches:fiche", args=[f.code])) for f in fiches)


_PAGE_PARCOURS: Final = pages.Entree("Parcours", "parcours:page", 5)


def _offer_parcours() -> None:
    from spaser.site.editorial.genres import register_genre
    from spaser.site.portail.app import SOURCE_PARCOURS
    from spaser.site.portail.parcours import PARCOURS
    from spaser.site.recherche.services import register_textes

    register_textes(SOURCE_PARCOURS)
    pages.register_entree(_PAGE_PARCOURS)
    pages.register_pages("parcours", lambda: [pages.PagePubliee(reverse(_PAGE_PARCOURS.vue))])
    register_genre(PARCOURS)


_ENTREES: Final = (
    pages.Entree("Schémas et guides à lire", "portail:ressources", 10, pages.Zone.RESSOURCES),
    pages.Entree("À propos", "portail:a_propos", 5, pages.Zone.PIED),
    pages.Entree("Contact", "portail:contact", 30, pages.Zone.PIED),
    pages.Entree("Plan du site", "portail:plan", 0, pages.Zone.LEGAL),
    pages.Entree(
        "Accessibilité\u00a0: non conforme", "portail:accessibilite", 10, pages.Zone.LEGAL
    ),
    pages.Entree("Mentions légales", "portail:mentions", 20, pages.Zone.LEGAL),
    pages.Entree("Données personnelles", "portail:donnees_personnelles", 30, pages.Zone.LEGAL),
    pages.Entree("Conditions d’utilisation", "portail:conditions", 40, pages.Zone.LEGAL),
)


def _offer_portail() -> None:
    from spaser.site.editorial.genres import register_genre
    from spaser.site.portail import accueil_site, app
    from spaser.site.recherche.services import register_synonymes, register_textes

    register_textes(app.PAGES)
    register_textes(app.RESSOURCES)
    register_genre(accueil_site.SYNONYMES)
    register_synonymes(accueil_site.read_synonymes_edites)
    for entree in _ENTREES:
        pages.register_entree(entree)
    pages.register_pages("portail", _list_pages_portail)


def _list_pages_portail() -> Iterator[pages.PagePubliee]:
    yield pages.PagePubliee(reverse("portail:accueil"))
    yield from (pages.PagePubliee(reverse(entree.vue)) for entree in _ENTREES)


_LISTE_PRATIQUES: Final = pages.Entree(
    "Bonnes pratiques", "pratiques:liste", 40, pages.Zone.METHODE
)


def _offer_pratiques() -> None:
    from spaser.site.chiffres.mesures import register_suites
    from spaser.site.editorial.genres import register_genre
    from spaser.site.organisations.acces import allow
    from spaser.site.portail.app import SOURCE_PRATIQUES
    from spaser.site.portail.pratiques import PRATIQUES, list_suites_pratiques
    from spaser.site.recherche.services import register_textes

    register_textes(SOURCE_PRATIQUES)
    register_genre(PRATIQUES)
    register_suites("pratiques", list_suites_pratiques)
    pages.register_entree(_LISTE_PRATIQUES)
    pages.register_entree(
        pages.Entree(
            "Pratiques à relire",
            "pratiques:file",
            ordre=33,
            zone=pages.Zone.EQUIPE,
            icone="fr-icon-chat-check-line",
            visible=allow(Operation.RELIRE_TEXTE),
        )
    )
    pages.register_pages("pratiques", _list_pages_pratiques)


def _list_pages_pratiques() -> Iterator[pages.PagePubliee]:
    from spaser.site.portail.pratiques import read_pratiques

    yield pages.PagePubliee(reverse(_LISTE_PRATIQUES.vue))
    for pratique in read_pratiques(timezone.localdate()):
        yield pages.PagePubliee(reverse("pratiques:fiche", args=[pratique.code]))


class PortailConfig(AppConfig):
    name = "spaser.site.portail"
    verbose_name = "Portail"

    def ready(self) -> None:
        _offer_pratiques()
        _offer_faq()
        _offer_parcours()
        _offer_fiches()
        _offer_considerations()
        _offer_aide()
        _offer_portail()
