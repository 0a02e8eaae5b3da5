"""References to the law, as readers meet them: none glued to what follows, none said twice."""

import re

_REFERENCE = r"(?<![-\w])[LRD]\.?[ \u00a0]?\d{3,4}-\d+(?:-\d+)*(?![\d-])"
_COLLEE = rf"{_REFERENCE}(?=[A-Za-zÀ-ÿ])"
_CODE = r"(?: du code (?:de la commande publique|de l’environnement|du travail))?"
_DEUX_FOIS = rf"({_REFERENCE}){_CODE}[\s\u00a0(),;.:·–-]*(?:[Aa]rticle\s)?\1(?![\d-])"
_FAUTES = re.compile(rf"{_DEUX_FOIS}|{_COLLEE}")


def list_references_mal_jointes(texte):
    """Return each reference that is told twice in a row, or that touches a word."""
    return [texte[max(0, f.start() - 20) : f.end() + 20] for f in _FAUTES.finditer(texte)]
