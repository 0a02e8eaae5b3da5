"""« Cibles et valeurs »: shown, changed in place, filled at once, undone, handed over."""

import io
from decimal import Decimal

import pytest
from lxml import html
from openpyxl import load_workbook

from spaser.regles.indicateurs import NatureValeur
from spaser.site.plan.cibles.lignes import read_objectifs
from spaser.site.plan.cibles.services import read_suivi
from spaser.site.plan.models.actions import LigneGrille
from spaser.site.plan.models.cibles import IndicateurSuivi, Valeur
from spaser.site.socle.models import Evenement
from tests.site.chiffres.marches.fabrique import correct
from tests.site.organisations.fabrique import SIREN_VAL, make_membre, sign_in, texte

pytestmark = pytest.mark.django_db

ADRESSE = f"/espace/{SIREN_VAL}/cibles/"
TABLEAU = f"{ADRESSE}tableau/"
CIBLE = {"cible_valeur": "70 %", "cible_annee": "2028", "sens": "hausse"}
CHEMIN = {
    "base_valeur": "", "base_annee": "", "unite": "%", "origine": "", "etapes": "",
    "objectif": "Partout", "referent": "Achats", "membre": "", "frequence": "annuelle",
    "priorite": "1",
}  # fmt: skip


def fix(client, cle="SOC-01", encore=None, **champs):
    """Fix a target in its row of the page, as a browser sends it."""
    envoi = {f"cible-{cle}-{nom}": valeur for nom, valeur in (CIBLE | champs).items()}
    return client.post(f"{ADRESSE}fixer/?annee=2025", (encore or {}) | envoi)


def read_envoi(page):
    """Return what a browser sends of the page when nobody writes in it."""
    formulaire = html.document_fromstring(page).xpath("//form[contains(@action, 'fixer')]")[0]
    champs = formulaire.xpath(".//input[@name] | .//select")
    return {champ.name: champ.value or "" for champ in champs}


def read_rang(page, cle):
    """Give a row of the table, as text."""
    return page.partition(f'<tr id="indicateur-{cle}"')[2].partition("</tr>")[0]


@pytest.mark.longue
def test_a_target_is_fixed_in_its_row_and_stands_beside_the_rate(client, espace, marches):
    assert 'name="cible-SOC-01-cible_valeur"' in texte(client.get(TABLEAU))

    assert fix(client).url == ADRESSE
    reponse = client.post(f"{ADRESSE}SOC-01/modifier/?annee=2025", CHEMIN | {"version": "2"})

    assert reponse.url == f"{ADRESSE}#indicateur-SOC-01"
    visee = IndicateurSuivi.objects.get()
    assert (visee.code, visee.cible_valeur, visee.cible_annee) == ("SOC-01", 70, 2028)
    # The base that was proposed is kept, with the figure that it was taken from.
    assert (visee.base_valeur, visee.base_annee, visee.base_origine, visee.base_reference) == (
        Decimal("25.6"), 2024, "publies", f"{SIREN_VAL}:SOC-01:2024:nombre:publie",
    )  # fmt: skip
    ligne = visee.ligne
    assert (ligne.code, ligne.objectif, ligne.referent, ligne.priorite, ligne.frequence) == (
        "SOC-01", "Partout", "Achats", "1", "annuelle",
    )  # fmt: skip
    rang = read_rang(texte(client.get(TABLEAU)), "SOC-01")
    assert "En bonne voie" in rang
    # Its count, bounds, n, unknowns, source and day, then what is behind it; on its page as well.
    for lu in (rang, texte(client.get(f"{ADRESSE}SOC-01/?annee=2025"))):
        nu = lu.replace("\u202f%", " %").replace("\u00a0", " ")
        assert "69 sur 142 marchés. Entre 47 % et 50 %, selon les réponses qui manquent." in nu
        assert "146 marchés, 4 sans réponse. Calculée : marchés publiés. Données" in nu
        assert "/indicateurs/SOC-01/preuve/?annee=2025&amp;expression=nombre" in lu
    assert "/indicateurs/SOC-01/preuve/?annee=2024&amp;expression=nombre" in rang  # of its base
    assert "Attendu en 2025 : 37\u202f%" in rang.replace("\u00a0", " ")
    assert "+11,9 points" in rang.replace("\u00a0", " ")
    chiffres = texte(client.get(f"/espace/{SIREN_VAL}/chiffres/"))
    assert "70\u202f% en 2028" in chiffres
    assert "Partout" in chiffres
    assert "70\u202f% en 2028" in texte(client.get(f"/espace/{SIREN_VAL}/grille/"))


