"""Each problem of a field: what it is called, who solves it, and what the repair gives."""

from decimal import Decimal

import pytest

from spaser.moteur.decp.controle.modele import Sort

FDE = "\ufffd"
ACTE = "actesSousTraitance__0__acteSousTraitance"
MODIFICATION = "modifications__0__modification"
TITULAIRE = "titulaires__0__titulaire"


def value_at(objet, chemin):
    for cle in chemin.split("__"):
        objet = objet[int(cle)] if cle.isdigit() else objet.get(cle, ...)
    return objet


def name(valeur):
    return repr(valeur)[:60]


def texts(verdict):
    return [(p.code, p.sort) for p in verdict.problemes]


# --- what is repaired: field, value given, code, value written
REPARABLES = [
    # numbers written as text
    ("dureeMois", "48", "nombre_texte", 48),
    ("dureeMois", "48 mois", "nombre_texte", 48),
    ("dureeMois", "48,0", "nombre_texte", 48),
    ("offresRecues", "4", "nombre_texte", 4),
    ("montant", "240000.50", "nombre_texte", Decimal("240000.5")),
    ("montant", "240 000,50 €", "nombre_texte", Decimal("240000.5")),
    ("montant", "240 000,50 euros HT", "nombre_texte", Decimal("240000.5")),
    ("montant", "1.240.000,50", "nombre_texte", Decimal("1240000.5")),
    ("montant", "1,240,000.5", "nombre_texte", Decimal("1240000.5")),
    ("montant", "1.240.000", "nombre_texte", 1240000),
    ("tauxAvance", "0.125", "nombre_texte", Decimal("0.125")),
    ("tauxAvance", "20 %", "nombre_texte", Decimal("0.2")),
    (f"{MODIFICATION}__id", "1", "nombre_texte", 1),
    (f"{ACTE}__montant", "10000", "nombre_texte", 10000),
    # booleans
    ("attributionAvance", "true", "booleen_texte", True),
    ("marcheInnovant", "non", "booleen_texte", False),
    ("sousTraitanceDeclaree", 1, "booleen_texte", True),
    # labels
    ("nature", "MARCHE", "libelle_approche", "Marché"),
    ("nature", "March" + FDE, "libelle_approche", "Marché"),
    ("procedure", "Appel d’offres ouvert", "libelle_approche", "Appel d'offres ouvert"),
    (
        "procedure",
        "Procédure concurrentielle avec négociation",
        "libelle_approche",
        "Procédure avec négociation",
    ),
    ("ccag", "Maîtrise d'oeuvre", "libelle_approche", "Maitrise d'œuvre"),
    ("lieuExecution__typeCode", "CODE COMMUNE", "libelle_approche", "Code commune"),
    (f"{TITULAIRE}__typeIdentifiant", "Siret", "libelle_approche", "SIRET"),
    (f"{ACTE}__variationPrix", "revisable", "libelle_approche", "Révisable"),
    ("nature", ["Marché"], "enveloppe_absente", "Marché"),
    (
        "techniques",
        {"technique": ["accord cadre"]},
        "libelle_approche",
        {"technique": ["Accord-cadre"]},
    ),
    (
        "considerationsSociales",
        {"considerationSociale": ["Concession réservée"]},
        "libelle_approche",
        {"considerationSociale": ["Marché réservé"]},
    ),
    (
        "considerationsSociales",
        {"considerationSociale": ["Clause sociale", "Clause sociale"]},
        "element_en_double",
        {"considerationSociale": ["Clause sociale"]},
    ),
    (
        "techniques",
        {"technique": ["Accord-cadre", ""]},
        "element_vide",
        {"technique": ["Accord-cadre"]},
    ),
    # wrappers
    ("techniques", ["Concours"], "enveloppe_absente", {"technique": ["Concours"]}),
    ("techniques", "Concours", "enveloppe_absente", {"technique": ["Concours"]}),
    ("techniques", {"technique": "Concours"}, "enveloppe_absente", {"technique": ["Concours"]}),
    (
        "techniques",
        [{"technique": "Concours"}, {"technique": "Accord-cadre"}],
        "enveloppe_absente",
        {"technique": ["Concours", "Accord-cadre"]},
    ),
    ("acheteur", "21750001600019", "enveloppe_absente", {"id": "21750001600019"}),
    ("acheteur", [{"id": "21750001600019"}], "enveloppe_absente", {"id": "21750001600019"}),
    (
        "titulaires",
        [{"typeIdentifiant": "SIRET", "id": "55203253400646"}],
        "enveloppe_absente",
        [{"titulaire": {"typeIdentifiant": "SIRET", "id": "55203253400646"}}],
    ),
    (
        "titulaires",
        {"titulaire": {"typeIdentifiant": "TVA", "id": "DE1"}},
        "enveloppe_absente",
        [{"titulaire": {"typeIdentifiant": "TVA", "id": "DE1"}}],
    ),
    (
        "titulaires",
        [[{"titulaire": {"typeIdentifiant": "TVA", "id": "DE1"}}]],
        "enveloppe_absente",
        [{"titulaire": {"typeIdentifiant": "TVA", "id": "DE1"}}],
    ),
    (
        "titulaires",
        [{"titulaire": {"typeIdentifiant": "TVA", "id": "DE1"}}] * 2,
        "element_en_double",
        [{"titulaire": {"typeIdentifiant": "TVA", "id": "DE1"}}],
    ),
    # empty things
    ("idAccordCadre", None, "valeur_nulle", ...),
    ("idAccordCadre", "", "valeur_nulle", ...),
    ("tauxAvance", None, "valeur_nulle", ...),
    ("tauxAvance", "NC", "non_renseigne", ...),
    ("modifications", [], "liste_vide", ...),
    ("modifications", [{"modification": {}}], "element_vide", ...),
    ("modifications", [{"modification": {"id": None, "montant": ""}}], "element_vide", ...),
    ("modificationsActesSousTraitance", [], "liste_vide", ...),
    ("modificationsActesSousTraitance", [None], "liste_vide", ...),
    # days
    ("dateNotification", "2025-03-10+01:00", "date_forme", "2025-03-10"),
    ("dateNotification", "10/03/2025", "date_forme", "2025-03-10"),
    ("dateNotification", "20250310", "date_forme", "2025-03-10"),
    ("dateNotification", 20250310, "date_forme", "2025-03-10"),
    ("dateNotification", "2025-3-10", "date_forme", "2025-03-10"),
    ("dateNotification", "2025-03-10T00:00:00", "date_forme", "2025-03-10"),
    ("dateNotification", "March, 10 2025 00:00:00", "date_forme", "2025-03-10"),
    # numbers of firms, codes
    ("acheteur__id", "217 500 016 00019", "siret_forme", "21750001600019"),
    ("acheteur__id", 21750001600019, "texte_attendu", "21750001600019"),
    (f"{TITULAIRE}__id", "552 032 534 00646", "siret_forme", "55203253400646"),
    ("codeCPV", 77310000, "texte_attendu", "77310000"),
    ("codeCPV", 3111000, "texte_attendu", "03111000"),
    ("codeCPV", "77 310 000", "cpv_forme", "77310000"),
    ("codeCPV", "77310000-6 Espaces verts", "cpv_forme", "77310000"),
    ("codeCPV", " 77310000", "cpv_forme", "77310000"),
    ("id", 2025014, "texte_attendu", "2025014"),
    ("lieuExecution__code", 75056, "texte_attendu", "75056"),
]


