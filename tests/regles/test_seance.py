from datetime import date

import msgspec
import pytest

from spaser.contenus.faits import find_fait, load_faits, tell_citation
from spaser.contenus.lecture import read_contenu
from spaser.regles import seance
from spaser.regles.nomenclatures import TypeStructure
from spaser.regles.seance import (
    CorpsDecideur,
    SeanceVote,
    compute_limite,
    count_limite,
    find_regles,
    guess_corps,
    list_suites_vote,
    warn_seance,
)

JEUDI = date(2026, 12, 17)
JOUR = date(2026, 11, 30)

# corps; assembly, executive; what goes with the convocation, delay, last day for 17 December 2026
CORPS = {
    "commune": (
        "le conseil municipal",
        "le maire",
        "note explicative de synthèse",
        "5 jours francs",
        date(2026, 12, 11),
    ),
    "petite_commune": (
        "le conseil municipal",
        "le maire",
        "",
        "3 jours francs",
        date(2026, 12, 11),  # counted: Sunday the 13th
    ),
    "epci": (
        "le conseil communautaire",
        "la présidente ou le président",
        "note explicative de synthèse",
        "5 jours francs",
        date(2026, 12, 11),
    ),
    "metropole": (
        "le conseil de métropole",
        "la présidente ou le président",
        "note explicative de synthèse",
        "5 jours francs",
        date(2026, 12, 11),
    ),
    "ept": (
        "le conseil de territoire",
        "la présidente ou le président",
        "note explicative de synthèse",
        "5 jours francs",
        date(2026, 12, 11),
    ),
    "syndicat_ferme": (
        "le comité syndical",
        "la présidente ou le président",
        "note explicative de synthèse",
        "5 jours francs",
        date(2026, 12, 11),
    ),
    "syndicat_ouvert": ("le comité syndical", "la présidente ou le président", "", "", None),
    "syndicat": ("le comité syndical", "la présidente ou le président", "", "", None),
    "departement": (
        "le conseil départemental",
        "la présidente ou le président",
        "rapport",
        "12 jours",
        date(2026, 12, 4),  # counted: Saturday the 5th
    ),
    "region": (
        "le conseil régional",
        "la présidente ou le président",
        "rapport",
        "12 jours",
        date(2026, 12, 4),
    ),
    "ccas": (
        "le conseil d’administration",
        "la présidente ou le président",
        "rapport explicatif",
        "3 jours",
        date(2026, 12, 14),
    ),
    "sdis": ("le conseil d’administration", "la présidente ou le président", "", "", None),
    "centre_gestion": ("", "", "", "", None),
    "oph": ("", "", "", "", None),
    "sem": (
        "le conseil d’administration ou le conseil de surveillance",
        "",
        "",
        "",
        None,
    ),
    "hopital": ("", "la directrice ou le directeur", "", "", None),
    "universite": (
        "le conseil d’administration",
        "la présidente ou le président",
        "",
        "",
        None,
    ),
    "etat": ("", "", "", "", None),
    "particulier": ("", "", "", "", None),
    "autre": ("", "", "", "", None),
}


def test_each_body_has_its_organ_its_paper_and_its_delay_or_none_at_all():
    assert list(CORPS) == [corps.value for corps in CorpsDecideur]
    for corps, (assemblee, executif, joint, delai, limite) in CORPS.items():
        regles = find_regles("", corps=corps, habitants=200_000)

        assert (regles.assemblee, regles.executif, regles.joint) == (assemblee, executif, joint)
        assert str(regles.delai or "") == delai, corps
        assert compute_limite(JEUDI, regles) == limite, corps


def test_where_no_delay_was_read_the_screen_says_where_to_look():
    for corps, (*_, limite) in CORPS.items():
        regles = find_regles("", corps=corps, habitants=200_000)

        assert limite or "à vérifier" in regles.a_verifier, corps


