# shellcheck shell=bash
# Shared by ./start and ./check, which source it from the project's root.

VENV=.venv
APT_PYTHON='apt-get update && apt-get install -y --no-install-recommends python3-venv'

titre() { printf '\n== %s\n' "$1"; }

avertir() { printf '%s\n' "$1" >&2; }

peut_installer_paquets() { [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; }

installer_paquets() {
  titre "Paquets du système : $*"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 \
    install -y -qq --no-install-recommends "$@" >/dev/null
}

# --- Python --------------------------------------------------------------------

# A name found on the PATH proves nothing (pyenv leaves empty shims): run it.
python_convient() {
  "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1
}

chercher_python() {
  local candidat
  for candidat in ${PYTHON:+"$PYTHON"} python3.13 python3.12 python3 \
    /usr/bin/python3.13 /usr/bin/python3 "${HOME:-}"/.pyenv/versions/3.1[23]*/bin/python; do
    python_convient "$candidat" && printf '%s\n' "$candidat" && return
  done
  return 1
}

refuser_sans_python() {
  avertir "Il faut Python 3.12 ou plus récent, avec venv. Sous Debian 13 :"
  avertir "  sudo sh -c '$APT_PYTHON'"
  exit 1
}

exiger_python() {
  chercher_python && return
  if peut_installer_paquets; then
    installer_paquets python3-venv >&2
    chercher_python && return
  fi
  refuser_sans_python
}

# --- Virtual environment -------------------------------------------------------

# Its scripts hold absolute paths: a moved project needs a new one.
venv_valide() {
  [ "$(cat "$VENV/.emplacement" 2>/dev/null)" = "$PWD" ] && "$VENV/bin/python" -c '' 2>/dev/null
}

creer_venv() {
  local python
  python=$(exiger_python)
  if [ -L "$VENV" ]; then
    avertir "$VENV mène à l’environnement d’un autre dossier : retirez ce lien (rm $VENV), relancez."
    exit 1
  fi
  titre "Environnement Python ($("$python" --version))"
  "$python" -m venv --clear "$VENV"
  printf '%s\n' "$PWD" >"$VENV/.emplacement"
}

# Modules are compiled when first used: most of those installed never are.
pip_installe() { "$VENV/bin/python" -m pip install --quiet --no-compile --disable-pip-version-check "$@"; }

# A copy of what was installed is kept beside it: nothing runs while they are equal.
deja_installe() { cmp -s "$1" "$VENV/.installe-$(basename "$1")"; }

noter_installe() { cp "$1" "$VENV/.installe-$(basename "$1")"; }

installer_lot() {
  local fichier="requirements/$1.txt"
  deja_installe "$fichier" && return
  titre "Bibliothèques Python ($1)"
  pip_installe --require-hashes -r "$fichier" "${@:2}"
  noter_installe "$fichier"
}

installer_projet() {
  deja_installe pyproject.toml && return
  titre "Installation de spaser"
  pip_installe --no-deps --no-build-isolation --editable .
  noter_installe pyproject.toml
}

# --- Sets ----------------------------------------------------------------------

# Two commands started together must not install twice at once.
verrouiller() {
  command -v flock >/dev/null || return 0
  exec 9>"$VENV.verrou"
  flock 9
}

deverrouiller() { exec 9>&-; }

preparer() {
  local lot
  venv_valide || creer_venv
  for lot in "$@"; do installer_lot "$lot" --only-binary=:all:; done
  installer_projet
}

# Spark is published as a source archive: it is built with the setuptools already installed.
preparer_spark() {
  if ! java -version >/dev/null 2>&1; then
    avertir "Java est absent : les tests Spark seront passés."
    return
  fi
  installer_lot spark --no-build-isolation
}

# --- Tools of the checks -------------------------------------------------------

outils_absents() {
  command -v chromium-headless-shell >/dev/null || printf 'chromium-headless-shell '
  dpkg -s fonts-liberation >/dev/null 2>&1 || printf 'fonts-liberation '
  command -v shellcheck >/dev/null || printf 'shellcheck '
}

installer_outils() {
  local absents
  read -ra absents <<<"$(outils_absents)"
  [ "${#absents[@]}" -gt 0 ] || return 0
  if peut_installer_paquets; then installer_paquets "${absents[@]}" || true; fi
}

# A check asks nothing of the machine: what depends on an absent tool is left out, and told.
annoncer_outils() {
  local absents
  read -ra absents <<<"$(outils_absents)"
  [ "${#absents[@]}" -gt 0 ] || return 0
  avertir "Outils absents : ${absents[*]}. Les contrôles qui en dépendent seront passés, ou plus longs."
  avertir "Sous Debian 13 :"
  avertir "  sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends ${absents[*]}'"
}
