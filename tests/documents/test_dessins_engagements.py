"""What a scheme commits to, drawn: nothing collides nor leaves its frame, words say the same."""

from dataclasses import replace
from datetime import date
from functools import cache
from importlib import resources
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from PIL import ImageFont

from spaser.documents.dessins_engagements import (
    COLONNE,
    DEMI_COLONNE,
    BarreAction,
    CibleDessinee,
    JalonDessine,
    describe_cible,
    describe_frise_actions,
    draw_anneaux,
    draw_cible,
    draw_frise_actions,
    draw_jauge,
    measure_svg,
    wrap_mots,
)

COTES = ("x", "y", "width", "height")
textes = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30)
parts = st.floats(0, 100)
SVG = "{http://www.w3.org/2000/svg}"
TEINTE = "#0f5163"
SOCIAL = CibleDessinee(
    nom="Marchés avec considération sociale",
    annee="2025",
    valeur=49,
    bas=47,
    haut=50,
    depart=26,
    cible=70,
    maximum=100,
    valeur_dite="49 %",
    depart_dit="26 % en 2024",
    cible_dite="70 % en 2028",
    n_dit="69 marchés sur 142, 4 sans réponse",
)


@cache
def load_lettres(poids):
    """Return our letters at a weight, to measure words as they are printed."""
    chemin = resources.files("spaser.documents").joinpath("polices", "PublicSans.ttf")
    police = ImageFont.truetype(str(chemin), 100)
    police.set_variation_by_axes([poids])
    return police


def measure(texte):
    """Return the frame of a text: left, top, right, bottom."""
    large = 0.0
    for element in (texte, *texte.iter(f"{SVG}tspan")):
        poids = int(element.get("font-weight", "420"))
        taille = float(element.get("font-size"))
        mots = load_lettres(poids).getlength(element.text or "") * taille / 100
        large += mots + float(element.get("dx", "0"))
    x, y, taille = (float(texte.get(nom)) for nom in ("x", "y", "font-size"))
    gauche = x - {"start": 0, "middle": large / 2, "end": large}[texte.get("text-anchor")]
    return gauche, y - 0.72 * taille, gauche + large, y + 0.1 * taille


def read(svg):
    """Return the size of a drawing, the frames of its words and of its bars."""
    racine = etree.fromstring(svg)
    _, _, large, haut = map(float, racine.get("viewBox").split())
    mots = {t: measure(t) for t in racine.iter(f"{SVG}text")}
    return racine, (large, haut), mots


def locate(groupe):
    """Return where what is drawn around its own origin stands."""
    return [float(un) for un in groupe.get("transform")[len("translate(") : -1].split()]


def check_cadre(svg):
    _, (large, haut), mots = read(svg)
    for texte, (gauche, dessus, droite, dessous) in mots.items():
        dedans = gauche >= -0.5 and dessus >= -0.5 and droite <= large + 0.5 and dessous <= haut
        assert dedans, etree.tostring(texte)
    for (un, a), (autre, b) in combinations(mots.items(), 2):
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
        assert apart, (etree.tostring(un), etree.tostring(autre))


BORDS = (0, 0.4, 26, 49, 49.5, 50, 99.6, 100)


@pytest.mark.parametrize("largeur", [COLONNE, DEMI_COLONNE])
@pytest.mark.parametrize("depart", BORDS)
@pytest.mark.parametrize("cible", BORDS)
def test_labels_never_collide_nor_leave_the_frame(largeur, depart, cible):
    for valeur in BORDS:
        dessinee = replace(SOCIAL, valeur=valeur, bas=valeur, depart=depart, cible=cible)
        check_cadre(draw_cible("c", dessinee, TEINTE, largeur))


_mots = st.text(st.characters(codec="latin-1", exclude_categories=("Cc",)), max_size=70)
_nombres = st.one_of(st.none(), st.floats(0, 1e6))


