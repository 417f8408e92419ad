"""The emergency wage fund: its queue, cases, overview, recoveries, reports and papers."""

from fastapi import APIRouter

from portal.pages.fund import answers, books, cases, letters, lines, matters, overview, papers, payments

router = APIRouter()
router.include_router(overview.router)
router.include_router(matters.router)
router.include_router(books.router)
router.include_router(answers.router)
router.include_router(lines.router)
router.include_router(cases.router)
router.include_router(papers.router)
router.include_router(payments.router)
router.include_router(letters.router)
