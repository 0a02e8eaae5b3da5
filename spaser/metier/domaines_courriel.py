"""What an e-mail address says of the organisation of its holder."""

from __future__ import annotations

from typing import Final

# Anyone may open a mailbox there: sharing one of these domains proves nothing. From general
# knowledge; a missing one only lets a request through that an administrator would have answered.
DOMAINES_GRAND_PUBLIC: Final[frozenset[str]] = frozenset(
    """
    9online.fr aliceadsl.fr aol.com aol.fr bbox.fr caramail.com cegetel.net club-internet.fr
    duck.com email.com fastmail.com free.fr gmail.com gmx.com gmx.fr gmx.net googlemail.com
    hey.com hotmail.be hotmail.co.uk hotmail.com hotmail.fr hush.com icloud.com infonie.fr
    laposte.net lavabit.com libertysurf.fr live.be live.com live.fr mac.com magic.fr mail.com
    mail.ru mailbox.org mailfence.com mailo.com mailoo.org me.com msn.com neuf.fr noos.fr
    numericable.fr numericable.com online.fr orange.fr outlook.be outlook.com outlook.fr pm.me
    posteo.de posteo.net proton.me protonmail.ch protonmail.com qq.com riseup.net rocketmail.com
    sfr.fr startmail.com tele2.fr tiscali.fr tuta.com tuta.io tutanota.com vivaldi.net voila.fr
    wanadoo.fr web.de yahoo.com yahoo.fr yandex.com yandex.ru ymail.com yopmail.com yopmail.fr
    zaclys.net zoho.com
    """.split()
)


def domaine_professionnel(adresse: str) -> str | None:
    """Return the domain of an address when an organisation gives it to its own people.

    None for a public mail service, and for what is not an address. The whole domain counts: a
    subdomain may belong to somebody else.

    >>> domaine_professionnel("Camille@Ville.example")
    'ville.example'
    """
    nom, arobase, domaine = adresse.strip().casefold().rpartition("@")
    if not (nom and arobase and "." in domaine.strip(".")):
        return None
    return None if domaine in DOMAINES_GRAND_PUBLIC else domaine