@given(
    st.builds(
        CibleDessinee,
        nom=_mots, annee=st.sampled_from(("", "2025", "2026, dix mois")),
        valeur=_nombres, bas=_nombres, haut=_nombres, depart=_nombres, cible=_nombres,
        maximum=_nombres, unite=st.sampled_from(("%", "heures", "")),
        valeur_dite=st.text("0123456789 %hM€,", max_size=24),
        depart_dit=_mots, cible_dite=_mots, n_dit=_mots,
    ),
    st.sampled_from((COLONNE, DEMI_COLONNE)),
)  # fmt: skip
def test_any_target_is_drawn_inside_its_frame(cible, largeur):
    racine, (large, haut), _ = read(draw_cible("c", cible, TEINTE, largeur))

    assert large == largeur
    for rectangle in racine.iter(f"{SVG}rect"):
        if rectangle.getparent().tag != f"{SVG}pattern":
            x, y, long, epais = (float(rectangle.get(n)) for n in COTES)
            if rectangle.getparent() is not racine:  # a mark, drawn around where it stands
                la = locate(rectangle.getparent())
                x, y = x + la[0], y + la[1]
            assert x >= -2.5
            assert x + long <= large + 2.5
            assert long >= 0
            assert 0 <= y <= haut - epais


def test_a_target_is_one_bar_with_its_marks():
    racine, _, mots = read(draw_cible("c", SOCIAL, TEINTE))
    (plein,) = racine.findall(f"{SVG}rect[@class='g-plein']")
    (hachures,) = racine.findall(f"{SVG}rect[@class='g-hachures']")

    assert float(plein.get("width")) == pytest.approx(352 * 0.47)
    assert float(hachures.get("width")) == pytest.approx(352 * 0.03)
    assert len(racine.findall(f".//{SVG}circle[@class='g-depart']")) == 1
    assert len(racine.findall(f".//{SVG}polygon[@class='g-cible']")) == 1
    assert [t.text for t in mots] == [
        "49 %",
        "en 2025",
        "Marchés avec considération sociale",
        "cible 70\u202f% en 2028",
        "100\u202f%",
        "26\u202f% en 2024",
        "69 marchés sur 142, 4 sans réponse",
    ]


def test_what_is_not_known_has_no_full_bar():
    inconnue = replace(SOCIAL, valeur=None, bas=None, haut=None, valeur_dite="", depart=None)
    racine, _, mots = read(draw_cible("c", inconnue, TEINTE))

    assert racine.findall(f"{SVG}rect[@class='g-plein']") == []
    assert racine.findall(f".//{SVG}circle") == []
    assert "non connue" in " ".join(t.text for t in mots)


@pytest.mark.parametrize(
    ("dite", "vus"),
    [
        ("60\u202f% en 2029", "60\u202f%en 2029"),
        ("Doubler en gardant tout", "Doubler en gardant tout"),
    ],
)
def test_of_what_only_a_target_is_known_the_target_is_the_number(dite, vus):
    seule = replace(
        SOCIAL, nom="Part", valeur=None, bas=None, haut=None, valeur_dite="", depart=None,
        depart_dit="", cible_dite=dite,
    )  # fmt: skip
    racine, _, mots = read(draw_cible("c", seule, TEINTE, DEMI_COLONNE))

    assert racine.findall(f".//{SVG}rect[@class='g-repere']") == []
    assert ["".join(t.itertext()) for t in mots] == [
        vus, "Part", "Cible. Valeur de 2025 non connue.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("champs", "fin"),
    [
        ({}, "100\u202f%"),
        ({"maximum": None}, "100\u202f%"),
        ({"maximum": 30, "valeur": 9, "bas": 8, "haut": 27, "depart": 5, "cible": 12}, "30\u202f%"),
        ({"maximum": None, "valeur": 4, "bas": 3, "haut": 6, "depart": 2, "cible": 8}, "10\u202f%"),
        ({"maximum": 30, "cible": 40, "valeur": 20, "bas": 20, "haut": 20}, "40\u202f%"),
        ({"maximum": None, "valeur": 44850, "bas": None, "haut": None, "depart": 31200,
          "cible": 60000, "unite": "h"}, "70\u202f000\u00a0h"),
    ],
)  # fmt: skip
def test_a_scale_says_where_it_ends(champs, fin):
    _, _, mots = read(draw_cible("c", replace(SOCIAL, **champs), TEINTE))

    assert [t.text for t in mots if t.get("text-anchor") == "end"] == [fin]


