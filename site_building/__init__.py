"""The course in a browser: ``make site`` builds ``build/site`` with this package.

===================== =====================================================================
module                says
===================== =====================================================================
`distribution`        which Pyodide: Python and its compiled packages for the browser
`wheels`              the packages beside it: the course itself, and pure Python from PyPI
`locking`             the list by which the browser's Python finds all of these
`lab`                 JupyterLite, with the students' notebooks inside
`units`, `markdown`   what the pages say of each unit, and how Markdown becomes HTML
`pages`               the pages before the notebooks
`serving`             the site on this machine
===================== =====================================================================

It runs in an environment of its own, ``.venv-site`` (``sh scripts/setup.sh site``), which has no
nbgrader: its lab extension would show a button that can't work in a browser.
"""
