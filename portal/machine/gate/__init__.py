"""The freeze gate: a bank asks before it executes an order, learns what was decided, and reports what it did."""

from fastapi import APIRouter

from portal.machine.gate import checks, marks, reports

router = APIRouter(tags=["freeze gate / 冻结闸门"])
for part in (checks, reports, marks):
    router.include_router(part.router)