@pytest.mark.parametrize(
    ("champs", "attendu"),
    [
        ({"cible_valeur": "beaucoup"}, "n’est pas une valeur lisible"),
        ({"cible_valeur": "60 heures"}, "n’est pas une valeur lisible"),
        ({"cible_valeur": ""}, "Écrivez la valeur que vous visez pour cette année"),
        ({"cible_annee": ""}, "Dites pour quelle année vous visez cette valeur"),
        ({"cible_annee": "28"}, "Écrivez une année, par exemple 2028"),
        ({"cible_valeur": "120 %"}, "Un taux va de 0 à 100"),
        ({"sens": "ailleurs"}, "Choisissez une des réponses proposées"),
    ],
)
def test_a_wrong_target_is_told_in_its_row_and_no_target_of_the_page_is_lost(
    client, champs, attendu
):
    bonne = {f"cible-ENV-01-{nom}": valeur for nom, valeur in CIBLE.items()}
    page = texte(fix(client, encore=bonne, **champs)).replace("\u202f%", " %")

    assert attendu in read_rang(page, "SOC-01").replace("\u00a0", " ")
    assert 'value="70 %"' in read_rang(page, "ENV-01")
    assert 'href="#id_cible-SOC-01-' in page
    assert not IndicateurSuivi.objects.exists()


@pytest.mark.parametrize(
    ("champs", "attendu"),
    [
        ({"base_valeur": "30 %"}, "Écrivez la valeur de départ et son année"),
        ({"base_valeur": "30 %", "base_annee": "2028"}, "doit suivre l’année de départ"),
        ({"etapes": "2026 cinquante"}, "n’est pas une étape"),
        ({"etapes": "2026 : 40 %\n2026 : 50 %"}, "écrite deux fois"),
        ({"etapes": "2030 : 40 %"}, "doit se placer entre le départ et l’année de la cible"),
        ({"priorite": "9"}, "Choisissez une des réponses proposées"),
    ],
)
def test_a_wrong_way_is_told_and_nothing_is_lost(client, champs, attendu):
    fix(client)
    page = texte(client.post(f"{ADRESSE}SOC-01/modifier/", CHEMIN | {"version": "2"} | champs))

    assert attendu in page.replace("\u202f%", " %").replace("\u00a0", " ")
    assert 'value="Achats"' in page
    assert LigneGrille.objects.get().referent == ""


def test_a_target_below_its_base_is_told_once_then_is_a_choice(client, aim):
    aim("SOC-01", unite="%", base_valeur="80", base_annee=2024)
    page = texte(fix(client, version="1"))
    assert "la cible est sous la valeur de départ" in read_rang(page, "SOC-01")
    sceau = page.partition('name="cible-SOC-01-confirme" value="')[2].partition('"')[0]

    fix(client, version="1", confirme=sceau, cible_valeur="70")

    assert IndicateurSuivi.objects.get().cible_valeur == 70


def test_the_base_that_is_proposed_is_looked_at_too(client, marches):
    page = texte(fix(client, cible_valeur="20 %"))

    assert "la cible est sous la valeur de départ" in page
    assert not IndicateurSuivi.objects.exists()


