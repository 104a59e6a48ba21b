"""The interval of a rate found in a sample."""

from __future__ import annotations

from decimal import Decimal
from math import sqrt
from statistics import NormalDist


def interval(hits: int, asked: int, confidence: float = 0.95) -> tuple[Decimal, Decimal]:
    """Between which bounds the rate of all lies, with the given confidence, if so many of those asked hit.

    Wilson's score interval: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    Journal of the American Statistical Association 22 (1927), 209-212. Unlike the plain interval it stays within
    0 and 1 and holds for small samples and extreme rates (L. D. Brown, T. T. Cai, A. DasGupta, "Interval
    estimation for a binomial proportion", Statistical Science 16 (2001), 101-133). It supposes a random sample
    that is small beside the population.

    Raises:
        ValueError: nobody was asked, or more hit than were asked.
    """
    if not 0 <= hits <= asked or asked == 0:
        raise ValueError(f"{hits} of {asked} is no share")
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    rate = hits / asked
    middle = (rate + z * z / (2 * asked)) / (1 + z * z / asked)
    half = z / (1 + z * z / asked) * sqrt(rate * (1 - rate) / asked + z * z / (4 * asked * asked))
    low = 0.0 if hits == 0 else max(0.0, middle - half)
    high = 1.0 if hits == asked else min(1.0, middle + half)
    return Decimal(repr(low)), Decimal(repr(high))
