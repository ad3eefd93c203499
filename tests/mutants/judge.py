#!/usr/bin/env python3
"""Runs the judge over all switched mutants on two cores, goes on behind those that never end, and sums up.

usage: judge.py WORK     (the directory of `run`)
"""
import collections
import json
import os
import pathlib
import resource
import subprocess
import sys
import threading

WORK = pathlib.Path(sys.argv[1])
PARTS = 2
MEMORY = 6 << 30


def part(switched, binary, number):
    """Judges every PARTS-th mutant."""
    own = switched[number::PARTS]
    index, out = WORK / f"part{number}.json", WORK / f"part{number}.tsv"
    index.write_text(json.dumps({"switched": own}))
    out.write_text("")
    env = dict(os.environ, LBXC_MUTANTS=str(index), LBXC_MUTANTS_OUT=str(out), LBXC_MUTANTS_FROM="0")
    while True:
        limit = lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        run = subprocess.run(
            [binary, "--exact", "mutants::mutants"], env=env, preexec_fn=limit, capture_output=True, cwd=WORK / "tree"
        )
        judged = {int(line.split("\t")[0]) for line in out.read_text().splitlines()}
        if run.returncode == 0:
            return
        stuck = next((one for one in own if one["number"] not in judged), None)
        if stuck is None or not judged and run.returncode == 101:
            sys.exit(run.stdout.decode()[-2000:] + run.stderr.decode()[-2000:])
        with out.open("a") as file:
            file.write(f"{stuck['number']}\tcaught\tit does not end\t{stuck['name']}\n")
        env["LBXC_MUTANTS_FROM"] = str(stuck["number"] + 1)


def main():
    index = json.loads((WORK / "index.json").read_text())
    binaries = (WORK / "target/debug/deps").glob("it-*")
    binary = max((b for b in binaries if os.access(b, os.X_OK) and not b.suffix), key=lambda b: b.stat().st_mtime)
    threads = [threading.Thread(target=part, args=(index["switched"], binary, n)) for n in range(PARTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = [line.split("\t") for n in range(PARTS) for line in (WORK / f"part{n}.tsv").read_text().splitlines()]
    rows.sort(key=lambda row: int(row[0]))
    missed = [row for row in rows if row[1] == "missed"]
    (WORK / "missed.txt").write_text("".join(row[3] + "\n" for row in missed))
    rooms = collections.Counter()
    for row in rows:
        rooms["/".join(row[3].split("/")[:2]), row[1]] += 1
    for room in sorted({room for room, _ in rooms}):
        caught, all_of = rooms[room, "caught"], rooms[room, "caught"] + rooms[room, "missed"]
        print(f"{room}: {caught} of {all_of} caught, {100 * caught / all_of:.1f} %")
    caught = len(rows) - len(missed)
    print(f"all: {caught} of {len(rows)} caught, {100 * caught / max(len(rows), 1):.1f} %; survivors in {WORK}/missed.txt")
    print(f"{len(index['others'])} mutants cannot be switches and were not judged")


main()
