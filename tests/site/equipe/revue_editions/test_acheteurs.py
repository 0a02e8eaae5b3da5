"""Where buyers stand: only those that agree, at the furthest step that something proves."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from spaser.regles.editions import JALONS, Jalon
from spaser.site.diagnostic.models import Acteur, Campagne
from spaser.site.equipe.avancee_revue_editions import (
    count_jalons,
    read_comptes,
    read_situations_programme,
)
from spaser.site.equipe.models import CompteJalon, Participation
from spaser.site.espace.models import Perimetre
from spaser.site.organisations.models import Espace
from spaser.site.plan.models.actions import Action
from spaser.site.plan.models.cibles import PointAnnuel
from spaser.site.schema.models import Publication, Redaction, SchemaAdopte
from spaser.site.socle.models import Evenement
from tests.site.organisations.fabrique import (
    SIREN_AUTRE,
    SIREN_HAUT,
    SIREN_VAL,
    make_equipe,
    make_membre,
    make_organisation,
    make_personne,
    sign_in,
    texte,
)
from tests.site.registre.fabrique import make_fiche

pytestmark = pytest.mark.django_db

PAGE, ACHETEURS = f"/espace/{SIREN_VAL}/programme/", "/bilan/acheteurs/"
JOUR = date(2026, 11, 27)
HIER = datetime(2026, 11, 26, 9, tzinfo=UTC)


def _agree(organisation, **champs):
    champs = {"comptee": True} | champs
    return Participation.objects.create(espace=organisation.espace, **champs)


def test_each_step_is_reached_by_what_is_in_the_space(django_assert_num_queries):
    organisation = make_organisation(type="metropole", code_region="53")
    espace = organisation.espace
    _agree(organisation)
    lus = []

    def see():
        with django_assert_num_queries(1):
            (situation,) = read_situations_programme()
        assert (situation.region, situation.type) == ("53", "metropole")
        lus.append(situation.jalon)

    see()
    ignore = {"budgets_annexes": "oui", "concessions": "oui", "coordonnateur": "non"}
    Perimetre.objects.create(espace=espace, membre="non", centrales="non", **ignore)
    see()
    campagne = Campagne.objects.create(
        espace=espace, siren=SIREN_VAL, titre="C", jour=JOUR, questionnaire_version=1
    )
    see()  # it is not over
    Campagne.objects.filter(pk=campagne.pk).update(figee_le=HIER)
    see()
    acteur = Acteur.objects.create(espace=espace, nom="Chambre")
    see()
    Acteur.objects.filter(pk=acteur.pk).update(ecarte_le=HIER)
    see()  # in the bin, it proves nothing
    Action.objects.create(espace=espace, titre="Réserver", code="A1")
    see()
    Redaction.objects.create(espace=espace, code="contexte", partie=1, modifiee_le=HIER)
    see()
    SchemaAdopte.objects.create(espace=espace, adopte_le=JOUR)
    see()
    PointAnnuel.objects.create(espace=espace, annee=2025, clos_le=HIER)
    see()

    j = Jalon
    assert lus == [
        j.ESPACE, j.PERIMETRE, j.PERIMETRE, j.DIAGNOSTIC, j.ACTEURS, j.DIAGNOSTIC, j.PLAN,
        j.REDACTION, j.ADOPTE, j.SUIVI,
    ]  # fmt: skip


def test_the_register_and_results_published_here_prove_too():
    au_registre, publiee = make_organisation(), make_organisation(SIREN_HAUT, "Haut")
    _agree(au_registre)
    _agree(publiee)
    make_fiche("Val", siren=SIREN_VAL, adopte_le="2024-03")
    Publication.objects.create(
        espace=publiee.espace, annee=2025, debut=2025, etat="publiee", publiee_le=timezone.now()
    )

    assert sorted(s.jalon.value for s in read_situations_programme()) == ["adopte", "suivi"]


def test_a_space_that_says_nothing_or_a_trial_is_never_read():
    make_organisation()
    _agree(make_organisation(SIREN_HAUT, "Haut"), comptee=False)
    essai = Espace.objects.create(
        siren=SIREN_AUTRE, nom="Autre", proprietaire=make_personne("elle@exemple.fr")
    )
    Participation.objects.create(espace=essai, comptee=True)

    assert read_situations_programme() == []


def _count_many(*lots):
    for rang, (nombre, region, jalon) in enumerate(lots):
        for numero in range(nombre):
            siren = f"{900_000_000 + 1000 * rang + numero}"
            organisation = make_organisation(siren, siren, code_region=region, type="commune")
            _agree(organisation)
            if jalon is Jalon.SUIVI:
                PointAnnuel.objects.create(espace=organisation.espace, annee=2025, clos_le=HIER)
    count_jalons(JOUR)


def test_nothing_is_shown_nor_kept_of_fewer_than_five(client):
    assert "Pas encore de chiffres" in texte(client.get(ACHETEURS))
    _count_many((4, "53", Jalon.ESPACE))

    assert {compte.nombre for compte in CompteJalon.objects.all()} == {None}
    assert "Pas encore de chiffres" in texte(client.get(ACHETEURS))


def test_the_page_shows_the_counts_of_the_night_and_who_withdraws_leaves_them(client):
    _count_many((7, "53", Jalon.ESPACE), (6, "53", Jalon.SUIVI), (2, "75", Jalon.SUIVI))
    page = texte(client.get(ACHETEURS))

    assert "15 organisations, d’après leurs espaces, le 27 novembre 2026." in page
    assert '<th scope="row">Bretagne</th>' in page
    assert "Commune" in page
    assert SIREN_VAL not in page
    lus = read_comptes()
    somme = {"53": None, "75": None}  # 13 and 2: either would give the other
    assert {c.valeur: c.nombre for c in CompteJalon.objects.filter(axe="region", jalon="")} == somme
    assert (lus.jour, lus.compte.total) == (JOUR, 15)
    assert dict(zip(JALONS, lus.compte.jalons, strict=True))[Jalon.PLAN] is None

    Participation.objects.all().update(comptee=False)
    count_jalons(date(2026, 11, 28))
    assert CompteJalon.objects.get(axe="ensemble", jalon="").nombre is None
    assert not CompteJalon.objects.filter(axe="region").exists()


def test_a_space_agrees_and_changes_its_mind_and_its_readers_only_see_it():
    organisation = make_organisation()
    elle = sign_in(make_membre(organisation, "redaction").utilisateur)
    lectrice = sign_in(make_membre(organisation, "lecture").utilisateur)

    page = texte(elle.get(PAGE))
    assert "sans votre accord" in page
    assert "Votre jalon aujourd’hui : Espace ouvert." in page
    assert not Participation.objects.exists()
    envoi = {"comptee": "on", "aide": "on", "mot": "Par où commencer ?"}
    assert lectrice.post(f"{PAGE}accord/", envoi).status_code == 403
    elle.post(f"{PAGE}accord/", envoi)
    elle.post(f"{PAGE}accord/", envoi)  # twice: nothing more
    part = Participation.objects.get()
    assert (part.comptee, part.aide, part.mot) == (True, True, "Par où commencer ?")
    assert part.aide_le is not None
    vue = texte(lectrice.get(PAGE))
    assert "Nous demandons de l’aide : oui." in vue
    assert "Par où commencer" not in vue

    trop = texte(elle.post(f"{PAGE}accord/", {"aide": "on", "mot": "a" * 501}))
    assert "500" in trop
    elle.post(f"{PAGE}accord/", {})
    part.refresh_from_db()
    assert (part.comptee, part.aide, part.mot, part.aide_le) == (False, False, "", None)
    gestes = Evenement.objects.filter(geste__startswith="programme.").order_by("pk")
    assert list(gestes.values_list("geste", flat=True)) == [
        "programme.compte",
        "programme.aide",
        "programme.retrait",
        "programme.sans_aide",
    ]


def test_a_trial_asks_nothing_of_the_programme():
    elle = make_personne("elle@exemple.fr")
    Espace.objects.create(siren=SIREN_VAL, nom="Val", proprietaire=elle)
    client = sign_in(elle)

    page = texte(client.get(PAGE))
    assert "Seul l’espace d’une organisation" in page
    assert "Votre jalon" not in page
    client.post(f"{PAGE}accord/", {"comptee": "on"})
    assert not Participation.objects.exists()


def test_the_team_sees_who_waits_for_help_until_it_gets_in_touch():
    _agree(make_organisation(), aide=True, mot="Par où commencer ?", aide_le=HIER)
    _agree(make_organisation(SIREN_HAUT, "Haut"), mot="gardé pour nous")
    equipe = sign_in(make_equipe("animation"), second_facteur=True)
    liste = "/bureau/acheteurs/?motif=aide"

    def count():
        attentes = equipe.get("/bureau/").context["attentes"]
        return {a.code: a.nombre for a, _ in attentes}.get("aides", 0)

    page = texte(equipe.get(liste)).replace("\u202f", " ")
    assert "Elle aimerait être aidée : « Par où commencer ? »." in page
    assert "gardé pour nous" not in page
    assert count() == 1
    contact = {"canal": "telephone", "resultat": "en_cours"}
    equipe.post(f"/bureau/acheteurs/{SIREN_VAL}/", contact | {"jour": "25/11/2026"})
    assert count() == 1  # before she asked
    equipe.post(f"/bureau/acheteurs/{SIREN_VAL}/", contact | {"jour": "27/11/2026"})
    assert count() == 0
