"""How hard a French text is to read: its sentences, and the score of Kandel and Moles.

The score is Flesch's, fitted to French: 207 - 1.015 x words a sentence - 73.6 x syllables a word
(L. Kandel and A. Moles, « Application de l’indice de Flesch à la langue française », Cahiers
d’études de radio-télévision, 1958). 100 is very easy; the press lies between 50 and 60; law and
administration often go below 20.
"""

import re
from dataclasses import dataclass

_CODE = re.compile(r"```.*?```", re.DOTALL)
_CITE = re.compile(r"\s*!?\[\[[^\]]*\]\]|\{\{[^}]*\}\}|<!--.*?-->", re.DOTALL)
_LIEN = re.compile(r"!?\[([^\]]*)\]\([^)\s]*\)")
_MARQUES = re.compile(r"[*_`#>|]+")
_PUCE = re.compile(r"^\s*(?:[-*]|\d+\.)\s+")
_FIN = re.compile(r"(?<=[.!?…])[»”)]*\s+(?=[«“(]?\s?[A-ZÀÂÉÈÊÎÔÛÇŒ0-9])|(?<=[.!?…]\s»)\s+")
_MOT = re.compile(r"[^\W_]+")
_VOYELLES = re.compile(r"[aeiouyàâäéèêëîïôöùûüœæ]+")
_MUETTE = re.compile(r"(?<=[^aeiouyàâäéèêëîïôöùûüœæ])es?$")
_DEUX = re.compile(
    r"é[aoiu]|éen|i[oaé](?!n)|[aou]é|[aeo]ï|[auo]y(?=[aeéiou])|pays|ient(?=[^aeiou]|$)|uel|uou"
)


@dataclass(frozen=True)
class Mesure:
    """What a text measures; `longue` is its longest sentence."""

    phrases: int
    mots: int
    syllabes: int
    maximum: int
    longue: str

    @property
    def moyenne(self):
        return self.mots / self.phrases

    @property
    def score(self):
        return 207 - 1.015 * self.moyenne - 73.6 * self.syllabes / self.mots


def split_phrases(texte):
    """Return the sentences of a typed text: a title, a line of a list or a cell is one at least."""
    nu = _LIEN.sub(r"\1", _CITE.sub("", _CODE.sub("\n\n", texte)))
    morceaux, ligne = [], []
    for lue in [*nu.split("\n"), ""]:
        seule = lue.lstrip().startswith("#") or " | " in lue
        if not lue.strip() or _PUCE.match(lue) or seule:
            morceaux.append(" ".join(ligne))
            ligne = []
        if seule:
            morceaux += lue.split("|")
        elif lue.strip():
            ligne.append(_PUCE.sub("", lue))
    nets = (" ".join(_MARQUES.sub("", m).split()) for m in morceaux)
    return [p for net in nets for p in _FIN.split(net) if p and list_mots(p)]


def list_mots(phrase):
    """Return its words, as a word processor counts them: « l’achat » is one."""
    return [mot for mot in phrase.split() if _MOT.search(mot)]


def count_syllabes(mot):
    """Return the syllables of a word, about: a final e is mute, « -ent » never is."""
    net = _MUETTE.sub("", "".join(_MOT.findall(mot.lower())))
    if net.isdigit() or not _VOYELLES.search(net):
        return 1
    return len(_VOYELLES.findall(net)) + len(_DEUX.findall(net))


def measure(*textes):
    """Measure texts as one."""
    phrases = [p for texte in textes for p in split_phrases(texte)]
    longueurs = [len(list_mots(p)) for p in phrases]
    mots = [mot for p in phrases for mot in list_mots(p)]
    maximum = max(longueurs, default=0)
    return Mesure(
        len(phrases),
        len(mots),
        sum(map(count_syllabes, mots)),
        maximum,
        phrases[longueurs.index(maximum)] if phrases else "",
    )
