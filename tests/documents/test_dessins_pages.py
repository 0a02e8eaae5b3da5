"""Drawings of pages say what the store says, for whoever sees them or not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from spaser.documents.dessins import Legende, Rang, draw_colonnes, draw_rangs
from spaser.documents.dessins_engagements import CibleDessinee
from spaser.documents.dessins_pages import (
    JalonPage,
    PointPente,
    draw_cases,
    draw_chemin,
    draw_duree,
    draw_echelle,
    draw_figure,
    draw_frise,
    draw_pavage,
    draw_pente,
)

DIT = Legende("d", "Titre", "Ce qui est dessiné.")


def read(svg):
    return etree.fromstring(svg)


def percent(element, nom):
    return float(element.get(nom).removesuffix("%"))


def mots(svg):
    return ["".join(t.itertext()) for t in read(svg).iter("text")]


_parts = st.floats(0, 100)


@given(_parts, _parts, _parts, st.none() | _parts, st.none() | _parts, st.booleans())
def test_a_figure_is_drawn_where_the_store_says(un, deux, trois, cible, repere, seule):
    bas, valeur, haut = sorted((un, deux, trois))
    dessinee = CibleDessinee(
        nom="Taux", valeur=valeur, bas=bas, haut=haut, cible=cible, repere=repere, maximum=100,
        cible_dite="visée", repere_dit="France",
    )  # fmt: skip
    racine = read(draw_figure("f", dessinee, mots=not seule))
    rects = {r.get("class"): r for r in racine.iter("rect")}

    assert percent(rects["g-plein"], "width") == pytest.approx(
        bas if dessinee.bornes else valeur, abs=0.006
    )
    if dessinee.bornes:
        assert percent(rects["g-hachures"], "x") == pytest.approx(bas, abs=0.006)
        assert percent(rects["g-hachures"], "width") == pytest.approx(haut - bas, abs=0.006)
    marques = [s.get("x") for s in racine.iter("svg") if s.get("overflow")]
    attendues = [valeur, *(m for m in (cible, repere) if m is not None)]
    assert [float(m.removesuffix("%")) for m in marques] == pytest.approx(attendues, abs=0.006)


def test_nothing_known_draws_no_value_and_no_bar():
    racine = read(draw_figure("f", CibleDessinee(nom="Taux")))

    assert [r.get("class") for r in racine.iter("rect")] == ["g-piste"]
    assert "non connue" in racine.findtext("desc")


def test_a_scale_that_is_cut_is_told():
    petite = CibleDessinee(nom="Taux", valeur=4.0)

    assert mots(draw_figure("f", petite)) == ["échelle de 0 à 10\u202f%"]


@given(st.lists(st.floats(0, 1e9), max_size=12))
def test_tiles_share_the_frame_by_their_values(valeurs):
    tuiles = [Rang(f"t{rang}", "", valeur) for rang, valeur in enumerate(valeurs)]
    aires = sorted(
        percent(r, "width") / 100 * float(r.get("height"))
        for r in read(draw_pavage(DIT, tuiles, 200)).iter("rect")
    )
    positives = sorted(v for v in valeurs if v > 0)

    assert len(aires) == len(positives)
    total = sum(positives)
    for aire, valeur in zip(aires, positives, strict=True):
        assert aire == pytest.approx(200 * valeur / total, abs=0.05)


def test_names_that_do_not_hold_are_left_to_the_table():
    tuiles = [
        Rang("Bâtiment et travaux", "156 M€", 156),
        Rang("Un nom bien trop long", "1 €", 0.1),
    ]

    assert mots(draw_pavage(DIT, tuiles)) == ["Bâtiment et travaux", "156 M€"]


def test_a_long_name_is_cut_between_its_words_to_hold_in_its_tile():
    nom = "Environnement, propreté et espaces verts"

    seule, deux = (
        mots(draw_pavage(DIT, [Rang(nom, "60,7 M€", 1) for _ in range(combien)], 300))
        for combien in (1, 2)
    )

    assert seule == [nom, "60,7 M€"]
    assert deux == ["Environnement,", "propreté et espaces", "verts", "60,7 M€"] * 2


@given(st.lists(st.none() | st.just(0.0) | st.floats(1, 1e9), max_size=12))
def test_columns_are_as_high_as_they_count(valeurs):
    colonnes = [Rang(str(r), "", v) for r, v in enumerate(valeurs)]
    hautes = [float(r.get("height")) for r in read(draw_colonnes(DIT, colonnes)).iter("rect")]
    montrees = [v for v in valeurs if v]
    plus_haut = max(montrees, default=0)

    assert hautes == pytest.approx([120 * v / plus_haut for v in montrees], abs=0.006)


def test_a_year_that_is_not_over_is_hatched():
    svg = draw_colonnes(DIT, [Rang("2026", "100", 100.0, partielle=True)])

    assert [r.get("class") for r in read(svg).iter("rect")] == ["g-trait", "g-bande", "g-hachures"]


PERIODE = (date(2026, 1, 1), date(2028, 1, 1))


def test_milestones_stand_at_their_day_and_today_is_marked():
    jalons = [JalonPage(date(2026, 1, 1), "Début", fait=True), JalonPage(date(2027, 1, 1), "Vote")]
    svg = draw_frise(DIT, jalons, PERIODE, date(2026, 7, 2))
    places = [percent(s, "x") for s in read(svg).iter("svg") if s.get("overflow")]

    assert places == pytest.approx([0, 50, 100 * 182 / 730], abs=0.01)
    assert "aujourd’hui" in mots(svg)


def test_an_action_is_a_box_a_step_and_its_delay_in_red():
    duree = (date(2026, 1, 1), date(2027, 1, 1))
    svg = draw_duree(DIT, duree, (1, 4), PERIODE, date(2027, 7, 2), retard=date(2027, 1, 1))
    rects = list(read(svg).iter("rect"))
    classes = [r.get("class") for r in rects]

    assert classes == ["g-plein g-halo", "g-retard", "g-retard", "g-retard", "g-retard"]
    assert [percent(rects[-1], nom) for nom in ("x", "width")] == pytest.approx(
        [50, 24.93], abs=0.01
    )


def test_what_is_done_before_its_time_is_hatched_and_a_bar_cut_on_the_left_says_so():
    duree = (date(2025, 1, 1), date(2028, 1, 1))
    svg = draw_duree(DIT, duree, (2, 4), PERIODE, date(2026, 7, 2))
    rects = {r.get("class"): percent(r, "width") for r in read(svg).iter("rect") if r.get("x")}

    assert rects["g-plein g-halo"] == pytest.approx(100 * 182 / 730, abs=0.01)
    assert "g-hachures" in rects
    assert 'class="g-coche"' in svg
    assert "g-coche" not in draw_duree(DIT, PERIODE, (2, 4), PERIODE, date(2026, 7, 2))


def test_a_share_fills_one_track():
    duree = (date(2026, 1, 1), date(2027, 1, 1))
    svg = draw_duree(DIT, duree, (40, 100), PERIODE, date(2028, 7, 2))
    rects = {r.get("class"): percent(r, "width") for r in read(svg).iter("rect")}

    assert rects == {"g-vide": 50, "g-plein": 20}
    assert "g-jour" not in svg  # out of the years that are drawn


def test_a_line_of_time_tells_its_years_and_today():
    periode = (date(2026, 8, 1), date(2028, 3, 1))

    assert mots(draw_echelle(DIT, periode, date(2027, 7, 2))) == [
        "2026", "2027", "2028", "\u00a0aujourd’hui\u00a0",
    ]  # fmt: skip
    assert mots(draw_echelle(DIT, periode, date(2029, 7, 2))) == ["2026", "2027", "2028"]


def test_an_action_without_dates_is_only_today():
    racine = read(draw_duree(DIT, None, (0, 0), PERIODE, date(2027, 7, 2)))

    assert list(racine.iter("rect")) == []
    assert [ligne.get("class") for ligne in racine.iter("line")].count("g-jour") == 1


def test_a_slope_goes_from_start_to_target_through_the_years():
    depart, ici = PointPente(2024, 40, "40 %"), PointPente(2025, 58, "58 %")
    svg = draw_pente(DIT, depart, [ici], PointPente(2028, 70, "70 % en 2028"), (2024, 2028))
    classes = [ligne.get("class") for ligne in read(svg).iter("line")]

    assert classes == ["g-axe", "g-attendu", "g-chemin"]
    assert {"40 %", "58 %", "70 % en 2028"} <= set(mots(svg))


def test_a_missing_target_is_a_hole_that_says_so():
    svg = draw_pente(DIT, None, [PointPente(2025, 58, "58 %")], None, (2025, 2026))

    assert {"cible à fixer", "départ ?"} <= set(mots(svg))
    assert [trou.tag for trou in read(svg).iter() if trou.get("class") == "g-manque"] == [
        "circle", "path",
    ]  # fmt: skip


@given(_parts, _parts, _parts)
def test_bounds_of_a_year_are_a_hatched_column(un, deux, trois):
    bas, valeur, haut = sorted((un, deux, trois))
    visee = PointPente(2028, 100, "100 %")
    ici = PointPente(2025, valeur, "", bas=bas, haut=haut)
    racine = read(draw_pente(DIT, PointPente(2024, 0, "0 %"), [ici], visee, (2024, 2028)))
    hachures = [r for r in racine.iter("rect") if r.get("class") == "g-hachures"]

    if haut - bas > 0.1:
        assert float(hachures[0].get("height")) == pytest.approx((haut - bas) / 1.1, abs=0.02)
        assert float(hachures[0].getparent().get("y")) == pytest.approx(128 - haut / 1.1, abs=0.02)


def test_years_that_would_touch_are_not_written_twice():
    connus = [PointPente(annee, 1, "") for annee in range(2015, 2026)]
    visee = PointPente(2028, 2, "2")
    annees = mots(draw_pente(DIT, connus[0], connus[1:], visee, (2015, 2028)))[:-1]

    assert annees == ["2015", "2028", "2025", "2022", "2019"]


def test_a_count_is_squares():
    svg = draw_cases(DIT, ["plein", "retard", "vide"])

    assert [r.get("class") for r in read(svg).iter("rect")] == ["g-plein", "g-retard", "g-vide"]


def test_what_somebody_wrote_is_escaped():
    piege = Legende("d", '<b>"', "& <i>")
    svg = draw_pavage(piege, [Rang("<script>", "&", 1.0)])

    assert mots(svg) == ["<script>", "&"]
    assert read(svg).findtext("title") == '<b>"'


def test_names_that_would_meet_stand_on_rows_and_the_fourth_is_left_to_the_table():
    jalons = [JalonPage(date(2026, 6, jour), f"Une étape {jour}") for jour in range(1, 5)]
    lus = mots(draw_frise(DIT, jalons, PERIODE, date(2026, 1, 1)))

    assert [mot for mot in lus if mot.startswith("Une")] == [j.nom for j in jalons[:3]]


def test_a_step_whose_day_is_past_is_in_red():
    jalons = [JalonPage(date(2026, 2, 1), "Une"), JalonPage(date(2026, 9, 1), "Autre")]
    svg = draw_frise(DIT, jalons, PERIODE, date(2026, 7, 2))

    assert [c.get("class") for c in read(svg).iter("circle")] == ["g-retard", "g-vide"]


def test_what_is_under_way_is_hatched_and_rows_stay_short():
    svg = draw_cases(DIT, ["hachures"] * 13)
    cases = [r for r in read(svg).iter("rect") if r.get("class") == "g-hachures"]

    assert [c.get("y") for c in cases] == ["2"] * 12 + ["22"]
    assert {c.get("fill") for c in cases} == {"url(#d-h)"}


@given(st.lists(st.just(0) | st.integers(1, 20), min_size=1, max_size=9), st.integers(0, 9))
def test_a_path_is_as_long_as_its_steps_last(durees, ici):
    racine = read(draw_chemin(DIT, [(duree, "dit" if duree else "") for duree in durees], ici=ici))
    lignes = [ligne for ligne in racine.iter("line") if ligne.get("class") == "g-chemin"]
    longueurs = [percent(ligne, "x2") - percent(ligne, "x1") for ligne in lignes]
    connues = [duree for duree in durees if duree]
    lieux = [float(s.get("x").removesuffix("%")) for s in racine.iter("svg") if s.get("overflow")]

    assert len(longueurs) == len(connues)
    assert [n * connues[0] for n in longueurs] == pytest.approx(
        [n * longueurs[0] for n in connues], abs=0.5
    )
    assert lieux == sorted(lieux)
    assert len(lieux) == len(durees)
    assert all(0 <= lieu <= 100 for lieu in lieux)
    assert len(racine.findall(".//circle[@class='g-plein']")) == (1 <= ici <= len(durees))
    lus = mots(draw_chemin(DIT, [(4, "4 mois"), (0, "")], ["Écrire"], 1))
    assert lus == ["4 mois", "1", "Écrire", "2"]


def test_bars_of_a_whole_stop_at_their_share():
    svg = draw_rangs(DIT, [Rang("Travaux", "55 M€", 55), Rang("Le reste", "45 M€", 45)], total=100)

    assert [percent(barre, "width") for barre in list(read(svg).iter("rect"))[1::2]] == [55, 45]


@given(st.lists(st.floats(0, 1e9), max_size=12))
def test_bars_are_as_long_as_their_share_of_the_longest(valeurs):
    svg = draw_rangs(DIT, [Rang("Été & <fils>", f"{v:.0f} €", v) for v in valeurs])

    rects = list(read(svg).iter("rect"))
    barres, pistes = rects[1::2], rects[::2]
    assert [p.get("class") for p in pistes] == ["g-piste"] * len(valeurs)
    assert {percent(piste, "width") for piste in pistes} <= {100}
    plus_long = max(valeurs, default=0) or 1
    assert [percent(barre, "width") for barre in barres] == pytest.approx(
        [100 * valeur / plus_long for valeur in valeurs], abs=0.006
    )
    assert all(mot.startswith("Été & <fils>\u00a0: ") for mot in mots(svg))


LONG = "Communauté d’agglomération " * 8  # more than 200 signs
ONZE = [Rang(f"{n} {LONG}", f"{n} M€", float(n)) for n in range(1, 12)]
JOURS = (date(2026, 1, 1), date(2028, 1, 1))
CAS = {
    "no bounds": draw_figure("f", CibleDessinee(nom="Taux", valeur=0.0)),
    "fully unknown": draw_figure("f", CibleDessinee(nom="Taux", bas=0.0, haut=100.0)),
    "over its target": draw_figure("f", CibleDessinee(nom="Taux", valeur=140.0, cible=50.0)),
    "over, out of 100": draw_figure("f", CibleDessinee(nom="Taux", valeur=140.0, maximum=100)),
    "a long name": draw_figure("f", CibleDessinee(nom=LONG, valeur=3.0, cible=4.0)),
    "eleven tiles": draw_pavage(DIT, ONZE),
    "eleven bars": draw_rangs(DIT, ONZE),
    "eleven columns": draw_colonnes(DIT, [Rang(str(2015 + n), str(n), n) for n in range(11)]),
    "eleven milestones": draw_frise(
        DIT, [JalonPage(date(2026, n, 1), LONG) for n in range(1, 12)], JOURS, JOURS[0]
    ),
    "eleven steps": draw_chemin(DIT, [(0.0, LONG)] * 11, [LONG] * 11, 11),
    "eleven years": draw_pente(
        DIT, None, [PointPente(2015 + n, 20.0 * n, LONG) for n in range(11)], None, (2015, 2025)
    ),
    "nothing at all": draw_rangs(DIT, []),
    "no tile": draw_pavage(DIT, [Rang("Rien", "0 €", 0.0)]),
}


@pytest.mark.parametrize("cas", CAS)
def test_what_is_out_of_the_ordinary_is_drawn_within_its_frame(cas):
    for noeud in read(CAS[cas]).iter("rect", "text", "line", "svg"):
        for nom in ("x", "width", "x1", "x2"):
            if noeud.get(nom, "").endswith("%"):
                assert 0 <= percent(noeud, nom) <= 100
    assert "nan" not in CAS[cas]
    assert "inf" not in CAS[cas]


def test_a_rate_that_nobody_knows_is_hatched_and_never_nought():
    racine = read(CAS["fully unknown"])

    assert "non connue" in racine.findtext("desc")
    assert "0\u202f%." not in racine.findtext("desc").partition("Entre")[0]
