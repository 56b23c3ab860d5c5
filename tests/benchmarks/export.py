"""How long a whole export takes to load, and how much memory, against `json.load` of the same files alone.

Run it with `python tests/benchmarks/export.py [--links 1000000]`. It writes an organisation of 200 record types and
20,000 users to a temporary folder, then loads it in fresh processes: once with `json.load` holding everything, and once
with `load_export`. Both are run in turn, three times each; shown is the fastest of each, since on a shared machine the
others tell more of its neighbours. Processor time; ratios are within one run.

With `--hostile` it reads links of which every second row cannot be read instead, at 1, 2, 4 and 8 times as many rows.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

Row = dict[str, Any]
PAGE = 5_000
RUNS = 3
START = datetime(2025, 1, 1, tzinfo=UTC)
CONTEXT = "https://contoso.crm.dynamics.com/api/data/v9.2/"


def guid(kind: int, number: int) -> str:
    """An id that looks like those of Dataverse."""
    return f"{kind:08x}-2c71-ef11-a670-{number:012x}"


def write(folder: Path, table: str, rows: list[Row]) -> None:
    """Write a table as the Web API pages it."""
    pages = [rows[start : start + PAGE] for start in range(0, len(rows), PAGE)] or [[]]
    for number, page in enumerate(pages, start=1):
        body: Row = {"@odata.context": f"{CONTEXT}$metadata#{table}", "value": page}
        if number < len(pages):
            body["@odata.nextLink"] = f"{CONTEXT}{table}?$skiptoken={number}"
        name = f"{table}.json" if number == 1 else f"{table}.{number}.json"
        (folder / name).write_text(json.dumps(body), encoding="utf-8")


def make(folder: Path, links: int, users: int = 20_000, tables: int = 200) -> None:
    """Write the export of a seeded organisation: skewed links, several connectors, half of the records team-owned."""
    chance = random.Random(20260101)
    names = ["incident", *(f"contoso_table{number:03}" for number in range(1, tables))]
    settings, definitions = [], []
    for number, name in enumerate(names):
        settings.append(
            {
                "msdyn_entitylinkchatconfigurationid": guid(1, number),
                "_msdyn_entitytype_value": guid(2, number),
                "msdyn_entitytype": {"entityid": guid(2, number), "logicalname": name},
                "msdyn_contextviewid": None,
                "msdyn_enablekickoffmessage": False,
                "msdyn_recordownercanunlink": chance.random() < 0.5,
                "msdyn_recentchatlinkercanunlink": chance.random() < 0.5,
                "msdyn_usercanjoinchat": chance.random() < 0.5,
                "msdyn_isenabledforbot": False,
                "msdyn_filteringattributes": "statecode,statuscode",
                "statecode": 0,
            }
        )
        attributes = [
            {
                "LogicalName": f"column{column:03}",
                "AttributeType": "String",
                "AttributeTypeName": {"Value": "StringType"},
                "IsSecured": False,
            }
            for column in range(100)
        ]
        definitions.append(
            {
                "LogicalName": name,
                "TableType": "Standard",
                "DataProviderId": None,
                "IsActivity": False,
                "Attributes": attributes,
            }
        )
    roles = [{"roleid": guid(3, number), "name": f"Role {number}"} for number in range(50)]
    privileges = [{"privilegeid": guid(4, number), "name": f"prvRead{number}"} for number in range(500)]
    write(
        folder,
        "organizations",
        [{"organizationid": guid(5, 1), "isembedteamscollabenabled": True, "teamschatdatasync": False}],
    )
    write(folder, "msdyn_entitylinkchatconfigurations", settings)
    write(folder, "entitydefinitions", definitions)
    write(
        folder,
        "sdkmessagefilters",
        [{"primaryobjecttypecode": name, "sdkmessageid": {"name": "Update"}} for name in names],
    )
    write(folder, "roles", roles)
    write(folder, "privileges", privileges)
    write(
        folder,
        "roleprivileges",
        [
            {"roleid": r["roleid"], "privilegeid": p["privilegeid"]}
            for r in roles
            for p in chance.sample(privileges, 100)
        ],
    )
    write(folder, "systemusers", [{"systemuserid": guid(6, number), "isdisabled": False} for number in range(users)])
    write(
        folder,
        "systemuserroles",
        [{"systemuserid": guid(6, number), "roleid": guid(3, chance.randrange(50))} for number in range(users)],
    )
    write(folder, "teamroles", [])
    write(folder, "msdyn_appconfiguration_systemusers", [])
    write(folder, "msdyn_appprofilerolemappings", [])
    write(
        folder,
        "teammemberships",
        [{"systemuserid": guid(6, number), "teamid": guid(7, chance.randrange(500))} for number in range(users)],
    )
    rows = []
    for number in range(links):
        user = guid(6, int(users * chance.random() ** 2))
        linked = START + timedelta(seconds=chance.randrange(365 * 86_400))
        is_unlinked = chance.random() < 0.1
        changed = linked + timedelta(seconds=chance.randrange(1, 90 * 86_400)) if is_unlinked else linked
        rows.append(
            {
                "@odata.etag": f'W/"{number}"',
                "msdyn_teamschatassociationid": guid(8, number),
                "msdyn_teamschatassociationname": f"Chat {number}",
                "msdyn_regardingobjectid": guid(9, int(links / 3 * chance.random() ** 2)),
                "msdyn_regardingobjectname": names[int(tables * chance.random() ** 3)],
                "msdyn_teamschatid": f"19:{int(links / 2 * chance.random()):032x}@thread.v2",
                "msdyn_entityrecordstate": int(is_unlinked),
                "_createdby_value": user,
                "_modifiedby_value": user,
                "createdon": f"{linked:%Y-%m-%dT%H:%M:%SZ}",
                "modifiedon": f"{changed:%Y-%m-%dT%H:%M:%SZ}",
                "statecode": 0,
                "statuscode": 1,
                "versionnumber": 9_000_000 + number,
            }
        )
    write(folder, "msdyn_teamschatassociations", rows)
    (folder / "supplement.toml").write_text("on_for_all_apps = true\n", encoding="utf-8")


LOADERS = {
    "json.load of the same files, all held": (
        "import json, pathlib\n"
        "held = [json.load(path.open('rb')) for path in sorted(pathlib.Path(folder).glob('*.json'))]\n"
    ),
    "load_export": (
        "from chatlink_policy.dataverse import load_export\n"
        "held = load_export(folder)\n"
        "assert not held.rejected, held.rejected[:3]\n"
        "print(len(held.chats), 'chats,', sum(len(each.links) for each in held.chats), 'links', file=sys.stderr)\n"
    ),
}
MEASURE = (
    "import resource, sys, time\n"
    "folder = sys.argv[1]\n"
    "start = time.process_time()\n"
    "{}"
    "print(time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)\n"
)


HOSTILE: dict[str, Row] = {
    "that name their chat": {"createdon": "yesterday"},
    "that name their record only": {"msdyn_teamschatid": None},
    "that name nothing": {"msdyn_teamschatid": None, "msdyn_regardingobjectid": None},
}


def hostile(wrong: Row, number: int) -> list[Row]:
    """Good rows and as many that cannot be read."""
    good = [
        {
            "msdyn_teamschatid": f"19:{each}@thread.v2",
            "msdyn_regardingobjectname": "incident",
            "msdyn_regardingobjectid": guid(9, each // 50),
            "msdyn_entityrecordstate": 0,
            "statecode": 0,
            "createdon": "2025-02-03T09:14:22Z",
            "modifiedon": "2025-02-03T09:14:22Z",
            "_createdby_value": guid(6, each % 100),
            "_modifiedby_value": guid(6, each % 100),
        }
        for each in range(number)
    ]
    return [*good, *(row | wrong for row in good)]


def growth(number: int) -> None:
    """Read hostile rows, twice as many each time."""
    from chatlink_policy.dataverse import read_links  # noqa: PLC0415  # the other measure is made in other processes

    for name, wrong in HOSTILE.items():
        seconds = []
        for times in (1, 2, 4, 8):
            rows = hostile(wrong, number * times)
            start = time.process_time()
            read_links(rows)
            seconds.append(time.process_time() - start)
        ratios = "  ".join(f"{each:6.2f} s (x {each / seconds[0]:.1f})" for each in seconds)
        print(f"  {number:,} rows {name:<28} x 1, 2, 4, 8: {ratios}")


def main() -> None:
    """Make the export and compare the two."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--links", type=int, default=1_000_000)
    parser.add_argument("--hostile", type=int, metavar="ROWS")
    arguments = parser.parse_args()
    if arguments.hostile:
        growth(arguments.hostile)
        return
    links: int = arguments.links
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder), links)
        size = sum(path.stat().st_size for path in Path(folder).iterdir())
        print(f"200 record types, 20,000 users, {links:,} link rows, {size / 2**20:,.0f} MiB of JSON")
        measured: dict[str, list[tuple[float, float, str]]] = {name: [] for name in LOADERS}
        for _ in range(RUNS):
            for name, loader in LOADERS.items():
                command = [sys.executable, "-c", MEASURE.format(loader), folder]
                done = subprocess.run(command, capture_output=True, text=True, check=True)
                seconds, peak = map(float, done.stdout.split())
                measured[name].append((seconds, peak, done.stderr.strip()))
        base: tuple[float, float] | None = None
        for name, runs in measured.items():
            seconds, peak, says = min(runs)
            base = base or (seconds, peak)
            ratios = f"x {seconds / base[0]:.2f}  {peak:8,.0f} MiB  x {peak / base[1]:.2f}"
            print(f"  {name:<40} {seconds:7.1f} s  {ratios}  {says}")


if __name__ == "__main__":
    main()
