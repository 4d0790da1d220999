"""Each check of `course doctor`, with what it looks for really wrong."""

from __future__ import annotations

import errno
import json
import os
import shutil
import socket
import subprocess
import sys
import tomllib
import types
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from click.testing import CliRunner

from course import doctor
from course.cli import main
from course.doctoring import jupyter, notebooks, packages, saving, switching
from course.doctoring.finding import Finding
from course.doctoring.shadows import shadow_in
from course.doctoring.terminal import course_command
from course.learning import finding
from course.working_copy import RECORD, copy_all, released_dir

ROOT = Path(__file__).parents[2]


def the(findings) -> Finding:
    """Return the only finding, which has a sentence and, if wrong, a command."""
    (found,) = findings
    assert found.says.endswith(".")
    assert found.mend or found.how != "wrong"
    assert "\n" not in found.says + found.mend
    return found


def metadata(folder: Path, *requires: str, python: str = ">=3.11") -> None:
    """Install another delta-course before the real one, with requirements of its own."""
    place = folder / "delta_course-9.dist-info"
    place.mkdir()
    lines = ["Metadata-Version: 2.1", "Name: delta-course", "Version: 9"]
    lines += [f"Requires-Python: {python}", *(f"Requires-Dist: {one}" for one in requires)]
    (place / "METADATA").write_text("\n".join(lines) + "\n")


@pytest.fixture
def installed(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)

    def install(*requires: str, **kwargs: str) -> None:
        metadata(tmp_path, *requires, **kwargs)

    return install


# --- Python and packages ----------------------------------------------------------------------


def test_this_python_will_do():
    assert the(packages.python()).how == "good"


def test_another_python_is_needed(installed):
    installed(python=">=3.99")
    found = the(packages.python())
    assert found.how == "wrong"
    assert ">=3.99" in found.says
    # Nothing is published under the name alone.
    words = "uv tool install --python 3.12 ./delta_course-9-py3-none-any.whl"
    assert found.mend == words


def test_all_packages_are_here():
    assert the(packages.packages()).how == "good"
    assert {"numpy", "jupyterlab", "tornado"} <= {one.name for one in packages.needed()}
    assert "nbgrader" not in {one.name for one in packages.needed()}
    assert "nbgrader" in {one.name for one in packages.needed("grade")}


@pytest.mark.parametrize(
    ("requirement", "said"),
    [
        ("no-such-package>=1", "no-such-package is missing"),
        ("numpy>=99", "and numpy>=99 is needed"),
        ("no-such-package; python_version >= '3'", "no-such-package is missing"),
    ],
)
def test_a_package_that_lacks_is_named(installed, requirement, said):
    installed("click", requirement)
    found = the(packages.packages())
    assert found.how == "wrong"
    assert said in found.says
    assert "install" in found.mend
    assert requirement.partition(";")[0] in found.mend


def test_what_is_needed_elsewhere_is_not_missed(installed):
    installed("no-such-package; sys_platform == 'nothing'", "other-package; extra == 'grade'")
    assert the(packages.packages()).how == "good"
    assert the(packages.packages_of("grade")).how == "wrong"


def test_a_package_of_a_package_is_looked_for(installed, tmp_path):
    installed("first")
    (tmp_path / "first-1.dist-info").mkdir()
    text = "Metadata-Version: 2.1\nName: first\nVersion: 1\nRequires-Dist: second\n"
    (tmp_path / "first-1.dist-info" / "METADATA").write_text(text)
    assert "second is missing" in the(packages.packages()).says


# --- Jupyter ----------------------------------------------------------------------------------


