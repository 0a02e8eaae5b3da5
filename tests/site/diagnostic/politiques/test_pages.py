"""The plans of a space, as people read and write them."""

import pytest

from spaser.site.diagnostic.models import Politique
from spaser.site.diagnostic.politiques.forms import OBJECTIFS_MAX
from tests.site.organisations.fabrique import (
    SIREN_VAL,
    make_membre,
    make_organisation,
    sign_in,
    texte,
)

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]
RACINE = f"/espace/{SIREN_VAL}/politiques/"
PLAN = {
    "nom": "Plan climat-air-énergie territorial",
    "etat": "existe",
    "debut": "2022",
    "fin": "2027",
    "service": "direction de la transition écologique",
    "lien": "https://www.exemple.fr/pcaet.pdf",
    "sous_themes": ["climat", "mobilite"],
    "objectif-TOTAL_FORMS": "2",
    "objectif-INITIAL_FORMS": "0",
    "objectif-0-texte": "Réduire de 30 % les émissions de nos achats",
    "objectif-0-sous_theme": "climat",
    "objectif-0-indicateur": "ENV-17",
}


@pytest.fixture
def organisation():
    return make_organisation(type="metropole", population=250_000)


@pytest.fixture
def client(organisation):
    return sign_in(make_membre(organisation, "contribution").utilisateur)


def describe(client, **champs):
    client.post(f"{RACINE}ajouter/?plan=PCAET", PLAN | champs)
    return Politique.objects.get(code_plan="PCAET")


def errors(reponse):
    page = texte(reponse)
    return page[page.index('id="erreurs"') :].partition("</ul>")[0]


def test_the_first_visit_says_what_to_do(client):
    page = texte(client.get(RACINE))

    assert "Faire l’inventaire" in page
    assert page.index("Un texte vous concerne<") < page.index("Fréquent chez")


def test_the_kind_of_buyer_can_be_changed_in_the_address(client):
    page = texte(client.get(f"{RACINE}?nature=region"))
    premiers = page[page.index("Un texte vous concerne<") :]

    assert premiers.index("développement économique") < premiers.index("climat-air-énergie")


def test_the_inventory_keeps_each_answer(client):
    client.post(f"{RACINE}inventaire/", {"PCAET": "existe", "vue-PCAET": "inconnu"})
    client.post(f"{RACINE}inventaire/", {"PLPDMA": "absent", "vue-PLPDMA": "inconnu"})

    etats = dict(Politique.objects.values_list("code_plan", "etat"))
    assert etats == {"PCAET": "existe", "PLPDMA": "absent"}
    assert Politique.objects.get(code_plan="PCAET").sous_themes[0] == "climat"


def test_two_inventories_at_once_show_the_second_what_the_first_said(client):
    client.post(f"{RACINE}inventaire/", {"PCAET": "absent", "vue-PCAET": "inconnu"})
    reponse = client.post(
        f"{RACINE}inventaire/",
        {"PCAET": "existe", "vue-PCAET": "inconnu", "PDM": "existe", "vue-PDM": "inconnu"},
    )

    assert "a répondu « N’existe pas »" in texte(reponse)
    assert Politique.objects.get(code_plan="PCAET").etat == "absent"
    assert Politique.objects.get(code_plan="PDM").etat == "existe"
    client.post(f"{RACINE}inventaire/", {"PCAET": "existe", "vue-PCAET": "absent"})
    assert Politique.objects.get(code_plan="PCAET").etat == "existe"


def test_an_inventory_tells_that_a_plan_was_taken_out_meanwhile(client):
    politique = describe(client)
    client.post(f"{RACINE}{politique.pk}/retirer/")

    reponse = client.post(f"{RACINE}inventaire/", {"PCAET": "absent", "vue-PCAET": "existe"})

    assert "une autre personne a répondu « Je ne sais pas »" in texte(reponse)
    assert not Politique.objects.exists()
    client.post(f"{RACINE}inventaire/", {"PCAET": "absent", "vue-PCAET": "inconnu"})
    assert Politique.objects.get().etat == "absent"


def test_a_plan_is_described_with_its_objectives(client):
    politique = describe(client)
    page = texte(client.get(politique.get_absolute_url()))

    assert "2022-2027" in page
    assert "Réduire de 30 % les émissions" in page
    assert "/indicateurs/ENV-17/" in page


@pytest.mark.parametrize(
    ("champs", "attendu"),
    [
        ({"debut": "2027", "fin": "2022"}, "finirait en 2022, avant de commencer en 2027"),
        ({"lien": "pas un lien"}, "copiez-la entière depuis votre navigateur"),
        ({"nom": " "}, "Donnez le nom du plan"),
        ({"debut": "22"}, "une année entre 1990 et 2100"),
        ({"etat": "fini"}, "Choisissez une des réponses proposées"),
    ],
)
def test_a_wrong_answer_is_named_and_nothing_is_lost(client, champs, attendu):
    reponse = client.post(f"{RACINE}ajouter/?plan=PCAET", PLAN | champs)

    assert attendu in errors(reponse)
    assert "Réduire de 30 % les émissions" in texte(reponse)
    assert not Politique.objects.exists()


