"""Rules on the pinned requirements."""

import re
import tomllib

import pytest

from tests.transverses.arbre import RACINE

EPINGLE = re.compile(
    r"^([a-z0-9-]+)==(\S+)(?: ;[^\\]+)? \\\n((?:    --hash=sha256:\w{64}.*\n)+)", re.MULTILINE
)
LOTS = ("base", "dev", "spark")


def _text(lot):
    return (RACINE / "requirements" / f"{lot}.txt").read_text(encoding="utf-8")


def _pins(lot):
    return {(nom, version) for nom, version, _ in EPINGLE.findall(_text(lot))}


def _declared(extra):
    projet = tomllib.loads((RACINE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lignes = [*projet["dependencies"], *projet["optional-dependencies"].get(extra, [])]
    return {re.match(r"[\w-]+", ligne)[0] for ligne in lignes}


@pytest.mark.parametrize("lot", LOTS)
def test_every_line_is_pinned_and_hashed(lot):
    libre = EPINGLE.sub("", _text(lot) + "\n")

    assert [ligne for ligne in libre.splitlines() if ligne.strip() and "    #" not in ligne] == []


@pytest.mark.parametrize("lot", LOTS)
def test_no_line_names_an_address(lot):
    assert "://" not in _text(lot)


@pytest.mark.parametrize(("lot", "extra"), [("base", ""), ("dev", "dev"), ("spark", "spark")])
def test_every_declared_library_is_pinned(lot, extra):
    assert _declared(extra) - {nom for nom, _ in _pins(lot)} == set()


@pytest.mark.parametrize("lot", ["dev", "spark"])
def test_sets_agree_with_the_base(lot):
    noms = {nom for nom, _ in _pins("base")}

    assert {pin for pin in _pins(lot) if pin[0] in noms} == _pins("base")
