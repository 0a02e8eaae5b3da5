"""What happened in a space: its journal, its history, its bin."""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from itertools import product
from operator import or_
from typing import Any, Final, cast

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import (
    CASCADE,
    CharField,
    Field,
    ForeignKey,
    JSONField,
    Model,
    Q,
    QuerySet,
    TextField,
)
from django.db.models.functions import Cast
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html

from spaser.elements import fold_mots
from spaser.site.comptes.donnees_personnelles import MACHINE, MODELES, list_modeles
from spaser.site.comptes.models import Utilisateur
from spaser.site.organisations.models import Ecartable, Espace
from spaser.site.organisations.outils import (
    Sorte,
    Vocabulaire,
    list_manifestes,
    list_sortes,
    list_vocabulaires,
)
from spaser.site.socle.journal import record
from spaser.site.socle.models import Evenement, Fichier

# --- Reads the journal of a space ---


LE_SITE: Final = "Le site"


@dataclass(frozen=True)
class RecitGeste:
    quand: datetime
    qui: str
    outil: str
    quoi: str
    objet: str
    adresse: str

    @property
    def lien(self) -> str:
        """Return what it was done to, leading there when that is known."""
        if not self.adresse:
            return self.objet
        return format_html('<a href="{}">{}</a>', self.adresse, self.objet)


def list_evenements(espace: Espace) -> QuerySet[Evenement]:
    connus = Q()
    for code in list_vocabulaires():
        connus |= Q(geste__startswith=f"{code}.")
    return Evenement.objects.filter(espace_id=espace.pk).filter(connus)


def narrow_evenements(
    evenements: QuerySet[Evenement], filtres: Mapping[str, Any]
) -> QuerySet[Evenement]:
    if siren := filtres.get("siren"):
        evenements = evenements.filter(organisation_siren=siren)
    if qui := filtres.get("qui"):
        evenements = evenements.filter(auteur_id=qui)
    if outil := filtres.get("outil"):
        evenements = evenements.filter(geste__startswith=f"{outil}.")
    if du := filtres.get("du"):
        evenements = evenements.filter(quand__date__gte=du)
    if au := filtres.get("au"):
        evenements = evenements.filter(quand__date__lte=au)
    return evenements


def read_lignes(
    evenements: Iterable[Evenement], vocabulaires: Mapping[str, Vocabulaire] | None = None
) -> list[RecitGeste]:
    """Put gestures into words, those of tools unless others are given; else a code stays."""
    lus = list(evenements)
    noms = _name({evenement.auteur_id for evenement in lus})
    mots = list_vocabulaires() if vocabulaires is None else vocabulaires
    return [_read(evenement, mots, noms) for evenement in lus]


def list_auteurs(evenements: QuerySet[Evenement]) -> list[tuple[str, str]]:
    numeros = evenements.filter(auteur_id__isnull=False).order_by().values("auteur_id").distinct()
    auteurs = Utilisateur.objects.filter(pk__in=numeros).order_by("prenom", "nom", "pk")
    return [(str(auteur.pk), auteur.nom_complet) for auteur in auteurs]


def list_choix_vocabulaires(vocabulaires: Mapping[str, Vocabulaire]) -> list[tuple[str, str]]:
    return sorted(((f.code, f.nom) for f in vocabulaires.values()), key=lambda choix: choix[1])


def _name(numeros: set[int | None]) -> dict[int | None, str]:
    auteurs = Utilisateur.objects.in_bulk(numero for numero in numeros if numero)
    return {None: LE_SITE} | {numero: auteur.nom_complet for numero, auteur in auteurs.items()}