@pytest.mark.parametrize(("champ", "brut", "code", "attendu"), REPARABLES, ids=name)
def test_a_sure_repair_is_made(champ, brut, code, attendu, marche, examiner):
    verdict = examiner(marche(**{champ: brut}))

    assert texts(verdict) == [(code, Sort.REPARABLE)]
    assert value_at(verdict.repare, champ) == attendu
    assert examiner(verdict.repare).problemes == []


# --- what only the buyer knows: field, value, code
A_CORRIGER = [
    ("objet", ..., "champ_absent"),
    ("objet", None, "champ_absent"),
    ("objet", "  ", "champ_absent"),
    ("objet", "NC", "non_renseigne"),
    ("acheteur", ..., "champ_absent"),
    ("acheteur", {}, "champ_absent"),
    ("acheteur__id", None, "champ_absent"),
    ("titulaires", [], "champ_absent"),
    ("titulaires", [{"titulaire": {}}], "champ_absent"),
    ("techniques", {"technique": []}, "champ_absent"),
    ("considerationsSociales", {"considerationSociale": ["NC"]}, "non_renseigne"),
    (f"{TITULAIRE}__id", ..., "champ_absent"),
    (f"{MODIFICATION}__dateNotificationModification", ..., "champ_absent"),
    (f"{ACTE}__variationPrix", ..., "champ_absent"),
    ("montant", "abc", "nombre_illisible"),
    ("montant", "12 000 TTC", "nombre_illisible"),
    ("montant", "1.500", "nombre_ambigu"),
    ("montant", "12,500", "nombre_ambigu"),
    ("montant", True, "structure_illisible"),
    ("montant", {"valeur": 12}, "structure_illisible"),
    ("montant", 0, "montant_factice"),
    ("montant", 1, "montant_factice"),
    ("montant", -5, "montant_negatif"),
    ("montant", 3_000_000_001, "montant_aberrant"),
    ("montant", 999999999, "montant_aberrant"),
    ("montant", 123456789, "montant_aberrant"),
    (f"{ACTE}__montant", 1, "montant_factice"),
    ("dureeMois", 0, "duree_impossible"),
    ("dureeMois", 5000, "duree_impossible"),
    ("dureeMois", Decimal("1.5"), "duree_fractionnaire"),
    ("dureeMois", "1,5", "duree_fractionnaire"),
    ("offresRecues", 0, "nombre_hors_bornes"),
    ("offresRecues", Decimal("2.5"), "nombre_hors_bornes"),
    ("offresRecues", 100_001, "nombre_hors_bornes"),
    (f"{MODIFICATION}__id", 0, "nombre_hors_bornes"),
    ("tauxAvance", 20, "taux_hors_bornes"),
    ("tauxAvance", Decimal("-0.1"), "taux_hors_bornes"),
    ("origineUE", Decimal("1.2"), "taux_hors_bornes"),
    ("marcheInnovant", "peut-être", "booleen_illisible"),
    ("marcheInnovant", 2, "booleen_illisible"),
    ("marcheInnovant", [], "structure_illisible"),
    ("nature", "Accord-cadre", "valeur_hors_liste"),
    ("formePrix", "Révisable", "valeur_hors_liste"),
    ("procedure", "Procédure à l’ancienne", "valeur_hors_liste"),
    ("nature", ["Marché", "Marché de partenariat"], "structure_illisible"),
    ("techniques", {"technique": ["Troc"]}, "valeur_hors_liste"),
    ("techniques", 12, "structure_illisible"),
    (f"{TITULAIRE}__typeIdentifiant", "SIREN", "valeur_hors_liste"),
    ("titulaires", ["Dupont"], "structure_illisible"),
    ("lieuExecution", "Paris", "structure_illisible"),
    ("lieuExecution__code", 1004, "code_zero_perdu"),
    ("dateNotification", "hier", "date_illisible"),
    ("dateNotification", "2025-03-10/2025-03-12", "date_illisible"),
    ("dateNotification", 12, "date_illisible"),
    ("dateNotification", "2025-02-30", "date_impossible"),
    ("dateNotification", "0202-03-10", "date_improbable"),
    ("dateNotification", "2025-03-09T23:00:00Z", "date_ambigue"),
    ("dateNotification", "2025-03-09 22:00:00+00:00", "date_ambigue"),
    ("dateNotification", {"jour": 1}, "structure_illisible"),
    (f"{ACTE}__datePublicationDonnees", "2030-01-01", "date_future"),
    ("acheteur__id", "21750001600018", "siret_cle_fausse"),
    ("acheteur__id", "00000000000000", "siret_invalide"),
    ("acheteur__id", "217500016", "siren_pour_siret"),
    ("acheteur__id", "2175000160001", "siret_zero_perdu"),
    ("acheteur__id", "Ville", "siret_invalide"),
    ("acheteur__id", ["x", "y"], "structure_illisible"),
    (f"{TITULAIRE}__id", "FR40303265045", "siret_invalide"),
    (f"{TITULAIRE}__id", "552032534", "siren_pour_siret"),
    ("codeCPV", "Travaux", "cpv_illisible"),
    ("codeCPV", "00000000", "cpv_illisible"),
    ("codeCPV", "7731000", "cpv_zero_perdu"),
    ("codeCPV", "77310000 45000000", "cpv_illisible"),
    ("codeCPV", 12, "cpv_illisible"),
    ("codeCPV", {"code": "77310000"}, "structure_illisible"),
    ("id", "x" * 17, "texte_trop_long"),
    ("objet", "x" * 1001, "texte_trop_long"),
    ("objet", ["a"], "structure_illisible"),
]


