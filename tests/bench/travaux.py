"""The works that are measured, each with its target."""

from __future__ import annotations

import shutil
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import msgspec

from tests.bench import mesure
from tests.bench.depart import depart
from tests.bench.fichiers import Atelier, Fichier, Modele
from tests.bench.mesure import Execution, Serie, executer, python, spaser
from tests.bench.rendu import Ligne, gigaoctets, nombre, secondes

PIC_MAXIMAL: Final = 1.5e9  # bytes, all processes
LIGNES_MAX: Final = 10_300
SORTS: Final = {
    "lus": "enregistrements",
    "contrats": "marches",
    "concessions": "concessions",
    "versions": "versions",
    "copies": "copies",
    "quarantaine": "quarantaine",
}
ETAPE_INDICATEURS: Final = "indicateurs"


@dataclass(frozen=True, slots=True)
class Tailles:
    """Sizes of the files, in records."""

    moyen: int = 500_000
    grand: int = 1_500_000
    xml: tuple[int, int] = (100_000, 300_000)
    abimes: int = 100_000
    jour: int = 2_000
    passes: int = 3


PETITES: Final = Tailles(20_000, 60_000, (5_000, 20_000), 10_000, 2_000, 1)


@dataclass(slots=True)
class Banc:
    """Where the works happen."""

    atelier: Atelier
    tailles: Tailles
    annoncer: Callable[[str], None]

    @property
    def entrepots(self) -> Path:
        """Folder of the stores that are built."""
        return self.atelier.dossier / "entrepots"

    def fichier(self, modele: Modele) -> Fichier:
        """Get a generated file, already read once."""
        self.annoncer(f"fichier {modele.nom}")
        fichier = self.atelier.fournir(modele)
        mesure.rechauffer(fichier.chemin)
        return fichier

    def importer(self, fichier: Fichier, nom: str, *, neuf: bool = True) -> Execution:
        """Import a file, by default into a new store."""
        dossier = self.entrepots / nom
        if neuf:
            shutil.rmtree(dossier, ignore_errors=True)
        options = ("importer", "--entrepot", dossier, "--format", "json", fichier.chemin)
        return executer(spaser(*options))

    def octets(self, nom: str) -> int:
        """Size of the version in force of a store."""
        version = (self.entrepots / nom / "courant").resolve()
        return sum(f.stat().st_size for f in version.rglob("*") if f.is_file())

    def manifeste(self, nom: str) -> dict[str, Any]:
        """Read what the version in force says of itself."""
        chemin = self.entrepots / nom / "courant" / "manifeste.json"
        lu: dict[str, Any] = msgspec.json.decode(chemin.read_bytes())
        return lu

    def ecarts(self, fichier: Fichier, nom: str) -> list[str]:
        """Compare the engine's count of a file with what the generator wrote."""
        source = self.manifeste(nom)["sources"][-1]
        attendu = fichier.verite
        return [
            f"{sort} : {source[sort]} au lieu de {attendu[terme]}"
            for sort, terme in SORTS.items()
            if source[sort] != attendu[terme]
        ]


def _compte(ecarts: list[str]) -> str:
    return f"**compte faux** ({' ; '.join(ecarts)})" if ecarts else "compte exact"


def _contenu(fichier: Fichier) -> str:
    return (
        f"{nombre(fichier.enregistrements)} enregistrements {fichier.modele.format} "
        f"({nombre(fichier.megaoctets)} Mo)"
    )


def comparer(banc: Banc, fichier: Fichier, forme: str, nom: str) -> tuple[Serie, Serie]:
    """Import and parse the same file in turn."""
    references, imports = [], []
    for passe in range(banc.tailles.passes):
        banc.annoncer(f"{nom} : passage {passe + 1} sur {banc.tailles.passes}")
        references.append(executer(python("tests.bench.reference", forme, fichier.chemin)))
        imports.append(banc.importer(fichier, nom))
    return Serie(tuple(references)), Serie(tuple(imports))


