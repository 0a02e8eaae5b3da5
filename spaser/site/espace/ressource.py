"""Lines that a team keeps in its space: one class a tool, its pages and their addresses.

A tool gives its model, its form, its words and the right that changes them; its list is its own
page. The form of two people at once, what is put back of a line taken out meanwhile, the bin or the
end of a line, their journal come with it. A method is overridden where a tool has its own way, a
template where it has its own screen.
"""

from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar, Final

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.views import View
from dsfr.forms import DsfrBaseForm

from spaser.regles.droits import Operation
from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.sessions import auteur_of
from spaser.site.espace.historique import put_aside
from spaser.site.organisations.espaces import Pas, exige_espace, fil_espace, peut_dans
from spaser.site.organisations.models import Espace
from spaser.site.organisations.outils import Sorte
from spaser.site.socle.journal import record
from spaser.site.socle.versions import FormVersionne, Versionne, read_envoi, save_form, save_version


@dataclass(frozen=True)
class Adresse:
    """A page or a gesture: the end of its address, and how it is asked for."""

    suite: str
    methodes: str = "GET HEAD POST"


LECTURE: Final = "GET HEAD"  # whoever may see the space may open it
GESTE: Final = "POST"


@dataclass(frozen=True)
class MotsOutil:
    """What a tool says: `un` and `ce` name a line (« un axe », « cet axe »).

    Each answer names the line by `{}`.
    """

    un: str
    ce: str  # « cet axe »
    ajout: str = "« {} » est ajouté."
    changer: str = "{}"  # the title of its form
    modification: str = "« {} » est enregistré."
    retrait: str = "« {} » est à la corbeille pour trente jours."
    disparue: str = "Cette ligne n’y est plus"

    @property
    def garder(self) -> str:
        return "La garder" if self.un.startswith("une ") else "Le garder"


class FormRessource(FormVersionne, DsfrBaseForm, forms.ModelForm):  # type: ignore[type-arg]  # not generic when it runs
    """What a line says, as its model asks it."""


