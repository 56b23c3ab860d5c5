"""What stands in the modules and the process, to be compared before and after: values, not memory.

Independent of what the library keeps: it looks at every global of every module, and at every attribute of every class.
"""

from __future__ import annotations

import decimal
import locale
import logging
import os
import random
import signal
import sys
import threading
import types
import warnings
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

import attrs

import chatlink_policy

MEMOS = (("evidence.question", "_SHARED"), ("rules.disconnecting", "UNDER"))
"""Tables that are made when they are asked for, at most so many, each the same whoever asks first."""


def import_everything() -> None:
    for each in walk_packages(chatlink_policy.__path__, "chatlink_policy."):
        import_module(each.name)


def modules() -> dict[str, types.ModuleType]:
    return {name: each for name, each in sys.modules.items() if name.partition(".")[0] == "chatlink_policy"}


def globals_now() -> dict[str, object]:
    """Each global, and each attribute of each class, by its place: which object it is, and what it holds."""
    found: dict[str, object] = {}
    memos = [getattr(import_module(f"chatlink_policy.{module}"), name) for module, name in MEMOS]
    for name, module in modules().items():
        for key, value in vars(module).items():
            place = f"{name}.{key}"
            if key.startswith("__") or any(value is memo for memo in memos):
                continue
            found[place] = (id(value), _held(value))
            if isinstance(value, type) and value.__module__ == name:
                for each, member in vars(value).items():
                    if not each.startswith("_"):  # attrs, enum and typing keep notes of their own there
                        found[f"{place}.{each}"] = (id(member), _held(member))
    return found


def _held(value: object, depth: int = 6) -> object:
    """What a container holds, by identity; of an instance of a class with a dictionary, its attributes."""
    if depth == 0 or isinstance(value, (type, types.ModuleType, types.FunctionType)):
        return id(value)
    if isinstance(value, dict):
        return [(_held(key, depth - 1), _held(each, depth - 1)) for key, each in value.items()]
    if isinstance(value, (list, tuple)):
        return [_held(each, depth - 1) for each in value]
    if isinstance(value, (set, frozenset)):
        return sorted(map(repr, value))
    return id(value)


def process_now() -> dict[str, object]:
    """What a library could set for all who share its process."""
    return dict(_process())


def _process() -> Iterator[tuple[str, object]]:
    yield "environment", dict(os.environ)
    yield "working directory", os.getcwd()
    yield "path", list(sys.path)
    yield "locale", locale.setlocale(locale.LC_ALL)
    yield "decimal", repr(decimal.getcontext())
    yield "random", random.getstate()
    yield "warnings", [str(each) for each in warnings.filters]
    yield "logging", [logging.root.level, list(logging.root.handlers), logging.root.disabled]
    yield "hooks", [sys.excepthook, sys.displayhook, sys.unraisablehook, threading.excepthook]
    yield "signals", [signal.getsignal(each) for each in sorted(signal.valid_signals())]
    yield "limits", [sys.getrecursionlimit(), sys.getswitchinterval(), sys.get_int_max_str_digits()]
    yield "validators", attrs.validators.get_disabled()
    yield "umask", _umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def main() -> None:
    """Ask everything, and again in the other order: no global, nothing of the process, and no answer may change."""
    from everything import digests, in_memory, through_the_command  # noqa: PLC0415  # it imports the command

    import_everything()
    before, process = globals_now(), process_now()
    asks = in_memory() | through_the_command()
    first = dict(digests(asks))
    after, then = globals_now(), process_now()
    changed = sorted(place for place in {*before, *after} if before.get(place) != after.get(place))
    assert not changed, changed
    assert then == process, [name for name in then if then[name] != process[name]]
    assert dict(digests(dict(reversed(asks.items())))) == first, "an answer depends on what was asked before"
    print(len(before), len(first))  # noqa: T201


if __name__ == "__main__":
    main()
