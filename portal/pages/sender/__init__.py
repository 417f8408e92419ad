"""The pages of the people at banks, sites and registries: of their own client, and of nothing else."""

from fastapi import APIRouter

from portal.pages.sender import deliveries, health, messages, records, today, upload, uploads

router = APIRouter()
for module in (today, upload, uploads, deliveries, records, health, messages):
    router.include_router(module.router)
