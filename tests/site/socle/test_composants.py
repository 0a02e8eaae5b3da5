"""Components that pages put together."""

import re

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from dsfr.forms import DsfrBaseForm

from spaser.site.socle.templatetags.socle import adresse_avec, numeros
from tests.outils.pages import flatten


def _request(chemin="/registre/?q=bretagne&type=region&type=commune&page=3"):
    return RequestFactory().get(chemin)


def _render(nom, contexte, requete=None):
    return flatten(render_to_string(f"socle/composants/{nom}.html", contexte, request=requete))


def _paginate(numero, nombre=200):
    page = Paginator(range(nombre), 10).page(numero)
    return _render("pagination", {"page": page}, _request())


def test_a_page_keeps_the_question_asked():
    texte = _paginate(3)

    assert 'href="?q=bretagne&amp;type=region&amp;type=commune&amp;page=4" rel="next"' in texte
    assert 'href="?q=bretagne&amp;type=region&amp;type=commune"' in texte


def test_the_present_page_is_told_and_is_no_link():
    assert re.findall(r'<a [^>]*aria-current="page"[^>]*>(\d+)</a>', _paginate(3)) == ["3"]


@pytest.mark.parametrize(("numero", "inertes"), [(1, 2), (3, 0), (20, 2)])
def test_at_either_end_links_that_lead_nowhere_are_told_disabled(numero, inertes):
    texte = _paginate(numero)

    assert texte.count('aria-disabled="true" role="link"') == inertes
    assert not re.search(r'aria-disabled="true"[^>]*href', texte)


def test_a_single_page_shows_no_pagination():
    assert _paginate(1, nombre=10).strip() == ""


@pytest.mark.parametrize(
    ("numero", "attendus"),
    [
        (1, [1, 2, "…", 20]),
        (3, [1, 2, 3, 4, "…", 20]),
        (10, [1, "…", 9, 10, 11, "…", 20]),
        (20, [1, "…", 19, 20]),
    ],
)
def test_far_pages_are_left_out(numero, attendus):
    assert numeros(Paginator(range(200), 10).page(numero)) == attendus


def test_an_address_escapes_what_was_typed():
    assert adresse_avec(_request("/?q=%22%3E%3Cscript%3E"), page=2) == (
        "?q=%22%3E%3Cscript%3E&page=2"
    )


def _sort(tri):
    gabarit = engines["django"].from_string('{% load socle %}{% entete_tri "nom" "Nom" %}')
    return flatten(gabarit.render({}, _request(f"/?q=a&tri={tri}&page=4")))


@pytest.mark.parametrize(
    ("tri", "sens", "adresse", "suite"),
    [
        ("", None, "?q=a&amp;tri=nom", "croissant"),
        ("nom", "ascending", "?q=a&amp;tri=-nom", "décroissant"),
        ("-nom", "descending", "?q=a&amp;tri=nom", "croissant"),
        ("date", None, "?q=a&amp;tri=nom", "croissant"),
    ],
)
def test_a_header_sorts_then_turns_the_order_over(tri, sens, adresse, suite):
    texte = _sort(tri)

    assert re.findall(r'aria-sort="(\w+)"', texte) == ([sens] if sens else [])
    assert f'href="{adresse}"' in texte
    assert f"trier par ordre {suite}" in texte


class Formulaire(DsfrBaseForm):
    nom = forms.CharField(label="Nom", error_messages={"required": "Donnez un nom."})
    annee = forms.IntegerField(label="Année", min_value=2015)


def test_errors_are_gathered_each_leading_to_its_field():
    formulaire = Formulaire({"nom": "", "annee": "1990"})
    texte = _render("erreurs", {"form": formulaire})

    assert "2 réponses sont à corriger" in texte
    assert '<a href="#id_nom">Nom</a>\u00a0: Donnez un nom.' in texte
    assert '<a href="#id_annee">Année</a>' in texte
    assert 'role="alert" tabindex="-1" autofocus' in texte


def test_a_form_without_error_shows_no_summary():
    formulaire = Formulaire({"nom": "Val-Fictif", "annee": "2024"})

    assert _render("erreurs", {"form": formulaire}).strip() == ""


def test_what_is_unknown_is_shown_unknown():
    lignes = [{"terme": "Édition", "valeur": ""}, {"terme": "Région", "valeur": "<Bretagne>"}]
    texte = _render("fiche", {"lignes": lignes})

    assert '<dd><span class="spaser-inconnu">non connu</span></dd>' in texte
    assert "<dd>&lt;Bretagne&gt;</dd>" in texte


def test_a_step_says_where_one_stands():
    texte = _render(
        "etapes",
        {"titre": "Documents", "numero": 3, "total": 4, "suivante": "Vérification"},
    )

    assert "Étape 3 sur 4" in texte
    assert "Vérification" in texte
