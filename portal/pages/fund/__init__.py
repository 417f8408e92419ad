"""The emergency wage fund: its queue, cases, overview, recoveries, reports and papers."""

from fastapi import APIRouter

from portal.pages.fund import cases, overview, papers

router = APIRouter()
router.include_router(overview.router)
router.include_router(cases.router)
router.include_router(papers.router)
