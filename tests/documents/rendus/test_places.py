"""However many ask at once, a process writes two documents at a time."""

import threading

import pytest

from spaser.documents.rendus import PLACES, docx, odt, pdf, place, pptx


def test_a_process_writes_two_documents_at_once():
    presents, combles, complet = [], [], threading.Event()
    verrou = threading.Lock()

    @place()
    def write():
        with verrou:
            presents.append(1)
            combles.append(len(presents))
            if len(combles) == PLACES:
                complet.set()
        assert complet.wait(10)  # all places are taken before anybody leaves
        with verrou:
            presents.pop()
        return b""

    fils = [threading.Thread(target=write) for _ in range(8)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()

    assert PLACES == 2
    assert len(combles) == 8
    assert max(combles) == 2


def test_a_writer_that_fails_gives_its_place_back():
    @place()
    def write():
        raise InterruptedError

    for _ in range(PLACES + 1):
        with pytest.raises(InterruptedError):
            write()


@pytest.mark.parametrize(
    "write", [pdf.write_pdf, pdf.write_page, docx.write_docx, odt.write_odt, pptx.write_pptx]
)
def test_every_writer_waits_for_its_place(write, monkeypatch):
    prises = []

    class Places:
        def __enter__(self):
            prises.append(write)
            raise InterruptedError

        def __exit__(self, *_):
            """Nothing to give back."""

    monkeypatch.setattr("spaser.documents.rendus._LIBRES", Places())
    with pytest.raises(InterruptedError):
        write(None)

    assert prises == [write]
