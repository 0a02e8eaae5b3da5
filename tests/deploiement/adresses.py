"""Every address of the site, and which are secrets: the files of the proxy must know them."""

from uuid import UUID

from django.urls import URLPattern, get_resolver, reverse
from django.urls.converters import IntConverter, SlugConverter, StringConverter, UUIDConverter

from spaser.site.organisations.identite import ConvertisseurSiren
from spaser.site.socle.apps import ConvertisseurClasseur

CACHE = "SeCrEt_1:2-z"
_NOMMES = {"jeton", "signature", "signe", "secret"}
_OUVERTS = {"api:fiche", "api:format", "api:version", "api:versions"}  # names that anybody reads
_EXEMPLES = {
    IntConverter: 12,
    SlugConverter: "un-mot",
    UUIDConverter: UUID(int=1),
    StringConverter: CACHE,
    ConvertisseurClasseur: "xlsx",
    ConvertisseurSiren: "123456789",
}


def list_adresses():
    """Return the name, an address, the view and whether the address is a secret, of each route."""
    return [
        (nom, _write(nom, parametres), vue, _is_secret(nom, parametres))
        for nom, parametres, vue in _walk(get_resolver(), (), {})
    ]


def list_secretes():
    return [adresse for _, adresse, _, secrete in list_adresses() if secrete]


def _is_secret(nom, parametres):
    libres = {p for p, forme in parametres.items() if type(forme) is StringConverter}
    return nom not in _OUVERTS and bool(libres or _NOMMES & set(parametres))


def _write(nom, parametres):
    arguments = {
        parametre: CACHE if parametre in _NOMMES else _EXEMPLES[type(forme)]
        for parametre, forme in parametres.items()
    }
    return reverse(nom, kwargs=arguments)


def _walk(resolveur, espaces, parametres):
    for motif in resolveur.url_patterns:
        tous = parametres | motif.pattern.converters
        if isinstance(motif, URLPattern):
            yield ":".join((*espaces, motif.name or "?")), tous, motif.callback
        else:
            yield from _walk(motif, (*espaces, *filter(None, (motif.namespace,))), tous)
