"""The pages of the people at banks, sites and registries: of their own client, and of nothing else."""

from fastapi import APIRouter

from portal.pages.sender import deliveries, health, records, today, upload

router = APIRouter()
for module in (today, upload, deliveries, records, health):
    router.include_router(module.router)