def test_the_base_is_of_the_figure_that_is_chosen_with_the_target(client, espace, auteur, marches):
    correct(espace, auteur)
    fix(client)
    client.post(
        f"{ADRESSE}SOC-01/modifier/?annee=2025", CHEMIN | {"origine": "publies", "version": "2"}
    )

    visee = IndicateurSuivi.objects.get()
    assert (visee.origine, visee.base_origine, visee.base_reference) == (
        "publies", "publies", f"{SIREN_VAL}:SOC-01:2024:nombre:publie",
    )  # fmt: skip


def test_a_base_keeps_the_name_of_the_figure_that_somebody_kept(client, note):
    note(("SOC-01", 2024, "25.6"), ("SOC-01", 2025, "48.6"), nature=NatureValeur.AUTOMATIQUE)
    Valeur.objects.update(origine="publies", reference=f"{SIREN_VAL}:SOC-01:2024:nombre:publie")
    fix(client, version="1")

    visee = IndicateurSuivi.objects.get()
    assert (visee.base_valeur, visee.base_annee, visee.base_origine, visee.base_reference) == (
        Decimal("25.6"), 2024, "publies", f"{SIREN_VAL}:SOC-01:2024:nombre:publie",
    )  # fmt: skip


def test_another_unit_waits_until_no_value_is_kept_in_the_former_one(client, follow):
    cle = follow(code="SOC-07")
    client.post(f"{ADRESSE}{cle}/noter/", {"annee": "2025", "valeur": "48 000"})
    champs = CHEMIN | {"unite": "jours", "objectif": "", "version": "2"}
    page = texte(client.post(f"{ADRESSE}{cle}/modifier/", champs))

    assert (
        "Des valeurs sont notées dans cette unité : retirez-les, ou ajoutez un autre indicateur."
    ) in page
    assert IndicateurSuivi.objects.get().unite == "heures"
    client.post(f"{ADRESSE}{cle}/valeurs/{Valeur.objects.get().pk}/retirer/")
    client.post(f"{ADRESSE}{cle}/modifier/", champs)
    assert IndicateurSuivi.objects.get().unite == "jours"


def test_what_aims_at_nothing_is_told_apart_and_a_target_without_year_is_shown(client, aim):
    aim("SOC-01", unite="%", cible_valeur="60")
    page = texte(client.get(TABLEAU))

    assert "Pas encore jugé : 1. Sans cible : 3." in page.replace("\u00a0", " ")
    rang = read_rang(page, "SOC-01")
    assert "60\u202f%" in rang
    assert "La cible n’a pas d’année." in rang
    assert "À fixer" in read_rang(page, "ENV-01")


def test_a_target_told_in_words_is_a_target_on_every_page(client, espace):
    LigneGrille.objects.create(
        espace=espace, rubrique="social", code="SOC-01", indicateur="Le nôtre",
        objectif="Une clause dans 60 % des marchés", retenu=True,
    )  # fmt: skip
    page = texte(client.get(TABLEAU)).replace("\u00a0", " ").replace("\u202f", " ")

    assert "Pas encore jugé : 1. Sans cible : 3." in page
    # Its line of the grid leads to its row.
    assert f'id="indicateur-{LigneGrille.objects.get().pk}"' in page
    rang = read_rang(page, "SOC-01")
    assert "Une clause dans 60 % des marchés" in rang
    assert "La cible est dite en mots" in rang
    controle = texte(client.get(f"/espace/{espace.siren}/schema/controle/"))
    assert "les achats aux structures inclusives" in controle
    assert "considération sociale" not in controle.partition("Aucune cible n’est fixée")[2]


def test_two_people_at_once_see_both_versions_of_the_target_and_of_its_line(client, follow):
    cle = follow(code="SOC-07", frequence="annuelle", priorite="1")
    champs = CHEMIN | {"unite": "heures", "objectif": "", "version": "1"}
    client.post(f"{ADRESSE}{cle}/modifier/", champs)
    page = texte(client.post(f"{ADRESSE}{cle}/modifier/", champs | {"referent": "Emploi"}))

    assert "Version enregistrée : Achats" in page
    assert LigneGrille.objects.get().referent == "Achats"


