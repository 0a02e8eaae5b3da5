"""A file that is not taken, and what its sender can do about it."""

from __future__ import annotations


class ErreurFichier(Exception):
    """Names the file, what is wrong and the fix, in French."""

    def __init__(self, nom: str, probleme: str, remede: str) -> None:
        super().__init__(f"« {nom} » {probleme} {remede}")
        self.nom = nom
        self.probleme = probleme
        self.remede = remede


class Defaut(Exception):
    """What a control finds in a file whose name it does not know."""

    def __init__(self, probleme: str, remede: str) -> None:
        super().__init__(probleme)
        self.probleme = probleme
        self.remede = remede