def kernelspec(folder: Path, program: str) -> Path:
    place = folder / "kernels" / "python3"
    place.mkdir(parents=True)
    argv = [program, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    text = json.dumps({"argv": argv, "display_name": "Python 3", "language": "python"})
    (place / "kernel.json").write_text(text)
    return place


def test_notebooks_run_in_this_python():
    assert the(jupyter.kernel()).how == "good"


def test_the_kernel_of_another_environment_in_the_users_folder(tmp_path, monkeypatch):
    other = tmp_path / "other" / "bin" / "python"
    other.parent.mkdir(parents=True)
    other.symlink_to(sys.executable)
    kernelspec(tmp_path / "data", str(other))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    found = the(jupyter.kernel())
    assert found.how == "wrong"
    assert str(other) in found.says
    subprocess.run(found.mend.split(), check=True, capture_output=True)
    assert the(jupyter.kernel()).how == "good"


def test_a_kernel_that_does_not_exist_in_jupyters_path(tmp_path, monkeypatch):
    kernelspec(tmp_path, "/gone/python")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    found = the(jupyter.kernel())
    assert "/gone/python, which does not exist" in found.says
    assert found.mend == "unset JUPYTER_PATH"


def test_this_pythons_own_kernel_by_its_whole_name_is_no_shadow(tmp_path, monkeypatch):
    kernelspec(tmp_path, sys.executable)
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    assert the(jupyter.kernel()).how == "good"


def test_interactives_have_what_they_need():
    assert the(jupyter.lab_extensions()).how == "good"


def test_an_extension_of_the_lab_that_was_switched_off(tmp_path, monkeypatch):
    page = tmp_path / "labconfig" / "page_config.json"
    page.parent.mkdir()
    page.write_text(json.dumps({"disabledExtensions": {"anywidget": True}}))
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path))
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    found = the(jupyter.lab_extensions())
    assert (found.how, "anywidget switched off" in found.says) == ("wrong", True)
    mended(found.mend, tmp_path)
    assert the(jupyter.lab_extensions()).how == "good"


def mended(command: str, config: Path) -> None:
    """Run a command that mends; it must write into this folder and nowhere else."""
    assert "--level=user" in command or str(config) in command
    subprocess.run(command.split(), check=True, capture_output=True, cwd=config)


def copied_environment(folder: Path) -> dict[str, str]:
    """Return an environment in which this Python believes to be installed elsewhere."""
    python = getattr(sys, "_base_executable", sys.executable)
    subprocess.run([python, "-m", "venv", "--without-pip", folder], check=True)
    packages_here = next(path for path in sys.path if path.endswith("site-packages"))
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), packages_here])}


def test_an_environment_without_the_labs_files(tmp_path):
    """What a package has beside its modules can be missing: here a venv has the modules only."""
    env = copied_environment(tmp_path / "venv")
    script = "import json; from course.doctoring import jupyter as j; print(json.dumps("
    script += "[[f.how, f.says] for look in (j.lab_extensions, j.server_extension)"
    script += " for f in look()]))"
    python = tmp_path / "venv" / "bin" / "python"
    done = subprocess.run([python, "-c", script], env=env, capture_output=True, text=True)
    found = json.loads(done.stdout)
    assert [how for how, _ in found] == ["wrong"] * 3, found
    for word in ("anywidget", "@jupyter-widgets/jupyterlab-manager", "course.server"):
        assert any(word in says for _, says in found)


def test_the_server_extension_is_on_and_can_be_off(tmp_path, monkeypatch):
    assert the(jupyter.server_extension()).how == "good"
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path))
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    off = {"ServerApp": {"jpserver_extensions": {"course.server": False}}}
    mended_from_off_to_on(tmp_path / "jupyter_server_config.json", off)


def test_a_file_of_its_own_that_switches_the_server_extension_off(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path))
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    (tmp_path / "jupyter_server_config.d").mkdir()
    off = {"ServerApp": {"jpserver_extensions": {"course.server": False}}}
    mended_from_off_to_on(tmp_path / "jupyter_server_config.d" / "delta-course.json", off)


def mended_from_off_to_on(config: Path, off: dict) -> None:
    others = {"port": 9999, "jpserver_extensions": {"another": False}}
    off["ServerApp"]["jpserver_extensions"] |= others.pop("jpserver_extensions")
    config.write_text(json.dumps({"ServerApp": off["ServerApp"] | others}))
    found = the(jupyter.server_extension())
    assert found.how == "wrong"
    mended(found.mend, config.parent)
    assert the(jupyter.server_extension()).how == "good"
    on = {"course.server": True, "another": False}
    assert json.loads(config.read_text()) == {
        "ServerApp": {"jpserver_extensions": on, "port": 9999}
    }


@pytest.mark.parametrize("content", ["{", "[]", '{"ServerApp": 1}'])
def test_a_configuration_that_is_none_is_left_as_it_is(tmp_path, monkeypatch, content):
    config = tmp_path / "jupyter_server_config.json"
    config.write_text(content)
    monkeypatch.setattr(sys, "argv", ["switching", str(config)])
    with pytest.raises(SystemExit, match=r"can't be changed: it holds no settings of Jupyter\.$"):
        switching.main()
    assert config.read_text() == content


