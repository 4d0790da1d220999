"""Whether JupyterLab starts this Python, with all that interactives need."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from course.doctoring.finding import Finding, good, note, wrong
from course.doctoring.installing import command_to_install, this_course
from course.doctoring.switching import SERVER_EXTENSION
from course.doctoring.terminal import command, course_command, forget

KERNEL = "python3"
KERNELS = "jupyter_client.kernelspecapp"  # `-m jupyter` would start whichever comes first on PATH
PORT = 8888

# The part of a page that draws an interactive, and the package that brings it.
LAB_EXTENSIONS = {
    "anywidget": "anywidget",
    "@jupyter-widgets/jupyterlab-manager": "jupyterlab_widgets",
}


def kernel() -> Iterator[Finding]:
    """Look which Python a notebook would be run by."""
    spec = _kernelspec()
    if spec is None:
        yield wrong(
            "kernel", "JupyterLab finds no Python kernel.", command_to_install("ipykernel")
        )
        return
    program, place = spec
    if _is_this_python(program):
        yield good("kernel", "Notebooks run in this Python.")
    elif place in _named_in("JUPYTER_PATH"):
        yield wrong("kernel", _elsewhere(program, place), forget("JUPYTER_PATH"))
    else:
        yield wrong(
            "kernel",
            _elsewhere(program, place),
            command(sys.executable, "-m", KERNELS, "remove", "-y", KERNEL),
        )


def _kernelspec() -> tuple[str, Path] | None:
    """Ask Jupyter which program runs a notebook, and where that is written."""
    words = [sys.executable, "-m", KERNELS, "list", "--json"]
    done = subprocess.run(words, capture_output=True, encoding="utf-8", check=False)
    try:
        found = json.loads(done.stdout)["kernelspecs"][KERNEL]
        return found["spec"]["argv"][0], Path(found["resource_dir"])
    except (ValueError, LookupError):
        return None


def _is_this_python(program: str) -> bool:
    """Whether a kernel's program is this Python: Jupyter reads a bare "python" so."""
    if program in ("python", "python3", f"python{sys.version_info[0]}.{sys.version_info[1]}"):
        return True
    # Not resolved: in a virtual environment, the name is a link to a Python outside of it.
    return Path(program).is_file() and Path(program).parent.samefile(Path(sys.executable).parent)


def _elsewhere(program: str, place: Path) -> str:
    missing = "" if Path(program).exists() else ", which does not exist"
    return f"Notebooks would be run by {program}{missing}, because {place} says so."


def _named_in(variable: str) -> list[Path]:
    """Return the kernel's folder in every folder that a variable names."""
    folders = filter(None, os.environ.get(variable, "").split(os.pathsep))
    return [Path(folder) / "kernels" / KERNEL for folder in folders]


def lab_extensions() -> Iterator[Finding]:
    """Look for the parts of JupyterLab's page that draw interactives."""
    from jupyter_core.paths import jupyter_path
    from jupyterlab_server.config import get_federated_extensions, get_page_config

    folders = jupyter_path("labextensions")
    found = get_federated_extensions(folders)
    off = {_plugin(name) for name in get_page_config(folders).get("disabledExtensions", ())}
    for name, package in LAB_EXTENSIONS.items():
        if name not in found:
            again = command_to_install(package, again=True)
            yield wrong("interactives", f"JupyterLab does not find {name}.", again)
        elif name in off:
            words = [sys.executable, "-m", "jupyterlab.labextensions", "enable"]
            enable = command(*words, f"--level={_level()}", name)
            yield wrong("interactives", f"JupyterLab has {name} switched off.", enable)
    if found.keys() >= LAB_EXTENSIONS.keys() and not off & LAB_EXTENSIONS.keys():
        yield good("interactives", "JupyterLab has what interactives need.")


def _plugin(name: str) -> str:
    """Return the extension that a plugin belongs to: "anywidget:plugin" is of "anywidget"."""
    return name.partition(":")[0]


def server_extension() -> Iterator[Finding]:
    """Look whether the course's own server extension is switched on: interactives are faster."""
    from jupyter_core.paths import jupyter_config_path
    from jupyter_server.extension.config import ExtensionConfigManager

    folders = jupyter_config_path()
    known: Any = ExtensionConfigManager(read_config_path=folders)
    if known.enabled(SERVER_EXTENSION):
        yield good("server", "The course's server extension is on.")
        return
    off = next(filter(_switches_off, _config_files(folders)), None)
    if off is not None:
        yield wrong("server", f"{off} switches {SERVER_EXTENSION} off.", _switch_on(off))
    else:
        yield wrong(
            "server",
            f"Jupyter does not find the server extension {SERVER_EXTENSION}.",
            command_to_install(*this_course(), again=True),
        )


def _config_files(folders: Iterable[str]) -> Iterator[Path]:
    for folder in folders:
        yield Path(folder, "jupyter_server_config.json")
        yield from sorted(Path(folder, "jupyter_server_config.d").glob("*.json"))


def _switches_off(config: Path) -> bool:
    try:
        extensions = json.loads(config.read_bytes())["ServerApp"]["jpserver_extensions"]
        return extensions[SERVER_EXTENSION] is False
    except (OSError, ValueError, LookupError, TypeError):
        return False


def _switch_on(config: Path) -> str:
    """Return what switches the extension on in that very file; all else in it stays."""
    return command(sys.executable, "-m", "course.doctoring.switching", config.absolute())


def _level() -> str:
    """Return where Jupyter looks first: in the environment or in the user's folder."""
    from jupyter_core.paths import prefer_environment_over_user

    return "sys_prefix" if prefer_environment_over_user() else "user"


def port() -> Iterator[Finding]:
    """Look whether JupyterLab's usual port is free; it takes another one if not."""
    try:
        socket.create_connection(("localhost", PORT), timeout=1).close()
    except OSError:
        yield good("port", f"Port {PORT} is free.")
    else:
        yield note(
            "port",
            f"Port {PORT} is taken, often by a JupyterLab still open; the next one takes another.",
            course_command("lab", "--", "--port", PORT + 1),
        )
