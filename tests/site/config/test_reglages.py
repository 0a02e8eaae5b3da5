"""The settings an operator may give: all declared, all documented."""

import re

import pytest

from spaser.site.socle.reglages import REGLAGES, read_liste, read_reglage
from tests.transverses.arbre import RACINE, read, sous

LIGNE = re.compile(r"^\| `(SPASER_\w+)` \| (.*?) \| (.*) \|$", re.MULTILINE)
NOM = re.compile(r"\"(SPASER_[A-Z_]+)\"")


def _documented():
    page = read(RACINE / "docs/exploitation/reglages.md")
    return [(nom, defaut.strip("` "), sens) for nom, defaut, sens in LIGNE.findall(page)]


def test_the_page_of_settings_is_the_list_of_settings():
    assert _documented() == [(r.nom, r.defaut, r.sens) for r in REGLAGES]


def test_each_setting_is_declared_once():
    noms = [r.nom for r in REGLAGES]

    assert len(noms) == len(set(noms))


def test_the_site_reads_declared_settings_only():
    cites = {nom for fichier in sous("spaser/site", ".py") for nom in NOM.findall(read(fichier))}

    assert cites - {r.nom for r in REGLAGES} == set()


def test_an_undeclared_setting_is_refused():
    with pytest.raises(KeyError):
        read_reglage("SPASER_INCONNU")


def test_a_list_is_cut_at_its_commas(monkeypatch):
    monkeypatch.setenv("SPASER_HOTES", " a.exemple.fr, ,b.exemple.fr ")

    assert read_liste("SPASER_HOTES") == ["a.exemple.fr", "b.exemple.fr"]