@pytest.mark.parametrize(("champ", "brut", "code"), A_CORRIGER, ids=name)
def test_what_is_not_sure_is_left_to_the_buyer(champ, brut, code, marche, examiner):
    verdict = examiner(marche(**{champ: brut}))

    assert (code, Sort.ACHETEUR) in texts(verdict)
    assert {p.code for p in verdict.problemes if p.sort is Sort.ACHETEUR} == {code}
    assert verdict.repare is None
    assert not verdict.valide


REMARQUES = [
    ("dureeMois", 200, "duree_improbable"),
    ("codeCPV", "77310000-6", "cpv_avec_cle"),
    ("objet", "Entretien des espaces d" + FDE + "sert" + FDE + "s", "caractere_perdu"),
]


@pytest.mark.parametrize(("champ", "brut", "code"), REMARQUES, ids=name)
def test_a_remark_prevents_nothing(champ, brut, code, marche, examiner):
    objet = marche(**{champ: brut})
    verdict = examiner(objet)

    assert texts(verdict) == [(code, Sort.REMARQUE)]
    assert verdict.valide
    assert verdict.conforme
    assert verdict.repare is objet


@pytest.mark.parametrize(
    ("champ", "brut"),
    [
        ("dureeMois", Decimal("48.0")),
        ("dureeMois", 1),
        ("lieuExecution__code", "2A004"),
        (f"{TITULAIRE}__typeIdentifiant", "HORS-UE"),
        ("montant", Decimal("1.01")),
        ("montant", 2_999_999_999),
        ("id", "NC"),
        ("objet", "x" * 1000),
        ("tauxAvance", 0),
        ("acheteur", {"id": "21750001600019", "nom": "Ville"}),
        ("acheteur__id", "35600000049837"),  # La Poste has a key of its own
        ("techniques", {"technique": ["Concours", "Accord-cadre"], "autre": 1}),
    ],
)
def test_what_is_allowed_is_left_alone(champ, brut, marche, examiner):
    objet = marche(**{champ: brut})

    assert examiner(objet).problemes == []
    assert examiner(objet).repare is objet