def test_a_port_that_is_taken_is_worth_a_note(monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setattr(jupyter, "PORT", port)
        found = the(jupyter.port())
        assert (found.how, found.mend) == ("note", course_command("lab", "--", "--port", port + 1))
    assert the(jupyter.port()).how == "good"


# --- the folder -------------------------------------------------------------------------------


@pytest.fixture
def mine(tmp_path) -> Path:
    copy_all(released_dir(), tmp_path / "mine")
    return tmp_path / "mine"


def test_a_folder_as_copied_is_fine(mine, monkeypatch):
    monkeypatch.delenv("COURSE_PROGRESS", raising=False)
    for look in (notebooks.notebooks, saving.writable, notebooks.shadows, notebooks.progress):
        assert the(look(mine)).how == "good", look


def test_no_folder_yet_is_worth_a_note(tmp_path):
    found = the(notebooks.notebooks(tmp_path / "mine"))
    assert (found.how, found.mend) == ("note", course_command("start", tmp_path / "mine"))
    assert list(saving.writable(tmp_path / "mine")) == []
    assert list(notebooks.shadows(tmp_path / "mine")) == []


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "mine").write_text("")
    found = the(notebooks.notebooks(tmp_path / "mine"))
    assert found.how == "wrong"
    subprocess.run(found.mend.split(), check=True)
    assert not (tmp_path / "mine").exists()


def test_notebooks_that_are_behind(mine):
    record = json.loads((mine / RECORD).read_text())
    name = "01_activations/activations.ipynb"
    record[name] = "of an older version"
    (mine / RECORD).write_text(json.dumps(record))
    (mine / name).write_text("my work")
    (mine / "02_forward" / "forward.ipynb").unlink()
    found = the(notebooks.notebooks(mine))
    assert found.how == "wrong"
    assert f"{name} and 1 more" in found.says
    subprocess.run(found.mend.split(), check=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert the(notebooks.notebooks(mine)).how == "good"


def test_a_folder_in_which_nothing_can_be_saved(mine):
    (mine / "01_activations").chmod(0o500)
    script = "import sys; from pathlib import Path; from course.doctoring import saving; "
    script += "print([(f.how, f.mend) for f in saving.writable(Path(sys.argv[1]))])"
    words = [sys.executable, "-c", script, mine]
    if os.geteuid() == 0:  # root writes everywhere, until it gives that up
        assert shutil.which("setpriv"), "setpriv comes with util-linux"
        words = ["setpriv", "--bounding-set=-dac_override", *words]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str([("wrong", f"chmod -R u+rwX {mine}")])
    (mine / "01_activations").chmod(0o700)
    assert the(saving.writable(mine)).how == "good"


@pytest.mark.parametrize("name", ["numpy.py", "01_activations/course.py", "random/__init__.py"])
def test_a_file_that_hides_a_library(mine, name):
    (mine / name).parent.mkdir(exist_ok=True)
    (mine / name).write_text("")
    found = the(notebooks.shadows(mine))
    assert found.how == "wrong"
    subprocess.run(found.mend.split(), check=True)
    assert the(notebooks.shadows(mine)).how == "good"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_not_mended_by_other_rights(mine, monkeypatch, number):
    def full(**_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(saving.tempfile, "TemporaryFile", full)
    found = the(saving.writable(mine))
    assert "no room" in found.says
    assert "chmod" not in found.mend


def test_what_can_only_be_read_is_copied_elsewhere(mine, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    monkeypatch.setattr(saving.os, "access", lambda path, how: False)
    seen = types.SimpleNamespace(f_flag=os.ST_RDONLY)
    monkeypatch.setattr(saving.os, "statvfs", lambda path: seen)
    found = the(saving.writable(mine))
    assert "can only be read" in found.says
    monkeypatch.undo()
    subprocess.run(found.mend.split(), check=True)
    assert the(saving.writable(tmp_path / "home" / "mine")).how == "good"


def test_a_read_only_notebook_is_named(mine, monkeypatch):
    """Also where nothing refuses: a folder on a network drive lets temporary files be made."""
    name = "01_activations/activations.ipynb"
    access = os.access
    monkeypatch.setattr(
        saving.os, "access", lambda path, how: Path(path) != mine / name and access(path, how)
    )
    assert name in the(saving.writable(mine)).says


@pytest.mark.parametrize("name", ["wave.py", "turtle.py", "chess.py", "sys.py", "cmd/__init__.py"])
def test_what_the_course_does_not_need_is_no_shadow(mine, name):
    """A module that nothing here imports, none at all, and one that is inside Python itself."""
    (mine / name).parent.mkdir(exist_ok=True)
    (mine / name).write_text("")
    assert the(notebooks.shadows(mine)).how == "good"


def test_a_modules_own_file_is_no_shadow():
    for folder in (ROOT, Path(tomllib.__file__).parents[1], Path(pytest.__file__).parents[1]):
        assert shadow_in(folder) is None, folder


def test_a_doctor_inside_ones_folder_means_that_folder(mine, monkeypatch):
    for place in (mine, mine / "01_activations"):
        monkeypatch.chdir(place)
        found = json.loads(doctor_says("--json").output)
        (told,) = (one for one in found if one["about"] == "notebooks")
        assert told["how"] == "good"
        assert str(mine) in told["says"]
        assert "my-course" not in json.dumps(found)
        assert CliRunner().invoke(main, ["start"]).exit_code == 0
        assert not (place / "my-course").exists()
    assert "no folder elsewhere" in doctor_says("elsewhere").output  # what is named is meant


def test_helpers_of_ones_own_hide_nothing(tmp_path):
    for name in ("helpers.py", "my_numpy.py", "test.py", "numpy.txt", "a.b.py"):
        (tmp_path / name).write_text("")
    (tmp_path / "numpy").mkdir()  # a folder without __init__.py comes after the real one
    assert shadow_in(tmp_path) is None


def test_progress_files_that_can_not_be_used(mine, monkeypatch, tmp_path):
    monkeypatch.delenv("COURSE_PROGRESS", raising=False)
    (mine / finding.NAME).write_text('{"v": 2}\nnonsense\n')
    newer, damaged = notebooks.progress(mine)
    assert (newer.how, damaged.how) == ("note", "note")
    assert "newer version" in newer.says
    assert "damaged" in damaged.says
    (mine / finding.NAME).unlink()
    (mine / finding.NAME).mkdir()
    assert the(notebooks.progress(mine)).how == "wrong"
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "nowhere" / "progress.jsonl"))
    assert the(notebooks.progress(mine)).mend == "unset COURSE_PROGRESS"
    monkeypatch.setenv("COURSE_PROGRESS", "off")
    assert the(notebooks.progress(mine)).how == "note"


def test_a_disk_that_is_nearly_full(tmp_path, monkeypatch):
    assert the(notebooks.room(tmp_path / "not" / "there")).how == "good"
    monkeypatch.setattr(notebooks, "LEAST_MEGABYTES", 10**9)
    assert "MB left" in the(notebooks.room(tmp_path)).says


# --- all together -----------------------------------------------------------------------------


def test_what_a_check_needs_may_itself_be_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "jupyterlab_server.config", None)
    found = the(doctor.found_by(jupyter.lab_extensions))
    assert found.says == "jupyterlab_server can not be imported."
    assert found.mend.endswith("jupyterlab_server")


