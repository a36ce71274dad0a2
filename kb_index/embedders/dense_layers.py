"""The modules behind a table of token vectors -> functions of vectors, as sentence-transformers computes them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load_file

from kb_index.arrays import FloatArray

_LIBRARY = "sentence_transformers."
_VALUE = "sentence_embedding"
_SMALLEST = np.float32(1e-12)  # of torch.nn.functional.normalize


@dataclass(frozen=True, slots=True)
class Module:
    """An entry of ``modules.json``."""

    kind: str  # the full name of its class
    path: str  # below the folder of the model


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """Vectors in rows -> as many vectors. ``width``: of the result; 0: as that of what goes in."""

    apply: Callable[[FloatArray], FloatArray]
    width: int = 0


def read_modules(folder: Path) -> tuple[Module, ...]:
    """In their order. Raises OSError, ValueError, TypeError, KeyError, AttributeError."""
    entries = json.loads((folder / "modules.json").read_text("utf-8"))
    if not isinstance(entries, list) or any(entry.get("kwargs") for entry in entries):
        raise ValueError("modules.json is no list of modules that take no arguments")
    return tuple(Module(entry["type"], entry["path"]) for entry in entries)


def module_kind(module: Module) -> str:
    """The name of the library's own class; "": it is another's."""
    return module.kind.rsplit(".", 1)[-1] if module.kind.startswith(_LIBRARY) else ""


def read_layers(folder: Path, modules: Sequence[Module], *, width: int) -> tuple[Layer, ...]:
    """``width``: of the vectors that go in. Raises ValueError for what is not known here, and as `read_modules`."""
    layers: list[Layer] = []
    for module in modules:
        place = folder / module.path
        if module_kind(module) == "Dense":
            layers.append(_dense(place, width))
            width = layers[-1].width
        elif module_kind(module) == "Normalize":
            _require_value(_config(place))
            layers.append(Layer(_normalised))
        else:
            raise ValueError(f"a module {module.kind} is not known here")
    return tuple(layers)


def _dense(folder: Path, width: int) -> Layer:
    config = _config(folder)
    _require_value(config)
    arrays = load_file(folder / "model.safetensors")
    named = {"linear.weight"} | ({"linear.bias"} if config.get("bias", True) else set())
    residual = bool(config.get("use_residual", False))
    projected = residual and config["in_features"] != config["out_features"]
    if set(arrays) != named | ({"residual.weight"} if projected else set()):
        raise ValueError(f"{folder.name} holds {', '.join(sorted(arrays))}, which is not what its configuration says")
    shape = (config["out_features"], width)
    weight = _of_shape(arrays["linear.weight"], shape)
    bias = _of_shape(arrays.get("linear.bias", np.zeros(shape[0], np.float32)), shape[:1])
    beside = _of_shape(arrays["residual.weight"], shape) if projected else None
    activation = _activation(config)

    def apply(values: FloatArray) -> FloatArray:
        result = activation(values @ weight.T + bias)
        if not residual:
            return result
        return result + (values if beside is None else values @ beside.T)

    return Layer(apply, shape[0])


def _of_shape(array: Any, shape: tuple[int, ...]) -> FloatArray:
    if array.shape != shape or array.dtype.kind != "f" or not np.isfinite(array).all():
        raise ValueError(f"a layer's weights are no finite numbers of shape {shape}")
    return np.ascontiguousarray(array, np.float32)


def _config(folder: Path) -> Mapping[str, Any]:
    path = folder / "config.json"
    found: Mapping[str, Any] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return found


def _require_value(config: Mapping[str, Any]) -> None:
    names = {config.get(key) or _VALUE for key in ("module_input_name", "module_output_name")}
    if names != {_VALUE}:
        raise ValueError(f"a layer reads or writes {', '.join(sorted(names))}, not {_VALUE} alone")


def _activation(config: Mapping[str, Any]) -> Callable[[FloatArray], FloatArray]:
    name = str(config.get("activation_function", "torch.nn.modules.activation.Tanh"))  # the library's default
    found = _ACTIVATIONS.get(name.rsplit(".", 1)[-1]) if name.startswith("torch.nn.") else None
    if found is None:
        raise ValueError(f"an activation {name} is not known here")
    return found


def _normalised(values: FloatArray) -> FloatArray:
    lengths = np.linalg.norm(values, axis=1, keepdims=True)
    result: FloatArray = values / np.maximum(lengths, _SMALLEST)
    return result


def _gelu(value: FloatArray) -> FloatArray:
    return np.float32(0.5) * value * (1 + _erf(value * np.float32(0.5**0.5)))


def _erf(value: FloatArray) -> FloatArray:
    """To 1.5e-7, the precision of single numbers: Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26."""
    size = np.abs(value)
    t = 1 / (1 + np.float32(0.3275911) * size)
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    result: FloatArray = np.sign(value) * (1 - series * np.exp(-size * size))
    return result


_ACTIVATIONS: Mapping[str, Callable[[FloatArray], FloatArray]] = {
    "Identity": lambda value: value,
    "Tanh": np.tanh,
    "GELU": _gelu,
    "ReLU": lambda value: np.maximum(value, 0),
}
