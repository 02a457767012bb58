from itertools import combinations, product

import pytest

from tests.walk.pairs import all_pairs

FACTORS = (("a", "b", "c", "d", "e"), (1, 2), ("light", "dark"), (10, 20, 30, 40))


@pytest.mark.parametrize("factors", [FACTORS, FACTORS[:2], FACTORS[1:], (*FACTORS, (True, False))])
def test_any_two_values_meet_in_few_rows(factors):
    rows = all_pairs(*factors)
    for (one, first), (other, second) in combinations(enumerate(factors), 2):
        assert {(row[one], row[other]) for row in rows} == set(product(first, second))
    longest, next_longest = sorted(map(len, factors))[:-3:-1]
    assert longest * next_longest <= len(rows) <= 1.2 * longest * next_longest
    assert len(set(rows)) == len(rows)
