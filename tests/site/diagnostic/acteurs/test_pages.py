"""The table, its views, one stakeholder: read, written, deleted, restored."""

import pytest

from spaser.site.diagnostic.acteurs.views import DESSINES_MAX
from spaser.site.diagnostic.models import Acteur
from spaser.site.socle.models import Evenement
from tests.site.organisations.fabrique import (
    SIREN_HAUT,
    SIREN_VAL,
    make_membre,
    make_organisation,
    sign_in,
    texte,
)

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]
RACINE = f"/espace/{SIREN_VAL}/acteurs/"
COLONNES = [
    "Typologie d’acteurs",
    "Nom de la structure",
    "Description",
    "Contact",
    "Commentaire",
    "Rôle et contribution pour mon SPASER",
    "Forme et nature de la sollicitation",
]


def make(organisation, nom, **champs):
    return Acteur.objects.create(espace=organisation.espace, nom=nom, **champs)


def test_an_empty_table_says_where_to_start(client, organisation):
    page = texte(client.get(RACINE))

    assert "Commencez par les suggestions de votre région" in page


def test_the_table_has_the_two_steps_and_the_seven_columns_of_the_brief(client, acteur):
    page = texte(client.get(RACINE))
    entete = page[page.index("<thead>") : page.index("</thead>")]

    places = [entete.index(colonne) for colonne in COLONNES]
    assert places == sorted(places)
    assert "Étape 1 : identifier" in page
    assert "Étape 2 : définir les apports" in page


@pytest.mark.parametrize(
    ("requete", "noms"),
    [
        ("", ["Agence", "CRESS", "Énergie"]),
        ("?tri=-nom", ["Énergie", "CRESS", "Agence"]),
        ("?tri=role", ["Énergie", "Agence", "CRESS"]),
        ("?tri=-role", ["CRESS", "Agence", "Énergie"]),
        ("?q=energie", ["Énergie"]),
        ("?q=Bois%20filière", ["Agence"]),
        ("?typologie=agences", ["Agence"]),
        ("?role=a_definir", ["Énergie"]),
        ("?role=decision&q=cress", ["CRESS"]),
        ("?tri=DROP&page=zz&q=%00", ["Agence", "CRESS", "Énergie"]),
        ("?typologie=%00&role=%00", ["Agence", "CRESS", "Énergie"]),
        ("?q=introuvable", []),
    ],
)
def test_the_address_sorts_filters_and_searches(client, organisation, requete, noms):
    make(organisation, "CRESS", role="decision")
    make(organisation, "Agence", typologie="agences", role="consultation", contact="Bois, filière")
    make(organisation, "Énergie")

    lignes = client.get(RACINE + requete).context["lignes"]

    assert [ligne.acteur.nom for ligne in lignes] == noms


def test_a_name_is_enough_to_add_one(client, organisation, membre):
    client.post(f"{RACINE}ajouter/", {"nom": "  CCI  Fictive "})

    ajoute = Acteur.objects.get()
    assert (ajoute.nom, ajoute.espace.organisation, ajoute.modifie_par) == (
        "CCI Fictive",
        organisation,
        membre,
    )
    assert Evenement.objects.get(geste="acteur.ajout").auteur_id == membre.pk


@pytest.mark.parametrize("nom", ["", "   ", "\n", "x" * 201])
def test_without_a_right_name_nothing_is_lost(client, organisation, nom):
    page = client.post(f"{RACINE}ajouter/", {"nom": nom, "description": "Réseau de l’ESS"})

    assert "Réseau de l’ESS" in texte(page)
    assert page.context["form"].errors["nom"]
    assert not Acteur.objects.exists()


def test_every_field_of_the_form_is_kept(client, organisation):
    saisi = {
        "nom": "CMA",
        "typologie": "tetes_de_reseaux",
        "description": "a\r\nb",
        "contact": "accueil",
        "commentaire": "c  d",
        "siren": "001 010 024",
        "role": "partenariat",
        "contribution": "relais",
        "formes": ["atelier", "comite"],
        "nature": "deux par an",
    }

    client.post(f"{RACINE}ajouter/", saisi)

    lu = Acteur.objects.get().read()
    assert (lu.description, lu.commentaire, lu.siren) == ("a\nb", "c  d", "001010024")
    assert [forme.value for forme in lu.formes] == ["comite", "atelier"]
    assert (lu.role, lu.nature) == ("partenariat", "deux par an")


def test_a_wrong_siren_says_what_to_write(client, organisation):
    page = texte(client.post(f"{RACINE}ajouter/", {"nom": "CMA", "siren": "12"}))

    assert "neuf chiffres" in page


def test_the_second_of_two_writers_sees_both_versions(client, acteur):
    adresse = f"{RACINE}{acteur.pk}/modifier/"
    client.post(adresse, {"nom": "CRESS A", "version": 1})
    page = client.post(adresse, {"nom": "CRESS B", "contact": "accueil", "version": 1})

    assert "CRESS A" in texte(page)
    assert "CRESS B" in texte(page)
    acteur.refresh_from_db()
    assert (acteur.nom, acteur.version) == ("CRESS A", 2)

    client.post(adresse, {"nom": "CRESS B", "contact": "accueil", "version": 2})

    acteur.refresh_from_db()
    assert (acteur.nom, acteur.version) == ("CRESS B", 3)


