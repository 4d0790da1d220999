#!/bin/sh
# sh scripts/setup.sh LEVEL: make .venv, or mend it, or find in a moment that nothing is to be done.
#
# LEVEL is lab (students), grade (TAs), dev (contributors) or bench; each holds the one before it.
# "oldest" is apart: the oldest releases that pyproject.toml allows, in .venv-oldest. So is "site",
# what builds the course for browsers, in .venv-site: nbgrader's lab extension must not be there.
#
# With uv on PATH the packages come from uv.lock, else with venv and pip from requirements/, which
# is uv.lock exported (tests/test_setup.py compares the two). Either way every file installed,
# the build backend included, has its hash in this repository.
set -eu
cd "$(dirname "$0")/.."

level=$1
venv=.venv
[ "$level" != oldest ] || venv=.venv-oldest
[ "$level" != site ] || venv=.venv-site
state=$venv/.set-up # "LEVEL FINGERPRINT FOLDER" once all is installed, "unfinished" until then

say() { echo "set-up: $*" >&2; }
fail() {
    say "$@"
    exit 1
}

rank() {
    case $1 in
    lab) echo 1 ;;
    grade) echo 2 ;;
    dev) echo 3 ;;
    bench) echo 4 ;;
    oldest) echo 5 ;;
    site) echo 6 ;;
    *) echo 0 ;;
    esac
}
[ "$(rank "$level")" -gt 0 ] || fail "unknown level '$level' (lab, grade, dev, bench, oldest or site)."

folder=$(pwd)
fingerprint=$(cat pyproject.toml uv.lock requirements/*.txt scripts/setup.sh | cksum | tr ' ' '-')

had_level='' had_fingerprint='' had_folder=$folder
[ ! -f "$state" ] || read -r had_level had_fingerprint had_folder <"$state" || true
if [ "$(rank "$had_level")" -ge "$(rank "$level")" ]; then
    level=$had_level # a contributor who opens the lab stays a contributor
    if [ "$had_fingerprint $had_folder" = "$fingerprint $folder" ] && [ -x $venv/bin/python ]; then
        exit 0
    fi
fi

installer=pip
if command -v uv >/dev/null 2>&1; then
    installer=uv
fi

# find_python [MODULE]: print the path of the first Python that will do and that has MODULE.
# A venv's own base interpreter is meant, not the venv: ours may be about to be removed.
find_python() {
    below='(4,)'
    names='python3 python3.14 python3.13 python3.12 python3.11 python'
    if [ "$level" = oldest ]; then # NumPy 2.0 has no wheels for later ones
        below='(3, 13)'
        names='python3.11 python3 python3.12'
    fi
    for name in $names; do
        "$name" -c "
import importlib.util, sys
fits = (3, 11) <= sys.version_info < $below and importlib.util.find_spec('${1:-sys}')
print(sys._base_executable) if fits else sys.exit(1)" 2>/dev/null && return
    done
    return 1
}

# Is what stands in $venv worth building on? Not after an interrupted installation: a package of
# which half the files were written can look installed. Nor after a move: the programs in bin name
# the folder.
sound() {
    [ "$had_level" != unfinished ] && [ "$had_folder" = "$folder" ] &&
        $venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null &&
        { [ $installer = uv ] || $venv/bin/python -c 'import pip' 2>/dev/null; }
}

if ! sound; then
    rm -rf $venv
    if [ $installer = uv ]; then
        python=$(find_python) || python='>=3.11' # uv may know of one that is not on PATH
        [ "$level" != oldest ] || [ "$python" != '>=3.11' ] || python=3.11
    elif ! python=$(find_python ensurepip); then
        [ "$level" != oldest ] || fail "no Python 3.11 or 3.12 with venv, which NumPy 2.0 needs."
        python=$(find_python) || fail "no Python >= 3.11 found: install one (Debian 12, Ubuntu 24.04 and" \
            "later: apt-get install python3 python3-venv; macOS: brew install python), or install uv," \
            "which brings its own, then run make again."
        package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        fail "$python has no ensurepip: install Debian's package $package" \
            "(apt-get install $package), then run make again."
    fi
    mkdir $venv
    echo unfinished >$state
    if [ $installer = uv ]; then
        uv venv --quiet --allow-existing --python "$python" $venv
    else
        "$python" -m venv $venv
    fi
fi
echo unfinished >$state

say "installing what '$level' needs into $venv with $installer (once; a minute or so) ..."
# Bytecode is compiled now because the sandbox that runs submissions cannot write it.
if [ $installer = uv ] && [ "$level" != oldest ]; then
    extra=''
    case $level in
    lab) ;;
    site) extra='--group site' ;;
    *) extra="--extra $level" ;;
    esac
    # shellcheck disable=SC2086 # $extra is two words or none
    UV_PROJECT_ENVIRONMENT=$venv uv sync --quiet --frozen --compile-bytecode \
        --python $venv/bin/python $extra
else
    if [ $installer = uv ]; then
        pip="uv pip install --quiet --python $venv/bin/python"
    else
        pip="$venv/bin/python -m pip install -qq --disable-pip-version-check" # -qq: errors only
    fi
    $pip --require-hashes -r "requirements/$level.txt"
    $pip --no-deps --no-build-isolation -e .
fi
echo "$level $fingerprint $folder" >$state