def _read(
    evenement: Evenement, vocabulaires: Mapping[str, Vocabulaire], noms: Mapping[int | None, str]
) -> RecitGeste:
    vocabulaire = vocabulaires.get(evenement.geste.partition(".")[0])
    return RecitGeste(
        evenement.quand,
        noms.get(evenement.auteur_id, "Compte effacé"),
        vocabulaire.nom if vocabulaire else LE_SITE,
        vocabulaire.tell(evenement.geste) if vocabulaire else evenement.geste,
        evenement.details.get("nom", ""),
        evenement.details.get("adresse", ""),
    )


# --- The bin of a space: a line is put aside, comes back for thirty days, then is erased ---
# A model takes `Ecartable`; the manifest of its tool gives its `Sorte`; its view calls `put_aside`
# instead of deleting; its readings keep `presentes()`. The bin, the way back and the final erasure
# come with it.


DUREE: Final = timedelta(days=30)


@dataclass(frozen=True)
class Ecartee:
    """A line of the bin, and when it will be erased."""

    sorte: Sorte
    ligne: Ecartable

    @property
    def effacee_le(self) -> datetime:
        return cast("datetime", self.ligne.ecarte_le) + DUREE  # it is in the bin


def list_ecartees(espace: Espace, lectrice: Utilisateur | AnonymousUser) -> list[Ecartee]:
    toutes = [
        Ecartee(sorte, ligne)
        for sorte in list_sortes()
        for ligne in find_ecartees(espace, sorte, lectrice)
    ]
    return sorted(toutes, key=lambda ecartee: ecartee.effacee_le, reverse=True)


def find_ecartees(
    espace: Espace, sorte: Sorte, lectrice: Utilisateur | AnonymousUser
) -> QuerySet[Ecartable]:
    lignes = sorte.modele.objects.ecartees().filter(**sorte.narrow(espace))
    if sorte.personnelle:
        lignes = lignes.filter(ecarte_par=lectrice.pk)
    return lignes.select_related("ecarte_par")


@transaction.atomic
def put_aside(espace: Espace | None, sorte: Sorte, ligne: Ecartable, auteur: Utilisateur) -> None:
    """Move a line to the bin; one that is there already stays as it is."""
    present = sorte.modele.objects.filter(pk=ligne.pk, ecarte_le__isnull=True)
    if present.update(ecarte_le=timezone.now(), ecarte_par=auteur):
        _note_corbeille(espace, sorte, ligne, auteur, "ecarte")


@transaction.atomic
def restore(espace: Espace | None, sorte: Sorte, ligne: Ecartable, auteur: Utilisateur) -> None:
    ecartee = sorte.modele.objects.filter(pk=ligne.pk, ecarte_le__isnull=False)
    if ecartee.update(ecarte_le=None, ecarte_par=None):
        _note_corbeille(espace, sorte, ligne, auteur, "retabli")


def erase_dues(maintenant: datetime) -> int:
    """Erase what has been in a bin for thirty days; return how many lines."""
    return sum(
        sorte.modele.objects.filter(ecarte_le__lte=maintenant - DUREE).delete()[0]
        for sorte in list_sortes()
    )


def _note_corbeille(
    espace: Espace | None, sorte: Sorte, ligne: Ecartable, auteur: Utilisateur, geste: str
) -> None:
    record(f"{sorte.code}.{geste}", auteur=auteur, objet=ligne, espace=espace)


# --- The journal of the whole site in words, for the programme's team that answers for it ---


_DES_TEXTES: Final = {
    "abandon": "a abandonné une rédaction",
    "approbation": "a approuvé un texte",
    "envoi": "a envoyé un texte à relire",
    "modification": "a modifié un texte",
    "ouverture": "a ouvert une rédaction",
    "retour": "a renvoyé un texte à corriger",
    "retrait": "a retiré un texte",
}

