"""A year is read, closed once, then corrected by errata only."""

import io
import re
from decimal import Decimal

import pptx
import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from spaser.site.espace.editions import make_fichiers
from spaser.site.plan.actions.services import create_action, save_action
from spaser.site.plan.cibles.lignes import find_vise
from spaser.site.plan.cibles.services import note_valeurs, read_suivi
from spaser.site.plan.models.actions import Etape
from spaser.site.plan.models.cibles import ErratumPoint, PointAnnuel, Valeur
from spaser.site.plan.point_annuel.services import (
    A_CHANGE,
    DEJA_CLOS,
    FermetureRefusee,
    add_erratum_point,
    close,
    list_actions_annee,
    list_points,
    print_point,
    read_annee_close,
    read_indicateur,
    read_point,
    save_textes_point,
)
from spaser.site.schema.publication.parutions import gather_contenu
from spaser.site.socle.versions import VersionDepassee
from tests.site.organisations.fabrique import SIREN_VAL, make_membre, sign_in
from tests.site.schema.publication.conftest import texte

ANNEE = 2025


def link(nom, annee=ANNEE):
    return reverse(f"point_annuel:{nom}", args=[SIREN_VAL, annee])


def file(extension, annee=ANNEE):
    return reverse("redaction:point_annuel", args=[SIREN_VAL, annee, extension])


def find_social(espace, annee=ANNEE):
    return read_point(espace, annee).contenu.find("SOC-01").resultat


@pytest.fixture
def plan(espace, redactrice):
    """Write an action of each kind."""
    for titre, champs in {
        "Former les acheteurs": {"etat": "terminee", "etat_depuis": "2025-06-01"},
        "Écrire un guide": {"etat": "en_cours", "fin": "2024-12", "pilote_nom": "Achats"},
        "Visiter un chantier": {
            "etat": "abandonnee",
            "etat_depuis": "2025-09-01",
            "motif": "Le chantier a fermé.",
        },
        "Nommer un référent": {"etat": "a_lancer"},
        "Déjà fini": {"etat": "terminee", "etat_depuis": "2024-02-01"},
    }.items():
        action = create_action(espace, {"titre": titre}, redactrice, [])
        type(action).objects.filter(pk=action.pk).update(**champs)


@pytest.fixture
def clos(marches, espace, redactrice):
    close(espace, ANNEE, print_point(read_point(espace, ANNEE).contenu), redactrice)
    return PointAnnuel.objects.get()


def test_a_target_without_year_is_read_and_no_target_is_no_reserve(espace, aim, note):
    aim("SOC-01", unite="%", cible_valeur="60")
    aim("SOC-13", unite="%", base_valeur="3", base_annee=2024, base_origine="payes")
    note(("SOC-13", ANNEE, "5"))
    Valeur.objects.update(origine="publies")
    suivi = read_suivi(espace, ANNEE)
    sociale, esus = (read_indicateur(suivi.find(code), ANNEE) for code in ("SOC-01", "SOC-13"))

    assert (sociale.cible, sociale.cible_annee) == (60, None)
    assert (esus.cible, esus.resultat.reserve) == (None, "")


@pytest.mark.longue
def test_the_whole_way_from_an_open_year_to_its_files(
    marches, plan, espace, aim, client, redactrice
):
    aim("SOC-01", unite="%", cible_valeur="60", cible_annee=2028)
    page = texte(client.get(link("point")))

    assert "69 sur 142 marchés." in page
    assert "Évolution : +23 points" in page  # since 2024, as the site computes it
    assert "60 % en 2028" in page
    assert "Aucune cible n’est fixée." in page  # of the three other lines of the law
    for dit in (
        "Faites (1)", "En retard (1)", "Abandonnées (1)", "À lancer (1)", "Échéance dépassée",
        "Le chantier a fermé.", "Aucune décision n’est demandée.",
        "seules les valeurs se comparent",
    ):  # fmt: skip
        assert dit in page
    assert "Déjà fini" not in page
    cases = [re.findall(r'class="g-(\w+)" x', svg) for svg in page.split("<dd>")[1:3]]
    assert cases[0] == ["plein"]  # on its way
    assert cases[1] == ["plein", "retard", "vide", "vide"]

    client.post(
        link("textes"),
        {"bilan": "Une bonne année.", "demandes": "- Voter 20 000 €\n\n• Un poste",
         "mot_0": "Deux lots de plus."},
    )  # fmt: skip
    brouillon = PdfReader(io.BytesIO(client.get(file("pdf")).content))
    assert "Projet : l’année n’est pas close" in " ".join(
        brouillon.pages[0].extract_text().split()
    ).replace("\u202f", " ").replace("\xa0", " ")

    relecture = client.get(link("clore"))
    manque = client.post(
        link("clore"), {"empreinte": relecture.context["form"]["empreinte"].value()}
    )
    assert "Cochez cette case" in texte(manque)
    client.post(
        link("clore"),
        {"empreinte": relecture.context["form"]["empreinte"].value(), "relu": "on"},
    )
    close_ = texte(client.get(link("point")))
    assert "Année close le" in close_
    assert redactrice.nom_complet in close_
    assert "Voter 20 000 €" in close_
    assert "Deux lots de plus." in close_
    assert "Clore l’année" not in close_

    pages = PdfReader(io.BytesIO(client.get(file("pdf")).content)).pages
    assert 2 <= len(pages) <= 4
    diapositives = pptx.Presentation(io.BytesIO(client.get(file("pptx")).content)).slides
    assert len(diapositives) == 5
    assert client.get(file("docx")).content.startswith(b"PK")
    assert client.get(file("odt")).content.startswith(b"PK")
    assert client.get(file("exe")).status_code == 404


