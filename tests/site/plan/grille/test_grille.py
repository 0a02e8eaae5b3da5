"""The grid of a space: lines, suggestions, short list, who may what."""

import pytest

from spaser.regles.indicateurs import Raison
from spaser.site.espace import perimetre
from spaser.site.plan.models.actions import LigneGrille
from tests.site.organisations.fabrique import SIREN_VAL, make_membre, sign_in, texte

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]
RACINE = f"/espace/{SIREN_VAL}/grille/"
LIGNE = {
    "rubrique": "social",
    "sous_thematique": "Insertion",
    "schemas": "Pacte territorial",
    "objectif": "Plus d’heures",
    "lien_achat": "Clauses",
    "indicateur": "Heures d’insertion",
    "referent": "Direction de l’emploi",
    "priorite": "1",
}


def add(client, **champs):
    client.post(f"{RACINE}ajouter/", LIGNE | champs)
    return LigneGrille.objects.latest("pk")


def test_an_empty_grid_says_where_to_start(client):
    page = texte(client.get(RACINE))

    assert "La grille est vide" in page
    assert [page.index(f'<h2 id="{r}"') for r in ("environnement", "social", "economique")]


def test_a_line_has_the_seven_columns_of_the_programme(client):
    add(client)
    page = texte(client.get(RACINE))

    assert all(valeur in page for nom, valeur in LIGNE.items() if nom != "rubrique")
    assert "1 : au cœur des enjeux" in page


@pytest.mark.parametrize(
    ("champs", "attendu"),
    [
        ({"sous_thematique": "", "indicateur": ""}, "une sous-thématique ou un indicateur"),
        ({"rubrique": "culture"}, "Choisissez une des réponses proposées"),
        ({"priorite": "4"}, "Choisissez une des réponses proposées"),
        ({"objectif": "x" * 1001}, "gardez 1000 signes au plus"),
    ],
)
def test_a_wrong_line_is_told_and_nothing_is_lost(client, champs, attendu):
    page = texte(client.post(f"{RACINE}ajouter/", LIGNE | champs))

    assert attendu in page
    assert "Pacte territorial" in page
    assert not LigneGrille.objects.exists()


def test_an_indicator_of_the_library_gives_its_words(client):
    ligne = add(client, indicateur="", code="SOC-07")

    assert ligne.indicateur == "Heures d’insertion réalisées"


def test_two_people_at_once_see_both_versions(client):
    ligne = add(client)
    adresse = f"{RACINE}{ligne.pk}/"
    client.post(adresse, LIGNE | {"version": "1", "referent": "Achats"})
    page = texte(client.post(adresse, LIGNE | {"version": "1", "referent": "Emploi"}))

    assert "Version enregistrée : Achats" in page
    assert "Votre version : Emploi" in page
    client.post(adresse, LIGNE | {"version": "2", "referent": "Emploi"})
    ligne.refresh_from_db()
    assert (ligne.referent, ligne.version) == ("Emploi", 3)


def test_choices_are_compared_in_words(client):
    ligne = add(client)
    adresse = f"{RACINE}{ligne.pk}/"
    client.post(adresse, LIGNE | {"version": "1", "code": "SOC-07"})
    envoi = LIGNE | {"version": "1", "priorite": "2", "deja_suivi": "on"}
    page = texte(client.post(adresse, envoi))

    assert "Version enregistrée : SOC-07 – Heures d’insertion réalisées" in page
    assert "Version enregistrée : Non<br>Votre version : Oui" in page


def test_the_same_text_from_two_people_is_no_quarrel(client):
    ligne = add(client)
    adresse = f"{RACINE}{ligne.pk}/"
    client.post(adresse, LIGNE | {"version": "1", "referent": "Achats"})

    reponse = client.post(adresse, LIGNE | {"version": "1", "referent": "Achats"})

    assert reponse.status_code == 302


def test_a_text_outlives_the_line_that_somebody_took_out(client):
    ligne = add(client)
    client.post(f"{RACINE}{ligne.pk}/retirer/")
    reponse = client.post(f"{RACINE}{ligne.pk}/", LIGNE | {"version": "1"})

    assert reponse.status_code == 404
    assert "Pacte territorial" in texte(reponse)
    assert f'action="{RACINE}ajouter/"' in texte(reponse)


def test_several_lines_are_typed_at_once(client):
    formes = {"ligne-TOTAL_FORMS": "3", "ligne-INITIAL_FORMS": "0"}
    formes |= {f"ligne-0-{nom}": valeur for nom, valeur in LIGNE.items()}
    formes |= {"ligne-1-rubrique": "gouvernance", "ligne-1-sous_thematique": "Formation"}
    formes |= {"ligne-2-rubrique": "environnement"}
    client.post(f"{RACINE}saisie/", formes)

    assert [str(ligne) for ligne in LigneGrille.objects.all()] == ["Insertion", "Formation"]


def test_a_wrong_line_of_the_quick_form_keeps_the_others(client):
    formes = {"ligne-TOTAL_FORMS": "2", "ligne-INITIAL_FORMS": "0"}
    formes |= {f"ligne-0-{nom}": valeur for nom, valeur in LIGNE.items()}
    formes |= {"ligne-1-rubrique": "social", "ligne-1-objectif": "Sans titre"}
    page = texte(client.post(f"{RACINE}saisie/", formes))

    assert "Ligne 2, Sous-thématique" in page
    assert "Pacte territorial" in page
    assert not LigneGrille.objects.exists()


