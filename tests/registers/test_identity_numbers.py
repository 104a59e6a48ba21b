"""Identity numbers: who has one that is right, and what is wrong with the others."""

import pytest

from linli.registers.fields import identity_number, is_identity_number
from tests.world import id_number


@pytest.mark.parametrize("born", ["1932-02-29", "1950-06-01", "1975-01-31", "2005-12-01"])
def test_people_older_than_the_number_of_their_district_have_one(born):
    # 330106 has been given out since 1983.
    assert is_identity_number(id_number(born, division="330106"))


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "330106",
        "330106195006010021",
        "33010619500631002X",
        "99010619500601002X",
        "33010619500601００２5",
        "X" * 18,
    ],
)
def test_a_wrong_one_is_refused(wrong):
    assert not is_identity_number(wrong)


def test_one_of_15_digits_is_brought_to_18():
    assert is_identity_number(identity_number("330106500601002"))