def test_closed_values_never_move_whatever_is_noted_since(clos, espace, note, redactrice):
    gelees = clos.valeurs
    note(("SOC-01", ANNEE, "12.5"), ("SOC-01", ANNEE - 1, "3"))
    create_action(espace, {"titre": "Après coup"}, redactrice, [])
    add_erratum_point(clos, "SOC-01", Decimal("47.9"), "Un marché compté deux fois.", redactrice)

    lu = read_point(espace, ANNEE)
    assert PointAnnuel.objects.get().valeurs == gelees
    assert lu.contenu == clos.read_contenu()
    assert find_social(espace).numerateur == 69
    with pytest.raises(VersionDepassee):
        save_textes_point(espace, ANNEE, {"bilan": "Autre"}, redactrice)
    assert PointAnnuel.objects.get().bilan == ""


def test_the_files_of_a_closed_year_leave_as_they_were_made(clos, client, redactrice):
    make_fichiers.func(numero=clos.arretee_id)
    faits = dict(clos.arretee.fichiers.values_list("nom", "octets"))
    clos.espace.nom = "Autre nom"
    clos.espace.save()

    assert sorted(faits) == [
        "point-annuel.docx", "point-annuel.odt", "point-annuel.pdf", "point-annuel.pptx",
    ]  # fmt: skip
    assert client.get(file("odt")).content == bytes(faits["point-annuel.odt"])
    add_erratum_point(clos, "SOC-01", Decimal("47.9"), "Un marché compté deux fois.", redactrice)
    corrige = client.get(file("odt")).content  # not made yet: as the frozen values say
    assert (corrige[:2], corrige == bytes(faits["point-annuel.odt"])) == (b"PK", False)


@pytest.mark.longue
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.decimals(0, 100, places=2), min_size=1, max_size=4))
def test_errata_pile_up_and_what_was_frozen_stays(clos, espace, note, redactrice, valeurs):
    ErratumPoint.objects.all().delete()
    for valeur in valeurs:
        note(("SOC-01", ANNEE, str(valeur)))
        add_erratum_point(clos, "SOC-01", valeur, "Corrigé.", redactrice)
    errata = list(ErratumPoint.objects.values_list("ancienne", "nouvelle"))

    assert [nouvelle for _, nouvelle in errata] == valeurs
    assert [a for a, _ in errata] == [find_social(espace).valeur, *valeurs[:-1]]
    assert PointAnnuel.objects.get().valeurs == clos.valeurs


def test_closing_twice_or_after_a_change_closes_once(
    marches, espace, note, client, redactrice, administratrice
):
    lue = print_point(read_point(espace, ANNEE).contenu)
    note(("SOC-01", ANNEE, "12.5"))
    with pytest.raises(FermetureRefusee) as refus:
        close(espace, ANNEE, lue, redactrice)
    assert str(refus.value) == A_CHANGE
    assert not list_points(espace).clos().exists()

    nouvelle = print_point(read_point(espace, ANNEE).contenu)
    close(espace, ANNEE, nouvelle, administratrice)
    with pytest.raises(FermetureRefusee) as deja:
        close(espace, ANNEE, nouvelle, redactrice)
    assert str(deja.value) == DEJA_CLOS
    assert PointAnnuel.objects.get().clos_par == administratrice
    assert DEJA_CLOS in texte(client.get(link("clore"), follow=True))
    assert "ne change plus que par un erratum" in texte(client.get(link("textes"), follow=True))


