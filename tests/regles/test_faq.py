"""The FAQ and the parcours that travel with the site: whole, sourced, of the length agreed."""

import re
from itertools import chain

import pytest

from spaser.documents.corps import find_inconnus, list_citations, list_faits
from spaser.regles.editorial import PartieFaq, arrange, load_faq, load_ressources
from spaser.regles.parcours import Tiroir, load_fiches, load_parcours

# The questions in the programme's words (FAQ of 2 July 2024), part after part.
QUESTIONS = {
    "elaboration": [
        "Cela prend combien de temps de rédiger un SPASER ? Quelle est la durée moyenne ?",
        "Quelles sont les principales étapes de rédaction d’un SPASER ?",
        (
            "De quelle durée doit être le SPASER ? Y a-t-il des recommandations ou durées plus "
            "appropriées ?"
        ),
    ],
    "contenu": [
        "Quel est le livrable principal à produire ?",
        "Combien de pages en moyenne doit faire le SPASER ?",
        "Existe-t-il un format modèle ?",
        (
            "Le SPASER doit-il prendre en compte obligatoirement les objectifs de la loi Climat & "
            "Résilience : 30 % des marchés avec une considération sociale et 100 % avec une "
            "considération écologique ?"
        ),
    ],
    "animation": [
        (
            "Est-ce que j’ai des prérequis indispensables à mettre en œuvre au préalable avant de "
            "me lancer dans un SPASER ?"
        ),
        "Le chef de projet doit-il être l’acheteur, ou est-ce que cela n’est pas recommandé ?",
        (
            "Suis-je obligé d’associer des parties prenantes dans la phase d’écriture ? Et dans la "
            "phase de mise en œuvre ? Comment utiliser les instances existantes internes pour "
            "traiter de la gouvernance du SPASER ? / Comment mobiliser les acteurs en interne et "
            "les partenaires sur différentes actions ? / Comment faire adhérer efficacement les "
            "collègues de la commande publique et les personnes en lien avec les actions du SPASER "
            "?"
        ),
    ],
    "indicateurs": [
        "Pouvez-vous nous donner des exemples d’indicateurs concrets ?",
        (
            "Quels sont les indicateurs les plus pertinents ? Quelles sont les collectes de "
            "données nécessaires et à quelle fréquence ?"
        ),
        (
            "Qui sont les personnes qui suivent les indicateurs liés au SPASER ? Quels moyens ont "
            "été développés pour éviter le temps chronophage à ce suivi ?"
        ),
        "Comment sont communiqués les résultats de ces indicateurs et à qui ?",
        (
            "Faut-il intégrer les sous-traitants et cotraitants dans nos indicateurs fournisseurs "
            "locaux ?"
        ),
    ],
    "divers": [
        "Quels sont les points incontournables de départ ?",
        "Quelles sont les erreurs à éviter ?",
        "Existe-t-il un organisme de contrôle des SPASER et du respect des obligations liées ?",
        (
            "Comment animer les ateliers du SPASER de façon « dynamique » ? Quels sont les outils "
            "à déployer ?"
        ),
    ],
}
SIGNES = re.compile(r"\[\[[^\]]*\]\]|\[([^\]]*)\]\([^)]*\)")


def count_mots(texte):
    return sum(any(s.isalnum() for s in mot) for mot in SIGNES.sub(r"\1", texte).split())


def test_the_nineteen_questions_are_those_of_the_programme():
    trouvees = {
        partie.value: [r.titre for r in load_faq() if r.partie is partie] for partie in PartieFaq
    }

    assert trouvees == QUESTIONS
    assert sum(map(len, trouvees.values())) == 19
    assert arrange(reversed(load_faq()))[0].partie is PartieFaq.ELABORATION


def test_every_anchor_is_there_once():
    ancres = [
        *(f"partie-{partie.value}" for partie in PartieFaq),
        *(r.code for r in load_faq()),
        *(v.code for r in load_faq() for v in r.volets),
    ]

    assert len(ancres) == len(set(ancres)) == 5 + 19 + 5
    assert [r.code for r in load_faq() if r.volets] == ["parties-prenantes"]


def test_every_answer_has_its_length_its_sourced_example_and_what_nobody_knows():
    fautes = {
        reponse.code: manques
        for reponse in load_faq()
        if (
            manques := [
                manque
                for manque, est_la in {
                    "short": not 25 <= count_mots(reponse.court) <= 50,
                    "long": not 150
                    <= count_mots(
                        " ".join((reponse.long, *(volet.texte for volet in reponse.volets)))
                    )
                    <= 400,
                    "example": not list_citations(reponse.exemple) or not reponse.exemple_nom,
                    "tool": not (reponse.outil and reponse.outil_adresse.startswith("/")),
                    "unknown": count_mots(reponse.inconnu) < 10,
                }.items()
                if est_la
            ]
        )
    }

    assert fautes == {}


@pytest.mark.parametrize("contenu", [*load_faq(), *load_parcours()], ids=lambda c: c.code)
def test_what_is_cited_exists_and_an_example_is_sure(contenu):
    assert find_inconnus(*contenu.textes) == []
    assert [fait.code for fait in list_faits(contenu.exemple) if not fait.est_sur] == []


def test_saint_denis_is_named_as_the_programme_does_and_nowhere_placed():
    textes = [texte for reponse in load_faq() for texte in reponse.textes]
    cites = [texte for texte in textes if "Saint-Denis" in texte.replace("Seine-Saint-Denis", "")]

    assert len(cites) == 1
    assert "« Ville de Saint-Denis »" in cites[0]
    assert "La Réunion" not in " ".join(textes)


def test_every_part_ends_with_its_tools():
    assert [r.code for r in load_ressources()] == [partie.value for partie in PartieFaq]
    assert all(r.ressources for r in load_ressources())


def test_the_parcours_has_seven_steps_that_lead_to_answers_and_to_the_space():
    codes = {reponse.code for reponse in load_faq()}
    menees = set(chain.from_iterable(etape.faq for etape in load_parcours()))

    assert [etape.code for etape in load_parcours()] == (
        "decider etat-des-lieux associer choisir rediger adopter suivre".split()
    )
    assert menees == codes
    assert {etape.tiroir for etape in load_parcours()} == set(Tiroir)
    assert [etape.code for etape in load_parcours() if not etape.outils or not etape.fiches] == []


def test_each_step_of_the_path_gives_the_date_of_the_sheet_of_method():
    fiche = next(f for f in load_fiches() if f.code == "mettre-en-oeuvre-et-suivre")
    tableau = next(p.tableau for p in fiche.parties if p.encart == "calendrier")
    dates = {mot for ligne in tableau.splitlines() for mot in ligne.split(" | ")}
    durees = [(e.code, e.duree.replace("\u00a0", " ")) for e in load_parcours()]

    assert [c for c, dite in durees if "(/fiches/mettre-en-oeuvre-et-suivre/)" not in dite] == []
    avant = [m for _, dite in durees for m in re.findall(r"(\d+ mois(?: et demi)?) avant", dite)]
    assert avant == [
        "12 mois", "9 mois et demi", "8 mois", "5 mois", "5 mois", "2 mois et demi", "1 mois",
    ]  # fmt: skip
    assert set(avant) <= dates
