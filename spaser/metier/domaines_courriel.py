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


# Mailboxes that are gone an hour later: what is sent there is read by nobody, or by anybody.
DOMAINES_JETABLES: Final[frozenset[str]] = frozenset(
    """
    10minutemail.com 33mail.com airmail.cc anonbox.net burnermail.io crazymailing.com
    discard.email dispostable.com dropmail.me emailondeck.com fakeinbox.com fakemail.net
    filzmail.com getairmail.com getnada.com grr.la guerrillamail.com guerrillamail.net
    guerrillamail.org inboxbear.com inboxkitten.com jetable.org mail-temporaire.fr mail.tm
    mailcatch.com maildrop.cc mailinator.com mailnesia.com mailpoof.com mailsac.com mintemail.com
    moakt.com mohmal.com mytemp.email mytrashmail.com nada.email sharklasers.com spam4.me
    spamgourmet.com temp-mail.io temp-mail.org tempail.com tempmail.dev tempmailo.com
    throwawaymail.com tmail.ws trash-mail.com trashmail.com trashmail.fr trbvm.com yopmail.com
    yopmail.fr yopmail.net
    """.split()
)
# Those that a slip of the finger most often spoils.
_FREQUENTS: Final = tuple(
    """
    gmail.com hotmail.com hotmail.fr outlook.com outlook.fr orange.fr wanadoo.fr free.fr laposte.net
    yahoo.com yahoo.fr sfr.fr icloud.com live.fr developpement-durable.gouv.fr
    """.split()
)


def is_jetable(adresse: str) -> bool:
    """Say whether an address is of a mailbox that anybody opens for a few minutes.

    These services give out their subdomains too.
    """
    noms = _read_domaine(adresse).split(".")
    return any(".".join(noms[rang:]) in DOMAINES_JETABLES for rang in range(len(noms)))


def suggest_adresse(adresse: str) -> str:
    """Return the address that was probably meant; empty when nothing looks like a slip.

    One letter too many, missing, wrong or swapped in a domain of everybody.

    >>> suggest_adresse("camille@gmial.com")
    'camille@gmail.com'
    """
    domaine = _read_domaine(adresse)
    if domaine in DOMAINES_GRAND_PUBLIC or domaine in DOMAINES_JETABLES:
        return ""
    voisins = [connu for connu in _FREQUENTS if _is_slip(domaine, connu)]
    nom = adresse.strip().rpartition("@")[0]
    return f"{nom}@{voisins[0]}" if len(voisins) == 1 else ""


def _read_domaine(adresse: str) -> str:
    return adresse.strip().casefold().rpartition("@")[2]


def _is_slip(ecrit: str, connu: str) -> bool:
    """Say whether one letter, or two that changed places, makes one word of the other."""
    court, long = sorted((ecrit, connu), key=len)
    if ecrit == connu or len(long) - len(court) > 1:
        return False
    if len(court) != len(long):
        return any(long[:rang] + long[rang + 1 :] == court for rang in range(len(long)))
    autres = [rang for rang, (a, b) in enumerate(zip(court, long, strict=True)) if a != b]
    if len(autres) == 1:
        return True
    deux = len(autres) == 2 and autres[1] == autres[0] + 1  # noqa: PLR2004 - two letters
    return deux and court[autres[0]] == long[autres[1]] and court[autres[1]] == long[autres[0]]


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
