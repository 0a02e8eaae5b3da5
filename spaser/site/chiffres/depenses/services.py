"""Spend as a space keeps it: what was read, what was chosen, the account to the cent."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Final, cast
from uuid import UUID

import msgspec
from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.db.models import F, QuerySet
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.tasks import Task
from django.urls import reverse
from django.utils.module_loading import import_string
from django.views.decorators.http import require_POST
from dsfr.forms import DsfrBaseForm

from spaser.moteur.depenses import base, colonnes, modele
from spaser.moteur.depenses.achats import find_regle, read_provenance
from spaser.moteur.depenses.resultats import preuve
from spaser.moteur.depenses.resultats.attentions import FournisseurInconnu
from spaser.moteur.depenses.resultats.synthese import BilanDepenses, read_bilan
from spaser.moteur.depenses.resultats.totaux import CE_QUI_COMPTE, TotalAnnee
from spaser.moteur.tables.modele import Remarque
from spaser.regles.droits import Operation
from spaser.site.chiffres import models
from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.sessions import RequeteConnectee, auteur_of
from spaser.site.organisations.espaces import Pas, exige_espace, fil_outil, peut_dans
from spaser.site.organisations.models import Espace
from spaser.site.organisations.outils import Acte, Avancement, Stade
from spaser.site.socle import versions
from spaser.site.socle.fichiers import FICHIERS, Lecture, fichier_controle
from spaser.site.socle.formulaires import ask_choix, ask_texte
from spaser.site.socle.journal import record
from spaser.site.socle.models import Fichier
from spaser.site.socle.taches.file import ensure
from spaser.site.socle.vues import Rendu, shows

# --- Converts what the database keeps to what the reader of extracts takes, and back ---


def load_memoire(espace: Espace) -> colonnes.Memoire:
    gardees = models.CorrespondanceGardee.objects.filter(espace=espace).values_list(
        "contenu", flat=True
    )
    return colonnes.Memoire(
        correspondances=tuple(msgspec.convert(c, colonnes.CorrespondanceExtrait) for c in gardees)
    )


def load_decisions(espace: Espace) -> base.DecisionsDepenses:
    choix = [
        base.ChoixTiers(
            nom=c.nom_plie,
            code_postal=c.code_postal or None,
            decision=cast("base.Decision", c.decision),  # one of its choices
            identifiant=c.identifiant or None,
        )
        for c in models.ChoixGarde.objects.filter(espace=espace)
    ]
    reclasses = models.ReclassementGarde.objects.filter(espace=espace)
    return base.DecisionsDepenses(
        choix=base.TableChoix(choix=tuple(choix)),
        comptes=tuple(_read(r) for r in reclasses if r.portee == "compte"),
        lignes=tuple(_read(r) for r in reclasses if r.portee == "ligne"),
    )


def write_plain(objet: object) -> Any:  # noqa: ANN401 - any plain value
    return msgspec.to_builtins(objet)


def read_apercus(brut: list[Any]) -> list[colonnes.TableTrouvee]:
    return msgspec.convert(brut, list[colonnes.TableTrouvee])


def read_compte_rendu(brut: Any) -> modele.CompteRendu:  # noqa: ANN401 - JSON
    """Return what was read of a file, before any line is settled."""
    return msgspec.convert(brut, modele.CompteRendu)


def _read(garde: models.ReclassementGarde) -> base.Reclassement:
    return base.Reclassement(garde.cle, modele.EtatLigne(garde.sens))


# --- Where the lines of spend of a space are kept: files that no address serves ---


_DOSSIER: Final = "depenses"
_DROITS: Final = 0o700
_NOMMEES: Final = (
    f"SELECT cle FROM {models.Calcul._meta.db_table} WHERE cle IS NOT NULL",  # noqa: S608, SLF001 - ours
    f"SELECT cle FROM {models.Extrait._meta.db_table} WHERE etat = '{models.EtatExtrait.LU}'",  # noqa: S608, SLF001
)


def path_of(cle: UUID) -> Path:
    return _open_dossier() / f"{cle.hex}.parquet"


def list_fichiers_lignes() -> list[Path]:
    """Return every file of lines, those of a work that was stopped included."""
    return [chemin for chemin in _open_dossier().iterdir() if chemin.is_file()]


def _open_dossier() -> Path:
    """Return the folder, made if need be and closed to others."""
    dossier = Path(settings.MEDIA_ROOT) / _DOSSIER
    dossier.mkdir(mode=_DROITS, parents=True, exist_ok=True)
    return dossier


def drop_lignes(cle: UUID | None) -> None:
    """Remove lines once what names them is gone for good."""
    if cle is not None:
        transaction.on_commit(partial(path_of(cle).unlink, missing_ok=True))


def list_nommees(lit: Lecture) -> Iterator[str]:
    """Yield the files of lines that a base names, as paths of its backup."""
    for requete in _NOMMEES:
        for (cle,) in lit(requete):
            yield f"{FICHIERS}/{_DOSSIER}/{UUID(str(cle)).hex}.parquet"


# --- Reads the spend of a space, and of no other ---


NOM_PERDU: Final = "fichier effacé"


@dataclass(frozen=True)
class Depenses:
    espace: Espace
    calcul: models.Calcul | None
    bilan: BilanDepenses | None

    @cached_property
    def extraits(self) -> list[models.Extrait]:
        return list(list_extraits(self.espace))

    @property
    def siren(self) -> str:
        return self.espace.siren

    @property
    def preuve(self) -> Path | None:
        """Return the file of its lines; None when nothing was read yet."""
        chemin = path_of(self.calcul.cle) if self.calcul and self.calcul.cle else None
        return chemin if chemin and chemin.exists() else None

    @property
    def noms(self) -> dict[str, str]:
        """Return the names of the files by what their lines bear."""
        return {str(extrait.cle): extrait.nom for extrait in self.extraits}

    @cached_property
    def titres(self) -> dict[tuple[str, str], str]:
        """Return the titles of columns as the files write them, by what remarks name."""
        return {
            (str(extrait.cle), plie): ecrit
            for extrait in self.extraits
            for apercu in read_apercus(extrait.apercus)
            for plie, ecrit in zip(apercu.correspondance.titres, apercu.ecrits, strict=False)
            if plie and ecrit
        }

    def name_colonne(self, remarque: Remarque) -> str:
        """Return the column of a remark as its file writes it, else in our words."""
        colonne = remarque.colonne or ""
        ecrit = self.titres.get((remarque.fichier, colonne))
        return ecrit or (
            colonnes.ChampExtrait(colonne).libelle
            if colonne in set(colonnes.ChampExtrait)
            else colonne
        )

    @property
    def attend(self) -> bool:
        calcule = self.calcul is not None and not self.calcul.est_a_jour
        echoue = self.calcul is not None and bool(self.calcul.message)
        return (calcule and not echoue) or any(e.est_en_chemin for e in self.extraits)

    @property
    def annees(self) -> list[int]:
        totaux = self.bilan.synthese.totaux if self.bilan else ()
        return sorted((t.annee for t in totaux if t.annee), reverse=True)

    def total(self, annee: int) -> TotalAnnee | None:
        totaux = self.bilan.synthese.totaux if self.bilan else ()
        return next((t for t in totaux if t.annee == annee), None)

    def name(self, fichier: str) -> str:
        return self.noms.get(fichier, NOM_PERDU)


def read_depenses(espace: Espace) -> Depenses:
    calcul = models.Calcul.objects.filter(espace=espace).first()
    bilan = read_bilan(bytes(calcul.contenu)) if calcul and calcul.contenu else None
    return Depenses(espace, calcul, bilan)


def list_extraits(espace: Espace) -> QuerySet[models.Extrait]:
    return models.Extrait.objects.filter(espace=espace).select_related("auteur", "fichier")


def find_extrait(espace: Espace, cle: UUID) -> models.Extrait:
    """Return a file of a space, or 404."""
    return get_object_or_404(list_extraits(espace), cle=cle)


def find_lignes(
    depenses: Depenses, filtre: preuve.Filtre, debut: int = 0, nombre: int | None = 50
) -> preuve.Tranche | None:
    """Return the lines that a filter keeps; None when nothing was read yet."""
    chemin = depenses.preuve
    return preuve.read_tranche(chemin, filtre, debut, nombre) if chemin else None


def read_avancement_depenses(espace: Espace) -> Avancement:
    """Propose a first extract; done once every file left in is read."""
    etats = set(models.Extrait.objects.filter(espace=espace).values_list("etat", flat=True))
    if etats:
        return Avancement(Stade.FAIT if etats == {models.EtatExtrait.LU} else Stade.EN_COURS)
    return Avancement(
        Stade.A_COMMENCER,
        Acte(
            "Déposer un extrait de vos mandats",
            "Tout dépend de ce qui est payé : un export de votre logiciel financier suffit pour "
            "savoir.",
            reverse("depenses:accueil", args=[espace.siren]),
        ),
    )


# --- Asks the worker for something, once the transaction has written what it will read ---


_LECTURE = "spaser.site.chiffres.depenses.travail.read_extrait"
_CALCUL = "spaser.site.chiffres.depenses.travail.compute_calcul"


def _task(chemin: str) -> Task[Any, Any]:
    """Return a task; the tasks import what imports this module."""
    tache: Task[Any, Any] = import_string(chemin)
    return tache


def ask_lecture(extrait: models.Extrait) -> None:
    """Ask for a file to be read, or read again."""
    with transaction.atomic():
        models.Extrait.objects.filter(pk=extrait.pk).update(
            etat=models.EtatExtrait.EN_ATTENTE, message="", lignes_lues=0
        )
        ensure(_task(_LECTURE), extrait_id=extrait.pk)


def ask_calcul(espace: Espace) -> None:
    """Ask for the figures of a space to be computed again; only the last demand is served."""
    with transaction.atomic():
        calcul, _ = models.Calcul.objects.get_or_create(espace=espace)
        models.Calcul.objects.filter(pk=calcul.pk).update(demande=F("demande") + 1, message="")
        calcul.refresh_from_db(fields=["demande"])
        _task(_CALCUL).enqueue(calcul_id=calcul.pk, demande=calcul.demande)


def refresh_calcul(espace: Espace) -> None:
    """Compute again the figures of a space that has some: one of its files may have gone."""
    if models.Calcul.objects.filter(espace=espace).exists():
        ask_calcul(espace)


@receiver(fichier_controle, sender=Fichier, dispatch_uid="depenses.fichier_controle")
def start_lecture(fichier: Fichier, **_: object) -> None:
    """Read a file that has left quarantine, or say why it will not be."""
    extrait = models.Extrait.objects.filter(
        fichier=fichier, etat=models.EtatExtrait.CONTROLE
    ).first()
    if extrait is None:
        return
    if fichier.est_sain:
        ask_lecture(extrait)
    else:
        models.Extrait.objects.filter(pk=extrait.pk).update(
            etat=models.EtatExtrait.REFUSE, message=fichier.raison
        )


# --- What people decide of an account, of a line, of a supplier: kept, and taken back ---


type Choisi = tuple[FournisseurInconnu, str, str]  # who, the decision, the number


@dataclass(frozen=True)
class Cible:
    """What is moved: an account by its number or a line by its hash, and how it is named."""

    portee: str
    cle: str
    libelle: str


def find_reclassement(espace: Espace, cible: Cible) -> models.ReclassementGarde | None:
    return models.ReclassementGarde.objects.filter(
        espace=espace, portee=cible.portee, cle=cible.cle
    ).first()


@transaction.atomic
def keep_reclassement(
    espace: Espace,
    cible: Cible,
    garde: models.ReclassementGarde | None,
    reponses: Mapping[str, str],
    auteur: Utilisateur,
) -> None:
    """Keep a move over what was said before; VersionDepassee when that changed meanwhile."""
    champs = {**reponses, "libelle": cible.libelle[:300], "auteur": auteur}
    if garde:
        versions.save_version(garde, garde.version, **champs)
    else:
        _, nouveau = models.ReclassementGarde.objects.get_or_create(
            espace=espace, portee=cible.portee, cle=cible.cle, defaults=champs
        )
        if not nouveau:
            raise versions.VersionDepassee
    record(
        "depenses.reclassement",
        auteur=auteur,
        espace=espace,
        details={"portee": cible.portee, "cle": cible.cle, "sens": reponses["sens"]},
    )
    ask_calcul(espace)


@transaction.atomic
def forget_reclassement(
    espace: Espace, garde: models.ReclassementGarde, auteur: Utilisateur
) -> None:
    """Go back to the rule."""
    record("depenses.reclassement_retire", auteur=auteur, objet=garde, espace=espace)
    garde.delete()
    ask_calcul(espace)


@transaction.atomic
def keep_choix(espace: Espace, choisis: Sequence[Choisi], auteur: Utilisateur) -> None:
    """Keep what was decided about some suppliers; the figures are drawn again once."""
    for inconnu, decision, identifiant in choisis:
        models.ChoixGarde.objects.update_or_create(
            espace=espace,
            nom_plie=inconnu.nom_plie,
            code_postal=inconnu.code_postal or "",
            defaults={
                "nom": inconnu.nom[:300],
                "decision": decision,
                "identifiant": identifiant,
                "auteur": auteur,
            },
        )
    if choisis:
        record(
            "depenses.fournisseurs", auteur=auteur, espace=espace, details={"nombre": len(choisis)}
        )
        ask_calcul(espace)


@transaction.atomic
def forget_choix(espace: Espace, choix: models.ChoixGarde, auteur: Utilisateur) -> None:
    """Take a choice back: the supplier is unknown again."""
    record("depenses.choix_retire", auteur=auteur, objet=choix, espace=espace)
    choix.delete()
    ask_calcul(espace)


# --- The context that every page of spend needs: where one is, and what one may do there ---


TITRE: Final = "Dépenses payées"


def make_cadre_depenses(request: HttpRequest, espace: Espace, page: str = "") -> dict[str, Any]:
    suite: list[Pas] = [(page, None)] if page else []
    return {
        "espace": espace,
        "fil": fil_outil(TITRE, "depenses:accueil", request, espace, *suite),
        "modifier": peut_dans(request, espace, Operation.MODIFIER_DEPENSES),
        "voir_lignes": peut_dans(request, espace, Operation.VOIR_LIGNES_DEPENSES),
    }


# --- The account to the cent: what was read, what became of it, and what is said of it ---


class FormReclassement(versions.FormVersionne, DsfrBaseForm):
    sens = ask_choix(
        "Ces dépenses",
        (
            ("comptee", "Sont des achats : à compter"),
            ("ecartee", "Ne sont pas des achats : à mettre à part"),
        ),
        "Dites s’il faut les compter ou les mettre à part.",
        {"invalid_choice": "Choisissez une des deux réponses."},
        widget=forms.RadioSelect,
    )
    raison = ask_texte(
        "Raison",
        500,
        lignes=3,
        manque="Écrivez la raison : le chiffre se défend avec elle.",
        aide="Elle reste à côté du chiffre : qui relit doit comprendre.",
    )

    def __init__(self, *args: Any, garde: models.ReclassementGarde | None, **kwargs: Any) -> None:
        initial = {"sens": garde.sens, "raison": garde.raison} if garde else {}
        version = garde.version if garde else 0
        super().__init__(*args, initial=initial, version=version, **kwargs)
        self.garde = garde


COMPTES_MAX: Final = 200
_COMPTE: Final = re.compile(r"[0-9]{2,10}")
_LIGNE: Final = re.compile(r"-?[0-9]{1,19}")
ETATS: Final = {
    modele.EtatLigne.COMPTEE: "Comptées",
    modele.EtatLigne.A_VERIFIER: "À vérifier",
    modele.EtatLigne.ECARTEE: "Mises à part",
    modele.EtatLigne.QUARANTAINE: "Illisibles",
}
_ETAT_DU_MOTIF: Final = {
    "compte_a_verifier": modele.EtatLigne.A_VERIFIER,
    "compte_inconnu": modele.EtatLigne.A_VERIFIER,
    "montant_absent": modele.EtatLigne.QUARANTAINE,
    "montant_illisible": modele.EtatLigne.QUARANTAINE,
    "date_illisible": modele.EtatLigne.QUARANTAINE,
}


@exige_espace(Operation.VOIR_ESPACE)
@shows("depenses/compte.html")
def compte(request: HttpRequest, espace: Espace) -> Rendu:
    depenses = read_depenses(espace)
    chemin = depenses.preuve
    lus = preuve.list_comptes(chemin) if chemin else []
    return {
        **make_cadre_depenses(request, espace, "Le compte des lignes"),
        "depenses": depenses,
        "etats": _list_etats(depenses),
        "comptes": lus[:COMPTES_MAX],
        "reste": len(lus[COMPTES_MAX:]),
        "motifs": modele.MOTIFS,
        "noms": {etat.value: nom for etat, nom in ETATS.items()},
        "reclassements": models.ReclassementGarde.objects.filter(espace=espace).select_related(
            "auteur"
        ),
        "table": read_provenance(),
        "table_du": date.fromisoformat(read_provenance().date),
        "ce_qui_compte": CE_QUI_COMPTE,
    }


@exige_espace(Operation.MODIFIER_DEPENSES)
@shows("depenses/reclasser.html", envoi=True)
def reclasser(request: HttpRequest, espace: Espace) -> Rendu:
    depenses = read_depenses(espace)
    cible = _read_cible(request, depenses)
    if cible is None:
        messages.info(request, "Choisissez ci-dessous un compte à reclasser.")
        return redirect("depenses:compte", espace.siren)
    envoye = request.POST if request.method == "POST" else None
    form = versions.save_form(
        lambda: FormReclassement(envoye, garde=find_reclassement(espace, cible)),
        lambda form: keep_reclassement(espace, cible, form.garde, form.read(), auteur_of(request)),
    )
    if form is None:
        messages.success(request, f"{cible.libelle} : le choix est gardé avec sa raison.")
        return redirect("depenses:compte", espace.siren)
    return {
        **make_cadre_depenses(request, espace, "Reclasser"),
        "cible": cible,
        "garde": form.garde,
        "form": form,
    }


@exige_espace(Operation.MODIFIER_DEPENSES)
@require_POST
def retablir_regle(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    """Go back to the rule."""
    garde = get_object_or_404(models.ReclassementGarde, pk=pk, espace=espace)
    forget_reclassement(espace, garde, request.user)
    messages.success(request, f"{garde.libelle} : la règle s’applique de nouveau.")
    return redirect("depenses:compte", espace.siren)


def _list_etats(
    depenses: Depenses,
) -> list[tuple[str, modele.Somme, list[tuple[str, modele.Somme]]]]:
    if depenses.bilan is None:
        return []
    rendu = depenses.bilan.compte_rendu
    return [
        (
            nom,
            rendu.par_etat[etat],
            [
                (modele.MOTIFS[motif], somme)
                for motif, somme in sorted(
                    rendu.par_motif.items(), key=lambda paire: -abs(paire[1].centimes)
                )
                if _ETAT_DU_MOTIF.get(motif, modele.EtatLigne.ECARTEE) is etat and somme.lignes
            ],
        )
        for etat, nom in ETATS.items()
    ]


def _read_cible(request: HttpRequest, depenses: Depenses) -> Cible | None:
    """Return what the address points at; an account or a line that is not there is not found."""
    compte_, ligne = request.GET.get("compte", ""), request.GET.get("ligne", "")
    if not compte_ and not ligne:
        return None
    chemin = depenses.preuve
    if chemin is None:
        raise Http404
    if _COMPTE.fullmatch(compte_):
        regle = find_regle(compte_, None)
        suite = f", {regle.libelle}" if regle.libelle else ""
        return Cible("compte", compte_, f"Compte {compte_}{suite}")
    lue = preuve.find_ligne(chemin, int(ligne)) if _LIGNE.fullmatch(ligne) else None
    if lue is None:
        raise Http404
    nom = f"Ligne {lue.ligne} de {depenses.name(lue.fichier)}"
    return Cible("ligne", ligne, f"{nom}, {lue.tiers}" if lue.tiers else nom)
