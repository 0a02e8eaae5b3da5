from dataclasses import replace

import pytest
from lxml import etree

from spaser.documents.bilan.tendance import (
    INCOMPLETE,
    PointTendance,
    Tendance,
    count_absentes,
    draw_total,
    fill_annees,
    read_tendance,
    read_tendance_indicateur,
    write_tendance,
)
from spaser.documents.bilan.vue import build_vue
from spaser.documents.document import read_mots
from spaser.moteur.valeurs import AnneeCorrigee
from spaser.regles.indicateurs import Origine
from tests.faux_bilan import SIREN, absente, make_bilan, make_valeurs, part

SVG = "{http://www.w3.org/2000/svg}"


def lire(valeurs, code="SOC-01", variante="nombre"):
    vue = build_vue(make_bilan(valeurs=tuple(valeurs)))
    lignes = [*vue.legales, *(ligne for theme in vue.themes for ligne in theme.lignes)]
    ligne = next(ligne for ligne in lignes if ligne.fiche.code == code)
    return read_tendance(ligne, variante, vue)


def rectangles(tendance, classe):
    dessin = etree.fromstring(tendance.dessin)
    return [r for r in dessin.iter(f"{SVG}rect") if r.get("class") == classe]


def textes(tendance):
    return [t.text for t in etree.fromstring(tendance.dessin).iter(f"{SVG}text")]


def test_the_picture_shows_the_figures_of_the_table():
    tendance = lire(make_valeurs())
    connus = [point for point in tendance.points if not point.manque]

    assert [point.annee for point in connus] == [2024, 2025, 2026]
    assert [point.valeur for point in connus] == [31 / 129, 63 / 202, 29 / 80]
    ecrits = textes(tendance)
    for point in connus:
        assert {str(point.annee), point.texte} <= set(ecrits)
    pistes, pleins = rectangles(tendance, "g-piste"), rectangles(tendance, "g-plein")
    largeurs = [
        float(p.get("width")) / float(q.get("width")) for p, q in zip(pleins, pistes, strict=True)
    ]
    assert largeurs == pytest.approx([p.bas / 0.5 for p in connus], abs=1e-3)
    bandes = [float(b.get("width")) for b in rectangles(tendance, "g-bande")]
    piste = float(pistes[0].get("width"))
    assert bandes == pytest.approx([(p.haut - p.bas) / 0.5 * piste for p in connus], abs=0.02)


def test_years_before_the_first_figure_share_a_row_that_says_why():
    tendance = lire(make_valeurs())

    assert "2019–23" in textes(tendance)
    assert "non publié" in textes(tendance)
    assert not rectangles(tendance, "g-piste")[3:]


def test_a_year_without_any_contract_is_a_gap_and_never_a_zero():
    tendance = lire([part("SOC-01", 2021, (5, 15, 0)), part("SOC-01", 2024, (5, 15, 0))])

    assert [(p.annee, p.manque) for p in tendance.points] == [
        (2021, ""), (2022, "aucun marché de 2022 dans les fichiers lus"),
        (2023, "aucun marché de 2023 dans les fichiers lus"), (2024, ""),
    ]  # fmt: skip
    assert len(rectangles(tendance, "g-piste")) == 2
    assert not {"0\u202f%"} & set(textes(tendance))
    assert {"aucun marché de 2022", "aucun marché de 2023"} <= set(textes(tendance))


def test_a_year_still_being_published_is_marked():
    tendance = lire([part("SOC-01", 2025, (20, 20, 0)), part("SOC-01", 2026, (20, 20, 0))])

    assert [point.marque for point in tendance.points] == ["", INCOMPLETE]
    assert INCOMPLETE in textes(tendance)


@pytest.mark.parametrize("reponses", [(1, 2, 0), (10, 10, 30)])
def test_a_year_with_too_little_data_is_marked_and_has_no_certain_part(reponses):
    tendance = lire([part("SOC-01", 2024, (30, 70, 0)), part("SOC-01", 2025, reponses)])

    assert [point.marque for point in tendance.points] == ["", "trop peu de données"]
    assert float(rectangles(tendance, "g-plein")[1].get("width")) == 0
    assert len(rectangles(tendance, "g-bande")) == 1
    assert "trop peu de données" in tendance.description


def test_nothing_is_drawn_where_nothing_is_known():
    assert lire([absente("SOC-01", 2022, 12), absente("SOC-01", 2023, 9)]) is None
    assert lire(make_valeurs(), code="VOL-01", variante="total") is None
    assert lire(make_valeurs(), code="SOC-13", variante="moyenne") is None


def test_the_description_says_every_year_of_the_table():
    tendance = lire(make_valeurs())

    for point in tendance.points:
        assert f"{point.annee}\u00a0:" in tendance.description


def test_every_year_without_a_figure_is_said_in_words():
    points = tuple(PointTendance(annee, manque="rien") for annee in (2024, 2025))

    assert {"2024–25", "rien"} <= set(textes(Tendance("g", "t", points)))


def test_gaps_are_filled_between_the_first_and_the_last_year_only():
    vue = build_vue(
        make_bilan(valeurs=(part("SOC-01", 2020, (5, 5, 0)), part("SOC-01", 2022, (5, 5, 0))))
    )
    mesures = fill_annees(vue.legales[0].historique["nombre"])

    assert [(m.annee, m.valeur.n) for m in mesures] == [(2020, 10), (2021, 0), (2022, 10)]
    assert mesures[1].raison == "aucun marché de 2021 dans les fichiers lus"
    assert fill_annees([replace(mesures[0], valeur=replace(mesures[0].valeur, annee=None))]) == ()


