"""Rights and money: budgets and the vouchers that commit them."""
