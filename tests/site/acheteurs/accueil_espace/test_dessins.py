"""What the first page of a space draws: its numbers are those of the space."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html

from spaser.regles.calendrier import ADOPTION
from spaser.site.acheteurs.actes import RangCases, list_etats, tell_calendrier
from spaser.site.plan.actions.plan_lu import read_plan_complet
from spaser.site.plan.models.actions import Action
from spaser.site.schema.models import Jalon, Moment, Redaction
from spaser.site.schema.redaction.services import read_schema, say_moment
from tests.site.organisations.fabrique import SIREN_VAL

pytestmark = pytest.mark.django_db
RACINE = f"/espace/{SIREN_VAL}/"


def read_page(equipe, moment=Moment.PREPARE):
    say_moment(equipe.espace, moment, equipe.redaction.personne)
    return html.fromstring(equipe.redaction.client.get(RACINE).content)


def list_cases(dessin):
    return [case.get("class") for case in dessin.iter("rect")]


def make_jalons(espace, *jours, code=""):
    ici = timezone.localdate()
    return [
        Jalon.objects.create(
            espace=espace, titre=f"Étape {n}", jour=ici + timedelta(days=n), fait=n < 0, code=code
        )
        for n in jours
    ]


def test_a_part_has_a_square_a_heading_full_where_the_buyer_wrote_hatched_where_the_site_did(
    equipe, marches
):
    Redaction.objects.create(
        espace=equipe.espace,
        code="edito",
        partie=1,
        blocs=[{"genre": "paragraphe", "contenu": "Nos mots."}],
    )
    page = read_page(equipe)

    formes = {"en rédaction": "g-plein", "prérempli": "g-hachures", "à écrire": "g-vide"}
    rangs = page.xpath("//details[@class='spaser-rangs']/summary")
    for rang, partie in zip(rangs, read_schema(equipe.espace).parties, strict=True):
        attendues = [formes[r.etat] for r in partie.gardees]
        lues = list_cases(rang.find("svg"))
        assert [lues.count(forme) for forme in ("g-plein", "g-hachures")] == [
            attendues.count(forme) for forme in ("g-plein", "g-hachures")
        ]
        assert f"{attendues.count('g-plein')}/{len(attendues)}" in rang.text_content()
        dite = rang.find("svg").findtext("desc").replace("\u00a0", " ")
        assert dite.startswith(f"{len(attendues)} rubrique")
        for forme, dit in (("g-plein", "avec vos mots"), ("g-hachures", "à relire")):
            assert (f"{attendues.count(forme)} {dit}" in dite) == (forme in attendues)


def test_the_plan_has_a_square_an_action_under_its_state(equipe):
    passe = (timezone.localdate() - timedelta(days=40)).isoformat()
    for rang, (etat, fin) in enumerate(
        (("terminee", ""), ("en_cours", ""), ("en_cours", passe), ("a_lancer", ""))
    ):
        Action.objects.create(
            espace=equipe.espace, code=f"ACT-{rang}", titre="Une", etat=etat, fin=fin, rang=rang
        )

    page = read_page(equipe)
    boite = page.xpath("//section[@aria-labelledby='plan']")[0]

    assert "4 actions, dont 1 en retard" in " ".join(boite.text_content().split())
    assert [list_cases(li.find("svg")) for li in boite.iter("li")] == [
        ["g-vide"],
        ["g-trait", "g-vide", "g-bande", "g-hachures", "g-retard"],
        ["g-plein"],
    ]
    lues = read_plan_complet(equipe.espace, timezone.localdate()).actions
    assert sum(len(rang.etats) for rang in list_etats(lues)) == len(lues)


def test_the_calendar_has_a_mark_a_step_and_its_table(equipe):
    make_jalons(equipe.espace, -40, -3, 60)
    Jalon.objects.filter(titre="Étape -3").update(fait=False)

    section = read_page(equipe).xpath("//section[@aria-labelledby='etapes']")[0]

    assert [c.get("class") for c in section.iter("circle")] == ["g-plein", "g-retard", "g-vide"]
    assert len(section.xpath(".//tbody/tr")) == 3
    assert "à redater" in section.findtext("h2")


@pytest.mark.parametrize("moment", Moment)
def test_without_a_date_there_is_no_line_of_time(equipe, moment):
    assert read_page(equipe, moment).xpath("//section[@aria-labelledby='etapes']") == []


@pytest.mark.parametrize(("jours", "dit"), [(70, "dans 2 mois"), (12, "Le vote est le")])
def test_the_title_says_how_far_the_vote_is(equipe, jours, dit):
    vote = make_jalons(equipe.espace, jours, code=ADOPTION)

    assert dit in tell_calendrier(vote, timezone.localdate())


def test_after_the_last_step_nothing_is_next(equipe):
    jalons = make_jalons(equipe.espace, -3)

    assert tell_calendrier(jalons, timezone.localdate()) == "Toutes les étapes sont faites"


def test_two_hundred_squares_hold_on_a_phone():
    dessin = html.fromstring(RangCases("À lancer", ["vide"] * 200, "200 actions.").dessin)

    assert max(float(case.get("x")) for case in dessin.iter("rect")) < 260


def test_one_button_is_filled_and_it_is_the_next_step(equipe, marches):
    page = read_page(equipe, Moment.ECRIT)
    contenu = page.get_element_by_id("contenu")

    pleins = contenu.xpath(".//*[contains(concat(' ', @class, ' '), ' fr-btn ')]")
    pleins = [b for b in pleins if "fr-btn--" not in b.get("class")]
    assert [bouton.getparent().get("class") for bouton in pleins] == ["spaser-suite"]


@pytest.mark.parametrize("page", ["", "outils/", "schema/", "elus/"])
def test_the_frame_of_a_space_is_its_name_its_tabs_and_legal_lines(equipe, page):
    lue = html.fromstring(equipe.lecture.client.get(f"{RACINE}{page}").content)

    cadre = lue.xpath("//main//*[self::nav or self::h1 or @class='spaser-rubriques__nom']")
    assert equipe.espace.nom in cadre[0].text_content()
    assert [e.tag for e in cadre[:3]] == (["h1", "nav"] if not page else ["p", "nav", "h1"])
    pied = lue.get_element_by_id("pied")
    assert "licence ouverte" in pied.text_content()
    assert pied.find_class("fr-footer__top") == pied.find_class("fr-footer__body") == []


def test_what_each_figure_counts_is_in_view_of_those_who_decide(equipe, marches):
    lue = html.fromstring(equipe.lecture.client.get(f"{RACINE}elus/").content)

    sens = [p.text_content() for p in lue.find_class("spaser-figure__sens")]
    assert len(sens) == 4
    assert sens[2].startswith("Le fournisseur est une entreprise solidaire")
    assert lue.xpath("//details//*[@class='spaser-figure__sens']") == []


def test_who_and_what_a_buyer_buys_stands_with_its_detailed_figures(
    equipe, marches, django_assert_max_num_queries
):
    adresse = reverse("chiffres:detail", args=[SIREN_VAL])
    assert f'href="{adresse}"' in equipe.lecture.client.get(RACINE).text
    with django_assert_max_num_queries(12):
        page = equipe.lecture.client.get(adresse).text

    for titre in ("par année", "par famille d’achat", "Premiers titulaires", "se terminent dans"):
        assert titre in page
