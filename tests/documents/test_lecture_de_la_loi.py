"""Four figures: our reading of one article, said as such, of them and of no others."""

import re

from spaser.documents.bilan.vue import DE_LA_LOI, name_statut
from spaser.moteur.indicateurs.catalogue import INDICATEURS
from spaser.regles.reperes import tell_lecture
from tests.transverses.arbre import read, sous

ARRETE = re.compile(
    r"(?:chiffres?|taux|parts|indicateurs)\s+que\s+la\s+loi\s+demande"
    r"|[Aa]ttendu[ \u00a0]par[ \u00a0]la[ \u00a0]loi"
)


def test_only_what_the_article_names_is_our_reading_of_it():
    dits = {i.code for i in INDICATEURS if name_statut(i.code, i.statut).startswith("Notre")}

    assert dits == {"SOC-01", "SOC-02", "ENV-01", "ENV-02", "SOC-13", "SOC-IN"}
    assert dits == DE_LA_LOI
    assert name_statut("SOC-01", "legal") == "Notre lecture de l’article L2111-3"
    assert name_statut("ENV-05", "legal") == "Lié à un texte"
    assert name_statut("ECO-01", "suivi") == "Suivi dans des SPASER publiés"


def test_no_text_says_that_the_law_asks_for_figures():
    fichiers = [
        fichier
        for dossier in ("spaser", "docs/guide", "docs/methodes")
        for suffixe in (".py", ".html", ".json", ".md")
        for fichier in sous(dossier, suffixe)
    ]

    assert len(fichiers) > 1000
    assert [str(f) for f in fichiers if ARRETE.search(read(f))] == []


def test_our_reading_names_its_article():
    assert tell_lecture() == "notre lecture de l’article L2111-3"
