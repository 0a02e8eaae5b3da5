"""What a form calls optional may be left empty: it is never refused for that."""

import inspect
from datetime import date
from importlib import import_module

import msgspec
import pytest
from django import forms
from dsfr.forms import DsfrBaseForm

from spaser.site.editorial.genres import list_genres
from tests.transverses.arbre import sous

JOUR = date(2026, 11, 30)
pytestmark = pytest.mark.django_db


def _forms():
    """Every form that may be made from what is sent alone."""
    for fichier in sous("spaser/site"):
        if "forms" not in str(fichier) and fichier.name != "champs.py":
            continue
        module = import_module(".".join(fichier.with_suffix("").parts))
        for classe in vars(module).values():
            sienne = inspect.isclass(classe) and classe.__module__ == module.__name__
            if sienne and issubclass(classe, DsfrBaseForm):
                yield classe


def _sendings(form):
    """Nothing, then each answer of each list, alone."""
    yield {}
    for nom, champ in form.fields.items():
        if isinstance(champ, forms.BooleanField):
            yield {nom: "on"}
        elif isinstance(champ, forms.ChoiceField):
            yield from ({nom: str(code)} for code, _ in list(champ.choices)[:12] if code)


def _said_optional(lu):
    return not lu.field.required and "(Optionnel)" in lu.as_field_group()


def _refused(classe):
    """The fields that are said optional, and asked for."""
    for envoi in _sendings(classe({})):
        form = classe(envoi)
        for nom in form.errors:
            if nom in form.fields and nom not in envoi and _said_optional(form[nom]):
                yield f"{classe.__module__}.{classe.__name__} {nom} {envoi}"


def test_what_is_said_optional_is_not_asked_for():
    lus, refuses = 0, []
    for classe in _forms():
        try:
            refuses += _refused(classe)
        except (TypeError, AttributeError, KeyError):
            continue  # it needs to know of what
        lus += 1

    assert lus > 60
    assert "\n".join(sorted(refuses)) == ""


def _emptied(contenu):
    """A text without each of its fields that may have nothing, in turn."""
    for champ in msgspec.structs.fields(contenu):
        vide = champ.default
        if vide is msgspec.NODEFAULT and champ.default_factory is not msgspec.NODEFAULT:
            vide = champ.default_factory()
        if vide is not msgspec.NODEFAULT and getattr(contenu, champ.name) != vide:
            yield champ.name, msgspec.structs.replace(contenu, **{champ.name: vide})


def _refused_at_the_second_reading(genre):
    """The fields that the form says optional, and without which a text is not sent."""
    optionnels = {lu.name for lu in genre.form() if _said_optional(lu)}
    for contenu in genre.load():
        avant = genre.check(contenu, JOUR)
        for nom, vide in _emptied(contenu):
            if nom in optionnels and (fautes := set(genre.check(vide, JOUR)).difference(avant)):
                yield f"{genre.code} {contenu.code} {nom}: {fautes}"


@pytest.mark.longue
def test_a_text_is_sent_to_its_second_reader_without_what_is_said_optional():
    refuses = [faute for genre in list_genres() for faute in _refused_at_the_second_reading(genre)]

    assert len(list_genres()) > 8
    assert "\n".join(refuses) == ""