# Gestures made outside of the tools of a space, which say theirs.
_DU_SITE: Final = (
    Vocabulaire(
        "acheteur",
        "Pages des acheteurs",
        {"remarque": "a signalé une erreur", "reponse": "a répondu à un signalement"},
    ),
    Vocabulaire(
        "appartenance",
        "Membres",
        {
            "ajout": "est devenue membre, ou a ajouté une personne",
            "declin": "a refusé une demande d’adhésion",
            "depart": "a quitté l’organisation",
            "proposition": "a proposé une personne",
            "reprise": "a rendu l’accès à une personne",
            "retrait": "a retiré une personne",
            "role": "a changé le rôle d’une personne",
            "suspension": "a suspendu l’accès d’une personne",
        },
    ),
    Vocabulaire(
        "compte",
        "Comptes",
        {
            "adresse": "a changé son adresse",
            "adresse_proconnect": "a changé d’adresse par ProConnect",
            "codes_de_secours": "a tiré de nouveaux codes de secours",
            "effacement": "a effacé son compte",
            "inscription": "a créé son compte",
            "inscription_proconnect": "a créé son compte par ProConnect",
            "liaison_proconnect": "a relié son compte à ProConnect",
            "mot_de_passe": "a changé son mot de passe",
            "second_facteur": "a mis en place un second facteur",
            "second_facteur_retire": "a retiré son second facteur",
            "second_facteur_retire_par_exploitant": "a perdu son second facteur, retiré par "
            "l’exploitant",
        },
    ),
    Vocabulaire(
        "depot",
        "Dépôts de SPASER",
        {
            "abandon": "a abandonné un dépôt",
            "acceptation": "a accepté un dépôt",
            "effacement": "a effacé un dépôt",
            "envoi": "a envoyé un dépôt",
            "fichier": "a joint un fichier",
            "fichier_refuse": "a joint un fichier refusé",
            "ouverture": "a ouvert un dépôt",
            "rejet": "a refusé un dépôt",
            "relecture": "a pris un dépôt en relecture",
            "retour": "a renvoyé un dépôt à corriger",
            "retrait": "a retiré un fichier",
        },
    ),
    Vocabulaire(
        "bureau",
        "Acheteurs à contacter",
        {"contact": "a noté un contact avec un acheteur"},
    ),
    Vocabulaire(
        "espace",
        "Espaces",
        {
            "arrivee": "est arrivée dans un espace d’essai",
            "fermeture": "a fermé un espace d’essai",
            "garde": "a gardé un espace d’essai",
            "invitation": "a invité à un espace d’essai",
            "ouverture": "a ouvert un espace d’essai",
            "remise": "a remis un espace à une organisation",
        },
    ),
    Vocabulaire(
        "faq",
        "Foire aux questions",
        {"question": "a posé une question", "reponse": "a répondu à une question"},
    ),
    Vocabulaire(
        "image",
        "Images des textes",
        {"ajout": "a ajouté une image", "retrait": "a retiré une image"},
    ),
    Vocabulaire(
        "invitation",
        "Invitations",
        {
            "annulation": "a annulé une invitation",
            "declin": "a décliné une invitation",
            "envoi": "a invité une personne",
            "renvoi": "a renvoyé une invitation",
        },
    ),
    Vocabulaire("obligation", "Obligations", _DES_TEXTES),
    Vocabulaire(
        "organisation",
        "Organisations",
        {
            "creation": "a créé une organisation",
            "modification": "a modifié une organisation",
            "second_facteur": "a changé l’exigence de second facteur d’une organisation",
            "verification": "a vérifié l’identité d’une organisation",
        },
    ),
    Vocabulaire(
        "equipe_programme",
        "Équipe du programme",
        {
            "ajout": "a donné un rôle de l’équipe du programme",
            "delai": "a annoncé le délai de réponse de l’équipe du programme",
            "retrait": "a retiré un rôle de l’équipe du programme",
        },
    ),
    Vocabulaire(
        "registre",
        "Registre",
        {
            "confirmee": "a confirmé une fiche",
            "exactitude": "a certifié une fiche exacte",
            "fusionnee": "a fusionné deux fiches",
            "modifiee": "a modifié une fiche",
            "publiee": "a publié une fiche",
            "retiree": "a retiré une fiche",
            "revendiquee": "a obtenu une fiche",
        },
    ),
    Vocabulaire(
        "signalement",
        "Signalements",
        {"cloture": "a clos un signalement", "envoi": "a signalé une erreur"},
    ),
    Vocabulaire("texte", "Textes du site", _DES_TEXTES),
    Vocabulaire("courriels", "Courriels du site", {"renvoi": "a fait renvoyer un courriel"}),
    Vocabulaire("travaux", "Travaux du site", {"relance": "a relancé un travail"}),
)