def test_an_indicator_of_ones_own_joins_the_short_list_with_its_unit(client, espace):
    assert "Nommez cet indicateur" in texte(client.post(f"{ADRESSE}ajouter/", {}))
    champs = {"indicateur": "Nichoirs posés", "rubrique": "environnement", "unite": "nichoirs"}
    client.post(f"{ADRESSE}ajouter/", champs | {"definition": "Comptés au bilan"})
    visee = IndicateurSuivi.objects.get()

    assert (visee.ligne.retenu, visee.unite, visee.explication) == (
        True, "nichoirs", "Comptés au bilan",
    )  # fmt: skip
    assert "Nichoirs posés" in texte(client.get(f"/espace/{SIREN_VAL}/chiffres/"))


def test_a_value_has_its_source_its_proof_and_its_author_and_is_withdrawn(client, follow):
    cle = follow(code="SOC-07")
    reponse = client.post(
        f"{ADRESSE}{cle}/noter/",
        {"annee": "2025", "valeur": "48 000 h", "source": "Facilitateur", "preuve": "Bilan 2025"},
    )
    page = texte(client.get(reponse.url))

    assert "48\u202f000 heures" in page
    assert "Facilitateur" in page
    assert "Bilan 2025" in page
    valeur = Valeur.objects.get()
    assert valeur.auteur is not None
    for _ in range(2):  # the second time it no longer holds
        client.post(f"{ADRESSE}{cle}/valeurs/{valeur.pk}/retirer/")
    assert Evenement.objects.filter(geste="cibles.retrait").count() == 1
    assert "Retirée le" in texte(client.get(reponse.url))


def test_a_value_noted_on_a_line_of_the_law_keeps_its_target_where_the_target_is_shown(
    client, espace
):
    client.post(f"{ADRESSE}SOC-01/noter/", {"annee": "2025", "valeur": "0,8"})
    fix(client, version="1")
    client.post(f"{ADRESSE}SOC-01/modifier/", CHEMIN | {"version": "3"})

    visee = IndicateurSuivi.objects.get()
    assert (visee.ligne.code, visee.valeurs.get().valeur) == ("SOC-01", Decimal("0.8"))
    assert [o.enonce for o in read_objectifs(espace)["SOC-01"]] == ["70\u202f% en 2028 : Partout"]


def test_a_rate_above_a_hundred_is_refused_where_it_is_typed(client):
    page = texte(client.post(f"{ADRESSE}SOC-01/noter/", {"annee": "2025", "valeur": "130 %"}))

    assert "Un taux va de 0 à 100" in page
    assert not Valeur.objects.exists()


def test_a_year_is_filled_at_once_and_undone_at_once(client, follow):
    heures, autre = follow(code="SOC-07"), follow(indicateur="Nichoirs posés")
    adresse = f"{ADRESSE}saisie/?annee=2024"
    page = texte(client.post(adresse, {f"valeur-{heures}": "beaucoup", f"valeur-{autre}": "12"}))
    assert "n’est pas une valeur lisible" in page
    assert not Valeur.objects.exists()

    reponse = client.post(
        adresse, {f"valeur-{heures}": "30 000", f"valeur-{autre}": "12", "source": "Bilan"}
    )
    assert [(v.annee, v.valeur, v.source) for v in Valeur.objects.order_by("pk")] == [
        (2024, 30000, "Bilan"), (2024, 12, "Bilan"),
    ]  # fmt: skip
    assert "Tout annuler" in texte(client.get(reponse.url))
    page = client.post(f"{reponse.url}annuler/", follow=True)
    assert "2 valeurs annulées." in texte(page)
    assert not Valeur.objects.en_vigueur().exists()


