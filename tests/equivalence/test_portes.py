from tests.equivalence.portes import find_portes, list_adresses, read_portes
from tests.equivalence.recueil import Recueil
from tests.transverses.site.marche import name_vue
from tests.transverses.site.vues import list_vues

PLAN = "/espace/001010016/plan/"


def test_a_view_is_asked_for_at_the_shortest_address_that_was_met():
    portes = find_portes({f"{PLAN}12/", f"{PLAN}7/", "/faq/", "/nulle-part/"})

    assert portes["plan:action"] == f"{PLAN}7/"
    assert portes["faq:page"] == "/faq/"


def test_a_view_that_nobody_met_is_asked_for_with_what_others_hold():
    portes = find_portes({f"{PLAN}7/"})

    assert portes["plan:modifier"] == f"{PLAN}7/modifier/"
    assert portes["grille:grille"] == "/espace/001010016/grille/"
    assert "formation:lecon" not in portes


def test_addresses_come_from_where_pages_are_and_where_they_lead(tmp_path):
    recueil = Recueil(tmp_path, "pages", "lecture")
    recueil.note("/plan/?page=2", ["lien /faq/#haut", "formulaire post /quitter/", "lien mailto:a"])
    recueil.note("/plan/?page=2", ["lien https://exemple.fr/a", "p /jamais/"])
    recueil.write()

    assert list_adresses(tmp_path) == {"/plan/", "/faq/", "/quitter/"}


def test_each_door_leads_to_a_view_and_nearly_all_views_have_one():
    portes = read_portes()
    vues = {vue.nom for vue in list_vues()}

    assert [vue for vue, adresse in portes.items() if name_vue(adresse) != vue] == []
    assert len(vues & portes.keys()) > 0.9 * len(vues)
