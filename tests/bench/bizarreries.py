"""Odd values met in real files, in small doses: the reader must keep the record and say so."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from tests.bench.dialectes import Dialecte, Xml

if TYPE_CHECKING:
    from tests.bench.fabrique import Contrat

type Bizarrerie = Callable[[Contrat, Dialecte, random.Random], None]


def _montant(texte: str) -> Bizarrerie:
    def changer(c: Contrat, _d: Dialecte, _h: random.Random) -> None:
        c.montant = texte

    return changer


def _montant_texte(c: Contrat, d: Dialecte, _h: random.Random) -> None:
    c.montant = f"{c.montant}.00" if isinstance(d, Xml) else f'"{c.montant}.00"'


def _montant_decimal(c: Contrat, _d: Dialecte, h: random.Random) -> None:
    c.montant = f"{c.montant}.{h.randrange(1, 100):02d}"


def _montant_nul(c: Contrat, d: Dialecte, _h: random.Random) -> None:
    c.montant = "" if isinstance(d, Xml) else "null"


def _zone(c: Contrat, _d: Dialecte, h: random.Random) -> None:
    c.notification += h.choice(("+01:00", "+02:00", "+04:00", "Z"))


def _annee(c: Contrat, _d: Dialecte, h: random.Random) -> None:
    c.notification = h.choice(("0021", "2204", "0001")) + c.notification[4:]


def _a_la_francaise(c: Contrat, _d: Dialecte, _h: random.Random) -> None:
    c.notification = "-".join(reversed(c.notification.split("-")))


def _coupe(c: Contrat, _d: Dialecte, _h: random.Random) -> None:
    c.objet = c.objet.replace("é", "\ufffd").replace("&", "")[:40].rstrip("\\")


def _espaces(c: Contrat, _d: Dialecte, _h: random.Random) -> None:
    c.objet = f"  {c.objet} "


def _soi_meme(c: Contrat, d: Dialecte, _h: random.Random) -> None:
    champs = d.champ("typeIdentifiant", "SIRET") + d.champ("id", c.siret)
    c.titulaires = d.liste("titulaires", [d.element("titulaire", champs)])


def _en_double(c: Contrat, d: Dialecte, h: random.Random) -> None:
    numero = f"{h.randrange(3 * 10**13, 9 * 10**13)}"
    champs = d.champ("typeIdentifiant", "SIRET") + d.champ("id", numero)
    c.titulaires = d.liste("titulaires", [d.element("titulaire", champs)] * 2)


def _sans_titulaire(c: Contrat, d: Dialecte, _h: random.Random) -> None:
    c.titulaires = d.liste("titulaires", [])


SORTES: Final[tuple[tuple[Bizarrerie, int], ...]] = (
    (_montant("0"), 8),
    (_montant("1"), 8),
    (_montant("999999999"), 2),
    (_montant("1e17"), 1),
    (_montant_nul, 3),
    (_montant_texte, 12),
    (_montant_decimal, 20),
    (_zone, 20),
    (_annee, 1),
    (_a_la_francaise, 2),
    (_coupe, 4),
    (_espaces, 6),
    (_soi_meme, 2),
    (_en_double, 6),
    (_sans_titulaire, 5),
)


def appliquer(contrat: Contrat, d: Dialecte, hasard: random.Random) -> None:
    """Apply one oddity."""
    sortes, poids = zip(*SORTES, strict=True)
    hasard.choices(sortes, poids)[0](contrat, d, hasard)