def test_the_same_plan_is_not_described_twice(client):
    politique = describe(client)
    libre = PLAN | {"nom": "Plan climat-air-energie territorial 2023"}

    assert client.get(f"{RACINE}ajouter/?plan=PCAET").url == f"{RACINE}{politique.pk}/modifier/"
    assert "Vous avez déjà décrit" in errors(client.post(f"{RACINE}ajouter/", libre))
    assert "est au catalogue" in errors(client.post(f"{RACINE}ajouter/", PLAN | {"nom": "PLPDMA"}))


def test_a_plan_that_the_catalogue_does_not_know_is_described_freely(client):
    client.post(f"{RACINE}ajouter/?plan=INCONNU", PLAN | {"nom": "Charte des fêtes durables"})

    assert Politique.objects.get().code_plan == ""


def test_one_more_line_is_given_without_losing_what_is_typed(client):
    reponse = client.post(f"{RACINE}ajouter/?plan=PCAET", PLAN | {"ajouter_ligne": "oui"})

    assert "Réduire de 30 % les émissions" in texte(reponse)
    assert 'name="objectif-2-texte"' in texte(reponse)
    assert 'name="objectif-3-texte"' not in texte(reponse)
    assert "Chaque ligne collée a sa ligne" not in texte(reponse)
    assert not Politique.objects.exists()


def test_an_objective_without_words_is_told(client):
    seul = PLAN | {"objectif-1-texte": "", "objectif-1-indicateur": "ENV-18"}
    reponse = client.post(f"{RACINE}ajouter/?plan=PCAET", seul)

    assert "Écrivez cet objectif, ou videz la ligne" in texte(reponse)
    assert "Objectif, ligne 2</a>" in texte(reponse)


def test_two_people_at_once_see_both_versions(client, organisation):
    politique = describe(client)
    adresse = f"{RACINE}{politique.pk}/modifier/"
    client.post(adresse, PLAN | {"version": "1", "service": "direction des achats"})
    reponse = client.post(adresse, PLAN | {"version": "1", "service": "cabinet"})
    page = texte(reponse)

    assert "Version enregistrée : direction des achats" in page
    assert "Votre version : cabinet" in page
    assert 'name="version" value="2"' in page
    client.post(adresse, PLAN | {"version": "2", "service": "cabinet"})
    politique.refresh_from_db()
    assert (politique.service, politique.version) == ("cabinet", 3)


def test_objectives_alone_make_two_versions(client):
    politique = describe(client)
    adresse = f"{RACINE}{politique.pk}/modifier/"
    client.post(adresse, PLAN | {"version": "1", "objectif-0-texte": "Le leur"})
    page = texte(client.post(adresse, PLAN | {"version": "1", "objectif-0-texte": "Le mien"}))

    assert "Version enregistrée : Le leur" in page
    assert "Votre version : Le mien" in page
    politique.refresh_from_db()
    assert politique.objectifs[0]["texte"] == "Le leur"


def test_two_people_who_describe_the_same_plan_at_once_see_both_versions(client):
    politique = describe(client)
    adresse = f"{RACINE}ajouter/?plan=PCAET"
    page = texte(client.post(adresse, PLAN | {"service": "cabinet"}))

    assert "Votre version : cabinet" in page
    client.post(adresse, PLAN | {"service": "cabinet", "version": "1"})
    politique.refresh_from_db()
    assert politique.service == "cabinet"


def test_a_text_outlives_the_plan_that_somebody_took_out(client):
    politique = describe(client)
    client.post(f"{RACINE}{politique.pk}/retirer/")
    reponse = client.post(f"{RACINE}{politique.pk}/modifier/", PLAN | {"version": "1"})

    assert reponse.status_code == 404
    assert "Réduire de 30 % les émissions" in texte(reponse)
    assert f'action="{RACINE}ajouter/?plan=PCAET"' in texte(reponse)


def test_a_plan_is_taken_out_after_a_question(client):
    politique = describe(client)
    adresse = f"{RACINE}{politique.pk}/retirer/"

    assert "disparaîtra" in texte(client.get(adresse))
    client.post(adresse)
    assert not Politique.objects.exists()


def test_a_reader_may_read_and_not_write(client, organisation):
    politique = describe(client)
    lectrice = sign_in(make_membre(organisation, "lecture").utilisateur)

    assert "Compléter" not in texte(lectrice.get(politique.get_absolute_url()))
    assert lectrice.get(f"{RACINE}inventaire/").status_code == 403
    assert lectrice.post(f"{RACINE}ajouter/", PLAN).status_code == 403


