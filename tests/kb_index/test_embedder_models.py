"""Model folders are known by hash, prompts and languages, and a damaged or missing model is said clearly."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kb_index.embedders.bundled import bundled_folder, bundled_model
from kb_index.embedders.hashing import HashingEmbedder
from kb_index.embedders.model_folder import Prompts, read_model_folder
from kb_index.embedders.open import open_embedder
from kb_index.errors import EmbedderUnavailable


def model_folder(folder: Path, card: str = "", **config: object) -> Path:
    """A folder that looks like a model; its weights are never loaded here."""
    folder.mkdir(parents=True)
    (folder / "model.safetensors").write_bytes(b"weights")
    (folder / "config.json").write_text("{}")
    (folder / "config_sentence_transformers.json").write_text(json.dumps(config))
    if card:
        (folder / "README.md").write_text(card)
    return folder


def test_the_bundled_model_is_the_one_that_its_hash_names() -> None:
    model = bundled_model()
    assert (model.name, model.languages, model.prompts) == ("all-MiniLM-L6-v2", {"en"}, Prompts())


def test_a_tampered_copy_of_the_bundled_model_is_refused(tmp_path: Path) -> None:
    copy = tmp_path / "model"
    shutil.copytree(bundled_folder(), copy)
    assert bundled_model(copy).digest == bundled_model().digest
    with (copy / "model.safetensors").open("r+b") as file:
        file.seek(1_000_000)
        byte = file.read(1)
        file.seek(1_000_000)
        file.write(bytes([byte[0] ^ 1]))
    with pytest.raises(EmbedderUnavailable, match="is not the bundled model"):
        bundled_model(copy)


def test_a_changed_tokenizer_changes_the_digest(tmp_path: Path) -> None:
    copy = tmp_path / "model"
    shutil.copytree(bundled_folder(), copy)
    with (copy / "vocab.txt").open("a") as file:
        file.write("new\n")
    assert bundled_model(copy).digest != bundled_model().digest


def test_a_bundled_model_without_weights_says_how_to_install_it(tmp_path: Path) -> None:
    with pytest.raises(EmbedderUnavailable, match="pip install"):
        bundled_model(tmp_path)


def test_looking_for_the_bundled_model_loads_no_torch() -> None:
    script = (
        "import sys; from kb_index.embedders import bundled; bundled.bundled_folder(); print('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("prompts", "expected"),
    [
        ({"query": "q: ", "passage": "p: "}, Prompts("q: ", "p: ")),
        ({"query": "q: ", "document": "d: "}, Prompts("q: ", "d: ")),
        ({"query": "", "document": ""}, Prompts()),
        ({"classification": "c: "}, Prompts()),
        (None, Prompts()),
    ],
)
def test_prompts_come_from_the_model(tmp_path: Path, prompts: object, expected: Prompts) -> None:
    assert read_model_folder("m", model_folder(tmp_path / "m", prompts=prompts)).prompts == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("intfloat/multilingual-e5-small", Prompts("query: ", "passage: ")),
        ("e5-base-v2", Prompts("query: ", "passage: ")),
        ("intfloat/multilingual-e5-large-instruct", Prompts()),
        ("some-made5-model", Prompts()),
    ],
)
def test_a_model_of_the_e5_family_gets_the_prompts_it_was_trained_with(
    tmp_path: Path, name: str, expected: Prompts
) -> None:
    assert read_model_folder(name, model_folder(tmp_path / "m")).prompts == expected


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        ("", {"*"}),
        ("---\nlanguage: en\n---\n", {"en"}),
        ("---\nlanguage:\n- ru\n- en\n---\n", {"ru", "en"}),
        ("---\nlanguage: [multilingual, en]\n---\n", {"*"}),
        ("---\nlicense: mit\n---\n", {"*"}),
        ("---\n[broken\n---\n", {"*"}),
    ],
)
def test_languages_come_from_the_model_card(tmp_path: Path, card: str, expected: set[str]) -> None:
    assert read_model_folder("m", model_folder(tmp_path / "m", card)).languages == expected


def test_languages_that_are_told_win(tmp_path: Path) -> None:
    folder = model_folder(tmp_path / "m", "---\nlanguage: en\n---\n")
    assert read_model_folder("m", folder, languages=frozenset({"ru"})).languages == {"ru"}


def test_a_folder_that_was_moved_keeps_its_fingerprint(tmp_path: Path) -> None:
    first = read_model_folder("m", model_folder(tmp_path / "a" / "m"))
    second = read_model_folder("m", model_folder(tmp_path / "b" / "m"))
    assert first.fingerprint(8) == second.fingerprint(8)


@pytest.mark.parametrize("name", ["/nowhere/model", "./nowhere", "a/b/c"])
def test_a_folder_that_is_not_there_is_unavailable(tmp_path: Path, name: str) -> None:
    with pytest.raises(EmbedderUnavailable, match="no model folder"):
        open_embedder(name, cache=tmp_path)


def test_a_folder_without_weights_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(EmbedderUnavailable, match="no model weights"):
        open_embedder(str(tmp_path), cache=tmp_path)


def test_a_folder_with_a_broken_configuration_is_unavailable(tmp_path: Path) -> None:
    folder = model_folder(tmp_path / "m")
    (folder / "modules.json").write_text("{")
    with pytest.raises(EmbedderUnavailable, match="cannot be read"):
        open_embedder(str(folder), cache=tmp_path)


def test_a_name_that_can_be_no_model_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(EmbedderUnavailable, match="no model name"):
        open_embedder("no such model!", cache=tmp_path)


def test_hashing_can_be_opened_by_name(tmp_path: Path) -> None:
    embedder = open_embedder("hashing", cache=tmp_path)
    assert isinstance(embedder, HashingEmbedder)
    assert embedder.languages == {"*"}
    assert open_embedder("hashing", cache=tmp_path, languages=frozenset({"en"})).languages == {"en"}
