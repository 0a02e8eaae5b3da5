"""The rule of spreadsheets among corrections: the latest act, counted from the first reading."""

import pytest

from spaser.regles.corrections import Deja, SortValeur, settle

# What was written on the field, in order; T1 and T5 were typed by hand (or come from another
# spreadsheet), F3 is the first reading of this one, G9 a later reading. A minus: undone since.
ECRITS = {
    "T1": Deja(1, "100", sienne=False),
    "T1=": Deja(1, "350", sienne=False),
    "F3": Deja(3, "200", sienne=True),
    "T5": Deja(5, "300", sienne=False),
    "-T1": Deja(1, "100", sienne=False, annulee=True),
    "-F3": Deja(3, "200", sienne=True, annulee=True),
    "-T5": Deja(5, "300", sienne=False, annulee=True),
}

PREMIERE = [
    ("", SortValeur.TIENT),  # nothing was said: it holds
    ("T1", SortValeur.REMPLACE),  # the latest act wins, and it is told
    ("T1=", SortValeur.TIENT),  # the same was said: nothing to tell
    ("-T1", SortValeur.TIENT),  # what was undone counts no more
]
RELUE = [
    ("F3", SortValeur.TIENT),  # it replaces what it said itself
    ("", SortValeur.TIENT),  # a column that was not read before
    ("F3 T5", SortValeur.DESSOUS),  # corrected since: that stays
    ("T5", SortValeur.DESSOUS),  # the same, on a column that was not read before
    ("T1 F3", SortValeur.REMPLACE),  # as at the first reading
    ("T1 F3 T5", SortValeur.DESSOUS),
    ("F3 -T5", SortValeur.TIENT),  # the correction made since is undone
    ("-F3", SortValeur.TIENT),  # undone, then read again on purpose
    ("-F3 T5", SortValeur.DESSOUS),
]
SEULE = [
    ("F3", SortValeur.TIENT),  # nobody else said anything
    ("-F3", SortValeur.ECARTE),  # undone since, or because the organisation had said otherwise
    ("T1 -F3", SortValeur.ECARTE),
    ("T5", SortValeur.ECARTE),  # somebody else said it first
    ("F3 T5", SortValeur.DESSOUS),
    ("", SortValeur.TIENT),
]


def _settle(ecrits, premier, *, seul=False):
    return settle("350", [ECRITS[e] for e in ecrits.split()], premier, seul=seul)


@pytest.mark.parametrize(("ecrits", "sort"), PREMIERE)
def test_a_first_reading_is_the_latest_act(ecrits, sort):
    assert _settle(ecrits, None) is sort


@pytest.mark.parametrize(("ecrits", "sort"), RELUE)
def test_a_file_read_again_counts_from_its_first_reading(ecrits, sort):
    assert _settle(ecrits, 3) is sort


@pytest.mark.parametrize(("ecrits", "sort"), SEULE)
def test_a_file_read_again_alone_says_nothing_against_anybody(ecrits, sort):
    assert _settle(ecrits, 3, seul=True) is sort


def test_a_file_handed_over_before_it_was_read_adds_only_what_is_not_said():
    assert _settle("", None, seul=True) is SortValeur.TIENT
    assert _settle("T1", None, seul=True) is SortValeur.ECARTE
