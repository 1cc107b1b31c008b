"""The ledger of public money per call, provider and pathway. Knows no voucher."""