@pytest.mark.parametrize(
    ("corps", "jour", "compte", "limite"),
    [
        ("metropole", date(2026, 12, 17), date(2026, 12, 11), date(2026, 12, 11)),
        ("metropole", date(2026, 12, 18), date(2026, 12, 12), date(2026, 12, 11)),  # a Saturday
        ("metropole", date(2026, 11, 17), date(2026, 11, 11), date(2026, 11, 10)),  # a holiday
        ("metropole", date(2026, 4, 12), date(2026, 4, 6), date(2026, 4, 3)),  # Easter Monday
        ("metropole", date(2027, 1, 7), date(2027, 1, 1), date(2026, 12, 31)),
        ("petite_commune", date(2026, 12, 18), date(2026, 12, 14), date(2026, 12, 14)),
        ("departement", date(2026, 12, 18), date(2026, 12, 6), date(2026, 12, 4)),
        ("departement", date(2026, 12, 21), date(2026, 12, 9), date(2026, 12, 9)),
        ("region", date(2020, 3, 12), date(2020, 2, 29), date(2020, 2, 28)),  # long past, leap
        ("ccas", date(2026, 12, 17), date(2026, 12, 14), date(2026, 12, 14)),
    ],
)
def test_the_last_day_of_the_convocation_is_counted_then_set_before_a_day_off(
    corps, jour, compte, limite
):
    regles = find_regles("", corps=corps)

    assert count_limite(jour, regles) == compte
    assert compute_limite(jour, regles) == limite


@pytest.mark.parametrize(
    ("type_structure", "nom", "siren", "habitants", "corps"),
    [
        ("commune", "Valfictif", "", 3_500, "commune"),
        ("commune", "Valfictif", "", 3_499, "petite_commune"),
        ("commune", "Valfictif", "", None, "commune"),
        ("commune", "Ville de Paris", "217500016", 2_100_000, "particulier"),
        ("commune", "Ville de Lyon", "216901231", 520_000, "particulier"),
        ("metropole", "Métropole de Lyon", "200046977", 1_400_000, "particulier"),
        ("metropole", "Métropole de Val-Fictif", "", 210_000, "metropole"),
        ("epci", "Communauté de communes du Val", "", 1_200, "epci"),
        ("ept", "Grand Paris Est", "", None, "ept"),
        ("departement", "Département du Val", "", None, "departement"),
        ("departement", "Collectivité territoriale de Martinique", "", None, "particulier"),
        ("region", "Collectivité de Corse", "", None, "particulier"),
        ("region", "Région Val-Fictif", "", None, "region"),
        ("collectivite", "Collectivité territoriale de Guyane", "", None, "particulier"),
        ("syndicat", "SIREDOM", "", None, "syndicat"),
        ("syndicat", "Syndicat mixte ouvert Val numérique", "", None, "syndicat_ouvert"),
        ("syndicat", "Syndicat intercommunal des eaux du Val", "", None, "syndicat_ferme"),
        ("etablissement_public", "CCAS de Valfictif", "", None, "ccas"),
        ("etablissement_public", "Centre intercommunal d’action sociale", "", None, "ccas"),
        ("etablissement_public", "SDIS du Val", "", None, "sdis"),
        ("etablissement_public", "Service départemental d’incendie et de secours", "", 1, "sdis"),
        ("etablissement_public", "Centre départemental de gestion", "", None, "centre_gestion"),
        ("etablissement_public", "Agence du Val", "", None, "etat"),
        ("epic", "Régie du Val", "", None, "etat"),
        ("bailleur", "Val Habitat, office public de l’habitat", "", None, "oph"),
        ("bailleur", "Val Logis", "", None, "autre"),
        ("autre", "SPL Val Aménagement", "", None, "sem"),
        ("autre", "Société d’économie mixte du Val", "", None, "sem"),
        ("", "Centre hospitalier du Val", "", None, "hopital"),
        ("etablissement_sante", "Hospices du Val", "", None, "hopital"),
        ("universite", "Université du Val", "", None, "universite"),
        ("etat", "Préfecture du Val", "", None, "etat"),
        ("", "Commune de Semur", "", None, "autre"),
    ],
)
def test_what_is_known_of_a_buyer_tells_which_body_it_is(
    type_structure, nom, siren, habitants, corps
):
    assert guess_corps(type_structure, nom, siren, habitants) == corps


def test_every_type_of_the_register_has_its_rules():
    for type_structure in TypeStructure:
        assert find_regles(type_structure, nom="Val-Fictif").corps in CorpsDecideur


def test_what_the_buyer_says_of_itself_holds_before_what_is_guessed():
    assert find_regles("syndicat", nom="SIREDOM", corps="syndicat_ferme").delai == (
        5,
        "jours francs",
    )


def test_a_commune_whose_population_is_unknown_takes_the_longest_delay_and_is_told_so():
    regles = find_regles("commune", nom="Valfictif")

    assert compute_limite(JEUDI, regles) == date(2026, 12, 11)
    assert regles.a_verifier.startswith("La population n’est pas connue")


def test_a_small_town_owes_no_paper_and_chooses_how_it_publishes():
    regles = find_regles("commune", habitants=1_200)

    assert regles.joint == ""
    assert "CGCT-L2131-1.petites" in regles.suites
    assert find_regles("", corps="ccas", habitants=1_200).joint == ""