def test_what_the_site_computes_is_kept_as_it_is_today(client, marches, note):
    note(("ENV-01", 2025, "80"))
    client.post(f"{ADRESSE}releve/?annee=2025")
    gardees = {v.indicateur.code: v for v in Valeur.objects.en_vigueur()}

    assert gardees["ENV-01"].valeur == 80  # typed: it stays
    social = gardees["SOC-01"]
    assert (social.valeur, social.numerateur, social.nature, social.origine) == (
        Decimal("48.591549"), 69, "automatique", "publies",
    )  # fmt: skip
    assert social.reference == f"{SIREN_VAL}:SOC-01:2025:nombre:publie"


def test_the_sheet_says_what_the_page_says(client, marches, aim, follow, note):
    aim("SOC-01", unite="%", cible_valeur="70", cible_annee=2028)
    cle = follow(code="SOC-07", referent="Emploi")
    note((cle, 2023, "30000"), (cle, 2025, "48000"))
    classeur = load_workbook(io.BytesIO(client.get(f"{ADRESSE}export.xlsx?annee=2025").getvalue()))
    entetes, *lignes = classeur["Cibles"].values
    rangs = {ligne[0]: dict(zip(entetes, ligne, strict=True)) for ligne in lignes}

    assert rangs["SOC-01"]["Valeur"] == pytest.approx(69 / 142, abs=1e-6)
    assert (rangs["SOC-01"]["Numérateur"], rangs["SOC-01"]["Dénominateur"]) == (69, 142)
    assert [rangs["SOC-01"][nom] for nom in ("Unité", "n", "Sans réponse", "Réserve")] == [
        "part", 146, 4, None,
    ]  # fmt: skip
    assert rangs["SOC-01"]["Attendu"] == pytest.approx(0.367)
    assert rangs["SOC-01"]["État"] == "En bonne voie"
    assert (rangs["SOC-07"]["Valeur"], rangs["SOC-07"]["Référent"]) == (48000, "Emploi")
    assert len(list(classeur["Valeurs notées"].values)) == 3


def test_targets_are_slopes_that_say_what_is_known_sorted_by_what_is_to_do(
    client, espace, marches, aim, follow, note
):
    fix(client)
    cle = follow(code="SOC-07")
    aim(cle, unite="heures", base_valeur="30000", base_annee=2023, cible_valeur="60000",
        cible_annee=2028)  # fmt: skip
    note((cle, 2025, "48000"))
    sans_depart = follow(indicateur="Nichoirs posés")
    aim(sans_depart, cible_valeur="12", cible_annee=2028)
    lue = html.document_fromstring(texte(client.get(f"{ADRESSE}?annee=2025")))

    assert lue.findtext(".//h1") == "Deux cibles en bonne voie, quatre à régler"
    cartes = {li.get("id"): li for li in lue.xpath("//li[starts-with(@id, 'indicateur-')]")}
    assert list(cartes)[-2:] == ["indicateur-SOC-01", f"indicateur-{cle}"]
    heures = cartes[f"indicateur-{cle}"]
    dits = [t.text_content() for t in heures.xpath(".//svg//text")]
    assert {"30\u202f000 heures", "60\u202f000 heures", "2023", "2025", "2028"} == {
        dit.replace("\u00a0", " ") for dit in dits
    }
    ligne = read_suivi(espace, 2025).find("SOC-01")
    dessin = cartes["indicateur-SOC-01"].xpath(".//svg[@role='img']")[0]
    sommet = 1.1 * 70
    ys = [float(rond.getparent().get("y")) for rond in dessin.xpath(".//circle")]
    assert ys[:2] == pytest.approx(
        [128 - 100 * float(n) / sommet for n in (ligne.base.valeur, ligne.valeur.valeur)], abs=0.05
    )
    assert [c.get("class") for c in dessin.xpath(".//circle")][:2] == ["g-plein g-halo"] * 2
    sans = cartes["indicateur-ENV-01"]
    assert "fixer la cible" in sans.text_content().lower()
    assert sans.xpath(f".//a[@href='{TABLEAU}?annee=2025#indicateur-ENV-01']")
    gestes = cartes[f"indicateur-{sans_depart}"].xpath(".//a[contains(@class, 'fr-btn')]/text()")
    assert gestes == ["Choisir l’année de départ"]


