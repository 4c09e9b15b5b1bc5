#!/bin/sh
# Install the named Debian packages that are missing. Says what it does; quiet and offline when all are there.
set -eu
missing=
for package in "$@"; do
  # a program that is on PATH anyway counts (node from elsewhere, say)
  case $package in
    nodejs) command -v node > /dev/null && continue ;;
    npm) command -v npm > /dev/null && continue ;;
    *) ;;
  esac
  state=$(dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2> /dev/null || true)
  case $state in ii*) ;; *) missing="$missing $package" ;; esac
done
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ]; then as_root=; elif command -v sudo > /dev/null; then as_root=sudo; else
  echo "make deps: these Debian packages are missing, and installing them needs root:$missing" >&2
  echo "run: apt-get install$missing" >&2
  exit 69
fi
echo "installing:$missing"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# shellcheck disable=SC2086
install() { $as_root apt-get install -y --no-install-recommends $missing > "$log" 2>&1; }
if ! install; then
  $as_root apt-get update > "$log" 2>&1 || true
  install || { cat "$log" >&2; echo "make deps: could not install$missing" >&2; exit 69; }
fi
