"""What holds for any XML file, damaged or not."""

import re

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from spaser.moteur.decp.xml import decoupe
from tests.moteur.decp.lectures import strip
from tests.moteur.decp.xml.exemples import CONCESSION, MARCHE, reader, root, small


@pytest.fixture
def read(tmp_path):
    return reader(tmp_path)


morceaux = st.sampled_from(
    [
        "<",
        ">",
        "/",
        "&",
        '"',
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<marche>",
        "</marche>",
        "<marche/>",
        "x",
        " ",
        "\x01",
        "<id>",
        "</id>",
        "<?a?>",
        "<x:marche>",
        "</contrat-concession>",
        '<a b="c">',
        "&#1;",
        "é",
    ]
)
degats = st.lists(
    st.tuples(
        st.floats(0, 1, exclude_max=True), st.integers(0, 40), st.lists(morceaux, max_size=4)
    ),
    max_size=6,
)
sans_fin = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
FICHIER = root(MARCHE, small(1), CONCESSION, small(2)).encode()


def _spoil(octets, liste):
    for ou, longueur, ajouts in liste:
        ici = int(ou * len(octets))
        octets = octets[:ici] + "".join(ajouts).encode() + octets[ici + longueur :]
    return octets


@sans_fin
@given(liste=degats, codec=st.sampled_from(["utf-8", "cp1252"]))
def test_any_damage_leaves_the_count_right(read, liste, codec):
    lecture, lignes = read(_spoil(FICHIER.decode().encode(codec), liste))

    rangs = sorted([ligne["_rang"] for ligne in lignes] + [r.rang for r in lecture.rebuts])
    assert rangs == list(range(1, lecture.lus + 1))


@sans_fin
@given(octets=st.lists(morceaux, max_size=60).map("".join).map(str.encode) | st.binary(max_size=90))
def test_any_bytes_leave_the_count_right(read, octets):
    lecture, lignes = read(octets)

    assert lecture.lus == len(lignes) + len(lecture.rebuts)


@sans_fin
@given(
    ou=st.floats(0, 1, exclude_max=True),
    octet=morceaux.map(lambda m: m.encode()[:1]) | st.binary(max_size=1),
)
def test_one_changed_byte_costs_one_record_at_most(read, ou, octet):
    ici = int(ou * len(FICHIER))
    _, entiers = read(FICHIER)

    _, lignes = read(FICHIER[:ici] + octet + FICHIER[ici + 1 :])

    lus = [strip(ligne) for ligne in lignes]
    perdus = [ligne for ligne in entiers if strip(ligne) not in lus]
    assert len(perdus) <= 1


def _list_balises(octets):
    return re.findall(rb"</?[^<>]*(?:marche|concession)[^<>]*>", octets)


@pytest.mark.longue
@sans_fin
@given(liste=degats, taille=st.integers(300, 3000))
def test_the_size_of_the_stretches_changes_nothing(read, liste, taille):
    octets = _spoil(FICHIER * 3, liste[:2])
    # Tags of records that stand alone may count as scraps of their neighbours: here none moves.
    assume(_list_balises(octets) == _list_balises(FICHIER * 3))
    large, lignes = read(octets)
    with pytest.MonkeyPatch.context() as correctif:
        correctif.setattr(decoupe, "TAILLE", taille)
        etroite, memes = read(octets)

    assert [ligne for ligne in memes if "_anomalies" not in ligne] == [
        ligne for ligne in lignes if "_anomalies" not in ligne
    ]
    assert etroite.lus == large.lus


noms = st.sampled_from(
    [
        "id",
        "objet",
        "acheteur",
        "titulaires",
        "titulaire",
        "techniques",
        "technique",
        "modifications",
        "modification",
        "tarifs",
        "tarif",
        "inconnu",
        "lieuExecution",
        "considerationsSociales",
    ]
)
textes = st.text(
    st.characters(
        codec="utf-8",
        exclude_categories=["Cc", "Cs"],
        exclude_characters="\ufffe\uffff",
        include_characters="\n\t\x85",
    )
    | st.sampled_from('"\\&<> \u00a0'),
    max_size=8,
)
elements = st.recursive(
    st.tuples(noms, textes),
    lambda enfants: st.tuples(noms, st.lists(enfants, min_size=1, max_size=4)),
    max_leaves=12,
)


def _spell(element, entre):
    nom, dedans = element
    if isinstance(dedans, str):
        return f"<{nom}>{dedans.replace('&', '&amp;').replace('<', '&lt;')}</{nom}>"
    return entre.join([f"<{nom}>", *(_spell(enfant, entre) for enfant in dedans), f"</{nom}>"])


@pytest.mark.longue
@sans_fin
@given(
    champs=st.lists(elements, max_size=8),
    entre=st.sampled_from(["", "\n", "\n  ", "\r\n\t", " "]),
)
def test_the_quick_way_and_lxml_agree(read, champs, entre):
    texte = entre.join(["<marche>", *(_spell(champ, entre) for champ in champs), "</marche>"])
    # The second time lines are made in another way; so are they after a hundred times.
    _, lignes = read(root(*[texte] * 80))

    soin = strip(read(root(texte.replace("<marche>", '<marche a="b">')))[1][0]) if champs else {}
    assert [strip(ligne) for ligne in lignes] == [soin] * 80
