import pytest

from spaser.site.registre.models import Depot, EtatDepot
from tests.outils.pages import flatten
from tests.site.registre.depot.conftest import (
    DOCUMENTS_VIDES,
    LYON,
    RENNES,
    SCHEMA_VIDE,
    connect,
    lignes,
    make_membre,
    open_draft,
    texte,
    vides,
)

pytestmark = pytest.mark.django_db


def _depot():
    return Depot.objects.get()


def _schema(client, adresse, **champs):
    donnees = SCHEMA_VIDE | {"version": _depot().version} | champs
    return client.post(f"{adresse}schema/", donnees)


def test_the_first_step_keeps_the_structure(membre):
    open_draft(membre, code_region="53", codes_departement="Ille-et-Vilaine", tranche_achats="")
    depot = _depot()
    assert depot.contenu["structure"] == {
        "nom": "Commune de Rennes",
        "siren": "213502388",
        "type": "commune",
        "code_region": "53",
        "codes_departement": ["35"],
    }
    assert (depot.etape, depot.organisation.siren) == (1, RENNES)


def test_a_structure_is_found_by_name_and_its_facts_are_proposed(membre):
    adresse = membre.post("/registre/deposer/")["Location"]
    assert "?siren=216901231" in membre.get(f"{adresse}?q=lyon").content.decode()
    page = flatten(membre.get(f"{adresse}?siren={LYON}").content.decode())
    assert 'value="Lyon"' in page
    assert '<option value="84" selected' in page
    assert '<option value="plus_de_200000" selected' in page


@pytest.mark.parametrize(
    ("cherche", "reponse"),
    [
        ("213502389", "La clé de contrôle"),
        ("21350238", "compte 8 chiffres"),
        ("21350238800018", "La clé de ce SIRET"),
        ("130025265", "Ce SIREN n’est pas dans nos tables"),
        ("zzzzzz", "Aucune structure trouvée"),
    ],
)
def test_a_search_that_finds_nothing_says_why(membre, cherche, reponse):
    adresse = membre.post("/registre/deposer/")["Location"]
    assert reponse in texte(membre.get(f"{adresse}?q={cherche}"))


def test_what_the_tables_do_not_know_is_described_by_hand(membre):
    adresse = membre.post("/registre/deposer/")["Location"]
    page = membre.get(f"{adresse}?siren=130025265").content.decode()
    assert 'value="130025265"' in page
    assert membre.get(f"{adresse}?saisie=1").status_code == 200


def test_the_second_step_keeps_every_field(membre):
    adresse = open_draft(membre)
    reponse = _schema(
        membre,
        adresse,
        titre="Acheter pour demain",
        statut="adopte",
        edition="2",
        adopte_le="12/03/2026",
        debut="04/2026",
        fin="2029",
        mutualise="oui",
        obligation="oblige",
        approche="piliers",
        presentation="Deux paragraphes.\r\n\r\nLe second.",
        contact_service="Direction de la commande publique",
        contact_courriel="achats@rennes.exemple",
        **lignes("partenaires", {"nom": "CCAS de Rennes"}),
        **lignes("axes", {"intitule": "Acheter sobre", "description": ""}, {"intitule": ""}),
        **lignes(
            "objectifs",
            {
                "intitule": "Marchés avec une considération sociale",
                "valeur": "30,5",
                "unite": "% des marchés",
                "echeance": "2028",
                "reference": "0",
                "annee_reference": "2024",
            },
        ),
    )
    assert reponse["Location"] == f"{adresse}documents/"
    assert _depot().contenu["schema"] == {
        "titre": "Acheter pour demain",
        "statut": "adopte",
        "adopte_le": "2026-03-12",
        "edition": 2,
        "periode": {"debut": "2026-04", "fin": "2029"},
        "mutualise": True,
        "partenaires": [{"nom": "CCAS de Rennes"}],
        "obligation": "oblige",
        "approche": "piliers",
        "presentation": "Deux paragraphes.\n\nLe second.",
        "axes": [{"intitule": "Acheter sobre"}],
        "objectifs": [
            {
                "intitule": "Marchés avec une considération sociale",
                "valeur": 30.5,
                "unite": "% des marchés",
                "echeance": "2028",
                "reference": 0,
                "annee_reference": 2024,
            }
        ],
    }
    assert _depot().contenu["contact"] == {
        "service": "Direction de la commande publique",
        "courriel": "achats@rennes.exemple",
    }
    page = membre.get(f"{adresse}schema/").content.decode()
    assert 'value="12/03/2026"' in page
    assert 'value="30,5"' in page


def test_not_shared_is_not_the_same_as_not_known(membre):
    adresse = open_draft(membre)
    _schema(membre, adresse, mutualise="non")
    assert _depot().contenu["schema"] == {"mutualise": False}
    _schema(membre, adresse, mutualise="")
    assert _depot().contenu["schema"] == {}