def test_a_year_that_cannot_be_closed_says_why(espace, organisation, client, note):
    cette_annee = timezone.localdate().year
    page = texte(client.get(link("point", ANNEE)))
    assert "Par où commencer" in page  # nothing is known, nothing is planned
    assert "Noter des valeurs" in page
    assert "Notez d’abord vos valeurs" in texte(client.get(link("clore"), follow=True))
    encours = texte(client.get(link("point", cette_annee)))
    assert f"L’année {cette_annee} n’est pas finie" in encours
    assert client.get(link("point", cette_annee + 1)).status_code == 404
    assert client.get(link("point", 1999)).status_code == 404
    assert "corrigez la valeur elle-même" in texte(client.get(link("erratum"), follow=True))

    lectrice = sign_in(make_membre(organisation, "contribution", "c@exemple.fr").utilisateur)
    assert lectrice.get(link("clore")).status_code == 403
    assert lectrice.get(link("textes")).status_code == 200


@pytest.mark.longue
def test_an_erratum_is_dated_told_beside_and_published(clos, espace, note, client, redactrice):
    note(("SOC-01", ANNEE, "47.9"))
    assert "48 % aujourd’hui" in texte(client.get(link("point")))
    faux = client.post(link("erratum"), {"cle": "SOC-01", "nouvelle": "beaucoup", "motif": ""})
    assert "Dites pourquoi" in texte(faux)
    for valeur, dit in (("120 %", "Un taux va de 0 à 100"), ("48,591549 %", "rien à corriger")):
        refus = client.post(link("erratum"), {"cle": "SOC-01", "nouvelle": valeur, "motif": "x"})
        assert dit in texte(refus)
    client.post(
        link("erratum"), {"cle": "SOC-01", "nouvelle": "47,9 %", "motif": "Compté deux fois."}
    )
    page = texte(client.get(link("point")))
    assert ": 48 % (compte non donné par la correction) au lieu de 49 %. Compté deux fois." in page
    assert f"Noté par {redactrice.nom_complet}." in page
    assert "69 sur 142 marchés." in page
    assert "% aujourd’hui" not in page  # it holds now
    note(("SOC-01", ANNEE, "48.591549"))  # as it was frozen: the erratum alone differs
    assert "% aujourd’hui" not in texte(client.get(link("point")))
    note(("SOC-01", ANNEE, "47.94"))  # as it is printed, it is the same
    assert "% aujourd’hui" not in texte(client.get(link("point")))
    note(("SOC-01", ANNEE, "61"))
    assert "48 % ici, 61 % aujourd’hui." in texte(client.get(link("point")))
    note(("SOC-01", ANNEE, "47.9"))

    publie = gather_contenu(espace, (ANNEE - 1, ANNEE), None, None)
    social = publie.find("SOC-01").resultats
    assert social[1].valeur == Decimal("47.9")
    assert social[1].commentaire == "Compté deux fois."
    assert social[0].valeur == Decimal("25.6")
    assert publie.arretees == ((ANNEE, timezone.localdate()),)
    assert read_annee_close(espace, ANNEE - 1) is None


def test_a_corrected_rate_of_a_closed_year_keeps_the_count_that_is_given(clos, espace, client):
    saisie = {"cle": "SOC-01", "nouvelle": "47,9 %", "motif": "Compté deux fois."}
    refus = client.post(link("erratum"), saisie | {"numerateur": "68"})
    assert "Donnez le numérateur et le dénominateur" in texte(refus)
    client.post(link("erratum"), saisie)
    sans = gather_contenu(espace, (ANNEE,), None, None).find("SOC-01").dernier
    assert (sans.numerateur, sans.reserve) == (None, "Compte non donné par la correction.")

    suite = saisie | {"nouvelle": "47,8 %", "numerateur": "68", "denominateur": "142"}
    client.post(link("erratum"), suite)
    avec = gather_contenu(espace, (ANNEE,), None, None).find("SOC-01").dernier
    assert (avec.numerateur, avec.denominateur, avec.reserve) == (68, 142, "")


