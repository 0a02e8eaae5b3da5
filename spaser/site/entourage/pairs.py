"""« Qui peut m’en parler »: bodies like hers, what they published of a subject, who accepts."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from spaser.moteur.referentiels.annuaire import regions
from spaser.moteur.referentiels.embarques import read_familles
from spaser.regles.droits import Operation
from spaser.regles.indicateurs import load_bibliotheque
from spaser.regles.nomenclatures import TrancheAchats, TrancheHabitants
from spaser.regles.pairs import Critere, choose_pairs
from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.sessions import RequeteConnectee
from spaser.site.entourage import echanges
from spaser.site.entourage.models.echanges import LISIBLE, EchangePublic, Joignable
from spaser.site.entourage.views_echanges import MONTRES, fil_echanges
from spaser.site.organisations.acces import de_la_personne
from spaser.site.organisations.espaces import exige_espace, fil_espace
from spaser.site.organisations.identite import identite_of_organisation
from spaser.site.organisations.models import TYPES, Espace, Organisation
from spaser.site.portail.models import Recit
from spaser.site.portail.pratiques import read_pratiques
from spaser.site.recherche.services import find_mots, split_mots
from spaser.site.registre.documents import FICHE
from spaser.site.registre.models import Fiche
from spaser.site.socle.formulaires import FormLibre, ask_filtre, list_choix, offer_choix
from spaser.site.socle.journal import record
from spaser.site.socle.vues import Rendu, shows

# --- Who published something of a subject ---


type Travail = tuple[str, str]
"""What a body published, and where it is read."""


@dataclass
class Pair:
    """A body that published something of a subject; `joignable` when it accepts to be asked."""

    siren: str
    nom: str
    joignable: Joignable | None = None
    travaux: list[Travail] = field(default_factory=list)
    traits: dict[Critere, set[str]] = field(default_factory=lambda: defaultdict(set))


def find_pairs(sujet: str, jour: date) -> dict[str, Pair]:
    """Return, by SIREN, who published a scheme, a practice or an answer that touches a subject."""
    joignables = {un.espace.siren: un for un in echanges.list_joignables()}
    pairs: dict[str, Pair] = {}
    for siren, nom, travail, dits in (*_list_fiches(sujet), *_list_autres(sujet, jour)):
        pair = pairs.setdefault(siren, Pair(siren, nom, joignables.get(siren)))
        pair.travaux.append(travail)
        for critere, valeur in dits:
            pair.traits[critere] |= {valeur} - {""}
    return pairs


type Trouve = tuple[str, str, Travail, tuple[tuple[Critere, str], ...]]
"""The SIREN and the name of a body, what it published, its traits."""


def _list_fiches(sujet: str) -> Iterator[Trouve]:
    """Return the schemes that hold all the words of the subject, or else the first of them."""
    code = sujet.rpartition(":")[2]
    indicateur = load_bibliotheque().find(code)
    theme = indicateur.sous_theme.libelle if indicateur else read_familles().get(code, "")
    mots = split_mots(theme)
    trouvees = (find_mots(dits, FICHE.nom, entame=False) for dits in (mots, mots[:1]) if dits)
    numeros = [numero for numero, _ in next(filter(None, trouvees), [])]
    fiches = Fiche.objects.publiees().filter(pk__in=numeros).exclude(siren="").defer("contenu")
    for f in fiches.order_by("structure", "pk"):
        tailles = [(Critere.TAILLE, taille) for taille in (f.tranche_habitants, f.tranche_achats)]
        traits = ((Critere.TYPE, f.type), (Critere.REGION, f.code_region), *tailles)
        yield f.siren, f.structure, (f.titre or "Son schéma", f.get_absolute_url()), traits


def _list_autres(sujet: str, jour: date) -> Iterator[Trouve]:
    """Return the practices and the answers of bodies that are named."""
    code = sujet.rpartition(":")[2]
    indicateur = load_bibliotheque().find(code)
    axe = indicateur.rubrique if indicateur else None
    codes = [p.code for p in read_pratiques(jour) if code in p.familles or p.axe is axe]
    recits = Recit.objects.filter(code__in=codes, nomme=True).select_related("espace__organisation")
    questions = echanges.list_questions().filter(sujet=sujet).values("pk")
    nommees = EchangePublic.objects.filter(LISIBLE, question__in=questions, nomme_le__isnull=False)
    for recit in recits:
        adresse = reverse("pratiques:fiche", args=[recit.code])
        yield from _tell(recit.espace.organisation, (recit.titre, adresse))
    for reponse in nommees.select_related("organisation", "question"):
        travail = (f"Réponse : {reponse}", reponse.get_absolute_url())
        yield from _tell(reponse.organisation, travail)


def _tell(organisation: Organisation | None, travail: Travail) -> Iterator[Trouve]:
    if organisation:
        yield organisation.siren, organisation.nom, travail, _read_traits(organisation)


def _read_traits(organisation: Organisation) -> tuple[tuple[Critere, str], ...]:
    profil = identite_of_organisation(organisation).profil
    valeurs = (profil.type, profil.tranche_habitants, profil.code_region)
    return tuple(zip(Critere, valeurs, strict=True))


# --- The page: her own traits first, that she changes as she likes ---


_TAILLES: Final = [
    ("", "Toutes"),
    ("Habitants", list_choix(TrancheHabitants)),
    ("Achats d’une année", list_choix(TrancheAchats)),
]


class FormPairs(FormLibre):
    sujet = ask_filtre("Sujet", ())
    type = ask_filtre("Type de structure", [("", "Tous"), *TYPES])
    taille = ask_filtre("Taille", _TAILLES)
    region = ask_filtre("Région", ())


@de_la_personne
@shows("entourage/pairs/pairs.html")
def page_pairs(request: RequeteConnectee) -> Rendu:
    jour = timezone.localdate()
    siennes = echanges.list_siennes(request.user).select_related("organisation")
    miennes = [une.organisation for une in siennes]
    siens = {c.value: valeur for c, valeur in _read_traits(miennes[0])} if miennes else {}
    form = FormPairs(siens | request.GET.dict())
    offer_choix(form, "sujet", [("", "Choisissez"), *echanges.list_sujets_poses(jour)])
    offer_choix(form, "region", [("", "Toutes"), *((c, z.nom) for c, z in regions().items())])
    lus = form.cleaned_data if form.is_valid() else {}
    sujet = lus.get("sujet", "")
    pairs = find_pairs(sujet, jour) if sujet else {}
    vise = {critere: {lus.get(critere.value, "")} - {""} for critere in Critere}
    sirens = {organisation.siren for organisation in miennes}
    traits = {siren: pair.traits for siren, pair in pairs.items() if siren not in sirens}
    retenus, laches = choose_pairs(vise, traits)
    return {
        "fil": fil_echanges(("Qui peut m’en parler", None)),
        "form": form,
        "sujet": sujet,
        "titre": request.GET.get("titre", "")[:150],
        "laches": [critere.libelle.lower() for critere in laches],
        "acceptent": [pairs[siren] for siren in retenus if pairs[siren].joignable],
        "autres": [pairs[siren] for siren in retenus if not pairs[siren].joignable][:MONTRES],
    }


# --- In a space: somebody accepts to be asked, until she no longer does ---


@exige_espace(Operation.COMMENTER)
@shows("entourage/pairs/joignable.html", envoi=True)
def page_joignable(request: HttpRequest, espace: Espace) -> Rendu:
    siens = Joignable.objects.filter(espace=espace, retire_le=None, personne=request.user.pk)
    if request.method == "POST" and isinstance(request.user, Utilisateur):
        if espace.est_essai:
            raise PermissionDenied
        accepte = "accepter" in request.POST
        accept_questions(espace, request.user, accepte=accepte, nomme="nomme" in request.POST)
        messages.success(request, "Vous êtes joignable." if accepte else "Vous ne l’êtes plus.")
        return redirect("echanges:joignable", espace.siren)
    fil = fil_espace(request, espace, ("Répondre à d’autres acheteurs", None))
    return {"fil": fil, "mienne": siens.first()}


@transaction.atomic
def accept_questions(espace: Espace, auteur: Utilisateur, *, accepte: bool, nomme: bool) -> None:
    """Keep a dated consent in place of the former one, or only end that one."""
    siens = Joignable.objects.filter(espace=espace, personne=auteur, retire_le=None)
    siens.update(retire_le=timezone.now())
    if accepte:
        Joignable.objects.create(espace=espace, personne=auteur, nom_montre=nomme)
    geste = "joignable.accord" if accepte else "joignable.retrait"
    record(geste, auteur=auteur, espace=espace)
