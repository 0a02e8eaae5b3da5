"""One's own data: handed over whole, erased on demand. Each app declares its part."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from axes.models import AccessAttempt
from django.conf import settings
from django.db import transaction
from django.db.models import Field, Model, Q, QuerySet
from django.utils import timezone

from spaser.site.comptes.models import ChangementAdresse, CleAcces, SessionOuverte, Utilisateur
from spaser.site.comptes.preuves import find_application, remove_second_facteur
from spaser.site.comptes.services import tell_adieu
from spaser.site.socle.courriels.envoi import forget_courriels
from spaser.site.socle.courriels.natures import list_refus, name_nature, read_cadences
from spaser.site.socle.declarations import list_declares
from spaser.site.socle.jetons import forget_jetons
from spaser.site.socle.journal import record
from spaser.site.socle.models import (
    Bail,
    Battement,
    Compteur,
    Courriel,
    Evenement,
    Fichier,
    Jeton,
    Passage,
    Preference,
    Refus,
)
from spaser.site.socle.sauvegarde import effacements
from spaser.site.socle.taches.file import forget_adresse

# What becomes of the rows of a model when a space is handed over and when a person leaves.


type Champ = str | Callable[[Any], Any]
"""A path of names from a row, or what computes a plain value of it."""


@dataclass(frozen=True)
class Dispense:
    """Why something is not done with the rows of a model."""

    raison: str


PAR_LE_JOURNAL: Final = Dispense(
    "What a person did in it is in the journal, handed over with her account."
)


@dataclass(frozen=True)
class Modele:
    """What becomes of the rows of a model when a space is handed over, and when a person is erased.

    Each model has one declaration, which a test checks. Rows move with their space, unless
    `hors_espace` says why they have none; `finit` says why those of a trial end with it. `gestes`
    are the gestures of the history that tell of them. `export` is their place in the export of a
    person's data (« marches.fichiers »); `donne` says what it holds of each row that `par` reach
    (`efface` and `detache` when it is empty): by its name there, a field or a property, through
    links if need be (`organisation__nom`), or what computes it. Without it, a part writes it.

    When a person is erased, rows reached by `efface` are deleted and links of `detache` are
    emptied; any other link leads to an account that no longer says who it was. If a row that was
    erased comes back with an old backup, it is erased again: `ne_le` is its date of creation,
    `refait` does it (or tells that it was done).
    """

    classe: type[Model]
    gestes: tuple[str, ...] | Dispense = ()
    export: str | Dispense = ""
    efface: tuple[str, ...] = ()
    detache: tuple[str, ...] = ()
    par: tuple[str, ...] = ()
    donne: Mapping[str, Champ] = field(default_factory=dict)
    hors_espace: str = ""
    finit: str = ""
    ne_le: str = ""
    refait: Callable[[Any], object] = lambda ligne: ligne.delete()

    def redo(self, empreintes: Collection[str]) -> int:
        """Erase again the rows of a backup that were erased since; return how many were there."""
        lignes: QuerySet[Model] = QuerySet(self.classe)
        nees = lignes.values_list("pk", self.ne_le) if self.ne_le else ()
        siennes = {n: effacements.print_ligne(self.classe, n, ne_le) for n, ne_le in nees}
        effacees = lignes.filter(
            pk__in=[n for n, sienne in siennes.items() if sienne in empreintes]
        )
        return sum(self.refait(ligne) is not False for ligne in effacees)

    def list_adresses(self) -> set[str]:
        champs = [c for c in (*self.efface, *self.detache) if not self._find(c).is_relation]
        return {a for c in champs for a in QuerySet(self.classe).values_list(c, flat=True) if a}

    def give(self, personne: Utilisateur) -> list[dict[str, Any]]:
        """Return the rows of a person, in plain JSON values."""
        siennes = Q(pk__in=[])
        for champ in self.par or (*self.efface, *self.detache):
            siennes |= self._reach(personne, champ)
        lignes: QuerySet[Model] = QuerySet(self.classe).filter(siennes)
        lignes = lignes if lignes.ordered else lignes.order_by("pk")
        chemins = [champ for champ in self.donne.values() if isinstance(champ, str)]
        if liens := [chemin.rpartition("__")[0] for chemin in chemins if "__" in chemin]:
            lignes = lignes.select_related(*liens)
        return [
            {nom: _read_champ(ligne, champ) for nom, champ in self.donne.items()}
            for ligne in lignes
        ]

    def forget(self, personne: Utilisateur) -> None:
        for champ in self.efface:
            self._rows_of(personne, champ).delete()
        for champ in self.detache:
            vide = None if self._find(champ).null else ""
            self._rows_of(personne, champ).update(**{champ: vide})

    def _rows_of(self, personne: Utilisateur, champ: str) -> QuerySet[Model]:
        return QuerySet(self.classe).filter(self._reach(personne, champ))

    def _reach(self, personne: Utilisateur, champ: str) -> Q:
        return Q(**{champ: personne if self._find(champ).is_relation else personne.courriel})

    def _find(self, champ: str) -> Field[Any, Any]:
        champs = self.classe._meta.concrete_fields  # noqa: SLF001 - Django's own name for it
        return next(trouve for trouve in champs if trouve.name == champ)


def tell_champs(*noms: str, **autres: Champ) -> dict[str, Champ]:
    """Return what `donne` says: fields given under their names, then others under their own."""
    return {**{nom: nom for nom in noms}, **autres}


def tell_noted(classe: type[Model], gestes: str, **reste: Any) -> Modele:
    """Return what says who wrote a table: the journal, by these gestures."""
    return Modele(classe, gestes=tuple(gestes.split()), export=PAR_LE_JOURNAL, **reste)


def _read_champ(ligne: Any, champ: Champ) -> Any:  # noqa: ANN401 - of any model, plain
    """Return what a row says; an empty text at the end of a link that leads nowhere."""
    if not isinstance(champ, str):
        return champ(ligne)
    *liens, nom = champ.split("__")
    for lien in liens:
        ligne = getattr(ligne, lien)
        if ligne is None:
            return ""
    return _write_valeur(getattr(ligne, nom))


# One's own data: handed over whole, erased on demand.

DOMAINE_EFFACE: Final = "efface.invalid"


@dataclass(frozen=True)
class Part:
    """What one app keeps of a person.

    `exporte` returns, as plain JSON values, what models do not give; `efface` erases what models
    do not declare, and runs before them; `reste` says in one French sentence what stays and why,
    or is empty.
    """

    nom: str
    exporte: Callable[[Utilisateur], Any] = lambda _personne: {}
    efface: Callable[[Utilisateur], None] | None = None
    reste: str = ""


type Empechement = Callable[[Utilisateur], list[str]]
"""Gives the reasons to hold an erasure back, in French, or an empty list."""

type Recherche = Callable[[Utilisateur], Callable[[], None]]
"""Looks at length for somebody before her erasure; what it returns writes in it what it found."""


class EffacementEmpeche(Exception):
    """An account that may not be erased yet, with the reasons in French."""

    def __init__(self, raisons: list[str]) -> None:
        super().__init__(" ".join(raisons))
        self.raisons = raisons


def list_parts() -> list[Part]:
    """Return the parts of apps, then those of tools; the name of each is its key in the export."""
    return list_declares("PARTS") + [p for outil in list_declares("OUTILS") for p in outil.donnees]


def list_modeles() -> list[Modele]:
    siens = [modele for outil in list_declares("OUTILS") for modele in outil.modeles]
    return list_declares("MODELES") + siens


def keep_effacement(ligne: Model, *empreintes: str) -> None:
    """Add an erased row, and these other hashes, to the list that keeps them erased for good."""
    classe = ligne._meta.model  # noqa: SLF001 - the type of whoever asks is a proxy’s
    modele = next(modele for modele in list_modeles() if modele.classe is classe)
    ne_le = getattr(ligne, modele.ne_le)
    effacements.keep(effacements.print_ligne(modele.classe, ligne.pk, ne_le), *empreintes)


def list_obstacles(utilisateur: Utilisateur) -> list[str]:
    """Return every reason not to erase this account yet."""
    regles: list[Empechement] = list_declares("EMPECHEMENTS")
    return [raison for regle in regles for raison in regle(utilisateur)]


def list_restes() -> list[str]:
    return [part.reste for part in list_parts() if part.reste]


def export_donnees(utilisateur: Utilisateur) -> dict[str, Any]:
    donnees: dict[str, Any] = {"exporte_le": timezone.now().isoformat()}
    donnees |= {part.nom: part.exporte(utilisateur) for part in list_parts()}
    for modele in list_modeles():
        if modele.donne and isinstance(modele.export, str):
            *parts, nom = modele.export.split(".")
            tenu = donnees.setdefault(parts[0], {}) if parts else donnees
            tenu[nom] = modele.give(utilisateur)
    return donnees


def erase_compte(utilisateur: Utilisateur) -> None:
    """Erase each part, then who the person was; EffacementEmpeche if something holds it back.

    The row stays, empty: what others still need (a published sheet, the journal) keeps pointing
    at it, and it no longer says who it was.
    """
    adresse = utilisateur.courriel
    suites = _look_for(utilisateur)
    with transaction.atomic():
        if raisons := list_obstacles(utilisateur):
            raise EffacementEmpeche(raisons)
        _erase(utilisateur, suites)
        if not settings.SANS_COURRIEL:  # its folder would keep the address, and nobody reads it
            tell_adieu(adresse)
        keep_effacement(utilisateur, effacements.print_adresse_effacee(adresse))


def redo_compte(utilisateur: Utilisateur) -> bool:
    """Erase an account that a backup brought back, whatever holds it there, and write to nobody."""
    if utilisateur.efface_le:
        return False
    with transaction.atomic():
        _erase(utilisateur, _look_for(utilisateur))
    return True


def _look_for(utilisateur: Utilisateur) -> list[Callable[[], None]]:
    recherches: list[Recherche] = list_declares("RECHERCHES")
    return [cherche(utilisateur) for cherche in recherches]


def redo_effacements(adresses: Collection[str] = ()) -> int:
    """Erase again what the list beside the database says, and the addresses that have these hashes.

    Returns how many accounts, rows and addresses were there.
    """
    lignes = effacements.read_effacements(settings.DOSSIER / effacements.FICHIER)
    empreintes = {ligne.rpartition(" ")[2] for ligne in lignes}
    faits = sum(modele.redo(empreintes) for modele in list_modeles()) if empreintes else 0
    tenues = set[str]().union(*(m.list_adresses() for m in list_modeles())) if adresses else ()
    revenues = [a for a in tenues if effacements.print_adresse_effacee(a) in adresses]
    libres = [a for a in revenues if not Utilisateur.objects.filter(courriel=a).exists()]
    for adresse in libres:  # no account here: make one to erase
        redo_compte(prete := Utilisateur.objects.create_user(adresse))
        prete.delete()
    return faits + len(libres)


def _erase(utilisateur: Utilisateur, suites: Collection[Callable[[], None]]) -> None:
    adresse = utilisateur.courriel
    forget_courriels(adresse)
    for part in reversed(list_parts()):
        if part.efface:
            part.efface(utilisateur)
    for modele in list_modeles():
        modele.forget(utilisateur)
    for suite in suites:
        suite()
    forget_adresse(adresse)
    forget_jetons(adresse)
    erase_identite(utilisateur)
    record("compte.effacement", auteur=utilisateur, objet=utilisateur)
    transaction.on_commit(effacements.cut_journal)


def export_compte(utilisateur: Utilisateur) -> dict[str, Any]:
    return {
        "courriel": utilisateur.courriel,
        "courriel_verifie_le": _write_valeur(utilisateur.courriel_verifie_le),
        "prenom": utilisateur.prenom,
        "nom": utilisateur.nom,
        "identifiant_proconnect": utilisateur.sub,
        "siret_proconnect": utilisateur.siret_proconnect,
        "inscrit_le": _write_valeur(utilisateur.inscrit_le),
        "derniere_connexion": _write_valeur(utilisateur.last_login),
        "second_facteur": find_application(utilisateur) is not None,
        "preferences_courriels": {
            sujet.label: cadence.label for sujet, cadence in read_cadences(utilisateur).items()
        },
        "journal": [
            {"quand": _write_valeur(e.quand), "geste": e.geste, "details": e.details}
            for e in Evenement.objects.filter(auteur_id=utilisateur.pk)
        ],
    }


def erase_identite(utilisateur: Utilisateur) -> None:
    """Empty the account of all that says who it was, and close it."""
    AccessAttempt.objects.filter(username=utilisateur.courriel).delete()
    remove_second_facteur(utilisateur)
    utilisateur.courriel = f"compte-{utilisateur.pk}@{DOMAINE_EFFACE}"
    utilisateur.sub = utilisateur.courriel_verifie_le = utilisateur.last_login = None
    utilisateur.prenom = utilisateur.nom = utilisateur.siret_proconnect = ""
    utilisateur.is_active = utilisateur.is_superuser = False
    utilisateur.efface_le = timezone.now()
    utilisateur.set_unusable_password()
    utilisateur.save()


def _write_valeur(valeur: Any) -> Any:  # noqa: ANN401 - plain, but for days and instants
    return valeur.isoformat() if isinstance(valeur, date) else valeur


def _forget_refus(utilisateur: Utilisateur) -> None:
    list_refus(utilisateur.courriel).delete()


PART: Final = Part(
    "compte",
    exporte=export_compte,
    efface=_forget_refus,
    reste="Le journal de ce qui a été fait garde un numéro à la place de votre nom : il faut "
    "pouvoir retracer les publications et les droits donnés. Une empreinte de votre adresse, que "
    "seul ce site sait refaire, empêche qu’une sauvegarde remise en place vous fasse revenir.",
)
_PERSONNE: Final = "It is somebody’s, in every space she enters."
MACHINE: Final = "The machinery of the site; what is in a space keeps a link to it."
_DJANGO: Final = "A table of Django’s own, that the site leaves empty."

# Those of the floors below as well: they know nobody.
MODELES: Final = (
    Modele(
        Utilisateur,
        (),
        "compte.courriel",
        hors_espace=_PERSONNE,
        ne_le="inscrit_le",
        refait=redo_compte,
    ),
    *(
        Modele(table, export=Dispense(_DJANGO), efface=("utilisateur",), hors_espace=_DJANGO)
        for table in (Utilisateur.groups.through, Utilisateur.user_permissions.through)
    ),
    Modele(
        SessionOuverte,
        export="compte.sessions",
        efface=("utilisateur",),
        donne=tell_champs("appareil", "adresse", "ouverte_le", "vue_le"),
        hors_espace=_PERSONNE,
    ),
    Modele(
        CleAcces,
        export="compte.cles_acces",
        efface=("user",),
        donne=tell_champs("ajoutee_le", "servie_le", nom="name"),
        hors_espace=_PERSONNE,
    ),
    Modele(
        ChangementAdresse,
        export=Dispense("An address that waits a day for two agreements, then replaces the other."),
        efface=("utilisateur",),
        hors_espace=_PERSONNE,
    ),
    Modele(
        Courriel,
        export="compte.courriels",
        efface=("personne", "adresse"),
        par=("personne",),
        donne=tell_champs(
            "ecrit_le",
            quoi=lambda courriel: name_nature(courriel.nature),
            etat=lambda courriel: courriel.get_etat_display(),
        ),
        hors_espace=_PERSONNE,
    ),
    Modele(
        Preference,
        export="compte.preferences_courriels",
        efface=("personne",),
        hors_espace=_PERSONNE,
    ),
    Modele(Refus, hors_espace="A print of an address, that no account and no space knows."),
    Modele(Evenement, hors_espace="It outlives the space, of which it keeps the number."),
    Modele(Jeton, hors_espace=MACHINE),
    Modele(Compteur, hors_espace=MACHINE),
    Modele(Fichier, hors_espace=MACHINE),
    Modele(Passage, hors_espace=MACHINE),
    Modele(Bail, hors_espace=MACHINE),
    Modele(Battement, hors_espace=MACHINE),
)
