"""The freeze gate as it answers: from memory, in milliseconds, in the safe direction when anything is away."""

from portal.gate.desk import Desk
from portal.gate.question import Question

__all__ = ["Desk", "Question"]
