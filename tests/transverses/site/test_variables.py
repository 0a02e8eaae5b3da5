"""What the watch over templates sees, and what it lets through."""

import pytest
from django.template import Context, Origin, Template

from tests.transverses.arbre import RACINE
from tests.transverses.site.variables import Manques, watch_variables

PAGE = "spaser/site/page.html"


class Genre:
    """A thing that templates read."""

    nom, rien = "Leçons", None

    def count(self):
        return 3

    def start(self, code):
        """Need something that a template cannot give."""

    def remove(self):
        """Change what it is read from."""

    remove.alters_data = True


def _watch(*textes, **contexte):
    """Render texts of one template, each with what it is given or nothing; return what was seen."""
    manques = Manques()
    with watch_variables(manques):
        for texte in textes:
            Template(texte, Origin(str(RACINE / PAGE))).render(Context(contexte))
    return manques


@pytest.mark.parametrize(
    "texte",
    [
        "{{ genre.nom }}{% if genre.count > 2 %}oui{% endif %}",
        "{% if genre.rien.nom %}oui{% endif %}",
        "{{ genre.rien.nom|default:'non' }}",
    ],
)
def test_what_is_there_or_may_be_none_is_let_through(texte):
    vus = _watch(texte, genre=Genre())

    assert vus.fautes | vus.jamais_donnes == set()


@pytest.mark.parametrize(
    ("texte", "faute"),
    [
        ("{{ absent }}", "absent"),
        ("{{ genre.absent }}", "genre.absent"),
        ("{% if genre.absent %}oui{% endif %}", "genre.absent"),
        ("{{ genre.start }}", "genre.start, which cannot be called"),
        ("{% if genre.start %}oui{% endif %}", "genre.start, which cannot be called"),
        ("{% if not genre or genre.start %}oui{% endif %}", "genre.start, which cannot be called"),
        ("{% if genre.remove %}oui{% endif %}", "genre.remove, which cannot be called"),
        ("{% for un in genre.start %}{{ un }}{% endfor %}", "genre.start, which cannot be called"),
    ],
)
def test_a_slip_is_seen_wherever_it_stands(texte, faute):
    assert _watch(texte, genre=Genre()).fautes == {f"{PAGE}: {faute}"}


DEMANDE = "{% if passe %}oui{% endif %}{{ nom|default:'non' }}"


def test_a_name_that_no_page_gives_is_a_slip_in_a_condition_too():
    vus = _watch(DEMANDE)

    assert vus.fautes == set()
    assert vus.jamais_donnes == {
        f"{PAGE}: nom, that no page gives",
        f"{PAGE}: passe, that no page gives",
    }


def test_a_name_that_one_page_gives_may_be_left_out_by_another():
    vus = _watch(DEMANDE, f"{{% with passe=False nom='' %}}{DEMANDE}{{% endwith %}}")

    assert vus.absents == {f"{PAGE}: nom", f"{PAGE}: passe"}
    assert vus.fautes | vus.jamais_donnes == set()