@pytest.mark.longue
def test_a_deleted_one_comes_back_as_it_was(client, acteur):
    client.post(f"{RACINE}{acteur.pk}/supprimer/", follow=True)
    assert "CRESS Fictive" not in texte(client.get(f"{RACINE}roles/"))
    assert "CRESS Fictive" in texte(client.get(f"{RACINE}corbeille/"))
    assert client.get(f"{RACINE}{acteur.pk}/").status_code == 404

    client.post(f"{RACINE}{acteur.pk}/restaurer/")

    assert "CRESS Fictive" in texte(client.get(RACINE))


def test_two_lines_for_one_stakeholder_are_made_one(client, acteur, organisation):
    double = make(organisation, "Cress fictive", contact="accueil")
    echange = double.echanges.create(jour="2026-01-05", moyen="courriel", dit="Accord.")
    assert "les réunir" in texte(client.get(acteur.get_absolute_url()))

    client.post(f"{RACINE}{acteur.pk}/fusionner/{double.pk}/")

    acteur.refresh_from_db()
    echange.refresh_from_db()
    assert acteur.contact == "accueil"
    assert echange.acteur == acteur
    assert Acteur.objects.presentes().get() == acteur


@pytest.mark.parametrize("vue", ["roles/", "image/", "atelier/"])
def test_each_view_names_everybody(client, acteur, organisation, vue):
    make(organisation, "Sans rien")

    page = texte(client.get(RACINE + vue))

    assert "CRESS Fictive" in page
    assert "Sans rien" in page


def test_the_picture_names_who_it_draws_and_has_its_equivalent_in_lists(
    client, acteur, organisation
):
    make(organisation, "CCI", typologie="tetes_de_reseaux", role="decision")

    page = client.get(f"{RACINE}image/")

    dessin = texte(page).partition("<svg")[2].partition("</svg>")[0]
    assert ">CCI</text>" in dessin
    assert ">CRESS Fictive</text>" in dessin
    assert ">Têtes de réseaux économiques locales</text>" in dessin
    (rang,) = page.context["rangs"]
    assert (rang.total, len(rang.cases[0].acteurs)) == (2, 1)


def test_a_picture_too_full_names_the_nearest_to_the_centre_and_says_so(client, organisation):
    for rang in range(DESSINES_MAX):
        make(organisation, f"Informé {rang}", role="information")
    make(organisation, "Zélée", role="decision")

    page = texte(client.get(f"{RACINE}image/"))

    dessin = page.partition("<svg")[2].partition("</svg>")[0]
    assert dessin.count('class="g-nom"') == DESSINES_MAX
    assert ">Zélée</text>" in dessin
    assert f"L’image montre les {DESSINES_MAX} acteurs les plus proches du centre" in page
    assert all(f">Informé {rang}</a>" in page for rang in range(DESSINES_MAX))


def test_the_sheet_is_typed_back_line_by_line(client, acteur):
    envoi = {
        f"a{acteur.pk}-nom": "CRESS Fictive",
        f"a{acteur.pk}-typologie": "tetes_de_reseaux",
        f"a{acteur.pk}-role": "partenariat",
        f"a{acteur.pk}-version": "1",
        "n1-nom": "PLIE fictif",
        "n1-role": "consultation",
        "n1-forme": "atelier",
    }

    page = client.post(f"{RACINE}saisie/", envoi, follow=True)

    assert "1 acteur ajouté, 1 modifié." in texte(page)
    assert Acteur.objects.get(nom="PLIE fictif").formes == ["atelier"]


def test_a_line_of_the_sheet_without_name_is_told_and_nothing_is_written(client, acteur):
    page = client.post(f"{RACINE}saisie/", {"n2-role": "consultation", "n1-nom": "Neuf"})

    assert "Nom, ligne +2 : Donnez le nom de cette ligne" in texte(page)
    assert "Neuf" in texte(page)
    assert Acteur.objects.count() == 1


def test_a_line_changed_by_another_meanwhile_is_left_and_named(client, acteur):
    Acteur.objects.update(version=4)

    envoi = {f"a{acteur.pk}-nom": "Autre nom", f"a{acteur.pk}-version": "1"}
    page = client.post(f"{RACINE}saisie/", envoi, follow=True)

    assert "a changé entre-temps" in texte(page)
    acteur.refresh_from_db()
    assert acteur.nom == "CRESS Fictive"


def test_who_reads_only_sees_no_way_to_write(organisation, acteur):
    lectrice = sign_in(make_membre(organisation, "lecture").utilisateur)

    assert "Ajouter un acteur" not in texte(lectrice.get(RACINE))
    assert lectrice.post(f"{RACINE}{acteur.pk}/supprimer/").status_code == 403
    assert lectrice.get(f"{RACINE}ajouter/").status_code == 403


def test_what_is_another_spaces_is_not_there(client, organisation):
    ailleurs = make(make_organisation(SIREN_HAUT, "Ailleurs"), "Secret")
    personne = ailleurs.personnes.create(nom="Ada", dernier_contact="2026-01-05")

    for adresse in (f"{ailleurs.pk}/", f"{ailleurs.pk}/modifier/",
                    f"personnes/{personne.pk}/donnees.json"):  # fmt: skip
        assert client.get(RACINE + adresse).status_code == 404
    assert "Secret" not in client.get(f"{RACINE}export.csv").content.decode()
