"""A record as a whole: its names, its family, its format, and what must hold between fields."""

from datetime import date

import pytest

from spaser.moteur.decp.controle.enregistrement import examine_record, guess_famille
from spaser.moteur.decp.controle.modele import Sort

REPARABLE, ACHETEUR, REMARQUE = Sort.REPARABLE, Sort.ACHETEUR, Sort.REMARQUE
AUJOURDHUI = date(2026, 11, 24)
MODIFICATION = "modifications__0__modification"
ACTE = "actesSousTraitance__0__acteSousTraitance"


def found(verdict):
    return [(p.code, p.champ, p.sort) for p in verdict.problemes]


# --- names
@pytest.mark.parametrize("champ", ["_type", "source", "uuid", "created_at", "inventé", "uid"])
def test_a_field_that_the_format_forbids_is_taken_off(champ, marche, examiner):
    verdict = examiner({**marche(), champ: "x"})

    assert found(verdict) == [("propriete_interdite", champ, REPARABLE)]
    assert verdict.repare == marche()


@pytest.mark.parametrize(
    ("nom", "officiel"),
    [("codecpv", "codeCPV"), ("objet ", "objet"), ("technique", "techniques"),
     ("TypesPrix", "typesPrix"), ("acheteur.id", "acheteur")],
)  # fmt: skip
def test_a_misspelt_name_is_corrected(nom, officiel, marche, examiner):
    objet = marche()
    objet[nom] = objet.pop(officiel)
    verdict = examiner(objet)

    assert found(verdict) == [("nom_de_champ", nom, REPARABLE)]
    assert verdict.repare == marche()


def test_a_misspelt_name_never_hides_the_right_one(marche, examiner):
    verdict = examiner({"CodeCPV": "45000000", **marche()})

    assert found(verdict) == [("propriete_interdite", "CodeCPV", REPARABLE)]
    assert verdict.repare["codeCPV"] == "77310000"


def test_fields_of_the_draft_are_wrapped(marche, examiner):
    objet = marche(techniques=...)
    objet["technique"] = ["Accord-cadre"]

    assert {p.code for p in examiner(objet).problemes} == {"nom_de_champ", "enveloppe_absente"}
    assert examiner(objet).repare == marche()


def test_absent_fields_are_told_in_the_order_of_the_format(marche, examiner):
    verdict = examiner(marche(nature=..., objet=..., ccag=..., montant=..., titulaires=...))

    assert [p.champ for p in verdict.problemes] == [
        *("nature", "objet", "ccag", "montant", "titulaires")
    ]


# --- family and format
@pytest.mark.parametrize(
    ("valeurs", "famille"),
    [
        ({"_type": "Contrat de concession"}, "concession"),
        ({"nature": "Délégation de service public"}, "concession"),
        ({"valeurGlobale": 1}, "concession"),
        ({"_type": "Marché", "nature": "Marché"}, "marche"),
        ({}, "marche"),
    ],
)
def test_the_family_is_guessed_when_the_list_does_not_tell_it(valeurs, famille):
    assert guess_famille(valeurs) == famille


def test_a_record_outside_the_lists_is_put_there(marche, concession):
    for objet, famille in ((marche(), "marche"), (concession(), "concession")):
        verdict = examine_record(None, objet, AUJOURDHUI)
        assert (verdict.famille, found(verdict)) == (
            famille,
            [("racine_ancienne", "marches", REPARABLE)],
        )
        assert verdict.repare is objet


def test_the_former_format_is_told_once(examiner):
    ancien = {"id": "2019001", "objet": "Travaux", "montant": 5000, "formePrix": "Ferme"}

    assert found(examiner(ancien)) == [("format_ancien", "marches", ACHETEUR)]
    assert examiner(ancien).repare is None


def test_an_empty_record_lacks_everything(examiner):
    verdict = examiner({})

    assert {p.code for p in verdict.problemes} == {"champ_absent"}
    assert len(verdict.problemes) == 24


# --- what the reader met
@pytest.mark.parametrize(
    ("code", "sort"),
    [("guillemet_non_echappe", REPARABLE), ("encodage_suppose", REPARABLE),
     ("caractere_invalide", REMARQUE), ("texte_entre_balises", ACHETEUR),
     ("texte_parasite", ACHETEUR)],
)  # fmt: skip
def test_what_the_reader_repaired_is_told(code, sort, marche, examiner):
    anomalies = [{"code": code, "champ": "objet", "valeur": "x"}]

    assert found(examiner(marche(), anomalies=anomalies)) == [(code, "objet", sort)]


