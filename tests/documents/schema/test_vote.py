"""What an assembly decides, on paper: three lengths, two pages, the same values everywhere."""

import io
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from spaser.documents.document import (
    NEUTRE,
    SOURCES,
    Allure,
    Paragraphe,
    Section,
    walk_sections,
)
from spaser.documents.rendus.pdf import write_pdf
from spaser.documents.schema.assemblage import read_blocs
from spaser.documents.schema.deliberation import write_note
from spaser.documents.schema.deux_pages import write_deux_pages, write_diapositives_seance
from spaser.documents.schema.engagements import ActionEcrite, AxeEcrit, EtapePrevue
from spaser.documents.schema.vote import (
    AchatsConnus,
    CibleVotee,
    SchemaVote,
    compare_schemas,
    compare_valeurs,
    draw_cible_votee,
    dump_schema,
    load_schema,
    write_fiches_action,
    write_schema,
)
from spaser.regles.etats_schema import Longueur
from spaser.regles.nomenclatures import DatePartielle
from spaser.regles.publication import Expression, IndicateurAnnee, ResultatAnnee
from spaser.regles.seance import SeanceVote

SEANCE = SeanceVote(jour=date(2026, 12, 17), assemblee="conseil métropolitain")


def make_action(numero, **champs):
    return ActionEcrite(
        **{
            "code": f"A-{numero}",
            "titre": f"Réserver des lots aux structures inclusives, famille {numero}",
            "objectif": "Acheter auprès des structures inclusives",
            "description": "Relire les marchés qui finissent, y réserver un lot quand il se peut. "
            * 2,
            "resultat": "Donner du travail à qui en est loin.",
            "pilote": "Direction de l’emploi",
            "fin": DatePartielle("2028-06"),
            "moyens": ("un quart de poste",),
        }
        | champs
    )


def make_cible(nom="Marchés avec une considération sociale", axe="AXE-1", **champs):
    resultat = ResultatAnnee(
        annee=2025,
        valeur=Decimal(58),
        bas=Decimal(55),
        haut=Decimal(60),
        n=151,
        inconnus=7,
        expression=Expression.NOMBRE,
    )
    return CibleVotee(
        indicateur=IndicateurAnnee(
            cle=nom, nom=nom, unite="%", cible=Decimal(70), cible_annee=2028, resultat=resultat
        ),
        axe=axe,
        **champs,
    )


def make_schema(axes=3, actions=2, **champs):
    numeros = iter(range(1, axes * actions + 1))
    return SchemaVote(
        **{
            "siren": "001010016",
            "acheteur": "Métropole de Val-Fictif",
            "type": "metropole",
            "jour": date(2026, 12, 1),
            "debut": 2027,
            "fin": 2029,
            "axes": tuple(
                AxeEcrit(
                    code=f"AXE-{rang}",
                    titre=f"Faire une place à chacun {rang}",
                    texte="Nos chantiers donnent du travail à celles et ceux qui en sont loin.",
                    actions=tuple(make_action(next(numeros)) for _ in range(actions)),
                )
                for rang in range(1, axes + 1)
            ),
            "cibles": (make_cible(),),
            "achats": AchatsConnus(annee=2025, marches=146, familles=(("Travaux", 0.7),)),
            "jalons": (EtapePrevue(titre="Premier suivi", jour=date(2028, 1, 15), fait=False),),
        }
        | champs
    )


def read_pages(document):
    return [page.extract_text() for page in PdfReader(io.BytesIO(write_pdf(document))).pages]


def read_texte(document):
    return "\n".join(
        [section.titre + "\n" + read_blocs(section.blocs) for _, section in walk_sections(document)]
    )


def test_chapters_are_the_axes_in_their_order():
    document = write_schema(make_schema(), NEUTRE, Longueur.COURANT)

    chapitres = [(s.titre, s.axe) for s in document.sections if s.allure is Allure.AXE]
    assert chapitres == [(f"Faire une place à chacun {rang}", rang) for rang in (1, 2, 3)]


@pytest.mark.parametrize("longueur", list(Longueur))
def test_every_length_says_every_action(longueur):
    texte = read_texte(write_schema(make_schema(axes=2, actions=4), NEUTRE, longueur))

    assert [n for n in range(1, 9) if f"A-{n} – " not in texte] == []


def test_what_was_done_is_told_as_kept_and_nothing_says_where_it_stands():
    faite = make_action(1, est_faite=True, etat="Terminée.", commentaire="Note du service")
    schema = make_schema(axes=1, actions=0)
    schema = replace(schema, axes=(replace(schema.axes[0], actions=(faite,)),))

    texte = read_texte(write_schema(schema, NEUTRE, Longueur.DETAILLE))

    assert "Déjà fait, à tenir" in texte
    assert "Note du service" not in texte
    assert "Terminée." not in texte


def test_a_target_that_no_axis_serves_stands_for_all_of_them():
    schema = make_schema(cibles=(make_cible(axe=""),))

    titres = [s.titre for _, s in walk_sections(write_schema(schema, NEUTRE, Longueur.COURANT))]

    assert "Pour tous les axes" in titres


def test_the_two_pages_say_what_is_asked_and_what_is_committed_to():
    texte = read_texte(write_deux_pages(make_schema(), NEUTRE, SEANCE))

    assert "Adopter le schéma 2027–2029 : 3 axes, 6 actions." in texte.replace("\u00a0", " ")
    assert "Approuver 1 cible chiffrée." in texte.replace("\u00a0", " ")
    assert "Réserver des lots aux structures inclusives, famille 6." in texte
    assert "SOC-" not in texte


