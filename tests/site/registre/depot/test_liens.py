"""What no form shows stays with its line, whatever was typed, moved or taken out."""

import pytest

from spaser.site.registre.depot.forms import keep_reste

MONTRES = {"code", "intitule", "valeur"}


@pytest.mark.parametrize(
    ("avant", "lignes", "gardes"),
    [
        ([("A", "Un", 1)], [("A", "Autre")], [1]),  # renamed: its code tells it
        ([("A", "Un", 1), ("B", "Deux", 2)], [("B", "Deux")], [2]),
        ([(None, "Part", 1), (None, "Part", 2)], [(None, "Part"), (None, "Part")], [1, 2]),
        ([(None, "Un", 1), (None, "Deux", 2)], [(None, "Un"), (None, "Autre")], [1, 2]),
        ([(None, "Un", 1), (None, "Deux", 2)], [(None, "Deux")], [2]),
        ([(None, "Un", 1)], [(None, "Autre"), (None, "Neuf")], [None, None]),  # nobody can tell
        ([("A", "Un", 1)], [(None, "Un")], [1]),  # its only line: the place tells it
        ([], [(None, "Neuf")], [None]),
    ],
)
def test_a_line_keeps_what_its_form_does_not_show(avant, lignes, gardes):
    anciennes = [
        {"intitule": nom, "cache": cache} | ({"code": code} if code else {})
        for code, nom, cache in avant
    ]
    saisies = [{"intitule": nom} | ({"code": code} if code else {}) for code, nom in lignes]

    lues = keep_reste(saisies, anciennes, MONTRES)

    assert [ligne.get("cache") for ligne in lues] == gardes
    assert [ligne["intitule"] for ligne in lues] == [nom for _, nom in lignes]