def test_suggestions_are_eight_at_most_and_say_why(client):
    page = texte(client.get(f"{RACINE}suggestions/"))

    assert page.count('name="code"') == 8
    assert "Il répond à un texte" in page
    assert texte(client.get(f"{RACINE}suggestions/?toutes=oui")).count('name="code"') > 8


def test_what_the_contracts_give_already_is_a_reason(client, marches):
    page = texte(client.get(f"{RACINE}suggestions/?rubrique=economique"))

    assert "rien à saisir" in page


def test_what_another_tool_knows_is_a_reason(client, monkeypatch):
    raison = Raison("Votre diagnostic montre un retard", ("GOV-01",))
    monkeypatch.setattr(perimetre, "list_raisons", lambda _: [raison])

    page = texte(client.get(f"{RACINE}suggestions/?rubrique=gouvernance"))

    assert "Votre diagnostic montre un retard." in page


def test_a_suggestion_that_is_ticked_joins_the_grid_half_filled(client, organisation):
    client.post(
        f"/espace/{SIREN_VAL}/politiques/inventaire/",
        {"INSERTION": "existe", "vue-INSERTION": "inconnu"},
    )
    client.post(f"{RACINE}suggestions/", {"code": ["SOC-05"]})
    ligne = LigneGrille.objects.get()

    assert (ligne.rubrique, ligne.code, ligne.frequence) == ("social", "SOC-05", "annuelle")
    assert "PDI, PTI" in ligne.schemas
    assert "s-SOC-05" not in texte(client.get(f"{RACINE}suggestions/?rubrique=social&toutes=oui"))


def test_nothing_ticked_is_told(client):
    assert "Rien n’est coché" in texte(client.post(f"{RACINE}suggestions/"))


def test_only_those_who_write_decide_the_short_list(client, redactrice):
    ligne = add(client, code="SOC-07")
    adresse = f"{RACINE}{ligne.pk}/retenir/"

    assert client.post(adresse, {"retenu": "oui"}).status_code == 403
    redactrice.post(adresse, {"retenu": "oui"})
    ligne.refresh_from_db()
    assert ligne.retenu
    assert ligne.responsable == "Direction de l’emploi"
    assert ligne.source == "Facilitateur de la clause sociale"
    redactrice.post(adresse, {"retenu": "non"})
    ligne.refresh_from_db()
    assert not ligne.retenu


def test_the_follow_up_is_completed(redactrice):
    ligne = add(redactrice, referent="", indicateur="Le nôtre")
    redactrice.post(f"{RACINE}{ligne.pk}/retenir/")
    assert "À nommer" in texte(redactrice.get(f"{RACINE}liste-courte/"))
    champs = {"responsable": "Achats", "frequence": "semestrielle", "source": "Tableau"}
    redactrice.post(f"{RACINE}{ligne.pk}/suivi/", champs | {"version": "2"})

    page = texte(redactrice.get(f"{RACINE}liste-courte/"))
    assert "Achats</td><td>Chaque semestre</td><td>Tableau" in page


def test_a_list_too_long_is_told_with_the_number_and_the_reason(redactrice, organisation):
    LigneGrille.objects.bulk_create(
        LigneGrille(
            espace=organisation.espace,
            rubrique="social",
            sous_thematique=f"Thème {rang}",
            indicateur="Le nôtre",
            retenu=True,
        )
        for rang in range(7)
    )

    page = texte(redactrice.get(f"{RACINE}liste-courte/"))

    assert "La liste devient longue" in page
    assert "6 à la main" in page
    assert "Nice Côte d’Azur" in page


def test_a_reader_reads_and_does_not_write(client, organisation):
    ligne = add(client)
    lectrice = sign_in(make_membre(organisation, "lecture").utilisateur)

    assert "Insertion" in texte(lectrice.get(RACINE))
    assert lectrice.get(f"{RACINE}{ligne.pk}/").status_code == 403
    assert lectrice.post(f"{RACINE}saisie/").status_code == 403
    assert lectrice.get(f"{RACINE}liste-courte/").status_code == 200


def test_a_line_is_taken_out_after_a_question(client):
    ligne = add(client)

    assert "Retirer « Insertion »" in texte(client.get(f"{RACINE}{ligne.pk}/retirer/"))
    client.post(f"{RACINE}{ligne.pk}/retirer/")
    assert not LigneGrille.objects.exists()


def test_a_line_that_was_chosen_is_taken_out_by_those_who_decide(client, redactrice):
    ligne = add(client)
    redactrice.post(f"{RACINE}{ligne.pk}/retenir/")

    page = client.post(f"{RACINE}{ligne.pk}/retirer/", follow=True)
    assert "est sur la liste courte" in texte(page)
    assert LigneGrille.objects.exists()
    redactrice.post(f"{RACINE}{ligne.pk}/retirer/")
    assert not LigneGrille.objects.exists()


def test_the_paper_holds_the_lines_and_room_to_write(client):
    add(client)
    page = texte(client.get(f"{RACINE}papier/"))

    assert "Pacte territorial" in page
    assert page.count("grille-a-remplir") == 12
