"""What the documents owe to those who read them."""

import re

from tests.transverses.arbre import RACINE, read, sous

LIEN = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)")
DOCUMENT_CITE = re.compile(r"`([\w./-]+\.md)`")
NOM_ADR = re.compile(r"(\d{4})-[a-z0-9-]+\.md")
RUBRIQUES_ADR = ("Context", "Decision", "Consequences", "Rejected")


def _adr():
    return [f for f in sous("docs/adr", ".md") if f.name != "README.md"]


def _markdown():
    return sous(".", ".md")


def test_readme_gives_the_two_commands():
    texte = read(RACINE / "README.md")

    assert "./start" in texte
    assert "./check" in texte


def test_decisions_are_numbered_once_each():
    numeros = [NOM_ADR.fullmatch(f.name)[1] for f in _adr()]

    assert numeros == [f"{n:04}" for n in range(1, len(numeros) + 1)]


def test_decisions_have_their_title_and_sections():
    fautifs = []
    for fichier in _adr():
        texte = read(fichier)
        numero = int(fichier.name[:4])
        attendus = [f"# {numero}. ", *(f"\n## {rubrique}\n" for rubrique in RUBRIQUES_ADR)]
        fautifs += [f"{fichier}: {a.strip()}" for a in attendus if a not in texte]

    assert fautifs == []


def test_every_decision_is_listed():
    index = read(RACINE / "docs/adr/README.md")

    assert [f.name for f in _adr() if f"({f.name})" not in index] == []


def test_links_and_cited_documents_exist():
    absents = [
        f"{fichier} -> {cible}"
        for fichier in _markdown()
        for motif, bases in ((LIEN, (fichier.parent,)), (DOCUMENT_CITE, (fichier.parent, ".")))
        for cible in motif.findall(read(fichier))
        if not any((RACINE / base / cible).exists() for base in bases)
    ]

    assert absents == []
