"""The scenario of the demonstration: what it calls exists, and its words have one sense."""

from datetime import date
from inspect import signature
from pkgutil import resolve_name

import pytest
import time_machine

from spaser.elements import ErreurSpaser
from spaser.site.comptes.models import Utilisateur
from spaser.site.organisations import models, premiers_contenus
from spaser.site.organisations.premiers_contenus import Appel, Scene, _play, _read_scenario


def test_each_call_has_what_its_function_asks_for():
    for scene in _read_scenario().scenes:
        dits = {nom for nom, dit in (("espace", scene.espace), ("auteur", scene.par)) if dit}
        for appel in scene.appels:
            attendus = signature(resolve_name(f"spaser.site.{appel.appelle}"))
            entendus = dict.fromkeys(dits & attendus.parameters.keys())
            for propre in appel.chaque:
                attendus.bind(**entendus | appel.avec | propre)


@pytest.mark.django_db
@time_machine.travel(date(2027, 1, 31))
def test_words_of_a_scene_stand_for_days_people_and_what_was_returned(monkeypatch):
    vus = []

    def note(utilisateur: Utilisateur, dits: dict[str, object], jour: date) -> Utilisateur:
        vus.append((utilisateur.prenom, dits, jour))
        return utilisateur

    monkeypatch.setattr(premiers_contenus, "note", note, raising=False)
    premiers_contenus.load_acheteur("metropole", premiers_contenus.TypeStructure.METROPOLE)
    premiers_contenus.load_acheteur("departement", premiers_contenus.TypeStructure.DEPARTEMENT)
    premiers_contenus.load_figurants()
    appele = "organisations.premiers_contenus:note"
    dits = {"hier": ["J-1"], "texte": "Le J-1, @redaction"}
    _play((Scene(titre="Essai", appels=(
        Appel(appelle=appele, donne="elle", avec={
            "utilisateur": "@redaction", "dits": dits, "jour": "M+1",
        }),
        Appel(appelle=appele, avec={"utilisateur": "@elle"}, chaque=(
            {"dits": {"nom": "@elle.prenom"}, "jour": "J+0"},
            {"dits": {}, "jour": "2026-12-31"},
        )),
    )),))  # fmt: skip

    assert vus == [
        ("Robin", {"hier": [date(2027, 1, 30)], "texte": dits["texte"]}, date(2027, 2, 28)),
        ("Robin", {"nom": "Robin"}, date(2027, 1, 31)),
        ("Robin", {}, date(2026, 12, 31)),
    ]


@pytest.mark.django_db
def test_an_argument_of_another_type_is_told_with_its_file():
    appel = Appel(appelle="organisations.premiers_contenus:load_acheteur", avec={
        "acheteur": "metropole", "genre": "empire",
    })  # fmt: skip
    with pytest.raises(ErreurSpaser, match=r"demonstration/scenario\.json : .*empire"):
        _play((Scene(titre="Essai", appels=(appel,)),))
    assert not models.Organisation.objects.exists()
