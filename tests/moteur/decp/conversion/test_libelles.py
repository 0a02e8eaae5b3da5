"""Labels: case, accents, apostrophes, ligatures, lost characters, spellings of v1."""

import pytest

from spaser.moteur.decp import nomenclatures as n
from spaser.moteur.decp.conversion.valeurs import Lu, label_reader, labels_reader
from spaser.moteur.decp.nomenclatures import find_label, fold, is_vide, list_feuilles

TABLES = {
    nom: table
    for nom, table in vars(n).items()
    if nom.isupper() and isinstance(table, dict) and nom[0] != "_" and nom != "TYPES_IDENTIFIANT"
}


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("Procédure adaptée", "Procédure adaptée"),
        ("PROCÉDURE ADAPTÉE", "Procédure adaptée"),
        ("procedure  adaptee ", "Procédure adaptée"),
        ("Proce\u0301dure adapte\u0301e", "Procédure adaptée"),
        ("Proc\ufffddure adapt\ufffde", "Procédure adaptée"),
        ("Proc\ufffd\ufffddure adapt\ufffd\ufffde", "Procédure adaptée"),
        ("Appel d'offres ouvert", "Appel d'offres ouvert"),
        ("Appel d\u2019offres ouvert", "Appel d'offres ouvert"),
        ("Appel d\ufffdoffres restreint", "Appel d'offres restreint"),
        ("Procédure concurrentielle avec négociation", "Procédure avec négociation"),
        ("Procédure négociée avec mise en concurrence préalable", "Procédure avec négociation"),
        (
            "Marché négocié sans publicité ni mise en concurrence préalable",
            "Marché passé sans publicité ni mise en concurrence préalable",
        ),
        ("Procédure", None),
        ("Procédure adaptée ouverte", None),
        ("\ufffd", None),
    ],
)
def test_a_procedure_is_recognised_under_its_spellings(texte, attendu):
    assert find_label(texte, n.PROCEDURES) == attendu


@pytest.mark.parametrize(
    ("table", "texte", "attendu"),
    [
        (n.NATURES, "MARCHE", "Marché"),
        (n.NATURES, "March\ufffd", "Marché"),
        (n.NATURES, "ACCORD_CADRE".replace("_", " "), "Accord-cadre"),
        (n.NATURES, "accord-cadre", "Accord-cadre"),
        (n.NATURES, "Marchés subséquents", "Marché subséquent"),
        (n.NATURES, "Délégation de service public", "Délégation de service public"),
        (n.CCAG, "Maîtrise d'œuvre", "Maitrise d'œuvre"),
        (n.CCAG, "Maitrise d\u2019oeuvre", "Maitrise d'œuvre"),
        (n.CCAG, "MAITRISE D'ŒUVRE", "Maitrise d'œuvre"),
        (n.CCAG, "Maitrise d'\ufffduvre", "Maitrise d'œuvre"),
        (n.TYPES_PRIX, "d\ufffdfinitif r\ufffdvisable", "Définitif révisable"),
        (n.MODALITES_EXECUTION, "Bon de commande", "Bons de commande"),
        (n.LIEUX, "CODE DEPARTEMENT", "Code département"),
        (n.FORMES_PRIX, "Ferme et actualisable", "Ferme et actualisable"),
    ],
)
def test_a_label_is_recognised_in_its_list(table, texte, attendu):
    assert find_label(texte, table) == attendu


@pytest.mark.parametrize("nom", sorted(TABLES))
def test_every_label_survives_the_loss_of_its_accents(nom):
    for officiel in set(TABLES[nom].values()):
        abime = "".join(c if c.isascii() else "\ufffd" for c in officiel)
        assert find_label(officiel, TABLES[nom]) == officiel
        assert find_label(officiel.upper(), TABLES[nom]) == officiel
        assert find_label(abime, TABLES[nom]) == officiel


@pytest.mark.parametrize("nom", sorted(TABLES))
def test_keys_are_folded_and_lead_to_official_labels(nom):
    for plie, officiel in TABLES[nom].items():
        assert fold(plie) == plie
        assert TABLES[nom][fold(officiel)] == officiel


def test_a_lost_character_that_fits_two_labels_decides_nothing():
    assert find_label("a\ufffdc", {"abc": "ABC", "adc": "ADC"}) is None


def test_signs_of_a_label_are_not_patterns():
    assert find_label("a.c\ufffd", {"abcd": "X"}) is None


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("Procédure adaptée", Lu(("Procédure adaptée",))),
        ('["procédure adaptée"]', Lu(("Procédure adaptée",))),
        ('{"procedure":"PROCEDURE ADAPTEE"}', Lu(("Procédure adaptée",))),
        ("  Gré à gré ", Lu(("Gré à gré",), "valeur_hors_liste")),
        ("NC", Lu((None,), "non_renseigne")),
        ("", Lu((None,), "non_renseigne")),
        ("[]", Lu((None,), "non_renseigne")),
        ("[null]", Lu((None,), "non_renseigne")),
        ("[", Lu(("[",), "valeur_hors_liste")),
    ],
)
def test_a_field_of_one_label(texte, attendu):
    assert label_reader(n.PROCEDURES)(texte) == attendu


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ('{"technique":["Accord-cadre","Concours"]}', Lu((["Accord-cadre", "Concours"],))),
        ('["accord cadre"]', Lu((["Accord-cadre"],))),
        ('{"technique":"Accord-cadre"}', Lu((["Accord-cadre"],))),
        ('[{"technique":["Concours"]},{"technique":["Concours"]}]', Lu((["Concours"],))),
        ("Accord-cadre, Concours", Lu((["Accord-cadre", "Concours"],))),
        ("Accord-cadre;Concours", Lu((["Accord-cadre", "Concours"],))),
        ("Sans objet", Lu(([],))),
        ('{"technique":["Sans objet"]}', Lu(([],))),
        ('["Sans objet","Concours"]', Lu((["Concours"],))),
        ('["Inventé","Concours"]', Lu((["Inventé", "Concours"],), "valeur_hors_liste")),
        ("[]", Lu((None,), "non_renseigne")),
        ("{}", Lu((None,), "non_renseigne")),
        ('{"technique":[null]}', Lu((None,), "non_renseigne")),
        ("CDL", Lu((None,), "non_renseigne")),
    ],
)
def test_a_field_of_several_labels(texte, attendu):
    assert labels_reader(n.TECHNIQUES)(texte) == attendu


@pytest.mark.parametrize("texte", [None, "", "  ", "NC", "n/a", "MQ", "MQ NC", "{}", "[]", "NULL"])
def test_what_says_nothing(texte):
    assert is_vide(texte)


@pytest.mark.parametrize("texte", ["0", "non", "Sans objet", "nca", "INX 28213700-5"])
def test_what_says_something(texte):
    assert not is_vide(texte)


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("a, b", ["a", "b"]),
        ("a,b", ["a,b"]),
        ("a|b; c", ["a", "b", "c"]),
        ('[["a"],{"x":["b",null," "]},3]', ["a", "b", "3"]),
        ("[a", ["[a"]),
    ],
)
def test_leaves_of_a_text(texte, attendu):
    assert list_feuilles(texte) == attendu