def test_the_cards_ask_few_questions(client, marches, follow, django_assert_max_num_queries):
    follow(code="SOC-07")
    fix(client)
    client.get(ADRESSE)
    with django_assert_max_num_queries(18):
        client.get(ADRESSE)


def test_a_reader_reads_and_does_not_write(organisation, follow):
    cle = follow()
    lectrice = sign_in(make_membre(organisation, "lecture", courriel="lou@exemple.fr").utilisateur)

    for adresse in (ADRESSE, TABLEAU):
        page = texte(lectrice.get(adresse))
        assert "Saisir les valeurs" not in page
        assert "Enregistrer" not in page
    assert lectrice.get(f"{ADRESSE}{cle}/").status_code == 200
    for suite in (f"{cle}/modifier/", f"{cle}/noter/", "saisie/", "releve/", "fixer/"):
        assert lectrice.post(f"{ADRESSE}{suite}").status_code == 403


def test_words_that_aim_at_nothing_are_refused_and_former_ones_kept(client, espace):
    for code, objectif, dit in (
        ("SOC-01", "Donner envie", "Une cible est un nombre ou un fait daté."),
        ("ENV-01", "Une clause et un critère partout", "Suivez plutôt « Marchés cumulant"),
    ):
        saisie = CHEMIN | {"objectif": objectif}
        assert dit in texte(client.post(f"{ADRESSE}{code}/modifier/", saisie))
    assert not LigneGrille.objects.exists()

    LigneGrille.objects.create(
        espace=espace, rubrique="social", code="SOC-01", indicateur="Le nôtre",
        objectif="Donner envie", retenu=True,
    )  # fmt: skip
    gardee = CHEMIN | {"objectif": "Donner envie", "version": 1}
    client.post(f"{ADRESSE}SOC-01/modifier/", gardee)
    assert LigneGrille.objects.get().objectif == "Donner envie"
    assert LigneGrille.objects.get().referent == "Achats"
    rang = read_rang(texte(client.get(TABLEAU)), "SOC-01")
    assert "« Donner envie » : ni nombre ni date, ce n’est pas une cible" in rang


def test_four_targets_are_fixed_by_one_form_that_leaves_the_others_alone(client):
    page = texte(client.get(TABLEAU))
    envoi = read_envoi(page)
    assert "Sans cible : 4." in page.replace("\u00a0", " ")
    assert f'href="{TABLEAU}?annee=' in page.partition("Fixer une cible")[0].rpartition("<a")[2]

    assert fix(client, encore=envoi | {"cible-ENV-01-cible_valeur": ""}).url == ADRESSE

    assert [visee.code for visee in IndicateurSuivi.objects.all()] == ["SOC-01"]
    page = texte(client.get(TABLEAU))
    assert "1 cible enregistrée." in page.replace("\u00a0", " ")
    assert "Sans cible : 3." in page.replace("\u00a0", " ")
    envoi = read_envoi(page)
    assert envoi["cible-SOC-01-cible_valeur"].replace("\u00a0", " ") == "70 %"
    assert "Aucune cible n’a changé." in texte(client.post(f"{ADRESSE}fixer/", envoi, follow=True))
    assert IndicateurSuivi.objects.get().version == 1


