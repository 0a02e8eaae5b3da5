"""Frequent questions: as the team edits them, what is computed in them, the document."""

import statistics
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

import msgspec
from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from spaser.contenus.faits import cache_faits
from spaser.documents.corps import write_sources
from spaser.documents.document import (
    Bloc,
    Document,
    Lien,
    Paragraphe,
    Section,
    Texte,
    map_textes,
    split_contenu,
)
from spaser.documents.document import Liste as ListeDocument
from spaser.documents.francais import format_date, format_moyenne, format_nombre
from spaser.documents.rendus.pdf import write_pdf
from spaser.regles import editorial
from spaser.site.editorial import genres
from spaser.site.editorial.images import read_corps, read_images
from spaser.site.editorial.models import Texte as TexteModels
from spaser.site.editorial.services import find_mise_a_jour, read_contenus
from spaser.site.editorial.views import check_adresses, check_textes
from spaser.site.portail.models import Avis, QuestionRecue
from spaser.site.recherche import services
from spaser.site.registre.documents import GENERATION
from spaser.site.registre.models import Fiche, NatureDocument
from spaser.site.socle.templatetags.socle import insecables

# --- What the register says of the length of schemes, once enough of them tell it ---


MINIMUM: Final = 10
"""How many schemes a mean needs: below, it would say more of a few buyers than of the others."""

_ANNEE: Final = 4  # the digits of a year, first in a date that may be partial


def read_calculs(calculs: Iterable[editorial.Calcul]) -> dict[editorial.Calcul, str]:
    """Return the sentences that go with answers today; empty where too few schemes tell."""
    demandes = {calcul for calcul in calculs if calcul is not editorial.Calcul.AUCUN}
    generation = services.read_generation(GENERATION) if demandes else ""
    return {calcul: _read(generation, calcul) for calcul in demandes}


@lru_cache(maxsize=4)
def _read(_generation: str, calcul: editorial.Calcul) -> str:
    if calcul is editorial.Calcul.DUREES:
        lues = Fiche.objects.publiees().values_list("debut", "fin", "sans_terme")
        periodes = [(debut, fin) for debut, fin, _ in lues]
        return tell_durees(periodes, sum(sans_terme for *_, sans_terme in lues))
    return tell_pages(
        _list_pages_calculs(Fiche.objects.publiees().values_list("contenu", flat=True))
    )


def tell_durees(periodes: Iterable[tuple[str, str]], sans_terme: int) -> str:
    """Say how many civil years schemes cover, the first and the last included."""
    durees = [
        int(fin[:_ANNEE]) - int(debut[:_ANNEE]) + 1 for debut, fin in periodes if debut and fin
    ]
    if len(durees) < MINIMUM:
        return ""
    sans_fin = f" S’y ajoutent {sans_terme} schémas sans date de fin." if sans_terme > 1 else ""
    return (
        f"Dans le registre, {format_nombre(len(durees))} schémas disent quand ils commencent et "
        f"quand ils finissent. Ils couvrent {_tell(durees, 'années civiles')}, la première et la "
        f"dernière comprises{_tell_moitie(durees, 'couvre')}.{sans_fin}"
    )


def tell_pages(pages: Sequence[int]) -> str:
    if len(pages) < MINIMUM:
        return ""
    return (
        f"Dans le registre, {format_nombre(len(pages))} schémas donnent leur nombre de pages : "
        f"{_tell(pages)}{_tell_moitie(pages, 'a')}."
    )


def _tell(nombres: Sequence[int], quoi: str = "") -> str:
    """Say a mean and its bounds; the number alone when it is always the same."""
    moyenne = " ".join(filter(None, (format_moyenne(statistics.fmean(nombres)), quoi)))
    if min(nombres) == max(nombres):
        return moyenne
    return f"{moyenne} en moyenne, de {min(nombres)} à {max(nombres)}"


def _tell_moitie(nombres: Sequence[int], verbe: str) -> str:
    """Say what half of them do not pass: a few long ones draw a mean up."""
    if min(nombres) == max(nombres):
        return ""
    return f" ; la moitié en {verbe} {statistics.median_low(nombres)} au plus"


def _list_pages_calculs(contenus: Iterable[dict[str, object]]) -> list[int]:
    return [pages for contenu in contenus for pages in _find_pages(contenu)]


def _find_pages(contenu: dict[str, object]) -> Iterator[int]:
    """Yield the number of pages of the text of a scheme, when it is known: one a scheme."""
    documents = contenu.get("documents")
    connus = documents if isinstance(documents, list) else []
    textes = (d for d in connus if d.get("nature") == NatureDocument.SCHEMA and d.get("pages"))
    if texte := next(textes, None):
        yield int(texte["pages"])


# --- The FAQ as the programme team edits it: the answers, and what ends each part ---


_COURT: Final = (20, 60)  # words
_LONG: Final = (120, 450)