def test_the_next_year_is_compared_with_what_was_frozen(
    marches, espace, redactrice, client, plan, note
):
    avant = close(espace, 2024, print_point(read_point(espace, 2024).contenu), redactrice)
    note(("SOC-01", 2024, "1"))
    create_action(espace, {"titre": "Une de plus"}, redactrice, [])
    lu = read_point(espace, ANNEE)

    assert lu.contenu.find("SOC-01").precedent == avant.read_contenu().find("SOC-01").resultat
    assert "« Une de plus » : ajoutée au plan" in lu.contenu.change
    add_erratum_point(avant, "SOC-01", Decimal("24.1"), "Un marché de trop.", redactrice)
    corrige = read_point(espace, ANNEE).contenu.find("SOC-01")
    assert (corrige.precedent.valeur, corrige.precedent.origine) == (Decimal("24.1"), "publies")
    assert corrige.evolution == corrige.resultat.valeur - Decimal("24.1")
    assert "Point annuel, corrigé le" in texte(client.get(link("point")))

    liste = texte(client.get(reverse("point_annuel:points", args=[SIREN_VAL])))
    assert ": close le" in liste
    assert ": à relire, puis à clore" in liste


def test_the_year_before_stays_known_and_compared_on_the_same_only(
    marches, espace, note, redactrice
):
    vise = find_vise(espace, "SOC-01")
    calculee = read_suivi(espace, ANNEE).find("SOC-01").calculee
    note_valeurs(espace, [(vise, calculee)], redactrice)
    gardee = read_point(espace, ANNEE).contenu.find("SOC-01")
    avant = gardee.precedent

    assert (avant.valeur, avant.numerateur, avant.denominateur) == (Decimal("25.6"), 32, 125)
    assert gardee.evolution == gardee.resultat.valeur - Decimal("25.6")

    note(("SOC-01", ANNEE, "12.5"), commentaire="À revoir avec Paul.")
    relevee = read_point(espace, ANNEE).contenu.find("SOC-01")
    assert (relevee.precedent.valeur, relevee.evolution) == (Decimal("25.6"), None)
    assert relevee.sans_evolution == "L’un compte des marchés, l’autre une valeur relevée."
    assert relevee.resultat.commentaire == ""  # a note of the value is no one else's


def test_an_action_is_told_as_it_stood_when_the_year_ended(espace, redactrice):
    suivie = create_action(espace, {"titre": "Suivie", "fin": "2025-06"}, redactrice, [])
    inconnue = create_action(espace, {"titre": "Sans passé", "saisi": 100}, redactrice, [])
    save_action(suivie, {"etat": "terminee"}, redactrice)
    etape = Etape.objects.create(action=inconnue, titre="Une", faite_le=timezone.localdate())
    type(inconnue).objects.filter(pk=inconnue.pk).update(etat="terminee")
    lues = {a.titre: a for a in list_actions_annee(espace, ANNEE, timezone.localdate())}

    assert (lues["Suivie"].etat, lues["Suivie"].groupe.value) == ("a_lancer", "retard")
    assert (lues["Sans passé"].etat, lues["Sans passé"].depuis) == ("en_cours", None)
    assert lues["Sans passé"].avancement == "0\xa0étape faite sur 1"
    etape.refresh_from_db()
    assert etape.faite_le == timezone.localdate()
    cette_annee = list_actions_annee(espace, timezone.localdate().year, timezone.localdate())
    assert {action.etat for action in cette_annee} == {"terminee"}


def test_an_action_that_begins_after_the_year_was_not_under_way_in_it(espace, redactrice):
    prevue = create_action(espace, {"titre": "Prévue", "debut": "2026-07"}, redactrice, [])
    type(prevue).objects.filter(pk=prevue.pk).update(etat="terminee", etat_depuis="2026-09-01")

    (lue,) = list_actions_annee(espace, ANNEE, timezone.localdate())

    assert lue.etat == "a_lancer"


def test_an_action_launched_after_the_year_was_not_under_way_in_it(espace, redactrice):
    lancee = create_action(espace, {"titre": "Lancée depuis"}, redactrice, [])
    save_action(lancee, {"etat": "en_cours"}, redactrice)
    ouverte = create_action(espace, {"titre": "Déjà là"}, redactrice, [])
    type(ouverte).objects.filter(pk=ouverte.pk).update(etat="en_cours", etat_depuis="2025-03-01")
    Etape.objects.create(action=ouverte, titre="Tard", faite_le=timezone.localdate())
    Etape.objects.create(action=ouverte, titre="À temps", faite_le="2025-06-01")

    lues = {a.titre: a for a in list_actions_annee(espace, ANNEE, timezone.localdate())}

    assert lues["Lancée depuis"].etat == "a_lancer"
    assert (lues["Déjà là"].etat, lues["Déjà là"].avancement) == (
        "en_cours",
        "1\xa0étape faite sur 2",
    )
