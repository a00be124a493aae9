# SPDX-License-Identifier: Apache-2.0
"""What table and scale do alike with their results: files of a line of JSON for each run."""
import datetime, json, os, subprocess, sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def check(names, known, what):
    """The names of a list with commas; one that nobody knows ends the program."""
    chosen = names.split(",") if names else []
    for name in chosen:
        if name not in known:
            sys.exit(f"no {what} is called {name}; there are: {', '.join(known)}")
    return chosen


def git(*args):
    return subprocess.run(["git", *args], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def stamp():
    """When and of which commit, with a + if what is measured was changed since."""
    try:
        changed = git("status", "--porcelain", "nightjar-core/src/main", "nightjar-benchmarks")
        commit = git("rev-parse", "--short=7", "HEAD") + ("+" if changed else "")
    except (OSError, subprocess.CalledProcessError):
        commit = "unknown"
    return dict(date=datetime.date.today().isoformat(), commit=commit)


class Writer:
    """Adds results to a file as they come. What the file has of the same kind, from runs before, goes; the rest stays."""

    def __init__(self, file, kind):
        os.makedirs(os.path.dirname(os.path.abspath(file)), exist_ok=True)
        self.file, self.kind, self.new, self.failed = file, kind, [], 0
        self.old = read(file) if os.path.exists(file) else []
        self.stamp = stamp()

    def add(self, result):
        if "error" in result:
            self.failed += 1
            print("failed:", result["error"], flush=True)
        self.new.append(dict(result, **self.stamp))
        kinds = {self.kind(r) for r in self.new}
        lines = [json.dumps(r) for r in [r for r in self.old if self.kind(r) not in kinds] + self.new]
        with open(self.file + ".new", "w") as out:
            out.write("\n".join(lines) + "\n")
        os.replace(self.file + ".new", self.file)

    def end(self):
        if self.failed:
            sys.exit(f"{self.failed} of {len(self.new)} runs failed")


def read(file):
    if not os.path.exists(file):
        sys.exit(f"{file} is not there: run first")
    with open(file) as lines:
        return [json.loads(line) for line in lines]


def about(groups):
    """How many runs, and of what age."""
    runs = [r for group in groups for r in group]
    stamps = sorted({f"{r['date']}, commit {r['commit']}" for r in runs if "date" in r})
    return "; ".join([f"{max(map(len, groups))} runs", *stamps])
