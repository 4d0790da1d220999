#!/bin/sh
# sh scripts/apt.sh COMMAND PACKAGE: install Debian's PACKAGE where COMMAND is missing and no
# password is needed for it. Never fails: whatever uses COMMAND says itself how it does without.
set -u
command=$1 package=$2
! command -v "$command" >/dev/null 2>&1 || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    echo "$package is not installed, and apt-get is not here to install it: going on without it." >&2
    exit 0
elif [ "$(id -u)" = 0 ]; then
    root=''
elif sudo -n true 2>/dev/null; then
    root='sudo -n'
else
    echo "$package is not installed: going on without it (to have it: sudo apt-get install $package)." >&2
    exit 0
fi

echo "Installing $package with apt-get ..." >&2
install() {
    $root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120 \
        install -y --no-install-recommends "$package" >/dev/null 2>&1
}
# Package lists may be missing or out of date: only then is the time for fetching them well spent.
install || { $root apt-get -qq update >/dev/null 2>&1 && install; } ||
    echo "apt-get could not install $package: going on without it." >&2
exit 0
