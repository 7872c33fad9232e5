"""Suggestions while somebody types: works by their titles and other names, and what rooms have registered beside them.

``lines.py`` finds lines by the beginnings of their words, ``terms.py`` is the registry, ``held.py`` what a process holds
in memory and how it keeps up, ``answers.py`` what a reader gets. See docs/search-engines.md.
"""
