"""Policy: the parameters of the rules, by region and date, each with its source."""

from monitors.policy.parameters import PARAMETERS, Parameter
from monitors.policy.policy import InForce, Policy, PolicyError
from monitors.policy.table import Table

__all__ = ["PARAMETERS", "InForce", "Parameter", "Policy", "PolicyError", "Table"]
