"""Examples in the documents: they can be read as what they are, and name what exists."""

from __future__ import annotations

import ast
import tomllib
from importlib import import_module

import yaml

from agent.catalog import Catalog
from agent.site import Site
from tests.house.tree import blocks, files, name

WORDS = ("next_page", "page_size", "last_page", "no_rows")


def examples(language: str) -> list[tuple[str, str]]:
    return [(name(path), block) for path in files(".md") for block in blocks(path, language)]


def test_python_in_the_documents_imports_what_exists() -> None:
    found = examples("python")
    assert len(found) > 2
    for page, block in found:
        imports = [node for node in ast.walk(ast.parse(block)) if isinstance(node, ast.ImportFrom)]
        for node in imports:
            module = import_module(node.module or "")
            assert [alias.name for alias in node.names if not hasattr(module, alias.name)] == [], page


def test_toml_in_the_documents_can_be_read_and_a_site_is_one() -> None:
    read = [tomllib.loads(block) for _, block in examples("toml")]
    sites = [Site.model_validate({"name": "example"} | found) for found in read if "origins" in found]
    assert len(sites) == 1


def test_yaml_in_the_documents_can_be_read_and_a_catalog_is_one() -> None:
    read = [yaml.safe_load(block) for _, block in examples("yaml")]
    catalogs = [Catalog.model_validate(found) for found in read if "page" in found]
    targets = [{"page": "example", "targets": found} for found in read if "page" not in found]
    for found in targets:
        named = {word: {"what": word, "by": [{"css": f"#{word}"}]} for word in WORDS}
        Catalog.model_validate(found | {"targets": found["targets"] | named})
    assert len(catalogs) == 1
    assert len(targets) == 3
