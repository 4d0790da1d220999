#!/bin/sh
# sh scripts/export.sh FOLDER: write uv.lock as the requirements files that pip installs from, one
# for each level of scripts/setup.sh, and "server" for the Dockerfile. Needs uv, and no network.
set -eu
cd "$(dirname "$0")/.."
folder=$1

for level in lab grade server dev bench site; do
    case $level in
    lab) extra='' ;;
    site) extra='--group site' ;;
    *) extra="--extra $level" ;;
    esac
    # shellcheck disable=SC2086 # $extra is two words or none
    uv export --quiet --frozen --offline --no-emit-project --no-header --no-annotate $extra \
        --output-file "$folder/$level.txt" >/dev/null
done