@pytest.mark.parametrize(
    ("champs", "faute"),
    [
        ({"debut": "hier"}, "« hier » n’est pas une date"),
        ({"debut": "31/02/2026"}, "n’est pas une date"),
        ({"debut": "2028", "fin": "2026"}, "La fin (2026) est avant le début (2028)"),
        ({"fin": "2028", "sans_terme": "on"}, "Un schéma sans date de fin n’en a pas"),
        ({"edition": "0"}, "un nombre entre 1 et 50"),
        ({"edition": "2,5"}, "un nombre entier"),
        ({"statut": "echu"}, "Choisissez dans la liste"),
        ({"contact_courriel": "a@b.fr"}, "Dites de quel service"),
        ({"contact_service": "Achats", "contact_courriel": "rien"}, "nom@domaine.fr"),
        ({"contact_service": "Achats", "contact_telephone": "zéro"}, "en chiffres"),
        ({"contact_service": "Achats", "contact_url": "javascript:1"}, "Ce n’est pas l’adresse"),
        (lignes("axes", {"description": "Sans nom"}), "Donnez l’intitulé de l’axe"),
        (lignes("objectifs", {"intitule": "x", "valeur": "30 %"}), "Écrivez un nombre seul"),
        (lignes("partenaires", {"nom": "x", "siren": "123456789"}), "La clé de contrôle"),
        (
            lignes("partenaires", {"nom": "x"}) | {"mutualise": "non"},
            "le schéma n’est pas mutualisé, mais il a des partenaires",
        ),
    ],
)
def test_a_wrong_answer_is_named_with_its_fix_and_nothing_typed_is_lost(membre, champs, faute):
    adresse = open_draft(membre)
    reponse = _schema(membre, adresse, titre="Un titre gardé", **champs)
    assert reponse.status_code == 200
    assert faute.lower() in texte(reponse).lower()
    assert 'value="Un titre gardé"' in reponse.content.decode()
    assert _depot().etape == 1


@pytest.mark.parametrize(
    ("champs", "faute"),
    [
        ({"nom": ""}, "Donnez le nom usuel"),
        ({"type": ""}, "Choisissez le type"),
        ({"siren": "123456789"}, "La clé de contrôle"),
        ({"codes_departement": "35, Atlantide"}, "« Atlantide » n’est ni un numéro ni un nom"),
        ({"code_region": "999"}, "Choisissez dans la liste"),
    ],
)
def test_a_wrong_structure_is_not_kept(membre, champs, faute):
    adresse = open_draft(membre, **champs)
    assert _depot().contenu == {}
    donnees = {"nom": "Rennes", "type": "commune"} | vides("achats_annuels") | champs
    assert faute in texte(membre.post(f"{adresse}structure/", donnees))


def test_lines_are_added_and_removed_without_javascript(membre):
    adresse = open_draft(membre)
    axes = lignes("axes", {"intitule": "Un"}, {"intitule": "Deux"})
    page = _schema(membre, adresse, ajouter="axes", **axes).content.decode()
    assert 'name="axes-2-intitule"' in page
    assert 'name="axes-TOTAL_FORMS" value="3"' in page
    axes = lignes("axes", {"intitule": "Un"}, {"intitule": "Deux"}, {"intitule": "Trois"})
    page = _schema(membre, adresse, retirer="axes-1", **axes).content.decode()
    assert 'value="Trois"' in page
    assert 'value="Deux"' not in page
    assert [axe["intitule"] for axe in _depot().contenu["schema"]["axes"]] == ["Un", "Trois"]


@pytest.mark.parametrize("bouton", ["axes-99", "axes-x", "ailleurs-1", "-1", "axes"])
def test_a_tampered_button_changes_nothing(membre, bouton):
    adresse = open_draft(membre)
    _schema(membre, adresse, retirer=bouton, **lignes("axes", {"intitule": "Un"}))
    assert _depot().contenu["schema"]["axes"] == [{"intitule": "Un"}]


def test_too_many_lines_are_refused_with_their_limit(membre):
    adresse = open_draft(membre)
    axes = lignes("axes", *({"intitule": f"Axe {n}"} for n in range(51)))
    assert "50 lignes au plus" in texte(_schema(membre, adresse, **axes))


@pytest.mark.parametrize("total", ["", "-1", "x", "999999999"])
def test_a_tampered_count_of_lines_is_answered(membre, total):
    adresse = open_draft(membre)
    reponse = _schema(membre, adresse, **{"axes-TOTAL_FORMS": total})
    assert reponse.status_code in (200, 302)


def test_html_in_any_field_is_shown_as_text(membre):
    script = "<script>alert(1)</script>"
    adresse = open_draft(membre, nom=script)
    _schema(
        membre,
        adresse,
        titre=script,
        presentation=script,
        contact_service=script,
        **lignes("axes", {"intitule": script, "description": script}),
        **lignes("objectifs", {"intitule": script, "unite": script}),
    )
    for etape in ("structure", "schema", "documents", "verification", ""):
        page = membre.get(f"{adresse}{etape}{'/' if etape else ''}").content.decode()
        assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in membre.get(f"{adresse}verification/").content.decode()


