# SPDX-License-Identifier: Apache-2.0
"""What table and scale do alike: results, files of a line of JSON for each run, and variants of the library."""
import datetime, glob, json, os, re, shutil, subprocess, sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
BUILD = os.path.join(ROOT, ".build", "bench")


def check(names, known, what):
    """The names of a list with commas; one that nobody knows ends the program."""
    chosen = names.split(",") if names else []
    for name in chosen:
        if name not in known:
            sys.exit(f"no {what} is called {name}; there are: {', '.join(known)}")
    return chosen


def git(*args):
    return subprocess.run(["git", *args], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def processor():
    """The make of the processor, as Linux tells it."""
    try:
        with open("/proc/cpuinfo") as lines:
            return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return "unknown processor"


def stamp():
    """When, on what and of which commit, with a + if what is measured was changed since."""
    try:
        changed = git("status", "--porcelain", "nightjar-core/src/main", "nightjar-benchmarks")
        commit = git("rev-parse", "--short=7", "HEAD") + ("+" if changed else "")
    except (OSError, subprocess.CalledProcessError):
        commit = "unknown"
    return dict(date=datetime.date.today().isoformat(), commit=commit, processor=processor())


def build_java():
    """Compiles the library and the programs that measure, and fetches what both need."""
    subprocess.run(["mvn", "-q", "-B", "-DskipTests", "-Dspotless.check.skip", "-pl", "nightjar-benchmarks", "-am",
                    "test-compile", "dependency:copy-dependencies", "-DincludeArtifactIds=jeromq,jnacl,jspecify", f"-DoutputDirectory={BUILD}/lib"],
                   cwd=ROOT, check=True)


def build_variant(name):
    """Compiles the core of a commit, or of this tree with a patch, and returns the folder of its classes."""
    home, patch = f"{BUILD}/variants/{name}", f"{HERE}/variants/{name}.patch"
    tree, classes = f"{home}/nightjar-core/src/main", f"{home}/classes"
    shutil.rmtree(home, ignore_errors=True)
    os.makedirs(classes)
    if os.path.exists(patch):
        shutil.copytree(f"{ROOT}/nightjar-core/src/main", tree)
        subprocess.run(["patch", "-s", "-p1", "-i", patch], cwd=home, check=True)
    else:
        archive = subprocess.run(["git", "archive", name, "nightjar-core/src/main"], cwd=ROOT, check=True, capture_output=True)
        subprocess.run(["tar", "-x"], cwd=home, input=archive.stdout, check=True)
    sources = glob.glob(f"{tree}/java/**/*.java", recursive=True)
    javac = os.path.join(os.environ["JAVA_HOME"], "bin", "javac") if "JAVA_HOME" in os.environ else "javac"
    sources = [s for s in sources if not s.endswith("module-info.java")]
    subprocess.run([javac, "-nowarn", "-proc:none", "-d", classes, "-cp", f"{BUILD}/lib/*", *sources], check=True)
    if os.path.isdir(f"{tree}/resources"):
        shutil.copytree(f"{tree}/resources", classes, dirs_exist_ok=True)
    return classes


def publish(text, page):
    """Prints tables, or puts them in a page in the place of those with the same heading; names those that it has not."""
    if not page:
        print(text)
        return
    with open(page) as old:
        lines = old.read().split("\n")
    heading = lambda line: re.sub(r" \(\d+ runs.*", "", line) if line.startswith(("**", "### ")) else None
    for table in re.split(r"\n(?=\*\*|### )", text.strip()):
        rows = table.strip().split("\n")
        start = next((i for i, line in enumerate(lines) if heading(line) == heading(rows[0])), None)
        if start is None:
            print(f"not on the page:\n\n{table}")
            continue
        end = next(i for i in range(start, len(lines)) if lines[i].startswith("|"))
        while end < len(lines) and lines[end].startswith("|"):
            end += 1
        lines[start:end] = rows
    with open(page, "w") as new:
        new.write("\n".join(lines))


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
    stolen = max((r.get("stolen", 0) for r in runs), default=0)
    notes = [f"up to {stolen:.0%} of the machine taken by others"] if stolen >= 0.02 else []
    processors = sorted({r["processor"] for r in runs if "processor" in r})
    return "; ".join([f"{max(map(len, groups))} runs", *stamps, *processors, *notes])