class Ressource[M: Versionne](View):
    """The lines of a tool in a space; its class attributes are what a tool gives."""

    modele: type[M]
    forme: type[FormVersionne]
    ecrire: Operation
    mots: MotsOutil
    titre: str  # of the list
    chemin: str  # its addresses begin so: "espace/<siren:siren>/risques/"
    vues: str  # the names of its addresses, by role: "risques:{}"
    # "liste", "ajouter", "modifier", "retirer" ("supprimer" where its form does not offer it)…
    roles: ClassVar[Mapping[str, Adresse]]
    accueil: ClassVar[str] = ""  # the name of the address of its list, if it is not a role
    sorte: ClassVar[Sorte | None] = None  # its lines go through the bin
    cadre: ClassVar[str] = "commun/outil.html"  # what its pages extend
    gabarits: ClassVar[Mapping[str, str]] = {}  # those that are its own, by page: "saisie"
    role = ""
    espace: Espace

    @classmethod
    def urls(cls) -> Iterator[URLPattern]:
        noms = cls.vues.partition(":")[2]
        for nom, role in cls.roles.items():
            methodes = role.methodes.lower().split()
            vue = cls.as_view(role=nom, http_method_names=methodes)
            droit = Operation.VOIR_ESPACE if role.methodes == LECTURE else cls.ecrire
            yield path(cls.chemin + role.suite, exige_espace(droit)(vue), name=noms.format(nom))

    def setup(self, request: HttpRequest, *args: Any, espace: Espace, **kwargs: Any) -> None:
        self.espace = espace
        super().setup(request, *args, **kwargs)

    def get(self, *_: Any, **__: Any) -> HttpResponseBase:
        """Answer by the method of the role: each reads the address and the form by itself."""
        reponse: HttpResponseBase = getattr(self, self.role)()
        return reponse

    head = post = get

    # What a tool may have its own way.

    def list_lignes(self) -> QuerySet[M]:
        """Return the lines of the space, in their order."""
        lignes: QuerySet[Any] = self.modele._default_manager.filter(espace=self.espace)  # noqa: SLF001 - Django's own name for it
        return lignes.filter(ecarte_le=None) if self.sorte else lignes

    def start(self) -> M:
        return self.modele(espace=self.espace)

    def ask(self, envoi: QueryDict | None, ligne: M, version: int | None) -> FormVersionne:
        """Return the form over a copy of a line, at its version; None for a new one."""
        return self.forme(envoi, instance=ligne, version=version)

    @transaction.atomic
    def write(self, form: FormVersionne, auteur: Utilisateur) -> None:
        """Write a form; VersionDepassee when somebody else did meanwhile."""
        champs = form.read()
        if hasattr(self.modele, "modifie_par"):
            champs["modifie_par"] = auteur
        geste = "modification" if self.ligne.pk else "ajout"
        if self.ligne.pk:
            save_version(self.ligne, self.ligne.version, **champs)
        else:
            for nom, valeur in champs.items():
                setattr(self.ligne, nom, valeur)
            self.ligne.save()
        self.note(geste, auteur)

    def remove(self, auteur: Utilisateur) -> None:
        if self.sorte:
            put_aside(self.espace, self.sorte, self.ligne, auteur)  # type: ignore[arg-type]  # its model is what its kind says
            return
        self.note("retrait", auteur)
        self.ligne.delete()

    def note(self, geste: str, auteur: Utilisateur) -> None:
        code = self.vues.partition(":")[0]
        record(f"{code}.{geste}", auteur=auteur, objet=self.ligne, espace=self.espace)

    def leave(self) -> HttpResponse:
        """Lead to where one goes on from, once a line is written."""
        return redirect(self.racine)

    def read_cadre(self, *suite: Pas) -> dict[str, Any]:
        """Return what every page of the tool reads; `suite` ends its trail."""
        debut = [] if self.role == "liste" else [(self.titre, self.racine)]
        return {
            "espace": self.espace,
            "fil": fil_espace(self.request, self.espace, *debut, *suite),
            "modifier": peut_dans(self.request, self.espace, self.ecrire),
            "retour": self.racine,
        }

    def tell_retrait(self) -> str:
        """Say what goes with a line that is taken out, before it is."""
        return ""

    # The pages and the gestures.

    @property
    def racine(self) -> str:
        return reverse(self.accueil or self.vues.format("liste"), args=[self.espace.siren])

    @cached_property
    def ligne(self) -> M:
        """Return the line of the address, or a new one; 404 for what is not in the space."""
        if "pk" not in self.kwargs:
            return self.start()
        if trouvee := self.list_lignes().filter(pk=self.kwargs["pk"]).first():
            return trouvee
        raise Http404

    def ajouter(self) -> HttpResponse:
        return self.save(f"Ajouter {self.mots.un}", self.mots.ajout)

    def modifier(self) -> HttpResponse:
        try:
            titre = self.mots.changer.format(self.ligne)
        except Http404:
            if self.request.method != "POST":
                raise
            return self.offer_again()
        return self.save(titre, self.mots.modification)

    def retirer(self) -> HttpResponse:
        """Take a line out; where its address can be opened, the page asks first."""
        nom = str(self.ligne)
        if self.request.method != "POST":
            saisie = reverse(self.vues.format("modifier"), args=[self.espace.siren, self.ligne.pk])
            page = getattr(self.ligne, "get_absolute_url", lambda: saisie)()
            cadre = self.read_cadre((nom, page), ("Retirer", None)) | {"retour": page}
            dit = {"effet": self.tell_retrait()}
            return self.show(f"Retirer « {nom} » ?", "retirer", **cadre | dit)
        self.remove(auteur_of(self.request))
        messages.success(self.request, self.mots.retrait.format(nom))
        return redirect(self.racine)

    supprimer = retirer

    def save(self, titre: str, dit: str) -> HttpResponse:
        """Write what is sent; show it again to be mended, or beside what others wrote."""
        envoi = read_envoi(self.request)
        form = save_form(
            lambda: self._ask(envoi, self.ligne),
            lambda form: self.write(form, auteur_of(self.request)),
        )
        if form is not None:
            return self.show_form(form, titre)
        messages.success(self.request, dit.format(self.ligne))
        return self.leave()

    def offer_again(self) -> HttpResponse:
        """Show the form of a new line, filled with what was typed of one taken out meanwhile."""
        form = self._ask(self.request.POST, self.start())
        adresse = reverse(self.vues.format("ajouter"), args=[self.espace.siren])
        self.kwargs.pop("pk")
        reponse = self.show_form(form, self.mots.disparue, remettre=adresse)
        reponse.status_code = HTTPStatus.NOT_FOUND
        return reponse

    def _ask(self, envoi: QueryDict | None, ligne: M) -> FormVersionne:
        """Ask over a copy: a form writes on its own line."""
        return self.ask(envoi, copy(ligne), ligne.version if ligne.pk else None)

    def show_form(self, form: FormVersionne, titre: str, **encore: Any) -> HttpResponse:
        ligne = self.ligne if self.ligne.pk else None
        contexte = {
            "form": form,
            "ligne": ligne,
            "auteur": getattr(ligne, "modifie_par", None),
            "quand": getattr(ligne, "modifie_le", None),
        }
        return self.show(titre, "saisie", **contexte | encore)

    def show(self, titre: str, nom: str, **contexte: Any) -> HttpResponse:
        commun = {
            "titre": titre,
            "cadre": self.cadre,
            "mots": self.mots,
            "outil": self.titre,
            "retrait": self.vues.format("retirer") if "retirer" in self.roles else "",
        }
        gabarit = self.gabarits.get(nom, f"commun/ressource/{nom}.html")
        tout = commun | self.read_cadre((titre, None)) | contexte
        return render(self.request, gabarit, tout)
