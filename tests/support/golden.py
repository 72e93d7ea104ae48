"""Golden files: what Python and JavaScript must both make of the same input, in tests/front_end/golden.

`ORDERBOARD_WRITE_GOLDEN=1` writes them anew; then read the difference before it is committed.
"""

import json
import os
from pathlib import Path
from typing import Any

GOLDEN = Path(__file__).resolve().parents[1] / "front_end" / "golden"


def check_golden(name: str, made: list[Any]) -> None:
    """Fail when `made` is not what the golden file of this name holds."""
    path = GOLDEN / name
    if os.environ.get("ORDERBOARD_WRITE_GOLDEN") == "1":
        lines = ",\n".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in made)
        path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    assert json.loads(json.dumps(made)) == read_golden(name), f"{name} no longer says what this program does"


def read_golden(name: str) -> list[Any]:
    frames: list[Any] = json.loads((GOLDEN / name).read_text(encoding="utf-8"))
    return frames
