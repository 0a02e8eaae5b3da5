"""One way out for mails: declared, composed when they leave, handed over by the outbox alone."""

import inspect
import re
from importlib import import_module
from typing import get_args, get_origin, get_type_hints

import pytest
from django.db.models import Model
from django.template.loader import get_template

from spaser.web.courriels.natures import find_nature, list_natures
from tests.transverses.arbre import read, sous

ENVOI = re.compile(
    r"\b(EmailMessage|EmailMultiAlternatives|send_mail|send_mass_mail|mail_admins)\b"
)
# What composes, what keeps in a folder.
PORTES = {"spaser/web/socle/courriel.py", "spaser/web/socle/depot_courriels.py"}
# The outbox; the task of 0.2, until 0.4.
REMETTENT = {"spaser/web/courriels/envoi.py", "spaser/web/socle/tasks.py"}
PLAINS = {int, str, bool}


def test_nothing_else_sends_a_mail():
    sources = sous("spaser")
    assert {str(f) for f in sources if ENVOI.search(read(f))} == PORTES
    remettent = {str(f) for f in sources if "socle.courriel import" in read(f)}
    assert {f for f in remettent if "hand_over" in read(f)} == REMETTENT


@pytest.fixture(scope="module")
def natures():
    """Every kind of mail of the site."""
    for source in sous("spaser/web"):
        if "@courriel(" in read(source):
            import_module(".".join(source.with_suffix("").parts))
    return {chemin: n for chemin, n in list_natures().items() if chemin.startswith("spaser.")}


def find_fautes(chemin, nature):
    """Return what a kind of mail lacks to be sent, or keeps that it should not."""
    for fin in (".sujet.txt", ".txt", ".html"):
        get_template(f"{nature.gabarit}{fin}")
    _, composition = find_nature(chemin)
    genres = get_type_hints(composition)
    parametres = inspect.signature(composition).parameters
    return [nom for nom in parametres if not _is_kept_well(genres[nom])]


def _is_kept_well(genre):
    if get_origin(genre) in (list, dict):
        return all(_is_kept_well(partie) for partie in get_args(genre))
    return genre in PLAINS or issubclass(genre, Model)


def test_each_kind_has_its_templates_and_keeps_numbers_and_short_words(natures):
    assert len(natures) >= 45
    assert {c: fautes for c, n in natures.items() if (fautes := find_fautes(c, n))} == {}


def test_the_team_tells_kinds_apart(natures):
    titres = [nature.titre for nature in natures.values()]
    assert sorted(titres) == sorted(set(titres))
