"""What became of actions since a day."""

from spaser.regles.plan import GesteJournal, sum_changes
from spaser.site.plan.models.actions import SUIVIS


def test_a_field_that_changed_twice_keeps_its_first_value_and_its_last():
    changes = sum_changes(
        [
            GesteJournal("7", "A-1 Former", "action.etat", {"etat": ["a_lancer", "en_cours"]}),
            GesteJournal(
                "7",
                "A-1 Former",
                "action.modification",
                {"fin": ["", "2027-06"], "saisi": [None, 5]},
            ),
            GesteJournal(
                "7", "A-1 Former les élus", "action.etat", {"etat": ["en_cours", "terminee"]}
            ),
            GesteJournal("8", "A-2 Louer", "action.ajout"),
            GesteJournal("9", "A-3 Trier", "action.ecarte"),
            GesteJournal("9", "A-3 Trier", "action.retabli"),
        ],
        SUIVIS,
    )

    assert changes["7"].nom == "A-1 Former les élus"
    assert changes["7"].ecarts == [
        ("État", "À lancer", "Terminée"),
        ("Échéance", "rien", "juin 2027"),
        ("Avancement", "rien", "5\u00a0%"),
    ]
    assert (changes["8"].ajoutee, changes["9"].ecartee) == (True, False)


def test_a_field_that_came_back_is_no_change():
    aller = GesteJournal("7", "A-1", "action.etat", {"etat": ["a_lancer", "en_cours"]})
    retour = GesteJournal("7", "A-1", "action.etat", {"etat": ["en_cours", "a_lancer"]})

    assert sum_changes([aller, retour], SUIVIS)["7"].ecarts == []