@dataclass(frozen=True)
class InscriptionJournal(RecitGeste):
    """A gesture as the team reads it; `code` is what the journal holds."""

    code: str
    siren: str
    sorte: str  # of the object, with its number
    details: str


def list_sujets() -> dict[str, Vocabulaire]:
    return {mots.code: mots for mots in _DU_SITE} | list_vocabulaires()


def read_inscriptions(evenements: Iterable[Evenement]) -> list[InscriptionJournal]:
    lus = list(evenements)
    recits = read_lignes(lus, list_sujets())
    return [_complete(recit, lu) for recit, lu in zip(recits, lus, strict=True)]


def _complete(recit: RecitGeste, evenement: Evenement) -> InscriptionJournal:
    return InscriptionJournal(
        recit.quand,
        recit.qui,
        recit.outil,
        recit.quoi,
        recit.objet,
        "" if evenement.espace_id else recit.adresse,
        evenement.geste,
        evenement.organisation_siren,
        _name_sorte(evenement),
        " · ".join(f"{nom} : {valeur}" for nom, valeur in evenement.details.items()),
    )


def _name_sorte(evenement: Evenement) -> str:
    """Name what was worked on: the model may be gone since."""
    if not evenement.objet_id:
        return ""
    try:
        sorte = str(apps.get_model(evenement.objet_type)._meta.verbose_name)  # noqa: SLF001 - Django's own name
    except LookupError:
        sorte = evenement.objet_type
    return f"{sorte[:1].upper()}{sorte[1:]} n° {evenement.objet_id}"


# --- Finds the name of somebody who leaves in what others typed, and tells them where it stands
# ---
# Nothing is changed: those who read a text decide. The journal keeps the place, never the name: a
# space's journal for its members, the site's for the team.