@pytest.mark.parametrize(
    ("champ", "perdue", "sort"),
    [
        ("objet", "Entretien des espaces verts", REPARABLE),
        ("dureeMois", "48", REPARABLE),
        ("objet", "Autre chose", ACHETEUR),
        ("inconnu", "x", ACHETEUR),
    ],
)
def test_a_field_given_twice(champ, perdue, sort, marche, examiner):
    anomalies = [{"code": "cle_en_double", "champ": champ, "valeur": perdue}]

    assert found(examiner(marche(), anomalies=anomalies)) == [("cle_en_double", champ, sort)]


# --- between fields
SOCIAL = "considerationsSociales"
ENVIRONNEMENT = "considerationsEnvironnementales"
REGLES = [
    (
        {SOCIAL: {"considerationSociale": ["Clause sociale", "Pas de considération sociale"]}},
        ("consideration_contradictoire", SOCIAL, ACHETEUR),
    ),
    (
        {
            ENVIRONNEMENT: {
                "considerationEnvironnementale": [
                    "Critère environnemental",
                    "Pas de considération environnementale",
                ]
            }
        },
        ("consideration_contradictoire", ENVIRONNEMENT, ACHETEUR),
    ),
    (
        {SOCIAL: {"considerationSociale": ["Clause sociale", "Marché réservé"]}},
        ("reserve_et_clause", SOCIAL, REMARQUE),
    ),
    (
        {"techniques": {"technique": ["Sans objet", "Concours"]}},
        ("sans_objet_et_autre", "techniques", ACHETEUR),
    ),
    (
        {"modalitesExecution": {"modaliteExecution": ["Tranches", "Sans objet"]}},
        ("sans_objet_et_autre", "modalitesExecution", ACHETEUR),
    ),
    (
        {"datePublicationDonnees": "2025-03-09"},
        ("publication_avant_notification", "datePublicationDonnees", ACHETEUR),
    ),
    (
        {"datePublicationDonnees": "2025-05-11"},
        ("publication_tardive", "datePublicationDonnees", REMARQUE),
    ),
    (
        {f"{MODIFICATION}__datePublicationDonneesModification": "2026-01-14"},
        (
            "publication_avant_notification",
            "modifications.datePublicationDonneesModification",
            ACHETEUR,
        ),
    ),
    (
        {f"{ACTE}__datePublicationDonnees": "2025-04-30"},
        (
            "publication_avant_notification",
            "actesSousTraitance.datePublicationDonnees",
            ACHETEUR,
        ),
    ),
    ({f"{MODIFICATION}__montant": 20000}, ("increment_suspect", "modifications.montant", ACHETEUR)),
    (
        {"codeCPV": "15811000", "origineFrance": 1},
        ("origine_absente", "origineUE", ACHETEUR),
    ),
    (
        {"origineUE": 0, "origineFrance": 1},
        ("origine_incoherente", "origineFrance", ACHETEUR),
    ),
]


@pytest.mark.parametrize(("changements", "attendu"), REGLES, ids=lambda v: str(v)[:70])
def test_fields_must_agree(changements, attendu, marche, examiner):
    verdict = examiner(marche(**changements))

    assert found(verdict) == [attendu]
    assert verdict.conforme  # the official schema sees none of this


@pytest.mark.parametrize(
    "changements",
    [
        {SOCIAL: {"considerationSociale": ["Critère social", "Marché réservé"]}},
        {"datePublicationDonnees": "2025-05-10"},
        {"datePublicationDonnees": "2025-03-10"},
        {f"{MODIFICATION}__montant": 120001},
        {"codeCPV": "15811000", "origineUE": 1, "origineFrance": 1},
    ],
)
def test_fields_agree(changements, marche, examiner):
    assert examiner(marche(**changements)).problemes == []


def test_a_concession_is_published_before_it_starts(concession, examiner):
    verdict = examiner(concession(datePublicationDonnees="2025-03-02"))
    assert found(verdict) == [("publication_tardive", "datePublicationDonnees", REMARQUE)]

    verdict = examiner(concession(datePublicationDonnees="2025-01-09"))
    assert found(verdict) == [
        ("publication_avant_notification", "datePublicationDonnees", ACHETEUR)
    ]


def test_a_concession_increment_is_suspected(concession, examiner):
    modification = {
        "id": 1,
        "dateSignatureModification": "2026-01-01",
        "datePublicationDonneesModification": "2026-01-02",
        "valeurGlobale": 1000,
    }
    objet = {**concession(), "modifications": [{"modification": modification}]}

    assert found(examiner(objet)) == [
        ("increment_suspect", "modifications.valeurGlobale", ACHETEUR)
    ]
