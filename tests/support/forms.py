"""A page's form as a browser without script would send it."""

from html.parser import HTMLParser

from typing_extensions import override


class _Reader(HTMLParser):
    """Fields of the form with the wanted action, in the page's order."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action = action
        self.inside = False
        self.select = ""
        self.area = ""
        self.fields: list[tuple[str, str]] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = not self.fields and has.get("action") == self.action
        if not self.inside:
            return
        if tag == "input" and (has.get("type") not in ("checkbox", "radio") or "checked" in has):
            self.fields.append((has["name"], has.get("value", "")))
        elif tag == "select":
            self.select = has["name"]
        elif tag == "option" and "selected" in has:
            self.fields.append((self.select, has["value"]))
        elif tag == "textarea":
            self.area = has["name"]
            self.fields.append((self.area, ""))

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "textarea":
            self.area = ""

    @override
    def handle_data(self, data: str) -> None:
        if self.inside and self.area:
            self.fields[-1] = (self.area, self.fields[-1][1] + data.removeprefix("\n"))


def read_page_form(page: str, action: str, *, holding: str) -> list[tuple[str, str]]:
    """Names and values, buttons left out, of the first form with this action that holds the field."""
    start = page.index(f'name="{holding}"')
    reader = _Reader(action)
    reader.feed(page[page.rindex("<form", 0, start) :])
    return reader.fields
