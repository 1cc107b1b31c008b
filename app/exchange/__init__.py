"""Machines at the door: public contracts for partner systems. Same guard, same operations as the pages."""
