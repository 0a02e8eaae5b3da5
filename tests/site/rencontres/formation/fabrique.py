"""Two short lessons, and what answers their questions."""

from datetime import date

import pytest

from spaser.regles.lecons import Choix, Ecran, Lecon, Module, NatureQuestion, QuestionLecon
from spaser.regles.parcours import Tiroir
from spaser.site.editorial import services
from spaser.site.rencontres.formation.lecons import LECONS, MODULES

FAIT = "[[CCP-L2111-3]]"
MODULE = Module(
    code="essai",
    titre="Un module d’essai",
    resume="Pour les tests.",
    regle="Il faut répondre à tout.",
    seuil=80,
    verifie_le=date(2026, 11, 27),
)
UNE = QuestionLecon(
    code="qui",
    enonce="Qui adopte un SPASER ?",
    nature=NatureQuestion.UNE,
    choix=(
        Choix(texte="Personne", explication="La loi nomme des acheteurs."),
        Choix(texte="Certains acheteurs", juste=True),
        Choix(texte="Tous"),
    ),
    explication=f"Selon un seuil {FAIT}.",
)
ORDRE = QuestionLecon(
    code="etapes",
    enonce="Dans quel ordre ?",
    nature=NatureQuestion.ORDRE,
    choix=(Choix(texte="Décider"), Choix(texte="Écrire"), Choix(texte="Suivre")),
    explication=f"D’abord décider {FAIT}.",
)
PLUSIEURS = QuestionLecon(
    code="clauses",
    enonce="Que peut-on écrire ?",
    nature=NatureQuestion.PLUSIEURS,
    choix=(
        Choix(texte="Une clause d’insertion", juste=True),
        Choix(texte="Le nom d’une entreprise"),
        Choix(texte="Un critère environnemental", juste=True),
    ),
    explication=f"Les deux leviers {FAIT}.",
    cas="Une commune achète 40 repas par jour.",
)
PREMIERE = Lecon(
    code="LECON-PREMIERE",
    titre="La première leçon",
    module="essai",
    ordre=1,
    duree=12,
    objectif="Savoir qui est concerné.",
    ecrans=(
        Ecran(
            titre="Un écran",
            texte="Des **mots** et [une page](/faq/).",
            figure="Deux seuils\nAnnée | Seuil\n2020 | 100 M€\n2023 | 50 M€",
        ),
    ),
    questions=(UNE, ORDRE),
    retenir=("Un seuil.",),
    acte="Regardez votre seuil.",
    acte_tiroir=Tiroir.PERIMETRE,
)
SECONDE = Lecon(
    code="LECON-SECONDE",
    titre="La seconde leçon",
    module="essai",
    ordre=2,
    duree=10,
    objectif="Savoir écrire.",
    ecrans=(Ecran(titre="Un autre écran", texte="Des mots."),),
    questions=(PLUSIEURS,),
    retenir=("Deux leviers.",),
    acte="Copiez une clause.",
    acte_adresse="/considerations/",
)
TOUTES = (PREMIERE, SECONDE)
PAGE = "/formation/essai/"
BONNES = {
    "qui": {"choix": ["1"]},
    "etapes": {"rang-0": "1", "rang-1": "2", "rang-2": "3"},
    "clauses": {"choix": ["0", "2"]},
}


def set_lecons(monkeypatch, lecons=TOUTES, module=MODULE):
    """Put these lessons in place of the files."""
    for genre, contenus in ((LECONS, lecons), (MODULES, (module,))):
        monkeypatch.setitem(vars(genre), "load", lambda contenus=contenus: contenus)
    services._build.cache_clear()


@pytest.fixture
def lecons(monkeypatch):
    set_lecons(monkeypatch)
    yield TOUTES
    services._build.cache_clear()
