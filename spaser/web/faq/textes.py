"""The FAQ as the programme team edits it: the answers, and what ends each part."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final

from django import forms
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from spaser.faits.lecture import cache_faits
from spaser.metier.faq import (
    Calcul,
    PartieFaq,
    ReponseFaq,
    RessourcesPartie,
    arrange,
    load_faq,
    load_ressources,
    start_reponse,
)
from spaser.web.editorial.champs import ChampCorps, ChampUn, FormContenu
from spaser.web.editorial.controle import check_adresses, check_textes
from spaser.web.editorial.genres import Genre
from spaser.web.editorial.images import read_images
from spaser.web.faq.calculs import read_calculs
from spaser.web.socle.formulaires import Texte, let_wait
from spaser.web.socle.repetitions import FormRepete, Liste

_COURT: Final = (20, 60)  # words
_LONG: Final = (120, 450)


class FormVolet(FormRepete):
    code = forms.SlugField(
        label="Ancre",
        max_length=80,
        help_text="En minuscules, les mots reliés par des tirets.",
        error_messages={
            "required": "Donnez l’ancre de cette question.",
            "invalid": "Une ancre ne contient que des lettres, des chiffres et des tirets.",
        },
    )
    titre = Texte("Question", requis="Écrivez la question.", max_length=300)
    texte = ChampCorps("Réponse", rows=5, requis="Écrivez la réponse.")


class FormTexteFaq(FormContenu):
    titre = Texte("Question", requis="Écrivez la question.", max_length=800)
    partie = ChampUn("Partie", PartieFaq, "Choisissez une partie.", "une partie")
    court = ChampCorps(
        "Réponse en quarante mots", rows=3, requis="Répondez en quarante mots environ."
    )
    long = let_wait(
        ChampCorps(
            "Réponse complète", rows=20, aide="De 150 à 400 mots. Vide si la question en réunit."
        )
    )
    calcul = ChampUn("Ce que le registre ajoute", Calcul, "Choisissez dans la liste.", "un calcul")
    exemple_nom = Texte("Qui sert d’exemple", requis="Nommez l’acheteur.", max_length=150)
    exemple = ChampCorps("Exemple", rows=4, requis="Racontez l’exemple et citez sa source.")
    outil = Texte("Outil", requis="Nommez un outil du site.", max_length=150)
    outil_adresse = Texte("Adresse de l’outil", requis="Donnez son adresse.", max_length=200)
    inconnu = ChampCorps(
        "Ce que personne ne sait", rows=3, requis="Dites ce qui reste inconnu, ou incertain."
    )

    GROUPES: ClassVar = (
        ("La question", ("titre", "partie")),
        ("La réponse", ("court", "long", "calcul", "inconnu")),
        ("Pour aller plus loin", ("exemple_nom", "exemple", "outil", "outil_adresse")),
    )


class FormRessource(FormRepete):
    libelle = Texte("Nom", requis="Nommez cette ressource.", max_length=150)
    adresse = Texte("Adresse", requis="Donnez son adresse sur le site.", max_length=200)
    texte = Texte("À quoi elle sert", requis="Dites à quoi elle sert.", max_length=200)


class FormTexteRessources(FormContenu):
    titre = Texte("Titre", requis="Donnez un titre.", max_length=150)


def count_mots(texte: str) -> int:
    """Return how many words a reader counts, citations left out."""
    mots = (mot for mot in texte.split() if not mot.startswith("[["))
    return sum(any(signe.isalnum() for signe in mot) for mot in mots)


def check_reponse(reponse: ReponseFaq, _jour: date) -> list[str]:
    fautes = check_textes(*reponse.textes) + check_adresses(reponse.outil_adresse)
    corps = " ".join((reponse.long, *(volet.texte for volet in reponse.volets)))
    for nom, texte, (bas, haut) in (
        ("La réponse courte", reponse.court, _COURT),
        ("La réponse complète", corps, _LONG),
    ):
        if not bas <= (mots := count_mots(texte)) <= haut:
            fautes.append(f"{nom} a {mots} mots\u00a0: visez de {bas} à {haut}.")
    return fautes


def check_ressources(partie: RessourcesPartie, _jour: date) -> list[str]:
    fautes = check_adresses(*(r.adresse for r in partie.ressources))
    return fautes if partie.ressources else ["Donnez au moins une ressource."]


def render_reponse(reponse: ReponseFaq, jour: date) -> SafeString:
    calcul = read_calculs([reponse.calcul]).get(reponse.calcul, "")
    return write_reponse(reponse, calcul, jour, read_images(), depliee=True)


@cache_faits(64)
def write_reponse(
    reponse: ReponseFaq, calcul: str, _jour: date, _images: str, *, depliee: bool = False
) -> SafeString:
    """Write an answer, kept for the day: a fact that it cites may be over on the next one."""
    contexte = {
        "reponse": reponse,
        "calcul": calcul,
        "depliee": depliee,
        "avis": ("Oui", "Non"),
    }
    return SafeString(render_to_string("faq/reponse.html", contexte))


def render_ressources(partie: RessourcesPartie, jour: date) -> SafeString:
    contexte = {"ressources": partie.ressources}
    return SafeString(render_to_string("faq/ressources.html", contexte))


def _list_pages(contenu: ReponseFaq) -> list[tuple[str, str]]:
    page = reverse("faq:page")
    return [
        ("Foire aux questions", f"{page}#{contenu.code}"),
        ("Foire aux questions, en PDF", reverse("faq:pdf")),
    ]


def _list_pages_ressources(_contenu: RessourcesPartie) -> list[tuple[str, str]]:
    return [("Foire aux questions", reverse("faq:page"))]


FAQ: Final = Genre(
    code="faq",
    titre="Foire aux questions",
    un="une réponse",
    forme=ReponseFaq,
    load=load_faq,
    form=FormTexteFaq,
    listes=(
        Liste(
            "volets",
            FormVolet,
            "Questions réunies",
            "Question",
            "Ajouter une question",
            8,
            "Quand la question en réunit plusieurs, chacune a sa réponse et son ancre.",
        ),
    ),
    render=render_reponse,
    pages=_list_pages,
    check=check_reponse,
    start=start_reponse,
    arrange=arrange,
)

RESSOURCES: Final = Genre(
    code="faq-ressources",
    titre="Outils et ressources de la foire aux questions",
    un="une partie",
    forme=RessourcesPartie,
    load=load_ressources,
    form=FormTexteRessources,
    listes=(
        Liste(
            "ressources",
            FormRessource,
            "Ressources",
            "Ressource",
            "Ajouter une ressource",
            10,
            ouverte=True,
        ),
    ),
    render=render_ressources,
    pages=_list_pages_ressources,
    check=check_ressources,
)
