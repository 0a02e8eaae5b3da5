"""How the scheme was prepared: only what is known."""

from datetime import date

from spaser.documents.schema.assemblage import read_blocs
from spaser.documents.schema.engagements import write_methode


def test_which_who_and_when_come_in_that_order():
    blocs = write_methode(
        approche="Opérationnelle",
        resume="Pour ceux qui achètent.",
        raison="la direction porte le projet.",
        participants=("3 personnes ont répondu.",),
        etapes=((date(2026, 5, 2), "choix"), (date(2025, 1, 1), "diagnostic")),
    )

    assert read_blocs(blocs).replace("\u00a0", " ").splitlines() == [
        "Approche retenue : Opérationnelle. Pour ceux qui achètent.",
        "Pourquoi : la direction porte le projet.",
        "Qui a participé",
        "3 personnes ont répondu.",
        "Ce qui a été fait",
        "Jour",
        "Étape",
        "1er janvier 2025",
        "Diagnostic",
        "2 mai 2026",
        "Choix",
    ]


def test_nothing_known_writes_nothing():
    assert write_methode("", "", "", (), ()) == ()
