import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from spaser.regles.fiche import DocumentPublic, SourcePublique
from spaser.regles.nomenclatures import DatePartielle, Statut
from spaser.site.registre.fiches import merge_fiches, withdraw_fiche
from tests.outils.pages import flatten
from tests.site.registre.fabrique import MAINTENANT, make_fiche

pytestmark = pytest.mark.django_db


def _text(client, adresse, **options):
    reponse = client.get(adresse, **options)
    assert reponse.status_code == 200
    return flatten(reponse.content.decode())


def test_the_list_shows_sheets_counts_and_exports_nothing_false(client):
    make_fiche("Ville de Lyon", code_region="84")
    make_fiche("Région Bretagne", code_region="53")

    page = _text(client, "/registre/")

    assert "2 schémas" in page
    assert "Bretagne (1)" in page
    assert page.count("<h1") == 1


@pytest.mark.parametrize(
    ("requete", "dit"),
    [
        ("type=fusee", "« fusee » n’est pas une valeur du filtre « Type de structure »"),
        ("tri=hasard", "Le tri « hasard » n’existe pas."),
        ("page=-1", "La page « -1 » n’existe pas : voici la première."),
        ("page=99", "Il n’y a pas de page 99 : voici la dernière."),
        ("page=abc", "La page « abc » n’existe pas"),
        ("q=introuvable", "Aucune fiche ne contient «\u00a0introuvable\u00a0»."),
        ("q=de+la", "ne contient que des mots trop courants"),
        ("region=84&region=53&type=universite", "Aucune fiche n’a toutes ces valeurs"),
    ],
)
def test_an_address_that_means_nothing_gets_a_clear_answer(client, requete, dit):
    make_fiche("Ville de Lyon", code_region="84")

    assert dit in _text(client, f"/registre/?{requete}")


@pytest.mark.parametrize(
    "requete",
    ["q=%00", "q=%22%27)(*", "q=" + "a" * 5000, "page=" + "9" * 400, "fiche=x&fiche=1", "q=<b>"],
)
def test_hostile_addresses_are_answered(client, requete):
    assert "<b>" not in _text(client, f"/registre/?{requete}")


def test_the_canonical_address_has_one_order_and_no_noise(client):
    page = _text(client, "/registre/?page=1&type=region&q=a+b&type=commune&utm=1&fiche=3")

    assert 'href="http://testserver/registre/?q=a+b&amp;type=commune&amp;type=region"' in page


def test_the_choice_to_compare_travels_with_the_search(client):
    une, deux = make_fiche("Ville de Lyon"), make_fiche("Ville de Brest")

    page = _text(client, f"/registre/?q=lyon&fiche={une.pk}&fiche={deux.pk}")

    assert f'value="{une.pk}" id="fiche-{une.pk}" checked' in page
    assert f'<input type="hidden" name="fiche" value="{deux.pk}">' in page
    assert "Comparer la sélection (2)" in page


def test_a_mistyped_name_says_what_was_found(client):
    make_fiche("Région Bretagne", code_region="53")

    assert "Résultats pour <strong>«\u00a0bretagne\u00a0»</strong>" in _text(
        client, "/registre/?q=bretgane"
    )


def test_the_list_costs_few_queries(client, django_assert_max_num_queries):
    for rang in range(25):
        make_fiche(f"Ville numéro {rang}", code_region="84")
    client.get("/registre/")

    with django_assert_max_num_queries(7):
        client.get("/registre/?q=ville&region=84&type=commune")


def test_a_sheet_shows_the_unknown_as_unknown_and_its_date(client):
    fiche = make_fiche("Ville de Lyon")

    page = _text(client, fiche.get_absolute_url())

    assert "non connu" in page
    assert "Statut non connu" in page
    assert "recensés le 24 novembre 2026" in page