def test_a_hospital_decides_without_a_vote_and_this_is_told_as_our_reading():
    regles = find_regles("etablissement_sante")

    assert not regles.delibere
    assert regles.lecture.startswith("Notre lecture, à vérifier :")
    assert regles.fondement == ("CSP-L6143-7", "CSP-L6143-1")


def test_every_fact_that_is_cited_exists_and_is_sure():
    cites = {
        code
        for corps in CorpsDecideur
        for code in find_regles("", corps=corps, habitants=50_000).faits
    }

    assert len(cites) == 33
    assert [code for code in cites if not load_faits()[code].est_sur] == []
    actes = read_contenu("seances/corps.json", dict)["actes"]
    assert [citation for citation in actes if not tell_citation(citation)] == []


def test_what_follows_the_vote_of_a_metropolis_is_dated_where_its_text_gives_a_delay():
    suites = list_suites_vote(find_regles("metropole"), JEUDI)

    assert [(suite.quoi, suite.jour) for suite in suites] == [
        ("Signer la délibération", None),
        ("Transmettre la délibération au préfet", None),
        ("Publier la délibération", None),
        ("Laisser la délibération en ligne", None),
        ("Exécuter la délibération", None),
        ("Afficher la liste des délibérations", date(2026, 12, 24)),
        ("Arrêter le procès-verbal", None),
        ("Informer les communes membres", date(2027, 1, 17)),
        ("Mettre le schéma en ligne", None),
        ("Publier les premiers indicateurs, selon notre lecture", date(2028, 12, 17)),
    ]


@pytest.mark.parametrize(
    ("corps", "attendues"),
    [
        ("sem", [("Communiquer la délibération au préfet", date(2027, 2, 28))]),
        ("universite", [("Transmettre la délibération au rectorat", None)]),
        ("syndicat", [("Transmettre la délibération au préfet", None)]),
        ("oph", []),
        ("hopital", []),
        ("ccas", []),
    ],
)
def test_no_duty_is_told_after_the_vote_where_nobody_read_one(corps, attendues):
    suites = list_suites_vote(find_regles("", corps=corps), date(2027, 1, 31))

    assert [(suite.quoi, suite.jour) for suite in suites[:-2]] == attendues
    assert [suite.quoi for suite in suites[-2:]] == [
        "Mettre le schéma en ligne",
        "Publier les premiers indicateurs, selon notre lecture",
    ]


def test_without_a_day_nothing_is_dated():
    assert {suite.jour for suite in list_suites_vote(find_regles("metropole"), None)} == {None}


@pytest.mark.parametrize(
    ("jour", "dits"),
    [
        (None, []),
        (date(2026, 12, 17), []),
        (date(2026, 11, 29), ["La séance du 29 novembre 2026 est passée : vérifiez son jour."]),
        (
            date(2026, 12, 4),
            [
                (
                    "L’envoi aux membres devait partir le 27 novembre 2026 au plus tard. En cas "
                    "d’urgence, le délai peut être réduit, sans descendre sous un jour franc"
                    "\u202f; le conseil se prononce sur l’urgence en ouvrant la séance."
                )
            ],
        ),
    ],
)
def test_a_sitting_that_is_past_or_too_near_is_told_on_screen(jour, dits):
    assert warn_seance(SeanceVote(jour=jour), find_regles("metropole"), JOUR) == [
        *dits,
        "Textes lus chez une source secondaire, à relire sur Légifrance : 11.",
    ]


def test_what_is_to_be_checked_is_told_with_the_day():
    dits = warn_seance(SeanceVote(jour=JEUDI), find_regles("", corps="oph"), JOUR)

    assert dits == [
        (
            "Aucun texte n’a été lu pour cet organisme : qui décide, délai, quorum et publication "
            "sont à vérifier dans vos statuts."
        )
    ]


def test_a_fact_that_the_team_doubts_gives_neither_delay_nor_statement(monkeypatch):
    def douter(citation):
        fait = find_fait(citation)
        doute = fait.code in {"CGCT-L2121-12", "CGCT-L2121-25"}
        return msgspec.structs.replace(fait, confiance="C") if doute else fait

    monkeypatch.setattr(seance, "find_fait", douter)
    regles = find_regles("metropole")

    assert compute_limite(JEUDI, regles) is None
    assert "CGCT-L2121-25" not in regles.suites
    assert "CGCT-L2121-23" in regles.suites
