"""What must stand in no file of the project."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Put together from parts, so that this file is not its own finding.
INDEX_HOSTS = re.compile(
    "|".join(
        (
            "pypi" + r"\.org",
            "python" + r"hosted\.org",
            "registry" + r"\.npmjs",
            "registry" + r"\.yarnpkg",
            "deb" + r"\.debian",
            "--" + "(extra-)?index-url",
            "--" + r"find-links[ =]",
        )
    )
)
MACHINE_PATHS = re.compile(r"(?<![\w.$}/-])/(work|farm|root|home)/")
TEXTS = {
    ".py",
    ".toml",
    ".txt",
    ".in",
    ".md",
    ".js",
    ".css",
    ".html",
    ".sql",
    ".sh",
    ".json",
    ".yml",
    ".yaml",
    ".svg",
    "",
}


def project_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S607
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    files = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [file for file in files if file.suffix in TEXTS and file.is_file()]


def findings(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
        for file in project_files()
        for number, line in enumerate(file.read_text(errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_names_a_package_index() -> None:
    assert findings(INDEX_HOSTS) == []


def test_no_file_names_a_path_of_the_machine_it_was_written_on() -> None:
    assert findings(MACHINE_PATHS) == []


@pytest.mark.parametrize("name", ["run", "services", "test"])
def test_every_requirement_is_pinned_with_a_hash(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    requirements = [entry for entry in re.sub(r"\\\n\s*", " ", text).splitlines() if entry and entry[0] not in " #"]
    assert requirements
    assert [entry for entry in requirements if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_what_is_asked_for_is_what_is_pinned() -> None:
    for name in ("run", "services", "test"):
        asked = {
            line.strip().lower()
            for line in (ROOT / "requirements" / f"{name}.in").read_text().splitlines()
            if line and line[0] not in "#-"
        }
        pinned = re.findall(r"^([a-z0-9._-]+)==", (ROOT / "requirements" / f"{name}.txt").read_text(), re.MULTILINE)
        assert asked <= set(pinned)


def test_the_order_language_imports_the_standard_library_and_itself_only() -> None:
    foreign = []
    for file in (ROOT / "server" / "orders").glob("**/*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            foreign += [
                f"{file.name}: {name}"
                for name in names
                if name.split(".")[0] not in sys.stdlib_module_names
                and name != "server.orders"
                and not name.startswith("server.orders.")
            ]
    assert foreign == []
