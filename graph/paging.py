"""What all stores do alike about pages: check their arguments, bound them by keys, say what lies before and after."""

from __future__ import annotations

from dataclasses import dataclass

from graph import cursor
from graph.errors import BadInput
from graph.store import DEFAULT_PAGE, MAX_PAGE, Page, PageInfo, Row, Slice, Where

_FIRST_YEAR, _LAST_YEAR = 1, 9999
Key = cursor.Key
Shape = tuple[type[str] | type[int], ...]


@dataclass(frozen=True, slots=True)
class Window:
    """A page whose arguments hold: `size` rows, counted from the list's end where `backward` is set."""

    size: int
    backward: bool
    after: str | None
    before: str | None

    @property
    def limit(self) -> int:
        """One row more than the page shows tells whether there is more."""
        return self.size + 1


def checked(page: Page) -> Window:
    """The window that a page asks for, DEFAULT_PAGE rows where it says no number.

    `before` alone asks for the rows that end there, as `after` alone asks for those that begin there.
    """
    if page.first is not None and page.last is not None:
        raise BadInput("`first` and `last` were both given; ask for one of them.")
    for name, size in (("first", page.first), ("last", page.last)):
        if size is not None and size < 0:
            raise BadInput(f"`{name}` is {size}; give a number from 0 to {MAX_PAGE}.")
        if size is not None and size > MAX_PAGE:
            raise BadInput(
                f"`{name}` is {size}; a page has at most {MAX_PAGE}, and `after` or `before` leads to the next."
            )
    backward = page.last is not None or (page.first is None and page.after is None and page.before is not None)
    size = page.last if page.first is None else page.first
    return Window(DEFAULT_PAGE if size is None else size, backward, page.after, page.before)


def keys(window: Window, tag: str, shape: Shape, *, descending: bool = False) -> tuple[Key | None, Key | None]:
    """The keys between which the page lies, both outside it, the lower first; None where there is no bound."""
    after = None if window.after is None else cursor.decode(window.after, tag, shape)
    before = None if window.before is None else cursor.decode(window.before, tag, shape)
    return (before, after) if descending else (after, before)


def years(where: Where) -> tuple[str, str | None]:
    """What a paper's `published_sort|id` must lie between, both excluded, for its year to pass; None: no upper bound.

    An unknown date sorts as year 0000, so any bound excludes it; a year alone is smaller than every key of that year.
    """
    if where.year_from is None and where.year_to is None:
        return "", None
    low = _FIRST_YEAR if where.year_from is None else max(where.year_from, _FIRST_YEAR)
    high = _LAST_YEAR if where.year_to is None else max(where.year_to, _FIRST_YEAR - 1)
    return (
        f"{low:04d}" if low <= _LAST_YEAR else "~",  # above every date
        f"{high + 1:04d}" if high < _LAST_YEAR else None,
    )


def slice_of(edges: list[Row], window: Window, *, more: bool, total: int | None) -> Slice:
    """A page as it is answered. `edges` are in the list's order; `more`: the side paged towards goes on."""
    return {
        "edges": edges,
        "nodes": [edge["node"] for edge in edges],
        "page_info": page_info(edges, window, more=more),
        "total_count": total,
    }


def page_info(edges: list[Row], window: Window, *, more: bool) -> PageInfo:
    """Of the side that was come from, a cursor given says that there was a row."""
    return {
        "has_next_page": window.before is not None if window.backward else more,
        "has_previous_page": more if window.backward else window.after is not None,
        "start_cursor": edges[0]["cursor"] if edges else None,
        "end_cursor": edges[-1]["cursor"] if edges else None,
    }