def test_control_characters_are_dropped(membre):
    open_draft(membre, nom="Commune\x01 de\x0b Rennes")
    assert _depot().nom == "Commune de Rennes"


def test_an_outdated_page_does_not_overwrite_a_colleague(membre, rennes):
    adresse = open_draft(membre)
    collegue = connect(make_membre(courriel="bruno@exemple.fr"))
    version = _depot().version
    donnees = SCHEMA_VIDE | {"version": version}
    collegue.post(f"{adresse}schema/", donnees | {"titre": "Le sien"})
    reponse = membre.post(f"{adresse}schema/", donnees | {"titre": "Le mien"})
    assert "a été modifié ailleurs" in texte(reponse)
    assert 'value="Le mien"' in reponse.content.decode()
    assert _depot().contenu["schema"]["titre"] == "Le sien"
    version = _depot().version
    assert f'name="version" value="{version}"' in reponse.content.decode()
    membre.post(f"{adresse}schema/", donnees | {"titre": "Le mien", "version": version})
    assert _depot().contenu["schema"]["titre"] == "Le mien"


def test_the_same_step_sent_twice_is_kept_once(membre):
    adresse = open_draft(membre)
    donnees = SCHEMA_VIDE | {"version": _depot().version, "titre": "Un"}
    for _ in range(2):
        assert membre.post(f"{adresse}schema/", donnees).status_code == 302
    assert _depot().version == 3


def test_a_draft_is_left_and_taken_up_where_it_stood(membre):
    adresse = open_draft(membre)
    reponse = _schema(membre, adresse, titre="Un", plus_tard="1")
    assert reponse["Location"] == "/registre/depots/"
    assert adresse in membre.get("/registre/depots/").content.decode()
    assert f"{adresse}documents/" in membre.get(adresse).content.decode()


def test_the_same_opening_form_sent_twice_opens_one_draft(membre):
    cle = "0d6f1f7e-0000-4000-8000-000000000001"
    adresses = {membre.post("/registre/deposer/", {"cle": cle})["Location"] for _ in range(2)}
    assert len(adresses) == 1
    assert Depot.objects.count() == 1


def test_the_key_of_somebody_else_opens_another_draft(membre, rennes):
    cle = "0d6f1f7e-0000-4000-8000-000000000001"
    membre.post("/registre/deposer/", {"cle": cle})
    autre = connect(make_membre(LYON, "bruno@exemple.fr"))
    assert cle not in autre.post("/registre/deposer/", {"cle": cle})["Location"]


def test_a_step_before_the_structure_sends_back_to_it(membre):
    adresse = membre.post("/registre/deposer/")["Location"].removesuffix("structure/")
    for etape in ("schema", "documents", "verification"):
        reponse = membre.get(f"{adresse}{etape}/")
        assert reponse["Location"] == f"{adresse}structure/"


def test_what_a_file_brought_and_no_form_shows_is_kept(membre):
    adresse = open_draft(membre)
    depot = _depot()
    depot.contenu["schema"] = {"actions": [{"intitule": "Former les acheteurs"}]}
    depot.save()
    assert "1 action" in texte(membre.get(f"{adresse}schema/"))
    _schema(membre, adresse, titre="Un")
    assert _depot().contenu["schema"]["actions"] == [{"intitule": "Former les acheteurs"}]


def test_addresses_are_checked_and_kept(membre):
    adresse = open_draft(membre)
    donnees = DOCUMENTS_VIDES | {"version": _depot().version}
    for mauvaise in ("javascript:alert(1)", "rennes.fr", "https://", 'https://a.fr/"onclick'):
        liens = lignes("liens", {"titre": "Page", "url": mauvaise})
        reponse = membre.post(f"{adresse}documents/", donnees | liens)
        assert "Ce n’est pas l’adresse d’une page" in texte(reponse)
    liens = lignes("liens", {"titre": "Page", "url": "https://rennes.exemple/achats"})
    sources = lignes("sources", {"libelle": "Délibération", "consulte_le": "15/06/2026"})
    membre.post(f"{adresse}documents/", donnees | liens | sources)
    assert _depot().contenu["liens"] == [{"titre": "Page", "url": "https://rennes.exemple/achats"}]
    assert _depot().contenu["sources"] == [{"libelle": "Délibération", "consulte_le": "2026-06-15"}]


def test_a_draft_is_erased_once_confirmed(membre):
    adresse = open_draft(membre)
    assert "Effacer ce brouillon ?" in texte(membre.get(f"{adresse}effacer/"))
    membre.post(f"{adresse}effacer/")
    assert not Depot.objects.exists()


def test_a_deposit_that_was_sent_does_not_change_any_more(membre):
    adresse = open_draft(membre)
    Depot.objects.update(etat=EtatDepot.SOUMIS)
    assert _schema(membre, adresse, titre="Trop tard")["Location"] == adresse
    assert membre.post(f"{adresse}effacer/")["Location"] == adresse
    assert "titre" not in _depot().contenu["schema"]
