"""Switch the course's server extension on in the one file that switches it off.

Run as a program, ``python -m course.doctoring.switching FILE``: Jupyter's own command writes into
another file, and the one that says "off" would still have the last word.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from course.whole_files import write_whole

SERVER_EXTENSION = "course.server"


def switch_on(config: Path) -> None:
    """Switch it on in a configuration file; all else in there stays.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     config = Path(folder) / "jupyter_server_config.json"
    ...     _ = config.write_text('{"ServerApp": {"port": 1}}')
    ...     switch_on(config)
    ...     json.loads(config.read_text())
    {'ServerApp': {'port': 1, 'jpserver_extensions': {'course.server': True}}}
    """
    said = json.loads(config.read_bytes())
    said.setdefault("ServerApp", {}).setdefault("jpserver_extensions", {})[SERVER_EXTENSION] = True
    write_whole(config, (json.dumps(said, indent=2) + "\n").encode())


def main() -> None:
    """Switch it on in the file that is named, or say why that can't be."""
    try:
        switch_on(Path(sys.argv[1]))
    except (OSError, ValueError, AttributeError) as error:
        reason = getattr(error, "strerror", None) or "it holds no settings of Jupyter"
        sys.exit(f"{sys.argv[1]} can't be changed: {reason}.")


if __name__ == "__main__":
    main()
