"""Answer time and results of providers, worked out by night from vouchers; knows no page of its own."""
