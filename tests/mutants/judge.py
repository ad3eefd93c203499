#!/usr/bin/env python3
"""Runs the judge over all switched mutants on two cores (`LBXC_MUTANTS_PARTS`), goes on behind those that never end, and sums up.

usage: judge.py WORK     (the directory of `run`)
"""
import collections
import functools
import json
import os
import pathlib
import resource
import subprocess
import sys
import threading

WORK = pathlib.Path(sys.argv[1])
PARTS = int(os.environ.get("LBXC_MUTANTS_PARTS", "2"))
MEMORY = 6 << 30
# What is tested beside the pages: the tests that are asked about a room's mutants, each in a process of its own; those in
# the first list before the pages, the others about the survivors.
TESTS = {
    "src/flow/": ([("lbxc", "flow::tests::claims")], [("lbxc", "flow::"), ("it", "reach::")]),
    "src/ledger/": ([], [("it", "ledger::")]),
}


def part(switched, binary, number):
    """Judges every PARTS-th mutant."""
    own = switched[number::PARTS]
    index, out = WORK / f"part{number}.json", WORK / f"part{number}.tsv"
    index.write_text(json.dumps({"switched": own}))
    out.write_text("")
    env = dict(os.environ, LBXC_MUTANTS=str(index), LBXC_MUTANTS_OUT=str(out), LBXC_MUTANTS_FROM="0")
    command = [binary, "--exact", "mutants::mutants"]
    while True:
        run = subprocess.run(command, env=env, preexec_fn=limit, capture_output=True, cwd=WORK / "tree")
        judged = {int(line.split("\t")[0]) for line in out.read_text().splitlines()}
        if run.returncode == 0:
            return
        stuck = next((one for one in own if one["number"] not in judged), None)
        if stuck is None or not judged and run.returncode == 101:
            sys.exit(run.stdout.decode()[-2000:] + run.stderr.decode()[-2000:])
        with out.open("a") as file:
            file.write(f"{stuck['number']}\tcaught\tit does not end\t{stuck['name']}\n")
        env["LBXC_MUTANTS_FROM"] = str(stuck["number"] + 1)


def limit():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


@functools.cache
def newest(name):
    """A test binary: the program itself and its tests, of which there are none, lie beside it."""
    binaries = [b for b in (WORK / "target/debug/deps").glob(f"{name}-*") if os.access(b, os.X_OK) and not b.suffix]
    for binary in sorted(binaries, key=lambda b: -b.stat().st_mtime):
        if b": test" in subprocess.run([binary, "--list"], capture_output=True).stdout:
            return binary
    sys.exit(f"no tests of {name} in {WORK}/target")


def stands(number, name, filter):
    """Whether tests pass with a mutant."""
    env = dict(os.environ, LBXC_MUTANT=str(number), INSTA_UPDATE="no", PROPTEST_FAILURE_PERSISTENCE="off")
    command = [newest(name), "--quiet", filter]
    try:
        run = subprocess.run(command, env=env, preexec_fn=limit, capture_output=True, cwd=WORK / "tree", timeout=120)
    except subprocess.TimeoutExpired:
        return False
    return run.returncode == 0


def tested(rows, when):
    """Asks the tests about each of these mutants, where nobody has caught it so far."""
    for row in rows:
        tests = next((tests[when] for room, tests in TESTS.items() if row[3].startswith(room)), [])
        for name, filter in tests:
            if row[1] == "missed" and not stands(row[0], name, filter):
                row[1:3] = ["caught", filter]


def both(work, lots):
    threads = [threading.Thread(target=work, args=lot) for lot in lots]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def main():
    index = json.loads((WORK / "index.json").read_text())
    switched = [one for one in index["switched"] if os.environ.get("LBXC_MUTANTS_ONLY", "") in one["file"]]
    rooms = {room for room in TESTS if any(one["file"].startswith(room) for one in switched)}
    for name, filter in {test for room in rooms for tests in TESTS[room] for test in tests}:
        if not stands(0, name, filter):
            sys.exit(f"{filter} fails without a mutant")
    before = [[str(one["number"]), "missed", "", one["name"]] for one in switched]
    both(tested, [(before[n::PARTS], 0) for n in range(PARTS)])
    left = {int(row[0]) for row in before if row[1] == "missed"}
    both(part, [([one for one in switched if one["number"] in left], newest("it"), n) for n in range(PARTS)])
    rows = [line.split("\t") for n in range(PARTS) for line in (WORK / f"part{n}.tsv").read_text().splitlines()]
    both(tested, [(rows[n::PARTS], 1) for n in range(PARTS)])
    rows += [row for row in before if row[1] == "caught"]
    rows.sort(key=lambda row: int(row[0]))
    missed = [row for row in rows if row[1] == "missed"]
    (WORK / "judged.tsv").write_text("".join("\t".join(row) + "\n" for row in rows))
    (WORK / "missed.txt").write_text("".join(row[3] + "\n" for row in missed))
    rooms = collections.Counter()
    for row in rows:
        rooms["/".join(row[3].split("/")[:2]), row[1]] += 1
    for room in sorted({room for room, _ in rooms}):
        caught, all_of = rooms[room, "caught"], rooms[room, "caught"] + rooms[room, "missed"]
        print(f"{room}: {caught} of {all_of} caught, {100 * caught / all_of:.1f} %")
    caught = len(rows) - len(missed)
    print(f"all: {caught} of {len(rows)} caught, {100 * caught / max(len(rows), 1):.1f} %; survivors in {WORK}/missed.txt")
    others = collections.Counter("/".join(name.split("/")[:2]) for name in index["others"])
    told = ", ".join(f"{count} in {room}" for room, count in sorted(others.items()))
    print(f"{len(index['others'])} mutants cannot be switches and were not judged: {told}")


main()
