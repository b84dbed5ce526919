# What scripts/demo and scripts/test share. POSIX sh; asks nothing; outside the checkout it changes system packages only.
# Works any number of times in a row: a step whose inputs have not changed is passed over.
set -eu
umask 022
unset PYTHONDONTWRITEBYTECODE  # compiled modules stay in the checkout: a start takes one second, not four
ROOT=$(cd "$(dirname "$0")/.." && pwd)
cd "$ROOT"
VENV=.venv
PDF_PACKAGES='libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0'

say() { printf '==> %s\n' "$*" >&2; }
die() { printf 'ERROR: %s\n' "$*" >&2; exit 2; }
is_ci() { [ "${CI:-}" = true ] || [ "${CI:-}" = 1 ]; }

# apt_need WHY PACKAGE...: the packages are there (root: installed now). Otherwise the line that installs them is
# printed and 1 is returned; under CI the run stops.
apt_need() {
  why=$1; shift; missing=
  if ! command -v dpkg-query >/dev/null 2>&1; then
    say "not a Debian system: for $why see that you have what Debian calls: $*"
    return 1
  fi
  for package in "$@"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0
  if [ "$(id -u)" = 0 ]; then
    say "installing system packages for $why:$missing"
    # shellcheck disable=SC2086
    if apt-get -qq -o DPkg::Lock::Timeout=120 update >/dev/null 2>&1 \
      && DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=120 install \
        --no-install-recommends $missing >/dev/null 2>&1; then return 0; fi
    say "apt-get could not install$missing"
  fi
  say "missing system packages for $why. An administrator installs them with:"
  say "  apt-get install -y --no-install-recommends$missing"
  ! is_ci || die "CI needs the packages for $why"
  return 1
}

python_ok() { "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

# need_python: PYTHON names an interpreter of 3.11 or newer that can make virtual environments.
need_python() {
  for PYTHON in ${PYTHON:-} python3.11 python3.12 python3.13 python3; do
    if command -v "$PYTHON" >/dev/null 2>&1 && python_ok "$PYTHON"; then return 0; fi
  done
  PYTHON=python3
  if apt_need 'Python' python3 python3-venv ca-certificates && python_ok "$PYTHON"; then return 0; fi
  die 'Python 3.11 or newer with venv is needed'
}

hash_of() { cat "$@" 2>/dev/null | sha256sum | cut -c1-32; }
stamp_of() { printf '%s %s' "$1" "$(hash_of "scripts/locks/$1.txt")"; }

# need_venv LOCK: .venv holds exactly the versions of scripts/locks/LOCK.txt. The lock "all" contains the others.
need_venv() {
  "$VENV/bin/python" -c '' 2>/dev/null || rm -rf "$VENV"
  if grep -qsxF "$(stamp_of "$1")" "$VENV/stamp"; then return 0; fi
  if [ ! -x "$VENV/bin/python" ]; then
    need_python
    say "making $VENV"
    "$PYTHON" -m venv "$VENV"
  fi
  rm -f "$VENV/stamp"
  say "installing Python packages ($1)"
  pip_install bootstrap && uv_install "$1" || pip_install "$1" || die "could not install scripts/locks/$1.txt"
  for lock in "$1" $([ "$1" != all ] || echo demo production); do
    printf '%s\n' "$(stamp_of "$lock")" >> "$VENV/stamp"
  done
}
pip_install() {
  "$VENV/bin/python" -m pip install -qq --disable-pip-version-check --require-hashes -r "scripts/locks/$1.txt"
}
uv_install() {  # with the certificates that the system trusts, as pip does: an office may have a proxy with its own
  [ ! -e /etc/ssl/certs/ca-certificates.crt ] || export UV_SYSTEM_CERTS=1
  "$VENV/bin/uv" pip install -q --python "$VENV/bin/python" --require-hashes -r "scripts/locks/$1.txt"
}

# need_translations: every catalogue is compiled.
need_translations() {
  find app/translations -name '*.po' 2>/dev/null | sort | while read -r catalogue; do
    compiled=${catalogue%.po}.mo
    if [ ! -e "$compiled" ] || [ -n "$(find "$catalogue" -newer "$compiled")" ]; then
      "$VENV/bin/pybabel" -q compile -i "$catalogue" -o "$compiled"
      touch "$compiled"
    fi
  done
}