def count_mots(texte: str) -> int:
    """Return how many words a reader counts, citations left out."""
    mots = (mot for mot in texte.split() if not mot.startswith("[["))
    return sum(any(signe.isalnum() for signe in mot) for mot in mots)


def check_reponse(reponse: editorial.ReponseFaq, _jour: date) -> list[str]:
    fautes = check_textes(*reponse.textes) + check_adresses(reponse.outil_adresse)
    corps = " ".join((reponse.long, *(volet.texte for volet in reponse.volets)))
    for nom, texte, (bas, haut) in (
        ("La réponse courte", reponse.court, _COURT),
        ("La réponse complète", corps, _LONG),
    ):
        if not bas <= (mots := count_mots(texte)) <= haut:
            fautes.append(f"{nom} a {mots} mots\u00a0: visez de {bas} à {haut}.")
    return fautes


def check_ressources(partie: editorial.RessourcesPartie, _jour: date) -> list[str]:
    fautes = check_adresses(*(r.adresse for r in partie.ressources))
    return fautes if partie.ressources else ["Donnez au moins une ressource."]


def render_reponse(reponse: editorial.ReponseFaq, jour: date) -> SafeString:
    calcul = read_calculs([reponse.calcul]).get(reponse.calcul, "")
    return write_reponse(reponse, calcul, jour, read_images(), depliee=True)


@cache_faits(64)
def write_reponse(
    reponse: editorial.ReponseFaq, calcul: str, _jour: date, _images: str, *, depliee: bool = False
) -> SafeString:
    """Write an answer, kept for the day: a fact that it cites may be over on the next one."""
    contexte = {
        "reponse": reponse,
        "calcul": calcul,
        "depliee": depliee,
        "avis": ("Oui", "Non"),
    }
    return SafeString(render_to_string("faq/reponse.html", contexte))


def render_ressources(partie: editorial.RessourcesPartie, jour: date) -> SafeString:
    contexte = {"ressources": partie.ressources}
    return SafeString(render_to_string("faq/ressources.html", contexte))


def _list_pages_faq(contenu: editorial.ReponseFaq) -> list[tuple[str, str]]:
    page = reverse("faq:page")
    return [
        ("Foire aux questions", f"{page}#{contenu.code}"),
        ("Foire aux questions, en PDF", reverse("faq:pdf")),
    ]


FAQ: Final = genres.Genre(
    code="faq",
    titre="Foire aux questions",
    un="une réponse",
    forme=editorial.ReponseFaq,
    load=editorial.load_faq,
    render=render_reponse,
    pages=_list_pages_faq,
    check=check_reponse,
    start=editorial.start_reponse,
    arrange=editorial.arrange,
)

RESSOURCES: Final = genres.Genre(
    code="faq-ressources",
    titre="Outils et ressources de la foire aux questions",
    un="une partie",
    forme=editorial.RessourcesPartie,
    load=editorial.load_ressources,
    render=render_ressources,
    pages=lambda _contenu: [("Foire aux questions", reverse("faq:page"))],
    check=check_ressources,
)


# --- Reads the FAQ: its answers by part, what the register adds, what readers say of them ---


RAISONS_MAX = 5


@dataclass(frozen=True)
class ReponseLue:
    """An answer, and what the register adds to it today."""

    reponse: editorial.ReponseFaq
    calcul: str
    jour: date
    images: str

    @property
    def html(self) -> SafeString:
        return write_reponse(self.reponse, self.calcul, self.jour, self.images)


@dataclass(frozen=True)
class PartieFaqLue:
    partie: editorial.PartieFaq
    reponses: tuple[ReponseLue, ...]
    ressources: tuple[editorial.PageConseillee, ...]


def read_faq(jour: date) -> tuple[editorial.ReponseFaq, ...]:
    return read_contenus(FAQ, jour)


def find_reponse(code: str, jour: date) -> editorial.ReponseFaq | None:
    return next((reponse for reponse in read_faq(jour) if reponse.code == code), None)


def list_reponses_attendues(question: QuestionRecue) -> QuerySet[TexteModels]:
    """Return the texts of the answer that a question waits for, from the one tied to it on."""
    lie = question.texte
    if lie is None:
        return TexteModels.objects.none()
    suites = TexteModels.objects.filter(genre=FAQ.code, code=lie.code, numero__gte=lie.numero)
    return suites.filter(etat__in=[*editorial.OUVERTS, editorial.EtatTexte.APPROUVEE]).order_by(
        "-numero"
    )


def read_parties(jour: date) -> tuple[PartieFaqLue, ...]:
    reponses = read_faq(jour)
    ressources = {r.code: r.ressources for r in read_contenus(RESSOURCES, jour)}
    calculs = read_calculs(reponse.calcul for reponse in reponses)
    images = read_images()
    return tuple(
        PartieFaqLue(
            partie,
            tuple(
                ReponseLue(r, calculs.get(r.calcul, ""), jour, images)
                for r in reponses
                if r.partie is partie
            ),
            ressources.get(partie.value, ()),
        )
        for partie in editorial.PartieFaq
    )


