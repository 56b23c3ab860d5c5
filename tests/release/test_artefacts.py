"""What is released: the same bytes wherever and however it is built, and nothing in it that does not belong there."""

from __future__ import annotations

import os
import tarfile
import tomllib
from email.parser import HeaderParser
from pathlib import Path
from zipfile import ZipFile

import pytest
from building import NAME, ROOT, built, kept_files

from chatlink_policy import __version__

pytestmark = pytest.mark.release

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
INFO = f"{NAME}.dist-info"
EPOCH = 1_700_000_000

HERE = {"LC_ALL": "C", "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1"}
THERE = {"LC_ALL": "tr_TR.UTF-8", "TZ": "America/St_Johns", "PYTHONHASHSEED": "2", "PYTHONUTF8": "0"}


def copied(to: Path, umask: int, *, backwards: bool) -> Path:
    """The files in a folder of their own, made in the other order, with other modes and other times."""
    for number, name in enumerate(sorted(kept_files(), reverse=backwards)):
        path = to / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((ROOT / name).read_bytes())
        path.chmod(0o777 & ~umask if os.access(ROOT / name, os.X_OK) else 0o666 & ~umask)
        os.utime(path, (number, 86_400 * number))
    return to


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """What the checkout gives as it stands, with all that lies about in it."""
    return built(ROOT, tmp_path_factory.mktemp("release"), 0o022, HERE)


def test_wheel_and_sdist_are_the_same_bytes_in_any_folder_locale_zone_and_umask(tmp_path: Path) -> None:
    epoch = {"SOURCE_DATE_EPOCH": str(EPOCH)}
    one = built(copied(tmp_path / "a", 0o022, backwards=False), tmp_path / "one", 0o022, HERE | epoch)
    two = built(copied(tmp_path / "b" / "c d", 0o077, backwards=True), tmp_path / "two", 0o077, THERE | epoch)
    assert one.keys() == two.keys() == {".whl", ".gz"}
    for kind in one:
        assert one[kind].read_bytes() == two[kind].read_bytes()
    with tarfile.open(one[".gz"]) as sdist:
        assert {each.mtime for each in sdist} == {EPOCH}
    with ZipFile(one[".whl"]) as wheel:
        assert {each.date_time for each in wheel.infolist()} == {(2023, 11, 14, 22, 13, 20)}


def test_the_wheel_of_the_sdist_is_the_wheel_of_the_checkout(release: dict[str, Path], tmp_path: Path) -> None:
    with tarfile.open(release[".gz"]) as sdist:
        sdist.extractall(tmp_path, filter="data")
    again = built(tmp_path / NAME, tmp_path / "again", 0o077, THERE)
    for kind, path in release.items():
        assert again[kind].read_bytes() == path.read_bytes()


def test_the_wheel_holds_the_package_and_nothing_else(release: dict[str, Path]) -> None:
    package = [name.removeprefix("src/") for name in kept_files() if name.startswith("src/chatlink_policy/")]
    for name in ("py.typed", "proofs.json", "conformance.json", "schemas/outcome.json", "report/page.html"):
        assert f"chatlink_policy/{name}" in package
    with ZipFile(release[".whl"]) as wheel:
        info = [f"{INFO}/{name}" for name in ("METADATA", "RECORD", "WHEEL", "entry_points.txt")]
        assert sorted(wheel.namelist()) == sorted(package + info)  # no licence has been chosen, so there is none
        assert {each.external_attr >> 16 & 0o7777 for each in wheel.infolist()} == {0o644}
        for name in package:
            assert wheel.read(name) == (ROOT / "src" / name).read_bytes()


def test_the_sdist_holds_every_kept_file_so_that_it_can_be_tested(release: dict[str, Path]) -> None:
    with tarfile.open(release[".gz"]) as sdist:
        files = {each.name.removeprefix(f"{NAME}/"): each for each in sdist if each.isfile()}
        assert len(files) == len(sdist.getmembers()), "only plain files"
        assert sorted(files) == sorted([*kept_files(), "PKG-INFO"])
        assert {(each.uid, each.gid, each.uname, each.gname) for each in files.values()} == {(0, 0, "", "")}


def test_the_metadata_names_what_the_project_asks_for(release: dict[str, Path]) -> None:
    with ZipFile(release[".whl"]) as wheel:
        metadata = HeaderParser().parsestr(wheel.read(f"{INFO}/METADATA").decode())
        entry_points = wheel.read(f"{INFO}/entry_points.txt").decode()
    assert (metadata["Name"], metadata["Version"]) == (PROJECT["name"], __version__)
    assert metadata["Requires-Python"] == PROJECT["requires-python"]
    assert set(metadata.get_all("Provides-Extra", [])) == set(PROJECT["optional-dependencies"])
    needed = metadata.get_all("Requires-Dist", [])
    assert [each for each in needed if "extra ==" not in each] == sorted(PROJECT["dependencies"])
    assert metadata.get_payload() == (ROOT / "README.md").read_text(encoding="utf-8")
    assert "chatlink-policy = chatlink_policy.__main__:main" in entry_points
