"""5月1日, without a zero before the month."""

MONTH_DAY_FORMAT = "n月j日"
