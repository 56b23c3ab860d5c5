"""The command `chatlink-policy`, also as `python -m chatlink_policy`."""

from __future__ import annotations

import sys

from .errors import MissingExtra


def main() -> None:
    """Run the command; without the extra it needs, say which one and exit with status 2."""
    try:
        from .cli import command  # noqa: PLC0415  # the extra may be missing
    except MissingExtra as error:
        sys.stderr.write(f"Error: {error}\n")
        raise SystemExit(2) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    command(prog_name="chatlink-policy")


if __name__ == "__main__":
    main()