def test_its_words_say_what_it_shows():
    assert describe_cible(SOCIAL) == (
        "Marchés avec considération sociale : 49\u202f% en 2025. Entre 47\u202f% et 50\u202f%, "
        "selon les réponses qui manquent. Départ : 26\u202f% en 2024. Cible : 70\u202f% en 2028. "
        "69 marchés sur 142, 4 sans réponse."
    ).replace(" :", "\u00a0:")


ACTIONS = (
    BarreAction("A-1 Réserver", TEINTE, date(2026, 10, 1), date(2027, 7, 31), "d’octobre à mai"),
    BarreAction("A-2 Sans début", "#a03d1c", None, date(2027, 12, 31), "d’ici décembre 2027"),
    BarreAction("A-3 Une action dont le nom est bien plus long que sa place", TEINTE, None, None),
)  # fmt: skip
JALONS = (
    JalonDessine("Bilan des cibles", date(2029, 12, 31)),
    JalonDessine("Vote du schéma par le conseil de la métropole", date(2026, 1, 1), "1er janvier"),
)


def test_a_calendar_holds_its_actions_and_flags():
    svg = draw_frise_actions("f", "Calendrier", ACTIONS, JALONS, (2026, 2029))
    racine, _, mots = read(svg)
    check_cadre(svg)

    textes = " ".join(t.text for t in mots)
    assert [
        nom for nom in ("2026", "2029", "dates à fixer", "1er janvier") if nom not in textes
    ] == []
    pleines = racine.findall(f"{SVG}rect[@class='g-frise']")
    assert [barre.get("fill") for barre in pleines] == [TEINTE]
    assert describe_frise_actions(ACTIONS, JALONS[:1]).replace("\u00a0", " ") == (
        "Calendrier. A-1 Réserver : d’octobre à mai ; A-2 Sans début : d’ici décembre "
        "2027 ; A-3 Une action dont le nom est bien plus long que sa place : dates à fixer ; Bilan "
        "des cibles : 31 décembre 2029."
    ).replace(" ;", "\u202f;")


def test_rings_have_the_surface_of_their_share():
    racine = etree.fromstring(draw_anneaux((3, 1, 0), (TEINTE, "#a03d1c")))
    grand, petit = (float(c.get("r")) for c in racine.iter(f"{SVG}circle"))

    assert petit**2 / grand**2 == pytest.approx(0.75, abs=0.001)
    assert list(etree.fromstring(draw_anneaux((), (TEINTE, "#a03d1c"))).iter(f"{SVG}circle")) == []


def test_a_drawing_says_how_wide_it_is_printed():
    assert measure_svg(draw_cible("c", SOCIAL, TEINTE)) == 470
    assert measure_svg(draw_cible("c", SOCIAL, TEINTE, DEMI_COLONNE)) == 224
    assert measure_svg('<svg viewBox="0 0 9000 10"/>') == 470


def test_a_word_that_is_wider_than_its_line_is_cut():
    assert "".join(wrap_mots("anticonstitutionnellement", 40, 10)) == "anticonstitutionnellement"


@given(titre=textes, valeur=parts, bas=parts, haut=parts, repere=st.none() | parts)
def test_a_bar_of_a_line_places_its_bounds_and_its_yardstick(titre, valeur, bas, haut, repere):
    bas, haut = sorted((bas, haut))
    cible = CibleDessinee(nom=titre, valeur=valeur, bas=bas, haut=haut, repere=repere)

    racine = etree.fromstring(draw_jauge("g", cible))

    assert (racine.find(f"{SVG}title").text or "") == titre
    largeurs = {r.get("class"): float(r.get("width")) for r in racine.findall(f"{SVG}rect")}
    assert largeurs["g-piste"] == 120
    assert largeurs["g-plein"] == pytest.approx(1.2 * (bas if cible.bornes else valeur), abs=0.01)
    marques = [locate(groupe)[0] for groupe in racine.findall(f"{SVG}g")]
    attendues = [valeur] if repere is None else [valeur, repere]
    places = [min(max(1.2 * un, 1), 119) for un in attendues]
    assert marques == pytest.approx(places, abs=0.01)
