"""The parcours as the programme team edits it, step by step."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from spaser.metier.parcours import Etape, Tiroir, load_parcours
from spaser.web.editorial.champs import ChampCorps, ChampLignes, ChampUn, FormContenu
from spaser.web.editorial.controle import check_adresses, check_textes
from spaser.web.editorial.genres import Genre
from spaser.web.faq.selectors import read_faq
from spaser.web.socle.formulaires import Texte
from spaser.web.socle.repetitions import FormRepete, Liste


class FormLienEtape(FormRepete):
    libelle = Texte("Nom", requis="Nommez cette page.", max_length=150)
    adresse = Texte("Adresse", requis="Donnez son adresse sur le site.", max_length=200)


class FormEtapeParcours(FormContenu):
    titre = Texte("Titre", requis="Donnez un titre, à l’infinitif.", max_length=80)
    court = ChampCorps("En une phrase", rows=2, requis="Dites en une phrase ce que l’étape fait.")
    duree = ChampCorps(
        "Combien de temps",
        rows=2,
        requis="Donnez la durée et sa source, ou dites qu’aucune n’est connue.",
    )
    que_faire = ChampCorps("Que faire", rows=10, requis="Dites ce qu’il faut faire.")
    exemple_nom = Texte("Qui sert d’exemple", requis="Nommez l’acheteur.", max_length=150)
    exemple = ChampCorps("Exemple", rows=3, requis="Racontez l’exemple et citez sa source.")
    faq = ChampLignes(
        "Réponses de la foire aux questions",
        rows=4,
        aide="Le code d’une réponse par ligne, dans l’ordre où les montrer.",
    )
    tiroir = ChampUn(
        "Page de l’espace", Tiroir, "Choisissez une page de l’espace.", "une page de l’espace"
    )

    GROUPES: ClassVar = (
        ("L’étape", ("titre", "court", "duree", "que_faire")),
        ("L’exemple", ("exemple_nom", "exemple")),
        ("Pour aller plus loin", ("faq", "tiroir")),
    )


def _list_liens(nom: str, titre: str, element: str) -> Liste:
    return Liste(
        nom, FormLienEtape, titre, element, f"Ajouter : {element.lower()}", 6, ouverte=True
    )


def check_etape(etape: Etape, jour: date) -> list[str]:
    adresses = (lien.adresse for lien in (*etape.fiches, *etape.outils))
    fautes = check_textes(*etape.textes) + check_adresses(*adresses)
    connues = {reponse.code for reponse in read_faq(jour)}
    return fautes + [
        f"«\u00a0{code}\u00a0» n’est pas le code d’une réponse de la foire aux questions."
        for code in etape.faq
        if code not in connues
    ]


def render_etape(etape: Etape, _jour: date) -> SafeString:
    return SafeString(render_to_string("parcours/etape.html", {"etape": etape, "rang": ""}))


def _list_pages(etape: Etape) -> list[tuple[str, str]]:
    return [("Parcours", f"{reverse('parcours:page')}#{etape.code}")]


PARCOURS: Final = Genre(
    code="parcours",
    titre="Parcours",
    un="une étape",
    forme=Etape,
    load=load_parcours,
    form=FormEtapeParcours,
    listes=(
        _list_liens("fiches", "Fiches", "Fiche"),
        _list_liens("outils", "Outils", "Outil"),
    ),
    render=render_etape,
    pages=_list_pages,
    check=check_etape,
)