def test_whole_records_are_valid(marche, concession, examiner):
    for objet in (marche(), concession()):
        verdict = examiner(objet)
        assert verdict.problemes == []
        assert verdict.repare is objet


CONCESSIONS = [
    ("valeurGlobale", "4200000", "nombre_texte", Sort.REPARABLE),
    ("valeurGlobale", 15_000_000_001, "montant_aberrant", Sort.ACHETEUR),
    ("montantSubventionPublique", -1, "nombre_hors_bornes", Sort.ACHETEUR),
    ("nature", "delegation de service public", "libelle_approche", Sort.REPARABLE),
    ("procedure", "Appel d'offres ouvert", "valeur_hors_liste", Sort.ACHETEUR),
    ("concessionnaires", [], "champ_absent", Sort.ACHETEUR),
    (
        "considerationsSociales",
        {"considerationSociale": ["Marché réservé"]},
        "libelle_approche",
        Sort.REPARABLE,
    ),
    ("donneesExecution__0__donneesAnnuelles__tarifs", [], "champ_absent", Sort.ACHETEUR),
    (
        "donneesExecution__0__donneesAnnuelles__tarifs__0__tarif__tarif",
        "4,50",
        "nombre_texte",
        Sort.REPARABLE,
    ),
    (
        "donneesExecution__0__donneesAnnuelles__tarifs",
        [{"intituleTarif": "Entrée", "tarif": 4}],
        "enveloppe_absente",
        Sort.REPARABLE,
    ),
]