def list_reponses(parties: Iterable[PartieFaqLue]) -> tuple[editorial.ReponseFaq, ...]:
    return tuple(lue.reponse for partie in parties for lue in partie.reponses)


@dataclass(frozen=True)
class AvisRecus:
    """What readers said of an answer: how many, and the last reasons given."""

    reponse: editorial.ReponseFaq
    oui: int
    non: int
    raisons: tuple[Avis, ...]


def list_avis_recus(jour: date) -> list[AvisRecus]:
    comptes = {
        ligne["reponse"]: ligne
        for ligne in Avis.objects.order_by()
        .values("reponse")
        .annotate(oui=Count("pk", filter=Q(utile=True)), non=Count("pk", filter=Q(utile=False)))
    }
    raisons = defaultdict[str, list[Avis]](list)
    for avis in Avis.objects.exclude(raison="")[:200]:
        if len(raisons[avis.reponse]) < RAISONS_MAX:
            raisons[avis.reponse].append(avis)
    recus = [
        AvisRecus(
            reponse,
            comptes[reponse.code]["oui"],
            comptes[reponse.code]["non"],
            tuple(raisons[reponse.code]),
        )
        for reponse in read_faq(jour)
        if reponse.code in comptes
    ]
    return sorted(recus, key=lambda recu: -recu.non)


# --- The whole FAQ as one document, dated ---


TITRE: Final = "Foire aux questions sur les SPASER"


def read_pdf(jour: date) -> bytes:
    """Return the whole FAQ as an accessible PDF, made once for what it says on a day."""
    return _write(read_parties(jour), jour, read_images())


@cache_faits(2)
def _write(parties: tuple[PartieFaqLue, ...], jour: date, _images: str) -> bytes:
    reponses = list_reponses(parties)
    maj = find_mise_a_jour(reponses)
    textes = [texte for reponse in reponses for texte in reponse.textes]
    document = Document(
        titre=TITRE,
        jour=jour,
        sous_titre=f"Mise à jour le {format_date(maj)}" if maj else "",
        mention=f"{TITRE}, {settings.ADRESSE}{reverse('faq:page')}",
        sections=(
            *(_compose_partie(rang, partie, jour) for rang, partie in enumerate(parties, 1)),
            Section("Textes et chiffres cités", write_sources(textes, settings.ADRESSE)),
        ),
    )
    return write_pdf(map_textes(document, insecables), sommaire=True)


def _compose_partie(rang: int, lue: PartieFaqLue, jour: date) -> Section:
    ressources = tuple(
        (Lien(r.libelle, _address(r.adresse)), Texte(f"\u00a0: {r.texte}")) for r in lue.ressources
    )
    outils = Section("Outils et ressources", (ListeDocument(ressources),))
    return Section(
        f"Partie {rang} : {lue.partie.libelle}",
        sections=(
            *(_compose_reponse(r.reponse, r.calcul, jour) for r in lue.reponses),
            *((outils,) if ressources else ()),
        ),
    )


def _address(adresse: str) -> str:
    return f"{settings.ADRESSE}{adresse}" if adresse.startswith("/") else adresse


def _compose_reponse(reponse: editorial.ReponseFaq, calcul: str, jour: date) -> Section:
    outil = Lien(reponse.outil, _address(reponse.outil_adresse))
    return Section(
        reponse.titre,
        (
            *(_stand_out(bloc) for bloc in read_corps(reponse.court, jour)),
            *read_corps(reponse.long, jour),
            *(bloc for v in reponse.volets for bloc in _compose_volet(v.titre, v.texte, jour)),
            *((Paragraphe(calcul),) if calcul else ()),
            *_name(f"Exemple : {reponse.exemple_nom}.", read_corps(reponse.exemple, jour)),
            Paragraphe((Texte("Outil : ", fort=True), outil)),
            *_name("Ce que personne ne sait.", read_corps(reponse.inconnu, jour)),
        ),
    )


def _compose_volet(titre: str, texte: str, jour: date) -> Iterator[Bloc]:
    yield Paragraphe((Texte(titre, fort=True),))
    yield from read_corps(texte, jour)


def _stand_out(bloc: Bloc) -> Bloc:
    return msgspec.structs.replace(bloc, en_avant=True) if isinstance(bloc, Paragraphe) else bloc


def _name(nom: str, blocs: Sequence[Bloc]) -> Iterator[Bloc]:
    """Yield blocks, the first of which begins with a name."""
    for rang, bloc in enumerate(blocs):
        if not rang and isinstance(bloc, Paragraphe):
            contenu = (Texte(f"{nom} ", fort=True), *split_contenu(bloc.contenu))
            yield msgspec.structs.replace(bloc, contenu=contenu)
        else:
            yield bloc