def _lignes_comparees(
    banc: Banc, fichier: Fichier, nom: str, rapport_maximal: float
) -> Iterator[Ligne]:
    reference, imports = comparer(banc, fichier, nom, nom)
    ecarts = banc.ecarts(fichier, nom)
    rapport = imports.duree / reference.duree
    yield Ligne(
        f"{nom}-duree",
        f"{_contenu(fichier)} → entrepôt contrôlé, valeurs comprises",
        f"{secondes(imports.duree)}, soit {nombre(fichier.enregistrements / imports.duree)} "
        f"par seconde ; processeur {secondes(imports.processeur)} ; {_compte(ecarts)}",
        f"ijson {secondes(reference.duree)} ; processeur {secondes(reference.processeur)}",
        f"rapport ≤ {nombre(rapport_maximal, 1)} ; mesuré {nombre(rapport, 2)}",
        rapport <= rapport_maximal and not ecarts,
        {
            "durees": imports.durees,
            "reference": reference.durees,
            "processeur": [round(e.processeur, 2) for e in imports.executions],
            "etapes": banc.manifeste(nom)["durees"],
            "verite": fichier.verite,
        },
    )
    yield Ligne(
        f"{nom}-memoire",
        "même travail, mémoire",
        gigaoctets(imports.pic),
        f"ijson {gigaoctets(reference.pic)}",
        f"≤ {gigaoctets(PIC_MAXIMAL)}",
        imports.pic <= PIC_MAXIMAL,
    )


def moyen(banc: Banc) -> Iterator[Ligne]:
    """Measure the v2 file, then the indicators inside that build."""
    fichier = banc.fichier(Modele("v2", banc.tailles.moyen))
    yield from _lignes_comparees(banc, fichier, "v2", 1.4)
    manifeste = banc.manifeste("v2")
    duree = manifeste["durees"][ETAPE_INDICATEURS]
    yield Ligne(
        "indicateurs",
        "tous les indicateurs × acheteurs × années, dans ce travail",
        f"{secondes(duree)} (dans le processus, dernier passage)",
        cible=f"≤ {secondes(2)}",
        atteint=duree <= 2,
        details={"etapes": manifeste["durees"]},
    )


def v1(banc: Banc) -> Iterator[Ligne]:
    """Measure the v1 file."""
    fichier = banc.fichier(Modele("v1", banc.tailles.moyen))
    yield from _lignes_comparees(banc, fichier, "v1", 2.2)


def xml(banc: Banc) -> Iterator[Ligne]:
    """Measure two sizes of XML: the memory must not follow the size."""
    petit, gros = (banc.fichier(Modele("xml", n)) for n in banc.tailles.xml)
    banc.annoncer("XML : deux tailles")
    court = banc.importer(petit, "xml-petit")
    series = Serie(tuple(banc.importer(gros, "xml") for _ in range(banc.tailles.passes)))
    ecarts = banc.ecarts(gros, "xml")
    debit = gros.enregistrements / series.duree
    yield Ligne(
        "xml-debit",
        f"{_contenu(gros)} → entrepôt contrôlé",
        f"{secondes(series.duree)}, soit {nombre(debit)} par seconde ; {_compte(ecarts)}",
        cible=f"≥ {nombre(25_000)} par seconde",
        atteint=debit >= 25_000 and not ecarts,
        details={"durees": series.durees, "verite": gros.verite},
    )
    croissance = series.pic / court.pic
    fois = gros.enregistrements / petit.enregistrements
    yield Ligne(
        "xml-memoire",
        f"même travail, mémoire pour {nombre(fois)} fois plus d’enregistrements",
        f"{gigaoctets(court.pic)} puis {gigaoctets(series.pic)}",
        cible=f"croissance ≤ 25 % ; mesurée {nombre(100 * (croissance - 1))} %",
        atteint=croissance <= 1.25,
    )


