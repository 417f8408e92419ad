"""Administration: offices and officers, substitutes, phones of each district, and parameters by four eyes."""

from fastapi import APIRouter

from portal.pages.admin import clients, messages, offices, policies, senders, settings

router = APIRouter()
router.include_router(offices.router)
router.include_router(clients.router)
router.include_router(senders.router)
router.include_router(messages.router)
router.include_router(settings.router)
router.include_router(policies.router)