def test_graders_checks_come_through_an_entry_point():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    ((name, value),) = project["entry-points"][doctor.MORE_CHECKS].items()
    found = EntryPoint(name, value, doctor.MORE_CHECKS).load()()
    assert [check.__name__ for check in found] == ["grading", "sandbox"]


def doctor_says(*words: str):
    return CliRunner().invoke(main, ["doctor", *words])


def test_all_is_well_here(mine, monkeypatch):
    monkeypatch.delenv("COURSE_PROGRESS", raising=False)
    done = doctor_says(str(mine))
    assert done.exit_code == 0, done.output
    assert done.output.endswith("All is well.\n")
    assert "✗" not in done.output


def test_what_is_wrong_is_told_with_its_command_below(mine):
    (mine / "numpy.py").write_text("")
    done = doctor_says(str(mine))
    assert done.exit_code == 1
    told, mend, *_ = [line for line in done.output.splitlines() if "numpy.py" in line]
    assert told.startswith("✗ wrong")
    assert mend.strip().startswith("mv ")
    assert "1 thing is wrong" in done.output


def test_programs_read_the_same_as_json(mine):
    (mine / "numpy.py").write_text("")
    done = doctor_says("--json", str(mine))
    found = json.loads(done.output)
    assert done.exit_code == 1
    assert [one["about"] for one in found if one["how"] == "wrong"] == ["names"]
    assert all(set(one) == {"about", "how", "says", "mend"} for one in found)