CORRIGEES = (
    AnneeCorrigee(2024, 31, social=8, environnement=0, montant=0),
    AnneeCorrigee(2025, 71, social=41, environnement=2, montant=0),
    AnneeCorrigee(2026, 40, social=24, environnement=1, montant=0),
)


def test_years_unequally_corrected_are_not_joined_in_one_trend():
    valeurs = [
        part(code, annee, (10, n - 10, 0))
        for code in ("SOC-01", "ENV-01")
        for annee, n in ((2024, 31), (2025, 71), (2026, 40))
    ]
    bilan = replace(make_bilan(valeurs=tuple(valeurs)), corrigees=CORRIGEES)
    vue = build_vue(bilan, Origine.CORRIGES)
    sociale, environnementale = (
        read_tendance(ligne, "nombre", vue)
        for ligne in vue.legales
        if ligne.fiche.code in {"SOC-01", "ENV-01"}
    )

    assert [point.manque for point in sociale.points] == [
        "années inégalement corrigées\u00a0: 8 marchés sur 31 en 2024 et 41 marchés sur 71 en 2025",
        "",
        "",
    ]
    assert sociale.points[0].valeur is None
    assert sociale.inegales == (sociale.points[0].manque,)
    assert "années inégalement corrigées" in textes(sociale)
    assert sociale.find_base(2026).annee == 2025
    assert [point.manque for point in environnementale.points] == ["", "", ""]


def test_a_total_still_being_published_is_hatched():
    vue = build_vue(make_bilan())
    ligne = next(li for th in vue.themes for li in th.lignes if li.fiche.code == "VOL-01")
    dessin = etree.fromstring(draw_total(ligne, vue))

    colonnes = [r.get("class") for r in dessin.iter(f"{SVG}rect")]
    assert colonnes.count("g-plein") == 7
    assert colonnes.count("g-bande") == 1


@pytest.mark.parametrize(
    ("raisons", "nombre"), [([], 0), (["", "a"], 0), (["a", "a", ""], 2), (["a", "b"], 1)]
)
def test_only_the_first_years_with_one_reason_are_gathered(raisons, nombre):
    assert count_absentes(raisons) == nombre


def test_a_document_has_the_picture_and_the_same_figures_in_its_table():
    tendance = lire(make_valeurs())
    figure, tableau = write_tendance(tendance)

    assert figure.svg == tendance.dessin
    assert [ligne[0] for ligne in tableau.lignes][:3] == ["2026, année incomplète", "2025", "2024"]
    taux = [ligne[1] for ligne in tableau.lignes]
    assert [read_mots(t) for t in taux[:3]] == ["36\u202f%", "31\u202f%", "24\u202f%"]
    assert [t[0].reference for t in taux[:3]] == [
        f"{SIREN}:SOC-01:{annee}:nombre:publie" for annee in (2026, 2025, 2024)
    ]
    assert read_mots(taux[-1]).startswith("Non publié")


PROUVEE = PointTendance(
    2024, texte="25 %", valeur=0.25, bas=0.2, haut=0.3, compte="5 sur 20 marchés"
)


@pytest.mark.parametrize(
    ("points", "attendue"),
    [
        ((), None),
        ((PROUVEE,), 2024),
        ((replace(PROUVEE, annee=2023, manque="non publié"), PROUVEE), 2024),
        ((replace(PROUVEE, annee=2023, fragile=True), PROUVEE), 2024),
        ((replace(PROUVEE, annee=2023), PROUVEE), 2023),
        ((replace(PROUVEE, incomplete=True), replace(PROUVEE, annee=2025)), 2025),
        ((replace(PROUVEE, annee=2026),), None),
    ],
)
def test_the_base_is_the_first_whole_year_that_lets_conclude(points, attendue):
    base = Tendance("g", "Titre", points).find_base(2025)

    assert (base.annee if base else None) == attendue


def test_the_small_picture_has_a_column_a_year_hatched_where_it_proves_little():
    points = (
        replace(PROUVEE, annee=2022, manque="non publié"),
        PROUVEE,
        replace(PROUVEE, annee=2025, manque="non publié"),
        replace(PROUVEE, annee=2026, valeur=0.5, incomplete=True),
        replace(PROUVEE, annee=2027, valeur=0.0),
    )
    dessin = etree.fromstring(Tendance("g", "Titre", points).vignette)
    pleins = [r for r in dessin.iter(f"{SVG}rect") if r.get("class") == "g-plein"]
    bandes = [r for r in dessin.iter(f"{SVG}rect") if r.get("class") == "g-bande"]

    assert [float(r.get("height")) for r in pleins] == [17, 1]  # half of the highest; none shows
    assert [float(r.get("height")) for r in bandes] == [34]
    assert not list(dessin.iter(f"{SVG}text"))
    assert "2025\u00a0: non publié." in dessin.find(f"{SVG}desc").text


def test_any_measure_is_read_over_the_years_a_number_too():
    vue = build_vue(make_bilan(valeurs=make_valeurs()))
    lignes = [*vue.legales, *(ligne for theme in vue.themes for ligne in theme.lignes)]
    nombre = next(ligne for ligne in lignes if "total" in ligne.historique)
    lue = read_tendance_indicateur(nombre, nombre.fiche.code, "total", vue)

    assert [point.annee for point in lue.points] == list(vue.annees)
    assert read_tendance_indicateur(nombre, "AUTRE", "total", vue) is None
    assert read_tendance_indicateur(nombre, nombre.fiche.code, "nombre", vue) is None
