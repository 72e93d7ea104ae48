"""What is said while a run goes on, and in the end. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median

from server.bench.figures import percentile
from server.simulate.tally import Tally

_ENDS = (
    "collected", "delivered", "called off", "called off at closing", "never came", "cancelled by somebody else",
    "unfinished",
)  # fmt: skip
_SCREENS = (("customer", "the customer's page"), ("board", "the pickup board"), ("kitchen", "the kitchen wall"))


def progress(clock: str, tally: Tally, on_the_wall: Mapping[str, int], late: int) -> str:
    """One line: who is in the shop, what stands on the wall, what is done."""
    wall = ", ".join(f"{count} {word}" for word, count in on_the_wall.items())
    done = tally.counts["collected"] + tally.counts["delivered"]
    return f"{clock}  {tally.guests_inside} in the shop  |  {wall}  |  {done} done, {late} late"


def report(tally: Tally, versions: Mapping[str, tuple[int, int]], cut_off: Mapping[str, int], seconds: float) -> str:
    """Everything, a line or a few for each subject; what was wrong comes last.

    `versions` has the events and the last version of each topic, `cut_off` how often sockets were, by close code.
    """
    counts = tally.counts
    entered = _named(counts, "registered", "logged in", "second thoughts")
    left = _named(counts, "left without an order", "gave up: no answer") or "all ordered"
    lines = [
        f"simulated {seconds:.0f} s",
        f"  guests    {counts['guests']:,} came in; {entered}; {left}",
        f"  orders    {counts['placed']:,} placed: {_named(counts, *_ENDS) or 'none came to an end'}",
        f"  kitchen   {_named(counts, 'slips taken back', 'sold out for a while', 'left on the shelf') or 'no slips'}",
        f"  refused   {_listed(tally.refusals) or 'nothing'}",
        f"  promises  {_promises(tally.lateness)}",
        f"  requests  {tally.requests:,}, {tally.errors} answered with 5xx, {tally.silences} not at all",
    ]
    lines += [f"    {_times(what, times)}" for what, times in sorted(tally.seconds.items()) if times]
    lines.append("  from a tap to the frame that tells it")
    lines += [f"    {_times(words, tally.delays[kind])}" for kind, words in _SCREENS if tally.delays[kind]]
    lines.append(f"  versions  {_versions(versions)}; {_listed(cut_off) or 'no screen was cut off'}")
    lines += [f"  WRONG     {sentence}" for sentence in tally.wrong]
    lines.append("SOMETHING WAS WRONG" if tally.wrong else "all as it should be")
    return "\n".join(lines)


def _promises(lateness: Sequence[float]) -> str:
    if not lateness:
        return "none came due"
    kept = sum(minutes <= 0 for minutes in lateness) / len(lateness)
    middle = median(lateness)
    word = "late" if middle > 0 else "early"
    return f"{kept:.0%} of {len(lateness):,} kept; the middle order was ready {abs(middle):.1f} min {word}"


def _times(what: str, times: Sequence[float]) -> str:
    figures = "  ".join(f"p{percent} {percentile(times, percent) * 1000:7,.1f} ms" for percent in (50, 95, 99))
    return f"{what:22} {len(times):6,}  {figures}"


def _versions(versions: Mapping[str, tuple[int, int]]) -> str:
    return ", ".join(f"{topic} {events:,} up to {version:,}" for topic, (events, version) in versions.items()) or "none"


def _named(counts: Mapping[str, int], *names: str) -> str:
    return ", ".join(f"{counts[name]:,} {name}" for name in names if counts[name])


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in sorted(counts.items()) if count)