def test_a_sheet_escapes_what_people_wrote(client):
    fiche = make_fiche("<script>alert(1)</script>", presentation="<img src=x onerror=alert(1)>")

    page = _text(client, fiche.get_absolute_url())

    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_a_dead_link_is_said_dead(client):
    fiche = make_fiche(
        documents=(DocumentPublic(titre="Schéma", url="https://mort.exemple/spaser.pdf"),),
        sources=(SourcePublique(libelle="Presse", consulte_le=DatePartielle("2026-01-01")),),
    )
    fiche.liens.update(etat="mort")

    assert "Lien rompu" in _text(client, fiche.get_absolute_url())


def test_a_former_name_leads_to_the_right_address(client):
    fiche = make_fiche("Ville de Lyon")

    reponse = client.get(f"/registre/ancien-nom-{fiche.pk}/")

    assert (reponse.status_code, reponse["Location"]) == (301, fiche.get_absolute_url())


def test_a_withdrawn_sheet_says_why(client):
    fiche = make_fiche("Ville de Lyon")
    withdraw_fiche(fiche, "Demande de l’acheteur", None, MAINTENANT)

    reponse = client.get(fiche.get_absolute_url())

    assert reponse.status_code == 410
    assert "Demande de l’acheteur" in reponse.content.decode()
    versions = client.get(reverse("registre:versions", args=[fiche.slug, fiche.pk]))
    assert versions.status_code == 404


def test_a_merged_sheet_leads_to_the_one_that_is_kept(client):
    doublon, gardee = make_fiche("Lyon"), make_fiche("Ville de Lyon")
    merge_fiches(doublon, gardee, None, MAINTENANT)

    reponse = client.get(doublon.get_absolute_url())

    assert (reponse.status_code, reponse["Location"]) == (301, gardee.get_absolute_url())


def test_an_unknown_sheet_is_not_found(client):
    assert client.get("/registre/rien-999/").status_code == 404


def test_versions_say_what_changed(client):
    fiche = make_fiche("Ville de Lyon", fin="2024")
    make_fiche("Ville de Lyon", fin="2026", fiche=fiche, motif="Période corrigée")

    page = _text(client, reverse("registre:versions", args=[fiche.slug, fiche.pk]))

    assert "Période corrigée" in page
    assert ">2024</td>" in page
    assert ">2026</td>" in page
    assert "Première version publiée." in page


def test_two_schemes_are_compared_side_by_side(client):
    une = make_fiche("Ville de Lyon", axes=["Acheter sobre"], edition=2)
    deux = make_fiche("Ville de Brest", edition=2)

    page = _text(client, f"/registre/comparaison/?fiche={une.pk}&fiche={deux.pk}")
    differences = _text(
        client, f"/registre/comparaison/?fiche={une.pk}&fiche={deux.pk}&differences=1"
    )

    assert "Acheter sobre" in page
    assert "Deuxième édition" in page
    assert "Deuxième édition" not in differences


def test_what_is_not_known_is_not_said_to_differ(client):
    une = make_fiche("Ville de Lyon", axes=["Acheter sobre"], fin="2024")
    deux = make_fiche("Ville de Brest", fin="2026")

    page = _text(client, f"/registre/comparaison/?fiche={une.pk}&fiche={deux.pk}&differences=1")

    rangees = {rangee.split("<")[0].strip(): rangee for rangee in page.split('<th scope="row">')}
    assert "Diffère" in rangees["Période"]
    assert "Diffère" not in rangees["Axes"]
    assert "Acheter sobre" in rangees["Axes"]


def test_comparing_one_or_none_says_what_to_do(client):
    fiche = make_fiche("Ville de Lyon")

    assert "ajoutez-en au moins un autre" in _text(
        client, f"/registre/comparaison/?fiche={fiche.pk}"
    )
    assert "Aucun schéma n’est choisi" in _text(client, "/registre/comparaison/")


def test_comparing_too_many_or_withdrawn_ones_says_so(client):
    fiches = [make_fiche(f"Ville {rang}") for rang in range(5)]
    requete = "&".join(f"fiche={fiche.pk}" for fiche in fiches)

    page = _text(client, f"/registre/comparaison/?{requete}")

    assert "1 schéma laissé de côté" in page
    assert "4 schémas côte à côte" in page