@pytest.mark.parametrize(("champ", "brut", "code", "sort"), CONCESSIONS, ids=name)
def test_a_concession_has_its_own_table(champ, brut, code, sort, concession, examiner):
    assert texts(examiner(concession(**{champ: brut}))) == [(code, sort)]


@pytest.mark.parametrize(
    ("champ", "brut"),
    [
        ("donneesExecution", []),
        ("dateDebutExecution", "2031-01-01"),
        (
            "donneesExecution__0__donneesAnnuelles__tarifs",
            [{"tarif": {"intituleTarif": "Entrée", "tarif": 4}}] * 2,
        ),
        ("montantSubventionPublique", 1),
    ],
)
def test_a_concession_may_hold(champ, brut, concession, examiner):
    assert examiner(concession(**{champ: brut})).problemes == []


def test_a_list_without_answer_is_told_once(marche, examiner):
    for liste in (["NC"], ["", "NC"]):
        verdict = examiner(marche(considerationsSociales={"considerationSociale": liste}))
        assert texts(verdict) == [("non_renseigne", Sort.ACHETEUR)]


def test_the_nearest_label_is_told(marche, examiner):
    (probleme,) = examiner(marche(procedure="Procedure adaptative")).problemes
    assert "la plus proche est « Procédure adaptée »" in probleme.message


def test_a_rate_in_percent_is_proposed_not_written(marche, examiner):
    (probleme,) = examiner(marche(tauxAvance=20)).problemes
    assert "est-ce 0.2 ?" in probleme.message


def test_a_long_value_is_cut_in_the_account(marche, examiner):
    (probleme,) = examiner(marche(objet="x" * 5000)).problemes
    assert len(probleme.valeur) == 200


# --- XML: every value is text, and that is no fault
@pytest.mark.parametrize(
    ("champ", "texte", "attendu"),
    [
        ("dureeMois", "48", 48),
        ("montant", "240000.50", Decimal("240000.5")),
        ("montant", "12.500", Decimal("12.5")),
        ("attributionAvance", "oui", True),
        ("marcheInnovant", "0", False),
        ("idAccordCadre", None, ...),
        ("origineUE", None, ...),
        ("modifications", [], ...),
    ],
)
def test_the_text_of_xml_becomes_values(champ, texte, attendu, marche, examiner):
    verdict = examiner(marche(**{champ: texte}), xml=True)

    assert verdict.problemes == []
    assert value_at(verdict.repare, champ) == attendu


@pytest.mark.parametrize(
    ("champ", "texte", "code"),
    [("montant", "240 000", "nombre_texte"), ("attributionAvance", "vrai", "booleen_texte")],
)
def test_xml_has_its_own_forms_too(champ, texte, code, marche, examiner):
    assert texts(examiner(marche(**{champ: texte}), xml=True)) == [(code, Sort.REPARABLE)]
