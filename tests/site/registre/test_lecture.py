from datetime import date

import pytest

from spaser.regles.fiche import AchatsAnnuels, Partenaire, Periode
from spaser.regles.nomenclatures import DatePartielle, Statut
from spaser.site.registre.documents import words_of_lieu
from spaser.site.registre.fiches import (
    columns_of,
    find_sources,
    read_rubriques,
    read_sources,
    split_siren,
)
from spaser.site.registre.models import Fiche, Provenance, name_periode
from tests.site.registre.fabrique import AUJOURD_HUI, make_spaser


def _partielle(texte):
    return DatePartielle(texte) if texte else None


@pytest.mark.parametrize(
    ("debut", "fin", "sans_terme", "dit"),
    [
        ("2023", "2025", False, "de 2023 à 2025"),
        ("2023-06", "", False, "à partir de juin 2023"),
        ("2023", "", True, "depuis 2023, sans date de fin"),
        ("", "2026", False, "jusqu’à 2026"),
        ("", "", True, "sans date de fin"),
        ("", "", False, ""),
    ],
)
def test_a_period_is_said_in_words(debut, fin, sans_terme, dit):
    periode = Periode(debut=_partielle(debut), fin=_partielle(fin), sans_terme=sans_terme)

    assert name_periode(periode) == dit


def test_a_siren_is_written_by_threes():
    assert split_siren("130022205") == "130\u00a0022\u00a0205"
    assert split_siren("") == ""


def _fiche(**champs):
    spaser = make_spaser(**champs)
    fiche = Fiche(**columns_of(spaser))
    fiche.spaser = spaser
    return fiche


def _facts(fiche, sources=()):
    statut = fiche.compute_statut(AUJOURD_HUI)
    return {f.libelle: f for r in read_rubriques(fiche, statut, sources) for f in r.faits}


def test_what_is_known_is_written_and_the_rest_is_empty():
    faits = _facts(
        _fiche(
            nom="Ville de Lyon",
            code_region="84",
            codes_departement=("69",),
            mutualise=True,
            partenaires=(Partenaire(nom="CCAS de Lyon"),),
            edition=2,
            adopte_le="2021-09-30",
        )
    )

    assert faits["Région"].valeur == "Auvergne-Rhône-Alpes"
    assert faits["Départements"].valeur == "Rhône"
    assert faits["Mutualisé"].valeur == "Oui, avec CCAS de Lyon"
    assert faits["Édition"].valeur == "Deuxième édition"
    assert faits["Adopté"].valeur == "30 septembre 2021"
    assert faits["Statut du SPASER aujourd’hui"].valeur == "Adopté"
    assert faits["SIREN"].valeur == ""
    assert faits["Période"].valeur == ""


def test_an_amount_is_written_with_its_year_and_tax():
    fiche = _fiche()
    fiche.spaser = type("Contenu", (), {})()
    modele = make_spaser()
    fiche.spaser.structure, fiche.spaser.schema = modele.structure, modele.schema
    fiche.spaser.achats_annuels = (AchatsAnnuels(montant=62_000_000, annee=2024, taxe="HT"),)

    assert _facts(fiche)["Achats annuels indiqués"].valeur == (
        "62\u202f000\u202f000\u00a0€ HT (2024)"
    )


def _provenance(champ="", libelle="Presse", **champs):
    return Provenance(
        champ=champ, libelle=libelle, origine="recense", date=date(2026, 11, 24), **champs
    )


def test_sources_are_numbered_once_each_and_say_what_they_speak_for():
    sources = read_sources(
        [
            _provenance(),
            _provenance("structure.siren", "Insee"),
            _provenance("structure.tranche_habitants", "Insee"),
            _provenance("schema.partenaires.siren", "Insee"),
        ]
    )

    assert [(s.rang, s.provenance.libelle) for s in sources] == [(1, "Presse"), (2, "Insee")]
    assert sources[0].libelles == []
    assert sources[1].libelles == ["SIREN", "Nombre d’habitants", "Mutualisé avec"]


@pytest.mark.parametrize(
    ("champ", "rangs"),
    [
        ("structure.siren", (2,)),
        ("structure.type", ()),
        ("schema.periode.fin", (2, 3)),
        ("schema.titre", ()),
    ],
)
def test_a_fact_takes_its_own_sources_or_none(champ, rangs):
    sources = read_sources(
        [
            _provenance("", "Presse"),
            _provenance("structure.siren", "Insee"),
            _provenance("schema.periode", "Insee"),
            _provenance("schema.periode", "Délibération"),
        ]
    )

    assert tuple(source.rang for source in find_sources(champ, sources)) == rangs


def test_the_only_page_that_was_read_speaks_for_every_fact_that_is_known():
    faits = _facts(_fiche(nom="Ville de Lyon"), read_sources([_provenance()]))

    assert [source.rang for source in faits["Structure"].sources] == [1]
    assert faits["SIREN"].sources == ()


def test_what_the_site_computes_has_no_source_but_its_reason():
    faits = _facts(
        _fiche(tranche_achats="plus_de_200m", adopte_le="2024"), read_sources([_provenance()])
    )

    fait = faits["Aujourd’hui, d’après la loi"]
    assert (fait.valeur, fait.sources, fait.est_calcule) == ("Obligé", (), True)
    assert "dépasse 50\u00a0millions d’euros" in fait.note
    assert faits["À son adoption, d’après la loi"].valeur == "Obligé"


def test_a_note_of_a_source_is_told_beside_its_fact():
    sources = read_sources([_provenance("schema.adopte_le", note="Une autre page dit 2023.")])

    faits = _facts(_fiche(adopte_le="2024"), sources)

    assert faits["Adopté"].precision == "Une autre page dit 2023."


@pytest.mark.parametrize(
    ("statut", "dit"),
    [("adopte", "date d’adoption non connue"), ("en_cours_elaboration", "pas encore adopté")],
)
def test_an_adoption_without_a_date_says_so(statut, dit):
    assert _facts(_fiche(statut=Statut(statut)))["Adopté"].inconnu == dit


def test_no_is_told_from_not_known():
    assert _facts(_fiche(mutualise=False))["Mutualisé"].valeur == "Non"
    assert _facts(_fiche())["Mutualisé"].valeur == ""


def test_a_status_that_nothing_tells_is_not_known():
    assert _fiche().compute_statut(AUJOURD_HUI) is Statut.INCONNU


@pytest.mark.parametrize(
    ("region", "departements", "mots"),
    [
        ("44", ["67", "68"], {"Alsace", "Grand Est", "Bas-Rhin 67"}),
        ("93", ["13"], {"PACA Sud", "Bouches-du-Rhône 13"}),
        ("84", ["69"], {"Rhône-Alpes"}),
        ("", [], set()),
    ],
)
def test_a_place_is_found_under_all_its_names(region, departements, mots):
    lieu = words_of_lieu(region, departements)

    assert {mot for mot in mots if mot not in lieu} == set()