def abimes(banc: Banc) -> Iterator[Ligne]:
    """Measure, for information, a file that no JSON parser accepts as a whole."""
    fichier = banc.fichier(Modele("v2", banc.tailles.abimes, abimes=20))
    banc.annoncer("fichier abîmé")
    execution = banc.importer(fichier, "abimes")
    ecarts = banc.ecarts(fichier, "abimes")
    yield Ligne(
        "abimes",
        f"{_contenu(fichier)} dont 20 illisibles → entrepôt contrôlé",
        f"{secondes(execution.duree)}, {gigaoctets(execution.pic)} ; {_compte(ecarts)}",
        "ijson s’arrête à la première faute",
        cible="compte exact",
        atteint=not ecarts,
        details={"verite": fichier.verite},
    )


def grand(banc: Banc) -> Iterator[Ligne]:
    """Measure the national size; its store serves the works that follow."""
    fichier = banc.fichier(Modele("v2", banc.tailles.grand))
    banc.annoncer("grand fichier")
    execution = banc.importer(fichier, "grand")
    ecarts = banc.ecarts(fichier, "grand")
    yield Ligne(
        "grand-memoire",
        f"{_contenu(fichier)} → entrepôt contrôlé, mémoire",
        f"{gigaoctets(execution.pic)} en {secondes(execution.duree)} ; {_compte(ecarts)}",
        cible=f"≤ {gigaoctets(PIC_MAXIMAL)}",
        atteint=execution.pic <= PIC_MAXIMAL and not ecarts,
        details={"etapes": banc.manifeste("grand")["durees"], "verite": fichier.verite},
    )


def lecture(banc: Banc) -> Iterator[Ligne]:
    """Measure what a page and a person wait for, on the large store."""
    dossier = banc.entrepots / "grand"
    banc.annoncer("bilans et preuves")
    lu = msgspec.json.decode(executer(python("tests.bench.lecture", dossier)).sortie)
    for code, travail, cible in (
        ("bilan", "bilan d’un acheteur lu dans les valeurs, processus chaud", 0.020),
        ("preuve", "preuve d’un chiffre (ses contrats), processus chaud", 0.100),
    ):
        durees = lu[code]
        yield Ligne(
            f"{code}-chaud",
            f"{travail} ({len(durees)} acheteurs, entrepôt de {nombre(banc.tailles.grand)})",
            f"médiane {secondes(statistics.median(durees))} ; 95 % sous "
            f"{secondes(statistics.quantiles(durees, n=20)[-1])} (dans le processus)",
            cible=f"médiane ≤ {secondes(cible)}",
            atteint=statistics.median(durees) <= cible,
            details={"premier": lu[f"{code}_premier"]},
        )
    passages = []
    for siren in lu["sirens"][: banc.tailles.passes]:
        mesure.evincer(dossier)
        passages.append(executer(spaser("bilan", "--entrepot", dossier, siren)))
    serie = Serie(tuple(passages))
    yield Ligne(
        "bilan-froid",
        "`spaser bilan`, processus neuf, entrepôt hors du cache du disque",
        f"{secondes(serie.duree)}, {gigaoctets(serie.pic)}",
        cible=f"≤ {secondes(1.5)}",
        atteint=serie.duree <= 1.5,
        details={"durees": serie.durees},
    )


TETE: Final = b'{"marches":{"marche":['


def write_reedition(source: Path, cible: Path, graine: int) -> None:
    """Write a file of one record more, under the same name elsewhere."""
    neuf = {
        "id": f"NEUF{graine}",
        "acheteur": {"id": "21346641000445"},
        "objet": f"Achat {graine}",
        "montant": 50_000 + graine,
        "dateNotification": "2026-04-15",
        "datePublicationDonnees": "2026-05-01",
        "titulaires": [{"titulaire": {"typeIdentifiant": "SIRET", "id": "44222282400017"}}],
    }
    cible.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as lu, cible.open("wb") as ecrit:
        if lu.read(len(TETE)) != TETE:
            raise mesure.Echec(f"début inattendu de {source}")
        ecrit.write(TETE + msgspec.json.encode(neuf) + b",")
        shutil.copyfileobj(lu, ecrit, 1 << 24)


