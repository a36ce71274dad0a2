"""An encoder of Otvet's own is opened whole, unchanged, and beside the model whose space it shares; or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kb_index.embedders import bundled
from kb_index.embedders.bundled import bundled_folder, bundled_model, russian_model
from kb_index.embedders.model_folder import read_model_folder
from kb_index.embedders.open import open_embedder, open_routed
from kb_index.embedders.partners import read_artefact
from kb_index.errors import EmbedderUnavailable
from tests.static_model import Dense, digest_of, write_manifest, write_static_model

RUSSIAN = ["пароль", "деньги", "вернуть", "как"]
ENGLISH = ["password", "money", "refund", "how"]


@pytest.fixture
def partner(tmp_path: Path) -> Path:
    return write_static_model(tmp_path / "partner", ENGLISH)


@pytest.fixture
def student(tmp_path: Path, partner: Path) -> Path:
    folder = write_static_model(tmp_path / "student", RUSSIAN)
    write_manifest(folder, partner="partner", weights_sha256=digest_of(partner / "model.safetensors"), dimension=8)
    return folder


def opened(folder: Path, tmp_path: Path) -> object:
    return open_embedder(str(folder), cache=tmp_path / "cache")


def test_a_model_without_a_manifest_promises_nothing(partner: Path) -> None:
    assert read_artefact(read_model_folder("partner", partner)) is None


def test_an_unchanged_model_says_what_it_is(student: Path, partner: Path) -> None:
    artefact = read_artefact(read_model_folder("student", student))
    assert artefact is not None
    assert (artefact.name, artefact.version, artefact.languages, artefact.dimension) == ("otvet-ru", "1", {"ru"}, 8)
    assert artefact.partner.name == "partner"
    assert artefact.partner.weights_sha256 == digest_of(partner / "model.safetensors")


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def manifest(folder: Path, **fields: object) -> None:
    path = folder / "otvet.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | fields))


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "a changed weight": (lambda at: flip(at / "model.safetensors"), r"model\.safetensors is damaged.*install it again"),
    "a changed layer": (
        lambda at: flip(at / "1_Dense" / "model.safetensors"),
        r"1_Dense/model\.safetensors is damaged",
    ),
    "another tokenizer": (lambda at: (at / "tokenizer.json").write_text("{}"), r"tokenizer\.json is damaged"),
    "no tokenizer": (lambda at: (at / "tokenizer.json").unlink(), r"misses tokenizer\.json; install it again"),
    "weights not listed": (lambda at: (at / "pytorch_model.bin").write_bytes(b"x"), r"holds pytorch_model\.bin, which"),
    "weights aside": (
        lambda at: (at / "2_Normalize" / "x.safetensors").write_bytes(b"x"),
        r"holds 2_Normalize/x\.safe",
    ),
    "a setting not listed": (lambda at: (at / "config.json").write_text("{}"), r"holds config\.json, which"),
    "a manifest cut short": (lambda at: (at / "otvet.json").write_text("{"), r"otvet\.json cannot be read.*install"),
    "a manifest of nothing": (lambda at: (at / "otvet.json").write_text("{}"), r"otvet\.json cannot be read.*install"),
    "a manifest without files": (lambda at: manifest(at, files=None), r"no description of a model.*install it again"),
    "a path outside": (lambda at: manifest(at, files={"../x": "0"}), "outside its folder"),
    "a newer format": (lambda at: manifest(at, format=3), "has format 3, this Otvet reads 2; upgrade Otvet"),
    "another dimension": (lambda at: manifest(at, dimension=9), "vectors of 8 numbers, its otvet.json says 9"),
}


@pytest.mark.parametrize("case", DAMAGE)
def test_a_damaged_model_is_refused_with_the_file_and_the_remedy(student: Path, tmp_path: Path, case: str) -> None:
    damage, reason = DAMAGE[case]
    damage(student)
    with pytest.raises(EmbedderUnavailable, match=reason):
        opened(student, tmp_path)


def test_a_model_card_may_be_added(student: Path, tmp_path: Path) -> None:
    (student / "NOTES.md").write_text("ours since May")
    opened(student, tmp_path)


def test_a_model_of_otvets_own_never_falls_back_to_another_runtime(student: Path, tmp_path: Path) -> None:
    config = student / "1_Dense" / "config.json"
    config.write_text(config.read_text().replace("torch.nn.modules.linear.Identity", "torch.nn.modules.activation.ELU"))
    write_manifest(student, partner="p", weights_sha256="0", dimension=8)
    with pytest.raises(EmbedderUnavailable, match="ELU is not known"):
        opened(student, tmp_path)


# --- which models share a space -----------------------------------------------------------------------


def test_a_student_works_beside_its_partner_whichever_comes_first(student: Path, partner: Path, tmp_path: Path) -> None:
    for name in (f"ru={student},en={partner}", f"en={partner},ru={student}"):
        assert open_embedder(name, cache=tmp_path).languages == {"ru", "en"}


def test_a_student_is_refused_beside_another_model_by_both_names(student: Path, tmp_path: Path) -> None:
    other = write_static_model(tmp_path / "another", ENGLISH, layers=[Dense(7), Dense(8)])
    (other / "model.safetensors").write_bytes(write_other_weights(tmp_path))
    for name in (f"ru={student},en={other}", f"en={other},ru={student}"):
        with pytest.raises(
            EmbedderUnavailable, match=r"otvet-ru maps .* of partner .*not of another .*Route to partner"
        ):
            open_embedder(name, cache=tmp_path)


def write_other_weights(tmp_path: Path) -> bytes:
    return (write_static_model(tmp_path / "other-words", [*ENGLISH, "invoice"]) / "model.safetensors").read_bytes()


def test_two_students_of_one_partner_share_its_space(student: Path, partner: Path, tmp_path: Path) -> None:
    second = write_static_model(tmp_path / "second", ["құпиясөз"])
    write_manifest(second, partner="partner", weights_sha256=digest_of(partner / "model.safetensors"), dimension=8)
    name = f"ru={student},kk={second},en={partner}"
    assert open_embedder(name, cache=tmp_path).languages == {"ru", "kk", "en"}


def test_two_students_of_different_partners_are_refused(student: Path, tmp_path: Path) -> None:
    second = write_static_model(tmp_path / "second", ["құпиясөз"])
    write_manifest(second, partner="somebody", weights_sha256="f" * 64, dimension=8)
    with pytest.raises(EmbedderUnavailable, match="cannot be compared"):
        open_embedder(f"ru={student},kk={second}", cache=tmp_path)


def test_whoever_routes_to_models_without_a_manifest_vouches_for_them(partner: Path, tmp_path: Path) -> None:
    assert open_embedder(f"ru={partner},en={partner}", cache=tmp_path).languages == {"ru", "en"}


# --- what comes with the package ----------------------------------------------------------------------


def test_an_installation_without_the_russian_encoder_says_so(tmp_path: Path) -> None:
    with pytest.raises(EmbedderUnavailable, match=r"not installed.*Install Otvet again.*OTVET_EMBEDDER=bundled-en"):
        russian_model(tmp_path)


def test_the_russian_encoder_reads_russian_whatever_its_card_says(student: Path) -> None:
    assert russian_model(student).languages == {"ru"}


def test_the_russian_encoder_that_comes_along_is_whole_and_small_enough_to_come_along() -> None:
    source = russian_model()
    artefact = read_artefact(source)
    assert artefact is not None
    assert (artefact.languages, artefact.partner.weights_sha256) == ({"ru"}, bundled.WEIGHTS_SHA256)
    assert sum(path.stat().st_size for path in source.folder.rglob("*") if path.is_file()) < 30_000_000


def test_the_pair_is_routed_with_the_bundled_english_model_as_the_partner(
    tmp_path: Path, partner: Path, student: Path
) -> None:
    with pytest.raises(EmbedderUnavailable, match="not of all-MiniLM-L6-v2"):
        open_routed({"ru": russian_model(student), "en": bundled_model()}, cache=tmp_path)
    pair = open_routed({"ru": russian_model(student), "en": read_model_folder("partner", partner)}, cache=tmp_path)
    assert pair.languages == {"ru", "en"}
    assert "otvet-ru@" in pair.fingerprint
    assert "partner@" in pair.fingerprint
    assert digest_of(bundled_folder() / "model.safetensors") == bundled.WEIGHTS_SHA256


@pytest.mark.parametrize("told", [{"ru"}, {"*"}, {"ru", "en", "de"}])
def test_languages_that_are_told_of_several_encoders_are_refused(partner: Path, tmp_path: Path, told: set[str]) -> None:
    with pytest.raises(EmbedderUnavailable, match=r"OTVET_EMBEDDER_LANGUAGES corrects .* a single model"):
        open_embedder(f"ru={partner},en={partner}", cache=tmp_path, languages=frozenset(told))
    open_embedder(f"ru={partner},en={partner}", cache=tmp_path, languages=frozenset({"ru", "en"}))
