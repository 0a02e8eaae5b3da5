"""Templates are typed with plain spaces, and shown with unbreakable ones where French asks."""

import pytest
from django.template import engines

from spaser.site.socle.pages import hold_punctuation


@pytest.mark.parametrize(
    ("type_", "montre"),
    [
        ("Lien pour « {{ nom }} » : ouvert ?", "Lien pour «~{{ nom }}~»~: ouvert~?"),
        ("{% if a %}Oui{% endif %} ; {{ b }} !", "{% if a %}Oui{% endif %}~; {{ b }}~!"),
        ("<a href='x ? y'>Voir</a> : tout", "<a href='x ? y'>Voir</a>~: tout"),
        ("{{ n }} % et {{ m }} € HT", "{{ n }}~% et {{ m }}~€ HT"),
        (
            '<b {% if a > 1 %}id="x ? y"{% endif %}>Qui ?',
            '<b {% if a > 1 %}id="x ? y"{% endif %}>Qui~?',
        ),
        ("<style>a :hover { b : c }</style>", "<style>a :hover { b : c }</style>"),
        ('<script>a ? b : "c"</script>', '<script>a ? b : "c"</script>'),
        ("Rien à tenir : ça\n  : si", "Rien à tenir~: ça\n  : si"),
        ("12 h :30, a :b", "12 h :30, a :b"),
        ("{# un mot : rien #}{% url 'a:b' %}", "{# un mot : rien #}{% url 'a:b' %}"),
    ],
)
def test_punctuation_is_held_to_its_word_and_nothing_else_moves(type_, montre):
    tenu = hold_punctuation(type_)

    assert tenu.replace("\u00a0", "~") == montre
    assert len(tenu) == len(type_)
    assert hold_punctuation(tenu) == tenu


def test_pages_are_read_so_and_the_texts_of_mails_are_not(tmp_path, settings):
    for nom in ("page.html", "courriel.txt"):
        (tmp_path / nom).write_text("Où ? « Ici »", encoding="utf-8")
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]
    moteur = engines["django"]

    assert moteur.get_template("page.html").render() == "Où\u00a0? «\u00a0Ici\u00a0»"
    assert moteur.get_template("courriel.txt").render() == "Où ? « Ici »"
    assert (
        "programme\u00a0; les"
        in moteur.get_template("diagnostic/approche/choisir.html").template.source
    )