def test_the_two_pages_and_the_note_count_the_same_things():
    dites = make_cible("Part dite en mots")
    dites = replace(dites, indicateur=replace(dites.indicateur, cible=None, precision="Doubler"))
    schema = make_schema(axes=1, actions=0, cibles=(make_cible(), dites))
    actions = (make_action(1, budget=Decimal(24_000), est_faite=True), make_action(2))
    schema = replace(schema, axes=(replace(schema.axes[0], actions=actions),))

    court, note = (
        " ".join(read_texte(document).split())
        for document in (write_deux_pages(schema, NEUTRE, SEANCE), write_note(schema, SEANCE))
    )

    assert "Approuver 2 cibles, dont 1 chiffrée." in court
    assert "Part dite en mots" in court
    assert "24 000 € prévus pour 1 action sur 2." in court
    assert "Moyens annoncés, pour 2 actions sur 2" in note


def test_where_the_year_is_not_known_every_paper_tells_the_start():
    cible = make_cible(depart=ResultatAnnee(annee=2024, valeur=Decimal(1200)))
    inconnu = ResultatAnnee(annee=2025)
    cible = replace(cible, indicateur=replace(cible.indicateur, unite="heures", resultat=inconnu))
    schema = make_schema(cibles=(cible,))

    assert "1 200 heures en 2024" in " ".join(read_texte(write_note(schema, SEANCE)).split())
    dessin = draw_cible_votee(schema, cible, "#345", "vu").alt
    assert "1 200 heures en 2024. Cible : 70 heures en 2028. Valeur de départ." in " ".join(
        dessin.split()
    )


def test_the_two_pages_say_where_figures_come_from_when_an_annex_does():
    annexe = Section("Sources et méthodes", (Paragraphe("Calculs."),), identifiant=SOURCES)
    muettes, dites = (
        read_texte(write_deux_pages(make_schema(annexes=annexes), NEUTRE, SEANCE))
        for annexes in ((), (annexe,))
    )

    assert "Sources et méthodes" not in muettes
    assert "« Sources et méthodes »" in " ".join(dites.split())


@pytest.mark.longue
@pytest.mark.parametrize(
    ("axes", "actions", "cibles"), [(1, 0, 0), (3, 2, 6), (3, 5, 8), (6, 12, 12), (40, 3, 8)]
)
def test_the_two_pages_are_two_whatever_the_plan(axes, actions, cibles):
    schema = make_schema(
        axes, actions, cibles=tuple(make_cible(f"Indicateur {n}") for n in range(cibles))
    )

    assert len(read_pages(write_deux_pages(schema, NEUTRE, SEANCE))) <= 2


@pytest.mark.longue
@pytest.mark.parametrize(("axes", "actions", "pages"), [(3, 2, 12), (4, 5, 12), (6, 10, 22)])
def test_the_body_of_an_ordinary_scheme_stays_short(axes, actions, pages):
    lues = read_pages(write_schema(make_schema(axes, actions), NEUTRE, Longueur.COURANT))

    assert len(lues) <= pages


@pytest.mark.longue
def test_sixty_two_actions_hold_in_each_length():
    schema = make_schema(axes=2, actions=31)

    for longueur in Longueur:
        texte = re.sub(r"\s", "", "".join(read_pages(write_schema(schema, NEUTRE, longueur))))
        assert [n for n in range(1, 63) if f"A-{n}–" not in texte] == [], longueur


@pytest.mark.longue
def test_a_long_action_loses_no_word():
    mots = " ".join(f"mot{n}" for n in range(900))
    schema = make_schema(axes=1, actions=0)
    schema = replace(
        schema, axes=(replace(schema.axes[0], actions=(make_action(1, description=mots),)),)
    )

    texte = "".join(read_pages(write_schema(schema, NEUTRE, Longueur.COURANT)))

    assert [n for n in range(900) if f"mot{n}" not in texte] == []


def test_slides_and_sheets_hold_what_is_decided():
    assert "Ce qui vous est demandé" in read_texte(
        write_diapositives_seance(make_schema(), NEUTRE, SEANCE)
    )
    assert len([s for s in write_fiches_action(make_schema()).sections for _ in s.blocs]) == 6


def test_what_differs_between_two_texts_is_told_by_its_place():
    avant = make_schema(axes=1, actions=1)
    axe = avant.axes[0]
    apres = replace(
        avant,
        axes=(replace(axe, actions=(replace(axe.actions[0], pilote="Achats"), make_action(2))),),
        edito=Section("Édito", (Paragraphe("Un mot."),)),
    )

    ecarts = {e.ou: (e.avant, e.apres) for e in compare_schemas(avant, apres)}

    assert ecarts["Action A-1, qui en répond"] == ("Direction de l’emploi", "Achats")
    assert ecarts["Action A-2"][0] == ""
    assert ecarts["Édito"] == ("", "Un mot.")
    assert compare_schemas(avant, avant) == []


def test_a_figure_that_data_move_is_told_apart_from_words():
    avant = make_schema()
    bougee = replace(
        avant.cibles[0],
        indicateur=replace(
            avant.cibles[0].indicateur,
            resultat=replace(avant.cibles[0].indicateur.resultat, valeur=Decimal(61)),
        ),
    )
    apres = replace(avant, cibles=(bougee,))

    assert compare_schemas(avant, apres) == []
    (ecart,) = compare_valeurs(avant, apres)
    assert (ecart.avant, ecart.apres) == ("58\u202f%", "61\u202f%")


@settings(max_examples=20)
@given(
    st.integers(1, 4), st.integers(0, 3), st.text(max_size=30), st.none() | st.integers(2000, 2100)
)
def test_a_frozen_scheme_is_read_back_as_it_was(axes, actions, nom, fin):
    schema = make_schema(axes, actions, acheteur=nom, fin=fin)

    assert load_schema(dump_schema(schema)) == schema
