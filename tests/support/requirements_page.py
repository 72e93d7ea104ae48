"""docs/requirements.md, made from the marks of the tests: `python -m tests.support.requirements_page` writes it.

A row is «shown» when at least one test carries its id; whether those tests pass is what a test run says.
"""

import ast
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
PAGE = TESTS.parent / "docs" / "requirements.md"


def read_rows() -> dict[str, dict[str, str]]:
    """Area → id → capability."""
    return tomllib.loads((TESTS / "requirements.toml").read_text(encoding="utf-8"))


def find_marks() -> dict[str, list[str]]:
    """Requirement id → tests that carry it, as path::name."""
    marks: dict[str, list[str]] = defaultdict(list)
    for path in sorted(TESTS.rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                for identifier in _ids_of(node):
                    marks[identifier].append(f"{path.relative_to(TESTS.parent).as_posix()}::{node.name}")
    return marks


def _ids_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.requirement":
            for argument in decorator.args:
                if isinstance(argument, ast.Constant):
                    yield str(argument.value)


def make_page() -> str:
    marks = find_marks()
    parts = ["# Requirements and the tests that show them", "", "Made from the tests' marks; do not edit by hand."]
    for area, rows in read_rows().items():
        parts += ["", f"## {area}", "", "| id | capability | state | tests |", "|---|---|---|---|"]
        for identifier, capability in rows.items():
            tests = marks.get(identifier, [])
            words = ", ".join(f"`{test.split('::')[1]}`" for test in tests[:6])
            more = f" and {len(tests) - 6} more" if len(tests) > 6 else ""
            parts.append(f"| {identifier} | {capability} | {'shown' if tests else 'to come'} | {words}{more} |")
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    PAGE.write_text(make_page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.name} written\n")
