"""« Qui peut m’en parler »: bodies like hers, what they published of a subject, who accepts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.contrib import messages
from django.db import transaction
from django.forms import BooleanField
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from dsfr.forms import DsfrBaseForm

from spaser.moteur.referentiels.annuaire import regions
from spaser.moteur.referentiels.embarques import read_familles
from spaser.regles.droits import Operation
from spaser.regles.indicateurs import Rubrique, load_bibliotheque
from spaser.regles.nomenclatures import TrancheAchats, TrancheHabitants
from spaser.regles.pairs import Critere, Traits, choose_pairs
from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.sessions import RequeteConnectee, auteur_of
from spaser.site.editorial.obligations import find_obligation
from spaser.site.entourage import echanges
from spaser.site.entourage.models.echanges import LISIBLE, EchangePublic
from spaser.site.entourage.views_echanges import MONTRES, fil_echanges
from spaser.site.organisations.acces import de_la_personne
from spaser.site.organisations.espaces import exige_espace, fil_espace
from spaser.site.organisations.identite import identite_of_organisation
from spaser.site.organisations.models import TYPES, Appartenance, Espace, Organisation
from spaser.site.portail.models import Recit
from spaser.site.portail.pratiques import read_pratiques
from spaser.site.recherche.services import find_mots, split_mots
from spaser.site.registre.documents import FICHE
from spaser.site.registre.models import Fiche
from spaser.site.schema.models import Publication
from spaser.site.socle.formulaires import FormLibre, ask_filtre, list_choix
from spaser.site.socle.journal import record
from spaser.site.socle.versions import make_demande, read_envoi
from spaser.site.socle.vues import Rendu, shows

# --- Who published something of a subject ---


type Travail = tuple[str, str]
"""What a body published, and where it is read."""


@dataclass
class Pair:
    """A body that published something of a subject; `joignable` when it accepts to be asked."""

    nom: str
    traits: Traits
    joignable: Appartenance | None
    travaux: list[Travail] = field(default_factory=list)


def find_pairs(sujet: str, jour: date) -> dict[str, Pair]:
    """Return, by SIREN, whose scheme, practice, results or answer touch a subject."""
    joignables = {une.organisation.siren: une for une in Appartenance.objects.joignables()}
    theme, familles, axe = _read_sujet(sujet, jour)
    pairs: dict[str, Pair] = {}
    for f in _list_fiches(theme):
        tailles = {f.tranche_habitants, f.tranche_achats}
        traits = dict(zip(Critere, ({f.type}, tailles, {f.code_region}), strict=True))
        pair = pairs.setdefault(f.siren, Pair(f.structure, traits, joignables.get(f.siren)))
        pair.travaux.append((f.titre or "Son schéma", f.get_absolute_url()))
    codes = [p.code for p in read_pratiques(jour) if p.axe is axe or familles & {*p.familles}]
    for sien, travail in _list_travaux(sujet, codes):
        if sien:
            traits = _read_traits(sien)
            pair = pairs.setdefault(sien.siren, Pair(sien.nom, traits, joignables.get(sien.siren)))
            pair.travaux.append(travail)
    return pairs


def _read_sujet(sujet: str, jour: date) -> tuple[str, set[str], Rubrique | None]:
    """Return what a subject touches: words, families, an axis; every buyer goes by each step."""
    genre, _, code = sujet.partition(":")
    if genre == "famille":
        return read_familles().get(code, ""), {code}, None
    if indicateur := load_bibliotheque().find(code):
        return indicateur.sous_theme.libelle, set(), indicateur.rubrique
    if genre == "obligation" and (obligation := find_obligation(code, jour)):
        return obligation.theme.libelle, {*obligation.familles}, None
    return "", set(), None


def _list_fiches(theme: str) -> Iterator[Fiche]:
    """Return the schemes that hold all the words of a theme, or else the first of them."""
    fiches = Fiche.objects.publiees().exclude(siren="").defer("contenu")
    if mots := split_mots(theme):
        trouvees = (find_mots(dits, FICHE.nom, entame=False) for dits in (mots, mots[:1]))
        numeros = [numero for numero, _ in next(filter(None, trouvees), [])]
        fiches = fiches.filter(pk__in=numeros)
    yield from fiches.order_by("structure", "pk")


def _list_travaux(
    sujet: str, pratiques: list[str]
) -> Iterator[tuple[Organisation | None, Travail]]:
    """Return the practices, the results and the answers of bodies that are named."""
    recits = Recit.objects.filter(code__in=pratiques, nomme=True)
    for recit in recits.select_related("espace__organisation"):
        adresse = reverse("pratiques:fiche", args=[recit.code])
        yield recit.espace.organisation, (recit.titre, adresse)
    if sujet.startswith("indicateur:"):
        cite = f'"{sujet.rpartition(":")[2]}"'
        parues = Publication.objects.publiques().filter(arretee__contenu__icontains=cite)
        for parue in parues.select_related("espace__organisation"):
            titre = f"Ses résultats publiés, {parue.annee}"
            yield parue.espace.organisation, (titre, parue.get_absolute_url())
    questions = echanges.list_questions().filter(sujet=sujet).values("pk")
    nommees = EchangePublic.objects.filter(LISIBLE, question__in=questions, nomme_le__isnull=False)
    for reponse in nommees.select_related("organisation", "question"):
        yield reponse.organisation, (f"Réponse\u00a0: {reponse}", reponse.get_absolute_url())


def _read_traits(organisation: Organisation) -> dict[Critere, set[str]]:
    profil = identite_of_organisation(organisation).profil
    lus = ({profil.type}, {profil.tranche_habitants}, {profil.code_region})
    return dict(zip(Critere, lus, strict=True))


# --- The page: her own traits first, that she changes as she likes ---


_TAILLES: Final = [
    ("", "Toutes"),
    ("Habitants", list_choix(TrancheHabitants)),
    ("Achats d’une année", list_choix(TrancheAchats)),
]


class FormPairs(FormLibre):
    sujet = ask_filtre("Sujet", lambda: [("", "Choisissez"), *echanges.list_sujets_poses()])
    type = ask_filtre("Type de structure", [("", "Tous"), *TYPES])
    taille = ask_filtre("Taille", _TAILLES)
    region = ask_filtre(
        "Région", lambda: [("", "Toutes"), *((c, zone.nom) for c, zone in regions().items())]
    )


@de_la_personne
@shows("entourage/pairs/pairs.html")
def page_pairs(request: RequeteConnectee) -> Rendu:
    miennes = [une.organisation for une in echanges.list_siennes(request.user)]
    siens: Mapping[Critere, set[str]] = _read_traits(miennes[0]) if miennes else {}
    form = FormPairs({c.value: "".join(v) for c, v in siens.items()} | request.GET.dict())
    lus = form.cleaned_data if form.is_valid() else {}
    sujet = lus.get("sujet", "")
    pairs = find_pairs(sujet, timezone.localdate()) if sujet else {}
    vise = {critere: {lus.get(critere.value, "")} - {""} for critere in Critere}
    sirens = {organisation.siren for organisation in miennes}
    traits = {siren: pair.traits for siren, pair in pairs.items() if siren not in sirens}
    retenus, laches = choose_pairs(vise, traits)
    return {
        "fil": fil_echanges(("Qui peut m’en parler", None)),
        "form": form,
        "sujet": sujet,
        "titre": request.GET.get("titre", ""),
        "laches": [critere.libelle.lower() for critere in laches],
        "acceptent": [(siren, pairs[siren]) for siren in retenus if pairs[siren].joignable],
        "autres": [pairs[siren] for siren in retenus if not pairs[siren].joignable][:MONTRES],
    }


# --- In a space: somebody accepts to be asked, until she no longer does ---


class FormJoignable(DsfrBaseForm):
    accepte = BooleanField(
        label="J’accepte qu’un acheteur comparable me pose une question",
        required=False,
        help_text="Elle vous arrive par courriel. Votre adresse ne lui est jamais montrée.",
    )
    nomme = BooleanField(label="Montrer mon nom", required=False)


@exige_espace(Operation.COMMENTER)
@shows("commun/demander.html", envoi=True)
def page_joignable(request: HttpRequest, espace: Espace) -> Rendu:
    ici = echanges.list_siennes(request.user).filter(organisation=espace.organisation).first()
    if ici is None:
        messages.info(request, "Rejoignez d’abord l’organisation pour laquelle vous répondez.")
        return redirect("organisations:rejoindre")
    dits = {"accepte": bool(ici.joignable_le), "nomme": ici.joignable_nomme}
    form = FormJoignable(read_envoi(request), initial=dits)
    if form.is_valid():
        accept_questions(espace, auteur_of(request), **form.cleaned_data)
        messages.success(request, "C’est enregistré.")
        return redirect("echanges:joignable", espace.siren)
    titre = "Répondre à d’autres acheteurs"
    demande = make_demande(form, titre, "Enregistrer", espace.get_absolute_url())
    return demande | {"fil": fil_espace(request, espace, (titre, None))}


@transaction.atomic
def accept_questions(espace: Espace, auteur: Utilisateur, *, accepte: bool, nomme: bool) -> None:
    """Keep a dated consent in place of the former one, or only end that one."""
    siennes = echanges.list_siennes(auteur).filter(organisation=espace.organisation)
    depuis = timezone.now() if accepte else None
    siennes.update(joignable_le=depuis, joignable_nomme=accepte and nomme)
    geste = "entraide.accord" if accepte else "entraide.retrait"
    record(geste, auteur=auteur, espace=espace)
