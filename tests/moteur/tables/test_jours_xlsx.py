"""Days of a workbook, compared with openpyxl, whose rules they follow."""

import openpyxl.utils.datetime as temoin
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

from spaser.moteur.tables.classeurs import (
    DEPUIS_1900,
    DEPUIS_1904,
    STYLES_DE_JOUR,
    is_format_de_jour,
    read_moment,
)


def test_the_styles_known_by_number_are_those_that_show_a_day():
    jours = {numero for numero, ecriture in BUILTIN_FORMATS.items() if is_date_format(ecriture)}

    assert jours == STYLES_DE_JOUR


def test_a_number_is_a_day_since_1900_or_1904_and_a_time_under_one():
    lus = [str(read_moment(n, DEPUIS_1900)) for n in (0.5, 1, 59, 61, 45000, 45000.75)]

    assert lus == [
        "12:00:00",
        "1900-01-01 00:00:00",
        "1900-02-28 00:00:00",
        "1900-03-01 00:00:00",
        "2023-03-15 00:00:00",
        "2023-03-15 18:00:00",
    ]
    assert str(read_moment(1, DEPUIS_1904)) == "1904-01-02 00:00:00"


@given(st.floats(-600_000, 2_900_000), st.sampled_from([DEPUIS_1900, DEPUIS_1904]))
def test_every_number_reads_as_openpyxl_reads_it(nombre, origine):
    assert read_moment(nombre, origine) == temoin.from_excel(nombre, origine)


@given(st.none() | st.text('dmyhs;"[]_\\#0,.- Red', max_size=20))
def test_every_format_is_told_as_openpyxl_tells_it(ecriture):
    assert is_format_de_jour(ecriture) == is_date_format(ecriture)
