from __future__ import annotations

import pytest

from graph import paging
from graph.errors import BadInput
from graph.store import DEFAULT_PAGE, MAX_PAGE, Page, Where


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (Page(first=1, last=1), "both given"),
        (Page(first=-1), "`first` is -1"),
        (Page(last=-1), "`last` is -1"),
        (Page(first=MAX_PAGE + 1), f"at most {MAX_PAGE}"),
        (Page(last=MAX_PAGE + 1), f"at most {MAX_PAGE}"),
    ],
)
def test_a_page_that_no_store_could_give_is_refused(page: Page, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        paging.checked(page)


@pytest.mark.parametrize(
    ("page", "size", "backward"),
    [
        (Page(), DEFAULT_PAGE, False),
        (Page(after="x"), DEFAULT_PAGE, False),
        (Page(before="x"), DEFAULT_PAGE, True),
        (Page(first=3, before="x"), 3, False),
        (Page(last=0), 0, True),
        (Page(first=MAX_PAGE), MAX_PAGE, False),
    ],
)
def test_a_page_has_a_size_and_a_direction(page: Page, size: int, backward: bool) -> None:
    window = paging.checked(page)
    assert (window.size, window.backward) == (size, backward)


@pytest.mark.parametrize(
    ("where", "passing"),
    [
        (Where(), {"0000-00-00", "2019-00-00", "2019-12-31", "2020-06-01", "9999-12-31"}),
        (Where(year_from=2019), {"2019-00-00", "2019-12-31", "2020-06-01", "9999-12-31"}),
        (Where(year_to=2019), {"2019-00-00", "2019-12-31"}),
        (Where(year_from=2020, year_to=2020), {"2020-06-01"}),
        (Where(year_from=2021, year_to=2020), set()),
        (Where(year_from=-5), {"2019-00-00", "2019-12-31", "2020-06-01", "9999-12-31"}),
        (Where(year_to=0), set()),
        (Where(year_to=12345), {"2019-00-00", "2019-12-31", "2020-06-01", "9999-12-31"}),
        (Where(year_from=12345), set()),
    ],
)
def test_years_bound_the_key_of_a_paper(where: Where, passing: set[str]) -> None:
    low, high = paging.years(where)
    dates = {"0000-00-00", "2019-00-00", "2019-12-31", "2020-06-01", "9999-12-31"}
    assert {date for date in dates if low < f"{date}|id" and (high is None or f"{date}|id" < high)} == passing