def test_the_map_names_each_zone_with_its_count(client):
    make_fiche("Région Bretagne", code_region="53")
    make_fiche("Ille-et-Vilaine", code_region="53", codes_departement=("35",))

    regions = _text(client, "/registre/carte/")
    departements = _text(client, "/registre/carte/?niveau=departement")

    assert 'aria-label="Bretagne : 2 schémas"' in regions
    assert 'aria-label="La Réunion : aucun schéma"' in regions
    assert 'aria-label="35 – Ille-et-Vilaine : 1 schéma"' in departements
    assert 'href="/registre/?departement=35"' in departements


def test_the_list_begins_with_the_map_of_what_is_looked_for(client):
    make_fiche("Région Bretagne", code_region="53", type="region")
    make_fiche("Ville de Rennes", code_region="53", type="commune")
    make_fiche("Ville de Lyon", code_region="84", type="commune")

    page = _text(client, "/registre/?type=commune&region=53")

    assert 'href="?type=commune&amp;region=84" aria-label="Auvergne-Rhône-Alpes : 1 schéma"' in page
    bretagne = page[page.index('aria-label="Bretagne : 1 schéma"') :]
    assert 'aria-current="true"' in bretagne[: bretagne.index(">")]
    assert 'aria-label="Bretagne : 2 schémas"' in _text(client, "/registre/")


def test_years_and_kinds_are_drawn_as_they_are_counted(client):
    annee = timezone.localdate().year
    make_fiche("Ville de Lyon", type="commune", debut=str(annee - 1), fin=str(annee + 1))
    make_fiche("Ville de Caen", type="commune", debut=str(annee), fin=str(annee + 1))
    make_fiche("Région Bretagne", type="region")

    page = _text(client, "/registre/chiffres/")
    dessin = page[page.index('aria-labelledby="annees-t') :].partition("</figure>")[0]
    hauteurs = re.findall(r'<rect class="g-(plein|hachures)"[^>]* height="([\d.]+)"', dessin)[:3]
    barres = re.findall(r'class="g-plein" x="0%" y="2" width="([\d.]+)%"', page)

    assert f"{annee - 1} : 1 schéma ; {annee} : 2 schémas" in page.replace("\u00a0", " ")
    assert [classe for classe, _ in hauteurs] == ["plein", "hachures", "hachures"]
    un, deux, trois = (float(haut) for _, haut in hauteurs)
    assert deux == trois == pytest.approx(2 * un, abs=0.02)
    assert {"50", "100"} <= set(barres)


def test_key_figures_open_the_list_they_count(client):
    make_fiche("Ville de Lyon", adopte_le="2024", mutualise=True)
    make_fiche("Ville de Brest", fin="2020")
    make_fiche("Ville de Caen", statut=Statut.EN_COURS_ELABORATION)

    page = _text(client, "/registre/chiffres/")

    assert 'href="/registre/?vigueur=oui"' in page
    assert "sur 3 recensés, dont 1 pour lesquels on ne sait pas" in page
    assert "Dont 1 en préparation" in page


def test_a_source_says_how_sure_it_is_in_words(client):
    fiche = make_fiche("Ville de Lyon", confiance="B")
    fiche.provenances.create(
        champ="", origine="recense", libelle="Un article", date=date(2026, 11, 30), confiance="B"
    )

    page = _text(client, fiche.get_absolute_url())
    assert "Un article, lu le 30 novembre 2026, source secondaire" in " ".join(page.split())
    assert not re.search(r"[Cc]onfiance [ABC]\b", page)


def test_pages_of_the_register_are_read_without_signing_in(client):
    for nom in ("liste", "carte", "chiffres", "comparaison", "alerte", "flux"):
        assert client.get(reverse(f"registre:{nom}")).status_code == 200