def test_two_people_at_once_lose_no_target_and_each_sees_what_the_other_changed(client, auteur):
    lue = read_envoi(texte(client.get(TABLEAU)))  # what both read
    fix(client, encore=lue, cible_valeur="50 %")

    # The second one left that row alone: hers is saved, and the first one's stays.
    autre = lue | {f"cible-ENV-01-{nom}": valeur for nom, valeur in CIBLE.items()}
    assert client.post(f"{ADRESSE}fixer/", autre).url == ADRESSE
    assert {v.code: v.cible_valeur for v in IndicateurSuivi.objects.all()} == {
        "SOC-01": 50, "ENV-01": 70,
    }  # fmt: skip

    # She writes in a row that he changed: both values are told there, none is written.
    croisee = lue | {f"cible-SOC-01-{nom}": valeur for nom, valeur in CIBLE.items()}
    page = texte(client.post(f"{ADRESSE}fixer/", croisee))
    rang = read_rang(page, "SOC-01").replace("\u00a0", " ")
    assert "50 %. Le vôtre" in rang
    assert f"enregistré par {auteur.nom_complet}" in rang
    assert 'value="70 %"' in rang
    assert IndicateurSuivi.objects.get(code="SOC-01").cible_valeur == 50

    client.post(f"{ADRESSE}fixer/", read_envoi(page))  # hers, knowingly
    assert IndicateurSuivi.objects.get(code="SOC-01").cible_valeur == 70


def test_a_change_of_the_way_by_another_person_is_no_quarrel_on_the_target(client, follow):
    cle = follow(code="SOC-07")
    lue = read_envoi(texte(client.get(TABLEAU)))
    client.post(
        f"{ADRESSE}{cle}/modifier/", CHEMIN | {"unite": "heures", "objectif": "", "version": "1"}
    )

    fix(client, cle, lue, cible_valeur="60 000")

    visee = IndicateurSuivi.objects.get()
    assert (visee.cible_valeur, visee.ligne.referent) == (60000, "Achats")


def test_a_target_of_what_is_followed_no_more_is_told(client, follow):
    cle = follow(code="SOC-07")
    LigneGrille.objects.filter(pk=cle).update(retenu=False)
    page = client.post(f"{ADRESSE}fixer/", {f"cible-{cle}-cible_valeur": "12 000"}, follow=True)

    assert "« 12 000 » : cet indicateur n’est plus suivi" in texte(page).replace("\u00a0", " ")
    assert not IndicateurSuivi.objects.exists()


def test_a_target_is_taken_away_by_emptying_its_row(client):
    fix(client)
    fix(client, version="1", cible_valeur="", cible_annee="")

    visee = IndicateurSuivi.objects.get()
    assert (visee.cible_valeur, visee.cible_annee) == (None, None)


def test_what_others_aim_at_stands_in_the_row_from_five_published_schemes_on(client, publish_visee):
    for rang, visee in enumerate((20, 30, 40, 60)):
        publish_visee(rang, visee)
    publish_visee(8, 90, base="valeur")  # counted otherwise
    rang = read_rang(texte(client.get(TABLEAU)), "SOC-01")
    assert "Moins de cinq acheteurs le disent" in rang

    publish_visee(4, 45)
    rang = read_rang(texte(client.get(TABLEAU)), "SOC-01").replace("\u202f", "\u00a0")
    assert (
        "5 acheteurs visent de 20 à 60 %, médiane 40 %, en nombre de marchés, pour 2029 "
        "(registre, n = 5)."
    ) in rang.replace("\u00a0", " ")
    assert "Moins de cinq" in read_rang(texte(client.get(TABLEAU)), "ENV-01")


def test_the_page_asks_few_questions(client, marches, follow, django_assert_max_num_queries):
    follow(code="SOC-07")
    fix(client)
    client.get(TABLEAU)
    with django_assert_max_num_queries(18):
        client.get(TABLEAU)


def test_the_grid_asks_no_target_of_a_line_that_is_followed_and_leads_to_the_page(client, follow):
    cle = follow(objectif="Une charte signée avant juin 2027")
    page = texte(client.get(f"/espace/{SIREN_VAL}/grille/{cle}/"))

    assert 'name="objectif"' not in page
    assert f'href="{TABLEAU}#indicateur-{cle}"' in page
    assert 'name="objectif"' in texte(client.get(f"/espace/{SIREN_VAL}/grille/ajouter/"))
