"""The public names of the package with their arguments, as one file of stubs that `griffe` reads.

Run this file when a version is released: `python tests/support/public_api.py` writes `tests/golden/public-api.txt`.

Independent of how modules are written: it looks at what they offer once they are imported.
"""

from __future__ import annotations

import inspect
import re
from enum import Enum
from functools import cache
from importlib import import_module
from inspect import Parameter
from pathlib import Path
from pkgutil import walk_packages
from types import FunctionType, ModuleType

import chatlink_policy

KEPT = Path(__file__).parents[1] / "golden" / "public-api.txt"
_MODULE = "# --- "


@cache
def public_modules() -> tuple[str, ...]:
    """The modules that the reference describes: none of the command, of texts, or with an underscore in its name."""
    names = (each.name for each in walk_packages(chatlink_policy.__path__, "chatlink_policy."))
    return ("chatlink_policy", *(name for name in sorted(names) if not re.search(r"\._|\.(cli|wording)\b", name)))


def stubs() -> str:
    """What every public module offers, under a line with the path of the module."""
    parts = []
    for name in public_modules():
        module = import_module(name)
        path = name.replace(".", "/") + ("/__init__.py" if hasattr(module, "__path__") else ".py")
        offered = sorted(getattr(module, "__all__", ()))
        parts += [f"{_MODULE}{path}\n", f"__all__ = {offered}\n", *(_stub(module, each) for each in offered), "\n"]
    return "".join(parts)


def modules_of(text: str) -> dict[str, str]:
    """The stubs of each module by its path within the package."""
    parts = (part.partition("\n") for part in text.split(_MODULE)[1:])
    return {path.removeprefix("chatlink_policy/"): stub for path, _, stub in parts}


def _stub(module: ModuleType, name: str) -> str:
    value = getattr(module, name)
    is_function = isinstance(inspect.unwrap(value), FunctionType) if callable(value) else False
    if not is_function and not inspect.isclass(value):
        return f"{name}: object\n"
    home = value.__module__
    if home != module.__name__ and home in public_modules() and name in getattr(import_module(home), "__all__", ()):
        return f"from {home} import {name} as {name}\n"
    return _class(value, name) if inspect.isclass(value) else f"def {name}{_arguments(value)}: ...\n"


def _class(made: type, name: str) -> str:
    lines = [f"class {name}:\n"]
    if issubclass(made, Enum):
        lines += [f"    {each}: object\n" for each in sorted(made.__members__)]
    elif isinstance(made.__init__, FunctionType) and not issubclass(made, BaseException):
        lines.append(f"    def __init__{_arguments(made.__init__)}: ...\n")
    ours = [each for each in made.__mro__ if each.__module__.startswith("chatlink_policy")]
    fields = {each.name for each in getattr(made, "__attrs_attrs__", ())}
    members = {each for base in ours for each in (*vars(base), *getattr(base, "__annotations__", ()))} | fields
    for each in sorted(each for each in members if not each.startswith("_")):
        member = inspect.getattr_static(made, each, None)
        if isinstance(member, Enum):
            continue
        plain = member.__func__ if isinstance(member, (classmethod, staticmethod)) else member
        if isinstance(plain, FunctionType):
            mark = "" if plain is member else f"    @{type(member).__name__}\n"
            lines.append(f"{mark}    def {each}{_arguments(plain)}: ...\n")
        else:
            lines.append(f"    {each}: object\n")
    return "".join(lines if len(lines) > 1 else [*lines, "    ...\n"])


def _arguments(function: object) -> str:
    """The arguments by name, kind and order; of a default only that there is one."""
    signature = inspect.signature(function)  # type: ignore[arg-type]
    bare = [
        each.replace(annotation=Parameter.empty, default=each.default if each.default is Parameter.empty else ...)
        for each in signature.parameters.values()
        if not each.name.startswith("_")
    ]
    return str(signature.replace(parameters=bare, return_annotation=inspect.Signature.empty)).replace("Ellipsis", "...")


if __name__ == "__main__":
    KEPT.write_text(stubs(), encoding="utf-8", newline="\n")
