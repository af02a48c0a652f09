"""Estimates from published figures: meals out of pounds, and what goods given are worth."""

from drives.rules import money
from drives.rules.quantity import SCALE


def whole_meals(pounds: int, lb_per_meal: int) -> int:
    """Whole meals, rounded to the nearest, from pounds (thousandths) and pounds a meal (ten-thousandths).

    Feeding America, "How we got the map data": pounds of food by the pounds that a meal weighs.
    """
    return _nearest(pounds * money.SCALE, SCALE * lb_per_meal)


def worth(pounds: int, value_per_lb: int) -> int:
    """Ten-thousandths of the currency unit, from pounds (thousandths) and value a pound (ten-thousandths)."""
    return _nearest(pounds * value_per_lb, SCALE)


def _nearest(above: int, below: int) -> int:
    return (2 * above + below) // (2 * below)