def reedition(banc: Banc) -> Iterator[Ligne]:
    """Publish the large file again each day, with one record more."""
    fichier = banc.fichier(Modele("v2", banc.tailles.grand))
    taille = banc.octets("grand")
    passages, tailles = [], [taille]
    for graine in range(1, 1 + banc.tailles.passes):
        banc.annoncer(f"réédition {graine} sur {banc.tailles.passes}")
        copie = banc.atelier.dossier / "reedition" / fichier.chemin.name
        write_reedition(fichier.chemin, copie, graine)
        edition = Fichier(copie, fichier.modele, fichier.verite)
        passages.append(banc.importer(edition, "grand", neuf=False))
        tailles.append(banc.octets("grand"))
        copie.unlink()
    serie = Serie(tuple(passages))
    limite = max(4.0, 60 * banc.tailles.grand / Tailles().grand)
    ajout = max(apres - avant for avant, apres in pairwise(tailles)) / taille
    yield Ligne(
        "reedition",
        f"le fichier de {nombre(banc.tailles.grand)} publié de nouveau, un enregistrement de plus",
        f"processeur {secondes(serie.processeur)}, {gigaoctets(serie.pic)} ; "
        f"entrepôt + {nombre(100 * ajout, 2)} %",
        cible=f"processeur ≤ {secondes(limite)}, ≤ {gigaoctets(PIC_MAXIMAL)}, entrepôt + 1 %",
        atteint=serie.processeur <= limite and serie.pic <= PIC_MAXIMAL and ajout <= 0.01,
        details={"processeur": [round(e.processeur, 2) for e in passages], "octets": tailles},
    )


def jour(banc: Banc) -> Iterator[Ligne]:
    """Add daily files to the large store."""
    passages: list[Execution] = []
    ecarts: list[str] = []
    for graine in range(2, 2 + banc.tailles.passes):
        fichier = banc.fichier(Modele("jour", banc.tailles.jour, graine, base=1))
        passages.append(banc.importer(fichier, "grand", neuf=False))
        ecarts += banc.ecarts(fichier, "grand")
    serie = Serie(tuple(passages))
    yield Ligne(
        "jour",
        f"un fichier du jour ({nombre(banc.tailles.jour)} enregistrements) ajouté à "
        f"{nombre(banc.tailles.grand)}",
        f"processeur {secondes(serie.processeur)}, {gigaoctets(serie.pic)} ; {_compte(ecarts)}",
        cible=f"processeur ≤ {secondes(4)}",
        atteint=serie.processeur <= 4 and not ecarts,
        details={"durees": serie.durees, "etapes": banc.manifeste("grand")["durees"]},
    )


def lignes(_banc: Banc) -> Iterator[Ligne]:
    """Count the lines of the engine."""
    dossiers = ("decp", "entrepot")
    sources = [f for d in dossiers for f in (mesure.RACINE / "spaser/moteur" / d).rglob("*.py")]
    total = sum(len(source.read_text(encoding="utf-8").splitlines()) for source in sources)
    yield Ligne(
        "lignes",
        "lignes de `donnees/decp` et `donnees/entrepot`",
        nombre(total),
        cible=f"≤ {nombre(LIGNES_MAX)}",
        atteint=total <= LIGNES_MAX,
    )


TRAVAUX: Final = {
    "v2": moyen,
    "v1": v1,
    "xml": xml,
    "abimes": abimes,
    "grand": grand,
    "lecture": lecture,
    "reedition": reedition,
    "jour": jour,
    "depart": depart,
    "lignes": lignes,
}
