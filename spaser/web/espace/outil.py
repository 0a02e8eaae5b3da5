"""What the app `espace` declares: the perimeter of a space, and what its tools propose."""

from __future__ import annotations

from typing import Final

from spaser.web.commun.outils import Outil, Vocabulaire
from spaser.web.comptes.donnees_personnelles import PAR_LE_JOURNAL, Modele
from spaser.web.espace import perimetre, propositions
from spaser.web.espace.models import Perimetre, Proposition

OUTILS: Final = (
    Outil(
        code=perimetre.PERIMETRE,
        titre="Périmètre",
        vue="espace:perimetre",
        ordre=5,
        description="Six questions, une fois : budgets annexes, organismes liés, concessions, "
        "groupements, centrales d’achat.",
        avancement=perimetre.read_avancement,
        pourquoi="Chaque chiffre dit alors ce qu’il comprend et ce qui lui manque.",
        nourrit=("marches", "depenses"),
        gestes=(
            Vocabulaire(
                "perimetre", "Périmètre", {"reponse": "a répondu aux questions du périmètre"}
            ),
        ),
        modeles=(Modele(Perimetre, gestes=("perimetre.reponse",), export=PAR_LE_JOURNAL),),
    ),
    Outil(
        code="propositions",
        titre="Propositions",
        vue="espace:propositions",
        ordre=90,
        description="Ce que vos outils proposent, à retenir ou à écarter.",
        avancement=propositions.read_avancement,
        pourquoi="Rien ne se perd de ce que vos outils conseillent, et rien ne s’impose.",
        nourrit=("grille",),
        gestes=(
            Vocabulaire(
                "proposition",
                "Propositions",
                {
                    "retenue": "a retenu une proposition",
                    "ecartee": "a écarté une proposition",
                    "proposee": "a remis une proposition à décider",
                },
            ),
        ),
        modeles=(
            Modele(
                Proposition,
                gestes=("proposition.retenue", "proposition.ecartee", "proposition.proposee"),
                export=PAR_LE_JOURNAL,
            ),
        ),
    ),
)