def test_an_ended_plan_is_told(client):
    politique = describe(client, debut="2015", fin="2020")

    assert "s’est terminé en 2020" in texte(client.get(politique.get_absolute_url()))
    assert "Échu" in texte(client.get(RACINE))


def test_the_cross_table_shows_holes_and_is_exported(client):
    assert "Rien à croiser" in texte(client.get(f"{RACINE}croisement/"))
    describe(client)
    page = texte(client.get(f"{RACINE}croisement/"))
    export = client.get(f"{RACINE}croisement.csv")

    assert "Réduire de 30 % les émissions" in page
    assert "Aucun plan n’en parle" in page
    assert "Climat et énergie;PCAET 2022-2027;Réduire" in export.content.decode()
    assert client.get(f"{RACINE}croisement.pdf").status_code == 404
    for extension in ("xlsx", "ods"):
        assert client.get(f"{RACINE}croisement.{extension}").content[:2] == b"PK"


def test_the_catalogue_is_public(db, client):
    anonyme = client.__class__()

    assert "Programme local de prévention" in texte(anonyme.get("/politiques/"))
    assert "À vérifier" in texte(anonyme.get("/politiques/INSERTION/"))
    assert anonyme.get("/politiques/RIEN/").status_code == 404


def test_the_summary_of_the_cross_table_names_what_there_is_and_stops(client):
    describe(client)

    page = texte(client.get(f"{RACINE}croisement/"))
    resume = page[page.index("d’après les plans que vous avez décrits") :].partition("</p>")[0]

    assert resume.count(" ; ") == resume.count("<a ") - 1
    assert resume.endswith(").")


def test_lines_pasted_in_a_cell_are_read_again_before_they_are_saved(client):
    politique = describe(client)
    adresse = f"{RACINE}{politique.pk}/modifier/"
    colle = "Acheter sobre\tClimat et énergie\r\nFormer\tService inconnu"
    page = texte(client.post(adresse, PLAN | {"version": "1", "objectif-1-texte": colle}))

    assert "Chaque ligne collée a sa ligne" in page
    assert "Former (Service inconnu)</textarea>" in page
    politique.refresh_from_db()
    assert [o["texte"] for o in politique.objectifs] == [PLAN["objectif-0-texte"]]

    relu = {
        "version": "1",
        "objectif-TOTAL_FORMS": "5",
        "objectif-INITIAL_FORMS": "3",
        "objectif-1-texte": "Acheter sobre",
        "objectif-1-sous_theme": "climat",
        "objectif-2-texte": "Former",
    }
    client.post(adresse, PLAN | relu)
    politique.refresh_from_db()
    assert [(o["texte"], o["sous_theme"]) for o in politique.objectifs] == [
        (PLAN["objectif-0-texte"], "climat"),
        ("Acheter sobre", "climat"),
        ("Former", ""),
    ]


def test_lines_pasted_over_what_somebody_changed_meanwhile_show_both_versions(client):
    politique = describe(client)
    adresse = f"{RACINE}{politique.pk}/modifier/"
    client.post(adresse, PLAN | {"version": "1", "objectif-0-texte": "Le leur"})
    page = texte(client.post(adresse, PLAN | {"version": "1", "objectif-0-texte": "Un\nDeux"}))

    assert "Version enregistrée : Le leur" in page
    politique.refresh_from_db()
    assert politique.objectifs[0]["texte"] == "Le leur"


def test_a_line_added_hides_nothing_of_what_somebody_changed_meanwhile(client):
    politique = describe(client)
    adresse = f"{RACINE}{politique.pk}/modifier/"
    client.post(adresse, PLAN | {"version": "1", "objectif-0-texte": "Le leur"})
    mienne = PLAN | {"version": "1", "objectif-0-texte": "Le mien", "service": "cabinet"}
    page = texte(client.post(adresse, mienne | {"ajouter_ligne": "oui"}))

    assert "Version enregistrée : Le leur" in page
    assert "Votre version : Le mien" in page


def test_objectives_beyond_the_bound_are_told_and_none_is_dropped(client):
    nombre = OBJECTIFS_MAX + 1
    trop = {f"objectif-{rang}-texte": f"Objectif {rang}." for rang in range(nombre)}
    reponse = client.post(
        f"{RACINE}ajouter/?plan=PCAET", PLAN | trop | {"objectif-TOTAL_FORMS": str(nombre)}
    )
    page = texte(reponse)

    assert f"{nombre} objectifs sont écrits : gardez-en {OBJECTIFS_MAX} au plus" in page
    assert all(f"Objectif {rang}.</textarea>" in page for rang in range(nombre))
    assert not Politique.objects.exists()