_CIVILITES: Final = ("m", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle")
_LETTRES: Final = re.compile("[A-Za-z0-9]+")
_ECHAPPES: Final = re.compile(r"\\u([0-9a-f]{4})")


def find_citations(personne: Utilisateur) -> Callable[[], None]:
    """Look for the rows that name this person; return what writes down those that still do."""
    signes, souches = _sign(personne)
    trouvees = {
        modele.classe: [x.pk for x in _list_lignes(QuerySet(modele.classe), signes, souches)]
        for modele in list_modeles()
        if modele not in MODELES and modele.hors_espace != MACHINE  # erased with her, or of nobody
    }

    def note() -> None:
        for classe, numeros in trouvees.items():
            restees: QuerySet[Model] = QuerySet(classe).filter(pk__in=numeros)
            for ligne in _list_lignes(restees, signes, souches) if numeros else ():
                _note_citations(personne, ligne)

    return note


def find_chemin(classe: type[Model]) -> str:
    """Return the lookup that leads from a row to its space, by links that are always filled.

    A key to the space that may be empty holds too, if the row goes with its space.
    """
    if classe is Espace:
        return "pk"
    vus, file = {classe}, deque([(classe, "")])
    while file:
        modele, chemin = file.popleft()
        for champ in _list_champs(modele):
            visee: Any = champ.related_model
            if visee is Espace and (not champ.null or _goes_with(champ)):
                return f"{chemin}{champ.name}"
            if champ.is_relation and not champ.null and visee not in vus:
                vus.add(visee)
                file.append((visee, f"{chemin}{champ.name}__"))
    return ""


def _sign(personne: Utilisateur) -> tuple[list[str], list[str]]:
    """Return the words that name somebody, and letters that any text which names her holds."""
    prenom, nom, adresse = map(fold_mots, (personne.prenom, personne.nom, personne.courriel))
    paires = [(mot, nom) for mot in (prenom, prenom[:1], *_CIVILITES)] + [(nom, prenom)]
    signes = [f" {avant} {apres} " for avant, apres in paires if avant and apres]
    suites = map(_LETTRES.findall, (personne.nom, personne.courriel.partition("@")[0]))
    return [*signes, f" {adresse} "], [max(suite, key=len) for suite in suites if suite]


def _list_lignes(lignes: QuerySet[Model], signes: list[str], souches: list[str]) -> Iterator[Model]:
    textes = {f"dit_{rang}": nom for rang, nom in enumerate(_list_textes(lignes.model))}
    lues = {dit: Cast(nom, TextField()) for dit, nom in textes.items()}
    voulues = [Q(**{f"{dit}__icontains": mot}) for dit, mot in product(textes, souches)]
    trouvees = lignes.annotate(**lues).filter(reduce(or_, voulues)) if voulues else ()
    for ligne in trouvees:
        dits = " ".join(filter(None, (getattr(ligne, dit) for dit in textes)))
        dits = _ECHAPPES.sub(lambda echappe: chr(int(echappe[1], 16)), dits)
        plie = f" {fold_mots(dits)} "
        if any(signe in plie for signe in signes):
            yield ligne


def _list_textes(classe: type[Model]) -> Iterator[str]:
    """Yield the lookups of what people type: texts, values of JSON, names of files."""
    for champ in _list_champs(classe):
        if isinstance(champ, CharField | TextField | JSONField) and not champ.choices:
            yield champ.name
        elif champ.related_model is Fichier:
            yield f"{champ.name}__nom"


def _note_citations(personne: Utilisateur, ligne: Model) -> None:
    espace, sorte = _find_espace(ligne), str(ligne._meta.verbose_name)  # noqa: SLF001 - Django's own name for it
    nom = f"{sorte[:1].upper()}{sorte[1:]} n° {ligne.pk}"
    details = {"nom": nom, "adresse": _find_adresse(ligne, espace)}
    record("citation.trouvee", auteur=personne, objet=ligne, espace=espace, details=details)


def _find_espace(ligne: Model) -> Espace | None:
    chemin = find_chemin(type(ligne))
    sienne: QuerySet[Model] = QuerySet(type(ligne)).filter(pk=ligne.pk)
    return Espace.objects.filter(pk__in=sienne.values(chemin)).first() if chemin else None


def _find_adresse(ligne: Model, espace: Espace | None) -> str:
    """Return its page, else that of what it is a part of, else that of its tool."""
    entiers = (getattr(ligne, c.name) for c in _list_champs(type(ligne)) if _goes_with(c))
    for place in (ligne, *entiers):
        if hasattr(place, "get_absolute_url") and not isinstance(place, Espace):
            with suppress(NoReverseMatch):  # a badly written row must not stop the erasure
                return str(place.get_absolute_url())
    outils = {m.classe: outil.vue for outil in list_manifestes() for m in outil.modeles}
    vue = outils.get(type(ligne))
    with suppress(NoReverseMatch):  # a page that is of no space
        return reverse(vue, args=[espace.siren]) if vue and espace else ""
    return ""


def _goes_with(champ: Field[Any, Any]) -> bool:
    """Say whether a row is deleted together with the row that this foreign key points to."""
    return isinstance(champ, ForeignKey) and champ.remote_field.on_delete is CASCADE


def _list_champs(classe: type[Model]) -> list[Field[Any, Any]]:
    return list(classe._meta.concrete_fields)  # noqa: SLF001 - Django's own name for it
